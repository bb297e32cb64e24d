"""Rows become items, items become flows: lists, shown joints, what was sent, masks, names, documents."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.counts import Bounds
from graphmodel.dates import Span, event, standing
from graphmodel.evidence import Coverage, Document
from graphmodel.projection import project, purposes_of_vocabulary
from graphmodel.reading import MODE_OF_SENT
from graphmodel.registry import MASKED
from graphmodel.taxonomy import Taxonomy
from graphmodel.vocabulary import vocabulary
from tests.graphmodel.world import (
    AUTHORITIES,
    BROKER,
    CBP,
    DDS,
    DESK,
    DHS,
    ERO,
    GSP,
    ICE,
    MVA,
    NLETS,
    OFFICES,
    OTHERS,
    STATE,
    claim,
    day,
    evidence,
    item,
    items,
    request,
    tables,
)

# --- one row, many items --------------------------------------------------------------------------------------


def test_a_list_is_one_item_for_each_member_and_kind() -> None:
    """Two holders, two recipients and two kinds of data are eight items, each with an id that says which."""
    made = items(claim(holder=[DDS, MVA], recipient=[ICE, OTHERS], data_types=["photo", "home-address"]))
    assert sorted(made) == sorted(
        f"{holder}>{recipient}:{data_type}"
        for holder in (DDS, MVA)
        for recipient in (ICE, OTHERS)
        for data_type in ("photo", "home-address")
    )
    one = made[f"{MVA}>{OTHERS}:home-address"]
    assert (one.holder, one.recipient, one.data_type, one.claim) == (MVA, OTHERS, "home-address", "c1")
    assert one.id == f"c1:{MVA}>{OTHERS}:home-address"


def test_a_member_named_twice_is_one_item() -> None:
    """Two spellings of one body in a list are one member."""
    assert list(items(claim(recipient=["ICE", ICE, "immigration and customs  enforcement"]))) == [
        f"{DDS}>{ICE}:photo"
    ]


COUNT = {
    "count_words": "more than 250",
    "count_qualifier": "more than",
    "count_value": 250.0,
    "count_unit": "requests",
    "count_kind": "total",
}


def test_the_count_of_a_list_is_shared_by_its_members() -> None:
    """Of each member the source says "some of" the whole, together with every other member."""
    made = items(claim(holder=[DDS, MVA], recipient=[ICE, OTHERS], **COUNT))
    shared = {name: made[name].count for name in made}
    assert {name: set(count.shared_with) for name, count in shared.items() if count} == {
        f"{DDS}>{ICE}:photo": {MVA, OTHERS},
        f"{DDS}>{OTHERS}:photo": {MVA, ICE},
        f"{MVA}>{ICE}:photo": {DDS, OTHERS},
        f"{MVA}>{OTHERS}:photo": {DDS, ICE},
    }
    assert all(count and count.part == "some of" for count in shared.values())
    assert all(count and count.bounds == Bounds(251, None) for count in shared.values())


def test_a_count_of_one_exchange_is_its_own() -> None:
    """One holder and one recipient share their count with nobody that the source does not name."""
    count = item(**COUNT).count
    assert count is not None
    assert (count.words, count.qualifier, count.value, count.unit, count.kind, count.shared_with) == (
        "more than 250",
        "more than",
        250.0,
        "requests",
        "total",
        (),
    )


def test_those_whom_the_source_names_share_the_count_too() -> None:
    """Parties that the count is of, besides those of the row, stay with it."""
    made = items(claim(recipient=[ICE, CBP], count_shared_with=["other agencies"], **COUNT))
    count = made[f"{DDS}>{ICE}:photo"].count
    assert count is not None
    assert count.shared_with == ("other agencies", CBP)
    alone = item(count_shared_with=["other agencies"], **COUNT).count
    assert alone is not None
    assert alone.part == "some of"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"count_words": "three", "count_value": 3.0}, ("three", "exactly", 3.0, "", "total")),
        ({"count_value": 3.0}, ("3", "exactly", 3.0, "", "total")),
        ({"count_value": 1500000.0}, ("1500000", "exactly", 1500000.0, "", "total")),
        ({"count_words": "thousands"}, ("thousands", "words only", None, "", "total")),
        (
            {"count_words": "9 a month", "count_value": 9.0, "count_kind": "rate", "count_unit": "logins"},
            ("9 a month", "exactly", 9.0, "logins", "rate"),
        ),
        ({"count_value": 0.0}, ("0", "exactly", 0.0, "", "total")),
    ],
)
def test_a_count_keeps_what_the_row_says(cells: dict[str, Any], expected: tuple[Any, ...]) -> None:
    """Words as written; a number without a qualifier is exact, words without a number bound nothing."""
    count = item(**cells).count
    assert count is not None
    assert (count.words, count.qualifier, count.value, count.unit, count.kind) == expected


def test_a_row_without_a_count_has_none() -> None:
    """A unit without a number or words counts nothing."""
    assert item(count_unit="requests", count_kind="total").count is None


members = st.lists(
    st.sampled_from([ICE, ERO, CBP, DHS, BROKER, OTHERS, AUTHORITIES]), min_size=1, unique=True
)


@given(st.lists(st.sampled_from([DDS, MVA, GSP, OFFICES]), min_size=1, unique=True), members)
def test_a_shared_count_never_becomes_a_parts(holders: list[str], recipients: list[str]) -> None:
    """However long the lists, no member has the count to itself unless it is the only one."""
    for each in items(claim(holder=holders, recipient=recipients, **COUNT)).values():
        assert each.count is not None
        assert set(each.count.shared_with) == {*holders, *recipients} - {each.holder, each.recipient}
        assert (each.count.part is None) == (len(holders) == len(recipients) == 1)


# --- what went ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holder", "data_type"),
    [
        ([DDS], "driver-record"),
        ([OFFICES], "driver-record"),
        ([GSP], "personal-data"),
        ([DESK], "personal-data"),
        ([BROKER], "personal-data"),
        ([OTHERS], "personal-data"),
        (["an office that nobody knows"], "personal-data"),
        ([], "personal-data"),
    ],
)
def test_not_itemised_is_the_broadest_type_that_fits(holder: list[str], data_type: str) -> None:
    """Of a licensing agency, or a group of them, a driver record; of anybody else, personal data."""
    only = item(holder=holder, data_types=[])
    assert (only.data_type, only.itemised) == (data_type, False)


def test_an_itemised_type_is_as_stated() -> None:
    """A kind of data that the row names is that kind, from whomever."""
    only = item(holder=[GSP], data_types=["photo"])
    assert (only.data_type, only.itemised) == ("photo", True)


def test_a_denial_of_no_stated_type_is_of_every_type() -> None:
    """Blank is unrestricted in a denial; a masked type is not blank."""
    assert item(mode="denied", data_types=[]).data_type == ""
    assert item(mode="denied", data_types=[], masked=["data_types:stars"]).data_type == "driver-record"


@pytest.mark.parametrize(
    ("payload", "expected"), [("assumed", "assumed"), ("stated", "stated"), (None, "stated")]
)
def test_payload_is_stated_or_assumed(payload: str | None, expected: str) -> None:
    """What the row says of the payload stays; where it says nothing, the type was stated."""
    assert item(payload=payload).payload == expected


def test_an_item_keeps_what_the_row_says_of_the_exchange() -> None:
    """Channel, purpose, thresholds, document, dataset and hedges are the row's."""
    row = claim(
        channel="staff-request",
        purpose="registry",
        threshold_required="court-order",
        threshold_shown="none",
        hedged=True,
        one_of=True,
        via=[NLETS, BROKER, OTHERS],
    )
    (only,) = evidence(row).items
    assert only.kind == "statement"
    assert (only.channel, only.purpose) == ("staff-request", "registry")
    assert (only.threshold_required, only.threshold_shown) == ("court-order", "none")
    assert (only.hedged, only.one_of, only.derived, only.sent) == (True, True, False, False)
    assert only.via == (NLETS, BROKER, OTHERS)
    assert (only.document, only.dataset, only.mode) == ("letter", "made-up", "disclosed")
    assert only.record is row


