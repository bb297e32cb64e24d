"""The graph that a Cypher engine holds: plain records of nodes and relationships, made from the tables and evidence.

The same records go into the embedded engine and into Neo4j, so that one text gives one answer. Each node has an
`id`, unique among those of its label, and a `name`; a list is a list of texts; what is not known is null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import isinf
from typing import Any

from graphmodel import derived
from graphmodel.dates import Day, When, iso
from graphmodel.derived import CARRIES, DENIED_BY, JUDGED, OPPOSES
from graphmodel.evidence import RANK, Item, flow_id
from graphmodel.graph import MASKED_NAME
from graphmodel.judging import Judgement
from graphmodel.projection import Evidence
from graphmodel.schema import FLOWS_TO, NODES, RELATIONSHIPS
from graphmodel.tables import END_COLUMNS
from graphmodel.vocabulary import vocabulary, yields
from queries.engines.opposing import opposing
from queries.rows import flow_summary
from queries.tallies import days_taken, masked_cells
from queries.tracing.network import ASSUMED, IMPLIED, STATED

Record = dict[str, Any]
Rows = Callable[[str], Iterable[Mapping[str, Any]]]
#: Type, label of the source, label of the target.
Tie = tuple[str, str, str]

#: An open start and an open end, as text that sorts before and after every day.
SINCE_EVER, WITHOUT_END = "-", "9999"

#: The properties of each node label and relationship type, in order, as the graph has them.
PROPERTIES = derived.PROPERTIES


@dataclass
class Graph:
    """Records by node label; and by type and labels of both ends, each with `source` and `target`."""

    nodes: dict[str, list[Record]] = field(default_factory=dict)
    ties: dict[Tie, list[Record]] = field(default_factory=lambda: defaultdict(list))

    def each_node(self) -> Iterator[tuple[str, Record]]:
        """Every node with its label."""
        return ((label, record) for label, records in self.nodes.items() for record in records)

    def each_tie(self) -> Iterator[tuple[Tie, Record]]:
        """Every relationship with its type and the labels of its ends."""
        return ((tie, record) for tie, records in self.ties.items() for record in records)


def graph_of(rows: Rows, evidence: Evidence) -> Graph:
    """The graph of a case, whole; see `Streamed` for the parameters."""
    made, streamed = Graph({node.label: [] for node in NODES}), Streamed(rows, evidence)
    for label, record in streamed.each_node():
        made.nodes.setdefault(label, []).append(record)
    made.nodes.setdefault("Item", [])
    for tie, record in streamed.each_tie():
        made.ties[tie].append(record)
    return made


def _said(flow: Mapping[str, Any]) -> str:
    """What a reader should see of a flow: no arrow without a word for what is known of it."""
    contested = ", contested" if flow["contested"] else ""
    return f"{flow['standing']}: {flow['data_type']}{contested}"


def _tie(row: Mapping[str, Any]) -> Record:
    return {name: cell for name, cell in row.items() if name not in END_COLUMNS[2:]}


def _read_cells(label: str, evidence: Evidence, row: Mapping[str, Any]) -> Record:
    """What a row's cells mean, where a question needs them read; the name that every node has."""
    named = {"name": row.get("name") or row["id"]}
    if label == "Source":
        document = evidence.documents[row["id"]]
        first = iso(document.published.lo) if document.published else None
        last = _published(evidence, row["id"])
        return named | {"published_first": first, "published_last": last, "voice": document.voice}
    if label == "Statement":
        return named | {"badge": _badge(row)}
    if label == "Rule":
        return named | _in_force(evidence, row) | {"badge": _badge(row)}
    if label == "Coverage":
        return named | _covered(evidence, row)
    return named


def _badge(row: Mapping[str, Any]) -> str | None:
    """What to do before a row is quoted, by how much of its document was read."""
    reads = vocabulary("reads")
    read = row.get("read") or ""
    return (reads[read].extra["badge"] or None) if read in reads else None


def _in_force(evidence: Evidence, row: Mapping[str, Any]) -> Record:
    rule = next(one for one in evidence.rules if one.id == row["id"])
    may, surely = rule.may_be_in_force, rule.surely_in_force
    return {
        "may_from": _sortable(may.lo),
        "surely_from": _sortable(surely.lo),
        "surely_until": _sortable(surely.hi),
        "may_until": _sortable(may.hi),
        "in_force": iso(surely.lo),
        "until": iso(surely.hi),
    }


def _sortable(day: Day) -> str:
    """A day as text that sorts: an open one before or after every other."""
    return iso(day) or (SINCE_EVER if day < 0 else WITHOUT_END)


def _covered(evidence: Evidence, row: Mapping[str, Any]) -> Record:
    each = next(one for one in evidence.coverage if one.id == row["id"])
    return {
        "covers": each.agency,
        "first_day": iso(each.period.lo),
        "last_day": iso(each.period.hi),
        "day_after": iso(each.period.hi + 1),
        "published_last": _published(evidence, each.document),
    }


