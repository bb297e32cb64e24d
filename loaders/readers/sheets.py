"""What is in the parts of an XLSX workbook, seen before it is parsed: how far its cells reach, and what calamine hides.

Neither the sizes that the archive declares nor the range that a sheet declares are trusted: the parts are read through
in a stream, and the references of the cells themselves are looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from graphmodel.errors import InputError
from loaders.readers.kinds import BROKEN

MOST_CELLS = 40_000_000
"""How many cells a sheet's grid may have: the largest sheet (1,048,576 rows) with 38 columns."""
LONGEST_PART = 1 << 31
CHUNK = 1 << 20
LONGEST_ROW = 1 << 24
CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
ERROR = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>'
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)
UNVALUED = re.compile(
    rb"<(?:\w+:)?c ([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
HIDDEN = re.compile(rb'<(?:\w+:)?row [^>]*\bhidden="(?:1|true)"')
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass
class Look:
    """What was seen of a sheet.

    Attributes
    ----------
    errors
        The error values, by row and column from 0.
    unvalued
        How many formulas have no value in the file.
    hidden_rows
        How many rows are hidden.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    unvalued: int = 0
    hidden_rows: int = 0
    columns: set[bytes] = field(default_factory=set)
    top: int = 1 << 30
    bottom: int = 0

    def add(self, block: bytes) -> None:
        """Some more of the sheet."""
        found = CELL.findall(block)
        if found:
            self.columns.update({column for column, _ in found})
            rows = [int(row) for _, row in found]
            self.top, self.bottom = min(self.top, *rows), max(self.bottom, *rows)
        if b'"e"' in block:
            for column, row, text in ERROR.findall(block):
                self.errors.setdefault(int(row) - 1, {})[_index(column)] = unescape(text.decode())
        if b"<f" in block or b":f" in block:
            self.unvalued += sum(b't="str"' not in found for found in UNVALUED.findall(block))
        self.hidden_rows += len(HIDDEN.findall(block))

    @property
    def cells(self) -> int:
        """How many cells the grid from the first to the last cell has."""
        places = [_index(column) for column in self.columns]
        return (max(places) - min(places) + 1) * (self.bottom - self.top + 1) if places else 0


def _index(column: bytes) -> int:
    """The place of a column, from 0: A is 0, AA is 26."""
    place = 0
    for letter in column:
        place = place * 26 + letter - 64
    return place - 1


def look_at(name: str, data: bytes) -> Mapping[str, Look] | None:
    """What was seen of each sheet, by its name; None where the workbook is no XLSX.

    Raises
    ------
    InputError
        When a part is too large, a sheet's cells reach too far, or the archive is damaged.
    """
    if not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                _check_part(name, archive, part)
            if "xl/workbook.xml" not in archive.namelist():
                return None
            return {sheet: _look(name, sheet, archive, part) for sheet, part in _parts(archive)}
    except (*BROKEN, ET.ParseError) as error:
        raise InputError(
            f"{name} is damaged: its parts cannot be read",
            hint="open it in a spreadsheet program and save it again",
        ) from error


def _check_part(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part is not too long, and what comes out of it has the checksum that it should have."""
    if part.file_size > LONGEST_PART:
        raise InputError(
            f"{name}: a part of it is {part.file_size >> 20:,} MiB long when it is unpacked",
            hint="if that is so, save the sheet as CSV UTF-8",
        )
    with archive.open(part) as stream:
        while stream.read(CHUNK):
            pass


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and the part that it is in (ECMA-376, part 1, 18.2.19)."""
    related = {
        each.get("Id"): each.get("Target", "")
        for each in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 (in the child process)
    }
    for each in ET.fromstring(archive.read("xl/workbook.xml")).findall(".//{*}sheet"):  # noqa: S314 (as above)
        target = related.get(each.get(RELATED) or each.get(STRICT), "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if part in archive.namelist():
            yield each.get("name", ""), part


def _look(name: str, sheet: str, archive: zipfile.ZipFile, part: str) -> Look:
    look = Look()
    with archive.open(part) as stream:
        waiting = b""
        while chunk := stream.read(CHUNK):
            waiting += chunk
            end = waiting.rfind(b"row>") + 4
            if end >= 4 or len(waiting) > LONGEST_ROW:
                end = end if end >= 4 else len(waiting)
                look.add(waiting[:end])
                waiting = waiting[end:]
        look.add(waiting)
    if look.cells > MOST_CELLS:
        raise InputError(
            f"{name}, sheet {sheet!r}: its cells reach over {look.cells:,} places, where {MOST_CELLS:,} are read",
            hint="delete what stands far from the table, or save the sheet as CSV UTF-8",
        )
    return look
