"""The search gives every trace, best first, and cuts nothing that could still be one or come out better."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from graphmodel.dates import Clock, Day
from graphmodel.projection import Evidence
from graphmodel.scope import Ends
from queries.tracing import search as searching
from queries.tracing.bounds import Bounds
from queries.tracing.network import Network
from queries.tracing.question import Limits, Question
from queries.tracing.search import Reading, Search, Trace, has_trace, search
from tests.queries.randomcases import cases, random_case
from tests.queries.smallcases import Cells, answered, claim, evidence, question, walks
from tests.queries.test_trace_oracle import evidence_of, question_of

EVERYTHING = Limits(traces=10**9, partial_walks=10**9)
Drawn = tuple[dict[str, Any], dict[str, Any]]


def asked(drawn: Drawn) -> Search:
    """A random case and question, ready to be searched to the end."""
    case, wanted = drawn
    known = evidence_of(case)
    return seeker(known, question_of(known, wanted))


def seeker(known: Evidence, wanted: Question) -> Search:
    network = Network(known, wanted)
    return Search(network, *network.ends(), EVERYTHING)


def told(traces: Sequence[Trace]) -> list[Any]:
    """What tells traces apart: their keys, and the flows of their walks."""
    return [(trace.key, tuple(hop.edge.key for hop in trace.hops)) for trace in traces]


def partial_readings(finder: Search, trace: Trace) -> list[Reading]:
    """The readings that lead to a trace's, hop by hop: those that the search itself makes on its way."""
    walk = next(
        walk for walk in finder.beginnings() if walk.here == finder.bounds.holder[trace.reading.chosen[0]]
    )
    found: list[Reading] = []
    for taken, _ in enumerate(trace.reading.chosen, start=1):
        ways = finder._ways(walk)
        walks = [finder._taken_up(ways) for _ in ways.first]
        walk = next(each for each in walks if each.readings[0].flows == trace.reading.flows[:taken])
        found += [each for each in walk.readings if each.chosen == trace.reading.chosen[:taken]]
    assert found[-1] == trace.reading
    return found


def at(bounds: Bounds, party: str) -> int:
    """The node of a party."""
    return bounds.network.columns.party[party]


# --- laws on random cases ---------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(cases())
def test_the_first_traces_of_a_limit_are_the_first_of_all(drawn: Drawn) -> None:
    """And the number left out is exact."""
    finder = asked(drawn)
    everything = told(list(finder.traces()))
    for limit in range(1, min(5, len(everything) + 2)):
        first, left_out = search(finder.network, finder.start, finder.goal, Limits(traces=limit))
        assert told(first) == everything[:limit]
        assert (left_out.count, left_out.exact) == (max(0, len(everything) - limit), True)
    assert has_trace(finder.network, finder.start, finder.goal) == bool(everything)


class Unbounded(Bounds):
    """Bounds that cut nothing and prefer nothing."""

    def __init__(self, network: Network, goal: Ends) -> None:
        super().__init__(network, goal)
        self.latest = np.full(self.nodes, np.inf)
        self.arrival = np.full((max(len(self.levels), 1), self.nodes), -np.inf)
        self.hops = np.zeros((max(len(self.levels), 1), self.nodes), np.int64)
        self.best_rank = np.zeros(self.nodes, np.int64)
        self.can_hold = np.ones(len(self.holder), np.bool_)


def test_the_bounds_cut_no_trace_and_change_no_order() -> None:
    """Without them the same traces come out in the same order."""
    several = 0
    for seed in range(150):
        finder = asked(random_case(seed))
        everything = told(list(finder.traces()))
        unbounded = Unbounded(finder.network, finder.goal)
        free = Search(finder.network, finder.start, finder.goal, EVERYTHING, unbounded)
        assert told(list(free.traces())) == everything, seed
        several += len(everything) > 1
    assert several > 30


