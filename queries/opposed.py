"""Two items of evidence that speak of one exchange or nearly: in what they differ, and whether both can be true.

An item lies *within* another where all that it states is within what the other states: then what the other denies,
refuses or counts is said of it too. Scope is recipient, kind of data, database and purpose; manner is the channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from graphmodel.counts import Count
from graphmodel.dates import Span, When
from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from graphmodel.vocabulary import vocabulary

#: What a difference is a difference of.
DIMENSIONS = {
    "holder": "scope: holder",
    "recipient": "scope: recipient",
    "data type": "scope: data type",
    "database": "scope: database",
    "purpose": "scope: purpose",
    "channel": "manner: channel",
    "unit": "unit",
    "date": "date",
    "request": "request",
    "hedge": "hedge",
}

#: What must be the same of two counts for one to contradict the other, and what it is called.
COUNTED_BY = {
    "holder": "holder",
    "recipient": "recipient",
    "data_type": "data type",
    "databases": "database",
    "purpose": "purpose",
    "channel": "channel",
}


class Comparer:
    """Compares items, with the parties, kinds of data and purposes of a case at hand."""

    def __init__(self, evidence: Evidence) -> None:
        self._registry = evidence.registry
        self._types = evidence.types
        self._purposes = evidence.purposes

    def related(self, one: Item, other: Item) -> bool:
        """Whether two items may be of one exchange: recipients of one line, kinds of data that share a narrower one."""
        return self._recipients_meet(one.recipient, other.recipient) and self._types_meet(one, other)

    def _recipients_meet(self, one: str, other: str) -> bool:
        return not (one and other) or self._includes(one, other) or self._includes(other, one)

    def _includes(self, whole: str, part: str) -> bool:
        """Whether a recipient is another, a part of it, or a member of it with its parts."""
        if part in self._registry.parts(whole):
            return True
        members = self._registry[whole].members if whole in self._registry else ()
        return any(part in self._registry.parts(member) for member in members)

    def _types_meet(self, one: Item, other: Item) -> bool:
        named = one.data_type and other.data_type and not {"type"} & (one.masked | other.masked)
        return not named or self._types.share_a_narrower(one.data_type, other.data_type)

    def beyond(self, item: Item, whole: Item) -> Iterator[str]:
        """In what an item is not within another, time apart; what the item leaves open is a difference."""
        if not (whole.recipient and self._includes(whole.recipient, item.recipient)):
            yield "recipient"
        if "type" in item.masked | whole.masked or item.data_type not in self._types.narrower(
            whole.data_type
        ):
            yield "data type"
        if whole.databases and item.database not in whole.databases:
            yield "database"
        if whole.purpose and item.purpose not in self._purposes.narrower(whole.purpose):
            yield "purpose"
        if item.channel != whole.channel:
            yield "channel"

    def apart(self, one: Item, other: Item) -> Iterator[str]:
        """In what two counts differ: a source may count a part beside its whole, so here only the same is the same."""
        for field, name in COUNTED_BY.items():
            if getattr(one, field) != getattr(other, field):
                yield name
        if not in_one_unit(one.count, other.count):
            yield "unit"
        if not _at_one_time(one, other):
            yield "date"


def _at_one_time(one: Item, other: Item) -> bool:
    """Whether two counts are of the same days, or the one that is more is of some of the other's."""
    here, there = period_counted(one.when), period_counted(other.when)
    if here is None or there is None or here == there:
        return here is not None and here == there
    if not in_one_unit(one.count, other.count):
        return False
    return (here.within(there) and is_more(one.count, other.count)) or (
        there.within(here) and is_more(other.count, one.count)
    )


def period_counted(when: When) -> Span | None:
    """The days that a count is of; None where they are not given from first to last."""
    span = Span(when.start.lo, when.last_day)
    return span if isfinite(span.lo) and isfinite(span.hi) else None


def could_meet(one: When, other: When) -> bool:
    """Whether two items may have been at one time."""
    return Span(one.start.lo, one.end.hi).meets(Span(other.start.lo, other.end.hi))


def surely_in_force(when: When) -> Span:
    """The days on which something standing surely held; none of an event."""
    return Span(when.start.hi, when.end.lo) if when.kind == "standing" else Span(1, 0)


def counts_exchanges(count: Count | None) -> bool:
    """Whether a count is a number of exchanges, not of accounts, people or dollars, or words alone."""
    if count is None or count.value is None or not count.unit:
        return False
    return vocabulary("units")[count.unit].extra["counts"] == "exchanges"


def is_more(one: Count | None, other: Count | None) -> bool:
    """Whether one count proves more than another allows; what is shared proves nothing of a part."""
    if one is None or other is None or one.shared_with:
        return False
    least, most = one.bounds.at_least, other.bounds.at_most
    return least is not None and most is not None and least > most


def in_one_unit(one: Count | None, other: Count | None) -> bool:
    """Whether two counts are of one unit, and both in all or both a rate or a share."""
    return one is not None and other is not None and (one.unit, one.kind) == (other.unit, other.kind)
