"""Whom a question or a rule is about, and which parties answer to that in full, possibly, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.registry import MASKED, Registry
from graphmodel.scope import Ends, Scope, ends, parse_scope
from tests.graphmodel.world import (
    AGENCIES,
    AUTHORITIES,
    BOSTON,
    BROKER,
    CBP,
    DDS,
    DESK,
    DHS,
    ERO,
    GROUPS,
    GSP,
    ICE,
    MD_PATROL,
    MVA,
    NLETS,
    OFFICES,
    OTHERS,
    STATE,
    registry,
)

PARTIES = registry()

# --- how a scope is written -----------------------------------------------------------------------------------

WRITTEN = [
    ("any", Scope("any")),
    (" any ", Scope("any")),
    (ICE, Scope(ICE, party=ICE)),
    ("ICE", Scope(ICE, party=ICE)),
    ("immigration and  customs enforcement", Scope(ICE, party=ICE)),
    (OTHERS, Scope(OTHERS, party=OTHERS)),
    ("Other agencies", Scope(OTHERS, party=OTHERS)),
    ("driver-licensing", Scope("driver-licensing", kind="driver-licensing")),
    ("GA:driver-licensing", Scope("GA:driver-licensing", kind="driver-licensing", state="GA")),
    ("ga:driver-licensing", Scope("GA:driver-licensing", kind="driver-licensing", state="GA")),
    # a state of the vocabulary that no body here belongs to
    ("VT:driver-licensing", Scope("VT:driver-licensing", kind="driver-licensing", state="VT")),
    # a kind that no body here has
    ("court", Scope("court", kind="court")),
]


@pytest.mark.parametrize(("text", "scope"), WRITTEN)
def test_a_scope_is_an_agency_a_kind_a_kind_in_a_state_or_any(text: str, scope: Scope) -> None:
    """Ids, names and aliases are an agency or group; a kind may be narrowed to one state; `any` is everybody."""
    assert parse_scope(text, PARTIES) == scope
    assert parse_scope(text, PARTIES).is_any == (text.strip() == "any")


def test_a_made_up_state_is_known_by_its_bodies() -> None:
    """The state of a kind is whatever the bodies of the case belong to; the vocabulary need not have it."""
    parties = Registry.from_records(
        [{"id": "us-zz-dmv", "name": "ZZ DMV", "kind": "driver-licensing", "state": "ZZ"}], []
    )
    assert ends(parse_scope("zz:driver-licensing", parties), parties).full == {"us-zz-dmv"}


def test_a_name_comes_before_a_kind() -> None:
    """A body whose name is that of a kind is that body."""
    parties = Registry.from_records([{"id": "us-court", "name": "Court"}], [])
    assert parse_scope("court", parties) == Scope("us-court", party="us-court")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("us-icee", f"did you mean {ICE}"),
        ("Georgia State Patrl", "did you mean Georgia State Patrol"),
        ("Georgia DDS ofice", "did you mean Georgia DDS office"),
        ("driver-licencing", "did you mean driver-licensing"),
        ("GA:driver-licencing", "did you mean driver-licensing"),
        ("licensing ofices", "did you mean licensing offices"),
        ("xyzzy", "see `datatrail query flows`, or write GA:driver-licensing"),
        ("", "see `datatrail query flows`, or write GA:driver-licensing"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(text: str, hint: str) -> None:
    """What is neither a body nor a kind is refused, as it was written, with what may have been meant."""
    with pytest.raises(InputError, match="is no agency") as caught:
        parse_scope(text, PARTIES)
    assert caught.value.message == f"{text!r} is no agency, group, kind of agency, or kind in a state"
    assert str(caught.value.hint).startswith(hint)
    assert str(caught.value.hint).endswith(("?", "GA:driver-licensing"))


def test_nobody_answers_to_a_kind_in_a_state_without_bodies() -> None:
    """A state that no body belongs to is nobody's, and whoever asks has to look at that."""
    assert ends(parse_scope("XX:driver-licensing", PARTIES), PARTIES) == Ends(frozenset(), frozenset())


def test_a_states_initials_are_understood_only_where_somebody_asks() -> None:
    """ "MVA" in a record is a guess and resolves to nobody; somebody who asks for it means the one that there is."""
    assert PARTIES.resolve("MVA") is None
    assert parse_scope("MVA", PARTIES) == Scope(MVA, party=MVA)


