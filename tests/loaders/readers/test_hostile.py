"""A file that is made to do harm is a clear error, or damaged rows, in bounded time and memory.

Memory is bounded by limits that the processes have, and looked up afterwards; work is counted, not timed.
"""

import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphmodel.errors import InputError
from loaders.readers.opening import open_tables
from loaders.readers.parsed import parse
from loaders.readers.quoting import Splitter
from loaders.readers.sources import file_source
from loaders.readers.tables import Layout
from tests.loaders.readers.reading import read_file, scanned
from tests.loaders.readers.test_workbooks import MANIFEST, ODS, with_part

SHEET = "xl/worksheets/sheet1.xml"
MEBIBYTE = 1 << 20
LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha ha ha ha">' + LAUGHS + b"]>"


def workbook(*cells: tuple[str, Any]) -> bytes:
    """A workbook of two columns, and more cells."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for place, value in (("A1", "a"), ("B1", "b"), ("A2", 1), ("B2", 2), *cells):
        sheet[place] = value
    book.save(out)
    return out.getvalue()


def part(data: bytes, name: str = SHEET) -> bytes:
    """A part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_a_workbook_with_a_cell_far_away_is_refused(tmp_path: Path) -> None:
    """Five kilobytes for which calamine asks for 512 GiB; what the sheet declares of itself is not believed."""
    data = workbook(("XFD1048576", 1))
    sheet = part(data).replace(b'ref="A1:XFD1048576"', b'ref="A1:B2"')
    (tmp_path / "x.xlsx").write_bytes(with_part(data, SHEET, sheet))
    assert (tmp_path / "x.xlsx").stat().st_size < 6000
    message = r"x\.xlsx, sheet 'Sheet': its cells reach over 17,179,869,184 places, where 40,000,000 are read"
    with pytest.raises(InputError, match=message):
        open_tables(tmp_path / "x.xlsx")


def test_a_sheet_that_only_declares_much_is_read(tmp_path: Path) -> None:
    """Cells that are formatted and blank are none."""
    data = workbook()
    sheet = part(data).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert sheet != part(data)
    sheet = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    (tmp_path / "x.xlsx").write_bytes(with_part(data, SHEET, sheet))
    assert read_file(tmp_path / "x.xlsx").columns == {"a": ["1"], "b": ["2"]}


def test_merged_ranges_cannot_make_cells_without_end(tmp_path: Path) -> None:
    """Each cell of each range counts."""
    data = workbook(("ZZ100", 1))
    ranges = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 1000 + b"</mergeCells>"
    sheet = part(data).replace(b"</sheetData>", b"</sheetData>" + ranges)
    (tmp_path / "x.xlsx").write_bytes(with_part(data, SHEET, sheet))
    with pytest.raises(InputError, match=r"x\.xlsx: its merged ranges hold too many cells"):
        open_tables(tmp_path / "x.xlsx")


def test_repeated_cells_end_at_the_limit_of_memory(tmp_path: Path) -> None:
    """The child process is lost, and nothing else."""
    repeated = ODS.replace(">\n<", "><").replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
    )
    repeated = repeated.replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="8000" '
    )
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", repeated)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    with pytest.raises(InputError, match=r"x\.ods (cannot be read within 1,024 MiB of memory|is damaged)"):
        parse("workbook", file_source(tmp_path / "x.ods"), memory=1024 * MEBIBYTE)


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET])
def test_entities_are_not_expanded(tmp_path: Path, name: str) -> None:
    """A billion laughs stay one word, or are an error."""
    data = workbook()
    root = b"<workbook" if name == "xl/workbook.xml" else b"<worksheet"
    laughing = part(data, name).replace(root, ENTITIES + root, 1)
    laughing = laughing.replace(b'name="Sheet"', b'name="&j;"').replace(b"<t>a</t>", b"<t>&j;</t>")
    assert b"&j;" in laughing
    (tmp_path / "x.xlsx").write_bytes(with_part(data, name, laughing))
    try:
        (table,) = open_tables(tmp_path / "x.xlsx")
    except InputError as error:
        assert "is damaged" in error.message  # noqa: PT017 (either is right)
    else:
        assert max(len(cell) for line in table.lines() for cell in line.cells or ()) < 100


def test_a_cell_without_end_in_a_workbook_damages_its_row(tmp_path: Path) -> None:
    """64 MiB that are 64 kB on disk."""
    data = workbook()
    row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"x" * (64 * MEBIBYTE) + b"</t></is></c></row>"
    sheet = part(data).replace(b"</sheetData>", row + b"</sheetData>")
    assert len(sheet) > 64 * MEBIBYTE
    (tmp_path / "x.xlsx").write_bytes(with_part(data, SHEET, sheet))
    (table,) = open_tables(tmp_path / "x.xlsx")
    assert [line.damage for line in table.lines() if line.cells is None] == [
        "a cell is longer than 1,048,576 characters"
    ]


