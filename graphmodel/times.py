"""The times of many items at once: the rules of `graphmodel.dates`, on arrays.

A day is a float here, so that open ends compare like any other; where times are kept it is a whole number of four
bytes, an open end being a day that no calendar has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.dates import When, parse_span

Days = NDArray[np.float64]
WholeDays = NDArray[np.int32]
Flags = NDArray[np.bool_]

#: Days before and after every calendar.
SINCE_EVER, WITHOUT_END = -(1 << 30), 1 << 30


def as_whole(days: Days) -> WholeDays:
    """Days as they are kept."""
    return np.clip(days, SINCE_EVER, WITHOUT_END).astype(np.int32)


def as_days(days: WholeDays) -> Days:
    """Days that are kept, as they are reckoned with."""
    made = days.astype(np.float64)
    made[days <= SINCE_EVER] = -np.inf
    made[days >= WITHOUT_END] = np.inf
    return made


def spans(texts: list[str]) -> tuple[Days, Days]:
    """The first and the last day of each date cell."""
    read = [parse_span(text) for text in texts]
    return np.array([span.lo for span in read], np.float64), np.array([span.hi for span in read], np.float64)


@dataclass(frozen=True)
class Times:
    """Times of items: of an event both intervals are the same.

    Attributes
    ----------
    is_event
        Whether it happened at some moment; else it held from a day in the first interval to one in the second.
    lo, hi
        [lo, hi] of an event, [s₁, s₂] of what stands.
    ended_lo, ended_hi
        [e₁, e₂].
    last
        The last day that the evidence speaks of.
    """

    is_event: Flags
    lo: Days
    hi: Days
    ended_lo: Days
    ended_hi: Days
    last: Days

    @classmethod
    def of(cls, times: list[When]) -> Times:
        """Times that are there as objects."""
        return cls(
            np.array([when.kind == "event" for when in times], np.bool_),
            np.array([when.start.lo for when in times], np.float64),
            np.array([when.start.hi for when in times], np.float64),
            np.array([when.end.lo for when in times], np.float64),
            np.array([when.end.hi for when in times], np.float64),
            np.array([when.last_day for when in times], np.float64),
        )

    def where_else(self, chosen: Flags, other: Times) -> Times:
        """These times where chosen, else the others."""
        names = self.__dataclass_fields__
        return Times(*(np.where(chosen, getattr(self, name), getattr(other, name)) for name in names))

    def bounded_by(self, day: Days) -> Times:
        """The same, had by a day each: `graphmodel.dates.bounded_by`; +∞ bounds nothing."""
        changed = (self.lo <= day) & (self.hi > day)
        hi = np.where(changed, day, self.hi)
        return Times(
            self.is_event,
            self.lo,
            hi,
            self.ended_lo,
            np.where(self.is_event, hi, self.ended_hi),
            np.where(changed, np.where(self.is_event, day, np.minimum(self.last, day)), self.last),
        )


def events(lo: Days, hi: Days) -> Times:
    """Things that happened at some moment within an interval."""
    return Times(np.ones(len(lo), np.bool_), lo, hi, lo, hi, hi)


def standings(start: tuple[Days, Days], end: tuple[Days, Days], ended: Flags, seen: Flags) -> Times:
    """Things that held from a start on: `graphmodel.dates.standing`; what neither ended nor was seen is not known."""
    (lo, hi), (end_lo, end_hi) = start, end
    hi = np.where(seen, np.minimum(hi, end_hi), hi)
    last = np.where(ended | seen, end_hi, hi)
    ended_lo = np.maximum(np.where(ended | seen, end_lo, lo), lo)
    ended_hi = np.where(ended, end_hi, np.inf)
    return Times(np.zeros(len(lo), np.bool_), lo, np.minimum(hi, ended_hi), ended_lo, ended_hi, last)
