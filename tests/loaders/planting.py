"""Planted people that nobody can mistake, files of every kind that hold them, and a search through all that was written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

Table = Sequence[Sequence[str]]
"""The header, then the rows."""


@dataclass(frozen=True)
class Planted:
    """One kind of personal data: as it is typed amid other words, as it stands alone, and how it is found again."""

    kind: str
    said: str
    bare: str
    marks: tuple[str, ...]


PLANTED = (
    Planted("name", "subject Maria Qqplanted", "Maria Qqplanted", ("qqplanted",)),
    Planted("date-of-birth", "DOB 04/05/1931", "04/05/1931", ("04/05/1931", "1931-04-05", "19310405")),
    Planted("plate", "plate QZX 7731", "QZX 7731", ("qzx 7731", "qzx7731")),
    Planted("licence-number", "OLN Q73315599", "Q73315599", ("q73315599",)),
    Planted("a-number", "A073-315-588", "A073-315-588", ("073-315-588", "073315588")),
    Planted("ssn", "SSN 000-73-3155", "000-73-3155", ("000-73-3155", "000733155")),
)
MARKS = tuple(mark for each in PLANTED for mark in each.marks)


# --- files --------------------------------------------------------------------------------------------------------


def _csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


def _tsv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(table)


def _xlsx(path: Path, table: Table) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in table:
        book.active.append(list(row))
    book.save(path)


def _xls(path: Path, table: Table) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("audit")
    for number, row in enumerate(table):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.save(str(path))


def _records(table: Table) -> list[dict[str, str]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def _json(path: Path, table: Table) -> None:
    path.write_text(json.dumps(_records(table)), encoding="utf-8")


def _jsonl(path: Path, table: Table) -> None:
    path.write_text("\n".join(map(json.dumps, _records(table))), encoding="utf-8")


def _parquet(path: Path, table: Table) -> None:
    pq.write_table(pa.Table.from_pylist(_records(table)), path)


def _pdf(path: Path, table: Table) -> None:
    from reportlab.lib.colors import black
    from reportlab.lib.pagesizes import A3, landscape
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table as Ruled

    ruled = Ruled([list(row) for row in table], repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 1, black)])
    width, height = landscape(A3)
    SimpleDocTemplate(str(path), pagesize=(2 * width, height)).build([ruled])


def _zip(path: Path, table: Table) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("audit.csv", text.getvalue())


WRITERS: Mapping[str, Callable[[Path, Table], None]] = {
    "csv": _csv,
    "tsv": _tsv,
    "xlsx": _xlsx,
    "xls": _xls,
    "json": _json,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "pdf": _pdf,
    "zip": _zip,
}


def written(path: Path, table: Table) -> Path:
    """The table as a file of the kind that its name ends on."""
    WRITERS[path.suffix[1:]](path, table)
    return path


# --- searching ----------------------------------------------------------------------------------------------------


def marks_in(data: bytes) -> set[str]:
    """The planted marks that stand in some bytes, as UTF-8 or UTF-16, in an archive or in the columns of Parquet."""
    found = _plainly(data)
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                found |= _plainly(name.encode()) | marks_in(archive.read(name))
    if data.startswith(b"\x1f\x8b"):
        found |= marks_in(gzip.decompress(data))
    if (
        data.startswith(b"PAR1") and data.endswith(b"PAR1") and len(data) > len(b"PAR1PAR1")
    ):  # begun, and ended
        table = pq.read_table(io.BytesIO(data))
        for column in table.columns:
            found |= _plainly(repr(column.to_pylist()).encode())
    return found


def _plainly(data: bytes) -> set[str]:
    small = data.lower()
    found = {mark for mark in MARKS if mark.encode() in small}
    return found | {mark for mark in MARKS if mark.encode("utf-16-le") in small}


def found_under(*folders: Path) -> dict[str, set[str]]:
    """The files under some folders that hold a planted mark, in their name or what they say."""
    found: dict[str, set[str]] = {}
    for path in (path for folder in folders for path in folder.rglob("*")):
        marks = _plainly(path.name.encode())
        if path.is_file():
            marks |= marks_in(path.read_bytes())
        if marks:
            found[str(path)] = marks
    return found


class Watch:
    """While it is on, every file that appears or changes under some folders is read, and what it held is kept."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self.found: set[str] = set()
        self.seen: dict[Path, tuple[int, int]] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.002):
            for path in self._files():
                try:
                    state = (path.stat().st_size, path.stat().st_mtime_ns)
                    if self.seen.get(path) == state:
                        continue
                    data = path.read_bytes()
                except OSError:  # gone meanwhile
                    continue
                self.seen[path] = state
                self.found |= _plainly(data)

    def _files(self) -> Iterator[Path]:
        for folder in self.folders:
            try:
                yield from [path for path in folder.rglob("*") if path.is_file()]
            except OSError:  # a folder that is gone meanwhile
                continue
