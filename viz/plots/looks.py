"""How marks look in print: a colour of Okabe and Ito (2008) or a tint of one, and a hatch or a sign beside it.

What is known is never told by colour alone: each look has a hatch, a sign, or a place of its own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

INK = "#18212b"
MUTED = "#56616d"
RULE = "#c3cad2"
GAP = "#8a95a1"
PAPER = "#ffffff"

#: What became of an exchange, in the order in which it is drawn.
OUTCOMES = ("disclosed", "available", "requested", "refused", "blocked", "context", "masked")


@dataclass(frozen=True, slots=True)
class Look:
    """One way in which a mark is filled, and the words for it."""

    id: str
    label: str
    colour: str
    hatch: str
    sign: str


@cache
def looks() -> dict[str, Look]:
    """The looks by id, the most that can be known first."""
    with (files("viz") / "assets" / "plots.csv").open(encoding="utf-8") as file:
        return {row["id"]: Look(**row) for row in csv.DictReader(file)}


def look_of(id: str) -> Look:
    """The look of an outcome or of what is known; of anything else, a plain grey."""
    return looks().get(id, looks()["other"])


def outcome_place(outcome: str | None) -> int:
    """Where an outcome stands among the others; one that is not known to us stands last."""
    return OUTCOMES.index(outcome) if outcome in OUTCOMES else len(OUTCOMES)
