"""A count keeps its number, qualifier, unit, kind and words; only totals bound anything, and units never mix.

The rules are those of the semantics, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

#: Units of which there may be a half: everything else is counted whole, so "more than 250" is at least 251.
DIVISIBLE_UNITS = frozenset({"dollars"})


@dataclass(frozen=True, slots=True)
class Count:
    """What a source says of how many, as written.

    Attributes
    ----------
    words
        As the source has it: "more than 250 requests".
    qualifier, value, unit, kind
        Terms of the vocabularies `qualifiers`, `units`, `count_kinds`; `value` is None where the source gives
        words only.
    shared_with
        Parties that the count is of together with this one: it bounds the whole, never the part.
    """

    words: str
    qualifier: str = "exactly"
    value: float | None = None
    unit: str = ""
    kind: str = "total"
    shared_with: tuple[str, ...] = ()

    @property
    def bounds(self) -> Bounds:
        """The least and the most that the words allow, of the whole that they speak of."""
        value = whole_if_whole(self.value)
        if value is None or self.kind != "total":
            return Bounds(None, None)
        whole = self.unit not in DIVISIBLE_UNITS
        known = {
            "exactly": Bounds(value, value),
            "at least": Bounds(value, None),
            "more than": Bounds(floor(value) + 1 if whole else value, None),
            "nearly": Bounds(None, value),
            "up to": Bounds(None, value),
            "less than": Bounds(None, ceil(value) - 1 if whole else value),
        }
        return known.get(self.qualifier, Bounds(None, None))

    @property
    def part(self) -> str | None:
        """What a shared count says of the part: "some of", and nothing else."""
        return "some of" if self.shared_with else None

    def in_words(self, names: dict[str, str] | None = None) -> str:
        """The count as a reader should see it: "some of more than 250 requests (with other agencies)"."""
        words = self.words
        if self.unit and words[-1:].isdigit():
            words = f"{words} {self.unit}"
        if not self.shared_with:
            return words
        others = ", ".join((names or {}).get(other, other) for other in self.shared_with)
        return f"some of {words} (with {others})"


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least and at most; None where nothing is known."""

    at_least: float | None
    at_most: float | None


def whole_if_whole(value: float | None) -> float | None:
    """A number as people write it: 250, not 250.0."""
    return int(value) if value is not None and float(value).is_integer() else value


def together(counts: Iterable[Count]) -> Bounds:
    """What several counts of one thing, perhaps of the same exchanges, prove together: at least the larger.

    Counts in different units, or shared with others, prove nothing together; nor is there any "at most", for
    there may have been more than either source counted.

    >>> together([Count("exactly 3", "exactly", 3, "requests"), Count("over 10", "more than", 10, "requests")])
    Bounds(at_least=11.0, at_most=None)
    """
    counts = list(counts)
    own = [count for count in counts if not count.shared_with]
    if len(counts) == 1 and own:
        return own[0].bounds
    if len({count.unit for count in counts}) != 1:
        return Bounds(None, None)
    least = [count.bounds.at_least for count in own if count.bounds.at_least is not None]
    return Bounds(max(least, default=None), None)
