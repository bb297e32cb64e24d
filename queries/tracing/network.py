"""What one kind of data can travel on: the items that carry it and pass the filters, by holder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from graphmodel.evidence import Flow, FlowKey, Item, flow_id
from graphmodel.projection import Evidence
from graphmodel.reading import broadest_type
from graphmodel.registry import Registry
from graphmodel.scope import Ends, Scope, ends
from graphmodel.vocabulary import yields
from queries.tracing.question import REMOVABLE, Element, Question

STATED, IMPLIED, ASSUMED = "stated", "implied", "assumed"


@dataclass(frozen=True, slots=True)
class Carrier:
    """An item that carries the data asked for, and how: stated, implied or assumed."""

    item: Item
    carried_as: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow, with those of its items that carry."""

    key: FlowKey
    holder: str
    recipient: str
    via: tuple[str, ...]
    carriers: tuple[Carrier, ...]


class Removed:
    """What is taken away of a case, and which items go with it."""

    def __init__(self, elements: frozenset[Element], evidence: Evidence) -> None:
        named: dict[str, set[str]] = {kind: set() for kind in REMOVABLE}
        for kind, name in elements:
            named[kind].add(name)
        registry = evidence.registry
        self._any = bool(elements)
        self._named = named
        self._documents = evidence.documents
        self._evidence = evidence
        self.agencies = frozenset(part for agency in named["agency"] for part in registry.parts(agency))
        self._relays = frozenset(part for relay in named["relay"] for part in registry.parts(relay))

    def takes(self, item: Item) -> bool:
        """Whether an item goes; inner agencies are the search's matter."""
        return self._any and (
            not self._relays.isdisjoint(item.via)
            or item.database in self._named["database"]
            or item.channel in self._named["channel"]
            or item.id in self._named["item"]
            or item.claim in self._named["claim"]
            or (bool(self._named["link"]) and flow_id(item.key) in self._named["link"])
            or not self._named["document"].isdisjoint(self._told_by(item.document))
            or (bool(self._named["agreement"]) and self._permits(item))
        )

    def _permits(self, item: Item) -> bool:
        """Whether one of the agreements is what permits an item, by the rules as they are judged."""
        return any(
            each.judged == "permitted" and not each.rule.is_bar and each.rule.id in self._named["agreement"]
            for each in self._evidence.judging.judgements(item)
        )

    def _told_by(self, document: str) -> Iterator[str]:
        """A document and those that it repeats, the nearest first."""
        seen: list[str] = []
        while document and document not in seen:
            seen.append(document)
            yield document
            document = self._documents[document].repeats if document in self._documents else ""


