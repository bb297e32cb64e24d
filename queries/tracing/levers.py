"""What could be taken away of a route, so that it is one no more: its levers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from graphmodel.evidence import Item, flow_id
from graphmodel.projection import Evidence
from graphmodel.registry import Registry
from queries.tracing.covers import Element, Members
from queries.tracing.hitting import OutOfBudgetError
from queries.tracing.question import Limits, Question

if TYPE_CHECKING:
    from queries.tracing.network import Edge, Network
    from queries.tracing.search import Trace

#: Kinds of lever, as a question's `without` takes them, and what each is called.
LEVERS = {
    "agency": "the agency {} as a go-between",
    "relay": "the relay {}",
    "link": "the link {}",
    "database": "the database {}",
    "channel": "the channel “{}”",
    "agreement": "what permits it: {}",
}
#: The most routes that one search gives, and after how many that share a lever with one of these it ends.
LOOKED_AT = 50
PATIENCE = 4
GO_BETWEENS = frozenset({"agency", "relay"})


@dataclass
class Routes:
    """The routes of a question, found one at a time past whatever is taken away.

    Attributes
    ----------
    kinds
        The kinds of lever that may be pulled.
    met
        The traces found, in the order in which they were.
    """

    evidence: Evidence
    question: Question
    kinds: Collection[str]
    seconds: float = inf
    met: list[Trace] = field(default_factory=list)
    _since: float = field(default_factory=monotonic)

    def past(self, taken: Members) -> list[Members]:
        """The levers of the best route that is left without what is taken, and of others that share none of them.

        Raises
        ------
        OutOfBudgetError
            When the search was cut short, so that it is not known whether one is left.
        """
        from queries.tracing.network import Network

        network = Network(self.evidence, replace(self.question, without=self.question.without | taken))
        apart: list[Members] = []
        in_vain = 0
        for trace in self._left(network):
            levers = frozenset(levers_of(trace, self.evidence, self.kinds))
            if all(map(levers.isdisjoint, apart)):
                apart.append(levers)
                self.met.append(trace)
                in_vain = 0
            else:
                in_vain += 1
            if in_vain == PATIENCE or len(apart) == LOOKED_AT:
                break
        return apart

    def _left(self, network: Network) -> Iterator[Trace]:
        """Routes that are left: where hops may be looked at one by one, whichever are found first."""
        from queries.tracing.anyroute import some_routes
        from queries.tracing.search import Search

        start, goal = network.ends()
        holds_both = (start.full | start.possible) & (goal.full | goal.possible)
        if not (network.wait or network.required or holds_both):
            yield from some_routes(network, start, goal)
            return
        left = self.seconds - (monotonic() - self._since)
        limits = Limits(traces=LOOKED_AT, counting=0, seconds=None if left == inf else left)
        search = Search(network, start, goal, limits)
        found = 0
        for trace in search.traces():
            found += 1
            yield trace
        if not found and search.stopped:
            raise OutOfBudgetError(search.stopped)


def levers_of(trace: Trace, case: Evidence, kinds: Collection[str]) -> Iterator[Element]:
    """Whatever would end a route if it were taken away, of some kinds.

    An agency goes with its parts, so that a whole of a go-between is a lever too; its two ends are none.
    """
    for element in _levers_of(trace, case, agreements="agreement" in kinds):
        if element[0] in kinds:
            yield element


def _levers_of(trace: Trace, case: Evidence, *, agreements: bool) -> Iterator[Element]:
    for hop in trace.hops:
        yield from _of_flow(hop.edge, case.registry)
        if agreements:
            yield from (("agreement", rule) for rule in permitted_by(hop.carrier.item, case))
    for hop in trace.hops[:-1]:
        yield from _named("agency", hop.edge.recipient, case.registry)


def permitted_by(item: Item, case: Evidence) -> Iterator[str]:
    """The rules that permit or require an item, as they are judged."""
    for each in case.judging.judgements(item):
        if each.judged == "permitted" and not each.rule.is_bar:
            yield each.rule.id


def _of_flow(edge: Edge, registry: Registry) -> Iterator[Element]:
    *_, database, channel, via = edge.key
    yield "link", edge.id
    if database:
        yield "database", database
    if channel:
        yield "channel", channel
    for relay in via:
        yield from _named("relay", relay, registry)
        yield from _named("agency", relay, registry)


def _named(kind: str, party: str, registry: Registry) -> Iterator[Element]:
    for each in (party, *registry.wholes(party)):
        yield kind, each


def takes(chosen: Collection[Element], item: Item, case: Evidence) -> bool:
    """Whether what is removed has a part in an exchange: as its link, channel or database, its relay, a party to it, or
    what permits it.
    """
    return any(_takes(kind, name, item, case) for kind, name in chosen)


def _takes(kind: str, name: str, item: Item, case: Evidence) -> bool:
    holder, recipient, _, database, channel, via = item.key
    if kind == "agreement":
        return name in permitted_by(item, case)
    if kind in GO_BETWEENS:
        parties = via if kind == "relay" else (holder, recipient, *via)
        return not case.registry.parts(name).isdisjoint(parties)
    return name == {"link": flow_id(item.key), "database": database, "channel": channel}[kind]


def without_broader(sets: Collection[tuple[Element, ...]], registry: Registry) -> list[tuple[Element, ...]]:
    """The sets of which no element could be replaced by a narrower one, to give another of the sets.

    Where it is enough to take a relay out of the exchanges that it relays, it need not go as an agency; where a part
    is enough, the whole need not go.
    """
    known = {frozenset(each) for each in sets}
    return [each for each in sets if not any(other in known for other in _narrowed(each, registry))]


def _narrowed(chosen: tuple[Element, ...], registry: Registry) -> Iterator[Members]:
    for element in chosen:
        for less in narrower(element, registry):
            yield frozenset(chosen) - {element} | {less}


def narrower(element: Element, registry: Registry) -> Iterator[Element]:
    """Removals that take less than this one, and nothing that it does not: as a relay only, or only of a part."""
    kind, name = element
    if kind in GO_BETWEENS:
        yield from ((kind, part) for part in sorted(registry.parts(name)) if part != name)
    if kind == "agency":
        yield from (("relay", part) for part in sorted(registry.parts(name)))
