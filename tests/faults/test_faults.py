"""Whatever goes wrong in a command that writes, the case is as before or as after, and what was wrong is said.

The faults are real (`under.py`): a full file system, one that is read only, rights that are missing, a lock that is
held, SIGKILL between two steps and within a write. Which command stands which fault is data (`faults.toml`), and the
table in docs/faults.md is what these tests prove.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import click
import pytest

from datatrail.case import Case
from datatrail.cli import cli
from datatrail.exchanging import exported
from loaders import deciding, reviewing
from loaders.generations import GENERATION, number_of
from loaders.load import load
from loaders.store import CaseFolder
from tests.faults.table import TOLD, table
from tests.loaders.making import case, claim, write

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "faults.md"
ALL = "DATATRAIL_KILLS" in os.environ
"""`make verify` tries every command under every fault, with more room and at more steps each time."""
KILLS = int(os.environ.get("DATATRAIL_KILLS", "1"))
LEVELS = (0, 2, 8, 24, 64, 120, 160, 400, 4_000)
SIZES = (0, 100, 1_000, 3_000, 9_000, 30_000, 4_000_000) if ALL else (1_000,)
KILLED = {"killed", "cut"}
MOUNTS = {"full", "read-only"}
Turn = dict[str, Any]
FAULTS: tuple[str, ...] = tuple(TOLD["fault"])
COMMANDS: dict[str, dict[str, Any]] = {each["name"]: each for each in TOLD["command"]}
VARIES = {name for each in COMMANDS.values() for name in each.get("varies", ())}
MAPPING = """
shape = "event"

[columns]
Org = "requester"
When = "answered"

[fixed]
holder = "ex-wheels"
data_types = "photo"
mode = "disclosed"
"""


@dataclass(frozen=True)
class Tried:
    """A command under a fault: its turns, the folder that it was run in, and that folder after it, undisturbed."""

    command: Mapping[str, Any]
    fault: str
    turns: list[Turn]
    before: Path
    after: Path

    @property
    def stops(self) -> bool:
        """Whether the fault must stop the command."""
        if self.fault == "locked":
            return self.command.get("writes") == "case"
        return "writes" in self.command


def drawn(fault: str) -> tuple[str, ...]:
    """The commands that are tried under a fault: all; or one of each third family, so that each meets two faults."""
    if ALL:
        return tuple(COMMANDS)
    families = defaultdict(list)
    for name, each in COMMANDS.items():
        families[each.get("family", name)].append(name)
    turn, draw = FAULTS.index(fault), Random(fault)
    return tuple(
        draw.choice(names) for place, names in enumerate(families.values()) if (place + turn) % 3 == 0
    )


def could(fault: str, name: str) -> bool:
    """Whether a fault can do anything to a command: what writes nothing is not killed in writing."""
    return fault not in KILLED or "writes" in COMMANDS[name]


# --- the folder that commands are run in ------------------------------------------------------------------------------


@pytest.fixture(scope="session", name="ground")
def folder_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with three loads, a decision and a review, and files to load."""
    ground = tmp_path_factory.mktemp("faults") / "ground"
    ground.mkdir()
    folder = case(ground / "case", registry=False)
    agencies = [
        {
            "agency": "ex-wheels",
            "name": "Examplia Office of Wheels",
            "kind": "driver-licensing",
            "state": "EX",
        },
        {"agency": "ex-borders", "name": "Bureau of Imaginary Borders", "kind": "immigration-enforcement"},
        {"agency": "ex-nimbus-pd", "name": "Nimbus Police Department", "kind": "law-enforcement"},
    ]
    memo = {"document": "ex-memo", "title": "A made-up memo", "published": "2021-05-04"}
    state = {"subject": "EX", "attribute": "made-up-state", "value": "Examplia", "document": "ex-memo"}
    inputs = ground.parent
    rows = {"agency": agencies, "document": [memo], "attribute": [state]}
    load(folder, [write(inputs / f"{name}.csv", name, each) for name, each in rows.items()], dataset="ground")
    load(folder, [write(inputs / "claims.csv", "claim", CLAIMS[:1])], dataset="memo")
    load(folder, [write(inputs / "claims.csv", "claim", CLAIMS)], dataset="memo")
    deciding.accept(folder, "Nimbus Police", "ex-nimbus-pd", who="A. Analyst", why="its short name")
    reviewing.check(folder, "EX-2", read="in-full", who="A. Analyst")
    more = [about("EX-7", "ex-borders", start="2022"), about("EX-8", "Nimbus Cops", start="2022")]
    write(ground / "more.csv", "claim", more)
    shutil.copytree(folder.path, ground / "other")
    reviewing.check(CaseFolder(ground / "other"), "EX-3", read="in-full", who="B. Editor")
    (ground / "log.csv").write_text("Org,When\n" + "ex-borders,2020-03-04\n" * 40)
    (ground / "log.toml").write_text(MAPPING)
    assert [*exported(Case(folder), "json", ground / "other.json")]
    return ground


