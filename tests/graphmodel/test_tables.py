"""The typed tables of a case, on disk and back, and the graph that is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.evidence import Flow
from graphmodel.graph import EDGE_TYPES, NODE_LABELS, to_networkx
from graphmodel.projection import Evidence, project
from graphmodel.registry import MASKED
from graphmodel.schema import FLOWS_TO, NODES
from graphmodel.tables import END_COLUMNS, Tables, arrow_schema, blank_record, columns, table_names
from graphmodel.vocabulary import read_rows, vocabulary
from tests.graphmodel.world import DDS, DESK, GSP, ICE, MVA, OTHERS, claim, request, tables

# --- what the tables are --------------------------------------------------------------------------------------


def test_there_is_a_table_for_each_label_and_relationship_but_flows() -> None:
    """Flows are a projection and are never stored; everything else is, nodes first."""
    names = """
        Agency AgencyGroup State Database DataType Statement Request Source Coverage Rule
        PART_OF MEMBER_OF IN_STATE DESCRIBED_BY OPERATES HOLDS INCLUDES MADE_FROM HELD_BY GIVEN_TO COLLECTED_BY
        PASSED_VIA RECEIVED_FROM CONCERNS SENT FROM_DATABASE CITES SAID_BY SAME_AS BESIDE REPEATS COVERS BINDS
        TOWARDS GOVERNS OVERRIDES
    """
    assert list(table_names()) == names.split()


def test_a_node_table_has_the_properties_of_its_label() -> None:
    """Columns are the declared properties, in order, each with its type."""
    assert columns("State") == {"id": "text", "name": "text", "fips": "text", "kind": "text"}
    assert columns("Database") == {
        "id": "text",
        "name": "text",
        "operator": "text",
        "holds": "list",
        "aliases": "list",
        "description": "text",
    }


def test_a_relationship_table_starts_with_its_two_ends() -> None:
    """Two ids and the labels of both, then what the relationship itself says."""
    ends = {"source": "text", "target": "text", "source_label": "text", "target_label": "text"}
    assert columns("PART_OF") == ends
    assert columns("PASSED_VIA") == ends | {"position": "integer"}
    assert list(columns("DESCRIBED_BY"))[:6] == [*ends, "attribute", "value"]
    assert tuple(ends) == END_COLUMNS


def test_each_type_has_one_form_on_disk() -> None:
    """Text, lists of text, numbers, whole numbers and flags."""
    schema = arrow_schema("Statement")
    assert schema.field("id").type == pa.string()
    assert schema.field("holder").type == pa.list_(pa.string())
    assert schema.field("count_value").type == pa.float64()
    assert schema.field("row").type == pa.int64()
    assert schema.field("hedged").type == pa.bool_()
    assert schema.names == list(columns("Statement"))


def test_a_blank_record_states_nothing() -> None:
    """A list is empty, everything else is null."""
    properties = (Property("id", "text", "x"), Property("parts", "list", "x"), Property("seen", "flag", "x"))
    assert blank_record(properties) == {"id": None, "parts": [], "seen": None}


# --- there and back -------------------------------------------------------------------------------------------

ROWS: Mapping[str, list[dict[str, Any]]] = {
    "Statement": [
        claim(
            "c1",
            count_value=2.5,
            row=3,
            page=None,
            hedged=True,
            one_of=False,
            note="a “note”;\nwith a line, and ≥ 1 comma",
            masked=["holder:stars"],
            via=[],
        ),
        claim("c2"),
    ],
    "PASSED_VIA": [
        {
            "source": "c1",
            "target": "org-nlets",
            "source_label": "Statement",
            "target_label": "Agency",
            "position": 0,
        }
    ],
}


def test_tables_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Every cell of every type comes back, a null as a null and an empty list as an empty list."""
    written = Tables.from_records(ROWS)
    written.write(tmp_path)
    read = Tables.read(tmp_path)
    assert list(read) == list(table_names())
    assert all(read[name].equals(written[name]) for name in written)
    (first, second) = read.records("Statement")
    assert {name: cell for name, cell in first.items() if name in ROWS["Statement"][0]} == ROWS["Statement"][
        0
    ]
    assert (second["count_value"], second["hedged"], second["via"], second["note"]) == (
        None,
        None,
        None,
        None,
    )
    assert read.records("PASSED_VIA") == ROWS["PASSED_VIA"]


def test_the_same_tables_are_the_same_bytes(tmp_path: Path) -> None:
    """Written twice, from records or from what was read, each file is the same byte for byte."""
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    Tables.from_records(ROWS).write(folders[0])
    Tables.from_records(ROWS).write(folders[1])
    Tables.read(folders[0]).write(folders[2])
    contents = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert contents[0] == contents[1] == contents[2]
    assert set(contents[0]) == {f"{name}.parquet" for name in table_names()}
    written = pq.read_metadata(folders[0] / "Statement.parquet").row_group(0).column(0)
    assert written.compression == "ZSTD"


