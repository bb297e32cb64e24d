"""Each question has a case whose answer was worked out by hand, and a change of that case that must change it.

A row of the table: the question, what is asked, a small case and the same with one thing changed, the columns that
are told, and both answers. Whoever adds a question adds its row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from graphmodel.projection import Evidence
from tests.queries.smallcases import claim, coverage, denial, event, evidence, rows

Told = list[tuple[Any, ...]]


class Expectation(NamedTuple):
    """One question with its small case, the change, and both answers."""

    question: str
    asked: dict[str, Any]
    case: Callable[..., Evidence]
    changed: dict[str, str]
    columns: tuple[str, ...]
    answer: Told
    answer_changed: Told


def asked_twice(**cells: str) -> Evidence:
    """Two requests of one log, in 2017 and 2018, with complete records of both years."""
    plain = {"mode": "disclosed", "channel": "staff-request", "count": "1", "threshold_shown": "none"}
    log = [
        event("e1", "dds", "ice", "2017-03-01", answered="2017-03-04", **plain),
        event("e2", "dds", "ice", "2017-05-01", answered="2017-05-09", **plain),
        event("e3", "dds", "ice", "2018-03-01", **{"answered": "2018-03-02", **plain, **cells}),
    ]
    return evidence(events=log, coverages=[coverage("dds", start="2017", end="2018")])


def denied_and_shown(**cells: str) -> Evidence:
    """A login of 2020, and a denial that there was any."""
    shown = {**claim("a", "dds", "ice", "2020-03", channel="direct-login"), **cells}
    return evidence(
        shown, denial("d", "dds", "", channel="direct-login", time_kind="standing", end_kind="ended")
    )


def left_open(**cells: str) -> Evidence:
    """ICE asked the office for a photo in 2019, the answer not known; Maryland's could be seen by login."""
    asked = {**claim("asked", "dds", "ice", "2019-03", mode="requested", channel="staff-request"), **cells}
    return evidence(
        asked,
        claim("login", "mva", "ice", mode="available", channel="direct-login", data_types="driver-record"),
    )


def barred(**cells: str) -> Evidence:
    """A login three months after a bar on logins took effect."""
    shown = {**claim("a", "dds", "ice", "2020-03-01", channel="direct-login"), **cells}
    bar = {
        "rule_id": "bar",
        "effect": "bars",
        "holder": "dds",
        "channel": "direct-login",
        "from": "2019-12-01",
    }
    return evidence(shown, rules=[bar | {"document": "letter"}])


def passed_on(**cells: str) -> Evidence:
    """The office refused ICE in June 2019; the police got a photo in July and passed it on in August."""
    return evidence(
        claim("no", "dds", "ice", "2019-06-01", mode="refused", channel="staff-request"),
        claim("into", "dds", "police", "2019-07-10"),
        {**claim("onward", "police", "ice", "2019-08-10", after="dds"), **cells},
    )


FROM_OFFICE = {"from": "dds", "data": "photo"}
WITHOUT_LETTERS = """
[[remove]]
channel = "staff-request"
[[question]]
from = "dds"
to = "ice"
data = "photo"
"""

