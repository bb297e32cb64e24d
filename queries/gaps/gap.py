"""A gap: one record that is not held, who holds it, and what of the case it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from graphmodel.dates import Span
from graphmodel.evidence import Coverage, Item
from graphmodel.reading import Kind

GapKind = Literal["request", "access", "payload", "doubt", "joint", "masked", "name", "coverage"]
Row = Mapping[str, Any]

#: What each kind of gap is, and the record that would close it.
KINDS: Mapping[str, str] = {
    "request": "asked for, the answer not known",
    "access": "access or willingness; whether anything was disclosed is not shown",
    "payload": "what went is only assumed, or told by a broader kind of data",
    "doubt": "hedged, or one of several alternatives",
    "joint": "where an agency had from what it gave is not shown",
    "masked": "a cell is masked",
    "name": "a name that no agency has yet, with a likely agency",
    "coverage": "records held in part, withheld, or never asked for",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of evidence and the items that it says of its own: neither what was sent nor what follows."""

    kind: Kind
    row: Row
    items: tuple[Item, ...]

    @property
    def id(self) -> str:
        """The id of the claim or request."""
        return str(self.row["id"])


@dataclass(frozen=True)
class Gap:
    """One record to ask for.

    Attributes
    ----------
    key
        What it is: the id is a hash of it, so that it stays the same while the case grows.
    asked
        Who holds the record; blank where nobody is named.
    parties
        Between whom the exchanges are that it would tell of: those who gave, those who got.
    claims
        What the case says of them.
    coverage
        The rows of coverage that say it is missing.
    field
        Of a masked cell, which field it is.
    """

    kind: GapKind
    key: tuple[str, ...]
    asked: tuple[str, ...]
    parties: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    channel: str = ""
    claims: tuple[Claim, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    field: str = ""

    @cached_property
    def id(self) -> str:
        """A hash of what it is."""
        return sha256("\x1f".join((self.kind, *self.key)).encode()).hexdigest()[:12]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of evidence that it is about."""
        return tuple(item for claim in self.claims for item in claim.items)

    @property
    def period(self) -> Span:
        """From the first day that it may speak of to the last: of the rows of coverage, else of the items."""
        spans = [each.period for each in self.coverage] or [item.when.extent for item in self.items]
        return _around(spans)


def _around(spans: Iterable[Span]) -> Span:
    spans = list(spans)
    if not spans:
        return Span()
    return Span(min(span.lo for span in spans), max(span.hi for span in spans))
