"""Refuted means: even in the world most open to it, no chain from the one end to the other is left.

That world (semantics, section 4, Verdict) lets every item count that discloses or offers the data or something
broader, lets what is masked, unnamed, a group or one of several stand for anybody, counts a family of agencies as
one, and lets any agency, listed or not, have given the data to any other, unless the giving of the one or the
receiving of the other is declared complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from graphmodel.dates import Span, covers_all
from graphmodel.evidence import Item
from graphmodel.scope import Ends, Scope, ends
from queries.tracing.question import Question

if TYPE_CHECKING:
    from queries.tracing.network import Network

#: The agency that is not listed: it gives and receives freely, and answers to no end.
UNLISTED = "\x00unlisted"

COUNTING_MODES = frozenset({"disclosed", "available", "requested", "context"})


def is_refuted(network: Network) -> bool:
    """Whether no chain from the start to the goal is left; of the question's options only `--avoid` holds."""
    world = _World(network)
    return not world.joins()


class _World:
    def __init__(self, network: Network) -> None:
        self._network = network
        self._registry = network.registry
        self._start = self._standing_at(network.question.start)
        self._goal = self._standing_at(network.question.goal)
        self._time = time_asked(network.question)
        self._closed_givers = self._complete("holder")
        self._closed_receivers = self._complete("recipient")

    def _standing_at(self, scope: Scope) -> frozenset[str]:
        """The agencies that answer to an end in full; where there are none, the groups that answer to it."""
        answering = ends(scope, self._registry)
        agencies = frozenset(party for party in answering.full if not self._registry.is_group(party))
        return agencies or answering.full | answering.possible

    @cached_property
    def _bodies(self) -> frozenset[str]:
        listed = frozenset(party.id for party in self._registry.agencies)
        return listed | {UNLISTED} | self._start | self._goal

    @cached_property
    def _steps(self) -> list[tuple[frozenset[str] | None, frozenset[str] | None]]:
        return list(self._item_steps())

    def joins(self) -> bool:
        """Whether a chain is left, going from agency to agency by items and by what nobody has denied."""
        givers, receivers = self._start - self._closed_givers, self._goal - self._closed_receivers
        return (bool(givers and receivers) and len(givers | receivers) > 1) or self._chain_is_left()

    def _chain_is_left(self) -> bool:
        return any(self._reaches_goal(start) for start in sorted(self._start))

    def _reaches_goal(self, start: str) -> bool:
        ahead, met = [start], {start}
        while ahead:
            for there in self._next(ahead.pop()):
                if there in self._goal and there != start:
                    return True
                if there not in met and not self._network.avoids(there):
                    met.add(there)
                    ahead.append(there)
        return False

    def _next(self, here: str) -> Iterator[str]:
        if here not in self._closed_givers:
            yield from self._bodies - self._closed_receivers
        family = self._family(here)
        for givers, receivers in self._steps:
            if givers is None or not givers.isdisjoint(family):
                yield from self._bodies if receivers is None else receivers

    def _family(self, party: str) -> frozenset[str]:
        return frozenset({UNLISTED}) if party == UNLISTED else self._registry.family(party)

    def _item_steps(self) -> Iterator[tuple[frozenset[str] | None, frozenset[str] | None]]:
        """From whom to whom each item that counts may have gone; None stands for anybody."""
        for item in self._network.items_that_may_include():
            if self._counts(item):
                parties = (item.holder, *item.via, item.recipient)
                yield from combinations([self._standing_for(party, item) for party in parties], 2)

    def _counts(self, item: Item) -> bool:
        if item.mode not in COUNTING_MODES and "mode" not in item.masked:
            return False
        return not any(self._network.avoids(relay) for relay in item.via)

    def _standing_for(self, party: str, item: Item) -> frozenset[str] | None:
        if item.one_of or self._registry.is_group(party or None):
            return None
        return self._registry.family(party)

    def _complete(self, side: str) -> set[str]:
        """The agencies whose giving (or receiving) is declared complete for every channel and all the time asked."""
        if not any(each.extent == "complete" for each in self._network.evidence.coverage):
            return set()
        return {
            party.id
            for party in self._registry.agencies
            if covers_all(self._time, self._periods({party.id, *self._registry.wholes(party.id)}, side))
        }

    def _periods(self, bodies: set[str], side: str) -> list[Span]:
        return [
            each.period
            for each in self._network.evidence.coverage
            if each.extent == "complete" and each.side == side and not each.channel and each.agency in bodies
        ]


def time_asked(question: Question) -> Span:
    """All the time that a question asks about: all time without dates; the day with ``--open-at``."""
    if question.open_at is not None:
        return Span(question.open_at, question.open_at)
    return Span(question.earliest, question.deadline)


def meets_complete(network: Network, answering: Ends, side: str) -> bool:
    """Whether some complete coverage, of whatever channel, of an end (it, a part or its whole) meets the time."""
    registry, asked = network.registry, time_asked(network.question)
    bodies = {each for party in answering.full for each in (*registry.parts(party), *registry.wholes(party))}
    return any(
        each.extent == "complete" and each.side == side and each.agency in bodies and each.period.meets(asked)
        for each in network.evidence.coverage
    )
