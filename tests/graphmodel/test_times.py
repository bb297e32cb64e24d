"""Times as arrays: days come back as they were kept, and what is bounded by a day ends by it."""

from __future__ import annotations

import numpy as np
import pytest

from graphmodel.dates import When, bounded_by, event, parse_span, standing
from graphmodel.times import SINCE_EVER, WITHOUT_END, Times, as_days, as_whole

TIMES: tuple[When, ...] = (
    event(parse_span("2020-03")),
    event(parse_span("..2020-03-31")),
    event(parse_span("")),
    standing(parse_span("2020-03"), parse_span("2021"), "seen"),
    standing(parse_span("2020-03"), parse_span("2021"), "ended"),
    standing(parse_span("2020"), parse_span(""), "unknown"),
)
DAYS = tuple(
    parse_span(text).lo for text in ("2020-02-29", "2020-03-01", "2020-03-30", "2020-03-31", "2020-04-01")
)


def test_days_come_back_as_they_were_kept() -> None:
    """Open ends are kept as days that no calendar has, and are open when they are read."""
    days = np.array([-np.inf, -1.0, 0.0, 737_425.0, np.inf])
    assert as_days(as_whole(days)).tolist() == days.tolist()


def test_a_day_beyond_every_calendar_is_an_open_end() -> None:
    """Also one that lies still further out than the one that is written for it."""
    kept = np.array(
        [SINCE_EVER - 1, SINCE_EVER, SINCE_EVER + 1, WITHOUT_END - 1, WITHOUT_END, WITHOUT_END + 1], np.int32
    )
    assert as_days(kept).tolist() == [-np.inf, -np.inf, SINCE_EVER + 1, WITHOUT_END - 1, np.inf, np.inf]


@pytest.mark.parametrize("day", DAYS)
def test_times_as_arrays_are_bounded_by_a_day_as_one_time_is(day: float) -> None:
    """On the day before, on the first, within, on the last day, and after: `graphmodel.dates.bounded_by`."""
    bounded = Times.of(list(TIMES)).bounded_by(np.full(len(TIMES), day))
    expected = Times.of([bounded_by(when, day) for when in TIMES])
    for name in Times.__dataclass_fields__:
        assert getattr(bounded, name).tolist() == getattr(expected, name).tolist(), name