def test_what_a_row_does_not_state_is_blank() -> None:
    """A row of three cells is one plain item: nothing is made up."""
    (only,) = project({"Statement": [{"id": "c1", "mode": "available", "holder": ["us-x"]}]}).items
    assert only.id == "c1:us-x>:personal-data"
    assert (only.recipient, only.document, only.dataset, only.database, only.channel) == ("", "", "", "", "")
    assert (only.purpose, only.threshold_required, only.threshold_shown) == ("", "", "")
    assert (only.via, only.received_from, only.databases, only.masked) == ((), (), (), frozenset())
    assert (only.hedged, only.one_of, only.derived, only.sent, only.count) == (
        False,
        False,
        False,
        False,
        None,
    )
    assert only.when == event(Span(-inf, inf))


# --- names ----------------------------------------------------------------------------------------------------


def test_names_resolve_in_every_party_cell() -> None:
    """Holder, recipient, via and received from may be written by name, alias or id."""
    row = claim(
        holder=["Georgia DDS office"],
        recipient=["ice"],
        via=["NLETS"],
        received_from=["Georgia state patrol"],
    )
    only = items(row)[f"{DDS}>{ICE}:photo"]
    assert (only.via, only.received_from) == ((NLETS,), (GSP,))


def test_a_name_that_does_not_resolve_stays_as_written() -> None:
    """A party that the registry does not know is its own name."""
    assert item(recipient=["Springfield PD"]).recipient == "Springfield PD"


def test_a_provisional_name_resolves_in_its_own_dataset_only() -> None:
    """What one dataset calls "PD" is nobody that another dataset means."""
    provisional = {
        "id": "prov-made-up-pd",
        "name": "Springfield PD",
        "provisional": True,
        "dataset": "made-up",
        "aliases": ["Springfield police"],
    }
    agencies = [*tables()["Agency"], provisional]
    own = items(claim(recipient=["springfield police"]), Agency=agencies)
    other = items(claim(recipient=["springfield police"], dataset="another"), Agency=agencies)
    assert list(own) == [f"{DDS}>prov-made-up-pd:photo"]
    assert list(other) == [f"{DDS}>springfield police:photo"]


@pytest.mark.parametrize(
    ("written", "databases", "database"),
    [
        ([], (), ""),
        (["faces"], ("faces",), "faces"),
        (["FRS"], ("faces",), "faces"),
        (["Face  System"], ("faces",), "faces"),
        (["FACES"], ("faces",), "faces"),
        (["FACE RECOGNITION"], ("faces",), "faces"),
        (["Record System", "FRS"], ("records", "faces"), ""),
        (["FRS", "faces"], ("faces",), "faces"),
        (["an unknown system"], ("an unknown system",), "an unknown system"),
    ],
)
def test_databases_resolve_and_several_are_one_of_these(
    written: list[str], databases: tuple[str, ...], database: str
) -> None:
    """A database is found by id, name or alias; where several are named, the item is of none of them surely."""
    only = item(databases=written)
    assert (only.databases, only.database) == (databases, database)


