"""What a scenario supposes, and what is asked of it: data, with no case at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphmodel.dates import Day, iso

#: What can be taken away, and what of a case goes with it.
REMOVABLE = {
    "agency": "all that it or a part of it gave, received or relayed",
    "relay": "all exchanges that passed it, or a part of it, as a `via`",
    "link": "one flow, by its id",
    "database": "all that came out of it",
    "channel": "all that went this way",
    "agreement": "a rule that permits or requires, and the exchanges that rest on it",
    "rule": "the rule alone: only questions that obey rules change",
    "document": "all that it says, and all that only repeats it",
    "claim": "one statement or request",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """One thing that is taken away, from a day on; always, where none is given."""

    kind: str
    name: str
    since: Day
    line: int | None


@dataclass(frozen=True, slots=True)
class Addition:
    """One canonical row that is added; a rule that the scenario bars by is marked so."""

    shape: str
    cells: Mapping[str, str]
    since: str | None
    line: int | None
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A saved question: its name here, which of the library it is, and its options."""

    name: str
    question: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """What is supposed, and what is asked."""

    title: str
    removals: tuple[Removal, ...] = ()
    additions: tuple[Addition, ...] = ()
    questions: tuple[Asked, ...] = ()

    @property
    def in_words(self) -> tuple[str, ...]:
        """What is supposed, a line for each."""
        taken = (f"without the {each.kind} {each.name}{_from(iso(each.since))}" for each in self.removals)
        added = (
            f"{'barred' if each.bars else f'with one more {each.shape}'}: "
            f"{', '.join(each.cells[name] for name in _TELLING if each.cells.get(name))}{_from(each.since)}"
            for each in self.additions
        )
        return (*taken, *added)


#: The cells by which a reader knows an added row.
_TELLING = ("name", "holder", "recipient", "requester", "channel", "data_types", "purpose")


def _from(day: str | None) -> str:
    return f" from {day} on" if day else ""
