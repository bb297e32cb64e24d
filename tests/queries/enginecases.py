"""Cases with their whole tables, as an engine's graph is made from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import datatrail
from graphmodel.projection import Evidence, project
from graphmodel.registry import Registry
from graphmodel.schema import NODES
from graphmodel.tables import Tables
from graphmodel.taxonomy import Taxonomy
from loaders import neo4j_writing
from loaders.neo4j_load import write
from loaders.neo4j_writing import Writer
from loaders.relationships import Targets, relationship_tables
from queries.engines.embedded import Embedded
from queries.engines.graph import Graph, graph_of
from queries.engines.neo4j import Neo4j
from tests.queries import smallcases
from tests.queries.randomcases import random_case
from tests.queries.test_trace_oracle import purposes_of, tables_of

if TYPE_CHECKING:
    from neo4j import Driver

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


@dataclass(frozen=True)
class Subject:
    """A case that is asked: what kind of case it is, its name, evidence and graph."""

    kind: str
    name: str
    evidence: Evidence
    graph: Graph

    def __hash__(self) -> int:
        return hash((self.kind, self.name))

    @cached_property
    def embedded(self) -> Embedded:
        """The embedded engine that holds it."""
        return Embedded.build(self.graph)


class Server:
    """A Neo4j database that holds one case at a time; it is empty before, and whoever opened it empties it after.

    The case is put in by what loads every case (`loaders.neo4j_load`).
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._writer = Writer(neo4j_writing.Server(driver), "asked", "now")
        self._held: Subject | None = None

    def holding(self, subject: Subject) -> Neo4j:
        """The engine, with a case in the database."""
        if self._held is None:
            self._writer.server.make_schema()
        if self._held != subject:
            self._driver.execute_query("MATCH (n) DETACH DELETE n")
            write(self._writer, subject.graph)
            self._held = subject
        return Neo4j(self._driver)


@cache
def bundled(name: str) -> Subject:
    """A bundled case."""
    case = datatrail.demo_case(name)
    return Subject("bundled", name, case.evidence, graph_of(case.tables.records, case.evidence))


@cache
def random_subject(seed: int) -> Subject:
    """A small random case."""
    case, _ = random_case(seed)
    made, evidence = graph(tables_of(case), purposes_of(case))
    return Subject("random", f"random case {seed}", evidence, made)


@cache
def small_subjects() -> tuple[Subject, ...]:
    """Small cases with something to be right or wrong about in each question."""
    return tuple(_small(name, *parts) for name, parts in SMALL.items())


def _small(name: str, claims: Sequence[smallcases.Cells], more: Mapping[str, Any]) -> Subject:
    made, evidence = graph(smallcases.node_tables(*claims, **more))
    return Subject("small", name, evidence, made)