def about(claim_id: str, recipient: str, **cells: str) -> dict[str, str]:
    return claim(claim_id=claim_id, document="ex-memo", holder="ex-wheels", recipient=recipient, **cells)


CLAIMS = (
    about("EX-1", "ex-borders", read="excerpt", start="2019-03"),
    about("EX-2", "Nimbus Police", read="excerpt", start="2019"),
    about("EX-3", "Nimbus Cops", read="excerpt", start="2020"),
    about("EX-4", "ex-borders", mode="requested", data_types="home-address", start="2020"),
)


class Driver:
    """A process that runs commands under faults, for as long as the tests do."""

    def __init__(self, within: Sequence[str], ground: Path) -> None:
        self._ground = ground
        self._kept = ground.parent / "kept"
        self._kept.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [*within, sys.executable, "-m", "tests.faults.under"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "DATATRAIL_FAULTS_IN": str(ground.parent)},
        )
        self.turns = cache(self._turns)

    def _turns(self, fault: str, name: str) -> list[Turn]:
        """What became of a command under a fault, turn by turn."""
        command = COMMANDS[name] | {"words": [self._word(each) for each in COMMANDS[name]["words"]]}
        job: dict[str, Any] = {"fault": fault, "ground": str(self._ground), "kept": str(self._kept)}
        job |= {
            "command": command,
            "levels": LEVELS if ALL else levels(command),
            "sizes": SIZES,
            "kills": KILLS,
        }
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None
        assert told is not None
        print(json.dumps(job), file=asked, flush=True)
        turns = [json.loads(line) for line in iter(told.readline, "\n") if line or self._ended()]
        assert turns
        return turns

    def _word(self, word: str) -> str:
        if word != "{gap}":
            return word
        return str(Case(CaseFolder(self._ground / "case")).rows("gaps")[0]["gap"])

    def _ended(self) -> bool:
        raise AssertionError(f"the process that runs commands has ended: {self._process.wait()}")

    def end(self) -> None:
        """No more commands."""
        self._process.communicate()


def levels(command: Mapping[str, Any]) -> tuple[int, ...]:
    """How many blocks are free: too few for a case, none for a file."""
    return (8,) if command.get("writes") in {"case", "new", "import"} else (0,)


@pytest.fixture(scope="session", name="drivers")
def processes_for_the_faults(ground: Path) -> Iterator[Callable[[str], Driver]]:
    """Begun when they are first asked for; one for all faults that need nothing around it."""
    begun: dict[tuple[str, ...], Driver] = {}

    def driver(fault: str) -> Driver:
        within = tuple(around(fault))
        if within not in begun:
            begun[within] = Driver(within, ground)
        return begun[within]

    yield driver
    for each in begun.values():
        each.end()


@pytest.fixture(name="tried")
def a_command_under_a_fault(request: pytest.FixtureRequest) -> Tried:
    """The command of this test under its fault, and undisturbed; skipped where the fault cannot be had."""
    name, fault = request.param
    if not possible(fault):
        pytest.skip(f"{' '.join(around(fault) or ['os.fork'])} does not work here: {fault} cannot be tried")
    drivers, ground = request.getfixturevalue("drivers"), request.getfixturevalue("ground")
    (alone,) = drivers("none").turns("none", name)
    assert alone["status"] == 0, alone
    turns = drivers(fault).turns(fault, name)
    return Tried(COMMANDS[name], fault, turns, ground, Path(alone["folder"]))


def around(fault: str) -> list[str]:
    """What a process is run in so that the fault is real: a namespace to mount in, or without an administrator's rights."""
    if fault in MOUNTS:
        return ["unshare", "--map-root-user", "--mount"]
    if fault == "denied" and os.geteuid() == 0:
        return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]
    return []


@cache
def possible(fault: str) -> bool:
    """Whether this machine lets a fault be made."""
    before = around(fault)
    if not hasattr(os, "fork") or (before and shutil.which(before[0]) is None):
        return False
    return not before or subprocess.run([*before, "true"], check=False, capture_output=True).returncode == 0


# --- what a folder holds ----------------------------------------------------------------------------------------------


def held(folder: Path) -> dict[str, str]:
    """The hash of every file that matters: no lock, nothing that was left beside, and no history, which may lack a line."""
    return {
        name: sha256((folder / name).read_bytes()).hexdigest()
        for name in sorted(files(folder))
        if name not in VARIES and not passing(folder, name)
    }


