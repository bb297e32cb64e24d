"""networkx reads the three graphs as they are; what it would lose, or take for something else, is not in them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

import datatrail
from datatrail.case import Case
from datatrail.exchanging import reading_of
from graphmodel.schema import FLOWS_TO, RELATIONSHIP
from graphmodel.tables import table_names
from loaders.interchange.exporting import export
from loaders.interchange.graph import (
    RESERVED,
    attribute,
    attributes,
    edges,
    label_and_id,
    node_key,
    nodes,
    types_of,
)
from loaders.interchange.importing import read_export
from loaders.interchange.loss import beside
from loaders.interchange.markup import TYPES
from loaders.interchange.reading import cells_of
from tests.interchange.making import GRAPHS, readings

#: Names of which networkx's own writers and readers lose, cut or refuse what is called so (networkx #4023, #2921).
TAKEN = {
    "source",
    "target",
    "id",
    "key",
    "type",
    "label",
    "weight",
    "start",
    "end",
    "for",
    "spells",
    "viz",
    "pid",
}


def opened(path: Path, format_: str) -> Any:
    """The graph as networkx reads it."""
    if format_ == "json":
        return nx.node_link_graph(json.loads(path.read_text("utf-8")))
    return nx.read_graphml(path, force_multigraph=True) if format_ == "graphml" else nx.read_gexf(path)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Path]:
    """The real case in each graph."""
    case, folder = datatrail.demo_case("real"), tmp_path_factory.mktemp("graphs")
    for format_ in GRAPHS:
        export(reading_of(case), format_, folder / f"case.{format_}")
    return case, folder


@pytest.mark.parametrize("format_", GRAPHS)
def test_networkx_counts_what_the_case_has(format_: str, exported: tuple[Case, Path]) -> None:
    """Every row is a node or an edge with a key of its own, parallel ones too, and every flow an edge."""
    case, folder = exported
    graph = opened(folder / f"case.{format_}", format_)
    assert graph.is_directed()
    assert graph.is_multigraph()
    labels = {name for name in case.tables if name[1:2].islower()}
    of_nodes = Counter(each["table"] for _, each in graph.nodes(data=True) if not each.get("derived"))
    of_edges = Counter(each["table"] for *_, each in graph.edges(data=True))
    assert of_nodes == {name: len(case.tables[name]) for name in labels if len(case.tables[name])}
    assert of_edges.pop(FLOWS_TO.type) == len(list(case.evidence.flows()))
    assert of_edges == {
        name: len(case.tables[name]) for name in {*case.tables} - labels if len(case.tables[name])
    }
    keys = [key for *_, key in graph.edges(keys=True)]
    assert len(set(keys)) == len(keys) == sum(of_edges.values()) + len(list(case.evidence.flows()))
    assert all(each.get("table") for _, each in graph.nodes(data=True)), (
        "an edge ends at a node that is not there"
    )


@pytest.mark.parametrize("format_", GRAPHS)
def test_networkx_reads_the_values(format_: str, exported: tuple[Case, Path]) -> None:
    """A statement has its cells, of their types; lists are joined where XML has none."""
    case, folder = exported
    graph = opened(folder / f"case.{format_}", format_)
    for row in case.tables.records("Statement"):
        read = graph.nodes[node_key("Statement", row["id"])]
        for name in ("mode", "start", "hedged", "count_value", "row", "holder", "note"):
            value = row[name]
            wanted = ";".join(value) if isinstance(value, list) and format_ != "json" else value
            assert read.get(attribute(name)) == wanted, name


@pytest.mark.parametrize("format_", GRAPHS)
@settings(max_examples=6)
@given(reading=readings())
def test_networkx_reads_any_values(
    format_: str, reading: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the names and texts are, there are as many nodes and edges, under the same keys."""
    path = tmp_path_factory.mktemp("graph") / "case"
    export(reading, format_, path)
    graph = opened(path, format_)
    assert set(graph) == {each.key for each in nodes(reading)}
    wanted = {(*(each.ends or ()), each.key) for each in edges(reading)}
    found = (
        set(graph.edges(keys=True))
        if graph.is_multigraph()
        else {(u, v, d["id"]) for u, v, d in graph.edges(data=True)}
    )
    assert found == wanted