# --- time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "when"),
    [
        ({"start": "2020-03"}, event(Span(day("2020-03-01"), day("2020-03-31")))),
        ({"start": None, "end": "2020-03"}, event(Span(-inf, day("2020-03-31")))),
        ({"start": None}, event(Span(-inf, inf))),
        ({"start": "2020-03..", "time_kind": None}, event(Span(day("2020-03-01"), inf))),
        (
            {"time_kind": "standing", "start": "2018", "end": "2020-03", "end_kind": "seen"},
            standing(
                Span(day("2018-01-01"), day("2018-12-31")), Span(day("2020-03-01"), day("2020-03-31")), "seen"
            ),
        ),
        (
            {"time_kind": "standing", "start": "2018", "end": "2020-03", "end_kind": "ended"},
            standing(
                Span(day("2018-01-01"), day("2018-12-31")),
                Span(day("2020-03-01"), day("2020-03-31")),
                "ended",
            ),
        ),
        (
            {"time_kind": "standing", "start": "2018", "end": "2020-03"},
            standing(Span(day("2018-01-01"), day("2018-12-31")), Span(-inf, inf), "unknown"),
        ),
    ],
)
def test_a_claims_dates_are_read_as_an_event_or_as_standing(cells: dict[str, Any], when: object) -> None:
    """An event's period stands in start, or in end alone; something standing has both and a kind of end."""
    assert item(**cells).when == when


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        ("2020-03-05", "2020-03-09", ("2020-03-09", "2020-03-09")),
        ("2020-03-05", None, ("2020-03-05", None)),
        ("2020-03", None, ("2020-03-01", None)),
        (None, "2020-03", ("2020-03-01", "2020-03-31")),
        (None, None, (None, None)),
    ],
)
def test_of_a_request_the_answered_date_counts(
    asked: str | None, answered: str | None, expected: tuple[str | None, str | None]
) -> None:
    """Where the answer is not dated, it came on the day of the asking or some day after it."""
    only = items(Request=[request(asked=asked, answered=answered)])[f"{DDS}>{ICE}:photo"]
    lo, hi = expected
    assert only.when == event(Span(day(lo) if lo else -inf, day(hi) if hi else inf))


@pytest.mark.parametrize(
    ("cells", "start"),
    [
        ({"start": "2020-03.."}, ("2020-03-01", "2020-06-30")),
        ({"start": "2020-06-30.."}, ("2020-06-30", "2020-06-30")),
        ({"start": None}, (None, "2020-06-30")),
        ({"start": "2020-03.."} | {"time_kind": "standing"}, ("2020-03-01", "2020-06-30")),
        ({"start": "2020-03..", "mode": "available"}, ("2020-03-01", None)),
        ({"start": "2020-03..", "mode": "denied"}, ("2020-03-01", None)),
        ({"start": "2020-03..", "mode": "requested"}, ("2020-03-01", None)),
        ({"start": "2020-03..", "document": "letter"}, ("2020-03-01", None)),
        ({"start": "2020-03..", "document": "not loaded"}, ("2020-03-01", None)),
        ({"start": "2020-03..", "document": None}, ("2020-03-01", None)),
    ],
)
def test_what_a_document_says_was_disclosed_had_been_by_its_publication(
    cells: dict[str, Any], start: tuple[str | None, str | None]
) -> None:
    """A report of June 2020 bounds what it says was disclosed, and nothing else, by the last day of June."""
    made = item(**({"document": "report"} | cells)).when.start
    lo, hi = start
    assert made == Span(day(lo) if lo else -inf, day(hi) if hi else inf)


def test_a_document_that_was_published_some_day_since_bounds_nothing() -> None:
    """Where the last day of publication is open, nothing is known to have been by then."""
    made = items(claim(start="2020-03.."), Source=[{"id": "letter", "published": "2020-06.."}])
    assert made[f"{DDS}>{ICE}:photo"].when == event(Span(day("2020-03-01"), inf))


def test_a_log_is_bounded_by_its_publication_too() -> None:
    """A disclosure in a log that was released in June had been answered by then."""
    only = items(Request=[request(answered=None, document="report")])[f"{DDS}>{ICE}:photo"]
    assert only.when == event(Span(day("2020-03-05"), day("2020-06-30")))
    asked = items(Request=[request(answered=None, document="report", mode="requested")])
    assert asked[f"{DDS}>{ICE}:photo"].when.start.hi == inf


def test_what_is_dated_after_publication_keeps_its_dates_and_is_told() -> None:
    """The dates stand, and one warning names the row, the document and when it was published."""
    made = evidence(
        claim("early", document="report", start="2020-06-30"),
        claim("late", document="report", start="2020-07", received_from=[GSP], data_sent=["probe-photo"]),
        claim("access", document="report", start="2020-07", mode="available"),
    )
    assert made.warnings == ("late: dated after report was published (2020-06); dates kept",)
    (late,) = (each for each in made.by_claim["late"] if not each.derived and not each.sent)
    assert late.when == event(Span(day("2020-07-01"), day("2020-07-31")))


# --- received from: a shown joint -----------------------------------------------------------------------------

GIVEN_ON: dict[str, Any] = {
    "holder": [GSP],
    "recipient": [ICE],
    "received_from": [DDS],
    "basis": "third-records",
    "start": "2020-03",
    "payload": "assumed",
    "channel": "email-request",
    "databases": ["faces"],
    "purpose": "registry",
    "via": [NLETS],
    **COUNT,
}


def derived(**cells: Any) -> dict[str, Any]:
    """The derived items of a claim, by ``holder>recipient:type``."""
    made = items(claim(**(GIVEN_ON | cells)))
    return {name: each for name, each in made.items() if each.derived}


