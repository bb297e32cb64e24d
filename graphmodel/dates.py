"""Dates are intervals of days; evidence is an event somewhere within one, or stands from one to another.

A *day* is a proleptic ordinal (``datetime.date.toordinal``) or ±infinity, so that open ends compare like any
other. The rules are those of the semantics, section 2 (how dates are read) and section 4, condition 3 (what can
follow what, and what surely does).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf, isinf
from typing import Literal

from graphmodel.errors import InputError

Day = float
"""A proleptic ordinal day, or ±infinity."""

DATE_FORMS = "a day (2019-06-30), month (2019-06), quarter (2019-Q2), year (2019), fiscal year (FY2019), a..b, a.. or ..b"
_POINT = re.compile(
    r"(?P<fiscal>FY)?(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?",
    re.ASCII,  # a digit of another script is no date here: what reads the text later would not know it
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An interval of days, both ends included."""

    lo: Day = -inf
    hi: Day = inf

    def within(self, other: Span) -> bool:
        """Whether this interval lies wholly inside the other."""
        return other.lo <= self.lo and self.hi <= other.hi

    def meets(self, other: Span) -> bool:
        """Whether the two intervals share a day."""
        return self.lo <= other.hi and other.lo <= self.hi


ALWAYS = Span()


def covers_all(asked: Span, periods: Iterable[Span]) -> bool:
    """Whether periods, joined, leave no day of the time asked about uncovered.

    >>> covers_all(Span(1, 9), [Span(5, 9), Span(1, 4)])
    True
    >>> covers_all(Span(1, 9), [Span(1, 4), Span(6, 9)])
    False
    """
    open_from = asked.lo
    for period in sorted(periods):
        if period.lo > open_from:
            return False
        if period.hi >= asked.hi:
            return True
        open_from = max(open_from, period.hi + 1)
    return False


def iso(day: Day) -> str | None:
    """A day as ISO text; None for an open end."""
    return None if isinf(day) else date.fromordinal(int(day)).isoformat()


@lru_cache(maxsize=1 << 16)
def parse_span(text: str) -> Span:
    """A date cell as an interval of days; a blank cell is open at both ends.

    >>> [iso(end) for end in (parse_span("2020-02").lo, parse_span("2020-02").hi)]
    ['2020-02-01', '2020-02-29']
    >>> iso(parse_span("2019-06..").lo), iso(parse_span("2019-06..").hi)
    ('2019-06-01', None)

    A fiscal year is the federal one: FY2020 runs from 2019-10-01 to 2020-09-30 (31 U.S.C. 1102).

    Raises
    ------
    InputError
        When the text is no date in one of the forms, no such day exists, or the interval ends before it starts.
    """
    text = text.strip()
    if not text:
        return ALWAYS
    if ".." not in text:
        return _point(text)
    first, _, last = text.partition("..")
    span = Span(
        _point(first.strip()).lo if first.strip() else -inf,
        _point(last.strip()).hi if last.strip() else inf,
    )
    if span.lo > span.hi:
        raise InputError(f"{text!r} ends before it starts", hint="write the earlier date first", quoted=text)
    return span


@lru_cache(maxsize=1 << 14)
def _point(text: str) -> Span:
    match = _POINT.fullmatch(text)
    if match is None or (match["fiscal"] and text[6:]):
        raise InputError(f"{text!r} is not a date", hint=f"write {DATE_FORMS}", quoted=text)
    try:
        return _days(match)
    except ValueError as error:
        raise InputError(
            f"{text!r} is an impossible date ({error})", hint=f"write {DATE_FORMS}", quoted=text
        ) from error


def _days(match: re.Match[str]) -> Span:
    year = int(match["year"])
    if match["fiscal"]:
        return Span(date(year - 1, 10, 1).toordinal(), date(year, 9, 30).toordinal())
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"]))
    if match["month"] is None:
        return _months(year, 1, 12)
    month = int(match["month"])
    if match["day"] is None:
        return _months(year, month, month)
    ordinal = date(year, month, int(match["day"])).toordinal()
    return Span(ordinal, ordinal)


