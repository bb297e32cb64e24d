"""Who stands between, told apart by the part played, and whether any route is left without it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

from queries.library.intermediaries import INNER, NOBODY, VIA, rows_of
from queries.tracing.answer import answer_one
from queries.tracing.question import Limits
from tests.queries import oracle
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Row, claim, evidence, lasting, rows
from tests.queries.test_trace_oracle import evidence_of, question_of

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 4

DIRECT = claim("direct", "dds", "ice", "2019")
RELAYED = claim("relayed", "dds", "ice", "2019", via="nlets")
INTO = claim("into", "dds", "police", "2019-01-10")
ONWARD = claim("onward", "police", "ice", "2019-03-01", after="dds", via="nlets")
SOLD = claim("sold", "police", "broker", "2019-02", after="dds")
RESOLD = claim("resold", "broker", "ice", "2019-05")


def between(*claims: Mapping[str, str], **given: Any) -> list[Row]:
    asked = {"from": "dds", "to": "ice", "data": "photo"} | given
    return rows(evidence(*claims), "intermediaries", **asked)


def told(row: Row) -> tuple[Any, ...]:
    names = ("agency", "role", "counted", "traces", "of", "holding", "possible", "every_route")
    return tuple(row[name] for name in names)


# Derived: dds > police twice (from the onward and the sold row), without channel or via: one flow with `into`.
def test_each_agency_is_counted_in_each_part_that_it_plays() -> None:
    """The police are an inner agency of two routes, Nlets relays two, the broker passes on one; nobody is on all."""
    assert [told(row) for row in between(DIRECT, RELAYED, INTO, ONWARD, SOLD, RESOLD)] == [
        (None, NOBODY, "exactly", 1, 4, 1, 0, None),
        ("nlets", VIA, "exactly", 2, 4, 2, 0, False),
        ("police", INNER, "exactly", 2, 4, 1, 1, False),
        ("broker", INNER, "exactly", 1, 4, 0, 1, False),
    ]


def test_without_the_direct_ways_every_route_goes_through_the_police() -> None:
    """Two exchanges taken away, one agency is on all routes, and the offices that these start from are Georgia's."""
    found = between(INTO, ONWARD, SOLD, RESOLD)
    assert [told(row) for row in found] == [
        ("police", INNER, "exactly", 2, 2, 1, 1, True),
        ("nlets", VIA, "exactly", 1, 2, 1, 0, False),
        ("broker", INNER, "exactly", 1, 2, 0, 1, False),
    ]
    assert {tuple(row["states"]) for row in found} == {("GA",)}
    assert found[0]["route"] == "dds → police → ice"


def test_a_part_counts_for_its_whole_where_every_route_is_asked_about() -> None:
    """One route through Maryland's department, one through its MVA: no route avoids the department and its parts."""
    ways = [
        claim("to-mdot", "dds", "mdot", "2019-01"),
        claim("to-mva", "dds", "mva", "2019-01"),
        claim("of-mdot", "mdot", "ice", "2019-02"),
        claim("of-mva", "mva", "ice", "2019-02"),
    ]
    found = {row["agency"]: row["every_route"] for row in between(*ways)}
    assert found == {"mdot": True, "mva": False}


def test_numbers_past_the_limit_are_lower_bounds_and_say_so() -> None:
    """One route looked at of four: what is on it is on at least one; on every route it is only where none avoids it."""
    found = between(DIRECT, RELAYED, INTO, ONWARD, SOLD, RESOLD, limit=1)
    assert [told(row)[:4] for row in found] == [(None, NOBODY, "at least", 1)]
    found = between(INTO, ONWARD, SOLD, RESOLD, limit=1)
    assert [told(row) for row in found] == [
        ("nlets", VIA, "at least", 1, found[0]["of"], 1, 0, False),
        ("police", INNER, "at least", 1, found[0]["of"], 1, 0, True),
    ]


def test_no_route_says_why() -> None:
    """A login is below the floor: nobody stands between, and the row says what is the matter."""
    (row,) = between(lasting("login", "dds", "ice", "2018"))
    assert told(row)[:5] == (None, "no route", "exactly", 0, 0)
    assert (row["verdict"], row["reason"]) == ("unknown", "below-floor")


# --- against the oracle ---------------------------------------------------------------------------------------


def by_the_oracle(case: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[Any, tuple[int, int, Any]]:
    """Per agency and part played: routes that hold, that are possible, and whether none is left without it."""
    ground, want = oracle.Ground(case), oracle.asked(asked)
    items = oracle.all_items(ground)
    search = oracle.Search(ground, want, items)
    counted: dict[Any, Counter[bool]] = {}
    for trace in search.traces():
        played = {(key[1], INNER) for key in trace.walk[:-1]}
        played |= {(relay, VIA) for key in trace.walk for relay in key[5]}
        for each in played or {(None, NOBODY)}:
            counted.setdefault(each, Counter())[trace.holds] += 1

    def is_needed(agency: str | None) -> bool | None:
        if agency is None:
            return None
        without = oracle.Search(ground, want, items)
        without.avoid |= ground.parts(agency) | {agency}
        return not without.any_trace()

    return {each: (n[True], n[False], is_needed(each[0])) for each, n in counted.items()}


def test_counts_and_what_every_route_needs_are_the_oracles() -> None:
    """Over random cases with every option: per agency and part, the routes that hold and those only possible."""
    seen: Counter[str] = Counter()
    for seed in range(CASES):
        case, asked = random_case(seed)
        evidence = evidence_of(case)
        answer = answer_one(evidence, question_of(evidence, asked), Limits(10**9, 10**9))
        actual = {
            (row["agency"], row["role"]): (row["holding"], row["possible"], row["every_route"])
            for row in rows_of(answer)
        }
        assert actual == by_the_oracle(case, asked), f"seed {seed}, asked {asked}"
        seen.update(role for _, role in actual)
    assert min(seen[role] for role in (INNER, VIA, NOBODY)) > CASES // 50
