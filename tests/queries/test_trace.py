"""`trace` answers in the shape of the interface, says why a trace only may hold, and keeps the rules of walks."""

from __future__ import annotations

import itertools
import json
from hashlib import sha256
from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.library import QUESTIONS
from queries.tracing.question import Limits
from tests.queries.smallcases import (
    Cells,
    Row,
    answered,
    claim,
    coverage,
    denial,
    event,
    evidence,
    lasting,
    rows,
    traced,
    walks,
)

COLUMNS = [column.name for column in QUESTIONS["trace"].columns]


def entry(case: Evidence, **given: Any) -> Row:
    """The answer for the kind of data asked for, as the interface has it."""
    found: Row = traced(case, **given).to_dict()["answers"][0]
    return found


def because(*claims: Cells, **given: Any) -> list[str]:
    """Why the best trace only may hold."""
    found: list[str] = entry(evidence(*claims), **given)["traces"][0]["because"]
    return found


# --- the shape of the interface ---------------------------------------------------------------------------------

GIVEN = claim(
    "a",
    "dds",
    "ice",
    "2017-09..2019-06",
    document="report",
    locator="paragraph 3",
    read="in-full",
    speaker="Three groups",
    basis="third-records",
    channel="staff-request",
    count_words="more than 250",
    count_qualifier="more than",
    count_value="250",
    count_unit="requests",
    count_shared_with="others",
)
EVIDENCE: Row = {
    "id": "a:dds>ice:photo",
    "claim": "a",
    "chosen": True,
    "kind": "statement",
    "mode": "disclosed",
    "standing": "records-reported",
    "derived": False,
    "sent": False,
    "data_type": "photo",
    "payload": "stated",
    "hedged": False,
    "one_of": False,
    "masked": [],
    "document": "report",
    "title": "A report",
    "publisher": "A paper",
    "published": "2020-06-15",
    "url": "https://example.org/report",
    "locator": "paragraph 3",
    "read": "in-full",
    "speaker": "Three groups",
    "basis": "third-records",
    "dataset": "first",
    "file": "claims.csv",
    "file_sha256": "ab",
    "sheet": None,
    "page": None,
    "row": 2,
    "time": {"kind": "event", "lo": "2017-09-01", "hi": "2019-06-30"},
    "when": "some time from 2017-09-01 to 2019-06-30",
    "threshold_required": None,
    "threshold_shown": None,
    "note": None,
    "checked": [],
    "corrected": [],
}
COUNT: Row = {
    "words": "more than 250",
    "at_least": 251,
    "at_most": None,
    "unit": "requests",
    "shared_with": ["others"],
    "part": "some of",
}
STEP: Row = {
    "flow": sha256(b"dds\x1fice\x1fphoto\x1f\x1fstaff-request\x1f").hexdigest()[:12],
    "from": "dds",
    "to": "ice",
    "data_type": "photo",
    "carried_as": "stated",
    "joint_shown": None,
    "database": None,
    "channel": "staff-request",
    "via": [],
    "standing": "records-reported",
    "contested": False,
    "rules": [],
    "count": COUNT,
    "evidence": [EVIDENCE | {"count": COUNT}],
    "beside": [],
}


def test_an_answer_is_every_field_of_the_interface() -> None:
    """One hop, no dates asked: it holds, and it arrived between its two days."""
    found = traced(evidence(GIVEN)).to_dict()
    assert found == {
        "question": {
            "from": "dds",
            "to": "ice",
            "data": "photo",
            "since": None,
            "as_of": None,
            "open_at": None,
            "known_by": None,
            "channel": None,
            "purpose": None,
            "database": None,
            "via": None,
            "avoid": None,
            "min_standing": "reported",
            "max_hops": 6,
            "ties": "allow",
            "exact": False,
            "obey_rules": False,
            "source": [],
        },
        "answers": [
            {
                "data_type": "photo",
                "verdict": "holds",
                "traces": [
                    {
                        "verdict": "holds",
                        "because": [],
                        "standing": "records-reported",
                        "time": "certain",
                        "hops": 1,
                        "arrival": {"earliest": "2017-09-01", "certain_by": "2019-06-30"},
                        "steps": [STEP],
                    }
                ],
                "left_out": {"count": 0, "exact": True, "why": None},
                "filtered_unstated": {},
                "absence": None,
            }
        ],
        "stamp": {},
    }
    assert json.loads(json.dumps(found)) == found


def test_the_question_is_repeated_as_it_was_read() -> None:
    asked = traced(
        evidence(GIVEN),
        ties="forbid",
        exact=True,
        max_hops=2,
        source="report",
        min_standing="available",
        data="Licence or ID photo",
    ).question
    told = {name: asked[name] for name in ("ties", "exact", "max_hops", "source", "min_standing", "data")}
    assert told == {
        "ties": "forbid",
        "exact": True,
        "max_hops": 2,
        "source": ["report"],
        "min_standing": "available",
        "data": "photo",
    }


