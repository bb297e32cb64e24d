"""From rows to evidence to flows: the projection, recomputed after every change and never edited.

Names are resolved, dates and counts are read, lists become one item for each member and kind of data, and shown
joints make items of their own (semantics, sections 1 and 2). Items are there twice over: as arrays, which the trace
engine searches (`graphmodel.columns`), and as objects, made when they are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, overload

from graphmodel.dates import parse_span
from graphmodel.denials import Denials
from graphmodel.evidence import Coverage, Document, Flow, FlowKey, Item
from graphmodel.judging import Judging
from graphmodel.reading import Kind, Reader
from graphmodel.registry import Registry, fold
from graphmodel.rowsource import GivenRows, RowSource
from graphmodel.rules import Rule, read_rule
from graphmodel.schema import NODES
from graphmodel.taxonomy import Taxonomy
from graphmodel.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

    from graphmodel.columns import Flags, ItemColumns
    from graphmodel.tables import Tables

Record = Mapping[str, Any]
Kept = Callable[[Callable[[], "ItemColumns"], Callable[[], "pa.Array"]], "ItemColumns"]
"""Gives arrays, from what makes them and what gives the ids of the rows."""


class RowItems(Sequence[Item]):
    """The items of the evidence tables, in the order of their ids; objects are made when they are looked at.

    Parameters
    ----------
    reader
        Reads rows; its warnings are those of the case once all items were looked at.
    sources
        The rows: statements, then requests.
    kept
        Gives the arrays from where they are kept, given what makes them and what gives the ids of the rows.
    """

    def __init__(self, reader: Reader, sources: Mapping[Kind, RowSource], kept: Kept | None = None) -> None:
        self.reader = reader
        self.sources = sources
        self._kept = kept

    @cached_property
    def _all(self) -> tuple[Item, ...]:
        made = (
            item
            for kind, rows in self.sources.items()
            for row in rows.records()
            for item in self._of(kind, row)
        )
        items = {(item.id, item.key): item for item in made}
        return tuple(items[key] for key in sorted(items))

    def _of(self, kind: Kind, row: Record) -> Iterator[Item]:
        return self.reader.items(kind, row)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd about the rows."""
        _ = self._all
        return tuple(dict.fromkeys(self.reader.warnings))

    def columns(self) -> ItemColumns:
        """The items as arrays."""
        from graphmodel.columnar import claims_of

        claims = partial(claims_of, self.sources)
        return self._kept(self._made, claims) if self._kept else self._made()

    def _made(self) -> ItemColumns:
        from graphmodel.columnar import columns_of

        reader = self.reader
        return columns_of(
            Reader(reader.registry, reader.types, reader.documents, reader.databases), self.sources
        )

    def each_row(self) -> Iterator[tuple[Kind, Record, tuple[Item, ...]]]:
        """The rows, one after another, each with its items."""
        for kind, source in self.sources.items():
            for row in source.records():
                yield kind, row, tuple(self._of(kind, row))

    def of_row(self, row: int) -> tuple[Item, ...]:
        """The items of one row, as the arrays number them: requests behind statements."""
        for kind, source in self.sources.items():
            if row < len(source):
                return tuple(self._of(kind, source.record(row)))
            row -= len(source)
        raise IndexError(row)