def test_a_shown_joint_is_an_item_of_its_own() -> None:
    """The agency received from gave the holder the same kind of data, and how is not said."""
    made = items(claim(**GIVEN_ON))
    assert sorted(made) == [f"{DDS}>{GSP}:photo", f"{GSP}>{ICE}:photo"]
    stated, joint = made[f"{GSP}>{ICE}:photo"], made[f"{DDS}>{GSP}:photo"]
    assert (stated.derived, stated.received_from) == (False, (DDS,))
    assert joint.derived
    assert (joint.holder, joint.recipient, joint.data_type) == (DDS, GSP, "photo")
    assert (joint.claim, joint.document, joint.dataset, joint.kind) == (
        "c1",
        "letter",
        "made-up",
        "statement",
    )
    assert (joint.channel, joint.database, joint.databases, joint.purpose) == ("", "", (), "")
    assert (joint.via, joint.received_from, joint.count) == ((), (), None)


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("payload", {"payload": "assumed"}),
        ("payload", {"payload": "stated"}),
        ("hedged", {"hedged": True}),
        ("hedged", {}),
        ("one_of", {"one_of": True}),
        ("one_of", {}),
        ("mode", {"mode": "available"}),
        ("mode", {}),
        ("data_type", {"data_types": ["home-address"]}),
        ("data_type", {"data_types": []}),
        ("itemised", {"data_types": []}),
        ("masked", {"masked": ["mode:stars"]}),
        ("document", {"document": "report"}),
        ("standing", {"mode": "available"}),
        ("standing", {"basis": "record"}),
        ("standing", {"basis": "third"}),
    ],
)
def test_a_derived_item_is_like_the_one_that_it_comes_from(field: str, cells: dict[str, Any]) -> None:
    """Mode, type, payload, hedge, `one of`, masks and document are the same, and so is the standing."""
    made = items(claim(**(GIVEN_ON | cells)))
    (joint,) = (each for each in made.values() if each.derived)
    (stated,) = (each for each in made.values() if not each.derived)
    assert getattr(joint, field) == getattr(stated, field)
    expected = cells.get(field, getattr(stated, field))
    assert getattr(joint, field) == (frozenset({"mode"}) if field == "masked" else expected)


def test_a_derived_item_shows_no_threshold() -> None:
    """What paper was asked for or shown in the one exchange says nothing of the exchange before it."""
    (joint,) = derived(threshold_required="court-order", threshold_shown="judicial-warrant").values()
    assert (joint.threshold_required, joint.threshold_shown) == ("", "")


@pytest.mark.parametrize("mode", vocabulary("modes"))
def test_only_what_was_disclosed_or_offered_shows_a_joint(mode: str) -> None:
    """Of a request, a refusal, a plan or a denial nothing follows about how the holder got the data."""
    assert bool(derived(mode=mode)) == (mode in {"disclosed", "available"})


def test_without_a_holder_there_is_no_joint() -> None:
    """Nobody is no end of a flow; a masked holder is somebody."""
    assert derived(holder=[]) == {}
    assert list(derived(holder=[], masked=["holder:stars"])) == [f"{DDS}>{MASKED}:photo"]


def test_each_giver_and_holder_is_a_joint_whoever_receives() -> None:
    """Two givers, two holders and two kinds of data are eight joints; a list of recipients adds none."""
    made = derived(
        received_from=[DDS, MVA],
        holder=[GSP, BROKER],
        recipient=[ICE, CBP],
        data_types=["photo", "home-address"],
    )
    assert len(made) == 8
    assert f"{MVA}>{BROKER}:home-address" in made


def test_a_result_was_made_from_photos_that_are_only_assumed() -> None:
    """Where what was passed on is made from another type, that other was received, and that is assumed."""
    made = derived(data_types=["face-search-result"], payload="stated")
    assert {name: each.payload for name, each in made.items()} == {f"{DDS}>{GSP}:photo:used": "assumed"}
    assert all(each.used for each in made.values())


@pytest.mark.parametrize("order", [["photo", "face-search-result"], ["face-search-result", "photo"]])
def test_a_photo_stated_beside_a_result_stays_stated(order: list[str]) -> None:
    """A photo that was passed on, and one that a result was made from, are two items, in whatever order named."""
    made = derived(data_types=order, payload="stated")
    assert {name: (each.payload, each.used) for name, each in made.items()} == {
        f"{DDS}>{GSP}:photo": ("stated", False),
        f"{DDS}>{GSP}:photo:used": ("assumed", True),
    }


@pytest.mark.parametrize(
    ("time", "last"),
    [
        ({"start": "2020-03"}, "2020-03-31"),
        ({"time_kind": "standing", "start": "2019", "end": "2020-03", "end_kind": "seen"}, "2020-03-31"),
        (
            {"time_kind": "standing", "start": "2019", "end": "2020-03", "end_kind": "ongoing-as-stated"},
            "2020-03-31",
        ),
        ({"time_kind": "standing", "start": "2019", "end": "2020-04", "end_kind": "ended"}, "2020-04-30"),
        ({"time_kind": "standing", "start": "2019", "end_kind": "unknown"}, "2019-12-31"),
        ({"start": None}, None),
        ({"start": "2020-03..", "document": "report"}, "2020-06-30"),
        ({"start": "2020-07", "document": "report"}, "2020-06-30"),
        ({"start": "2020-03..", "document": "report", "mode": "available"}, None),
    ],
)
def test_a_derived_item_happened_by_the_last_day_of_the_other(time: dict[str, Any], last: str | None) -> None:
    """When the holder had got the data is open to the past, and up to the last day of what it passed on."""
    (joint,) = derived(**time).values()
    assert joint.when == event(Span(-inf, day(last) if last else inf))


@pytest.mark.parametrize(
    ("speaker", "is_party"),
    [
        (DDS, True),
        (GSP, True),
        ("georgia dds office", True),
        (STATE, True),
        (ICE, False),
        (DHS, False),
        (MVA, False),
        (None, False),
        ("somebody", False),
    ],
)
def test_a_party_to_the_one_exchange_may_be_no_party_to_the_other(
    speaker: str | None, is_party: bool
) -> None:
    """What the recipient acknowledges of itself is only reported of the holder and whom it had it from."""
    made = items(claim(**(GIVEN_ON | {"basis": "party", "speaker_agency": speaker})))
    assert made[f"{GSP}>{ICE}:photo"].standing == "acknowledged"
    assert made[f"{DDS}>{GSP}:photo"].standing == ("acknowledged" if is_party else "reported")


@pytest.mark.parametrize(
    ("speaker", "is_party"), [(DHS, True), (ICE, True), (ERO, True), (CBP, False), (STATE, False)]
)
def test_the_whole_of_a_party_speaks_for_it(speaker: str, is_party: bool) -> None:
    """DHS speaks for ERO, CBP does not; the government of one state does not speak for a federal body."""
    (joint,) = derived(holder=[BROKER], received_from=[ERO], basis="party", speaker_agency=speaker).values()
    assert joint.standing == ("acknowledged" if is_party else "reported")


