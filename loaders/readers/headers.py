"""Which record of a table names its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from graphmodel.errors import InputError
from loaders.personal import columns_shown
from loaders.readers.lines import AS_UTF8, MOST_COLUMNS, UNFIT, Header, Line, is_help
from loaders.readers.tables import UNSTATED, Layout, Records, head

LOOKED_AT = 50
"""How many records are looked at for a header."""


class NoHeaderError(InputError):
    """A table has no header, or none that fits; another table of the file may.

    Parameters
    ----------
    columns
        The names of its columns, as a message may show them.
    """

    def __init__(self, message: str, *, hint: str | None = None, columns: Sequence[str] = ()) -> None:
        super().__init__(message, hint=hint)
        self.columns = tuple(columns)


Known = Callable[[tuple[str, ...]], bool]


def find_header(records: Records, known: Known, layout: Layout = UNSTATED) -> Header:
    """The record that the layout names, else the first that is known as a header, else the likeliest.

    Likeliest is the first record that is filled as far as most are, in which no cell is blank and not all are alike: above
    it there may be a title; else the first that is not blank.

    Raises
    ------
    NoHeaderError
        When the table is empty, or what must be the header is none.
    """
    if layout.names:
        return Header(layout.names, layout.header_row or 0)
    lines = head(records, max(LOOKED_AT, layout.header_row or 0))
    filled = [line for line in lines if line.cells and any(map(str.strip, line.cells))]
    if not filled:
        raise _none(records, lines)
    if layout.header_row is not None:
        return _checked(records, _stated(records, filled, layout.header_row))
    if records.self_named:
        return _checked(records, filled[0])
    named = next((line for line in filled if known(_names(line))), None)
    if named is None:
        return _checked(records, _likeliest(filled))
    return replace(_checked(records, named), help_row=_help_below(named, filled))


def _help_below(header: Line, filled: Sequence[Line]) -> int:
    """The row of the help line right below a header that is known; 0 where there is none."""
    below = next((line for line in filled if line.row > header.row), None)
    width = len(_names(header))
    return below.row if below and is_help((below.cells or ())[:width]) else 0


def _none(records: Records, lines: Sequence[Line]) -> NoHeaderError:
    damaged = next((line for line in lines if line.cells is None), None)
    if damaged is not None:
        return NoHeaderError(f"{place(records, damaged.row)}: {damaged.damage}", hint=damaged.hint)
    return NoHeaderError(f"{place(records)} is empty", hint="the first row must name the columns")


def place(records: Records, row: int = 0) -> str:
    """Where something stands, as a message says it."""
    parts = [
        records.file,
        f"sheet {records.sheet!r}" if records.sheet else "",
        f"row {row}" if row else "",
    ]
    return ", ".join(filter(None, parts))


def _likeliest(lines: Sequence[Line]) -> Line:
    widths = Counter(len([name for name in _names(line) if name]) for line in lines)
    width = max(widths, key=lambda width: (widths[width], width))
    return next((line for line in lines if _may_name(line, width)), lines[0])


def _may_name(line: Line, width: int) -> bool:
    names = _names(line)
    return len(names) >= width and all(names) and len(set(names)) > min(1, width - 1)


def _stated(records: Records, lines: Sequence[Line], row: int) -> Line:
    line = next((line for line in lines if line.row == row), None)
    if line is None:
        raise NoHeaderError(
            f"{place(records, row)}: there is no header, for the row is blank, damaged or not there",
            hint="correct `header_row` in the mapping's [layout]",
        )
    return line


def _names(line: Line) -> tuple[str, ...]:
    """The cells of a record as names; columns at the end that have none are left out."""
    names = [cell.strip() for cell in line.cells or ()]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _checked(records: Records, line: Line) -> Header:
    where = place(records, line.row)
    names = _names(line)
    if len(names) > MOST_COLUMNS:
        raise NoHeaderError(
            f"{where}: there are {len(names):,} columns, where at most {MOST_COLUMNS:,} are read",
            hint="delete the columns that are not needed",
        )
    if any("\0" in name for name in names):
        raise NoHeaderError(f"{where}: the header holds NUL characters: it is not UTF-8 text", hint=AS_UTF8)
    seen: set[str] = set()
    for position, name in enumerate(names, 1):
        _check_name(where, position, names)
        if name in seen:
            called = columns_shown(names)[position - 1]
            raise NoHeaderError(f"{where}: two columns are named {called!r}", hint="rename or delete one")
        seen.add(name)
    return Header(names, line.row, len(line.cells or ()) - len(names))


def _check_name(where: str, position: int, names: tuple[str, ...]) -> None:
    name = names[position - 1]
    if not name:
        raise NoHeaderError(f"{where}: column {position} has no name", hint="name every column, or delete it")
    if UNFIT.search(name):
        called = columns_shown(names)[position - 1]
        raise NoHeaderError(
            f"{where}: the name of column {position} holds a character that cannot be seen: {called!r}",
            hint="delete the character",
        )
