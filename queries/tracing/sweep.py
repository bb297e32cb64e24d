"""The best trace from one end to each party, or from each party to one end: every party named exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf

from graphmodel.scope import Ends
from queries.tracing.network import Network
from queries.tracing.search import Search, Trace


def best_to_each(network: Network, start: Ends) -> dict[str, Trace]:
    """The best trace from a start to each party that one leads to.

    Parameters
    ----------
    network
        The flows of the question; its own ends are not looked at.
    start
        Who answers to the start.

    Returns
    -------
    For each party that a trace leads to, the best of those that end with it and with nobody else: neither a part, nor
    a whole, nor a group stands for it. In order of the parties' ids.
    """
    met = _met(network, start, network.neighbours)
    return _traces(network, {party: (start, _only(party)) for party in met})


def best_from_each(network: Network, goal: Ends) -> dict[str, Trace]:
    """The best trace to a goal from each party that one starts with; the mirror of `best_to_each`."""
    met = _met(network, goal, _back(network))
    return _traces(network, {party: (_only(party), goal) for party in met})


def _traces(network: Network, sought: Mapping[str, tuple[Ends, Ends]]) -> dict[str, Trace]:
    """The best trace between the two ends sought for each party, where there is one."""
    best = {
        party: next(iter(Search(network, *between).traces()), None)
        for party, between in sorted(sought.items())
    }
    return {party: trace for party, trace in best.items() if trace is not None}


def _only(party: str) -> Ends:
    return Ends(frozenset({party}), frozenset())


def _back(network: Network) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for holder, recipients in network.neighbours.items():
        for recipient in recipients:
            found.setdefault(recipient, set()).add(holder)
    return found


def _met(network: Network, ends: Ends, neighbours: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Whom a plain search meets within the hops allowed, whatever the time: all that a trace can lead to, and more."""
    most = inf if network.question.max_hops is None else network.question.max_hops
    border = {party for party in neighbours if party in ends}
    met: set[str] = set()
    hops = 0
    while border and hops < most:
        border = {there for here in border for there in neighbours.get(here, ())} - met
        yield from border
        met |= border
        border = {party for party in border if not network.registry.is_group(party)}
        hops += 1
