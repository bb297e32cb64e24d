"""However a file is damaged, every row of it is taken, rejected or a duplicate; or the file is refused."""

import csv
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.load import load
from loaders.readers.opening import open_tables
from loaders.report import LoadReport
from loaders.store import CaseFolder
from tests.loaders.making import case, claim, claims

HEADER = len(",".join(SHAPES["claim"].header)) + 2
PIECES = st.sampled_from(['"', ",", "\n", "\r\n", "\0", ";", ">", "***", "\n\n", ",,", "é", "x", '""', " "])


@st.composite
def damaged(draw: st.DrawFn, good: str) -> str:
    """A text with some pieces put in, cut out or doubled, below the header."""
    text = good
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(HEADER, len(text)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(["insert", "cut", "double", "truncate"])):
            case "insert":
                text = text[:at] + draw(PIECES) + text[at:]
            case "cut":
                text = text[:at] + text[at + length :]
            case "double":
                text = text[: at + length] + text[at:]
            case _:
                text = text[: max(at, len(text) - length)]
    return text


def rows_of(text: str) -> set[int]:
    """The numbers of the rows below the header of a sound file, counted without the reader under test."""
    records = csv.reader(io.StringIO(text, newline=""))
    return {number for number, cells in enumerate(records, 1) if cells and number > 1}


def lines_of(text: str) -> int:
    """How many physical lines a text has."""
    return len(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text))


def good_text() -> str:
    """A file of claims with and without ids, one of them wrong, and quoted cells."""
    with TemporaryDirectory() as folder:
        rows = [
            claim(claim_id="c1", note='a "quoted" word, and a comma'),
            claim(claim_id="c2", note="two\nlines", start="2019-06"),
            claim(mode="nonsense"),
            claim(),
            claim(),
            claim(time_kind="standing", end="2020", end_kind="seen"),
        ]
        return claims(Path(folder) / "x.csv", *rows).read_bytes().decode()


@settings(max_examples=80)
@given(text=damaged(good_text()))
def test_no_row_vanishes_uncounted(text: str) -> None:
    """rows_read = taken + rejected + duplicates; every line is a record, a part of one, or damaged."""
    with TemporaryDirectory() as name:
        file = Path(name) / "x.csv"
        file.write_bytes(text.encode())
        (table,) = open_tables(file)
        records = list(table.lines())
        report = read_or_refused(case(Path(name) / "case", registry=False), file)
    breaks = [lines_of(cell + "x") - 1 for record in records for cell in record.cells or ()]
    assert len(records) + sum(breaks) == lines_of(text)
    assert [record.row for record in records] == [*range(1, len(records) + 1)]
    if report is None:
        return
    assert report.rows_read == report.taken + report.rejected + report.duplicates
    assert report.rows_read == sum(record.cells != () for record in records) - 1
    rejected = [reject.place.row for reject in report.rejects]
    assert len(set(rejected)) == len(rejected) == report.rejected
    assert set(rejected) <= {record.row for record in records}


def read_or_refused(folder: CaseFolder, file: Path) -> LoadReport | None:
    """What loading the file would do; None where it is refused whole."""
    try:
        return load(folder, [file], dry_run=True)
    except InputError:
        return None


def test_each_row_is_in_exactly_one_place(tmp_path: Path) -> None:
    """In the tables, with its number, or among the rejects."""
    file = tmp_path / "x.csv"
    file.write_bytes((good_text() + "too,short\n").encode())
    folder = case(tmp_path / "case", registry=False)
    load(folder, [file])
    taken = folder.read().tables["Statement"]["row"].to_pylist()
    rejected = [int(line["row"]) for line in folder.rejects()]
    assert sorted(taken + rejected) == sorted(rows_of(file.read_text(encoding="utf-8")))
    assert rejected == [4, 8]
