"""Where there is no trace, one reason is given, what lies below the floor, and what record would settle it."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.projection import Evidence
from queries.tracing import absence as reasoning
from queries.tracing.absence import Absence
from queries.tracing.network import best_named
from queries.tracing.question import REASONS, RELAXATIONS, Question
from queries.words import REASONS as IN_WORDS
from queries.words import reason_in_words
from tests.queries.smallcases import (
    Cells,
    answered,
    claim,
    coverage,
    denial,
    event,
    evidence,
    lasting,
    traced,
)

BUREAU = {
    "id": "the-bureau",
    "name": "the bureau",
    "provisional": True,
    "candidate": "ice",
    "dataset": "first",
}
NOBODY = BUREAU | {"id": "nobody", "name": "nobody knows", "candidate": None}


def case_of(*claims: Cells, **tables: Any) -> Evidence:
    return evidence(*claims, **({"provisional": [BUREAU, NOBODY]} | tables))


def absence(case: Evidence, **given: Any) -> Absence:
    """Why there is none: there must be none."""
    found = answered(case, **given)
    assert found.traces == ()
    assert found.absence is not None
    return found.absence


def reason(*claims: Cells, **given: Any) -> str:
    return absence(case_of(*claims), **given).reason


GIVEN: dict[str, str] = claim("a", "dds", "ice", "2020-03-01")
HOPS = (claim("a", "dds", "police", "2020-03-01"), claim("b", "police", "ice", "2020-03-09"))


# --- each reason ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "given", "why"),
    [
        ([claim("a", "dds", "the bureau")], {}, "unresolved-name"),
        ([claim("a", "dds", "the bureau", data_types="")], {}, "unresolved-name"),
        ([claim("a", "dds", "nobody knows")], {}, "not-covered"),
        ([HOPS[0], claim("b", "the bureau", "hsi")], {"from": "the bureau", "to": "police"}, "not-covered"),
        ([GIVEN], {"since": "2020-03-02"}, "filtered"),
        ([GIVEN], {"as_of": "2020-02-29"}, "filtered"),
        ([GIVEN], {"open_at": "2020-03-01"}, "filtered"),
        ([claim("a", "dds", "ice", document="report")], {"known_by": "2020-06-14"}, "filtered"),
        ([GIVEN], {"known_by": "2030"}, "filtered"),  # the log has no date
        ([GIVEN], {"channel": "staff-request"}, "filtered"),
        ([GIVEN], {"purpose": "criminal-investigation"}, "filtered"),
        (
            [GIVEN, claim("z", "mva", "police", databases="ga-licence-database")],
            {"database": "ga-licence-database"},
            "filtered",
        ),
        ([GIVEN], {"via": "police"}, "filtered"),
        (HOPS, {"avoid": "police"}, "filtered"),
        (HOPS, {"max_hops": 1}, "filtered"),
        ([HOPS[0], claim("b", "police", "ice", "2020-03-01")], {"ties": "forbid"}, "filtered"),
        ([claim("a", "desk", "ice")], {"exact": True}, "filtered"),
        ([GIVEN, claim("z", "dds", "police", dataset="second")], {"source": "second"}, "filtered"),
        ([lasting("a", "dds", "ice")], {}, "below-floor"),
        ([claim("a", "dds", "ice", basis="party")], {"min_standing": "documented"}, "below-floor"),
        ([claim("a", "dds", "ice", mode="requested")], {}, "asked-answer-unknown"),
        ([HOPS[0], claim("b", "police", "ice", "2020-02-01")], {}, "time-order"),
        ([claim("a", "dds", "ice", mode="refused")], {}, "refused-or-blocked"),
        ([claim("a", "dds", "ice", mode="blocked")], {}, "refused-or-blocked"),
        ([denial("a", "dds", "ice")], {}, "refused-or-blocked"),
        ([denial("a", "dds", "ice", data_types="")], {}, "refused-or-blocked"),  # carries any
        ([denial("a", "dds", "")], {}, "not-covered"),  # no recipient: no flow
        ([claim("a", "dds", "ice", data_types="home-address")], {}, "payload"),
        ([claim("a", "dds", "ice", data_types="")], {"data": "face-search-result"}, "payload"),
        ([claim("a", "dds", "ice", mode="planned")], {}, "not-covered"),
        ([claim("a", "dds", "", mode="context")], {}, "not-covered"),
        ([claim("a", "mva", "ice")], {}, "not-covered"),
        ([], {}, "not-covered"),
    ],
    ids=str,
)
def test_the_reason_is_what_alone_would_give_a_trace(
    claims: list[Cells], given: dict[str, Any], why: str
) -> None:
    assert reason(*claims, **given) == why


def test_a_request_of_which_no_answer_is_known_is_a_reason() -> None:
    case = case_of(events=[event("r", "dds", "ice", "2020-03-01")])
    assert absence(case).reason == "asked-answer-unknown"


@pytest.mark.parametrize(
    ("row", "given", "why"),
    [
        (coverage("dds"), {}, "no-flow-in-covered-period"),
        (coverage("desk"), {}, "no-flow-in-covered-period"),  # a part
        (coverage("mdot"), {"from": "mva"}, "no-flow-in-covered-period"),  # the whole
        (coverage("ice", "recipient"), {}, "no-flow-in-covered-period"),
        (coverage("hsi", "recipient"), {}, "no-flow-in-covered-period"),
        (coverage("dhs", "recipient"), {}, "no-flow-in-covered-period"),
        (coverage("dds", channel="staff-request"), {}, "no-flow-in-covered-period"),
        (coverage("dds", start="2020", end="2021"), {"since": "2021-12-31"}, "no-flow-in-covered-period"),
        (coverage("dds", start="2020", end="2021"), {"since": "2022"}, "not-covered"),
        (coverage("dds", start="2020", end="2021"), {"as_of": "2019"}, "not-covered"),
        (coverage("dds", start="2020", end="2021"), {"as_of": "2020"}, "no-flow-in-covered-period"),
        (coverage("dds", start="2020", end="2021"), {"open_at": "2020-06"}, "no-flow-in-covered-period"),
        (coverage("dds", start="2020", end="2021"), {"open_at": "2022-06"}, "not-covered"),
        (coverage("dds", "recipient"), {}, "not-covered"),
        (coverage("ice", "holder"), {}, "not-covered"),
        (coverage("mva"), {}, "not-covered"),
        (coverage("dds", extent="partial"), {}, "not-covered"),
        (coverage("dds", extent="withheld"), {}, "not-covered"),
        (coverage("dds", extent="not-asked"), {}, "not-covered"),
    ],
    ids=str,
)
def test_with_nothing_to_lift_coverage_of_either_side_is_looked_for(
    row: Cells, given: dict[str, Any], why: str
) -> None:
    """Complete, of whatever channel, of the start's giving or the goal's receiving, and meeting the time asked."""
    assert absence(case_of(coverages=[row]), **given).reason == why


def test_coverage_comes_after_every_reason_that_can_be_lifted() -> None:
    case = case_of(claim("a", "dds", "ice", data_types="home-address"), coverages=[coverage("dds")])
    assert absence(case).reason == "payload"


def test_what_is_not_itemised_stays_what_it_was_where_the_names_are_known() -> None:
    """The police gave on something of somebody's: that it came from a licensing office makes it no driver record."""
    passed_on = claim("a", "police", "sheriff", data_types="", after="dds")
    arrived = claim("b", "police", "the bureau", data_types="biometric")
    assert reason(passed_on, arrived, data="biometric") == "unresolved-name"


