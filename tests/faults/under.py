"""Run in a process of its own: commands under a fault that is real, each in a child, in a copy of the same folder.

``python -m tests.faults.under`` reads what to do as JSON from standard input: the folder to copy, where the folders
that are left are put, the fault, and the command. What is mounted is mounted in a namespace of the process's own.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, Self

BLOCK = 4_096
ROOM = 64 << 20
PATIENCE = 120
"""Seconds after which a child that does not end has failed."""
HEAVY = (
    "pyarrow.parquet",
    "pandas",
    "networkx",
    "duckdb",
    "matplotlib.figure",
    "rich.table",
    "openpyxl",
    "filelock",
)
STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "shutil.copyfile")


class OneMorning(datetime):
    """The clock stands, so that what is written does not depend on when."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """The same moment, whenever it is asked for."""
        return cls(2026, 5, 4, 9, tzinfo=tz or UTC)


class Steps:
    """Counts what a command does to the files of a folder, and kills the process before the n-th."""

    def __init__(self, folder: Path, last: int) -> None:
        self._folder, self._last = str(folder), last
        self.done = 0

    def watch(self) -> None:
        """From here on: what the interpreter tells of, and what libraries write and the system flushes."""
        import pyarrow.parquet as pq

        sys.addaudithook(self._told)
        for owner, name in ((os, "fsync"), (pq, "write_table")):
            setattr(owner, name, self._counted(getattr(owner, name)))

    def _told(self, event: str, args: tuple[Any, ...]) -> None:
        if event in STEPS and self._is_here(args[0]) and not (event == "open" and self._only_reads(args)):
            self._step()

    def _is_here(self, path: object) -> bool:
        return isinstance(path, (str, os.PathLike)) and os.path.abspath(path).startswith(self._folder)  # noqa: PTH100

    @staticmethod
    def _only_reads(args: tuple[Any, ...]) -> bool:
        return not args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)

    def _counted(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            self._step()
            return original(*args, **options)

        return counted

    def _step(self) -> None:
        self.done += 1
        if self.done == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


# --- a command in a child -------------------------------------------------------------------------------------------


def run(words: Sequence[str], folder: Path, prepare: Callable[[], object] = lambda: None) -> dict[str, Any]:
    """Run the command in a folder; its status (negative: the signal that killed it), and what it said."""
    out, err = os.pipe(), os.pipe()  # no files: their growth may be limited
    child = os.fork()
    if child == 0:
        _be_the_command(words, folder, prepare, out[1], err[1])
    said = [_read(*each) for each in (out, err)]
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, "out": said[0], "err": said[1]}


def _read(reading: int, writing: int) -> str:
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        return file.read().decode("utf-8", "replace")


def _be_the_command(
    words: Sequence[str], folder: Path, prepare: Callable[[], object], out: int, err: int
) -> None:
    """Never returns: the child ends here, as an interpreter does."""
    signal.alarm(PATIENCE)
    status = 70
    try:
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout, sys.stderr = (os.fdopen(each, "w", encoding="utf-8", closefd=False) for each in (1, 2))
        sys.argv = ["datatrail", *words]
        from datatrail.__main__ import main

        prepare()
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:  # noqa: BLE001 - what a user would see is what the test is to see
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


# --- faults ---------------------------------------------------------------------------------------------------------


@contextmanager
def mounted(ground: Path) -> Iterator[Path]:
    """A copy of the folder on a file system of its own."""
    place = Path(tempfile.mkdtemp(dir=KEPT))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", place], check=True)
    try:
        shutil.copytree(ground, place / "work")
        (place / "tmp").mkdir()
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


def full(job: Job, command: Command) -> Iterator[tuple[str, dict[str, Any]]]:
    """So many blocks are free; temporary files lie on the same disk. More and more, until it fits."""
    for blocks in job["levels"]:
        with mounted(Path(job["ground"])) as place:
            filler = place / "filler"
            free = os.statvfs(place).f_bavail - blocks
            with filler.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, free * BLOCK)
            done = run(command["words"], place / "work", partial(_temporary, place / "tmp"))
            filler.unlink()
            done["left"] = sorted(path.name for path in (place / "tmp").iterdir())
            yield f"{blocks} blocks", done | keep(job, command, blocks, place / "work")
        if done["status"] == 0:
            return


def _temporary(folder: Path) -> None:
    tempfile.tempdir = str(folder)
    os.environ["TMPDIR"] = str(folder)


def read_only(job: Job, command: Command) -> Iterator[tuple[str, dict[str, Any]]]:
    """The file system is mounted anew to be read only."""
    with mounted(Path(job["ground"])) as place:
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        done = run(command["words"], place / "work")
        yield "", done | keep(job, command, 0, place / "work")


def denied(job: Job, command: Command) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nobody may write: the process is run without the right to go over that."""
    with copied(job) as work:
        every = [work, *work.rglob("*")]
        modes = [(path, path.stat().st_mode) for path in every]
        for path in every:
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = run(command["words"], work)
        for path, mode in modes:
            path.chmod(mode)
        yield "", done | keep(job, command, 0, work)