@dataclass(frozen=True)
class Evidence:
    """A case as the questions see it."""

    registry: Registry
    types: Taxonomy
    purposes: Taxonomy
    documents: Mapping[str, Document]
    items: Sequence[Item]
    coverage: tuple[Coverage, ...]
    rules: tuple[Rule, ...]
    datasets: frozenset[str] = frozenset()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd about the rows."""
        return self.items.warnings if isinstance(self.items, RowItems) else ()

    @cached_property
    def columns(self) -> ItemColumns:
        """The items as arrays."""
        from graphmodel.columns import from_items

        return self.items.columns() if isinstance(self.items, RowItems) else from_items(self.items)

    @cached_property
    def holders(self) -> frozenset[str]:
        """Whoever gives in some item."""
        import numpy as np

        return frozenset(self.columns.parties[number] for number in np.unique(self.columns.holder).tolist())

    @cached_property
    def is_group(self) -> Flags:
        """Which parties of the arrays are groups, or not known, and so never a step inside a walk."""
        import numpy as np

        return np.array([self.registry.is_group(party) for party in self.columns.parties], np.bool_)

    def names_giver(self, holder: int) -> Flags:
        """Which `received from` of the arrays name a holder, by its number, or a whole of it: a shown joint."""
        if holder not in self._names_giver:
            import numpy as np

            name = self.columns.parties[holder]
            named = np.zeros(len(self.columns.received), np.bool_)
            for party in (name, *self.registry.wholes(name)):
                named[self._received_by_giver.get(party, [])] = True
            self._names_giver[holder] = named
        return self._names_giver[holder]

    @cached_property
    def _names_giver(self) -> dict[int, Flags]:
        return {}

    @cached_property
    def _received_by_giver(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, givers in enumerate(self.columns.received):
            for giver in givers:
                found.setdefault(giver, []).append(number)
        return found

    def item_at(self, place: int) -> Item:
        """The item that stands at a place of the arrays."""
        return self._at(place)

    @cached_property
    def _at(self) -> Callable[[int], Item]:
        return lru_cache(maxsize=1 << 16)(self._made_at)

    def _made_at(self, place: int) -> Item:
        columns = self.columns
        row = int(columns.row[place])
        if not isinstance(self.items, RowItems):
            return self.items[row]
        told = columns.told_of(place)
        return next(item for item in self.items.of_row(row) if told == columns.told_by(item))

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

    def of_claim(self, claim: str) -> tuple[Item, ...]:
        """The items of one claim or request; only its own row is read."""
        if not isinstance(self.items, RowItems):
            return self.by_claim.get(claim, ())
        rows = self.columns.rows_of([claim])
        return tuple(
            sorted((item for row in rows for item in self.items.of_row(row)), key=lambda each: each.id)
        )

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
    rows = {label: list(each) for label, each in records.items()}
    sources = {kind: GivenRows(label, rows.get(label, ())) for kind, label in LABEL_OF_KIND.items()}
    datasets = {row["dataset"] for each in rows.values() for row in each if row.get("dataset")}
    return _evidence(rows, sources, purposes, datasets)


def project_tables(tables: Tables, kept: Kept | None = None) -> Evidence:
    """The evidence of a case's tables as they are on disk: rows of evidence are read only as they are asked for.

    Parameters
    ----------
    kept
        Gives the arrays from where they are kept; they are made from the tables unless told.
    """
    few = {
        node.label: tables.records(node.label) for node in NODES if node.label not in LABEL_OF_KIND.values()
    }
    sources = {kind: tables.source(label) for kind, label in LABEL_OF_KIND.items()}
    datasets = {row["dataset"] for each in few.values() for row in each if row.get("dataset")}
    for source in sources.values():
        datasets |= _datasets(source)
    return _evidence(few, sources, None, datasets, kept)


def _datasets(source: RowSource) -> set[str]:
    found = (batch["dataset"].unique().to_pylist() for batch in source.batches(["dataset"]))
    return {name for names in found for name in names if name}


def _evidence(
    few: Mapping[str, Sequence[Record]],
    sources: Mapping[Kind, RowSource],
    purposes: Taxonomy | None,
    datasets: set[str],
    kept: Kept | None = None,
) -> Evidence:
    rows = defaultdict(list, few)
    registry = Registry.from_records(rows["Agency"], rows["AgencyGroup"])
    documents = _documents(rows["Source"])
    reader = Reader(registry, read_types(rows["DataType"]), documents, _database_names(rows["Database"]))
    return Evidence(
        registry,
        reader.types,
        purposes or purposes_of_vocabulary(),
        documents,
        RowItems(reader, sources, kept),
        tuple(reader.coverage(row) for row in rows["Coverage"]),
        tuple(read_rule(row, registry) for row in rows["Rule"]),
        frozenset(datasets),
    )


#: The tables of evidence, in the order in which the arrays number their rows.
LABEL_OF_KIND: Mapping[Kind, str] = {"statement": "Statement", "request": "Request"}


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
