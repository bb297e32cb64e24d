"""Rows that were set aside: where each stood, why, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from graphmodel.errors import InputError

LONGEST_SHOWN = 80
"""How much of a cell a message shows."""


class CellError(InputError):
    """A cell is wrong; the reader that knows its file and row turns this into a reject.

    Parameters
    ----------
    column
        The canonical column, or the source's where a mapping is at fault.
    reason
        What is wrong, naming the value.
    """

    def __init__(self, column: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"column {column!r}: {reason}", hint=hint)
        self.column = column
        self.reason = reason


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


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """One row that was not taken."""

    place: Place
    column: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        where = [self.place.file, f"row {self.place.row}" if self.place.row else "", self.place.sheet]
        where.append(f"column {self.column!r}" if self.column else "")
        line = f"{', '.join(filter(None, where))}: {self.reason}"
        return f"{line}. Hint: {self.hint}" if self.hint else line

    def cells(self) -> dict[str, str]:
        """The reject as a line of rejects.csv."""
        return {
            "dataset": self.place.dataset,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "row": str(self.place.row or ""),
            "column": self.column,
            "reason": self.reason,
            "hint": self.hint,
        }


REJECT_COLUMNS = ("dataset", "file", "sheet", "row", "column", "reason", "hint")


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


def rejected(place: Place, error: InputError) -> Reject:
    """The reject that an error makes of a row."""
    if isinstance(error, CellError):
        return Reject(place, error.column, error.reason, error.hint or "")
    return Reject(place, "", error.message, error.hint or "")


def shown(text: str) -> str:
    """A cell as a message shows it: quoted, and cut where it is long."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")
