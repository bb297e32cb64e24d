"""Node tables: what the rows say, what the vocabularies hold, and a bare node for what is only named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.schema import SHAPES
from graphmodel.tables import arrow_schema
from loaders import labels, shipped
from loaders.crosscheck import distinct
from loaders.parties import Parties

Record = dict[str, Any]

NODE_SHAPES = {
    "claim": "Statement",
    "event": "Request",
    "rule": "Rule",
    "coverage": "Coverage",
    "document": "Source",
}
"""The shapes whose rows are nodes as they stand."""


def node_tables(
    rows: dict[str, pa.Table], parties: Parties, states: Mapping[str, str], *, registry: bool
) -> dict[str, pa.Table]:
    """The node tables of a case, each sorted by id.

    Parameters
    ----------
    rows
        Rows by shape, with ids. They are taken out as they become nodes: a long log is not held twice.
    parties
        The agencies and groups.
    states
        Names of the states that may be named, by code.
    registry
        Whether the shipped states and databases belong to the case.
    """
    nodes = {
        "Agency": _from_records("Agency", parties.agencies),
        "AgencyGroup": _from_records("AgencyGroup", parties.groups),
        "DataType": _from_records("DataType", shipped.data_types()),
        "State": _from_records("State", _states(rows, parties, states, registry=registry)),
        "Database": _from_records("Database", _databases(rows, registry=registry)),
    }
    cited = _cited(rows)
    for shape_name, label in NODE_SHAPES.items():
        nodes[label] = _from_rows(label, rows.pop(shape_name), parties)
    nodes["Source"] = _with_cited(nodes["Source"], cited)
    return nodes


def _from_rows(label: str, rows: pa.Table, parties: Parties) -> pa.Table:
    names = labels.names(label, rows, parties.registry)
    if names is None:
        names = pc.coalesce(rows["name"], rows["id"])
    schema = arrow_schema(label)
    columns = [names if name == "name" else _column(rows, schema.field(name)) for name in schema.names]
    order = pc.sort_indices(rows["id"])
    del rows, names
    for place, column in enumerate(columns):
        columns[place] = pc.take(column, order)
    return pa.table(columns, schema=schema).combine_chunks()


def _column(rows: pa.Table, told: pa.Field) -> pa.ChunkedArray | pa.Array:
    """A column of rows; blank where nothing was said that makes it: no row was reviewed."""
    return rows[told.name] if told.name in rows.column_names else pa.nulls(len(rows), told.type)


def _from_records(label: str, records: Iterable[Record]) -> pa.Table:
    schema = arrow_schema(label)
    lists = (name for name in schema.names if pa.types.is_list(schema.field(name).type))
    blank = dict.fromkeys(lists, ())
    rows = [blank | row for row in records]
    return pa.Table.from_pylist(rows, schema).sort_by("id").combine_chunks()


def _states(
    rows: Mapping[str, pa.Table], parties: Parties, states: Mapping[str, str], *, registry: bool
) -> list[Record]:
    """The shipped states, and those that the case names."""
    known = {row["id"]: row for row in shipped.states()}
    named = {row.get("state") for row in (*parties.agencies, *parties.groups)}
    wanted = {*(known if registry else ()), *named, *rows["attribute"]["subject"].to_pylist()} - {None}
    return [known.get(key) or {"id": key, "name": states[key], "kind": "made-up"} for key in sorted(wanted)]


def _databases(rows: Mapping[str, pa.Table], *, registry: bool) -> list[Record]:
    """The shipped systems, and one for each other that a row names."""
    known = {row["id"]: row for row in shipped.databases()} if registry else {}
    named = {text for name in ("claim", "event") for _, text in distinct(rows[name], "databases")}
    return [*known.values(), *({"id": text, "name": text} for text in named - known.keys())]


def _cited(rows: Mapping[str, pa.Table]) -> set[str]:
    """The documents that rows name."""
    return {
        text
        for name, shape in SHAPES.items()
        for each in shape.columns
        if each.refers == ("Source",)
        for _, text in distinct(rows[name], each.name)
    }


def _with_cited(sources: pa.Table, cited: set[str]) -> pa.Table:
    """The documents, and one with nothing but its id for each that is only cited."""
    missing = cited - set(sources["id"].to_pylist())
    bare = _from_records("Source", [{"id": text, "name": text} for text in missing])
    return pa.concat_tables([sources, bare]).sort_by("id").combine_chunks()
