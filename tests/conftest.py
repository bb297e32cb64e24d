"""What holds for every test: nothing of the user's own, nothing skipped where all is asked for."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REQUIRE_ALL = os.environ.get("DATATRAIL_REQUIRE_ALL", "") not in {"", "0"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Never a timed test: the machine may be doing other work. In CI the same examples are drawn each time.
settings.register_profile(
    "datatrail",
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("datatrail")


@pytest.fixture(autouse=True, scope="session")
def _nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Tests, and the commands that they start, see no case and no cache of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATATRAIL_CASE", raising=False)
        patch.delenv("NEO4J_PASSWORD", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def find_chromium() -> str | None:
    """The browser of the system; no test fetches one."""
    told = os.environ.get("DATATRAIL_CHROMIUM")
    return told or next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Where Chromium is; a test that asks for it is skipped, with what to install, where there is none."""
    found = find_chromium()
    if found is None:
        pytest.skip(
            "no Chromium here: install it (Debian: apt-get install chromium) or set DATATRAIL_CHROMIUM"
        )
    return Path(found)


@pytest.fixture(autouse=True)
def _browser_tests_need_a_browser(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("browser"):
        request.getfixturevalue("chromium_path")


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Where everything is required, a skipped test has failed, and says why it was skipped."""
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped here (DATATRAIL_REQUIRE_ALL). {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report