def test_no_trace_is_better_than_the_bounds_say_on_its_way() -> None:
    """At each agency of each trace: the last day, the arrival, the standing, the hops, and whether it can hold."""
    long = 0
    for seed in range(150):
        finder = asked(random_case(seed))
        bounds = finder.bounds
        for trace in finder.traces():
            hops = len(trace.hops)
            long += hops > 1
            last = trace.reading
            level = int(np.searchsorted(bounds.levels, last.weakest))
            for taken, reading in enumerate(partial_readings(finder, trace), start=1):
                here = int(bounds.recipient[reading.chosen[-1]])
                assert reading.clock.earliest <= bounds.latest[here], seed
                assert last.clock.earliest >= bounds.arrival[level, here], seed
                assert hops - taken >= bounds.hops[level, here], seed
                assert last.weakest >= bounds.best_rank[here], seed
                assert bounds.can_hold[reading.chosen[-1]] >= trace.holds, seed
    assert long > 30


def test_a_longer_reading_never_has_a_smaller_key() -> None:
    """So that what leaves the queue complete is the best that is left."""
    for seed in range(100):
        finder = asked(random_case(seed))
        for trace in finder.traces():
            keys = [reading.key for reading in partial_readings(finder, trace)]
            assert all(shorter <= longer for shorter, longer in pairwise(keys)), seed
            assert keys[-1] <= trace.key


def test_setting_beaten_readings_aside_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeping every reading of every walk gives the same best ones."""
    seeds = range(150)
    everything = [told(list(asked(random_case(seed)).traces())) for seed in seeds]
    with monkeypatch.context() as patch:
        patch.setattr(searching, "_undominated", lambda readings: sorted(readings, key=lambda each: each.key))
        for seed in seeds:
            assert told(list(asked(random_case(seed)).traces())) == everything[seed], seed


# --- the bound, by hand -----------------------------------------------------------------------------------------


def day(text: str) -> Day:
    read: Day = question(evidence(claim("a", "dds", "ice")), open_at=text).open_at or 0.0
    return read


CHAIN = (
    claim("a", "dds", "police", "2020-01-10"),
    claim("b", "police", "sheriff", "2020-01-20"),
    claim("c", "police", "sheriff", "2020-01-25", data_types="driver-record"),
    claim("d", "sheriff", "ice", "2020-01-01..2020-01-30"),
    claim("e", "police", "ice", "2020-01-05"),
)


def test_the_hops_still_to_go_are_the_fewest_by_which_the_goal_can_be_reached() -> None:
    """What may come out next is looked at first: not the walks of two hops from which it is far.

    Four looks: at the one way to begin that comes out with three hops, straight on, and at the trace.
    """
    away = [claim(f"x{name}", "dds", name) for name in ("broker", "nlets", "mdot", "mva")]
    chain = [claim("a", "dds", "police"), claim("b", "police", "sheriff"), claim("c", "sheriff", "ice")]
    known = evidence(*away, *chain, claim("y", "broker", "nlets"), claim("z", "nlets", "police"))
    finder = seeker(known, question(known))
    for party, hops in {"ice": 0, "sheriff": 1, "police": 2, "nlets": 3, "broker": 4}.items():
        assert finder.bounds.hops[-1, at(finder.bounds, party)] == hops
    first = Search(finder.network, finder.start, finder.goal, Limits(partial_walks=4))
    assert [len(trace.hops) for trace in first.traces()] == [3]


def last_days(**options: Any) -> dict[str, Day]:
    """The last day at each agency of the chain."""
    finder = seeker(evidence(*CHAIN), question(evidence(*CHAIN), **options))
    bounds = finder.bounds
    return {party: float(bounds.latest[at(bounds, party)]) for party in ("ice", "police", "sheriff", "dds")}


def test_the_last_day_is_that_of_the_latest_chain_in_the_hops_that_are_allowed() -> None:
    """In two hops: from the police on the 5th, and they got it on the 10th."""
    never, always = -float("inf"), float("inf")
    assert last_days() == {
        "ice": always,
        "police": day("2020-01-25"),
        "sheriff": day("2020-01-30"),
        "dds": day("2020-01-10"),
    }
    assert last_days(max_hops=2) == {
        "ice": always,
        "police": day("2020-01-25"),
        "sheriff": day("2020-01-30"),
        "dds": never,
    }
    assert last_days(max_hops=1)["police"] == day("2020-01-05")


def test_hops_of_one_day_follow_each_other_unless_ties_are_forbidden() -> None:
    """A bound that is met is no bound that is passed; a shown joint is an order of its own."""
    chain = [
        claim("a", "dds", "police", "2020-01-10"),
        claim("b", "police", "sheriff", "2020-01-10"),
        claim("c", "sheriff", "ice", "2020-01-10"),
    ]
    assert walks(evidence(*chain)) == [("possible", ["a", "b", "c"])]
    assert walks(evidence(*chain), ties="forbid") == []
    givers = ("", "dds", "police")
    shown = [each | {"received_from": giver} for each, giver in zip(chain, givers, strict=True)]
    (first, *_) = walks(evidence(*shown), ties="forbid")
    assert first == ("holds", ["a", "b", "c"])


def test_the_first_hop_may_be_of_the_day_since_when_it_is_asked() -> None:
    """Ties are of two hops."""
    given_then = evidence(claim("a", "dds", "ice", "2020-01-10"))
    assert walks(given_then, since="2020-01-10", ties="forbid") == [("holds", ["a"])]
    assert walks(given_then, since="2020-01-11", ties="forbid") == []


def test_the_day_asked_about_bounds_the_last_hop() -> None:
    asked_about = last_days(as_of="2020-01-22")
    assert asked_about["ice"] == day("2020-01-22")
    assert asked_about["sheriff"] == day("2020-01-22")
    assert asked_about["police"] == day("2020-01-20")


def test_a_hop_that_began_after_the_last_day_does_not_reach() -> None:
    late = (claim("a", "dds", "police", "2020-02-01"), claim("b", "police", "ice", "2020-01-01"))
    finder = seeker(evidence(*late), question(evidence(*late)))
    assert finder.bounds.latest[at(finder.bounds, "dds")] == -float("inf")
    assert list(finder.traces()) == []


def test_what_stands_open_has_no_last_day() -> None:
    offered = claim("a", "dds", "ice", "2020-01", time_kind="standing", end="2020-02", end_kind="seen")
    finder = seeker(evidence(offered), question(evidence(offered)))
    assert finder.bounds.latest[at(finder.bounds, "dds")] == float("inf")


# --- where a greedy choice fails --------------------------------------------------------------------------------

BY_STAFF = {"channel": "staff-request"}


def given_by(name: str, start: str, **cells: str) -> Cells:
    """One of several items of the flow from the office to the police."""
    return claim(name, "dds", "police", start, **(BY_STAFF | cells))


def onward(name: str, start: str, **cells: str) -> Cells:
    return claim(name, "police", "ice", start, **(BY_STAFF | cells))


def best(*claims: Cells, **options: Any) -> tuple[str, list[str]]:
    """The verdict and the claims of the best reading of the staff's walk; shown joints make walks of their own."""
    (first,) = walks(evidence(*claims), channel="staff-request", **options)
    return first