def files(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def passing(folder: Path, name: str) -> bool:
    """Whether a file is what a writer holds, or what a killed one left for the next to clear away."""
    parts = Path(name).parts
    if left(name) or parts[-1] == "history.csv" or "index" in parts:
        return True
    current = CaseFolder(folder / parts[0]).current if (folder / parts[0] / "data").is_dir() else None
    return any(GENERATION.fullmatch(each) and number_of(each) > number_of(current) for each in parts)


def left(name: str) -> bool:
    """Whether a name is that of something written beside."""
    parts = Path(name).parts
    return any(each.startswith(".") and each != ".gitignore" for each in parts) or name.endswith(".new")


def opened(folder: Path) -> Path:
    """The folder after its cases were opened and read, as the next command would."""
    for path in folder.glob("[!.]*/case.toml"):
        CaseFolder(path.parent).open().read()
    return folder


def well_said(done: dict[str, Any]) -> None:
    """One or two lines, the last a hint; no traceback."""
    lines = done["err"].splitlines()
    assert [line.split(":")[0] for line in lines[-2:]] == ["Error", "Hint"], done
    assert len(lines) <= 3, done


# --- the laws ---------------------------------------------------------------------------------------------------------


def cells(*faults: str) -> pytest.MarkDecorator:
    """Each command under each of these faults."""
    pairs = [(name, fault) for fault in faults for name in drawn(fault) if could(fault, name)]
    names = [f"{fault}-{name}" for name, fault in pairs]
    return pytest.mark.parametrize("tried", pairs, indirect=True, ids=names)


@cells("full", "read-only", "denied", "locked")
def test_what_cannot_be_written_is_refused_and_nothing_is_changed(tried: Tried) -> None:
    """Status 2 and as before, nothing left over; or, where a full disk had room enough, status 0 and as after."""
    for turn in tried.turns:
        folder = opened(Path(turn["folder"]))
        assert turn["status"] in {0, 2}, turn
        if turn["status"] == 0:
            assert held(folder) == held(tried.after), turn
        else:
            well_said(turn)
            assert held(folder) == held(tried.before), turn
            assert {*files(folder)} - {*files(tried.before)} <= left_to_be(folder), turn
        assert turn.get("left", []) == [], turn
    assert (tried.turns[0]["status"] == 2) == tried.stops, tried.turns[0]
    if tried.fault == "full" and ALL:
        assert tried.turns[-1]["status"] == 0, tried.turns[-1]


def left_to_be(folder: Path) -> set[str]:
    """What a refused command may leave: the lock's file, which is empty, and an index, which is made for reading."""
    return {name for name in files(folder) if name.endswith(".lock") or "/index/" in name}


@cells("killed", "cut")
def test_whoever_is_killed_leaves_the_folder_as_before_or_as_after(tried: Tried) -> None:
    """Never between; done again it comes to the same, and what was left beside is cleared away once it is old."""
    before, after = held(tried.before), held(tried.after)
    for turn in tried.turns:
        assert turn["status"] in {0, -signal.SIGKILL, -signal.SIGXFSZ}, turn
        folder = Path(turn["folder"])
        found = held(opened(folder))
        assert found in (before, after), (turn["turn"], sorted(found.items() ^ before.items()))
        again = Path(turn["again"])
        assert held(again) == after, turn
        assert {*files(again)} - {*files(tried.after)} <= left_to_be(again), turn


def test_the_page_tells_what_is_tried() -> None:
    """The table of docs/faults.md is made of faults.toml."""
    assert table() in PAGE.read_text(encoding="utf-8"), f"paste this into {PAGE}:\n\n{table()}"


def test_each_command_is_tried_or_it_is_said_why_not() -> None:
    """A command that is added must be thought of."""
    tried = {" ".join(each["words"][:2]) for each in COMMANDS.values()}
    for name in commands():
        assert (name in TOLD["untried"]) != any(f"{each} ".startswith(f"{name} ") for each in tried), name


def commands() -> Iterator[str]:
    """The commands, and those of each group of several that do not do the same."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if isinstance(command, click.Group) and name not in SAME:
            yield from (f"{name} {each}" for each in command.list_commands(context))
        else:
            yield name


SAME = {"add", "plot", "query"}
"""Groups whose commands write in the same way."""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [("vocabulary", "modes", "--format", "csv"), ("template", "claim")])
def test_rows_that_are_redirected_to_a_full_disk(words: tuple[str, ...]) -> None:
    """Status 2 and the reason, not a file that is cut off in silence."""
    with Path("/dev/full").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "datatrail", *words], stdout=out, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "Error: a file cannot be read or written: No space left on device\n"
        "Hint: make room on the disk, then do it again\n"
    )
