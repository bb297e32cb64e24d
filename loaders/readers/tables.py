"""What every reader hands on: the records of a table as they stand, then its rows as columns of text.

A reader knows one kind of file. It numbers every record, decodes and splits it, and says what it cannot; it never
decides which record is the header, never repairs, never drops. `Scan` puts the records under a header and counts
them: read = rows of the batches + damaged. Only `Scan` and the reader see the columns of personal data: they are
counted here and go no further.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from loaders.masks import is_value, values_in
from loaders.readers.lines import Damage, Header, Judge, Line

__all__ = ["UNSTATED", "Batch", "Damage", "Header", "Layout", "Line", "Records", "Scan", "head"]

BATCH_ROWS = 1 << 16


@dataclass(frozen=True, slots=True)
class Layout:
    """What someone states of how a file is laid out; what is not stated is found out.

    Attributes
    ----------
    encoding
        The encoding of a text file, as Python names it.
    delimiter
        What stands between the cells of a text file.
    quote
        What stands around a cell of a text file that holds a delimiter; "" where a quote is a character as any other.
    sheet
        The one worksheet that is read.
    header_row
        The number of the record that names the columns.
    names
        The columns' names where no record names them, or not as wanted; every record is then a row, or every one
        below `header_row`.
    """

    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    sheet: str = ""
    header_row: int | None = None
    names: tuple[str, ...] = ()

    def before(self, other: Layout) -> Layout:
        """What this one states, and where it is silent what the other does."""
        stated = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) != each.default
        }
        return replace(other, **stated)


UNSTATED = Layout()


class Records(Protocol):
    """A table of a file, before anyone has said which of its records is the header.

    Attributes
    ----------
    file
        The file's name; within an archive ``release.zip/audit.csv``.
    sheet
        The worksheet; None where a file has no sheets.
    sha256
        Of the whole file (of the archive, where it lies in one).
    remarks
        What the reader saw that whoever loads should know (merged cells, formulas without a value, …).
    self_named
        Whether its records name their own fields (JSON, Parquet): the first line is then the header for certain.
    """

    file: str
    sheet: str | None
    sha256: str
    remarks: tuple[str, ...]
    self_named: bool

    def lines(self) -> Iterator[Line]:
        """Every record, in order, blank ones too (without cells); may be called again from the start."""
        ...

    def batches(self, scan: Scan) -> Iterator[Batch] | None:
        """The same rows by a quicker way, which fills in `read`, `damaged`, `dropped`; None where there is none."""
        ...


@dataclass(frozen=True)
class Batch:
    """Some rows of a table, as columns of text.

    Attributes
    ----------
    columns
        By the source's column, only those asked for: `pa.string()` or `pa.dictionary(pa.int32(), pa.string())`, without
        nulls ("" is blank), stripped of nothing.
    rows
        The number of each row, int64.
    pages
        The page of each row; None where a file has no pages.
    """

    columns: Mapping[str, pa.Array]
    rows: np.ndarray[Any, np.dtype[np.int64]]
    pages: np.ndarray[Any, np.dtype[np.int64]] | None = None


class Scan:
    """The rows below a header, read once, in batches.

    Parameters
    ----------
    records
        The table.
    header
        Its header.
    wanted
        The columns to hand on.
    personal
        Columns of personal data, and the kind of each: counted, never handed on.

    Attributes
    ----------
    done, size
        How many bytes have been read, of how many; 0 where nobody knows.
    read
        After the scan: how many records below the header are not blank, and how many above it are no titles.
    damaged
        After the scan: those of them that are no rows.
    dropped
        After the scan: how many personal values were dropped, by kind.
    """

    def __init__(
        self, records: Records, header: Header, wanted: Sequence[str], personal: Mapping[str, str]
    ) -> None:
        self.records = records
        self.header = header
        self.wanted = tuple(wanted)
        self.personal = personal
        self.read = 0
        self.done = self.size = 0
        self.damaged: list[Damage] = []
        self.dropped: Counter[str] = Counter(dict.fromkeys(personal.values(), 0))

    def __iter__(self) -> Iterator[Batch]:
        self._look_above()
        quicker = self.records.batches(self)
        yield from self.by_lines() if quicker is None else quicker

    def _look_above(self) -> None:
        """Records above the header that are no titles are damaged."""
        judge = Judge(self.header, ())
        for line in head(self.records, max(self.header.row - 1, 0)):
            damage = judge.above(line)
            if damage is not None:
                self.read += 1
                self.damaged.append(damage)

    def tell(self, told: Callable[[int, int], None]) -> None:
        """Say how far the scan is, where a size is known."""
        if self.size:
            told(self.done, self.size)

    def count_personal(self, kind: str, cells: pa.Array) -> None:
        """Count the values of a personal column; a blank or masked cell is none."""
        self.dropped[kind] += values_in(cells)

    def by_lines(self, after: int = 0) -> Iterator[Batch]:
        """The rows, line by line; those after a row, where all before have been read another way."""
        places = {name: place for place, name in enumerate(self.header.names)}
        wanted = [places[name] for name in self.wanted]
        personal = [(places[name], kind) for name, kind in self.personal.items()]
        gathered: list[tuple[Line, tuple[str, ...]]] = []
        judge = Judge(self.header, self.wanted)
        for line in self.records.lines():
            if line.row <= max(self.header.last, after) or (line.cells is not None and not line.cells):
                continue
            self.read += 1
            damage = judge.damage_of(line)
            if damage is not None or line.cells is None:
                self.damaged.append(damage or Damage(line.row, line.damage, line.hint, page=line.page))
                continue
            for place, kind in personal:
                self.dropped[kind] += is_value(line.cells[place])
            gathered.append((line, tuple(line.cells[place] for place in wanted)))
            if len(gathered) == BATCH_ROWS:
                yield _batch(self.wanted, gathered)
                gathered.clear()
        yield _batch(self.wanted, gathered)


def _batch(names: Sequence[str], gathered: Sequence[tuple[Line, tuple[str, ...]]]) -> Batch:
    columns = zip(*(cells for _, cells in gathered), strict=True) if gathered else [()] * len(names)
    pages = [line.page for line, _ in gathered]
    return Batch(
        {name: pa.array(cells, pa.string()) for name, cells in zip(names, columns, strict=False)},
        np.array([line.row for line, _ in gathered], np.int64),
        np.array(pages, np.int64) if gathered and None not in pages else None,
    )


def head(records: Records, number: int) -> list[Line]:
    """The first records of a table."""
    return list(islice(records.lines(), number))
