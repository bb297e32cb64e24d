"""What a made-up case cites, and its dates as sources write them: days, months and years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from benchmarks.made_up.bodies import Numbers
from graphmodel.tables import Record
from loaders.canonical import record

FIRST_DAY, LAST_DAY = date(2003, 1, 1).toordinal(), date(2025, 12, 31).toordinal()
MOST_DOCUMENTS, ROWS_OF_A_DOCUMENT = 2_000, 500
#: The last of the documents state no date.
UNDATED = 0.08
DAY, MONTH, YEAR = range(3)
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Documents:
    """The documents of a case, in the order in which they were published."""

    number: int
    seed: int

    @classmethod
    def for_flows(cls, flows: int, seed: int) -> Documents:
        """As many documents as so many flows need."""
        return cls(min(MOST_DOCUMENTS, max(40, flows // ROWS_OF_A_DOCUMENT)), seed)

    @cached_property
    def published(self) -> Numbers:
        """The days on which those with a date were published, in order."""
        rng = np.random.default_rng([self.seed, 2])
        dated = self.number - round(UNDATED * self.number)
        return np.sort(rng.integers(FIRST_DAY + 400, LAST_DAY + 300, size=dated))

    @cached_property
    def ids(self) -> list[str]:
        """The id of each."""
        return [f"made-up-document-{number:04}" for number in range(self.number)]

    def records(self) -> list[Record]:
        """The rows of the shape `document`; every fiftieth only retells the one before."""
        days = [date.fromordinal(int(day)).isoformat() for day in self.published]
        days += [""] * (self.number - len(days))
        return [record("document", self._cells(number, day)) for number, day in enumerate(days)]

    def _cells(self, number: int, day: str) -> dict[str, str]:
        return {
            "document": self.ids[number],
            "title": f"Made-up document {number:04}",
            "publisher": f"Made-up publisher {number % 30:02}",
            "published": day,
            "kind": "log" if number % 3 else "article",
            "repeats": self.ids[number - 1] if number % 50 == 49 else "",
        }

    def citing(self, days: Numbers, rng: np.random.Generator) -> Numbers:
        """For each row a document that was published on its last day or later, or that states no date."""
        first = np.searchsorted(self.published, days)
        return first + (rng.random(len(days)) * (self.number - first)).astype(np.int64)


def _months(days: Numbers) -> Numbers:
    """The number of each day's month, from the epoch."""
    return (days - EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def last_days(days: Numbers, precision: Numbers) -> Numbers:
    """The last day of what is written: the day itself, the end of its month, the end of its year."""
    months = _months(days)
    ends_before = np.where(precision == YEAR, months // 12 * 12 + 12, months + 1)
    last = ends_before.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + EPOCH - 1
    return np.where(precision == DAY, days, last)


def _texts() -> pa.Array:
    """Every day, month and year that there may be, as written."""
    days = np.arange(FIRST_DAY - EPOCH, LAST_DAY - EPOCH + 1).astype("datetime64[D]")
    months, years = np.unique(days.astype("datetime64[M]")), np.unique(days.astype("datetime64[Y]"))
    return pa.array([str(each) for spans in (days, months, years) for each in spans])


def written(days: Numbers, precision: Numbers, blank: np.ndarray) -> pa.Array:
    """Each day as it stands in a cell, as precisely as that; nothing where it is blank."""
    first_month, last_month = (_months(np.array([day]))[0] for day in (FIRST_DAY, LAST_DAY))
    all_days, all_months = LAST_DAY - FIRST_DAY + 1, last_month - first_month + 1
    months = _months(days) - first_month
    place = np.choose(precision, [days - FIRST_DAY, all_days + months, all_days + all_months + months // 12])
    return _texts().take(pa.array(place, mask=blank))
