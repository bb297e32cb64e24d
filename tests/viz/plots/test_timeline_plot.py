"""A timeline puts no record into a month that it may not be in, draws a gap as a gap, and no unit beside another."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import datatrail
from graphmodel.dates import parse_span
from queries.declaration import Row
from queries.periods import period_of
from tests.queries.smallcases import claim, coverage, event, evidence, lasting
from tests.queries.test_timeline import LOG
from tests.viz.plots.drawing import drawn, example, height, shaped

MARKS = {"bar", "zero", "gap", "not bounded", "span", "undated"}
CASES = ("real", "examplia")


def told(table: list[Row], unit: str = "records") -> list[tuple[Any, ...]]:
    return [(row["mark"], row["first"], row["last"], row["number"]) for row in table if row["unit"] == unit]


def case(**cells: str) -> Any:
    """Two requests of 2017, one of 2018, none of 2019, one of 2020 or 2021."""
    plain = {"extent": "partial", "start": "2017", "end": "2017"}
    return evidence(events=LOG, coverages=[coverage("dds", **plain | cells)])


def test_a_log_by_year_as_worked_out_by_hand() -> None:
    """Bars of 2017 and 2018, a gap in 2019, and a span for what lies in one of two years."""
    figure = shaped(case(), "timeline", by="year", group="nothing")
    assert told(figure.rows) == [
        ("bar", "2017", "2017", 2),
        ("bar", "2018", "2018", 1),
        ("gap", "2019", "2019", None),
        ("none", "2020", "2020", 0),
        ("none", "2021", "2021", 0),
        ("span", "2020", "2021", 1),
    ]
    assert told(figure.rows, "requests") == [
        ("bar", "2017", "2017", 2),
        ("bar", "2018", "2018", 1),
        ("gap", "2019", "2019", None),
        ("none", "2020", "2020", None),
        ("none", "2021", "2021", None),
    ]


def test_bars_stand_in_their_years_and_spans_reach_over_theirs() -> None:
    """On paper: from the year's first day to its last, all years as wide."""
    found = drawn(shaped(case(), "timeline", by="year", group="nothing"), "timeline")
    (first, second), (gap,), (span,) = found.boxes["bar"][:2], found.boxes["gap"][:1], found.boxes["span"]
    year = gap[2] - gap[0]
    assert first[2] < second[0] < second[2] < gap[0]
    assert span[0] == pytest.approx(gap[2], abs=0.02)
    assert span[2] - span[0] == pytest.approx(2 * year, abs=0.02)
    assert height(first) == pytest.approx(2 * height(second), abs=0.02)


def test_the_line_is_broken_where_nothing_is_held() -> None:
    """It goes on under a bar and under what is surely nothing but may be something; never under a gap."""
    found = drawn(shaped(case(), "timeline", by="year", group="nothing"), "timeline")
    assert found.marks["line"] == 4  # before and after the gap, of records and of requests
    for gap in found.boxes["gap"]:
        across = [line for line in found.boxes["line"] if abs(line[1] - gap[3]) < 1]
        assert across
        assert all(line[2] <= gap[0] + 0.02 or line[0] >= gap[2] - 0.02 for line in across)


def test_zero_is_drawn_only_in_complete_records() -> None:
    """The same year without a request: a gap where records are partial, zero where they are complete."""
    complete = shaped(
        case(extent="complete", start="2017", end="2019"), "timeline", by="year", group="nothing"
    )
    assert ("zero", "2019", "2019", 0) in told(complete.rows)
    assert drawn(complete, "timeline").marks["zero"] == 2
    assert "zero" not in drawn(shaped(case(), "timeline", by="year"), "timeline").marks


@pytest.mark.parametrize("name", CASES)
def test_each_mark_is_a_row_and_each_row_a_mark(name: str) -> None:
    """As many of each kind as the table has drawn rows of it."""
    figure, found = example("timeline", name)
    expected = Counter(row["mark"].replace(" ", "-") for row in figure.drawn if row["mark"] in MARKS)
    assert expected["bar"] > 3
    assert expected["span"] > 3
    assert {name: found.marks[name] for name in expected} == dict(expected)
    assert set(found.said("undated-number")) == {
        str(row["number"]) for row in figure.drawn if row["mark"] == "undated"
    }


