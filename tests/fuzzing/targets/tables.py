"""Files of tables: delimited text, JSON, and the mapping that is drafted from one."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from encodings.aliases import aliases
from typing import Any
from unittest.mock import patch

from graphmodel.errors import InputError
from loaders.mapping_toml import parse_mapping
from loaders.readers import delimited, documents, opening, quick
from loaders.readers.delimited import DelimitedFile
from loaders.readers.headers import find_header
from loaders.readers.jsonlines import JsonLines
from loaders.readers.kinds import NotRead
from loaders.readers.lines import Header, Line
from loaders.readers.sources import Source, bytes_source
from loaders.readers.tables import UNSTATED, Layout, Records, Scan
from loaders.readers.texts import NOT_TEXT
from loaders.readers.worker import Task
from loaders.sniffing import _look
from loaders.sniffing_draft import draft
from loaders.synonyms import read_synonyms
from tests.fuzzing.targets import refuses
from tests.loaders.readers.reading import scanned

NAME = "fuzz.txt"
SYNONYMS = read_synonyms()
csv.field_size_limit(1 << 24)


def _source(data: bytes) -> Source:
    return bytes_source(NAME, "0" * 64, data)


def _are_numbered(lines: list[Line]) -> None:
    first = lines[0].row if lines else 0
    assert [line.row for line in lines] == [*range(first, first + len(lines))]
    assert all((line.cells is None) == bool(line.damage) for line in lines)


def _adds_up(records: Records) -> None:
    """Every record that is read is a row or is damaged, once; or the table is refused by its name."""
    try:
        sheet = scanned(records)
    except InputError as error:
        refuses(error, NAME)
        return
    assert sheet.read == len(sheet.rows) + len(sheet.damaged)
    numbers = [*sheet.rows, *(each.row for each in sheet.damaged)]
    assert len(set(numbers)) == len(numbers)
    assert all(len(cells) == len(sheet.rows) for cells in sheet.columns.values())


# --- delimited text -----------------------------------------------------------------------------------------------


def delimited_text(data: bytes) -> None:
    """Every record is read or damaged; where none is damaged they are what the standard library reads."""
    source = _source(data)
    try:
        file = DelimitedFile(source)
    except InputError as error:
        refuses(error, NAME)
        return
    lines = list(file.lines())
    _are_numbered(lines)
    if not file.spaced and all(line.cells is not None for line in lines):
        text = io.StringIO(data.decode(file.encoding, "marked"), newline="")
        assert [list(line.cells or ()) for line in lines] == _by_the_standard_library(text, file.delimiter)
    _adds_up(file)


def _by_the_standard_library(text: io.StringIO, delimiter: str) -> list[list[str]]:
    return list(csv.reader(text, delimiter=delimiter, strict=True))


def stated(data: bytes) -> None:
    """Lines: an encoding, a delimiter, a quote, the number of the header's row; then the file that is said to be so."""
    *said, text = [*data.split(b"\n", 4), *[b""] * 5][:5]
    encoding, delimiter, quote, row = (each.decode("utf-8", "replace") for each in said)
    header_row = int(row) if re.fullmatch("[0-9]{1,3}", row) else None
    layout = Layout(encoding, delimiter, quote, header_row=header_row)
    try:
        file = DelimitedFile(_source(text), layout)
        _are_numbered(list(file.lines()))
        sheet = scanned(file, layout=layout)
    except InputError as error:
        refuses(error, NAME, repr(encoding), repr(delimiter), repr(quote))
        return
    assert sheet.read == len(sheet.rows) + len(sheet.damaged)


def the_quick_way(data: bytes) -> None:
    """The quick way tells what the line reader does: rows, cells, damage, counts."""
    try:
        file = DelimitedFile(_source(data))
        header = find_header(file, lambda _: False)
    except InputError:
        return
    slowly = _scanned(file, header)
    with patch.object(delimited, "SMALL", 0), patch.object(quick, "BLOCK", 16):
        quickly = _scanned(file, header)
    assert quickly == slowly


def _scanned(file: DelimitedFile, header: Header) -> tuple[Any, ...]:
    """All that a scan tells; the first column is taken for a personal one."""
    wanted = header.names[1:]
    scan = Scan(file, header, wanted, {header.names[0]: "name"})
    rows: list[int] = []
    columns: dict[str, list[str]] = {name: [] for name in wanted}
    for batch in scan:
        rows += batch.rows.tolist()
        for name, cells in batch.columns.items():
            columns[name] += cells.to_pylist()
    return rows, columns, scan.read, sorted(scan.damaged, key=lambda each: each.row), dict(scan.dropped)


def packed(data: bytes) -> None:
    """Of any file, packed or not, each table is read to its end; or it is refused, by its name, as a kind or as damaged.

    What a child process parses stays out: workbooks, PDF, Parquet.
    """
    with patch.object(opening, "parse", return_value=[]):
        try:
            for table in opening._tables(_source(data), UNSTATED, 0):
                _are_numbered(list(table.lines()))
        except NotRead as error:
            refuses(error.error(), NAME)
        except InputError as error:
            refuses(error, NAME)


