"""What one kind of data can travel on: the items that carry it and pass the filters, as arrays, by holder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations
from typing import Any, Literal

import numpy as np

from graphmodel.columns import TIMES, Flags, Ints, ItemColumns, Places
from graphmodel.denials import Denials
from graphmodel.evidence import Flow, FlowKey, Item
from graphmodel.projection import Evidence
from graphmodel.reading import BROADEST, BROADEST_OF_LICENSING, broadest_type
from graphmodel.registry import Registry
from graphmodel.scope import Ends, Scope, ends
from graphmodel.taxonomy import Taxonomy
from graphmodel.times import Days, as_days
from graphmodel.vocabulary import yields
from queries.tracing.question import Question
from queries.tracing.refutation import ANYBODY, World
from queries.tracing.removal import Removed

STATED, IMPLIED, ASSUMED = CARRIED_AS = ("stated", "implied", "assumed")
NOT_AT_ALL = 3
#: Modes of items that may count towards a refutation.
COUNTING = frozenset({"disclosed", "available", "requested", "context"})


@dataclass(frozen=True, slots=True)
class Carrier:
    """An item that carries the data asked for, and how: stated, implied or assumed."""

    item: Item
    carried_as: str
    firm: bool


@dataclass(frozen=True)
class Edge:
    """A flow of a network, with those of its items that carry."""

    network: Network
    flow: int

    @cached_property
    def key(self) -> FlowKey:
        """The flow's key."""
        return self.network.columns.flow_key(self.flow)

    @cached_property
    def id(self) -> str:
        """The flow's id."""
        return self.network.columns.flow_id(self.flow)

    @property
    def holder(self) -> str:
        """Who lets the data go."""
        return self.key[0]

    @property
    def recipient(self) -> str:
        """Who gets it."""
        return self.key[1]

    @property
    def via(self) -> tuple[str, ...]:
        """Who relays, operates or sells the exchange."""
        return self.key[5]

    @cached_property
    def carriers(self) -> tuple[Carrier, ...]:
        """The items that carry, in the order of their ids."""
        found = map(self.network.carrier, self.network.numbers_of(self.flow))
        return tuple(sorted(found, key=lambda each: each.item.id))


@dataclass(frozen=True, eq=False)
class Carriers:
    """Items that carry the data asked for, as arrays of one length.

    Attributes
    ----------
    place
        Where the item stands among the columns of the case.
    firm
        Whether nothing in the item itself, nor how it carries the data, keeps a reading from holding.
    lo, hi
        The earliest and the latest day of the hop: *E* must not be later than `hi`, and is then at least `lo`.
    surely_from, surely_by
        For *certain*: *L* must not be later than `surely_from`, and is then `surely_by`, or, of what stands, at least
        that.
    flow_order
        What orders flows by their keys.
    """

    place: Places
    flow: Ints
    via: Ints
    rank: Ints
    firm: Flags
    received_from: Ints
    lo: Days
    hi: Days
    surely_from: Days
    surely_by: Days
    is_event: Flags
    flow_order: Places


