"""Which items of evidence a rule touches: nothing stated contradicts it, and their times can meet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.dates import Span
from graphmodel.errors import InputError
from graphmodel.rules import Rule, read_rule
from graphmodel.scope import Scope
from tests.graphmodel.world import (
    AUTHORITIES,
    BOSTON,
    BROKER,
    CBP,
    DDS,
    DESK,
    DHS,
    ERO,
    GSP,
    ICE,
    MVA,
    OFFICES,
    OTHERS,
    STATE,
    claim,
    day,
    evidence,
    registry,
)

RULE: dict[str, Any] = {
    "id": "P1",
    "name": "The act",
    "effect": "bars",
    "holder": [DDS],
    "recipient": [ICE],
    "channel": ["staff-request"],
    "data_types": ["photo"],
    "purpose": ["immigration-enforcement"],
    "from": "2020",
    "to": "2022",
}
TOUCHED: dict[str, Any] = {
    "holder": [DDS],
    "recipient": [ICE],
    "channel": "staff-request",
    "data_types": ["photo"],
    "purpose": "immigration-enforcement",
    "start": "2021-05",
}


def touches(rule: dict[str, Any], item: dict[str, Any]) -> bool:
    """Whether a rule touches a claim, both given by what differs from the plain ones."""
    made = evidence(claim(**(TOUCHED | item)), Rule=[RULE | rule])
    (only,) = made.items
    return made.rules[0].touches(only, made.registry, made.types, made.purposes)


# what of the rule, what of the item → touched
TOUCHES: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "every field stated and the same": ({}, {}, True),
    "a rule about everything": (
        {
            "holder": [],
            "recipient": [],
            "channel": [],
            "data_types": [],
            "purpose": [],
            "from": None,
            "to": None,
        },
        {"holder": [BROKER], "recipient": [CBP], "start": None},
        True,
    ),
    # holder and recipient: wholes cover parts, either way
    "another holder": ({}, {"holder": [GSP]}, False),
    "a part of the holder": ({}, {"holder": [DESK]}, True),
    "the whole of the holder": ({"holder": [DESK]}, {}, True),
    "another recipient": ({}, {"recipient": [CBP]}, False),
    "a part of the recipient": ({}, {"recipient": [BOSTON]}, True),
    "the whole of the recipient": ({}, {"recipient": [DHS]}, True),
    "one of several recipients": ({"recipient": [CBP, ERO]}, {}, True),
    "none of several recipients": ({"recipient": [CBP, GSP]}, {}, False),
    "a rule about any holder": ({"holder": ["any"]}, {"holder": [BROKER]}, True),
    "a rule that names no holder": ({"holder": []}, {"holder": [BROKER]}, True),
    "a rule that names no recipient": ({"recipient": []}, {"recipient": [BROKER]}, True),
    # kinds
    "of the kind": ({"recipient": ["immigration-enforcement"]}, {}, True),
    "of another kind": ({"recipient": ["law-enforcement"]}, {}, False),
    "a whole with a part of the kind": (
        {"recipient": ["immigration-enforcement"]},
        {"recipient": [DHS]},
        True,
    ),
    "a part of one of the kind": ({"holder": ["driver-licensing"]}, {"holder": [DESK]}, True),
    "of the kind in the state": ({"holder": ["GA:driver-licensing"]}, {}, True),
    "of the kind in another state": ({"holder": ["GA:driver-licensing"]}, {"holder": [MVA]}, False),
    "of another kind in the state": ({"holder": ["GA:driver-licensing"]}, {"holder": [GSP]}, False),
    "a part, of the kind in the state": ({"holder": ["GA:driver-licensing"]}, {"holder": [DESK]}, True),
    # groups contradict nothing; a group that a rule names is itself, its named members, and their parts
    "a group as recipient": ({}, {"recipient": [OTHERS]}, True),
    "a group of another class as recipient": ({}, {"recipient": [OFFICES]}, True),
    "a group as holder": ({}, {"holder": [AUTHORITIES]}, True),
    "a rule about that group": ({"recipient": [OTHERS]}, {"recipient": [OTHERS]}, True),
    "a rule about another group": ({"recipient": [AUTHORITIES]}, {"recipient": [OTHERS]}, True),
    "a named member of the rule's group": ({"recipient": [OTHERS]}, {"recipient": [GSP]}, True),
    "no named member of the rule's group": ({"recipient": [OTHERS]}, {"recipient": [CBP]}, False),
    "no member at all is named": ({"recipient": [AUTHORITIES]}, {}, False),
    "a masked recipient": ({}, {"recipient": [], "masked": ["recipient:stars"]}, True),
    "a recipient that is not named": ({}, {"recipient": []}, True),
    "a holder that is not named": ({}, {"holder": []}, True),
    "a recipient that nobody knows": ({}, {"recipient": ["Springfield PD"]}, True),
    # the channel
    "another channel": ({}, {"channel": "message-switch"}, False),
    "an item that names no channel": ({}, {"channel": None}, True),
    "a rule that names no channel": ({"channel": []}, {"channel": "message-switch"}, True),
    "one of several channels": ({"channel": ["message-switch", "staff-request"]}, {}, True),
    "none of several channels": ({"channel": ["message-switch", "bulk-sale"]}, {}, False),
    # types that share a narrower one
    "a broader type": ({}, {"data_types": ["driver-record"]}, True),
    "a narrower type": ({"data_types": ["driver-record"]}, {}, True),
    "a type that shares a narrower one": (
        {"data_types": ["biometric"]},
        {"data_types": ["driver-record"]},
        True,
    ),
    "a type beside it": ({}, {"data_types": ["home-address"]}, False),
    "one of several types": ({"data_types": ["home-address", "photo"]}, {}, True),
    "an assumed type": ({}, {"data_types": ["home-address"], "payload": "assumed"}, True),
    "a rule about any type": ({"data_types": []}, {"data_types": ["home-address"]}, True),
    "a denial of no stated type": ({}, {"mode": "denied", "data_types": []}, True),
    # purposes
    "another purpose": ({}, {"purpose": "registry"}, False),
    "a narrower purpose": ({}, {"purpose": "civil-immigration-enforcement"}, True),
    "a broader purpose": ({"purpose": ["civil-immigration-enforcement"]}, {}, True),
    "one of several purposes": ({"purpose": ["registry", "immigration-enforcement"]}, {}, True),
    "an item that names no purpose": ({}, {"purpose": None}, True),
    "a rule for any purpose": ({"purpose": []}, {"purpose": "registry"}, True),
    # their times can meet
    "before it took effect": ({}, {"start": "2019-12-31"}, False),
    "on the day on which it took effect": ({}, {"start": "2020-01-01"}, True),
    "perhaps before it took effect": ({}, {"start": "2019-12-31..2020-01-01"}, True),
    "after it ended": ({}, {"start": "2023-01-01"}, False),
    "on the last day of it": ({}, {"start": "2022-12-31"}, True),
    "undated": ({}, {"start": None}, True),
    "a rule without an end": ({"to": None}, {"start": "2030"}, True),
    "a rule without a start": ({"from": None}, {"start": "1990"}, True),
    "standing into it": (
        {},
        {"time_kind": "standing", "start": "2015", "end": "2018", "end_kind": "seen"},
        True,
    ),
    "ended before it": (
        {},
        {"time_kind": "standing", "start": "2015", "end": "2018", "end_kind": "ended"},
        False,
    ),
    "begun after it": ({}, {"time_kind": "standing", "start": "2023", "end_kind": "unknown"}, False),
    # what it says, and of what
    "a permit touches too": ({"effect": "permits"}, {}, True),
    "none found touches too": ({"effect": "none-found"}, {}, True),
    "a partial rule touches too": ({"partial": True}, {}, True),
    "access": ({}, {"mode": "available"}, True),
    "a refusal": ({}, {"mode": "refused"}, True),
}


@pytest.mark.parametrize("name", TOUCHES)
def test_a_rule_touches_what_nothing_stated_contradicts(name: str) -> None:
    """Each field of a rule, one at a time, with everything else within it."""
    rule, item, expected = TOUCHES[name]
    assert touches(rule, item) is expected


FIELDS = ("holder", "recipient", "channel", "data_types", "purpose", "from", "to")


@given(st.sampled_from(sorted(TOUCHES)), st.sets(st.sampled_from(FIELDS)))
def test_a_rule_that_states_less_touches_more(name: str, dropped: set[str]) -> None:
    """An empty field of a rule is unlimited: what a rule touches, the same rule with less stated touches too."""
    rule, item, expected = TOUCHES[name]
    blank: dict[str, Any] = dict.fromkeys(dropped)
    assert touches(rule | blank, item) or not expected


def test_a_rule_is_read_whole() -> None:
    """Every column of a rule is kept, its scopes resolved and its dates read."""
    row = {
        "id": "P1",
        "name": "The act",
        "kind": "technical",
        "effect": "bars",
        "holder": ["GA:driver-licensing", "Georgia State Patrol"],
        "recipient": ["any"],
        "channel": ["message-switch", "bulk-sale"],
        "data_types": ["photo"],
        "partial": True,
        "purpose": ["registry"],
        "excepts_threshold": ["court-order"],
        "overrides": ["P2"],
        "from": "2020-03",
        "to": "2022",
        "document": "letter",
        "dataset": "made-up",
    }
    assert read_rule(row, registry()) == Rule(
        "P1",
        "The act",
        "technical",
        "bars",
        (Scope("GA:driver-licensing", kind="driver-licensing", state="GA"), Scope(GSP, party=GSP)),
        (Scope("any"),),
        ("message-switch", "bulk-sale"),
        ("photo",),
        True,
        ("registry",),
        ("court-order",),
        ("P2",),
        Span(day("2020-03-01"), day("2020-03-31")),
        Span(day("2022-01-01"), day("2022-12-31")),
        "letter",
        "made-up",
        row,
    )


def test_rules_are_told_apart_by_what_they_say() -> None:
    """Two rows that say the same are one rule, wherever they stand; with another effect they are two."""
    one, same, other = (
        read_rule(RULE | more, registry()) for more in ({"row": 2}, {"row": 3}, {"effect": "permits"})
    )
    assert one.record != same.record
    assert len({one, same, other}) == 2


def test_a_whole_that_is_not_listed_is_of_no_kind() -> None:
    """An agency that is part of one without a row is judged by those that have one."""
    row = {"id": "us-lone", "name": "Lone", "kind": "court", "part_of": "us-unlisted"}
    made = evidence(
        claim(holder=["us-lone"]),
        Agency=[row],
        Rule=[RULE | {"recipient": [], "holder": [kind]} for kind in ("court", "law-enforcement")],
    )
    (only,) = made.items
    plain = (made.registry, made.types, made.purposes)
    assert [rule.touches(replace(only, channel=""), *plain) for rule in made.rules] == [True, False]


def test_what_a_rule_does_not_state_is_unlimited() -> None:
    """A rule of an id alone is a rule on paper about everybody, at all times."""
    made = read_rule({"id": "P1"}, registry())
    assert (made.title, made.kind, made.effect, made.partial) == ("P1", "paper", "", False)
    assert (made.holders, made.recipients, made.channels, made.data_types) == ((), (), (), ())
    assert (made.purposes, made.excepts_threshold, made.overrides) == ((), (), ())
    assert (made.takes_effect, made.ends) == (Span(), Span())
    assert (made.document, made.dataset) == ("", "")


def test_a_rule_about_nobody_that_is_known_is_refused() -> None:
    """A scope cell that names neither a body nor a kind is an error, with the nearest names."""
    with pytest.raises(InputError, match="'us-ga-ddx' is no agency, group, kind of agency") as caught:
        read_rule({"id": "P1", "holder": ["us-ga-ddx"]}, registry())
    assert DDS in str(caught.value.hint)


def test_the_government_of_a_state_is_no_whole_of_its_bodies() -> None:
    """A rule about the government as a body covers its parts, and not every body of the state."""
    assert not touches({"holder": [STATE]}, {})
