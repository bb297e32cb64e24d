"""`benchmarks/trace.py` measures each part in a process of its own and writes what it found, whatever fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(name="cases", scope="module")
def kept_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


def measured(cases: Path, *options: str) -> tuple[dict[str, Any], str]:
    """What the command wrote and printed, of three questions at 300 flows."""
    target = cases / "measured.json"
    plain = ["--flows", "300", "--times", "1", "--sample", "3", "--cases", str(cases), "-o", str(target)]
    command = [sys.executable, "benchmarks/trace.py", *plain, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return json.loads(target.read_text("utf-8")), done.stdout


def test_it_writes_runs_memory_and_what_they_depend_on(cases: Path) -> None:
    """Each part has its runs and its memory; beside them stand versions, processor, commit and command."""
    written, printed = measured(cases, "--only", "open,networkx")
    names = [each["name"] for each in written["results"]]
    assert names[0] == "open a case, build its arrays"
    assert [name.partition(":")[0] for name in names[1:]] == ["networkx label search"] * 2
    assert all(
        each["flows"] == 300 and each["peak_mb"] > 20 and each["median"] > 0 for each in written["results"]
    )
    assert all(name in printed for name in names)
    assert len(written["results"][1]["runs"]) == 3
    assert written["results"][2]["note"].startswith("mean of 3 drawn, times ")
    assert {"python", "cpu", "cores", "versions", "commit", "command"} <= written["machine"].keys()
    assert {"numpy", "networkx", "kglite", "rustworkx", "pyarrow"} <= written["machine"]["versions"].keys()


def test_a_part_that_takes_too_long_is_stopped_and_told(cases: Path) -> None:
    """One part that cannot end does not lose what the others found."""
    written, printed = measured(cases, "--only", "trace,open", "--seconds", "0.01")
    assert [each["runs"] for each in written["results"]] == [[], []]
    assert all(each["note"].startswith("failed: stopped after") for each in written["results"])
    assert "failed: stopped after" in printed


def test_a_part_that_is_not_there_is_refused(cases: Path) -> None:
    """A misspelt part measures nothing and would pass for quick."""
    with pytest.raises(subprocess.CalledProcessError) as error:
        measured(cases, "--only", "opne")
    assert "no such part: opne" in error.value.stderr
