"""From rows to evidence to flows: the projection, recomputed after every change and never edited.

Names are resolved, dates and counts are read, lists become one item for each member and kind of data, and shown
joints make items of their own (semantics, sections 1 and 2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import isinf
from typing import Any, Literal

from graphmodel.counts import Count
from graphmodel.dates import Span, When, bounded_by, contradicts_publication, event, parse_span, standing
from graphmodel.denials import Denials
from graphmodel.evidence import (
    MASKS_THAT_MATTER,
    STANDING_OF_BASIS,
    Coverage,
    Document,
    Flow,
    FlowKey,
    Item,
)
from graphmodel.judging import Judging
from graphmodel.registry import MASKED, Registry, fold
from graphmodel.rules import Rule, read_rule
from graphmodel.taxonomy import Taxonomy
from graphmodel.vocabulary import vocabulary

Record = Mapping[str, Any]
Kind = Literal["statement", "request"]

#: What the columns of a row are called among the fields that matter when masked.
FIELD_OF_COLUMN = {
    "holder": "holder",
    "recipient": "recipient",
    "requester": "recipient",
    "data_types": "type",
    "mode": "mode",
    "start": "date",
    "end": "date",
    "asked": "date",
    "answered": "date",
}
#: "Not itemised" is the broadest type that fits.
BROADEST_OF_LICENSING = "driver-record"
BROADEST = "personal-data"
#: What the requester sent went with the request, whatever became of it.
MODE_OF_SENT = {
    "disclosed": "disclosed",
    "requested": "disclosed",
    "refused": "disclosed",
    "blocked": "disclosed",
    "available": "available",
}
#: What went the other way has its parties the other way round; its own kind of data is stated.
MASK_OF_SENT = {"holder": "recipient", "recipient": "holder"}


@dataclass(frozen=True)
class Evidence:
    """A case as the questions see it."""

    registry: Registry
    types: Taxonomy
    purposes: Taxonomy
    documents: Mapping[str, Document]
    items: tuple[Item, ...]
    coverage: tuple[Coverage, ...]
    rules: tuple[Rule, ...]
    datasets: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()

    @cached_property
    def denials(self) -> Denials:
        """The denials among the items."""
        return self.denials_among(self.items)

    @cached_property
    def judging(self) -> Judging:
        """How the rules judge an item."""
        return Judging(self.rules, self.registry, self.types, self.purposes)

    def denials_among(self, items: Sequence[Item]) -> Denials:
        """The denials among some of the items."""
        return Denials(items, self.registry, self.types, self.purposes, self.documents.get)

    @cached_property
    def item(self) -> Mapping[str, Item]:
        """Items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def by_claim(self) -> Mapping[str, tuple[Item, ...]]:
        """Items by the claim or request that they were read out of."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.claim, []).append(item)
        return {claim: tuple(items) for claim, items in found.items()}

    @cached_property
    def voice_of_claim(self) -> Mapping[str, str]:
        """The claim that stands for all that hold the same evidence (`same_as`): what is counted once."""
        return _joined({item.claim: item.record.get("same_as") or () for item in self.items})

    def flows(self, items: Iterable[Item] | None = None) -> list[Flow]:
        """The flows of some items (all, unless told), ordered by key."""
        found: dict[FlowKey, list[Item]] = {}
        for item in self.items if items is None else items:
            if item.makes_flow:
                found.setdefault(item.key, []).append(item)
        return [Flow(key, tuple(sorted(found[key], key=lambda item: item.id))) for key in sorted(found)]


def _joined(ties: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The least id among all that are tied to each."""
    leader = {claim: claim for claim in ties}

    def find(claim: str) -> str:
        while leader[claim] != claim:
            claim = leader[claim]
        return claim

    for claim, others in ties.items():
        for other in others:
            if other in leader:
                low, high = sorted((find(claim), find(other)))
                leader[high] = low
    return {claim: find(claim) for claim in ties}


