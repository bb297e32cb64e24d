"""Ruled tables of a PDF are read with pdfplumber, each row with its page, in the child process.

A table goes on over pages where the first table of a page has its columns at the same places as the last table of the
page before, or begins with the same head. The head that a page repeats is no row of the table, and is said; a row with
a digit is taken for none. Line breaks within a cell are where its text was wrapped, and are read as spaces.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphmodel.errors import InputError
from loaders.readers.lines import Line
from loaders.readers.worker import Found, Task

NEAR = 3.0
"""How many points (1/72 inch) apart two edges of a column may be."""
UNNAMED = "(cid:"
"""How pdfminer writes a glyph whose character the PDF does not say."""
COPY = "copy its table into a spreadsheet and save it as CSV UTF-8"
RECOGNISE = "have its text recognised, or type its table into a spreadsheet"


@dataclass
class Piece:
    """What of a table stands on one page."""

    page: int
    rows: list[list[str]]
    edges: tuple[float, ...]
    first: bool
    last: bool


@dataclass
class Table:
    """A table, over as many pages as it has."""

    pieces: list[Piece]

    def goes_on(self, piece: Piece) -> bool:
        """Whether a piece is the table's next."""
        before = self.pieces[-1]
        if len(piece.edges) != len(before.edges):
            return False
        if self.same_head(piece):
            return True
        near = all(abs(one - other) <= NEAR for one, other in zip(piece.edges, before.edges, strict=True))
        return near and piece.first and before.last and piece.page == before.page + 1

    def same_head(self, piece: Piece) -> bool:
        """Whether a piece begins with the table's first row, and that is a head: a row without a digit."""
        head = self.pieces[0].rows[0]
        return piece.rows[0] == head and not any(each.isdigit() for cell in head for each in cell)

    def lines(self) -> Iterator[Line]:
        """The rows, numbered over all pages; what a page repeats is numbered but is no row."""
        row = 0
        for number, piece in enumerate(self.pieces):
            passed = number > 0 and self.same_head(piece)
            for place, cells in enumerate(piece.rows):
                row += 1
                if place or not passed:
                    yield _line(row, piece.page, cells)

    @property
    def remarks(self) -> Iterator[str]:
        """The pages that repeat the table's head."""
        pages = [piece.page for piece in self.pieces[1:] if self.same_head(piece)]
        if pages:
            yield f"the head of the table stands again on {_pages(pages)}, and is no row there"


def _line(row: int, page: int, cells: Sequence[str]) -> Line:
    if any(UNNAMED in cell for cell in cells):
        return Line(row, None, page, "holds characters that the PDF does not name", RECOGNISE)
    return Line(row, tuple(cells) if any(cells) else (), page)


def read(task: Task) -> Iterator[Found]:
    """The tables, in their order.

    Raises
    ------
    InputError
        When there is no ruled table, or the file is locked or damaged.
    """
    seen = _seen(task)
    if not seen.tables:
        what, how = (
            ("holds no ruled table", COPY)
            if seen.text
            else ("holds no text: its pages are pictures, or empty", RECOGNISE)
        )
        raise InputError(f"{task.name} {what}", hint=how)
    for number, table in enumerate(seen.tables, 1):
        remarks = (*(seen.remarks() if number == 1 else ()), *table.remarks)
        yield Found(table.lines(), f"table {number}" if len(seen.tables) > 1 else None, remarks)


@dataclass
class Seen:
    """What was seen on the pages."""

    tables: list[Table] = field(default_factory=list)
    text: bool = False
    outside: int = 0
    wrapped: int = 0
    merged: int = 0
    unread: list[int] = field(default_factory=list)

    def add(self, page: Any) -> None:
        """One more page."""
        found = [table for table in page.find_tables() if max(len(row.cells) for row in table.rows) > 1]
        self.text = self.text or bool(page.chars)
        if not found and (page.chars or page.images):
            self.unread.append(page.page_number)
        if found:
            self.outside += sum(not _within(char, found) for char in page.chars if char["text"].strip())
        for place, table in enumerate(found):
            self._add(self._piece(page.page_number, table, first=place == 0, last=place == len(found) - 1))

    def _piece(self, page: int, table: Any, *, first: bool, last: bool) -> Piece:
        rows = table.extract()
        self.wrapped += sum("\n" in (cell or "") for cells in rows for cell in cells)
        self.merged += sum(cell is None for cells in rows for cell in cells)
        texts = [[" ".join((cell or "").split("\n")) for cell in cells] for cells in rows]
        edges = {round(cell[side], 1) for row in table.rows for cell in row.cells if cell for side in (0, 2)}
        return Piece(page, texts, tuple(sorted(edges)), first, last)

    def _add(self, piece: Piece) -> None:
        table = next((table for table in reversed(self.tables) if table.goes_on(piece)), None)
        if table is None:
            self.tables.append(Table([piece]))
        else:
            table.pieces.append(piece)

    def remarks(self) -> Iterator[str]:
        """What is not read, or not as it stands."""
        if self.unread:
            yield f"{_pages(self.unread)} without a ruled table: not read"
        if self.outside:
            yield f"{self.outside} characters outside of the ruled tables are not read"
        if self.wrapped:
            yield f"{self.wrapped} cells are wrapped: their line breaks are read as spaces"
        if self.merged:
            yield f"{self.merged} cells are merged with others and are read as blank"


def _seen(task: Task) -> Seen:
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    seen = Seen()
    try:
        with pdfplumber.open(io.BytesIO(task.data())) as pdf:
            for page in pdf.pages:
                seen.add(page)
                page.close()
    except PdfminerException as error:
        if any(isinstance(each, MemoryError) for each in error.args):
            raise MemoryError from error
        locked = "Password" in type(error.args[0]).__name__ if error.args else False
        what = "is locked with a password" if locked else "is damaged, or no PDF"
        raise InputError(f"{task.name} {what}", hint="open it, and save it anew") from error
    return seen


def _within(char: dict[str, Any], tables: Sequence[Any]) -> bool:
    """Whether a character's middle stands in a table."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in (table.bbox for table in tables))


def _pages(numbers: Sequence[int]) -> str:
    told = ", ".join(map(str, numbers[:20])) + (", …" if len(numbers) > 20 else "")
    return f"page {told}" if len(numbers) == 1 else f"pages {told}"
