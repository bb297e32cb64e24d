"""The Georgia case of March 2020 is answered as it must be, from its own rows alone; and Washington from all rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import datatrail
from datatrail import Case
from tests.datatrail.running import datatrail as command

ALONE = {"source": ["georgia-2020"]}
GEORGIA, ICE = "GA:driver-licensing", "us-ice"
OWN = re.compile(r"GA\d\d-\d")
#: 250, 3 and 100, and what one gets who adds them: at least or at most, more than or exactly.
SUMS = {250 + 3, 251 + 3, 250 + 100, 251 + 100, 250 + 3 + 100, 251 + 3 + 100, 3 + 100}


@pytest.fixture(scope="module")
def case() -> Case:
    return datatrail.demo_case()


def ask(case: Case, holder: str, data: str, **options: Any) -> dict[str, Any]:
    """What `trace` says of one kind of data, from the case alone unless told."""
    answers = case.trace(holder, ICE, data=data, **(ALONE | options)).to_dict()["answers"]
    return next(answer for answer in answers if answer["data_type"] == data)


def only(found: list[Any]) -> Any:
    assert len(found) == 1, found
    return found[0]


def chosen(step: dict[str, Any]) -> str:
    """The claim that a step rests on."""
    return str(only([each for each in step["evidence"] if each["chosen"]])["claim"])


def beside(step: dict[str, Any]) -> dict[str, str]:
    """The claims beside a step, and why."""
    return {each["id"]: each["why"] for each in step["beside"]}


def exposed(case: Case, state: str, data: str, **options: Any) -> dict[str, Any]:
    """The row of `exposure` of one state and one kind of data."""
    rows = case.rows("exposure", state=state, data=data, **(ALONE | options))
    return dict(only([row for row in rows if row["data_type"] == data and row["state"]]))


@pytest.fixture(scope="module")
def exposure(case: Case) -> list[dict[str, Any]]:
    """The whole table of `exposure`, from the case alone."""
    return case.rows("exposure", **ALONE)


@pytest.fixture(scope="module")
def found(case: Case, exposure: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every count that any question prints of this case: the entries with at_least and at_most."""
    tables = [exposure, case.rows("flows", **ALONE), case.rows("coverage", **ALONE)]
    answers = [
        case.trace("any", "any", data=data, min_standing="available", limit=500, **ALONE).to_dict()
        for data in ("driver-record", "face-search-result")
    ]
    return list(counts([tables, answers]))


# --- photos to ICE ------------------------------------------------------------------------------------------------


def test_georgia_did_hand_over_photos(case: Case) -> None:
    """It holds, on records that others describe, and row 2 states the payload."""
    answer = ask(case, GEORGIA, "photo")
    best = answer["traces"][0]
    step = only(best["steps"])
    assert answer["verdict"] == best["verdict"] == "holds"
    assert (best["standing"], best["because"]) == ("records-reported", [])
    assert (step["from"], step["to"], step["channel"]) == ("us-ga-dds", ICE, "staff-request")
    assert (step["carried_as"], chosen(step)) == ("stated", "GA02-1")
    assert best["arrival"] == {"earliest": "2017-09-01", "certain_by": "2019-06-30"}


def test_georgia_gave_the_other_kinds_that_row_2_names(case: Case) -> None:
    """Addresses, licence and vehicle details, and what applicants handed in."""
    for data in ("home-address", "licence-details", "vehicle-registration", "application-documents"):
        best = ask(case, GEORGIA, data)["traces"][0]
        assert (best["verdict"], chosen(only(best["steps"]))) == ("holds", "GA02-1"), data


def test_georgias_other_kinds_are_only_possible(case: Case) -> None:
    """ "More than 250 requests", not itemised, prove no social security number."""
    answer = ask(case, GEORGIA, "ssn")
    best = only(answer["traces"])
    assert answer["verdict"] == "possible"
    assert (only(best["steps"])["carried_as"], chosen(only(best["steps"]))) == ("implied", "GA01-1")


