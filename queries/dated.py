"""Days and spans of days in plain words, which say no more than the days do."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _span(first: date, last: date) -> str:
    """Two days in the shortest words that say the same: a day, a month, a year, or from and to."""
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if first == last:
        return _written(first)
    if whole_months and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    if whole_months:
        start, end = (f"{MONTHS[day.month - 1]} {day.year}" for day in (first, last))
        return start if start == end else f"{start} to {end}"
    return f"{_written(first)} to {_written(last)}"


def period(first: str | None, last: str | None) -> str:
    """An interval of days in words; an open end is said to be open.

    Examples
    --------
    >>> period("2017-09-01", "2019-06-30")
    'Sept 2017 to June 2019'
    >>> period(None, "2019-07-31"), period("2020-03-03", "2020-03-03"), period(None, None)
    ('by 31 July 2019', '3 March 2020', 'not dated')
    """
    start, end = _day(first), _day(last)
    if start and end:
        return _span(start, end)
    if start:
        return f"from {_written(start)}"
    return f"by {_written(end)}" if end else "not dated"


def day(text: str) -> str:
    """A day in words; what is no day stays as it is.

    Examples
    --------
    >>> day("2020-12-31"), day("2020")
    ('31 Dec 2020', '2020')
    """
    found = _day(text)
    return _written(found) if found else text


def since(text: str | None) -> str:
    """A first day as a question gives it, in words: a day, or "by" one.

    Examples
    --------
    >>> since("2017-09-01"), since("by 2020-03-31"), since(None)
    ('since 1 Sept 2017', 'by 31 March 2020', '')
    """
    day = _day(text)
    if day:
        return f"since {_written(day)}"
    return re.sub(r"\d{4}-\d\d-\d\d", lambda found: _written(date.fromisoformat(found[0])), text or "")


def when(time: Mapping[str, Any] | None) -> str:
    """The time of one item: an event happened within its days; what stands held from a start to an end.

    Examples
    --------
    >>> when({"kind": "event", "lo": "2017-09-01", "hi": "2019-06-30"})
    'within Sept 2017 to June 2019'
    >>> when({"kind": "standing", "hi": "2020-03-31", "ended_lo": "2020-03-01"})
    'since 31 March 2020 at the latest, so on 1 March 2020, no end known'
    """
    if not time:
        return "not dated"
    if time.get("kind") != "standing":
        words = period(time.get("lo"), time.get("hi"))
        return f"within {words}" if " to " in words else words
    start, by = _day(time.get("lo")), _day(time.get("hi"))
    still, end = _day(time.get("ended_lo")), _day(time.get("ended_hi"))
    return ", ".join([*_since(start, by), *_until(still, end)]) or "not dated"


def _since(first: date | None, last: date | None) -> list[str]:
    if first and last:
        return [f"since {_span(first, last)}"]
    if first:
        return [f"since {_written(first)} or later"]
    return [f"since {_written(last)} at the latest"] if last else []


def _until(first: date | None, last: date | None) -> list[str]:
    if first and last:
        return [f"until {_span(first, last)}"]
    if first:
        return [f"so on {_written(first)}, no end known"]
    return [f"until {_written(last)} at the latest"] if last else []


def dated(time: Mapping[str, Any] | None) -> str:
    """The time of one item as part of a sentence: "in June 2019", "on 3 March 2020", "since 2013"; blank where undated.

    Examples
    --------
    >>> dated({"kind": "event", "lo": "2019-06-01", "hi": "2019-06-30"})
    'in June 2019'
    >>> dated({"kind": "event", "lo": "2017-09-01", "hi": "2019-06-30"})
    'at some time from Sept 2017 to June 2019'
    >>> dated({"kind": "event", "lo": "2020-03-03", "hi": "2020-03-03"}), dated(None)
    ('on 3 March 2020', '')
    >>> dated({"kind": "standing", "hi": "2020-03-31", "ended_lo": "2020-03-01"})
    'as of March 2020'
    >>> dated({"kind": "standing", "lo": "2013-01-01", "hi": "2013-12-31", "ended_lo": "2020-03-01"})
    'since 2013, and still on 1 March 2020'
    """
    if time and time.get("kind") == "standing":
        return _stood(*(_day(time.get(name)) for name in ("lo", "hi", "ended_lo", "ended_hi")))
    words = when(time)
    if words == "not dated":
        return ""
    if words.startswith("within "):
        return f"at some time from {words.removeprefix('within ')}"
    if words.startswith("from "):
        return f"at some time {words} on"
    if words.startswith("by "):
        return f"at some time {words}"
    return f"on {words}" if words.count(" ") == 2 else f"in {words}"  # a day has three words


def _stood(start: date | None, by: date | None, seen: date | None, end: date | None) -> str:
    """How long something stood, in the fewest words that say it: of what had begun when it was seen, that day."""
    at_once = bool(seen and by and seen <= by)
    if not start and at_once and seen and by:
        return _until(seen, end)[0] if end else f"as of {_span(seen, by)}"
    if end:
        return ", ".join([*_since(start, by), *_until(seen, end)])
    still = [f"and still on {_written(seen)}"] if seen and not at_once else []
    return ", ".join([*_since(start, by), *still]).removeprefix("and ")
