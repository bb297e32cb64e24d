"""A masked cell is no value, told cell by cell or for a whole column at once."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.masks import is_value, mask_of, values_in
from tests.graphmodel.test_registry import MASKED, NOT_MASKED

MASKS = [cell for cells in MASKED.values() for cell in cells]
VALUES = [cell for line in NOT_MASKED.strip("\n").splitlines() for cell in line.split("|") if cell]


@pytest.mark.parametrize("cell", [*MASKS, *(f" {cell}\n" for cell in MASKS), *map(str.lower, MASKS)])
def test_a_masked_cell_is_no_value(cell: str) -> None:
    """However it is written: what it begins like is listed with its pattern."""
    assert mask_of(cell.strip())
    assert (is_value(cell), values_in(pa.array([cell]))) == (False, 0)


@pytest.mark.parametrize("cell", VALUES)
def test_another_cell_is_one(cell: str) -> None:
    """Also where it begins like a mask."""
    assert (is_value(cell), values_in(pa.array([cell]))) == (True, 1)


@given(
    st.lists(st.one_of(st.sampled_from([*MASKS, *VALUES, "", " ", "\t\n"]), st.text(max_size=8)), max_size=30)
)
def test_both_ways_of_counting_agree(cells: list[str]) -> None:
    """A column at once, or cell by cell."""
    assert values_in(pa.array(cells, pa.string())) == sum(map(is_value, cells))
