"""A case as FollowTheMoney entities, one in a line: bodies, documents, what documents say, and what holds.

A link between two bodies is written only where a trace over that flow alone holds. Everything else that the evidence
says (could, asked, refused, denied, by a group) is a note that tells of what kind it is: a reader of links takes a
link for a fact.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from math import inf
from operator import ne
from pathlib import Path
from typing import Any

from graphmodel.dates import Span, When, iso, parse_span
from graphmodel.evidence import STANDINGS, Item
from graphmodel.reading import Kind
from graphmodel.registry import LONGEST_INITIALS
from graphmodel.vocabulary import vocabulary
from loaders.interchange.ftm_terms import (
    Entity,
    address,
    entity,
    entity_id,
    held_as,
    is_whole,
    lines,
    partial_date,
)
from loaders.interchange.held import FlowNow, Held
from loaders.interchange.left_out import Plan, left_out
from loaders.interchange.loss import Lost
from loaders.interchange.written import Written
from loaders.reviewed import in_words

PLAN = Plan.of("ftm")
#: Modes of a request that happened: it was made, whatever came of it.
MADE = frozenset({"disclosed", "requested", "refused", "blocked"})
#: So many claims are named in the text of a link.
NAMED = 20

Row = Mapping[str, Any]


def write(path: Path, held: Held) -> Written:
    """Write a case as FollowTheMoney entities, JSON lines."""
    entities, counts = Entities(held), Counter[str]()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for each in entities.each():
            file.write(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n")
            counts[each["schema"]] += 1
    return Written(dict(sorted(counts.items())), chain(left_out(PLAN, held.tables), entities.lost()))


class Entities:
    """The entities of a case, one after another; counts what of them FollowTheMoney cannot hold.

    Parameters
    ----------
    held
        The case.
    """

    def __init__(self, held: Held) -> None:
        self._held = held
        self._registry = held.evidence.registry
        self._lost: Counter[tuple[str, str]] = Counter()

    def each(self) -> Iterator[Entity]:
        """All of them, their texts as FollowTheMoney holds them."""
        for each in self._all():
            for name, values in each["properties"].items():
                held = [held_as(name, value) for value in values]
                self._lost["texts", "text"] += sum(map(ne, held, values))
                each["properties"][name] = held
            yield each

    def _all(self) -> Iterator[Entity]:
        yield from map(self._document, self._held.records("Source"))
        for row in self._held.records("Agency"):
            if not row["stands_for"]:
                yield self._body(row)
        yield from self._wholes()
        for kind, row, items in self._held.rows():
            yield self._evidence(kind, row, items)
        for table, parties in PLAN.more["parties"].items():
            for row in self._held.records(table):
                yield self._note(table, row, self._named(row, parties))
        for flow in self._held.flows():
            yield from self._link(flow)

    def lost(self) -> Iterator[Lost]:
        """What could not be told of some of them, known once all were made; and what was said of the case."""
        for (field, type_), many in sorted((+self._lost).items()):
            yield PLAN.lost(field, type_, many)
        for log, said in (("reviews.csv", "reviews"), ("decisions.csv", "decisions")):
            if lines_said := self._held.manifest.get(said):
                yield PLAN.lost(log, "file", len(lines_said))

    # --- dates

    def _date(self, span: Span, field: str) -> str | None:
        """A time as a date, noted as lost where it does not hold all of it."""
        if not is_whole(span):
            self._lost[field, "date"] += 1
        return partial_date(span)

    def _dates(self, when: When, field: str) -> dict[str, str | None]:
        """A moment is a date; what stood has a start and, where it ended, an end."""
        if when.kind == "event":
            return {"date": self._date(when.start, field)}
        return {"startDate": self._date(when.start, field), "endDate": self._date(when.end, field)}

    # --- documents and bodies

    def _document(self, row: Row) -> Entity:
        url = address(row["url"])
        if row["url"] and not url:
            self._lost["Source.url", "text"] += 1
        return entity(
            entity_id("document", row["id"]),
            "Document",
            title=row["name"],
            fileName=row["id"],
            publisher=row["publisher"],
            publishedAt=self._date(self._published(row["id"]), "Source.published"),
            sourceUrl=url,
            keywords=row["kind"],
            description=self._words("Source", row),
        )

    def _published(self, document: str) -> Span:
        found = self._held.evidence.documents.get(document)
        return (found and found.published) or Span()

    def _body(self, row: Row) -> Entity:
        state = self._states.get(row["state"] or "", {})
        country = "us" if state.get("fips") else None
        kind = row["kind"] or "unknown"
        initials = [each for each in row["aliases"] or () if len(each) <= LONGEST_INITIALS]
        return entity(
            entity_id("agency", row["id"]),
            PLAN.more["schemata"].get(kind, "LegalEntity"),
            name=row["name"],
            alias=[each for each in row["aliases"] or () if each not in initials],
            weakAlias=initials,
            classification=kind,
            country=country,
            jurisdiction=country,
            keywords=state.get("name"),
            incorporationDate=self._date(parse_span(row["valid_from"] or ""), "Agency.valid_from"),
            dissolutionDate=self._date(parse_span(row["valid_to"] or ""), "Agency.valid_to"),
            description=self._words("Agency", row),
            notes=row["note"],
        )

    def _wholes(self) -> Iterator[Entity]:
        """What is part of what, as the least that a link can say."""
        for row in self._held.records("PART_OF"):
            ends = self._bodies([row["source"], row["target"]])
            if len(ends) == 2:
                link = entity_id("part", f"{row['source']}/{row['target']}")
                yield entity(link, "UnknownLink", subject=ends[0], object=ends[1], role="part of")

    @cached_property
    def _states(self) -> Mapping[str, Row]:
        return {row["id"]: row for row in self._held.records("State")}

    @cached_property
    def _types(self) -> Mapping[str, str]:
        return {row["id"]: row["name"] for row in self._held.records("DataType")}

    @cached_property
    def _agencies(self) -> frozenset[str]:
        return frozenset(party.id for party in self._registry.agencies)

    def _bodies(self, parties: Iterable[str]) -> list[str]:
        """The entities of some parties, each once; a group, or a party that is masked or not known, has none."""
        found = dict.fromkeys(map(self._registry.successor, parties))
        return [entity_id("agency", party) for party in found if party in self._agencies]

    # --- what documents say

    def _evidence(self, kind: Kind, row: Row, items: tuple[Item, ...]) -> Entity:
        """A request that was surely made is an event; all else is a note of what somebody says."""
        named = self._bodies(party for item in items for party in (item.holder, item.recipient, *item.via))
        if kind == "statement":
            return self._note("Statement", row, named, items)
        if not all(item.mode in MADE and not item.one_of and "mode" not in item.masked for item in items):
            return self._note("Request", row, named, items)
        dates = self._dates(items[0].when, "Request.answered") if items else {}
        return entity(
            entity_id("request", row["id"]),
            "Event",
            **self._told("Request", row, items),
            involved=named,
            recordId=row["id"],
            **dates,
        )

    def _note(self, table: str, row: Row, named: list[str], items: tuple[Item, ...] = ()) -> Entity:
        return entity(
            entity_id(table.lower(), row["id"]), "Note", **self._told(table, row, items), entity=named
        )

    def _told(self, table: str, row: Row, items: tuple[Item, ...]) -> dict[str, Any]:
        """What notes and events have in common: words, kinds of data, the document."""
        document = self._held.evidence.documents.get(row["document"] or "")
        types = row.get("data_types") or sorted({item.data_type for item in items})
        return {
            "name": row["name"],
            "summary": _summary(items) if items else None,
            "description": self._words(table, row),
            "notes": row.get("note"),
            "keywords": [self._types.get(each, each) for each in types],
            "proof": document and entity_id("document", document.id),
            "publisher": document and document.publisher,
            "sourceUrl": document and address(document.url),
        }

    @staticmethod
    def _words(table: str, row: Row) -> str:
        """What a row states that has no property of its own, line by line."""
        cells = ((name, row[name]) for name in PLAN.words[table])
        return lines({name: in_words(cell) for name, cell in cells if cell not in (None, "", [], False)})

    def _named(self, row: Row, columns: Iterable[str]) -> list[str]:
        """The bodies that some cells name."""
        cells = (row[column] or () for column in columns)
        texts = chain.from_iterable([cell] if isinstance(cell, str) else cell for cell in cells)
        found = (self._registry.resolve(text, row["dataset"] or "") for text in texts)
        return self._bodies(party for party in found if party)

    # --- what holds

    def _link(self, flow: FlowNow) -> Iterator[Entity]:
        """A link, of the items that show it alone; none where no item does."""
        ends, held = self._bodies(flow.key[:2]), _Shown()
        for item in flow.items():
            if flow.shows(item) and len(ends) == 2:
                self._add(held, item, contested=flow.is_contested(item))
        if not held.standing:
            self._lost["FLOWS_TO", "relationship"] += 1
            return
        _, _, data_type, database, channel, via = flow.key
        words = {"database": database, "channel": channel, "via": in_words([*map(self._registry.label, via)])}
        told = {name: word for name, word in words.items() if word and word != "blank"}
        yield entity(
            entity_id("flow", flow.id),
            "UnknownLink",
            subject=ends[0],
            object=ends[1],
            role=f"disclosed: {self._types.get(data_type, data_type)}",
            status=[min(held.standing, key=STANDINGS.index), *(["contested"] if held.contested else [])],
            recordId=flow.id,
            summary=lines(told),
            description=held.in_words(),
            **held.properties,
        )

    def _add(self, held: _Shown, item: Item, *, contested: bool) -> None:
        held.standing.add(item.standing)
        held.contested = held.contested or contested
        held.add_claim(item.claim)
        held.first = min(held.first, item.when.start.lo)
        held.last = max(held.last, item.when.last_day)
        for name, day in self._dates(item.when, "FLOWS_TO.first").items():
            held.add(name, day)
        document = self._held.evidence.documents.get(item.document)
        if document:
            held.add("publisher", document.publisher)
            held.add("sourceUrl", address(document.url))


class _Shown:
    """What the items that show a flow have in common, as they are read one by one."""

    def __init__(self) -> None:
        self.standing: set[str] = set()
        self.contested = False
        self.first, self.last = inf, -inf
        self.properties: dict[str, set[str]] = {}
        self._claims: dict[str, None] = {}
        self._many = 0

    def add(self, name: str, value: str | None) -> None:
        """A value of a property."""
        if value:
            self.properties.setdefault(name, set()).add(value)

    def add_claim(self, claim: str) -> None:
        """A claim that shows it; the first are named."""
        if claim not in self._claims:
            self._many += 1
            if len(self._claims) < NAMED:
                self._claims[claim] = None

    def in_words(self) -> str:
        """The claims that show it, the earliest day that they allow, and the latest that they speak of."""
        more = self._many - len(self._claims)
        claims = "; ".join(self._claims) + (f" and {more} more" if more else "")
        told = {"evidence": claims, "not before": iso(self.first), "not after": iso(self.last)}
        return lines({name: word for name, word in told.items() if word})


def _summary(items: tuple[Item, ...]) -> str:
    """Of what kind a piece of evidence is, in words that go before everything else that is told of it."""
    first, modes = items[0], vocabulary("modes")
    doubts = {
        "hedged": first.hedged,
        "one of several": any(item.one_of for item in items),
        "the kind of data is not stated": any(
            item.payload == "assumed" for item in items if not item.derived
        ),
        f"masked: {', '.join(sorted(first.masked))}": bool(first.masked),
    }
    doubt = "; ".join(name for name, is_so in doubts.items() if is_so)
    known = f"{first.mode}, {first.standing}" if first.mode == "disclosed" else first.mode
    said = (
        f"{known}: {modes[first.mode].description}" if first.mode in modes else "What happened is not said."
    )
    return f"{said} Only possible: {doubt}." if doubt else said