@pytest.mark.parametrize("basis", ["record", "third-records", "third"])
def test_another_basis_does_not_depend_on_the_speaker(basis: str) -> None:
    """A record shows the joint as it shows the rest, whoever speaks."""
    (joint,) = derived(basis=basis, speaker_agency=ICE).values()
    assert joint.standing == item(basis=basis).standing


# --- what the requester sent ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", vocabulary("modes"))
def test_what_was_sent_went_with_the_request_whatever_came_of_it(mode: str) -> None:
    """A probe photo that was sent with a request was disclosed the other way, even if it was refused."""
    went = {
        "disclosed": "disclosed",
        "requested": "disclosed",
        "refused": "disclosed",
        "blocked": "disclosed",
        "available": "available",
    }
    made = items(claim(mode=mode, data_sent=["probe-photo"], basis="party"))
    back = made.get(f"{ICE}>{DDS}:probe-photo:sent")
    assert (back.mode if back else None) == went.get(mode)
    assert went == MODE_OF_SENT
    if back:
        assert back.sent
        assert back.standing == ("available" if mode == "available" else "acknowledged")


def test_what_was_sent_keeps_the_exchange_but_not_the_answer() -> None:
    """Channel, purpose, time and document are the exchange's; database, count and joints are the answer's."""
    row = claim(
        data_sent=["probe-photo"],
        data_types=[],
        payload="assumed",
        databases=["faces"],
        channel="email-request",
        purpose="registry",
        via=[NLETS, BROKER],
        received_from=[GSP],
        hedged=True,
        one_of=True,
        **COUNT,
    )
    made = items(row)
    back = made[f"{ICE}>{DDS}:probe-photo:sent"]
    assert (back.holder, back.recipient, back.data_type) == (ICE, DDS, "probe-photo")
    assert (back.payload, back.itemised, back.derived, back.sent) == ("stated", True, False, True)
    assert (back.database, back.databases, back.count, back.received_from) == ("", (), None, ())
    assert back.via == (BROKER, NLETS)
    assert (back.channel, back.purpose, back.document) == ("email-request", "registry", "letter")
    assert (back.hedged, back.one_of) == (True, True)
    assert back.when == made[f"{DDS}>{ICE}:driver-record"].when


def test_what_was_sent_goes_between_every_two_parties() -> None:
    """Each recipient of a list sent each kind of data to each holder."""
    made = items(claim(holder=[DDS, MVA], recipient=[ICE, CBP], data_sent=["probe-photo", "home-address"]))
    assert sum(each.sent for each in made.values()) == 8
    assert f"{CBP}>{MVA}:home-address:sent" in made


def test_what_was_sent_has_an_id_of_its_own() -> None:
    """What went to the holder as a question, and what it had got before, may be alike and are two items."""
    made = items(claim(received_from=[ICE], data_sent=["photo"]))
    assert sorted(made) == [f"{DDS}>{ICE}:photo", f"{ICE}>{DDS}:photo", f"{ICE}>{DDS}:photo:sent"]
    assert [name for name, each in made.items() if each.sent] == [f"{ICE}>{DDS}:photo:sent"]


@pytest.mark.parametrize(("nobody", "name"), [("holder", f"{ICE}>"), ("recipient", f">{DDS}")])
def test_what_was_sent_by_or_to_nobody_is_in_no_flow(nobody: str, name: str) -> None:
    """Where a party is not named, what was sent is kept, and nothing is drawn from it."""
    made = evidence(claim(**{nobody: []}, data_sent=["probe-photo"]))
    assert [each.id for each in made.items if each.sent] == [f"c1:{name}:probe-photo:sent"]
    assert made.flows() == []


def test_what_was_sent_in_a_row_of_a_log_is_documented() -> None:
    """A log shows the asking as it shows the answer."""
    made = items(Request=[request(mode="refused", data_sent=["probe-photo"])])
    assert made[f"{DDS}>{ICE}:photo"].standing == "refused"
    assert made[f"{ICE}>{DDS}:probe-photo:sent"].standing == "documented"


@pytest.mark.parametrize("mode", ["requested", "refused", "blocked", "disclosed"])
def test_what_was_sent_had_been_by_publication(mode: str) -> None:
    """A document of June that tells of a request tells that the probe photo had been sent by then."""
    made = items(claim(mode=mode, data_sent=["probe-photo"], start="2020-03..", document="report"))
    assert made[f"{ICE}>{DDS}:probe-photo:sent"].when == event(Span(day("2020-03-01"), day("2020-06-30")))


def test_access_to_send_is_bounded_by_no_publication() -> None:
    """What may be sent at any time was not sent by any."""
    made = items(claim(mode="available", data_sent=["probe-photo"], start="2020-03..", document="report"))
    assert made[f"{ICE}>{DDS}:probe-photo:sent"].when.start.hi == inf


# --- rows of a log --------------------------------------------------------------------------------------------


def test_a_row_of_a_log_is_an_item_of_its_own_kind() -> None:
    """Requests and statements are told apart, and what a log does not have is blank."""
    only = items(Request=[request()])[f"{DDS}>{ICE}:photo"]
    assert (only.kind, only.claim, only.mode) == ("request", "r1", "disclosed")
    assert (only.hedged, only.one_of, only.received_from) == (False, False, ())


def test_the_part_that_asked_is_the_recipient() -> None:
    """Where the log has the part of the requester apart, that part received; else the requester."""
    assert list(items(Request=[request(component="ERO")])) == [f"{DDS}>{ERO}:photo"]
    assert list(items(Request=[request(component=None)])) == [f"{DDS}>{ICE}:photo"]


