"""`chokepoints` names every single removal that stops a flow, then the least sets, and proves that no fewer do."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, count, islice
from typing import Any

import networkx as nx
import pytest

import datatrail
from graphmodel.errors import InputError
from graphmodel.evidence import CARRYING
from graphmodel.projection import Evidence
from queries.collateral import Collateral
from queries.tracing.covers import Element
from queries.tracing.levers import LEVERS, permitted_by, takes
from queries.tracing.network import Network
from queries.tracing.question import Question
from queries.tracing.search import has_trace
from queries.tracing.stopping import stopping
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Cells, Row, claim, evidence, lasting, rows
from tests.queries.test_trace_oracle import evidence_of, question_of

CASES = max(20, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 40)


def asked(case: Evidence, **given: Any) -> list[Row]:
    """A photo from the office to ICE, unless told otherwise."""
    return rows(case, "chokepoints", **({"from": "dds", "to": "ice", "data": "photo"} | given))


def told(case: Evidence, **given: Any) -> list[str]:
    """What each row says: what stops it, in one line; else the answer."""
    return [" + ".join(map(named, row["kinds"], row["set"])) or row["answer"] for row in asked(case, **given)]


def named(kind: str, name: str) -> str:
    return kind if kind == "link" else f"{kind} {name}"


def hop(name: str, holder: str, recipient: str, start: str = "", **cells: str) -> dict[str, str]:
    """A hop by staff, unless told otherwise."""
    return claim(name, holder, recipient, start, **({"channel": "staff-request"} | cells))


TWO_HOPS = (
    hop("a", "dds", "police", "2020-03-01"),
    hop("b", "police", "ice", "2020-03-09", channel="direct-login"),
)
BY_SHERIFF = (hop("c", "dds", "sheriff", "2020-03-01"), hop("d", "sheriff", "ice", "2020-03-09", via="nlets"))


# --- by hand ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "given", "expected"),
    [
        (TWO_HOPS, {}, ["agency police", "link", "link", "channel direct-login", "channel staff-request"]),
        (TWO_HOPS, {"kinds": ["agency"]}, ["agency police"]),
        (TWO_HOPS, {"kinds": "link"}, ["link", "link"]),
        (
            [*TWO_HOPS, *BY_SHERIFF],
            {"kinds": ["agency", "relay"]},
            ["agency police + agency sheriff", "agency police + relay nlets"],
        ),
        ([*TWO_HOPS, *BY_SHERIFF], {"kinds": ["channel"]}, ["channel staff-request"]),
        ([hop("a", "dds", "ice", via="nlets")], {"kinds": ["agency", "relay"]}, ["relay nlets"]),
        (
            [hop("a", "dds", "ice", databases="ga-licence-database")],
            {"kinds": "database"},
            ["database ga-licence-database"],
        ),
        ([hop("a", "dds", "ice")], {"kinds": "database"}, ["cannot"]),
        ([hop("a", "dds", "ice")], {"kinds": ["agency", "relay"]}, ["cannot"]),
        ([], {}, ["nothing to stop"]),
        ([lasting("a", "dds", "ice")], {}, ["nothing to stop"]),
        ([lasting("a", "dds", "ice")], {"min_standing": "available", "kinds": "link"}, ["link"]),
    ],
    ids=str,
)
def test_what_stops_a_flow_as_worked_out_by_hand(
    claims: Sequence[Cells], given: dict[str, Any], expected: list[str]
) -> None:
    assert told(evidence(*claims), **given) == expected


def test_every_column_of_a_row_is_as_worked_out_by_hand() -> None:
    """The police also give addresses to the sheriff by staff: that goes too, where staff or police are removed."""
    other = hop(
        "z", "police", "sheriff", "2020", data_types="home-address", document="report", channel="bulk-sale"
    )
    found = asked(evidence(*TWO_HOPS, other), kinds=["agency"])
    assert found == [
        {
            "data_type": "photo",
            "answer": "stops it",
            "size": 1,
            "words": "the agency City police as a go-between",
            "set": ["police"],
            "kinds": ["agency"],
            "optimal": True,
            "lower_bound": 1,
            "certificate": "by itself",
            "routes": 1,
            "routes_exact": True,
            "best_route": "dds → police → ice",
            "flows_lost": 1,
            "items": ["a:dds>police:photo", "b:police>ice:photo"],
            "documents": ["log"],
        }
    ]


def test_least_sets_that_take_least_besides_come_first_and_what_is_not_listed_is_announced() -> None:
    case = evidence(*TWO_HOPS, *BY_SHERIFF, hop("z", "mva", "sheriff", data_types="home-address"))
    found = asked(case, kinds=["agency", "relay"])
    assert [(row["set"], row["flows_lost"]) for row in found] == [
        (["police", "nlets"], 0),
        (["police", "sheriff"], 1),
    ]
    assert {row["certificate"] for row in found} == {"2 routes that have nothing to remove in common"}
    (one,) = asked(case, kinds=["agency", "relay"], limit=1)
    assert one["set"] == ["police", "nlets"]
    assert one["certificate"].endswith("; 1 of 2 such sets are listed")


def test_a_changed_cell_changes_what_stops_it() -> None:
    """Where the sheriff gets it only after it passed it on, removing the police is enough."""
    late = (BY_SHERIFF[0] | {"start": "2020-04-01"}, BY_SHERIFF[1])
    assert told(evidence(*TWO_HOPS, *BY_SHERIFF), kinds="agency") == [
        "agency nlets + agency police",
        "agency police + agency sheriff",
    ]
    assert told(evidence(*TWO_HOPS, *late), kinds="agency") == ["agency police"]


def test_three_routes_that_overlap_in_pairs_need_two_though_no_two_are_apart() -> None:
    """The proof is then not in routes apart, but in all that were looked at."""
    dates = ["2020-03-01", "2020-03-05", "2020-03-09"]
    through = [("police", "sheriff"), ("sheriff", "broker"), ("broker", "police")]
    claims = [
        hop(f"{number}{step}", holder, recipient, start)
        for number, (one, other) in enumerate(through)
        for step, (holder, recipient, start) in enumerate(
            zip(["dds", one, other], [one, other, "ice"], dates, strict=True)
        )
    ]
    last = [each for each in claims if each["recipient"] != "ice"] + [hop("x", "police", "ice", "2020-03-02")]
    found = asked(evidence(*last), kinds="agency")
    assert [row["set"] for row in found] == [["police"]]
    found = asked(evidence(*claims), kinds="agency")
    assert {row["size"] for row in found} == {3}


# --- cases that are there -----------------------------------------------------------------------------------------


@pytest.fixture(name="examplia", scope="module")
def made_up() -> Evidence:
    return datatrail.demo_case("examplia").evidence


def test_of_two_channels_side_by_side_both_must_go_and_the_relay_stands_for_its_channel(
    examplia: Evidence,
) -> None:
    """Plant 17: by e-mail, and through the relay; neither link alone, and no go-between, stops it."""
    found = told(examplia, **{"from": "ex-wheels-twin"}, to="ex-borders", data="home-address")
    assert found == [
        "cannot",
        "link + link",
        "link + relay ex-relay",
        "channel message-switch + link",
        "channel email-request + link",
        "channel email-request + relay ex-relay",
        "channel email-request + channel message-switch",
    ]


def test_of_three_hops_each_agency_between_and_each_link_stops_it(examplia: Evidence) -> None:
    """Plant 02: office, sheriff, fusion center, Removal Desk."""
    found = told(examplia, **{"from": "ex-wheels-hill"}, to="ex-borders", data="home-address")
    assert found == ["agency ex-fusion-castle", "agency ex-sheriff-hill", *["link"] * 3]


def test_georgia_s_photos_went_by_a_direct_link_of_one_channel_and_two_flows() -> None:
    """Photos, and a driver record that implies them, both asked of the staff, as federal law permits."""
    case = datatrail.demo_case().evidence
    found = asked(case, **{"from": "us-ga-dds"}, to="us-ice")
    assert [(row["answer"], row["kinds"], row["set"]) for row in found[:3]] == [
        ("cannot", ["agency", "relay"], []),
        ("stops it", ["channel"], ["staff-request"]),
        ("stops it", ["agreement"], ["P01"]),
    ]
    (pair,) = found[3:]
    assert (pair["kinds"], pair["lower_bound"], pair["optimal"]) == (["link", "link"], 2, True)
    assert {case.item[item].data_type for item in pair["items"]} == {"driver-record", "photo"}


# --- traps of networkx ------------------------------------------------------------------------------------------


def test_a_direct_link_is_said_to_be_beyond_go_betweens_where_networkx_asks_for_nothing() -> None:
    """`minimum_node_cut` answers the empty set for two that are adjacent: it reads as if nothing were needed."""
    case = evidence(hop("x", "dds", "ice"), *TWO_HOPS)
    graph = nx.DiGraph([(item.holder, item.recipient) for item in case.items])
    assert nx.minimum_node_cut(graph, "dds", "ice") == set()
    (row,) = asked(case, kinds=["agency", "relay"])
    assert (row["answer"], row["set"], row["optimal"]) == ("cannot", [], None)
    assert row["words"] == "a direct link, dds → ice: no removal of agencies or relays stops it"
    assert told(case)[0] == "cannot"


def test_a_link_that_somebody_relays_is_no_direct_one() -> None:
    assert told(evidence(hop("x", "dds", "ice", via="nlets")), kinds=["agency", "relay"]) == ["relay nlets"]


def test_two_flows_between_the_same_two_are_two_links_where_networkx_counts_one() -> None:
    """`minimum_edge_cut` answers pairs: two agreements look like one thing to end."""
    case = evidence(hop("x", "dds", "ice"), hop("y", "dds", "ice", channel="direct-login"))
    graph = nx.DiGraph([(item.holder, item.recipient) for item in case.items])
    assert len(nx.minimum_edge_cut(graph, "dds", "ice")) == 1
    (row,) = asked(case, kinds="link")
    assert (row["size"], row["optimal"], row["lower_bound"]) == (2, True, 2)


# --- wholes, parts and relays -----------------------------------------------------------------------------------


def test_the_whole_goes_with_its_parts_where_several_of_them_pass_it_on() -> None:
    """One department of two desks stops what neither desk stops alone; where one desk does, it is enough."""
    by_mva = (hop("a", "dds", "mva", "2020-01"), hop("b", "mva", "ice", "2020-03"))
    by_whole = (hop("c", "dds", "mdot", "2020-01"), hop("d", "mdot", "ice", "2020-03"))
    assert told(evidence(*by_mva, *by_whole), kinds="agency") == ["agency mdot"]
    assert told(evidence(*by_mva), kinds="agency") == ["agency mva"]


def test_what_permits_an_exchange_can_be_ended() -> None:
    """A contract permits the log-in that two offices share; the one that touches another channel permits nothing."""
    contract = {
        "rule_id": "R1",
        "title": "A contract",
        "effect": "permits",
        "recipient": "ice",
        "channel": "direct-login",
    }
    other = {
        "rule_id": "R2",
        "title": "Another",
        "effect": "permits",
        "recipient": "ice",
        "channel": "bulk-sale",
    }
    bar = {
        "rule_id": "R3",
        "title": "A bar",
        "effect": "bars",
        "holder": "dds",
        "excepts_threshold": "judicial-warrant",
    }
    made = hop("a", "dds", "ice", channel="direct-login", threshold_shown="judicial-warrant")
    also = hop("b", "mva", "ice", channel="direct-login", data_types="home-address")
    rules = [{"kind": "paper", **rule} for rule in (contract, other, bar)]
    (row,) = asked(evidence(made, also, rules=rules), kinds="agreement")
    assert (row["set"], row["words"], row["flows_lost"]) == (["R1"], "what permits it: A contract (R1)", 1)
    assert told(evidence(made, also, rules=rules[1:]), kinds="agreement") == ["cannot"]


def test_an_end_that_also_passes_on_is_removed_only_as_a_go_between() -> None:
    """Asked of any office: what Maryland got from Georgia stops without it, what it gave of its own does not."""
    passed = (hop("a", "dds", "mva", "2020-01"), hop("b", "mva", "ice", "2020-03"))
    found = asked(evidence(*passed), **{"from": "driver-licensing"}, kinds="agency")
    assert [row["answer"] for row in found] == ["cannot"]
    assert told(evidence(*passed), kinds="agency") == ["agency mva"]


# --- kinds of data, bad input, budgets --------------------------------------------------------------------------


def test_each_kind_of_data_has_its_own_rows_and_only_the_one_asked_for_says_that_there_is_none() -> None:
    found = asked(evidence(hop("a", "dds", "ice")), data="driver-record", kinds="link")
    assert [(row["data_type"], row["answer"]) for row in found] == [
        ("driver-record", "nothing to stop"),
        ("photo", "stops it"),
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"kinds": ["agencies"]},
            r"'agencies' is no kind of thing that could be removed\nHint: did you mean agency\?",
        ),
        ({"kinds": ["law"]}, r"'law' is no kind .*\nHint: kinds: agency, relay, link"),
        ({"limit": 0}, r"--limit 0 leaves nothing"),
        ({"deadline": 0}, r"--deadline 0 is no time"),
        ({"from": "ddss"}, r"'ddss' is no agency"),
        ({"open_at": "2020", "since": "2019"}, r"--open-at asks about one day and contradicts --since"),
    ],
    ids=str,
)
def test_bad_input_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        asked(evidence(*TWO_HOPS), **given)


def test_with_no_time_left_the_best_known_set_is_given_as_not_least() -> None:
    """Here no search is made at all, so no set is known; and the row says how many it takes at least."""
    found = asked(evidence(*TWO_HOPS), deadline=1e-9, kinds="agency")
    assert [(row["answer"], row["optimal"], row["set"]) for row in found] == [("not found in time", None, [])]
    assert "deadline" in found[0]["certificate"]


# --- by brute force ---------------------------------------------------------------------------------------------


def levers(case: Evidence, kinds: Collection[str]) -> list[Element]:
    """Everything of a case that could be removed."""
    flows = case.flows()
    parties = {party for flow in flows for party in (flow.holder, flow.recipient, *flow.via)}
    wholes = {whole for party in parties for whole in case.registry.wholes(party)}
    named = {
        "agency": parties | wholes,
        "relay": {relay for flow in flows for relay in flow.via} | wholes,
        "link": {flow.id for flow in flows},
        "database": {flow.key[3] for flow in flows} - {""},
        "channel": {flow.key[4] for flow in flows} - {""},
        "agreement": {rule.id for rule in case.rules},
    }
    return sorted((kind, name) for kind in kinds for name in named[kind])


def still_goes(case: Evidence, asked: Question, removed: Collection[Element]) -> bool:
    network = Network(case, replace(asked, without=frozenset(removed)))
    return has_trace(network, *network.ends())


def is_permitted(case: Evidence) -> bool:
    """Whether a rule permits anything there."""
    return any(True for item in case.items for _ in permitted_by(item, case))


def drawn(kinds: Collection[str], most_levers: int) -> Iterator[tuple[str, Evidence, Question]]:
    """Random cases that have a trace, and not too much that could be removed."""
    for seed in count():
        case, asked = random_case(seed)
        made = evidence_of(case)
        put = question_of(made, asked)
        if kinds == ("agreement",) and not is_permitted(made):
            continue
        if len(levers(made, kinds)) <= most_levers and still_goes(made, put, ()):
            yield f"seed {seed}", made, put


@pytest.mark.parametrize(
    "kinds",
    [tuple(LEVERS), ("agency", "relay"), ("link",), ("agency", "channel", "database"), ("agreement",)],
    ids=str,
)
def test_what_stops_it_is_what_removing_every_subset_finds(kinds: tuple[str, ...]) -> None:
    """All single removals, all least sets without them, their size as the bound; or that all together are in vain."""
    cases = CASES // 3 if kinds == ("agreement",) else CASES  # few have any
    for name, case, put in islice(drawn(kinds, 16), cases):
        found = stopping(case, put, kinds)
        assert found is not None, name
        everything = levers(case, kinds)
        alone = [each for each in everything if not still_goes(case, put, [each])]
        assert list(found.alone) == alone, name
        rest = [each for each in everything if each not in alone]
        if still_goes(case, put, rest):
            assert found.least.hopeless, name
            assert found.least.sets == (), name
            assert (found.bare is not None) == still_goes(case, put, everything), name
            continue
        by_size = ([*combinations(rest, size)] for size in range(2, 4))
        sets = next(
            (few for some in by_size if (few := [each for each in some if not still_goes(case, put, each)])),
            None,
        )
        if sets is None:
            assert found.least.lower_bound > 3, name
            assert not still_goes(case, put, found.least.sets[0]), name
            continue
        assert found.least.optimal, name
        assert found.least.lower_bound == len(sets[0]), name
        assert list(found.least.sets) == sets, name


def test_what_else_goes_is_what_looking_at_every_flow_counts() -> None:
    """Of flows on which something was disclosed or offered, but for those that are meant; for every two levers."""
    counted = 0
    for name, case, _ in islice(drawn(LEVERS, 40), CASES // 4):
        carrying = {
            flow.key: [item for item in flow.items if item.mode in ("disclosed", "available")]
            for flow in case.flows()
            if flow.standing in CARRYING
        }
        own = list(carrying)[::3]
        besides = Collateral(case, own)
        for chosen in combinations(levers(case, LEVERS), 2):
            if not any(kind == "link" for kind, _ in chosen):
                expected = sum(
                    any(takes(chosen, item, case) for item in items)
                    for key, items in carrying.items()
                    if key not in own
                )
                assert besides.count(chosen) == expected, (name, chosen)
                counted += expected > 0
    assert counted > 50


def test_with_few_searches_no_bound_is_too_high_and_whatever_is_given_stops_it() -> None:
    """And nothing is called least that is not."""
    for name, case, put in islice(drawn(LEVERS, 40), CASES):
        least = stopping(case, put, tuple(LEVERS))
        for seconds in (1e-9, 0.004):
            found = stopping(case, put, tuple(LEVERS), seconds)
            assert found is not None
            assert least is not None
            for each in found.alone:
                assert not still_goes(case, put, [each]), name
            for chosen in found.least.sets:
                assert not still_goes(case, put, chosen), name
            if least.cut_short is None and found.alone == least.alone and least.least.sets:
                assert found.least.lower_bound <= len(least.least.sets[0]), name
