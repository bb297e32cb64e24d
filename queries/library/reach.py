"""Where can this data type end up from here, and from when; or what can end up there?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Parameter, Row
from queries.library.trace import NOT_IN_A_PATTERN, TRACE, WORDED
from queries.options import read_question
from queries.routes import ROUTE_COLUMNS, Routes
from queries.tracing.answer import answer_one
from queries.tracing.question import Question

if TYPE_CHECKING:
    from queries.tracing.search import Trace


def reach(
    evidence: Evidence,
    *,
    from_: str | None,
    to: str | None,
    data: str,
    since: str | None,
    as_of: str | None,
    open_at: str | None,
    known_by: str | None,
    min_standing: str,
    max_hops: int | None,
    ties: str,
    exact: bool,
    obey_rules: bool,
    channel: str | None,
    purpose: str | None,
    database: str | None,
    via: str | None,
    avoid: str | None,
    source: Sequence[str] | None,
) -> list[Row]:
    """One row for each party and kind of data that reaches it from here; with `to`, from whom it can come there."""
    options = {name: value for name, value in locals().items() if name != "evidence"}
    _refuse_both_or_neither(from_, to)
    outward = from_ is not None
    question = read_question(evidence, options | {"from_": from_ or "any", "to": to or "any"})
    kinds = [question.data, *sorted(evidence.types.narrower(question.data) - {question.data})]
    rows = [row for kind in kinds for row in _rows(evidence, replace(question, data=kind), outward=outward)]
    return rows or [_nothing(evidence, question)]


def _demands(evidence: Evidence, *, from_: str | None, to: str | None, **options: Any) -> None:
    _refuse_both_or_neither(from_, to)
    read_question(evidence, options | {"from_": from_ or "any", "to": to or "any"})


def _refuse_both_or_neither(start: str | None, goal: str | None) -> None:
    if start is None and goal is None:
        raise InputError(
            "reach needs --from or --to", hint="--from: where the data can end up; --to: whence it can come"
        )
    if start is not None and goal is not None:
        raise InputError(
            "reach asks about one end: --from and --to are both given",
            hint="leave one out, or ask `datatrail trace` for the routes between the two",
        )


def _rows(evidence: Evidence, question: Question, *, outward: bool) -> Iterator[Row]:
    from queries.tracing.network import Network
    from queries.tracing.sweep import best_from_each, best_to_each

    network = Network(evidence, question)
    start, goal = network.ends()
    found = best_to_each(network, start) if outward else best_from_each(network, goal)
    routes = Routes(network)
    for party, trace in sorted(found.items(), key=_best_first):
        yield _who(party, evidence) | {"data_type": question.data, "reason": None} | routes.columns(trace)


def _best_first(found: tuple[str, Trace]) -> tuple[Any, ...]:
    party, trace = found
    return (*trace.key[:4], party)


def _who(party: str | None, evidence: Evidence) -> Row:
    known = evidence.registry.get(party) if party else None
    return {
        "party": party,
        "name": evidence.registry.label(party) if party else None,
        "kind": known.kind if known else None,
        "state": known.state if known else None,
    }


def _nothing(evidence: Evidence, question: Question) -> Row:
    """The row that says why nobody is reached: that of a trace to anyone."""
    answer = answer_one(evidence, question)
    said = {"verdict": answer.verdict, "reason": answer.absence.reason if answer.absence else None}
    blank: Row = dict.fromkeys(column.name for column in ROUTE_COLUMNS)
    return _who(None, evidence) | {"data_type": question.data} | blank | said


#: The options of `trace` that limit which routes there are; its ends are said anew.
LIMITING = tuple(
    parameter for parameter in TRACE.parameters if parameter.name not in ("from", "to", "limit", "deadline")
)

REACH = Declared(
    "reach",
    1,
    "Where can this data type end up from here, and from when; or what can end up there?",
    (
        Parameter("from", "party", "Where the data is: an agency, GA:driver-licensing, or a kind of agency."),
        Parameter("to", "party", "Instead of --from: where it ends up, to ask whence it can come."),
        *LIMITING,
    ),
    (
        Column(
            "party", "Whom it reaches; with --to, from whom it can come. Named exactly: parts have own rows."
        ),
        Column("name", "The name of the party."),
        Column("kind", "What kind of agency it is; or a group."),
        Column("state", "Its state, if it has one."),
        Column("data_type", "The kind of data."),
        *ROUTE_COLUMNS,
        Column("reason", "Where nobody is reached: why."),
    ),
    ("flows", "items", "documents"),
    (
        "A party that is reached only possibly is one that could have had the data, not one that did.",
        "Who is not listed is not shown to be out of reach: ask `trace` for the verdict and why.",
        "A whole is not listed for what its part received, nor a member for what its group did.",
        "Each row has the best route only: ask `trace` for the others.",
    ),
    reach,
    table=(
        "party",
        "data_type",
        "verdict",
        "standing",
        "hops",
        "earliest",
        "certain_by",
        "route",
        "contested",
        "reason",
    ),
    theme="routes",
    references=(
        "Semantics, section 4: the best trace to each party, its verdict, standing and arrival.",
        "Kempe, Kleinberg, Kumar: Connectivity and inference problems for temporal networks (2002), on paths that time respects.",
    ),
    left_to_python=NOT_IN_A_PATTERN,
    not_in_cypher=WORDED,
    demands=_demands,
)