def test_an_absence_is_every_field_of_the_interface() -> None:
    """With what lies below the floor, as a row of `flows`, and the record to ask for."""
    offered = lasting("a", "dds", "ice", "2020-01")
    case = evidence(
        offered, coverages=[coverage("ice", "recipient", extent="not-asked", would_obtain="its log")]
    )
    (below,) = rows(case, "flows")
    (step,) = entry(case, min_standing="available")["traces"][0]["steps"]
    found = entry(case)
    assert found == {
        "data_type": "photo",
        "verdict": "unknown",
        "traces": [],
        "left_out": {"count": 0, "exact": True, "why": None},
        "filtered_unstated": {},
        "absence": {
            "reason": "below-floor",
            "nearest": {
                "lifted": ["below-floor"],
                "hops": 1,
                "steps": [step | {"breaks": ["below the floor: available"]}],
                "breaks": ["hop 1: below the floor: available"],
            },
            "below_floor": [below],
            "would_settle": ["ICE: its log"],
        },
    }


def test_a_broader_kind_is_asked_for_with_every_kind_that_it_includes() -> None:
    """Each with its own verdict; the one asked for first, the others in order."""
    answer = traced(evidence(GIVEN), data="driver-record")
    assert [(each.data_type, each.verdict) for each in answer.answers] == [
        ("driver-record", "unknown"),
        ("home-address", "unknown"),
        ("photo", "holds"),
    ]
    assert answer.verdict == "unknown"
    assert answer.traces == ()
    assert answer.absence.reason == "payload"
    assert answer.best is not None
    assert answer.best.hops[0].carrier.item.claim == "a"


def test_rows_have_one_for_each_trace_and_one_that_says_why_there_is_none() -> None:
    case = evidence(
        claim("a", "dds", "police", "2020-01-01", document="report"),
        claim("b", "police", "ice", "2020-02-01..2020-02-09", channel="staff-request", received_from="mva"),
    )
    (photo,) = rows(case, "trace", **{"from": "dds", "to": "ice", "data": "photo"})
    assert photo == {
        "data_type": "photo",
        "verdict": "possible",
        "standing": "documented",
        "hops": 2,
        "route": "dds → police → ice",
        "channels": ["", "staff-request"],
        "time": "certain",
        "earliest": "2020-02-01",
        "certain_by": "2020-02-09",
        "contested": False,
        "because": ["joint 1 not shown: the two only touch"],
        "reason": None,
        "flows": [step["flow"] for step in entry(case)["traces"][0]["steps"]],
        "items": ["a:dds>police:photo", "b:police>ice:photo"],
        "documents": ["log", "report"],
    }
    record, address, _ = rows(case, "trace", **{"from": "dds", "to": "ice", "data": "driver-record"})
    assert (record["data_type"], address["data_type"]) == ("driver-record", "home-address")
    blank = dict.fromkeys(COLUMNS) | {"data_type": "home-address", "verdict": "unknown", "reason": "payload"}
    assert address == blank


def test_the_best_trace_is_of_any_kind_and_the_verdict_of_the_kind_asked_for() -> None:
    """A record that could have gone, and a photo that did: the best is the photo's."""
    case = evidence(
        GIVEN,
        claim("b", "dds", "police", data_types="driver-record", hedged="y"),
        claim("c", "police", "ice", data_types="driver-record"),
    )
    answer = traced(case, data="driver-record")
    assert [each.verdict for each in answer.answers] == ["possible", "possible", "holds"]
    assert answer.verdict == "possible"
    assert answer.best is not None
    assert [hop.carrier.item.claim for hop in answer.best.hops] == ["a"]


def test_the_verdict_is_that_of_the_best_trace_whatever_others_there_are() -> None:
    case = evidence(GIVEN, claim("z", "dds", "ice", hedged="y"))
    assert [verdict for verdict, _ in walks(case)] == ["holds", "possible"]
    assert traced(case).verdict == "holds"


def test_a_frame_has_the_declared_columns_and_a_notebook_shows_it_escaped() -> None:
    answer = traced(evidence(claim("a", "dds", "ice", channel="staff-request") | {"claim_id": "<script>"}))
    assert list(answer.to_frame().columns) == COLUMNS
    shown = answer._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


# --- why it only may hold ---------------------------------------------------------------------------------------

FIRST = claim("a", "dds", "police", "2020-01-01")
SECOND = claim("b", "police", "ice", "2020-02-01", after="dds")


def test_a_trace_that_holds_has_no_reason_against_it() -> None:
    assert because(claim("a", "dds", "ice")) == []
    assert because(FIRST, SECOND) == []


