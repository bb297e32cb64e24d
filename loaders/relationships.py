"""Relationship tables follow from the declaration: each property with a link makes one edge per value.

A value that names nothing in the case (a claim that is not loaded) makes none; a kind in a rule's scope neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.declaration import Property
from graphmodel.schema import FLOWS_TO, NODES, PARTY, RELATIONSHIPS
from graphmodel.tables import END_COLUMNS, arrow_schema

ORDERED = "position"


@dataclass(frozen=True)
class Targets:
    """What a value of a row may name.

    Attributes
    ----------
    party
        The id and the label that a party's name has in a dataset; None where it names none.
    ids
        The ids of each other label.
    """

    party: Callable[[str, str], tuple[str, str] | None]
    ids: Mapping[str, frozenset[str]]

    def find(self, each: Property, dataset: str, text: str) -> tuple[str, str] | None:
        """The id and label that a value of a property names."""
        if set(each.refers) & set(PARTY):
            found = self.party(dataset, text)
            return found if found and found[1] in each.refers else None
        return next(((text, label) for label in each.refers if text in self.ids[label]), None)


def relationship_tables(nodes: Mapping[str, pa.Table], targets: Targets) -> dict[str, pa.Table]:
    """The relationship tables that the node tables' properties make, each sorted by its ends."""
    parts: dict[str, list[pa.Table]] = {each.type: [] for each in RELATIONSHIPS if each is not FLOWS_TO}
    for node in NODES:
        table = nodes[node.label]
        for each in node.properties:
            if each.link is not None and len(table):
                parts[each.link.type].append(_edges(node.label, table, each, targets))
    return {name: _sorted(name, [part for part in made if len(part)]) for name, made in parts.items()}


def _edges(label: str, table: pa.Table, each: Property, targets: Targets) -> pa.Table:
    """The edges that one property of one node table makes."""
    parents, texts, positions = _values(table[each.name].combine_chunks())
    ids = table["id"].combine_chunks().take(parents)
    ends = _ends(table, each, parents, texts, targets)
    found = pc.is_valid(ends.field("target"))
    owners = (ids.filter(found), pa.repeat(label, len(ids)).filter(found))
    others = (ends.field("target").filter(found), ends.field("label").filter(found))
    assert each.link is not None  # noqa: S101 - asked by the caller; for the type checker
    source, target = (others, owners) if each.link.reverse else (owners, others)
    columns = [source[0], target[0], source[1], target[1]]
    schema = arrow_schema(each.link.type)
    if ORDERED in schema.names:
        columns.append(positions.filter(found))
    return pa.table(columns, schema=schema)


def _values(column: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Every value of a column: the row that states it, the text, and its place in the row's list."""
    if not pa.types.is_list(column.type):
        rows = pc.indices_nonzero(pc.is_valid(column))
        return rows, column.take(rows), pa.repeat(pa.scalar(0, pa.int64()), len(rows))
    rows = pc.list_parent_indices(column)
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    positions = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return rows, pc.list_flatten(column), pa.array(positions, pa.int64())


def _ends(
    table: pa.Table, each: Property, parents: pa.Array, texts: pa.Array, targets: Targets
) -> pa.StructArray:
    """For each value the id and label that it names, or nulls; each distinct one is looked up once."""
    datasets = (
        pc.fill_null(table["dataset"].combine_chunks().take(parents), "")
        if "dataset" in table.column_names
        else pa.repeat("", len(parents))
    )
    of_row, named = datasets.dictionary_encode(), texts.dictionary_encode()
    pairs = of_row.indices.to_numpy().astype(np.int64) * len(named.dictionary) + named.indices.to_numpy()
    distinct, places = np.unique(pairs, return_inverse=True)
    known_datasets, known_texts = of_row.dictionary.to_pylist(), named.dictionary.to_pylist()
    found = [
        targets.find(each, known_datasets[dataset], known_texts[text])
        for dataset, text in zip(*divmod(distinct, max(1, len(known_texts))), strict=True)
    ]
    known = pa.array(
        [
            {"target": entry[0], "label": entry[1]} if entry else {"target": None, "label": None}
            for entry in found
        ],
        pa.struct([("target", pa.string()), ("label", pa.string())]),
    )
    return known.take(pa.array(places))


def _sorted(name: str, parts: list[pa.Table]) -> pa.Table:
    """The edges of one type, each once, sorted."""
    schema = arrow_schema(name)
    if not parts:
        return schema.empty_table()
    keys = [name for name in (*END_COLUMNS, ORDERED) if name in schema.names]
    edges = pa.concat_tables(parts).combine_chunks()
    if _rises(edges[keys[0]]):
        return edges
    edges = edges.sort_by([(name, "ascending") for name in keys]).combine_chunks()
    return edges.filter(_first_of_equals(edges, keys)).combine_chunks()


def _rises(column: pa.ChunkedArray) -> bool:
    """Whether each value of a column is greater than the one before it."""
    values = column.combine_chunks()
    return bool(pc.all(pc.greater(values[1:], values[:-1])).as_py())


def _first_of_equals(table: pa.Table, keys: Sequence[str]) -> pa.Array:
    """Whether each row of a sorted table differs from the one before it."""
    columns = (table[name].combine_chunks() for name in keys)
    differ = [pc.not_equal(column[1:], column[:-1]) for column in columns]
    return pa.concat_arrays([pa.array([True]), reduce(pc.or_, differ)]).slice(0, len(table))


def described_by(rows: pa.Table) -> pa.Table:
    """The dated attributes of states, each an edge from the state to the document that says so."""
    schema = arrow_schema("DESCRIBED_BY")
    stated = rows.filter(pc.is_valid(rows["document"]))
    columns = {
        "source": stated["subject"],
        "target": stated["document"],
        "source_label": pa.repeat("State", len(stated)),
        "target_label": pa.repeat("Source", len(stated)),
    }
    columns |= {name: stated[name] for name in schema.names if name in stated.column_names}
    made = pa.table([columns[name] for name in schema.names], schema=schema)
    order = ("source", "target", "attribute", "start", "end", "dataset", "file", "row")
    keys = [(name, "ascending") for name in order]
    return made.sort_by(keys).combine_chunks()
