"""Whether a route is left, and some that are: as the search finds them, without putting them in order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from queries.tracing.anyroute import some_routes
from queries.tracing.network import Network
from queries.tracing.search import Search, Trace
from tests.queries.randomcases import cases, random_case
from tests.queries.smallcases import claim, evidence, question
from tests.queries.test_search import asked


def parties(trace: Trace) -> tuple[str, ...]:
    return (trace.hops[0].edge.holder, *(hop.edge.recipient for hop in trace.hops))


def check(finder: Search) -> int:
    """Each goal that a trace ends at has one here, which is a walk of the search and arrives no later than any."""
    network: Network = finder.network
    start, goal = finder.start, finder.goal
    both = (start.full | start.possible) & (goal.full | goal.possible)
    if network.wait or network.required or both:
        return 0
    every = list(finder.traces())
    some = some_routes(network, start, goal)
    assert {parties(trace)[-1] for trace in some} == {parties(trace)[-1] for trace in every}
    for trace in some:
        same_end = [each for each in every if parties(each)[-1] == parties(trace)[-1]]
        assert trace.reading.flows in {each.reading.flows for each in same_end}
        fewest = min(len(each.hops) for each in same_end)
        assert len(trace.hops) == fewest
    return len(some)


@settings(max_examples=150)
@given(cases())
def test_whoever_is_reached_is_reached_by_a_walk_of_the_search(
    drawn: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """On drawn cases, which shrink."""
    check(asked(drawn))


def test_the_same_on_cases_by_number() -> None:
    """And there are enough of them that have a route to find."""
    assert sum(check(asked(random_case(seed))) for seed in range(400)) > 100


def test_of_several_items_to_the_same_agency_the_one_that_arrives_first_is_taken() -> None:
    """Also where another comes first by its id: from that one the way on would be too late."""
    made = evidence(
        claim("a", "dds", "police", "2021"),
        claim("b", "dds", "police", "2019"),
        claim("c", "police", "ice", "2020"),
    )
    network = Network(made, question(made))
    (route,) = some_routes(network, *network.ends())
    assert [hop.carrier.item.claim for hop in route.hops] == ["b", "c"]


@pytest.mark.parametrize(("goal", "holds"), [("ice", True), ("hsi", False)])
def test_a_route_of_two_hops_ends_where_its_last_hop_does(goal: str, holds: bool) -> None:
    """Whether it holds is a matter of who receives in the end; of the whole of the one asked for it is only possible."""
    made = evidence(claim("a", "dds", "police", "2019"), claim("b", "police", "ice", "2020", after="dds"))
    network = Network(made, question(made, to=goal))
    (route,) = some_routes(network, *network.ends())
    assert (len(route.hops), route.holds) == (2, holds)
