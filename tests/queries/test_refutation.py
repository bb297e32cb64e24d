"""Refuted only where no chain is left in the world most open to one; whatever may be a chain keeps it unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from graphmodel.dates import Span, covers_all
from graphmodel.projection import Evidence
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


def verdict(*claims: Cells, coverages: Sequence[Cells] | None = None, **given: Any) -> str:
    """The verdict with everything that the office gave declared complete, unless other coverage is given."""
    rows = [coverage("dds")] if coverages is None else coverages
    return answered(evidence(*claims, coverages=rows), **given).verdict


def test_without_coverage_nothing_is_refuted() -> None:
    assert verdict(coverages=[]) == "unknown"


# --- coverage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "given", "expected"),
    [
        ([coverage("dds")], {"from": "dds", "exact": False}, "refuted"),
        ([coverage("ice", "recipient")], {}, "refuted"),
        ([coverage("dds", "recipient")], {}, "unknown"),
        ([coverage("ice", "holder")], {}, "unknown"),
        ([coverage("mva")], {}, "unknown"),
        # the whole's coverage is that of its parts, a part's is not its whole's
        ([coverage("dhs", "recipient")], {}, "refuted"),
        ([coverage("dhs", "recipient")], {"to": "ero"}, "refuted"),
        ([coverage("ero", "recipient")], {}, "unknown"),
        ([coverage("ero", "recipient")], {"to": "ero"}, "refuted"),
        ([coverage("desk")], {}, "unknown"),
        # every part of an end must be covered
        ([coverage("ero", "recipient"), coverage("hsi", "recipient")], {}, "unknown"),
        (
            [coverage("ero", "recipient"), coverage("hsi", "recipient"), coverage("ice", "recipient")],
            {},
            "refuted",
        ),
        # of every channel
        ([coverage("dds", channel="staff-request")], {}, "unknown"),
        ([coverage("dds", channel="staff-request")], {"channel": "staff-request"}, "unknown"),
        ([coverage("dds", channel="staff-request"), coverage("dds", channel="direct-login")], {}, "unknown"),
        # declared complete
        ([coverage("dds", extent="partial")], {}, "unknown"),
        ([coverage("dds", extent="withheld")], {}, "unknown"),
        ([coverage("dds", extent="partial"), coverage("mva")], {}, "unknown"),
        ([coverage("dds", record_kind="log")], {}, "refuted"),  # of what kind is not looked at
        # by kind: of all of them
        ([coverage("dds")], {"from": "driver-licensing"}, "unknown"),
        ([coverage("dds"), coverage("mva")], {"from": "driver-licensing"}, "refuted"),
        ([coverage("dds")], {"from": "GA:driver-licensing"}, "refuted"),
        ([coverage("mva")], {"from": "GA:driver-licensing"}, "unknown"),
    ],
    ids=str,
)
def test_complete_coverage_of_giver_or_receiver_refutes(
    rows: list[Cells], given: dict[str, Any], expected: str
) -> None:
    assert verdict(coverages=rows, **given) == expected


def periods(*spans: str, agency: str = "dds") -> list[Cells]:
    """Complete coverage of an office's giving in these periods."""
    return [
        coverage(agency, start=first, end=last) for first, _, last in (span.partition("..") for span in spans)
    ]


