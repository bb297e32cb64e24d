"""Only what is safe is accepted; the rest has candidates, and says why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.registry import Party
from loaders.agencynames import read_name
from loaders.namematching import Matcher

KNOWN = [
    Party("tx-exampleton-pd", "Exampleton Police Department", state="TX"),
    Party("ok-exampleton-pd", "Exampleton Police Department", state="OK"),
    Party("tx-exampleton-so", "Exampleton County Sheriff's Office", state="TX"),
    Party("tx-sampleford-pd", "Sampleford Police Department", state="TX"),
    Party("tx-north-sampleford-pd", "North Sampleford Police Department", state="TX"),
    Party("tx-east-mocksville-pd", "East Mocksville Heights PD", state="TX"),
    Party("tx-sample-1", "Sample County Constable Precinct 1", state="TX"),
    Party("oh-union-pd", "Union Township Police Department (Sample County)", state="OH"),
    Party("oh-mock-pd", "Mock Township Police Department (Sample County)", state="OH"),
    Party("oh-twin-a", "Twinborough Police Department (Sample County)", state="OH"),
    Party("oh-twin-b", "Twinborough Police Department (Other County)", state="OH"),
    Party("oh-newville-pd", "Newville PD", state="OH", aliases=("Newville PD (Other County)",)),
    Party("oh-common-pd", "Franklin Township Police Department", state="OH"),
    Party("nj-union-pd", "Union Police Department", state="NJ"),
    Party("us-bureau", "Sample Bureau", aliases=("SB",)),
    Party("grp", "Texas police", is_group=True, state="TX"),
    Party("prov-x", "Foobar TX PD", provisional=True, dataset="x"),
]
MATCHER = Matcher(KNOWN)


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("Exampleton TX PD", "tx-exampleton-pd"),
        ("City of Exampleton TX Police Dept", "tx-exampleton-pd"),
        ("Exampl Eton PD (OK)", "ok-exampleton-pd"),
        ("Exampleton TX SO", "tx-exampleton-so"),
        ("Samplefford TX PD", "tx-sampleford-pd"),
        ("Sample County Const TX Pct 1", "tx-sample-1"),
        ("Union Twp OH PD (Sample County)", "oh-union-pd"),
        ("Union Twp OH PD (Sample)", "oh-union-pd"),
        ("Mock Twp OH PD", "oh-mock-pd"),
        ("Twinborough OH PD (Other Co)", "oh-twin-b"),
        ("Newville OH PD", "oh-newville-pd"),
        ("[Federal] SB", "us-bureau"),
    ],
)
def test_what_is_safe_is_accepted(name: str, agency: str) -> None:
    """The same place, state and kind of office as exactly one agency; or a letter off in a long word."""
    match = MATCHER.match(name)
    assert match.accepted == agency
    assert match.candidates[0].agency == agency


@pytest.mark.parametrize(
    ("name", "why", "best"),
    [
        ("Exampleton PD", "it names no state", "ok-exampleton-pd"),
        ("Exampleton TX PD (Demo)", "it is marked as demo", "tx-exampleton-pd"),
        (
            "Exampleton TX PD - Narcotics",
            "it says more than place, state and office: 'narcotics'",
            "tx-exampleton-pd",
        ),
        ("Exampleton TX Marshal", "of another kind", "tx-exampleton-pd"),
        ("Exampleton Township TX PD", "another kind of place", "tx-exampleton-pd"),
        ("South Sampleford TX PD", "is 88 of 100 alike, which is less than 92", "tx-north-sampleford-pd"),
        ("West Mocksville Heights TX PD", "may be of another place", "tx-east-mocksville-pd"),
        ("Asampleford TX PD", "may be of another place", "tx-sampleford-pd"),
        ("Eaast Mocksville Heights TX PD", "may be of another place", "tx-east-mocksville-pd"),
        ("Exampletown TX PD", "may be of another place", "tx-exampleton-pd"),
        ("Sampleford Police Deptt TX", "says more", "tx-sampleford-pd"),
        ("Sample County Const TX Pct 2", "another kind of place, or number", "tx-sample-1"),
        ("Union Twp OH PD", "several places of a state are called union township", "oh-union-pd"),
        ("Union Twp OH PD (Other County)", "in another county", "oh-union-pd"),
        ("Newville OH PD (Sample County)", "in another county", "oh-newville-pd"),
        ("Franklin Township OH PD (Sample County)", "county of the agency is not known", "oh-common-pd"),
        ("Union NJ PD", "several places of a state are called union, and it names no county", "nj-union-pd"),
        ("Twinborough OH PD", "several agencies are called so: oh-twin-a, oh-twin-b", "oh-twin-a"),
        ("Sampleton TX PD", "is 84 of 100 alike, which is less than 92", "tx-exampleton-pd"),
        ("Sample Bureau", "it names no state", "us-bureau"),
        ("Foobar TX PD", "no agency of its state has a name like it", None),
        ("Exampleton NV PD", "no agency of its state has a name like it", None),
        ("", "it names no state", None),
    ],
)
def test_what_is_not_safe_says_why_and_has_candidates(name: str, why: str, best: str | None) -> None:
    """Nothing is accepted; the best candidate is shown first, and three at most."""
    match = MATCHER.match(name)
    assert match.accepted is None
    assert why in match.why
    assert (match.candidates[0].agency if match.candidates else None) == best
    assert len(match.candidates) <= 3


def test_two_that_are_about_as_alike_are_both_doubtful() -> None:
    """A margin is asked for between the best and the next agency."""
    matcher = Matcher([Party("a", "Sampleforde PD", state="TX"), Party("b", "Sampleforda PD", state="TX")])
    match = matcher.match("Sampleford TX PD")
    assert match.accepted is None
    assert "two agencies are about as alike: 95 and 95 of 100" in match.why


WORDS = ["exampleton", "sampleford", "north", "south", "mock", "oak", "union", "mocksville", "examplton"]
NAMES = st.builds(
    lambda places, kind, state, office, tail: " ".join(filter(None, [*places, kind, state, office, tail])),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    st.sampled_from(["", "County", "Township"]),
    st.sampled_from(["TX", "OH", "OK", ""]),
    st.sampled_from(["PD", "SO", "Marshal", "DPS", "Sheriff's Office", "Police Department", ""]),
    st.sampled_from(["", "", "- Narcotics", "(Demo)", "2", "Pct 2"]),
)


@given(st.lists(NAMES, min_size=1, max_size=12), NAMES)
def test_nothing_is_accepted_across_states_or_kinds_of_office(known: list[str], name: str) -> None:
    """Whatever agencies there are, an accepted one has the name's state, kind of office, number and unit."""
    matcher = Matcher(Party(f"a{index}", each) for index, each in enumerate(known))
    match = matcher.match(name)
    if match.accepted is not None:
        said, taken = read_name(name), read_name(known[int(match.accepted[1:])])
        assert said.state == taken.state != ""
        assert said.office == taken.office
        assert (said.number, said.unit) == (taken.number, taken.unit)
        assert not said.marks


@given(st.lists(NAMES, min_size=1, max_size=8, unique=True), NAMES, st.randoms())
def test_the_order_of_the_agencies_does_not_matter(known: list[str], name: str, random: object) -> None:
    """The same agencies give the same match, in whatever order they are listed."""
    parties = [Party(f"a{index}", each) for index, each in enumerate(known)]
    shuffled = parties.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Matcher(parties).match(name) == Matcher(shuffled).match(name)