def test_a_log_row_may_be_a_count() -> None:
    """An aggregate row counts exactly, in its unit, or in requests."""
    made = items(Request=[request(count=1907.0, count_unit="searches")])[f"{DDS}>{ICE}:photo"].count
    assert made is not None
    assert (made.words, made.qualifier, made.value, made.unit) == (
        "1907 searches",
        "exactly",
        1907.0,
        "searches",
    )
    many = items(Request=[request(count=1211643.0)])[f"{DDS}>{ICE}:photo"].count
    assert many is not None
    assert many.words == "1211643 requests"
    plain = items(Request=[request(count=3.0)])[f"{DDS}>{ICE}:photo"].count
    assert plain is not None
    assert (plain.words, plain.unit) == ("3 requests", "requests")
    nobody = items(Request=[request(count=0.0)])[f"{DDS}>{ICE}:photo"].count
    assert nobody is not None
    assert nobody.bounds == Bounds(0, 0)
    assert items(Request=[request()])[f"{DDS}>{ICE}:photo"].count is None


def test_the_count_of_a_log_row_is_shared_by_its_requesters() -> None:
    """Two requesters of one aggregate have each "some of" it."""
    made = items(Request=[request(count=9.0, requester=[ICE, CBP])])
    counts = [each.count for each in made.values()]
    assert [count.shared_with for count in counts if count] == [(ICE,), (CBP,)]


# --- masks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("holder", "holder"),
        ("recipient", "recipient"),
        ("requester", "recipient"),
        ("data_types", "type"),
        ("mode", "mode"),
        ("start", "date"),
        ("end", "date"),
        ("answered", "date"),
    ],
)
def test_a_masked_cell_that_matters_is_known_by_its_field(column: str, field: str) -> None:
    """Whichever column was masked, the item says which of the five fields that is."""
    (only,) = evidence(claim(masked=[f"{column}:stars"])).items
    assert only.masked == {field}
    assert not only.is_firm


@pytest.mark.parametrize(
    "column", ["purpose", "channel", "databases", "speaker", "threshold_shown", "count_words"]
)
def test_a_masked_cell_that_does_not_matter_keeps_nothing_from_holding(column: str) -> None:
    """A trace may hold though the purpose, the channel or the count was masked."""
    (only,) = evidence(claim(masked=[f"{column}:stars"])).items
    assert only.masked == frozenset()
    assert only.is_firm


def test_several_masks_are_all_kept() -> None:
    """Each masked field is known, once."""
    (only,) = evidence(claim(masked=["holder:stars", "start:foia-b6", "end:foia-b6", "purpose:stars"])).items
    assert only.masked == {"holder", "date"}


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"holder": [], "masked": ["holder:stars"]}, f"{MASKED}>{ICE}:photo"),
        ({"recipient": [], "masked": ["recipient:stars"]}, f"{DDS}>{MASKED}:photo"),
        ({"holder": []}, f">{ICE}:photo"),
        ({"recipient": []}, f"{DDS}>:photo"),
    ],
)
def test_a_masked_party_is_somebody_and_a_blank_one_is_nobody(cells: dict[str, Any], name: str) -> None:
    """Masked is never blank: a masked party makes a flow, a blank one does not."""
    made = evidence(claim(**cells))
    assert [each.id for each in made.items] == [f"c1:{name}"]
    assert len(made.flows()) == (MASKED in name)


def test_a_masked_requester_is_somebody() -> None:
    """In a log, too, whoever asked under a mask is somebody."""
    made = items(Request=[request(requester=[], masked=["requester:stars"])])
    assert list(made) == [f"{DDS}>{MASKED}:photo"]


def test_a_masked_type_is_the_broadest_and_marked() -> None:
    """What was masked may be anything that the holder has."""
    only = item(data_types=[], masked=["data_types:stars"])
    assert (only.data_type, only.itemised, only.masked) == ("driver-record", False, {"type"})


def test_a_masked_date_is_undated() -> None:
    """A masked date says nothing of when, and the item says that it was masked."""
    only = item(start=None, masked=["start:stars"])
    assert (only.when, only.masked) == (event(Span(-inf, inf)), {"date"})
    held = item(start=None, time_kind="standing", masked=["start:stars"])
    assert held.when == standing(Span(-inf, inf), Span(-inf, inf), "unknown")


def test_a_masked_date_of_asking_does_not_matter_once_it_was_answered() -> None:
    """Of a request the answered date counts; the masked date of asking matters only where no other is given."""
    answered = items(Request=[request(asked=None, masked=["asked:stars"])])[f"{DDS}>{ICE}:photo"]
    assert answered.masked == frozenset()
    assert answered.is_firm
    open_one = items(Request=[request(asked=None, answered=None, masked=["asked:stars"])])[
        f"{DDS}>{ICE}:photo"
    ]
    assert open_one.masked == {"date"}


def test_what_was_sent_under_its_own_name_is_not_masked_by_the_answer() -> None:
    """A masked type of what came back hides nothing of what was sent, and the masked party is the other end."""
    made = items(claim(data_types=[], data_sent=["probe-photo"], masked=["data_types:stars"]))
    assert made[f"{ICE}>{DDS}:probe-photo:sent"].masked == frozenset()
    made = items(claim(recipient=[], data_sent=["probe-photo"], masked=["recipient:stars"]))
    assert made[f"{MASKED}>{DDS}:probe-photo:sent"].masked == {"holder"}
    made = items(claim(holder=[], data_sent=["probe-photo"], masked=["holder:stars", "start:stars"]))
    assert made[f"{ICE}>{MASKED}:probe-photo:sent"].masked == {"recipient", "date"}


def test_under_a_masked_mode_joints_and_what_was_sent_are_kept_and_make_no_flow() -> None:
    """Where what happened is masked it may have been a disclosure: its items stand, marked, and none is drawn."""
    row = claim(mode=None, received_from=[GSP], data_sent=["probe-photo"], masked=["mode:stars"])
    made = evidence(row)
    assert set(made.item) == {
        f"c1:{DDS}>{ICE}:photo",
        f"c1:{ICE}>{DDS}:probe-photo:sent",
        f"c1:{GSP}>{DDS}:photo",
    }
    assert {(each.mode, each.masked) for each in made.items} == {("", frozenset({"mode"}))}
    assert made.flows() == []