def _published(evidence: Evidence, document: str) -> str | None:
    """The last day on which a document can have been published, as text that sorts; None where that is not said."""
    found = evidence.documents.get(document)
    span = found.published if found else None
    return None if span is None else _sortable(span.hi)


class Streamed:
    """The graph of a case, record by record: nodes first, then relationships, nothing of it kept.

    Parameters
    ----------
    rows
        The records of a table by name: a node label or a relationship type.
    evidence
        The same case, projected.
    """

    def __init__(self, rows: Rows, evidence: Evidence) -> None:
        self._rows_of = rows
        self._evidence = evidence
        self._labels: dict[str, str] = {}
        self._rows: dict[str, str] = {}
        self._ids = dict(_node_ids(evidence.items))
        self._places = {rule.id: place for place, rule in enumerate(evidence.rules)}

    def each_node(self) -> Iterator[tuple[str, Record]]:
        """Every node with its label; they are asked for before the relationships."""
        for node in NODES:
            add, known = partial(_read_cells, node.label, self._evidence), self._known(node.label)
            for row in self._rows_of(node.label):
                if known is not None:
                    known[row["id"]] = node.label
                yield node.label, {**row, **add(row)}
        for item in self._evidence.items:
            yield "Item", self._item(item)
            yield from self._unlisted(item)

    def _known(self, label: str) -> dict[str, str] | None:
        """Where the ids of a label's nodes are looked up by whatever ends at them."""
        return {
            "Agency": self._labels,
            "AgencyGroup": self._labels,
            "Statement": self._rows,
            "Request": self._rows,
        }.get(label)

    def _unlisted(self, item: Item) -> Iterator[tuple[str, Record]]:
        """A group of its own for a party that no table has: a masked cell, or a name."""
        for party in (item.holder, item.recipient):
            if party and party not in self._labels:
                self._labels[party] = "AgencyGroup"
                name = MASKED_NAME if party == "masked" else party
                yield "AgencyGroup", {"id": party, "name": name, "members": [], "aliases": []}

    def each_tie(self) -> Iterator[tuple[Tie, Record]]:
        """Every relationship with its type and the labels of its ends."""
        for each in RELATIONSHIPS:
            for row in self._rows_of(each.type) if each is not FLOWS_TO else ():
                yield (each.type, row["source_label"], row["target_label"]), _tie(row)
        for item in self._evidence.items:
            yield from self._ties_of(item)
        for tie in opposing(self._evidence, lambda item: self._ids[item.id, item.key]):
            yield (OPPOSES.type, "Item", "Item"), tie
        for flow in self._evidence.flows():
            row = flow_summary(flow, self._evidence)
            ends = self._party(row.pop("from")), self._party(row.pop("to"))
            told = {"id": row.pop("flow"), **row, "name": _said(row), "caution": FLOWS_TO.does_not_prove}
            yield _joined(FLOWS_TO.type, *ends, told)

    def _party(self, party: str) -> tuple[str, str]:
        """A party's id and label."""
        return party, self._labels[party]

    # --- an item

    def _item(self, item: Item) -> Record:
        row = item.record
        cells = ("speaker", "basis", "locator", "read", "file", "sheet", "page", "row")
        return {
            "id": self._ids[item.id, item.key],
            "name": self._in_words(item),
            "item": item.id,
            "kind": item.kind,
            "holder": item.holder or None,
            "recipient": item.recipient or None,
            "data_type": item.data_type or None,
            **self._shared(item),
            **_days(item.when),
            "last_day": iso(item.when.last_day),
            "threshold_required": item.threshold_required or None,
            "threshold_shown": item.threshold_shown or None,
            "firm": item.is_firm,
            "makes_flow": item.makes_flow,
            "hedged": item.hedged,
            "one_of": item.one_of,
            "derived": item.derived,
            "sent": item.sent,
            "itemised": item.itemised,
            "masked": sorted(item.masked),
            "masked_cells": masked_cells(item),
            **_days_taken(item),
            **self._count(item),
            "speaker_agency": self._speaks_for(item),
            **{name: row.get(name) for name in cells},
        }

    def _shared(self, item: Item) -> Record:
        """What an item and the relationships that carry it have in common."""
        return {
            "claim": item.claim,
            "flow": flow_id(item.key) if item.makes_flow else None,
            "mode": item.mode,
            "standing": item.standing,
            "rank": RANK.get(item.standing, len(RANK)),
            "payload": item.payload,
            "channel": item.channel or None,
            "database": item.database or None,
            "databases": list(item.databases),
            "purpose": item.purpose or None,
            "via": list(item.via),
            "received_from": list(item.received_from),
            "time_kind": item.when.kind,
            "document": item.document or None,
            "dataset": item.dataset or None,
            "published_last": _published(self._evidence, item.document),
            "barred": self._evidence.judging.is_barred(item),
            "bar_cannot_tell": self._evidence.judging.bars_cannot_tell(item),
        }

    def _count(self, item: Item) -> Record:
        count = item.count
        voice = self._evidence.voice_of_claim.get(item.claim, item.claim)
        if count is None:
            return {"voice": voice}
        names = {party: self._evidence.registry.label(party) for party in count.shared_with}
        return {
            "voice": voice,
            "count_words": count.in_words(names),
            "count_unit": count.unit,
            "count_at_least": count.bounds.at_least,
            "count_at_most": count.bounds.at_most,
            "count_shared": bool(count.shared_with),
            "count_kind": count.kind,
        }

    def _speaks_for(self, item: Item) -> str | None:
        said = item.record.get("speaker_agency")
        return self._evidence.registry.resolve(said, item.dataset) if said else None

    def _in_words(self, item: Item) -> str:
        label = self._evidence.registry.label
        ends = f"{label(item.holder or None)} → {label(item.recipient or None)}"
        return f"{item.mode}: {item.data_type or 'anything'}, {ends}"

    def _ties_of(self, item: Item) -> Iterator[tuple[Tie, Record]]:
        node = self._ids[item.id, item.key], "Item"
        if item.holder:
            yield _joined("GAVE", self._party(item.holder), node, {})
        if item.recipient:
            yield _joined("REACHED", node, self._party(item.recipient), {})
        if item.claim in self._rows:
            yield _joined("READ_FROM", node, (item.claim, self._rows[item.claim]), {})
        for denial in self._evidence.denials.against(item):
            yield _joined(DENIED_BY.type, node, (self._ids[denial.id, denial.key], "Item"), {})
        for each in self._evidence.judging.judgements(item):
            yield _joined(JUDGED.type, node, (each.rule.id, "Rule"), self._judgement(each))
        for record in self._carried(item):
            yield _joined(CARRIES.type, self._party(item.holder), self._party(item.recipient), record)

    def _judgement(self, each: Judgement) -> Record:
        return {
            "judged": each.judged,
            "barred_from": None if each.barred_from is None else iso(each.barred_from),
            "surely_held": each.surely_held,
            "why": list(each.why),
            "place": self._places[each.rule.id],
        }

    # --- what it carries

    def _carried(self, item: Item) -> Iterator[Record]:
        """One record for each kind of data that an item carries, or would carry had it been given."""
        if not item.makes_flow or not item.data_type:
            return
        node = self._ids[item.id, item.key]
        wholes = self._evidence.registry.wholes(item.holder)
        for data in self._kinds(item):
            carried_as = ASSUMED if item.payload == ASSUMED else STATED if data == item.data_type else IMPLIED
            yield {
                "id": f"{node}|{data}",
                "item": item.id,
                "item_node": node,
                "data_type": data,
                "carried_as": carried_as,
                "firm": item.is_firm and carried_as == STATED,
                "givers": [item.holder, *wholes],
                **self._shared(item),
                **{name: day or _OPEN[name] for name, day in _days(item.when).items()},
            }

    def _kinds(self, item: Item) -> list[str]:
        """Its kind and every narrower one; what is not itemised holds nothing made from data, unless its channel does."""
        types = self._evidence.types
        return sorted(
            data
            for data in types.narrower(item.data_type)
            if item.itemised
            or data == item.data_type
            or data not in types.made_from
            or data in yields(item.channel)
        )


