"""A file is known by its first bytes, whatever its name says, and opened as the tables that it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from graphmodel.errors import InputError
from loaders.readers.delimited import DelimitedFile
from loaders.readers.sources import Source, file_source
from loaders.readers.tables import UNSTATED, Layout, Records

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


def open_tables(path: Path, layout: Layout = UNSTATED) -> Sequence[Records]:
    """The tables of a file, in its order; at least one.

    Parameters
    ----------
    path
        The file.
    layout
        What is stated of it.

    Raises
    ------
    InputError
        When there is no such file, it cannot be read, or it is of a kind that is not read.
    """
    source = file_source(path)
    _check_format(source)
    return [DelimitedFile(source, layout)]


def _check_format(source: Source) -> None:
    """What a file is that begins as no CSV file does is said."""
    data = source.first(1 << 16)
    mark = next((mark for mark in FOREIGN if data.startswith(mark)), None)
    if mark is None or (mark == PARQUET and b"\0" not in data):  # a column may be named so
        return
    inside = (ZIPPED[name] for name in ZIPPED if name in data)
    what, how = next(inside, FOREIGN[mark]) if mark.startswith(b"PK") else FOREIGN[mark]
    raise InputError(f"{source.name} is {what}; only CSV is read so far", hint=how)
