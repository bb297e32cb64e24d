"""Whole columns of canonical text become columns of values: each distinct cell is read once.

The rows that come out are those that `loaders.canonical.record` would make one by one; what costs is the number
of distinct cells, not the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pyarrow as pa

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.schema import PROVENANCE
from loaders.canonical import Cell, read_cell, shape_named
from loaders.coded import Coded
from loaders.rejects import CellError
from loaders.settling import SETTLED_BY, settle

ARROW: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "list": pa.list_(pa.string()),
    "number": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}

Errors = dict[int, CellError]
"""What is wrong with a row, by its place among the rows read, from 0."""


def rows_schema(shape_name: str) -> pa.Schema:
    """The columns of a shape's rows as they are kept: its properties, and where each row stands."""
    properties = (*shape_named(shape_name).columns, *PROVENANCE)
    return pa.schema([(each.name, ARROW[each.type]) for each in properties])


def read_columns(shape_name: str, cells: Mapping[str, Coded], length: int) -> tuple[pa.Table, Errors]:
    """The rows of a shape, read column by column.

    Parameters
    ----------
    shape_name
        The row shape.
    cells
        Text cells by canonical column; a column that is left out is blank.
    length
        The number of rows.

    Returns
    -------
    table, errors
        One row per row read, without provenance but with `masked`; and the first thing that is wrong with each
        row that cannot be taken (its values in the table mean nothing).
    """
    shape = shape_named(shape_name)
    errors: Errors = {}
    read: dict[str, Coded] = {}
    masks: list[Coded] = []
    for column in shape.columns:
        name = column.column or column.name
        texts = cells.get(name) or Coded.constant("", length)
        coded = texts.map(partial(_cell_or_error, shape_name, column))
        gather_errors(coded, errors)
        read[column.name] = coded.map(partial(_value_or_blank, column))
        if any(isinstance(cell, Cell) and cell.masked for cell in coded.values):
            masks.append(coded.map(partial(_mask_entries, name)))
    masked = Coded.together(masks).map(_joined) if masks and length else Coded.constant((), length)
    read |= _settled(shape_name, read, masked, errors)
    types = {each.name: ARROW[each.type] for each in shape.columns}
    columns = {name: coded.arrow(types[name]) for name, coded in read.items()}
    columns["masked"] = masked.arrow(ARROW["list"])
    return pa.table(columns), errors


def _cell_or_error(shape_name: str, column: Property, text: str) -> Cell | CellError:
    try:
        return read_cell(shape_name, column, text)
    except CellError as error:
        return error


def _value_or_blank(column: Property, cell: Cell | CellError) -> Any:
    if isinstance(cell, Cell):
        return cell.value
    return [] if column.type == "list" else None


def _mask_entries(name: str, cell: Cell | CellError) -> tuple[str, ...]:
    """What `masked` says of a cell: ``column:code``."""
    return tuple(f"{name}:{code}" for code in cell.masked) if isinstance(cell, Cell) else ()


def _joined(parts: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return sum(parts, ())


def gather_errors(coded: Coded, errors: Errors) -> None:
    """The first error of each row stands."""
    for row, error in coded.rows_of(lambda value: isinstance(value, CellError)):
        errors.setdefault(row, error)


def _settled(
    shape_name: str, read: Mapping[str, Coded], masked: Coded, errors: Errors
) -> Mapping[str, Coded]:
    """What follows from the cells of each row together, worked out once for each distinct combination."""
    names = SETTLED_BY.get(shape_name, ())
    if not names:
        return {}
    parts = [*(read[name] for name in names), masked]

    def settled(cells: tuple[Any, ...]) -> dict[str, Any] | CellError:
        hidden = frozenset(entry.partition(":")[0] for entry in cells[-1] or ())
        try:
            return settle(shape_name, dict(zip(names, cells[:-1], strict=True)), hidden)
        except CellError as error:
            return error

    combined = Coded.together(parts) if len(masked) else Coded.constant((), 0)
    results = combined.map(settled) if len(masked) else combined
    gather_errors(results, errors)
    made = {name for each in results.values if isinstance(each, dict) for name in each}
    return {name: results.map(partial(_of_result, name)) for name in sorted(made)}


def _of_result(name: str, result: dict[str, Any] | CellError) -> Any:
    return result[name] if isinstance(result, dict) else None


def table_of_records(shape_name: str, records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Records made one by one, as a table of rows."""
    schema = rows_schema(shape_name)
    lists = [name for name in schema.names if pa.types.is_list(schema.field(name).type)]
    rows = [{**dict.fromkeys(lists, ()), **each} for each in records]
    try:
        return pa.Table.from_pylist(rows, schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(f"these are no records of the shape {shape_name!r} ({error})") from error
