"""Whole columns are read as their rows would be, one by one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.schema import SHAPES
from loaders.canonical import record
from loaders.columns import Coded, read_columns
from loaders.rejects import CellError

WORDS = """
***|REDACTED|us-ice|us-ice; ***|photo|2019-06|2020|standing|event|y|n|ended|seen|disclosed|available|denied|complied
12|no term|GA|group|permits|bars|partial|withheld|holder|recipient|law-enforcement|made-up-state
"""
CELLS = st.sampled_from(
    ["", "\0", *(word for line in WORDS.strip().splitlines() for word in line.split("|"))]
)


def one_by_one(shape: str, rows: list[dict[str, str]]) -> list[Any]:
    """Each row read alone: its record, or its error."""
    read: list[Any] = []
    for cells in rows:
        try:
            read.append(record(shape, cells))
        except CellError as error:
            read.append((error.column, error.message, error.hint))
    return read


@pytest.mark.parametrize("shape", SHAPES)
@given(data=st.data())
def test_columns_are_read_as_rows_are(shape: str, data: st.DataObject) -> None:
    """The same values, the same masks, the same first error, whichever way a file is read."""
    header = SHAPES[shape].header
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(header, CELLS)), max_size=5))
    cells = {name: Coded.of(row[name] for row in rows) for name in header}
    table, errors = read_columns(shape, cells, len(rows))
    by_columns = [
        (error.column, error.message, error.hint) if (error := errors.get(place)) else values
        for place, values in enumerate(table.to_pylist())
    ]
    assert by_columns == one_by_one(shape, rows)
