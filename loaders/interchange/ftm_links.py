"""The links between bodies: an edge of FollowTheMoney is read as a fact, so one is written only of what holds."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from graphmodel.dates import iso
from graphmodel.evidence import STANDINGS, Item
from loaders.interchange.ftm_telling import Telling
from loaders.interchange.ftm_terms import Entity, address, entity, entity_id, lines
from loaders.interchange.held import FlowNow

#: So many claims are named in the text of a link.
NAMED = 20


def wholes(telling: Telling) -> Iterator[Entity]:
    """What is part of what, as the least that a link can say."""
    for row in telling.held.records("PART_OF"):
        ends = telling.bodies([row["source"], row["target"]])
        if len(ends) == 2:
            link = entity_id("part", f"{row['source']}/{row['target']}")
            yield entity(link, "UnknownLink", subject=ends[0], object=ends[1], role="part of")


def links(telling: Telling) -> Iterator[Entity]:
    """A link of each flow that some item shows alone; the flows of which none does are counted."""
    for flow in telling.held.flows():
        shown = Shown.of(flow, telling)
        if shown.standing:
            yield _link(flow, shown, telling)
        else:
            telling.lose("FLOWS_TO", "relationship")


def _link(flow: FlowNow, shown: Shown, telling: Telling) -> Entity:
    holder, recipient, data_type, database, channel, via = flow.key
    by_way = {"database": database, "channel": channel, "via": "; ".join(map(telling.registry.label, via))}
    return entity(
        entity_id("flow", flow.id),
        "UnknownLink",
        subject=telling.bodies([holder]),
        object=telling.bodies([recipient]),
        role=f"disclosed: {telling.types.get(data_type, data_type)}",
        status=[min(shown.standing, key=STANDINGS.index), *(["contested"] if shown.contested else [])],
        recordId=flow.id,
        summary=lines({name: word for name, word in by_way.items() if word}),
        description=shown.in_words(),
        **shown.properties,
    )


class Shown:
    """What the items that show a flow have in common, as they are read one by one."""

    def __init__(self) -> None:
        self.standing: set[str] = set()
        self.contested = False
        self.first, self.last = inf, -inf
        self.properties: dict[str, set[str]] = {}
        self._claims: dict[str, None] = {}
        self._items = 0

    @classmethod
    def of(cls, flow: FlowNow, telling: Telling) -> Shown:
        """That of a flow between two bodies; of any other it is empty."""
        made = cls()
        if len(telling.bodies(flow.key[:2])) == 2:
            for item in filter(flow.shows, flow.items()):
                made.contested = made.contested or flow.is_contested(item)
                made._add(item, telling)
        return made

    def _add(self, item: Item, telling: Telling) -> None:
        self.standing.add(item.standing)
        self.first = min(self.first, item.when.start.lo)
        self.last = max(self.last, item.when.last_day)
        self._items += 1
        if len(self._claims) < NAMED:
            self._claims[item.claim] = None
        for name, day in telling.dates(item.when, "FLOWS_TO.first").items():
            self._tell(name, day)
        document = telling.held.evidence.documents.get(item.document)
        if document:
            self._tell("publisher", document.publisher)
            self._tell("sourceUrl", address(document.url))

    def _tell(self, name: str, value: str | None) -> None:
        if value:
            self.properties.setdefault(name, set()).add(value)

    def in_words(self) -> str:
        """The first claims that show it, the earliest day that they allow, and the latest that they speak of."""
        more = f" … of {self._items} items" if len(self._claims) == NAMED else ""
        claims = "; ".join(self._claims) + more
        told = {"evidence": claims, "not before": iso(self.first), "not after": iso(self.last)}
        return lines({name: word for name, word in told.items() if word})