def test_the_best_standing_at_the_first_hop_may_lead_nowhere() -> None:
    """Greedy by standing: the documented item comes too late for the second hop."""
    documented = given_by("a", "2020-03-10")
    reported = given_by("b", "2020-01-01", basis="third")
    assert best(documented, reported, onward("c", "2020-02-01", after="dds")) == ("holds", ["b", "c"])


def test_the_earliest_arrival_at_the_first_hop_may_end_in_a_worse_trace() -> None:
    """Greedy by E: the earlier item is worse documented, and both are in time."""
    early = given_by("a", "2020-01-01", basis="third")
    documented = given_by("b", "2020-01-15")
    assert best(early, documented, onward("c", "2020-02-01", after="dds")) == ("holds", ["b", "c"])


def test_the_earliest_arrival_may_not_hold_where_a_later_one_does() -> None:
    """Greedy by E again: the hedged item is earlier, the plain one proves it."""
    hedged = given_by("a", "2020-01-01", hedged="y")
    plain = given_by("b", "2020-01-15")
    assert best(hedged, plain, onward("c", "2020-02-01", after="dds")) == ("holds", ["b", "c"])


def test_an_item_that_could_hold_is_no_better_where_nothing_can() -> None:
    """Greedy by holds: the joint is not shown, so the better standing decides, hedged or not."""
    plain = given_by("a", "2020-01-01", basis="third")
    hedged = given_by("b", "2020-01-15", hedged="y")
    assert best(plain, hedged, onward("c", "2020-02-01")) == ("possible", ["b", "c"])


