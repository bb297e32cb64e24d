"""A case as FollowTheMoney entities, one in a line: bodies, documents, what documents say, and what holds.

A link between two bodies is written only where a trace over that flow alone holds. Everything else that the evidence
says (could, asked, refused, denied, by a group) is a note that tells of what kind it is: a reader of links takes a
link for a fact.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from graphmodel.dates import Span, parse_span
from graphmodel.evidence import Item
from graphmodel.reading import Kind
from graphmodel.registry import LONGEST_INITIALS
from graphmodel.vocabulary import vocabulary
from loaders.interchange.ftm_links import links, wholes
from loaders.interchange.ftm_telling import PLAN, Row, Telling
from loaders.interchange.ftm_terms import Entity, address, entity, entity_id
from loaders.interchange.held import Held
from loaders.interchange.left_out import left_out
from loaders.interchange.loss import Lost
from loaders.interchange.written import Written

#: Modes of a request that happened: it was made, whatever came of it.
MADE = frozenset({"disclosed", "requested", "refused", "blocked"})


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
        self._telling = Telling(held)

    def each(self) -> Iterator[Entity]:
        """All of them."""
        return map(self._telling.as_held, self._all())

    def lost(self) -> Iterator[Lost]:
        """What could not be told of them, known once all were made."""
        return self._telling.lost()

    def _all(self) -> Iterator[Entity]:
        yield from map(self._document, self._held.records("Source"))
        for row in self._held.records("Agency"):
            if not row["stands_for"]:
                yield self._body(row)
        yield from wholes(self._telling)
        for kind, row, items in self._held.rows():
            yield self._evidence(kind, row, items)
        for table, parties in PLAN.more["parties"].items():
            for row in self._held.records(table):
                yield self._note(table, row, self._named(row, parties))
        yield from links(self._telling)

    # --- documents and bodies

    def _document(self, row: Row) -> Entity:
        url = address(row["url"])
        if row["url"] and not url:
            self._telling.lose("Source.url", "text")
        return entity(
            entity_id("document", row["id"]),
            "Document",
            title=row["name"],
            fileName=row["id"],
            publisher=row["publisher"],
            publishedAt=self._telling.date(self._published(row["id"]), "Source.published"),
            sourceUrl=url,
            keywords=row["kind"],
            description=self._telling.words("Source", row),
        )

    def _published(self, document: str) -> Span:
        found = self._held.evidence.documents.get(document)
        return (found and found.published) or Span()

    def _body(self, row: Row) -> Entity:
        state = self._telling.states.get(row["state"] or "", {})
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
            incorporationDate=self._telling.date(parse_span(row["valid_from"] or ""), "Agency.valid_from"),
            dissolutionDate=self._telling.date(parse_span(row["valid_to"] or ""), "Agency.valid_to"),
            description=self._telling.words("Agency", row),
            notes=row["note"],
        )

    # --- what documents say

    def _evidence(self, kind: Kind, row: Row, items: tuple[Item, ...]) -> Entity:
        """A request that was surely made is an event; all else is a note of what somebody says."""
        named = self._telling.bodies(
            party for item in items for party in (item.holder, item.recipient, *item.via)
        )
        if kind == "statement":
            return self._note("Statement", row, named, items)
        if not all(item.mode in MADE and "mode" not in item.masked for item in items):
            return self._note("Request", row, named, items)
        dates = self._telling.dates(items[0].when, "Request.answered") if items else {}
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
            "description": self._telling.words(table, row),
            "notes": row.get("note"),
            "keywords": [self._telling.types.get(each, each) for each in types],
            "proof": document and entity_id("document", document.id),
            "publisher": document and document.publisher,
            "sourceUrl": document and address(document.url),
        }

    def _named(self, row: Row, columns: Iterable[str]) -> list[str]:
        """The bodies that some cells name."""
        cells = (row[column] or () for column in columns)
        texts = chain.from_iterable([cell] if isinstance(cell, str) else cell for cell in cells)
        found = (self._telling.registry.resolve(text, row["dataset"] or "") for text in texts)
        return self._telling.bodies(party for party in found if party)


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
