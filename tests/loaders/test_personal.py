"""Columns that likely hold people are told from those that hold offices, by their names and by their cells."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from graphmodel.personal import is_wholly, scan
from graphmodel.vocabulary import vocabulary
from loaders.mapping_files import shipped_mappings
from loaders.personal import Likely, is_name, is_office, likely_personal, plain_name
from tests.loaders.making import FLOCK

BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "names"
OFFICES = ["Adrian MI PD", "Examplia County SO", "[Federal] ICE", "Alcohol, Tobacco and Firearms Division"]
KINDS = {
    "name": ("Name", "Subject Name", "LAST_NAME", "Registered Owner", "aka"),
    "date-of-birth": ("DOB", "D.O.B.", "Date of Birth", "BirthDate"),
    "ssn": ("SSN", "Social Security #"),
    "a-number": ("A-Number", "Alien No.", "A#"),
    "fbi-number": ("FBI #", "SID"),
    "plate": ("License Plate", "licencePlate", "Tag #", "LP"),
    "vin": ("VIN",),
    "licence-number": ("OLN", "Driver License #", "DL_NO"),
    "phone": ("Phone", "Cell Phone No."),
    "e-mail": ("E-mail", "Requester Email"),
    "address": ("Home Address", "Address Line 1"),
    "case-number": ("Case #", "Incident Number", "Intel Report No."),
    "officer": ("User", "userId", "Requester", "Officer Name", "Searched By", "Badge #"),
    "photo": ("Photo", "Probe Image"),
    "free-text": ("Reason", "Filters", "Text Prompt", "Notes", "Entity Details", "Subject of Request"),
    "person-detail": ("Nationality", "Sex", "Place of Birth"),
}
OF_OFFICES = (
    "Org Name",
    "Requesting Agency",
    "requester organization",
    "Network Name",
    "Receiving Organization",
    "agency",
    "component",
    "Search Time",
    "Search Type",
    "Time Frame",
    "Total Networks Searched",
    "ID",
    "request id",
    "Event Id",
    "Moderation",
    "date requested",
    "exemptions cited",
    "state",
)


@pytest.mark.parametrize(
    ("column", "kind"), [(column, kind) for kind, columns in KINDS.items() for column in columns]
)
def test_a_column_is_known_by_its_name(column: str, kind: str) -> None:
    """However it is written, and whatever its cells say."""
    found = likely_personal(column, ["x1", "x2"])
    assert found is not None
    assert found.kind == kind
    assert found.reason.startswith("columns of this name hold: ")


def test_every_kind_is_known_by_a_name() -> None:
    """No kind of the vocabulary is without a column that holds it."""
    assert set(KINDS) == set(vocabulary("personal_kinds"))


@pytest.mark.parametrize("column", OF_OFFICES)
def test_a_column_of_offices_is_not_taken_for_one_of_people(column: str) -> None:
    """The columns of audits and logs that a graph is made of."""
    assert likely_personal(column, OFFICES) is None
    assert likely_personal(column, []) is None


def test_a_column_called_name_may_hold_offices() -> None:
    """What its cells say decides: a list of agencies calls them by name."""
    assert likely_personal("name", OFFICES) is None
    assert likely_personal("name", ["Jo Doe", "Max Mustermann"]) is not None


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["Maria Examplia", "Jo Zyxwv", "Jose Qqplanted"], "name"),
        (["Doe, Jo", "QQPLANTED, ZYXWV", "Roe, Al"], "name"),
        (["Doe, Jo", "QQPLANTED, ZYXWV", "Examplia PD"], "name"),
        (["QZX 7731", "BBC 1234", "7ABC123"], "plate"),
        ([f"{month}/1/{year}" for month, year in enumerate(range(1950, 2000, 5), 1)], "date-of-birth"),
        (["000-12-3456", "000-45-6789"], "ssn"),
        (["a@example.org", "other", "b@example.org"], "e-mail"),
        (["404-555-0134", "404-555-0135"], "phone"),
        (["A212345678", "A212345679"], "a-number"),
        (["stop of a grey car near the old mill", "he was seen again late that night"], "free-text"),
    ],
)
def test_a_column_is_known_by_its_cells(values: Sequence[str], kind: str) -> None:
    """Whatever it is called; blank and masked cells say nothing, and no cell is told."""
    found = likely_personal("F7", [*values, "***", "", "***"])
    assert found is not None
    assert found.kind == kind
    assert not any(value in found.reason for value in values)


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["***", ""],
        ["Los Angeles", "San Diego", "Aurora"],
        [f"AOS{number:04}" for number in range(20)],
        [f"{day}/1/2024" for day in range(1, 13)],
        ["2017-09", "2018-09", "2019-09"],
        ["1", "2", "300"],
        ["lookup", "search - Mobile", "convoy"],
    ],
)
def test_other_columns_are_left(values: Sequence[str]) -> None:
    """Places, ids of one series, recent days, counts, codes."""
    assert likely_personal("F7", values) is None


def test_a_released_sharing_list_holds_offices() -> None:
    """None of its names is taken for a person's, column by column."""
    with FLOCK.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (mapping,) = (each for each in shipped_mappings().values() if each.fits(rows[0]))
    for column in mapping.columns:
        assert likely_personal(column, [row[column] for row in rows]) is None


@pytest.mark.parametrize("name", ["agency20240426", "atlas_agencies"])
def test_no_office_of_a_released_list_is_taken_for_a_person(name: str) -> None:
    """Of 9,241 real names none is written like a person's name, a plate, a number or a day."""
    with (BENCHMARKS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert [text for text in names if is_name(text) or is_wholly(text) or scan(text)] == []
    assert len(names) > 4000


def test_a_name_is_told_from_an_office() -> None:
    """An office's words decide before a given name does."""
    assert is_name("Maria Lopez")
    assert is_name("Doe, Jo")
    assert not any(map(is_name, ("St. Joseph County", "Martin PD", "Los Angeles", "ICE", "")))
    assert is_office("Martin PD")
    assert is_office("Adrian MI")
    assert not is_office("Maria Lopez")


@pytest.mark.parametrize(
    ("column", "plain"),
    [("userId", "user id"), ("Case #", "case number"), ("DRIVER_LICENSE_NO.", "driver license number")],
)
def test_columns_are_compared_in_plain_words(column: str, plain: str) -> None:
    """Case, signs and humps do not matter."""
    assert plain_name(column) == plain


def test_what_is_likely_is_said_in_words() -> None:
    """The kind is a term of the vocabulary, the reason a clause for a message."""
    assert likely_personal("License Plate", []) == Likely("plate", "columns of this name hold: licence plate")


def test_the_lists_of_words_are_in_order() -> None:
    """A word stands once, in lower case, in alphabetical order."""
    folder = Path(__file__).parents[2] / "loaders" / "words"
    for name in ("given_names", "heading_words", "office_words"):
        words = (folder / f"{name}.csv").read_text(encoding="utf-8").split()[1:]
        assert words == sorted({word.casefold() for word in words})
