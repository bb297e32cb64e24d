"""Cases with their whole tables, as an engine's graph is made from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphmodel.projection import Evidence, project
from graphmodel.registry import Registry
from graphmodel.schema import NODES
from graphmodel.tables import Tables
from graphmodel.taxonomy import Taxonomy
from loaders.relationships import Targets, relationship_tables
from queries.engines.embedded import Embedded
from queries.engines.graph import Graph, graph_of

Records = Mapping[str, Iterable[Mapping[str, Any]]]


def whole_tables(records: Records) -> Tables:
    """Node tables with the relationship tables that a load makes of them."""
    nodes = Tables.from_records(
        {name: [{"name": row["id"], **row} for row in rows] for name, rows in records.items()}
    )
    registry = Registry.from_records(nodes.records("Agency"), nodes.records("AgencyGroup"))

    def party(dataset: str, text: str) -> tuple[str, str] | None:
        found = registry.resolve(text, dataset)
        return None if found is None else (found, "AgencyGroup" if registry[found].is_group else "Agency")

    ids = {node.label: frozenset(nodes[node.label]["id"].to_pylist()) for node in NODES}
    made = relationship_tables(nodes, Targets(party, ids))
    return Tables({**nodes, **made})


def graph(records: Records, purposes: Taxonomy | None = None) -> tuple[Graph, Evidence]:
    """The graph and the evidence of the same rows."""
    tables = whole_tables(records)
    evidence = project({node.label: tables.records(node.label) for node in NODES}, purposes)
    return graph_of(tables.records, evidence), evidence


def engine(records: Records, purposes: Taxonomy | None = None) -> tuple[Embedded, Evidence]:
    """The embedded engine and the evidence of the same rows."""
    made, evidence = graph(records, purposes)
    return Embedded.build(made), evidence
