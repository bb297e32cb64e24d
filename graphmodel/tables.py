"""The typed tables of a case: one per node label and relationship type, in Parquet on disk.

Node tables keep cells as they were written, in canonical columns, with where each row stands; names are resolved
and dates and counts are read in the projection (`graphmodel.projection`). Relationship tables hold resolved ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.rowsource import ParquetRows, RowSource, TableRows
from graphmodel.schema import FLOWS_TO, NODE, NODES, RELATIONSHIP, RELATIONSHIPS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

Record = Mapping[str, Any]

#: Rows of a row group: one is read whole for a row that is shown.
GROUP = 1 << 13
#: Columns that every relationship table starts with: ids, and the labels of the two ends.
END_COLUMNS = ("source", "target", "source_label", "target_label")


def table_names() -> tuple[str, ...]:
    """The tables of a case, in order; flows are a projection and have none."""
    made = (each.type for each in RELATIONSHIPS if each is not FLOWS_TO)
    return (*(node.label for node in NODES), *made)


def columns(name: str) -> dict[str, str]:
    """The columns of a table and the type of each: text, list, number, integer or flag."""
    if name in NODE:
        return {each.name: each.type for each in NODE[name].properties}
    return dict.fromkeys(END_COLUMNS, "text") | _relationship_columns(name)


def _relationship_columns(name: str) -> dict[str, str]:
    return {each.name: each.type for each in RELATIONSHIP[name].properties}


def arrow_schema(name: str) -> pa.Schema:
    """The Parquet schema of a table."""
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "text": pa.string(),
        "list": pa.list_(pa.string()),
        "number": pa.float64(),
        "integer": pa.int64(),
        "flag": pa.bool_(),
    }
    return pa.schema([(column, types[kind]) for column, kind in columns(name).items()])


class Tables(Mapping[str, "pa.Table"]):
    """All tables of a case by name; a table that was not given is there and empty.

    Tables on disk are opened at once, so that a generation stays readable whatever a writer does meanwhile, and read
    when they are looked at.
    """

    def __init__(self, tables: Mapping[str, pa.Table | pq.ParquetFile]) -> None:
        self._tables = {name: tables.get(name) or arrow_schema(name).empty_table() for name in table_names()}
        self._read: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._read:
            table = self._tables[name]
            self._read[name] = table if hasattr(table, "to_pylist") else _read(table, name)
        return self._read[name]

    def source(self, name: str) -> RowSource:
        """The rows of a table, read only as they are asked for."""
        table = self._tables[name]
        if hasattr(table, "to_pylist"):
            return TableRows(table)
        return ParquetRows(table, lacking(name, table.schema_arrow.names))

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    @classmethod
    def from_records(cls, records: Mapping[str, Iterable[Record]]) -> Tables:
        """Tables made of plain records; a column that a record lacks is null."""
        import pyarrow as pa

        return cls(
            {name: pa.Table.from_pylist(list(rows), arrow_schema(name)) for name, rows in records.items()}
        )

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """The tables of one generation.

        Raises
        ------
        InputError
            When a table is missing or is not Parquet.
        """
        import pyarrow.parquet as pq

        try:
            return cls({name: pq.ParquetFile(folder / f"{name}.parquet") for name in table_names()})
        except (OSError, ValueError) as error:
            raise InputError(
                f"{folder} is not a whole generation ({error})", hint="load the case's files again"
            ) from error

    def write(self, folder: Path) -> None:
        """One Parquet file per table; the same tables give the same bytes."""
        import pyarrow.parquet as pq

        for name, table in self.items():
            pq.write_table(
                table.cast(arrow_schema(name)),
                folder / f"{name}.parquet",
                compression="zstd",
                row_group_size=GROUP,
            )

    def records(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table as plain records."""
        rows: list[dict[str, Any]] = self[name].to_pylist()
        return rows

    def frame(self, name: str) -> pd.DataFrame:
        """A table for pandas."""
        frame: pd.DataFrame = self[name].to_pandas()
        return frame


def lacking(name: str, there: Iterable[str]) -> Record:
    """The columns that a table lacks which an older program wrote, with nothing stated in them."""
    known = {*there}
    return {
        column: [] if kind == "list" else None
        for column, kind in columns(name).items()
        if column not in known
    }


def _read(file: pq.ParquetFile, name: str) -> pa.Table:
    try:
        return _whole(file.read(), name)
    except (OSError, ValueError) as error:
        raise InputError(
            f"a table of the case cannot be read ({error})", hint="load the case's files again"
        ) from error


def _whole(table: pa.Table, name: str) -> pa.Table:
    """The table with the columns that an older program did not write."""
    import pyarrow as pa

    schema = arrow_schema(name)
    for column, blank in lacking(name, table.column_names).items():
        field = schema.field(column)
        table = table.append_column(field, pa.array([blank] * len(table), field.type))
    return table.select(schema.names)


def blank_record(properties: Iterable[Property]) -> dict[str, Any]:
    """A record with nothing stated."""
    return {each.name: [] if each.type == "list" else None for each in properties}
