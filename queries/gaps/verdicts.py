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
from queries.gaps.answers import TRIED
from queries.gaps.changes import Change, changed_world
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


@dataclass(frozen=True)
class _World:
    """The case as an answer makes it, and whose verdicts can differ in it.

    Attributes
    ----------
    leading
        From whom the flows lead to an item that went or came; None where anybody may be meant.
    may_refute, closes
        Whether anything is declared complete for every channel, and whether the answer declares it.
    """

    evidence: Evidence
    offices: Mapping[int, Office]
    goal: Ends
    leading: frozenset[str] | None
    may_refute: bool
    closes: bool

    def may_differ(self, office: Office, verdict: str, *, firmer: bool) -> bool:
        """Whether the verdict on an office can be another here."""
        if firmer and verdict == "holds":
            return False
        if self.may_refute:
            return True
        if not firmer and verdict not in ("holds", "possible"):
            return False
        return self.leading is None or any(party in office.answering for party in self.leading)


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
            tried = self._world(world, items, change)
            for kind in kinds:
                if tried.closes or change.registry or self._carries(items, kind, tried):
                    yield from self._verdicts(tried, kind, firmer=firmer)

    def _world(self, world: Evidence, items: list[Item], change: Change) -> _World:
        may_refute = any(each.extent == "complete" and not each.channel for each in world.coverage)
        ground, closes = self._ground, may_refute and change.coverage is not None
        if change.registry is None:
            offices = dict(enumerate(ground.offices))
            return _World(world, offices, ground.goal, self._leading_to(items), may_refute, closes)
        goal = ends(ground.question.goal, world.registry)
        return _World(world, self._offices_in(world), goal, None, may_refute, closes)

    def _verdicts(self, tried: _World, kind: str, *, firmer: bool) -> Iterator[tuple[Pair, str]]:
        """The verdicts on one kind of data; the network is made only where there is any to ask for."""
        stands = self._ground.stands
        asked = {
            place: office
            for place, office in tried.offices.items()
            if tried.may_differ(office, stands[place, kind].verdict, firmer=firmer)
        }
        if not asked:
            return
        network = Network(tried.evidence, self._ground.asked_of(kind))
        bounds = Bounds(network, tried.goal)
        for place, office in asked.items():
            trace = next(Search(network, office.answering, tried.goal, bounds=bounds).traces(), None)
            if trace is not None:
                yield (place, kind), "holds" if trace.holds else "possible"
            else:
                refuted = tried.may_refute and is_refuted(network, office.scope)
                yield (place, kind), "refuted" if refuted else "unknown"

    # --- what cannot differ

    def _carries(self, items: Iterable[Item], kind: str, tried: _World) -> bool:
        """Whether any of the items may carry a kind of data; of what counts towards a refutation, whatever its mode."""
        carried_by, carrying = self._ground.carried_by[kind], self._ground.question.carrying
        return any(
            (tried.may_refute or item.standing in carrying)
            and (item.data_type in carried_by or "type" in item.masked)
            for item in items
        )

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
