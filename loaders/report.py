"""What a load did: counts of each file, and the rows that were not taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loaders.preview import FirstRow
from loaders.rejects import Conflict, Reject

#: What a manifest tells of an input, and a report of a file.
COUNTED = (
    "dataset",
    "file",
    "shape",
    "mapping",
    "rows_read",
    "taken",
    "rejected",
    "duplicates",
    "personal_dropped",
)


@dataclass(frozen=True)
class FileReport:
    """What became of the rows of one file."""

    file: str
    dataset: str
    shape: str
    mapping: str | None
    rows_read: int
    taken: int
    rejected: int
    duplicates: int
    personal_dropped: Mapping[str, int]
    unchanged: bool = False
    sheet: str | None = None
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> FileReport:
        """What became of an input that a manifest tells of."""
        return cls(**{name: entry[name] for name in COUNTED}, sheet=entry["sheet"])

    def to_dict(self) -> dict[str, Any]:
        """The report of the file for JSON."""
        return {
            **self.__dict__,
            "personal_dropped": dict(self.personal_dropped),
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True)
class LoadReport:
    """What a load did.

    Attributes
    ----------
    unresolved_names
        How many names of the datasets loaded stand for provisional agencies.
    rejects, conflicts
        The rows of these files that were not taken; all ids of the case that two places state differently.
    generation
        The current generation afterwards; None of a dry run.
    changed
        Whether there is a new generation.
    first_rows
        Of a dry run: the first rows, and what each would make.
    matched_names
        How many names of the datasets loaded were taken for the agencies that they safely match.
    """

    files: Sequence[FileReport]
    unresolved_names: int
    rejects: Sequence[Reject] = ()
    conflicts: Sequence[Conflict] = ()
    generation: str | None = None
    changed: bool = False
    first_rows: Sequence[FirstRow] | None = None
    matched_names: int = 0

    @property
    def rows_read(self) -> int:
        """How many rows the files have."""
        return sum(each.rows_read for each in self.files)

    @property
    def taken(self) -> int:
        """How many rows are in the tables."""
        return sum(each.taken for each in self.files)

    @property
    def rejected(self) -> int:
        """How many rows were set aside."""
        return sum(each.rejected for each in self.files)

    @property
    def duplicates(self) -> int:
        """How many rows are rows of another file again."""
        return sum(each.duplicates for each in self.files)

    @property
    def personal_dropped(self) -> dict[str, int]:
        """How many personal values were dropped, by kind."""
        total: Counter[str] = Counter()
        for each in self.files:
            total.update(each.personal_dropped)
        return dict(sorted(total.items()))

    def to_dict(self) -> dict[str, Any]:
        """The report as `load --format json` prints it."""
        shown = None if self.first_rows is None else [each.to_dict() for each in self.first_rows]
        return {
            "files": [each.to_dict() for each in self.files],
            "rows_read": self.rows_read,
            "taken": self.taken,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
            "personal_dropped": self.personal_dropped,
            "unresolved_names": self.unresolved_names,
            **({} if shown is None else {"first_rows": shown}),
        }
