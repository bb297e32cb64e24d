"""A party that was found to be another is that one, wherever it is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.registry import Party, Registry

NEW = Party("new", "New Office", "law-enforcement", part_of="whole", aliases=("NO",))
OLD = Party("old", "Old Office", "law-enforcement", aliases=("OO",), stands_for="new", because="decision")
WHOLE = Party("whole", "The Whole")
FORMER = Party("former", "The Former Whole", stands_for="whole")
DESK = Party("desk", "Desk", part_of="former")
GROUP = Party("grp", "Offices", is_group=True, members=("old", "new", "desk"))
NAMED = Party(
    "prov-list-oo",
    "O.O.",
    aliases=("O.O.",),
    provisional=True,
    dataset="list",
    stands_for="old",
    because="match: x",
)
OTHER = Party("prov-list-old", "Old Office", provisional=True, dataset="list", stands_for="whole")
REGISTRY = Registry([NEW, OLD, WHOLE, FORMER, DESK, GROUP, NAMED, OTHER])


@pytest.mark.parametrize(
    ("text", "dataset", "party"),
    [
        ("old", "", "new"),
        ("old office", "", "new"),
        ("OO", "other", "new"),
        ("O.O.", "list", "new"),
        ("O.O.", "other", None),
        ("prov-list-oo", "", "new"),
        ("Old Office", "list", "whole"),
        ("New Office", "list", "new"),
    ],
)
def test_names_and_ids_resolve_to_the_successor(text: str, dataset: str, party: str | None) -> None:
    """However many findings on; what is known of a name in its dataset goes before what is known anywhere."""
    assert REGISTRY.resolve(text, dataset) == party


def test_whoever_asks_finds_the_successor_too() -> None:
    """By a name that only one dataset has, or by an id that was replaced."""
    assert [REGISTRY.find(text) for text in ("O.O.", "old", "OO")] == ["new", "new", "new"]


def test_wholes_and_members_are_successors() -> None:
    """A part of the former whole is a part of the whole; a member that is another counts once."""
    assert REGISTRY.wholes("desk") == ("whole",)
    assert REGISTRY["grp"].members == ("new", "desk")
    assert REGISTRY.parts("whole") == {"whole", "new", "desk"}


def test_what_is_another_is_no_agency_of_its_own() -> None:
    """It is known, but not listed among the agencies, nor among those of its kind."""
    assert {party.id for party in REGISTRY.agencies} == {"new", "whole", "desk"}
    assert [party.id for party in REGISTRY.of_kind("law-enforcement")] == ["new"]
    assert "old" in REGISTRY


def test_a_name_that_a_dataset_has_of_its_own_does_not_mean_the_same_everywhere() -> None:
    """Others do; so cells that many datasets share are resolved once."""
    assert REGISTRY.resolve_anywhere("Old Office") is None
    assert REGISTRY.resolve_anywhere("OO") == "new"


def test_a_successor_that_is_not_there_is_passed_over() -> None:
    """The party then is itself."""
    assert Registry([Party("a", "A", stands_for="gone")]).resolve("A") == "a"


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef"), max_size=6))
def test_following_always_ends(after: dict[str, str]) -> None:
    """At the party that is itself; tables that go round in a circle do not hang."""
    registry = Registry(Party(key, key.upper(), stands_for=after.get(key)) for key in "abcdef")
    for key in "abcdef":
        passed = [key]
        while (then := after.get(passed[-1])) is not None and then not in passed:
            passed.append(then)
        assert registry.successor(key) == passed[-1]
