"""What one writes by hand to put a graph into Neo4j, tuned as the driver's manual says; what `neo4j load` is held against.

Constraints first; one static statement per label and type; nodes before relationships; rows as maps, many at a time;
relationships merged by their own id. It knows nothing of several cases, of what is gone, of a server that goes away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from graphmodel.derived import PROPERTIES
from loaders.neo4j_load import Source
from loaders.neo4j_parts import LABELS, TYPES, tie_id

if TYPE_CHECKING:
    from neo4j import Driver

ROWS = 10_000


def by_hand(driver: Driver, source: Source) -> tuple[tuple[int, float], tuple[int, float]]:
    """Nodes and relationships, each with the seconds that they took."""
    for label in LABELS:
        driver.execute_query(f"CREATE CONSTRAINT FOR (n:{label}) REQUIRE n.id IS UNIQUE")
    for type_ in TYPES:
        driver.execute_query(f"CREATE CONSTRAINT FOR ()-[r:{type_}]-() REQUIRE r.id IS UNIQUE")
    driver.execute_query("CALL db.awaitIndexes()")
    nodes = (((label,), _whole(label, record)) for label, record in source.each_node())
    ties = ((tie, _tie(tie, record)) for tie, record in source.each_tie())
    return _put(driver, nodes), _put(driver, ties)


def _put(driver: Driver, records: Iterable[tuple[tuple[str, ...], Mapping[str, Any]]]) -> tuple[int, float]:
    begun, count = perf_counter(), 0
    with driver.session() as session:
        for key, rows in _batched(records):
            taken = session.execute_write(
                lambda tx, key=key, rows=rows: tx.run(_text(*key), rows=rows).single()[0]
            )
            assert taken == len(rows)  # noqa: S101 - the manual says so
            count += taken
    return count, perf_counter() - begun


def _batched(records: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, list[Any]]]:
    waiting: dict[Any, list[Any]] = {}
    for key, record in records:
        rows = waiting.setdefault(key, [])
        rows.append(record)
        if len(rows) == ROWS:
            yield key, waiting.pop(key)
    yield from waiting.items()


def _text(name: str, source: str = "", target: str = "") -> str:
    if not source:
        return f"UNWIND $rows AS row MERGE (n:{name} {{id: row.id}}) SET n = row RETURN count(*)"
    return (
        f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}) MATCH (b:{target} {{id: row.target}}) "
        f"MERGE (a)-[r:{name} {{id: row.id}}]->(b) SET r = row.told RETURN count(*)"
    )


_LISTS = {name: {each.name: [] for each in all_ if each.type == "list"} for name, all_ in PROPERTIES.items()}


def _whole(name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, and every list."""
    return _LISTS[name] | {key: value for key, value in record.items() if value is not None}


def _tie(tie: tuple[str, str, str], record: Mapping[str, Any]) -> dict[str, Any]:
    told = _whole(tie[0], record)
    source, target = told.pop("source"), told.pop("target")
    told.setdefault("id", None)
    told["id"] = told["id"] or tie_id(tie[0], tie[1:], record)
    return {"source": source, "target": target, "id": told["id"], "told": told}
