"""Names of agencies, read: state, kind of office, place, and what makes them doubtful."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from loaders.agencynames import read_name
from loaders.agencywords import shipped_words, state_codes, words_of

READ = [
    # name, state, office, place, kind of place, number, county, unit
    ("Exampleton CA PD", "CA", "police", "exampleton", "", "", "", ""),
    ("Exampleton Police Department, California", "CA", "police", "exampleton", "", "", "", ""),
    ("exampleton ca pd", "CA", "police", "exampleton", "", "", "", ""),
    ("Exampleton PD (TX)", "TX", "police", "exampleton", "", "", "", ""),
    ("Exampleton P.D. - NC", "NC", "police", "exampleton", "", "", "", ""),
    ("CO - Sampleford PD", "CO", "police", "sampleford", "", "", "", ""),
    ("City of Exampleton OH Police Dept.", "OH", "police", "exampleton", "", "", "", ""),
    ("Village of Exampleton OH PD", "OH", "police", "exampleton", "village", "", "", ""),
    ("Exampleton Twp NJ PD", "NJ", "police", "exampleton", "township", "", "", ""),
    ("Madison TWP (Franklin CO) OH PD", "OH", "police", "madison", "township", "", "franklin", ""),
    ("Sample County GA PD", "GA", "police", "sample", "county", "", "", ""),
    ("Sample County GA SO", "GA", "sheriff", "sample", "", "", "", ""),
    ("Sample Co. IL Sheriff's Dept.", "IL", "sheriff", "sample", "", "", "", ""),
    ("Sample Parish LA S.O.", "LA", "sheriff", "sample", "", "", "", ""),
    ("Sample County CA SD", "CA", "sheriff", "sample", "", "", "", ""),
    ("City of Exampleton VA Sheriff", "VA", "sheriff", "exampleton", "city", "", "", ""),
    ("Sample CO OK SO", "OK", "sheriff", "sample", "", "", "", ""),
    ("Sample County Const TX Pct 3", "TX", "constable", "sample", "county", "3", "", ""),
    ("Sample County Constable Precinct 03 (TX)", "TX", "constable", "sample", "county", "3", "", ""),
    ("Mountain View CA PD (Santa Clara County)", "CA", "police", "mountain view", "", "", "santa clara", ""),
    ("Exampleton MO PD - Traffic Unit", "MO", "police", "exampleton", "", "", "", "traffic unit"),
    ("Exampleton MO PD 2", "MO", "police", "exampleton", "", "", "", "2"),
    ("Ohio State Highway Patrol", "OH", "highway-patrol", "", "", "", "", ""),
    ("Texas Department of Public Safety", "TX", "public-safety", "", "", "", "", ""),
    ("Washington State Patrol", "WA", "state-patrol", "", "", "", "", ""),
    ("Washington IL PD", "IL", "police", "washington", "", "", "", ""),
    ("Kansas City PD", "", "police", "kansas city", "", "", "", ""),
    ("Federal Way WA PD", "WA", "police", "federal way", "", "", "", ""),
    ("LA VERNE CA PD", "CA", "police", "la verne", "", "", "", ""),
    ("St. Sample’s County MD SO", "MD", "sheriff", "saint samples", "", "", "", ""),
    ("Univ. of Sample PD (IA)", "IA", "police", "university sample", "", "", "", ""),
]


@pytest.mark.parametrize("row", READ, ids=[row[0] for row in READ])
def test_a_name_says(row: tuple[str, ...]) -> None:
    """Where it is, which kind of office of which place, and what else stands there."""
    name, *said = row
    read = read_name(name)
    found = (read.state, read.office, read.place, read.place_kind, read.number, read.county, read.unit)
    assert found == tuple(said)
    assert read.written == name
    assert read.doubts == ()


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("Exampleton CA PD (Demo)", ("demo",)),
        ("Exampleton TX PD (Duplicate-do not use)", ("duplicate", "do not use")),
        ("Exampleton CA PD Don't use", ("do not use",)),
        ("Sample County GA SO - Mobile (Not in Use)", ("do not use",)),
        ("Sample Test Org", ("test",)),
        ("Demopolis AL PD", ()),
    ],
)
def test_an_entry_that_stands_for_no_agency_is_marked(name: str, marks: tuple[str, ...]) -> None:
    """Demos, duplicates, tests and entries not to be used are known by whole words."""
    assert read_name(name).marks == marks


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("Sample CO SO", "CO may be Colorado or county"),
        ("Exampleton TX PD Dispatch Center", "two kinds of office"),
        ("Exampleton PD (TX) (OK)", "two states"),
    ],
)
def test_what_can_be_read_in_two_ways_is_said(name: str, doubt: str) -> None:
    """A doubt says what the two readings are of."""
    assert doubt in read_name(name).doubts


def test_a_federal_body_is_one_that_is_marked_so() -> None:
    """The mark is a bracket or stands first; a town called Federal Way is none."""
    assert read_name("[Federal] Sample Bureau").federal
    assert read_name("U.S. Sample Service").federal
    assert not read_name("Federal Way WA PD").federal


def test_a_state_that_the_agency_is_known_to_be_in_contradicts_the_name_or_agrees() -> None:
    """Where they differ, neither counts."""
    assert read_name("Exampleton Police Department", "TX").state == "TX"
    other = read_name("Exampleton OK PD", "TX")
    assert (other.state, other.doubts) == ("", ("two states",))


PLACES = st.lists(st.sampled_from(["exampleton", "testa", "mocks", "oak", "grove"]), min_size=1, max_size=3)
OFFICES = st.sampled_from(sorted({*shipped_words().by_role["office"].values()}))


@given(
    places=PLACES,
    state=st.sampled_from(sorted(state_codes())),
    office=OFFICES,
    kind=st.sampled_from(["", "county", "township", "borough"]),
    federal=st.booleans(),
)
def test_a_name_written_out_says_the_same_again(
    places: list[str], state: str, office: str, kind: str, *, federal: bool
) -> None:
    """Reading is idempotent: what is read, written out and read again, is what was read."""
    assume(
        kind != "county" or not office.startswith("attorney")
    )  # a county's attorney is no attorney general
    written = " ".join([*places, kind, state, shipped_words().written(office)])
    once = read_name(f"[Federal] {written}" if federal else written)
    assert once.office == office
    assert read_name(once.text()) == once


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """Nothing that may stand in a cell stops the reading, and nothing of it is lost from what was written."""
    assert read_name(text).written == text


def test_a_text_that_is_no_name_costs_nothing() -> None:
    """A cell of a million brackets is not taken apart; it is doubtful, and says nothing."""
    read = read_name("Exampleton CA PD " + "()" * 1_000_000)
    assert (read.place, read.office, read.doubts) == ("", "", ("too long for a name",))


def test_a_case_may_have_words_of_its_own(tmp_path: Path) -> None:
    """They go over the shipped ones; a role that there is not is named with its line."""
    assert words_of(tmp_path) is shipped_words()
    own = tmp_path / "vocabularies" / "agency_words.csv"
    own.parent.mkdir()
    own.write_text("phrase,role,means\nkonstabulary,office,police\n")
    words = words_of(tmp_path)
    assert read_name("Exampleton TX Konstabulary", words=words) == read_name("Exampleton TX PD")
    assert words.sha256 != shipped_words().sha256
    own.write_text("phrase,role,means\nx,offic,police\n")
    with pytest.raises(InputError, match=r"line 2: 'offic' is no role\nHint: allowed: office"):
        words_of(tmp_path)
    own.write_text("phrase;role;means\n")
    with pytest.raises(InputError, match="its columns must be phrase, role, means"):
        words_of(tmp_path)