SWITCH = BUREAU | {"id": "the-switch", "name": "the switch", "candidate": "nlets"}
OFFICE = BUREAU | {"id": "the-office", "name": "the office", "candidate": "dds"}


@pytest.mark.parametrize(
    ("claims", "given"),
    [
        ([claim("a", "the office", "ice")], {}),
        ([claim("a", "dds", "ice", via="the switch")], {"via": "nlets"}),
        (
            [HOPS[0], claim("b", "police", "ice", "2020-03-01", after="the office")],
            {"ties": "forbid", "since": "2020-03-01"},
        ),
    ],
    ids=str,
)
def test_a_name_is_taken_for_its_candidate_wherever_it_stands(
    claims: list[Cells], given: dict[str, Any]
) -> None:
    """As holder, recipient, relay, or one from whom it had been received."""
    case = evidence(*claims, provisional=[BUREAU, SWITCH, OFFICE])
    assert absence(case, **given).reason == "unresolved-name"


def test_in_any_order_every_hop_still_falls_within_the_time_asked_about() -> None:
    late = claim("a", "dds", "police", "2020-05"), claim("b", "police", "ice", "2020-01")
    refused = claim("z", "dds", "ice", "2020-01", mode="refused")
    assert reason(*late, refused) == "time-order"
    assert reason(*late, refused, as_of="2020-02") == "refused-or-blocked"


