"""Outcomes count records of each agency, state or threshold; what is masked is said, and no unit joins another."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

import datatrail
from tests.queries.smallcases import claim, event, evidence
from tests.viz.plots.drawing import drawn, example, shaped, width

ASKED = {"channel": "staff-request", "threshold_shown": "judicial-warrant"}
LOG = (
    event("e1", "dds", "ice", "2020-01", mode="disclosed", **ASKED),
    event("e2", "dds", "ice", "2020-02", mode="refused", channel="staff-request", threshold_shown="none"),
    event("e3", "dds", "ice", "2020-03", mode="***", channel="staff-request", threshold_shown="***"),
    event("e4", "mva", "ice", "2020-04", mode="disclosed", **ASKED),
    event(
        "e5",
        "dds",
        "ice",
        "2020-05",
        mode="disclosed",
        channel="email-request",
        threshold_shown="judicial-warrant",
    ),
)


def told(figure: Any, unit: str = "records") -> list[tuple[Any, ...]]:
    return [(row["group"], row["outcome"], row["number"]) for row in figure.rows if row["unit"] == unit]


def test_a_log_by_agency_as_worked_out_by_hand() -> None:
    """Channels and thresholds of one agency are one line; most records first."""
    assert told(shaped(evidence(events=LOG), "outcomes")) == [
        ("dds", "disclosed", 2),
        ("dds", "refused", 1),
        ("dds", "masked", 1),
        ("mva", "disclosed", 1),
    ]


def test_the_same_by_threshold() -> None:
    """Nothing shown, a masked cell and a cell that is not stated are three things."""
    figure = shaped(evidence(claim("c", "dds", "ice", "2020"), events=LOG), "outcomes", by="threshold-shown")
    assert told(figure) == [
        ("judicial-warrant", "disclosed", 3),
        ("masked", "masked", 1),
        ("none", "refused", 1),
        (None, "disclosed", 1),
    ]
    assert set(drawn(figure, "outcomes").said("label")) == {
        "judicial warrant",
        "masked",
        "none",
        "not stated",
    }


def test_what_is_masked_is_said_and_so_is_that_nothing_is() -> None:
    """Below the figure."""
    masked = "\n".join(shaped(evidence(events=LOG), "outcomes").notes)
    assert "Masked in the sources: the outcome of 1 record and the threshold of 1 record." in masked
    assert "No outcome and no threshold is masked." in "\n".join(
        shaped(evidence(events=LOG[:2]), "outcomes").notes
    )


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_each_bar_is_a_row_and_says_its_number(name: str) -> None:
    """As many as the table has drawn rows with a number; as long as the number says."""
    figure, found = example("outcomes", name)
    known = [row for row in figure.drawn if row["number"] is not None]
    assert found.marks["bar"] == len(known) > 10
    assert found.said("number") == [f"{row['number']:,.15g}" for row in known]
    assert found.marks["not-bounded"] == len(figure.drawn) - len(known)
    assert len(found.said("panel")) == len({row["unit"] for row in figure.drawn})
    lengths = defaultdict(set)
    for row, box in zip(known, found.boxes["bar"], strict=True):
        lengths[row["unit"]].add(round(width(box) / row["number"], 1))
    assert lengths["records"] == {max(lengths["records"])}


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_numbers_are_those_of_the_question(name: str) -> None:
    """Where one row speaks of an agency's outcome, the figure has what it tells; else no more than the sum."""
    asked: dict[tuple[Any, str], list[int]] = defaultdict(list)
    for row in datatrail.demo_case(name).rows("outcomes"):
        asked[row["group"], row["outcome"]].append(row["told"])
    for group, outcome, number in told(example("outcomes", name)[0]):
        numbers = asked.pop((group, outcome))
        assert max(numbers) <= number <= sum(numbers)
    assert not asked


def test_counts_of_one_unit_are_no_records_and_no_other_unit() -> None:
    """Rows of one log are added in their unit; a count that is shared proves nothing, and is drawn as a question."""
    counted = {"mode": "disclosed", "channel": "staff-request"}
    log = (
        event("r1", "dds", "ice", "2020-01", count="7", count_unit="requests", **counted),
        event("r2", "dds", "ice", "2020-02", count="5", count_unit="requests", **counted),
        event("s", "dds", "ice", "2020-02", count="900", count_unit="searches", **counted),
    )
    figure = shaped(evidence(events=log), "outcomes")
    units = Counter({row["unit"]: row["number"] for row in figure.rows})
    assert units == {"records": 3, "requests": 12, "searches": 900}
    assert drawn(figure, "outcomes").said("panel") == [
        "Records",
        "Counted: requests, at least",
        "Counted: searches, at least",
    ]


def test_who_refused_is_never_crowded_out() -> None:
    """Of more agencies than there is room for, one that refused once stays, and those that gave once go."""
    many = [
        {
            "agency": f"office-{number:02}",
            "name": f"Office {number:02}",
            "kind": "driver-licensing",
            "state": "GA",
        }
        for number in range(30)
    ]
    claims = [claim(f"a-{each['agency']}", each["agency"], "ice", "2020") for each in many[:-1]]
    claims += [claim(f"b-{each['agency']}", each["agency"], "ice", "2021") for each in many[:-1]]
    claims += [claim("no", "office-29", "ice", "2020", mode="refused")]
    figure = shaped(evidence(*claims, agencies=many), "outcomes")
    assert ("office-29", "refused") in {(row["group"], row["outcome"]) for row in figure.drawn}
    assert len({row["group"] for row in figure.drawn}) == 24
    assert "in the table: 6 more lines (disclosed)." in figure.notes[-1]
