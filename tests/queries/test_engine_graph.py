"""The graph that an engine holds is what its declaration says, and holds each item of evidence as it was read."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

import datatrail
from graphmodel.derived import DERIVED_NODES, DERIVED_RELATIONSHIPS
from graphmodel.schema import NODES, RELATIONSHIPS
from queries.engines.graph import PROPERTIES, Graph, graph_of
from tests.queries.enginecases import engine, graph
from tests.queries.smallcases import claim, coverage, denial, event, lasting, node_tables

TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "list": list,
    "number": (int, float),
    "integer": int,
    "flag": bool,
}
PHOTO = claim("c1", "desk", "police", "2019-05..2019-06-15", document="report", channel="staff-request")
RECORD = lasting("c2", "police", "ice", "2019-07-01", data_types="driver-record", after="desk")


@pytest.fixture(scope="module")
def bundled() -> Graph:
    case = datatrail.demo_case()
    return graph_of(case.tables.records, case.evidence)


@pytest.fixture(scope="module")
def small() -> Graph:
    return graph(
        node_tables(
            PHOTO,
            {
                **RECORD,
                "hedged": "y",
                "count_words": "over 10",
                "count_value": "10",
                "count_unit": "requests",
            },
            denial("no", "dds", "", document="report"),
            claim("hidden", "***", "ice", "2020", data_sent="photo"),
            claim("nobody", "dds", "", "2020", mode="context"),
            events=[event("r1", "mva", "ero", "2020-01-01", mode="refused")],
            coverages=[coverage("mva", start="2019", end="2020-02", document="report")],
        )
    )[0]


@pytest.fixture(params=["small", "bundled"])
def made(request: pytest.FixtureRequest) -> Graph:
    found: Graph = request.getfixturevalue(request.param)
    return found


def carried(made: Graph, item: str) -> dict[str, dict[str, Any]]:
    """What an item carries, by kind of data."""
    rows = [row for (type_, *_), ties in made.ties.items() if type_ == "CARRIES" for row in ties]
    return {row["data_type"]: row for row in rows if row["item"].startswith(item + ":")}


def node(made: Graph, label: str, id_: str) -> dict[str, Any]:
    return next(row for row in made.nodes[label] if row["id"] == id_)


# --- what was declared --------------------------------------------------------------------------------------------


def test_every_node_has_an_id_of_its_own_and_a_name(made: Graph) -> None:
    for label, rows in made.nodes.items():
        assert all(isinstance(row["id"], str) and row["id"] for row in rows), label
        assert all(isinstance(row["name"], str) and row["name"] for row in rows), label
        assert len({row["id"] for row in rows}) == len(rows), label


def test_every_label_and_type_is_declared_with_its_properties_and_their_types(made: Graph) -> None:
    declared = {each.type: set(each.ends) for each in (*RELATIONSHIPS, *DERIVED_RELATIONSHIPS)}
    assert set(made.nodes) == {each.label for each in (*NODES, *DERIVED_NODES)}
    for (type_, source, target), rows in made.ties.items():
        assert (source, target) in declared[type_]
        check_properties(type_, [{**row, "source": None, "target": None} for row in rows])
    for label, rows in made.nodes.items():
        check_properties(label, rows)


def check_properties(name: str, rows: list[dict[str, Any]]) -> None:
    types = {each.name: TYPES[each.type] for each in PROPERTIES[name]} | {"source": str, "target": str}
    for row in rows:
        assert set(row) <= set(types), name
        assert all(cell is None or isinstance(cell, types[key]) for key, cell in row.items()), (name, row)


def test_every_relationship_joins_two_nodes_that_are_there(made: Graph) -> None:
    ids = {label: {row["id"] for row in rows} for label, rows in made.nodes.items()}
    for (_, source, target), rows in made.ties.items():
        assert {row["source"] for row in rows} <= ids[source]
        assert {row["target"] for row in rows} <= ids[target]


def test_there_is_a_node_for_each_item_and_a_flow_for_each_key(bundled: Graph) -> None:
    evidence = datatrail.demo_case().evidence
    assert Counter(row["item"] for row in bundled.nodes["Item"]) == Counter(
        each.id for each in evidence.items
    )
    flows = [row["id"] for (type_, *_), rows in bundled.ties.items() if type_ == "FLOWS_TO" for row in rows]
    assert sorted(flows) == sorted(flow.id for flow in evidence.flows())


# --- what an item says --------------------------------------------------------------------------------------------


def test_an_item_says_what_was_read(small: Graph) -> None:
    item = node(small, "Item", "c1:desk>police:photo")
    assert item["name"] == "disclosed: photo, Records desk → City police"
    expected = {
        "lo": "2019-05-01",
        "hi": "2019-06-15",
        "ended_lo": "2019-05-01",
        "last_day": "2019-06-15",
        "standing": "documented",
        "rank": 0,
        "firm": True,
        "published_last": "2020-06-15",
        "row": 2,
    }
    assert {name: item[name] for name in expected} == expected
    hedged = node(small, "Item", "c2:police>ice:driver-record")
    counts = [hedged[f"count_{name}"] for name in ("words", "at_least", "at_most", "unit", "shared")]
    assert counts == ["over 10 requests", 10, 10, "requests", False]
    assert (hedged["firm"], hedged["published_last"]) == (False, None)


def test_what_is_open_is_blank_in_an_item_and_sorts_in_what_it_carries(small: Graph) -> None:
    item = node(small, "Item", "c2:police>ice:driver-record")
    assert [item[name] for name in ("lo", "hi", "ended_lo", "ended_hi")] == [
        *("2019-07-01", "2019-07-01", "2020-01-01", None)
    ]
    assert carried(small, "c2")["photo"]["ended_hi"] == "9999"
    assert {row["lo"] for row in carried(small, "hidden").values()} == {"2020-01-01"}


def test_an_item_carries_its_kind_as_stated_and_narrower_ones_as_implied(small: Graph) -> None:
    """What is made from photos is not in a driver record; and who gave the joint's data is its holder or a whole."""
    assert {data: row["carried_as"] for data, row in carried(small, "c2").items()} == {
        "driver-record": "stated",
        "photo": "implied",
        "home-address": "implied",
    }
    assert carried(small, "c2")["photo"]["received_from"] == ["desk"]
    assert carried(small, "c1")["photo"]["givers"] == ["desk", "dds"]
    assert [row["firm"] for row in carried(small, "c1").values()] == [True]