@pytest.mark.parametrize("group", ["mode", "holder"])
@pytest.mark.parametrize("name", CASES)
def test_no_record_is_in_a_period_that_its_dates_rule_out(name: str, group: str) -> None:
    """A bar's items surely lie in its month; a span's may lie in its first and in its last."""
    of_case = datatrail.demo_case(name)
    items = {item.id: item.when for item in of_case.evidence.items}
    for row in of_case.plot("timeline", group=group).rows:
        if row["mark"] in ("bar", "span"):
            first, last = (period_of(parse_span(row[end]).lo, "month") for end in ("first", "last"))
            for when in map(items.__getitem__, row["items"]):
                assert period_of(when.start.lo, "month") <= first
                assert last <= period_of(when.last_day, "month")
                assert row["mark"] == "span" or period_of(when.start.hi, "month") <= first


@pytest.mark.parametrize("name", CASES)
def test_numbers_are_those_of_the_question(name: str) -> None:
    """Where a period has one unit, its records are what `timeline` calls surely."""
    of_case = datatrail.demo_case(name)
    asked = of_case.rows("timeline", by="month", group="mode")
    surely: dict[tuple[str, str], list[Any]] = {}
    for row in asked:
        if row["kind"] == "happened" and row["period"]:
            surely.setdefault((row["group"], row["period"]), []).append(row["surely"])
    for row in of_case.plot("timeline").rows:
        if row["unit"] == "records" and row["mark"] in ("bar", "gap", "zero", "none"):
            numbers = surely[row["group"], row["first"]]
            if len(numbers) == 1:
                assert [row["number"]] == numbers
            else:
                assert (row["number"] or 0) <= sum(number or 0 for number in numbers)


def test_a_second_reading_of_a_sentence_is_no_second_record() -> None:
    """Whatever unit each counts in."""
    twice = (
        claim(
            "a",
            "dds",
            "ice",
            "2020-03",
            count_words="3 requests",
            count_value="3",
            count_qualifier="exactly",
            count_unit="requests",
            count_kind="total",
        ),
        claim("b", "dds", "ice", "2020-03", same_as="a"),
    )
    (bar,) = [
        row
        for row in shaped(evidence(*twice), "timeline").rows
        if (row["mark"], row["unit"]) == ("bar", "records")
    ]
    assert (bar["number"], len(bar["items"])) == (1, 2)


def test_each_unit_has_an_axis_of_its_own() -> None:
    """Requests and searches are never on one: a panel each, with its own highest number."""
    counted = {"channel": "staff-request", "mode": "disclosed"}
    log = (
        event(
            "r",
            "dds",
            "ice",
            "2020-01-05",
            answered="2020-02-01",
            count="7",
            count_unit="requests",
            **counted,
        ),
        event(
            "s",
            "dds",
            "ice",
            "2020-01-05",
            answered="2020-02-01",
            count="5000",
            count_unit="searches",
            **counted,
        ),
    )
    found = drawn(shaped(evidence(events=log), "timeline"), "timeline")
    assert found.said("panel") == ["Records", "Counted: requests, at least", "Counted: searches, at least"]
    assert [word for word in found.said("axis") if word != "0"] == ["2", "7", "5,000"]
    assert len({round(height(bar), 1) for bar in found.boxes["bar"]}) == 1


def test_what_happened_and_what_held_are_never_in_one_figure() -> None:
    """Access that stood for years is drawn when it is asked for, and else said to be left out."""
    both = evidence(claim("a", "dds", "ice", "2020-03"), lasting("b", "dds", "ice", "2019-01"))
    happened, held = (shaped(both, "timeline", time=time) for time in ("happened", "held"))
    assert {item for row in happened.rows for item in row["items"]} == {"a:dds>ice:photo"}
    assert {item for row in held.rows for item in row["items"]} == {"b:dds>ice:photo"}
    assert "1 record of access and practices that held (--time held)" in " ".join(happened.notes)


def test_what_there_is_no_room_for_is_in_the_table_and_named() -> None:
    """Of many agencies those with fewest records."""
    many = [
        {
            "agency": f"office-{number:02}",
            "name": f"Office {number:02}",
            "kind": "driver-licensing",
            "state": "GA",
        }
        for number in range(12)
    ]
    claims = [
        claim(f"{each['agency']}-{number}", each["agency"], "ice", "2020-03")
        for place, each in enumerate(many)
        for number in range(12 - place)
    ]
    figure = shaped(evidence(*claims, agencies=many), "timeline", group="holder")
    assert [row["label"] for row in figure.drawn if row["mark"] == "bar"] == [
        f"Office {n:02}" for n in range(7)
    ]
    assert "in the table: Office 07, Office 08, Office 09, Office 10 and Office 11." in figure.notes[-1]
    assert {row["label"] for row in figure.rows} == {each["name"] for each in many}
