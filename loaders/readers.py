"""Files become columns of text; nothing is repaired and no row is dropped unseen.

A reader is the only part that sees the columns of personal data: they are counted here and go no further. Rows are
numbered as a spreadsheet numbers them: the first record is row 1, a blank line is a row, and a quoted line break
does not start one. Records are read with the standard library's strict parser: for the 37,000 rows of a sharing
list it takes 0.04 s, pyarrow's reader 0.08 s of which most is its import, and that one neither numbers rows nor
reports an unclosed quote.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path

from graphmodel.errors import InputError
from loaders.rejects import CellError, Place, Reject, rejected, shown

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
AS_UTF8 = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"

PARQUET = b"PAR1"
OPENED = "open it in a spreadsheet program and save it as CSV UTF-8"
#: What a file is that begins so, and how CSV comes of it. PKWARE APPNOTE 4.3.7 (ZIP), RFC 1952 (gzip),
#: the Parquet format's file layout, ISO 32000 7.5.2 (PDF), [MS-CFB] 2.2 (Office files before 2007).
FOREIGN: Mapping[bytes, tuple[str, str]] = {
    b"PK\x03\x04": ("a ZIP archive", "unpack it; if it holds a table, save it as CSV UTF-8"),
    b"\x1f\x8b": ("packed with gzip", "unpack it; if what is in it is no CSV, save it as CSV UTF-8"),
    PARQUET: ("a Parquet file", "read it with pandas or DuckDB and save it as CSV UTF-8"),
    b"%PDF-": ("a PDF", "copy its table into a spreadsheet and save it as CSV UTF-8"),
    b"\xd0\xcf\x11\xe0": ("an Excel workbook (.xls) or another Office file from before 2007", OPENED),
}
#: What a ZIP archive is that holds such a name or type.
ZIPPED = {
    b"xl/workbook": ("an Excel workbook (.xlsx)", OPENED),
    b"application/vnd.oasis.opendocument.spreadsheet": ("an OpenDocument spreadsheet (.ods)", OPENED),
    b"word/document": ("a Word document", "copy its table into a spreadsheet and save it as CSV UTF-8"),
}


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in a file: text cells by column, and where each row stands.

    Attributes
    ----------
    columns
        Cells by column of the source, without the personal ones.
    rows
        The number of each row, as a spreadsheet numbers it.
    rejects
        Rows whose structure is damaged.
    read
        How many rows the file has, the rejected ones included; blank lines are none.
    dropped
        How many personal values were dropped, by kind.
    """

    header: tuple[str, ...]
    columns: Mapping[str, list[str]]
    rows: list[int]
    rejects: list[Reject]
    read: int
    dropped: dict[str, int] = field(default_factory=dict)


