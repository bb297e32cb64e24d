"""Change the projection and the trace engine, one thing at a time: does a test go red?

`python -m tests.mutation [MODULE …] [--share 0.1]`; each change and what became of it is a line on standard error. The
exit status is 1 where fewer than 85 of 100 turn a test red, those not counted that no test can notice: they are listed
in `survivors.csv`, each with its reason. What else turned no test red is printed in the end.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.mutation.choosing import TABLE, drawn, listed, mutant

if TYPE_CHECKING:
    import pytest

ENOUGH = 0.85
Row = dict[str, Any]


def judged(session: pytest.Session, told: argparse.Namespace) -> Iterator[Row]:
    """What became of each change; those that stand in the file already are not tried again."""
    from tests.mutation.running import judge, learn

    known = learn(session, TABLE["modules"], told.known)
    for test in known.red:
        sys.stderr.write(f"red before anything is changed, and so left out: {test}\n")
    done = {row["key"]: row for row in _read(told.rows)}
    for place in drawn(told.modules or TABLE["modules"], told.share):
        made = mutant(place)
        if made is None:
            continue
        if made.key not in done:
            outcome = judge(session, known, place.module, made.source, told.seconds)
            done[made.key] = {"key": made.key, **asdict(place), **made.shown, **outcome._asdict()}
            _say(done[made.key], told.rows)
        yield done[made.key]


def _read(file: Path | None) -> list[Row]:
    if file is None or not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _say(row: Row, file: Path | None) -> None:
    words = f"{row['outcome']:9}{row['seconds']:6.1f} s  {row['module']}:{row['row']}  {row['becomes']}  {row['by']}"
    sys.stderr.write(f"{words}\n")
    if file is not None:
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")


def summary(rows: Sequence[Row]) -> Row:
    """How many of each outcome, in all and by module; the score; the survivors that no reason is given for.

    The score is, as usual, of the changes that can change an answer: without those listed with a reason.
    """
    known = listed()
    survived = [row for row in rows if row["outcome"] == "survived"]
    without = [row for row in survived if (row["module"], row["line"], row["becomes"]) not in known]
    matter = len(rows) - len(survived) + len(without)
    score = 1 - len(without) / matter if matter else 0.0
    return {
        "tried": len(rows),
        **Counter(row["outcome"] for row in rows),
        "noticed": round(1 - len(survived) / len(rows), 4) if rows else 0.0,
        "score": round(score, 4),
        "enough": score >= ENOUGH,
        "by_module": {
            module: Counter(row["outcome"] for row in rows if row["module"] == module)
            for module in TABLE["modules"]
        },
        "without_a_reason": [
            f"{row['module']}:{row['row']}: {row['line']} → {row['becomes']}" for row in without
        ],
    }


def main() -> int:
    """Try the changes; 1 where too few turn a test red."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="which (all of the table)")
    parser.add_argument("--share", type=float, default=1.0, help="of the changes of each module, drawn (1)")
    parser.add_argument("--cases", type=int, default=200, help="random cases against brute force (200)")
    parser.add_argument(
        "--seconds", type=float, default=6, help="of tests for each change, the quickest first (6)"
    )
    parser.add_argument("--rows", type=Path, help="keep what became of each here; goes on from it")
    parser.add_argument("--known", type=Path, help="keep here which test calls what; goes on from it")
    parser.add_argument("--numbers", type=Path, help="write the summary here")
    told = parser.parse_args()
    os.environ |= {"CI": "1", "DATATRAIL_ORACLE_CASES": str(told.cases)}  # the same cases each time
    from tests.mutation.running import with_tests

    rows: list[Row] = []
    with_tests(TABLE["tests"], lambda session: rows.extend(judged(session, told)))
    found = summary(rows)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    sys.stdout.write(f"{text}\n")
    if told.numbers:
        told.numbers.write_text(text, encoding="utf-8")
    return 0 if found["enough"] else 1


if __name__ == "__main__":
    sys.exit(main())
