"""No trace is never an empty table: one primary reason, what lies below the floor, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphmodel.evidence import RANK, Flow
from graphmodel.projection import Evidence
from graphmodel.scope import Ends
from queries.tracing.network import Network
from queries.tracing.question import RELAXATIONS, Question
from queries.tracing.refutation import meets_complete
from queries.tracing.search import has_trace


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
    """

    reason: str
    below_floor: tuple[Flow, ...]
    would_settle: tuple[str, ...]


def explain(network: Network, start: Ends, goal: Ends) -> Absence:
    """Why a question has no trace."""
    question = network.question
    reason = _reason(network.evidence, question) or _outside_sources(network.evidence, question)
    reason = reason or _covered(network, start, goal)
    return Absence(
        reason, tuple(_below_floor(network, start, goal)), tuple(_would_settle(network, start, goal))
    )


def _reason(evidence: Evidence, question: Question) -> str | None:
    for reason, lifted in RELAXATIONS.items():
        if _is_answered(evidence, relaxed(question, lifted)):
            return reason
    loosened = question
    for reason, lifted in RELAXATIONS.items():
        loosened = relaxed(loosened, lifted)
        if _is_answered(evidence, loosened):
            return reason
    return None


def _outside_sources(evidence: Evidence, question: Question) -> str | None:
    """The reason once evidence of every source counts; that alone giving a trace, it was `filtered`."""
    if not question.sources:
        return None
    everything = replace(question, sources=())
    return "filtered" if _is_answered(evidence, everything) else _reason(evidence, everything)


def relaxed(question: Question, lifted: Mapping[str, Any]) -> Question:
    """The question with some of its demands lifted; modes taken as carrying add up."""
    changed = dict(lifted)
    if "extra_modes" in changed:
        changed["extra_modes"] = question.extra_modes | changed["extra_modes"]
    return replace(question, **changed)


def _is_answered(evidence: Evidence, question: Question) -> bool:
    network = Network(evidence, question)
    return has_trace(network, *network.ends())


def _covered(network: Network, start: Ends, goal: Ends) -> str:
    covered = meets_complete(network, start, "holder") or meets_complete(network, goal, "recipient")
    return "no-flow-in-covered-period" if covered else "not-covered"


def _below_floor(network: Network, start: Ends, goal: Ends) -> Iterator[Flow]:
    """Flows between the two ends, of the data or something broader, that are no trace as asked."""
    types = network.evidence.types.broader(network.question.data) | {""}
    between = [
        flow
        for flow in network.flow.values()
        if flow.holder in start
        and flow.recipient in goal
        and flow.data_type in types
        and flow.standing not in network.question.carrying
    ]
    yield from sorted(between, key=lambda flow: (RANK[flow.standing], flow.key))


def _would_settle(network: Network, start: Ends, goal: Ends) -> Iterator[str]:
    """The records that coverage says could be obtained: of the start's giving and the goal's receiving."""
    seen: set[str] = set()
    sources = set(network.question.sources)
    for each in sorted(
        network.evidence.coverage, key=lambda each: (each.side != "holder", each.agency not in start.full)
    ):
        ends = start if each.side == "holder" else goal
        if sources and not {each.record.get("dataset"), each.document} & sources:
            continue
        if each.extent != "complete" and each.would_obtain and each.agency in ends:
            of = f" (of {each.record_kind})" if each.record_kind else ""
            line = f"{network.registry.label(each.agency)}: {each.would_obtain}{of}"
            if line not in seen:
                seen.add(line)
                yield line
    if not seen:
        yield from _plain_requests(network, start, goal)


def _plain_requests(network: Network, start: Ends, goal: Ends) -> Iterator[str]:
    data = network.question.data
    for ends, what in (
        (start, "requests for {} that it answered or refused"),
        (goal, "requests for {} that it made"),
    ):
        for party in sorted(ends.full)[:3]:
            yield f"{network.registry.label(party)}: its log of {what.format(data)}, with date, body and threshold"