# --- several at once --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "given", "why"),
    [
        ([claim("a", "dds", "the bureau")], {"since": "2020"}, None),  # undated: since when leaves it
        ([claim("a", "dds", "the bureau", "2019")], {"since": "2020"}, "filtered"),
        ([lasting("a", "dds", "the bureau")], {}, "below-floor"),
        ([lasting("a", "dds", "ice")], {"channel": "staff-request"}, "below-floor"),
        (
            [lasting("a", "dds", "police"), claim("b", "police", "ice", mode="requested")],
            {},
            "asked-answer-unknown",
        ),
        (
            [
                claim("a", "dds", "police", "2020-03", mode="requested"),
                claim("b", "police", "ice", "2020-02"),
            ],
            {},
            "time-order",
        ),
        (
            [claim("a", "dds", "police", mode="requested"), claim("b", "police", "ice", mode="refused")],
            {},
            "refused-or-blocked",
        ),
        ([claim("a", "dds", "ice", mode="refused", data_types="home-address")], {}, "payload"),
        (
            [
                lasting("a", "dds", "police", "2020-03", data_types="home-address", channel="staff-request"),
                claim("b", "police", "sheriff", "2020-02", mode="requested"),
                claim("c", "sheriff", "the bureau", "2020-01", mode="blocked"),
            ],
            {"since": "2020-02", "channel": "staff-request"},
            "payload",
        ),
    ],
    ids=str,
)
def test_where_none_alone_gives_a_trace_the_last_that_is_needed_is_the_reason(
    claims: list[Cells], given: dict[str, Any], why: str | None
) -> None:
    """They are lifted one after another, in the order of the semantics, and stay lifted."""
    assert reason(*claims, **given) == (why or "unresolved-name")


@pytest.mark.parametrize(
    ("claims", "given", "why"),
    [
        ([GIVEN, claim("z", "dds", "the bureau", "2021")], {"since": "2021"}, "unresolved-name"),
        ([GIVEN, lasting("z", "dds", "ice")], {"since": "2020-03-02"}, "filtered"),
        ([lasting("a", "dds", "ice"), claim("z", "dds", "ice", mode="requested")], {}, "below-floor"),
        (
            [claim("a", "dds", "ice", mode="refused"), claim("z", "dds", "ice", mode="requested")],
            {},
            "asked-answer-unknown",
        ),
        (
            [HOPS[0], claim("b", "police", "ice", "2020-02"), claim("z", "dds", "ice", mode="refused")],
            {},
            "time-order",
        ),
        (
            [denial("a", "dds", "ice"), claim("z", "dds", "ice", data_types="home-address")],
            {},
            "refused-or-blocked",
        ),
    ],
    ids=str,
)
def test_where_several_alone_give_a_trace_the_first_is_the_reason(
    claims: list[Cells], given: dict[str, Any], why: str
) -> None:
    assert reason(*claims, **given) == why