def project(records: Mapping[str, Iterable[Record]], purposes: Taxonomy | None = None) -> Evidence:
    """The evidence of a case's tables.

    Parameters
    ----------
    records
        The rows of the node tables by label; only those given are read.
    purposes
        Broader purposes; of the shipped vocabulary unless told.
    """
    rows = defaultdict(list, {label: list(each) for label, each in records.items()})
    registry = Registry.from_records(rows["Agency"], rows["AgencyGroup"])
    reader = _Reader(
        registry,
        read_types(rows["DataType"]),
        _documents(rows["Source"]),
        _database_names(rows["Database"]),
    )
    statements = [item for row in rows["Statement"] for item in reader.statement(row)]
    requests = [item for row in rows["Request"] for item in reader.request(row)]
    items = {(item.id, item.key): item for item in (*statements, *requests)}
    return Evidence(
        registry,
        reader.types,
        purposes or purposes_of_vocabulary(),
        reader.documents,
        tuple(items[key] for key in sorted(items)),
        tuple(reader.coverage(row) for row in rows["Coverage"]),
        tuple(read_rule(row, registry) for row in rows["Rule"]),
        frozenset(row["dataset"] for each in rows.values() for row in each if row.get("dataset")),
        tuple(dict.fromkeys(reader.warnings)),
    )


def purposes_of_vocabulary() -> Taxonomy:
    """The shipped purposes and their broader ones."""
    return Taxonomy({term.id: term.parents for term in vocabulary("purposes").values()})


def read_types(rows: Iterable[Record]) -> Taxonomy:
    """The data types of a case."""
    rows = list(rows)
    return Taxonomy(
        {row["id"]: row.get("parents") or () for row in rows},
        {row["id"]: row.get("made_from") or () for row in rows},
    )


def _database_names(rows: Iterable[Record]) -> dict[str, str]:
    """The id of a database by its id, name and aliases."""
    return {
        fold(name): row["id"]
        for row in rows
        for name in (*(row.get("aliases") or ()), row["name"], row["id"])
    }


def _documents(rows: Iterable[Record]) -> dict[str, Document]:
    by_id: dict[str, Record] = {row["id"]: row for row in rows}
    return {key: _document(row, _voice(key, by_id)) for key, row in by_id.items()}


def _voice(document: str, rows: Mapping[str, Record]) -> str:
    """The document at the end of a chain of retellings."""
    seen = [document]
    while (told := (rows.get(seen[-1]) or {}).get("repeats")) and told not in seen:
        seen.append(told)
    return seen[-1]


def _document(row: Record, voice: str) -> Document:
    published = row.get("published") or ""
    return Document(
        row["id"],
        row.get("name") or row["id"],
        row.get("publisher") or "",
        parse_span(published) if published else None,
        published,
        row.get("url") or "",
        row.get("kind") or "",
        row.get("repeats") or "",
        voice,
    )


def broadest_type(holder: str, registry: Registry) -> str:
    """What is not itemised: the broadest kind of data that fits its holder."""
    party = registry.get(holder)
    licensing = party is not None and "driver-licensing" in (party.kind, party.class_kind)
    return BROADEST_OF_LICENSING if licensing else BROADEST


