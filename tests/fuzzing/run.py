"""One target, fuzzed by atheris in this process until the time is over or an input is judged wrong.

`python -m tests.fuzzing.run TARGET FOLDER WRONG [a corpus, or an option of libFuzzer …]`: what is new is kept in the
folder; an input that is judged wrong, takes too long or too much memory is written to the file WRONG.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzzing.targets import TARGETS, judge_of, words_of

OURS = ["graphmodel", "loaders", "queries", "viz", "datatrail"]
#: An input that takes longer than so many seconds is wrong; so is one that needs more memory than so many MiB.
LONGEST, MOST_MEMORY = 30, 2048
#: An input is no longer than so many bytes.
MOST_BYTES = 2048


def main(target: str, folder: str, wrong: str, *more: str) -> None:
    """Fuzz one target; the process ends with it."""
    import atheris

    place = TARGETS.get(target, target)
    with atheris.instrument_imports(include=OURS):
        judge = judge_of(place)
    words = Path(f"{wrong}.words")
    words.write_text("".join(f"{_escaped(word)}\n" for word in words_of(place)), encoding="ascii")
    options = {
        "dict": words,
        "exact_artifact_path": wrong,
        "max_len": MOST_BYTES,
        "print_final_stats": 1,
        "report_slow_units": LONGEST,
        "rss_limit_mb": MOST_MEMORY,
        "timeout": LONGEST,
    }
    atheris.Setup(
        [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), folder, *more], judge
    )
    atheris.Fuzz()


def _escaped(word: str) -> str:
    """A word as a dictionary of libFuzzer has it."""
    plain = (
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\x{byte:02x}"
        for byte in word.encode("utf-8", "surrogatepass")
    )
    return f'"{"".join(plain)}"'


if __name__ == "__main__":
    main(*sys.argv[1:])