class Network:
    """The flows of a question, without its ends.

    Parameters
    ----------
    evidence
        The case.
    question
        Its ends are not looked at.

    Attributes
    ----------
    place, carried_as
        Of each item that carries: where it stands among the columns of the case, and how it does (`CARRIED_AS`).
    """

    def __init__(self, evidence: Evidence, question: Question) -> None:
        self.given = evidence
        self.evidence = best_named(evidence) if question.use_candidates else evidence
        self.question = question
        self.registry: Registry = evidence.registry
        self.columns: ItemColumns = self.evidence.columns
        asked = ("channel", "purpose", "database", "known_by")
        self.unstated: Counter[str] = Counter(
            {name: 0 for name in asked if getattr(question, name) is not None}
        )
        self.removed = Removed(question.without, self.evidence)
        self.avoided = (self._named(question.avoid) or frozenset()) | self.removed.agencies
        self.required = self._named(question.via)
        self.place, self.carried_as = self._chosen()

    def _named(self, scope: Scope | None) -> frozenset[str] | None:
        return None if scope is None else ends(scope, self.registry).full

    def avoids(self, party: str) -> bool:
        """Whether a party must be neither an inner agency nor in a `via`."""
        return party in self.avoided

    def ends(self) -> tuple[Ends, Ends]:
        """Who answers to the question's two ends."""
        question = self.question
        return (
            ends(question.start, self.registry, exact=question.exact),
            ends(question.goal, self.registry, exact=question.exact),
        )

    # --- the items that carry

    def _chosen(self) -> tuple[Places, Ints]:
        """Where the items stand that carry the data and pass every filter, and how they carry it."""
        place, how = self._carrying()
        kept = self._passing(place) & self._alone(place)
        return place[kept], how[kept]

    @cached_property
    def holder(self) -> Ints:
        """Who gives each item that carries."""
        return self.columns.holder[self.place]

    @cached_property
    def recipient(self) -> Ints:
        """Who gets it."""
        return self.columns.recipient[self.place]

    def carriers(self, chosen: Places) -> Carriers:
        """Some of the items that carry, by their numbers."""
        columns, question = self.columns, self.question
        place, how = self.place[chosen], self.carried_as[chosen]
        manner = columns.manner[place]
        lo, hi, ended_lo, ended_hi = (as_days(getattr(columns, name)[place]) for name in TIMES)
        is_event = columns.manner_is_event[manner]
        firm = columns.manner_is_firm[manner] & (how == 0)
        if question.obey_rules:
            firm &= self._judged(place, lambda item: not self.evidence.judging.bars_cannot_tell(item))
        made = Carriers(
            place,
            columns.flow[place],
            columns.via[place],
            columns.manner_rank[manner],
            firm,
            columns.received_from[place],
            lo,
            ended_hi,
            np.where(is_event, lo, ended_lo),
            hi,
            is_event,
            columns.flow_order(place),
        )
        return self._at_any_time(made)

    def _alone(self, place: Places) -> Flags | bool:
        """Where no hop waits for another, those that may be taken, each for itself."""
        columns, question = self.columns, self.question
        if question.open_at is None and not question.any_order:
            return True
        lo, hi = as_days(columns.lo[place]), as_days(columns.ended_hi[place])
        if question.open_at is not None:
            stands = ~columns.manner_is_event[columns.manner[place]]
            return stands & (lo <= question.open_at) & (question.open_at <= hi)
        return (hi >= question.earliest) & (np.maximum(lo, question.earliest) <= question.deadline)

    def _at_any_time(self, carriers: Carriers) -> Carriers:
        """Where no hop waits for another, time cuts nothing more; it is certain if all stood open on the day."""
        day = self.question.open_at
        if day is None and not self.question.any_order:
            return carriers
        free: dict[str, Any] = {
            "lo": np.full(len(carriers.lo), -np.inf),
            "hi": np.full(len(carriers.lo), np.inf),
        }
        if day is not None:
            surely = (carriers.surely_by <= day) & (day <= carriers.surely_from)
            free |= {"surely_from": np.where(surely, np.inf, -np.inf), "surely_by": free["lo"]}
        return replace(carriers, **free)

    def _carrying(self) -> tuple[Places, Ints]:
        """Where the items stand that carry the data at or above the floor, and how they do."""
        columns, question = self.columns, self.question
        allowed = {*question.carrying, *question.extra_modes}
        usable = columns.manner_makes_flow & columns.of("manner", lambda manner: manner.standing in allowed)
        parts = [self._of_type(name, usable) for name in self._types()]
        place = np.concatenate([part[0] for part in parts] or [np.zeros(0, np.int64)])
        how = np.concatenate([part[1] for part in parts] or [np.zeros(0, np.int32)])
        nobody = columns.party.get("")
        if nobody is None:
            return place, how
        named = (columns.holder[place] != nobody) & (columns.recipient[place] != nobody)
        return place[named], how[named]

    def _types(self) -> Sequence[str]:
        """The data types that may carry the one asked for; blank only of a denial that states none."""
        if self.question.any_type:
            return self.columns.types
        return sorted({*self._broader(), ""})

    def _broader(self) -> frozenset[str]:
        """The data type asked for and broader ones; what is made from data also goes where nothing is itemised."""
        broader = self.evidence.types.broader(self.question.data)
        made = self.question.data in self.evidence.types.made_from
        return broader | {BROADEST, BROADEST_OF_LICENSING} if made else broader

    def _of_type(self, data_type: str, usable: Flags) -> tuple[Places, Ints]:
        """Of the items of a type those that carry, and how."""
        stand = self.columns.of_type(data_type)
        how = np.where(usable, self._how(data_type), NOT_AT_ALL)[self.columns.manner[stand]]
        included = self._includes(data_type, stand) if data_type else True
        if included is not True:
            otherwise = CARRIED_AS.index(ASSUMED) if self.question.any_type else NOT_AT_ALL
            how[~included & (how != NOT_AT_ALL)] = otherwise
        chosen = np.flatnonzero(how != NOT_AT_ALL)
        return chosen + stand.start, how[chosen]

    def _how(self, data_type: str) -> Ints:
        """How the items of a type that includes the one asked for carry it, by their manner."""
        assumed = CARRIED_AS.index(ASSUMED)
        plain = CARRIED_AS.index(STATED if data_type == self.question.data else IMPLIED)
        supposed = self.columns.manner_is_assumed | (not data_type)
        return np.where(supposed, assumed, plain).astype(np.int32)

    def _includes(self, data_type: str, stand: slice) -> Flags | Literal[True]:
        """Which of the items of a type are of the one asked for or a broader one; True for all."""
        columns, data, types = self.columns, self.question.data, self.evidence.types
        if data_type == data or (data not in types.made_from and data_type in types.broader(data)):
            return True
        itemised = columns.manner_is_itemised[columns.manner[stand]]
        known = [columns.of("channel", partial(self._may_include, data_type, told)) for told in (False, True)]
        included: Flags = np.stack(known)[itemised.astype(np.int64), columns.channel[stand]]
        return included

    def may_include(self, item: Item) -> bool:
        """Whether an item is of the data type asked for or a broader one."""
        return self._may_include(item.data_type, item.itemised, item.channel)

    def _may_include(self, data_type: str, itemised: bool, channel: str) -> bool:
        return may_include(self.question.data, self.evidence.types, data_type, itemised, channel)

    # --- those that pass

    def _passing(self, place: Places) -> Flags:
        """Which items pass every filter; those that do not state a field asked for are counted."""
        columns, question = self.columns, self.question
        keep = np.ones(len(place), np.bool_)
        for name in self.unstated:
            states = self._states(name, place)
            self.unstated[name] += int(np.count_nonzero(~states))
            keep &= states
        for name, admits in self._filters().items():
            keep &= columns.of(name, admits)[getattr(columns, name)[place]]
        kept = np.flatnonzero(keep)
        keep[kept] &= self.removed.keeps(place[kept])
        if question.obey_rules:
            left = np.flatnonzero(keep)
            keep[left] = self._judged(place[left], lambda item: not self.evidence.judging.is_barred(item))
        return keep

    def _judged(self, place: Places, holds: Callable[[Item], bool]) -> Flags:
        """Of which items something is so, by the rules."""
        return np.fromiter(
            (holds(self.evidence.item_at(each)) for each in place.tolist()), np.bool_, len(place)
        )

    def _states(self, name: str, place: Places) -> Flags:
        """Which items state what a filter asks for."""
        columns = self.columns
        if name == "known_by":
            name, holds = "source", lambda source: self._is_published(source[0])
        else:
            holds = bool
        states: Flags = columns.of(name, holds)[getattr(columns, name)[place]]
        return states

    def _filters(self) -> dict[str, Callable[[Any], bool]]:
        """What the fields of an item must be like, of those that anything is asked of."""
        question, removed = self.question, self.removed
        narrower = self.evidence.purposes.narrower(question.purpose or "")
        filters: dict[str, tuple[bool, Callable[[Any], bool]]] = {
            "channel": (
                question.channel is not None or removed.any("channel"),
                lambda name: question.channel in (None, name) and not removed.takes("channel", name),
            ),
            "database": (
                question.database is not None or removed.any("database"),
                lambda name: question.database in (None, name) and not removed.takes("database", name),
            ),
            "purpose": (question.purpose is not None, lambda name: name in narrower),
            "via": (
                bool(self.avoided) or removed.any("relay"),
                lambda via: not any(map(self.avoids, via)) and not removed.takes_relay(via),
            ),
            "source": (
                bool(question.sources) or question.known_by is not None or removed.any("document"),
                lambda source: self._is_heard(*source) and not removed.takes_document(source[0]),
            ),
        }
        return {name: admits for name, (asked, admits) in filters.items() if asked}

    def _is_published(self, document: str) -> bool:
        found = self.evidence.documents.get(document)
        return found is not None and found.published is not None

    def _is_heard(self, document: str, dataset: str) -> bool:
        question = self.question
        if question.sources and not {dataset, document} & {*question.sources}:
            return False
        if question.known_by is None:
            return True
        found = self.evidence.documents.get(document)
        published = found.published if found else None
        return published is not None and published.hi <= question.known_by

    def is_heard(self, item: Item) -> bool:
        """Whether an item comes from the sources asked for and was published by the day asked about."""
        return self._is_heard(item.document, item.dataset)

    # --- what the arrays stand for

    def carrier(self, number: int) -> Carrier:
        """An item that carries, as an object."""
        item = self.evidence.item_at(int(self.place[number]))
        how = CARRIED_AS[self.carried_as[number]]
        firm = item.is_firm and how == STATED
        if self.question.obey_rules:
            firm = firm and not self.evidence.judging.bars_cannot_tell(item)
        return Carrier(item, how, firm)

    def numbers_of(self, flow: int) -> list[int]:
        """The numbers of those items of a flow that carry."""
        places, numbers = self._by_place
        items = self.columns.of_flow(flow)
        first, last = np.searchsorted(places, (items.start, items.stop))
        found: list[int] = numbers[first:last].tolist()
        return found

    @cached_property
    def _by_place(self) -> tuple[Places, Places]:
        """Where the items that carry stand, in order, and their numbers."""
        numbers = np.argsort(self.place, kind="stable")
        return self.place[numbers], numbers

    def edge(self, flow: int) -> Edge:
        """A flow of the network."""
        return Edge(self, flow)

    @property
    def wait(self) -> int:
        """The days that must pass between two hops; none where no hop waits for another."""
        question = self.question
        return 0 if question.open_at is not None or question.any_order else question.wait

    @property
    def items(self) -> Sequence[Item]:
        """All items of the case, provisional names taken for their best candidates where that is asked for."""
        return self.evidence.items

    @cached_property
    def world(self) -> World:
        """The world most open to the question."""
        return World(self)

    def pairs_that_count(self, standing_for: Callable[[str], str]) -> set[tuple[str, str]]:
        """Who may have given to whom by items that may count towards a refutation, each party as it stands there.

        Items that disclose or offer the data or something broader, or ask for it openly, of every standing, date and
        source; a masked type or mode counts; members of `via` receive and give.
        """
        columns = self.columns
        places = np.concatenate([self._counting(name) for name in columns.types] or [np.zeros(0, np.int64)])
        several = columns.of("manner", lambda manner: manner.one_of)[columns.manner[places]]
        told = np.stack([columns.holder[places], columns.via[places], columns.recipient[places], several])
        stands = [standing_for(party) for party in columns.parties]
        pairs: set[tuple[str, str]] = set()
        for holder, via, recipient, one_of in np.unique(told, axis=1).T.tolist():
            chain = [stands[holder], *map(standing_for, columns.vias[via]), stands[recipient]]
            pairs |= set(combinations([ANYBODY] * len(chain) if one_of else chain, 2))
        return pairs

    def _counting(self, data_type: str) -> Places:
        """Where the items of a type stand that may count."""
        columns = self.columns
        stand = columns.of_type(data_type)
        manner, via = columns.manner[stand], columns.via[stand]
        counts = columns.of("manner", lambda each: each.mode in COUNTING or "mode" in each.masked)
        hidden = columns.of("manner", lambda each: "type" in each.masked)
        clear = columns.of("via", lambda relays: not any(map(self.avoids, relays)))
        broader = data_type in self.evidence.types.broader(self.question.data)
        fits = hidden[manner] | broader | self._includes(data_type, stand)
        places: Places = np.flatnonzero(counts[manner] & clear[via] & fits) + stand.start
        return places

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """Whom each holder gives to."""
        names = self.columns.parties
        pairs = np.unique(np.stack([self.holder, self.recipient]), axis=1)
        found: dict[str, set[str]] = {}
        for holder, recipient in pairs.T.tolist():
            found.setdefault(names[holder], set()).add(names[recipient])
        return {holder: frozenset(recipients) for holder, recipients in found.items()}

    @cached_property
    def flow(self) -> Mapping[FlowKey, Flow]:
        """The flows of the items that are heard, by key: what stands beside a trace's own items."""
        return {flow.key: flow for flow in self.flows(lambda _: True)}

    def flows(self, chosen: Callable[[Places], Flags | bool]) -> list[Flow]:
        """The flows of the items that are heard and chosen by where they stand."""
        columns = self.columns
        heard = (
            columns.of("source", lambda source: self._is_heard(*source))[columns.source]
            & columns.manner_makes_flow[columns.manner]
        )
        places = np.flatnonzero(heard)
        picked = chosen(places)
        places = places if picked is True else places[picked]
        return self.evidence.flows(self.evidence.item_at(int(place)) for place in places)

    def flow_of(self, edge: Edge) -> Flow:
        """A flow of the network with all its items that are heard, also those that do not carry."""
        items = (self.evidence.item_at(place) for place in self.columns.of_flow(edge.flow))
        heard = [item for item in items if self.is_heard(item) and item.makes_flow]
        return Flow(edge.key, tuple(sorted(heard, key=lambda item: item.id)))

    def flows_between(self, start: Ends, goal: Ends, types: frozenset[str]) -> list[Flow]:
        """The flows from one end to the other, of some types, of items that are heard."""
        columns = self.columns
        here = np.array([party in start for party in columns.parties], np.bool_)
        there = np.array([party in goal for party in columns.parties], np.bool_)
        kinds = np.array([data_type in types for data_type in columns.types], np.bool_)
        return self.flows(
            lambda places: (
                here[columns.holder[places]]
                & there[columns.recipient[places]]
                & kinds[columns.data_type[places]]
            )
        )

    @cached_property
    def denials(self) -> Denials:
        """The denials of the sources asked for, known by the day asked about; they pass no other filter."""
        return self._denials_at(self._denied)

    def is_contested(self, item: Item) -> bool:
        """Whether a denial of the sources asked for covers an item."""
        if item.holder not in self._denials_by:
            speakers = [item.holder, *self.registry.wholes(item.holder)]
            known = [self.columns.party[party] for party in speakers if party in self.columns.party]
            at = self._denied[np.isin(self.columns.holder[self._denied], known)]
            self._denials_by[item.holder] = self._denials_at(at)
        return bool(self._denials_by[item.holder].against(item))

    @cached_property
    def _denials_by(self) -> dict[str, Denials]:
        """The denials that speak for a holder, of those that were asked for."""
        return {}

    @cached_property
    def _denied(self) -> Places:
        """Where the denials stand."""
        columns = self.columns
        denied = columns.of("manner", lambda manner: manner.mode == "denied")
        return np.flatnonzero(denied[columns.manner])

    def _denials_at(self, places: Places) -> Denials:
        items = [self.evidence.item_at(place) for place in places.tolist()]
        return self.evidence.denials_among([item for item in items if self.is_heard(item)])

    def gives(self, start: Ends) -> bool:
        """Whether anybody who answers to a start lets anything go, in any mode, that may include the data."""
        columns = self.columns
        known = [columns.party[party] for party in (*start.full, *start.possible) if party in columns.party]
        stands = (columns.of_type(name) for name in self._types())
        return any(bool(np.isin(columns.holder[stand], known).any()) for stand in stands)


