"""A text that shows a person is known by its pattern; what is published about offices is not taken for one."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.personal import LONGEST_SHAPE, is_wholly, scan, shape_of
from graphmodel.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]
PUBLISHED = sorted(
    [
        *(ROOT / "datatrail" / "bundled").rglob("*.csv"),
        *(ROOT / "graphmodel" / "vocabularies").glob("*.csv"),
        *(ROOT / "tests" / "data" / "flock").glob("*.csv"),
        *(ROOT / "benchmarks" / "names").glob("*.csv"),
    ]
)

SHOWN = {
    "name": (
        "Subject: Doe, Jo",
        "subject Jo Doe",
        "aka Jo Doe",
        "suspect named Jo Doe",
        "DEFENDANT DOE, JO",
        "Name: Jo Doe",
        "warrant for Zyxwv Qqplanted",
        "SUBJECT ZYXWV QQPLANTED",
    ),
    "date-of-birth": (
        "DOB 4/5/1987",
        "d.o.b. 04-05-87",
        "Jo, 4/5/1987 DOB",
        "born on 1987-04-05",
        "date of birth: April 5, 1987",
        "DOB:19870405",
        "DOB 04051987",
        "born in 1987",
        "dob: 5 April 1987",
    ),
    "ssn": ("000-12-3456", "SSN 000123456", "ssn: 000 12 3456", "last four SSN 3456"),
    "a-number": (
        "A212345678",
        "A# 212-345-678",
        "A 212 345 678",
        "Alien number 212345678",
        "alien no. A212345678",
        "A12345678",
    ),
    "fbi-number": ("FBI no. 123456AB7", "FBI# 4567890", "SID: XX12345678"),
    "plate": (
        "plate QZX 7731",
        "LP QZX7731",
        "tag: GA QZX7731",
        "license plate #7ABC123",
        "plate GA/QZX7731",
        "LP: 8XYZ999 stolen",
        "tag qzx7731",
    ),
    "vin": ("11111111111A11111 seen",),
    "licence-number": (
        "OLN Q1234567",
        "DL# GA Q1234567",
        "driver's license no. 123456789",
        "license number QQQQQQQ456QG",
        "OLN/GA 123456789",
    ),
    "phone": ("call 404-555-0134", "(404) 555-0134", "+1 404.555.0134"),
    "e-mail": ("write jo.doe@example.org",),
    "address": ("at 12 Main Street", "1234 N Example Rd NE", "44 ELM ST", "1600 5th Ave"),
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SHOWN.items() for text in texts])
def test_a_text_that_shows_a_person_is_known(kind: str, text: str) -> None:
    """Each kind as it is typed into a field for reasons, alone and amid other words."""
    assert kind in scan(text)
    assert kind in scan(f"ICE+ERO; {text}, see the log")


@pytest.mark.parametrize(
    "text",
    [
        "ICE WARRANT",
        "3 District Court",
        "more than 250 requests",
        "plates in 2017",
        "license plate readers",
        "plate reads of 2019",
        "subject to 8 USC 1373",
        "C.R.S. 24-74-106",
        "subject: photo",
        "aka the Green Light Law",
        "2017-09..2019-06",
        "Data Subject Rights Management",
        "04/10/2026, 05:01:33 AM UTC",
        "https://example.org/2019/07/16/a-title-2019/",
        "***",
        "",
    ],
)
def test_a_text_about_offices_shows_nobody(text: str) -> None:
    """Statutes, counts, dates, web addresses."""
    assert scan(text) == ()


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_published_is_not_taken_for_a_person(path: Path) -> None:
    """No cell of the shipped datasets and vocabularies, and no agency's name in a released list, shows anybody."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = {cell for row in csv.reader(file) for cell in row}
    assert {cell: scan(cell) for cell in cells if scan(cell)} == {}


def test_a_whole_cell_may_be_written_as_no_offices_name_is() -> None:
    """Alone, a plate is a plate where an office should stand; amid other words it is none."""
    assert is_wholly(" QZX 7731 ") == is_wholly("7ABC123") == ("plate",)
    assert is_wholly("000-12-3456") == ("ssn",)
    assert is_wholly("4/5/1987") == ("date-of-birth",)
    assert is_wholly("Q1234567") == ("licence-number",)
    assert is_wholly("Springfield PD 7731") == is_wholly("GA0440000") == is_wholly("") == ()


def test_every_kind_that_is_looked_for_is_tried_here() -> None:
    """A pattern that no example proves may find nothing."""
    assert {key for key, term in vocabulary("personal_kinds").items() if term.extra["pattern"]} == set(SHOWN)


@pytest.mark.parametrize(
    "unit", ["DL ", "plate GA ", "name: ", "1 ", "12 Abc ", "dob ", "A", "a.", "1-", "\n"]
)
def test_a_hostile_cell_is_scanned_at_once(unit: str) -> None:
    """No pattern backtracks without end, not even where each is tried."""
    assert scan(unit * 20_000 + "! @ name dob plate ol dl lic 1") == ()


@given(st.text(max_size=60))
def test_a_shape_tells_no_letter_and_no_digit(text: str) -> None:
    """Of letters only x and X stay, of digits only 9, and no more than the start of a long text."""
    shape = shape_of(text)
    assert len(shape) <= LONGEST_SHAPE + 1
    assert {sign for sign in shape if sign.isalpha()} <= {"x", "X"}
    assert {sign for sign in shape if sign.isnumeric()} <= {"9"}


def test_a_shape_keeps_what_helps_to_mend_the_cell() -> None:
    """Signs and lengths stay: a wrong order of day and month, a lost separator."""
    assert shape_of("Doe, Jo 4/5/1987") == "Xxx, Xx 9/9/9999"
    assert shape_of("x" * 41) == "x" * 40 + "…"


def test_the_kinds_are_read_with_the_package() -> None:
    """They lie with the vocabularies, so that pages and exports can ask too."""
    assert (files("graphmodel") / "vocabularies" / "personal_kinds.csv").is_file()