class _Reader:
    """Reads rows as evidence, with the registry, the data types and the documents at hand."""

    def __init__(
        self,
        registry: Registry,
        types: Taxonomy,
        documents: Mapping[str, Document],
        databases: Mapping[str, str],
    ) -> None:
        self.registry = registry
        self.types = types
        self.documents = documents
        self.databases = databases
        self.warnings: list[str] = []

    # --- rows

    def statement(self, row: Record) -> Iterator[Item]:
        """The items of a claim row: each holder, recipient and kind of data, what was sent, what was derived."""
        mode = row.get("mode") or ""
        basis = row.get("basis") or "third"
        base = self._base(
            row,
            kind="statement",
            mode=mode,
            when=self._claim_time(row, mode),
            standing=_standing(mode, basis),
            count=_count(row),
        )
        yield from self._expand(base, row, "recipient", basis)

    def request(self, row: Record) -> Iterator[Item]:
        """The items of an event row: the component asked, where it is named, else the requester."""
        mode = row.get("mode") or "requested"
        base = self._base(
            row,
            kind="request",
            mode=mode,
            when=self._bounded(event(self._answered(row)), row, mode),
            standing=_standing(mode, "record"),
            count=_count_of_requests(row),
        )
        yield from self._expand(base, row, "component" if row.get("component") else "requester", "record")

    def coverage(self, row: Record) -> Coverage:
        """A coverage row, read."""
        start, end = parse_span(row.get("start") or ""), parse_span(row.get("end") or "")
        return Coverage(
            row["id"],
            self._party(row.get("agency") or "", row),
            row.get("side") or "",
            row.get("channel") or "",
            row.get("record_kind") or "",
            Span(start.lo, end.hi),
            row.get("extent") or "",
            row.get("document") or "",
            row.get("would_obtain") or "",
            row.get("note") or "",
            row,
        )

    # --- one row

    def _base(
        self, row: Record, *, kind: Kind, mode: str, when: When, standing: str, count: Count | None
    ) -> Item:
        """What every item of a row has in common; the parties and the kind of data are still to come."""
        named = row.get("databases") or ()
        databases = tuple(dict.fromkeys(self.databases.get(fold(name), name) for name in named))
        return Item(
            id="",
            claim=row["id"],
            kind=kind,
            mode=mode,
            standing=standing,
            holder="",
            recipient="",
            data_type="",
            payload=row.get("payload") or "stated",
            when=when,
            document=row.get("document") or "",
            dataset=row.get("dataset") or "",
            via=self._parties(row, "via"),
            received_from=self._parties(row, "received_from"),
            database=databases[0] if len(databases) == 1 else "",
            databases=databases,
            channel=row.get("channel") or "",
            purpose=row.get("purpose") or "",
            threshold_required=row.get("threshold_required") or "",
            threshold_shown=row.get("threshold_shown") or "",
            hedged=bool(row.get("hedged")),
            one_of=bool(row.get("one_of")),
            count=count,
            itemised=bool(row.get("data_types")),
            masked=_masked_fields(row),
            record=row,
        )

    def _expand(self, base: Item, row: Record, recipient_column: str, basis: str) -> Iterator[Item]:
        holders = self._parties(row, "holder") or self._nobody(base, "holder")
        recipients = self._parties(row, recipient_column) or self._nobody(base, "recipient")
        stated = row.get("data_types") or ()
        for holder, recipient in product(holders, recipients):
            one = _shared(base, (*holders, *recipients), (holder, recipient))
            for data_type in stated or (self._not_itemised(base, holder),):
                yield _named(one, holder, recipient, data_type)
            yield from self._sent(base, row, holder, recipient)
        for holder, giver in product(holders, base.received_from):
            for data_type in stated or (self._not_itemised(base, holder),):
                yield from self._derived(_named(base, holder, "", data_type), giver, basis)

    def _not_itemised(self, base: Item, holder: str) -> str:
        if base.mode == "denied" and "type" not in base.masked:
            return ""
        return broadest_type(holder, self.registry)

    def _sent(self, base: Item, row: Record, holder: str, recipient: str) -> Iterator[Item]:
        """What the requester sent, the other way; under a mask it is something, of the broadest kind that fits."""
        mode = base.mode if "mode" in base.masked else MODE_OF_SENT.get(base.mode)
        hidden = any(entry.startswith("data_sent:") for entry in row.get("masked") or ())
        named = row.get("data_sent") or ()
        if mode is None or not (named or hidden):
            return
        masked = frozenset(MASK_OF_SENT.get(field, field) for field in base.masked) - {"type"}
        plain = replace(
            base,
            mode=mode,
            standing=_standing(mode, row.get("basis") or ("record" if base.kind == "request" else "third")),
            payload="stated",
            when=self._bounded(base.when, row, mode),
            database="",
            databases=(),
            count=None,
            received_from=(),
            via=base.via[::-1],
            sent=True,
            itemised=True,
            masked=masked,
        )
        for data_type in named:
            yield _named(plain, recipient, holder, data_type)
        if hidden:
            something = replace(plain, itemised=False, masked=masked | {"type"})
            yield _named(something, recipient, holder, broadest_type(recipient, self.registry))

    def _derived(self, item: Item, giver: str, basis: str) -> Iterator[Item]:
        """What a shown joint says of itself: the agency received from → the holder."""
        if not (item.mode in ("disclosed", "available") or "mode" in item.masked) or not item.holder:
            return
        speaker = item.record.get("speaker_agency")
        speaker = self.registry.resolve(speaker, item.dataset) if speaker else None
        is_party = self.registry.speaks_for(speaker, giver) or self.registry.speaks_for(speaker, item.holder)
        basis = "third" if basis == "party" and not is_party else basis
        when = event(Span(hi=item.when.last_day))
        plain = replace(
            item,
            standing=_standing(item.mode, basis),
            when=self._bounded(when, item.record, item.mode),
            via=(),
            received_from=(),
            database="",
            databases=(),
            channel="",
            purpose="",
            threshold_required="",
            threshold_shown="",
            count=None,
            derived=True,
        )
        sources = self.types.made_from.get(item.data_type)
        for data_type in sources or (item.data_type,):
            payload = "assumed" if sources else item.payload
            one = replace(plain, payload=payload, used=bool(sources))
            yield _named(one, giver, item.holder, data_type)

    # --- cells

    def _parties(self, row: Record, column: str) -> tuple[str, ...]:
        cell = row.get(column)
        texts = [cell] if isinstance(cell, str) else cell or ()
        return tuple(dict.fromkeys(self._party(text, row) for text in texts))

    def _party(self, text: str, row: Record) -> str:
        return self.registry.resolve(text, row.get("dataset") or "") or text

    @staticmethod
    def _nobody(base: Item, field: str) -> tuple[str, ...]:
        return (MASKED if field in base.masked else "",)

    def _claim_time(self, row: Record, mode: str) -> When:
        start, end = parse_span(row.get("start") or ""), parse_span(row.get("end") or "")
        if row.get("time_kind") == "standing":
            return self._bounded(standing(start, end, row.get("end_kind") or "unknown"), row, mode)
        return self._bounded(event(start if row.get("start") else Span(hi=end.hi)), row, mode)

    def _answered(self, row: Record) -> Span:
        if row.get("answered"):
            return parse_span(row["answered"])
        return Span(lo=parse_span(row.get("asked") or "").lo)

    def _bounded(self, when: When, row: Record, mode: str) -> When:
        """What a document says was disclosed had been by the day it was published."""
        document = self.documents.get(row.get("document") or "")
        if mode != "disclosed" or document is None or document.published is None:
            return when
        day = document.published.hi
        if isinf(day):
            return when
        if contradicts_publication(when, day):
            self.warnings.append(
                f"{row['id']}: dated after {document.id} was published ({document.published_words}); dates kept"
            )
        return bounded_by(when, day)