def test_the_reasons_are_those_of_the_interface_in_its_order_and_each_has_words() -> None:
    assert list(IN_WORDS) == list(REASONS)
    assert [each for each in REASONS if each in RELAXATIONS] == list(RELAXATIONS)
    assert set(REASONS) - set(RELAXATIONS) == {"no-flow-in-covered-period", "not-covered"}


@pytest.mark.parametrize(
    ("floor", "words"),
    [
        ("reported", "there is access or willingness, but no disclosure is shown"),
        ("acknowledged", "what is known of it is less well documented than was asked for"),
        ("documented", "what is known of it is less well documented than was asked for"),
    ],
)
def test_below_a_raised_floor_nothing_is_said_of_no_disclosure(floor: str, words: str) -> None:
    """Something reported is a disclosure shown, though not as well as was asked for."""
    assert reason_in_words("below-floor", floor) == words
    assert reason_in_words("payload", floor) == IN_WORDS["payload"]


# --- an answer from one source alone ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "why"),
    [
        (claim("a", "dds", "ice", data_types="home-address"), "payload"),
        (lasting("a", "dds", "ice"), "below-floor"),
        (claim("a", "dds", "ice", mode="requested"), "asked-answer-unknown"),
        (lasting("a", "dds", "ice", data_types="home-address"), "payload"),
        (claim("a", "mva", "ice"), "filtered"),  # only another source has anything
    ],
    ids=str,
)
def test_the_reason_is_looked_for_in_the_source_asked_for_first(own: Cells, why: str) -> None:
    """`--source` is lifted last: from this case alone, the reason is what this case says."""
    elsewhere = claim("z", "dds", "ice", dataset="second")
    assert reason(own, elsewhere, source="first") == why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (lasting("z", "dds", "ice", dataset="second"), "below-floor"),
        (claim("z", "dds", "ice", data_types="home-address", dataset="second"), "payload"),
        (claim("z", "mva", "ice", dataset="second"), "not-covered"),
    ],
    ids=str,
)
def test_with_every_source_heard_the_reasons_are_gone_through_again(other: Cells, why: str) -> None:
    assert reason(claim("a", "mva", "police"), other, source="first") == why


# --- the nearest miss -------------------------------------------------------------------------------------------


def nearest(case: Evidence, **given: Any) -> tuple[list[str], list[str]]:
    """The claims of the nearest miss, hop by hop, and what breaks it; nothing where there is none."""
    found = absence(case, **given).nearest
    if found is None:
        return [], []
    return [hop.carrier.item.claim for hop in found.trace.hops], list(found.in_words())


LATE = claim("b", "police", "ice", "2020-02-01")


