"""One row read as evidence: names resolved, dates and counts read, lists taken apart, what is sent and what follows.

Lists become one item for each member and kind of data, and shown joints make items of their own (semantics, sections
1 and 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import isinf
from typing import Any, Literal

from graphmodel.counts import Count
from graphmodel.dates import Span, When, bounded_by, contradicts_publication, event, parse_span, standing
from graphmodel.evidence import DISPUTED, MASKS_THAT_MATTER, STANDING_OF_BASIS, Coverage, Document, Item
from graphmodel.registry import MASKED, Registry, fold
from graphmodel.taxonomy import Taxonomy

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
#: What two may not agree on of a whole row, beside its cells.
WHETHER_IT_STANDS = frozenset({"retract", "withdraw"})
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


def broadest_type(holder: str, registry: Registry) -> str:
    """What is not itemised: the broadest kind of data that fits its holder."""
    party = registry.get(holder)
    licensing = party is not None and "driver-licensing" in (party.kind, party.class_kind)
    return BROADEST_OF_LICENSING if licensing else BROADEST


class Reader:
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

    def items(self, kind: Kind, row: Record) -> Iterator[Item]:
        """The items of a row: each holder, recipient and kind of data, what was sent, what was derived."""
        yield from self._expand(self.base(kind, row), row, _recipient_column(kind, row))

    def base(self, kind: Kind, row: Record) -> Item:
        """What every item of a row has in common; the parties and the kind of data are still to come."""
        mode = mode_of(kind, row)
        databases = self.databases_of(row.get("databases") or ())
        return Item(
            id="",
            claim=row["id"],
            kind=kind,
            mode=mode,
            standing=_standing(mode, basis_of(kind, row)),
            holder="",
            recipient="",
            data_type="",
            payload=row.get("payload") or "stated",
            when=self.when(kind, row, mode),
            document=row.get("document") or "",
            dataset=row.get("dataset") or "",
            via=self.parties(row, "via"),
            received_from=self.parties(row, "received_from"),
            database=databases[0] if len(databases) == 1 else "",
            databases=databases,
            channel=row.get("channel") or "",
            purpose=row.get("purpose") or "",
            threshold_required=row.get("threshold_required") or "",
            threshold_shown=row.get("threshold_shown") or "",
            hedged=bool(row.get("hedged")),
            one_of=bool(row.get("one_of")),
            count=_count(row) if kind == "statement" else _count_of_requests(row),
            itemised=bool(row.get("data_types")),
            masked=_masked_fields(row),
            record=row,
        )

    def when(self, kind: Kind, row: Record, mode: str) -> When:
        """The time of a row's own items."""
        if kind == "statement":
            return self._claim_time(row, mode)
        return self._bounded(event(self._answered(row)), row, mode)

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

    def _expand(self, base: Item, row: Record, recipient_column: str) -> Iterator[Item]:
        holders = self.parties(row, "holder") or self._nobody(base, "holder")
        recipients = self.parties(row, recipient_column) or self._nobody(base, "recipient")
        stated = row.get("data_types") or ()
        for holder, recipient in product(holders, recipients):
            one = _shared(base, (*holders, *recipients), (holder, recipient))
            for data_type in stated or (self._not_itemised(base, holder),):
                yield _named(one, holder, recipient, data_type)
            yield from self._sent(base, row, holder, recipient)
        for holder, giver in product(holders, base.received_from):
            for data_type in stated or (self._not_itemised(base, holder),):
                yield from self._derived(_named(base, holder, "", data_type), giver)

    def _not_itemised(self, base: Item, holder: str) -> str:
        if base.mode == "denied" and "type" not in base.masked:
            return ""
        return broadest_type(holder, self.registry)

    def _sent(self, base: Item, row: Record, holder: str, recipient: str) -> Iterator[Item]:
        """What the requester sent, the other way; under a mask it is something, of the broadest kind that fits."""
        plain = self.sent_base(base, row)
        if plain is None:
            return
        for data_type in row.get("data_sent") or ():
            yield _named(plain, recipient, holder, data_type)
        if hides_what_was_sent(row):
            something = hidden(plain)
            yield _named(something, recipient, holder, broadest_type(recipient, self.registry))

    def sent_base(self, base: Item, row: Record) -> Item | None:
        """What all that the requester sent has in common; None where nothing can have gone."""
        mode = base.mode if "mode" in base.masked else MODE_OF_SENT.get(base.mode)
        if mode is None:
            return None
        return replace(
            base,
            mode=mode,
            standing=_standing(mode, basis_of(base.kind, row)),
            payload="stated",
            when=self._bounded(base.when, row, mode),
            database="",
            databases=(),
            count=None,
            received_from=(),
            via=base.via[::-1],
            sent=True,
            itemised=True,
            masked=frozenset(MASK_OF_SENT.get(field, field) for field in base.masked) - {"type"},
        )

    def _derived(self, item: Item, giver: str) -> Iterator[Item]:
        """What a shown joint says of itself: the agency received from → the holder."""
        if not derives(item) or not item.holder:
            return
        by_party = self.is_party(item.record.get("speaker_agency"), item.dataset, giver, item.holder)
        plain = self.derived_base(item, by_party=by_party)
        sources = self.types.made_from.get(item.data_type)
        for data_type in sources or (item.data_type,):
            one = replace(plain, payload="assumed", used=True) if sources else plain
            yield _named(one, giver, item.holder, data_type)

    def is_party(self, speaker: str | None, dataset: str, *parties: str) -> bool:
        """Whether a speaker, as written, speaks for one of the parties."""
        named = self.registry.resolve(speaker, dataset) if speaker else None
        return any(self.registry.speaks_for(named, party) for party in parties)

    def derived_base(self, item: Item, *, by_party: bool) -> Item:
        """What all that follows from a shown joint has in common."""
        basis = basis_of(item.kind, item.record)
        basis = "third" if basis == "party" and not by_party else basis
        when = event(Span(hi=item.when.last_day))
        return replace(
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

    # --- cells

    def databases_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The databases of some names, each once: ids where they resolve, else as written."""
        return tuple(dict.fromkeys(self.databases.get(fold(name), name) for name in names))

    def parties(self, row: Record, column: str) -> tuple[str, ...]:
        """The parties that a cell names, each once: ids where the names resolve, else as written."""
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


def mode_of(kind: Kind, row: Record) -> str:
    """The mode of a row: a request of which nothing else is said was made, the answer unknown."""
    return row.get("mode") or ("requested" if kind == "request" else "")


def basis_of(kind: Kind, row: Record) -> str:
    """What a row rests on: a request log is a record."""
    return "record" if kind == "request" else row.get("basis") or "third"


def derives(item: Item) -> bool:
    """Whether a shown joint of an item says that the holder had received."""
    return item.mode in ("disclosed", "available") or "mode" in item.masked


def hides_what_was_sent(row: Record) -> bool:
    """Whether what the requester sent stands under a mask."""
    return any(entry.startswith("data_sent:") for entry in row.get("masked") or ())


def hidden(sent: Item) -> Item:
    """Something that was sent, of a kind that is not told."""
    return replace(sent, itemised=False, masked=sent.masked | {"type"})


def _recipient_column(kind: Kind, row: Record) -> str:
    """Who received: of a request the component that asked, where it is named."""
    if kind == "statement":
        return "recipient"
    return "component" if row.get("component") else "requester"


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
    fields = frozenset(FIELD_OF_COLUMN.get(column, column) for column in columns) & MASKS_THAT_MATTER
    return fields | {DISPUTED} if _is_disputed(row, fields) else fields


def _is_disputed(row: Record, fields: frozenset[str]) -> bool:
    """Whether two do not agree on a field that matters, or on whether the claim stands at all."""
    disputed = {
        entry.partition(":")[0] for entry in row.get("masked") or () if entry.endswith(f":{DISPUTED}")
    }
    return any(FIELD_OF_COLUMN.get(each) in fields or each in WHETHER_IT_STANDS for each in disputed)


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
