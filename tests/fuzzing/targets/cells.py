"""Cells: dates, counts, and whatever else a column of a row shape may hold."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from math import inf
from typing import Any

from graphmodel.counts import Count, together
from graphmodel.dates import iso, parse_span
from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.reading import _count
from graphmodel.schema import SHAPES
from graphmodel.vocabulary import vocabulary, vocabulary_names
from loaders.canonical import FLAGS, VIA_SEPARATOR, read_cell, record
from loaders.rejects import QUOTE, CellError
from tests.fuzzing.targets import refuses, text_of

# --- dates --------------------------------------------------------------------------------------------------------


def dates(data: bytes) -> None:
    """A date is refused and quoted, or is the days that its digits say, and prints back to itself."""
    text = text_of(data)
    try:
        span = parse_span(text)
    except InputError as error:
        refuses(error, repr(error.quoted))
        _quotes(error, text)
        return
    assert span.lo <= span.hi
    assert parse_span(f"{iso(span.lo) or ''}..{iso(span.hi) or ''}") == span
    first, dots, last = text.strip().partition("..")
    assert span.lo == _days(first.strip())[0]
    assert span.hi == _days(last.strip() if dots else first.strip())[1]


def _quotes(error: InputError, text: str) -> None:
    assert error.hint
    assert error.quoted is not None
    assert error.quoted in text


def _days(point: str) -> tuple[float, float]:
    """The first and the last day of a date, read by the standard library."""
    if not point:
        return -inf, inf
    if point.startswith("FY"):
        year = date.fromisoformat(f"{point[2:]}-01-01").year
        return date(year - 1, 10, 1).toordinal(), date(year, 9, 30).toordinal()
    if "Q" in point:
        year, quarter = point.split("-Q")
        months = [(1, 3), (4, 6), (7, 9), (10, 12)][["1", "2", "3", "4"].index(quarter)]
        return _month(f"{year}-{months[0]:02}")[0], _month(f"{year}-{months[1]:02}")[1]
    if len(point) == len("2020"):
        return _month(f"{point}-01")[0], _month(f"{point}-12")[1]
    if len(point) == len("2020-01"):
        return _month(point)
    assert re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", point)
    return (date.fromisoformat(point).toordinal(),) * 2


def _month(text: str) -> tuple[int, int]:
    first = date.fromisoformat(f"{text}-01")
    return first.toordinal(), first.replace(day=monthrange(first.year, first.month)[1]).toordinal()


# --- counts -------------------------------------------------------------------------------------------------------

COUNT = ("count_value", "count_qualifier", "count_unit", "count_kind", "count_words", "count_shared_with")


def counts(data: bytes) -> None:
    """Lines: a number, its qualifier, unit, kind, words, whom it is shared with. At least is no more than at most.

    A number is the one that is written; what is exact is within its bounds, and what counts prove together is no
    less than what one of them does.
    """
    cells = dict(zip(COUNT, text_of(data).split("\n"), strict=False))
    try:
        made = record("claim", {"mode": "disclosed", **cells})
    except CellError as error:
        refuses(error, f"column {error.column!r}")
        _is_of(error, COUNT)
        return
    count = _count(made)
    if count is None:
        return
    if count.value is not None:
        assert Decimal(repr(count.value)) == Decimal(cells["count_value"].strip().replace(",", "")) or (
            count.value == float(cells["count_value"].strip().replace(",", ""))
        )
    _is_bounded(count)
    assert count.in_words()
    assert (count.part is None) == (not count.shared_with)


def _is_of(error: CellError, columns: tuple[str, ...]) -> None:
    assert error.column in columns


def _is_bounded(count: Count) -> None:
    least, most = count.bounds.at_least, count.bounds.at_most
    assert least is None or most is None or least <= most
    if count.value is not None and count.kind == "total" and count.qualifier == "exactly":
        assert (least, most) == (count.value, count.value)
    if count.qualifier == "words only" or count.kind != "total":
        assert (least, most) == (None, None)
    other = Count("at least 7", "at least", 7, count.unit)
    proved = together([count, other])
    assert proved.at_most is None
    assert proved.at_least == (7 if count.shared_with else max(least or 0, 7))


# --- any cell -----------------------------------------------------------------------------------------------------

COLUMNS = {
    f"{shape.name}.{column.column}": (shape.name, column)
    for shape in SHAPES.values()
    for column in shape.columns
}


def cells(data: bytes) -> None:
    """A line `shape.column`, then the cell. It is refused by its column's name, or what it says reads back the same."""
    where, _, text = text_of(data).partition("\n")
    if where not in COLUMNS:
        return
    shape, column = COLUMNS[where]
    try:
        cell = read_cell(shape, column, text)
    except CellError as error:
        refuses(error, f"column {column.column!r}")
        _is_said(error)
        return
    if cell.value in (None, []) or cell.masked:
        assert cell.masked or not text.strip() or column.type == "list"
        return
    again = read_cell(shape, column, _written(column, cell.value))
    assert again == cell, f"{cell} is written {_written(column, cell.value)!r}, which is read as {again}"


def _is_said(error: CellError) -> None:
    """What is said of a cell that may name a person holds nothing of the cell."""
    assert QUOTE not in error.reason(lambda _: "…")


def _written(column: Property, value: Any) -> str:
    """What was read, as a canonical file would say it."""
    if isinstance(value, bool):
        return next(word for word, flag in FLAGS.items() if flag is value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, list):
        return (VIA_SEPARATOR if column.name == "via" else ";").join(value)
    return str(value)


# --- words --------------------------------------------------------------------------------------------------------

_TERMS = [
    word
    for name in vocabulary_names()
    for term in vocabulary(name).values()
    for word in (term.id, term.label)
]
WORDS = {
    "dates": ["FY", "-Q", "..", "-02-29", "0001", "9999", "-12-31", "2020-02"],
    "counts": [
        word
        for name in ("qualifiers", "units", "count_kinds")
        for word in (*vocabulary(name), "\n", ",000", "; ")
    ],
    "cells": [*COLUMNS, *_TERMS, "\n", ";", " > ", ":", "***", "(b)(6)", "GA", "yes", "2020-01"],
}
