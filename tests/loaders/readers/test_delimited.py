"""A CSV file is read to the row, or refused with the row that is damaged; nothing is repaired."""

import csv
import os
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from loaders.readers.opening import open_tables
from loaders.readers.quoting import Splitter
from loaders.readers.tables import Layout
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
        ("\ufeff1,2".encode(), "a", "holds a byte order mark"),
        (b"1,x\x1b[2Jy", "b", "holds a character that cannot be seen"),
        ("1,x\u202ey".encode(), "b", "holds a character that cannot be seen"),
        (b'1,"2', "", "a quote is opened and not closed"),
        (b'1,"2" x', "", "text follows a closing quote"),
        (b'1,x"2"', "", "a quote stands in a cell that does not begin with one"),
        (b"1,\xe9", "", "holds bytes that are no text in the file's encoding"),
        (b"1," + b"x" * 1_100_000, "", "a cell is longer than 1,048,576 characters"),
        (b'1,"' + (b"x" * 1000 + b"\n") * 1100 + b'"', "", "a quote is opened and not closed"),
        (b"1,2" * 6_000_000, "", "the row is longer than 16 MiB"),
    ],
)
def test_a_damaged_row_is_set_aside_with_its_number(
    tmp_path: Path, row: bytes, column: str, reason: str
) -> None:
    """The rows around it are read; the reason does not show its cells, which may stand in wrong columns."""
    sheet = read(tmp_path / "x.csv", "a,b\n1,ä\n".encode() + row + b"\n3,4\n")
    reject = sheet.damaged[0]
    assert (reject.row, reject.column) == (3, column)
    assert reason in reject.reason
    assert reject.hint
    assert (sheet.read, sheet.columns["a"]) == (2 + len(sheet.damaged), ["1", "3"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"x\.csv is empty\nHint: the first row must name the columns"),
        (b"\n \n", r"x\.csv is empty"),
        (b"a,b,a\n", r"x\.csv, row 1: two columns are named 'a'\nHint: rename or delete one"),
        (b"a,,b\n", r"x\.csv, row 1: column 2 has no name"),
        (
            b"a,b\x1b[2J\n1,2\n3,4\n",
            r"x\.csv, row 1: the name of column 2 holds a character .*: 'b\\x1b\[2J'",
        ),
        ("a,b\u202ec\n".encode(), r"x\.csv, row 1: the name of column 2 holds .*: 'b\\u202ec'"),
        (
            b",".join(b"c%d" % n for n in range(2001)),
            r"there are 2,001 columns, where at most 2,000 are read",
        ),
        (b"a,b\n1,caf\xe9\n", r"is not UTF-8: byte 0xe9 on line 2; it is likely cp1252\nHint: say so: load"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08", r"x\.csv is no text and no kind of file that is read"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    """The message names the file, the row and what to do; nothing of it is loaded."""
    with pytest.raises(InputError, match=message):
        read(tmp_path / "x.csv", data)


def test_a_column_may_have_the_name_of_a_format(tmp_path: Path) -> None:
    """Text that begins as a Parquet file does is CSV."""
    assert read(tmp_path / "x.csv", b"PAR1,PK\n1,2\n").columns == {"PAR1": ["1"], "PK": ["2"]}


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    """A missing file and a folder are told apart."""
    with pytest.raises(InputError, match=r"there is no file .*none\.csv"):
        open_tables(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        open_tables(tmp_path)
    with pytest.raises(InputError, match=r"there is no file .*a\\x1b\[2J\.csv"):
        open_tables(tmp_path / "a\x1b[2J.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes that are files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What can be read only once cannot be looked at and then read."""
    os.mkfifo(tmp_path / "x.csv")
    with pytest.raises(InputError, match=r"x\.csv is no file \(a pipe or a device\)"):
        open_tables(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("middle", "rows", "damaged"),
    [
        # a quote that is opened in row 3, and the next quote breaks a rule
        (b'3,"x,5\n6,7,8\n9,"y",1\n', [2, 4, 5, 6], {3: "a quote is opened and not closed"}),
        # the record that the quote makes has too many cells, and the lines in it are as wide as the table
        (b'3,"x,5\n6,7,8\n9,",1,2\n', [2, 4, 6], {3: "a quote is opened", 5: "a quote is opened"}),
        # it seems whole: nobody can tell whether the lines within are rows
        (
            b'3,"x,5\n6,7,8\n9,y",1\n',
            [2, 6],
            {3: "closes 2 lines below", 4: "opened in row 3", 5: "opened in row 3"},
        ),
        # a text over three lines is no row, though it is three lines long
        (b'3,"x\nof note\ny",1\n', [2, 3, 4], {}),
        (b'3,"x\ny",1\n', [2, 3, 4], {}),
        # a short record over two lines is one record
        (b'3,"x\ny"\n', [2, 4], {3: "has 2 cells where the header has 3"}),
    ],
)
def test_a_stray_quote_costs_its_own_row(
    tmp_path: Path, middle: bytes, rows: list[int], damaged: dict[int, str]
) -> None:
    """Every line is in a row or damaged; what follows is read, and numbered on."""
    sheet = read(tmp_path / "x.csv", b"a,b,c\n0,0,0\n" + middle + b"2,2,2\n")
    assert sheet.rows == rows
    assert [each.row for each in sheet.damaged] == list(damaged)
    for each in sheet.damaged:
        assert damaged[each.row] in each.reason


def test_an_unclosed_quote_costs_one_row_of_a_thousand(tmp_path: Path) -> None:
    """Where libraries drop half of the file without a word."""
    lines = [f'{number},"a",c' for number in range(1000)]
    lines[500] = '500,"a,c'
    sheet = read(tmp_path / "x.csv", "\n".join(["x,y,z", *lines]).encode())
    assert [each.row for each in sheet.damaged] == [502]
    assert (sheet.read, len(sheet.rows)) == (1000, 999)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_the_delimiter_is_found_by_how_alike_the_records_are(tmp_path: Path, delimiter: str) -> None:
    """Titles above the header and delimiters in quotes do not mislead it."""
    rows = [("Name", "List", "Note"), ("x", '"a;b,c|d^e~f\tg"', "n"), ("y", '"a;b,c|d^e~f\tg"', "n, m" * 0)]
    text = "A title; of sorts\n\n" + "\n".join(delimiter.join(row) for row in rows)
    sheet = read(tmp_path / "x.csv", text.encode())
    assert sheet.columns == {"Name": ["x", "y"], "List": ["a;b,c|d^e~f\tg"] * 2, "Note": ["n", ""]}
    assert sheet.rows == [4, 5]


def test_a_delimiter_that_the_header_lacks_is_a_part_of_a_cell(tmp_path: Path) -> None:
    """Though each row has it as often."""
    sheet = read(tmp_path / "x.csv", b"agency,lists\n" + b"Examplia,a;b;c\n" * 40)
    assert sheet.columns["lists"] == ["a;b;c"] * 40


def test_spaces_before_quotes_are_no_part_of_a_cell(tmp_path: Path) -> None:
    """Where a file is written so throughout; in any other file such a quote is a stray one."""
    sheet = read(tmp_path / "x.csv", b'"a", "b"\n"1", "2, 3"\n"4",  5\n')
    assert sheet.columns == {"a": ["1", "4"], "b": ["2, 3", "  5"]}
    sheet = read(tmp_path / "x.csv", b'a,b\n1,2\n3, "4"\n5,6\n')
    assert (sheet.rows, [each.row for each in sheet.damaged]) == ([2, 4], [3])


def test_a_layout_is_believed(tmp_path: Path) -> None:
    """Delimiter, quote, encoding, names, header row: as stated."""
    path = tmp_path / "x.csv"
    path.write_bytes('x:y\n1:5" pipe\n2:é\n'.encode("cp1252"))
    layout = Layout(encoding="cp1252", delimiter=":", quote="", names=("p", "q"))
    assert read_file(path, layout=layout).columns == {"p": ["x", "1", "2"], "q": ["y", '5" pipe', "é"]}
    layout = Layout(encoding="latin-1", delimiter=":", quote="", header_row=2)
    assert read_file(path, layout=layout).columns == {"1": ["2"], '5" pipe': ["é"]}
    with pytest.raises(InputError, match="row 9: there is no header"):
        read_file(path, layout=Layout(encoding="latin-1", delimiter=":", quote="", header_row=9))
    for name in ("klingon", "idna", "undefined", "hex", "a\0b"):
        with pytest.raises(InputError, match=f"there is no encoding {name!r}".replace("\\", "\\\\")):
            read_file(path, layout=Layout(encoding=name))
    with pytest.raises(InputError, match="'::' cannot stand between cells"):
        read_file(path, layout=Layout(delimiter="::"))


def test_an_encoding_that_is_likely_wrong_is_said(tmp_path: Path) -> None:
    """It is believed all the same; ASCII is right in any."""
    path = tmp_path / "x.csv"
    for text, remarks in (
        ("é", ("it is read as cp1252, as was said, though all of it is UTF-8",)),
        ("e", ()),
    ):
        path.write_text(f"a,b\n1,{text}\n", encoding="utf-8")
        (table,) = open_tables(path, Layout(encoding="cp1252"))
        assert table.remarks == remarks


CELLS = st.text(st.sampled_from('ab ,;"\n\ré'), max_size=6) | st.text(st.characters(exclude_categories=["C"]))


@given(rows=st.lists(st.tuples(CELLS, CELLS, st.just("x")), max_size=8), end=st.sampled_from(["\n", "\r\n"]))
def test_what_a_writer_writes_is_read_as_it_was(rows: list[tuple[str, str, str]], end: str) -> None:
    """Cell by cell; only where lines in quotes look like rows, nobody can tell, and they are damaged."""
    out = StringIO()
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([("p", "q", "r"), *rows])
    lines = list(Splitter(",", '"', 3).records(StringIO(out.getvalue(), newline="")))
    damaged = [line.damage for line in lines if line.cells is None]
    assert all("looks like a row" in damage for damage in damaged)
    if not damaged:
        assert [line.cells for line in lines] == [("p", "q", "r"), *rows]
        assert [line.row for line in lines] == [*range(1, len(rows) + 2)]
    if not any("\n" in cell or "\r" in cell for row in rows for cell in row):
        assert not damaged


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_unicode_is_read_with_its_mark_or_by_its_nul_bytes(tmp_path: Path, encoding: str) -> None:
    """Whatever the system that wrote it."""
    sheet = read(tmp_path / "x.csv", "agency,b\r\nä,2\r\n".encode(encoding))
    assert (sheet.columns, sheet.rows) == ({"agency": ["ä"], "b": ["2"]}, [2])


def test_a_stated_encoding_of_two_orders_is_read_in_that_of_the_file(tmp_path: Path) -> None:
    """By its mark, else by its NUL bytes; where neither says which, whoever stated it is asked."""
    path = tmp_path / "x.csv"
    for order in ("utf-16", "utf-16-le", "utf-16-be"):
        path.write_bytes("a,b\n1,é\n".encode(order))
        assert read_file(path, layout=Layout(encoding="utf-16")).columns == {"a": ["1"], "b": ["é"]}
    path.write_bytes("ж,б\n1,ж\n".encode("utf-16-be"))
    with pytest.raises(InputError, match=r"x\.csv has no byte order mark.*\nHint: state utf-16-le"):
        read_file(path, layout=Layout(encoding="utf-16"))


def test_another_header_damages_what_stands_below_it(tmp_path: Path) -> None:
    """Up to where the table's own header stands again: reading by the other order would be a guess."""
    data = b"a,b,c\n1,2,3\n\xef\xbb\xbfb,a,c\n4,5,6\na,b,c\n7,8,9\n"
    sheet = read(tmp_path / "x.csv", data)
    assert sheet.rows == [2, 6]
    assert [(each.row, each.reason) for each in sheet.damaged] == [
        (3, "is another header: the same columns in another order"),
        (4, "stands under another header (row 3)"),
        (5, "is the header again"),
    ]


def test_two_exports_without_a_second_header_are_told_by_their_cells(tmp_path: Path) -> None:
    """Each row of the other export is damaged."""
    sheet = read(tmp_path / "x.csv", b"a,b\n1,2\n3,4\n5,6,7\n8,9,0\n")
    assert (sheet.rows, [each.row for each in sheet.damaged]) == ([2, 3], [4, 5])


def test_mixed_line_ends_each_end_a_row(tmp_path: Path) -> None:
    """LF, CRLF and CR in one file."""
    assert read(tmp_path / "x.csv", b"a,b\r1,2\n3,4\r\n5,6\r").rows == [2, 3, 4]


def test_columns_without_a_name_at_the_end_are_blank(tmp_path: Path) -> None:
    """As spreadsheets write them; a cell in one of them belongs to no column, and damages its row."""
    sheet = read(tmp_path / "x.csv", b"a,b,,\n1,2,,\n3,4,5,\n6,7,\na,b,,\n")
    assert (sheet.columns, sheet.rows, sheet.read) == ({"a": ["1"], "b": ["2"]}, [2], 4)
    assert [(each.row, each.reason) for each in sheet.damaged] == [
        (3, "holds a cell in a column that has no name"),
        (4, "has 3 cells where the header has 4"),
        (5, "is the header again"),
    ]


def test_rows_above_the_header_are_damaged_and_titles_are_not(tmp_path: Path) -> None:
    """Another export that stands first is no title."""
    (tmp_path / "x.csv").write_bytes(b"Examplia,,\nas of,2024,\np,q,r\n1,2,3\n,,4\na,b,c\n5,6,7\n")
    sheet = read_file(tmp_path / "x.csv", layout=Layout(header_row=6))
    assert (sheet.rows, sheet.read) == ([7], 3)
    assert [(each.row, each.reason) for each in sheet.damaged] == [
        (3, "stands above the header (row 6)"),
        (4, "stands above the header (row 6)"),
    ]


def test_names_may_stand_in_place_of_a_header(tmp_path: Path) -> None:
    """Where two columns of it have one name."""
    (tmp_path / "x.csv").write_bytes(b"a,a\n1,2\n")
    sheet = read_file(tmp_path / "x.csv", layout=Layout(names=("p", "q"), header_row=1))
    assert (sheet.columns, sheet.rows) == ({"p": ["1"], "q": ["2"]}, [2])


def test_a_header_below_titles_is_found(tmp_path: Path) -> None:
    """The first record that is filled as most are, and names each column once."""
    sheet = read(tmp_path / "x.csv", b"Examplia PD,,\nas of 2024,,\n,,\na,b,c\n1,2,3\n4,5,6\n")
    assert (sheet.columns["a"], sheet.rows) == (["1", "4"], [5, 6])


def test_personal_columns_are_counted_and_go_no_further(tmp_path: Path) -> None:
    """Only how many values of which kind there were leaves the reader."""
    data = b"name,plate,b\nJo Doe,ABC123,1\n,XYZ789,2\n"
    sheet = read(tmp_path / "x.csv", data, {"name": "name", "plate": "plate"})
    assert sheet.columns == {"b": ["1", "2"]}
    assert sheet.dropped == {"name": 1, "plate": 2}
