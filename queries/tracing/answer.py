"""The answer to a question about routes: for the data asked for and every kind that it includes, a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from graphmodel.dates import Clock
from graphmodel.denials import Denials
from graphmodel.evidence import LEFT_OPEN, STANDINGS, Item
from graphmodel.projection import Evidence
from graphmodel.vocabulary import vocabulary
from queries.tracing.absence import Absence, explain
from queries.tracing.question import LeftOut, Limits, Question, Verdict
from queries.tracing.refutation import is_refuted

if TYPE_CHECKING:
    from queries.tracing.network import Network
    from queries.tracing.search import Hop, Trace


@dataclass(frozen=True)
class TypeAnswer:
    """What can be said of one kind of data."""

    question: Question
    network: Network
    traces: tuple[Trace, ...]
    left_out: LeftOut
    verdict: Verdict
    absence: Absence | None

    @property
    def data_type(self) -> str:
        """The kind of data."""
        return self.question.data


def ask(evidence: Evidence, question: Question, limits: Limits | None = None) -> tuple[TypeAnswer, ...]:
    """Ask for a kind of data and for every kind that it includes, each with its own verdict.

    A broader type is refuted only if every type that it includes is.
    """
    narrower = sorted(evidence.types.narrower(question.data) - {question.data})
    answers = [
        answer_one(evidence, replace(question, data=data), limits) for data in (question.data, *narrower)
    ]
    if answers[0].verdict == "refuted" and any(each.verdict != "refuted" for each in answers[1:]):
        answers[0] = replace(answers[0], verdict="unknown")
    return tuple(answers)


def answer_one(evidence: Evidence, question: Question, limits: Limits | None = None) -> TypeAnswer:
    """Ask for one kind of data; of a search that was cut short nothing is said of why there is none."""
    from queries.tracing.network import Network
    from queries.tracing.search import search

    network = Network(evidence, question)
    start, goal = network.ends()
    traces, left_out = search(network, start, goal, limits)
    if traces:
        verdict: Verdict = "holds" if traces[0].holds else "possible"
        return TypeAnswer(question, network, tuple(traces), left_out, verdict, None)
    if not left_out.exact:
        return TypeAnswer(question, network, (), left_out, "unknown", None)
    verdict = "refuted" if is_refuted(network) else "unknown"
    return TypeAnswer(question, network, (), left_out, verdict, explain(network, start, goal))


@dataclass(frozen=True)
class Explained:
    """A trace with what is said of it: why it only may hold, and what stands beside each step."""

    trace: Trace
    answer: TypeAnswer

    @cached_property
    def because(self) -> tuple[str, ...]:
        """Every reason for which the trace does not hold, in words; none where it does."""
        return tuple(self._because())

    def _because(self) -> Iterator[str]:
        registry = self.answer.network.registry
        trace = self.trace
        if not trace.full_start:
            yield f"start: the evidence names {registry.label(trace.hops[0].edge.holder)}, not the one asked for"
        for number, hop in enumerate(trace.hops, start=1):
            yield from self._of_hop(number, hop)
        if not trace.certain:
            yield f"time: {self._doubt}"
        if not trace.full_goal:
            yield f"end: the evidence names {registry.label(trace.hops[-1].edge.recipient)}, not the one asked for"

    @property
    def _doubt(self) -> str:
        """What is not certain of the time: the order itself, or only the dates asked about."""
        question = self.answer.question
        if question.open_at is not None:
            return "not certainly open on the day asked about"
        clock = Clock()
        for hop in self.trace.hops:
            wait = 0 if hop.joined is None else question.wait
            clock = clock.step(hop.carrier.item.when, wait=wait, joined=bool(hop.joined)) or clock
        return (
            "not certainly within the dates asked about"
            if clock.certain
            else "the order of the hops is not certain"
        )

    def _of_hop(self, number: int, hop: Hop) -> Iterator[str]:
        item = hop.carrier.item
        if hop.carrier.carried_as == "implied":
            broader, asked = _label(item.data_type), _label(self.answer.data_type)
            yield f"hop {number}: {broader} is broader than {asked}, which is only implied"
        if hop.carrier.carried_as == "assumed":
            yield f"hop {number}: the payload is assumed: what went is not stated"
        if item.mode != "disclosed":
            yield f"hop {number}: {item.mode}, no disclosure shown"
        if item.hedged:
            yield f"hop {number}: the speaker hedges"
        if item.one_of:
            yield f"hop {number}: one of several alternatives"
        if item.hidden:
            yield f"hop {number}: {item.hidden}"
        if LEFT_OPEN in item.masked:
            yield f"hop {number}: {LEFT_OPEN}: it may fall under what is taken away or barred"
        if self.answer.question.obey_rules:
            yield from self._of_bars(number, item)
        if hop.joined is False:
            yield f"joint {number - 1} not shown: the two only touch"

    def _of_bars(self, number: int, item: Item) -> Iterator[str]:
        """The bars on a hop's item of which it cannot be told, and why."""
        for each in self.answer.network.evidence.judging.judgements(item):
            if each.rule.is_bar and each.judged == "cannot tell":
                yield f"hop {number}: {each.rule.id} may bar it: {'; '.join(each.why)}"

    def contested(self, item: Item) -> list[Item]:
        """The denials that cover an item."""
        return self.denials.against(item)

    @cached_property
    def denials(self) -> Denials:
        """The denials of the sources asked for, known by the day asked about."""
        return self.answer.network.denials


def _label(data_type: str) -> str:
    terms = vocabulary("data_types")
    return terms[data_type].label if data_type in terms else data_type


def weakest(trace: Trace) -> str:
    """The weakest standing of a trace's items."""
    return STANDINGS[trace.reading.weakest]


def best(answers: Sequence[TypeAnswer]) -> Trace | None:
    """The best trace of several answers."""
    traces = [trace for answer in answers for trace in answer.traces[:1]]
    return min(traces, key=lambda trace: trace.key, default=None)
