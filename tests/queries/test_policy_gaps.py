"""`policy-gaps` shows what went although barred, and keeps apart what may not have been."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from tests.queries.smallcases import Cells, claim, evidence, lasting, rows

LOGIN = {"channel": "direct-login"}
BAR: Cells = {
    "rule_id": "bar",
    "title": "A bar",
    "document": "letter",
    "kind": "paper",
    "effect": "bars",
    "holder": "dds",
    "recipient": "immigration-enforcement",
    "channel": "direct-login",
    "data_types": "driver-record",
    "from": "2020-01-01",
}
GONE = claim(
    "a",
    "dds",
    "ice",
    "2020-03",
    document="report",
    count_words="3 logins",
    count_value="3",
    count_qualifier="exactly",
    count_unit="logins",
    **LOGIN,
)
EXPECTED: dict[str, Any] = {
    "rule": "bar",
    "title": "A bar",
    "kind": "paper",
    "in_force": "2020-01-01",
    "until": None,
    "flow": sha256(b"dds\x1fice\x1fphoto\x1f\x1fdirect-login\x1f").hexdigest()[:12],
    "from": "dds",
    "to": "ice",
    "data_type": "photo",
    "channel": "direct-login",
    "via": [],
    "verdict": "holds",
    "why": None,
    "standing": "documented",
    "since": "2020-03-01",
    "by": "2020-03-31",
    "last": "2020-03-31",
    "unit": "logins",
    "at_least": 3,
    "count_words": "3 logins",
    "items": ["a:dds>ice:photo"],
    "documents": ["report"],
    "rule_document": "letter",
}
NOT_SHOWN = "it is not shown that its {} is of those that the rule names"
EXCEPTED = "the rule has exceptions, and what was shown is not known"
NOT_IN_FORCE = "it is not certain that the rule was in force then"


def case(*rules: Cells, **cells: str) -> Evidence:
    """Three logins two months after the bar took effect."""
    return evidence({**GONE, **cells}, rules=rules or (BAR,))


def verdicts(found: Evidence, **given: Any) -> list[tuple[str, str | None]]:
    return [(row["verdict"], row["why"]) for row in rows(found, "policy-gaps", **given)]


def test_what_went_after_the_bar_took_effect_as_worked_out_by_hand() -> None:
    assert rows(case(), "policy-gaps") == [EXPECTED]


@pytest.mark.parametrize(
    ("item", "bar", "verdict", "why"),
    [
        ({"hedged": "y"}, {}, "possible", None),
        ({"one_of": "y", "recipient": "ice;ero"}, {}, "possible", None),
        ({"start": "***"}, {"from": ""}, "possible", None),
        ({"data_types": "***"}, {"data_types": ""}, "possible", None),
        ({"recipient": "ero"}, {}, "holds", None),
        ({"holder": "desk"}, {}, "holds", None),
        ({}, {"kind": "technical"}, "holds", None),
        ({}, {"from": ""}, "holds", None),
        ({"channel": ""}, {}, "cannot tell", NOT_SHOWN.format("channel")),
        ({"payload": "assumed"}, {}, "cannot tell", NOT_SHOWN.format("kind of data")),
        ({"recipient": "dhs"}, {}, "cannot tell", NOT_SHOWN.format("recipient")),
        ({}, {"partial": "y"}, "cannot tell", "the rule covers only some of what it names"),
        ({}, {"excepts_threshold": "court-order"}, "cannot tell", EXCEPTED),
        ({"threshold_shown": "none"}, {"excepts_threshold": "court-order"}, "holds", None),
        ({"threshold_shown": "court-order"}, {"excepts_threshold": "court-order"}, None, None),
        ({"start": "2019-12..2020-01"}, {}, "cannot tell", NOT_IN_FORCE),
        ({"start": "2019-12-31"}, {}, None, None),
        ({"channel": "staff-request"}, {}, None, None),
        ({}, {"effect": "permits"}, None, None),
        ({}, {"effect": "none-found"}, None, None),
        ({}, {"to": "2020-02"}, None, None),
        ({"mode": "refused"}, {}, None, None),
        ({"mode": "planned"}, {}, None, None),
    ],
    ids=str,
)
def test_a_gap_holds_only_where_the_bar_surely_fell_on_something_plainly_told(
    item: dict[str, str], bar: dict[str, str], verdict: str | None, why: str | None
) -> None:
    """What cannot be told is shown only when asked for, with why; what is permitted never."""
    found = case({**BAR, **bar}, **item)
    every = list(dict.fromkeys(verdicts(found, cannot_tell=True)))
    assert every == ([] if verdict is None else [(verdict, why)])
    assert set(verdicts(found)) == {each for each in every if each[0] != "cannot tell"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"start": "2019", "end": "2020-06-30", "end_kind": "seen"}, ("holds", "2020-01-01", "2020-01-01")),
        ({"start": "2019", "end": "2020-01-01", "end_kind": "seen"}, ("holds", "2020-01-01", "2020-01-01")),
        (
            {"start": "2019", "end": "2019-12-31", "end_kind": "seen"},
            ("cannot tell", "2020-01-01", "2020-01-01"),
        ),
        ({"start": "2019", "end": "2020-03-01", "end_kind": "ended"}, ("holds", "2020-01-01", "2020-01-01")),
        ({"start": "", "end": "2020-06-30", "end_kind": "seen"}, ("holds", "2020-01-01", "2020-06-30")),
        ({"start": "", "end": "2020-06", "end_kind": "seen"}, ("holds", "2020-01-01", "2020-06-30")),
        (
            {"start": "2019-05-05", "end": "", "end_kind": "unknown"},
            ("cannot tell", "2020-01-01", "2020-01-01"),
        ),
        ({"start": "2020-02", "end": "2020-06", "end_kind": "ended"}, ("holds", "2020-02-01", "2020-02-29")),
    ],
    ids=str,
)
def test_what_stood_before_the_bar_is_a_gap_from_its_day_on_if_it_surely_stood_then(
    cells: dict[str, str], expected: tuple[str, str, str]
) -> None:
    """Seen in force, it surely stood in force; of what may have ended before, it cannot be told."""
    found = case(time_kind="standing", document="log", **cells)
    shown = [
        (row["verdict"], row["since"], row["by"]) for row in rows(found, "policy-gaps", cannot_tell=True)
    ]
    assert shown == [expected]
    assert len(rows(found, "policy-gaps")) == (expected[0] == "holds")


def test_access_is_a_gap_only_where_the_floor_is_access_and_then_possible() -> None:
    found = evidence(lasting("l", "dds", "ice", "2019", **LOGIN), rules=[BAR])
    assert verdicts(found) == []
    assert verdicts(found, min_standing="available") == [("possible", None)]


def test_the_surest_stand_first_and_then_what_is_least_open() -> None:
    claims = (
        GONE,
        {**GONE, "claim_id": "b", "hedged": "y"},
        {**GONE, "claim_id": "c", "channel": "", "payload": "assumed"},
        {**GONE, "claim_id": "e", "channel": ""},
    )
    found = rows(evidence(*claims, rules=[BAR]), "policy-gaps", cannot_tell=True)
    assert [row["items"] for row in found] == [[f"{claim}:dds>ice:photo"] for claim in "abec"]


def test_items_of_one_flow_share_a_row_and_each_bar_has_its_own() -> None:
    log = {
        **GONE,
        "claim_id": "b",
        "count_value": "9",
        "count_words": "9",
        "basis": "third",
        "start": "2020-02-01",
    }
    again = {**BAR, "rule_id": "stop", "kind": "technical"}
    found = rows(evidence(GONE, log, rules=[BAR, again]), "policy-gaps")
    told = [
        (row["rule"], row["kind"], row["at_least"], row["since"], row["by"], row["standing"]) for row in found
    ]
    assert told == [
        ("bar", "paper", 9, "2020-02-01", "2020-02-01", "documented"),
        ("stop", "technical", 9, "2020-02-01", "2020-02-01", "documented"),
    ]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"rule": "bar"}, 1),
        ({"rule": "other"}, 0),
        ({"from": "mva"}, 0),
        ({"to": "immigration-enforcement"}, 1),
        ({"data": "home-address"}, 0),
        ({"channel": "staff-request"}, 0),
        ({"source": "log"}, 0),
        ({"as_of": "2020-02"}, 0),
        ({"known_by": "2020-05"}, 0),
        ({"known_by": "2020-06"}, 1),
        ({"min_standing": "available"}, 1),
    ],
    ids=str,
)
def test_every_filter_leaves_what_it_says(given: dict[str, str], left: int) -> None:
    other = {**BAR, "rule_id": "other", "holder": "mva"}
    assert len(rows(case(BAR, other), "policy-gaps", **given)) == left


def test_a_rule_that_is_no_bar_of_the_case_is_refused() -> None:
    with pytest.raises(InputError, match="'bra' is no bar of this case") as error:
        rows(case(), "policy-gaps", rule="bra")
    assert error.value.hint == "did you mean bar?"
    with pytest.raises(InputError) as error:
        rows(case({**BAR, "effect": "permits"}), "policy-gaps", rule="x")
    assert error.value.hint == "bars: the case has none"


def test_examplias_acts_were_broken_once_each() -> None:
    """Plant 09: a login and an address within a bar; by letter a partial rule cannot tell; half a year before, nothing."""
    import datatrail

    case = datatrail.demo_case("examplia")
    told = [(row["rule"], row["verdict"], row["items"]) for row in case.rows("policy-gaps", cannot_tell=True)]
    assert told[0] == ("EXR1", "holds", ["EX09-1:ex-wheels-fen>ex-borders:photo"])
    assert ("EXR4", "cannot tell", ["EX09-2:ex-wheels-fen>ex-borders:photo"]) in told
    assert ("EXR5", "holds", ["EX09-4:ex-wheels-fen>ex-borders:home-address"]) in told
    assert [row["rule"] for row in case.rows("policy-gaps")] == ["EXR1", "EXR5"]
