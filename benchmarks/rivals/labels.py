"""What an analyst would write with networkx: a label search in time over a multigraph of one kind of data.

The graph has an edge for each item that carries the kind of data asked for, with its standing and the days between
which it can have gone. Labels (weakest standing, earliest arrival, hops) leave a queue best first; one that another at
the same body equals or betters in all three is dropped. One search answers for every recipient.

It does what the engine does for *possible* traces: kinds of data and broader ones, standing, the order that time does
not rule out, the number of hops. It does not tell which joints are shown, so it never says that a trace *holds*, nor
by which day data had surely arrived; it does not order equals by the ids of their items, gives the best label and not
the ten best routes, and says nothing of why there is none.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from math import inf
from typing import NamedTuple

import networkx as nx

from benchmarks.rivals.reading import Carrier, Reader

MAX_HOPS = 6


class Label(NamedTuple):
    """How data got to a body: the weakest standing on the way, the earliest day, the number of hops."""

    weakest: int
    earliest: float
    hops: int


def graph_of(carriers: Iterable[Carrier], reader: Reader, data_type: str) -> nx.MultiDiGraph[str]:
    """The multigraph of one kind of data: an edge for each item that carries it."""
    carries = reader.carries(data_type)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(reader.parties.kind)
    for each in carriers:
        if (each.data_type, each.unnamed_in) in carries:
            graph.add_edge(each.holder, each.recipient, rank=each.rank, lo=each.lo, hi=each.hi)
    return graph


def labels_from(graph: nx.MultiDiGraph[str], start: str, no_step: frozenset[str]) -> dict[str, Label]:
    """The best label of every body that the data can have got to from one.

    Parameters
    ----------
    no_step
        Bodies that are never a step inside a walk: groups.
    """
    best: dict[str, Label] = {}
    settled: dict[str, list[tuple[float, int]]] = {}
    queue = [(0, -inf, 0, start)]
    while queue:
        weakest, earliest, hops, here = heapq.heappop(queue)
        known = settled.setdefault(here, [])
        if _is_dominated(known, earliest, hops):
            continue
        known.append((earliest, hops))
        best.setdefault(here, Label(weakest, earliest, hops))
        if hops < MAX_HOPS and here not in no_step:
            for there, label in _onward(graph, here, Label(weakest, earliest, hops)):
                if not _is_dominated(settled.get(there, ()), label.earliest, label.hops):
                    heapq.heappush(queue, (*label, there))
    return best


def _onward(graph: nx.MultiDiGraph[str], here: str, label: Label) -> Iterator[tuple[str, Label]]:
    """Each neighbour with the labels that one more hop gives; of parallel edges only those that no other betters."""
    for there, edges in graph.adj[here].items():
        found: set[tuple[int, float]] = {
            (max(label.weakest, edge["rank"]), max(label.earliest, edge["lo"]))
            for edge in edges.values()
            if label.earliest <= edge["hi"]
        }
        by = inf
        for weakest, earliest in sorted(found):
            if earliest < by or by == inf:
                by = earliest
                yield there, Label(weakest, earliest, label.hops + 1)


def _is_dominated(known: Iterable[tuple[float, int]], earliest: float, hops: int) -> bool:
    """Whether some label that left the queue before (so with no weaker standing) is no later and no longer."""
    return any(other <= earliest and fewer <= hops for other, fewer in known)


def best_at(best: dict[str, Label], reader: Reader, asked: str) -> Label | None:
    """The best label among those who answer to a recipient, or kind of recipient, asked for."""
    full, possible = reader.parties.goal(asked)
    return min((best[each] for each in full | possible if each in best), default=None)
