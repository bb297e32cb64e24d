"""Some routes, not the best: one to each goal that is reached, by earliest arrival in so many hops.

What is asked when things are taken away is whether anything is left, and a route for proof. Earliest arrival, hop by
hop over all items at once, answers that without putting routes in order (time-respecting reachability: Bui-Xuan,
Ferreira and Jarry, *International Journal of Foundations of Computer Science* 14(2), 2003). A walk that arrives
earlier than any with fewer hops meets no agency twice: without the loop it would arrive no later.
"""

from __future__ import annotations

import numpy as np

from graphmodel.scope import Ends
from graphmodel.times import Days
from queries.tracing.bounds import Bounds, Reached
from queries.tracing.network import Network
from queries.tracing.search import Search, Trace

NONE = -1


def some_routes(network: Network, start: Ends, goal: Ends) -> list[Trace]:
    """One trace to each goal that any leads to; none where there is no trace at all.

    The question must ask for no wait between hops and for no agency that must be passed: these look at the whole walk.
    """
    bounds = Bounds(network, goal)
    search = Search(network, start, goal, bounds=bounds)
    arrival, taken = _earliest(bounds, search)
    reached = np.flatnonzero(bounds.is_goal & (arrival <= network.question.deadline))
    first = {node: _first_round(taken, node) for node in reached.tolist()}
    walks = (_items(bounds, taken, node, round_) for node, round_ in first.items() if round_ is not None)
    return [search.trace_by(walk) for walk in walks]


def _earliest(bounds: Bounds, search: Search) -> tuple[Days, list[Reached]]:
    """The earliest arrival at each node, and, hop by hop, the item by which it became earlier."""
    carriers, most = bounds.carriers, bounds.network.question.max_hops
    arrival = np.full(bounds.nodes, np.inf)
    begins = [walk.here for walk in search.beginnings()]
    arrival[begins] = search.begin
    onward = np.zeros(bounds.nodes, np.bool_)
    onward[begins] = True
    taken: list[Reached] = []
    while most is None or len(taken) < most:
        here = np.where(onward[bounds.holder], arrival[bounds.holder], np.inf)
        there = np.where(here <= carriers.hi, np.maximum(here, carriers.lo), np.inf)
        new = arrival.copy()
        np.minimum.at(new, bounds.recipient, there)
        by = np.full(bounds.nodes, NONE, np.int64)
        better = np.flatnonzero((there == new[bounds.recipient]) & (there < arrival[bounds.recipient]))
        if not len(better):
            break
        by[bounds.recipient[better[::-1]]] = better[::-1]
        taken.append(by)
        arrival = new
        onward |= bounds.may_pass & (by != NONE)
    return arrival, taken


def _first_round(taken: list[Reached], node: int) -> int | None:
    """The fewest hops in which a node is reached, less one; None for one that only begins."""
    return next((number for number, by in enumerate(taken) if by[node] != NONE), None)


def _items(bounds: Bounds, taken: list[Reached], node: int, round_: int) -> list[int]:
    """The items of the walk that reached a node in a round, from the first."""
    found: list[int] = []
    while True:
        item = int(taken[round_][node])
        found.append(item)
        node = int(bounds.holder[item])
        before = [number for number in range(round_) if taken[number][node] != NONE]
        if not before:
            return found[::-1]
        round_ = before[-1]