def test_a_worse_item_that_can_still_hold_is_kept_beside_a_better_one_that_cannot() -> None:
    """Worse in standing and later, it alone can hold; whether it does is settled two hops on."""
    better = given_by("a", "2020-01-01", one_of="y")
    holding = given_by("b", "2020-01-15", basis="third")
    joined = onward("c", "2020-02-01", after="dds")
    assert best(better, holding, joined) == ("holds", ["b", "c"])
    assert best(better, holding, {**joined, "hedged": "y"}) == ("possible", ["a", "c"])


def test_the_earlier_certain_day_is_kept_beside_the_earlier_possible_one() -> None:
    """Greedy by E: the item of loose dates is earlier by E and later by L, on which the last joint is judged."""
    loose = given_by("a", "2020-01-01..2020-02-20")
    exact = given_by("b", "2020-01-20")
    police = claim("c", "police", "sheriff", "2020-02-01", after="dds", **BY_STAFF)
    sheriff = claim("d", "sheriff", "ice", "2020-02-10", after="police", **BY_STAFF)
    assert best(loose, exact, police, sheriff) == ("holds", ["b", "c", "d"])


def test_the_day_by_which_it_surely_arrived_decides_where_one_is_asked() -> None:
    """`--as-of`: the earlier by E arrives, perhaps, too late."""
    loose = claim("a", "dds", "ice", "2020-01-01..2020-02-20", **BY_STAFF)
    exact = claim("b", "dds", "ice", "2020-01-20", **BY_STAFF)
    assert best(loose, exact) == ("holds", ["a"])
    assert best(loose, exact, as_of="2020-02-01") == ("holds", ["b"])


def test_each_test_may_pass_alone_and_none_passes_whole() -> None:
    """One item is stated but hedged, the other plain but assumed: no choice of them holds."""
    hedged = given_by("a", "2020-01-01", hedged="y")
    assumed = given_by("b", "2020-01-01", payload="assumed")
    assert best(hedged, assumed, onward("c", "2020-02-01", after="dds")) == ("possible", ["a", "c"])


def test_of_equal_readings_the_least_ids_are_chosen() -> None:
    same = [given_by(name, "2020-01-01") for name in "cab"]
    assert best(*same, onward("y", "2020-02-01"), onward("x", "2020-02-01")) == ("possible", ["a", "x"])


def test_a_part_that_gave_shows_the_joint_that_names_its_whole() -> None:
    """Received from the whole: the joint to a part of it is shown, and the other way round it is not."""
    for giver, named, verdict in (("desk", "dds", "holds"), ("dds", "desk", "possible")):
        claims = (
            claim("a", giver, "police", "2020-01-01", **BY_STAFF),
            onward("c", "2020-02-01", after=named),
        )
        assert best(*claims, **{"from": giver}) == (verdict, ["a", "c"])


# --- when two readings of one walk are compared -----------------------------------------------------------------


def reading(name: str = "a", **changed: Any) -> Reading:
    """A reading of one hop, to be compared with another of the same walk."""
    plain: dict[str, Any] = {
        "clock": Clock(10, 10, 5),
        "firm": True,
        "weakest": 2,
        "items": ("ab".index(name),),
    }
    return Reading(**plain | changed)


WORSE: tuple[dict[str, Any], ...] = (
    {"clock": Clock(11, 10, 5)},
    {"clock": Clock(10, 11, 5)},
    {"clock": Clock(10, 10, 6)},
    {"clock": Clock(10, 10, 5, certain=False)},
    {"firm": False},
    {"weakest": 3},
    {"name": "b"},
)


