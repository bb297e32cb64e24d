"""Route by route: what each exchange is, on whose word, why a route is only possible, and which rules touch it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from graphmodel.evidence import Item
from queries.briefing.exchanges import Parties, Teller, told_alike
from queries.briefing.phrases import Form, labels, wording
from queries.briefing.sentences import Group, Ref, Remark, Sentence
from queries.library.trace import Answer, chosen, route_parties
from queries.routes import verdict_of
from queries.rows import rules_touching
from queries.tracing.answer import Explained, TypeAnswer, weakest
from queries.words import rule_in_words

if TYPE_CHECKING:
    from queries.tracing.search import Trace


Carried = tuple["Trace", TypeAnswer]


@dataclass(frozen=True)
class Route:
    """One choice of claims, and the kinds of data that it carries to the same verdict for the same reasons."""

    because: tuple[str, ...]
    carried: tuple[Carried, ...]

    @property
    def trace(self) -> Trace:
        """The trace of the first kind of data."""
        return self.carried[0][0]

    @property
    def answer(self) -> TypeAnswer:
        """The answer for the first kind of data."""
        return self.carried[0][1]

    @property
    def data(self) -> tuple[str, ...]:
        """The kinds of data."""
        return tuple(answer.data_type for _, answer in self.carried)

    @cached_property
    def exchanges(self) -> tuple[tuple[Item, ...], ...]:
        """The items of each exchange: of one claim, and each of another kind of data."""
        steps = zip(*(chosen(trace) for trace, _ in self.carried), strict=True)
        return tuple(tuple(dict.fromkeys(items)) for items in steps)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item of the route."""
        return tuple(item for items in self.exchanges for item in items)

    def others(self, step: int) -> list[Item]:
        """What else is known of the flows of an exchange."""
        flows = (answer.network.flow_of(trace.hops[step].edge) for trace, answer in self.carried)
        told = self.exchanges[step]
        return list(dict.fromkeys(item for flow in flows for item in flow.items if item not in told))


def routes_of(answer: Answer) -> list[Route]:
    """The routes of every kind of data, those on the same claims and in the same doubt joined; the surest first."""
    found: dict[tuple[object, ...], list[Carried]] = {}
    because: dict[tuple[object, ...], tuple[str, ...]] = {}
    for each in answer.answers:
        for trace in each.traces:
            doubts = Explained(trace, each).because
            steps = tuple((told_alike(hop.carrier.item), hop.carrier.carried_as) for hop in trace.hops)
            key = (verdict_of(trace), steps, len(doubts))
            found.setdefault(key, []).append((trace, each))
            because.setdefault(key, doubts)
    routes = [Route(because[key], tuple(carried)) for key, carried in found.items()]
    return sorted(routes, key=lambda route: (verdict_of(route.trace) != "holds", _at(route, answer)))


def _at(route: Route, answer: Answer) -> tuple[int, int]:
    """Where a route stands: by the first kind of data that it carries, and its place among that kind's routes."""
    kinds = [each.data_type for each in answer.answers]
    return kinds.index(route.data[0]), route.answer.traces.index(route.trace)


Told = Mapping[tuple[object, ...], tuple[tuple[Item, ...], list[Sentence]]]
"""Exchanges by what their items share, each with its items and the sentences that tell it, its own first."""


def exchanges_of(routes: Sequence[Route], teller: Teller) -> Told:
    """Every exchange of some routes in a sentence: what one claim says of several kinds of data is told once."""
    items: dict[tuple[object, ...], dict[Item, None]] = {}
    others: dict[tuple[object, ...], dict[Item, None]] = {}
    for route in routes:
        for step, told in enumerate(route.exchanges):
            items.setdefault(told_alike(told[0]), {}).update(dict.fromkeys(told))
            others.setdefault(told_alike(told[0]), {}).update(dict.fromkeys(route.others(step)))
    return {
        key: (
            tuple(told),
            teller.flow(list(told), [each for each in others[key] if each not in told]),
        )
        for key, told in items.items()
    }


def route_group(number: int, route: Route, told: Told, teller: Teller) -> Group:
    """A route under its heading: the whole of it, then each exchange."""
    names = [teller.name(party) for party in route_parties(route.trace)]
    return Group(
        f"Route {number}: {' → '.join(names)}",
        (
            *_whole(route, teller),
            *(each for items in route.exchanges for each in told[told_alike(items[0])][1]),
        ),
        (*_joints(route, teller), *_rules(route)),
    )


def _whole(route: Route, teller: Teller) -> Iterator[Sentence]:
    """The route in a sentence; one exchange that says the same of just this data says it all by itself."""
    trace, tag = route.trace, verdict_of(route.trace)
    if _is_its_exchange(route, teller):
        return
    form: Form = "hand" if len(trace.hops) == 1 else "reach"
    parties, standing = route_parties(trace), weakest(trace)
    said = teller.phrase_of(
        form, tag, standing, route.data, Parties(parties[:1], parties[-1:], parties[1:-1])
    )
    yield Sentence(
        f"{teller.head(route.data)}: {said}.{_because(route)}",
        tag,
        standing,
        labels(tag, standing),
        tuple(map(Ref.of, route.items)),
    )


def _is_its_exchange(route: Route, teller: Teller) -> bool:
    """Whether a route is one exchange of just this data, and nothing else keeps it from holding."""
    (hop, *more), item = route.trace.hops, route.items[0]
    alone = len(teller.doubts(item)) + (item.mode != "disclosed")
    return not more and hop.carrier.carried_as != "implied" and len(route.because) <= alone


def _because(route: Route) -> str:
    """Why it is only possible; of a single exchange the number of the hop says nothing."""
    doubts = route.because
    if len(route.trace.hops) == 1:
        doubts = tuple(each.removeprefix("hop 1: ") for each in doubts)
    if len(route.data) > 1:
        doubts = tuple(
            each.split(" is broader than ")[0] + BROADER if " is broader than " in each else each
            for each in doubts
        )
    words = HOP.sub(r"exchange \1", "; ".join(doubts))
    return f" Only possible, because {words}." if doubts else ""


HOP = re.compile(r"\bhop (\d+)")
BROADER = " is broader than these, which are only implied"


def _joints(route: Route, teller: Teller) -> Iterator[Remark]:
    """Whether the evidence shows that what was passed on is what had come."""
    hops, words = route.trace.hops, wording()["joint"]
    for before, hop in pairwise(hops):
        text = words["shown" if hop.joined else "not_shown"].format(
            middle=teller.name(before.edge.recipient), giver=teller.name(before.edge.holder)
        )
        yield Remark(text, "evidence", (Ref.of(hop.carrier.item),))


def _rules(route: Route) -> Iterator[Remark]:
    for entry in rules_touching(route.items, route.answer.network.evidence):
        named = {**entry, "rule": f"{entry['title']} ({entry['rule']})"}
        yield Remark(f"The rule {rule_in_words(named)}.", "rules", (Ref("rule", entry["rule"]),))


def channels_of(routes: Sequence[Route]) -> frozenset[str] | None:
    """The ways in which the exchanges of some routes went; None, for any, where there is no route."""
    found = frozenset(item.channel for route in routes for item in route.items if item.channel)
    return found if routes else None