def _shared(item: Item, parties: tuple[str, ...], own: tuple[str, ...]) -> Item:
    """The item of one member of a list: its count is shared with the others."""
    others = tuple(party for party in parties if party not in own)
    if item.count is None or not others:
        return item
    return replace(item, count=replace(item.count, shared_with=(*item.count.shared_with, *others)))


def _named(item: Item, holder: str, recipient: str, data_type: str) -> Item:
    how = ":sent" * item.sent + ":used" * item.used
    name = f"{item.claim}:{holder}>{recipient}:{data_type}{how}"
    return replace(item, id=name, holder=holder, recipient=recipient, data_type=data_type)


def _standing(mode: str, basis: str) -> str:
    return STANDING_OF_BASIS.get(basis, "reported") if mode == "disclosed" else mode


def _masked_fields(row: Record) -> frozenset[str]:
    columns = {entry.partition(":")[0] for entry in row.get("masked") or ()}
    if row.get("answered"):  # the date that counts
        columns -= {"asked"}
    return frozenset(FIELD_OF_COLUMN.get(column, column) for column in columns) & MASKS_THAT_MATTER


def _count(row: Record) -> Count | None:
    words, value = row.get("count_words"), row.get("count_value")
    if not words and value is None:
        return None
    return Count(
        words or f"{value:.15g}",
        row.get("count_qualifier") or ("exactly" if value is not None else "words only"),
        value,
        row.get("count_unit") or "",
        row.get("count_kind") or "total",
        tuple(row.get("count_shared_with") or ()),
    )


def _count_of_requests(row: Record) -> Count | None:
    value = row.get("count")
    if value is None:
        return None
    unit = row.get("count_unit") or "requests"
    return Count(f"{value:.15g} {unit}", "exactly", value, unit)