@pytest.mark.parametrize("format_", GRAPHS)
def test_a_flow_says_what_is_known_of_it(format_: str, exported: tuple[Case, Path]) -> None:
    """An arrow between two agencies has its standing in its label, and is marked as derived."""
    case, folder = exported
    graph = opened(folder / f"case.{format_}", format_)
    flows = {f"{FLOWS_TO.type}:{each.id}": each for each in case.evidence.flows()}
    seen = {key: each for *_, key, each in graph.edges(keys=True, data=True) if key in flows}
    assert seen.keys() == flows.keys()
    for key, each in seen.items():
        assert each["label"].startswith(f"{flows[key].standing}: ")
        assert each["standing"] == flows[key].standing
        assert each["derived"] is True


def test_no_attribute_has_a_name_that_is_taken() -> None:
    """Of every property that the schema declares; the names that are, among them `start` and `end`, get a line behind."""
    for of_edges in (False, True):
        assert not set(attributes(edges=of_edges)) & TAKEN
    assert TAKEN <= RESERVED
    assert {"start_", "end_"} <= set(attributes(edges=False))


def test_an_attribute_has_one_type_in_all_tables() -> None:
    """GraphML and GEXF declare an attribute once for all nodes, or all edges: what two tables call alike is alike there."""
    for of_edges in (False, True):
        for name, kind in attributes(edges=of_edges).items():
            told = {
                TYPES[types_of(table)[name]] for table in _tables(edges=of_edges) if name in types_of(table)
            }
            assert told == {TYPES[kind]}, name


def _tables(*, edges: bool) -> list[str]:
    from graphmodel.tables import table_names

    return [name for name in (*table_names(), FLOWS_TO.type) if name[1:2].isupper() == edges]


@pytest.mark.parametrize(
    "id_", ["a", "%", "%41;", "a\x00b", "\n", "\r\n", "\t", ":", "a:b", "\ufffe", "\U0001f697", "é"]
)
def test_a_key_is_read_back(id_: str) -> None:
    """The key of a node holds any id, and nothing that XML changes."""
    key = node_key("Source", id_)
    assert label_and_id(key) == ("Source", id_)
    assert key.isprintable() or id_ == "\U0001f697"


def test_a_spell_is_when_it_can_have_been(exported: tuple[Case, Path]) -> None:
    """GEXF: from the first day that the evidence allows to the last; an open side is not written."""
    case, folder = exported
    graph = opened(folder / "case.gexf", "gexf")
    for flow in case.rows("flows"):
        (spells,) = (
            each.get("spells", [])
            for *_, key, each in graph.edges(keys=True, data=True)
            if key == f"{FLOWS_TO.type}:{flow['flow']}"
        )
        # networkx has the word "None" for an end that is not written
        assert spells in ([(str(flow["first"]), str(flow["last"]))], [])
        assert bool(spells) == bool(flow["first"] or flow["last"])


def test_what_networkx_saves_again_is_read(worked: Case, tmp_path: Path) -> None:
    """Node-link JSON and GraphML that went through networkx are the case still; with the file of losses, an equal one."""
    for format_ in ("json", "graphml"):
        export(reading_of(worked), format_, tmp_path / f"case.{format_}")
        graph = opened(tmp_path / f"case.{format_}", format_)
        again = tmp_path / "again" / f"case.{format_}"
        again.parent.mkdir(exist_ok=True)
        if format_ == "json":
            again.write_text(json.dumps(nx.node_link_data(graph)), encoding="utf-8")
        else:
            nx.write_graphml(graph, again)
        beside(again).write_bytes(beside(tmp_path / f"case.{format_}").read_bytes())
        made = read_export(again, format_)
        assert made.edited == ()
        assert made.missing == ()


def test_no_attribute_has_a_name_that_means_something_else() -> None:
    """Of no column of any table; and flows are declared where the other relationships are."""
    assert not {attribute(each) for name in table_names() for each in cells_of(name)} & RESERVED
    assert RELATIONSHIP[FLOWS_TO.type] is FLOWS_TO
