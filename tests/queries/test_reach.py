"""Where data can end up from here, or whence it can come: by hand, against the oracle, and on the real sharing list."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from math import isinf
from typing import Any

import pytest

from graphmodel.dates import iso
from graphmodel.errors import InputError
from graphmodel.scope import Ends
from queries.tracing.answer import weakest
from queries.tracing.network import Network
from queries.tracing.search import Trace
from queries.tracing.sweep import best_from_each, best_to_each
from tests.queries import oracle
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Row, claim, evidence, lasting, question, rows
from tests.queries.test_trace_oracle import evidence_of, question_of

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 4

#: From the office to the police, and on to ICE, once said to come from the office and once not; and a way to the group.
FIRST = claim("first", "dds", "police", "2019-01-10")
ONWARD = claim("onward", "police", "ice", "2019-03-01", after="dds")
TOUCHING = claim("touching", "police", "sheriff", "2019-02")
GROUPED = claim("grouped", "sheriff", "others", "2019")
BEYOND = claim("beyond", "others", "broker", "2019-12")


def told(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("party", "verdict", "standing", "hops", "earliest", "certain_by"))


def test_each_party_that_is_reached_has_one_row_the_surest_first() -> None:
    """A shown joint holds, a touch is only possible, a group is reached and never passed through."""
    found = rows(evidence(FIRST, ONWARD, TOUCHING, GROUPED, BEYOND), "reach", **{"from": "dds"}, data="photo")
    assert [told(row) for row in found] == [
        # Once from the log of 10 January, once from what the police say, which is open before: that can be earlier.
        ("police", "holds", "documented", 1, None, "2019-03-01"),
        ("ice", "holds", "documented", 2, "2019-03-01", "2019-03-01"),
        ("sheriff", "possible", "documented", 2, "2019-02-01", "2019-02-28"),
        ("others", "possible", "documented", 3, "2019-02-01", None),
    ]
    assert [row["route"] for row in found][1:3] == ["dds → police → ice", "dds → police → sheriff"]
    assert found[2]["because"] == ["joint 1 not shown: the two only touch"]
    assert found[1]["items"] == ["first:dds>police:photo", "onward:police>ice:photo"]
    assert {row["reason"] for row in found} == {None}


def test_whence_it_can_come_is_the_mirror() -> None:
    """With --to, each party that a trace starts from, named exactly: the office is not listed for its desk."""
    case = evidence(FIRST, ONWARD, claim("desk", "desk", "ero", "2020"), TOUCHING)
    found = rows(case, "reach", to="ice", data="photo")
    assert [told(row) for row in found] == [
        ("police", "holds", "documented", 1, "2019-03-01", "2019-03-01"),
        ("dds", "holds", "documented", 2, "2019-03-01", "2019-03-01"),
        ("desk", "holds", "documented", 1, "2020-01-01", "2020-12-31"),
    ]


def test_what_cannot_follow_in_time_is_not_reached() -> None:
    """Moved before the first exchange, the second one leads nowhere."""
    late = claim("first", "dds", "police", "2019-04-10")
    found = rows(evidence(late, TOUCHING), "reach", **{"from": "dds"}, data="photo")
    assert [row["party"] for row in found] == ["police"]


def test_a_whole_is_not_listed_for_its_part() -> None:
    """What ERO received is ERO's; ICE has no row of its own."""
    case = evidence(claim("part", "dds", "ero", "2019"))
    assert [row["party"] for row in rows(case, "reach", **{"from": "dds"}, data="photo")] == ["ero"]


def test_a_broader_kind_is_asked_for_with_each_that_it_includes() -> None:
    """Of a photo handed over the driver record is not reached, the photo is; the record carries both, possibly."""
    case = evidence(FIRST, claim("record", "dds", "hsi", "2019", data_types="driver-record"))
    found = rows(case, "reach", **{"from": "dds"})
    assert [(row["data_type"], row["party"], row["verdict"]) for row in found] == [
        ("driver-record", "hsi", "holds"),
        ("home-address", "hsi", "possible"),
        ("photo", "police", "holds"),
        ("photo", "hsi", "possible"),
    ]