@pytest.mark.parametrize(
    ("claims", "given", "words"),
    [
        (
            [claim("a", "mdot", "ice")],
            {"from": "mva"},
            "start: the evidence names DOT of Maryland, not the one asked for",
        ),
        ([claim("a", "dds", "dhs")], {}, "end: the evidence names Homeland Security, not the one asked for"),
        ([claim("a", "dds", "others")], {}, "end: the evidence names other agencies, not the one asked for"),
        (
            [claim("a", "dds", "ice", data_types="driver-record")],
            {},
            "hop 1: driver record is broader than licence or ID photo, which is only implied",
        ),
        (
            [claim("a", "dds", "ice", payload="assumed")],
            {},
            "hop 1: the payload is assumed: what went is not stated",
        ),
        ([claim("a", "dds", "ice", hedged="y")], {}, "hop 1: the speaker hedges"),
        ([claim("a", "dds", "ice", one_of="y")], {}, "hop 1: one of several alternatives"),
        ([claim("a", "dds", "ice", "***")], {}, "hop 1: masked: date"),
        (
            [claim("a", "dds", "ice", mode="available")],
            {"min_standing": "available"},
            "hop 1: available, no disclosure shown",
        ),
        ([FIRST, SECOND | {"received_from": ""}], {}, "joint 1 not shown: the two only touch"),
        ([FIRST, SECOND | {"received_from": "mva"}], {}, "joint 1 not shown: the two only touch"),
        ([FIRST, SECOND | {"hedged": "y"}], {}, "hop 2: the speaker hedges"),
        (
            [claim("a", "dds", "ice", "2020-01-01..2020-01-09")],
            {"since": "2020-01-05"},
            "time: not certainly within the dates asked about",
        ),
        (
            [claim("a", "dds", "ice", "2020-01-01..2020-01-09")],
            {"as_of": "2020-01-05"},
            "time: not certainly within the dates asked about",
        ),
    ],
    ids=str,
)
def test_each_condition_that_fails_is_told_in_words(
    claims: list[Cells], given: dict[str, Any], words: str
) -> None:
    """Each alone, so that no other reason stands beside it."""
    assert because(*claims, **given) == [words]


def test_an_order_that_is_not_certain_is_told_beside_the_joint_that_is_not_shown() -> None:
    assert because(FIRST | {"start": "2020-01..2020-03"}, SECOND | {"received_from": ""}) == [
        "joint 1 not shown: the two only touch",
        "time: the order of the hops is not certain",
    ]


def test_all_reasons_are_told_in_the_order_of_the_route() -> None:
    spoilt = claim("b", "police", "dhs", "2020-02", hedged="y", data_types="driver-record")
    assert because(claim("a", "mdot", "police", "2020-02-05", one_of="y"), spoilt, **{"from": "mva"}) == [
        "start: the evidence names DOT of Maryland, not the one asked for",
        "hop 1: one of several alternatives",
        "hop 2: driver record is broader than licence or ID photo, which is only implied",
        "hop 2: the speaker hedges",
        "joint 1 not shown: the two only touch",
        "time: the order of the hops is not certain",
        "end: the evidence names Homeland Security, not the one asked for",
    ]


@pytest.mark.parametrize("given", [{"as_of": "2020-02-05"}, {"since": "2020-01-01"}], ids=str)
def test_hops_in_certain_order_are_not_said_to_be_out_of_it(given: dict[str, Any]) -> None:
    """Here only the dates asked about are in doubt."""
    case = (FIRST | {"start": "2019-12-31..2020-01-02"}, SECOND | {"start": "2020-02-01..2020-02-09"})
    assert because(*case) == []
    (words,) = because(*case, **given)
    assert "the order of the hops is not certain" not in words


def test_hops_of_one_day_are_not_in_certain_order_where_ties_are_forbidden() -> None:
    case = (FIRST, SECOND | {"start": "2020-01-01..2020-01-09", "received_from": ""})
    assert because(*case) == ["joint 1 not shown: the two only touch"]
    assert "time: the order of the hops is not certain" in because(*case, ties="forbid")


# --- what is shown beside ---------------------------------------------------------------------------------------


def test_the_chosen_item_comes_first_and_the_others_of_its_flow_beside_it() -> None:
    """Also those that do not carry: a request, an offer, a denial of the very flow."""
    case = evidence(
        lasting("a", "dds", "ice"),
        claim("b", "dds", "ice", "2020-03-01"),
        claim("c", "dds", "ice", "2020-02-01", basis="third"),
        claim("d", "dds", "ice", mode="requested"),
        claim("e", "dds", "ice", channel="staff-request"),
    )
    steps = [trace["steps"][0] for trace in entry(case)["traces"]]
    shown = [[(each["claim"], each["chosen"]) for each in step["evidence"]] for step in steps]
    assert shown == [[("e", True)], [("b", True), ("a", False), ("c", False), ("d", False)]]


def test_items_that_source_leaves_out_are_not_beside() -> None:
    case = evidence(claim("a", "dds", "ice"), claim("b", "dds", "ice", dataset="second"))
    (step,) = entry(case, source="first")["traces"][0]["steps"]
    assert [each["claim"] for each in step["evidence"]] == ["a"]


ASKED = claim("a", "dds", "ice", "2020-03-01", channel="staff-request", beside="q")


