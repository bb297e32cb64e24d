"""How things look: agencies by shape and colour, exchanges by line and mark; never by colour alone.

Colours are those of Okabe and Ito (2008), which people with the usual colour deficiencies tell apart.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

# Outlines in a box from -10 to 10, for SVG and canvas alike.
SHAPES = {
    "square": "M-7.5,-7.5H7.5V7.5H-7.5Z",
    "star": "M0,-10L2.6,-3.4L9.6,-3L4.1,1.4L6,8.2L0,4.3L-6,8.2L-4.1,1.4L-9.6,-3L-2.6,-3.4Z",
    "triangle": "M0,-8.8L9,7.2H-9Z",
    "hexagon": "M-8.8,0L-4.4,-7.7H4.4L8.8,0L4.4,7.7H-4.4Z",
    "diamond": "M0,-9.6L9.6,0L0,9.6L-9.6,0Z",
    "pointer": "M0,8.8L9,-7.2H-9Z",
    "pentagon": "M0,-9L8.6,-2.8L5.3,7.3H-5.3L-8.6,-2.8Z",
    "trefoil": "M-4.2,-5a4.2,4.2 0 1 1 8.4,0a4.2,4.2 0 1 1 -8.4,0ZM-9.2,4.4a4.2,4.2 0 1 1 8.4,0a4.2,4.2 0 1 1 -8.4,0Z"
    "M0.8,4.4a4.2,4.2 0 1 1 8.4,0a4.2,4.2 0 1 1 -8.4,0Z",
    "disc": "M-8,0a8,8 0 1 0 16,0a8,8 0 1 0 -16,0Z",
}


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds of agency that are drawn alike and switched on and off together."""

    id: str
    label: str
    shape: str
    colour: str
    kinds: tuple[str, ...]

    @property
    def outline(self) -> str:
        """The shape as path data."""
        return SHAPES[self.shape]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of one exchange, the word for it, and the line that says so.

    Attributes
    ----------
    dash
        Lengths of strokes and gaps in pixels; empty is a solid line.
    crossing
        The mark in the middle of the line.
    """

    id: str
    word: str
    label: str
    dash: tuple[float, ...]
    crossing: str = ""


# Best known first.
KNOWLEDGE = {
    known.id: known
    for known in (
        Knowledge("did", "did", "did", ()),
        Knowledge("could", "could have", "could have", (7, 5)),
        Knowledge("access", "had access", "had access only", (1.5, 4)),
        Knowledge("asked", "was asked", "asked, answer not known", (1.5, 7), "question"),
        Knowledge("refused", "was refused", "was refused", (9, 3, 2, 3), "bar"),
        Knowledge("blocked", "was blocked", "was blocked", (9, 3, 2, 3), "cross"),
        Knowledge("denied", "is denied", "said not to happen", (9, 3, 2, 3), "gate"),
    )
}
_BY_STANDING = {
    "available": "access",
    "requested": "asked",
    "refused": "refused",
    "blocked": "blocked",
    "denied": "denied",
}
CARRYING = ("documented", "acknowledged", "records-reported", "reported")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one state or one office, with the glyph that stands for it beside the colour."""

    id: str
    word: str
    label: str


# The strongest first: an office or a state is shown under the first that fits.
ANSWERS = {
    answer.id: answer
    for answer in (
        Answer("did", "did", "did hand it over"),
        Answer("could", "could have", "could have"),
        Answer("access", "had access", "gave access only"),
        Answer("asked", "was asked", "was asked, answer not known"),
        Answer("refused", "was refused", "refused or blocked"),
        Answer("none", "did not", "shown not to"),
        Answer("unknown", "not known", "not known"),
    )
}


def by_standing(standing: str) -> str | None:
    """What is known of a flow that carries nothing shown, from its standing."""
    return _BY_STANDING.get(standing)


def answer_of(row: Mapping[str, Any]) -> str:
    """The answer that one row of `exposure` gives, as one of ours."""
    answer, verdict = row.get("answer"), row.get("verdict")
    if verdict == "refuted":
        return "none"
    if answer in {"direct", "through others"}:
        return "did" if verdict == "holds" else "could"
    return {"access only": "access", "asked": "asked", "refused or blocked": "refused"}.get(
        str(answer), "unknown"
    )


def best_by_state(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The strongest answer of each state that some rows of `exposure` speak of: what the first line counts."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.get("state"):
            found[row["state"]].add(answer_of(row))
    return {state: min(answers, key=list(ANSWERS).index) for state, answers in sorted(found.items())}


def _asset(name: str) -> Traversable:
    return files("viz") / "assets" / name


@cache
def families() -> dict[str, Family]:
    """The families by id, in the order of the legend."""
    with _asset("families.csv").open(encoding="utf-8") as file:
        return {
            row["family"]: Family(
                row["family"], row["label"], row["shape"], row["colour"], tuple(row["kinds"].split(";"))
            )
            for row in csv.DictReader(file)
        }


def family_of(agency: dict[str, Any]) -> str:
    """The family of an agency by its kind; of a kind that has no place here, the last one."""
    if agency.get("group"):
        return "group"
    kind = agency.get("kind")
    return next((family.id for family in families().values() if kind in family.kinds), "other")


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Where each state stands in the tile map: row and column, from 1."""
    with _asset("tiles.csv").open(encoding="utf-8") as file:
        return {row["state"]: (int(row["row"]), int(row["column"])) for row in csv.DictReader(file)}
