"""A case as one directed multigraph, for the formats that are graphs; and its tables, out of such a graph.

Every row of a node table is a node, every row of a relationship table an edge. A node's key is its label and its id,
so that nodes of two labels never meet; an edge's is its type and its place in the table, so that parallel ones stay
apart. Flows, the placeholders that they end at, the labels for the eye and the spells are derived: marked so, and
passed over by an import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any

from graphmodel.dates import iso, parse_span
from graphmodel.declaration import PropertyType
from graphmodel.errors import InputError
from graphmodel.graph import MASKED_NAME
from graphmodel.registry import MASKED
from graphmodel.schema import FLOWS_TO, NODES, PARTY
from graphmodel.tables import table_names
from loaders.interchange.reading import Reading, Span, cells_of, is_node, rows_of

TABLE, LABEL, DERIVED = "table", "label", "derived"
#: Names that networkx, Gephi, yEd or a format itself uses for something else: what is called so gets a line behind.
RESERVED = frozenset(
    {
        TABLE,
        LABEL,
        DERIVED,
        "source",
        "target",
        "id",
        "key",
        "type",
        "weight",
        "start",
        "end",
        "for",
        "spells",
        "viz",
    }
    | {"directed", "pid", "parents", "name_", "x", "y", "z", "networkx_key"}
)
#: The columns that say from when to when something was, of tables without evidence.
SPANS = {
    "Agency": ("valid_from", "valid_to"),
    "Rule": ("from", "to"),
    "Coverage": ("start", "end"),
    "DESCRIBED_BY": ("start", "end"),
}
#: What a key cannot have as it is: what XML changes or cannot hold, and the sign of such.
_UNSAFE = re.compile("[^\x20-\x24\x26-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile("%([0-9A-F]+);")


@dataclass(frozen=True)
class Element:
    """A node, or an edge with its two ends.

    Attributes
    ----------
    key
        Unique among the nodes, or among the edges.
    table
        The table that it is a row of, or would be.
    label
        How a reader should see it.
    cells
        Its properties by name.
    ends
        The keys of both ends; None of a node.
    derived
        Whether it follows from the rest: an import passes it over.
    spell
        When it can have been.
    """

    key: str
    table: str
    label: str
    cells: Mapping[str, Any]
    ends: tuple[str, str] | None = None
    derived: bool = False
    spell: Span | None = None


def attribute(column: str) -> str:
    """The name of a column in a graph: its own, with a line behind where that means something else there.

    >>> attribute("mode"), attribute("start")
    ('mode', 'start_')
    """
    return f"{column}_" if column in RESERVED else column


@cache
def attributes(*, edges: bool) -> dict[str, PropertyType]:
    """Every attribute that nodes, or edges, can have besides table, label and derived, with its type."""
    tables = (name for name in table_names() if is_node(name) != edges)
    found = {attribute(column): kind for name in tables for column, kind in cells_of(name).items()}
    return found | _of_flows() if edges else found


@cache
def _of_flows() -> dict[str, PropertyType]:
    return {attribute(each.name): each.type for each in FLOWS_TO.properties if each.name != "id"}


def types_of(table: str) -> dict[str, PropertyType]:
    """The attributes that rows of a table have, with their types."""
    if table == FLOWS_TO.type:
        return _of_flows()
    return {attribute(column): kind for column, kind in cells_of(table).items()}


def node_key(label: str, id_: str) -> str:
    """The key of a node; what XML cannot hold in it, and `%`, as `%` and the number of the character.

    >>> node_key("Agency", "us-ice"), node_key("Source", "50%")
    ('Agency:us-ice', 'Source:50%25;')
    """
    return f"{label}:{_UNSAFE.sub(lambda match: f'%{ord(match[0]):X};', id_)}"


def label_and_id(key: str) -> tuple[str, str]:
    """The label and the id in a node's key; a ValueError where there are none."""
    label, colon, id_ = key.partition(":")
    if not colon or not is_node(label):
        raise ValueError(f"{key!r:.80} is no key of a node: a label, a colon, an id")
    return label, _ESCAPED.sub(lambda match: chr(int(match[1], 16)), id_)