@pytest.mark.parametrize(
    ("claims", "given", "steps", "breaks"),
    [
        (
            [claim("a", "dds", "the bureau")],
            {},
            "a",
            ["hop 1: name 'the bureau' not resolved (candidate ICE)"],
        ),
        (
            [GIVEN],
            {"since": "2020-03-02"},
            "a",
            ["hop 1: filtered by --since 2020-03-02: over by 2020-03-01"],
        ),
        (
            [GIVEN],
            {"as_of": "2020-02"},
            "a",
            ["hop 1: filtered by --as-of 2020-02-29: not before 2020-03-01"],
        ),
        (
            [GIVEN],
            {"open_at": "2020-03-01"},
            "a",
            ["hop 1: filtered by --open-at 2020-03-01: it happened, and did not stand open"],
        ),
        (
            [lasting("a", "dds", "ice", "2020-05", mode="disclosed", document="log")],
            {"open_at": "2020-03-01"},
            "a",
            ["hop 1: filtered by --open-at 2020-03-01: it was not open then"],
        ),
        (  # open then, since before and until later: the day breaks nothing
            [lasting("a", "dds", "ice", "2020-02-01", end="2020-04-01", end_kind="ended")],
            {"open_at": "2020-03-01"},
            "a",
            ["hop 1: below the floor: available"],
        ),
        (  # for a narrower purpose: the purpose that was asked for breaks nothing
            [lasting("a", "dds", "ice", purpose="civil-immigration-enforcement")],
            {"purpose": "immigration-enforcement"},
            "a",
            ["hop 1: below the floor: available"],
        ),
        (  # open on that one day: the day breaks nothing
            [lasting("a", "dds", "ice", "2020-03-01", end="2020-03-01", end_kind="ended")],
            {"open_at": "2020-03-01"},
            "a",
            ["hop 1: below the floor: available"],
        ),
        (
            [claim("a", "dds", "ice", document="report")],
            {"known_by": "2020-06-14"},
            "a",
            ["hop 1: filtered by --known-by 2020-06-14: published 2020-06-15"],
        ),
        (
            [GIVEN],
            {"known_by": "2030"},
            "a",
            ["hop 1: filtered by --known-by 2030-12-31: its document has no date of publication"],
        ),
        (
            [GIVEN],
            {"channel": "staff-request"},
            "a",
            ["hop 1: filtered by --channel staff-request: it states no channel"],
        ),
        (
            [GIVEN | {"channel": "direct-login"}],
            {"channel": "staff-request"},
            "a",
            ["hop 1: filtered by --channel staff-request: it is the recipient's own login to the database"],
        ),
        (
            [GIVEN],
            {"purpose": "criminal-investigation"},
            "a",
            ["hop 1: filtered by --purpose criminal-investigation: it states no purpose"],
        ),
        (
            [GIVEN, claim("z", "mva", "police", databases="ga-licence-database")],
            {"database": "ga-licence-database"},
            "a",
            ["hop 1: filtered by --database ga-licence-database: it states no database"],
        ),
        ([GIVEN], {"via": "police"}, "a", ["hop 1: filtered by --via police: it has no part in it"]),
        (HOPS, {"avoid": "police"}, "ab", ["hop 1: filtered by --avoid police: City police"]),
        ([GIVEN | {"via": "nlets"}], {"avoid": "nlets"}, "a", ["hop 1: filtered by --avoid nlets: Nlets"]),
        (HOPS, {"max_hops": 1}, "ab", ["hop 2: filtered by --max-hops 1: one hop more than that"]),
        (
            [HOPS[0], claim("b", "police", "ice", "2020-03-01")],
            {"ties": "forbid"},
            "ab",
            ["hop 2: filtered by --ties forbid: not later than hop 1, 2020-03-01"],
        ),
        (
            [claim("a", "desk", "ice")],
            {"exact": True},
            "a",
            ["hop 1: filtered by --exact: it names Records desk"],
        ),
        ([claim("a", "dds", "ero")], {"exact": True}, "a", ["hop 1: filtered by --exact: it names ERO"]),
        (
            [GIVEN, claim("z", "dds", "police", dataset="second")],
            {"source": "second"},
            "a",
            ["hop 1: filtered by --source second: it is of log in first"],
        ),
        ([lasting("a", "dds", "ice")], {}, "a", ["hop 1: below the floor: available"]),
        (
            [claim("a", "dds", "ice", basis="party")],
            {"min_standing": "documented"},
            "a",
            ["hop 1: below the floor: acknowledged"],
        ),
        (
            [claim("a", "dds", "ice", mode="requested")],
            {},
            "a",
            ["hop 1: it was asked for, and the answer is not known"],
        ),
        ([HOPS[0], LATE], {}, "ab", ["hop 2: 2020-02-01 is before hop 1's 2020-03-01"]),
        (
            [claim("a", "dds", "police", "2020-05"), claim("b", "police", "ice", "2020-04")],
            {},
            "ab",
            ["hop 2: 2020-04-30 at the latest is before hop 1's 2020-05-01 at the earliest"],
        ),
        ([claim("a", "dds", "ice", mode="refused")], {}, "a", ["hop 1: refused"]),
        ([claim("a", "dds", "ice", mode="blocked")], {}, "a", ["hop 1: blocked"]),
        ([denial("a", "dds", "ice")], {}, "a", ["hop 1: denied"]),
        (
            [claim("a", "dds", "ice", data_types="home-address")],
            {},
            "a",
            ["hop 1: home address is not known to include licence or ID photo"],
        ),
        ([], {}, "", []),
        ([claim("a", "mva", "ice")], {}, "", []),
        (
            [
                lasting("a", "dds", "police", "2020-03", data_types="home-address", channel="staff-request"),
                claim("b", "police", "sheriff", "2020-02", mode="requested"),
                claim("c", "sheriff", "the bureau", "2020-01", mode="blocked"),
            ],
            {"since": "2020-02", "channel": "staff-request"},
            "abc",
            [
                "hop 1: below the floor: available",
                "hop 1: home address is not known to include licence or ID photo",
                "hop 2: filtered by --channel staff-request: it states no channel",
                "hop 2: it was asked for, and the answer is not known",
                "hop 2: 2020-02-29 at the latest is before hop 1's 2020-03-01 at the earliest",
                "hop 3: name 'the bureau' not resolved (candidate ICE)",
                "hop 3: filtered by --channel staff-request: it states no channel",
                "hop 3: blocked",
                "hop 3: 2020-01-31 at the latest is before hop 2's 2020-02-01 at the earliest",
            ],
        ),
        (  # it goes by whom it must, as a relay or as an agency: that breaks nothing
            [claim("a", "dds", "ice", mode="available", via="nlets")],
            {"via": "nlets"},
            "a",
            ["hop 1: below the floor: available"],
        ),
        (
            [claim("a", "dds", "police", mode="available"), claim("b", "police", "ice")],
            {"via": "police"},
            "ab",
            ["hop 1: below the floor: available"],
        ),
        (  # the start and the goal are each looked at on their own hop
            [claim("a", "desk", "police", "2020-01"), claim("b", "police", "ice", "2020-02")],
            {"exact": True},
            "ab",
            ["hop 1: filtered by --exact: it names Records desk"],
        ),
        (
            [claim("a", "dds", "police", "2020-01"), claim("b", "police", "ero", "2020-02")],
            {"exact": True},
            "ab",
            ["hop 2: filtered by --exact: it names ERO"],
        ),
    ],
    ids=str,
)
def test_the_nearest_miss_is_shown_with_all_that_breaks_it(
    claims: list[Cells], given: dict[str, Any], steps: str, breaks: list[str]
) -> None:
    """What breaks it is judged by the question as it was asked, whatever was lifted to find it."""
    assert nearest(case_of(*claims), **given) == ([*steps], breaks)