def test_what_is_not_itemised_carries_what_is_made_from_data_only_where_the_channel_says_so() -> None:
    plain, search = (
        carried(graph(node_tables(claim("c", "police", "ice", data_types="", channel=channel)))[0], "c")
        for channel in ("staff-request", "face-search-by-staff")
    )
    assert "face-search-result" not in plain
    assert search["face-search-result"]["carried_as"] == "implied"


def test_a_masked_party_is_a_group_of_its_own(small: Graph) -> None:
    assert node(small, "AgencyGroup", "masked")["name"] == "masked in the records"
    ties = small.ties["GAVE", "AgencyGroup", "Item"]
    assert [row["source"] for row in ties] == ["masked"]


def test_a_denial_that_covers_an_item_is_tied_to_it(small: Graph) -> None:
    """The denial is published after both, names the channel, and speaks for the desk, a part of the agency."""
    ties = small.ties["DENIED_BY", "Item", "Item"]
    assert [(row["source"], row["target"]) for row in ties] == [("c1:desk>police:photo", "no:dds>:photo")]


def test_an_item_that_makes_no_flow_carries_nothing(small: Graph) -> None:
    item = node(small, "Item", "nobody:dds>:photo")
    assert (item["flow"], item["makes_flow"], item["recipient"]) == (None, False, None)
    assert not carried(small, "nobody")


