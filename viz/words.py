"""Sentences whose words follow the verdict: "did", "could have", "had access", "was refused", "not known"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from graphmodel.counts import Count

MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
BADGES = {
    "excerpt": "excerpt: check the original before quoting",
    "in-full": "read in full",
    "computed": "computed from the data",
    "well-known": "well known: no document cited",
}
EXCHANGE = {
    "did": "{giver} handed this over to {receiver}.",
    "could": "{giver} could have handed this over to {receiver}; it is not shown as such.",
    "access": "{receiver} had access to this at {giver}; no disclosure is shown.",
    "asked": "{receiver} asked {giver} for this; the answer is not known.",
    "refused": "{receiver} was refused this by {giver}.",
    "blocked": "A technical block stood between {giver} and {receiver}.",
    "denied": "It is said that {giver} does not hand this over to {receiver}.",
}
NO_ROUTE = {
    "unresolved-name": "A route would need a name that nobody has identified yet.",
    "filtered": "A route would need evidence that this question leaves out (its filters, dates or limits).",
    "barred": "Every route is barred by a rule that was in force.",
    "below-floor": "What is known stands below the floor asked for: access, or an offer, but no disclosure.",
    "asked-answer-unknown": "It was asked for; the answer is not known.",
    "time-order": "The exchanges that are known cannot have followed each other in this order.",
    "refused-or-blocked": "It was refused, blocked, or is said not to happen.",
    "payload": "Other data went this way; this kind is not shown among it.",
    "no-flow-in-covered-period": "Records that are complete for some of this show none.",
    "not-covered": "No complete records cover this: nothing known does not mean that nothing happened.",
}


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


def count(number: Mapping[str, Any] | None, name: Callable[[str], str] = str) -> str:
    """A count as its source words it; the unit is added only where the words end in the number.

    Examples
    --------
    >>> count({"words": "more than 250", "unit": "requests", "part": "some of", "shared_with": ["other agencies"]})
    'some of more than 250 requests (with other agencies)'
    """
    if not number:
        return ""
    shared = tuple(map(name, number.get("shared_with") or ()))
    words, unit = str(number.get("words") or ""), str(number.get("unit") or "")
    return Count(words, unit=unit, shared_with=shared).in_words()


def route(trace: Mapping[str, Any], data: str, name: Callable[[str], str]) -> str:
    """One trace in a sentence: "did" if it holds, else "could have"."""
    steps = trace["steps"]
    giver, receiver = name(steps[0]["from"]), name(steps[-1]["to"])
    between = ", then ".join(name(step["to"]) for step in steps[:-1])
    did = trace["verdict"] == "holds"
    if between:
        verb = "did reach" if did else "could have reached"
        return f"{data}: from {giver} it {verb} {receiver}, through {between}."
    verb = "did hand it over" if did else "could have handed it over"
    return f"{data}: {giver} {verb} to {receiver}."


def no_route(absence: Mapping[str, Any] | None) -> str:
    """Why there is no trace."""
    reason = (absence or {}).get("reason")
    return NO_ROUTE.get(str(reason), f"No route is known ({reason})." if reason else "No route is known.")
