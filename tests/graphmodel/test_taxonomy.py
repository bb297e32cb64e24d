"""Broader and narrower: kinds of data with several parents, and purposes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.projection import read_types
from graphmodel.taxonomy import Taxonomy
from tests.graphmodel.world import TYPES

KINDS = read_types(TYPES)


@pytest.mark.parametrize(
    ("term", "broader"),
    [
        ("photo", {"photo", "driver-record", "biometric", "personal-data"}),
        ("driver-record", {"driver-record", "personal-data"}),
        ("personal-data", {"personal-data"}),
        ("a kind that is not listed", {"a kind that is not listed"}),
        ("", {""}),
    ],
)
def test_a_term_and_every_broader_one(term: str, broader: set[str]) -> None:
    """A photo is part of a driver record and a biometric, and both are personal data."""
    assert KINDS.broader(term) == broader


@pytest.mark.parametrize(
    ("term", "narrower"),
    [
        ("personal-data", {row["id"] for row in TYPES}),
        ("biometric", {"biometric", "photo", "face-search-result", "probe-photo"}),
        ("driver-record", {"driver-record", "photo", "home-address"}),
        ("photo", {"photo"}),
        ("a kind that is not listed", {"a kind that is not listed"}),
    ],
)
def test_a_term_and_every_narrower_one(term: str, narrower: set[str]) -> None:
    """What a broader type includes, at any depth; what is made from it is no part of it."""
    assert KINDS.narrower(term) == narrower


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("photo", "photo", True),
        ("driver-record", "photo", True),
        ("photo", "driver-record", True),
        ("driver-record", "biometric", True),
        ("home-address", "biometric", False),
        ("photo", "home-address", False),
        ("photo", "face-search-result", False),
    ],
)
def test_types_that_share_a_narrower_one_meet(one: str, other: str, share: bool) -> None:
    """A driver record and a biometric have the photo in common."""
    assert KINDS.share_a_narrower(one, other) is share


def test_what_is_made_from_what_is_kept_apart() -> None:
    """A face search result is made from photos; a type that is made from nothing is not listed."""
    assert KINDS.made_from == {"face-search-result": ("photo",)}
    assert read_types(iter(TYPES)).made_from == KINDS.made_from
    assert "photo" in KINDS
    assert "plate" not in KINDS


def test_a_parent_that_is_not_listed_is_still_broader() -> None:
    """A broader term needs no row of its own to include what names it."""
    kinds = Taxonomy({"photo": ["picture"]})
    assert kinds.broader("photo") == {"photo", "picture"}
    assert kinds.narrower("picture") == {"picture", "photo"}


graphs = st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3), max_size=7)


@given(graphs)
def test_broader_and_narrower_are_each_others_other_side(parents: dict[int, list[int]]) -> None:
    """One term is narrower than another exactly if the other is broader than it; a circle ends."""
    kinds = Taxonomy({str(term): [str(above) for above in each] for term, each in parents.items()})
    for one in kinds.parents:
        assert one in kinds.broader(one)
        for above in kinds.parents[one]:
            assert kinds.broader(above) <= kinds.broader(one)
        for other in kinds.parents:
            assert (one in kinds.narrower(other)) == (other in kinds.broader(one))
            assert kinds.share_a_narrower(one, other) == kinds.share_a_narrower(other, one)
