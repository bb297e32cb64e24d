"""Standing of items and flows, and what a denial covers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.dates import Span, event
from graphmodel.evidence import (
    CARRYING,
    FLOW_MODES,
    MASKS_THAT_MATTER,
    RANK,
    STANDING_OF_BASIS,
    STANDINGS,
    Flow,
    Item,
    flow_id,
)
from graphmodel.projection import Evidence
from graphmodel.vocabulary import vocabulary
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
    NLETS,
    OTHERS,
    STATE,
    claim,
    evidence,
    item,
    items,
    request,
)

# --- of an item -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "standing"),
    [
        ("record", "documented"),
        ("party", "acknowledged"),
        ("third-records", "records-reported"),
        ("third", "reported"),
        (None, "reported"),
        ("a basis that no vocabulary has", "reported"),
    ],
)
def test_what_was_disclosed_stands_by_its_basis(basis: str | None, standing: str) -> None:
    """A record, a party, a third party with records and one without give the four standings of a disclosure."""
    assert item(mode="disclosed", basis=basis).standing == standing


@pytest.mark.parametrize("mode", [mode for mode in vocabulary("modes") if mode != "disclosed"])
@pytest.mark.parametrize("basis", ["record", "party", "third-records", "third"])
def test_what_was_not_disclosed_stands_by_its_mode(mode: str, basis: str) -> None:
    """However good its basis, what was not handed over is never shown to have been."""
    (only,) = evidence(claim(mode=mode, basis=basis)).items
    assert only.standing == mode


@pytest.mark.parametrize(
    ("mode", "standing"),
    [
        ("disclosed", "documented"),
        (None, "requested"),
        ("requested", "requested"),
        ("refused", "refused"),
        ("blocked", "blocked"),
        ("available", "available"),
    ],
)
def test_a_row_of_a_log_is_a_record(mode: str | None, standing: str) -> None:
    """A disclosure that a log shows is documented; a row that does not say what became of it was asked."""
    assert items(Request=[request(mode=mode)])[f"{DDS}>{ICE}:photo"].standing == standing


def test_standings_are_ranked_as_the_vocabulary_ranks_them() -> None:
    """Best first, and the first five carry: four of what was disclosed, and access where the floor is access."""
    terms = vocabulary("standings")
    assert tuple(terms) == STANDINGS
    assert {name: rank + 1 for name, rank in RANK.items()} == {
        term.id: int(term.extra["rank"]) for term in terms.values()
    }
    assert tuple(term.id for term in terms.values() if term.extra["carries"]) == CARRYING


def test_every_basis_and_mode_of_the_vocabularies_has_its_standing() -> None:
    """The standing of a basis, and which modes make a flow, are those that the vocabularies say."""
    assert {term.id: term.extra["standing"] for term in vocabulary("bases").values()} == STANDING_OF_BASIS
    modes = vocabulary("modes").values()
    assert frozenset(term.id for term in modes if term.extra["makes_flow"] == "y") == FLOW_MODES


@pytest.mark.parametrize("mode", vocabulary("modes"))
@pytest.mark.parametrize("left_out", ["", "holder", "recipient"])
def test_a_flow_needs_two_parties_and_a_mode_that_makes_one(mode: str, left_out: str) -> None:
    """Plans, context, and evidence that names no holder or no recipient make no flow."""
    cells = {left_out: []} if left_out else {}
    made = evidence(claim(mode=mode, **cells))
    makes = not left_out and mode not in {"planned", "context"}
    assert [each.makes_flow for each in made.items] == [makes]
    assert len(made.flows()) == makes


def test_a_masked_mode_makes_no_flow() -> None:
    """Where what happened is masked, nothing is drawn."""
    masked = item(mode=None, masked=["mode:stars"])
    assert (masked.mode, masked.standing, masked.makes_flow) == ("", "", False)
    assert not replace(item(), masked=frozenset({"mode"})).makes_flow


@pytest.mark.parametrize(
    ("change", "firm"),
    [
        ({}, True),
        ({"hedged": True}, False),
        ({"one_of": True}, False),
        *(({"masked": frozenset({field})}, False) for field in sorted(MASKS_THAT_MATTER)),
        *(({"mode": mode}, mode == "disclosed") for mode in vocabulary("modes")),
    ],
)
def test_nothing_holds_on_what_is_hedged_masked_or_one_of_several(change: dict[str, Any], firm: bool) -> None:
    """An item is firm if it was disclosed, without a hedge, an alternative or a mask that matters."""
    assert replace(item(), **change).is_firm is firm


def test_the_masks_that_matter_are_five() -> None:
    """Holder, recipient, type, mode and date: on another masked cell a trace may still hold."""
    assert frozenset({"holder", "recipient", "type", "mode", "date"}) == MASKS_THAT_MATTER


# --- of a flow ------------------------------------------------------------------------------------------------


PLAIN = item()


def flow(*standings: str) -> Flow:
    """A flow of items with these standings."""
    members = [replace(PLAIN, id=str(place), standing=each) for place, each in enumerate(standings)]
    return Flow(PLAIN.key, tuple(members))


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        (["reported", "documented", "acknowledged"], "documented"),
        (["reported", "records-reported"], "records-reported"),
        (["acknowledged", "records-reported"], "acknowledged"),
        (["available", "reported"], "reported"),
        (["refused", "available"], "available"),
        (["requested", "refused", "refused"], "requested"),
        (["refused", "blocked", "denied"], "refused"),
        (["denied", "blocked"], "blocked"),
        (["denied"], "denied"),
    ],
)
def test_a_flow_stands_as_its_best_item(standings: list[str], expected: str) -> None:
    """One open request outweighs refusals, refusals outweigh blocks, and blocks outweigh denials."""
    assert flow(*standings).standing == expected
    assert flow(*reversed(standings)).standing == expected


any_standing = st.sampled_from(STANDINGS)


@given(st.lists(any_standing, min_size=1, max_size=6), st.sampled_from(CARRYING))
def test_disclosed_or_available_evidence_never_lowers_a_flow(before: list[str], added: str) -> None:
    """With more evidence of disclosure or access a flow stands as well as before, or better."""
    assert RANK[flow(*before, added).standing] <= RANK[flow(*before).standing]
    assert RANK[flow(*before, added).standing] <= RANK[added]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["disclosed", "available", "requested", "refused", "blocked", "denied"]),
            st.sampled_from(["record", "party", "third-records", "third"]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.tuples(st.sampled_from(["disclosed", "available"]), st.sampled_from(["record", "third"])),
)
def test_a_claim_of_disclosure_or_access_never_lowers_a_flow(
    before: list[tuple[str, str]], added: tuple[str, str]
) -> None:
    """The same, from rows on: a row that says disclosed or available takes nothing from the flow that it joins."""
    rows = [
        claim(f"c{place}", mode=mode, basis=basis) for place, (mode, basis) in enumerate([*before, added])
    ]
    (lower,) = evidence(*rows[:-1]).flows()
    (higher,) = evidence(*rows).flows()
    assert RANK[higher.standing] <= RANK[lower.standing]
    assert higher.id == lower.id


KEY = (DDS, ICE, "photo", "faces", "staff-request", (NLETS, BROKER))


@pytest.mark.parametrize(
    "other",
    [
        (MVA, ICE, "photo", "faces", "staff-request", (NLETS, BROKER)),
        (DDS, CBP, "photo", "faces", "staff-request", (NLETS, BROKER)),
        (DDS, ICE, "home-address", "faces", "staff-request", (NLETS, BROKER)),
        (DDS, ICE, "photo", "", "staff-request", (NLETS, BROKER)),
        (DDS, ICE, "photo", "records", "staff-request", (NLETS, BROKER)),
        (DDS, ICE, "photo", "faces", "", (NLETS, BROKER)),
        (DDS, ICE, "photo", "staff-request", "faces", (NLETS, BROKER)),
        (DDS, ICE, "photo", "faces", "staff-request", (BROKER, NLETS)),
        (DDS, ICE, "photo", "faces", "staff-request", (NLETS,)),
        (DDS, ICE, "photo", "faces", "staff-request", ()),
        (ICE, DDS, "photo", "faces", "staff-request", (NLETS, BROKER)),
    ],
)
def test_every_part_of_a_flows_key_counts(other: Any) -> None:
    """Flows that differ in one part of their key, or in the order of `via`, are two flows with two ids."""
    assert flow_id(other) != flow_id(KEY)


def test_a_flows_id_is_stable() -> None:
    """The id is twelve digits of a hash of the key: others write it down, so it must not change."""
    assert flow_id(KEY) == Flow(KEY, ()).id == "5e38b264051d"


def test_a_flow_shows_the_parts_of_its_key() -> None:
    """Holder, recipient, type and `via` are read off the key."""
    made = Flow(KEY, ())
    assert (made.holder, made.recipient, made.data_type, made.via) == (DDS, ICE, "photo", (NLETS, BROKER))


# --- contested ------------------------------------------------------------------------------------------------

#: A denial of photos by staff request, for one purpose, in March 2020; and what it covers.
DENIAL = {
    "mode": "denied",
    "channel": "staff-request",
    "start": "2020-03",
    "holder": [DDS],
    "recipient": [ICE],
    "data_types": ["driver-record"],
    "databases": ["faces"],
    "purpose": "immigration-enforcement",
}
COVERED = {
    "mode": "disclosed",
    "channel": "staff-request",
    "start": "2020-03-05",
    "holder": [DDS],
    "recipient": [ICE],
    "data_types": ["photo"],
    "databases": ["faces"],
    "purpose": "civil-immigration-enforcement",
}


def is_contested(denial: dict[str, Any], covered: dict[str, Any]) -> bool:
    """Whether a claim is contested by a denial, both given by what differs from the plain ones."""
    made = evidence(claim("denial", **(DENIAL | denial)), claim("item", **(COVERED | covered)))
    (only,) = made.by_claim["item"]
    found = made.denials.against(only)
    assert [each.claim for each in found] == ["denial"] * len(found)
    return bool(found)


# what of the denial, what of the item → contested
CONTESTED: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "every field stated, and within": ({}, {}, True),
    # the channel
    "a denial that names no channel": ({"channel": None}, {}, False),
    "a denial and an item that name no channel": ({"channel": None}, {"channel": None}, False),
    "another channel": ({"channel": "message-switch"}, {}, False),
    "an item that names no channel": ({}, {"channel": None}, False),
    # the holder and its parts
    "of a part of the denier": ({}, {"holder": [DESK]}, True),
    "of the whole of the denier": ({"holder": [DESK]}, {}, False),
    "of another holder": ({}, {"holder": [GSP]}, False),
    "a denial without a holder": ({"holder": []}, {}, False),
    "a denial without a holder, and an item without one": ({"holder": []}, {"holder": []}, False),
    # the recipient and its parts
    "towards a part": ({}, {"recipient": [BOSTON]}, True),
    "towards the whole": ({}, {"recipient": [DHS]}, False),
    "towards another": ({}, {"recipient": [CBP]}, False),
    "towards a group": ({}, {"recipient": [AUTHORITIES]}, False),
    "a denial that names no recipient": ({"recipient": []}, {"recipient": [CBP]}, True),
    "an item that names no recipient": ({}, {"recipient": []}, False),
    "a group does not stand for its members": ({"recipient": [OTHERS]}, {"recipient": [GSP]}, False),
    # the type and narrower ones
    "of the same type": ({"data_types": ["photo"]}, {}, True),
    "of a broader type": ({"data_types": ["photo"]}, {"data_types": ["driver-record"]}, False),
    "of a type beside it": ({"data_types": ["home-address"]}, {}, False),
    "a denial that names no type": ({"data_types": []}, {"data_types": ["face-search-result"]}, True),
    "an assumed type counts as stated": ({}, {"payload": "assumed"}, True),
    "an item whose type is masked": ({}, {"data_types": [], "masked": ["data_types:stars"]}, False),
    "an item whose type is masked, any type denied": (
        {"data_types": []},
        {"data_types": [], "masked": ["data_types:stars"]},
        True,
    ),
    # the database
    "of another database": ({}, {"databases": ["records"]}, False),
    "an item that names no database": ({}, {"databases": []}, False),
    "an item from one of several databases": ({}, {"databases": ["faces", "records"]}, False),
    "a denial that names no database": ({"databases": []}, {"databases": ["records"]}, True),
    "a denial of two databases, the item from one": ({"databases": ["faces", "records"]}, {}, True),
    "a denial of two databases, the item from none named": (
        {"databases": ["faces", "records"]},
        {"databases": []},
        False,
    ),
    # the purpose and narrower ones
    "for the same purpose": ({}, {"purpose": "immigration-enforcement"}, True),
    "for a broader purpose": (
        {"purpose": "civil-immigration-enforcement"},
        {"purpose": "immigration-enforcement"},
        False,
    ),
    "for another purpose": ({}, {"purpose": "criminal-investigation"}, False),
    "an item that names no purpose": ({}, {"purpose": None}, False),
    "a denial that names no purpose": ({"purpose": None}, {"purpose": "registry"}, True),
    # the time that it speaks of
    "wholly within its time": ({}, {"start": "2020-03"}, True),
    "begun before its time": ({}, {"start": "2020-02-29"}, False),
    "perhaps begun before its time": ({}, {"start": "2020-02-29..2020-03-05"}, False),
    "begun after its time": ({}, {"start": "2020-04-01"}, False),
    "perhaps begun after its time": ({}, {"start": "2020-03-05..2020-04-01"}, False),
    "an undated item": ({}, {"start": None}, False),
    "an undated denial, an undated item": ({"start": None}, {"start": None}, True),
    "after the denial was published": (
        {"start": "2020-01..", "document": "report"},
        {"start": "2020-07-01"},
        False,
    ),
    "on the last day of the month in which it was published": (
        {"start": "2020-01..", "document": "report"},
        {"start": "2020-06-30"},
        True,
    ),
    "an open denial in an undated document": ({"start": "2020-01.."}, {"start": "2031-07-01"}, True),
    "in a document that is not loaded": ({"document": "nowhere"}, {}, True),
    "published after its own last day": ({"document": "report"}, {"start": "2020-04-01"}, False),
    "begun within, and ended after": (
        {},
        {"time_kind": "standing", "end": "2021-05", "end_kind": "seen"},
        True,
    ),
    "a standing denial speaks up to the day on which it was seen": (
        {"time_kind": "standing", "start": "2020-01", "end": "2020-05", "end_kind": "seen"},
        {"start": "2020-05-31"},
        True,
    ),
    "and not beyond it": (
        {"time_kind": "standing", "start": "2020-01", "end": "2020-05", "end_kind": "seen"},
        {"start": "2020-06-01"},
        False,
    ),
    "nor before it surely speaks": (
        {"time_kind": "standing", "start": "2020-03", "end": "2020-05", "end_kind": "ended"},
        {"start": "2020-02-29"},
        False,
    ),
    "a standing denial whose end is unknown speaks of its start": (
        {"time_kind": "standing", "start": "2020-03", "end_kind": "unknown"},
        {"start": "2020-04-01"},
        False,
    ),
    # what of the denial is masked
    "a denial whose holder is masked": (
        {"holder": [], "masked": ["holder:stars"]},
        {"holder": [], "masked": ["holder:stars"]},
        False,
    ),
    "a denial whose recipient is masked, like the item's": (
        {"recipient": [], "masked": ["recipient:stars"]},
        {"recipient": [], "masked": ["recipient:stars"]},
        False,
    ),
    "a denial whose type is masked": ({"data_types": [], "masked": ["data_types:stars"]}, {}, False),
    # who denies, and what is denied
    "a hedged denial": ({"hedged": True}, {}, False),
    "a refusal is not a denial": ({"mode": "refused"}, {}, False),
    "an item that is hedged": ({}, {"hedged": True}, True),
    "access": ({}, {"mode": "available"}, True),
    "a request": ({}, {"mode": "requested"}, False),
    "a refusal": ({}, {"mode": "refused"}, False),
    "another denial": ({}, {"mode": "denied"}, False),
}


@pytest.mark.parametrize("name", CONTESTED)
def test_a_denial_contests_what_its_scope_covers_and_nothing_else(name: str) -> None:
    """Each clause of what a denial covers, one at a time, with everything else within its scope."""
    denial, covered, expected = CONTESTED[name]
    assert is_contested(denial, covered) is expected


def test_what_is_derived_is_never_contested() -> None:
    """A derived item has no channel, so no denial is held against it."""
    made = evidence(
        claim("denial", mode="denied", channel="staff-request", holder=[MVA], recipient=[], data_types=[]),
        claim("item", received_from=[MVA], channel="staff-request"),
    )
    (derived,) = (each for each in made.items if each.derived)
    assert derived.holder == MVA
    assert made.denials.against(derived) == []


def test_denials_are_those_among_the_items_given() -> None:
    """A filter leaves denials out with the rest: only those left are asked."""
    made = evidence(claim("denial", **DENIAL), claim("item", **COVERED))
    (item,) = made.by_claim["item"]
    assert [each.claim for each in made.denials_among(made.items).against(item)] == ["denial"]
    assert made.denials_among([item]).against(item) == []


BESIDE: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "one that is held against it": ({}, {}, False),
    "one that names no channel": ({"channel": None}, {}, True),
    "one of another channel": ({"channel": "message-switch"}, {}, True),
    "one of another type": ({"data_types": ["home-address"]}, {}, False),
    "one of a narrower type": ({"data_types": ["photo"]}, {"data_types": ["driver-record"]}, True),
    "one of a type that shares a narrower one": (
        {"data_types": ["biometric"]},
        {"data_types": ["driver-record"]},
        True,
    ),
    "one of no stated type": ({"data_types": [], "channel": None}, {}, True),
    "one beside a masked type": (
        {"data_types": ["face-search-result"]},
        {"data_types": [], "masked": ["data_types:stars"]},
        True,
    ),
    "one of another time": ({"start": "2019"}, {}, True),
    "one by the whole of the holder": ({"channel": None}, {"holder": [DESK]}, True),
    "one by another holder": ({"holder": [GSP]}, {}, False),
    "one by a part of the holder": ({"holder": [DESK], "channel": None}, {}, False),
    "one towards another": ({"recipient": [CBP]}, {}, False),
    "one towards anybody": ({"recipient": [], "channel": None}, {}, True),
    "one towards the whole": ({"recipient": [DHS], "channel": None}, {"recipient": [ERO]}, True),
    "one that is hedged": ({"hedged": True}, {}, False),
    "one beside a refusal": ({"channel": None}, {"mode": "refused"}, False),
}


@pytest.mark.parametrize("name", BESIDE)
def test_a_denial_that_does_not_cover_is_listed_beside(name: str) -> None:
    """A denial by the same holder towards the same recipient is shown, though it is not held against the item."""
    denial, covered, expected = BESIDE[name]
    made = evidence(claim("denial", **(DENIAL | denial)), claim("item", **(COVERED | covered)))
    (only,) = made.by_claim["item"]
    assert [each.claim for each in made.denials.beside(only)] == ["denial"] * expected


channels = st.sampled_from(["staff-request", "email-request", "message-switch", "direct-login"])
scopes = st.fixed_dictionaries(
    {
        "holder": st.sampled_from([[], [DDS], [STATE], [DESK]]),
        "recipient": st.sampled_from([[], [ICE], [DHS], [OTHERS]]),
        "data_types": st.sampled_from([[], ["photo"], ["personal-data"]]),
        "databases": st.sampled_from([[], ["faces"], ["faces", "records"]]),
        "purpose": st.sampled_from([None, "immigration-enforcement"]),
        "start": st.sampled_from([None, "2020", "2020-03-05", "..2021"]),
        "hedged": st.booleans(),
        "channel": st.one_of(st.none(), channels),
    }
)


@given(scopes, scopes)
def test_a_denial_of_another_channel_never_contests(denial: dict[str, Any], other: dict[str, Any]) -> None:
    """However broad a denial is otherwise, it is held only against evidence of the channel that it names."""
    made = evidence(
        claim("denial", **denial, mode="denied"),
        claim("item", **(other | {"holder": [DDS]}), mode="disclosed"),
    )
    for each in made.by_claim["item"]:
        for against in made.denials.against(each):
            assert denial["channel"]
            assert against.channel == each.channel == denial["channel"]
            assert not denial["hedged"]


@given(scopes, scopes)
def test_a_denial_is_against_or_beside_never_both(denial: dict[str, Any], other: dict[str, Any]) -> None:
    """No denial is both held against an item and merely listed next to it."""
    made: Evidence = evidence(
        claim("denial", **denial, mode="denied"), claim("item", **other, mode="disclosed")
    )
    for each in made.by_claim["item"]:
        against = {id(denied) for denied in made.denials.against(each)}
        assert against.isdisjoint(id(denied) for denied in made.denials.beside(each))


@given(scopes)
def test_a_contested_item_stands_as_before(denial: dict[str, Any]) -> None:
    """Contested is a flag: a denial in another flow's key changes nothing of the flow that it is held against."""
    alone = evidence(claim("item", **COVERED))
    with_it = evidence(claim("item", **COVERED), claim("denial", **denial, mode="denied"))
    (before,) = alone.flows()
    after = next(flow for flow in with_it.flows() if flow.id == before.id)
    assert after.standing == before.standing == "reported"


