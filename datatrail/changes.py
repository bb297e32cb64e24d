"""What a change of a case did: its lines, which claims, flows and answers then differ, and how to undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from shlex import join
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datatrail.case import Case
    from graphmodel.projection import Evidence
    from loaders.reviews import Review

Row = dict[str, Any]
SHOWN = 20
#: What of a comparison is told, what one of it is called, and what is said where none differs.
PARTS = (
    ("exposure", "answer", "No answer of `exposure` differs."),
    ("flow", "flow", "No flow differs."),
    ("claim", "claim", ""),
)


@dataclass(frozen=True)
class Change:
    """What was done to a case.

    Attributes
    ----------
    did
        What was done, in words; each line of it.
    before, generation
        The generation that was there, and the one that is there now; the same where nothing changed.
    differs
        The rows of `compare` between the two: answers, flows and claims.
    undo
        The command that takes it back; blank where nothing changed.
    """

    did: tuple[str, ...]
    before: str | None
    generation: str | None
    differs: tuple[Row, ...]
    undo: str

    @property
    def changed(self) -> bool:
        """Whether anything did."""
        return self.before != self.generation

    def to_dict(self) -> dict[str, Any]:
        """The change as data."""
        return {
            "did": list(self.did),
            "changed": self.changed,
            "before": self.before,
            "generation": self.generation,
            "differs": list(self.differs),
            "undo": self.undo or None,
        }

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """What was done, what differs and how to undo it, line by line."""
        if not self.changed:
            yield "Nothing changed: this stands already."
            return
        yield from self.did
        more = f"datatrail query compare --generation {self.before}"
        for what, thing, nothing in PARTS:
            rows = [row for row in self.differs if row["what"] == what]
            yield from _listed(rows, thing, nothing, more)
        yield f"To take it back: {self.undo}"


def _listed(rows: Sequence[Row], thing: str, nothing: str, more: str) -> Iterator[str]:
    if not rows:
        yield from [nothing] if nothing else []
        return
    yield f"{len(rows)} {thing}{'s differ' if len(rows) > 1 else ' differs'}:"
    for row in rows[:SHOWN]:
        yield f"  {in_words(row)}"
    if len(rows) > SHOWN:
        yield f"  … and {len(rows) - SHOWN} more: {more}"


def in_words(row: Row) -> str:
    """A row of `compare` in words: what it is about, what became of it, what it was and is."""
    if row["what"] == "claim":
        cells = f" ({', '.join(row['differs'])})" if row["differs"] else ""
        return f"{row['flow']}, {row['whom']}: {row['change']}{cells}"
    about = ", ".join(part for part in (row["whom"], row["data_type"], row["channel"]) if part)
    return f"{about}: {row['change']} ({_side(row, 'before')} → {_side(row, 'after')})"


def _side(row: Row, when: str) -> str:
    if row["what"] == "flow" and not row[f"items_{when}"]:
        return "none"
    told = (row[f"{name}_{when}"] for name in ("answer", "verdict", "standing"))
    return ", ".join(each for each in told if each) or "nothing known"


def change(
    case: Case, act: Callable[[], Sequence[str]], undo: Callable[[str | None], Sequence[str]]
) -> Change:
    """Change a case and say what that did; the case is then as it is now.

    Parameters
    ----------
    act
        Does it, and says so in words.
    undo
        The words of the command that takes it back, from the generation that was there; asked for afterwards.
    """
    before, evidence = case.snapshot, case.evidence
    did = tuple(act())
    case.reopen()
    if case.snapshot.generation == before.generation:
        return Change((), before.generation, before.generation, (), "")
    differs = differences(evidence, case.evidence, before.generation)
    words = ["datatrail", *undo(before.generation), "--case", str(case.folder.path)]
    return Change(did, before.generation, case.snapshot.generation, tuple(differs), join(words))


def differences(before: Evidence, after: Evidence, generation: str | None) -> list[Row]:
    """The rows of `compare` between two loads that differ."""
    from queries.library import find_question

    rows = find_question("compare").ask(after, {"with": before, "generation": generation or "none"})
    return [row for row in rows if row["change"] != "unchanged"]


def said(lines: Sequence[Review]) -> list[str]:
    """Lines of reviews in words."""
    return [
        f"{each.claim}: {each.said}, by {each.who} on {each.day}{f': {each.why}' if each.why else ''}"
        for each in lines
    ]


def taken_back(lines: Sequence[Review], before: str | None) -> list[str]:
    """The words of the command that takes lines back: of one that says something its undoing, else going back."""
    if len(lines) == 1 and not lines[0].undoes:
        return ["verify", lines[0].claim, "--undo", lines[0].said, "--by", lines[0].who]
    return ["rollback", before or ""]