def test_where_nobody_is_reached_one_row_says_why() -> None:
    """Access is below the floor; an empty table would read as safety."""
    case = evidence(lasting("login", "dds", "ice", "2018"))
    (row,) = rows(case, "reach", **{"from": "dds"}, data="photo")
    assert (row["party"], row["verdict"], row["reason"]) == (None, "unknown", "below-floor")
    (reached,) = rows(case, "reach", **{"from": "dds"}, data="photo", min_standing="available")
    assert told(reached)[:3] == ("ice", "possible", "available")


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "needs --from or --to"), ({"from": "dds", "to": "ice"}, "--from and --to are both given")],
)
def test_one_end_is_asked_about(given: Mapping[str, str], said: str) -> None:
    """Neither end, or both, is another question."""
    with pytest.raises(InputError, match=re.escape(said)):
        rows(evidence(FIRST), "reach", **given)


# --- against the oracle ---------------------------------------------------------------------------------------


def of_engine(trace: Trace) -> tuple[Any, ...]:
    clock = trace.reading.clock
    sure = trace.certain and not isinf(clock.latest)
    items = tuple(hop.carrier.item.id for hop in trace.hops)
    return trace.holds, weakest(trace), iso(clock.earliest), iso(clock.latest) if sure else None, items


def of_oracle(case: Mapping[str, Any], asked: Mapping[str, Any], end: str) -> Iterator[tuple[str, Any]]:
    """The best trace by the oracle between the other end and each party, named exactly."""
    ground, want = oracle.Ground(case), oracle.asked(asked)
    items = oracle.all_items(ground)
    for party in sorted(oracle.everyone_in(ground, items)):
        search = oracle.Search(ground, want, items)
        setattr(search, end, oracle.End(frozenset({party}), frozenset()))
        for best in search.traces()[:1]:
            latest = oracle.iso(best.latest) if best.certain else None
            standing = oracle.STANDINGS[best.weakest]
            yield party, (best.holds, standing, oracle.iso(best.earliest), latest, best.ids)


Sweep = Callable[[Network, Ends], dict[str, Trace]]


@pytest.mark.parametrize(("end", "sweep", "own"), [("end", best_to_each, 0), ("start", best_from_each, 1)])
def test_the_best_trace_to_and_from_each_party_is_the_oracles(end: str, sweep: Sweep, own: int) -> None:
    """Verdict, standing, arrival and items of every party, over random cases with every option."""
    reached = 0
    for seed in range(CASES):
        case, asked = random_case(seed)
        evidence = evidence_of(case)
        network = Network(evidence, question_of(evidence, asked))
        actual = {party: of_engine(trace) for party, trace in sweep(network, network.ends()[own]).items()}
        expected = dict(of_oracle(case, asked, end))
        assert actual == expected, f"seed {seed}, asked {asked}"
        reached += len(expected)
    assert reached > CASES


@pytest.mark.parametrize(("most", "reached"), [(None, 8), (7, 7), (1, 1)])
def test_a_party_is_reached_within_the_hops_allowed_and_no_further(most: int | None, reached: int) -> None:
    """With no number of hops asked for, however far it is; both ways."""
    parties = ["dds", "police", "sheriff", "broker", "nlets", "mdot", "mva", "hsi", "ice"]
    chain = [claim(f"c{number}", *pair) for number, pair in enumerate(pairwise(parties))]
    made = evidence(*chain)
    network = Network(made, replace(question(made), max_hops=most))
    first, last = (Ends(frozenset({party}), frozenset()) for party in (parties[0], parties[-1]))
    assert set(best_to_each(network, first)) == set(parties[1 : 1 + reached])
    assert set(best_from_each(network, last)) == set(parties[-1 - reached : -1])
