"""A file becomes an input: canonical rows, and the rows that cannot be taken for what they hold themselves."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from graphmodel.schema import PARTY, SHAPES
from loaders.canonical import record
from loaders.columns import Coded, Errors, read_columns, rows_schema, table_of_records
from loaders.inputs import Input
from loaders.mapping import SourceMapping
from loaders.plans import Plan
from loaders.readers import Sheet
from loaders.rejects import Place, rejected


def read_input(plan: Plan) -> Input:
    """One file as canonical rows, with the rows that cannot be taken set aside."""
    mapping = plan.mapping
    sheet = plan.file.read(plan.dataset, mapping.personal if mapping else None)
    if mapping:
        cells, errors = mapping.cells(sheet)
    else:
        cells, errors = {name: Coded.of(column) for name, column in sheet.columns.items()}, {}
    table, wrong = read_columns(plan.shape, cells, len(sheet.rows))
    errors = wrong | errors
    rows = {plan.shape: _placed(plan, sheet, table, errors)}
    if mapping and mapping.document:
        rows["document"] = _document(plan, mapping, rows.get("document"))
    rejects = [rejected(Place(*plan.key, sheet.rows[index]), error) for index, error in errors.items()]
    return Input(
        plan.dataset,
        plan.file.path.name,
        plan.file.sha256,
        plan.shape,
        mapping.name if mapping else "",
        mapping.sha256 if mapping else "",
        sheet.read,
        tuple(sorted([*sheet.rejects, *rejects])),
        sheet.dropped,
        _marked(mapping, rows[plan.shape], plan.shape) if mapping else {},
        rows,
    )


def _placed(plan: Plan, sheet: Sheet, table: pa.Table, errors: Errors) -> pa.Table:
    """The rows that can be taken, each with where it stands."""
    length = len(table)
    columns: dict[str, Any] = {name: table[name] for name in table.column_names}
    columns |= {
        "dataset": pa.repeat(plan.dataset, length),
        "file": pa.repeat(plan.file.path.name, length),
        "file_sha256": pa.repeat(plan.file.sha256, length),
        "sheet": pa.nulls(length, pa.string()),
        "page": pa.nulls(length, pa.int64()),
        "row": pa.array(sheet.rows, pa.int64()),
    }
    schema = rows_schema(plan.shape)
    placed = pa.table([columns[name] for name in schema.names], schema=schema)
    if not errors:
        return placed
    return placed.take(pa.array([index for index in range(length) if index not in errors], pa.int64()))


def _document(plan: Plan, mapping: SourceMapping, rows: pa.Table | None) -> pa.Table:
    """The document that a mapping names: it stands in the mapping, not in a row of the file."""
    made = record("document", mapping.document)
    made |= {"dataset": plan.dataset, "file": plan.file.path.name, "file_sha256": plan.file.sha256}
    table = table_of_records("document", [made])
    return table if rows is None else pa.concat_tables([rows, table])


def _marked(mapping: SourceMapping, table: pa.Table, shape: str) -> dict[str, str]:
    """The names in a mapped file that one of its junk patterns finds, and why each is doubtful."""
    names: set[str] = set()
    for each in SHAPES[shape].columns:
        if mapping.junk and set(PARTY) & set(each.refers):
            cells = table[each.name].combine_chunks()
            names.update((cells.flatten() if each.type == "list" else cells.drop_null()).unique().to_pylist())
    found = {name: mapping.reason_for_mark(name) for name in sorted(names)}
    return {name: reason for name, reason in found.items() if reason}
