"""What two cases said without knowing of each other and do not agree on: a file of a case that only a merge writes.

A line of a log does not tell whether whoever wrote it knew of the others. That is written down here, once, when two
cases become one, with the case that each line came from; nothing is ever taken off. Whether a dispute is open follows
from the logs: it is, as long as the last that was said about the thing is one of its sides. Until somebody says
something after them, neither side counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graphmodel.registry import fold
from loaders.decisions import UNSURE, Decision, standing
from loaders.logs import read_lines
from loaders.reviews import WITHDRAW, Review, review

FILE = "conflicts.csv"
COLUMNS = ("kind", "about", "part", "case", "when", "who", "said", "why")
NAME, REVIEW, ROW, FILE_KIND = "name", "review", "row", "file"
SETTING, MAPPING, WORD = "setting", "mapping", "word"
DISPUTED = "disputed"
"""Who is unsure of a name on which two do not agree; and the code of a cell that two say otherwise."""

Subject = tuple[str, str, str]
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Voice:
    """One side of a dispute.

    Attributes
    ----------
    kind, about, part
        What it is about: a name, and its dataset; a claim or document, and the cell, `read`, `retract` or `withdraw`;
        a row's id, and its shape; a setting, mapping, word or file.
    case
        The case in which it was said.
    when, who, said, why
        As the line of a log has it; of a row, where it stands.
    """

    kind: str
    about: str
    part: str
    case: str
    when: str
    who: str
    said: str
    why: str = ""

    @classmethod
    def of_decision(cls, each: Decision, case: str) -> Voice:
        """A decision about a name."""
        when, who, name, dataset, said, why = each.cells()
        return cls(NAME, name, dataset, case, when, who, said, why)

    @classmethod
    def of_review(cls, each: Review, case: str, part: str | None = None) -> Voice:
        """A review; of the cell that it is about, unless told."""
        return cls(REVIEW, each.claim, part or each.cell, case, each.when, each.who, each.what, each.why)

    def of_document(self, document: str) -> Voice:
        """The same, as one side of whether the document is withdrawn that the claim rests on."""
        return replace(
            self, about=document, part=WITHDRAW, why=f"{self.about}: {self.why}".removesuffix(": ")
        )

    @property
    def subject(self) -> Subject:
        """What it is about; those of one subject are one dispute."""
        return self.kind, fold(self.about) if self.kind == NAME else self.about, self.part

    @property
    def line(self) -> Line:
        """The line of a log that it is, but for the dataset or cell."""
        return self.subject[1], self.when, self.who, self.said, self.why

    def cells(self) -> list[str]:
        """The line as cells."""
        return [self.kind, self.about, self.part, self.case, self.when, self.who, self.said, self.why]

    @property
    def row(self) -> dict[str, str]:
        """The same as one is shown it, by column."""
        return dict(zip(COLUMNS, self.cells(), strict=True)) | {"said": self.words}

    @property
    def words(self) -> str:
        """What is said, without the row that it is about."""
        if self.kind != REVIEW:
            return self.said
        return review(self.when, self.who, self.about, self.said, self.why).said

    @property
    def told(self) -> str:
        """The same, and who says so, on which day and why: what the tables hold of it, whatever the case is called."""
        by = f"by {self.who} on {self.when[:10]}" if self.who else ""
        how = ": ".join(filter(None, (by, self.why)))
        return f"{self.words} ({how})" if how else self.words


Sides = Mapping[tuple[str, str], Sequence[Voice]]
"""The sides of each open dispute, by what it is about and which part of it."""


def read_voices(case: Path) -> list[Voice]:
    """The sides that a case has written down; none where nothing was merged into it."""
    return [Voice(*cells) for _, cells in read_lines(case / FILE, COLUMNS)]


def by_subject(voices: Sequence[Voice], kind: str) -> Sides:
    """The sides of each dispute of a kind, open or not."""
    found: dict[tuple[str, str], list[Voice]] = {}
    for each in voices:
        if each.kind == kind:
            found.setdefault(each.subject[1:], []).append(each)
    return found


def _open(voices: Sequence[Voice], kind: str, said: Iterable[tuple[tuple[str, str], Line]]) -> Sides:
    """The disputes of a kind in which nobody who knew of the sides spoke after them; and the sides since somebody did.

    Parameters
    ----------
    said
        The lines of a log, in their order, with what each is about.
    """
    found = by_subject(voices, kind)
    known = {each.line for sides in found.values() for each in sides}
    since: dict[tuple[str, str], set[Line]] = {key: set() for key in found}
    seen: dict[tuple[str, str], set[Line]] = {key: set() for key in found}
    for key, line in said:
        if key in found:
            since[key] = {*since[key], line} if line in known else set()
            seen[key].add(line)
    return {
        key: [each for each in sides if each.line in since[key] or each.line not in seen[key]]
        for key, sides in found.items()
        if since[key]
    }


# --- names --------------------------------------------------------------------------------------------------------


def open_names(voices: Sequence[Voice], lines: Sequence[Decision]) -> Sides:
    """The names, folded, with their dataset, on which nobody has decided since."""
    parts: dict[str, set[str]] = {}
    for name, part in by_subject(voices, NAME):
        parts.setdefault(name, set()).add(part)
    said = (
        ((fold(each.name), part), Voice.of_decision(each, "").line)
        for each in (lines if parts else ())
        for part in parts.get(fold(each.name), ())
        if each.dataset in {"", part}
    )
    return _open(voices, NAME, said)


def settled(voices: Sequence[Voice], lines: Sequence[Decision]) -> list[Decision]:
    """What the decisions come to: those that stand; a name on which two do not agree is *unsure*."""
    undecided = open_names(voices, lines)
    left = standing(each for each in lines if (fold(each.name), each.dataset) not in undecided)
    return [*left, *(_unsure(sides, lines) for sides in undecided.values())]


def _unsure(sides: Sequence[Voice], lines: Sequence[Decision]) -> Decision:
    first = min(sides)
    known = {each.line for each in sides}
    line = max(each.line for each in lines if Voice.of_decision(each, "").line in known)
    reason = "; ".join(each.told for each in sorted(sides))
    return Decision(line, first.when, DISPUTED, first.about, first.part, UNSURE, reason)


# --- reviews ------------------------------------------------------------------------------------------------------


def open_reviews(voices: Sequence[Voice], lines: Sequence[Review]) -> Sides:
    """The cells of claims, and the withdrawals, of which nobody has said anything since."""
    said = (((each.claim, each.cell), Voice.of_review(each, "").line) for each in lines)
    return _open(voices, REVIEW, said)
