"""What a Neo4j database holds, and what of a case's tables it should hold, in one form that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from datatrail.case import Case
from graphmodel.derived import PROPERTIES
from queries.engines.graph import graph_of

if TYPE_CHECKING:
    from neo4j import Driver

#: What a load adds to what the tables say.
ADDED = {"case_id", "loaded"}
End = tuple[str, str]
Nodes = dict[End, dict[str, Any]]
Ties = list[tuple[str, End, End, dict[str, Any]]]


def nodes(driver: Driver, case: str) -> Nodes:
    """The nodes of a case, by label and id, without what a load adds."""
    text = "MATCH (n {case_id: $case}) RETURN labels(n)[0] AS label, properties(n) AS told"
    found = driver.execute_query(text, case=case).records
    return {(each["label"], each["told"]["id"]): _own(each["told"]) for each in found}


def ties(driver: Driver, case: str) -> Ties:
    """The relationships of a case, in order, without what a load adds."""
    text = (
        "MATCH (a)-[r {case_id: $case}]->(b) RETURN type(r) AS type, labels(a)[0] AS here, a.id AS source, "
        "labels(b)[0] AS there, b.id AS target, properties(r) AS told"
    )
    found = driver.execute_query(text, case=case).records
    return _ordered(
        (each["type"], (each["here"], each["source"]), (each["there"], each["target"]), _own(each["told"]))
        for each in found
    )


def everything(driver: Driver) -> list[str]:
    """All that a database holds, ids and what a load adds included, in words that can be compared."""
    text = "MATCH (n) RETURN labels(n) AS kind, properties(n) AS told, '' AS a, '' AS b UNION ALL "
    text += "MATCH (a)-[r]->(b) RETURN type(r) AS kind, properties(r) AS told, a.id AS a, b.id AS b"
    found = driver.execute_query(text).records
    return sorted(f"{each['kind']} {sorted(each['told'].items())} {each['a']} {each['b']}" for each in found)


def nodes_of(case: Case) -> Nodes:
    """The nodes that the tables make."""
    made = graph_of(case.tables.records, case.evidence)
    return {
        (label, record["id"]): _stored(label, record)
        for label, records in made.nodes.items()
        for record in records
    }


def ties_of(case: Case) -> Ties:
    """The relationships that the tables make."""
    made = graph_of(case.tables.records, case.evidence)
    return _ordered(
        (type_, (here, record["source"]), (there, record["target"]), _stored(type_, record))
        for (type_, here, there), records in made.ties.items()
        for record in records
    )


def _own(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in ADDED}


def _stored(name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a server keeps it: what is not known is not there, but for a list, which is empty."""
    lists = {each.name: [] for each in PROPERTIES[name] if each.type == "list"}
    known = {key: value for key, value in record.items() if value is not None}
    return {key: value for key, value in (lists | known).items() if key not in ("source", "target")}


def _ordered(found: Iterator[tuple[str, End, End, dict[str, Any]]] | Any) -> Ties:
    """In an order of their own; an id that is not declared is left out."""
    kept = []
    for type_, source, target, told in found:
        if not any(each.name == "id" for each in PROPERTIES[type_]):
            told.pop("id", None)
        kept.append((type_, source, target, told))
    return sorted(
        kept, key=lambda each: (each[:3], sorted((key, str(value)) for key, value in each[3].items()))
    )