def test_the_cells_of_coverage_and_documents_are_read(small: Graph) -> None:
    held = small.nodes["Coverage"][0]
    assert [held[name] for name in ("covers", "first_day", "last_day", "published_last")] == [
        *("mva", "2019-01-01", "2020-02-29", "2020-06-15")
    ]
    letter = node(small, "Source", "letter")
    assert [letter[name] for name in ("published_first", "published_last", "voice")] == [
        *("2019-11-01", "2019-11-30", "letter")
    ]


# --- what the embedded engine holds of it -------------------------------------------------------------------------


def test_the_embedded_engine_holds_every_record_as_it_was_made(made: Graph) -> None:
    """Property by property: text, lists, numbers and flags come back; what is not known is null."""
    from queries.engines.embedded import Embedded

    held = Embedded.build(made)
    for label, rows in made.nodes.items():
        wanted = [each for each in PROPERTIES[label] if each.name != "from"]
        columns = ", ".join(f"n.`{each.name}` AS `{each.name}`" for each in wanted)
        found = held.run(f"MATCH (n:{label}) RETURN {columns} ORDER BY n.id").rows
        expected = [
            {
                each.name: row.get(each.name) or [] if each.type == "list" else row.get(each.name)
                for each in wanted
            }
            for row in sorted(rows, key=lambda row: row["id"])
        ]
        assert found == expected, label
    for (type_, source, target), rows in made.ties.items():
        text = f"MATCH (a:{source})-[r:{type_}]->(b:{target}) RETURN count(r) AS n"
        assert held.run(text).rows == [{"n": len(rows)}], type_


def test_what_carries_comes_back_whole(small: Graph) -> None:
    from queries.engines.embedded import Embedded

    names = [each.name for each in PROPERTIES["CARRIES"]]
    columns = ", ".join(f"r.{name} AS {name}" for name in names)
    text = f"MATCH (a)-[r:CARRIES]->(b) RETURN a.id AS source, b.id AS target, {columns} ORDER BY r.id"
    rows = [row for (type_, *_), ties in small.ties.items() if type_ == "CARRIES" for row in ties]
    expected = [{name: row.get(name) for name in ("source", "target", *names)} for row in rows]
    assert Embedded.build(small).run(text).rows == sorted(expected, key=lambda row: row["id"])


def test_an_index_is_kept_and_read_again(made: Graph) -> None:
    from queries.engines.embedded import Embedded

    held = Embedded.build(made)
    text = "MATCH (n) RETURN labels(n) AS labels, n.id AS id, n.name AS name ORDER BY labels, id"
    again = Embedded.from_bytes(held.to_bytes())
    assert again.run(text).rows == held.run(text).rows


def test_a_path_through_an_item_leads_from_who_gave_to_who_got() -> None:
    held, _ = engine(node_tables(PHOTO))
    text = "MATCH (a)-[:GAVE]->(i:Item)-[:REACHED]->(b) RETURN a.id AS a, i.item AS item, b.id AS b"
    assert held.run(text).rows == [{"a": "desk", "item": "c1:desk>police:photo", "b": "police"}]


def test_how_a_rule_judges_an_item_is_tied_to_it() -> None:
    """A bar on the office's photos since some day of 2019 bars what its desk gave in 2020, not what went in 2018."""
    bar = {"rule_id": "bar", "document": "log", "title": "A bar", "kind": "paper", "effect": "bars"}
    made, _ = graph(
        node_tables(
            PHOTO,
            claim("before", "dds", "police", "2018-05"),
            claim("after", "desk", "police", "2020-02"),
            rules=[{**bar, "holder": "dds", "data_types": "photo", "from": "2019"}],
        )
    )
    ties = made.ties["JUDGED", "Item", "Rule"]
    assert sorted((row["source"], row["target"], row["judged"]) for row in ties) == [
        ("after:desk>police:photo", "bar", "barred"),
        ("c1:desk>police:photo", "bar", "cannot tell"),
    ]
    flags = {row["claim"]: (row["barred"], row["bar_cannot_tell"]) for row in made.nodes["Item"]}
    assert flags == {"c1": (False, True), "before": (False, False), "after": (True, False)}
