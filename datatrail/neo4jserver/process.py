"""A process that outlives the program that began it: begun, recognised, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from graphmodel.errors import ServiceError

PAUSE = 0.1
#: Where Linux tells of processes.
PROC = Path("/proc")


def begin(command: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str]) -> int:
    """Begin a process in a session of its own, its output in a file; its id."""
    if os.name != "posix":
        raise ServiceError(
            "a server is only started on Linux and macOS",
            hint="with Docker: `docker compose up` (compose.yaml)",
        )
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    process.returncode = 0  # it outlives this program: not waited for here
    return process.pid


def is_alive(pid: int, mark: str) -> bool:
    """Whether the process runs and has the mark among its words: another may have got its id since."""
    with suppress(ChildProcessError):  # who is no child of ours is waited for by its parent
        os.waitpid(pid, os.WNOHANG)
    return mark in words_of(pid)


def words_of(pid: int) -> list[str]:
    """The command line of a process; empty where it has ended."""
    if (PROC / "self").is_dir():
        return _words_on_linux(pid)
    done = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.stdout.split()


def _words_on_linux(pid: int) -> list[str]:
    """Without `ps`, which small systems lack; a process that just begins has no words for a moment."""
    folder = PROC / str(pid)
    try:
        for _ in range(50):
            words = (folder / "cmdline").read_text("utf-8", "replace")
            has_ended = (folder / "stat").read_text("utf-8", "replace").rpartition(") ")[2][:1] in "ZX"
            if words or has_ended:
                return words.split("\0")
            sleep(PAUSE / 10)
    except OSError:
        pass
    return []


def end(pid: int, mark: str, patience: float = 60) -> None:
    """Ask the process to end, wait, and kill it where it does not."""
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 10.0)):
        if not is_alive(pid, mark):
            return
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_until(lambda: not is_alive(pid, mark), seconds):
            return
    raise ServiceError(f"process {pid} does not end", hint="it waits for the disk, or is another user's")


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time."""
    limit = monotonic() + seconds
    while not true():
        if monotonic() > limit:
            return False
        sleep(PAUSE)
    return True


@contextmanager
def ended_in_order() -> Iterator[None]:
    """A SIGTERM to this program is raised as an exit, so that what was begun is taken down."""

    def leave(number: int, _: object) -> None:
        sys.exit(128 + number)

    try:
        before = signal.signal(signal.SIGTERM, leave)
    except ValueError:  # only the main thread may ask for signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