@pytest.mark.parametrize(
    ("cells", "why", "contested"),
    [
        ({}, "denial that covers it", True),
        ({"channel": "direct-login"}, "denial of another channel", False),
        ({"channel": ""}, "denial that names no channel", False),
        ({"end": "2019"}, "denial of another scope", False),
        ({"databases": "ga-licence-database"}, "denial of another scope", False),
        ({"recipient": "hsi"}, None, False),
        ({"holder": "mva"}, None, False),
        ({"hedged": "y"}, None, False),
    ],
    ids=str,
)
def test_a_denial_stands_beside_with_why_it_covers_or_not(
    cells: dict[str, str], why: str | None, *, contested: bool
) -> None:
    case = evidence(
        ASKED,
        denial("z", "dds", "", document="letter", end="2020-02..2020-04", speaker="DDS")
        | {"document": "log"}
        | cells,
    )
    (step,) = entry(case)["traces"][0]["steps"]
    assert step["contested"] is contested
    expected = {
        "id": "z",
        "why": why,
        "mode": "denied",
        "from": "dds",
        "to": None,
        "channel": (cells | {"channel": cells.get("channel", "staff-request")})["channel"] or None,
        "speaker": "DDS",
        "document": "log",
        "count": None,
        "note": None,
    }
    kept = [{name: each[name] for name in expected} for each in step["beside"]]
    assert kept == ([expected] if why else [])


def test_a_claim_that_the_curator_ties_to_it_stands_beside() -> None:
    sessions = claim(
        "q", "mva", "ice", count_words="nearly 100", count_unit="sessions", note="Sessions.", speaker="x"
    )
    (step,) = entry(evidence(ASKED, sessions))["traces"][0]["steps"]
    assert step["beside"] == [
        {
            "id": "q",
            "why": "to be read with it",
            "mode": "disclosed",
            "from": "mva",
            "to": "ice",
            "data_type": "photo",
            "channel": None,
            "databases": [],
            "speaker": "x",
            "document": "log",
            "count": "nearly 100 sessions",
            "note": "Sessions.",
        }
    ]
    own = evidence(ASKED | {"beside": "a"})
    assert entry(own)["traces"][0]["steps"][0]["beside"] == []
    elsewhere = evidence(ASKED, sessions | {"dataset": "second"})
    assert entry(elsewhere, source="first")["traces"][0]["steps"][0]["beside"] == []
    not_loaded = evidence(ASKED)
    assert entry(not_loaded)["traces"][0]["steps"][0]["beside"] == []


def test_a_denial_of_several_kinds_covers_if_one_of_them_does() -> None:
    """Though another of its kinds, by itself, would only stand beside."""
    record = {**ASKED, "data_types": "driver-record", "beside": ""}
    for kinds in ("photo; driver-record", "driver-record; photo"):
        case = evidence(record, denial("z", "dds", "ice", data_types=kinds))
        (step,) = entry(case, data="driver-record")["traces"][0]["steps"]
        assert [each["why"] for each in step["beside"]] == ["denial that covers it"]


@pytest.mark.parametrize("given", [{"source": "first"}, {"known_by": "2020"}], ids=str)
def test_denials_pass_source_and_known_by_before_they_contest(given: dict[str, Any]) -> None:
    case = evidence(ASKED | {"document": "report"}, denial("z", "dds", "ice", dataset="second"))
    assert entry(case)["traces"][0]["steps"][0]["contested"] is True
    assert entry(case, **given)["traces"][0]["steps"][0]["contested"] is False


def test_a_denial_that_source_leaves_out_is_not_beside_either() -> None:
    case = evidence(ASKED, denial("z", "dds", "ice", dataset="second"))
    step = entry(case, source="first")["traces"][0]["steps"][0]
    assert not step["contested"]
    assert step["beside"] == []


def test_rules_that_touch_a_step_are_listed_as_they_judge_its_item() -> None:
    """The law of the police covers what they gave, the log of it only tells; that of another office touches nothing."""
    law = {"rule_id": "law", "document": "log", "title": "A law", "kind": "paper", "effect": "bars"}
    case = evidence(
        FIRST,
        SECOND,
        rules=[
            law | {"holder": "police"},
            law | {"rule_id": "x", "holder": "mva"},
            law | {"rule_id": "y", "holder": "police", "effect": "reports"},
        ],
    )
    first, second = entry(case)["traces"][0]["steps"]
    assert first["rules"] == []
    assert second["rules"] == [
        {
            "rule": "law",
            "title": "A law",
            "kind": "paper",
            "effect": "bars",
            "judged": "barred",
            "why": [],
            "barred_from": None,
        }
    ]


LAW = {"rule_id": "law", "document": "log", "title": "A law", "kind": "paper", "effect": "bars"}