# --- JSON ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held(Task):
    """A task whose file is at hand as bytes."""

    held: bytes = b""

    def data(self) -> bytes:
        """The bytes."""
        return self.held


def json_text(data: bytes) -> None:
    """A document is refused where the standard library refuses it; else each of its records is a row, or damaged."""
    _json_lines(data)
    try:
        tables = [
            (found.self_named, list(found.lines))
            for found in documents.read(Held("json", NAME, "", "", "", 60, 1 << 30, data))
        ]
    except InputError as error:
        refuses(error, NAME)
        _is_no_plain_json(data)
        return
    records = _records(json.loads(data.decode(json.detect_encoding(data))))
    for self_named, lines in tables:
        _are_numbered(lines)
        read = lines[1:] if self_named else lines
        assert len(read) in {len(each) for each in records}
        if self_named and len(tables) == 1:
            _are_the_cells(lines[0].cells or (), read, records[0])


def _records(document: Any) -> list[list[Any]]:
    """The lists of records of a document."""
    if isinstance(document, list):
        return [document]
    found = list(_lists(document))
    return found or [[document]]


def _lists(value: Any) -> list[list[Any]]:
    if isinstance(value, list):
        return [value] if any(isinstance(each, dict) for each in value) else []
    return [each for inner in value.values() for each in _lists(inner)] if isinstance(value, dict) else []


def _are_the_cells(names: tuple[str, ...], lines: list[Line], records: list[Any]) -> None:
    """What is text in a flat field is that text in its cell."""
    for line, made in zip(lines, records, strict=True):
        if line.cells is None:
            continue
        for name, cell in zip(names, line.cells, strict=True):
            if isinstance(made, dict) and isinstance(made.get(name), str) and "." not in name:
                assert cell == made[name]


def _is_no_plain_json(data: bytes) -> None:
    """It is no list of one small record, against which nothing speaks."""
    with suppress(ValueError, RecursionError):
        assert json.loads(data) != [{"a": "b"}]


def _json_lines(data: bytes) -> None:
    """Of JSON Lines every line that is not blank is a row or damaged, and a row is what the line says."""
    try:
        file = JsonLines(_source(data))
    except InputError as error:
        refuses(error, NAME)
        return
    try:
        names, *lines = list(file.lines())
    except InputError as error:
        refuses(error, NAME)
        return
    _are_numbered(lines)
    for line, text in zip(lines, io.StringIO(data.decode(file.encoding, "marked"), newline=""), strict=True):
        if line.cells:
            assert NOT_TEXT not in text
            _are_the_cells(names.cells or (), [line], [json.loads(text)])
        assert (line.cells == ()) == (not text.strip()) or not names.cells
    _adds_up(file)


# --- the draft of a mapping ---------------------------------------------------------------------------------------


def sniffed(data: bytes) -> None:
    """What is drafted of any table is TOML, names its columns as they are, and is a mapping or says what is missing."""
    try:
        file = DelimitedFile(_source(data))
        look = _look(file, SYNONYMS, {}, UNSTATED)
    except InputError as error:
        refuses(error, NAME)
        return
    drafted = draft(look)
    made = tomllib.loads(drafted)
    assert made["header"] == list(look.names)
    assert {*made.get("columns", {}), *made.get("personal", {})} <= set(look.names)
    try:
        parse_mapping("draft.toml", drafted)
    except InputError as error:
        refuses(error, "mapping draft.toml")


_SIGNS = [
    '"',
    '""',
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
    '"\n',
    '",',
    '\n"',
    "\ufeff",
    "\0",
    "\u202e",
    "# ",
]
_KNOWN = [
    "Agency",
    "Date",
    "Search Time",
    "Reason",
    "Photo",
    "State",
    "Count",
    "2020-01-02",
    "01/02/2020",
    "Examplia PD",
]
WORDS = {
    "delimited_text": _SIGNS,
    "stated": [
        *_SIGNS,
        *sorted(set(aliases.values())),
        "utf-16-le",
        "undefined",
        "idna",
        "unicode_escape",
        "cp65001",
    ],
    "the_quick_way": [*_SIGNS, "a,b,c\n", "b,a,c\n", ",,\n"],
    "packed": [
        "PK\x03\x04",
        "PK\x01\x02",
        "PK\x05\x06",
        "\x1f",
        "%PDF-",
        "PAR1",
        "<html",
        "../",
        "__MACOSX/",
        "mimetype",
    ],
    "json_text": [
        '{"',
        '": ',
        "[",
        "]",
        "{",
        "}",
        "null",
        "1e9",
        '"a"',
        "\n",
        "\\ud83d",
        "\\u0000",
        "[[",
        "{}",
        '"a": ',
    ],
    "sniffed": [*_SIGNS, *_KNOWN],
}
