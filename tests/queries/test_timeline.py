"""`timeline` counts what surely lies in a period, guesses nothing into one, and calls a gap a gap."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.dates import Span, When
from graphmodel.dates import event as happened
from graphmodel.dates import standing as stood
from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.periods import IN_A_YEAR, days, placed, surely_during
from tests.queries.smallcases import Cells, claim, coverage, denial, event, evidence, lasting, rows

COUNTED = {"count": "1", "channel": "staff-request", "mode": "disclosed"}
#: Two requests answered in 2017, one in 2018, none on record of 2019, one in 2020 or 2021.
LOG: tuple[Cells, ...] = (
    event("e1", "dds", "ice", "2017-01-05", answered="2017-02-01", **COUNTED),
    event("e2", "dds", "ice", "2017-05-05", answered="2017-06", **COUNTED),
    event("e3", "dds", "ice", "2018-05-05", answered="2018", **COUNTED),
    event("e4", "dds", "ice", "2020-05-05", answered="2020-12..2021-01", **COUNTED),
)
YEARS = [
    ("2017", 2, 0, 2, "partial", None),
    ("2018", 1, 0, 1, "none", "only in what is held"),
    ("2019", None, None, None, "none", "only in what is held"),
    ("2020", 0, 1, None, "none", None),
    ("2021", 0, 1, None, "none", None),
]
COLUMNS = ("period", "surely", "in_some_of", "at_least", "coverage", "drop")


def case(*claims: Cells, log: tuple[Cells, ...] = LOG, **cells: str) -> Evidence:
    """The log, with partial coverage of 2017 unless told otherwise."""
    plain = {"extent": "partial", "start": "2017", "end": "2017"}
    return evidence(*claims, events=log, coverages=[coverage("dds", **plain | cells)])


def told(found: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns or COLUMNS) for row in found]


def test_a_log_by_year_as_worked_out_by_hand() -> None:
    """The year with nothing is blank, not zero; what lies in one of two years is guessed into neither."""
    found = rows(case(), "timeline")
    assert told(found) == YEARS
    assert found[0] == {
        "group": None,
        "kind": "happened",
        "unit": "requests",
        "period": "2017",
        "start": "2017-01-01",
        "end": "2017-12-31",
        "surely": 2,
        "in_some_of": 0,
        "at_least": 2,
        "count_words": "1 requests",
        "coverage": "partial",
        "drop": None,
        "items": ["e1:dds>ice:photo", "e2:dds>ice:photo"],
        "items_in_some_of": [],
        "documents": ["log"],
    }
    assert found[3]["items_in_some_of"] == ["e4:dds>ice:photo"]


@pytest.mark.parametrize(
    ("by", "first"),
    [
        ("quarter", [("2017-Q1", 1, 0), ("2017-Q2", 1, 0), ("2017-Q3", None, None), ("2017-Q4", None, None)]),
        (
            "month",
            [("2017-02", 1, 0), ("2017-03", None, None), ("2017-04", None, None), ("2017-05", None, None)],
        ),
    ],
)
def test_quarters_and_months_are_periods_too(by: str, first: list[tuple[Any, ...]]) -> None:
    assert told(rows(case(), "timeline", by=by), "period", "surely", "in_some_of")[:4] == first


def test_within_complete_records_a_year_with_nothing_is_zero_and_a_drop_is_a_drop() -> None:
    found = told(rows(case(extent="complete", start="2017", end="2019"), "timeline"))
    assert found[:3] == [
        ("2017", 2, 0, 2, "complete", None),
        ("2018", 1, 0, 1, "complete", "a drop in complete records"),
        ("2019", 0, 0, None, "complete", "a drop in complete records"),
    ]


def test_a_drop_that_straddling_dates_may_fill_cannot_be_told() -> None:
    late = {**LOG[2], "request_id": "e5", "answered": "2018-12..2019-01"}
    found = told(
        rows(case(log=(*LOG, late), extent="complete", start="2017", end="2019"), "timeline"), *COLUMNS[::5]
    )
    assert found[1:3] == [("2018", "cannot tell, dates straddle"), ("2019", "cannot tell, dates straddle")]


@pytest.mark.parametrize(
    "cells",
    [
        {"count_qualifier": "more than", "count_value": "0"},
        {"count_qualifier": "at least"},
        {"count_shared_with": "others"},
    ],
    ids=str,
)
def test_a_count_that_leaves_more_open_is_no_drop(cells: dict[str, str]) -> None:
    """More than one may be as many as before, whatever the coverage."""
    plain = {"count_words": "1", "count_value": "1", "count_unit": "requests", "count_qualifier": "exactly"}
    whole = {"extent": "complete", "start": "2017", "end": "2019"}
    said = claim("c", "dds", "ice", "2018", channel="staff-request", **plain)
    assert told(rows(case(said, log=LOG[:2], **whole), "timeline"), "drop")[1] == (
        "a drop in complete records",
    )
    found = told(rows(case(said | cells, log=LOG[:2], **whole), "timeline"), "drop")
    assert found[1] == ("only in what is held",)


@pytest.mark.parametrize(
    ("coverages", "state"),
    [
        (
            [coverage("dds", start="2017-01", end="2017-06"), coverage("dds", start="2017-07", end="2017")],
            "complete",
        ),
        (
            [coverage("dds", start="2017-01", end="2017-06"), coverage("dds", start="2017-08", end="2017")],
            "partial",
        ),
        ([coverage("dds", channel="staff-request")], "partial"),
        ([coverage("dds", "recipient")], "none"),
        ([coverage("ice", "recipient")], "none"),
        ([coverage("dds", extent="withheld"), coverage("dds", extent="not-asked")], "withheld"),
        ([coverage("dds", extent="not-asked")], "not asked"),
        ([coverage("dds", start="2018")], "none"),
        ([], "none"),
    ],
    ids=str,
)
def test_a_period_is_covered_as_the_rows_of_its_holders_say_joined(
    coverages: list[Cells], state: str
) -> None:
    assert rows(evidence(events=LOG[:1], coverages=coverages), "timeline")[0]["coverage"] == state


def test_by_recipient_the_recipients_records_count_and_by_channel_those_of_the_channel() -> None:
    """Records of a whole are records of its part; complete is only what is complete of each holder."""
    received = evidence(events=[{**LOG[0], "requester": "hsi"}], coverages=[coverage("ice", "recipient")])
    assert rows(received, "timeline", group="recipient")[0]["coverage"] == "complete"
    letters = evidence(events=LOG[:1], coverages=[coverage("dds", channel="staff-request")])
    assert rows(letters, "timeline", group="channel")[0]["coverage"] == "complete"
    assert rows(letters, "timeline", channel="staff-request")[0]["coverage"] == "complete"
    two = evidence(
        events=[LOG[0], {**LOG[0], "request_id": "m", "holder": "mva"}], coverages=[coverage("dds")]
    )
    assert rows(two, "timeline")[0]["coverage"] == "partial"
    assert [row["coverage"] for row in rows(two, "timeline", group="holder")] == ["complete", "none"]


def test_what_held_is_told_apart_from_what_happened_and_stands_in_every_period_in_which_it_surely_held() -> (
    None
):
    access = lasting("l", "dds", "ice", "2018-03", end="2020-06", end_kind="ended")
    found = rows(evidence(access), "timeline")
    assert told(found, "kind", "unit", "period", "surely", "in_some_of") == [
        ("held", None, "2018", 1, 0),
        ("held", None, "2019", 1, 0),
        ("held", None, "2020", 1, 0),
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"start": "", "end": "2020-06-30", "end_kind": "seen"}, [("2020", 1, 0)]),
        ({"start": "", "end": "2020-06", "end_kind": "seen"}, [("2020", 1, 0)]),
        ({"start": "", "end": "2019-12..2020-01", "end_kind": "seen"}, [(None, None, 1)]),
        (
            {"start": "2018..2019", "end": "2020", "end_kind": "ended"},
            [("2018", 0, 1), ("2019", 1, 0), ("2020", 1, 0)],
        ),
        ({"start": "2018", "end": "", "end_kind": ""}, [("2018", 1, 0)]),
        ({"start": "", "end": "", "end_kind": ""}, [(None, None, 1)]),
    ],
    ids=str,
)
def test_standing_evidence_is_placed_only_where_its_dates_place_it(
    cells: dict[str, str], expected: list[tuple[Any, ...]]
) -> None:
    """Seen by a day, it surely held on that day; since when is open, so that the time before is not filled."""
    access = {**lasting("l", "dds", "ice"), **cells}
    assert told(rows(evidence(access), "timeline"), "period", "surely", "in_some_of") == expected


def test_what_has_no_date_stands_in_a_row_without_a_period() -> None:
    found = rows(
        evidence(
            claim("a", "dds", "ice", "2020"), claim("b", "dds", "ice"), claim("c", "dds", "ice", "2021..")
        ),
        "timeline",
    )
    assert told(found) == [("2020", 1, 0, None, "none", None), (None, None, 2, None, None, None)]
    assert found[1]["items_in_some_of"] == ["b:dds>ice:photo", "c:dds>ice:photo"]


def test_a_series_ends_in_the_period_after_its_last_where_others_go_on() -> None:
    """That nothing is held any more shows; each series is told once, not to the end of all others."""
    claims = (
        claim("a", "dds", "ice", "2018"),
        claim("b", "mva", "ice", "2018"),
        claim("c", "mva", "ice", "2021"),
    )
    found = told(rows(evidence(*claims), "timeline", group="holder"), "group", "period", "surely", "drop")
    assert found == [
        ("dds", "2018", 1, None),
        ("dds", "2019", None, "only in what is held"),
        ("mva", "2018", 1, None),
        ("mva", "2019", None, "only in what is held"),
        ("mva", "2020", None, None),
        ("mva", "2021", 1, None),
    ]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("nothing", [None]),
        ("holder", ["dds", "mva"]),
        ("recipient", ["ero", "ice"]),
        ("channel", [None, "direct-login"]),
        ("mode", ["disclosed", "masked", "refused"]),
        ("data-type", ["home-address", "photo"]),
    ],
)
def test_periods_are_told_apart_as_asked(group: str, expected: list[str | None]) -> None:
    claims = (
        claim("a", "dds", "ice", "2020", data_types="photo;home-address", channel="direct-login"),
        claim("b", "mva", "ero", "2020", mode="refused"),
        claim("c", "mva", "ero", "2020", mode="***"),
        denial("d", "police", "ice"),
    )
    found = rows(evidence(*claims), "timeline", group=group)
    assert list(dict.fromkeys(row["group"] for row in found)) == expected


def test_claims_that_hold_the_same_are_one_wherever_they_lie() -> None:
    """The wider reading of a sentence adds nothing to a year in which the narrower one puts it."""
    claims = (claim("a", "dds", "ice", "2020"), claim("b", "dds", "ice", "2019..2020", same_as="a"))
    assert told(rows(evidence(*claims), "timeline"), "period", "surely", "in_some_of") == [
        ("2019", 0, 1),
        ("2020", 1, 0),
    ]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"from": "mva"}, 0),
        ({"to": "ice", "data": "driver-record"}, 5),
        ({"data": "home-address"}, 0),
        ({"channel": "direct-login"}, 0),
        ({"source": "report"}, 0),
        ({"as_of": "2019"}, 2),
        ({"known_by": "2020"}, 0),
        ({"min_standing": "documented"}, 5),
    ],
    ids=str,
)
def test_every_filter_leaves_what_it_says(given: dict[str, str], left: int) -> None:
    assert len(rows(case(), "timeline", **given)) == left


@pytest.mark.parametrize(("given", "hint"), [({"by": "monht"}, "month"), ({"group": "holders"}, "holder")])
def test_another_word_is_refused_with_the_nearest(given: dict[str, str], hint: str) -> None:
    with pytest.raises(InputError) as error:
        rows(case(), "timeline", **given)
    assert hint in str(error.value.hint)


# --- periods, against every day ---------------------------------------------------------------------------------

FIRST = Span(737000, 737000 + 3 * 366)
DAYS = st.integers(int(FIRST.lo), int(FIRST.hi))


@st.composite
def times(draw: st.DrawFn) -> When:
    """Events and standing evidence of up to three years."""
    a, b, c, d = sorted(draw(st.lists(DAYS, min_size=4, max_size=4)))
    starts, ends = draw(st.sampled_from([(Span(a, b), Span(c, d)), (Span(a, c), Span(b, d))]))
    return draw(st.sampled_from([happened(starts), stood(starts, ends, "ended")]))


def worlds(when: When, span: Span) -> set[bool]:
    """Whether it was within some days, in each of the ways in which its dates allow it to have been."""
    if when.kind == "event":
        return {span.lo <= day <= span.hi for day in range(int(when.start.lo), int(when.start.hi) + 1)}
    return {
        span.meets(Span(begun, ended))
        for begun in ends_of(when.start, span)
        for ended in ends_of(when.end, span)
        if begun <= ended
    }


def ends_of(day: Span, span: Span) -> set[float]:
    """The days that make a difference: the ends of an interval, and those around and on the ends of the period."""
    around = {day.lo, day.hi, span.lo - 1, span.lo, span.hi, span.hi + 1}
    return {each for each in around if day.lo <= each <= day.hi}


@given(times(), st.sampled_from(list(IN_A_YEAR)))
def test_it_surely_was_in_a_period_if_it_was_whatever_the_days(when: When, by: str) -> None:
    """And perhaps, if it was on some of them."""
    where = placed(when, by)
    near = range(min((*where.surely, *where.perhaps)) - 1, max((*where.surely, *where.perhaps)) + 2)
    for period in near:
        ways = worlds(when, days(period, by))
        assert (period in where.surely) == (ways == {True}) == surely_during(when, days(period, by))
        assert (period in where.perhaps) == (ways == {True, False})
