"""Rows that are entered by hand: kept in canonical files of the case's own, and loaded as one dataset of it.

The file is the record, the tables follow from it. A row is tried first, on the case as it is, and nothing is written;
to keep it, the whole new file is read and judged beside the case, and the file has the row with the case's new
generation (`loaders.saying`). What somebody wrote into the file otherwise is taken up by the next entry.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphmodel.declaration import Property
from graphmodel.errors import InputError, did_you_mean
from graphmodel.tables import Tables
from loaders.canonical import read_cell, record, shape_named
from loaders.coded import Coded
from loaders.generations import Writer, hash_of
from loaders.inputs import Input
from loaders.intake import read_input
from loaders.load import WAIT
from loaders.names import Naming
from loaders.plans import plans
from loaders.preview import FirstRow, rows_made
from loaders.readers.lines import DOUBTFUL
from loaders.rejects import CellError, Conflict, Place
from loaders.reviewed import reviews_of
from loaders.screen import told_of_own
from loaders.store import CaseFolder
from loaders.together import Together, together

DATASET = "entered"
"""The dataset, and the folder of the case, of what is entered by hand."""
FILES = {
    "claim": "claims.csv",
    "event": "events.csv",
    "rule": "rules.csv",
    "coverage": "coverage.csv",
    "attribute": "attributes.csv",
    "document": "documents.csv",
    "agency": "agencies.csv",
}

Row = Mapping[str, str]
"""Text by canonical column; a column that is left out is blank."""


@dataclass(frozen=True)
class Entered:
    """What rows entered by hand come to.

    Attributes
    ----------
    file
        Where they stand, or would.
    numbers
        Their numbers there, as a spreadsheet numbers rows.
    tables
        Those of the case with them.
    made
        What each makes.
    notes
        What whoever enters should know of them.
    generation
        The one that holds them; None where they were only tried.
    before
        The one before it; None where there was none.
    added
        Whether the file did not have them already.
    """

    file: Path
    numbers: tuple[int, ...]
    tables: Tables
    made: tuple[FirstRow, ...]
    notes: tuple[str, ...] = ()
    generation: str | None = None
    before: str | None = None
    added: bool = True


# --- one answer, one row ------------------------------------------------------------------------------------------


def column_named(shape_name: str, name: str) -> Property:
    """The column of a shape.

    Raises
    ------
    InputError
        When it has none of this name; with the nearest.
    """
    shape = shape_named(shape_name)
    for column in shape.columns:
        if column.column == name:
            return column
    hint = did_you_mean(name, shape.header) or "allowed: " + ", ".join(shape.header)
    raise InputError(f"{name!r} is no column of the shape {shape_name!r}", hint=hint)


def check_cell(shape_name: str, name: str, text: str) -> None:
    """An answer for one column can be taken, as far as it can be told alone.

    Raises
    ------
    InputError
        Naming the column, the value and what is allowed.
    """
    column = column_named(shape_name, name)
    if DOUBTFUL.search(text):
        raise CellError(name, "holds a character that cannot be seen", hint="delete it")
    read_cell(shape_name, column, text)
    errors = told_of_own(shape_name, {name: Coded.of([text])})
    if errors:
        raise errors[0]


def check_row(shape_name: str, row: Row) -> None:
    """A row can be taken, as far as it can be told without the case."""
    for name, text in row.items():
        check_cell(shape_name, name, text)
    record(shape_name, row)


# --- tried, kept --------------------------------------------------------------------------------------------------


def try_rows(folder: CaseFolder, shape_name: str, rows: Sequence[Row]) -> Entered:
    """What a case would be with these rows; nothing is written.

    Raises
    ------
    InputError
        When one of them cannot be taken.
    """
    with TemporaryDirectory(prefix="datatrail-") as stage:
        return _Entry(folder, shape_name, rows, Path(stage), Writer(folder)).tried()


def enter(folder: CaseFolder, shape_name: str, rows: Sequence[Row]) -> Entered:
    """The case, and its file of entered rows, hold these rows; all of them or, on an error, none.

    A row that the file has already, cell by cell, is not added again; the file is loaded all the same.

    Raises
    ------
    InputError
        When one cannot be taken, or another process goes on writing the case.
    """
    with folder.writing("datatrail add", wait=WAIT) as writer, writer.staging() as stage:
        return _Entry(folder, shape_name, rows, stage, writer).kept()


class _Entry:
    """Rows, the file with them, written beside, and the case that it makes."""

    def __init__(
        self, folder: CaseFolder, shape_name: str, rows: Sequence[Row], stage: Path, writer: Writer
    ) -> None:
        for row in rows:
            check_row(shape_name, row)
        self._shape, self._rows = shape_name, rows
        self._folder, self._writer, self._before = folder, writer, folder.current
        self._file = folder.path / DATASET / FILES[shape_name]
        self._ahead = tuple(self._is_ahead())
        text, more, self._numbers = with_rows(self._file, shape_name, rows)
        self._more = {f"{DATASET}/{FILES[shape_name]}": more} if more else {}
        self._beside = stage / FILES[shape_name]
        self._beside.write_text(text + more, encoding="utf-8", newline="")
        self._known = writer.inputs()
        self._together, self._input = self._made(stage)
        self._refuse_what_is_not_taken()

    def _made(self, stage: Path) -> tuple[Together, Input]:
        (plan,) = plans(self._folder.path / "mappings", [self._beside], None, DATASET)
        read = read_input(plan, stage)
        naming, review = Naming.of(self._folder.path), reviews_of(self._folder.path)
        registry = self._folder.settings.registry
        made = together(self._known, [read], naming, registry=registry, review=review)
        return made, next(each for each in made.inputs if each.key == read.key)

    def _is_ahead(self) -> Iterator[str]:
        """Whether the file says other than the case: after an edit, a going back, or an entry that was cut short."""
        loaded = {each["sha256"] for each in self._entries() if each["dataset"] == DATASET}
        if self._file.is_file() and hash_of(self._file) not in loaded:
            yield f"{self._file} is not what the case was made of: all that stands in it is loaded with this"

    def _refuse_what_is_not_taken(self) -> None:
        for each in self._together.rejects(self._input):
            if each.place.row in self._numbers:
                raise InputError(f"column {each.column!r}: {each.reason}", hint=each.hint or None)
        conflicts = [each for each in self._conflicts() if each.shape != "name" and each.other.file]
        if conflicts or self._displaces():
            raise InputError(
                f"{self._named()} is in the case already, in another row",
                hint="give it another id; `datatrail evidence ID` shows the claim that is there",
            )

    def _displaces(self) -> bool:
        """Whether a row that was taken before, or one of these, now counts as another one's."""
        before = {(each["dataset"], each["file"], each["sheet"] or ""): each for each in self._entries()}
        counts = {each.key: self._together.counts(each) for each in self._together.inputs}
        ours = before.pop(self._input.key, {"duplicates": 0})
        more = counts[self._input.key]["duplicates"] > ours["duplicates"]
        return more or any(counts[key]["taken"] < each["taken"] for key, each in before.items())

    def _entries(self) -> list[Mapping[str, Any]]:
        return self._folder.manifest(self._before)["inputs"] if self._before else []

    def _conflicts(self) -> list[Conflict]:
        """Those that one of these rows is in."""
        ours = {Place(*self._input.key[:2], number) for number in self._numbers}
        return [each for each in self._together.assembly.conflicts if {each.kept, each.other} & ours]

    def _named(self) -> str:
        ids = [row[name] for row in self._rows if (name := shape_named(self._shape).header[0]) in row]
        return f"{self._shape} {', '.join(map(repr, ids))}" if ids else f"the {self._shape}"

    def tried(self, generation: str | None = None) -> Entered:
        """What they come to."""
        tables = self._together.assembly.tables
        made = rows_made(tables, self._input.key, self._numbers)
        return Entered(
            self._file,
            self._numbers,
            tables,
            tuple(made),
            (
                *self._ahead,
                *(f"it {_CONFLICT.get(each.shape, '')}: {each.id!r}" for each in self._conflicts()),
            ),
            generation,
            self._before,
            bool(self._more),
        )

    def kept(self) -> Entered:
        """They are kept: in the file, which is the record, and in the case that follows from it."""
        did = f"add {self._named()}"
        return self.tried(self._writer.commit(self._together.contents(), did, self._more))


