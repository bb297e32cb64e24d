"""The letter for a missing record says what the case says, and leaves the rest blank."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.briefing.requesting import request_data
from tests.queries.smallcases import claim, coverage, evidence, rows
from viz.request import DraftedRequest

LAW = {
    "rule_id": "records-law",
    "document": "log",
    "title": "Examplia Open Records Act",
    "instrument": "statute",
    "effect": "requires",
    "holder": "GA:driver-licensing",
}
ASKED = claim("asked", "dds", "ice", "2019-03", mode="requested", channel="staff-request", locator="p. 4")


def drafted(case: Evidence, **options: Any) -> dict[str, Any]:
    """The request for the first gap of a case."""
    return request_data(case, rows(case, "gaps", **options)[0]["gap"], options)


def letter(case: Evidence) -> str:
    (only,) = drafted(case)["letters"]
    return str(only["text"])


def test_the_letter_names_holder_record_and_days() -> None:
    text = letter(evidence(ASKED))
    assert "\nDDS of Georgia\n" in text
    assert (
        "1. the requests by ICE for licence or ID photo (request to the holder's staff; March 2019)" in text
    )
    assert "Period: 1 March 2019 to 31 March 2019." in text


def test_what_the_case_does_not_say_is_blank() -> None:
    """The law, the address, the sender, and days that are open."""
    text = letter(evidence(ASKED | {"start": ""}))
    for blank in (
        "[the public records law that applies to you]",
        "[Address]",
        "[Name]",
        "[first day] to [last day]",
    ):
        assert blank in text


def test_a_rule_that_is_a_law_on_public_records_is_named_to_whom_it_binds() -> None:
    """Georgia's law in a letter to Georgia; not in one to Maryland, nor a law of anybody's."""
    assert "Under Examplia Open Records Act, I ask" in letter(evidence(ASKED, rules=[LAW]))
    elsewhere = evidence(ASKED | {"holder": "mva"}, rules=[LAW])
    assert "Under [the public records law" in letter(elsewhere)
    assert "Under [the public records law" in letter(evidence(ASKED, rules=[LAW | {"holder": ""}]))
    assert "Under [the public records law" in letter(evidence(ASKED, rules=[LAW | {"title": "Licence Act"}]))


def test_reports_that_a_rule_asks_of_the_holder_are_told() -> None:
    reports = LAW | {"rule_id": "r", "title": "Yearly reports", "effect": "reports"}
    assert drafted(evidence(ASKED, rules=[reports]))["reported"] == ["Yearly reports, statute"]
    assert drafted(evidence(ASKED, rules=[reports | {"holder": "mva"}]))["reported"] == []


def test_what_is_said_and_what_it_would_settle_stand_below() -> None:
    request = drafted(evidence(ASKED))
    assert request["verdicts"] == 1
    assert request["if_so"] == [
        {"office": "GA", "before": "unknown", "after": "holds", "data": ["licence or ID photo"]}
    ]
    (said,) = request["says"]
    assert "the answer is not known" in said["text"]
    assert said["cited"] == "A log, p. 4"


def test_days_of_records_held_in_part_are_left_blank() -> None:
    """What is missing of them may lie outside; of records withheld the days are those."""
    held = coverage(
        "dds", extent="partial", start="2017", end="2018", would_obtain="the log before and after"
    )
    assert "Period: [first day] to [last day]." in letter(evidence(coverages=[held]))
    withheld = letter(evidence(coverages=[held | {"extent": "withheld"}]))
    assert "Period: 1 Jan 2017 to 31 Dec 2018." in withheld
    assert "1. the log before and after" in withheld


def test_nobody_is_written_to_where_only_a_class_is_told() -> None:
    case = evidence(claim("a", "offices", "agents", payload="assumed"))
    with pytest.raises(InputError, match="licensing offices is no agency that the case names"):
        drafted(case)


def test_a_gap_that_is_not_there_is_an_error_with_what_is_near() -> None:
    case = evidence(ASKED)
    gap = rows(case, "gaps")[0]["gap"]
    with pytest.raises(InputError, match="the case has no gap") as error:
        request_data(case, gap[:-1] + "x", {})
    assert gap in str(error.value)


def test_no_name_can_write_markup_into_the_draft() -> None:
    """A name ends no block, and Markdown reads nothing in it."""
    case = evidence(ASKED | {"speaker": "**A** [x](http://y)"}, agencies=())
    text = DraftedRequest(
        {**drafted(case), "command": "c", "stamp": {"case_sha256": "s", "version": "v"}}
    ).to_markdown()
    assert r"\*\*A\*\* \[x\](http://y)" in text
    letter = text.split("\n## ")[0].splitlines()[1:]
    assert all(not line or line.startswith("    ") for line in letter)