@pytest.mark.parametrize("sent", [[], ["probe-photo"]])
def test_what_was_sent_under_a_mask_is_something(sent: list[str]) -> None:
    """A masked kind of data that was sent is not nothing: it is the broadest that its sender has, and marked."""
    made = items(claim(data_sent=sent, masked=["data_sent:stars"]))
    hidden = made[f"{ICE}>{DDS}:personal-data:sent"]
    assert (hidden.masked, hidden.itemised, hidden.sent) == ({"type"}, False, True)
    assert len(made) == 2 + len(sent)
    assert made[f"{DDS}>{ICE}:photo"].masked == frozenset()


# --- documents ------------------------------------------------------------------------------------------------


def test_a_document_is_read_with_its_date_and_words() -> None:
    """What is cited keeps its title, publisher, address and kind, and its date as written and as days."""
    rows = [
        {
            "id": "d",
            "name": "Title",
            "publisher": "Paper",
            "published": "2020-06",
            "url": "https://example.org/d",
            "kind": "article",
            "repeats": "original",
        },
        {"id": "plain"},
    ]
    made = evidence(Source=rows).documents
    assert made["d"] == Document(
        "d",
        "Title",
        "Paper",
        Span(day("2020-06-01"), day("2020-06-30")),
        "2020-06",
        "https://example.org/d",
        "article",
        "original",
        "original",
    )
    assert made["plain"] == Document("plain", "plain", "", None, "", "", "", "", "plain")


@pytest.mark.parametrize(
    ("repeats", "voices"),
    [
        ({"a": "", "b": "a", "c": "b"}, {"a": "a", "b": "a", "c": "a"}),
        ({"a": "", "b": ""}, {"a": "a", "b": "b"}),
        ({"b": "not loaded"}, {"b": "not loaded"}),
        ({"a": "a"}, {"a": "a"}),
    ],
)
def test_a_document_that_repeats_another_is_its_voice(
    repeats: dict[str, str], voices: dict[str, str]
) -> None:
    """A retelling of a retelling has the voice of the original, and a circle ends."""
    rows = [{"id": name, "repeats": told} for name, told in repeats.items()]
    assert {name: each.voice for name, each in evidence(Source=rows).documents.items()} == voices


@pytest.mark.parametrize(
    ("same_as", "voices"),
    [
        ({"a": [], "b": []}, {"a": "a", "b": "b"}),
        ({"a": [], "b": ["a"]}, {"a": "a", "b": "a"}),
        ({"a": ["b"], "b": []}, {"a": "a", "b": "a"}),
        ({"a": [], "b": ["c"], "c": ["a"]}, {"a": "a", "b": "a", "c": "a"}),
        ({"a": ["d"], "b": ["c"], "c": [], "d": ["c"]}, {"a": "a", "b": "a", "c": "a", "d": "a"}),
        ({"a": ["not loaded"], "b": ["not loaded"]}, {"a": "a", "b": "b"}),
        ({"a": ["b"], "b": ["a"]}, {"a": "a", "b": "a"}),
    ],
)
def test_claims_that_hold_the_same_evidence_are_one_voice(
    same_as: dict[str, list[str]], voices: dict[str, str]
) -> None:
    """`same_as` ties claims together whichever states it, through others, and only claims that are loaded."""
    for order in (sorted(same_as), sorted(same_as, reverse=True)):
        made = evidence(*(claim(name, same_as=same_as[name]) for name in order))
        assert made.voice_of_claim == voices


# --- coverage -------------------------------------------------------------------------------------------------


def test_a_coverage_row_is_read() -> None:
    """Whose records, which side and channel, from the first day of its start to the last of its end."""
    row = {
        "id": "v1",
        "agency": "Georgia DDS office",
        "side": "holder",
        "channel": "staff-request",
        "record_kind": "letters",
        "start": "2019",
        "end": "2020-06",
        "extent": "complete",
        "document": "letter",
        "would_obtain": "the log",
        "note": "seen",
    }
    (only,) = evidence(Coverage=[row]).coverage
    assert only == Coverage(
        "v1",
        DDS,
        "holder",
        "staff-request",
        "letters",
        Span(day("2019-01-01"), day("2020-06-30")),
        "complete",
        "letter",
        "the log",
        "seen",
        row,
    )
    (blank,) = evidence(Coverage=[{"id": "v2"}]).coverage
    assert blank == Coverage("v2", "", "", "", "", Span(-inf, inf), "", "", "", "")


# --- the projection as a whole --------------------------------------------------------------------------------


def test_flows_gather_the_items_of_one_key_in_order() -> None:
    """Evidence of one key is one flow, of two channels two; flows are ordered by key, items by id."""
    made = evidence(
        claim("b", channel="staff-request"),
        claim("a", channel="staff-request"),
        claim("c", channel="email-request"),
        claim("d", recipient=[CBP]),
        claim("e", recipient=[]),
        claim("f", mode="planned"),
    )
    assert [(flow.recipient, flow.key[4], [each.claim for each in flow.items]) for flow in made.flows()] == [
        (CBP, "", ["d"]),
        (ICE, "email-request", ["c"]),
        (ICE, "staff-request", ["a", "b"]),
    ]
    some = made.flows(made.by_claim["b"])
    assert [[each.claim for each in flow.items] for flow in some] == [["b"]]


