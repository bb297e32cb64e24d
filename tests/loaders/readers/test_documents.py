"""JSON, JSON Lines and Parquet: their records are rows, their fields columns, their values text."""

import datetime as dt
import decimal
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graphmodel.errors import InputError
from loaders.readers.opening import open_tables
from tests.loaders.readers.reading import Sheet, read_file, scanned

RECORD = '{"id": 12345678901234567890, "f": 1.0, "who": {"org": "é", "to": ["a", "b"]}, "odd": ["a;b", 1.50], "no": null}'
COLUMNS = {
    "id": ["12345678901234567890"],
    "f": ["1.0"],
    "who.org": ["é"],
    "who.to": ["a; b"],
    "odd": ['["a;b", 1.50]'],
    "no": [""],
}


def read(path: Path, text: str) -> Sheet:
    """The one table of a file with this text."""
    path.write_text(text, encoding="utf-8")
    return read_file(path)


@pytest.mark.parametrize("around", ["[{}]", '{{"meta": {{"n": 1}}, "data": {{"results": [{}]}}}}', "{}"])
def test_records_of_a_document_are_rows(tmp_path: Path, around: str) -> None:
    """Wherever the list stands; nested fields are joined with dots, numbers are kept as they are written."""
    sheet = read(tmp_path / "x.json", around.format(RECORD))
    assert (sheet.columns, sheet.rows) == (COLUMNS, [1])


def test_several_lists_are_several_tables(tmp_path: Path) -> None:
    """Each named by the fields that lead to it."""
    (tmp_path / "x.json").write_text(json.dumps({"a": [{"x": 1}], "b": {"c": [{"y": True}, {"x": 2}]}}))
    found = {each.sheet: scanned(each).columns for each in open_tables(tmp_path / "x.json")}
    assert found == {"a": {"x": ["1"]}, "b.c": {"y": ["TRUE", ""], "x": ["", "2"]}}


def test_a_list_of_lists_is_a_table_with_a_header(tmp_path: Path) -> None:
    """As some portals write it."""
    sheet = read(tmp_path / "x.json", '[["a", "b"], [1, "x"], [2]]')
    assert (sheet.columns, sheet.rows) == ({"a": ["1"], "b": ["x"]}, [2])
    assert [each.row for each in sheet.damaged] == [3]


BAD = [
    ('"text"', "is no object with named fields"),
    ('{"a": 1, "a": 2}', "holds a field twice"),
    ('{"a": {"b": 1}, "a.b": 2}', "holds a field twice"),
    ('{"a": "\\ud800"}', "holds half of a character|holds a character that cannot be seen"),
    ('{"a": "\\u0000"}', "holds a NUL character"),
    ("[]", "is no object with named fields"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_a_record_that_is_none_is_damaged(tmp_path: Path, bad: str, reason: str) -> None:
    """The others are read; in JSON Lines the row is the line's number."""
    sheet = read(tmp_path / "x.json", f'[{{"a": 1}}, {bad}, {{"a": 3}}]')
    assert ([each.row for each in sheet.damaged], sheet.rows, sheet.read) == ([2], [1, 3], 3)
    lines = read(tmp_path / "x.jsonl", f'{{"a": 1}}\n\n{bad}\n{{"a": 3}}')
    assert ([each.row for each in lines.damaged], lines.rows, lines.read) == ([3], [1, 4], 3)
    for each in (*sheet.damaged, *lines.damaged):
        assert each.reason in reason.split("|")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1', "is no JSON"),
        (b'{"a": "\xe9"}', "holds bytes that are no text in the file's encoding"),
        (b'{"a": "' + b"x" * (1 << 21) + b'"}', "a cell is longer than 1,048,576 characters"),
        (b'{"a": ' + b"[" * 100_000, "is no JSON"),
        (b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}", "is nested too deeply"),
    ],
)
def test_a_line_that_is_no_json_is_damaged(tmp_path: Path, data: bytes, reason: str) -> None:
    """The lines around it are records."""
    path = tmp_path / "x.jsonl"
    path.write_bytes('{"a": 1, "b": "ä"}\r\n'.encode() + data + b'\r\n{"a": 3}\n')
    sheet = read_file(path)
    assert (sheet.columns, sheet.rows) == ({"a": ["1", "3"], "b": ["ä", ""]}, [1, 3])
    assert [(each.row, each.reason) for each in sheet.damaged] == [(2, reason)]


def test_lines_are_known_though_the_first_is_damaged(tmp_path: Path) -> None:
    """By those that follow."""
    sheet = read(tmp_path / "x.csv", '"a": 1}\n{"a": 2}\n{ "a": 3}\n')
    assert (sheet.columns, sheet.rows, [each.row for each in sheet.damaged]) == (
        {"a": ["2", "3"]},
        [2, 3],
        [1],
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"a": 1}, {"a"', r"x\.json is no JSON: .* \(line 1, column \d+\)\nHint: it may be cut off"),
        ("[" * 100_000, r"x\.json is nested too deeply"),
        ("[]", r"x\.json is empty"),
        (
            json.dumps([{f"c{n}": 1} for n in range(2001)]),
            r"x\.json: its records have more than 2,000 different",
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """With the place where it ends to be JSON."""
    with pytest.raises(InputError, match=message):
        read(tmp_path / "x.json", text)


def test_parquet_values_become_text(tmp_path: Path) -> None:
    """As those of a workbook do; rows are numbered from 1."""
    columns: dict[str, tuple[Any, str]] = {
        "text": (" a ", " a "),
        "whole": (3.0, "3"),
        "big": (2**60, str(2**60)),
        "flag": (False, "FALSE"),
        "day": (dt.date(2024, 1, 5), "2024-01-05"),
        "second": (dt.datetime.fromisoformat("2024-01-05 13:20:00"), "2024-01-05 13:20:00"),
        "utc": (dt.datetime(2024, 1, 5, 13, 20, tzinfo=dt.UTC), "2024-01-05 13:20:00Z"),
        "exact": (decimal.Decimal("1.50"), "1.50"),
        "list": (["a", "b"], "a; b"),
        "none": (None, ""),
    }
    table = pa.table({name: pa.array([value]) for name, (value, _) in columns.items()})
    table = table.append_column("small", pa.array([0.1], pa.float32()))
    for name, zone in (("ns", None), ("ns_utc", "UTC")):
        table = table.append_column(name, pa.array([1_704_460_800_120_000_000], pa.timestamp("ns", zone)))
    table = table.append_column("day_ns", pa.array([1_704_412_800_000_000_000], pa.timestamp("ns")))
    table = table.append_column("who", pa.array([{"org": "x", "n": 1}]))
    pq.write_table(table, tmp_path / "x.bin")
    sheet = read_file(tmp_path / "x.bin")
    expected = {name: [text] for name, (_, text) in columns.items()}
    assert sheet.columns == expected | {
        "small": ["0.1"],
        "ns": ["2024-01-05 13:20:00.12"],
        "ns_utc": ["2024-01-05 13:20:00.12Z"],
        "day_ns": ["2024-01-05 00:00:00"],
        "who.org": ["x"],
        "who.n": ["1"],
    }
    assert sheet.rows == [1]


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    """Cut off."""
    pq.write_table(pa.table({"a": ["1"] * 100}), tmp_path / "x.parquet")
    data = (tmp_path / "x.parquet").read_bytes()
    (tmp_path / "x.parquet").write_bytes(data[:-20])
    with pytest.raises(InputError, match=r"x\.parquet is a damaged Parquet file"):
        open_tables(tmp_path / "x.parquet")
