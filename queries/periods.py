"""Months, quarters and years: which an item of evidence surely lies in, and between which it cannot be told.

A period is a number, counted on from the year 0, so that the next one is one more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isinf

from graphmodel.dates import Day, Span, When, parse_span

#: How many of each there are in a year.
IN_A_YEAR: Mapping[str, int] = {"month": 12, "quarter": 4, "year": 1}


def period_of(day: Day, by: str) -> int:
    """The period that a day lies in.

    >>> period_of(date(2019, 6, 30).toordinal(), "quarter") == 2019 * 4 + 1
    True
    """
    when, parts = date.fromordinal(int(day)), IN_A_YEAR[by]
    return when.year * parts + (when.month - 1) * parts // 12


def label(period: int, by: str) -> str:
    """A period as it is written.

    >>> label(2019 * 12 + 5, "month"), label(2019 * 4 + 1, "quarter"), label(2019, "year")
    ('2019-06', '2019-Q2', '2019')
    """
    year, part = divmod(period, IN_A_YEAR[by])
    return {"month": f"{year:04}-{part + 1:02}", "quarter": f"{year:04}-Q{part + 1}", "year": f"{year:04}"}[
        by
    ]


def days(period: int, by: str) -> Span:
    """The days of a period."""
    return parse_span(label(period, by))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item lies in time.

    Attributes
    ----------
    surely
        The periods in each of which it surely happened or held.
    perhaps
        The periods in some of which it did; with `surely` left out.
    """

    surely: range
    perhaps: frozenset[int] | range


NOWHERE = range(0)


def placed(when: When, by: str) -> Placed:
    """The periods of an item of evidence; in none of them where its dates are open.

    It surely held from the latest start to the earliest end; where these are the other way round, as of an event of
    which only a month is known, it surely held at some moment between them, and so in a period that has both.
    """
    latest_start, earliest_end = when.start.hi, when.end.lo
    surely = NOWHERE
    if not isinf(latest_start) and not isinf(earliest_end):
        first, last = (period_of(day, by) for day in (latest_start, earliest_end))
        if first <= last:
            surely = range(first, last + 1)
    if isinf(when.start.lo) or isinf(when.last_day):
        return Placed(surely, NOWHERE)
    spoken_of = range(period_of(when.start.lo, by), period_of(when.last_day, by) + 1)
    return Placed(surely, frozenset(spoken_of) - frozenset(surely) if surely else spoken_of)


def surely_during(when: When, span: Span) -> bool:
    """Whether an item of evidence surely happened, or surely held at some moment, within some days."""
    latest_start, earliest_end = when.start.hi, when.end.lo
    if span.lo > span.hi:
        return False
    if latest_start <= earliest_end:
        return span.meets(Span(latest_start, earliest_end))
    return Span(earliest_end, latest_start).within(span)
