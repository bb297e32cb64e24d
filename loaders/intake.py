"""A file becomes an input: canonical rows, and the rows that cannot be taken for what they hold themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graphmodel.schema import PARTY, SHAPES
from loaders.canonical import record
from loaders.coded import Coded, Encoder
from loaders.columns import Errors, read_columns, rows_schema, table_of_records
from loaders.inputs import Input
from loaders.mapping import SourceMapping
from loaders.pairing import of_whole_rows, split_pairs
from loaders.plans import Plan
from loaders.readers.tables import Damage, Scan
from loaders.rejects import Place, Reject, rejected
from loaders.screen import check_kept, screened, told


@dataclass
class Rows:
    """The rows of a table as columns of codes, and where each stands."""

    columns: dict[str, Coded]
    rows: np.ndarray[Any, np.dtype[np.int64]]
    pages: np.ndarray[Any, np.dtype[np.int64]] | None


def read_input(plan: Plan) -> Input:
    """One table of a file as canonical rows, with the rows that cannot be taken set aside."""
    mapping = plan.mapping
    wanted = mapping.wanted if mapping else plan.header.names
    scan = Scan(plan.records, plan.header, wanted, mapping.personal if mapping else {})
    found = _gathered(scan)
    found, uneven = _split(mapping, found) if mapping and mapping.pairs else (found, {})
    length = len(found.rows)
    cells, errors = _screened(plan, found, scan.dropped)
    table, wrong = read_columns(plan.shape, cells, length)
    errors = of_whole_rows(wrong | errors | uneven, found.rows)
    rows = {plan.shape: _placed(plan, found, table, errors)}
    if mapping and mapping.document:
        rows["document"] = _document(plan, mapping, rows.get("document"))
    by_row = {int(found.rows[index]): error for index, error in errors.items()}
    own = mapping is None
    rejects = [rejected(_place(plan, row), error, own=own) for row, error in by_row.items()]
    return Input(
        plan.dataset,
        plan.records.file,
        plan.records.sheet or "",
        plan.records.sha256,
        plan.shape,
        mapping.name if mapping else "",
        mapping.sha256 if mapping else "",
        scan.read,
        tuple(sorted([*(_damaged(plan, each) for each in scan.damaged), *rejects])),
        dict(sorted(scan.dropped.items())),
        _marked(mapping, rows[plan.shape], plan.shape) if mapping else {},
        rows,
    )


def _screened(plan: Plan, found: Rows, dropped: Counter[str]) -> tuple[Mapping[str, Coded], Errors]:
    """The canonical text cells without those that show a person, which are counted, or are errors of the row."""
    mapping = plan.mapping
    if mapping is None:
        return found.columns, told(plan.shape, found.columns)
    check_kept(mapping, {name: coded.values for name, coded in found.columns.items()})
    cells, errors = mapping.cells(found.columns, len(found.rows))
    cells, out = screened(mapping, cells)
    dropped.update(out)
    return cells, errors


def _gathered(scan: Scan) -> Rows:
    """All rows of a scan."""
    encoders = {name: Encoder() for name in scan.wanted}
    rows, pages = [np.zeros(0, np.int64)], []
    for batch in scan:
        rows.append(batch.rows)
        if batch.pages is not None:
            pages.append(batch.pages)
        for name, encoder in encoders.items():
            encoder.add(batch.columns[name])
    columns = {name: encoder.coded() for name, encoder in encoders.items()}
    return Rows(columns, np.concatenate(rows), np.concatenate(pages) if pages else None)


def _split(mapping: SourceMapping, found: Rows) -> tuple[Rows, Errors]:
    """A row for each pair of the lists that go together."""
    columns, places, uneven = split_pairs(mapping, found.columns, len(found.rows))
    return Rows(columns, found.rows[places], None if found.pages is None else found.pages[places]), uneven


def _place(plan: Plan, row: int) -> Place:
    return Place(plan.dataset, plan.records.file, row, plan.records.sheet or "")


def _damaged(plan: Plan, damage: Damage) -> Reject:
    return Reject(_place(plan, damage.row), damage.column, damage.reason, damage.hint)


def _placed(plan: Plan, found: Rows, table: pa.Table, errors: Errors) -> pa.Table:
    """The rows that can be taken, each with where it stands."""
    length = len(table)
    columns: dict[str, Any] = {name: table[name] for name in table.column_names}
    columns |= {
        "dataset": pa.repeat(plan.dataset, length),
        "file": pa.repeat(plan.records.file, length),
        "file_sha256": pa.repeat(plan.records.sha256, length),
        "sheet": pa.array([plan.records.sheet], pa.string()).take(pa.array(np.zeros(length, np.int32))),
        "page": pa.nulls(length, pa.int64()) if found.pages is None else pa.array(found.pages),
        "row": pa.array(found.rows, pa.int64()),
    }
    schema = rows_schema(plan.shape)
    placed = pa.table([columns[name] for name in schema.names], schema=schema)
    if not errors:
        return placed
    return placed.take(pa.array([index for index in range(length) if index not in errors], pa.int64()))


def _document(plan: Plan, mapping: SourceMapping, rows: pa.Table | None) -> pa.Table:
    """The document that a mapping names: it stands in the mapping, not in a row of the file."""
    made = record("document", mapping.document)
    made |= {"dataset": plan.dataset, "file": plan.records.file, "file_sha256": plan.records.sha256}
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
