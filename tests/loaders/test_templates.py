"""Templates: what is written by `loaders.templates` comes back through the readers without a mapping."""

from __future__ import annotations

import csv
import sys
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from graphmodel.vocabulary import vocabulary
from loaders.load import load
from loaders.readers.quick import quick_batches
from loaders.templates import LISTS, choices, csv_template, help_of, xlsx_template
from tests.loaders.making import ROWS, case, claim

FILLED = ROWS | {"claim": claim(data_types="photo; name", via="org-nlets")}


def filled_csv(path: Path, shape: str, delimiter: str = ",") -> Path:
    """The template as somebody fills in one row, and may save it with another delimiter."""
    rows = [
        *csv.reader(StringIO(csv_template(shape))),
        [FILLED[shape].get(n, "") for n in SHAPES[shape].header],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def filled_xlsx(path: Path, shape: str) -> Path:
    book = openpyxl.load_workbook(BytesIO(xlsx_template(shape)))
    for place, name in enumerate(SHAPES[shape].header, start=1):
        book[shape].cell(3, place, FILLED[shape].get(name))
    book.save(path)
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_a_template_begins_with_the_canonical_header(shape: str) -> None:
    """Exactly the columns in their order, then one line of help that speaks of every column; and nothing else."""
    header, help_line = csv.reader(StringIO(csv_template(shape)))
    assert tuple(header) == SHAPES[shape].header
    for column, said in zip(SHAPES[shape].columns, help_line, strict=True):
        assert column.description in said
        if column.vocabulary and len(vocabulary(column.vocabulary)) <= 20:
            assert all(term in said for term in vocabulary(column.vocabulary))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("form", ["csv", "semicolons", "xlsx"])
def test_a_filled_template_loads_without_a_mapping(shape: str, form: str, tmp_path: Path) -> None:
    """One row is read and taken: the help line is no row, which is said."""
    path = tmp_path / f"{shape}.{'xlsx' if form == 'xlsx' else 'csv'}"
    file = (
        filled_xlsx(path, shape)
        if form == "xlsx"
        else filled_csv(path, shape, ";" if form == "semicolons" else ",")
    )
    report = load(case(tmp_path / "case"), [file])
    assert report.rejects == []
    assert (report.to_dict()["rows_read"], report.to_dict()["taken"]) == (1, 1)
    assert any("row 2 says what belongs in each column" in each for each in report.files[0].remarks)


def test_an_empty_template_loads_as_nothing(tmp_path: Path) -> None:
    """No row is read, and none is rejected."""
    path = tmp_path / "claim.csv"
    path.write_text(csv_template("claim"), encoding="utf-8")
    assert load(case(tmp_path / "case"), [path]).to_dict()["rows_read"] == 0


def test_a_long_file_begun_as_a_template_is_read_the_quick_way_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a megabyte: the help line is no row there either."""
    asked = []
    monkeypatch.setattr(
        "loaders.readers.quick.quick_batches", lambda *given: asked.append(1) or quick_batches(*given)
    )
    path = filled_csv(tmp_path / "document.csv", "document")
    with path.open("a", encoding="utf-8", newline="") as file:
        rows = ([f"d{number}", "A made-up memo " * 10, *[""] * 6] for number in range(8_000))
        csv.writer(file).writerows(rows)
    assert path.stat().st_size > 1 << 20
    report = load(case(tmp_path / "case"), [path])
    assert asked
    assert report.rejects == []
    assert report.to_dict()["rows_read"] == report.to_dict()["taken"] == 8_001


def test_a_row_that_only_looks_a_little_like_help_is_a_row(tmp_path: Path) -> None:
    """A cell that begins with the mark, among others that do not, is what a source says."""
    path = tmp_path / "document.csv"
    cells = ["d1", "# 1 on the list", "# The paper", *[""] * 5]
    path.write_text(",".join(SHAPES["document"].header) + "\n" + ",".join(cells) + "\n", encoding="utf-8")
    folder = case(tmp_path / "case")
    load(folder, [path])
    assert folder.read().tables["Source"]["name"].to_pylist() == ["# 1 on the list"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_workbook_offers_what_may_be_chosen(shape: str) -> None:
    """Each column with allowed values has a list of exactly these, on a hidden sheet; the others have none."""
    book = openpyxl.load_workbook(BytesIO(xlsx_template(shape)))
    assert book[LISTS].sheet_state == "hidden"
    offered = {}
    for each in book[shape].data_validations.dataValidation:
        cells = book[LISTS][each.formula1.partition("!")[2].replace("$", "")]
        (area,) = each.sqref.ranges
        offered[SHAPES[shape].header[area.min_col - 1]] = [row[0].value for row in cells]
        assert area.min_row == 3
    wanted = {each.column: list(choices(each)) for each in SHAPES[shape].columns if choices(each)}
    assert offered == wanted
    assert all(each.column in wanted for each in SHAPES[shape].columns if each.vocabulary)
    assert [cell.value for cell in book[shape][2]] == [help_of(each) for each in SHAPES[shape].columns]


def test_without_the_library_a_workbook_is_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The part to install, and that CSV needs none."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match="optional part `xlsx`") as raised:
        xlsx_template("claim")
    assert "end the file in .csv" in str(raised.value.hint)