@pytest.mark.parametrize(
    ("spans", "given", "expected"),
    [
        (["2019..2020"], {}, "unknown"),  # all time is asked about
        (["2019..2020"], {"since": "2019", "as_of": "2020"}, "refuted"),
        (["2019..2020"], {"since": "2019", "as_of": "2021-01-01"}, "unknown"),
        (["2019..2020"], {"since": "2018-12-31", "as_of": "2020"}, "unknown"),
        (["2019..2020"], {"since": "2019"}, "unknown"),
        (["2019.."], {"since": "2019"}, "refuted"),
        (["..2020"], {"as_of": "2020"}, "refuted"),
        (["..2019", "2020.."], {}, "refuted"),
        (["..2019", "2020-01-02.."], {}, "unknown"),
        (["2020..2020", "2019..2019"], {"since": "2019", "as_of": "2020"}, "refuted"),  # whatever the order
        (
            ["2019..2019-06", "2019-03..2019-04", "2019-07..2020"],
            {"since": "2019", "as_of": "2020"},
            "refuted",
        ),
        (["2019..2019-05", "2019-07..2020"], {"since": "2019", "as_of": "2020"}, "unknown"),
        (["2019..2020"], {"open_at": "2020-06-01"}, "refuted"),
        (["2019..2020"], {"open_at": "2021-01-01"}, "unknown"),
        (["2019..2020"], {"open_at": "2018-12-31"}, "unknown"),
    ],
    ids=str,
)
def test_the_periods_joined_must_leave_no_day_of_the_time_asked_about(
    spans: list[str], given: dict[str, Any], expected: str
) -> None:
    assert verdict(coverages=periods(*spans), **given) == expected


def test_the_periods_of_an_agency_and_of_its_whole_are_joined() -> None:
    rows = [*periods("..2019", agency="mva"), *periods("2020..", agency="mdot")]
    assert verdict(coverages=rows, **{"from": "mva"}) == "refuted"
    assert verdict(coverages=rows, **{"from": "mdot"}) == "unknown"
    of_one_channel = [*rows[:1], coverage("mdot", start="2020", channel="staff-request")]
    assert verdict(coverages=of_one_channel, **{"from": "mva"}) == "unknown"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(1, 9)], True),
        ([(0, 10)], True),
        ([(2, 9)], False),
        ([(1, 8)], False),
        ([(1, 4), (5, 9)], True),
        ([(5, 9), (1, 4)], True),
        ([(1, 4), (6, 9)], False),
        ([(1, 7), (2, 3), (8, 9)], True),
        ([], False),
    ],
)
def test_spans_cover_all_where_no_day_is_left(parts: list[tuple[int, int]], *, expected: bool) -> None:
    assert covers_all(Span(1, 9), [Span(*part) for part in parts]) is expected


# --- what evidence may mean -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # what discloses, offers or asks, in whatever standing, date and channel
        (claim("a", "dds", "police", basis="third"), "unknown"),  # and from the police, to anyone
        (lasting("a", "dds", "police"), "unknown"),
        (claim("a", "dds", "police", mode="requested"), "unknown"),
        (claim("a", "dds", "", mode="context"), "unknown"),
        (claim("a", "dds", "police", mode="***"), "unknown"),
        (claim("a", "dds", "police", mode="refused"), "refuted"),
        (claim("a", "dds", "police", mode="blocked"), "refuted"),
        (claim("a", "dds", "police", mode="planned"), "refuted"),
        (denial("a", "dds", "police"), "refuted"),
        (claim("a", "dds", "police", hedged="y"), "unknown"),
        (claim("a", "dds", "police", "1990"), "unknown"),
        (claim("a", "dds", "police", payload="assumed"), "unknown"),
        # of the data, or something broader, or masked
        (claim("a", "dds", "police", data_types="driver-record"), "unknown"),
        (claim("a", "dds", "police", data_types="personal-data"), "unknown"),
        (claim("a", "dds", "police", data_types="biometric"), "unknown"),
        (claim("a", "dds", "police", data_types=""), "unknown"),
        (claim("a", "dds", "police", data_types="***"), "unknown"),
        (claim("a", "dds", "police", data_types="home-address"), "refuted"),
        # a party that is a group, unnamed, masked, or one of several, stands for any
        (claim("a", "mva", "police"), "refuted"),
        (claim("a", "offices", "police"), "unknown"),
        (claim("a", "locals", "police"), "unknown"),
        (claim("a", "", "police", mode="context"), "unknown"),
        (claim("a", "***", "police"), "unknown"),
        (claim("a", "mva", "police", one_of="y"), "unknown"),
        (claim("a", "mva", "locals", one_of="y"), "unknown"),
        # agencies of one family count as one
        (claim("a", "desk", "police"), "unknown"),
        # members of via receive and give
        (claim("a", "mva", "ice", via="dds"), "unknown"),
        (claim("a", "mva", "ice", via="nlets>desk"), "unknown"),
        (claim("a", "mva", "ice", via="nlets"), "refuted"),
        (claim("a", "mva", "ice", via="locals"), "unknown"),
        # what was sent went the other way
        (claim("a", "police", "dds", data_types="home-address", data_sent="photo"), "unknown"),
        # a shown joint gives as well
        (claim("a", "mva", "ice", after="dds"), "unknown"),
    ],
    ids=str,
)
def test_what_evidence_may_mean_keeps_it_from_being_refuted(row: Cells, expected: str) -> None:
    """The office's giving is declared complete; asked so that none of these carries, or none is asked for."""
    found = verdict(row, known_by="1900")
    assert found == expected


