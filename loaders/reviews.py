"""Reviews of claims: a log that is only ever added to, and what it says when it is read from end to end.

A line says that somebody read the original (`read in-full`), that a cell is wrong (`correct mode=available`), that a
claim is withdrawn (`retract`), or a document with all that rests on it (`withdraw`). Behind it stands a hash of the
row that it is about (`@0123456789ab`), so that it is not applied to a row that has since become another. `undo` and
what is undone takes the last such line back; that line can be undone in turn.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphmodel.errors import InputError
from loaders.logs import added, append_lines, checked_time, read_lines
from loaders.saying import Texts

FILE = "reviews.csv"
COLUMNS = ("when", "who", "claim", "what", "why")
READ, CORRECT, RETRACT, WITHDRAW, UNDO = "read", "correct", "retract", "withdraw", "undo "
ALLOWED = (
    f"{READ} in-full @HASH, {CORRECT} FIELD=VALUE @HASH, {RETRACT} @HASH, {WITHDRAW}, or {UNDO}and one of these; "
    "`datatrail verify` writes them"
)
_SAID = re.compile(
    r"(?P<undo>(?:undo )*)"
    r"(?:withdraw|(?:read (?P<read>[a-z-]+)|correct (?P<field>[a-z_]+)=(?P<value>.*)|retract) @(?P<row>[0-9a-f]{12}))",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the log.

    Attributes
    ----------
    claim
        The claim or request that it is about; of `withdraw`, the document.
    what
        As it stands in the line.
    undoes
        How often `undo` stands in front: of an odd number the line takes something back, of an even one it restores.
    kind, field, value
        What is said: a correction has a column and a text for it, a reading how much was read.
    row
        A hash of the row that it is about.
    """

    line: int
    when: str
    who: str
    claim: str
    what: str
    why: str
    undoes: int
    kind: str
    field: str
    value: str
    row: str

    @property
    def said(self) -> str:
        """What is said, without the row that it is about."""
        return self.what.removesuffix(f" @{self.row}") if self.row else self.what

    @property
    def cell(self) -> str:
        """What of the claim it is about: the column that is corrected, else `read`, `retract` or `withdraw`."""
        return self.field or self.kind

    @property
    def day(self) -> str:
        """The day on which it was said."""
        return self.when[:10]

    def cells(self) -> list[str]:
        """The line as cells."""
        return [self.when, self.who, self.claim, self.what, self.why]


def review(when: str, who: str, claim: str, what: str, why: str, *, line: int = 0) -> Review:
    """A line of the log, if its cells say something.

    Raises
    ------
    InputError
        When a cell that is needed is blank, or nothing is said that can be applied.
    """
    where = f"{FILE}, line {line}: " if line else ""
    for column, cell in (("when", when), ("who", who), ("claim", claim), ("what", what)):
        if not cell.strip():
            raise InputError(f"{where}{column} is blank", hint=_BLANK[column])
    checked_time(where, when)
    said = _SAID.fullmatch(what)
    if said is None:
        raise InputError(f"{where}what: {what!r} is no review", hint=f"write {ALLOWED}")
    kind = what[len(said["undo"]) :].split(maxsplit=1)[0]
    value = said["read"] or said["value"] or ""
    undoes = len(said["undo"]) // len(UNDO)
    return Review(
        line, when, who, claim, what, why, undoes, kind, said["field"] or "", value, said["row"] or ""
    )


_BLANK = {
    "when": "write the day or the moment",
    "who": "say who reviews: --by 'A. Analyst'",
    "claim": "name the claim, as in `datatrail verify`",
    "what": f"write {ALLOWED}",
}


def read_reviews(case: Path) -> list[Review]:
    """The lines of a case's log; none where it has none.

    Raises
    ------
    InputError
        When a line is wrong; says which.
    """
    return [review(*cells, line=line) for line, cells in read_lines(case / FILE, COLUMNS)]


def standing(reviews: Iterable[Review]) -> list[Review]:
    """What is left of the lines: each that no later one takes back, in their order; none that only takes back.

    Raises
    ------
    InputError
        When a line takes back what no line before it says.
    """
    return [each for each in left_of(reviews) if not each.undoes]


def left_of(reviews: Iterable[Review]) -> list[Review]:
    """The same, with the lines that take something back: they can be taken back in turn.

    What two took back at the same time, each in a case of his own, is taken back once.
    """
    left: list[Review] = []
    took: dict[Review, Review] = {}
    said: set[tuple[str, str]] = set()
    for each in reviews:
        gone = _taken_back(each, left, said) if each.undoes else None
        if gone:
            left.remove(gone)
            took[each] = gone
            if gone in took:
                left.append(took[gone])
        left.append(each)
        said.add((each.claim, each.what))
    return sorted(left, key=lambda each: each.line)


def _taken_back(each: Review, left: Sequence[Review], said: Collection[tuple[str, str]]) -> Review | None:
    """The last line that says so; None where it was taken back already."""
    meant = (each.claim, each.what.removeprefix(UNDO))
    for one in reversed(left):
        if (one.claim, one.what) == meant:
            return one
    if meant in said:
        return None
    raise InputError(
        f"{FILE}, line {each.line}: it takes back what no line before it says: {each.claim!r} {meant[1]}",
        hint="write the claim and what is taken back as in the line that is meant",
    )


def append(case: Path, lines: Sequence[Review]) -> None:
    """Add lines to a case's log, and put them on disk; for whoever holds the case's lock."""
    append_lines(case / FILE, COLUMNS, [each.cells() for each in lines])


def texts(case: Path, lines: Sequence[Review]) -> Texts:
    """What lines add to a case's log, to be said with the tables that follow from it."""
    return {FILE: added(case / FILE, COLUMNS, [each.cells() for each in lines])} if lines else {}
