"""`outcomes` answers as worked out by hand: whose answers, by channel, threshold and unit, and how fast."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from tests.queries.smallcases import Cells, claim, denial, event, evidence, rows

ASKED = {
    "channel": "staff-request",
    "threshold_required": "case-number",
    "threshold_shown": "none",
    "count": "1",
}
#: Answered after ten days and after four; refused after at most nineteen; not answered.
LOG: tuple[Cells, ...] = (
    event("e1", "dds", "ice", "2020-01-01", answered="2020-01-11", mode="disclosed", **ASKED),
    event("e2", "dds", "ice", "2020-02-01", answered="2020-02-05", mode="disclosed", **ASKED),
    event("e3", "dds", "ice", "2020-03", answered="2020-03-20", mode="refused", **ASKED),
    event("e4", "dds", "ice", "2020-04-01", mode="requested", **ASKED | {"threshold_shown": ""}),
)
TOLD = claim(
    "c",
    "dds",
    "ice",
    "2020",
    channel="staff-request",
    document="report",
    count_words="over 10",
    count_value="10",
    count_qualifier="more than",
    count_unit="requests",
)
BLANK: dict[str, Any] = {
    "group": "dds",
    "channel": "staff-request",
    "threshold_required": "case-number",
    "threshold_shown": "none",
    "unit": "requests",
    "documents": ["log"],
    "days_least": None,
    "days_most": None,
    "median_days": None,
    "median_of": 0,
    "timed": 0,
}
EXPECTED: list[dict[str, Any]] = [
    BLANK
    | {
        "threshold_required": None,
        "threshold_shown": None,
        "outcome": "disclosed",
        "told": 1,
        "at_least": 11,
        "count_words": "over 10 requests",
        "share": None,
        "items": ["c:dds>ice:photo"],
        "documents": ["report"],
    },
    BLANK
    | {
        "threshold_shown": None,
        "outcome": "requested",
        "told": 1,
        "at_least": 1,
        "count_words": "1 requests",
        "share": "1 of 1",
        "items": ["e4:dds>ice:photo"],
    },
    BLANK
    | {
        "outcome": "disclosed",
        "told": 2,
        "at_least": 2,
        "count_words": "1 requests",
        "share": "2 of 3",
        "timed": 2,
        "days_least": 4,
        "days_most": 10,
        "median_days": 7,
        "median_of": 2,
        "items": ["e1:dds>ice:photo", "e2:dds>ice:photo"],
    },
    BLANK
    | {
        "outcome": "refused",
        "told": 1,
        "at_least": 1,
        "count_words": "1 requests",
        "share": "1 of 3",
        "timed": 1,
        "days_least": 0,
        "days_most": 19,
        "items": ["e3:dds>ice:photo"],
    },
]


def case(*claims: Cells, log: tuple[Cells, ...] = LOG) -> Evidence:
    return evidence(*(claims or (TOLD,)), events=log)


def changed(number: int, **cells: str) -> tuple[Cells, ...]:
    """The log with some cells of one row changed."""
    return tuple({**row, **cells} if at == number else row for at, row in enumerate(LOG))


def by_outcome(found: list[dict[str, Any]], outcome: str, column: str) -> list[Any]:
    return [row[column] for row in found if row["outcome"] == outcome]


def test_a_log_and_a_statement_are_rows_of_their_own_as_worked_out_by_hand() -> None:
    """What the statement counts is not added to the log's; the share is of the three that showed the same."""
    assert rows(case(), "outcomes") == EXPECTED


@pytest.mark.parametrize(
    ("cells", "column", "disclosed"),
    [
        ({"count": "5"}, "share", ["6 of 7"]),
        ({"count_unit": "searches"}, "share", ["1 of 2", "1 of 1"]),
        ({"answered": "2020-01"}, "median_days", [4]),
        ({"answered": "2020-01"}, "days_most", [30]),
        ({"answered": "2020-01"}, "days_least", [0]),
        ({"answered": "2020-01-11.."}, "days_most", [None]),
        ({"answered": ""}, "timed", [1]),
        ({"asked": "***"}, "timed", [1]),
        ({"threshold_shown": "***"}, "threshold_shown", ["masked", "none"]),
        ({"threshold_shown": ""}, "threshold_shown", [None, "none"]),
        ({"holder": "mva"}, "group", ["dds", "mva"]),
        ({"mode": "***"}, "told", [1]),
        ({"document": "report"}, "told", [1]),
    ],
    ids=str,
)
def test_a_changed_row_of_the_log_changes_what_it_should(
    cells: dict[str, str], column: str, disclosed: list[Any]
) -> None:
    """Units and thresholds stay apart; what is dated roughly times roughly; masked is not blank."""
    found = rows(case(log=changed(0, **cells)), "outcomes", source="log")
    assert by_outcome(found, "disclosed", column) == disclosed


def test_a_masked_mode_is_an_outcome_of_its_own() -> None:
    found = rows(case(log=changed(0, mode="***")), "outcomes")
    assert by_outcome(found, "masked", "items") == [["e1:dds>ice:photo"]]


