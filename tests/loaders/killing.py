"""Run by the tests in a process of its own: loads a file, and may kill itself at a given step of the writing.

``python killing.py now CASE DATASET FILE…`` says when it begins, for a parent that kills it at some moment;
``python killing.py steps EVERY CASE FOLDER DATASET FILE…`` copies the case once for each step and loads into each
copy in a process that kills itself at that step.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from loaders import generations
from loaders.load import load
from loaders.store import CaseFolder

MOST_STEPS = 1000


class Steps:
    """Counts what the writing does to the disk, and ends the process before the n-th."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.done = 0

    def watch(self, owner: Any, name: str) -> None:
        """Each call of a function is a step."""
        original = getattr(owner, name)
        setattr(owner, name, self._counted(original))

    def _counted(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            self.done += 1
            if self.done == self.last:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*args, **options)

        return counted


def killed_at(step: int, case: Path, dataset: str, files: list[Path]) -> bool:
    """Load in a child that kills itself at a step; False where it came to its end first."""
    child = os.fork()
    if child == 0:
        steps = Steps(step)
        for owner, name in ((os, "fsync"), (pq, "write_table"), (shutil, "rmtree")):
            steps.watch(owner, name)
        for owner, name in (
            (Path, "rename"),
            (Path, "replace"),
            (Path, "unlink"),
            (generations, "write_rejects"),
        ):
            steps.watch(owner, name)
        load(CaseFolder(case), files, dataset=dataset)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def main() -> None:
    """Do what the command line says."""
    if sys.argv[1] == "now":
        _, _, case, dataset, *files = sys.argv
        print("begin", flush=True)  # noqa: T201
        load(CaseFolder(case), [Path(file) for file in files], dataset=dataset)
        return
    _, _, every, case, folder, dataset, *files = sys.argv
    for step in range(1, MOST_STEPS, int(every)):
        copy = Path(folder) / f"killed-{step:04}"
        shutil.copytree(case, copy)
        if not killed_at(step, copy, dataset, [Path(file) for file in files]):
            shutil.rmtree(copy)
            return


if __name__ == "__main__":
    main()
