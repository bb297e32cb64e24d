"""The nearest miss that enumerating every walk and reading gives, with what is lifted as the oracle lifts it.

Of the first reason whose lifting alone gives a trace, else of the last that is needed when they are lifted one after
another (as `oracle.why_absent`), the best reading in the order of traces. Among what is only taken as carrying, an
open request stands before a refusal, a refusal before a block, a block before a denial (§3, standing of a flow).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.queries import oracle
from tests.queries.oracle import Asked, Ground, Reading, Search

RANKS = (*oracle.STANDINGS, "requested", "refused", "blocked", "denied")


def nearest(case: oracle.Case, question: oracle.Question) -> list[str] | None:
    """The ids of the nearest miss's items, hop by hop; None where lifting everything is in vain."""
    want = oracle.asked(question)
    found = nearest_of(case, want)
    if found is None and want.source:
        everything = replace(want, source=())
        found = best_of(case, everything) or nearest_of(case, everything)
    return None if found is None else list(found.ids)


def nearest_of(case: oracle.Case, want: Asked) -> Reading | None:
    """The best reading of the first way of lifting that has any."""
    return next((best for lifted in ways(want) if (best := best_of(case, lifted))), None)


def ways(want: Asked) -> Iterator[Asked]:
    """Each reason alone, then one after another."""
    yield from (oracle.lifted(want, reason) for reason in oracle.REASONS[:8])
    for reason in oracle.REASONS[:8]:
        want = oracle.lifted(want, reason)
        yield want


def best_of(case: oracle.Case, want: Asked) -> Reading | None:
    """The first trace of a world, its readings ordered as traces are."""
    ground = Ground(case, want.best_names)
    search = Search(ground, want, oracle.all_items(ground))
    readings = (reading for walk in search.walks() for reading in search.readings(walk))
    return min(readings, key=lambda reading: place(search, reading), default=None)


def may_be_barred(search: Search, item: oracle.Item) -> bool:
    """§4, 6: whether of some bar on an item it cannot be told."""
    return "cannot tell" in oracle.bars_on(search.ground, item)


def place(search: Search, reading: Reading) -> tuple[Any, ...]:
    """§4: the order of traces. Where time is lifted it counts for nothing: neither whether it is certain nor *E*."""
    timeless = search.want.each_hop_alone and search.want.open_at is None
    holds = (
        {*reading.payloads} == {"stated"}
        and all(reading.joints[1:])
        and (reading.certain or timeless)
        and reading.walk[0][0] in search.start.full
        and reading.walk[-1][1] in search.end.full
        and all(map(oracle.is_plain, reading.items))
        and not (search.want.obey_rules and any(may_be_barred(search, item) for item in reading.items))
    )
    weakest = max(RANKS.index(oracle.standing_of(item) or item.mode) for item in reading.items)
    walk = tuple(oracle.flow_order(key) for key in reading.walk)
    earliest = 0 if timeless else reading.earliest
    return not holds, weakest, earliest, len(reading.items), reading.ids, walk