def test_a_table_that_was_not_given_is_there_and_empty() -> None:
    """A case without requests has a table of requests, with its columns."""
    made = Tables.from_records(ROWS)
    assert len(made) == len(table_names())
    assert made.records("Request") == []
    assert made["Request"].schema == arrow_schema("Request")
    assert Tables({})["Statement"].num_rows == 0


def test_an_unknown_table_is_none() -> None:
    """There is no table that the schema does not declare."""
    with pytest.raises(KeyError):
        Tables({})["FLOWS_TO"]


@pytest.mark.parametrize("name", ["Agency", "OVERRIDES"])
def test_a_missing_table_is_told(tmp_path: Path, name: str) -> None:
    """A generation without one of its files is not read as if that table were empty."""
    Tables.from_records(ROWS).write(tmp_path)
    (tmp_path / f"{name}.parquet").unlink()
    with pytest.raises(InputError, match=f"{tmp_path.name} is not a whole generation .*{name}") as caught:
        Tables.read(tmp_path)
    assert caught.value.hint == "load the case's files again"


@pytest.mark.parametrize("damage", [b"", b"not Parquet at all", b"PAR1cut"])
def test_a_damaged_table_is_told(tmp_path: Path, damage: bytes) -> None:
    """A file that is no Parquet ends in an error that says so, not in a traceback."""
    Tables.from_records(ROWS).write(tmp_path)
    (tmp_path / "Agency.parquet").write_bytes(damage)
    with pytest.raises(InputError, match=r" is not a whole generation \(.+\)\nHint: ") as caught:
        Tables.read(tmp_path)
    assert caught.value.message.startswith(f"{tmp_path} ")


def test_a_table_is_a_frame_for_pandas() -> None:
    """A frame has a row for each row and the declared columns, in order."""
    frame = Tables.from_records(ROWS).frame("Statement")
    assert list(frame.columns) == list(columns("Statement"))
    assert list(frame["id"]) == ["c1", "c2"]
    assert list(frame["holder"][0]) == [DDS]


