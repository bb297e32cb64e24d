"""Whether the rival search and the engine say the same of the same questions, as far as the rival can say it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Measured
from benchmarks.ours import Asked, opened
from benchmarks.rivals.asked import Field
from benchmarks.rivals.labels import Label, best_at, graph_of, labels_from
from graphmodel.dates import iso
from graphmodel.evidence import RANK

if TYPE_CHECKING:
    from datatrail.case import Case

Key = tuple[int, str, int]


def agreement(asked: Asked) -> list[Measured]:
    """How many questions, drawn at random, both answer alike."""
    told = Counter(what for what, _ in compared(opened(asked.folder), Field(asked), asked.seed))
    count = sum(told.values())
    note = ", ".join(f"{number} {what}" for what, number in sorted(told.items()))
    return [Measured(f"engine and label search on {count} questions", [], note, dict(told))]


def compared(case: Case, field: Field, seed: int) -> Iterator[tuple[str, str]]:
    """For each pair of office and kind of data, and one component drawn: what the two say of it, and the question.

    Where the engine's best trace is only possible, both must name the same weakest standing, earliest arrival and
    number of hops. Where it holds, the rival, which cannot tell, must name one at least so good.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    groups = frozenset(field.reader.parties.members)
    of_kind = field.by_kind(lambda kind: (kind, graph_of(field.carriers, field.reader, kind)))
    for (kind, graph), offices in of_kind:
        for office in offices:
            component = rng.choice(field.components)
            label = best_at(labels_from(graph, office, groups), field.reader, component)
            trace = best_trace(case, office, component, kind)
            yield _said(trace, label), f"{office} to {component}, {kind}: {trace}, {label}"


def best_trace(case: Case, office: str, component: str, kind: str) -> dict[str, Any] | None:
    """The engine's best trace of one kind of data, as `trace --format json` has it; None where there is none."""
    answers = case.trace(office, component, kind, limit=1).to_dict()["answers"]
    traces = next(each["traces"] for each in answers if each["data_type"] == kind)
    return traces[0] if traces else None


def _said(trace: dict[str, Any] | None, label: Label | None) -> str:
    if trace is None or label is None:
        return "agree: no trace" if trace is None and label is None else "DISAGREE whether there is a trace"
    engine = (RANK[trace["standing"]], trace["arrival"]["earliest"] or "", trace["hops"])
    rival = (label.weakest, iso(label.earliest) or "", label.hops)
    if trace["verdict"] == "holds":
        return (
            "agree: the best holds, the rival's is at least so good"
            if rival <= engine
            else "DISAGREE on the best"
        )
    return "agree: possible, standing, arrival and hops" if rival == engine else "DISAGREE on the best"
