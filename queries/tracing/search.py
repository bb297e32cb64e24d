"""Traces, best first: every walk with a reading, and of each walk its best reading.

A partial walk carries the set of its partial readings that can still matter. They are taken from a queue by the
key that orders traces (one that holds, weakest standing, earliest arrival, hops with those still to go, item ids);
each part of that key only grows as a walk is extended, so a walk that leaves the queue complete is the best that is
left. What leads nowhere is cut by the latest day on which the goal can still be reached from an agency in the hops
that are left.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from math import inf
from time import monotonic

from graphmodel.dates import Clock, Day
from graphmodel.evidence import RANK
from graphmodel.scope import Ends
from queries.tracing.network import Carrier, Edge, Network
from queries.tracing.question import LeftOut, Limits, Question

Key = tuple[bool, int, Day, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a reading: the flow, the item chosen of it, and whether the joint before it is shown."""

    edge: Edge
    carrier: Carrier
    joined: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A choice of one item per hop, so far."""

    hops: tuple[Hop, ...]
    clock: Clock
    firm: bool
    weakest: int

    @property
    def key(self) -> Key:
        """What orders readings and traces; a longer reading never has a smaller one."""
        ids = tuple(hop.carrier.item.id for hop in self.hops)
        return (
            not (self.firm and self.clock.certain),
            self.weakest,
            self.clock.earliest,
            len(self.hops),
            ids,
        )

    def beats(self, other: Reading) -> bool:
        """Whether whatever follows, this reading of the same walk comes out before the other."""
        if not self.key <= other.key or self.weakest > other.weakest:
            return False
        if self.clock.earliest > other.clock.earliest or self.key[4] > other.key[4]:
            return False
        if other.key[0]:
            return True
        mine, others = self.clock, other.clock
        return not self.key[0] and mine.latest <= others.latest and mine.latest_before <= others.latest_before


@dataclass(frozen=True, slots=True)
class Trace:
    """A walk and its best reading."""

    reading: Reading
    full_start: bool
    full_goal: bool
    certain: bool

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The steps, in order."""
        return self.reading.hops

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
    """A partial walk: where it is, whom it has met, and the readings that still matter."""

    here: str
    met: frozenset[str]
    full_start: bool
    readings: list[Reading]
    hops_to_go: int = 0

    @property
    def key(self) -> Key:
        """That of its best reading, with the hops still to go: no trace that it leads to has a smaller one."""
        fails, weakest, earliest, hops, ids = self.readings[0].key
        return (fails, weakest, earliest, hops + self.hops_to_go, ids)


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
    latest
        The bounds of this network and goal, where several searches share them.
    """

    def __init__(
        self,
        network: Network,
        start: Ends,
        goal: Ends,
        limits: Limits | None = None,
        latest: Latest | None = None,
    ) -> None:
        self.network = network
        self.question: Question = network.question
        self.start = start
        self.goal = goal
        self.stopped: str | None = None
        self._latest = latest or Latest(network, goal)
        self._limits = limits or Limits()
        self._most = self._limits.partial_walks
        self._until = inf if self._limits.seconds is None else monotonic() + self._limits.seconds
        self._looked_at = 0
        self._given = 0

    def traces(self) -> Iterator[Trace]:
        """Traces in order, the best first."""
        order = count()
        queue: list[tuple[Key, int, Trace | _Walk]] = []

        def add(entries: Iterable[Trace | _Walk]) -> None:
            for entry in entries:
                heapq.heappush(queue, (entry.key, next(order), entry))

        for holder in sorted(party for party in self.network.edges if party in self.start):
            add(self._walks_from(holder))
        while queue and not self._has_to_stop():
            _, _, entry = heapq.heappop(queue)
            if isinstance(entry, Trace):
                self._give()
                yield entry
            else:
                add(self._finished(entry))
                add(self._longer(entry))

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

    @property
    def _begin(self) -> Clock:
        """*E* and *L* before the first hop; with ``--open-at`` the day itself, which is when the data is there."""
        day = self.question.earliest if self.question.open_at is None else self.question.open_at
        return Clock(day, day, day)

    def _walks_from(self, holder: str) -> Iterator[_Walk]:
        begin = self._begin
        empty = Reading((), begin, firm=True, weakest=0)
        walk = _Walk(holder, self._agency(holder), holder in self.start.full, [empty])
        yield from self._extended(walk)

    def _longer(self, walk: _Walk) -> Iterator[_Walk]:
        if not self._may_pass(walk.here):
            return
        yield from self._extended(walk)

    def _may_pass(self, party: str) -> bool:
        """Whether a party may be an inner agency: no group, not the goal in full, not avoided."""
        return not (
            self.network.registry.is_group(party) or party in self.goal.full or self.network.avoids(party)
        )

    def _extended(self, walk: _Walk) -> Iterator[_Walk]:
        hops = len(walk.readings[0].hops)
        left = None if self.question.max_hops is None else self.question.max_hops - hops - 1
        if left is not None and left < 0:
            return
        for edge in self.network.edges.get(walk.here, ()):
            if edge.recipient in walk.met:
                continue
            by = self._latest.day(edge.recipient, left)
            if by == -inf:
                continue
            longer = self._readings(walk.readings, edge)
            readings = [reading for reading in longer if reading.clock.earliest <= by]
            if readings:
                met = walk.met | self._agency(edge.recipient)
                to_go = self._latest.hops_to_go(edge.recipient)
                yield _Walk(edge.recipient, met, walk.full_start, _undominated(readings), to_go)

    def _agency(self, party: str) -> frozenset[str]:
        """What may not come twice: an agency. Two mentions of a group need not be of the same bodies."""
        return frozenset() if self.network.registry.is_group(party) else frozenset({party})

    def _readings(self, readings: Iterable[Reading], edge: Edge) -> Iterator[Reading]:
        for reading in readings:
            for carrier in edge.carriers:
                longer = self._with(reading, edge, carrier)
                if longer is not None:
                    yield longer

    def _with(self, reading: Reading, edge: Edge, carrier: Carrier) -> Reading | None:
        joined = self._joined(reading, carrier)
        clock = self._step(reading.clock, carrier, joined)
        if clock is None:
            return None
        return Reading(
            (*reading.hops, Hop(edge, carrier, joined)),
            clock,
            reading.firm and carrier.firm and joined is not False,
            max(reading.weakest, RANK[carrier.item.standing]),
        )

    def _joined(self, reading: Reading, carrier: Carrier) -> bool | None:
        """Whether the item names, in received from, the holder of the hop before or a whole of it."""
        if not reading.hops:
            return None
        before = reading.hops[-1].edge.holder
        shown = carrier.item.received_from
        return any(each in shown for each in (before, *self.network.registry.wholes(before)))

    def _step(self, clock: Clock, carrier: Carrier, joined: bool | None) -> Clock | None:
        question, when = self.question, carrier.item.when
        if question.open_at is not None:
            surely = when.start.hi <= question.open_at <= when.end.lo
            return replace(clock, certain=clock.certain and surely)
        if question.any_order:
            alone = self._begin.step(when)
            return clock if alone is not None and alone.earliest <= question.deadline else None
        wait = 0 if joined is None else question.wait
        return clock.step(when, wait=wait, joined=bool(joined))

    def _finished(self, walk: _Walk) -> Iterator[Trace]:
        """The walk as a trace, where it ends at the goal and goes by whom it must."""
        if walk.here not in self.goal or not self._goes_by_required(walk):
            return
        full_goal = walk.here in self.goal.full
        by = self.question.deadline
        readings = (reading for reading in walk.readings if reading.clock.earliest <= by)
        traces = [self._trace(reading, walk.full_start, full_goal) for reading in readings]
        if traces:
            yield min(traces, key=lambda trace: trace.key)

    def _trace(self, reading: Reading, full_start: bool, full_goal: bool) -> Trace:
        certain = reading.clock.certain and (
            self.question.open_at is not None or reading.clock.latest <= self.question.deadline
        )
        return Trace(reading, full_start, full_goal, certain)

    def _goes_by_required(self, walk: _Walk) -> bool:
        required = self.network.required
        if required is None:
            return True
        hops = walk.readings[0].hops
        inner = {hop.edge.recipient for hop in hops[:-1]}
        relays = {relay for hop in hops for relay in hop.edge.via}
        return not required.isdisjoint(inner | relays)


def _undominated(readings: list[Reading]) -> list[Reading]:
    """The readings of one walk that no other beats, whatever follows; the best first."""
    kept: list[Reading] = []
    for reading in sorted(readings, key=lambda each: each.key):
        if not any(better.beats(reading) for better in kept):
            kept.append(reading)
    return kept


class Latest:
    """The latest day on which the goal can still be reached from an agency, in so many hops.

    An upper bound: it lets agencies come twice and asks for no wait, so it never cuts a walk that is one.
    """

    def __init__(self, network: Network, goal: Ends) -> None:
        self._network = network
        self._goal = goal
        question = network.question
        self._timeless = question.open_at is not None or question.any_order
        self._into: dict[str, list[tuple[str, Day, Day]]] = {}
        for holder, edges in network.edges.items():
            for edge in edges:
                for carrier in edge.carriers:
                    when = carrier.item.when
                    self._into.setdefault(edge.recipient, []).append((holder, when.start.lo, when.end.hi))
        self._rounds: list[Mapping[str, Day]] = [
            {party: question.deadline for party in self._into if party in goal}
        ]
        self._settled = False

    def day(self, party: str, hops: int | None) -> Day:
        """The latest *E* at an agency from which the goal can be reached; −∞ with nothing left but to be there."""
        while not self._settled and (hops is None or len(self._rounds) <= hops):
            self._one_more_hop()
        by = self._rounds[-1 if hops is None else min(hops, len(self._rounds) - 1)].get(party)
        return -inf if by is None else by

    def hops_to_go(self, party: str) -> int:
        """The least number of hops in which the goal can be reached from an agency that can reach it."""
        return next((hops for hops, reached in enumerate(self._rounds) if party in reached), 0)

    def _one_more_hop(self) -> None:
        last = self._rounds[-1]
        found = dict(last)
        for party, by in last.items():
            for holder, lo, hi in self._into.get(party, ()):
                reach = by if self._timeless else (min(hi, by) if lo <= by else -inf)
                if reach > found.get(holder, -inf):
                    found[holder] = reach
        self._settled = found == last
        self._rounds.append(found)


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