def test_maryland_could_have_handed_over_photos(case: Case) -> None:
    """Sessions, acknowledged by an official of the state; what was looked at is not stated."""
    answer = ask(case, "MD:driver-licensing", "photo")
    best = only(answer["traces"])
    step = only(best["steps"])
    assert (answer["verdict"], best["standing"]) == ("possible", "acknowledged")
    assert (step["from"], step["carried_as"], chosen(step)) == ("us-md-licensing", "assumed", "GA09-1")
    assert (step["channel"], step["count"]["words"], step["count"]["unit"]) == (
        "direct-login",
        "nearly 100",
        "sessions",
    )
    assert best["because"] == ["hop 1: the payload is assumed: what went is not stated"]


@pytest.mark.parametrize(("state", "claim"), [("UT", "GA10-1"), ("VT", "GA11-1")])
def test_utah_and_vermont_could_have_handed_over_photos(case: Case, state: str, claim: str) -> None:
    """They complied; what with is not itemised."""
    answer = ask(case, f"{state}:driver-licensing", "photo")
    best = only(answer["traces"])
    step = only(best["steps"])
    assert (answer["verdict"], best["standing"]) == ("possible", "records-reported")
    assert (step["carried_as"], chosen(step)) == ("assumed", claim)


@pytest.mark.parametrize("data", ["photo", "driver-record"])
def test_washington_was_asked(case: Case, data: str) -> None:
    """No trace, the answer not known, and row 12 shown."""
    answer = ask(case, "WA:driver-licensing", data)
    shown = only(answer["absence"]["below_floor"])
    assert (answer["verdict"], answer["traces"]) == ("unknown", [])
    assert answer["absence"]["reason"] == "asked-answer-unknown"
    assert (shown["from"], shown["to"], shown["standing"]) == ("us-wa-licensing", ICE, "requested")
    assert [item.partition(":")[0] for item in shown["items"]] == ["GA12-1"]
    assert (exposed(case, "WA", data)["answer"], exposed(case, "WA", data)["verdict"]) == ("asked", "unknown")


# --- results of face searches to ICE ------------------------------------------------------------------------------


def test_georgia_ran_face_searches_on_the_reports_word(case: Case) -> None:
    """It holds on the report's lead; the three requests stand beside it, their requester unnamed."""
    answer = ask(case, GEORGIA, "face-search-result")
    best = only(answer["traces"])
    step = only(best["steps"])
    assert (answer["verdict"], best["standing"], step["carried_as"]) == ("holds", "reported", "stated")
    assert chosen(step) == "GA03-3"
    assert {"GA03-1", "GA03-2"} <= beside(step).keys()
    three = only([each for each in step["beside"] if each["id"] == "GA03-1"])
    assert (three["mode"], three["count"]) == ("requested", "three requests")
    assert step["count"] is None
    requesters = {item.recipient for item in case.evidence.by_claim["GA03-1"]}
    assert requesters == {"grp-unnamed-requester"}


def test_photos_that_were_sent_went_the_other_way(case: Case) -> None:
    """The officer of row 3 sent photos to the office: nothing says that this officer was of ICE."""
    sent = case.trace("grp-unnamed-requester", GEORGIA, data="probe-photo", **ALONE)
    assert sent.verdict == "holds"
    assert case.trace(ICE, GEORGIA, data="probe-photo", **ALONE).traces == ()


def test_maryland_gave_access_to_face_searches_only(case: Case) -> None:
    """Access only; no trace at the default floor, and a possible one down to access, the sessions beside it."""
    row = exposed(case, "MD", "face-search-result")
    assert (row["answer"], row["verdict"], row["standing"]) == ("access only", "unknown", "available")
    assert [item.partition(":")[0] for item in row["items"]] == ["GA08-1"]
    answer = ask(case, "MD:driver-licensing", "face-search-result")
    assert (answer["verdict"], answer["traces"]) == ("unknown", [])
    assert answer["absence"]["reason"] == "below-floor"
    answer = ask(case, "MD:driver-licensing", "face-search-result", min_standing="available")
    best = only(answer["traces"])
    step = only(best["steps"])
    assert (answer["verdict"], best["standing"], chosen(step)) == ("possible", "available", "GA08-1")
    assert "hop 1: available, no disclosure shown" in best["because"]
    assert "GA09-1" in beside(step)


