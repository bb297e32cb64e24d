"""A CSV file is read to the row, or refused with the row that is damaged; nothing is repaired."""

import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graphmodel.errors import InputError
from loaders.readers.opening import open_tables
from tests.loaders.readers.reading import Sheet, read_file


def read(path: Path, data: bytes, personal: dict[str, str] | None = None) -> Sheet:
    """What a file with these bytes holds."""
    path.write_bytes(data)
    return read_file(path, personal)


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    """A blank line is a row, and a line break in quotes does not start one."""
    sheet = read(tmp_path / "x.csv", b'a,b\n1,"two\nlines"\n\n3,4\n')
    assert sheet.columns == {"a": ["1", "3"], "b": ["two\nlines", "4"]}
    assert (sheet.rows, sheet.read) == ([2, 4], 2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_line_end_and_a_byte_order_mark_are_read(tmp_path: Path, end: str, mark: bytes) -> None:
    """A file from any system gives the same rows."""
    sheet = read(tmp_path / "x.csv", mark + f"a,b{end}ä,2{end}3,4".encode())
    assert sheet.columns == {"a": ["ä", "3"], "b": ["2", "4"]}
    assert sheet.rows == [2, 3]


def test_a_header_may_stand_below_blank_lines(tmp_path: Path) -> None:
    """Rows are numbered from the top of the file."""
    assert read(tmp_path / "x.csv", b"\n\n a , b \n1,2\n").rows == [4]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (b"1", "", "has 1 cells where the header has 2"),
        (b"1,2,3", "", "has 3 cells where the header has 2"),
        (b" , ", "", "is blank in every column"),
        (b"1,x\0y", "b", "holds a NUL character"),
    ],
)
def test_a_damaged_row_is_set_aside_with_its_number(
    tmp_path: Path, row: bytes, column: str, reason: str
) -> None:
    """The rows around it are read; the reason does not show its cells, which may stand in wrong columns."""
    sheet = read(tmp_path / "x.csv", b"a,b\n1,2\n" + row + b"\n3,4\n")
    (reject,) = sheet.damaged
    assert (reject.row, reject.column) == (3, column)
    assert reason in reject.reason
    assert reject.hint
    assert (sheet.read, sheet.columns["a"]) == (3, ["1", "3"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"x\.csv is empty\nHint: the first row must name the columns"),
        (b"\n \n", r"x\.csv is empty"),
        (b"a,b,a\n", r"x\.csv, row 1: two columns are named 'a'\nHint: rename or delete one"),
        (b"a,,b\n", r"x\.csv, row 1: column 2 has no name"),
        (b"a,b\n1,caf\xe9\n", r"x\.csv is not UTF-8: byte 0xe9 on line 2\nHint: save it as UTF-8"),
        ("a,b\n".encode("utf-16"), r"x\.csv is UTF-16, not UTF-8\nHint: save it as UTF-8"),
        ("a,b\n".encode("utf-16-le"), r"x\.csv, row 1: the header holds NUL characters"),
        (b'a,b\n1,2\n3,"4\n5,6\n', r"x\.csv, row 3: a quote is opened and not closed"),
        (b'a,b\n1,2\n3,"4" x\n', r"x\.csv, row 3: a quote is opened and not closed, or text follows"),
        (b'a,b\n1,"' + b"x" * 200_000, r"x\.csv, row 2: a cell is longer than 131,072 characters"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    """The message names the file, the row and what to do; nothing of it is loaded."""
    with pytest.raises(InputError, match=message):
        read(tmp_path / "x.csv", data)


@pytest.mark.parametrize(
    ("data", "what", "how"),
    [
        (
            b"PK\x03\x04....xl/workbook.xml",
            r"an Excel workbook \(\.xlsx\)",
            "open it in a spreadsheet program and",
        ),
        (
            b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            r"an OpenDocument spreadsheet \(\.ods\)",
            "open it in a spreadsheet program and",
        ),
        (b"PK\x03\x04..word/document.xml", "a Word document", "copy its table into a spreadsheet and"),
        (b"PK\x03\x04..claims.csv", "a ZIP archive", "unpack it; if it holds a table,"),
        (b"\x1f\x8b\x08\x00", "packed with gzip", "unpack it; if what is in it is no CSV,"),
        (b"PAR1\x15\x04..\x10\0\0\0PAR1", "a Parquet file", "read it with pandas or DuckDB and"),
        (b"%PDF-1.7\n", "a PDF", "copy its table into a spreadsheet and"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            r"an Excel workbook \(\.xls\) or .*",
            "open it in a spreadsheet",
        ),
    ],
)
def test_what_is_no_csv_is_told_by_its_first_bytes(tmp_path: Path, data: bytes, what: str, how: str) -> None:
    """Whatever its name says; how to make CSV of it stands in the hint."""
    message = rf"^x\.csv is {what}; only CSV is read so far\nHint: {how}.* save it as CSV UTF-8$"
    with pytest.raises(InputError, match=message):
        read(tmp_path / "x.csv", data)


@pytest.mark.parametrize("suffix", ["csv.gz", "parquet", "zip"])
def test_what_other_programs_write_is_known(tmp_path: Path, suffix: str) -> None:
    """As the writers of these formats make them."""
    path = tmp_path / f"x.{suffix}"
    if suffix == "csv.gz":
        path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    elif suffix == "parquet":
        pq.write_table(pa.table({"a": ["1"]}), path)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.csv", "a,b\n1,2\n")
    with pytest.raises(InputError, match=rf"x\.{suffix} is .*; only CSV is read so far"):
        open_tables(path)


def test_a_column_may_have_the_name_of_a_format(tmp_path: Path) -> None:
    """Text that begins as a Parquet file does is CSV."""
    assert read(tmp_path / "x.csv", b"PAR1,PK\n1,2\n").columns == {"PAR1": ["1"], "PK": ["2"]}


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    """A missing file and a folder are told apart."""
    with pytest.raises(InputError, match=r"there is no file .*none\.csv"):
        open_tables(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        open_tables(tmp_path)


def test_personal_columns_are_counted_and_go_no_further(tmp_path: Path) -> None:
    """Only how many values of which kind there were leaves the reader."""
    data = b"name,plate,b\nJo Doe,ABC123,1\n,XYZ789,2\n"
    sheet = read(tmp_path / "x.csv", data, {"name": "name", "plate": "plate"})
    assert sheet.columns == {"b": ["1", "2"]}
    assert sheet.dropped == {"name": 1, "plate": 2}
