"""By which routes can this data type get from these holders to these recipients?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isinf
from typing import TYPE_CHECKING, Any

from graphmodel.dates import iso
from graphmodel.errors import InputError
from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Parameter, Row
from queries.options import AS_OF, KNOWN_BY, MIN_STANDING, SOURCE, at_least_one, read_question
from queries.rows import beside_of, count_of, evidence_entry, flow_summary, rules_touching
from queries.tracing.answer import Explained, TypeAnswer, ask, best, weakest
from queries.tracing.nearmiss import NearMiss
from queries.tracing.question import MOST_TRACES, Limits, Verdict

if TYPE_CHECKING:
    from queries.tracing.search import Hop, Trace

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Answer:
    """The answer to one `trace`: for the data asked for and every kind that it includes.

    Attributes
    ----------
    question
        The question, as it was asked.
    answers
        One for each kind of data; the one asked for is the first.
    stamp
        What it was answered from: the case's hash and the program's version.
    """

    evidence: Evidence
    question: Mapping[str, Any]
    answers: tuple[TypeAnswer, ...]
    stamp: Mapping[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """The verdict on the kind of data asked for."""
        return self.answers[0].verdict

    @property
    def traces(self) -> tuple[Trace, ...]:
        """The traces of the kind of data asked for, in order."""
        return self.answers[0].traces

    @property
    def absence(self) -> Any:
        """Why there is no trace of the kind of data asked for; None where there is one."""
        return self.answers[0].absence

    @property
    def best(self) -> Trace | None:
        """The best trace of any kind of data asked for."""
        return best(self.answers)

    def to_dict(self) -> dict[str, Any]:
        """The answer as the interface has it."""
        return {
            "question": dict(self.question),
            "answers": [_answer_entry(answer, self.evidence) for answer in self.answers],
            "stamp": dict(self.stamp),
        }

    def to_rows(self) -> list[Row]:
        """One row for each trace; for a kind of data without any, one row that says why."""
        return [row for answer in self.answers for row in _rows(answer)]

    def to_frame(self) -> pd.DataFrame:
        """The rows for pandas."""
        import pandas as pd

        return pd.DataFrame(self.to_rows(), columns=[column.name for column in TRACE.columns])

    def _repr_html_(self) -> str:
        from queries.shown import answer_html

        return answer_html(self)


def trace_answer(
    evidence: Evidence, options: Mapping[str, Any], stamp: Mapping[str, Any] | None = None
) -> Answer:
    """Read the options of a trace and answer it."""
    question = read_question(evidence, dict(options))
    limits = Limits(
        traces=at_least_one(int(_or(options.get("limit"), MOST_TRACES)), "limit"),
        seconds=seconds_given(options.get("deadline")),
    )
    asked = {
        "from": question.start.text,
        "to": question.goal.text,
        "data": question.data,
        **{name: options.get(name) for name in _ASKED},
        "obey_rules": question.obey_rules,
        "min_standing": question.floor,
        "max_hops": question.max_hops,
        "ties": "forbid" if question.wait else "allow",
        "exact": question.exact,
        "source": list(question.sources),
    }
    return Answer(evidence, asked, ask(evidence, question, limits), dict(stamp or {}))


def seconds_given(given: Any) -> float | None:
    """A deadline as typed; None where none is."""
    if given is None:
        return None
    seconds = float(given)
    if not seconds > 0:
        raise InputError(f"--deadline {given} is no time to search in", hint="give seconds, more than 0")
    return seconds


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


_ASKED = ("since", "as_of", "open_at", "known_by", "channel", "purpose", "database", "via", "avoid")


# --- as the interface has it ----------------------------------------------------------------------------------


def _answer_entry(answer: TypeAnswer, evidence: Evidence) -> dict[str, Any]:
    return {
        "data_type": answer.data_type,
        "verdict": answer.verdict,
        "traces": [_trace_entry(Explained(trace, answer), evidence) for trace in answer.traces],
        "left_out": {
            "count": answer.left_out.count,
            "exact": answer.left_out.exact,
            "why": answer.left_out.why,
        },
        "filtered_unstated": dict(sorted(answer.network.unstated.items())),
        "absence": _absence_entry(answer, evidence),
    }


def _trace_entry(explained: Explained, evidence: Evidence) -> dict[str, Any]:
    trace = explained.trace
    return {
        "verdict": "holds" if trace.holds else "possible",
        "because": list(explained.because),
        "standing": weakest(trace),
        "time": "certain" if trace.certain else "possible",
        "hops": len(trace.hops),
        "arrival": arrival(trace),
        "steps": [_step_entry(explained, hop, evidence) for hop in trace.hops],
    }


def arrival(trace: Trace) -> dict[str, str | None]:
    """When the data had arrived: at the earliest, and, where the order is certain, by when."""
    clock = trace.reading.clock
    return {
        "earliest": iso(clock.earliest),
        "certain_by": iso(clock.latest) if trace.certain and not isinf(clock.latest) else None,
    }


def _step_entry(explained: Explained, hop: Hop, evidence: Evidence) -> dict[str, Any]:
    item = hop.carrier.item
    network = explained.answer.network
    flow = network.flow_of(hop.edge)
    others = [each for each in flow.items if each.id != item.id]
    return {
        "flow": flow.id,
        "from": item.holder,
        "to": item.recipient,
        "data_type": item.data_type,
        "carried_as": hop.carrier.carried_as,
        "joint_shown": hop.joined,
        "database": item.database or None,
        "channel": item.channel or None,
        "via": list(item.via),
        "standing": item.standing,
        "contested": bool(explained.contested(item)),
        "rules": rules_touching([item], evidence),
        "count": count_of(item),
        "evidence": [
            evidence_entry(item, evidence, chosen=True),
            *(evidence_entry(each, evidence, chosen=False) for each in others),
        ],
        "beside": beside_of([item], evidence, explained.denials, network.is_heard),
    }


def _absence_entry(answer: TypeAnswer, evidence: Evidence) -> dict[str, Any] | None:
    absence = answer.absence
    if absence is None:
        return None
    return {
        "reason": absence.reason,
        "nearest": _nearest_entry(absence.nearest, answer, evidence),
        "below_floor": [flow_summary(flow, evidence) for flow in absence.below_floor],
        "would_settle": list(absence.would_settle),
    }


def _nearest_entry(nearest: NearMiss | None, answer: TypeAnswer, evidence: Evidence) -> dict[str, Any] | None:
    """The nearest miss as a trace has its steps, with what breaks each."""
    if nearest is None:
        return None
    lifted = replace(answer, question=nearest.network.question, network=nearest.network)
    explained = Explained(nearest.trace, lifted)
    return {
        "lifted": list(nearest.lifted),
        "hops": len(nearest.trace.hops),
        "steps": [
            _step_entry(explained, hop, evidence) | {"breaks": list(breaks)}
            for hop, breaks in zip(nearest.trace.hops, nearest.breaks, strict=True)
        ],
        "breaks": list(nearest.in_words()),
    }


# --- as a table -----------------------------------------------------------------------------------------------


def _rows(answer: TypeAnswer) -> list[Row]:
    if not answer.traces:
        return [_no_trace_row(answer)]
    return [_trace_row(Explained(trace, answer)) for trace in answer.traces]


def _trace_row(explained: Explained) -> Row:
    trace = explained.trace
    items = [hop.carrier.item for hop in trace.hops]
    return {
        "data_type": explained.answer.data_type,
        "verdict": "holds" if trace.holds else "possible",
        "standing": weakest(trace),
        "hops": len(trace.hops),
        "route": route(trace),
        "channels": [item.channel for item in items],
        "time": "certain" if trace.certain else "possible",
        **arrival(trace),
        "contested": any(explained.contested(item) for item in items),
        "because": list(explained.because),
        "reason": None,
        "flows": [hop_flow(hop) for hop in trace.hops],
        "items": [item.id for item in items],
        "documents": sorted({item.document for item in items if item.document}),
    }


def _no_trace_row(answer: TypeAnswer) -> Row:
    blank: Row = {column.name: None for column in TRACE.columns}
    return blank | {
        "data_type": answer.data_type,
        "verdict": answer.verdict,
        "reason": answer.absence.reason if answer.absence else None,
    }


def route(trace: Trace) -> str:
    """The agencies of a trace in order: ``us-ga-dds → us-ice``."""
    return " → ".join(route_parties(trace))


def route_parties(trace: Trace) -> list[str]:
    """The agencies of a trace, in order."""
    return [trace.hops[0].edge.holder, *(hop.edge.recipient for hop in trace.hops)]


def hop_flow(hop: Hop) -> str:
    """The flow of a hop."""
    return hop.edge.id


def chosen(trace: Trace) -> list[Item]:
    """The items that a trace's best reading chose."""
    return [hop.carrier.item for hop in trace.hops]