# --- who answers ----------------------------------------------------------------------------------------------

EVERY_AGENCY = {row["id"] for row in AGENCIES}
EVERY_GROUP = {row["id"] for row in GROUPS}

# scope → in full, possibly, with --exact
ANSWERS: dict[str, tuple[set[str], set[str], set[str]]] = {
    ICE: ({ICE, ERO, BOSTON}, {DHS}, {ICE}),
    ERO: ({ERO, BOSTON}, {ICE, DHS}, {ERO}),
    BOSTON: ({BOSTON}, {ERO, ICE, DHS}, {BOSTON}),
    DHS: ({DHS, ICE, ERO, BOSTON, CBP}, set(), {DHS}),
    DDS: ({DDS, DESK}, set(), {DDS}),
    BROKER: ({BROKER}, set(), {BROKER}),
    # a group answers possibly where a member answers in full
    GSP: ({GSP}, {OTHERS}, {GSP}),
    MVA: ({MVA}, {OFFICES}, {MVA}),
    # a group asked for by name is itself, and nobody that it may hold
    OTHERS: ({OTHERS}, set(), {OTHERS}),
    AUTHORITIES: ({AUTHORITIES}, set(), {AUTHORITIES}),
    # by kind: agencies of that kind, not their parts of another; their wholes; groups of that class
    "driver-licensing": ({DDS, MVA}, {OFFICES}, {DDS, MVA}),
    "immigration-enforcement": ({ICE, ERO, BOSTON, CBP}, {DHS, AUTHORITIES}, {ICE, ERO, BOSTON, CBP}),
    "law-enforcement": ({GSP, MD_PATROL}, {OTHERS}, {GSP, MD_PATROL}),
    "state-government": ({DESK}, {DDS}, {DESK}),
    "court": (set(), set(), set()),
    # by kind in one state: groups of that class do not answer, groups with a member do
    "GA:driver-licensing": ({DDS}, set(), {DDS}),
    "MD:driver-licensing": ({MVA}, {OFFICES}, {MVA}),
    "GA:law-enforcement": ({GSP}, {OTHERS}, {GSP}),
    "GA:immigration-enforcement": (set(), set(), set()),
    "VT:driver-licensing": (set(), set(), set()),
    # any: everybody, a masked party too
    "any": (EVERY_AGENCY | EVERY_GROUP | {MASKED}, set(), EVERY_AGENCY),
}


@pytest.mark.parametrize("text", ANSWERS)
def test_who_answers_to_an_end_is_as_worked_out_by_hand(text: str) -> None:
    """In full, possibly and exactly: parts, wholes, groups with a member, groups of a class, and nobody else."""
    full, possible, exact = ANSWERS[text]
    scope = parse_scope(text, PARTIES)
    assert ends(scope, PARTIES) == Ends(frozenset(full), frozenset(possible))
    assert ends(scope, PARTIES, exact=True) == Ends(frozenset(exact), frozenset())


def test_an_end_holds_whoever_answers_in_full_or_possibly() -> None:
    """A party is in an end if it answers at all."""
    asked = ends(parse_scope(ICE, PARTIES), PARTIES)
    assert [party in asked for party in (ICE, ERO, DHS, CBP, NLETS)] == [True, True, True, False, False]


def test_a_masked_party_answers_only_to_any() -> None:
    """Who is hidden under a mask may be anybody, and is nobody in particular."""
    for text in ANSWERS:
        assert (MASKED in ends(parse_scope(text, PARTIES), PARTIES)) == (text == "any")


@given(st.sampled_from(sorted(ANSWERS)))
def test_exact_asks_for_no_more(text: str) -> None:
    """Whoever answers exactly answers in full, and nobody answers both in full and only possibly."""
    scope = parse_scope(text, PARTIES)
    asked, exact = ends(scope, PARTIES), ends(scope, PARTIES, exact=True)
    assert exact.full <= asked.full
    assert not exact.possible
    assert asked.full.isdisjoint(asked.possible)


def test_a_whole_answers_in_full_where_it_is_of_the_kind_itself() -> None:
    """ICE is the whole of ERO, and is immigration enforcement of its own: that counts more."""
    asked = ends(parse_scope("immigration-enforcement", PARTIES), PARTIES)
    assert ICE in asked.full
    assert ICE not in asked.possible
    assert STATE not in asked