EXPECTED = (
    Expectation(
        "reach",
        FROM_OFFICE,
        passed_on,
        {"recipient": "hsi", "received_from": ""},
        ("party", "verdict", "hops", "earliest", "certain_by"),
        [("police", "holds", 1, None, "2019-08-10"), ("ice", "holds", 2, "2019-08-10", "2019-08-10")],
        [
            ("police", "holds", 1, "2019-07-10", "2019-07-10"),
            ("hsi", "possible", 2, "2019-08-10", "2019-08-10"),
        ],
    ),
    Expectation(
        "intermediaries",
        FROM_OFFICE,
        passed_on,
        {"via": "nlets"},
        ("agency", "role", "traces", "holding", "every_route"),
        [("police", "inner", 1, 1, True)],
        [("nlets", "via", 1, 1, True), ("police", "inner", 1, 1, True)],
    ),
    Expectation(
        "detours",
        FROM_OFFICE,
        passed_on,
        {"start": "2019-05-10", "received_from": ""},
        ("stopped", "answer", "verdict", "way", "route"),
        [("refused", "after it", "holds", "through others", "dds → police → ice")],
        [("refused", "none known", "unknown", None, None)],
    ),
    Expectation(
        "what-if",
        {"scenario": WITHOUT_LETTERS},
        passed_on,
        {"channel": "staff-request"},
        ("change", "verdict_before", "verdict_after", "lost"),
        [("unchanged", None, None, None)],
        [("stopped", "holds", "unknown", ["photo"])],
    ),
    Expectation(
        "compare",
        {"as_of_a": "2019-07", "as_of_b": "2019-08", "data": "photo"},
        passed_on,
        {"start": "2019-09-10", "received_from": ""},
        ("what", "change", "whom", "verdict_before", "verdict_after"),
        [
            ("exposure", "new", "GA", "unknown", "holds"),
            ("flow", "added", "police → ice", None, None),
        ],
        [("all", "unchanged", None, None, None)],
    ),
    Expectation(
        "policy-gaps",
        {"cannot_tell": True},
        barred,
        {"channel": ""},
        ("rule", "verdict", "since", "why"),
        [("bar", "holds", "2020-03-01", None)],
        [
            (
                "bar",
                "cannot tell",
                "2020-03-01",
                "it is not shown that its channel is of those that the rule names",
            )
        ],
    ),
    Expectation(
        "outcomes",
        {},
        asked_twice,
        {"mode": "refused"},
        ("outcome", "told", "share", "median_days", "median_of"),
        [("disclosed", 3, "3 of 3", 3, 3)],
        [("disclosed", 2, "2 of 3", 5.5, 2), ("refused", 1, "1 of 3", 1, 1)],
    ),
    Expectation(
        "no-process",
        {},
        asked_twice,
        {"threshold_shown": "court-order"},
        ("finding", "at_least", "items"),
        [("no process shown", 3, ["e1:dds>ice:photo", "e2:dds>ice:photo", "e3:dds>ice:photo"])],
        [("no process shown", 2, ["e1:dds>ice:photo", "e2:dds>ice:photo"])],
    ),
    Expectation(
        "timeline",
        {},
        asked_twice,
        {"answered": "2018-12..2019-01"},
        ("period", "surely", "in_some_of", "coverage", "drop"),
        [("2017", 2, 0, "complete", None), ("2018", 1, 0, "complete", "a drop in complete records")],
        [
            ("2017", 2, 0, "complete", None),
            ("2018", 0, 1, "complete", "cannot tell, dates straddle"),
            ("2019", 0, 1, "none", None),
        ],
    ),
    Expectation(
        "gaps",
        {},
        left_open,
        {"mode": "disclosed"},
        ("verdicts", "kind", "holder", "if_so", "if_not"),
        [
            (
                3,
                "access",
                ["mva"],
                [f"MD {kind}: unknown → holds" for kind in ("driver-record", "home-address", "photo")],
                [],
            ),
            (1, "request", ["dds"], ["GA photo: unknown → holds"], []),
        ],
        [
            (
                3,
                "access",
                ["mva"],
                [f"MD {kind}: unknown → holds" for kind in ("driver-record", "home-address", "photo")],
                [],
            ),
        ],
    ),
    Expectation(
        "contradictions",
        {},
        denied_and_shown,
        {"channel": "staff-request"},
        ("verdict", "one", "other", "differs_in"),
        [("contradicts", "d", "a", [])],
        [("differs", "d", "a", ["manner: channel"])],
    ),
)


def told(case: Evidence, expected: Expectation) -> Told:
    found = rows(case, expected.question, **expected.asked)
    return [tuple(row[column] for column in expected.columns) for row in found]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: each.question)
def test_a_question_answers_as_worked_out_by_hand(expected: Expectation) -> None:
    assert told(expected.case(), expected) == expected.answer


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: each.question)
def test_one_thing_changed_changes_the_answer_as_worked_out_by_hand(expected: Expectation) -> None:
    """So the first test can fail."""
    assert told(expected.case(**expected.changed), expected) == expected.answer_changed
    assert expected.answer != expected.answer_changed


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: each.question)
def test_a_question_answers_on_the_bundled_case(expected: Expectation) -> None:
    """With something to say, and every row led to its evidence."""
    import datatrail

    case = datatrail.demo_case()
    found = case.rows(expected.question, **expected.asked)
    assert found
    known = case.evidence.item
    assert all(item in known for row in found for item in row.get("items", ()))