claim, lasting, denial, event = smallcases.claim, smallcases.lasting, smallcases.denial, smallcases.event
COUNT = {
    "count_words": "over 10",
    "count_qualifier": "more than",
    "count_value": "10",
    "count_unit": "requests",
}
LETTER = {"channel": "staff-request"}
ASKED = {**LETTER, "count": "1", "threshold_required": "court-order", "threshold_shown": "case-number"}
ENDED = {"time_kind": "standing", "end_kind": "ended"}
BAR = {"document": "letter", "effect": "bars", "holder": "dds", "recipient": "immigration-enforcement"}
SMALL: Mapping[str, tuple[Sequence[smallcases.Cells], Mapping[str, Any]]] = {
    "two hops, with and without a joint": (
        [
            claim("a", "dds", "police", "2019-05-01", channel="staff-request"),
            claim("b", "police", "ice", "2019-06-01", after="dds", document="report", basis="third"),
            claim("c", "police", "ero", "2019-04-01", document="letter", basis="party"),
            claim("d", "mva", "ice", "2020", data_types="driver-record", purpose="criminal-investigation"),
            claim("e", "police", "locals", "", data_types="face-search-result", via="nlets"),
            denial("no", "dds", "police", end="2019-12", document="report"),
        ],
        {
            "coverages": [
                smallcases.coverage("dds", start="2019", document="report"),
                smallcases.coverage("ice", "recipient"),
            ]
        },
    ),
    "counts, said twice and shared": (
        [
            claim("a", "dds", "ice", "2019", **COUNT),
            claim("b", "dds", "ice", "2019", same_as="a", **COUNT),
            claim("c", "dds", "ice", "2020", **{**COUNT, "count_value": "20", "count_words": "over 20"}),
            claim("d", "mva", "ice;police", "2019", **COUNT),
            claim("e", "sheriff", "ice", "2019", **{**COUNT, "count_unit": "people"}),
            claim("f", "sheriff", "ice", "2019", **COUNT),
            claim("g", "broker", "ice", "2019", **{**COUNT, "count_kind": "rate"}),
        ],
        {},
    ),
    "access, requests, refusals, groups and what is masked": (
        [
            lasting("a", "dds", "agents", "2018", databases="photos", mode="available"),
            claim("b", "desk", "***", "2019", one_of="y"),
            claim("c", "police", "others", "2019", hedged="y", data_types="personal-data", payload="assumed"),
            claim("d", "mva", "ice", "2020", mode="refused"),
            claim(
                "e", "mva", "dhs", "..2019-03", mode="blocked", channel="message-switch", via="nlets>locals"
            ),
            claim("f", "offices", "ice", "2019", data_types=""),
            claim("g", "dds", "police", "2021-01-01", data_sent="photo", data_types="home-address"),
        ],
        {
            "events": [
                event("r", "mva", "ero", "2020-01-01"),
                event("s", "dds", "ice", "2020-01-01", answered="2020-02-01", mode="disclosed"),
            ]
        },
    ),
    "a log, what is said of it, what is refused and what bars it": (
        [
            claim(
                "a",
                "dds",
                "ice",
                "2018",
                **LETTER,
                **COUNT | {"count_qualifier": "up to", "count_value": "2"},
            ),
            claim("b", "dds", "ice", "2018-05", **LETTER, **COUNT, basis="party", document="letter"),
            claim("c", "dds", "ero", "2018", document="report", **COUNT | {"count_unit": "logins"}),
            {**claim("r", "dds", "ice", "2018-02", mode="refused", end="2020"), **LETTER, **ENDED},
            {**denial("no", "dds", "ice", start="2018", end="2019-06", document="report"), **ENDED},
            denial("perhaps", "dds", "", hedged="y"),
            lasting("l", "dds", "hsi", "2017", channel="direct-login", threshold_required="none"),
            claim("k", "desk", "ice", "2019-03", channel="direct-login", threshold_shown="judicial-warrant"),
            claim("m", "desk", "ice", "2019-03", channel="direct-login", mode="***", threshold_shown="***"),
        ],
        {
            "events": [
                event("e1", "dds", "ice", "2018-01-01", answered="2018-02-01", mode="disclosed", **ASKED),
                event("e2", "dds", "ice", "2018-03", answered="2018-03", mode="disclosed", **ASKED),
                event("e3", "dds", "ice", "2018-05-01", answered="2018-05-04..", mode="disclosed", **ASKED),
                event("e4", "dds", "ice", "2018-06-01", answered="2018-06-05", mode="refused", **ASKED),
                event(
                    "e5", "dds", "ice", "2019-12-05", answered="2019-12..2020-01", mode="disclosed", **ASKED
                ),
                event("e6", "dds", "ice", "***", mode="context", **ASKED),
            ],
            "coverages": [
                smallcases.coverage("dds", start="2018", end="2018-06"),
                smallcases.coverage("dds", start="2018-07", end="2019", document="letter"),
                smallcases.coverage("dds", start="2020", extent="withheld"),
                smallcases.coverage("dhs", "recipient", channel="staff-request"),
                smallcases.coverage("hsi", "recipient", extent="not-asked"),
            ],
            "rules": [
                BAR | {"rule_id": "bar", "channel": "staff-request", "from": "2018-03-01"},
                BAR | {"rule_id": "stop", "channel": "direct-login", "from": "2018", "kind": "technical"},
                BAR | {"rule_id": "but", "channel": "direct-login", "excepts_threshold": "judicial-warrant"},
            ],
        },
    ),
}