class CsvFile:
    """A CSV file whose header has been read.

    Parameters
    ----------
    path
        The file; UTF-8, with or without a byte order mark.

    Raises
    ------
    InputError
        When there is no such file, it is empty, it is no CSV or not UTF-8, or its header names a column twice or
        not at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        data = _bytes(path)
        _check_format(path, data)
        self.sha256 = sha256(data).hexdigest()
        self._text = _decode(path, data)
        self._holds_nul = "\0" in self._text
        self.header, self._header_row = self._read_header()

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record with its row number; a record whose quotes do not close ends the reading."""
        reader = csv.reader(StringIO(self._text, newline=""), strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._damaged(number, error) from error
            yield number, cells

    def _damaged(self, number: int, error: csv.Error) -> InputError:
        where = f"{self.path.name}, row {number}"
        if "field larger" in str(error):
            return InputError(
                f"{where}: a cell is longer than {csv.field_size_limit():,} characters",
                hint="a quote that is opened and never closed swallows the rest of a file: look at this row",
            )
        return InputError(
            f"{where}: a quote is opened and not closed, or text follows a closing quote",
            hint='write a quote inside a quoted cell twice (""), and close every quote; nothing was loaded',
        )

    def _read_header(self) -> tuple[tuple[str, ...], int]:
        for number, cells in self._records():
            if any(cell.strip() for cell in cells):
                return self._checked_header([cell.strip() for cell in cells], number), number
        raise InputError(f"{self.path.name} is empty", hint="the first row must name the columns")

    def _checked_header(self, names: list[str], number: int) -> tuple[str, ...]:
        where = f"{self.path.name}, row {number}"
        if any("\0" in name for name in names):
            raise InputError(f"{where}: the header holds NUL characters: it is not UTF-8 text", hint=AS_UTF8)
        seen: set[str] = set()
        for position, name in enumerate(names, 1):
            if not name:
                raise InputError(
                    f"{where}: column {position} has no name", hint="name every column, or delete it"
                )
            if name in seen:
                raise InputError(f"{where}: two columns are named {shown(name)}", hint="rename or delete one")
            seen.add(name)
        return tuple(names)

    def read(self, dataset: str, personal: Mapping[str, str] | None = None) -> Sheet:
        """The rows below the header.

        Parameters
        ----------
        dataset
            The dataset that rejects are of.
        personal
            Columns of personal data, and the kind of each: counted here, and never handed on.
        """
        whole: list[list[str]] = []
        rows: list[int] = []
        rejects: list[Reject] = []
        for number, cells in self._records():
            if number <= self._header_row or not cells:
                continue
            reason = self._damage(cells)
            if reason is None:
                whole.append(cells)
                rows.append(number)
            else:
                rejects.append(rejected(Place(dataset, self.path.name, number), reason))
        by_column = zip(*whole, strict=True) if whole else [()] * len(self.header)
        columns = {name: list(cells) for name, cells in zip(self.header, by_column, strict=True)}
        dropped = _drop(columns, personal or {})
        return Sheet(self.header, columns, rows, rejects, len(rows) + len(rejects), dropped)

    def _damage(self, cells: list[str]) -> InputError | None:
        """What is wrong with a row's structure; its cells are not shown, for they may stand in wrong columns."""
        if len(cells) != len(self.header):
            return InputError(
                f"has {len(cells)} cells where the header has {len(self.header)}",
                hint="look for a missing or an extra comma, or for a quote that is not closed",
            )
        if not any(cell and not cell.isspace() for cell in cells):
            return InputError("is blank in every column", hint="delete the row")
        if self._holds_nul:
            for name, cell in zip(self.header, cells, strict=True):
                if "\0" in cell:
                    return CellError(name, "holds a NUL character", hint=AS_UTF8)
        return None


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path} is a folder", hint="name the files in it")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}", hint="look at its name and folder") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror})", hint="look at who may read it"
        ) from error


def _check_format(path: Path, data: bytes) -> None:
    """What a file is that begins as no CSV file does is said."""
    mark = next((mark for mark in FOREIGN if data.startswith(mark)), None)
    if mark is None or (mark == PARQUET and b"\0" not in data):  # a column may be named so
        return
    inside = (ZIPPED[name] for name in ZIPPED if name in data)
    what, how = next(inside, FOREIGN[mark]) if mark.startswith(b"PK") else FOREIGN[mark]
    raise InputError(f"{path.name} is {what}; only CSV is read so far", hint=how)


def _decode(path: Path, data: bytes) -> str:
    if data.startswith(UTF16_MARKS):
        raise InputError(f"{path.name} is UTF-16, not UTF-8", hint=AS_UTF8)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = data.count(b"\n", 0, error.start) or data.count(b"\r", 0, error.start)
        raise InputError(
            f"{path.name} is not UTF-8: byte 0x{data[error.start]:02x} on line {lines + 1}", hint=AS_UTF8
        ) from error


def _drop(columns: dict[str, list[str]], personal: Mapping[str, str]) -> dict[str, int]:
    """Take the personal columns out; how many values of which kind there were."""
    dropped: dict[str, int] = {}
    for name, kind in personal.items():
        values = sum(1 for cell in columns.pop(name, ()) if cell.strip())
        dropped[kind] = dropped.get(kind, 0) + values
    return dict(sorted(dropped.items()))
