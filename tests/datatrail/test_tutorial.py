"""The tutorial runs as it stands, from the workbook to the cited brief, and shows what it shows now.

After a change of what is shown, `.venv/bin/python -m tests.datatrail.test_tutorial` runs the notebook and writes it anew;
read the difference before committing it.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.datatrail import notebook

DOCS = Path(__file__).parents[2] / "docs"
TUTORIAL = DOCS / "tutorial.ipynb"
WORKBOOK = DOCS / "examplia-requests.xlsx"
HEADER = (
    *("Request ID", "Date requested", "Date answered", "Requesting agency", "Data given", "How asked"),
    *("Legal paper shown", "Outcome", "Driver's name"),
)
BORDERS, SOCKS = "Bureau of Imaginary Borders", "Odd Socks Police Department"
ROWS = (
    ("N-001", date(2021, 2, 3), date(2021, 2, 5), BORDERS, "photo", "e-mail", "none", "provided", "Doe, Janet"),
    ("N-002", date(2021, 3, 9), date(2021, 3, 9), BORDERS, "home address", "e-mail", "administrative subpoena", "provided", "Roe, Rick"),
    ("N-003", date(2021, 4, 14), None, BORDERS, "photo", "e-mail", "none", "no answer", "Poe, Pat"),
    ("N-004", date(2021, 5, 20), date(2021, 5, 25), BORDERS, "date of birth", "letter", "none", "refused", "Moe, Max"),
    ("N-005", date(2021, 6, 1), date(2021, 6, 2), SOCKS, "photo", "letter", "case number", "provided", "Loe, Lee"),
    ("N-006", date(2021, 9, 13), date(2021, 9, 17), BORDERS, "photo", "e-mail", "none", "provided", "Coe, Cat"),
)  # fmt: skip
#: What differs from one version of the program to the next, and says nothing: hashes.
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    """The notebook with what its cells give now."""
    before = Path.cwd()
    made = notebook.run(notebook.read(TUTORIAL), DOCS)
    assert Path.cwd() == before
    return made


def test_the_tutorial_shows_what_it_shows_now(now: dict[str, Any]) -> None:
    """Every cell runs, and its output is the one that is committed, hashes aside."""
    shown, made = notebook.read(TUTORIAL), now
    for number, (one, other) in enumerate(zip(shown["cells"], made["cells"], strict=True)):
        assert HASH.sub("…", str(one)) == HASH.sub("…", str(other)), (
            f"cell {number}; after a look: .venv/bin/python -m tests.datatrail.test_tutorial"
        )


def test_the_tutorial_ends_in_a_cited_brief(now: dict[str, Any]) -> None:
    """Did, on the record; the denial beside it; a request to send; and no name of a driver anywhere."""
    outputs = [output for cell in now["cells"] for output in cell.get("outputs", ())]
    (brief,) = ("".join(each["data"]["text/html"]) for each in outputs if "<article" in str(each))
    for words in ("did hand it over to Bureau of Imaginary Borders", "denied", "N-001", "Check the original"):
        assert words in brief, words
    assert "[the public records law that applies to you]" in brief
    shown = notebook.written(now)
    assert not [row[-1] for row in ROWS if row[-1] in shown]


def test_the_workbook_is_the_made_up_one() -> None:
    """Its cells are those that stand above; nobody in it exists."""
    sheet = openpyxl.load_workbook(WORKBOOK)["2021"]
    rows = [tuple(value.date() if hasattr(value, "date") else value for value in row) for row in sheet.values]
    assert rows == [HEADER, *ROWS]


def main() -> None:
    """Write the workbook where there is none, run the notebook, and write what it shows."""
    if not WORKBOOK.exists():
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "2021"
        for row in (HEADER, *ROWS):
            sheet.append(row)
        book.save(WORKBOOK)
    os.environ.pop("DATATRAIL_CASE", None)
    made = notebook.run(notebook.read(TUTORIAL), DOCS)
    TUTORIAL.write_text(notebook.written(made), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
