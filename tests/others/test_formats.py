"""The formats that other programs read, opened in them: whatever the case has is there, and is read without a warning."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from datatrail.case import open_case
from graphmodel.graph import MASKED_NAME
from graphmodel.registry import MASKED
from graphmodel.schema import NODES
from loaders.interchange.held import Held
from tests.datatrail.running import datatrail
from tests.others.conftest import Others
from tests.others.making import hard_case, held_in

CASES = ("examplia", "hard")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the cases are exported to, and the hard one is."""
    made = tmp_path_factory.mktemp("exported")
    hard_case(made)
    return made


@pytest.fixture(scope="module")
def exported(folder: Path) -> Callable[[str, str], Path]:
    """A case in a format, as the command writes it."""

    def export(which: str, format_: str) -> Path:
        path = folder / f"{which}.{format_}"
        if not path.exists():
            case = str(folder / which) if which == "hard" else which
            done = datatrail(
                "export", "--format", format_.removesuffix(".zip"), "-o", str(path), "--case", case
            )
            assert done.status == 0, done.err
        return path

    return export


def held_of_case(folder: Path, which: str) -> Held:
    return held_in(folder / which if which == "hard" else which)


def tables(held: Held) -> dict[str, int]:
    """How many rows each table has, and how many flows there are."""
    rows = {table: len(held.tables.source(table)) for table in held.tables}
    return {table: many for table, many in {**rows, "FLOWS_TO": len(held.evidence.flows())}.items() if many}


def split(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    labels = {node.label for node in NODES}
    nodes = {table: many for table, many in counts.items() if table in labels}
    return nodes, {table: many for table, many in counts.items() if table not in labels}


# --- Frictionless


def validated(others: Others, path: Path) -> Any:
    done = others.command("frictionless", "validate", path, "--json")
    return json.loads(done.stdout)


@pytest.mark.parametrize("which", CASES)
def test_frictionless_finds_a_package_valid(
    others: Others, exported: Callable[[str, str], Path], folder: Path, which: str
) -> None:
    """Types, keys, foreign keys, hashes; and each table has the rows that the case has."""
    report = validated(others, exported(which, "package") / "datapackage.json")
    assert report["valid"], [each["errors"][:2] for each in report["tasks"] if each["errors"]]
    assert report["stats"]["warnings"] == 0
    rows = {Path(each["place"]).stem: each["stats"].get("rows") for each in report["tasks"]}
    wanted = split(tables(held_of_case(folder, which)))[0]
    assert {table: rows[table] for table in wanted} == wanted


def test_frictionless_finds_what_was_changed_in_a_package(
    others: Others, exported: Callable[[str, str], Path], tmp_path: Path
) -> None:
    """A body that is not there is a broken foreign key: what it checks is there to be checked."""
    shutil.copytree(exported("examplia", "package"), tmp_path / "changed")
    table = tmp_path / "changed" / "tables" / "PART_OF.csv"
    header, first, *rest = table.read_text("utf-8").split("\n")
    first = first.replace("ex-", "ex-nobody-", 1)
    table.write_text("\n".join([header, first, *rest]), "utf-8")
    report = validated(others, tmp_path / "changed" / "datapackage.json")
    found = {error["type"] for each in report["tasks"] for error in each["errors"]}
    assert not report["valid"]
    assert "foreign-key" in found


def test_frictionless_reads_a_package_in_an_archive(
    others: Others, exported: Callable[[str, str], Path]
) -> None:
    report = validated(others, exported("examplia", "package.zip"))
    assert report["valid"]


# --- graphs


@pytest.mark.parametrize("which", CASES)
def test_igraph_reads_graphml(
    others: Others, exported: Callable[[str, str], Path], folder: Path, which: str
) -> None:
    """As many nodes and edges of each table as the case has, each flow between its two bodies with its standing."""
    held = held_of_case(folder, which)
    found = others.ask("reading_igraph", exported(which, "graphml"))
    nodes, edges = split(tables(held))
    assert found["directed"]
    assert found["nodes"] == nodes
    assert found["edges"] == edges
    names = {**{party.id: party.name for party in held.evidence.registry.values()}, MASKED: MASKED_NAME}
    flows = [[names[flow.holder], names[flow.recipient], flow.standing] for flow in held.evidence.flows()]
    assert found["flows"] == sorted(flows)


def read_json(path: Path) -> nx.MultiDiGraph[str]:
    return nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges")


@pytest.mark.parametrize("which", CASES)
@pytest.mark.parametrize(
    ("format_", "read"), [("json", read_json), ("graphml", nx.read_graphml), ("gexf", nx.read_gexf)]
)
def test_networkx_reads_graphs(
    exported: Callable[[str, str], Path],
    folder: Path,
    which: str,
    format_: str,
    read: Callable[[Path], nx.MultiDiGraph[str]],
) -> None:
    """A directed graph: as many nodes and edges of each table as the case has, and as many parallel flows.

    networkx makes a multigraph of GraphML and GEXF only where two edges are parallel.
    """
    held = held_of_case(folder, which)
    graph = read(exported(which, format_))
    nodes, edges = split(tables(held))
    assert graph.is_directed()
    found = Counter(told["table"] for _, told in graph.nodes(data=True) if not told.get("derived"))
    assert found == nodes
    assert Counter(table for *_, table in graph.edges(data="table")) == edges
    ends = Counter((flow.holder, flow.recipient) for flow in held.evidence.flows())
    pairs = Counter((one, other) for one, other, table in graph.edges(data="table") if table == "FLOWS_TO")
    assert sorted(pairs.values()) == sorted(ends.values())


# --- the commands of the two that are only written


@pytest.mark.parametrize("format_", ["prov", "ftm"])
def test_what_is_left_out_lies_beside_the_file(folder: Path, format_: str) -> None:
    """The stamp of the case, and of each field and table: type, how many values, why, and what is there instead."""
    path = folder / f"only-written.{format_}"
    done = datatrail("export", "--format", format_, "-o", str(path), "--case", str(folder / "hard"))
    assert (done.status, done.out) == (0, "")
    assert str(path) in done.err
    told = json.loads((folder / f"only-written.{format_}.loss.json").read_text("utf-8"))
    assert told["format"] == format_
    assert told["stamp"] == open_case(folder / "hard").stamp
    assert told["lost"]
    for each in told["lost"]:
        assert each["multiplicity"] > 0
        assert each["why"]
        assert each["values"] == []


@pytest.mark.parametrize("format_", ["prov", "ftm"])
def test_a_place_that_cannot_be_written_to_is_told(folder: Path, format_: str) -> None:
    """In the words of an error, with status 2; nothing is left there."""
    (folder / "a-file").write_text("not a folder", "utf-8")
    done = datatrail(
        "export", "--format", format_, "-o", str(folder / "a-file" / "case"), "--case", str(folder / "hard")
    )
    assert done.status == 2
    assert "cannot be written" in done.err


@pytest.mark.parametrize("format_", ["prov", "ftm"])
def test_what_is_only_written_is_not_loaded(folder: Path, format_: str) -> None:
    """Nor taken for something else."""
    path = folder / f"back.{format_}.json"
    assert (
        datatrail(
            "export", "--format", format_, "-o", str(path), "--case", str(folder / "hard"), "--quiet"
        ).status
        == 0
    )
    done = datatrail("load", str(path), "--case", str(folder / "another"), "--quiet")
    assert done.status == 2
