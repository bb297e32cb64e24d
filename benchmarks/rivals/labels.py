"""What an analyst would write with networkx: a label search in time over a multigraph of one kind of data.

The graph has an edge for each item that carries the kind of data asked for, with its standing and the days between
which it can have gone. Labels (weakest standing, earliest arrival, hops) leave a queue best first; one that another at
the same body equals or betters in all three is dropped. One search answers for every recipient asked for.

It does what the engine does for *possible* traces: kinds of data and broader ones, standing, the order that time does
not rule out, the number of hops. It does not tell which joints are shown, so it never says that a trace *holds*, nor
by which day data had surely arrived; it does not order equals by the ids of their items, gives the best label and not
the ten best routes, and says nothing of why there is none.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable, Iterator, Mapping
from math import inf
from typing import NamedTuple

import networkx as nx

from benchmarks.rivals.reading import Carrier, Reader

MAX_HOPS = 6


Wanted = Mapping[str, frozenset[str]]
"""Whom is asked for: a recipient or a kind of recipient, and who answers to it."""


class Label(NamedTuple):
    """How data got to a body: the weakest standing on the way, the earliest day, the number of hops."""

    weakest: int
    earliest: float
    hops: int


def graph_of(
    carriers: Iterable[Carrier], reader: Reader, data_type: str, wanted: Wanted
) -> nx.MultiDiGraph[str]:
    """The multigraph of one kind of data: an edge for each item that carries it, but for those that lead nowhere.

    Most bodies never give: what they get is left out, unless they answer to a recipient asked for.
    """
    carries = reader.carries(data_type)
    of_kind = [each for each in carriers if (each.data_type, each.unnamed_in) in carries]
    leading_on = {each.holder for each in of_kind}.union(*wanted.values())
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(reader.parties.kind)
    graph.add_edges_from(
        (each.holder, each.recipient, {"rank": each.rank, "lo": each.lo, "hi": each.hi})
        for each in of_kind
        if each.recipient in leading_on
    )
    return graph


def labels_from(
    graph: nx.MultiDiGraph[str], start: str, wanted: Wanted, no_step: Container[str]
) -> dict[str, Label]:
    """The best label of each recipient asked for that the data can have got to from one body.

    Labels leave the queue best first, so the first one at somebody who answers to a recipient is the best of that
    recipient; when each has one, the search is over.

    Parameters
    ----------
    no_step
        Bodies that are never a step inside a walk: groups.
    """
    found: dict[str, Label] = {}
    settled: dict[str, list[tuple[float, int]]] = {}
    queue = [(0, -inf, 0, start)]
    while queue and len(found) < len(wanted):
        weakest, earliest, hops, here = heapq.heappop(queue)
        known = settled.setdefault(here, [])
        if _is_dominated(known, earliest, hops):
            continue
        known.append((earliest, hops))
        label = Label(weakest, earliest, hops)
        found |= {each: label for each, those in wanted.items() if here in those and each not in found}
        if hops < MAX_HOPS and here not in no_step:
            for there, longer in _onward(graph, here, label):
                if not _is_dominated(settled.get(there, ()), longer.earliest, longer.hops):
                    heapq.heappush(queue, (*longer, there))
    return found


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
