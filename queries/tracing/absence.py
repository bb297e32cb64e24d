"""No trace is never an empty table: one primary reason, what lies below the floor, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graphmodel.evidence import RANK, Flow
from graphmodel.projection import Evidence
from graphmodel.scope import Ends
from queries.tracing.nearmiss import NearMiss
from queries.tracing.question import RELAXATIONS, Question
from queries.tracing.refutation import meets_complete
from queries.tracing.settling import wanted

if TYPE_CHECKING:
    from queries.tracing.network import Network
    from queries.tracing.search import Trace


@dataclass(frozen=True, slots=True)
class Absence:
    """Why there is no trace.

    Attributes
    ----------
    reason
        One of the ten, the first whose lifting alone gives a trace; failing that, the last needed when they are
        lifted one after another; failing that, what coverage says.
    below_floor
        The flows from start to goal that are known and do not carry: the strongest first.
    would_settle
        The records to ask for.
    nearest
        The best walk that is a trace once the reason is lifted (with those before it, where it alone is not
        enough), and what breaks it; None where lifting all is in vain.
    """

    reason: str
    below_floor: tuple[Flow, ...]
    would_settle: tuple[str, ...]
    nearest: NearMiss | None


def explain(network: Network, start: Ends, goal: Ends) -> Absence:
    """Why a question has no trace."""
    question = network.question
    nearest = _nearest(network.evidence, question) or _outside_sources(network.evidence, question)
    reason = nearest.lifted[-1] if nearest else _covered(network, start, goal)
    below = tuple(_below_floor(network, start, goal))
    label = network.registry.label
    settling = tuple(f"{label(each.agency)}: {each.words}" for each in wanted(network, start, goal))
    return Absence(reason, below, settling, nearest)


def _nearest(evidence: Evidence, question: Question) -> NearMiss | None:
    """The walk nearest to a trace: with one reason lifted, the first that gives one, or with one after another."""
    if _is_in_vain(evidence, question):
        return None
    for reason, lifted in RELAXATIONS.items():
        if found := _tried(evidence, question, (reason,), relaxed(question, lifted)):
            return found
    loosened, reasons = question, tuple[str, ...]()
    for reason, lifted in RELAXATIONS.items():
        loosened, reasons = relaxed(loosened, lifted), (*reasons, reason)
        if found := _tried(evidence, question, reasons, loosened):
            return found
    return None


def _is_in_vain(evidence: Evidence, question: Question) -> bool:
    """Whether there is no trace with everything lifted at once, and so none with less lifted: one search, mostly.

    Taking names for their candidates can also take a route away, so where there are candidates both are tried.
    """
    for lifted in RELAXATIONS.values():
        question = relaxed(question, lifted)
    named = any(party.provisional and party.candidate for party in evidence.registry.values())
    return not any(_best(evidence, replace(question, use_candidates=each))[1] for each in {named, False})


def _tried(
    evidence: Evidence, asked: Question, lifted: tuple[str, ...], loosened: Question
) -> NearMiss | None:
    """The best trace with so much lifted, as a miss of the question as it was asked; None where there is none."""
    if loosened == asked:
        return None
    network, trace = _best(evidence, loosened)
    return None if trace is None else NearMiss(trace, lifted, network, asked)


def _best(evidence: Evidence, question: Question) -> tuple[Network, Trace | None]:
    from queries.tracing.network import Network
    from queries.tracing.search import Search

    network = Network(evidence, question)
    return network, next(Search(network, *network.ends()).traces(), None)


def _outside_sources(evidence: Evidence, question: Question) -> NearMiss | None:
    """The miss once evidence of every source counts; that alone giving a trace, it was `filtered`."""
    if not question.sources:
        return None
    everything = replace(question, sources=())
    found = _tried(evidence, question, ("filtered",), everything) or _nearest(evidence, everything)
    return found and replace(found, asked=question)


def relaxed(question: Question, lifted: Mapping[str, Any]) -> Question:
    """The question with some of its demands lifted; modes taken as carrying add up."""
    changed = dict(lifted)
    if "extra_modes" in changed:
        changed["extra_modes"] = question.extra_modes | changed["extra_modes"]
    return replace(question, **changed)


def _covered(network: Network, start: Ends, goal: Ends) -> str:
    covered = meets_complete(network, start, "holder") or meets_complete(network, goal, "recipient")
    return "no-flow-in-covered-period" if covered else "not-covered"


def _below_floor(network: Network, start: Ends, goal: Ends) -> Iterator[Flow]:
    """Flows between the two ends, of the data or something broader, that are no trace as asked."""
    types = network.evidence.types.broader(network.question.data) | {""}
    between = [
        flow
        for flow in network.flows_between(start, goal, types)
        if flow.standing not in network.question.carrying
    ]
    yield from sorted(between, key=lambda flow: (RANK[flow.standing], flow.key))