def test_a_bar_that_breaks_it_is_named() -> None:
    """Asked with rules obeyed, and without: the same evidence; a bar of which it cannot be told breaks nothing."""
    bar = {"rule_id": "R1", "title": "A bar", "effect": "bars", "holder": "dds", "kind": "paper"}
    case = case_of(GIVEN, rules=[bar, bar | {"rule_id": "R2", "purpose": "immigration-enforcement"}])
    assert answered(case).traces
    assert absence(case, obey_rules=True).reason == "barred"
    assert nearest(case, obey_rules=True) == (["a"], ["hop 1: barred by R1: A bar"])


def test_of_several_near_misses_the_best_is_shown() -> None:
    """By the order of traces: the better standing, then the earlier, then fewer hops, then ids."""
    refused = [
        claim("b", "dds", "ice", "2020-01", mode="refused"),
        claim("a", "dds", "ice", "2020-03", mode="refused"),
        claim("c", "dds", "police", "2020-01"),
        claim("d", "police", "ice", "2020-02", mode="refused"),
    ]
    assert nearest(case_of(*refused))[0] == ["b"]
    assert nearest(case_of(*refused[1:]))[0] == ["c", "d"]


def test_the_nearest_miss_is_that_of_the_reason_not_of_all_that_could_be_lifted() -> None:
    """An address documented, and access to photos: the reason is the floor, so access is the nearest."""
    case = case_of(claim("a", "dds", "ice", data_types="home-address"), lasting("b", "dds", "ice"))
    assert nearest(case) == (["b"], ["hop 1: below the floor: available"])