@pytest.mark.parametrize("state", ["UT", "VT"])
def test_utah_and_vermont_show_no_face_search(case: Case, state: str) -> None:
    """ "Not itemised" does not include results made from photos."""
    answer = ask(case, f"{state}:driver-licensing", "face-search-result")
    assert (answer["verdict"], answer["traces"]) == ("unknown", [])
    assert answer["absence"]["reason"] == "payload"
    assert exposed(case, state, "face-search-result")["answer"] == "nothing known"


# --- what ICE and the office say ----------------------------------------------------------------------------------


def georgias_steps(case: Case) -> Iterator[dict[str, Any]]:
    """Every step of a trace from Georgia's office, whatever the data, to ICE or to law enforcement at large."""
    for goal in (ICE, "grp-law-enforcement", "grp-other-agencies"):
        for data in ("driver-record", "face-search-result"):
            answer = case.trace(GEORGIA, goal, data=data, min_standing="available", **ALONE).to_dict()
            for each in answer["answers"]:
                for trace in each["traces"]:
                    yield from trace["steps"]


def test_statement_7_stands_beside_and_contests_nothing(case: Case) -> None:
    """What the office denies is a login; it is listed beside, as a denial of another channel."""
    steps = list(georgias_steps(case))
    assert {chosen(step) for step in steps} >= {"GA01-1", "GA01-2", "GA02-1", "GA03-3", "GA06-1"}
    assert not any(step["contested"] for step in steps)
    for step in steps:
        if chosen(step) in {"GA01-1", "GA02-1", "GA03-3"}:
            assert beside(step)["GA07-1"] == "denial of another channel", chosen(step)
    seven = only([each for each in steps[0]["beside"] if each["id"] == "GA07-1"])
    assert seven["mode"] == "denied"
    assert seven["note"].startswith("Scope: access to the driver licence database.")


def test_statement_7_is_shown_with_its_scope(case: Case, exposure: list[dict[str, Any]]) -> None:
    """As a flow that carries nothing: by login, from the licence database."""
    rows = case.rows("flows", from_="us-ga-dds", to=ICE, **ALONE)
    denied = only([row for row in rows if row["standing"] == "denied"])
    assert (denied["channel"], denied["database"]) == ("direct-login", "ga-dds-driver-licence-database")
    assert denied["documents"] == ["nbc-georgia-dds-2020"]
    assert not any(row["contested"] for row in case.rows("flows", **ALONE))
    assert not any(row["contested"] for row in exposure)


def test_statement_5_denies_nothing(case: Case) -> None:
    """ICE's hedged remark on purpose is context: no flow, no denial, listed beside the face searches."""
    remarks = [item for item in case.evidence.items if item.claim in {"GA05-1", "GA05-2"}]
    assert {(item.mode, item.holder, item.hedged) for item in remarks} == {("context", "", True)}
    items = {item for row in case.rows("flows", **ALONE) for item in row["items"]}
    assert not any(item.startswith("GA05") for item in items)
    step = only(only(ask(case, GEORGIA, "face-search-result")["traces"])["steps"])
    assert beside(step)["GA05-1"] == "to be read with it"


@pytest.mark.parametrize("data", ["photo", "face-search-result"])
def test_denials_of_other_sources_are_not_asked_for(case: Case, data: str) -> None:
    """Denials pass `--source`: asked of this case alone, no denial of another dataset is listed."""
    steps = [step for trace in ask(case, GEORGIA, data)["traces"] for step in trace["steps"]]
    denials = {each["id"] for step in steps for each in step["beside"] if each["mode"] == "denied"}
    assert denials == {"GA07-1"}