def pdf(stream: bytes) -> bytes:
    """A PDF of one page with this packed content."""
    packed = zlib.compress(stream, 1)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    made = b"%PDF-1.4\n"
    for number, each in enumerate(objects, 1):
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    return made + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


def test_a_pdf_that_unpacks_without_end_ends_at_the_limit_of_memory(tmp_path: Path) -> None:
    """Half a gigabyte that is half a megabyte on disk."""
    (tmp_path / "x.pdf").write_bytes(pdf(b" " * (512 * MEBIBYTE)))
    with pytest.raises(InputError, match=r"x\.pdf cannot be read within 768 MiB of memory"):
        parse("pdf", file_source(tmp_path / "x.pdf"), memory=768 * MEBIBYTE)


def test_a_parser_that_does_not_end_is_ended(tmp_path: Path) -> None:
    """After as many seconds as it may have."""
    (tmp_path / "x.pdf").write_bytes(pdf(b"0 0 m 9 9 l S " * 1_000_000))
    with pytest.raises(InputError, match=r"reading x\.pdf takes longer than 1 seconds\nHint: split it"):
        parse("pdf", file_source(tmp_path / "x.pdf"), seconds=1)


READ = """
import resource, sys
from pathlib import Path
from loaders.readers.headers import find_header
from loaders.readers.opening import open_tables
from loaders.readers.tables import Scan
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (260 << 20),) * 2)
(table,) = open_tables(Path(sys.argv[1]))
scan = Scan(table, find_header(table, lambda _: False), ["a"], {})
rows = [row for batch in scan for row in batch.rows.tolist()]
print([rows, [each.reason for each in scan.damaged]])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory a process has")
def test_a_cell_of_many_megabytes_takes_no_memory(tmp_path: Path) -> None:
    """It damages its row; the file is read in a stream, by a process that may take 260 MiB more than it has.

    What each thread's allocator sets aside counts there too: one serves all of them.
    """
    with (tmp_path / "x.csv").open("wb") as file:
        file.write(b'a,b\n1,2\n1,"')
        for _ in range(300):
            file.write(b"x" * MEBIBYTE)
        file.write(b"\n3,4\n")
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "x.csv"],
        capture_output=True,
        check=True,
        cwd=root,
        env=os.environ | {"MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
    )
    assert json.loads(done.stdout.replace(b"'", b'"')) == [[2, 4], ["the row is longer than 16 MiB"]]


def steps(text: str) -> int:
    """How many times a line is split to read a text."""

    class Counting(Splitter):
        count = 0

        def _split(self, line: str, cells: list[str], parts: list[str] | None) -> list[str] | None:
            self.count += 1
            return super()._split(line, cells, parts)

    splitter = Counting(",", '"', 4)
    assert sum(1 for _ in splitter.records(text.splitlines(keepends=True)))
    return splitter.count


@pytest.mark.parametrize(
    "line",
    [
        '"\n',
        '""\n',
        '"""\n',
        'a,"\n',
        '","\n',
        '"a,b,c,d\n',
        'a,b,c,"\n',
        '""",\n',
        '"a""\n',
        '1,"x\n2,3,4,5\n',
        '"x\n6,7,8,9\n5",1,2\n',
    ],
)
def test_quotes_cannot_make_reading_slow(line: str) -> None:
    """Each line is split a few times at most, however the quotes stand: four times the lines, four times the work."""
    assert steps(line * 8000) <= 4.2 * steps(line * 2000)


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    """Of every kind of file."""
    names = [f"c{n}" for n in range(10_000)]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (names, names):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    (tmp_path / "x.csv").write_text("\n".join([",".join(names)] * 2))
    (tmp_path / "x.json").write_text(json.dumps([dict.fromkeys(names, 1)]))
    for name in ("x.xlsx", "x.csv", "x.json"):
        with pytest.raises(
            InputError, match=r"10,000 columns, where at most 2,000|more than 2,000 different fields"
        ):
            scanned(open_tables(tmp_path / name)[0])


def test_a_row_of_delimiters_is_a_row_that_is_too_long(tmp_path: Path) -> None:
    """Millions of blank cells."""
    (tmp_path / "x.csv").write_bytes(b"a,b\n" + b"," * (20 * MEBIBYTE) + b"\n1,2\n")
    sheet = read_file(tmp_path / "x.csv", layout=Layout(delimiter=","))
    assert ([each.row for each in sheet.damaged], sheet.rows) == ([2], [3])
