"""However a file is damaged, it is refused, or each of its rows is read or damaged; whatever kind of file it is.

The parsers run here without their child process, for speed; `test_hostile.py` has the process.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from graphmodel.errors import InputError
from loaders.readers.jsonlines import are_lines
from loaders.readers.kinds import kind_of
from loaders.readers.lines import Line
from loaders.readers.opening import open_tables
from loaders.readers.sources import file_source
from loaders.readers.tables import Layout, Records
from loaders.readers.worker import READERS, Found, Task
from tests.loaders.readers.reading import Sheet, scanned

ROWS = [
    {"agency": f"Examplia {n}", "note": 'ä, "quoted"\nand wrapped' if n % 3 else "", "n": n}
    for n in range(12)
]


def csv_file() -> bytes:
    """Delimited text, with quotes and line breaks in cells."""
    cells = [
        (each["agency"], '"' + str(each["note"]).replace('"', '""') + '"', str(each["n"])) for each in ROWS
    ]
    return "\r\n".join(",".join(row) for row in [("agency", "note", "n"), *cells]).encode()


def jsonl_file() -> bytes:
    """JSON Lines."""
    return "".join(json.dumps(each) + "\n" for each in ROWS).encode()


def json_file() -> bytes:
    """A JSON document."""
    return json.dumps({"results": ROWS}, indent=1).encode()


def xlsx_file() -> bytes:
    """A workbook."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (list(ROWS[0]), *(list(each.values()) for each in ROWS)):
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def parquet_file() -> bytes:
    """A Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out, write_page_checksum=True)
    return out.getvalue()


def pdf_file() -> bytes:
    """A PDF with a ruled table."""
    out = io.BytesIO()
    rows = [["agency", "n"], *([str(each["agency"]), str(each["n"])] for each in ROWS)]
    SimpleDocTemplate(out).build(
        [Table(rows, style=TableStyle([("GRID", (0, 0), (-1, -1), 1, colors.black)]))]
    )
    return out.getvalue()


def zip_file() -> bytes:
    """A ZIP archive with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", csv_file())
    return out.getvalue()


def gzip_file() -> bytes:
    """A packed file."""
    return gzip.compress(csv_file())


MAKERS: dict[str, Callable[[], bytes]] = {
    "csv": csv_file,
    "jsonl": jsonl_file,
    "json": json_file,
    "xlsx": xlsx_file,
    "parquet": parquet_file,
    "pdf": pdf_file,
    "zip": zip_file,
    "gz": gzip_file,
}
#: Formats with checksums over all that matters: what is read of a damaged file is what was in the good one.
CHECKED = {"xlsx", "zip", "gz"}


@cache
def good(kind: str) -> bytes:
    """A good file."""
    return MAKERS[kind]()


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes of a file with some changed, put in, cut out or doubled."""
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(data) - 1)), draw(st.integers(1, 40))
        piece = draw(
            st.binary(min_size=1, max_size=4)
            | st.sampled_from([b'"', b"\n", b",", b"\0", b"{", b"]", b"\xe9"])
        )
        match draw(st.sampled_from(["change", "insert", "cut", "double", "truncate"])):
            case "change":
                data = data[:at] + piece + data[at + len(piece) :]
            case "insert":
                data = data[:at] + piece + data[at:]
            case "cut":
                data = data[:at] + data[at + length :]
            case "double":
                data = data[: at + length] + data[at:]
            case _:
                data = data[:at]
        if not data:
            return b"\n"
    return data


@dataclass
class Here:
    """A table that is parsed in this process."""

    found: Found
    file: str = "x"
    sha256: str = ""
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.sheet = self.found.sheet
        self.self_named = self.found.self_named
        self._lines = list(self.found.lines)

    def lines(self) -> Iterator[Line]:
        return iter(self._lines)

    def batches(self, scan: object) -> None:
        """No quicker way."""


def tables(path: Path) -> list[Records]:
    """The tables of a file; parsed in this process."""
    source = file_source(path)
    kind = kind_of(source)
    if kind not in READERS or (kind == "json" and are_lines(source, Layout())):
        return list(open_tables(path, Layout()))
    task = Task(kind, path.name, str(path), "", "", 60, 1 << 31)
    return [Here(found) for found in import_module(READERS[kind]).read(task)]


def read(data: bytes) -> list[Sheet] | None:
    """What the tables of a file hold; None where it is refused."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(data)
        try:
            found = tables(path)
        except Exception:  # noqa: BLE001 (parsers raise anything; the child process makes it an error of the file)
            return None
        try:
            return [scanned(each) for each in found]
        except InputError:
            return None


@pytest.mark.parametrize("kind", MAKERS)
def test_the_good_files_are_good(kind: str) -> None:
    """So that the damaged ones are damaged by what was done to them."""
    (sheet,) = read(good(kind)) or []
    assert (sheet.read, len(sheet.rows), sheet.damaged) == (len(ROWS), len(ROWS), [])
    assert sheet.columns["agency"] == [each["agency"] for each in ROWS]


@pytest.mark.parametrize("kind", MAKERS)
@settings(max_examples=40)
@given(st.data())
def test_each_row_is_read_or_damaged_or_the_file_is_refused(kind: str, data: st.DataObject) -> None:
    """Counted, numbered once, and in order; what has a checksum is read as it was or not at all."""
    bad = data.draw(damaged(good(kind)))
    for sheet in read(bad) or []:
        assert sheet.read == len(sheet.rows) + len(sheet.damaged)
        numbers = [*sheet.rows, *(each.row for each in sheet.damaged)]
        assert len(set(numbers)) == len(numbers)
        if kind in CHECKED and sheet.rows:
            assert sheet.columns["agency"] == [each["agency"] for each in ROWS]
        if kind == "jsonl" and "agency" in sheet.columns:
            filled = [line for line in bad.replace(b"\r", b"\n").split(b"\n") if line.strip()]
            assert sheet.read == len(filled)
