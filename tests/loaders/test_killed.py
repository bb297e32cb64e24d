"""A load that is killed leaves the case as before or after; run again, it ends as if nothing had happened."""

import os
import random
import shutil
import subprocess
import sys
import time
from importlib.resources import files as files_of
from pathlib import Path

import pytest

from benchmarks.made_up.logs import write_log
from loaders.load import load
from loaders.store import CaseFolder
from tests.loaders.making import BUNDLED, case, contents, current

pytestmark = pytest.mark.slow
KILLING = Path(__file__).with_name("killing.py")
ROOT = Path(__file__).parents[2]
RANDOM_KILLS = int(os.environ.get("DATATRAIL_KILLS", "10"))
"""`make verify` kills a hundred loads, half of them of a log."""


def files(dataset: str) -> list[Path]:
    """The files of a bundled dataset."""
    return sorted((BUNDLED / dataset).glob("*.csv"))


@pytest.fixture(name="before")
def case_before(tmp_path: Path) -> CaseFolder:
    """A case that one dataset was loaded into."""
    folder = case(tmp_path / "before")
    load(folder, files("georgia-2020"), dataset="georgia-2020")
    return folder


@pytest.fixture(name="after")
def case_after(before: CaseFolder, tmp_path: Path) -> CaseFolder:
    """The same case after a load that nobody disturbed."""
    shutil.copytree(before.path, tmp_path / "after")
    folder = CaseFolder(tmp_path / "after")
    load(folder, files("documented-flows"), dataset="documented-flows")
    return folder


@pytest.fixture(name="log")
def log_and_cases(before: CaseFolder, tmp_path: Path) -> tuple[Path, CaseFolder]:
    """A log for the case, which says by a mapping of its own whose log it is; and the case after it was loaded."""
    shipped = (files_of("loaders") / "mappings" / "flock-network-audit-13.toml").read_text(encoding="utf-8")
    text = shipped.replace('ask = ["holder"]\n', "").replace("[fixed]\n", '[fixed]\nholder = "Examplia PD"\n')
    (before.path / "mappings" / "own.toml").write_text(text, encoding="utf-8")
    path = tmp_path / "log.csv"
    write_log(path, 6_000)
    shutil.copytree(before.path, tmp_path / "after-log")
    after = CaseFolder(tmp_path / "after-log")
    load(after, [path], dataset="log")
    return path, after


def check(
    killed: Path, before: CaseFolder, after: CaseFolder, dataset: str = "documented-flows", *loaded: Path
) -> str:
    """The killed case reads as before or after; loading again makes it the undisturbed one, byte for byte."""
    folder = CaseFolder(killed)
    folder.read()
    states = {"before": current(before), "after": current(after)}
    state = next((name for name, generation in states.items() if generation == current(folder)), "neither")
    assert state != "neither"
    load(folder, list(loaded) or files(dataset), dataset=dataset)
    assert contents(killed) == contents(after.path)
    return state


def test_a_load_that_is_killed_at_any_step_of_the_writing(
    before: CaseFolder, after: CaseFolder, tmp_path: Path
) -> None:
    """Each step is a flush, a rename, a removal or a table; only the last ones leave the case as after."""
    command: list[str | Path] = [
        sys.executable,
        KILLING,
        "steps",
        "11",
        before.path,
        tmp_path,
        "documented-flows",
    ]
    subprocess.run(
        [*command, *files("documented-flows")], check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    killed = sorted(tmp_path.glob("killed-*"))
    assert len(killed) >= 10
    states = [check(folder, before, after) for folder in killed]
    assert states == sorted(states, reverse=True)
    assert states[0] == "before"


def test_a_load_that_is_killed_at_any_moment(before: CaseFolder, after: CaseFolder, tmp_path: Path) -> None:
    """At moments drawn at random from the time that a load takes."""
    duration = begun_and_ended(tmp_path / "timed", before)
    moments = random.Random(0)
    kills = 0
    for number in range(RANDOM_KILLS // 2):
        folder = tmp_path / f"killed-{number}"
        kills += begun_and_killed(folder, before, moments.uniform(0, duration))
        check(folder, before, after)
    assert kills


def test_a_load_of_a_log_that_is_killed_at_any_moment(
    before: CaseFolder, log: tuple[Path, CaseFolder], tmp_path: Path
) -> None:
    """Rows that were staged and not yet part of a generation are cleared away by the next load."""
    path, after = log
    duration = begun_and_ended(tmp_path / "timed", before, "log", path)
    moments = random.Random(1)
    kills = 0
    for number in range(RANDOM_KILLS // 2):
        folder = tmp_path / f"killed-{number}"
        kills += begun_and_killed(folder, before, moments.uniform(0, duration), "log", path)
        check(folder, before, after, "log", path)
        shutil.rmtree(folder)
    assert kills


def begin(
    folder: Path, before: CaseFolder, dataset: str = "documented-flows", *loaded: Path
) -> subprocess.Popen[str]:
    """A process that has just begun to load into a copy of a case."""
    shutil.copytree(before.path, folder)
    command: list[str | Path] = [
        sys.executable,
        KILLING,
        "now",
        folder,
        dataset,
        *(loaded or files(dataset)),
    ]
    child = subprocess.Popen(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begin\n"
    return child


def begun_and_ended(
    folder: Path, before: CaseFolder, dataset: str = "documented-flows", *loaded: Path
) -> float:
    """How many seconds an undisturbed load takes."""
    with begin(folder, before, dataset, *loaded) as child:
        start = time.perf_counter()
        assert child.wait() == 0
        return time.perf_counter() - start


def begun_and_killed(
    folder: Path, before: CaseFolder, seconds: float, dataset: str = "documented-flows", *loaded: Path
) -> bool:
    """Whether a load was still running when it was killed after some seconds."""
    with begin(folder, before, dataset, *loaded) as child:
        time.sleep(seconds)
        child.kill()
        return child.wait() == -9
