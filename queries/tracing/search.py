"""Traces, best first: every walk with a reading, and of each walk its best reading.

A partial walk carries the set of its partial readings that can still matter: within one walk a reading may beat
another, across walks none does, because which hop came before matters to the next joint. Walks are taken from a queue
by the least key that a trace can have that they lead to (one that holds, weakest standing, earliest arrival, hops,
item ids), which `queries.tracing.bounds` gives; so a walk that leaves the queue complete is the best that is left.
From an agency with thousands of flows the ways on are put in order at once and taken up one at a time.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from math import inf
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from graphmodel.columns import Flags, Ints, Places
from graphmodel.dates import Clock, Day
from graphmodel.scope import Ends
from graphmodel.times import Days
from queries.tracing.bounds import Bounds
from queries.tracing.network import Carrier, Edge, Network
from queries.tracing.question import LeftOut, Limits, Question

#: More than so many are looked at together with numpy, fewer in Python.
MANY = 200

Key = tuple[bool, int, Day, int, tuple[int, ...], tuple[int, ...]]
"""What orders readings and traces: whether it fails to hold, weakest standing, *E*, hops, items by id, flows by key."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a reading: the flow, the item chosen of it, and whether the joint before it is shown."""

    edge: Edge
    carrier: Carrier
    joined: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A choice of one item per hop, so far.

    Attributes
    ----------
    items, flows
        What orders the items by their ids, and the flows by their keys.
    chosen
        The items' numbers in the bounds of the search.
    """

    clock: Clock
    firm: bool
    weakest: int
    items: tuple[int, ...] = ()
    flows: tuple[int, ...] = ()
    chosen: tuple[int, ...] = ()
    joined: tuple[bool | None, ...] = ()

    @property
    def key(self) -> Key:
        """What orders readings; a longer reading never has a smaller one."""
        fails = not (self.firm and self.clock.certain)
        return (fails, self.weakest, self.clock.earliest, len(self.items), self.items, self.flows)

    def beats(self, other: Reading) -> bool:
        """Whether whatever follows, this reading of the same walk comes out before the other."""
        if not self.key <= other.key or self.weakest > other.weakest:
            return False
        if self.clock.earliest > other.clock.earliest or self.items > other.items:
            return False
        if not (other.firm and other.clock.certain):
            return True
        mine, others = self.clock, other.clock
        can_hold = self.firm and self.clock.certain
        return can_hold and mine.latest <= others.latest and mine.latest_before <= others.latest_before


@dataclass(frozen=True)
class Trace:
    """A walk and its best reading."""

    bounds: Bounds
    reading: Reading
    full_start: bool
    full_goal: bool
    certain: bool

    @cached_property
    def hops(self) -> tuple[Hop, ...]:
        """The steps, in order."""
        network, carriers = self.bounds.network, self.bounds.carriers
        originals = self.bounds.originals
        return tuple(
            Hop(network.edge(int(carriers.flow[number])), network.carrier(int(originals[number])), joined)
            for number, joined in zip(self.reading.chosen, self.reading.joined, strict=True)
        )

    @property
    def holds(self) -> bool:
        """Whether every condition of section 4 is met for the same choice of items."""
        return self.reading.firm and self.certain and self.full_start and self.full_goal

    @property
    def key(self) -> Key:
        """What orders traces."""
        return (not self.holds, *self.reading.key[1:])


@dataclass(slots=True)
class _Walk:
    """A partial walk: where it is, whom it has met, whether it went by whom it must, and its readings that matter."""

    here: int
    met: frozenset[int]
    full_start: bool
    passed: bool
    readings: list[Reading]


class _Steps(NamedTuple):
    """What readings become by items, one by one."""

    earliest: Days
    latest: Days
    certain: Flags
    firm: Flags
    joined: Flags


@dataclass
class _Ways:
    """The ways on from a walk, one for each reading and item that can follow.

    Attributes
    ----------
    order
        The ways in order, the best first.
    reading, item
        Which reading is taken on by which item.
    there
        The node that each way leads to.
    fails, weakest, arrival, hops
        What no trace that a way leads to comes before.
    steps
        What the reading becomes.
    flow
        The flow of each way's item, in order.
    first
        Of each flow the best way, by its place in the order.
    """

    walk: _Walk
    order: Places
    reading: Places
    item: Places
    there: Places
    fails: Flags
    weakest: Places
    arrival: Days
    hops: Places
    steps: _Steps
    flow: Ints
    first: Places
    taken: int = 0


class Search:
    """The search of one question over its network.

    Parameters
    ----------
    network
        The flows that the data can travel on.
    start, goal
        Who answers to the two ends.
    limits
        How long to search. Where it stopped short, `stopped` says why.
    bounds
        Those of this network and goal, where several searches share them.
    """

    def __init__(
        self,
        network: Network,
        start: Ends,
        goal: Ends,
        limits: Limits | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.network = network
        self.question: Question = network.question
        self.start = start
        self.goal = goal
        self.stopped: str | None = None
        self.bounds = bounds or Bounds(network, goal)
        self._limits = limits or Limits()
        self._most = self._limits.partial_walks
        self._until = inf if self._limits.seconds is None else monotonic() + self._limits.seconds
        self._looked_at = 0
        self._given = 0

    def traces(self) -> Iterator[Trace]:
        """Traces in order, the best first."""
        order = count()
        queue: list[tuple[Key, int, Trace | _Ways]] = []

        def add(key: Key | None, entry: Trace | _Ways) -> None:
            if key is not None:
                heapq.heappush(queue, (key, next(order), entry))

        for walk in self.beginnings():
            ways = self._ways(walk)
            add(self._next_key(ways), ways)
        while queue and not self._has_to_stop():
            _, _, entry = heapq.heappop(queue)
            if isinstance(entry, Trace):
                self._give()
                yield entry
                continue
            walk = self._taken_up(entry)
            add(self._next_key(entry), entry)
            for trace in self._finished(walk):
                add(trace.key, trace)
            if self._may_go_on(walk):
                ways = self._ways(walk)
                add(self._next_key(ways), ways)

    def _has_to_stop(self) -> bool:
        """Whether enough was looked at; `stopped` then says why."""
        limits = self._limits
        if self._looked_at >= self._most:
            self.stopped = f"the search stopped after {self._looked_at:,} partial walks"
        elif monotonic() > self._until:
            self.stopped = f"the deadline of {limits.seconds:g} s was reached"
        self._looked_at += 1
        return self.stopped is not None

    def _give(self) -> None:
        """Once enough traces are given, only a little more is looked at, to count those left out."""
        self._given += 1
        if self._given == self._limits.traces:
            self._most = min(self._most, self._looked_at + self._limits.counting)

    # --- walks

    @property
    def begin(self) -> Day:
        """*E* and *L* before the first hop; with ``--open-at`` the day itself, which is when the data is there."""
        return self.question.earliest if self.question.open_at is None else self.question.open_at

    def beginnings(self) -> Iterator[_Walk]:
        """The walks without a hop, one at each holder that answers to the start."""
        bounds, names = self.bounds, self.network.columns.parties
        empty = Reading(Clock(self.begin, self.begin, self.begin), firm=True, weakest=0)
        known = self.network.columns.party
        starts = sorted(known[party] for party in (*self.start.full, *self.start.possible) if party in known)
        for holder in starts:
            if bounds.first[holder] < bounds.first[holder + 1]:
                full = names[holder] in self.start.full
                yield _Walk(holder, self._agency(holder), full, passed=False, readings=[empty])

    def _agency(self, party: int) -> frozenset[int]:
        """What may not come twice: an agency. Two mentions of a group need not be of the same bodies."""
        is_group = self.network.registry.is_group(self.network.columns.parties[party])
        return frozenset() if is_group else frozenset({party})

    def _may_go_on(self, walk: _Walk) -> bool:
        """Whether a walk may go on from where it is: no group, not the goal in full, not avoided, hops left."""
        most = self.question.max_hops
        hops = len(walk.readings[0].items)
        return bool(self.bounds.may_pass[walk.here]) and (most is None or hops < most)

    def _finished(self, walk: _Walk) -> Iterator[Trace]:
        """The walk as a trace, where it ends at the goal, having gone by whom it must."""
        bounds, by = self.bounds, self.question.deadline
        if not bounds.is_goal[walk.here]:
            return
        full_goal = bool(bounds.is_full[walk.here])
        readings = (reading for reading in walk.readings if reading.clock.earliest <= by)
        traces = [self._trace(reading, walk.full_start, full_goal) for reading in readings]
        if traces:
            yield min(traces, key=lambda trace: trace.key)

    def _trace(self, reading: Reading, full_start: bool, full_goal: bool) -> Trace:
        certain = reading.clock.certain and (
            self.question.open_at is not None or reading.clock.latest <= self.question.deadline
        )
        return Trace(self.bounds, reading, full_start, full_goal, certain)

    def trace_by(self, items: Sequence[int]) -> Trace:
        """The trace by these items, by their numbers in the bounds; its walk may have better readings."""
        start = int(self.bounds.holder[items[0]])
        walk = next(each for each in self.beginnings() if each.here == start)
        (reading,) = walk.readings
        for item in items:
            _, steps = self._steps(reading, np.array([item]))
            reading = self._taken_on(reading, item, _Steps(*steps), 0)
        full_goal = bool(self.bounds.is_full[self.bounds.recipient[items[-1]]])
        return self._trace(reading, walk.full_start, full_goal)

    # --- the ways on

    def _ways(self, walk: _Walk) -> _Ways:
        """The ways on from a walk, in the order of the least key that they can lead to."""
        bounds = self.bounds
        items = self._leaving(walk)
        there = self._there(walk, items)
        parts = [self._longer(walk, number, items, there) for number in range(len(walk.readings))]
        reading, which, fails, weakest, *steps = (
            parts[0] if len(parts) == 1 else tuple(map(np.concatenate, zip(*parts, strict=True)))
        )
        items, there = items[which], there[which]
        weakest = np.maximum(weakest, bounds.best_rank[there])
        level = bounds.level_of_rank[np.minimum(weakest, len(bounds.level_of_rank) - 1)]
        arrival = np.maximum(steps[0], bounds.arrival[level, there])
        hops = len(walk.readings[0].items) + 1 + bounds.hops[level, there]
        before = self._order_of(walk)[reading]
        order = np.lexsort(
            (bounds.carriers.flow_order[items], bounds.id_key[items], before, hops, arrival, weakest, fails)
        )
        flow = bounds.carriers.flow[items[order]]
        return _Ways(
            walk,
            order,
            reading,
            items,
            there,
            fails,
            weakest,
            arrival,
            hops,
            _Steps(*steps),
            flow,
            _first_of_each(flow),
        )

    def _leaving(self, walk: _Walk) -> Places:
        """The items that leave where a walk is, for an agency that it has not met."""
        bounds = self.bounds
        leaving = bounds.leaving(walk.here)
        party = bounds.recipient[leaving]
        new = np.ones(len(party), np.bool_)
        for met in walk.met:
            new &= party != met
            if bounds.required is not None:
                new &= party != met + bounds.parties
        items: Places = new.nonzero()[0] + leaving.start
        return items

    def _there(self, walk: _Walk, items: Places) -> Places:
        """The nodes that items lead to; whom a walk starts from is no inner agency, so it is not passed."""
        bounds = self.bounds
        if bounds.required is None:
            return bounds.recipient[items]
        passed = bounds.relayed[bounds.carriers.via[items]]
        passed |= walk.passed or (
            bool(walk.readings[0].items) and bool(bounds.required[walk.here % bounds.parties])
        )
        return bounds.recipient[items] % bounds.parties + passed * bounds.parties

    def _longer(self, walk: _Walk, number: int, items: Places, there: Places) -> tuple[Any, ...]:
        """One reading taken on by each item that time allows, if the goal can still be reached from there."""
        bounds, reading = self.bounds, walk.readings[number]
        possible, steps = self._steps(reading, items)
        most = inf if self.question.max_hops is None else self.question.max_hops
        alive = possible & (steps.earliest <= bounds.latest[there])
        alive &= np.maximum(steps.earliest, bounds.arrival[-1, there]) <= self.question.deadline
        alive &= len(reading.items) + 1 + bounds.hops[-1, there] <= most
        which = alive.nonzero()[0]
        holds = steps.firm & steps.certain & bounds.can_hold[items]
        fails = ~holds[which] if walk.full_start else np.ones(len(which), np.bool_)
        weakest = np.maximum(reading.weakest, bounds.carriers.rank[items[which]])
        return np.full(len(which), number), which, fails, weakest, *(each[which] for each in steps)

    def _steps(self, reading: Reading, items: Places) -> tuple[Flags, _Steps]:
        """What a reading becomes by each of some items, and which time allows: the rules of time and joints."""
        carriers, clock = self.bounds.carriers, reading.clock
        lo, surely_by = carriers.lo[items], carriers.surely_by[items]
        joined = self._joined(reading, items)
        wait = np.where(joined, 0, self.network.wait) if reading.items else 0
        earliest, latest = clock.earliest + wait, clock.latest + wait
        judged_by = np.where(joined, clock.latest_before, latest) if reading.items else latest
        return earliest <= carriers.hi[items], _Steps(
            np.maximum(earliest, lo),
            np.where(carriers.is_event[items], surely_by, np.maximum(latest, surely_by)),
            clock.certain & (judged_by <= carriers.surely_from[items]),
            reading.firm & carriers.firm[items] & (joined if reading.items else True),
            joined,
        )

    def _joined(self, reading: Reading, items: Places) -> Flags:
        """Whether each item names, in received from, the holder of the hop before or a whole of it."""
        bounds = self.bounds
        if not reading.items:
            return np.zeros(len(items), np.bool_)
        before = int(bounds.holder[reading.chosen[-1]]) % bounds.parties
        return self.network.evidence.names_giver(before)[bounds.carriers.received_from[items]]

    def _order_of(self, walk: _Walk) -> Places:
        """The place of each reading among those of its walk by their items."""
        if len(walk.readings) == 1:
            return np.zeros(1, np.int64)
        numbers = sorted({reading.items for reading in walk.readings})
        return np.array([numbers.index(reading.items) for reading in walk.readings], np.int64)

    def _next_key(self, ways: _Ways) -> Key | None:
        """The least key of what the next way leads to; None where all are taken up."""
        if ways.taken >= len(ways.first):
            return None
        way = ways.order[ways.first[ways.taken]]
        reading, item = ways.walk.readings[ways.reading[way]], ways.item[way]
        return (
            bool(ways.fails[way]),
            int(ways.weakest[way]),
            float(ways.arrival[way]),
            int(ways.hops[way]),
            (*reading.items, int(self.bounds.id_key[item])),
            (*reading.flows, int(self.bounds.carriers.flow_order[item])),
        )

    def _taken_up(self, ways: _Ways) -> _Walk:
        """The walk by the next flow in order."""
        first = ways.first[ways.taken]
        ways.taken += 1
        walk, there = ways.walk, int(ways.there[ways.order[first]])
        same = ways.order[(ways.flow == ways.flow[first]).nonzero()[0]]
        return _Walk(
            there,
            walk.met | self._agency(there % self.bounds.parties),
            walk.full_start,
            there >= self.bounds.parties,
            _undominated(
                [
                    self._taken_on(walk.readings[ways.reading[way]], int(ways.item[way]), ways.steps, way)
                    for way in same.tolist()
                ]
            ),
        )

    def _taken_on(self, reading: Reading, item: int, steps: _Steps, way: int) -> Reading:
        """A reading taken on by an item, as one of some steps says."""
        carriers = self.bounds.carriers
        clock = Clock(
            float(steps.earliest[way]),
            float(steps.latest[way]),
            reading.clock.latest,
            bool(steps.certain[way]),
        )
        return Reading(
            clock,
            bool(steps.firm[way]),
            max(reading.weakest, int(carriers.rank[item])),
            (*reading.items, int(self.bounds.id_key[item])),
            (*reading.flows, int(carriers.flow_order[item])),
            (*reading.chosen, item),
            (*reading.joined, bool(steps.joined[way]) if reading.items else None),
        )


def _first_of_each(flow: Ints) -> Places:
    """Where each flow comes first, in order."""
    if len(flow) > MANY:
        return np.sort(np.unique(flow, return_index=True)[1])
    seen = dict(zip(flow[::-1].tolist(), range(len(flow) - 1, -1, -1), strict=True))
    return np.array(sorted(seen.values()), np.int64)


def _undominated(readings: list[Reading]) -> list[Reading]:
    """The readings of one walk that no other beats, whatever follows; the best first."""
    if len(readings) == 1:
        return readings
    kept: list[Reading] = []
    for reading in sorted(readings, key=lambda each: each.key):
        if not any(better.beats(reading) for better in kept):
            kept.append(reading)
    return kept


def search(
    network: Network, start: Ends, goal: Ends, limits: Limits | None = None
) -> tuple[list[Trace], LeftOut]:
    """The best traces of a question, and how many were left out.

    Returns
    -------
    The traces in order, and the number left out: exact where the search ended, else a lower bound that says why.
    """
    limits = limits or Limits()
    seeker = Search(network, start, goal, limits)
    found: list[Trace] = []
    left_out = 0
    for trace in seeker.traces():
        if len(found) < limits.traces:
            found.append(trace)
        else:
            left_out += 1
    return found, LeftOut(left_out, seeker.stopped is None, seeker.stopped)


def has_trace(network: Network, start: Ends, goal: Ends) -> bool:
    """Whether there is any trace at all."""
    return next(Search(network, start, goal).traces(), None) is not None
