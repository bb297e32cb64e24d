"""Which record of a table names its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graphmodel.errors import InputError
from loaders.personal import columns_shown
from loaders.readers.tables import AS_UTF8, UNSTATED, Header, Layout, Line, Records, head

LOOKED_AT = 50
"""How many records are looked at for a header."""


def find_header(
    records: Records, known: Callable[[tuple[str, ...]], bool], layout: Layout = UNSTATED
) -> Header:
    """The record that the layout names, else the first that is known as a header, else the first not blank.

    Raises
    ------
    InputError
        When the table is empty, or what must be the header is none.
    """
    if layout.names:
        return Header(layout.names, 0)
    looked_at = max(LOOKED_AT, layout.header_row or 0)
    lines = [line for line in head(records, looked_at) if line.cells and any(map(str.strip, line.cells))]
    if not lines:
        raise InputError(f"{records.file} is empty", hint="the first row must name the columns")
    if layout.header_row is not None:
        return _checked(records, _stated(records, lines, layout.header_row))
    if records.self_named:
        return _checked(records, lines[0])
    named = next((line for line in lines if known(_names(line))), lines[0])
    return _checked(records, named)


def _names(line: Line) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.cells or ())


def _stated(records: Records, lines: Sequence[Line], row: int) -> Line:
    line = next((line for line in lines if line.row == row), None)
    if line is None:
        raise InputError(
            f"{records.file}, row {row}: there is no header, for the row is blank, damaged or not there",
            hint="correct `header_row` in the mapping's [layout]",
        )
    return line


def _checked(records: Records, line: Line) -> Header:
    where = f"{records.file}, row {line.row}"
    names = _names(line)
    if any("\0" in name for name in names):
        raise InputError(f"{where}: the header holds NUL characters: it is not UTF-8 text", hint=AS_UTF8)
    seen: set[str] = set()
    for position, name in enumerate(names, 1):
        if not name:
            raise InputError(
                f"{where}: column {position} has no name", hint="name every column, or delete it"
            )
        if name in seen:
            called = columns_shown(names)[position - 1]
            raise InputError(f"{where}: two columns are named {called!r}", hint="rename or delete one")
        seen.add(name)
    return Header(names, line.row)
