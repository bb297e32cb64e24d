"""A finding as rows of `evidence`: the claims that carry it, and how many sources must be wrong before it falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.declaration import Row
from queries.differences import NO_ROUTE, ROUTE, Outcome
from queries.exhibits import blank, exhibit
from queries.library.trace import TRACE, hop_flow, route
from queries.library.withdrawal import Effect, falls, of_outcome, withdrawn
from queries.options import read_question
from queries.routes import verdict_of
from queries.tracing.answer import answer_one, weakest
from queries.tracing.question import Limits, Question

if TYPE_CHECKING:
    from queries.tracing.support import Support


def finding_rows(case: Evidence, given: Mapping[str, Any], gone: str | None, most: int) -> Iterator[Row]:
    """For the kind of data asked for and all that it includes: the claims that carry what is found of it."""
    from queries.tracing.support import support

    question = _read(case, given)
    for data in (question.data, *sorted(case.types.narrower(question.data) - {question.data})):
        asked = replace(question, data=data)
        found = support(case, asked, most)
        if found is not None:
            yield from _rows(case, asked, found, gone)
        elif data == question.data:
            yield _no_trace(case, asked)


def _read(case: Evidence, given: Mapping[str, Any]) -> Question:
    missing = ["--" + name.strip("_") for name in ("from_", "to") if name not in given]
    if missing:
        there = "--to" if missing == ["--from"] else "--from"
        said = (
            f"{there} needs {missing[0]} beside it"
            if len(missing) == 1
            else "--from and --to are both needed"
        )
        raise InputError(f"a finding has two ends: {said}", hint="an agency, a kind of agency, or any")
    defaults = {each.argument: each.default for each in TRACE.parameters}
    return read_question(case, defaults | dict(given))


def _no_trace(case: Evidence, asked: Question) -> Row:
    answer = answer_one(case, asked, Limits(traces=1, counting=0))
    return blank() | {
        "relation": "no trace",
        "from": asked.start.text,
        "to": asked.goal.text,
        "data_type": asked.data,
        "finding": asked.data,
        "verdict": answer.verdict,
        "after": answer.absence.reason if answer.absence else None,
    }


def _rows(case: Evidence, asked: Question, found: Support, gone: str | None) -> Iterator[Row]:
    """One row for each item of the sets, in their order, with the sets that its claim is in."""
    effect = None if gone is None else _effect(case, asked, found, gone)
    least = found.sources
    told = {
        "finding": asked.data,
        "verdict": "holds" if found.holds else "possible",
        "must_be_wrong": least.lower_bound if least.optimal else None,
        "sources": [name for _, name in least.sets[0]] if least.optimal else [],
        **(effect.cells if effect else {}),
    }
    hops = {hop.carrier.item.id: hop for each in found.routes for hop in each.hops}
    for hop in hops.values():
        item = hop.carrier.item
        yield (
            exhibit(case, item, hop_flow(hop), "carries")
            | told
            | {
                "sets": [number for number, claims in enumerate(found.sets, start=1) if item.claim in claims],
                "in_all": item.claim in found.in_all,
                "falls": None if gone is None else falls(item, gone, case),
            }
        )


def _effect(case: Evidence, asked: Question, found: Support, gone: str) -> Effect:
    left = answer_one(withdrawn(case, gone), asked, Limits(traces=1, counting=0))
    trace = left.traces[0] if left.traces else None
    before = Outcome(ROUTE, verdict_of(found.route), weakest(found.route), route(found.route))
    after = Outcome(NO_ROUTE, left.verdict)
    if trace is not None:
        after = Outcome(ROUTE, verdict_of(trace), weakest(trace), route(trace))
    return of_outcome(before, after)
