"""The networkx graph of a case: agencies, groups, states, databases and data types, with flows as keyed edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from graphmodel.schema import FLOWS_TO
from graphmodel.tables import END_COLUMNS, Tables

if TYPE_CHECKING:
    import networkx as nx

NODE_LABELS = ("Agency", "AgencyGroup", "State", "Database", "DataType")
#: What ties these nodes to each other, besides flows; evidence nodes are in the tables.
EDGE_TYPES = ("PART_OF", "MEMBER_OF", "IN_STATE", "OPERATES", "HOLDS", "INCLUDES", "MADE_FROM")

#: The party of a masked cell is in no table.
MASKED_NAME = "masked in the records"


def to_networkx(tables: Tables, flows: Iterable[Mapping[str, Any]]) -> nx.MultiDiGraph[str]:
    """The graph of a case's tables and flows.

    Parameters
    ----------
    tables
        The case.
    flows
        Rows of the question `flows`: their ``flow`` is the edge's key, so parallel flows stay apart.

    Returns
    -------
    A directed multigraph. Nodes have ``label`` and the schema's properties; edges have ``type`` and theirs. A state
    and an agency never share an id: ids of agencies are slugs, of states USPS codes.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for label in NODE_LABELS:
        for row in tables.records(label):
            graph.add_node(
                row["id"], label=label, **{name: cell for name, cell in row.items() if name != "id"}
            )
    for relationship in EDGE_TYPES:
        for row in tables.records(relationship):
            properties = {name: cell for name, cell in row.items() if name not in END_COLUMNS}
            graph.add_edge(row["source"], row["target"], key=relationship, type=relationship, **properties)
    for flow in flows:
        for end in (flow["from"], flow["to"]):
            if end not in graph:
                graph.add_node(end, label="AgencyGroup", name=MASKED_NAME)
        properties = {name: cell for name, cell in flow.items() if name not in ("from", "to")}
        graph.add_edge(flow["from"], flow["to"], key=flow["flow"], type=FLOWS_TO.type, **properties)
    return graph
