"""Physical lines become records (RFC 4180): every line ends up in a record, or is damaged with a reason.

A quote is meant where it stands first in its cell; within quotes a quote is written twice. The row number counts
records and damaged lines, so that it is a spreadsheet's as long as quotes close.

A quote that is opened and not closed swallows what follows. It is found where the record that it makes breaks a rule
(text after a closing quote, the end of the file, a cell too long), or has another number of cells than the table
while a line in it has just that number. Then the line with the quote alone is damaged, and reading goes on at the next
line. Where the record seems whole, but each full line in its quotes is as wide as the table, nobody can tell: all
its lines are damaged.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from loaders.readers.lines import AS_UTF8, Line
from loaders.readers.texts import NOT_TEXT

LONGEST_CELL = 1 << 20
"""How many characters a cell may have."""
LONGEST_RECORD = 1 << 24

LONE = "a quote stands in a cell that does not begin with one"
AFTER = "text follows a closing quote"
OPEN = "a quote is opened and not closed"
LONG = f"a cell is longer than {LONGEST_CELL:,} characters"
LONG_LINE = "the row is longer than 16 MiB"
SWALLOWED = "a quote that is opened here closes {} lines below, and each line between looks like a row"
WITHIN = "stands within the quotes that are opened in row {}, and looks like a row"
CLOSE = 'write a quote inside a quoted cell twice (""), and close every quote'
BYTES = "holds bytes that are no text in the file's encoding"
SPLIT_IT = "a quote that is opened and never closed may do this; else shorten the cell"
HINTS = {LONG: SPLIT_IT, LONG_LINE: SPLIT_IT, BYTES: AS_UTF8}
NARROWEST = 3
"""Below so many cells, a line of prose is as wide as the table by chance."""


class Broken(Exception):  # noqa: N818 (it never leaves this module)
    """A line breaks the rules of quoting."""


class Splitter:
    """Records out of physical lines.

    Parameters
    ----------
    delimiter, quote
        One character each; no quote: each line is a record.
    width
        How many cells most records of the table have; 0 where nobody knows.
    spaced
        Whether spaces may stand before a quote that opens a cell.
    """

    def __init__(self, delimiter: str, quote: str = '"', width: int = 0, *, spaced: bool = False) -> None:
        self.delimiter = delimiter
        self.spaced = spaced
        self.quote = quote
        self.width = width

    def records(self, lines: Iterable[str | None]) -> Iterator[Line]:
        """Each record, or each damaged line, with its row number."""
        waiting = _Waiting(lines)
        row = 0
        for line in waiting:
            for cells, damage in self._from(line, waiting, row + 1):
                row += 1
                yield Line(row, cells, damage=damage, hint=HINTS.get(damage, CLOSE) if damage else "")

    def _from(
        self, line: str | None, waiting: _Waiting, row: int
    ) -> Iterable[tuple[tuple[str, ...] | None, str]]:
        """What begins at a line: a record, or what is damaged."""
        if line is None:
            return [(None, LONG_LINE)]
        if self.quote and self.quote in line:
            return self._quoted(line, waiting, row)
        return [(None, BYTES) if NOT_TEXT in line else self._plain(line.rstrip("\r\n"))]

    def _plain(self, line: str) -> tuple[tuple[str, ...] | None, str]:
        if not line:
            return (), ""
        cells = tuple(line.split(self.delimiter))
        return (None, LONG) if len(line) > LONGEST_CELL and _too_long(cells) else (cells, "")

    def _quoted(self, line: str, waiting: _Waiting, row: int) -> Iterable[tuple[tuple[str, ...] | None, str]]:
        """A record with quotes, which may go on over lines; they wait again where its first line is damaged."""
        taken, cells, damage = [line], [], ""
        try:
            cells = self._cells(taken, waiting)
        except Broken as error:
            damage = OPEN if len(taken) > 1 else str(error)
        if len(taken) == 1 or not (damage or self._swallows(taken, cells)):
            if NOT_TEXT in "".join(taken):
                damage = BYTES
            return [(None, damage) if damage else (tuple(cells), "")]
        if not damage and len(cells) == self.width:
            within = WITHIN.format(row)
            return [(None, SWALLOWED.format(len(taken) - 1)), *[(None, within)] * (len(taken) - 1)]
        waiting.again(taken[1:])
        return [(None, OPEN)]

    def _cells(self, taken: list[str], waiting: _Waiting) -> list[str]:
        """The cells of a record; the lines that it takes are added to the first."""
        cells: list[str] = []
        parts = self._split(taken[0], cells, None)
        size = open_for = len(taken[0])
        while parts is not None:
            line = next(waiting, None)
            if line is None:
                raise Broken(OPEN)
            taken.append(line)
            before, parts = parts, self._split(line, cells, parts)
            size += len(line)
            open_for = len(line) + (open_for if parts is before else 0)
            if size > LONGEST_RECORD or open_for > LONGEST_CELL:
                raise Broken(LONG)
        if size > LONGEST_CELL and _too_long(cells):
            raise Broken(LONG)
        return cells

    def _split(self, line: str, cells: list[str], parts: list[str] | None) -> list[str] | None:
        """The cells of a line are added; what there is of the cell whose quotes are open at its end, else None.

        `parts` is what there is of the cell whose quotes are open at its start.
        """
        body = line.rstrip("\r\n")
        at = 0
        while True:
            start = self._start(body, at) if parts is None else at
            if parts is None and body.startswith(self.quote, start):
                parts, at = [], start + 1
            if parts is None:
                at = self._bare(body, at, cells)
            else:
                end = self._closing(body, at, parts)
                if end < 0:
                    parts.append(line[len(body) :])
                    return parts
                cells.append("".join(parts))
                parts, at = None, self._beyond(body, end)
            if at < 0:
                return None

    def _start(self, body: str, at: int) -> int:
        """Where a cell begins, after spaces that are no part of it."""
        while self.spaced and body.startswith(" ", at):
            at += 1
        return at

    def _bare(self, body: str, at: int, cells: list[str]) -> int:
        """A cell without quotes; where the next begins, or -1."""
        end = body.find(self.delimiter, at)
        cell = body[at:] if end < 0 else body[at:end]
        if self.quote in cell:
            raise Broken(LONE)
        cells.append(cell)
        return end if end < 0 else end + 1

    def _closing(self, body: str, at: int, parts: list[str]) -> int:
        """Where the quotes of a cell close, or -1; what stands in them is added to its parts."""
        end = body.find(self.quote, at)
        while end >= 0 and body.startswith(self.quote, end + 1):
            parts.append(body[at : end + 1])
            at = end + 2
            end = body.find(self.quote, at)
        parts.append(body[at:] if end < 0 else body[at:end])
        return end

    def _beyond(self, body: str, end: int) -> int:
        """Where the cell after a closing quote begins, or -1."""
        if end + 1 == len(body):
            return -1
        if not body.startswith(self.delimiter, end + 1):
            raise Broken(AFTER)
        return end + 2

    def _swallows(self, taken: list[str], cells: list[str]) -> bool:
        """Whether a record over several lines looks as if it held rows of their own."""
        if self.width < NARROWEST:
            return False
        if len(cells) != self.width:
            return any(self._is_row(line) for line in taken[1:])
        return len(taken) > 2 and all(self._is_row(line) for line in taken[1:-1])

    def _is_row(self, line: str) -> bool:
        cells: list[str] = []
        try:
            return self._split(line, cells, None) is None and len(cells) == self.width
        except Broken:
            return False


class _Waiting:
    """Lines to come; some of them may wait again."""

    def __init__(self, lines: Iterable[str | None]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()

    def __iter__(self) -> Iterator[str | None]:
        return self

    def __next__(self) -> str | None:
        return self._again.popleft() if self._again else next(self._lines)

    def again(self, lines: Sequence[str]) -> None:
        """These come before all others."""
        self._again.extendleft(reversed(lines))


def _too_long(cells: Iterable[str]) -> bool:
    return any(len(cell) > LONGEST_CELL for cell in cells)
