"""The rows of one evidence table: column by column for what is worked out of all of them, whole for the few shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

Record = Mapping[str, Any]
Columns = Mapping[str, "pa.Array"]

#: Rows of a batch: enough that the work per batch does not count, few enough that it does not need memory.
BATCH = 1 << 17
#: Row groups of a Parquet file that are kept once read: the rows of an answer stand close together, or repeat.
KEPT_GROUPS = 128


class RowSource(Protocol):
    """Rows of one node table."""

    def __len__(self) -> int:
        """How many rows there are."""

    def record(self, row: int) -> Record:
        """One row, whole."""

    def records(self) -> Iterable[Record]:
        """All rows, whole, in order."""

    def batches(self, columns: Sequence[str]) -> Iterator[Columns]:
        """All rows, some columns, in batches; a column that the table lacks is null."""


class GivenRows:
    """Rows given as plain records."""

    def __init__(self, label: str, rows: Iterable[Record]) -> None:
        self._label = label
        self._rows = list(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def record(self, row: int) -> Record:
        """One row, as it was given."""
        return self._rows[row]

    def records(self) -> Iterable[Record]:
        """All rows, as they were given."""
        return self._rows

    def batches(self, columns: Sequence[str]) -> Iterator[Columns]:
        """All rows at once, as typed columns."""
        import pyarrow as pa

        from graphmodel.tables import arrow_schema

        if self._rows:
            schema = arrow_schema(self._label)
            yield {
                name: pa.array([row.get(name) for row in self._rows], schema.field(name).type)
                for name in columns
            }


class TableRows:
    """Rows of a table in memory."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table.combine_chunks()

    def __len__(self) -> int:
        return len(self._table)

    def record(self, row: int) -> Record:
        """One row, whole."""
        found: list[Record] = self._table.slice(row, 1).to_pylist()
        return found[0]

    def records(self) -> Iterable[Record]:
        """All rows, whole, in order."""
        rows: list[Record] = self._table.to_pylist()
        return rows

    def batches(self, columns: Sequence[str]) -> Iterator[Columns]:
        """All rows, some columns, at once."""
        for batch in self._table.select(list(columns)).to_batches():
            yield {name: batch.column(name) for name in columns}


class ParquetRows:
    """Rows of a Parquet file, read only as far as they are asked for.

    Parameters
    ----------
    lacking
        The columns that the file lacks, which an older program wrote, and the value that stands for nothing in each.
    """

    def __init__(self, file: pq.ParquetFile, lacking: Record = MappingProxyType({})) -> None:
        self._file = file
        self._lacking = lacking
        self._starts = [0]
        for group in range(self._file.num_row_groups):
            self._starts.append(self._starts[-1] + self._file.metadata.row_group(group).num_rows)
        self._group = lru_cache(maxsize=KEPT_GROUPS)(self._read)

    def __len__(self) -> int:
        return self._starts[-1]

    def record(self, row: int) -> Record:
        """One row, whole: its row group is read, and kept for the next."""
        from bisect import bisect_right

        group = bisect_right(self._starts, row) - 1
        blank, stated = self._group(group)
        place = row - self._starts[group]
        return blank | {name: column[place].as_py() for name, column in stated.items()}

    def _read(self, group: int) -> tuple[dict[str, Any], dict[str, pa.ChunkedArray]]:
        """A row group: the columns that state nothing in it, and those that do."""
        stated = self._stated(group)
        table = self._file.read_row_group(group, columns=stated, use_threads=False)
        blank = {**dict.fromkeys(self._file.schema_arrow.names), **self._lacking}
        return blank, dict(zip(stated, table.columns, strict=True))

    def _stated(self, group: int) -> list[str]:
        """The columns that state something in a row group, by what the file says of it."""
        told = self._file.metadata.row_group(group)
        chunks = [told.column(number) for number in range(told.num_columns)]
        blank = {
            each.path_in_schema.partition(".")[0]
            for each in chunks
            if each.statistics is not None and each.statistics.null_count == each.num_values
        }
        return [name for name in self._file.schema_arrow.names if name not in blank]

    def records(self) -> Iterable[Record]:
        """All rows, whole, one batch after another."""
        for batch in self._file.iter_batches():
            rows: list[dict[str, Any]] = batch.to_pylist()
            yield from ({**row, **self._lacking} for row in rows) if self._lacking else rows

    def batches(self, columns: Sequence[str]) -> Iterator[Columns]:
        """All rows in batches, read from disk one after another."""
        there = [name for name in columns if name not in self._lacking]
        for batch in self._file.iter_batches(batch_size=BATCH, columns=there):
            yield {name: self._column(batch, name) for name in columns}

    def _column(self, batch: pa.RecordBatch, name: str) -> pa.Array:
        import pyarrow as pa

        if name in self._lacking:
            return pa.array([self._lacking[name]] * len(batch))
        return batch.column(name)