def _months(year: int, first: int, last: int) -> Span:
    start = date(year, first, 1)
    return Span(start.toordinal(), date(year, last, monthrange(year, last)[1]).toordinal())


TimeKind = Literal["event", "standing"]


@dataclass(frozen=True, slots=True)
class When:
    """The time of one item of evidence.

    Attributes
    ----------
    kind
        ``event``: it happened at some moment within `start`; ``standing``: it held from a day in `start` to a
        day in `end`.
    start
        [lo, hi] of an event; [s₁, s₂] of something standing.
    end
        [e₁, e₂]; of an event the same as `start`.
    last_day
        The last day that the evidence speaks of: hi of an event; b if seen or ongoing, e₂ if ended, s₂ if the
        end is unknown.
    """

    kind: TimeKind
    start: Span
    end: Span
    last_day: Day

    @property
    def extent(self) -> Span:
        """From the first day that it allows to the last."""
        return Span(self.start.lo, self.end.hi)


def event(span: Span) -> When:
    """Something that happened at some moment within the interval."""
    return When("event", span, span, span.hi)


def standing(start: Span, end: Span, end_kind: str) -> When:
    """Something that held from `start` on, with what is known of its end.

    ``ended``: it ended within `end`. ``seen`` and ``ongoing-as-stated``: it is known to have held on a date
    [a, b], so it ended at a or later, openly, and had begun by b. ``unknown``: it may have ended as soon as it
    began. No end precedes its start.
    """
    if end_kind == "ended":
        finish, last = end, end.hi
    elif end_kind in ("seen", "ongoing-as-stated"):
        finish, last = Span(end.lo, inf), end.hi
        start = Span(start.lo, min(start.hi, end.hi))
    else:
        finish, last = Span(start.lo, inf), start.hi
    finish = Span(max(finish.lo, start.lo), finish.hi)
    start = Span(start.lo, min(start.hi, finish.hi))
    return When("standing", start, finish, last)


def bounded_by(when: When, day: Day) -> When:
    """The same time, had by `day`: hi, or s₂, is at most that day; unchanged where that leaves nothing.

    What a document says was disclosed had been by the day it was published.
    """
    if when.start.lo > day or when.start.hi <= day:
        return when
    start = Span(when.start.lo, day)
    if when.kind == "event":
        return event(start)
    return When("standing", start, when.end, min(when.last_day, day))


def contradicts_publication(when: When, day: Day) -> bool:
    """Whether what was disclosed is dated wholly after the day on which it was published."""
    return when.start.lo > day


@dataclass(frozen=True, slots=True)
class Clock:
    """How far a reading has come in time: *E* (earliest) and *L* (certain by), and *L* from before the last hop.

    `certain` turns False once some hop is not sure to follow, and stays so.
    """

    earliest: Day = -inf
    latest: Day = -inf
    latest_before: Day = -inf
    certain: bool = True

    def step(self, when: When, *, wait: int = 0, joined: bool = False) -> Clock | None:
        """The clock after one more hop; None where time rules the hop out.

        Parameters
        ----------
        when
            The time of the hop's item.
        wait
            Days that must pass before it (1 under ``--ties forbid`` after the first hop, else 0).
        joined
            Whether a shown joint ties the hop to the one before: its order is then shown, so that *certain* is
            judged by *L* from before the earlier one; and no wait is asked for.
        """
        wait = 0 if joined else wait
        earliest, latest = self.earliest + wait, self.latest + wait
        if earliest > when.end.hi:
            return None
        judged_by = self.latest_before if joined else latest
        return Clock(
            max(earliest, when.start.lo),
            when.start.hi if when.kind == "event" else max(latest, when.start.hi),
            self.latest,
            self.certain and judged_by <= (when.start.lo if when.kind == "event" else when.end.lo),
        )