def test_obeying_rules_drops_what_is_barred_and_takes_the_next_best() -> None:
    """The record by the staff is barred, the reported login is not: it is the trace that is left."""
    case = evidence(
        claim("a", "dds", "ice", "2020", channel="staff-request"),
        claim("b", "dds", "ice", "2020", channel="direct-login", basis="third"),
        rules=[LAW | {"channel": "staff-request"}],
    )
    assert walks(case) == [("holds", ["a"]), ("holds", ["b"])]
    assert walks(case, obey_rules=True) == [("holds", ["b"])]


def test_obeying_rules_nothing_holds_on_what_may_be_barred() -> None:
    """Whether the purpose was the rule's is not stated: possible, and the reason is said; unasked, it holds."""
    case = evidence(FIRST, SECOND, rules=[LAW | {"holder": "police", "purpose": "registry"}])
    assert entry(case)["verdict"] == "holds"
    answer = entry(case, obey_rules=True)
    assert answer["verdict"] == "possible"
    assert answer["traces"][0]["because"] == [
        "hop 2: law may bar it: it is not shown that its purpose is of those that the rule names"
    ]


def test_obeying_rules_a_reading_that_no_rule_may_bar_is_better() -> None:
    """Of two items of one flow the one that surely was before the law holds, though its standing is weaker."""
    case = evidence(
        claim("a", "dds", "ice", "2020"),
        claim("b", "dds", "ice", "2018", basis="third"),
        rules=[LAW | {"from": "2019", "partial": "y"}],
    )
    assert walks(case) == [("holds", ["a"])]
    assert walks(case, obey_rules=True) == [("holds", ["b"])]


def test_obeying_rules_what_they_permit_or_only_tell_changes_nothing() -> None:
    """A permit, a report and a bar on others drop nothing and raise no doubt."""
    rules = [
        LAW | {"rule_id": "a", "effect": "permits", "partial": "y"},
        LAW | {"rule_id": "b", "effect": "reports"},
        LAW | {"rule_id": "c", "holder": "mva"},
    ]
    assert entry(evidence(FIRST, SECOND, rules=rules), obey_rules=True)["verdict"] == "holds"


def test_where_only_a_bar_stands_in_the_way_the_reason_is_barred() -> None:
    """Without the rule there is a trace; the verdict is as unknown as without any, for rules refute nothing."""
    case = evidence(claim("a", "dds", "ice", "2020"), coverages=[coverage("dds")], rules=[LAW])
    answer = entry(case, obey_rules=True)
    assert answer["verdict"] == "unknown"
    assert answer["absence"]["reason"] == "barred"
    assert entry(case)["verdict"] == "holds"


def test_rules_are_of_the_item_chosen_not_of_the_others_of_its_flow() -> None:
    law = {
        "rule_id": "law",
        "document": "log",
        "title": "A law",
        "kind": "paper",
        "effect": "bars",
        "from": "2021",
    }
    for start, listed in (("2020", []), ("2021", ["law"])):
        given = claim("a", "dds", "ice", start)
        case = evidence(given, claim("b", "dds", "ice", "2021", hedged="y"), rules=[law])
        (step,) = entry(case)["traces"][0]["steps"]
        assert [rule["rule"] for rule in step["rules"]] == listed


def test_a_step_that_stands_shows_when_it_began_and_ended() -> None:
    (step,) = entry(evidence(lasting("a", "dds", "ice", "2019-05", end="2020-02")), min_standing="available")[
        "traces"
    ][0]["steps"]
    assert step["evidence"][0]["time"] == {
        "kind": "standing",
        "lo": "2019-05-01",
        "hi": "2019-05-31",
        "ended_lo": "2020-02-01",
        "ended_hi": None,
    }


def test_what_stood_is_open_on_its_last_day_and_not_after() -> None:
    """And on its first; only surely where both its ends are sure."""
    stood = {"time_kind": "standing", "end": "2020-02-03..2020-02-05", "end_kind": "ended"}
    case = evidence(claim("a", "dds", "ice", "2019-01-02..2019-01-04", **stood))
    days = {
        "2019-01-01": [],
        "2019-01-02": ["possible"],
        "2019-01-04": ["holds"],
        "2020-02-03": ["holds"],
        "2020-02-04": ["possible"],
        "2020-02-05": ["possible"],
        "2020-02-06": [],
    }
    assert {day: [verdict for verdict, _ in walks(case, open_at=day)] for day in days} == days


def test_arrival_is_certain_only_where_the_order_is() -> None:
    loose = claim("a", "dds", "ice", "2020-01-01..2020-01-09")
    assert entry(evidence(loose))["traces"][0]["arrival"] == {
        "earliest": "2020-01-01",
        "certain_by": "2020-01-09",
    }
    assert entry(evidence(loose), since="2020-01-05")["traces"][0]["arrival"] == {
        "earliest": "2020-01-05",
        "certain_by": None,
    }
    assert entry(evidence(claim("a", "dds", "ice")))["traces"][0]["arrival"] == {
        "earliest": None,
        "certain_by": None,
    }


