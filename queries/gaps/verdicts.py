"""Which verdicts an answer changes: each that it could change is asked again, in the case as it would be.

Only those are asked that can differ: of kinds of data that an item carries which went or came, of offices from which
the flows of the case lead to it. What makes things firmer changes no verdict that holds, and what takes away changes
none that is unknown, unless something is declared complete: then it may be refuted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from graphmodel.scope import Ends, ends
from queries.gaps.answers import TRIED, Change, changed_world
from queries.gaps.gap import Gap
from queries.gaps.ground import Ground, Pair
from queries.library.exposure import Office, offices_of
from queries.tracing.bounds import Bounds
from queries.tracing.network import Network
from queries.tracing.refutation import is_refuted
from queries.tracing.search import Search

Verdicts = dict[Pair, str]


@dataclass(frozen=True)
class Effect:
    """The verdicts that the best and the worst answer of a record change, with what they become."""

    gap: Gap
    best: Verdicts
    worst: Verdicts

    @property
    def pairs(self) -> set[Pair]:
        """The verdicts that could change either way."""
        return {*self.best, *self.worst}


class Trying:
    """Tries the answers of gaps on one case."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def effect(self, gap: Gap) -> Effect:
        """What the two answers of a gap change."""
        best, worst = TRIED[gap.kind]
        return Effect(
            gap,
            self._changed(best(gap, self._ground), firmer=True),
            self._changed(worst(gap, self._ground), firmer=False),
        )

    def _changed(self, change: Change | None, *, firmer: bool) -> Verdicts:
        if change is None:
            return {}
        stands = self._ground.stands
        tried = self._tried(change, firmer=firmer)
        return {pair: verdict for pair, verdict in tried if verdict != stands[pair].verdict}

    def _tried(self, change: Change, *, firmer: bool) -> Iterator[tuple[Pair, str]]:
        """The verdicts that can differ, as they would be."""
        groups: dict[frozenset[str], list[str]] = {}
        for kind in self._ground.kinds:
            groups.setdefault(change.without(kind), []).append(kind)
        for without, kinds in groups.items():
            world, items = changed_world(change, without, self._ground)
            yield from self._in_world(world, items, kinds, change, firmer=firmer)

    def _in_world(
        self, world: Evidence, items: list[Item], kinds: list[str], change: Change, *, firmer: bool
    ) -> Iterator[tuple[Pair, str]]:
        ground = self._ground
        may_refute = any(each.extent == "complete" and not each.channel for each in world.coverage)
        closing = may_refute and change.coverage is not None
        leading = None if change.registry else self._leading_to(items)
        offices = self._offices_in(world) if change.registry else dict(enumerate(ground.offices))
        goal = ends(ground.question.goal, world.registry) if change.registry else ground.goal
        for kind in kinds:
            if not (closing or change.registry or self._carries(items, kind)):
                continue
            asked = [
                place
                for place in offices
                if self._may_differ(ground.stands[place, kind].verdict, firmer=firmer, may_refute=may_refute)
            ]
            yield from self._verdicts(world, kind, {place: offices[place] for place in asked}, goal, leading, may_refute)

    @staticmethod
    def _may_differ(verdict: str, *, firmer: bool, may_refute: bool) -> bool:
        if firmer:
            return verdict != "holds"
        return may_refute or verdict in ("holds", "possible")

    def _verdicts(
        self,
        world: Evidence,
        kind: str,
        offices: Mapping[int, Office],
        goal: Ends,
        leading: frozenset[str] | None,
        may_refute: bool,
    ) -> Iterator[tuple[Pair, str]]:
        near = {
            place: office
            for place, office in offices.items()
            if leading is None or any(party in office.answering for party in leading)
        }
        if not near and not may_refute:
            return
        network = Network(world, self._ground.asked_of(kind))
        bounds = Bounds(network, goal)
        for place, office in offices.items():
            if place in near or may_refute:
                trace = next(Search(network, office.answering, goal, bounds=bounds).traces(), None)
                if trace is not None:
                    yield (place, kind), "holds" if trace.holds else "possible"
                else:
                    refuted = may_refute and is_refuted(network, office.scope)
                    yield (place, kind), "refuted" if refuted else "unknown"

    # --- what cannot differ

    def _carries(self, items: Iterable[Item], kind: str) -> bool:
        carried_by = self._ground.carried_by[kind]
        return any(item.data_type in carried_by or "type" in item.masked for item in items)

    def _leading_to(self, items: Iterable[Item]) -> frozenset[str]:
        """Everybody from whom the flows of the case lead to somebody who gives in one of these items."""
        back: dict[str, set[str]] = {}
        for item in items:
            back.setdefault(item.recipient, set()).add(item.holder)
        met = ahead = {item.holder for item in items}
        while ahead:
            ahead = {
                giver for party in ahead for giver in (*self._back.get(party, ()), *back.get(party, ()))
            } - met
            met = met | ahead
        return frozenset(met)

    @cached_property
    def _back(self) -> Mapping[str, set[str]]:
        """Who gives to each, in the case as it is."""
        found: dict[str, set[str]] = {}
        for item in self._ground.evidence.items:
            found.setdefault(item.recipient, set()).add(item.holder)
        return found

    def _offices_in(self, world: Evidence) -> dict[int, Office]:
        """The offices asked about, as others are who."""
        known = {office.scope.text: office for office in offices_of(world)}
        return {
            place: known.get(office.scope.text, office) for place, office in enumerate(self._ground.offices)
        }