@pytest.mark.parametrize("worse", WORSE, ids=str)
def test_a_reading_worse_in_one_respect_is_beaten_and_does_not_beat(worse: dict[str, Any]) -> None:
    """Standing, either day, certainty, firmness, ids: each matters to what may follow."""
    assert reading().beats(reading(**worse))
    assert not reading(**worse).beats(reading())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"weakest": 3}, {"firm": False}),
        ({"weakest": 3}, {"clock": Clock(11, 10, 5)}),
        ({"weakest": 3}, {"clock": Clock(10, 11, 5)}),
        ({"weakest": 3}, {"clock": Clock(10, 10, 6)}),
        ({"weakest": 3}, {"clock": Clock(10, 10, 5, certain=False)}),
        ({"weakest": 3}, {"name": "b"}),
        ({"name": "b"}, {"firm": False}),
        ({"name": "b"}, {"clock": Clock(11, 10, 5)}),
        ({"name": "b"}, {"clock": Clock(10, 11, 5)}),
        ({"name": "b"}, {"clock": Clock(10, 10, 6)}),
        ({"clock": Clock(11, 10, 5)}, {"firm": False}),
        ({"clock": Clock(11, 10, 5)}, {"clock": Clock(10, 11, 5)}),
        ({"clock": Clock(11, 10, 5)}, {"clock": Clock(10, 10, 6)}),
        ({"clock": Clock(10, 11, 5)}, {"clock": Clock(10, 10, 6)}),
    ],
    ids=str,
)
def test_readings_each_worse_in_another_respect_are_both_kept(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert not reading(**one).beats(reading(**other))
    assert not reading(**other).beats(reading(**one))


def test_of_two_that_cannot_hold_the_certain_day_no_longer_matters() -> None:
    late = reading(firm=False, clock=Clock(10, 99, 99))
    assert late.beats(reading(firm=False))
    assert not late.beats(reading(firm=False, weakest=1))
    assert not late.beats(reading(firm=False, clock=Clock(9, 1, 1)))


def test_a_route_of_weaker_evidence_is_found_by_the_day_asked_about() -> None:
    """Where the best standing alone does not lead to the goal: the bounds by the day are those of every standing."""
    case = evidence(
        claim("a", "dds", "police", "2018"),
        claim("b", "police", "ice", "2019", basis="third", document="report"),
        claim("c", "mva", "ice", "2019"),
    )
    assert walks(case, as_of="2020") == [("possible", ["a", "b"])]


def test_whom_a_route_must_go_by_may_come_long_before_its_end() -> None:
    """Once it was passed it stays passed, whoever comes after it."""
    parties = ("dds", "police", "sheriff", "broker", "ice")
    case = evidence(*(claim(name, *pair) for name, pair in zip("abcd", pairwise(parties), strict=True)))
    for party in parties[1:-1]:
        assert walks(case, via=party) == [("possible", [*"abcd"])]
    assert walks(case, via="nlets") == []


def test_what_is_not_itemised_includes_what_is_made_from_photos_only_where_the_channel_says_so() -> None:
    """A face search gives its results; a request to the staff that names nothing gives none."""
    blank = {"data_types": "", "payload": ""}
    searched = claim("a", "dds", "ice", channel="face-search-request", **blank)
    asked_for = claim("b", "dds", "ice", channel="staff-request", **blank)
    assert walks(evidence(searched, asked_for), data="face-search-result") == [("possible", ["a"])]
    assert walks(evidence(asked_for), data="face-search-result") == []


def test_a_route_that_holds_comes_first_also_where_it_must_go_by_somebody() -> None:
    """Joints behind the one that it must go by are shown as those before are."""
    case = evidence(
        claim("a", "dds", "police", "2018"),
        claim("b", "police", "sheriff", "2019", after="dds"),
        claim("c", "sheriff", "broker", "2020", after="police"),
        claim("d", "broker", "ice", "2021", after="sheriff"),
        claim("e", "police", "ice", "2019"),
    )
    found = answered(case, via="police").traces
    assert [(trace.holds, len(trace.hops)) for trace in found] == [(True, 4), (False, 2)]


def test_what_arrives_on_the_last_day_asked_about_has_arrived() -> None:
    """And a day later it has not."""
    case = evidence(claim("a", "dds", "ice", "2020-03-01"))
    assert walks(case, as_of="2020-03-01") == [("holds", ["a"])]
    assert walks(case, as_of="2020-02-29") == []


def test_no_agency_comes_twice_also_where_a_route_must_go_by_it() -> None:
    """It is the same agency before it was passed and after."""
    case = evidence(
        claim("a", "dds", "police"),
        claim("b", "police", "sheriff"),
        claim("c", "sheriff", "police"),
        claim("d", "police", "ice"),
    )
    assert walks(case, via="police") == [("possible", ["a", "d"])]