@pytest.mark.parametrize(
    "row",
    [
        claim("a", "police", "dds", mode="***", data_types="home-address", data_sent="photo"),
        claim("a", "police", "mva", mode="***", after="dds"),
    ],
    ids=str,
)
def test_what_was_sent_and_what_was_passed_on_count_where_the_mode_is_masked(row: Cells) -> None:
    """A masked mode counts as disclosed here, and so do the items that such a claim makes."""
    assert verdict(row) == "unknown"


def test_an_open_request_counts_and_a_refused_one_does_not() -> None:
    for mode, expected in (
        ("", "unknown"),
        ("requested", "unknown"),
        ("refused", "refuted"),
    ):
        case = evidence(events=[event("r", "dds", "police", mode=mode)], coverages=[coverage("dds")])
        assert answered(case).verdict == expected


def test_a_result_made_from_photos_is_kept_open_by_a_face_search_of_nothing_itemised() -> None:
    for cells, expected in (
        ({"data_types": "", "channel": "face-search-by-staff"}, "unknown"),
        ({"data_types": "", "channel": "staff-request"}, "refuted"),
        ({"data_types": "***", "channel": "staff-request"}, "unknown"),
        ({"data_types": "biometric"}, "unknown"),
        ({"data_types": "photo"}, "refuted"),
    ):
        row = claim("a", "dds", "police") | cells
        assert verdict(row, data="face-search-result", known_by="1900") == expected


@pytest.mark.parametrize(
    ("goal", "expected"), [("ice", "unknown"), ("ero", "unknown"), ("hsi", "unknown"), ("mva", "refuted")]
)
def test_what_a_family_received_any_of_it_may_have(goal: str, expected: str) -> None:
    """DHS stands for ICE and its parts; the receivers' own receiving is declared complete."""
    rows = [coverage("dds"), coverage("dhs", "recipient"), coverage("mva", "recipient")]
    assert verdict(claim("a", "dds", "dhs"), coverages=rows, to=goal, known_by="1900") == expected


def test_what_one_part_received_another_may_have() -> None:
    """ERO stands for HSI, whose whole family's giving and receiving is declared complete."""
    rows = [coverage("dds"), coverage("dhs"), coverage("dhs", "recipient")]
    assert verdict(claim("a", "dds", "ero"), coverages=rows, to="hsi", known_by="1900") == "unknown"
    assert verdict(claim("a", "dds", "police"), coverages=rows, to="hsi", known_by="1900") == "refuted"


def test_a_chain_may_go_by_agencies_that_are_not_listed() -> None:
    """The office is covered only until 2019; who got it then may have given it to ICE since, unless ICE is covered."""
    early = periods("..2019")
    assert verdict(coverages=early) == "unknown"
    assert verdict(coverages=[*early, coverage("ice", "recipient")]) == "refuted"
    seen = claim("a", "ero", "police")
    assert verdict(seen, coverages=[coverage("ice", "recipient")], known_by="1900") == "refuted"
    assert (
        verdict(claim("a", "police", "ero"), coverages=[coverage("ice", "recipient")], known_by="1900")
        == "unknown"
    )