# --- how many -----------------------------------------------------------------------------------------------------


def counts(found: Any) -> Iterator[dict[str, Any]]:
    """Every count in an answer, wherever it stands: entries with at_least and at_most."""
    if isinstance(found, dict):
        if {"at_least", "at_most"} <= found.keys():
            yield found
        for each in found.values():
            yield from counts(each)
    elif isinstance(found, list):
        for each in found:
            yield from counts(each)


def test_some_of_more_than_250_requests_were_ices(case: Case) -> None:
    """The count is shared with others: of ICE's part it says "some of", and proves no number."""
    rows = case.rows("flows", from_="us-ga-dds", to=ICE, **ALONE)
    counted = only([row for row in rows if row["count_words"]])
    assert counted["count_words"].startswith("some of more than 250 requests (with other agencies)")
    assert (counted["at_least"], counted["at_most"]) == (None, None)
    assert only([row for row in rows if row["data_type"] == "driver-record" and row["channel"]]) == counted


def test_250_is_nowhere_ices_number(found: list[dict[str, Any]]) -> None:
    """Wherever 250 is printed it is "some of", shared with others."""
    shared = [each for each in found if "250" in str(each.get("words") or each.get("count_words"))]
    assert shared
    for each in shared:
        if "words" in each:
            assert (each["part"], each["at_least"], each["at_most"]) == ("some of", 251, None)
            assert each["shared_with"] in (["grp-other-agencies"], [ICE])
        else:
            assert each["count_words"].startswith("some of more than 250 requests (with ")
            assert (each["at_least"], each["at_most"]) == (None, None)


def test_250_and_3_and_nearly_100_are_never_added(found: list[dict[str, Any]]) -> None:
    """No number that is printed is a sum of them, and no two units meet in one count."""
    bounds = {each[name] for each in found for name in ("at_least", "at_most")} - {None}
    assert bounds == {3, 100, 251}
    assert not bounds & SUMS
    units = {(each["at_least"], each["at_most"]): each["unit"] for each in found if each["unit"]}
    assert units[None, 100] == "sessions"
    assert units[3, 3] == "requests"


def test_the_count_is_printed_as_it_must_be_read() -> None:
    """In the terminal too: "some of", and a session stays a session."""
    flows = command("query", "flows", "--from", "us-ga-dds", "--to", ICE, "--format", "csv")
    said = [row["count_words"] for row in flows.rows if "250" in row["count_words"]]
    assert said
    assert all(words.startswith("some of more than 250 requests") for words in said)
    trace = command("trace", "--from", GEORGIA, "--to", ICE, "--source", "georgia-2020")
    assert "some of more than 250 requests (with other agencies)" in trace.out
    assert not re.search(r"(?<!some of more than )\b250\b", trace.out)
    trace = command("trace", "--from", "MD:driver-licensing", "--to", ICE, "--source", "georgia-2020")
    assert "nearly 100 sessions" in trace.out


# --- the rest of the case -----------------------------------------------------------------------------------------


def test_what_would_settle_most(case: Case) -> None:
    """ICE's own records of these requests, and the office's log itemised by requester."""
    missing = case.rows("coverage", **ALONE)
    assert {(row["agency"], row["side"], row["extent"]) for row in missing} == {
        ("us-ice", "recipient", "withheld"),
        ("us-ga-dds", "holder", "partial"),
    }
    would_obtain = {row["agency"]: row["would_obtain"] for row in missing}
    assert would_obtain[ICE].startswith("ICE's own records of its requests to Georgia's DDS")
    assert would_obtain["us-ga-dds"].startswith("DDS's request log itemised by requester")
    lines = ask(case, GEORGIA, "probe-photo")["absence"]["would_settle"]
    assert all(any(record in line for line in lines) for record in would_obtain.values())