def test_items_are_found_by_id_and_by_claim() -> None:
    """Every item has an id of its own, and leads back to the row that it was read out of."""
    made = evidence(claim(recipient=[ICE, CBP]), claim("c2"))
    assert {each.id: each for each in made.items} == made.item
    assert {name: len(found) for name, found in made.by_claim.items()} == {"c1": 2, "c2": 1}
    assert [each.id for each in made.items] == sorted(made.item)
    plain = replace(made, items=tuple(made.items))  # as a scenario has them, not read from rows
    for case in (made, plain):
        assert {name: case.of_claim(name) for name in ("c1", "c2")} == dict(made.by_claim)
        assert case.of_claim("c3") == ()


def test_items_are_equal_to_the_same_items_and_to_no_others() -> None:
    """Neither to fewer nor to more, nor to what holds no items at all."""
    few, more = evidence(claim()).items, evidence(claim(), claim("c2")).items
    assert few == evidence(claim()).items
    assert few == tuple(few)
    assert hash(few) == hash(evidence(claim()).items)
    assert few != more
    assert more != few
    assert few != 1


def test_purposes_are_those_of_the_vocabulary_unless_told() -> None:
    """A question asked for a purpose finds narrower ones, as the shipped vocabulary has them."""
    assert "civil-immigration-enforcement" in evidence().purposes.narrower("immigration-enforcement")
    assert project({}, Taxonomy({"narrow": ["broad"]})).purposes.narrower("broad") == {"broad", "narrow"}
    assert purposes_of_vocabulary().parents == {
        term.id: term.parents for term in vocabulary("purposes").values()
    }


def test_the_datasets_are_those_of_every_row() -> None:
    """A dataset is known by any row of it, also by one that makes no evidence."""
    documents = [{"id": "letter", "dataset": "papers"}]
    made = evidence(
        claim(dataset=None), claim("c2", dataset="log"), Source=documents, Agency=[], AgencyGroup=[]
    )
    assert made.datasets == {"log", "papers"}


def test_rows_may_be_given_one_by_one() -> None:
    """A table may be any stream of rows; it is read once."""
    rows = tables(claim(), Request=[request()])
    streamed = project({label: iter(each) for label, each in rows.items()})
    assert streamed.items == project(rows).items
    assert streamed.datasets == {"made-up"}


def test_nothing_makes_nothing() -> None:
    """A case without rows has no evidence, and reading it is no error."""
    made = project({})
    assert (made.items, made.flows(), made.coverage, made.rules, made.warnings) == ((), [], (), (), ())


cells = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["disclosed", "available", "requested", "refused", "denied", "planned"]),
        "basis": st.sampled_from(["record", "party", "third"]),
        "holder": st.sampled_from([[DDS], [MVA, GSP], ["DDS"], [OFFICES], []]),
        "recipient": st.sampled_from([[ICE], [CBP, OTHERS], ["Springfield PD"], []]),
        "data_types": st.sampled_from([[], ["photo"], ["face-search-result", "photo"]]),
        "data_sent": st.sampled_from([[], ["probe-photo"]]),
        "received_from": st.sampled_from([[], [DDS], [MVA, BROKER]]),
        "databases": st.sampled_from([[], ["FRS"], ["faces", "records"]]),
        "channel": st.sampled_from([None, "staff-request", "email-request"]),
        "via": st.sampled_from([[], [NLETS]]),
        "document": st.sampled_from(["letter", "report"]),
        "start": st.sampled_from([None, "2020", "2020-07-01"]),
        "masked": st.sampled_from([[], ["holder:stars"], ["data_types:stars", "mode:stars"]]),
        "count_value": st.sampled_from([None, 3.0]),
        "same_as": st.sampled_from([[], ["c0"], ["c1", "c2"]]),
    }
)


@given(st.lists(cells, max_size=5), st.randoms(use_true_random=False))
def test_the_projection_is_the_same_in_any_order_of_evidence(
    rows: list[dict[str, Any]], shuffled: Any
) -> None:
    """However rows, parties, documents and types are ordered, items, flows, voices and denials come out alike."""
    claims = [claim(f"c{place}", **row) for place, row in enumerate(rows)]
    requests = [request(f"r{place}", requester=row["recipient"]) for place, row in enumerate(rows)]
    one = tables(*claims, Request=requests)
    other = {name: shuffled.sample(list(table), len(table)) for name, table in one.items()}
    first, second = project(one), project(other)
    assert first.items == second.items
    assert [(flow.id, flow.standing, flow.items) for flow in first.flows()] == [
        (flow.id, flow.standing, flow.items) for flow in second.flows()
    ]
    assert first.voice_of_claim == second.voice_of_claim
    assert first.documents == second.documents
    assert sorted(first.warnings) == sorted(second.warnings)
    for each in first.items:
        assert {denial.id for denial in first.denials.against(each)} == {
            denial.id for denial in second.denials.against(second.item[each.id])
        }


@given(st.lists(cells, max_size=4))
def test_every_item_of_a_flow_has_its_key_and_both_parties(rows: list[dict[str, Any]]) -> None:
    """No flow is made from a plan or from nobody, and every item that makes a flow is in exactly one."""
    made = evidence(*(claim(f"c{place}", **row) for place, row in enumerate(rows)))
    flows = made.flows()
    assert all(
        each.key == flow.key and each.holder and each.recipient for flow in flows for each in flow.items
    )
    in_flows = [each.id for flow in flows for each in flow.items]
    assert sorted(in_flows) == sorted(each.id for each in made.items if each.makes_flow)
    assert len({flow.id for flow in flows}) == len(flows)


@given(cells, cells)
def test_other_rows_change_nothing_of_an_item(row: dict[str, Any], another: dict[str, Any]) -> None:
    """An item is read out of its own row: evidence beside it never changes it."""
    alone = evidence(claim("c1", **row))
    beside = evidence(claim("c1", **row), claim("c2", **another), Request=[request()])
    assert beside.by_claim.get("c1") == alone.by_claim.get("c1")


def test_an_item_with_another_id_is_another_item() -> None:
    """Items are compared by what they say, not by where their row stands."""
    only = item()
    assert replace(only, record={}) == only
    assert replace(only, id="c2") != only