def test_where_all_is_lifted_in_vain_one_search_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the one that was asked; two where a name has a candidate, since taking it may also lead away."""
    made: list[Question] = []
    best = reasoning._best

    def counted(case: Evidence, question: Question) -> Any:
        made.append(question)
        return best(case, question)

    monkeypatch.setattr(reasoning, "_best", counted)
    assert absence(evidence(claim("a", "mva", "ice"))).reason == "not-covered"
    assert len(made) == 1
    assert absence(case_of(claim("a", "mva", "ice"))).reason == "not-covered"
    assert len(made) == 3


# --- what lies below the floor ----------------------------------------------------------------------------------


def below(*claims: Cells, **given: Any) -> list[str]:
    """The claims of the flows below the floor, and the flows' standings."""
    found = absence(case_of(*claims), **given).below_floor
    return [f"{''.join(item.claim for item in flow.items)}:{flow.standing}" for flow in found]


def test_what_lies_below_the_floor_is_listed_the_strongest_first() -> None:
    """Then by key: holder, recipient, type, database, channel."""
    claims = (
        denial("a", "dds", "ice", data_types=""),
        claim("b", "dds", "ice", mode="blocked", channel="message-switch"),
        claim("c", "dds", "ice", mode="refused", channel="direct-login"),
        claim("d", "dds", "ice", mode="requested", data_types="driver-record"),
        claim("e", "dds", "ero", mode="requested"),
        lasting("f", "dds", "ice", channel="federated-query"),
        lasting("g", "dds", "ice", channel="bulk-transfer"),
        claim("h", "dds", "ice", basis="third"),
    )
    assert below(*claims, min_standing="documented") == [
        "h:reported",
        "g:available",
        "f:available",
        "e:requested",
        "d:requested",
        "c:refused",
        "b:blocked",
        "a:denied",
    ]


def test_below_the_floor_are_flows_of_the_data_or_broader_between_the_two_ends_only() -> None:
    claims = (
        lasting("a", "dds", "dhs"),  # the whole: possibly
        lasting("b", "dds", "others"),
        lasting("c", "dds", "police"),
        lasting("d", "mva", "ice"),
        lasting("e", "dds", "ice", data_types="home-address"),
        lasting("f", "desk", "hsi", data_types="personal-data"),
        lasting("g", "dds", "agents"),
        claim("h", "dds", "ice", mode="planned"),
    )
    assert below(*claims) == ["a:available", "b:available", "f:available"]


def test_below_the_floor_is_also_what_names_the_whole_of_the_start() -> None:
    claims = (lasting("a", "mdot", "ice"), lasting("b", "mva", "ice"))
    assert below(*claims, **{"from": "mva"}) == ["a:available", "b:available"]


def test_below_the_floor_is_only_what_the_sources_asked_for_say() -> None:
    claims = (lasting("a", "dds", "ice"), lasting("b", "dds", "ice", dataset="second", document="report"))
    assert below(*claims) == ["ab:available"]
    assert below(*claims, source="first") == ["a:available"]
    assert below(*claims, known_by="2020-06-15") == ["b:available"]
    assert below(*claims, channel="staff-request") == ["ab:available"]


def test_evidence_at_the_floor_is_not_below_it() -> None:
    """Semantics §4: the strongest evidence below the floor; this is documented, and of another year."""
    assert below(GIVEN, lasting("b", "dds", "ice", channel="direct-login"), since="2021") == ["b:available"]


# --- what would settle it ---------------------------------------------------------------------------------------


def settle(*rows: Cells, **given: Any) -> tuple[str, ...]:
    return absence(case_of(coverages=rows), **given).would_settle


