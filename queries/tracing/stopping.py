"""What stops a flow: every single removal that does, then the least sets of two or more, with their proof."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import inf

from graphmodel.projection import Evidence
from graphmodel.registry import Registry
from queries.tracing.covers import Element, Members
from queries.tracing.hitting import Budget, Hitting, Least
from queries.tracing.levers import GO_BETWEENS, Routes, levers_of, narrower
from queries.tracing.network import Network
from queries.tracing.question import LeftOut, Limits, Question
from queries.tracing.search import Trace, search

#: How many routes are counted, and looked through for a direct link.
MOST_ROUTES = 200
#: How many least sets are looked for: of them those that take least besides are listed.
MOST_SETS = 40


@dataclass(frozen=True)
class Stopping:
    """What would stop one kind of data on its way from the one end to the other.

    Attributes
    ----------
    routes, left_out
        The routes there are, the best first, and how many were left out.
    met
        Those that were met on the way: whatever is removed is of one of them.
    direct
        A route without any go-between, which no removal of agencies and relays stops; None where there is none.
    bare
        A route that has nothing of the kinds that may be removed: nothing stops it; None where there is none.
    alone
        What stops it by itself, each; not known to be all where `cut_short` says why.
    least
        The least sets that stop it and have none of these.
    """

    routes: tuple[Trace, ...]
    left_out: LeftOut
    met: tuple[Trace, ...]
    direct: Trace | None
    bare: Trace | None
    alone: tuple[Element, ...]
    cut_short: str | None
    least: Least


def stopping(
    case: Evidence, question: Question, kinds: Collection[str], seconds: float = inf
) -> Stopping | None:
    """What would stop a flow, of some kinds of lever; None where there is no route, so nothing to stop.

    Parameters
    ----------
    seconds
        After which the best known is given, with a bound.
    """
    routes, left_out = _routes(case, question)
    if not routes:
        return None
    looked = Routes(case, question, kinds, seconds)
    hitting = Hitting(looked.past, Budget(seconds=seconds))
    alone, cut_short = hitting.singles()
    least = _least_without(frozenset(alone), hitting, case.registry)
    return Stopping(
        tuple(routes),
        left_out,
        tuple(looked.met),
        _direct(case, question, routes),
        next((each for each in looked.met if not any(levers_of(each, case, kinds))), None),
        tuple(alone),
        cut_short,
        least,
    )


def _least_without(alone: Members, hitting: Hitting, registry: Registry) -> Least:
    """The least sets that have none of what stops it alone."""

    def past(taken: Members) -> list[Members]:
        return [missed - alone for missed in hitting.find(taken)]

    rest = Hitting(past, hitting.budget, [each - alone for each in hitting.found])
    least = rest.all_least(MOST_SETS)
    if least.complete or len(least.sets) != 1:
        return least
    narrowed = tuple(sorted(_narrowed(each, rest.found, registry) for each in least.sets[0]))
    return replace(least, sets=(narrowed,)) if rest.hits(narrowed) else least


def _narrowed(element: Element, found: Iterable[Members], registry: Registry) -> Element:
    """A narrower removal that is met wherever this one is: a relay, where no agency need go; a part of a whole."""
    met = [each for each in found if element in each]
    return next((each for each in narrower(element, registry) if all(each in one for one in met)), element)


def _routes(case: Evidence, question: Question) -> tuple[list[Trace], LeftOut]:
    network = Network(case, question)
    return search(network, *network.ends(), Limits(traces=MOST_ROUTES))


def _direct(case: Evidence, question: Question, routes: Iterable[Trace]) -> Trace | None:
    """A route of one hop that nobody relays."""
    hops, _ = _routes(case, replace(question, max_hops=1))
    bare = (each for each in (*hops, *routes) if not any(levers_of(each, case, GO_BETWEENS)))
    return next(bare, None)
