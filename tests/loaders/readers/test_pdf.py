"""Ruled tables of PDFs are read, each row with its page; what cannot be read is said."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from graphmodel.errors import InputError
from loaders.readers.headers import find_header
from loaders.readers.opening import open_tables
from loaders.readers.tables import Scan
from tests.loaders.readers.reading import scanned

RULED = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])


def table(rows: Sequence[Sequence[str]], style: TableStyle | None = RULED, **options: Any) -> Table:
    """A table as reportlab draws it."""
    return Table([list(row) for row in rows], style=style, **options)


def text(words: str) -> Paragraph:
    """A line of text."""
    return Paragraph(words, getSampleStyleSheet()["Normal"])


def pdf(path: Path, *parts: Any, **options: Any) -> Path:
    """A PDF of these parts."""
    SimpleDocTemplate(str(path), pagesize=letter, **options).build(list(parts))
    return path


def rows(number: int) -> list[tuple[str, str, str]]:
    """A table that is longer than a page."""
    return [("agency", "day", "n"), *((f"Examplia {n}", "2024-01-05", str(n)) for n in range(number))]


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_table_goes_on_over_pages(tmp_path: Path, repeat: int) -> None:
    """Each row with its page; a head that is repeated is no row, and is said."""
    path = pdf(tmp_path / "x.pdf", text("A title"), table(rows(90), repeatRows=repeat))
    (records,) = open_tables(path)
    found = scanned(records)
    assert found.columns["n"] == [str(n) for n in range(90)]
    assert (found.read, found.damaged) == (90, [])
    scan = Scan(records, find_header(records, lambda _: False), ["n"], {})
    pages = [batch.pages for batch in scan]
    assert pages[0] is not None
    assert sorted(set(pages[0].tolist())) == [1, 2, 3]
    again = "the head of the table stands again on pages 2, 3, and is no row there"
    assert (again in records.remarks) == bool(repeat)
    assert "6 characters outside of the ruled tables are not read" in records.remarks


def test_tables_that_differ_are_tables_of_their_own(tmp_path: Path) -> None:
    """By their columns, or by where they stand."""
    other = [("p", "q", "r"), ("1", "2", "3")]
    path = pdf(
        tmp_path / "x.pdf",
        table(rows(2)),
        text("between"),
        table(other),
        PageBreak(),
        table([("a", "b"), ("1", "2")]),
    )
    found = {each.sheet: scanned(each).columns for each in open_tables(path)}
    assert [tuple(columns) for columns in found.values()] == [
        ("agency", "day", "n"),
        ("p", "q", "r"),
        ("a", "b"),
    ]
    assert list(found) == ["table 1", "table 2", "table 3"]
    alike = [table(each, colWidths=[90, 90, 90]) for each in (rows(2), other)]
    assert len(open_tables(pdf(tmp_path / "x.pdf", alike[0], text("between"), alike[1]))) == 2


def test_a_row_that_stands_first_on_two_pages_is_no_head(tmp_path: Path) -> None:
    """Of a table without names, no row is lost."""
    path = pdf(
        tmp_path / "x.pdf", table([("A", "1"), ("B", "2")]), PageBreak(), table([("A", "1"), ("C", "3")])
    )
    (records,) = open_tables(path)
    assert [line.cells for line in records.lines()] == [("A", "1"), ("B", "2"), ("A", "1"), ("C", "3")]
    assert [(line.row, line.page) for line in records.lines()] == [(1, 1), (2, 1), (3, 2), (4, 2)]


def test_a_wrapped_cell_is_one_text(tmp_path: Path) -> None:
    """Its line breaks are the page's, and are said; merged cells are blank, and said."""
    style = TableStyle([*RULED.getCommands(), ("SPAN", (0, 1), (0, 2))])
    path = pdf(tmp_path / "x.pdf", table([("a", "b"), ("Examplia\nPolice", "1"), ("", "2")], style))
    (records,) = open_tables(path)
    assert scanned(records).columns == {"a": ["Examplia Police", ""], "b": ["1", "2"]}
    assert records.remarks == (
        "1 cells are wrapped: their line breaks are read as spaces",
        "1 cells are merged with others and are read as blank",
    )


def test_what_has_no_ruled_table_is_refused(tmp_path: Path) -> None:
    """Text without rules, pictures of pages, and what is locked or cut off."""
    path = pdf(tmp_path / "x.pdf", table(rows(3), style=None))
    with pytest.raises(InputError, match=r"x\.pdf holds no ruled table\nHint: copy its table"):
        open_tables(path)
    canvas = Canvas(str(path))
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    with pytest.raises(
        InputError, match=r"x\.pdf holds no text: its pages are pictures, or empty\nHint: have its text recog"
    ):
        open_tables(path)
    pdf(path, table(rows(3)), encrypt=StandardEncryption("secret"))
    with pytest.raises(InputError, match=r"x\.pdf is locked with a password"):
        open_tables(path)
    path.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(InputError, match=r"x\.pdf (is damaged|holds no text)"):
        open_tables(path)


def test_a_page_without_a_table_is_said(tmp_path: Path) -> None:
    """It is not read."""
    (records,) = open_tables(pdf(tmp_path / "x.pdf", text("A letter"), PageBreak(), table(rows(2))))
    assert records.remarks == ("page 1 without a ruled table: not read",)
