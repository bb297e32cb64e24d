"""A large plain file is read the quick way, and gives what the line reader gives, whatever is in it."""

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from loaders.readers import delimited, quick, survey
from loaders.readers.lines import Header
from loaders.readers.opening import open_tables
from loaders.readers.tables import Scan

PIECES = [
    '"x\ny"',
    '"',
    ",",
    ",",
    ",",
    "\n",
    "\r\n",
    "a",
    "é",
    "b",
    " ",
    "c",
    '""',
    '"q"',
    "\n1,2,3\n",
    "\na,b,c\n",
    "\nb,a,c\n",
]
ODD = ["\r", "\0", "\x01", "\u202e", "\ufeff", "\udce9", '"\n\n"', '"1,2,3\n4,5,6\n"', '"u,v,w\n"']
HEADER = Header(("a", "b", "c"), 1)


def bytes_of(pieces: list[str]) -> bytes:
    """A file of three columns with these pieces below its header; a lone half of a character is a bad byte."""
    return ("a,b,c\r\n1,2,3\r\näöü,äöü,6\r\n" + "".join(pieces)).encode("utf-8", "surrogateescape")


FILES = st.lists(st.sampled_from(PIECES) | st.sampled_from(PIECES + ODD), max_size=14).map(bytes_of)


def scanned(path: Path) -> tuple[Any, ...]:
    """All that a scan of the file tells."""
    (records,) = open_tables(path)
    scan = Scan(records, HEADER, ["b", "c"], {"a": "name"})
    rows: list[int] = []
    columns: dict[str, list[str]] = {"b": [], "c": []}
    for batch in scan:
        rows += batch.rows.tolist()
        for name, cells in batch.columns.items():
            columns[name] += cells.to_pylist()
    return rows, columns, scan.read, sorted(scan.damaged, key=lambda each: each.row), dict(scan.dropped)


@settings(max_examples=300, deadline=None)
@given(FILES)
@example(b"a,b,c\r\n1,2,3\r\n4,5,6\r\n\n\n,,\n")
@example(b'a,b,c\r\n1,2,3\r\n4,5,6\r\n"x\ny,z"\n')
def test_both_ways_tell_the_same(data: bytes) -> None:
    """Rows, cells, damage and counts are the line reader's, in small blocks too."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "x.csv"
        path.write_bytes(data)
        try:
            slow = scanned(path)
        except InputError:
            return  # it is no text, or in another encoding, and refused before it is scanned
        patch.setattr(delimited, "SMALL", 0)
        patch.setattr(quick, "BLOCK", 16)
        assert scanned(path) == slow


def is_plain_by_hand(data: bytes) -> bool:
    """A file is plain, judged character by character."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    state, broken = "start", 0
    for sign in text:
        if sign == "\n":
            broken = broken + 1 if state == "quoted" else 0
        if state == "quoted":
            state = "closing" if sign == '"' else state
        elif sign == '"' and state != "bare":
            state = "quoted"
        elif sign == '"' or (state == "closing" and sign not in ",\r\n"):
            return False
        else:
            state = "start" if sign in ",\r\n" else "bare"
        if broken > 1:
            return False
    odd = re.search("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufeff]", text)
    return state != "quoted" and not odd and data.count(b"\r") == data.count(b"\r\n")


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *ODD, '"\n"']), max_size=12), st.sampled_from([4, 5, 7, 1 << 20]))
def test_a_file_is_plain_as_judged_by_hand(pieces: list[str], chunk: int) -> None:
    """Wherever the chunks of the survey end."""
    data = "".join(pieces).encode("utf-8", "surrogateescape")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "CHUNK", chunk)
        assert survey.is_plain(io.BytesIO(data), ",") == is_plain_by_hand(data)


def test_a_header_that_is_wider_than_its_rows_damages_them_in_a_large_file_too(tmp_path: Path) -> None:
    """A column without a name is one all the same: a row that lacks it has too few cells."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b,c,\n" + b"1,2,3\n" * (1 << 18))
    (records,) = open_tables(path)
    scan = Scan(records, Header(("a", "b", "c"), 1, unnamed=1), ["a"], {})
    assert sum(len(batch.rows) for batch in scan) == 0
    assert scan.read == len(scan.damaged) == 1 << 18


def test_an_endless_cell_or_line_is_not_plain() -> None:
    """The line reader says that it is too long; the quick way would take it."""
    for data in (b"a,b\n" + b"x" * (3 << 20) + b",1\n", b'a,b\n"' + b"x\n" * (1 << 20) + b'",1\n'):
        assert not survey.is_plain(io.BytesIO(data), ",")


def test_a_large_plain_file_is_read_the_quick_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not, the line reader is asked."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * (1 << 18))
    monkeypatch.setattr(Scan, "by_lines", lambda *_: pytest.fail("the line reader was asked"))
    rows, columns, read, damaged, dropped = scanned(path)
    assert (len(rows), rows[-1], columns["c"][-1], read, damaged, dropped) == (
        1 << 18,
        (1 << 18) + 1,
        "3",
        1 << 18,
        [],
        {"name": 1 << 18},
    )
