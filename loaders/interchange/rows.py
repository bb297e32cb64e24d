"""The rows of tables as inputs: what an import counts as loaded where the rows that were kept did not come with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from graphmodel.schema import NODE
from graphmodel.tables import Tables
from loaders import shipped
from loaders.columns import rows_schema, table_of_records
from loaders.inputs import Input
from loaders.nodes import NODE_SHAPES
from loaders.settling import GROUP, MADE_UP_STATE

DATASET = "imported"
"""The dataset of a row that says of none."""
Record = dict[str, Any]


def inputs_of(tables: Tables, file: str, *, registry: bool) -> list[Input]:
    """An input for each dataset, file and sheet that the rows name; of those that name none, the file that they came in.

    `registry`: the shipped agencies belong to the case without rows of their own.

    Agencies that only stand for a name, and documents that are only cited, are no rows: they are made anew.
    """
    found: dict[tuple[str, str, str], dict[str, list[Record]]] = {}
    for shape, row in _rows(tables, registry=registry):
        named = row | {"dataset": row.get("dataset") or DATASET, "file": row.get("file") or file}
        key = (named["dataset"], named["file"], named.get("sheet") or "")
        found.setdefault(key, {}).setdefault(shape, []).append(named)
    return [_input(key, shapes) for key, shapes in sorted(found.items())]


def _input(key: tuple[str, str, str], shapes: Mapping[str, list[Record]]) -> Input:
    rows = [row for each in shapes.values() for row in each]
    stated = (row["file_sha256"] for row in rows if row.get("file_sha256"))
    return Input(
        *key,
        sha256=next(stated, sha256(b"").hexdigest()),
        shape=next(iter(sorted(shapes))),
        mapping="",
        mapping_sha256="",
        rows_read=0,
        rejects=(),
        personal_dropped={},
        marked={},
        rows={shape: table_of_records(shape, map(_bare(shape), each)) for shape, each in shapes.items()},
    )


def _bare(shape: str) -> Any:
    names = rows_schema(shape).names
    return lambda row: {name: row[name] for name in names if row.get(name) is not None}


def _rows(tables: Tables, *, registry: bool) -> Iterator[tuple[str, Record]]:
    for shape, label in NODE_SHAPES.items():
        if "dataset" in {each.name for each in NODE[label].properties}:
            yield from ((shape, row) for row in tables.records(label) if label != "Source" or _is_stated(row))
    known = {row["id"] for row in shipped.agencies()} if registry else set()
    for label in ("Agency", "AgencyGroup"):
        group = {"kind": GROUP} if label == "AgencyGroup" else {}
        for row in tables.records(label):
            if not row.get("provisional") and (row["file"] or row["id"] not in known):
                yield "agency", row | group
    yield from _attributes(tables)


def _is_stated(row: Record) -> bool:
    """Whether a document was told of, not only cited."""
    return (
        bool(row["file"])
        or row["name"] != row["id"]
        or any(row[each.name] for each in NODE["Source"].properties if each.name not in ("id", "name"))
    )


def _attributes(tables: Tables) -> Iterator[tuple[str, Record]]:
    declared = set()
    for row in tables.records("DESCRIBED_BY"):
        if row["attribute"] == MADE_UP_STATE:
            declared.add(row["source"])
        yield "attribute", row | {"subject": row["source"], "document": row["target"]}
    known = {row["id"] for row in shipped.states()}
    for row in tables.records("State"):
        if row["id"] not in known | declared:
            yield "attribute", {"subject": row["id"], "attribute": MADE_UP_STATE, "value": row["name"]}