def test_with_a_day_asked_about_as_open_the_data_is_there_on_that_day() -> None:
    offered = lasting("a", "dds", "ice", "2019", end="2020-02", mode="disclosed")
    found = entry(evidence(offered), open_at="2020-01-15")["traces"][0]
    assert (found["time"], found["arrival"]) == (
        "certain",
        {"earliest": "2020-01-15", "certain_by": "2020-01-15"},
    )
    assert entry(evidence(offered), open_at="2020-06")["traces"][0]["time"] == "possible"
    assert entry(evidence(offered), open_at="2018")["traces"] == []
    assert entry(evidence(claim("a", "dds", "ice", "2020-01-15")), open_at="2020-01-15")["traces"] == []


# --- limits -----------------------------------------------------------------------------------------------------

MANY = [
    claim(f"c{number}", "dds", "ice", f"2020-01-0{number}", channel=channel)
    for number, channel in enumerate(
        ("", "staff-request", "direct-login", "bulk-transfer", "federated-query"), start=1
    )
]


@pytest.mark.parametrize(("limit", "shown", "left_out"), [(1, 1, 4), (3, 3, 2), (5, 5, 0), (9, 5, 0)])
def test_a_limit_is_announced_with_the_exact_number_left_out(limit: int, shown: int, left_out: int) -> None:
    found = entry(evidence(*MANY), limit=limit)
    assert [each["steps"][0]["evidence"][0]["claim"] for each in found["traces"]] == [
        f"c{number}" for number in range(1, shown + 1)
    ]
    assert found["left_out"] == {"count": left_out, "exact": True, "why": None}


def test_where_counting_stops_the_number_left_out_is_a_lower_bound_that_says_why() -> None:
    """Each takes two looks, as a walk and as a trace: the second comes at the fourth look, a third at the sixth."""
    found = answered(evidence(*MANY), Limits(traces=2, counting=3))
    assert len(found.traces) == 2
    assert (found.left_out.count, found.left_out.exact) == (1, False)
    assert found.left_out.why == "the search stopped after 7 partial walks"
    assert found.verdict == "holds"


def test_a_search_that_is_cut_short_says_after_how_many_partial_walks() -> None:
    found = answered(evidence(*MANY), Limits(partial_walks=4))
    assert (found.left_out.exact, found.left_out.why) == (False, "the search stopped after 4 partial walks")
    assert len(found.traces) < 5


def test_a_deadline_that_has_passed_says_so_and_refutes_nothing() -> None:
    case = evidence(*MANY, coverages=[coverage("dds")])
    found = answered(case, Limits(seconds=-1.0))
    assert (found.left_out.exact, found.left_out.why) == (False, "the deadline of -1 s was reached")
    assert found.verdict == "unknown"
    for seconds in (0, -1):
        with pytest.raises(InputError, match=f"--deadline {seconds} is no time to search in"):
            entry(case, deadline=seconds)
    assert entry(case, deadline=60)["left_out"] == {"count": 0, "exact": True, "why": None}


def test_a_search_that_was_cut_short_gives_no_reason_why_there_is_none() -> None:
    """Nothing is known of why there is none, for there may be one; here there are five."""
    assert answered(evidence(*MANY), Limits(seconds=-1.0)).absence is None


# --- order ------------------------------------------------------------------------------------------------------


def test_traces_come_by_verdict_standing_arrival_hops_and_ids() -> None:
    """Each of these keys decides between two neighbours that all keys before it leave equal."""
    inner = {"police": "2020-01-01", "sheriff": "2020-01-02"}
    claims = [
        claim("a2", "dds", "ice", "2020-01-02", basis="third"),
        claim("a1", "dds", "ice", "2020-01-02", basis="third", channel="staff-request"),
        claim("a0", "dds", "ice", "2020-01-01", basis="third", channel="direct-login"),
        claim("b", "dds", "ice", "2020-03-01", basis="party", channel="bulk-transfer"),
        claim("c", "dds", "ice", "2019-01-01", hedged="y", channel="federated-query"),
        *(claim(f"{name}1", "dds", name, day, basis="third") for name, day in inner.items()),
        *(claim(f"{name}2", name, "ice", day, basis="third", after="dds") for name, day in inner.items()),
    ]
    assert walks(evidence(*claims)) == [
        ("holds", ["b"]),
        ("holds", ["a0"]),
        ("holds", ["police1", "police2"]),
        ("holds", ["a1"]),
        ("holds", ["a2"]),
        ("holds", ["sheriff1", "sheriff2"]),
        ("possible", ["c"]),
    ]


def test_the_weakest_item_gives_the_standing_of_a_trace() -> None:
    case = evidence(FIRST | {"basis": "third"}, SECOND | {"received_from": ""})
    assert entry(case)["traces"][0]["standing"] == "reported"


# --- walks ------------------------------------------------------------------------------------------------------


def routes(*claims: Cells, **given: Any) -> list[str]:
    """The routes of all traces, sorted."""
    found = rows(evidence(*claims), "trace", **({"from": "dds", "to": "ice", "data": "photo"} | given))
    return sorted(row["route"] for row in found if row["route"])


