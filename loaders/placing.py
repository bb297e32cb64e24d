"""Rows get their provenance: the dataset, the file with its hash, the sheet or page, and the row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from loaders.columns import rows_schema


class Where(NamedTuple):
    """Where the rows of a table stand; `rows` and `pages` are of each row."""

    dataset: str
    file: str
    sha256: str
    sheet: str
    rows: np.ndarray[Any, np.dtype[np.int64]]
    pages: np.ndarray[Any, Any] | pa.ChunkedArray | None


def placed(shape: str, table: pa.Table, where: Where, wrong: Collection[int] = ()) -> pa.Table:
    """The rows of a table, each with where it stands, without those at the places that are wrong."""
    length = len(table)
    columns: dict[str, Any] = {name: table[name] for name in table.column_names}
    columns |= {
        "dataset": pa.repeat(where.dataset, length),
        "file": pa.repeat(where.file, length),
        "file_sha256": pa.repeat(where.sha256, length),
        "sheet": pa.repeat(where.sheet, length) if where.sheet else pa.nulls(length, pa.string()),
        "page": pa.nulls(length, pa.int64()) if where.pages is None else where.pages,
        "row": pa.array(where.rows, pa.int64()),
    }
    schema = rows_schema(shape)
    made = pa.table([columns[name] for name in schema.names], names=schema.names).cast(schema)
    if not wrong:
        return made
    kept = np.setdiff1d(np.arange(length), np.fromiter(wrong, np.int64))
    return made.take(pa.array(kept))
