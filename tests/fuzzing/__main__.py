"""`make fuzz`: every target, or those that are named, for so many seconds in all.

`python -m tests.fuzzing [TARGET …] [--seconds N] [--into FOLDER]`; exit status 1 where something was judged wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzzing.fuzzing import NO_ATHERIS, ROOT, fuzz, is_here, kept
from tests.fuzzing.targets import TARGETS


def main(said: Sequence[str] | None = None) -> int:
    """Fuzz, and say what was found and how to see it again."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.fuzzing", description="fuzz what reads other people's files"
    )
    asked.add_argument("targets", nargs="*", metavar="TARGET", help=f"of: {', '.join(TARGETS)} (all)")
    asked.add_argument("--seconds", type=float, default=60, help="in all (60)")
    asked.add_argument(
        "--into", type=Path, help="keep here what was tried and reached new code; goes on from it"
    )
    told = asked.parse_args(said)
    if not is_here():
        asked.error(NO_ATHERIS)
    targets = told.targets or list(TARGETS)
    if unknown := set(targets) - set(TARGETS):
        asked.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    with TemporaryDirectory(prefix="datatrail-fuzz-") as folder:
        return (
            sum(_fuzzed(each, told.seconds / len(targets), told.into or Path(folder)) for each in targets) > 0
        )


def _fuzzed(target: str, seconds: float, folder: Path) -> bool:
    """Whether a target was judged wrong."""
    (ran,) = fuzz([target], seconds, folder)
    print(ran, flush=True)  # noqa: T201
    if ran.wrong is None:
        return False
    path = kept(ran)
    again = f"python -m pytest 'tests/fuzzing/test_fuzzing.py' -k '{target} and corpus'"
    print(f"  {ran.said[-3000:]}\n  kept as {path.relative_to(ROOT)}; see it again: {again}", flush=True)  # noqa: T201
    return True


if __name__ == "__main__":
    sys.exit(main())
