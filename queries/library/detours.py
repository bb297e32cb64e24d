"""Where a direct route is barred, refused, blocked or denied: does the data get there another way?

A detour is the best trace between the same two ends that does not use the stopped flows, each of whose exchanges can follow the day on
which the stop took effect and precede its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import inf, isinf
from typing import TYPE_CHECKING, Any

from graphmodel.dates import Day, iso
from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from graphmodel.registry import Registry
from graphmodel.scope import Ends, Scope, ends
from queries.declaration import Column, Declared, Parameter, Row
from queries.library.exposure import HOLDERS
from queries.library.reach import LIMITING
from queries.library.trace import NOT_IN_A_PATTERN, WORDED, demands
from queries.options import DATA, read_data, read_question
from queries.routes import ROUTE_COLUMNS, Routes
from queries.rows import documents_of
from queries.stops import STOPS, Stop, stops_between
from queries.tracing.question import Question

if TYPE_CHECKING:
    from queries.tracing.network import Network
    from queries.tracing.search import Trace

AFTER, PERHAPS_AFTER, BEFORE, NONE_KNOWN = "after it", "perhaps after it", "before it", "none known"
NOTHING_STOPPED = "no stop known"
ANSWERS = (AFTER, PERHAPS_AFTER, BEFORE, NONE_KNOWN)

#: How many traces are looked at for one that is certainly later.
MOST_LOOKED_AT = 50


def detours(
    evidence: Evidence,
    *,
    from_: str,
    to: str,
    data: str | None,
    since: str | None,
    as_of: str | None,
    known_by: str | None,
    min_standing: str,
    max_hops: int | None,
    ties: str,
    source: Sequence[str] | None,
) -> list[Row]:
    """One row for each stop between the two ends, and for each kind of data that it includes and that went on."""
    options = {name: value for name, value in locals().items() if name != "evidence"}
    from queries.tracing.network import Network

    question = read_question(evidence, options)
    asked = None if data is None else evidence.types.narrower(read_data(data, evidence))
    stops = stops_between(Network(evidence, question), asked)
    rows = [row for stop in stops for row in _rows(stop, evidence, question, asked)]
    return sorted(rows, key=_order) or [_nothing_stopped()]


def _rows(stop: Stop, evidence: Evidence, question: Question, asked: frozenset[str] | None) -> Iterator[Row]:
    """A row for what was stopped, and one for each kind that it includes for which other evidence shows another way."""
    first, *included = stop.kinds(asked, evidence)
    whole = _row(stop, evidence, replace(question, data=first))
    yield whole
    for kind in included:
        row = _row(stop, evidence, replace(question, data=kind))
        if row["items"] not in (None, whole["items"]):
            yield row


def _row(stop: Stop, evidence: Evidence, question: Question) -> Row:
    answer, trace, network = way_round(stop, evidence, question)
    item = stop.items[0]
    found = Routes(network).columns(trace)
    holds = answer == AFTER and trace is not None and trace.holds
    verdict = "holds" if holds else "possible" if answer in (AFTER, PERHAPS_AFTER) else "unknown"
    return {
        "stop": stop.flows,
        "stopped": stop.how,
        "rule": stop.rule,
        "from": item.holder,
        "to": item.recipient,
        "data_type": question.data,
        "channel": item.channel or None,
        "database": item.database or None,
        "stopped_from": iso(stop.effect.lo),
        "stopped_surely_by": iso(stop.effect.hi),
        "stopped_until": iso(stop.end.hi),
        "answer": answer,
        "way": _way(trace, item) if trace else None,
        "stop_items": [each.id for each in stop.items],
        "stop_documents": documents_of(stop.items),
        **found,
        "verdict": verdict,
    }


def way_round(stop: Stop, evidence: Evidence, question: Question) -> tuple[str, Trace | None, Network]:
    """The best trace that avoids the stopped flows: surely after the stop, perhaps after it, else before it."""
    from queries.tracing.network import Network
    from queries.tracing.search import Search

    without = question.without | {("link", flow) for flow in stop.flows}
    around = replace(question, without=without, obey_rules=stop.rule is not None)
    between = ends_of(stop, evidence.registry)
    network = Network(evidence, around)
    earlier = next(iter(Search(network, *between).traces()), None)
    if earlier is None:
        return NONE_KNOWN, None, network
    for answer, since, as_of in (
        (AFTER, stop.effect.hi, stop.end.lo),
        (PERHAPS_AFTER, stop.effect.lo, stop.end.hi),
    ):
        later = Network(evidence, _within(around, since, as_of))
        traces = islice(Search(later, *between).traces(), MOST_LOOKED_AT)
        trace = next((each for each in traces if answer != AFTER or each.certain), None)
        if trace is not None and since != inf:
            return answer, trace, later
    return BEFORE, earlier, network


def _within(question: Question, first: Day, last: Day) -> Question:
    """The question asked of the time of a stop, within the time that was asked about."""
    since, as_of = max(question.earliest, first), min(question.deadline, last)
    return replace(question, since=None if isinf(since) else since, as_of=None if isinf(as_of) else as_of)


def ends_of(stop: Stop, registry: Registry) -> tuple[Ends, Ends]:
    """The same office, or the one that stands for it by its state, and the same recipient; their wholes, possibly."""
    item = stop.items[0]
    start, goal = (ends(Scope(party, party=party), registry) for party in (item.holder, item.recipient))
    full = start.full | _of_its_state(item.holder, registry)
    return Ends(full, start.possible - full), goal


def _of_its_state(holder: str, registry: Registry) -> frozenset[str]:
    """A placeholder answers for the state's office, and the office for the placeholder."""
    office = registry.get(holder)
    if office is None or not office.state or office.is_group:
        return frozenset()
    return frozenset(
        party.id
        for party in registry.agencies
        if (party.kind, party.state) == (office.kind, office.state)
        and (party.placeholder or office.placeholder)
    )


