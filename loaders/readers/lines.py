"""One record of a table, the header over it, and what is wrong with a record that is no row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_COLUMNS = 2_000
"""How many columns a table may have."""
AS_UTF8 = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no cell that is read may hold: control characters but for tabs and line ends, those that turn the direction of
writing round (Unicode 9, UAX 9), and halves of characters."""
JOINED = "\ufeff"
"""A byte order mark: in mid-file, it says that files were put together."""
DOUBTFUL = re.compile(f"{UNFIT.pattern}|{JOINED}")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a table: its cells as text, and where it stands.

    Attributes
    ----------
    row
        Its number, as a spreadsheet numbers it: the first record is 1, a blank line counts, a quoted line break
        does not start one.
    cells
        Text; blank cells are "". None where the record cannot be split into cells; then `damage` says why.
    page
        The page of a PDF.
    damage, hint
        What is wrong with it, never quoting a cell; and what to do.
    """

    row: int
    cells: tuple[str, ...] | None
    page: int | None = None
    damage: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Which record names the columns.

    Attributes
    ----------
    names
        The columns' names, stripped.
    row
        The number of the header's record; 0 where the file has none and the names were given.
    unnamed
        How many columns at its end have no name; a cell in one damages its row.
    help_row
        The number of the record below it that says what belongs in each column; 0 where there is none.
    """

    names: tuple[str, ...]
    row: int
    unnamed: int = 0
    help_row: int = 0

    @property
    def last(self) -> int:
        """The number of the last record that belongs to it: rows stand below."""
        return max(self.row, self.help_row)


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that is no row: what is wrong with its structure, without its cells."""

    row: int
    reason: str
    hint: str = ""
    column: str = ""
    page: int | None = None


HELP = "# "
"""How each cell of a help line begins: the line below the header of a template, which is no row."""


def is_help(cells: Sequence[str] | None) -> bool:
    """Whether a record is the help line of a template.

    >>> is_help(("# An id.", "# A name.", "# A note.")), is_help(("# An id.", "", "# A note."))
    (True, False)
    """
    return len(cells or ()) >= FEWEST_FILLED and all(cell.lstrip().startswith(HELP) for cell in cells or ())


class Judge:
    """What is wrong with each record's structure, in their order.

    Cells are never shown, for they may stand in wrong columns. A record is damaged that cannot be split, has another
    number of cells than the header, is blank in every column, is the header again, holds a NUL character or a byte
    order mark, or a character that is not fit in a column that is wanted; and every record below another header
    (the same names in another order), up to where the header stands again.
    """

    def __init__(self, header: Header, wanted: Sequence[str]) -> None:
        self.header = header
        self._names = frozenset(header.names)
        self._wanted = [(header.names.index(name), name) for name in wanted]
        self._other = 0

    def damage_of(self, line: Line) -> Damage | None:
        """What is wrong with a record; None of a sound row."""
        cells = line.cells
        if cells is None:
            return Damage(line.row, line.damage, line.hint, page=line.page)
        text = "".join(cells)
        column, (reason, hint) = "", self._of_row(cells, text) or self._of_header(line.row, cells) or ("", "")
        if not reason and not text.isprintable() and DOUBTFUL.search(text):
            column, reason, hint = self._of_cells(cells)
        return Damage(line.row, reason, hint, column, line.page) if reason else None

    def above(self, line: Line) -> Damage | None:
        """What is wrong with a record that stands above the header; None of a title or a note.

        It is taken for a row that belongs to the table, or to another one, where more than half of the columns are
        filled, at least three, and not all alike (as those of a merged title are).
        """
        if line.cells is None:
            return self.damage_of(line)
        filled = [cell for cell in line.cells if cell.strip()]
        if len(filled) < FEWEST_FILLED or 2 * len(filled) <= len(self.header.names) or len(set(filled)) == 1:
            return None
        return Damage(line.row, f"stands above the header (row {self.header.row})", STACKED, page=line.page)

    def _of_row(self, cells: Sequence[str], text: str) -> tuple[str, str] | None:
        named = len(self.header.names)
        if len(cells) != named + self.header.unnamed:
            return (
                f"has {len(cells)} cells where the header has {named + self.header.unnamed}",
                "look for a missing or an extra delimiter, or for a quote that is not closed",
            )
        if not text.strip():
            return "is blank in every column", "delete the row"
        if self.header.unnamed and any(cell.strip() for cell in cells[named:]):
            return "holds a cell in a column that has no name", "name the column, or delete the cell"
        return None

    def _of_header(self, row: int, cells: Sequence[str]) -> tuple[str, str] | None:
        """A second header, and what stands below one that is another."""
        first = cells[0].strip().strip(JOINED).strip()
        if first in self._names:
            names = (first, *(cell.strip() for cell in cells[1 : len(self.header.names)]))
            if names == self.header.names:
                self._other = 0
                return "is the header again", ""
            if frozenset(names) == self._names:
                self._other = row
                return "is another header: the same columns in another order", STACKED
        return (f"stands under another header (row {self._other})", STACKED) if self._other else None

    def _of_cells(self, cells: Sequence[str]) -> tuple[str, str, str]:
        """The column that holds what no cell may, what that is, and what to do; blank where all is well."""
        for name, cell in zip(self.header.names, cells, strict=False):
            if "\0" in cell:
                return name, "holds a NUL character", AS_UTF8
            if JOINED in cell:
                return name, "holds a byte order mark", "files were put together here: load each of them"
        for place, name in self._wanted:
            if UNFIT.search(cells[place]):
                return name, "holds a character that cannot be seen", "delete it, or state the right encoding"
        return "", "", ""


FEWEST_FILLED = 3
STACKED = "files were put together here: load each of them"
