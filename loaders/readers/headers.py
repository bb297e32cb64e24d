"""Which record of a table names its columns."""

from __future__ import annotations

from collections.abc import Callable

from graphmodel.errors import InputError
from loaders.readers.tables import AS_UTF8, Header, Line, Records, head
from loaders.rejects import shown

LOOKED_AT = 50
"""How many records are looked at for a header."""


def find_header(records: Records, known: Callable[[tuple[str, ...]], bool]) -> Header:
    """The first record that a shape or mapping knows as its header, else the first that is not blank.

    Raises
    ------
    InputError
        When the table is empty, or what must be the header is none.
    """
    lines = [line for line in head(records, LOOKED_AT) if line.cells and any(map(str.strip, line.cells))]
    if not lines:
        raise InputError(f"{records.file} is empty", hint="the first row must name the columns")
    named = next((line for line in lines if known(_names(line))), lines[0])
    return _checked(records, named)


def _names(line: Line) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.cells or ())


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
            raise InputError(f"{where}: two columns are named {shown(name)}", hint="rename or delete one")
        seen.add(name)
    return Header(names, line.row)
