"""Workbooks are read sheet by sheet: cached values, rows as the sheet numbers them, and no cell invented or lost."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from graphmodel.errors import InputError
from loaders.readers import parsed
from loaders.readers.opening import open_tables
from loaders.readers.tables import Layout, Records, head
from tests.loaders.readers.reading import scanned


def tables(path: Path, layout: Layout | None = None) -> dict[str | None, Records]:
    """The tables of a file by the names of their sheets."""
    return {each.sheet: each for each in open_tables(path, layout or Layout())}


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    """The first sheet of a workbook."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: openpyxl.Workbook, path: Path) -> Path:
    """A workbook on disk."""
    book.save(path)
    return path


def test_typed_cells_become_text(tmp_path: Path) -> None:
    """Dates as ISO 8601, whole numbers without a point, errors as they are shown, text as it stands."""
    book = openpyxl.Workbook()
    values = {
        7: "7",
        7.5: "7.5",
        12345678901: "12345678901",
        0.00001: "0.00001",
        True: "TRUE",
        dt.datetime.fromisoformat("2024-01-05 13:20:00"): "2024-01-05 13:20:00",
        dt.date(2024, 1, 5): "2024-01-05",
        dt.time(13, 20): "13:20:00",
        dt.timedelta(hours=26.5): "26:30:00",
        "  007 ": "  007 ",
        "=not a formula": "=not a formula",
        "#REF!": "#REF!",
        "two\nlines": "two\nlines",
    }
    sheet = sheet_of(book)
    for row, value in enumerate(("value", *values), 1):
        sheet.cell(row, 1, value)
        sheet.cell(row, 2, "x" if row > 1 else "b")
        if value == "=not a formula":
            sheet.cell(row, 1).data_type = "s"
        if value == "#REF!":
            sheet.cell(row, 1).data_type = "e"
    (table,) = open_tables(saved(book, tmp_path / "x.xlsx"))
    assert scanned(table).columns["value"] == list(values.values())


def test_rows_are_numbered_as_the_sheet_numbers_them(tmp_path: Path) -> None:
    """Also where the table begins far from the first row and column."""
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for row, cells in {7: ("a", "b"), 8: (1, 2), 10: (3, None)}.items():
        for column, value in enumerate(cells, 3):
            sheet.cell(row, column, value)
    (table,) = open_tables(saved(book, tmp_path / "x.xlsx"))
    found = scanned(table)
    assert (found.columns, found.rows, found.read) == ({"a": ["1", "3"], "b": ["2", ""]}, [8, 10], 2)


def test_every_sheet_is_a_table_and_hidden_ones_are_said(tmp_path: Path) -> None:
    """An empty sheet is none; a layout may name the one sheet that is read."""
    book = openpyxl.Workbook()
    for name in ("Shown", "Secret\u202e"):
        for row in (("a", "b"), (name, 1)):
            (sheet_of(book) if name == "Shown" else book.worksheets[-1]).append(row)
        book.create_sheet("Secret\u202e" if name == "Shown" else "Empty")
    book.worksheets[0].title = "Shown"
    book.worksheets[1].sheet_state = "hidden"
    path = saved(book, tmp_path / "x.xlsx")
    found = tables(path)
    assert list(found) == ["Shown", "Secret\\u202e"]
    assert found["Shown"].remarks == ()
    assert found["Secret\\u202e"].remarks == ("the sheet is hidden",)
    assert list(tables(path, Layout(sheet="Shown"))) == ["Shown"]
    with pytest.raises(InputError, match=r"x\.xlsx has no sheet 'Show'\nHint: did you mean Shown\?"):
        tables(path, Layout(sheet="Show"))


