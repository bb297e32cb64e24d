"""Columns from left to right, and rows: the same input always lies the same way."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from viz.layout import columns, fractions, spread

NAMES = st.sampled_from("abcdefgh")
ARCS = st.lists(st.tuples(NAMES, NAMES), max_size=20)


def test_who_stands_between_lies_between() -> None:
    column = columns("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")], {"a", "d"}, {"c"})
    assert column == {"a": 0, "d": 0, "b": 1, "c": 2}


def test_a_receiver_that_is_on_no_route_stands_last_too() -> None:
    """Otherwise it would look like one who stands between."""
    column = columns("abcx", [("a", "b"), ("b", "c"), ("a", "x")], {"a"}, {"c"})
    assert column["x"] == column["c"] == 2


def test_a_circle_is_no_endless_way() -> None:
    column = columns("abc", [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")], {"a"}, {"c"})
    assert (column["a"], column["c"]) == (0, 2)


def test_a_chain_longer_than_python_recurses_is_laid_out() -> None:
    names = [f"{number:05}" for number in range(3000)]
    arcs = list(pairwise(names))
    assert columns(names, arcs, {names[0]}, {names[-1]})[names[-1]] == 2999


@given(arcs=ARCS, starts=st.sets(NAMES, max_size=2), ends=st.sets(NAMES, max_size=2), chance=st.randoms())
def test_the_order_of_the_input_never_matters(
    arcs: list[tuple[str, str]], starts: set[str], ends: set[str], chance: object
) -> None:
    """Sets made pages differ between builds: everything is sorted before it is laid out."""
    shuffled = list(arcs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    ends -= starts
    assert columns("abcdefgh", arcs, starts, ends) == columns("hgfedcba", shuffled, starts, ends)


@given(arcs=ARCS, starts=st.sets(NAMES, max_size=2))
def test_where_routes_start_is_the_first_column(arcs: list[tuple[str, str]], starts: set[str]) -> None:
    column = columns("abcdefgh", arcs, starts, set())
    assert all(column[start] == 0 for start in starts)


def test_rows_and_columns_are_spread_evenly() -> None:
    assert spread(2, 0, 100) == [25.0, 75.0]
    assert spread(0, 0, 100) == []
    assert fractions(3) == [0.0, 0.5, 1.0]
    assert fractions(1) == [0.5]
