"""Targets, each fuzzed by atheris until its time is over or an input is judged wrong.

`python -m tests.fuzzing.run FOLDER SECONDS TARGET … [an option of libFuzzer …]`: to import and instrument what is
fuzzed takes longer than a short run, so it is done once, and each target has a child of this process. In the folder
`TARGET` keeps what reached something new, `TARGET.said` what libFuzzer says, `TARGET.wrong` an input that is judged
wrong, takes too long or too much memory.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.fuzzing.targets import CORPUS, TARGETS, Judge, judge_of, words_of

OURS = ["graphmodel", "loaders", "queries", "viz", "datatrail"]
#: An input that takes longer than so many seconds is wrong; so is one that needs more memory than so many MiB.
LONGEST, MOST_MEMORY = 300, 2048
#: An input is no longer than so many bytes.
MOST_BYTES = 8192


def main(folder: Path, seconds: int, targets: Sequence[str], more: Sequence[str]) -> None:
    """Fuzz some targets, one after another."""
    import atheris

    places = {target: TARGETS.get(target, target) for target in targets}
    with atheris.instrument_imports(include=OURS):
        judges = {target: judge_of(place) for target, place in places.items()}
    for target, judge in judges.items():
        child = os.fork()
        if not child:
            _fuzz(target, judge, folder, [f"-max_total_time={seconds}", *more])
        os.waitpid(child, 0)


def _fuzz(target: str, judge: Judge, folder: Path, more: Sequence[str]) -> None:
    """Fuzz one target; the process ends with it."""
    import atheris

    found, corpus = folder / target, CORPUS / target
    found.mkdir(parents=True, exist_ok=True)
    said = os.open(folder / f"{target}.said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    words = folder / f"{target}.words"
    words.write_text(
        "".join(f"{_escaped(word)}\n" for word in words_of(TARGETS.get(target, target))), "ascii"
    )
    options = {
        "dict": words,
        "exact_artifact_path": folder / f"{target}.wrong",
        "max_len": MOST_BYTES,
        "report_slow_units": LONGEST,
        "rss_limit_mb": MOST_MEMORY,
        "timeout": LONGEST,
    }
    folders = [str(each) for each in (found, corpus) if each.is_dir()]
    atheris.Setup([target, *(f"-{name}={value}" for name, value in options.items()), *more, *folders], judge)
    atheris.Fuzz()


def _escaped(word: str) -> str:
    """A word as a dictionary of libFuzzer has it."""
    plain = (
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\x{byte:02x}"
        for byte in word.encode("utf-8", "surrogatepass")
    )
    return f'"{"".join(plain)}"'


if __name__ == "__main__":
    named = [each for each in sys.argv[3:] if not each.startswith("-")]
    main(Path(sys.argv[1]), int(sys.argv[2]), named, [each for each in sys.argv[3:] if each.startswith("-")])