def may_include(data: str, types: Taxonomy, data_type: str, itemised: bool, channel: str) -> bool:
    """Whether a type is the one asked for or broader.

    What is not itemised does not include what is made from data, unless the channel says so.
    """
    if not itemised and data != data_type and data in types.made_from:
        return data in yields(channel)
    return data_type in types.broader(data)


def best_named(evidence: Evidence) -> Evidence:
    """The case with provisional names taken for their best candidates; the same case where there are none."""
    candidates = {
        party.id: party.candidate
        for party in evidence.registry.values()
        if party.provisional and party.candidate
    }
    if not candidates:
        return evidence
    items = tuple(_renamed(item, candidates, evidence.registry) for item in evidence.items)
    return replace(evidence, items=items)


def _renamed(item: Item, candidates: Mapping[str, str], registry: Registry) -> Item:
    """An item with provisional names taken for their candidates; what is not itemised then fits its new holder."""
    holder = candidates.get(item.holder, item.holder)
    recipient = candidates.get(item.recipient, item.recipient)
    itemised = item.itemised or not item.data_type
    passed_on_by = recipient if item.derived else holder
    return replace(
        item,
        holder=holder,
        recipient=recipient,
        data_type=item.data_type if itemised else broadest_type(passed_on_by, registry),
        via=tuple(candidates.get(each, each) for each in item.via),
        received_from=tuple(candidates.get(each, each) for each in item.received_from),
    )