def test_merged_cells_all_have_the_value(tmp_path: Path) -> None:
    """It is what the sheet states of each; that it was so is said."""
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for row in (
        ("Title", None, None),
        ("agency", "month", "n"),
        ("A", "May", 1),
        (None, "June", 2),
        ("B", "May", 3),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    (table,) = open_tables(saved(book, tmp_path / "x.xlsx"))
    found = scanned(table)
    assert found.columns == {"agency": ["A", "A", "B"], "month": ["May", "June", "May"], "n": ["1", "2", "3"]}
    assert table.remarks == ("2 merged ranges: each cell of one is read with its value",)


def test_formulas_are_never_evaluated(tmp_path: Path) -> None:
    """Their value in the file is read; how many have none is said."""
    book = openpyxl.Workbook()
    for row in (("a", "b"), ("=1+1", 1), ('=HYPERLINK("http://example.org")', 2), ("x", 3)):
        sheet_of(book).append(row)
    (table,) = open_tables(saved(book, tmp_path / "x.xlsx"))
    assert scanned(table).columns == {"a": ["", "", "x"], "b": ["1", "2", "3"]}
    assert table.remarks == (
        "2 formulas have no value in the file and are read as blank: open it, and save it again",
    )


def test_a_formula_whose_value_is_no_text_has_a_value(tmp_path: Path) -> None:
    """It is blank, as the sheet shows it."""
    book = openpyxl.Workbook()
    for row in (("a", "b"), ("=B2", "x")):
        sheet_of(book).append(row)
    data = saved(book, tmp_path / "x.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    changed = sheet.replace(b'<c r="A2">', b'<c r="A2" t="str">')
    assert changed != sheet
    (tmp_path / "x.xlsx").write_bytes(with_part(data, "xl/worksheets/sheet1.xml", changed))
    (table,) = open_tables(tmp_path / "x.xlsx")
    assert (scanned(table).columns, table.remarks) == ({"a": [""], "b": ["x"]}, ())


def test_the_range_that_a_sheet_declares_is_not_believed(tmp_path: Path) -> None:
    """No row below it is lost."""
    book = openpyxl.Workbook()
    for row in (("a", "b"), *((n, n) for n in range(300))):
        sheet_of(book).append(row)
    data = saved(book, tmp_path / "x.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    changed = sheet.replace(b'ref="A1:B301"', b'ref="A1:B25"')
    assert changed != sheet
    (tmp_path / "x.xlsx").write_bytes(with_part(data, "xl/worksheets/sheet1.xml", changed))
    (table,) = open_tables(tmp_path / "x.xlsx")
    assert scanned(table).read == 300


def test_a_row_that_is_hidden_is_read_and_said(tmp_path: Path) -> None:
    """A filter that was left on hides nothing."""
    book = openpyxl.Workbook()
    for row in (("a", "b"), (1, 2), (3, 4)):
        sheet_of(book).append(row)
    sheet_of(book).row_dimensions[2].hidden = True
    (table,) = open_tables(saved(book, tmp_path / "x.xlsx"))
    assert scanned(table).rows == [2, 3]
    assert table.remarks == ("1 hidden rows are read as the others are",)


def test_old_workbooks_are_read(tmp_path: Path) -> None:
    """XLS, with dates and merged cells."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Log")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, name in enumerate(("agency", "day", "n")):
        sheet.write(2, column, name)
    for row in (3, 4):
        sheet.write(row, 1, dt.date(2024, 1, row), style)
        sheet.write(row, 2, row)
    sheet.write_merge(3, 4, 0, 0, "A")
    book.save(str(tmp_path / "x.csv"))
    (table,) = open_tables(tmp_path / "x.csv")
    found = scanned(table)
    assert found.columns == {"agency": ["A", "A"], "day": ["2024-01-03", "2024-01-04"], "n": ["3", "4"]}
    assert (table.sheet, found.rows) == ("Log", [4, 5])


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Log">
<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>b</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-01-05"><text:p>5 Jan</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


def test_opendocument_spreadsheets_are_read(tmp_path: Path) -> None:
    """ODS, as LibreOffice writes it."""
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.replace(">\n<", "><"))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    (table,) = open_tables(tmp_path / "x.ods")
    assert scanned(table).columns == {"a": ["3"], "b": ["2024-01-05"]}


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    """Cut off, or with a part that is no XML."""
    book = openpyxl.Workbook()
    sheet_of(book).append(("a", "b"))
    data = saved(book, tmp_path / "x.xlsx").read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"cut\.xlsx is a damaged ZIP archive or workbook"):
        open_tables(tmp_path / "cut.xlsx")
    (tmp_path / "bad.xlsx").write_bytes(with_part(data, "xl/workbook.xml", b"<workbook><sheets>"))
    with pytest.raises(InputError, match=r"bad\.xlsx is damaged: its parts cannot be read"):
        open_tables(tmp_path / "bad.xlsx")
    at = data.index(b"xl/theme/theme1.xml") + 500  # in the midst of a part that nobody reads
    (tmp_path / "bad.xlsx").write_bytes(data[:at] + b"\0\0" + data[at + 2 :])
    with pytest.raises(InputError, match=r"bad\.xlsx is damaged: its parts cannot be read"):
        open_tables(tmp_path / "bad.xlsx")


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one of its parts exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
    return out.getvalue()


@pytest.mark.parametrize("name", ["x.xlsx", "x.parquet"])
def test_a_large_table_is_parsed_again_where_it_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Its first records are kept in any case, and no record is read twice or left out."""
    started: list[str] = []
    run = parsed.subprocess.Popen

    def counted(*args: Any, **options: Any) -> Any:
        started.append(name)
        return run(*args, **options)

    rows = [(str(n), "x") for n in range(10_000)]
    book = openpyxl.Workbook()
    for row in (("a", "b"), *rows):
        sheet_of(book).append(row)
    book.create_sheet("More").append(("c", "d"))
    if name == "x.xlsx":
        saved(book, tmp_path / name)
    else:
        pq.write_table(pa.table({"a": [a for a, _ in rows], "b": [b for _, b in rows]}), tmp_path / name)
    monkeypatch.setattr(parsed, "KEPT", 1000)
    monkeypatch.setattr(parsed.subprocess, "Popen", counted)
    table = open_tables(tmp_path / name)[0]
    assert len(head(table, 50)) == 50
    assert len(started) == 1
    assert scanned(table).columns["a"] == [a for a, _ in rows]
    assert len(started) == 2
