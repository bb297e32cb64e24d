"""What one question says, before and after: of a scenario, of two dates, of two cases; and in what the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphmodel.evidence import RANK
from graphmodel.projection import Evidence
from queries.declaration import Column, Row
from queries.hypothesis import HYPOTHETICAL
from queries.library.exposure import ANSWERS, EXPOSURE
from queries.library.trace import TRACE, arrival, chosen, route
from queries.options import read_question
from queries.routes import verdict_of
from queries.rows import documents_of
from queries.scenario import Asked
from queries.tracing.answer import TypeAnswer, ask, weakest
from queries.tracing.question import Limits

VERDICTS = ("holds", "possible", "unknown", "refuted")
ROUTE, NO_ROUTE = "a route", "no route"
CHANGES = (
    "stopped",
    "new",
    "re-routed",
    "weaker",
    "later",
    "stronger",
    "earlier",
    "other evidence",
    "unchanged",
)


@dataclass(frozen=True)
class Outcome:
    """What one question says of one kind of data, before or after."""

    answer: str
    verdict: str
    standing: str | None = None
    route: str | None = None
    since: str | None = None
    items: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the data got there, or could have, at the floor asked for."""
        return self.route is not None and self.verdict in ("holds", "possible")

    @property
    def weakness(self) -> tuple[int, int, int]:
        """The greater, the weaker."""
        place = ANSWERS.index(self.answer) if self.answer in ANSWERS else 0
        standing = len(RANK) if self.standing is None else RANK[self.standing]
        return VERDICTS.index(self.verdict), place, standing


NOTHING_KNOWN = Outcome("nothing known", "unknown")
Key = tuple[str, str | None, str, str]
"""The question's name, a state if it has one, the office or the two ends, the kind of data."""


# --- answers --------------------------------------------------------------------------------------------------


def outcomes_of(
    asked: Asked, base: Evidence, evidence: Evidence, options: Mapping[str, Any]
) -> dict[Key, Outcome]:
    """What a question says of each kind of data; it is read against the case as it is."""
    if asked.question == "exposure":
        return dict(_exposed(asked, evidence, options))
    given = TRACE.arguments({"from": None, "to": None, **options})
    question = read_question(base, given)
    if question.sources:
        question = replace(question, sources=(*question.sources, HYPOTHETICAL))
    between = f"{question.start.text} → {question.goal.text}"
    answers = ask(evidence, question, Limits(traces=1, counting=0))
    return {(asked.name, None, between, each.data_type): _of_trace(each) for each in answers}


def _exposed(asked: Asked, evidence: Evidence, options: Mapping[str, Any]) -> Iterator[tuple[Key, Outcome]]:
    sources = options.get("source")
    if sources and HYPOTHETICAL in evidence.datasets:
        named = [sources] if isinstance(sources, str) else list(sources)
        options = {**options, "source": [*named, HYPOTHETICAL]}
    for row in EXPOSURE.ask(evidence, options):
        whom = row["state"] or row["office"]
        outcome = Outcome(
            row["answer"],
            row["verdict"],
            row["standing"],
            row["best_route"],
            row["since"],
            tuple(row["items"]),
            tuple(row["documents"]),
        )
        yield (asked.name, row["state"], whom, row["data_type"]), outcome


def _of_trace(answer: TypeAnswer) -> Outcome:
    if not answer.traces:
        return Outcome(NO_ROUTE, answer.verdict)
    trace = answer.traces[0]
    items = chosen(trace)
    return Outcome(
        ROUTE,
        verdict_of(trace),
        weakest(trace),
        route(trace),
        arrival(trace)["earliest"],
        tuple(item.id for item in items),
        tuple(documents_of(items)),
    )


# --- what changed ---------------------------------------------------------------------------------------------


def change(before: Outcome, after: Outcome) -> str:
    """What became of one answer, in a word of `CHANGES`."""
    if before.reached != after.reached:
        return "stopped" if before.reached else "new"
    if before.reached and before.route != after.route:
        return "re-routed"
    if before.weakness != after.weakness:
        return "weaker" if before.weakness < after.weakness else "stronger"
    if not before.reached:
        return "unchanged"
    days = later_by(before, after)
    if days:
        return "later" if days > 0 else "earlier"
    return "unchanged" if before == after else "other evidence"


def later_by(before: Outcome, after: Outcome) -> int | None:
    """How many days later the data can have arrived at the earliest; None where either day is open."""
    try:
        days = [date.fromisoformat(each.since or "") for each in (before, after)]
    except ValueError:
        return None
    return (days[1] - days[0]).days if before.reached and after.reached else None


TOLD = ("answer", "verdict", "standing", "route", "since", "items")


def told(when: str, outcome: Outcome) -> Row:
    """The columns of one side."""
    cells = {name: getattr(outcome, name) for name in TOLD} | {"items": list(outcome.items)}
    return {f"{name}_{when}": value for name, value in cells.items()}


_MEANINGS = {
    "answer": "Of exposure its answer; of a trace, whether there is a route",
    "verdict": "The verdict",
    "standing": "The weakest standing on the best route",
    "route": "The best route; of access, requests and refusals the route that they would take",
    "since": "The earliest day of arrival, or the day by which it had arrived",
    "items": "The items of evidence of the best route",
}


def told_columns(before: str, after: str) -> Iterator[Column]:
    """The columns of both sides, with what each side is called."""
    for when, words in (("before", before), ("after", after)):
        for name in TOLD:
            yield Column(f"{name}_{when}", f"{_MEANINGS[name]}, {words}.")
