"""Refuted means: even in the world most open to it, no chain from the one end to the other is left.

That world (semantics, section 4, Verdict) lets every item count that discloses or offers the data or something
broader, lets what is masked, unnamed, a group or one of several stand for anybody, counts a family of agencies as
one, and lets any agency, listed or not, have given the data to any other, unless the giving of the one or the
receiving of the other is declared complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from graphmodel.dates import Span, covers_all
from graphmodel.evidence import Coverage
from graphmodel.scope import Ends, Scope, ends
from queries.tracing.question import Question

if TYPE_CHECKING:
    from queries.tracing.network import Network

#: The agency that is not listed: it gives and receives freely, and answers to no end.
UNLISTED = "\x00unlisted"

#: Who is not told, or may be several.
ANYBODY = "\x00anybody"


def is_refuted(network: Network, start: Scope | None = None) -> bool:
    """Whether no chain from the start to the goal is left; of the question's options only `--avoid` holds.

    Parameters
    ----------
    start
        Another start than the question's; what is worked out of the network serves all.
    """
    question = network.question
    return not network.world.joins(start or question.start, question.goal)


class World:
    """The world most open to one question, whatever its ends.

    Parties are gathered in families, by the largest whole; ANYBODY stands for what is masked, unnamed, a group or one
    of several.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._registry = network.registry
        self._time = time_asked(network.question)
        self._closed_givers = self._complete("holder")
        self._closed_receivers = self._complete("recipient")

    def joins(self, start: Scope, goal: Scope) -> bool:
        """Whether a chain is left, going from agency to agency by items and by what nobody has denied."""
        starts, goals = self._standing_at(start), self._standing_at(goal)
        givers, receivers = starts - self._closed_givers, goals - self._closed_receivers
        if givers and receivers and len(givers | receivers) > 1:
            return True
        bodies = self._listed | starts | goals
        return any(self._reaches(each, goals, bodies) for each in sorted(starts))

    def _standing_at(self, scope: Scope) -> frozenset[str]:
        """The agencies that answer to an end in full; where there are none, the groups that answer to it."""
        answering = ends(scope, self._registry)
        agencies = frozenset(party for party in answering.full if not self._registry.is_group(party))
        return agencies or answering.full | answering.possible

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(party.id for party in self._registry.agencies) | {UNLISTED}

    def _reaches(self, start: str, goals: frozenset[str], bodies: frozenset[str]) -> bool:
        ahead, met = [start], {start}
        while ahead:
            for there in self._next(ahead.pop(), bodies):
                if there in goals and there != start:
                    return True
                if there not in met and not self._network.avoids(there):
                    met.add(there)
                    ahead.append(there)
        return False

    def _next(self, here: str, bodies: frozenset[str]) -> Iterator[str]:
        """To whom an agency may have given: to any that is not closed, and to whom items say."""
        if here not in self._closed_givers:
            yield from bodies - self._closed_receivers
        for receivers in self._steps.get(self._family(here), _NONE) | self._steps.get(ANYBODY, _NONE):
            yield from bodies if receivers == ANYBODY else self._registry.parts(receivers)

    def _family(self, party: str) -> str:
        """The largest whole that a party is part of: it stands for the family."""
        return (party, *self._registry.wholes(party))[-1]

    @cached_property
    def _steps(self) -> Mapping[str, frozenset[str]]:
        """To which families each may have given by some item that counts."""
        found: dict[str, set[str]] = {}
        for giver, receiver in self._network.pairs_that_count(self._standing_for):
            found.setdefault(giver, set()).add(receiver)
        return {giver: frozenset(receivers) for giver, receivers in found.items()}

    def _standing_for(self, party: str) -> str:
        return ANYBODY if self._registry.is_group(party or None) else self._family(party)

    def _complete(self, side: str) -> frozenset[str]:
        """The agencies whose giving (or receiving) is declared complete for every channel and all the time asked."""
        declared = [
            each
            for each in self._network.evidence.coverage
            if each.extent == "complete" and each.side == side and not each.channel
        ]
        covered = {part for each in declared for part in self._registry.parts(each.agency)}
        return frozenset(party for party in covered if self._is_closed(party, declared))

    def _is_closed(self, party: str, declared: Iterable[Coverage]) -> bool:
        bodies = {party, *self._registry.wholes(party)}
        periods = [each.period for each in declared if each.agency in bodies]
        return not self._registry.is_group(party) and covers_all(self._time, periods)


_NONE: frozenset[str] = frozenset()


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