def trace(
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
    limit: int | None,
    deadline: float | None,
) -> list[Row]:
    """The traces between two ends, best first."""
    options = dict(locals())
    return trace_answer(
        evidence, {name: value for name, value in options.items() if name != "evidence"}
    ).to_rows()


def demands(evidence: Evidence, **options: Any) -> None:
    """Refuse options that are wrong or contradict each other, before an engine answers a question about routes."""
    read_question(evidence, options)


#: What a pattern of at most six hops leaves to the program, in every question about routes.
NOT_IN_A_PATTERN = {
    "open-at": "what stood open on one day is another way of judging time than the text's",
    "max-hops": "how long a pattern may be is part of its text: six hops",
    "ties": "days between two hops are counted, not compared",
    "exact": "who answers to an end is settled before the text runs, with parts, wholes and groups",
}

#: Columns of routes that are words of the program.
WORDED = {
    "because": "the reasons are worded by the program",
    "reason": "why there is no route is found by lifting one demand after another: where there is none, no row is given",
}

TRACE = Declared(
    "trace",
    1,
    "By which routes can this data type get from these holders to these recipients?",
    (
        Parameter(
            "from", "party", "An agency, GA:driver-licensing, a kind of agency, or any.", required=True
        ),
        Parameter("to", "party", "An agency, a kind of agency, or any.", required=True),
        Parameter(
            "data", "data", "A kind of data; a broader one with all it includes.", default="driver-record"
        ),
        Parameter("since", "date", "Only what happened on or after this day."),
        AS_OF,
        Parameter("open-at", "date", "Only what stood open on this day."),
        KNOWN_BY,
        MIN_STANDING,
        Parameter("max-hops", "integer", "The most hops.", default=6),
        Parameter(
            "ties", "text", "allow or forbid two hops on one day.", default="allow", values="allow, forbid"
        ),
        Parameter("exact", "flag", "Accept neither parts nor wholes nor groups at the ends.", default=False),
        Parameter(
            "obey-rules",
            "flag",
            "Leave out what a rule bars, and hold nothing that one may bar.",
            default=False,
        ),
        Parameter("channel", "channel", "Every hop by this channel."),
        Parameter("purpose", "purpose", "Every hop for this purpose."),
        Parameter("database", "database", "Every hop from this database."),
        Parameter("via", "party", "An agency that must be an inner one, or in a via."),
        Parameter("avoid", "party", "An agency that must be neither."),
        SOURCE,
        Parameter("limit", "integer", "The most traces for each kind of data.", default=MOST_TRACES),
        Parameter("deadline", "number", "Seconds after which the best so far is given."),
    ),
    (
        Column("data_type", "The kind of data asked for."),
        Column("verdict", "holds (did), possible (could have), refuted, or unknown."),
        Column("standing", "The weakest standing of its items."),
        Column("hops", "How many exchanges."),
        Column("route", "The agencies, in order."),
        Column("channels", "How each exchange went."),
        Column("time", "Whether the order of the exchanges is certain, or only possible."),
        Column("earliest", "The earliest day on which the data can have arrived."),
        Column("certain_by", "The day by which it surely had, where the order is certain."),
        Column("contested", "Whether an unhedged denial covers one of the items."),
        Column("because", "Why it is only possible."),
        Column("reason", "Where there is no trace: why."),
        Column("flows", "The flow of each exchange."),
        Column("items", "The item chosen of each."),
        Column("documents", "The documents that these cite."),
    ),
    ("flows", "items", "documents"),
    (
        "A trace that is possible is not one that happened: the words are 'could have'.",
        "No trace is no proof of none, unless the verdict is refuted.",
        "Rules judge by what was loaded of them: 'barred' is no finding that a law was broken.",
    ),
    trace,
    table=(
        "data_type",
        "verdict",
        "route",
        "standing",
        "earliest",
        "certain_by",
        "time",
        "hops",
        "contested",
        "because",
        "reason",
    ),
    theme="routes",
    references=(
        "Semantics, section 4: walks, readings, and when a reading holds.",
        "Semantics, section 4: verdicts, and why there is no trace.",
        "Kempe, Kleinberg, Kumar: Connectivity and inference problems for temporal networks (2002), on paths that time respects.",
    ),
    left_to_python=NOT_IN_A_PATTERN | {"deadline": "the text finds every route before it orders them"},
    not_in_cypher=WORDED,
    demands=demands,
)