cells: dict[str, st.SearchStrategy[Any]] = {
    "text": st.one_of(st.none(), st.text(max_size=8)),
    "list": st.one_of(st.none(), st.lists(st.text(max_size=4), max_size=3)),
    "number": st.one_of(st.none(), st.floats(allow_nan=False)),
    "integer": st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
    "flag": st.one_of(st.none(), st.booleans()),
}
records = st.lists(
    st.fixed_dictionaries({name: cells[kind] for name, kind in columns("DESCRIBED_BY").items()}), max_size=20
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(records)
def test_whatever_a_cell_holds_comes_back(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    """Any text, number, flag and list survives the way to disk and back."""
    Tables.from_records({"DESCRIBED_BY": rows}).write(tmp_path)
    assert Tables.read(tmp_path).records("DESCRIBED_BY") == rows


def test_the_projection_of_what_was_read_is_that_of_what_was_written(tmp_path: Path) -> None:
    """Evidence does not depend on the way over the disk."""
    rows = dict(tables(claim(received_from=[GSP], data_sent=["probe-photo"]), Request=[request()]))
    Tables.from_records(rows).write(tmp_path)
    read = Tables.read(tmp_path)
    assert project({node.label: read.records(node.label) for node in NODES}).items == project(rows).items


# --- the graph ------------------------------------------------------------------------------------------------


def flow_rows(evidence: Evidence) -> list[dict[str, Any]]:
    """Rows as the question `flows` has them, as far as the graph reads them."""

    def row(flow: Flow) -> dict[str, Any]:
        return {
            "flow": flow.id,
            "from": flow.holder,
            "to": flow.recipient,
            "data_type": flow.data_type,
            "channel": flow.key[4] or None,
            "standing": flow.standing,
        }

    return [row(flow) for flow in evidence.flows()]


def relation(source: str, target: str, label: str, other: str, **more: Any) -> dict[str, Any]:
    """A row of a relationship table."""
    return {"source": source, "target": target, "source_label": label, "target_label": other, **more}


PARALLEL = (
    claim("c1", channel="staff-request"),
    claim("c2", channel="message-switch", basis="record"),
    claim("c3", channel="staff-request", data_types=["home-address"]),
    claim("c4", recipient=[OTHERS]),
)
RELATED = {
    "State": [{"id": "GA", "name": "Georgia", "fips": "13", "kind": "state"}],
    "PART_OF": [relation(DESK, DDS, "Agency", "Agency")],
    "MEMBER_OF": [relation(GSP, OTHERS, "Agency", "AgencyGroup")],
    "IN_STATE": [relation(DDS, "GA", "Agency", "State")],
    "OPERATES": [relation(DDS, "faces", "Agency", "Database")],
    "HOLDS": [relation("faces", "photo", "Database", "DataType")],
    "INCLUDES": [relation("driver-record", "photo", "DataType", "DataType")],
    "MADE_FROM": [relation("face-search-result", "photo", "DataType", "DataType")],
    "CITES": [relation("c1", "letter", "Statement", "Source")],
}


def graph(*claims: dict[str, Any]) -> nx.MultiDiGraph[str]:
    """The graph of this world with some claims."""
    rows = tables(*claims) | RELATED
    return to_networkx(Tables.from_records(rows), flow_rows(project(tables(*claims))))


def test_parallel_flows_stay_apart() -> None:
    """Two channels and two kinds of data between the same two bodies are three edges, each with its own key."""
    made = graph(*PARALLEL)
    flows = [(one, other, key, data) for one, other, key, data in made.edges(keys=True, data=True)]
    between = {key: data for one, other, key, data in flows if (one, other) == (DDS, ICE)}
    assert sorted((data["channel"], data["data_type"], data["standing"]) for data in between.values()) == [
        ("message-switch", "photo", "documented"),
        ("staff-request", "home-address", "reported"),
        ("staff-request", "photo", "reported"),
    ]
    assert made.number_of_edges(DDS, ICE) == 3
    assert set(between) == {flow.id for flow in project(tables(*PARALLEL)).flows() if flow.recipient == ICE}
    assert made.number_of_edges(DDS, OTHERS) == 1


def test_a_flow_beside_another_relationship_is_another_edge() -> None:
    """A body that gives data to the body that it is part of does both."""
    made = graph(claim(holder=[DESK], recipient=[DDS]))
    assert sorted(data["type"] for data in made[DESK][DDS].values()) == ["FLOWS_TO", "PART_OF"]


def test_an_edge_has_the_properties_of_its_flow() -> None:
    """Everything that the row of a flow says is on its edge, and its two ends are the edge's."""
    (row,) = flow_rows(project(tables(claim(channel="staff-request"))))
    made = graph(claim(channel="staff-request"))
    assert made.edges[DDS, ICE, row["flow"]] == {
        "type": FLOWS_TO.type,
        "flow": row["flow"],
        "data_type": "photo",
        "channel": "staff-request",
        "standing": "reported",
    }


def test_a_node_has_its_label_and_the_properties_of_the_schema() -> None:
    """Label first, then every declared property but the id, which is the node."""
    made = graph()
    assert made.nodes[ICE]["label"] == "Agency"
    assert set(made.nodes[ICE]) == {"label"} | set(columns("Agency")) - {"id"}
    assert (made.nodes[ICE]["name"], made.nodes[ICE]["kind"]) == (
        "Immigration and Customs Enforcement",
        "immigration-enforcement",
    )
    assert made.nodes[OTHERS]["members"] == [GSP]
    assert {node: made.nodes[node]["label"] for node in (OTHERS, "GA", "faces", "photo")} == {
        OTHERS: "AgencyGroup",
        "GA": "State",
        "faces": "Database",
        "photo": "DataType",
    }


def test_what_ties_bodies_to_each_other_is_in_the_graph() -> None:
    """Seven relationships join agencies, groups, states, databases and types; evidence stays in the tables."""
    made = graph()
    assert {(one, other, data["type"]) for one, other, data in made.edges(data=True)} == {
        (row["source"], row["target"], name)
        for name, rows in RELATED.items()
        for row in rows
        if name in EDGE_TYPES
    }
    assert set(RELATED) - {"State", "CITES"} == set(EDGE_TYPES)
    assert made.edges[DESK, DDS, "PART_OF"] == {"type": "PART_OF"}
    assert set(NODE_LABELS) == {"Agency", "AgencyGroup", "State", "Database", "DataType"}
    assert "c1" not in graph(*PARALLEL)
    assert "letter" not in graph(*PARALLEL)


def test_every_node_of_the_graph_has_a_label() -> None:
    """Also the party of a masked cell, which no table has."""
    made = graph(claim("c1", recipient=[], masked=["recipient:stars"]), claim("c2", holder=[MVA]))
    assert [node for node, data in made.nodes(data=True) if not data.get("label")] == []
    assert made.nodes[MASKED] == {"label": "AgencyGroup", "name": "masked in the records"}
    assert made.nodes[MVA]["name"] == "Maryland Motor Vehicle Administration"


def test_no_two_kinds_of_nodes_share_an_id() -> None:
    """The graph names a node by its id alone, so the ids that are shipped must differ across labels."""
    ids = [row["agency"] for row in read_rows("agencies")]
    ids += [row["id"] for row in read_rows("databases")]
    ids += [*vocabulary("states"), *vocabulary("data_types")]
    assert len(ids) == len(set(ids))