def test_no_agency_comes_twice() -> None:
    cycle = [
        claim("a", "dds", "police"),
        claim("b", "police", "sheriff"),
        claim("c", "sheriff", "police"),
        claim("d", "sheriff", "dds"),
        claim("e", "police", "ice"),
        claim("f", "dds", "dds"),
    ]
    assert routes(*cycle) == ["dds → police → ice"]


def test_a_part_is_another_agency_than_its_whole() -> None:
    """Only *the same* agency may not come twice; a shown joint may name the whole of the giver."""
    claims = [claim("a", "ice", "ero"), claim("b", "ero", "police", after="dhs")]
    (trace,) = answered(evidence(*claims), None, **{"from": "ice", "to": "police"}).traces[:1]
    assert [hop.joined for hop in trace.hops] in ([None], [None, True])
    assert "ice → ero → police" in routes(*claims, **{"from": "ice", "to": "police"})


def test_a_group_starts_or_ends_a_walk_and_is_never_inside() -> None:
    claims = [claim("a", "dds", "locals"), claim("b", "locals", "ice"), claim("c", "others", "police")]
    assert routes(*claims) == []
    assert routes(*claims, to="locals") == ["dds → locals"]
    assert routes(*claims, **{"from": "locals"}) == ["locals → ice"]
    assert routes(*claims, to="law-enforcement") == ["dds → locals"]
    assert routes(claim("a", "dds", "***"), claim("b", "***", "ice")) == []


def test_a_group_may_stand_at_both_ends() -> None:
    """Two mentions of a group need not be of the same bodies."""
    claims = [claim("a", "locals", "sheriff"), claim("b", "sheriff", "locals")]
    assert routes(*claims, **{"from": "locals", "to": "locals"}) == ["locals → sheriff → locals"]
    assert routes(*claims, claim("c", "sheriff", "police"), **{"from": "police", "to": "police"}) == []


def test_no_inner_agency_is_one_that_the_question_asks_for() -> None:
    """What ICE gives on to its part has already arrived."""
    claims = [claim("a", "dds", "ice"), claim("b", "ice", "ero"), claim("c", "ero", "hsi")]
    assert routes(*claims) == ["dds → ice"]
    assert routes(*claims, to="ero") == [
        "dds → ice",
        "dds → ice → ero",
    ]  # its whole ends one, and may pass on
    assert routes(*claims, to="hsi") == ["dds → ice", "dds → ice → ero → hsi"]


@pytest.mark.parametrize(("most", "found"), [(1, 0), (2, 0), (3, 1), (6, 1)])
def test_no_walk_has_more_hops_than_asked(most: int, found: int) -> None:
    chain = [claim("a", "dds", "police"), claim("b", "police", "sheriff"), claim("c", "sheriff", "ice")]
    assert len(routes(*chain, max_hops=most)) == found


def test_six_hops_are_the_most_unless_told() -> None:
    names = ["dds", "police", "sheriff", "broker", "nlets", "mva", "mdot", "ice"]
    chain = [claim(f"c{number}", *pair) for number, pair in enumerate(itertools.pairwise(names))]
    assert routes(*chain) == []
    assert routes(*chain, max_hops=7) == [" → ".join(names)]


ROUND = [
    claim("a", "dds", "ice", via="nlets>police"),
    claim("b", "dds", "police", channel="staff-request"),
    claim("c", "police", "ice", channel="staff-request"),
    claim("d", "dds", "sheriff"),
    claim("e", "sheriff", "ice", via="broker"),
]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["dds → ice", "dds → police → ice", "dds → sheriff → ice"]),
        ({"via": "police"}, ["dds → ice", "dds → police → ice"]),
        ({"via": "nlets"}, ["dds → ice"]),
        ({"via": "broker"}, ["dds → sheriff → ice"]),
        ({"via": "law-enforcement"}, ["dds → ice", "dds → police → ice", "dds → sheriff → ice"]),
        ({"via": "ice"}, []),
        ({"via": "dds"}, []),
        ({"avoid": "police"}, ["dds → sheriff → ice"]),
        ({"avoid": "nlets"}, ["dds → police → ice", "dds → sheriff → ice"]),
        ({"avoid": "broker"}, ["dds → ice", "dds → police → ice"]),
        ({"avoid": "ice"}, ["dds → ice", "dds → police → ice", "dds → sheriff → ice"]),
        ({"avoid": "law-enforcement"}, []),
        ({"via": "police", "avoid": "nlets"}, ["dds → police → ice"]),
        ({"channel": "staff-request"}, ["dds → police → ice"]),
    ],
    ids=str,
)
def test_via_and_avoid_are_of_inner_agencies_and_of_relays(given: dict[str, Any], found: list[str]) -> None:
    assert routes(*ROUND, **given) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["desk → ice", "mdot → ero"]),
        ({"from": "dds", "exact": True}, []),
        ({"from": "desk", "exact": True}, ["desk → ice"]),
        ({"from": "dds", "to": "dhs"}, ["desk → ice"]),
        ({"from": "dds", "to": "dhs", "exact": True}, []),
        ({"from": "MD:driver-licensing"}, ["mdot → ero"]),
        ({"from": "MD:driver-licensing", "exact": True}, []),
    ],
    ids=str,
)
def test_exact_accepts_neither_parts_nor_wholes(given: dict[str, Any], found: list[str]) -> None:
    claims = [claim("a", "desk", "ice"), claim("b", "mdot", "ero")]
    assert routes(*claims, **({"from": "any", "to": "immigration-enforcement"} | given)) == found