def test_the_records_that_coverage_says_could_be_had_are_asked_for() -> None:
    """Of the start's giving and the goal's receiving, each once, unless they are held whole already."""
    rows = (
        coverage("ice", "recipient", extent="not-asked", would_obtain="its log of requests"),
        coverage("dds", extent="partial", would_obtain="the log by requester"),
        coverage("dds", extent="withheld", would_obtain="the log by requester", channel="staff-request"),
        coverage("dds", "recipient", extent="not-asked", would_obtain="what it got"),
        coverage("ice", "holder", extent="not-asked", would_obtain="what it gave"),
        coverage("mva", extent="not-asked", would_obtain="its own log"),
        coverage("dhs", "recipient", extent="not-asked", would_obtain="the department's log"),
        coverage("hsi", "recipient", extent="not-asked"),
        coverage("ero", "recipient", extent="complete", would_obtain="more of it"),
    )
    assert settle(*rows) == (
        "DDS of Georgia: the log by requester",
        "ICE: its log of requests",
        "Homeland Security: the department's log",
    )


def test_the_giver_s_records_come_first_then_those_of_who_answers_in_full() -> None:
    """With the kind of record, where it is told."""
    rows = (
        coverage("mdot", extent="partial", would_obtain="the department's log"),
        coverage("ice", "recipient", extent="not-asked", would_obtain="what it got"),
        coverage("mva", extent="partial", would_obtain="its log", record_kind="e-mails"),
    )
    assert settle(*rows, **{"from": "mva"}) == (
        "MVA of Maryland: its log (of e-mails)",
        "DOT of Maryland: the department's log",
        "ICE: what it got",
    )


def test_only_the_sources_asked_for_say_what_could_be_had() -> None:
    case = case_of(
        claim("a", "mva", "ice"),
        claim("b", "mva", "ice", dataset="second"),
        coverages=[
            coverage("ice", "recipient", extent="not-asked", would_obtain="one"),
            coverage("dds", extent="not-asked", would_obtain="two", dataset="second"),
            coverage("dds", extent="not-asked", would_obtain="three", document="letter", dataset="third"),
        ],
    )
    assert absence(case).would_settle == ("DDS of Georgia: two", "DDS of Georgia: three", "ICE: one")
    assert absence(case, source="first").would_settle == ("ICE: one",)
    assert absence(case, source=["second", "letter"]).would_settle == (
        "DDS of Georgia: two",
        "DDS of Georgia: three",
    )


def test_where_coverage_says_nothing_each_end_is_asked_for_its_log() -> None:
    assert settle(data="photo") == (
        "DDS of Georgia: its log of requests for photo that it answered or refused, with date, body and threshold",
        "Records desk: its log of requests for photo that it answered or refused, with date, body and threshold",
        "ERO: its log of requests for photo that it made, with date, body and threshold",
        "HSI: its log of requests for photo that it made, with date, body and threshold",
        "ICE: its log of requests for photo that it made, with date, body and threshold",
    )


def test_of_many_only_three_of_each_end_are_asked() -> None:
    assert len(settle(**{"from": "any", "to": "any"})) == 6


# --- what has a trace -------------------------------------------------------------------------------------------


def test_a_kind_of_data_that_has_a_trace_has_no_absence_and_its_neighbour_has_its_own() -> None:
    offered = lasting("b", "dds", "ice", data_types="home-address")
    answer = traced(case_of(GIVEN, offered), data="driver-record")
    reasons = {each.data_type: each.absence and each.absence.reason for each in answer.answers}
    assert reasons == {"driver-record": "payload", "home-address": "below-floor", "photo": None}


def test_under_its_candidate_s_name_what_is_not_itemised_is_the_broadest_type_that_fits() -> None:
    """What is itemised keeps its type, and a denial of no stated type states none."""
    blank = {"data_types": "", "payload": ""}
    case = evidence(
        claim("a", "the office", "ice", **blank),
        claim("b", "the office", "ice", data_types="home-address"),
        denial("c", "the office", "ice", **blank),
        provisional=[OFFICE],
    )
    assert {item.claim: item.data_type for item in best_named(case).items} == {
        "a": "driver-record",
        "b": "home-address",
        "c": "",
    }
