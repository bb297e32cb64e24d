"""`evidence` shows what a flow rests on and what disputes it, to the page and row."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from tests.queries.smallcases import Cells, Row, claim, denial, event, evidence, lasting, rows

TOLD: Cells = claim(
    "a",
    "dds",
    "ice",
    "2020-03-01..2020-03-09",
    document="report",
    locator="p. 2",
    read="excerpt",
    speaker="A lawyer",
    basis="third-records",
    channel="staff-request",
    count_words="more than 250",
    count_qualifier="more than",
    count_value="250",
    count_unit="requests",
    count_shared_with="others",
    threshold_required="administrative-subpoena",
    threshold_shown="none",
    hedged="y",
    one_of="y",
    payload="assumed",
    beside="q",
    note="A curator's note.",
)
AGAIN: Cells = claim("b", "dds", "ice", "2020-03", channel="staff-request", same_as="a", dataset="second")
QUALIFIED: Cells = claim("q", "dds", "", mode="context", data_types="", payload="", document="report")
DENIED: Cells = denial(
    "z", "dds", "ice", data_types="", payload="", document="letter", end="2019-11", speaker="DDS"
)

#: What a row of a flow leaves blank.
NO_FINDING: Row = {
    "finding": None,
    "verdict": None,
    "sets": [],
    "in_all": None,
    "must_be_wrong": None,
    "sources": [],
    "falls": None,
    "effect": None,
    "after": None,
}
SUPPORT: Row = NO_FINDING | {
    "item": "a:dds>ice:photo",
    "claim": "a",
    "relation": "supports",
    "from": "dds",
    "to": "ice",
    "data_type": "photo",
    "channel": "staff-request",
    "databases": [],
    "via": [],
    "purpose": None,
    "mode": "disclosed",
    "standing": "records-reported",
    "payload": "assumed",
    "hedged": True,
    "one_of": True,
    "masked": [],
    "when": "some time from 2020-03-01 to 2020-03-09",
    "count": "some of more than 250 requests (with other agencies)",
    "threshold_required": "administrative-subpoena",
    "threshold_shown": "none",
    "speaker": "A lawyer",
    "basis": "third-records",
    "voice": "a",
    "document": "report",
    "title": "A report",
    "publisher": "A paper",
    "published": "2020-06-15",
    "url": "https://example.org/report",
    "locator": "p. 2",
    "read": "excerpt",
    "dataset": "first",
    "file": "claims.csv",
    "sheet": None,
    "page": None,
    "row": 2,
    "note": "A curator's note.",
    "checked": [],
    "corrected": [],
}
BARE: Row = NO_FINDING | {
    "checked": [],
    "corrected": [],
    "channel": None,
    "databases": [],
    "via": [],
    "purpose": None,
    "hedged": False,
    "one_of": False,
    "masked": [],
    "count": None,
    "threshold_required": None,
    "threshold_shown": None,
    "speaker": None,
    "locator": None,
    "read": None,
    "dataset": "first",
    "file": "claims.csv",
    "sheet": None,
    "page": None,
    "note": None,
}
EXPECTED: list[Row] = [
    SUPPORT,
    BARE
    | {
        "item": "b:dds>ice:photo",
        "channel": "staff-request",
        "claim": "b",
        "relation": "supports",
        "from": "dds",
        "to": "ice",
        "data_type": "photo",
        "mode": "disclosed",
        "standing": "documented",
        "payload": "stated",
        "when": "some time from 2020-03-01 to 2020-03-31",
        "basis": "record",
        "voice": "a",
        "document": "log",
        "title": "A log",
        "publisher": "",
        "published": "",
        "url": "",
        "dataset": "second",
        "row": 3,
    },
    BARE
    | {
        "item": "q:dds>:driver-record",
        "claim": "q",
        "relation": "beside",
        "from": "dds",
        "to": None,
        "data_type": "driver-record",
        "mode": "context",
        "standing": "context",
        "payload": "stated",
        "when": "when is not said",
        "basis": "record",
        "voice": "q",
        "document": "report",
        "title": "A report",
        "publisher": "A paper",
        "published": "2020-06-15",
        "url": "https://example.org/report",
        "row": 4,
    },
    BARE
    | {
        "item": "z:dds>ice:",
        "channel": "staff-request",
        "claim": "z",
        "relation": "beside",
        "from": "dds",
        "to": "ice",
        "data_type": "",
        "mode": "denied",
        "standing": "denied",
        "payload": "stated",
        "when": "some time by 2019-11-30",
        "speaker": "DDS",
        "basis": "record",
        "voice": "z",
        "document": "letter",
        "title": "A letter",
        "publisher": "MVA",
        "published": "2019-11",
        "url": "",
        "row": 5,
    },
]


def case(**changed: dict[str, str]) -> Evidence:
    """The case above, with some cells of some claims changed."""
    return evidence(
        *({**each, **changed.get(each["claim_id"], {})} for each in (TOLD, AGAIN, QUALIFIED, DENIED))
    )


def test_every_column_of_every_row_is_as_worked_out_by_hand() -> None:
    """Two items that support, a qualification and a denial of earlier years beside them."""
    found = rows(case(), "evidence", flow="a")
    (flow,) = {row.pop("flow") for row in found}
    assert flow == rows(case(), "flows", min_standing="documented")[0]["flow"]
    assert found == EXPECTED


@pytest.mark.parametrize(
    ("name", "changed", "row", "becomes"),
    [
        ("z", {"document": "log", "end": "2020"}, 3, {"relation": "disputes", "document": "log"}),
        ("z", {"document": "log", "end": "2020", "channel": "direct-login"}, 3, {"relation": "beside"}),
        ("a", {"same_as": "q"}, 1, {"voice": "a"}),
        ("b", {"same_as": ""}, 1, {"voice": "b"}),
        ("a", {"start": "2020-03-01"}, 0, {"when": "2020-03-01"}),
        ("a", {"start": "..2020-03-01"}, 0, {"when": "some time by 2020-03-01"}),
        ("b", {"start": "2020.."}, 1, {"when": "some time after 2020-01-01"}),
        ("b", {"mode": "available"}, 1, {"standing": "available"}),
        ("a", {"count_shared_with": ""}, 0, {"count": "more than 250 requests"}),
    ],
    ids=str,
)
def test_a_changed_cell_changes_what_it_should(
    name: str, changed: dict[str, str], row: int, becomes: dict[str, Any]
) -> None:
    found = rows(case(**{name: changed}), "evidence", flow="a")[row]
    assert {column: found[column] for column in becomes} == becomes


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"start": "2019-05-01", "end": "2020-02-03", "end_kind": "seen"},
            "since 2019-05-01, known until 2020-02-03",
        ),
        (
            {"start": "2019-05", "end": "", "end_kind": "unknown"},
            "begun from 2019-05-01 to 2019-05-31, known until 2019-05-31",
        ),
        (
            {"start": "", "end": "2020-02-03", "end_kind": "ended"},
            "begun by 2020-02-03, known until 2020-02-03",
        ),
        ({"start": "2019-05..", "end": "", "end_kind": ""}, "begun after 2019-05-01"),
        ({"start": "", "end": "", "end_kind": ""}, "since when is not said"),
        ({"start": "", "end": "2020-02", "end_kind": "seen"}, "seen, by 2020-02-29"),
    ],
    ids=str,
)
def test_what_stands_is_told_with_its_start_and_how_long_it_is_known(
    cells: dict[str, str], words: str
) -> None:
    (row,) = rows(evidence(lasting("a", "dds", "ice") | cells), "evidence", flow="a")
    assert row["when"] == words


def test_a_flow_is_found_by_its_id_an_item_or_a_claim() -> None:
    found = rows(case(), "evidence", flow="a")
    flow = found[0]["flow"]
    for name in (flow, "a:dds>ice:photo", "b", "b:dds>ice:photo"):
        assert rows(case(), "evidence", flow=name) == found


def test_a_flow_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        InputError, match=r"'a:dds>ice:phto' is no flow, claim or item of this case\nHint: ids stand"
    ):
        rows(case(), "evidence", flow="a:dds>ice:phto")
    with pytest.raises(InputError, match=r"'claim-11' is no flow.*\nHint: did you mean claim-1\?"):
        rows(evidence(claim("claim-1", "dds", "ice")), "evidence", flow="claim-11")
    with pytest.raises(
        InputError, match=r"evidence needs --flow, or --from and --to, or --withdraw\nHint: a flow's id"
    ):
        rows(case(), "evidence")


def test_a_claim_that_makes_no_flow_is_said_to_make_none() -> None:
    with pytest.raises(InputError) as raised:
        rows(case(), "evidence", flow="q")
    assert "did you mean q?" not in str(raised.value)


def test_a_claim_of_several_kinds_of_data_shows_all_its_flows() -> None:
    listed = claim("a", "dds", "ice", data_types="photo; home-address")
    found = rows(evidence(listed), "evidence", flow="a")
    assert {row["data_type"] for row in found} == {"photo", "home-address"}


def test_what_stands_beside_several_flows_of_a_claim_is_listed_once_with_the_first() -> None:
    """And what supports one of them is not listed beside another."""
    by_staff = {"channel": "staff-request"}
    listed = claim("a", "dds", "ice", data_types="photo; home-address", beside="b", **by_staff)
    other = claim("b", "dds", "ice", **by_staff)
    denied = denial("z", "dds", "ice", channel="direct-login", data_types="")
    found = rows(evidence(listed, other, denied), "evidence", flow="a")
    assert [(row["item"], row["relation"]) for row in found] == [
        ("a:dds>ice:home-address", "supports"),
        ("a:dds>ice:photo", "supports"),
        ("b:dds>ice:photo", "supports"),
        ("z:dds>ice:", "beside"),
    ]
    assert found[-1]["flow"] == found[0]["flow"] != found[1]["flow"]


def test_a_request_is_shown_to_its_row() -> None:
    asked = event("r", "dds", "ice", "2020-03-01", answered="2020-03-04", mode="disclosed", count="2")
    (row,) = rows(evidence(events=[asked]), "evidence", flow="r")
    told = {name: row[name] for name in ("claim", "file", "row", "when", "count", "basis", "standing")}
    assert told == {
        "claim": "r",
        "file": "events.csv",
        "row": 2,
        "when": "2020-03-04",
        "count": "2 requests",
        "basis": None,
        "standing": "documented",
    }


def test_what_was_masked_is_named() -> None:
    (row,) = rows(evidence(claim("a", "dds", "ice", "***", data_types="REDACTED")), "evidence", flow="a")
    assert row["masked"] == ["date", "type"]


@pytest.mark.parametrize(
    ("options", "claims"),
    [
        ({}, "abqz"),
        ({"source": "first"}, "aqz"),
        ({"source": "second"}, "b"),
        ({"source": "report"}, "aq"),
        ({"source": ["log", "letter"]}, "bz"),
        ({"known_by": "2020-06-15"}, "aqz"),
        ({"known_by": "2019-11-30"}, "z"),
        ({"min_standing": "documented"}, "bqz"),  # of the flow's own items; what disputes it stays
        ({"min_standing": "records-reported"}, "abqz"),
        ({"as_of": "2020-02"}, "qz"),
        ({"as_of": "2020-03-01"}, "abqz"),
    ],
    ids=str,
)
def test_a_filter_leaves_what_it_says(options: dict[str, Any], claims: str) -> None:
    assert "".join(row["claim"] for row in rows(case(), "evidence", flow="a", **options)) == claims


def test_a_claim_that_is_not_loaded_is_passed_over() -> None:
    found = rows(evidence({**TOLD, "beside": "gone; q"}, QUALIFIED), "evidence", flow="a")
    assert [row["claim"] for row in found] == ["a", "q"]


def test_an_item_of_the_flow_itself_is_not_listed_beside_it() -> None:
    found = rows(evidence({**TOLD, "beside": "b"}, AGAIN), "evidence", flow="a")
    assert [(row["claim"], row["relation"]) for row in found] == [("a", "supports"), ("b", "supports")]


@pytest.mark.parametrize("start", ["2018", "2020-03"])
def test_a_denial_of_several_kinds_disputes_what_one_of_them_covers(start: str) -> None:
    """Though it covers only the later of two items, and another kind of its own stands beside the earlier."""
    case = evidence(
        claim("a", "dds", "ice", start, channel="staff-request"),
        claim("b", "dds", "ice", "2020-03", channel="staff-request"),
        denial("z", "dds", "", data_types="home-address; photo", start="2019..2020", end=""),
    )
    found = rows(case, "evidence", flow="b")
    assert [(row["claim"], row["relation"]) for row in found if row["claim"] == "z"] == [("z", "disputes")]


@pytest.mark.parametrize("cells", [{}, {"start": "2010..2011", "end": ""}], ids=str)
def test_a_denial_of_the_very_flow_does_not_support_it(cells: dict[str, str]) -> None:
    """It disputes what it covers, and stands beside what it does not."""
    given = claim("a", "dds", "ice", "2020-03", channel="staff-request")
    found = rows(evidence(given, denial("z", "dds", "ice") | cells), "evidence", flow="a")
    relation = "beside" if cells else "disputes"
    assert [(row["claim"], row["relation"]) for row in found] == [("a", "supports"), ("z", relation)]


@pytest.mark.parametrize("mode", ["refused", "blocked"])
def test_a_refusal_does_not_support_a_flow_of_what_was_given(mode: str) -> None:
    """It is to be read beside it, and supports a flow of refusals alone."""
    given, refused = claim("a", "dds", "ice", "2020-03"), claim("z", "dds", "ice", mode=mode)
    found = rows(evidence(given, refused), "evidence", flow="a")
    assert [(row["claim"], row["relation"]) for row in found] == [("a", "supports"), ("z", "beside")]
    assert [row["relation"] for row in rows(evidence(refused), "evidence", flow="z")] == ["supports"]


def test_a_denial_supports_the_flow_of_a_denial_alone() -> None:
    found = rows(evidence(denial("z", "dds", "ice")), "evidence", flow="z")
    assert [(row["claim"], row["relation"]) for row in found] == [("z", "supports")]
