"""Which agencies stand between holders and recipients, and on how many routes?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Parameter, Row
from queries.library.exposure import HOLDERS
from queries.library.reach import LIMITING
from queries.library.trace import NOT_IN_A_PATTERN, TRACE, WORDED, demands, route_parties
from queries.options import at_least_one, read_question
from queries.routes import ROUTE_COLUMNS, Routes
from queries.tracing.answer import TypeAnswer, answer_one
from queries.tracing.question import Limits

if TYPE_CHECKING:
    from queries.tracing.search import Trace

#: Routes looked at for each kind of data unless told, and partial walks: past either, numbers are lower bounds.
MOST_ROUTES = 1_000
MOST_WALKS = 50_000

NOBODY, INNER, VIA, NO_ROUTE = "nobody", "inner", "via", "no route"


def intermediaries(
    evidence: Evidence,
    *,
    from_: str,
    to: str,
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
    limit: int,
    deadline: float | None,
) -> list[Row]:
    """One row for each kind of data, agency and part that it plays between the two ends; one for nobody between."""
    options = {name: value for name, value in locals().items() if name != "evidence"}
    question = read_question(evidence, options)
    limits = Limits(at_least_one(int(limit), "limit"), MOST_WALKS, counting=0, seconds=deadline)
    kinds = [question.data, *sorted(evidence.types.narrower(question.data) - {question.data})]
    answers = [answer_one(evidence, replace(question, data=kind), limits) for kind in kinds]
    found = [row for answer in answers for row in rows_of(answer)]
    return found or [_no_route(answers[0])]


@dataclass
class _Between:
    """The traces on which one agency plays one part."""

    agency: str | None
    role: str
    traces: list[Trace] = field(default_factory=list)

    @property
    def order(self) -> tuple[Any, ...]:
        """Nobody first, then those on most traces, then the best trace."""
        return (self.role != NOBODY, -len(self.traces), self.traces[0].key[:4], self.agency or "", self.role)


def rows_of(answer: TypeAnswer) -> Iterator[Row]:
    """The rows of one kind of data: nobody first, then those on most of its traces."""
    routes = Routes(answer.network)
    for between in sorted(_between(answer.traces), key=lambda each: each.order):
        yield _row(between, answer, routes)


def _between(traces: Sequence[Trace]) -> list[_Between]:
    """Who stands between, with the traces of each, the best first."""
    found: dict[tuple[str | None, str], _Between] = {}
    for trace in traces:
        played: Sequence[tuple[str | None, str]] = sorted(_parts_played(trace)) or [(None, NOBODY)]
        for agency, role in played:
            found.setdefault((agency, role), _Between(agency, role)).traces.append(trace)
    return list(found.values())


def _parts_played(trace: Trace) -> set[tuple[str, str]]:
    """The inner agencies of a trace, and the members of `via`, which receive and disclose nothing."""
    inner = {(party, INNER) for party in route_parties(trace)[1:-1]}
    return inner | {(relay, VIA) for hop in trace.hops for relay in hop.edge.via}


def _row(between: _Between, answer: TypeAnswer, routes: Routes) -> Row:
    registry = answer.network.registry
    holding = sum(trace.holds for trace in between.traces)
    offices = {route_parties(trace)[0] for trace in between.traces}
    states = {registry[office].state for office in offices if office in registry}
    return {
        "data_type": answer.data_type,
        "agency": between.agency,
        "name": registry.label(between.agency) if between.agency else None,
        "role": between.role,
        "counted": "exactly" if _is_all(answer) else "at least",
        "traces": len(between.traces),
        "of": len(answer.traces) + answer.left_out.count,
        "holding": holding,
        "possible": len(between.traces) - holding,
        "every_route": _is_on_every_route(between, answer),
        "states": sorted(state for state in states if state),
        "reason": None,
        **routes.columns(between.traces[0]),
    }


def _is_all(answer: TypeAnswer) -> bool:
    """Whether the traces of an answer are all that there are."""
    return answer.left_out.exact and not answer.left_out.count


def _is_on_every_route(between: _Between, answer: TypeAnswer) -> bool | None:
    """Whether no trace is left without an agency and its parts, whatever part it plays."""
    from queries.tracing.network import Network
    from queries.tracing.search import has_trace

    if between.agency is None:
        return None
    these = answer.network.registry.parts(between.agency)
    if any(these.isdisjoint(party for party, _ in _parts_played(trace)) for trace in answer.traces):
        return False
    if _is_all(answer):
        return True
    without = answer.question.without | {("agency", between.agency)}
    network = Network(answer.network.evidence, replace(answer.question, without=without))
    return not has_trace(network, *network.ends())


def _no_route(answer: TypeAnswer) -> Row:
    """The row that says that there is no trace, so nobody stands between, and why."""
    blank: Row = dict.fromkeys(column.name for column in INTERMEDIARIES.columns)
    counted = "exactly" if _is_all(answer) else "at least"
    reason = answer.absence.reason if answer.absence else answer.left_out.why
    said = {"data_type": answer.data_type, "role": NO_ROUTE, "counted": counted, "traces": 0, "of": 0}
    return blank | said | {"verdict": answer.verdict, "reason": reason}


_DEADLINE = tuple(parameter for parameter in TRACE.parameters if parameter.name == "deadline")

INTERMEDIARIES = Declared(
    "intermediaries",
    1,
    "Which agencies stand between holders and recipients, and on how many routes?",
    (
        Parameter("from", "party", "Who has it: an agency, a kind of agency, or any.", default=HOLDERS),
        Parameter("to", "party", "Who gets it.", default="immigration-enforcement"),
        *LIMITING,
        Parameter(
            "limit", "integer", "The most routes to look at, for each kind of data.", default=MOST_ROUTES
        ),
        *_DEADLINE,
    ),
    (
        Column("data_type", "The kind of data."),
        Column("agency", "Who stands between; blank where nobody does."),
        Column("name", "Its name."),
        Column(
            "role",
            "inner (received it and passed it on), via (relayed, operates or sold one exchange), nobody (handed over "
            "directly), no route.",
        ),
        Column(
            "counted", "exactly; or 'at least' where the search stopped: the numbers are then lower bounds."
        ),
        Column("traces", "On how many routes it stands in this role."),
        Column("of", "How many routes there are in all."),
        Column("holding", "On how many that hold (did)."),
        Column("possible", "On how many that are only possible (could have)."),
        Column(
            "every_route",
            "Whether no route is left that avoids it and its parts; settled also where numbers are bounds.",
        ),
        Column("states", "The states of the offices that these routes start from."),
        *ROUTE_COLUMNS,
        Column("reason", "Where there is no route: why."),
    ),
    ("flows", "items", "documents"),
    (
        "An agency in a `via` is not said to have kept or read anything: it relays, operates or sells one exchange.",
        "Routes are ways that the evidence leaves open; many routes are not many disclosures.",
        "Where numbers are lower bounds, agencies that stand only on routes not looked at are not listed.",
        "Being on every known route does not mean that data could not go another way: `trace --avoid` says why none.",
    ),
    intermediaries,
    table=(
        "data_type",
        "agency",
        "role",
        "counted",
        "traces",
        "of",
        "holding",
        "possible",
        "every_route",
        "states",
        "route",
        "reason",
    ),
    theme="routes",
    references=(
        "Semantics, section 1: who relays, operates or sells one exchange belongs to it; an inner agency received and disclosed.",
        "Semantics, section 4: `--avoid`, by which it is settled whether any route is left.",
    ),
    left_to_python=NOT_IN_A_PATTERN
    | {
        "limit": "the text looks at every route",
        "deadline": "the text looks at every route",
    },
    not_in_cypher=WORDED | {"counted": "the text looks at every route, so that its numbers are exact"},
    demands=demands,
)
