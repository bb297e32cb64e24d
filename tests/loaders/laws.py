"""What holds of every case, whatever was done to it: laws of evidence and flows that need no answer worked out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from graphmodel.evidence import RANK, FlowKey, flow_id
from graphmodel.projection import Evidence, project_tables
from graphmodel.tables import Tables

Standings = Mapping[FlowKey, str]


def standings(evidence: Evidence) -> Standings:
    """The standing of each flow, by its key."""
    return {flow.key: flow.standing for flow in evidence.flows()}


def check_evidence(tables: Tables) -> None:
    """Every law of one state of a case."""
    evidence = project_tables(tables)
    flows, items = evidence.flows(), evidence.items
    rows = {row["id"] for label in ("Statement", "Request") for row in tables.records(label)}
    assert all(flow.items for flow in flows), "every flow has evidence"
    assert all(item.key == flow.key for flow in flows for item in flow.items), "of its own key"
    assert all(flow.id == flow_id(flow.key) for flow in flows), "its id is a hash of its key"
    in_flows = Counter(item.id for flow in flows for item in flow.items)
    assert in_flows == Counter(item.id for item in items if item.makes_flow), (
        "each item that makes one is in one"
    )
    assert {item.claim for item in items} <= rows, "no item without a row"
    assert all(RANK[flow.standing] == min(RANK[item.standing] for item in flow.items) for flow in flows), (
        "as good as its best item"
    )
    assert not any(item.is_firm for item in items if item.record.get("masked")), (
        "nothing holds on a masked cell"
    )
    turned = project_tables(_turned(tables))
    assert {item.id for item in turned.items} == {item.id for item in items}, (
        "in whatever order the rows come"
    )
    assert standings(turned) == standings(evidence), "in whatever order the rows come"


def _turned(tables: Tables) -> Tables:
    """The same rows, the last first."""
    return Tables(
        {
            name: tables[name].take(pa.array(range(len(tables[name]) - 1, -1, -1), pa.int64()))
            for name in tables
        }
    )


def no_flow_more(before: Standings, after: Standings) -> None:
    """What is taken out adds no flow, and makes none better."""
    assert after.keys() <= before.keys()
    assert all(RANK[after[key]] >= RANK[before[key]] for key in after)


def no_flow_less(before: Standings, after: Standings) -> None:
    """What is disclosed or offered besides takes no flow away, and makes none worse."""
    assert before.keys() <= after.keys()
    assert all(RANK[after[key]] <= RANK[before[key]] for key in before)
