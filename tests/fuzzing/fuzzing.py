"""Targets are run one by one, each in a process of its own; what is judged wrong is made small and kept."""

from __future__ import annotations

import re
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from tests.fuzzing.targets import CORPUS, TARGETS, Judge, judge_of

ROOT = Path(__file__).parents[2]
#: What libFuzzer says: after how many inputs, how many edges and features of our code were reached; how it ended.
PROGRESS = re.compile(r"^#(\d+)\s.*cov: (\d+) ft: (\d+)", re.MULTILINE)
DONE = re.compile(r"^Done \d+ runs in (\d+) second", re.MULTILINE)
NO_ATHERIS = "no atheris here: it is for Linux on x86-64, with Python < 3.14"
RAISED = "Uncaught Python exception"


def is_here() -> bool:
    """Whether atheris is installed."""
    return find_spec("atheris") is not None


@dataclass(frozen=True)
class Ran:
    """What a run of one target came to: inputs, edges and features reached, the wrong input if any, what was said."""

    target: str
    inputs: int
    edges: int
    features: int
    wrong: bytes | None
    said: str

    def __str__(self) -> str:
        found = "nothing wrong" if self.wrong is None else "WRONG"
        return f"{self.target:<10} {self.inputs:>10,} inputs {self.edges:>6,} edges {self.features:>6,} features  {found}"


def fuzz(targets: Sequence[str], seconds: float, folder: Path, *more: str) -> list[Ran]:
    """Fuzz each target for so long, from its corpus on; what is new is kept in the folder.

    Parameters
    ----------
    more
        Options of libFuzzer.
    """
    for target in targets:
        for name in ("said", "wrong"):
            (folder / f"{target}.{name}").unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "tests.fuzzing.run",
        folder,
        str(max(1, round(seconds))),
        *targets,
        *more,
    ]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"nothing could be fuzzed:\n{done.stderr[-4000:]}")
    return [_ran(target, folder) for target in targets]


def _ran(target: str, folder: Path) -> Ran:
    said = (folder / f"{target}.said").read_text("utf-8", "replace")
    wrong = folder / f"{target}.wrong"
    if not wrong.exists() and not DONE.search(said):
        raise RuntimeError(f"{target} could not be fuzzed:\n{said[-4000:]}")
    reached = PROGRESS.findall(said) or [("0", "0", "0")]
    return Ran(target, *map(int, reached[-1]), wrong.read_bytes() if wrong.exists() else None, said)


# --- one input ----------------------------------------------------------------------------------------------------


def failure(judge: Judge, data: bytes) -> str | None:
    """What is wrong with an input, by the kind of the error and where it was raised; None where all is well."""
    try:
        judge(data)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what was found)
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(where.filename).name}, line {where.lineno}"
    return None


def smallest(judge: Judge, data: bytes) -> bytes:
    """An input that is wrong in the same way, and no longer so when a part of it is left out."""
    wrong = failure(judge, data)
    shorter: bytes | None = data
    while wrong is not None and shorter is not None:
        data = shorter
        shorter = next((each for each in _shorter(data) if failure(judge, each) == wrong), None)
    return data


def _shorter(data: bytes) -> Iterator[bytes]:
    """The input without each half, each quarter, … each byte."""
    size = len(data) // 2
    while size:
        for start in range(0, len(data), size):
            yield data[:start] + data[start + size :]
        size //= 2
    if len(data) == 1:
        yield b""


def kept(ran: Ran, corpus: Path = CORPUS) -> Path:
    """The wrong input, made small, as a file of the corpus, where every run of the tests tries it again.

    One that took too long or too much memory is kept as it is: trying its parts would take as much.
    """
    target, small = ran.target, ran.wrong or b""
    if RAISED in ran.said:
        small = smallest(judge_of(TARGETS.get(target, target)), small)
    path = corpus / target / f"found-{sha256(small).hexdigest()[:10]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(small)
    return path
