"""Of a file with several tables each that fits is loaded; the others are said; what whoever loads should know as well."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.load import load
from loaders.readers.tables import Layout
from tests.loaders.making import case, claim, claims


def book(path: Path, **sheets: list[list[str]]) -> Path:
    """A workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def rows(*made: dict[str, str], titles: int = 0) -> list[list[str]]:
    """A canonical table of claims below some titles."""
    header = SHAPES["claim"].header
    return [*[["Examplia"]] * titles, list(header), *([row.get(name, "") for name in header] for row in made)]


def test_each_sheet_that_fits_is_loaded(tmp_path: Path) -> None:
    """Each with its own counts and rows; one that does not fit is said, and titles that were not read."""
    file = book(
        tmp_path / "x.xlsx",
        May=rows(claim(claim_id="c1"), claim(mode="nonsense"), titles=2),
        June=rows(claim(claim_id="c2")),
        Notes=[["a", "b"], ["1", "2"]],
    )
    folder = case(tmp_path / "case")
    report = load(folder, [file])
    assert [(each.sheet, each.rows_read, each.taken) for each in report.files] == [
        ("May", 2, 1),
        ("June", 1, 1),
    ]
    assert [remark for each in report.files for remark in each.remarks] == [
        "x.xlsx, sheet 'May': the header is row 3; 2 rows above it are not read",
        "x.xlsx, sheet 'Notes' is passed over: its columns are those of no row shape and no mapping",
    ]
    stands = folder.read().tables["Statement"].select(["sheet", "row"]).to_pylist()
    assert sorted((each["sheet"], each["row"]) for each in stands) == [("June", 2), ("May", 4)]
    assert [(each["sheet"], each["row"]) for each in folder.rejects()] == [("May", "5")]
    assert not load(folder, [file]).changed


def test_one_sheet_may_be_asked_for(tmp_path: Path) -> None:
    """The others are not looked at."""
    file = book(tmp_path / "x.xlsx", May=rows(claim()), June=rows(claim()))
    (only,) = load(case(tmp_path / "case"), [file], layout=Layout(sheet="June"), dry_run=True).files
    assert only.sheet == "June"


def test_where_no_table_fits_each_is_told_with_its_columns(tmp_path: Path) -> None:
    """So that one can write a mapping."""
    file = book(tmp_path / "x.xlsx", A=[["p", "q"], ["1", "2"]], B=[["r", ""], ["1", "2"]])
    message = r"x\.xlsx: none of its 2 tables fits .*\nHint: .*sheet 'A': p, q; of x\.xlsx, sheet 'B'"
    with pytest.raises(InputError, match=message):
        load(case(tmp_path / "case"), [file])


def test_members_of_an_archive_are_loaded_as_files(tmp_path: Path) -> None:
    """Each under its name in the archive; a text without a table is said."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(claims(tmp_path / "a.csv", claim(claim_id="c1")), "2024/a.csv")
        archive.writestr("2024/readme.txt", "Examplia sent this.\n")
    (tmp_path / "release.zip").write_bytes(out.getvalue())
    report = load(case(tmp_path / "case"), [tmp_path / "release.zip"])
    assert [(each.file, each.dataset, each.taken) for each in report.files] == [
        ("release.zip/2024/a.csv", "release", 1)
    ]
    assert "release.zip/2024/readme.txt is passed over" in report.files[0].remarks[0]


def test_an_encoding_may_be_stated(tmp_path: Path) -> None:
    """Where the file does not say it."""
    file = claims(tmp_path / "x.csv", claim(note="é"))
    file.write_bytes(file.read_text(encoding="utf-8").encode("cp1252"))
    folder = case(tmp_path / "case")
    with pytest.raises(InputError, match="load --encoding cp1252"):
        load(folder, [file])
    assert load(folder, [file], layout=Layout(encoding="cp1252")).taken == 1
    assert folder.read().tables["Statement"]["note"].to_pylist() == ["é"]


def test_no_name_in_the_rejects_is_a_formula(tmp_path: Path) -> None:
    """A file's, a sheet's or a column's name is no program for the spreadsheet that rejects.csv is opened in."""
    file = book(tmp_path / "=x.xlsx", **{"@SUM(A1)": rows(claim(mode="nonsense"))})
    folder = case(tmp_path / "case")
    load(folder, [file])
    assert [(each["file"], each["sheet"]) for each in folder.rejects()] == [("'=x.xlsx", "'@SUM(A1)")]