def test_parallel_flows_of_one_pair_are_traces_of_their_own() -> None:
    """Two channels, and a relay: three ways, each with its own evidence."""
    claims = [
        claim("a", "dds", "ice"),
        claim("b", "dds", "ice", channel="staff-request"),
        claim("c", "dds", "ice", via="nlets"),
    ]
    assert walks(evidence(*claims)) == [("holds", ["a"]), ("holds", ["b"]), ("holds", ["c"])]


# --- filters ----------------------------------------------------------------------------------------------------

STATED = claim(
    "a",
    "dds",
    "ice",
    "2020-03-01",
    channel="staff-request",
    purpose="civil-immigration-enforcement",
    databases="ga-licence-database",
    document="report",
)
UNSTATED = claim("b", "dds", "ice", "2020-03-01")
SEVERAL = claim("c", "dds", "ice", "2020-03-01", databases="ga-licence-database; md-photo-database")


@pytest.mark.parametrize(
    ("given", "found", "unstated"),
    [
        ({"channel": "staff-request"}, "a", {"channel": 2}),
        ({"channel": "direct-login"}, "", {"channel": 2}),
        ({"database": "ga-licence-database"}, "a", {"database": 2}),
        ({"database": "md-photo-database"}, "", {"database": 2}),
        ({"purpose": "civil-immigration-enforcement"}, "a", {"purpose": 2}),
        ({"purpose": "immigration-enforcement"}, "a", {"purpose": 2}),
        ({"purpose": "criminal-investigation"}, "", {"purpose": 2}),
        ({"known_by": "2020-06-15"}, "a", {"known_by": 2}),
        ({"known_by": "2020-06-14"}, "", {"known_by": 2}),
        ({"known_by": "2020-06"}, "a", {"known_by": 2}),
        ({"source": "report"}, "a", {}),
        ({"channel": "staff-request", "known_by": "2021"}, "a", {"channel": 2, "known_by": 2}),
        ({}, "ab", {}),  # c is of the same flow as b
    ],
    ids=str,
)
def test_an_item_that_does_not_state_what_is_filtered_by_is_left_out_and_counted(
    given: dict[str, Any], found: str, unstated: dict[str, int]
) -> None:
    """A list of databases is "one of these": which, is not stated."""
    case = evidence(STATED, UNSTATED, SEVERAL)
    answer = entry(case, **given)
    chosen = {
        each["claim"]
        for trace in answer["traces"]
        for each in trace["steps"][0]["evidence"]
        if each["chosen"]
    }
    assert "".join(sorted(chosen)) == found
    assert answer["filtered_unstated"] == unstated


def test_a_document_of_a_month_is_known_when_the_month_is_over() -> None:
    told = evidence(claim("a", "dds", "ice", document="letter"))
    assert walks(told, known_by="2019-11-29") == []
    assert walks(told, known_by="2019-11-30") == [("holds", ["a"])]


def test_an_item_is_counted_as_left_out_only_where_it_would_carry() -> None:
    others = (
        claim("d", "dds", "ice", data_types="home-address"),
        claim("e", "dds", "ice", mode="refused"),
        lasting("f", "dds", "ice"),
    )
    assert entry(evidence(STATED, *others), channel="staff-request")["filtered_unstated"] == {"channel": 0}


def test_a_purpose_asked_for_takes_the_narrower_ones() -> None:
    assert (
        len(
            walks(
                evidence(STATED | {"purpose": "licence-fraud-prevention"}), purpose="licence-fraud-prevention"
            )
        )
        == 1
    )


def test_every_hop_must_pass() -> None:
    by_staff = [each | {"channel": "staff-request"} for each in (FIRST, SECOND)]
    assert len(walks(evidence(*by_staff), channel="staff-request")) == 1
    assert walks(evidence(by_staff[0], SECOND), channel="staff-request") == []


def test_a_request_answered_is_a_hop_like_any_other() -> None:
    asked = event("r", "dds", "ice", "2020-01-01", answered="2020-01-09", mode="disclosed")
    found = entry(evidence(events=[asked]))["traces"][0]
    assert (found["verdict"], found["standing"], found["arrival"]["earliest"]) == (
        "holds",
        "documented",
        "2020-01-09",
    )
    assert found["steps"][0]["evidence"][0]["kind"] == "request"
