"""What kind of file begins so, whatever its name says."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from graphmodel.errors import InputError
from loaders.readers.sources import Source

PARQUET = b"PAR1"
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: What the standard library raises about an archive that is damaged, or packed in a way that it does not know.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
)
LOOKED_AT = 1 << 12
#: Kinds of file that are read, by their first bytes: RFC 1952 (gzip), ISO 32000 7.5.2 (PDF), [MS-CFB] 2.2 (Office files
#: before 2007, and locked ones since).
READ: Mapping[bytes, str] = {GZIP: "gzip", b"%PDF-": "pdf", b"\xd0\xcf\x11\xe0": "workbook"}
UNPACK = "unpack it and load what is in it"
#: Kinds that are not read, and what to do about it. Their first bytes: the formats' own specifications.
FOREIGN: Mapping[bytes, tuple[str, str]] = {
    b"7z\xbc\xaf\x27\x1c": ("packed with 7-Zip", UNPACK),
    b"Rar!\x1a\x07": ("packed with RAR", UNPACK),
    b"BZh": ("packed with bzip2", UNPACK),
    b"\xfd7zXZ\0": ("packed with xz", UNPACK),
    b"\x28\xb5\x2f\xfd": ("packed with Zstandard", UNPACK),
    b"SQLite format 3\0": ("an SQLite database", "export its table as CSV"),
    b"ARROW1": ("an Arrow file", "save it as Parquet"),
    b"\x89PNG": ("a picture", "type its table into a spreadsheet, or have its text recognised"),
    b"\xff\xd8\xff": ("a picture", "type its table into a spreadsheet, or have its text recognised"),
    b"GIF8": ("a picture", "type its table into a spreadsheet, or have its text recognised"),
    b"II*\0": ("a picture", "type its table into a spreadsheet, or have its text recognised"),
    b"MM\0*": ("a picture", "type its table into a spreadsheet, or have its text recognised"),
    b"{\\rtf": ("a text with layout (RTF)", "copy its table into a spreadsheet and save it as CSV UTF-8"),
    b"<": ("HTML or XML", "open it in a spreadsheet program and save it as XLSX or CSV UTF-8"),
}
JSON = re.compile(rb'(?:\{\s*["}]|\[\s*(?:[\[{\]]|\Z))')


@dataclass(frozen=True)
class NotRead(Exception):  # noqa: N818 (an archive's member of such a kind is passed over)
    """A file is of a kind that is not read."""

    name: str
    what: str
    how: str

    def error(self) -> InputError:
        """The same for whoever loads the file itself."""
        return InputError(f"{self.name} is {self.what}, which is not read", hint=self.how)


def kind_of(source: Source) -> str:
    """`text`, `json`, `workbook`, `parquet`, `pdf`, `gzip` or `archive`.

    Raises
    ------
    NotRead
        When it is of another kind that can be told.
    InputError
        When it is a ZIP archive that is damaged.
    """
    first = source.first(LOOKED_AT)
    if first.startswith(ZIP):
        return _zipped(source)
    if first.startswith(PARQUET) and b"\0" in first:  # a column may be named so
        return "parquet"
    text = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((READ[mark] for mark in READ if first.startswith(mark)), None)
    if kind or text.startswith(b"%PDF-"):
        return kind or "pdf"
    mark = next((mark for mark in FOREIGN if text.startswith(mark)), None)
    if mark is not None:
        raise NotRead(source.name, *FOREIGN[mark])
    return "json" if JSON.match(text) else "text"


def _zipped(source: Source) -> str:
    """What a ZIP archive is (PKWARE APPNOTE 4.3.7): a workbook and a document are told by the parts they must have."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            opened = "mimetype" in names and archive.open("mimetype").read(100)
    except BROKEN as error:
        raise InputError(
            f"{source.name} is a damaged ZIP archive or workbook (it may be cut off)",
            hint="fetch it again, or open it in the program that wrote it and save it again",
        ) from error
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or (opened and opened.endswith(b".spreadsheet")):
        return "workbook"
    if "word/document.xml" in names or (opened and opened.endswith(b".text")):
        how = "copy its table into a spreadsheet and save it as CSV UTF-8"
        raise NotRead(source.name, "a text document", how)
    return "archive"
