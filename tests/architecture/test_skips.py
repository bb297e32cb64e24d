"""What may be skipped where: anything at home, with its reason; nothing where everything is required."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
SKIPS = {
    "a mark": '@pytest.mark.skip(reason="no moon")\ndef test_it(): pass',
    "a call": 'def test_it(): pytest.skip("no moon")',
    "a fixture": '@pytest.fixture\ndef moon(): pytest.skip("no moon")\ndef test_it(moon): pass',
    "a module": 'pytest.skip("no moon", allow_module_level=True)',
}


def run_pytest(folder: Path, test: str, require_all: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST.read_text("utf-8"), "utf-8")
    (folder / "test_it.py").write_text(f"import pytest\n{test}\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-ra",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    environment = os.environ | {"DATATRAIL_REQUIRE_ALL": require_all}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, cwd=folder, check=False
    )


@pytest.mark.parametrize("test", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_fails_where_everything_is_required(tmp_path: Path, test: str) -> None:
    """However a test is skipped, and the reason is still told."""
    done = run_pytest(tmp_path, test, "1")
    assert done.returncode != 0
    assert "Nothing may be skipped here" in done.stdout
    assert "no moon" in done.stdout


@pytest.mark.parametrize("test", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_is_listed_with_its_reason_elsewhere(tmp_path: Path, test: str) -> None:
    done = run_pytest(tmp_path, test, "")
    assert "no moon" in done.stdout
    assert "1 skipped" in done.stdout
    assert "failed" not in done.stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    """`xfail` says that something is known to be wrong, and runs."""
    done = run_pytest(tmp_path, "@pytest.mark.xfail\ndef test_it(): assert 0", "1")
    assert done.returncode == 0
    assert "1 xfailed" in done.stdout