#: What is to be said of a row of an agency beside the registry, which it may well go over.
_CONFLICT = {
    "agency": "states a body otherwise than the registry, and goes over it",
    "name": "gives a name two owners",
}


# --- the file -----------------------------------------------------------------------------------------------------


def with_rows(path: Path, shape_name: str, rows: Sequence[Row]) -> tuple[str, str, tuple[int, ...]]:
    """The text of a file of entered rows, what adds to it those that it lacks, and the numbers of all.

    Raises
    ------
    InputError
        When what is there cannot be added to.
    """
    text = _held(path)
    header = list(shape_named(shape_name).header)
    records = list(_records(path, text)) if text else [header]
    if sorted(records[0]) != sorted(header):
        raise InputError(
            f"{path}: its first line is not the header of the shape {shape_name!r}",
            hint=f"correct it, or move the file away: datatrail template {shape_name} shows the header",
        )
    numbers: list[int] = []
    new: list[list[str]] = []
    for cells in ([row.get(name, "").strip() for name in records[0]] for row in rows):
        if cells not in (*records, *new):
            new.append(cells)
        numbers.append([*records, *new].index(cells) + 1)
    gap = "\n" if text and not text.endswith("\n") else ""
    more = gap + _written(new if text else [header, *new]) if new else ""
    return text, more, tuple(numbers)


def entered_records(path: Path, header: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The rows of a file of entered rows, their cells in the order of a header.

    Raises
    ------
    InputError
        When it cannot be read, or has other columns.
    """
    there, *rows = list(_records(path, _held(path))) or [list(header)]
    if sorted(there) != sorted(header):
        raise InputError(f"{path}: its first line is not the header of its shape", hint="correct it")
    for number, row in enumerate(rows, start=2):
        if row and len(row) != len(there):
            raise InputError(f"{path}, row {number}: {len(row)} cells where there must be {len(there)}")
        named = dict(zip(there, row, strict=False))
        if any(row):
            yield tuple(named[name] for name in header)


def _held(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error})", hint="save it as CSV in UTF-8") from error


def _records(path: Path, text: str) -> Iterator[list[str]]:
    """The records of a file; a byte order mark, which a spreadsheet may have put there, is none of its header."""
    reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise InputError(
            f"{path}, line {reader.line_num}: {error}", hint="look at the quotes there"
        ) from error


def _written(records: Sequence[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(records)
    return text.getvalue()
