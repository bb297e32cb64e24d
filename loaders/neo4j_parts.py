"""A case's graph as a Neo4j server and its import tool hold it: which properties, of which type, under which id.

Everything follows from the declaration (`graphmodel.schema`, `graphmodel.derived`). Besides the declared properties
each node and relationship has the id of its case, so that several cases can share a database, and a tag that says
which tables and program it was loaded from; each relationship has an id of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from graphmodel.declaration import Property, PropertyType
from graphmodel.derived import DERIVED_NODES, DERIVED_RELATIONSHIPS, PROPERTIES
from graphmodel.schema import NODES, RELATIONSHIPS

Record = Mapping[str, Any]
#: Type, label of the source, label of the target.
Tie = tuple[str, str, str]
Cells = list[Any]

LABELS = tuple(node.label for node in (*NODES, *DERIVED_NODES))
TYPES = tuple(each.type for each in (*RELATIONSHIPS, *DERIVED_RELATIONSHIPS))

CASE = Property("case_id", "text", "The case that it belongs to.")
TAG = Property("loaded", "text", "Which tables and program it was loaded from: the same in all of one load.")
ID = Property("id", "text", "Unique among all relationships of its type in a case.")

#: The node that says what was loaded of a case; of its own, not of the case's tables.
CASE_LABEL = "Case"
CASE_PROPERTIES = (
    Property("id", "text", "The name under which the case was loaded."),
    Property("name", "text", "The title of the case."),
    Property(
        "state",
        "text",
        "`complete`; `loading` where a load has begun and not ended, `imported` where one has yet to end.",
    ),
    TAG,
    Property("case_sha256", "text", "The hash of the case's tables."),
    Property("program", "text", "The program that loaded it."),
    Property("folder", "text", "A hash of where the case lies, so that two are not taken for one."),
    Property("nodes", "integer", "How many nodes it has."),
    Property("relationships", "integer", "How many relationships it has."),
)

#: What tells relationships of the same two nodes apart, where they have no declared id and may be several.
TOLD_APART = {"PASSED_VIA": ("position",), "DESCRIBED_BY": None}

READ: Mapping[PropertyType, Callable[[Any], Any]] = {
    "text": str,
    "list": list,
    "number": float,
    "integer": int,
    "flag": bool,
}


@dataclass(frozen=True)
class Part:
    """The nodes of one label, or the relationships of one type between two labels.

    Attributes
    ----------
    ends
        The labels of both ends; None of nodes.
    """

    name: str
    ends: tuple[str, str] | None = None

    @classmethod
    def of(cls, key: str | Tie) -> Part:
        """The part of a label, or of a type with the labels of its ends."""
        return cls(key) if isinstance(key, str) else cls(key[0], key[1:])

    def __str__(self) -> str:
        return f"({self.ends[0]})-[:{self.name}]->({self.ends[1]})" if self.ends else f"(:{self.name})"

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        """Its properties, the id first; those of the case and the tag are the same in all of a load."""
        declared = PROPERTIES[self.name]
        ids = [each for each in declared if each.name == "id"] or [ID]
        return (*ids, *(each for each in declared if each.name != "id"))

    @cached_property
    def _readers(self) -> tuple[tuple[str, PropertyType, Callable[[Any], Any]], ...]:
        return tuple((each.name, each.type, READ[each.type]) for each in self.properties)

    def cells(self, record: Record) -> Cells:
        """A record's properties, in order and typed; a list is never unknown, only empty."""
        get = record.get
        return [
            read(value) if (value := get(name)) is not None else [] if type_ == "list" else None
            for name, type_, read in self._readers
        ]

    def row(self, record: Record) -> Cells:
        """What is sent of a record: of a relationship its two ends, then its cells."""
        cells = self.cells(record)
        if self.ends is None:
            return cells
        cells[0] = cells[0] or tie_id(self.name, self.ends, record)
        return [record["source"], record["target"], *cells]


def tie_id(type_: str, ends: tuple[str, str], record: Record) -> str:
    """The id of a relationship that declares none: a hash of its ends and of what tells it from others of the same."""
    apart = TOLD_APART.get(type_, ())
    names = [each.name for each in PROPERTIES[type_]] if apart is None else apart
    key = (type_, *ends, record["source"], record["target"], *(record.get(name) for name in names))
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


Batch = list[tuple[Part, list[Cells]]]
"""Rows that are sent together, in one transaction: of one part, or a few of each of several."""


def in_batches(records: Iterable[tuple[str | Tie, Record]], size: int) -> Iterator[Batch]:
    """Rows to send, at most `size` at a time; of each part no more than that is held."""
    parts: dict[str | Tie, tuple[Part, list[Cells]]] = {}
    for key, record in records:
        if key not in parts:
            parts[key] = Part.of(key), []
        part, rows = parts[key]
        rows.append(part.row(record))
        if len(rows) == size:
            parts[key] = part, []
            yield [(part, rows)]
    yield from _together(((part, rows) for part, rows in parts.values() if rows), size)


def _together(few: Iterable[tuple[Part, list[Cells]]], size: int) -> Iterator[Batch]:
    """What is left of each part, several in one batch."""
    batch: Batch = []
    for part, rows in few:
        if batch and size_of(batch) + len(rows) > size:
            yield batch
            batch = []
        batch.append((part, rows))
    if batch:
        yield batch


def size_of(batch: Batch) -> int:
    """How many rows a batch has."""
    return sum(len(rows) for _, rows in batch)


def constant(rows: Sequence[Cells], first: int) -> tuple[dict[int, Any], list[Sequence[Any]]]:
    """Columns from `first` on that are the same in all rows, by place, and the rows with these left blank."""
    columns = list(zip(*rows, strict=True))
    same = {
        place: column[0]
        for place, column in enumerate(columns)
        if place >= first and column[0] is not None and column.count(column[0]) == len(rows)
    }
    blank = (None,) * len(rows)
    kept = [blank if place in same else column for place, column in enumerate(columns)]
    return same, list(map(list, zip(*kept, strict=True)))
