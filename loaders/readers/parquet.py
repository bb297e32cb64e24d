"""A Parquet file is read in the child process, batch by batch; its typed values become text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graphmodel.errors import InputError
from loaders.readers.fields import check_fields, line_of
from loaders.readers.lines import Line
from loaders.readers.worker import Found, Task

BATCH_ROWS = 1 << 12
FRACTION = r"(?:\.0*|(\.[0-9]*[1-9])0*)(Z?)$"
"""The fraction of a second, and the zeros that say nothing."""


def read(task: Task) -> Iterator[Found]:
    """The one table of a file.

    Raises
    ------
    InputError
        When it is damaged, or two columns have one name.
    """
    try:
        file = pq.ParquetFile(task.path or pa.BufferReader(task.data()), page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{task.name} is a damaged Parquet file (it may be cut off)", hint="fetch it again"
        ) from error
    names = [name for each in file.schema_arrow for name in _names(each)]
    if len(set(names)) < len(names):
        raise InputError(f"{task.name}: two columns have one name", hint="rename or delete one")
    yield Found(_lines(file, check_fields(task.name, names)), self_named=True)


def _names(field: pa.Field) -> Iterator[str]:
    """The columns of a field: those of its own fields, where it has such."""
    if pa.types.is_struct(field.type) and field.type.num_fields:
        for place in range(field.type.num_fields):
            yield from (f"{field.name}.{name}" for name in _names(field.type.field(place)))
    else:
        yield field.name


def _lines(file: pq.ParquetFile, names: tuple[str, ...]) -> Iterator[Line]:
    yield Line(0, names)
    row = 0
    for batch in file.iter_batches(BATCH_ROWS, use_threads=False):
        for record in _exact(batch).to_pylist():
            row += 1
            yield line_of(row, record, names)


def _exact(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same with values that Python has not as they are, as it has them."""
    return pa.RecordBatch.from_arrays(list(map(_exact_column, batch.columns)), names=batch.schema.names)


def _exact_column(column: pa.Array) -> pa.Array:
    """Numbers of 32 bits with the digits that they have (0.1, not 0.10000000149011612), nanoseconds as text."""
    if pa.types.is_float32(column.type):
        values = [None if value is None else float(str(np.float32(value))) for value in column.to_pylist()]
        return pa.array(values, pa.float64())
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return pc.replace_substring_regex(pc.cast(column, pa.string()), FRACTION, r"\1\2")
    return column