def test_rows_of_one_log_are_added_and_two_logs_are_not() -> None:
    """Two documents may list the same requests: of them the larger counts."""
    log = (*LOG[:2], {**LOG[0], "request_id": "e5", "document": "report", "count": "3"})
    assert by_outcome(rows(case(log=log), "outcomes"), "disclosed", "at_least") == [11, 3]
    log = (*LOG[:2], {**LOG[0], "request_id": "e5", "count": "3"})
    assert by_outcome(rows(case(log=log), "outcomes"), "disclosed", "at_least") == [11, 5]


def test_one_request_for_two_kinds_of_data_is_one_request() -> None:
    log = changed(0, data_types="photo;home-address")
    assert by_outcome(rows(case(log=log), "outcomes"), "disclosed", "told") == [1, 2]
    assert by_outcome(rows(case(log=log), "outcomes"), "disclosed", "at_least") == [11, 2]


def test_claims_that_hold_the_same_are_told_once() -> None:
    again = {**TOLD, "claim_id": "d", "same_as": "c"}
    assert by_outcome(rows(case(TOLD, again), "outcomes"), "disclosed", "told") == [1, 2]


def test_a_shared_count_proves_nothing_of_the_part() -> None:
    shared = {**TOLD, "count_shared_with": "others"}
    found = rows(case(shared), "outcomes")
    assert by_outcome(found, "disclosed", "at_least") == [None, 2]
    assert (
        by_outcome(found, "disclosed", "count_words")[0] == "some of over 10 requests (with other agencies)"
    )


def test_a_request_made_of_two_holders_proves_nothing_of_either() -> None:
    log = changed(0, holder="dds;mva")
    assert by_outcome(rows(case(log=log), "outcomes", source="log"), "disclosed", "at_least") == [1, None]


def test_a_statement_beside_the_rows_of_a_log_leaves_no_share() -> None:
    """What it counts may be the same requests."""
    said = {**TOLD, "threshold_required": "case-number", "threshold_shown": "none"}
    found = rows(case(said), "outcomes")
    assert by_outcome(found, "disclosed", "share") == [None]
    assert by_outcome(found, "disclosed", "at_least") == [11]
    assert by_outcome(found, "refused", "share") == [None]


def test_a_denial_a_plan_and_what_was_sent_along_are_no_outcomes() -> None:
    """A derived item is told in the same breath as the one that it follows from."""
    claims = (
        denial("d", "dds", "ice"),
        claim("p", "dds", "ice", "2020", mode="planned"),
        claim("s", "dds", "ice", "2020", data_sent="photo", data_types="home-address"),
        claim("j", "police", "ice", "2020", after="dds"),
    )
    found = rows(evidence(*claims), "outcomes")
    assert [row["items"] for row in found] == [["s:dds>ice:home-address"], ["j:police>ice:photo"]]


def test_a_request_that_was_answered_with_nothing_held_is_an_outcome() -> None:
    found = rows(case(log=changed(0, mode="context")), "outcomes")
    assert by_outcome(found, "context", "told") == [1]


@pytest.mark.parametrize(
    ("by", "expected"), [("holder", {"dds", "mva"}), ("state", {"GA", "MD"}), ("recipient", {"ice"})]
)
def test_rows_are_of_holders_states_or_recipients(by: str, expected: set[str]) -> None:
    found = rows(evidence(claim("a", "dds", "ice"), claim("b", "mva", "ice")), "outcomes", by=by)
    assert {row["group"] for row in found} == expected


def test_a_group_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="--by 'stat' is not known") as error:
        rows(case(), "outcomes", by="stat")
    assert error.value.hint == "did you mean state?"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"to": "hsi"}, 0),
        ({"from": "GA:driver-licensing"}, 5),
        ({"channel": "direct-login"}, 0),
        ({"data": "home-address"}, 0),
        ({"source": "report"}, 1),
        ({"min_standing": "documented"}, 3),
        ({"as_of": "2020-01-15"}, 2),
        ({"known_by": "2020-12-31"}, 1),
    ],
    ids=str,
)
def test_every_filter_leaves_what_it_says(given: dict[str, str], told: int) -> None:
    assert sum(row["told"] for row in rows(case(), "outcomes", **given)) == told


def test_examplias_desk_answered_three_of_five_and_two_showed_nothing() -> None:
    """The log of plant 44: in four days at the least, seven at the most; one refused in two; one open."""
    import datatrail

    found = datatrail.demo_case("examplia").rows("outcomes", **{"from": "ex-wheels-desk"})
    told = [
        (row["outcome"], row["threshold_shown"], row["share"], row["days_least"], row["days_most"])
        for row in found
    ]
    assert told == [
        ("requested", None, "1 of 1", None, None),
        ("disclosed", "case-number", "2 of 2", 4, 4),
        ("disclosed", "none", "1 of 2", 7, 7),
        ("refused", "none", "1 of 2", 2, 2),
    ]