class Network:
    """The flows of a question, without its ends.

    Parameters
    ----------
    evidence
        The case.
    question
        Its ends are not looked at.
    """

    def __init__(self, evidence: Evidence, question: Question) -> None:
        self.evidence = evidence
        self.question = question
        self.registry: Registry = evidence.registry
        asked = ("channel", "purpose", "database", "known_by")
        self.unstated: Counter[str] = Counter(
            {name: 0 for name in asked if getattr(question, name) is not None}
        )
        self._removed = Removed(question.without, evidence)
        self._avoided = (self._named(question.avoid) or frozenset()) | self._removed.agencies
        self.required = self._named(question.via)
        self.edges: Mapping[str, tuple[Edge, ...]] = self._edges()

    def _named(self, scope: Scope | None) -> frozenset[str] | None:
        return None if scope is None else ends(scope, self.registry).full

    def avoids(self, party: str) -> bool:
        """Whether a party must be neither an inner agency nor in a `via`."""
        return party in self._avoided

    def ends(self) -> tuple[Ends, Ends]:
        """Who answers to the question's two ends."""
        question = self.question
        return (
            ends(question.start, self.registry, exact=question.exact),
            ends(question.goal, self.registry, exact=question.exact),
        )

    def _edges(self) -> dict[str, tuple[Edge, ...]]:
        flows: dict[FlowKey, list[Carrier]] = {}
        for carrier in self._carriers():
            flows.setdefault(carrier.item.key, []).append(carrier)
        found: dict[str, list[Edge]] = {}
        for key in sorted(flows):
            if not any(self.avoids(relay) for relay in key[5]):
                edge = Edge(key, key[0], key[1], key[5], tuple(flows[key]))
                found.setdefault(edge.holder, []).append(edge)
        return {holder: tuple(edges) for holder, edges in found.items()}

    def _carriers(self) -> Iterator[Carrier]:
        for item in self.items:
            carried_as = self._carries(item)
            if carried_as and self._passes(item) and not self._removed.takes(item):
                firm = item.is_firm and carried_as == STATED and self._is_settled(item)
                yield Carrier(item, carried_as, firm)

    @cached_property
    def items(self) -> Sequence[Item]:
        """The items, provisional names taken for their best candidates where that is asked for."""
        if not self.question.use_candidates:
            return self.evidence.items
        candidates = {
            party.id: party.candidate
            for party in self.registry.values()
            if party.provisional and party.candidate
        }
        return tuple(_renamed(item, candidates, self.registry) for item in self.evidence.items)

    def _carries(self, item: Item) -> str | None:
        """How an item carries the data asked for; None where it does not."""
        question = self.question
        if not item.makes_flow or item.standing not in (*question.carrying, *question.extra_modes):
            return None
        if not item.data_type:
            return ASSUMED
        if not self.may_include(item):
            return ASSUMED if question.any_type else None
        if item.payload == ASSUMED:
            return ASSUMED
        return STATED if item.data_type == question.data else IMPLIED

    def may_include(self, item: Item) -> bool:
        """Whether an item's type is the one asked for or broader.

        What is not itemised does not include what is made from data, unless the channel says so.
        """
        data, types = self.question.data, self.evidence.types
        if not item.itemised and data != item.data_type and data in types.made_from:
            return data in yields(item.channel)
        return item.data_type in types.broader(data)

    def _passes(self, item: Item) -> bool:
        question = self.question
        unstated = [
            name
            for name, asked, stated in (
                ("channel", question.channel, item.channel),
                ("purpose", question.purpose, item.purpose),
                ("database", question.database, item.database),
                ("known_by", question.known_by, self._published(item)),
            )
            if asked is not None and not stated
        ]
        self.unstated.update(unstated)
        return (
            not unstated
            and question.channel in (None, item.channel)
            and question.database in (None, item.database)
            and (
                question.purpose is None or item.purpose in self.evidence.purposes.narrower(question.purpose)
            )
            and self.is_heard(item)
            and self._is_open(item)
            and not (question.obey_rules and self.evidence.judging.is_barred(item))
        )

    def _is_settled(self, item: Item) -> bool:
        """With ``--obey-rules``, whether no bar on an item is `cannot tell` (section 4, condition 6)."""
        return not (self.question.obey_rules and self.evidence.judging.bars_cannot_tell(item))

    def is_heard(self, item: Item) -> bool:
        """Whether an item comes from the sources asked for and was published by the day asked about."""
        question = self.question
        if question.sources and not {item.dataset, item.document} & {*question.sources}:
            return False
        if question.known_by is None:
            return True
        document = self.evidence.documents.get(item.document)
        return (
            document is not None
            and document.published is not None
            and document.published.hi <= question.known_by
        )

    def _published(self, item: Item) -> bool:
        document = self.evidence.documents.get(item.document)
        return document is not None and document.published is not None

    def _is_open(self, item: Item) -> bool:
        """With ``--open-at D`` only what stands counts: s₁ ≤ D ≤ e₂."""
        day = self.question.open_at
        return day is None or (item.when.kind == "standing" and item.when.start.lo <= day <= item.when.end.hi)

    @cached_property
    def flow(self) -> Mapping[FlowKey, Flow]:
        """The flows of the items that are heard, by key: what stands beside a trace's own items."""
        return {
            flow.key: flow for flow in self.evidence.flows(item for item in self.items if self.is_heard(item))
        }


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