def test_the_threshold_required_is_not_one_that_was_shown(case: Case) -> None:
    """Row 4: an advocate says what Georgia law asks for; what was shown in any request is not known."""
    (item,) = case.evidence.by_claim["GA04-1"]
    assert (item.threshold_required, item.threshold_shown) == ("belief-of-illegal-activity", "unknown")


def test_several_other_agencies_are_no_agency(exposure: list[dict[str, Any]]) -> None:
    """Row 17 names none: a group, and in `exposure` a row without a state."""
    rows = [
        row for row in exposure if row["data_type"] == "driver-record" and row["answer"] != "nothing known"
    ]
    group = only([row for row in rows if row["state"] is None])
    assert [item.partition(":")[0] for item in group["items"]] == ["GA17-1"]
    assert {row["state"] for row in rows if row["state"]} == {"GA", "MD", "UT", "VT", "WA"}


def test_every_answer_rests_on_rows_of_this_case(case: Case) -> None:
    """With --source, what is chosen and listed as evidence is of georgia-2020."""
    answer = case.trace("driver-licensing", ICE, min_standing="available", **ALONE).to_dict()
    claims = {
        item["claim"]
        for each in answer["answers"]
        for trace in each["traces"]
        for step in trace["steps"]
        for item in step["evidence"]
    }
    assert claims
    assert all(OWN.fullmatch(claim) for claim in claims)


def test_subjects_are_no_nodes(case: Case) -> None:
    """Rows 15 and 16 speak of people: context, with neither holder nor recipient, and nobody in the graph."""
    for claim in ("GA15-1", "GA16-1"):
        (item,) = case.evidence.by_claim[claim]
        assert (item.mode, item.holder, item.recipient) == ("context", "", "")
    labels = {label for _, label in case.graph().nodes(data="label")}
    assert labels == {"Agency", "AgencyGroup", "State", "Database", "DataType"}


def test_states_that_license_residents_without_status(case: Case) -> None:
    """Row 13: Utah, Vermont, Washington do, Georgia does not; dated by the report."""
    said = case.table("DESCRIBED_BY")
    said = said[
        (said["attribute"] == "licenses-residents-without-status") & (said["dataset"] == "georgia-2020")
    ]
    assert dict(zip(said["source"], said["value"], strict=True)) == {
        "GA": "no",
        "MD": "yes",
        "UT": "yes",
        "VT": "yes",
        "WA": "yes",
    }
    assert set(said["target"]) == {"nbc-georgia-dds-2020"}


# --- Washington, on the whole case --------------------------------------------------------------------------------


def test_washington_on_the_whole_case_shows_both(case: Case) -> None:
    """A face search was asked for, the answer not known; and a photo was sent by e-mail: row F025."""
    searched = ask(case, "WA:driver-licensing", "face-search-result", source=[])
    assert (searched["verdict"], searched["absence"]["reason"]) == ("unknown", "asked-answer-unknown")
    requested = {
        item.partition(":")[0]
        for flow in searched["absence"]["below_floor"]
        if flow["standing"] == "requested"
        for item in flow["items"]
    }
    assert "F028-1" in requested
    photo = ask(case, "WA:driver-licensing", "photo", source=[])
    step = only(photo["traces"][0]["steps"])
    assert (photo["verdict"], photo["traces"][0]["standing"]) == ("holds", "records-reported")
    assert (step["from"], step["to"], step["channel"]) == ("us-wa-dol", ICE, "email-request")
    assert (chosen(step), step["carried_as"]) == ("F025-1", "stated")


def test_washington_in_exposure_shows_both(case: Case) -> None:
    """The same in the table of states."""
    searched = exposed(case, "WA", "face-search-result", source=[])
    photo = exposed(case, "WA", "photo", source=[])
    assert (searched["answer"], searched["verdict"]) == ("asked", "unknown")
    assert (photo["answer"], photo["verdict"]) == ("direct", "holds")