def locked(job: Job, command: Command) -> Iterator[tuple[str, dict[str, Any]]]:
    """A process holds the lock for as long as the command runs; whoever waits does so shortly."""
    from loaders.store import CaseFolder

    with copied(job) as work:
        begun, end = os.pipe(), os.pipe()
        holder = os.fork()
        if holder == 0:
            with CaseFolder(work / "case").writing("datatrail load other.csv"):
                os.write(begun[1], b"x")
                os.read(end[0], 1)
            os._exit(0)
        os.read(begun[0], 1)
        done = run(command["words"], work, _impatient)
        os.write(end[1], b"x")
        os.waitpid(holder, 0)
        yield "", done | keep(job, command, 0, work)


def _impatient() -> None:
    import loaders.changing
    import loaders.deciding
    import loaders.entering
    import loaders.load
    import loaders.reviewing

    for module in (loaders.changing, loaders.deciding, loaders.entering, loaders.load, loaders.reviewing):
        module.WAIT = 0.2  # type: ignore[attr-defined]


def killed(job: Job, command: Command) -> Iterator[tuple[str, dict[str, Any]]]:
    """Before some of its steps, always the last ones: there the change is made."""
    counted = steps_of(job, command)
    for step in some(range(1, counted + 1), job["kills"], command["name"]):
        with copied(job) as work:
            done = run(command["words"], work, Steps(work, step).watch)
            done |= keep(job, command, step, work)
            yield f"step {step} of {counted}", done | keep_again(job, command, step, work)


def steps_of(job: Job, command: Command) -> int:
    """How many steps a command takes that nobody kills."""
    counted = os.pipe()
    with copied(job) as work:
        steps = Steps(work, 0)

        def tell_at_the_end() -> None:
            steps.watch()
            end = os._exit
            os._exit = lambda status: (os.write(counted[1], b"%d" % steps.done), end(status))[1]

        run(command["words"], work, tell_at_the_end)
    os.close(counted[1])
    with os.fdopen(counted[0], "rb") as file:
        return int(file.read())


def some(every: Sequence[int], most: int, seed: str) -> list[int]:
    """Some of them, drawn; of three or more a third the last."""
    last = list(every[len(every) - most // 3 :])
    others = list(every[: len(every) - len(last)])
    return sorted({*last, *random.Random(seed).sample(others, min(len(others), most - len(last)))})


def cut(job: Job, command: Command) -> Iterator[tuple[str, dict[str, Any]]]:
    """A file is not let grow beyond some bytes: the system kills who writes more."""
    for size in job["sizes"]:
        with copied(job) as work:
            done = run(command["words"], work, partial(_limited, size))
            done |= keep(job, command, size, work)
            yield f"byte {size}", done | keep_again(job, command, size, work)
        if done["status"] == 0:
            return


def _limited(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def undisturbed(job: Job, command: Command) -> Iterator[tuple[str, dict[str, Any]]]:
    """No fault at all: what comes of it."""
    with copied(job) as work:
        yield "", run(command["words"], work) | keep(job, command, 0, work)


# --- a job ----------------------------------------------------------------------------------------------------------

Job = dict[str, Any]
Command = dict[str, Any]
FAULTS = {
    "none": undisturbed,
    "full": full,
    "read-only": read_only,
    "denied": denied,
    "locked": locked,
    "killed": killed,
    "cut": cut,
}
KEPT = Path(os.environ.get("DATATRAIL_FAULTS_IN", tempfile.gettempdir()))


@contextmanager
def copied(job: Job) -> Iterator[Path]:
    """A copy of the folder, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        shutil.copytree(job["ground"], Path(folder) / "work")
        yield Path(folder) / "work"


def keep(job: Job, command: Command, number: int, work: Path, when: str = "") -> dict[str, Any]:
    """The folder as the command left it is put away."""
    name = f"{when}{job['fault']}-{command['name'].replace(' ', '-').replace('/', '-')}-{number}"
    folder = Path(job["kept"]) / name
    shutil.copytree(work, folder)
    return {"folder": str(folder)}


def keep_again(job: Job, command: Command, number: int, work: Path) -> dict[str, Any]:
    """The folder is put away after the command was run again, days later, or, where it had done its work, any other."""
    days_ago = time.time() - 2 * 86_400
    for path in (work, *work.rglob("*")):
        os.utime(path, (days_ago, days_ago))
    done = run(WHEN_DONE if _is_done(job, command, work) else command["words"], work)
    assert done["status"] == 0, done
    kept = keep(job, command, number, work, "again-")
    return {"again": kept["folder"]}


WHEN_DONE = ("verify", "--apply", "--case", "case")


def _is_done(job: Job, command: Command, work: Path) -> bool:
    """Whether the change was made before the process was killed."""
    if command.get("writes") == "case":
        ground = Path(job["ground"]) / "case" / "data" / "CURRENT"
        return (work / "case" / "data" / "CURRENT").read_bytes() != ground.read_bytes()
    made = work / command["writes"]
    return made.is_file() or (made / "case.toml").exists() or (made.is_dir() and any(made.iterdir()))


def main() -> None:
    """A job on each line of standard input: a command, whose turns are told line by line, then a blank one."""
    import importlib

    import loaders.logs

    for module in HEAVY:
        importlib.import_module(module)
    importlib.import_module("datatrail.cli")
    loaders.logs.datetime = OneMorning  # type: ignore[attr-defined]
    for line in sys.stdin:
        job = json.loads(line)
        for turn, done in FAULTS[job["fault"]](job, job["command"]):
            print(json.dumps({"turn": turn, **done}), flush=True)  # noqa: T201
        print(flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
