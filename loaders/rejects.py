"""Rows that were set aside: where each stood, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from graphmodel.errors import InputError
from graphmodel.personal import scan, shape_of

LONGEST_SHOWN = 80
"""How much of a cell a message shows."""
QUOTE = "{}"
"""Where a cell stands in what is said of it."""


class CellError(InputError):
    """A cell is wrong; the reader that knows its file and row turns this into a reject.

    Parameters
    ----------
    column
        The canonical column, or the source's where a mapping is at fault.
    reason
        What is wrong, with ``{}`` where a cell is quoted: the sentence itself holds nothing of a cell.
    cells
        The cells that it quotes. How much of them is said is decided in one place, `rejected`.
    """

    def __init__(self, column: str, reason: str, *cells: str, hint: str | None = None) -> None:
        self.column = column
        self._parts = tuple(reason.split(QUOTE, len(cells)))
        self._cells = cells
        super().__init__(f"column {column!r}: {self.reason(as_written)}", hint=hint)

    @classmethod
    def of(cls, column: str, error: InputError) -> CellError:
        """What another part says of a cell, as an error of a column."""
        if error.quoted is None:
            return cls(column, "cannot be read", hint=error.hint)
        reason = error.message.replace(repr(error.quoted), QUOTE)
        return cls(column, reason, *[error.quoted] * reason.count(QUOTE), hint=error.hint)

    def reason(self, show: Callable[[str], str]) -> str:
        """What is wrong, with each cell as a function shows it."""
        shown_cells = (*map(show, self._cells), "")
        return "".join(part + cell for part, cell in zip(self._parts, shown_cells, strict=True))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a row stands; `row` is as a spreadsheet numbers it, 0 where no row of the file is meant."""

    dataset: str
    file: str
    row: int = 0
    sheet: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The input that it is of: dataset, file, sheet."""
        return self.dataset, self.file, self.sheet


Mapped = AbstractSet[tuple[str, str, str]]
"""The inputs (dataset, file, sheet) that were read through a mapping."""


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """One row that was not taken; `rows`, where it tells for several that are alike."""

    place: Place
    column: str
    reason: str
    hint: str = ""
    rows: int = 1

    def __str__(self) -> str:
        where = [self.place.file, f"row {self.place.row}" if self.place.row else "", self.place.sheet]
        where.append(f"column {self.column!r}" if self.column else "")
        line = f"{', '.join(filter(None, where))}: {self.reason}"
        return f"{line}. Hint: {self.hint}" if self.hint else line

    def cells(self) -> dict[str, str]:
        """The reject as a line of rejects.csv; a name that a spreadsheet would run has a quote in front."""
        return {
            "dataset": self.place.dataset,
            "file": harmless(self.place.file),
            "sheet": harmless(self.place.sheet),
            "row": str(self.place.row or ""),
            "column": harmless(self.column),
            "reason": self.reason,
            "hint": self.hint,
            "rows": str(self.rows),
        }


#: What a spreadsheet would take for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


REJECT_COLUMNS = ("dataset", "file", "sheet", "row", "column", "reason", "hint", "rows")


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """One id, stated in two places with different cells: the first is kept, whatever was loaded first.

    Attributes
    ----------
    shape, id
        What is in conflict; of shape `name`, a name that stands for two agencies.
    kept, other
        Where the two rows stand; the registry that is shipped stands in no file.
    columns
        Where the two differ; of a name, the ids of the two agencies.
    """

    shape: str
    id: str
    kept: Place
    other: Place
    columns: tuple[str, ...]

    def entry(self) -> dict[str, object]:
        """The conflict as the manifest lists it."""
        places = {"kept": self.kept, "other": self.other}
        stand = {
            name: {"dataset": place.dataset, "file": place.file, "row": place.row or None}
            for name, place in places.items()
        }
        return {"shape": self.shape, "id": self.id, **stand, "columns": list(self.columns)}


def rejected(place: Place, error: InputError, *, own: bool = False) -> Reject:
    """The reject that an error makes of a row.

    Parameters
    ----------
    own
        Whether the cells are the analyst's own, of a canonical file: then they are said as written. A cell of a
        source's file may hold anybody: of it only the shape is said.
    """
    if isinstance(error, CellError):
        return Reject(place, error.column, error.reason(as_written if own else shown), error.hint or "")
    return Reject(place, "", error.message, error.hint or "")


def shown(text: str) -> str:
    """A cell that may hold anybody, as a message shows it: its shape, quoted."""
    return repr(shape_of(text))


def as_written(text: str) -> str:
    """An analyst's own cell as a message shows it: quoted, and cut where it is long; its shape if it shows a person."""
    if scan(text):
        return shown(text)
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")