def _way(trace: Trace, stopped: Item) -> str:
    """How the way round differs from what was stopped."""
    if len(trace.hops) > 1:
        return "through others"
    item = trace.hops[0].carrier.item
    if item.channel == stopped.channel:
        return "direct, the same channel" if item.channel else "direct, channel not stated"
    return (
        "direct, another channel" if item.channel and stopped.channel else "direct, perhaps another channel"
    )


def _order(row: Row) -> tuple[Any, ...]:
    """The surest detours first; then by what was stopped."""
    return (
        ANSWERS.index(row["answer"]),
        row["verdict"] != "holds",
        STOPS.index(row["stopped"]),
        row["from"],
        row["to"],
        row["data_type"],
        row["channel"] or "",
        row["rule"] or "",
        row["stop"],
    )


def _nothing_stopped() -> Row:
    """The row that says that no stop is known between the two ends."""
    return dict.fromkeys(column.name for column in DETOURS.columns) | {"answer": NOTHING_STOPPED}


_TAKEN = ("since", "as-of", "known-by", "min-standing", "max-hops", "ties", "source")

DETOURS = Declared(
    "detours",
    1,
    "Where a direct route is barred, refused, blocked or denied: does the data get there another way?",
    (
        Parameter("from", "party", "Who was to give: an agency, a kind of agency, or any.", default=HOLDERS),
        Parameter("to", "party", "Who was to get it.", default="immigration-enforcement"),
        DATA,
        *(parameter for parameter in LIMITING if parameter.name in _TAKEN),
    ),
    (
        Column("stop", "The flows that were stopped: give one to `evidence`."),
        Column(
            "stopped",
            "barred (by a rule, and seen nonetheless), refused, blocked (a technical stop) or denied (somebody says it "
            "does not happen).",
        ),
        Column("rule", "The rule that bars it."),
        Column("from", "Who did not give."),
        Column("to", "Who did not get it."),
        Column("data_type", "The kind of data that was stopped, or one that it includes."),
        Column("channel", "The way that was stopped; blank where it is not stated."),
        Column("database", "The system that was closed; blank where none is named."),
        Column("stopped_from", "The earliest day on which the stop can have taken effect."),
        Column("stopped_surely_by", "The day by which it surely had."),
        Column("stopped_until", "The last day on which it can have ended; blank where no end is known."),
        Column(
            "answer",
            "after it: every exchange of the route was surely later; perhaps after it; before it: every other route "
            "rests on an exchange that was over; none known.",
        ),
        Column("way", "How the route differs: another channel, the same channel, or through others."),
        Column("stop_items", "The items of evidence of the stop; of a rule, the exchanges that it bars."),
        Column("stop_documents", "The documents that these cite."),
        *(
            Column("verdict", "Of the detour: holds (did), possible (could have), unknown: none is known.")
            if column.name == "verdict"
            else column
            for column in ROUTE_COLUMNS
        ),
    ),
    ("stop_items", "stop_documents", "flows", "items", "documents"),
    (
        "A route 'before it' is no detour: it shows how data went before it was stopped.",
        "A detour is another way, not an intention to evade.",
        "'None known' is no finding that nothing goes another way.",
        "A rule that bars what nobody is known to have given stops nothing here: see `policy-gaps` and `trace --obey-rules`.",
        "A way round a rule is one that no rule bars; where it cannot be told, it is only possible.",
        "A denial is what somebody says; a direct route by the same channel after it contradicts it.",
    ),
    detours,
    table=(
        "from",
        "to",
        "data_type",
        "stopped",
        "channel",
        "database",
        "stopped_from",
        "answer",
        "verdict",
        "way",
        "route",
        "earliest",
        "certain_by",
    ),
    theme="what would stop it",
    references=(
        "Semantics, section 3: refused, blocked and denied flows carry nothing and are shown.",
        "Semantics, section 4: `--since`, by which a route counts as later, surely or perhaps.",
    ),
    left_to_python={name: NOT_IN_A_PATTERN[name] for name in ("max-hops", "ties")},
    not_in_cypher={"because": WORDED["because"]},
    demands=demands,
)
