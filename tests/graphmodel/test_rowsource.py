"""Rows of an evidence table are the same whole and column by column, given, in memory or on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graphmodel.rowsource import GivenRows, ParquetRows, RowSource, TableRows
from graphmodel.tables import arrow_schema
from tests.graphmodel.world import request

ROWS: list[dict[str, Any]] = [
    dict(request(f"r{number}", asked=f"2020-01-{number:02}"))
    | ({"via": ["us-x"]} if number == 5 else {})
    | ({"purpose": "criminal-investigation"} if number > 6 else {})
    for number in range(1, 10)
]


def whole(row: dict[str, Any]) -> dict[str, Any]:
    """A row with every column of its table."""
    return dict.fromkeys(arrow_schema("Request").names) | row


def source(kind: str, folder: Path) -> RowSource:
    """The same rows in each form; on disk in groups of four."""
    table = pa.Table.from_pylist(ROWS, arrow_schema("Request"))
    if kind == "given":
        return GivenRows("Request", ROWS)
    if kind == "table":
        return TableRows(table)
    pq.write_table(table, folder / "rows.parquet", row_group_size=4)
    return ParquetRows(pq.ParquetFile(folder / "rows.parquet"))


@pytest.mark.parametrize("kind", ["given", "table", "parquet"])
def test_rows_are_the_same_in_every_form(kind: str, tmp_path: Path) -> None:
    """One by one in any order, all at once, and as columns; a column that states nothing is null."""
    rows = source(kind, tmp_path)
    assert len(rows) == len(ROWS)
    for number in (8, 0, 4, 3, 8):
        assert whole(dict(rows.record(number))) == whole(ROWS[number])
    assert [whole(dict(row)) for row in rows.records()] == list(map(whole, ROWS))
    columns = ("id", "via", "asked", "count")
    batches = list(rows.batches(columns))
    for name in columns:
        found = [cell for batch in batches for cell in batch[name].to_pylist()]
        assert found == [row.get(name) for row in ROWS]
