"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS) are read sheet by sheet with calamine, in the child process.

The cached values are read; no formula is evaluated. Before calamine sees a workbook, its parts are looked at
(`loaders.readers.sheets`): calamine makes a grid from the first to the last cell, however far apart they stand, reads an
error value as nothing, and does not say which formulas have no value.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from graphmodel.errors import InputError, did_you_mean
from loaders.readers.cells import text_of
from loaders.readers.lines import Line
from loaders.readers.sheets import MOST_CELLS, Look, look_at
from loaders.readers.sources import printable
from loaders.readers.worker import Found, Task

OLD_ERRORS = "in this kind of workbook an error value (#N/A, #REF!) is read as a blank cell"
Merged = tuple[tuple[int, int], tuple[int, int]]


def read(task: Task) -> Iterator[Found]:
    """Every sheet that is not empty; the one that is asked for.

    Raises
    ------
    InputError
        When it is encrypted, too large, damaged, or has no such sheet.
    """
    data = task.data()
    looks = look_at(task.name, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise InputError(
            f"{task.name} is locked with a password", hint="open it, and save it without one"
        ) from error
    except CalamineError as error:
        raise InputError(
            f"{task.name} is damaged, or no workbook",
            hint="open it in a spreadsheet program and save it again",
        ) from error
    for name in _asked(task, book.sheet_names):
        sheet = _opened(task, book, name)
        if sheet.start is not None:
            yield _found(task, book, sheet, None if looks is None else looks.get(name, Look()))


def _asked(task: Task, names: Sequence[str]) -> Sequence[str]:
    if not task.sheet:
        return names
    if task.sheet not in names:
        hint = did_you_mean(task.sheet, names) or "its sheets are: " + ", ".join(map(printable, names))
        raise InputError(f"{task.name} has no sheet {task.sheet!r}", hint=hint)
    return [task.sheet]


def _opened(task: Task, book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except CalamineError as error:
        raise InputError(
            f"{task.name}, sheet {printable(name)!r} is damaged, or no table",
            hint="name another sheet: load --sheet NAME",
        ) from error


def _found(task: Task, book: CalamineWorkbook, sheet: CalamineSheet, look: Look | None) -> Found:
    merged = sheet.merged_cell_ranges or []
    hidden = {each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible}
    remarks = [*_remarks(look, len(merged)), *(["the sheet is hidden"] if sheet.name in hidden else [])]
    return Found(_lines(task.name, sheet, merged, look), printable(sheet.name), tuple(remarks))


def _remarks(look: Look | None, merged: int) -> Iterator[str]:
    if merged:
        yield f"{merged} merged ranges: each cell of one is read with its value"
    if look is None:
        yield OLD_ERRORS
        return
    if look.unvalued:
        yield f"{look.unvalued} formulas have no value in the file and are read as blank: open it, and save it again"
    if look.hidden_rows:
        yield f"{look.hidden_rows} hidden rows are read as the others are"


def _lines(name: str, sheet: CalamineSheet, merged: Sequence[Merged], look: Look | None) -> Iterator[Line]:
    """The rows from the sheet's first, as text; a row without any cell is blank."""
    if sheet.start is None:
        return
    left = sheet.start[1]
    spread = _Spread(name, merged, left)
    errors = look.errors if look else {}
    for index, values in enumerate(sheet.iter_rows()):
        cells = [text_of(value) for value in values]
        for column, text in errors.get(index, {}).items():
            if 0 <= column - left < len(cells):
                cells[column - left] = text
        spread.fill(index, cells)
        yield Line(index + 1, tuple(cells) if any(cells) else ())


class _Spread:
    """Merged ranges give each of their cells the value of the first."""

    def __init__(self, name: str, merged: Sequence[Merged], left: int) -> None:
        self._name = name
        self._left = left
        self._coming = sorted(merged, reverse=True)
        self._open: list[tuple[int, int, int, str]] = []
        self._filled = 0

    def fill(self, row: int, cells: list[str]) -> None:
        """The cells of a row that lie in a range."""
        while self._coming and self._coming[-1][0][0] <= row:
            (_, first), (bottom, last) = self._coming.pop()
            start, end = max(first - self._left, 0), min(last - self._left + 1, len(cells))
            if start < end:
                self._open.append((bottom, start, end, cells[start]))
        self._open = [each for each in self._open if each[0] >= row]
        for _, start, end, text in self._open:
            cells[start:end] = [text] * (end - start)
            self._filled += end - start
        if self._filled > MOST_CELLS:
            raise InputError(f"{self._name}: its merged ranges hold too many cells", hint="take them apart")
