"""On 37,099 real sharing settings the answers are those counted by hand, and a setting is no transfer."""

from __future__ import annotations

import csv
import heapq
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import networkx as nx
import pytest

from graphmodel.graph import to_networkx
from graphmodel.projection import Evidence, project
from graphmodel.schema import FLOWS_TO, NODES
from graphmodel.tables import Tables
from loaders.load import load
from queries.tracing import search as searching
from queries.tracing.answer import TypeAnswer
from queries.tracing.question import MAX_HOPS, Limits
from tests.loaders.making import FLOCK, case
from tests.queries.smallcases import Row, answered, rows

pytestmark = pytest.mark.slow
PLATES = {"data": "plate-read", "min_standing": "available"}
BUSIEST, QUIET, OHIO = "Pittsboro IN PD", "Medina WA PD", "Sylvania OH PD"
#: From an agency to another, and how many hops at least: one, two, three.
PAIRS = [(QUIET, "Clyde Hill WA PD", 1), (OHIO, "Milan MI PD", 2), (OHIO, "Muskegon Heights MI PD", 3)]
Pairs = list[tuple[str, str]]


@pytest.fixture(name="tables", scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = case(tmp_path_factory.mktemp("flock") / "case")
    load(folder, [FLOCK])
    return folder.read().tables


@pytest.fixture(name="shared", scope="module")
def projected(tables: Tables) -> Evidence:
    return project({node.label: tables.records(node.label) for node in NODES})


@pytest.fixture(name="pairs", scope="module")
def as_written() -> Pairs:
    """Who lets whom see its plate reads, read without the loaders."""
    with FLOCK.open(encoding="utf-8", newline="") as file:
        return [(row["src_agency"], row["external_agency"]) for row in csv.DictReader(file)]


@pytest.fixture(name="written", scope="module")
def as_the_file_has_it(shared: Evidence) -> dict[str, str]:
    """Each party as the file writes it; the registry may know it under a fuller name."""
    cells = ("holder", "recipient")
    return {getattr(item, cell): item.record[cell][0] for item in shared.items for cell in cells}


def shortest_paths(start: str, end: str, pairs: Pairs) -> list[tuple[str, ...]]:
    """Every shortest path, breadth first."""
    onward: dict[str, list[str]] = {}
    for giver, receiver in pairs:
        onward.setdefault(giver, []).append(receiver)
    met: set[str] = {start}
    paths: list[tuple[str, ...]] = [(start,)]
    while paths and not any(path[-1] == end for path in paths):
        paths = [(*path, there) for path in paths for there in onward.get(path[-1], ()) if there not in met]
        met |= {path[-1] for path in paths}
    return sorted(path for path in paths if path[-1] == end)


def routes(found: TypeAnswer, written: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The agencies of each trace, by name."""
    for trace in found.traces:
        parties = [trace.hops[0].edge.holder, *(hop.edge.recipient for hop in trace.hops)]
        yield tuple(written[party] for party in parties)


def ask(shared: Evidence, start: str, end: str, limits: Limits | None = None, **given: Any) -> TypeAnswer:
    return answered(shared, limits, **({"from": start, "to": end, **PLATES} | given))


# --- flows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("agency", "count"), [(BUSIEST, 3861), (OHIO, None), (QUIET, 1)])
def test_the_flows_from_an_agency_are_its_rows(
    agency: str, count: int | None, shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    """One flow for each that it shares with, offered, since nobody knows when."""
    found = rows(shared, "flows", **{"from": agency})
    assert sorted(written[row["to"]] for row in found) == sorted(
        there for here, there in pairs if here == agency
    )
    assert count in {None, len(found)}
    assert {written[row["from"]] for row in found} == {agency}
    plain = ("data_type", "channel", "standing", "contested", "first", "last", "count_words", "database")
    assert {tuple(row[name] for name in plain) for row in found} == {
        ("plate-read", "vendor-sharing", "available", False, None, "2024-04-26", None, None)
    }


def test_the_flows_to_an_agency_are_the_rows_that_name_it(shared: Evidence, pairs: Pairs) -> None:
    recipients = Counter(there for _, there in pairs)
    (busiest, count), *_ = recipients.most_common(1)
    assert len(rows(shared, "flows", to=busiest)) == count == 110
    assert rows(shared, "flows", to=busiest, min_standing="reported") == []


def test_every_setting_is_a_keyed_edge_of_the_graph_in_its_own_direction(
    tables: Tables, shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    """Mutual sharing is two edges; none is lost to an undirected or simple graph."""
    found = rows(shared, "flows")
    graph = to_networkx(tables, found)
    edges = [
        (here, there, key)
        for here, there, key, kind in graph.edges(keys=True, data="type", default="")
        if kind == FLOWS_TO.type
    ]
    assert Counter((written[here], written[there]) for here, there, _ in edges) == Counter(pairs)
    assert len({key for *_, key in edges}) == len(pairs) == 37_099
    mutual = {(here, there) for here, there in pairs} & {(there, here) for here, there in pairs}
    assert len(mutual) == 3256
    assert sum(graph.has_edge(there, here) for here, there, _ in edges) == 3256


def test_junk_accounts_stay_in_their_flows_and_are_marked(shared: Evidence, pairs: Pairs) -> None:
    marked = {party.name: party.id for party in shared.registry.values() if party.marked}
    assert {"Demo", "do not use"} <= set(marked)
    expected = {name: sum(name in pair for pair in pairs) for name in marked}
    found = Counter(
        name
        for item in shared.items
        for name, party in marked.items()
        if party in (item.holder, item.recipient)
    )
    assert found == Counter(expected)
    assert min(found.values()) >= 1
    assert len(rows(shared, "flows", to="do not use")) == expected["do not use"]


# --- tables over evidence ----------------------------------------------------------------------------------------


def test_the_tables_say_of_settings_that_they_are_access_and_no_more(shared: Evidence, pairs: Pairs) -> None:
    """Nothing was asked, shown, barred or denied; all were there on the day that the list was taken."""
    assert rows(shared, "policy-gaps", min_standing="available", cannot_tell=True) == []
    assert rows(shared, "contradictions") == []
    assert rows(shared, "no-process") == []
    access = rows(shared, "no-process", min_standing="available")
    assert (len(access), {row["finding"] for row in access}) == (len(pairs), {"not stated"})
    given = rows(shared, "outcomes")
    assert Counter({row["group"]: row["told"] for row in given}).total() == len(pairs)
    assert {(row["outcome"], row["unit"], row["share"], row["timed"]) for row in given} == {
        ("available", None, None, 0)
    }
    (year,) = rows(shared, "timeline")
    assert (year["period"], year["kind"], year["surely"], year["in_some_of"]) == (
        "2024",
        "held",
        len(pairs),
        0,
    )


# --- traces -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", PAIRS)
def test_the_shortest_traces_are_the_shortest_paths(
    pair: tuple[str, str, int], shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    """All of them, and each only possible: access is offered, what went is assumed, nothing ties the hops."""
    start, end, hops = pair
    paths = shortest_paths(start, end, pairs)
    found = ask(shared, start, end, Limits(traces=10_000), max_hops=hops)
    assert sorted(routes(found, written)) == paths
    assert {len(path) for path in paths} == {hops + 1}
    assert (found.left_out.count, found.left_out.exact) == (0, True)
    assert found.verdict == "possible"
    assert not any(trace.holds for trace in found.traces)
    assert {hop.carrier.carried_as for trace in found.traces for hop in trace.hops} == {"assumed"}


@pytest.mark.parametrize(("start", "end", "hops"), PAIRS[1:])
def test_with_fewer_hops_there_is_none(start: str, end: str, hops: int, shared: Evidence) -> None:
    found = ask(shared, start, end, max_hops=hops - 1)
    assert (found.traces, found.verdict) == ((), "unknown")
    assert found.absence is not None
    assert found.absence.reason == "filtered"


def test_the_first_of_many_traces_are_the_shortest_and_the_number_left_out_is_a_lower_bound(
    shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    start, end, hops = PAIRS[1]
    found = ask(shared, start, end, Limits(traces=3))
    assert [len(trace.hops) for trace in found.traces] == [hops] * 3
    assert set(routes(found, written)) <= set(shortest_paths(start, end, pairs))
    assert not found.left_out.exact
    assert found.left_out.count > 0


def test_a_trace_of_four_hops_is_found_without_looking_at_all_shorter_walks(
    shared: Evidence, pairs: Pairs
) -> None:
    """How many hops are left at least is known: what cannot come out first need not be looked at first."""
    start, end = OHIO, "California State University Chico Campus PD"
    assert len(shortest_paths(start, end, pairs)[0]) == 5
    found = ask(shared, start, end, Limits(traces=1, partial_walks=200))
    assert [len(trace.hops) for trace in found.traces] == [4]


def test_why_a_route_is_too_long_is_found_without_looking_at_all_shorter_walks(
    shared: Evidence, pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven hops, where six are the most unless told."""
    start, end = "Maple Grove MN PD", "Metro East Auto Theft (IL)"
    assert len(shortest_paths(start, end, pairs)[0]) == 8
    pushed = itertools.count()

    def push(queue: list[Any], entry: Any) -> None:
        assert next(pushed) < 100_000, "the queue grows without end"
        heapq.heappush(queue, entry)

    monkeypatch.setattr(searching, "heapq", SimpleNamespace(heappush=push, heappop=heapq.heappop))
    found = ask(shared, start, end)
    assert found.absence is not None
    assert found.absence.reason == "filtered"


def test_mutual_settings_are_traces_each_way(shared: Evidence, written: dict[str, str], pairs: Pairs) -> None:
    here, there = min({*pairs} & {(there, here) for here, there in pairs})
    for start, end in ((here, there), (there, here)):
        assert list(routes(ask(shared, start, end, max_hops=1), written)) == [(start, end)]


# --- a setting is no transfer -----------------------------------------------------------------------------------


def test_nothing_holds_and_at_the_floor_there_is_nothing(shared: Evidence) -> None:
    assert not any(item.is_firm for item in shared.items)
    assert {item.mode for item in shared.items} == {"available"}
    start, end, _ = PAIRS[0]
    found = ask(shared, start, end, min_standing="reported")
    assert (found.traces, found.verdict) == ((), "unknown")
    assert found.absence is not None
    assert found.absence.reason == "below-floor"
    assert [flow.standing for flow in found.absence.below_floor] == ["available"]


def test_each_row_leads_back_to_its_line_of_the_file(shared: Evidence) -> None:
    (row,) = rows(shared, "evidence", flow=rows(shared, "flows", **{"from": QUIET})[0]["flow"])
    place: Mapping[str, Any] = {
        name: row[name] for name in ("file", "dataset", "document", "read", "relation")
    }
    assert place == {
        "file": FLOCK.name,
        "dataset": "flock-agency-access",
        "document": "private-eyes-agency-access-2024-04-26",
        "read": "in-full",
        "relation": "supports",
    }
    with FLOCK.open(encoding="utf-8", newline="") as file:
        line: Row = [dict(each) for each in csv.DictReader(file)][row["row"] - 2]
    assert line["src_agency"] == QUIET


# --- reach ----------------------------------------------------------------------------------------------------

#: How many agencies see its plate reads at first hand, at second hand and so on, counted from the file alone.
REACHED = {"Trophy Club TX PD": (5, 0, 0), "Champaign IL PD": (21, 33, 0), "Truckee CA PD": (5, 72, 390)}


def distances(start: str, pairs: Pairs, most: int) -> dict[str, int]:
    """Every agency within so many hops, with the least number of them, breadth first."""
    onward: dict[str, set[str]] = {}
    for giver, receiver in pairs:
        onward.setdefault(giver, set()).add(receiver)
    far = {start: 0}
    for hops in range(1, most + 1):
        border = {there for here in far for there in onward.get(here, ()) if there not in far}
        far |= dict.fromkeys(border, hops)
    return {agency: hops for agency, hops in far.items() if hops}


@pytest.mark.parametrize(("agency", "counted"), REACHED.items())
def test_reach_is_whom_breadth_first_search_meets(
    agency: str, counted: tuple[int, ...], shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    """Of each agency the fewest hops, possible and no more, by access only, at some time before the list was made."""
    expected = distances(agency, pairs, len(counted))
    assert tuple(Counter(expected.values())[hops] for hops, _ in enumerate(counted, start=1)) == counted
    found = rows(shared, "reach", max_hops=len(counted), **({"from": agency} | PLATES))
    assert {written[row["party"]]: row["hops"] for row in found} == expected
    said = {tuple(row[name] for name in ("verdict", "standing", "earliest", "contested")) for row in found}
    assert said == {("possible", "available", None, False)}


def test_at_the_floor_of_disclosures_nobody_is_reached(shared: Evidence) -> None:
    """A setting is no transfer: one row says so, and why."""
    (row,) = rows(shared, "reach", **{"from": "Champaign IL PD", "data": "plate-read"})
    assert (row["party"], row["verdict"], row["reason"]) == (None, "unknown", "below-floor")


# --- what would stop it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [pair[:2] for pair in PAIRS[1:]])
def test_the_least_agencies_that_stop_a_route_are_as_many_as_networkx_counts(
    start: str, end: str, shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    """Settings have no dates, so the plain graph's connectivity is the number; and without them it is not reached in six hops."""
    graph = nx.DiGraph(pairs)
    expected = nx.node_connectivity(graph, start, end)
    assert expected > 1
    found = rows(shared, "chokepoints", **{"from": start, "to": end, "kinds": ["agency"], **PLATES})
    assert {(row["size"], row["lower_bound"], row["optimal"]) for row in found} == {
        (expected, expected, True)
    }
    removed = {written[name] for name in found[0]["set"]}
    left = graph.subgraph([name for name in graph if name not in removed])
    assert start in left
    assert end in left
    assert end not in nx.single_source_shortest_path_length(left, start, cutoff=MAX_HOPS)


def test_two_agencies_that_share_directly_are_stopped_by_no_other(shared: Evidence) -> None:
    start, end, _ = PAIRS[0]
    found = rows(shared, "chokepoints", **{"from": start, "to": end, **PLATES})
    assert [(row["answer"], row["kinds"]) for row in found] == [
        ("cannot", ["agency", "relay"]),
        ("stops it", ["link"]),
        ("stops it", ["channel"]),
    ]
    assert [row["flows_lost"] for row in found] == [None, 0, 37_098]


# --- who stands between, what stopped it, what if ---------------------------------------------------------------


def test_who_stands_between_is_who_is_in_the_middle_of_the_shortest_paths(
    shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    """Of two hops: one route through each, counted from the file alone."""
    start, end, hops = PAIRS[1]
    middle = sorted(path[1] for path in shortest_paths(start, end, pairs))
    found = rows(shared, "intermediaries", max_hops=hops, **({"from": start, "to": end} | PLATES))
    assert sorted(written[row["agency"]] for row in found) == middle
    said = {(row["role"], row["counted"], row["traces"], row["of"], row["every_route"]) for row in found}
    assert said == {("inner", "exactly", 1, len(middle), len(middle) == 1)}


def test_routes_past_the_limit_are_a_lower_bound(shared: Evidence) -> None:
    """Of up to six hops there are more than anyone would list: 200 are looked at, and the rows say so."""
    start, end, _ = PAIRS[1]
    found = rows(shared, "intermediaries", limit=200, **({"from": start, "to": end} | PLATES))
    assert {row["counted"] for row in found} == {"at least"}
    assert all(row["traces"] <= 200 <= row["of"] for row in found)


def test_without_all_who_stand_between_the_route_is_longer(
    shared: Evidence, written: dict[str, str], pairs: Pairs
) -> None:
    """Each taken away by its name: re-routed, and the new route is a shortest path of the file without them."""
    start, end, _ = PAIRS[1]
    gone = {path[1] for path in shortest_paths(start, end, pairs)}
    names = ", ".join(f'"{name}"' for name in sorted(gone))
    ends = f'from = "{start}"\nto = "{end}"\ndata = "plate-read"\nmin-standing = "available"\n'
    (row,) = rows(shared, "what-if", scenario=f"[[remove]]\nagency = [{names}]\n[[question]]\n{ends}")
    left = [pair for pair in pairs if gone.isdisjoint(pair)]
    route = tuple(written[party] for party in row["route_after"].split(" → "))
    assert row["change"] == "re-routed"
    assert route in shortest_paths(start, end, left)


def test_nothing_is_stopped_and_nothing_differs(shared: Evidence) -> None:
    """No setting is a refusal; the list is of one day, so two days on which one knew it do not differ."""
    (row,) = rows(shared, "detours", **{"from": "any", "to": "any", "data": "plate-read"})
    assert row["answer"] == "no stop known"
    (row,) = rows(shared, "compare", known_by_a="2024-05", known_by_b="2025", **{"from": OHIO})
    assert row["change"] == "unchanged"
    found = rows(shared, "compare", known_by_a="2023", known_by_b="2025", **{"from": QUIET})
    assert [(row["what"], row["change"]) for row in found] == [("flow", "added")]