def test_a_chain_of_items_alone_is_followed_to_its_end() -> None:
    """Everybody's giving is covered: only what evidence may mean is left, hop by hop, in any order of time."""
    closed = [coverage(agency) for agency in ("dds", "police", "sheriff")]
    hops = [
        claim("a", "dds", "police", "2020-03", mode="requested"),
        claim("b", "police", "sheriff", "2019-01", mode="available"),
        claim("c", "sheriff", "ero", "2018-01", data_types="personal-data"),
    ]
    assert verdict(*hops, coverages=closed, known_by="1900") == "unknown"
    for missing in range(3):
        left = [hop for number, hop in enumerate(hops) if number != missing]
        assert verdict(*left, coverages=closed, known_by="1900") == "refuted"


def test_avoid_still_holds_there_and_no_other_option_does() -> None:
    """Not by whom it went, not how: an option that leaves no trace refutes nothing."""
    closed = [coverage("dds"), coverage("police")]
    hops = (claim("a", "dds", "police"), claim("b", "police", "ice"))
    assert verdict(*hops, coverages=closed, avoid="police") == "refuted"
    assert verdict(*hops, coverages=closed, avoid="law-enforcement") == "refuted"
    assert verdict(*hops, coverages=closed, avoid="sheriff") == "possible"
    assert verdict(*hops, coverages=closed, avoid="dds") == "possible"  # an end is no inner agency
    options: list[dict[str, Any]] = [
        {"via": "sheriff"},
        {"max_hops": 1},
        {"channel": "staff-request"},
        {"purpose": "criminal-investigation"},
        {"known_by": "1900"},
        {"source": "report"},
    ]
    for given in options:
        assert verdict(*hops, coverages=closed, **given) == "unknown", given
    relayed = claim("a", "dds", "ice", via="nlets>police")
    assert verdict(relayed, coverages=closed, avoid="nlets") == "refuted"


def test_an_unlisted_agency_answers_to_neither_end() -> None:
    """`any` is whoever is listed: all of them covered, somebody unheard of may still have got it."""
    names = ("dds", "mdot", "police", "sheriff", "broker", "nlets", "dhs")
    everyone = [coverage(agency) for agency in names]
    assert verdict(coverages=everyone, to="any") == "refuted"
    assert verdict(coverages=everyone, **{"from": "any"}) == "refuted"
    receiving = [coverage(agency, "recipient") for agency in names]
    assert verdict(coverages=receiving, to="any") == "refuted"
    assert verdict(coverages=receiving[1:], to="any") == "unknown"


def test_nobody_gives_to_itself_by_way_of_others() -> None:
    """No agency comes twice: there is no chain from an agency to itself, whatever is covered."""
    assert verdict(coverages=[], **{"from": "police", "to": "police"}) == "refuted"
    assert verdict(coverages=[], **{"from": "police", "to": "law-enforcement"}) == "unknown"


def test_a_group_of_which_nothing_is_known_is_unknown() -> None:
    assert verdict(to="locals") == "refuted"  # the office gave nothing to anyone
    assert verdict(coverages=[coverage("mva")], to="locals") == "unknown"
    assert verdict(coverages=[coverage("dds")], **{"from": "offices"}) == "unknown"
    assert (
        verdict(coverages=[coverage("offices")], **{"from": "offices"}) == "unknown"
    )  # nothing is complete of it


# --- a broader kind of data -------------------------------------------------------------------------------------


def verdicts(case: Evidence, **given: Any) -> dict[str, str]:
    return {each.data_type: each.verdict for each in traced(case, data="driver-record", **given).answers}


def test_a_broader_kind_is_refuted_only_if_every_kind_that_it_includes_is() -> None:
    closed = [coverage("dds"), coverage("police")]
    all_refuted = dict.fromkeys(("driver-record", "home-address", "photo"), "refuted")
    assert verdicts(evidence(coverages=closed)) == all_refuted
    asked = claim("a", "dds", "ice", mode="requested")
    assert verdicts(evidence(asked, coverages=closed)) == all_refuted | {
        "driver-record": "unknown",
        "photo": "unknown",
    }
    given = claim("a", "dds", "ice", data_types="home-address")
    assert verdicts(evidence(given, coverages=closed)) == all_refuted | {
        "driver-record": "unknown",
        "home-address": "holds",
    }
