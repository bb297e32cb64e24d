"""What holds for every test: nothing of the user's own, nothing skipped where all is asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from platformdirs import user_cache_path

if TYPE_CHECKING:
    from neo4j import Driver
    from playwright.sync_api import Browser
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

    from datatrail.neo4jserver.connection import Connection

REQUIRE_ALL = os.environ.get("DATATRAIL_REQUIRE_ALL", "") not in {"", "0"}
#: The server that tests marked `neo4j` are told to use; no other test, and no command in it, sees it.
NEO4J = {name: value for name, value in os.environ.items() if name.startswith("NEO4J_")}
#: Of a server that lives for minutes: half of what it computes is the making of better code for later.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
#: The files whose tests on Neo4j start a server of their own.
OWN_SERVER = {"test_away", "test_browser", "test_import", "test_memory"}
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
        for name in NEO4J:
            patch.delenv(name)
        if "DATATRAIL_NEO4J_PROGRAMS" not in os.environ:  # what was fetched once is kept between runs
            patch.setenv("DATATRAIL_NEO4J_PROGRAMS", str(user_cache_path("datatrail") / "neo4j"))
        patch.setenv("JAVA_TOOL_OPTIONS", QUICK_JAVA)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
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


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Generator[Browser]:
    """One Chromium for all tests of a process: two cannot be driven at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _browser_tests_need_a_browser(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("browser"):
        request.getfixturevalue("chromium_path")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--neo4j-version", help="The Neo4j that is started where NEO4J_URI names none.")


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Generator[Connection]:
    """The Neo4j of NEO4J_URI, else one that runs until the last test has ended."""
    from tests.neo4jserver.serving import serving

    with serving(NEO4J, request.config.getoption("--neo4j-version")) as server:
        yield server


@pytest.fixture(scope="module")
def neo4j_driver(neo4j_server: Connection) -> Generator[Driver]:
    """A driver of that server, whose database is empty before and after each module that asks for it."""
    from tests.neo4jserver.serving import empty_database

    with empty_database(neo4j_server) as driver:
        yield driver


@pytest.fixture(autouse=True)
def _neo4j_tests_have_a_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that a test marked `neo4j` runs speak to the server of the tests, unless it has one of its own."""
    if request.node.get_closest_marker("neo4j") and request.path.stem not in OWN_SERVER:
        from tests.neo4jserver.serving import environment

        for name, value in environment(request.getfixturevalue("neo4j_server")).items():
            monkeypatch.setenv(name, value)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """All tests on the server run in one process, one after the other, as it has one database; with their own, in another."""
    from xdist.scheduler import LoadScopeScheduling

    class OneServer(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if "neo4j" not in nodeid:
                return super()._split_scope(nodeid)
            return "neo4j, own" if Path(nodeid.partition("::")[0]).stem in OWN_SERVER else "neo4j"

    return OneServer(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: the process of the tests on Neo4j mostly waits for its server."""
    return (os.cpu_count() or 1) + 1


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
