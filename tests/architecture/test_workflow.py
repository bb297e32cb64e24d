"""What the workflow for a code host runs is there, on the three systems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))


def commands(job: str) -> list[str]:
    return [step["run"] for step in WORKFLOW["jobs"][job]["steps"] if "run" in step]


def test_everything_is_run_where_everything_can_be_had() -> None:
    """One script, the same that runs anywhere."""
    assert commands("everything") == ["bash .ci/run"]
    assert (ROOT / ".ci" / "run").is_file()


def test_the_suite_runs_on_three_systems_without_make() -> None:
    """As the README says it: set up, the main job, the tests."""
    systems = {name.partition("-")[0] for name in WORKFLOW["jobs"]["elsewhere"]["strategy"]["matrix"]["os"]}
    assert systems == {"macos", "windows", "ubuntu"}
    readme = (ROOT / "README.md").read_text("utf-8")
    first, _, *others = commands("elsewhere")
    assert first in readme
    assert [line.split(" --")[0].split(" -r")[0] in readme for line in others] == [True, True]
    assert (ROOT / first.removeprefix("python ")).is_file()


def test_nothing_in_the_workflow_may_write() -> None:
    """A pull request from anywhere runs it."""
    assert WORKFLOW["permissions"] == {"contents": "read"}
