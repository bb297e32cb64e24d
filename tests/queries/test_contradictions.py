"""`contradictions` holds against each other what cannot both be true, and says in what the rest differs."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Cells, claim, denial, event, evidence, lasting, rows
from tests.queries.test_trace_oracle import evidence_of

LETTER = {"channel": "staff-request"}
GONE = claim("a", "dds", "ice", "2020-03-01", **LETTER)
DENIED = denial("d", "dds", "ice", document="report", data_types="photo", start="2019", end="2020-05")
EXPECTED: dict[str, Any] = {
    "verdict": "contradicts",
    "kind": "denial",
    "differs_in": [],
    "why": "What is denied is what the other says went or was open: its recipient, kind of data, channel and time are "
    "all within the denial.",
    "from": "dds",
    "to": "ice",
    "data_type": "photo",
    "one": "d",
    "one_says": "denied",
    "one_channel": "staff-request",
    "one_count": None,
    "one_first": "2019-01-01",
    "one_last": "2019-12-31",
    "one_document": "report",
    "other": "a",
    "other_says": "disclosed",
    "other_channel": "staff-request",
    "other_count": None,
    "other_first": "2020-03-01",
    "other_last": "2020-03-01",
    "other_document": "log",
    "same_voice": False,
    "items": ["d:dds>ice:photo", "a:dds>ice:photo"],
    "documents": ["log", "report"],
}


def lasts(made: Cells) -> dict[str, str]:
    return {**made, "time_kind": "standing", "end_kind": "ended"}


def told(case: Evidence, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    return [
        tuple(row[column] for column in columns or ("verdict", "kind", "one", "other", "differs_in"))
        for row in rows(case, "contradictions", **given)
    ]


# --- denials ----------------------------------------------------------------------------------------------------


def test_a_denial_that_covers_what_went_contradicts_it_as_worked_out_by_hand() -> None:
    found = rows(evidence(GONE, lasts(DENIED)), "contradictions")
    assert found == [EXPECTED | {"one_last": "2020-05-31"}]


@pytest.mark.parametrize(
    ("item", "denied", "differs_in"),
    [
        ({"channel": "direct-login"}, {}, ["manner: channel"]),
        ({"channel": ""}, {}, ["manner: channel"]),
        ({}, {"channel": ""}, ["manner: channel"]),
        ({"recipient": "dhs"}, {}, ["scope: recipient"]),
        ({"recipient": "others"}, {}, ["scope: recipient"]),
        ({"data_types": "driver-record"}, {}, ["scope: data type"]),
        ({}, {"databases": "x"}, ["scope: database"]),
        ({}, {"purpose": "immigration-enforcement"}, ["scope: purpose"]),
        ({"start": "2020-06-02"}, {}, ["date"]),
        ({"start": "2018"}, {}, ["date"]),
        ({}, {"hedged": "y"}, ["hedge"]),
        (
            {"start": "2018", "channel": "direct-login"},
            {"databases": "x"},
            ["manner: channel", "scope: database", "date"],
        ),
        ({"recipient": "ero"}, {}, []),
        ({}, {"data_types": ""}, []),
        ({}, {"recipient": ""}, []),
        ({"mode": "available"}, {}, []),
    ],
    ids=str,
)
def test_a_denial_that_does_not_cover_it_says_in_what_it_differs(
    item: dict[str, str], denied: dict[str, str], differs_in: list[str]
) -> None:
    found = told(evidence({**GONE, **item}, lasts({**DENIED, **denied})))
    assert found == [("differs" if differs_in else "contradicts", "denial", "d", "a", differs_in)]


@pytest.mark.parametrize(
    ("item", "denied"),
    [
        ({"holder": "mva"}, {}),
        ({"recipient": "police"}, {}),
        ({"data_types": "home-address"}, {}),
        ({"mode": "requested"}, {}),
        ({"mode": "refused"}, {}),
        ({}, {"recipient": "***"}),
    ],
    ids=str,
)
def test_what_a_denial_does_not_touch_is_no_pair(item: dict[str, str], denied: dict[str, str]) -> None:
    assert told(evidence({**GONE, **item}, lasts({**DENIED, **denied}))) == []


def test_a_denial_speaks_for_the_parts_of_its_holder_and_no_part_for_the_whole() -> None:
    of_desk, of_office = ({**GONE, "holder": holder} for holder in ("desk", "dds"))
    denied = lasts({**DENIED, "holder": "desk"})
    assert told(evidence(of_desk, lasts(DENIED)), "verdict") == [("contradicts",)]
    assert told(evidence(of_office, denied), "verdict") == []


def test_what_contradicts_by_denial_is_what_is_contested() -> None:
    """On random cases: the same scope rules as the flag, no second reading of them."""
    contested = 0
    for seed in range(60):
        case = evidence_of(random_case(seed)[0])
        pairs = {
            (case.voice_of_claim[denial.claim], side(case, item))
            for item in case.items
            for denial in case.denials.against(item)
            if not (item.derived or item.sent)
        }
        assert pairs == {
            (row["one"], side(case, case.item[row["items"][-1]]))
            for row in rows(case, "contradictions")
            if (row["kind"], row["verdict"]) == ("denial", "contradicts")
        }
        contested += len(pairs)
    assert contested > 3


def side(case: Evidence, item: Item) -> str:
    """A statement, or the requests of one log and flow."""
    return f"{item.document} {item.key}" if item.kind == "request" else case.voice_of_claim[item.claim]


# --- pairs ------------------------------------------------------------------------------------------------------


def test_a_claim_of_two_kinds_of_data_is_one_pair_by_what_differs_least() -> None:
    both = {**GONE, "data_types": "photo;driver-record"}
    (row,) = rows(evidence(both, lasts(DENIED)), "contradictions")
    assert (row["verdict"], row["items"]) == ("contradicts", ["d:dds>ice:photo", "a:dds>ice:photo"])


def test_claims_that_hold_the_same_are_one_pair() -> None:
    again = {**GONE, "claim_id": "b", "same_as": "a"}
    (row,) = rows(evidence(GONE, again, lasts(DENIED)), "contradictions")
    assert row["items"] == ["d:dds>ice:photo", "a:dds>ice:photo", "b:dds>ice:photo"]


def test_a_log_is_one_record_and_its_requests_are_listed() -> None:
    asked = {"channel": "staff-request", "mode": "disclosed"}
    log = [event(name, "dds", "ice", "2020-02-01", answered="2020-03-01", **asked) for name in ("e1", "e2")]
    (row,) = rows(evidence(lasts(DENIED), events=log), "contradictions")
    assert (row["verdict"], row["items"][1:]) == ("contradicts", ["e1:dds>ice:photo", "e2:dds>ice:photo"])


def test_a_retelling_is_no_second_witness() -> None:
    retold = {"document": "retold", "title": "Retold", "repeats": "report"}
    claims = ({**GONE, "document": "retold"}, lasts(DENIED))
    assert told(evidence(*claims, documents=[retold]), "same_voice") == [(True,)]
    assert told(evidence(GONE, lasts(DENIED)), "same_voice") == [(False,)]
    assert told(evidence({**GONE, "document": "report"}, lasts(DENIED)), "same_voice") == [(True,)]


# --- counts -----------------------------------------------------------------------------------------------------


def count(name: str, number: str, **cells: str) -> dict[str, str]:
    """So many requests answered by letter in a year."""
    plain = {
        "start": "2018",
        "document": "report",
        "count_words": number,
        "count_value": number,
        "count_qualifier": "exactly",
        "count_unit": "requests",
        **LETTER,
    }
    return claim(name, "dds", "ice") | plain | cells


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, ("contradicts", [])),
        ({"count_qualifier": "up to"}, {}, ("contradicts", [])),
        ({"count_qualifier": "up to"}, {"count_qualifier": "more than"}, ("contradicts", [])),
        ({"count_qualifier": "more than"}, {}, None),
        ({"count_qualifier": "about"}, {}, None),
        ({"count_value": "42", "count_words": "42"}, {}, None),
        ({}, {"start": "2018-05"}, ("contradicts", [])),
        ({"start": "2018-05"}, {}, ("differs", ["date"])),
        ({}, {"start": "2019"}, ("differs", ["date"])),
        ({"start": ""}, {}, ("differs", ["date"])),
        ({"start": ""}, {"start": ""}, ("differs", ["date"])),
        ({"count_unit": "logins"}, {}, ("differs", ["unit"])),
        ({"count_kind": "rate"}, {}, ("differs", ["unit"])),
        ({"count_unit": "logins", "start": "2017"}, {}, ("differs", ["unit", "date"])),
        ({"channel": "direct-login"}, {}, ("differs", ["manner: channel"])),
        ({"channel": ""}, {}, ("differs", ["manner: channel"])),
        ({"recipient": "ero"}, {}, ("differs", ["scope: recipient"])),
        ({"holder": "desk"}, {}, ("differs", ["scope: holder"])),
        ({"data_types": "driver-record"}, {}, ("differs", ["scope: data type"])),
        ({"databases": "x"}, {}, ("differs", ["scope: database"])),
        ({"purpose": "immigration-enforcement"}, {}, ("differs", ["scope: purpose"])),
        ({"count_shared_with": "others"}, {}, ("contradicts", [])),
        ({}, {"count_shared_with": "others"}, None),
        ({"count_unit": "people"}, {}, None),
        ({"count_unit": "dollars"}, {"count_unit": "dollars"}, None),
        ({"count_value": "", "count_words": "a few", "count_qualifier": "words only"}, {}, None),
        ({"mode": "refused"}, {}, None),
        ({"recipient": "police"}, {}, None),
        ({"data_types": "home-address"}, {}, None),
        ({"holder": "mva"}, {}, None),
        ({"same_as": "b"}, {}, None),
    ],
    ids=str,
)
def test_two_counts_contradict_only_where_they_count_the_same(
    one: dict[str, str], other: dict[str, str], expected: tuple[str, list[str]] | None
) -> None:
    """14 and 42: of one thing both cannot be true; of all that differs it is said in what."""
    case = evidence(count("a", "14", **one), count("b", "42", **other))
    pairs = [] if expected is None else [(expected[0], "count", "a", "b", expected[1])]
    assert [row for row in told(case) if row[1] == "count"] == pairs


def test_which_of_two_counts_is_more_makes_no_difference() -> None:
    assert told(evidence(count("a", "42"), count("b", "14"))) == [("contradicts", "count", "a", "b", [])]
    assert told(evidence(count("a", "42", start="2018-05"), count("b", "14")), "verdict") == [
        ("contradicts",)
    ]


def test_what_is_denied_is_not_counted_and_a_log_does_not_contradict_itself() -> None:
    """Each row of a log is an exchange of its own, though it counts one."""
    denied = [
        lasts({**count(name, number), "mode": "denied", "end": "2019"}) for name, number in ("a1", "b2")
    ]
    log = [event(name, "dds", "ice", "2018", mode="disclosed", count="1", **LETTER) for name in ("e1", "e2")]
    assert told(evidence(*denied)) == []
    assert told(evidence(events=log)) == []


@pytest.mark.parametrize(
    ("said", "rows_of_log", "contradicts"),
    [
        ({}, {}, True),
        ({"count_qualifier": "nearly"}, {}, True),
        ({"count_qualifier": "more than"}, {}, False),
        ({"count_value": "3", "count_words": "3"}, {}, False),
        ({"start": "2018-01..2018-06"}, {}, False),
        ({"start": ""}, {}, False),
        ({"channel": "direct-login"}, {}, False),
        ({"recipient": "dhs"}, {}, True),
        ({"recipient": "hsi"}, {}, False),
        ({"data_types": "driver-record"}, {}, True),
        ({}, {"count_unit": "searches"}, False),
        ({}, {"mode": "refused"}, False),
        ({}, {"document": ""}, True),
    ],
    ids=str,
)
def test_a_log_with_more_than_a_statement_allows_contradicts_it(
    said: dict[str, str], rows_of_log: dict[str, str], contradicts: bool
) -> None:
    """Two requests said; three on record within that year, channel, recipient and kind of data."""
    cells = {"channel": "staff-request", "mode": "disclosed", "count": "1", **rows_of_log}
    log = [event(f"e{day}", "dds", "ice", "2018", answered=f"2018-0{day}-01", **cells) for day in (2, 5, 8)]
    found = told(evidence(count("a", "2", **said), events=log), "verdict", "kind", "one", "items")
    items = ["a:dds>" + said.get("recipient", "ice") + ":" + said.get("data_types", "photo")]
    listed = [*items, "e2:dds>ice:photo", "e5:dds>ice:photo", "e8:dds>ice:photo"]
    assert found == ([("contradicts", "count", "a", listed)] if contradicts else [])


# --- refusals ---------------------------------------------------------------------------------------------------


REFUSED = claim("r", "dds", "ice", "2019-01", mode="refused", document="report", end="2021", **LETTER)


@pytest.mark.parametrize(
    ("refusal", "item", "expected"),
    [
        ({}, {}, ("contradicts", [])),
        ({"mode": "blocked"}, {}, ("contradicts", [])),
        ({}, {"recipient": "ero"}, ("contradicts", [])),
        ({}, {"mode": "available"}, ("contradicts", [])),
        ({"time_kind": "event", "end": "", "end_kind": "", "start": "2020-03"}, {}, ("differs", ["request"])),
        ({}, {"start": "2019-01-15"}, ("differs", ["date"])),
        ({"start": "2020-03-01", "end": "2020-03-01"}, {}, ("contradicts", [])),
        ({"end_kind": "unknown", "end": ""}, {}, ("differs", ["date"])),
        ({}, {"channel": ""}, ("differs", ["manner: channel"])),
        ({"recipient": "ero"}, {}, ("differs", ["scope: recipient"])),
        ({}, {"channel": "direct-login"}, None),
        ({}, {"start": "2018"}, None),
        ({}, {"recipient": "police"}, None),
        ({}, {"mode": "requested"}, None),
        ({}, {"holder": "mva"}, None),
    ],
    ids=str,
)
def test_what_stands_refused_is_contradicted_only_by_what_surely_went_then(
    refusal: dict[str, str], item: dict[str, str], expected: tuple[str, list[str]] | None
) -> None:
    """A refusal is not a denial: one request refused and another answered can both be true."""
    case = evidence(lasts(REFUSED) | refusal, {**GONE, **item})
    assert told(case) == ([] if expected is None else [(expected[0], "refusal", "r", "a", expected[1])])


def test_access_that_surely_held_for_a_day_of_the_refusal_contradicts_it() -> None:
    access = lasting("l", "dds", "ice", "2018", end="2019-06-30", **LETTER)
    assert told(evidence(lasts(REFUSED), access), "verdict") == [("contradicts",)]
    access = lasting("l", "dds", "ice", "2018", end="2019-01-15", **LETTER)
    assert told(evidence(lasts(REFUSED), access), "verdict") == [("differs",)]


def test_a_log_of_refusals_and_answers_contradicts_nothing() -> None:
    """Each of its rows is a request of its own."""
    log = [
        event("e1", "dds", "ice", "2020", mode="refused", **LETTER),
        event("e2", "dds", "ice", "2020", mode="disclosed", **LETTER),
    ]
    assert told(evidence(events=log)) == []


# --- filters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({}, 1),
        ({"from": "mva"}, 0),
        ({"to": "ice"}, 1),
        ({"channel": "direct-login"}, 0),
        ({"data": "photo"}, 1),
        ({"source": ["log", "report"]}, 1),
        ({"source": "log"}, 0),
        ({"as_of": "2020-01"}, 0),
        ({"known_by": "2020-12"}, 0),
        ({"min_standing": "documented"}, 1),
    ],
    ids=str,
)
def test_both_sides_are_heard_and_one_at_least_is_what_was_asked_about(
    given: dict[str, Any], left: int
) -> None:
    """The denial names no recipient: what it is held against does."""
    case = evidence(GONE, lasts({**DENIED, "recipient": ""}))
    assert len(rows(case, "contradictions", **given)) == left


def test_examplias_denials_contradict_one_login() -> None:
    import datatrail

    found = told(datatrail.demo_case("examplia").evidence)
    assert found == [
        ("contradicts", "denial", "EX18-2", "EX18-1", []),
        ("differs", "denial", "EX18-2", "EX18-3", ["date"]),
        ("differs", "denial", "EX19-2", "EX19-1", ["manner: channel"]),
        ("differs", "denial", "EX19-3", "EX19-1", ["manner: channel"]),
        ("differs", "denial", "EX19-4", "EX19-1", ["hedge"]),
        ("differs", "count", "EX17-1", "EX17-2", ["manner: channel", "unit", "date"]),
    ]
