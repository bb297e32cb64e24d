"""What differs between two dates, two states of knowledge or two cases, flow by flow and answer by answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Row, claim, evidence, lasting, rows
from tests.queries.test_trace_oracle import evidence_of

FIRST = claim("first", "dds", "ice", "2018-05-10", channel="staff-request", document="letter")
LATER = claim("later", "dds", "ice", "2019-12-01", channel="direct-login", document="report")
AGAIN = claim("again", "dds", "ice", "2020-03-01", channel="staff-request", document="report")


def differing(case: Evidence, **given: Any) -> list[Row]:
    return rows(case, "compare", **({"data": "photo"} | given))


def told(row: Row) -> tuple[Any, ...]:
    names = ("what", "change", "whom", "channel", "differs", "items_before", "items_after")
    return tuple(row[name] for name in names)


def flows(found: list[Row]) -> list[tuple[Any, ...]]:
    return [told(row)[1:] for row in found if row["what"] == "flow"]


def test_between_two_dates() -> None:
    """By 2018 one flow; by 2020 it has two items, and there is another; Georgia's answer is as good as it was."""
    found = differing(evidence(FIRST, LATER, AGAIN), as_of_a="2018", as_of_b="2020")
    one, two, three = (f"{name}:dds>ice:photo" for name in ("first", "later", "again"))
    assert flows(found) == [
        ("added", "dds → ice", "direct-login", [], None, [two]),
        ("changed", "dds → ice", "staff-request", ["last", "items", "documents"], [one], [three, one]),
    ]
    assert len(found) == 2


def test_between_two_days_on_which_one_knew() -> None:
    """The letter came out in November 2019, the report in June 2020: what the report told is new by then."""
    case = evidence(FIRST, claim("b", "dds", "ice", "2017-03-01", document="report"))
    (answer, flow) = differing(
        case, known_by_a="2019-12", known_by_b="2020-06", **{"from": "dds", "to": "ice"}
    )
    assert (answer["what"], answer["change"], answer["since_before"], answer["since_after"]) == (
        "trace",
        "earlier",
        "2018-05-10",
        "2017-03-01",
    )
    assert told(flow)[:3] == ("flow", "added", "dds → ice")
    (answer,) = differing(case, known_by_a="2019-10", known_by_b="2019-12", **{"from": "dds", "to": "ice"})[
        :1
    ]
    assert (answer["change"], answer["verdict_before"], answer["verdict_after"]) == (
        "new",
        "unknown",
        "holds",
    )


def test_between_two_cases() -> None:
    """What the other case says is 'before'; what only it has is withdrawn; and the other way round."""
    old, new = evidence(FIRST), evidence(LATER | {"hedged": "yes"})
    found = differing(new, **{"with": old})
    assert flows(found) == [
        ("added", "dds → ice", "direct-login", [], None, ["later:dds>ice:photo"]),
        ("withdrawn", "dds → ice", "staff-request", [], ["first:dds>ice:photo"], None),
    ]
    (exposed,) = [row for row in found if row["what"] == "exposure"]
    assert (exposed["change"], exposed["verdict_before"], exposed["verdict_after"]) == (
        "weaker",
        "holds",
        "possible",
    )
    assert exposed["differs"] == ["verdict", "since", "items"]
    back = differing(old, **{"with": new})
    assert [row[0] for row in flows(back)] == ["added", "withdrawn"]
    assert [row["change"] for row in back if row["what"] == "exposure"] == ["stronger"]


def test_a_flow_that_only_one_case_knows_the_parties_of() -> None:
    """The other says nothing of it; where neither knows the name, it is an error."""
    town = {"agency": "town", "name": "A made-up town", "kind": "law-enforcement"}
    new = evidence(FIRST, claim("t", "town", "ice", "2020"), agencies=[town])
    found = differing(new, **{"with": evidence(FIRST), "from": "town"})
    assert [row[:2] for row in flows(found)] == [("added", "town → ice")]
    with pytest.raises(InputError, match="'tawn' is no agency"):
        differing(new, **{"with": evidence(FIRST), "from": "tawn"})


def test_of_several_sources_each_side_is_asked_for_those_that_it_has() -> None:
    """The retold story is only in the new case: the log counts in both all the same."""
    more = [{"document": "retold", "title": "Told again"}]
    log = FIRST | {"document": "log"}
    new = evidence(log, claim("b", "dds", "hsi", "2019", document="retold"), documents=more)
    found = differing(new, source=["log", "retold"], **{"with": evidence(log)})
    assert [row[:2] for row in flows(found)] == [("added", "dds → hsi")]


def test_access_is_a_flow_and_no_answer() -> None:
    """A login that is only offered changes the flows; exposure goes from nothing known to access only."""
    found = differing(evidence(lasting("login", "dds", "ice", "2018")), **{"with": evidence()})
    assert [(row["what"], row["change"], row["answer_before"], row["answer_after"]) for row in found] == [
        ("exposure", "stronger", "nothing known", "access only"),
        ("flow", "added", None, None),
    ]


def test_a_case_compared_with_itself_does_not_differ() -> None:
    """Whatever is in it; the one row says so, and with --unchanged every flow is listed as unchanged."""
    (row,) = differing(evidence(FIRST, LATER), **{"with": evidence(FIRST, LATER)})
    assert (row["what"], row["change"]) == ("all", "unchanged")
    listed = differing(evidence(FIRST, LATER), unchanged=True, **{"with": evidence(FIRST, LATER)})
    assert {row["change"] for row in listed} == {"unchanged"}
    for seed in range(30):
        case, _ = random_case(seed)
        given: Mapping[str, Any] = {"from": "any", "with": evidence_of(case)}
        assert [row["what"] for row in rows(evidence_of(case), "compare", **given)] == ["all"], f"seed {seed}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "compare needs two things that differ"),
        ({"as_of": "2019"}, "compare needs two things that differ"),
        ({"with": "somewhere"}, "is opened by the case that is asked"),
        ({"generation": "1"}, "is opened by the case that is asked"),
        ({"as_of_a": "soon", "as_of_b": "2019"}, "'soon' is not a date"),
    ],
)
def test_what_cannot_be_compared_says_so(given: dict[str, str], said: str) -> None:
    """Two sides that are the same, a case that is not open, a day that is none."""
    with pytest.raises(InputError, match=re.escape(said)):
        differing(evidence(FIRST), **given)