# --- out of a case ----------------------------------------------------------------------------------------------------


def nodes(reading: Reading) -> Iterator[Element]:
    """Every node: rows, then what an edge ends at and no table has."""
    known = set()
    for node in NODES:
        for row in rows_of(reading.tables, node.label):
            element = _node(node.label, row, reading)
            known.add(element.key)
            yield element
    for key in dict.fromkeys(end for edge in edges(reading) for end in edge.ends or ()):
        if key not in known:
            label, id_ = label_and_id(key)
            yield Element(key, label, MASKED_NAME if id_ == MASKED else id_, {}, derived=True)


def _node(label: str, row: Mapping[str, Any], reading: Reading) -> Element:
    cells = {name: value for name, value in row.items() if name != "id"}
    spell = reading.times.get(row["id"]) if label in ("Statement", "Request") else _spell(label, row)
    return Element(node_key(label, row["id"]), label, row["name"] or row["id"], cells, spell=spell)


def edges(reading: Reading) -> Iterator[Element]:
    """Every edge: rows, then the flows."""
    for name in (each for each in reading.tables if not is_node(each)):
        for place, row in enumerate(rows_of(reading.tables, name)):
            ends = tuple(node_key(row[f"{end}_label"], row[end]) for end in ("source", "target"))
            cells = {column: row[column] for column in cells_of(name)}
            yield Element(f"{name}:{place}", name, name, cells, (ends[0], ends[1]), spell=_spell(name, row))
    labels = {id_: label for label in PARTY for id_ in reading.tables[label]["id"].to_pylist()}
    yield from (_flow(flow, labels) for flow in reading.flows())


def _flow(flow: Mapping[str, Any], labels: Mapping[str, str]) -> Element:
    """A flow: no arrow without a word for what is known of it."""
    ends = tuple(node_key(labels.get(flow[end], PARTY[1]), flow[end]) for end in ("from", "to"))
    cells = {each.name: flow[each.name] for each in FLOWS_TO.properties if each.name != "id"}
    said = f"{flow['standing']}: {flow['data_type']}{', contested' if flow['contested'] else ''}"
    spell = (flow["first"], flow["last"])
    key = f"{FLOWS_TO.type}:{flow['flow']}"
    return Element(key, FLOWS_TO.type, said, cells, (ends[0], ends[1]), derived=True, spell=spell)


def _spell(table: str, row: Mapping[str, Any]) -> Span | None:
    """From the first day that the one cell allows to the last that the other does; None where neither is told."""
    if table not in SPANS:
        return None
    first, last = SPANS[table]
    lo, hi = -inf, inf
    with suppress(InputError):
        lo, hi = parse_span(row[first] or "").lo, parse_span(row[last] or "").hi
    return None if (lo, hi) == (-inf, inf) else (iso(lo), iso(hi))


def written(element: Element) -> dict[str, Any]:
    """The attributes of an element with their values, those that are not stated left out."""
    return {attribute(name): value for name, value in element.cells.items() if value is not None}


# --- out of a graph ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A node or edge as it stands in a file: its key, its attributes as they are written, and where it stands."""

    key: str
    attributes: Mapping[str, Any]
    where: str
    ends: tuple[str, str] | None = None

    @property
    def is_derived(self) -> bool:
        """Whether it follows from the rest."""
        return str(self.attributes.get(DERIVED, "")).lower() == "true"


def table_of(found: Found) -> str | None:
    """The table that an element is a row of; None of what another program has added.

    Raises
    ------
    InputError
        When it says that it is of a table that there is not.
    """
    table = found.attributes.get(TABLE)
    if table is None:
        return None
    if table not in table_names() or is_node(table) != (found.ends is None):
        raise InputError(
            f"{found.where}: {TABLE} {table!r:.80} is none of the tables of {'edges' if found.ends else 'nodes'}",
            hint="export the case again; or take this out of the file",
        )
    return str(table)


def ends_of(ends: Iterable[str]) -> dict[str, str]:
    """The end columns of a row, from the keys of the nodes that it joins."""
    (source_label, source), (target_label, target) = map(label_and_id, ends)
    return {"source": source, "target": target, "source_label": source_label, "target_label": target_label}
