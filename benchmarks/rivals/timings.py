"""What is measured of the alternatives: networkx, rustworkx, Cypher; each on the graph of one kind of data.

The graphs are built from the tables before anything is timed, and how long that took is reported apart.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from benchmarks.measuring import Measured, Run, mean, timed
from benchmarks.ours import ENFORCEMENT, OFFICES, Asked
from benchmarks.rivals.labels import graph_of, labels_from
from benchmarks.rivals.reading import Reader
from graphmodel.tables import Tables

Graph = TypeVar("Graph")

UNTIMED = "whether, and in how many hops: no order in time, no standing, no evidence"
MOST_SECONDS_OF_A_QUERY = 20.0


class Field:
    """A case as the rivals have it: its carriers, and the questions to be asked.

    Parameters
    ----------
    asked
        With a sample, so many pairs of office and kind of data are drawn; else all are asked.
    """

    def __init__(self, asked: Asked) -> None:
        current = asked.folder / "data" / (asked.folder / "data" / "CURRENT").read_text("utf-8").strip()
        self.reader = Reader(Tables.read(current))
        self.carriers = list(self.reader.carriers())
        self.offices = self._of_kind(OFFICES)
        self.groups = frozenset(self.reader.parties.members)
        self.components = self._of_kind(ENFORCEMENT)
        everything = list(itertools.product(sorted(self.reader.parents), self.offices))
        self.of_all = len(everything)
        rng = random.Random(asked.seed)  # noqa: S311 - no secret
        drawn = rng.sample(everything, asked.sample) if 0 < asked.sample < len(everything) else everything
        self.pairs = sorted(drawn)
        self.build_seconds: list[float] = []

    def _of_kind(self, kind: str) -> list[str]:
        return sorted(party for party, each in self.reader.parties.kind.items() if each == kind)

    def by_kind(self, build: Callable[[str], Graph]) -> Iterator[tuple[Graph, list[str]]]:
        """For each kind of data its graph, and the offices to ask about."""
        for kind, pairs in itertools.groupby(self.pairs, key=lambda pair: pair[0]):
            run, graph = timed(partial(build, kind))
            self.build_seconds.append(run.seconds)
            yield graph, [office for _, office in pairs]

    def ties(self, data_type: str) -> list[tuple[str, str]]:
        """Who gives a kind of data to whom, each pair once."""
        carries = self.reader.carries(data_type)
        return sorted({each[:2] for each in self.carriers if (each.data_type, each.unnamed_in) in carries})

    def measured(self, name: str, runs: list[Run], note: str, **values: Any) -> list[Measured]:
        """The runs, one a pair of office and kind; and what all of them take, extrapolated where some were drawn."""
        how = f"mean of {len(runs)} drawn, times {self.of_all}"
        how = "all were asked" if len(runs) == self.of_all else how
        values |= {"pairs": len(runs), "of": self.of_all, "build_seconds": self.build_seconds}
        built = f"building {len(self.build_seconds)} graphs took {sum(self.build_seconds):.1f} s more"
        return [
            Measured(f"{name}: one office, one kind", runs, note, values),
            Measured(f"{name}: {len(self.offices)} offices × {len(self.reader.parents)} kinds", [mean(runs) * self.of_all],
                     f"{how}; {built}"),
        ]  # fmt: skip


def over_networkx(asked: Asked) -> list[Measured]:
    """The label search over a networkx multigraph: one search an office and kind answers for all components."""
    field = Field(asked)
    reader = field.reader
    wanted = {each: reader.parties.answering(each) for each in field.components}
    runs, reached = [], 0
    for graph, offices in field.by_kind(lambda kind: graph_of(field.carriers, reader, kind, wanted)):
        for office in offices:
            run, best = timed(partial(labels_from, graph, office, wanted, field.groups))
            runs.append(run)
            reached += len(best)
    note = "possible traces only: no shown joints, nothing that holds, best label and no ten routes"
    return field.measured("networkx label search", runs, note, reached=reached)


def over_rustworkx(asked: Asked) -> list[Measured]:
    """Fewest hops from an office to everybody, in rustworkx."""
    import rustworkx

    shortest_paths = rustworkx.dijkstra_shortest_paths
    field = Field(asked)
    runs = []

    def build(kind: str) -> tuple[Any, dict[str, int]]:
        graph = rustworkx.PyDiGraph()
        ties = field.ties(kind)
        parties = sorted({party for tie in ties for party in tie} | {*field.offices, *field.components})
        number = dict(zip(parties, graph.add_nodes_from(parties), strict=True))
        graph.add_edges_from_no_data([(number[here], number[there]) for here, there in ties])
        return graph, number

    for (graph, number), offices in field.by_kind(build):
        for office in offices:
            run, _ = timed(partial(shortest_paths, graph, number[office], default_weight=1))
            runs.append(run)
    return field.measured("rustworkx shortest paths", runs, UNTIMED)


REACH = "MATCH (a:Agency {id: $office})-[:GIVES*1..2]->(b:Agency) RETURN DISTINCT b.id AS id"
SHORTEST = (
    "MATCH (a:Agency {id: $office}), (b:Agency {id: $component}) "
    "MATCH p = shortestPath((a)-[:GIVES*..6]->(b)) RETURN length(p) AS hops"
)


def over_cypher(asked: Asked) -> list[Measured]:
    """What Cypher can express, in the embedded engine with its optimizer off: reach in two hops, a shortest path."""
    import kglite

    kglite.set_query_warning_policy("silent")
    field = Field(asked)
    rng = random.Random(asked.seed)  # noqa: S311 - no secret
    reach: list[Run] = []
    shortest: list[Run] = []
    stopped = 0
    for graph, offices in field.by_kind(lambda kind: _cypher_graph(field.ties(kind), field)):
        for office in offices:
            for text, runs in ((REACH, reach), (SHORTEST, shortest)):
                given = {"office": office, "component": rng.choice(field.components)}
                run, whole = timed(partial(_asked, graph, text, given))
                runs.append(run)
                stopped += not whole
    note = f"{UNTIMED}; {stopped} stopped after {MOST_SECONDS_OF_A_QUERY:g} s"
    return [
        *field.measured("Cypher, reach within two hops", reach, note),
        Measured("Cypher, shortestPath to one component", shortest, note),
    ]


def _cypher_graph(ties: Sequence[tuple[str, str]], field: Field) -> Any:
    import kglite
    import pandas as pd

    parties = sorted({party for tie in ties for party in tie} | {*field.offices, *field.components})
    graph = kglite.KnowledgeGraph()
    nodes = pd.DataFrame({"id": parties, "name": parties}, dtype=object)
    graph.add_nodes(nodes, "Agency", "id", "name", column_types={"id": "string", "name": "string"})
    edges = pd.DataFrame(ties, columns=["source", "target"], dtype=object)
    types = {"source": "string", "target": "string"}
    if ties:
        graph.add_relationships(edges, "GIVES", "Agency", "source", "Agency", "target", column_types=types)
    return graph


def _asked(graph: Any, text: str, given: dict[str, str]) -> bool:
    """Run a query; whether it came to its end in time."""
    import kglite

    limit = int(MOST_SECONDS_OF_A_QUERY * 1000)
    try:
        graph.cypher(text, params=given, timeout_ms=limit, disable_optimizer=True).to_list()
    except kglite.CypherTimeoutError:
        return False
    return True