def test_an_item_of_the_whole_time_is_covered_only_by_a_denial_of_all_time() -> None:
    """A window is from the denial's own first day to its last; both ends belong to it."""
    made = evidence(claim("denial", **DENIAL), claim("item", **COVERED))
    (only,) = made.by_claim["item"]
    march = event(Span(737485, 737515))  # 2020-03-01 to 2020-03-31
    assert made.denials.against(replace(only, when=march))
    assert not made.denials.against(replace(only, when=event(Span(737484, 737515))))
    assert not made.denials.against(replace(only, when=event(Span(737485, 737516))))


def test_an_item_states_no_more_than_it_was_told() -> None:
    """Whatever is not given of an item is blank, and nothing keeps it from holding."""
    bare = Item(
        "i", "c", "statement", "disclosed", "reported", DDS, ICE, "photo", "stated", event(Span(1, 1)), "", ""
    )
    assert (bare.via, bare.received_from, bare.database, bare.databases) == ((), (), "", ())
    assert (bare.channel, bare.purpose, bare.threshold_required, bare.threshold_shown) == ("", "", "", "")
    assert (bare.hedged, bare.one_of, bare.derived, bare.sent, bare.used) == (False,) * 5
    assert (bare.itemised, bare.masked, bare.count, bare.record) == (True, frozenset(), None, {})
    assert bare.is_firm


def test_items_show_their_key() -> None:
    """An item belongs to the flow of its parties, type, database, channel and `via`."""
    made: Item = item(databases=["FRS"], channel="staff-request", via=[NLETS])
    assert made.key == (DDS, ICE, "photo", "faces", "staff-request", (NLETS,))
