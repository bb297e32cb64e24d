"""`no-process` tells apart what was not shown, what was not required, and what the source does not say."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from graphmodel.vocabulary import vocabulary
from tests.queries.smallcases import claim, denial, event, evidence, lasting, rows

EXPECTED: dict[str, Any] = {
    "flow": sha256(b"dds\x1fice\x1fphoto\x1f\x1fstaff-request\x1f").hexdigest()[:12],
    "from": "dds",
    "to": "ice",
    "data_type": "photo",
    "channel": "staff-request",
    "via": [],
    "finding": "no process shown, though required",
    "threshold_shown": "case-number",
    "threshold_required": "court-order",
    "standing": "documented",
    "first": "2020-03-01",
    "last": "2020-03-31",
    "count_words": "3 requests",
    "at_least": 3,
    "unit": "requests",
    "items": ["a:dds>ice:photo"],
    "documents": ["log"],
}


def one(**cells: str) -> dict[str, str]:
    """Three requests answered for a case number, where a court order was required."""
    plain = {
        "channel": "staff-request",
        "threshold_shown": "case-number",
        "threshold_required": "court-order",
        "count_words": "3 requests",
        "count_value": "3",
        "count_qualifier": "exactly",
        "count_unit": "requests",
    }
    return claim("a", "dds", "ice", "2020-03", **plain | cells)


def finding(**cells: str) -> str:
    (row,) = rows(evidence(one(**cells)), "no-process", judicial=True)
    return str(row["finding"])


def test_a_disclosure_without_the_process_that_was_required_as_worked_out_by_hand() -> None:
    assert rows(evidence(one()), "no-process") == [EXPECTED]


@pytest.mark.parametrize(
    ("shown", "required", "said"),
    [
        ("none", "court-order", "no process shown, though required"),
        ("agency-form", "administrative-subpoena", "no process shown, though required"),
        ("belief-of-illegal-activity", "none", "no process shown, none required"),
        ("consent", "case-number", "no process shown, none required"),
        ("none", "", "no process shown"),
        ("none", "unknown", "no process shown"),
        ("none", "***", "no process shown"),
        ("administrative-subpoena", "court-order", "shown, but not judicial"),
        ("unknown", "none", "something shown, not told what"),
        ("***", "none", "masked"),
        ("", "none", "not stated; no process required"),
        ("", "agency-form", "not stated; no process required"),
        ("", "judicial-warrant", "not stated; process required"),
        ("", "", "not stated"),
        ("", "unknown", "not stated"),
        ("judicial-subpoena", "none", "judicial process shown"),
        ("judicial-warrant", "", "judicial process shown"),
        ("court-order", "court-order", "judicial process shown"),
    ],
)
def test_what_was_shown_and_required_is_called_what_it_is(shown: str, required: str, said: str) -> None:
    """A form, a belief, a case number and consent are no process; blank and masked are not "none"."""
    assert finding(threshold_shown=shown, threshold_required=required) == said


def test_the_vocabulary_says_of_every_threshold_what_it_is_as_process() -> None:
    said = {term.id: term.extra["process"] for term in vocabulary("thresholds").values()}
    assert {each for each, process in said.items() if process == "judicial"} == {
        "judicial-subpoena",
        "judicial-warrant",
        "court-order",
    }
    assert {each for each, process in said.items() if process != "none"} == {
        "judicial-subpoena",
        "judicial-warrant",
        "court-order",
        "administrative-subpoena",
        "unknown",
    }


def test_judicial_process_is_left_out_unless_asked_for() -> None:
    case = evidence(one(threshold_shown="judicial-warrant"))
    assert rows(case, "no-process") == []
    assert [row["finding"] for row in rows(case, "no-process", judicial=True)] == ["judicial process shown"]


def test_one_flow_stands_once_for_each_pair_of_thresholds_the_most_telling_first() -> None:
    """Evidence that states the same shares a row; counts in it are not added."""
    case = evidence(
        one(threshold_shown="", threshold_required="") | {"claim_id": "b"},
        one(),
        one(basis="third", count_value="9", count_words="9", document="report")
        | {"claim_id": "c", "start": "2021"},
    )
    first, second = rows(case, "no-process")
    assert (first["items"], first["at_least"], first["standing"]) == (
        ["a:dds>ice:photo", "c:dds>ice:photo"],
        9,
        "documented",
    )
    assert (first["first"], first["last"], first["documents"]) == (
        "2020-03-01",
        "2021-12-31",
        ["log", "report"],
    )
    assert (second["items"], second["finding"]) == (["b:dds>ice:photo"], "not stated")


def test_only_what_was_disclosed_is_shown_and_access_where_the_floor_is_access() -> None:
    """Nor what the requester sent along: the threshold was for what was asked."""
    case = evidence(
        one(data_sent="home-address"),
        lasting("l", "dds", "ice", threshold_required="none"),
        claim("r", "dds", "ice", mode="refused"),
        claim("p", "dds", "ice", mode="planned"),
        claim("x", "dds", "", mode="context"),
        denial("d", "dds", "ice"),
        events=[event("e", "dds", "ice", mode="requested")],
    )
    assert [row["items"] for row in rows(case, "no-process")] == [["a:dds>ice:photo"]]
    assert [row["items"] for row in rows(case, "no-process", min_standing="available")] == [
        ["a:dds>ice:photo"],
        ["l:dds>ice:photo"],
    ]


def test_what_follows_from_a_joint_states_no_threshold() -> None:
    """Police say that the photo came from the office: nothing is said of what the police showed for it."""
    case = evidence(claim("a", "police", "ice", "2020", after="dds", threshold_shown="none"))
    assert [(row["from"], row["finding"]) for row in rows(case, "no-process")] == [
        ("police", "no process shown"),
        ("dds", "not stated"),
    ]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"from": "mva"}, 0),
        ({"to": "immigration-enforcement"}, 1),
        ({"data": "driver-record"}, 1),
        ({"data": "home-address"}, 0),
        ({"channel": "direct-login"}, 0),
        ({"source": "report"}, 0),
        ({"as_of": "2020-02"}, 0),
        ({"known_by": "2020"}, 0),
        ({"min_standing": "documented"}, 1),
    ],
    ids=str,
)
def test_every_filter_leaves_what_it_says(given: dict[str, str], left: int) -> None:
    assert len(rows(evidence(one()), "no-process", **given)) == left


def test_examplias_desk_once_showed_nothing_for_an_address() -> None:
    import datatrail

    found = datatrail.demo_case("examplia").rows("no-process", **{"from": "ex-wheels-desk"})
    assert [(row["finding"], row["threshold_shown"], row["items"]) for row in found] == [
        (
            "no process shown, none required",
            "case-number",
            ["EXQ-1:ex-wheels-desk>ex-borders-inquiry:home-address"],
        ),
        ("no process shown, none required", "none", ["EXQ-2:ex-wheels-desk>ex-borders-inquiry:home-address"]),
        ("no process shown, none required", "case-number", ["EXQ-4:ex-wheels-desk>ex-borders-inquiry:photo"]),
    ]