def _joined(
    type_: str, source: tuple[str, str], target: tuple[str, str], properties: Record
) -> tuple[Tie, Record]:
    """A relationship between two nodes, each told by id and label."""
    return (type_, source[1], target[1]), {"source": source[0], "target": target[0], **properties}


_OPEN = {"lo": SINCE_EVER, "hi": WITHOUT_END, "ended_lo": SINCE_EVER, "ended_hi": WITHOUT_END}


def _days(when: When) -> dict[str, str | None]:
    return {
        "lo": iso(when.start.lo),
        "hi": iso(when.start.hi),
        "ended_lo": iso(when.end.lo),
        "ended_hi": iso(when.end.hi),
    }


def _days_taken(item: Item) -> Record:
    span = days_taken(item)
    if span is None:
        return {"timed": False}
    return {"timed": True, "days_least": int(span.lo), "days_most": None if isinf(span.hi) else int(span.hi)}


def _node_ids(items: Iterable[Item]) -> Iterator[tuple[tuple[str, Any], str]]:
    """The id of each item's node: the item's own, and, from the second on, with its flow behind it."""
    seen: set[str] = set()
    for item in items:
        node = f"{item.id}#{flow_id(item.key)}" if item.id in seen else item.id
        seen.add(item.id)
        yield (item.id, item.key), node
