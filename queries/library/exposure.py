"""For each state: which driver data reaches immigration enforcement, directly or through others, how well documented?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isinf
from typing import TYPE_CHECKING, Any

from graphmodel.dates import iso
from graphmodel.errors import InputError
from graphmodel.evidence import STANDINGS
from graphmodel.projection import Evidence
from graphmodel.scope import Ends, Scope, ends
from graphmodel.vocabulary import vocabulary
from queries.declaration import Column, Declared, Parameter, Row
from queries.library.trace import route, route_parties
from queries.options import AS_OF, KNOWN_BY, MIN_STANDING, SOURCE, read_data, read_question
from queries.rows import documents_of, rule_as_judged, rules_touching
from queries.tracing.answer import weakest
from queries.tracing.question import RELAXATIONS, Question
from queries.tracing.refutation import is_refuted

if TYPE_CHECKING:
    from graphmodel.evidence import Item
    from queries.tracing.bounds import Bounds
    from queries.tracing.network import Network
    from queries.tracing.search import Trace

HOLDERS = "driver-licensing"
DRIVER_DATA = "driver-record"

#: What is tried after the question as asked, in order, and what an answer is then called.
FALLBACKS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("access only", RELAXATIONS["below-floor"]),
    ("asked", RELAXATIONS["asked-answer-unknown"]),
    ("refused or blocked", {"extra_modes": frozenset({"refused", "blocked"})}),
)


def exposure(
    evidence: Evidence,
    *,
    to: str,
    data: str | None,
    state: str | None,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each state, and each group of holders that names no state, and kind of data."""
    asked = {name: value for name, value in locals().items() if name != "evidence"}
    question, kinds, offices = read_exposure(evidence, **asked)
    from queries.tracing.network import Network

    heard = Network(evidence, question)
    tables = [_Kind(evidence, replace(question, data=kind), heard) for kind in kinds]
    return [table.row(office) for office in offices for table in tables]


def best_readings(evidence: Evidence) -> Iterator[list[Item]]:
    """The items that the best trace of each answer chose, for every office and kind of driver data of which any is known."""
    from queries.tracing.network import Network

    asked = dict.fromkeys(("data", "state", "source", "as_of", "known_by"))
    question, kinds, offices = read_exposure(
        evidence, to="immigration-enforcement", min_standing="reported", **asked
    )
    heard = Network(evidence, question)
    for kind in kinds:
        table = _Kind(evidence, replace(question, data=kind), heard)
        traces = (table.best(office)[1] for office in offices)
        yield from ([hop.carrier.item for hop in trace.hops] for trace in traces if trace)


def read_exposure(
    evidence: Evidence, *, data: str | None, state: str | None, min_standing: str, **options: Any
) -> tuple[Question, list[str], list[Office]]:
    """The question of every office, the kinds of data, and the offices, as they were asked for."""
    floor = "reported" if min_standing == "available" else min_standing
    question = read_question(evidence, options | {"from_": HOLDERS, "min_standing": floor})
    kinds = driver_data(evidence) if data is None else _with_narrower(read_data(data, evidence), evidence)
    wanted = None if state is None else _state(state)
    offices = [office for office in offices_of(evidence) if wanted in (None, office.state)]
    if not offices:
        known = sorted({office.state for office in offices_of(evidence) if office.state})
        hint = "states: " + ", ".join(known) if known else "load agencies of the kind driver-licensing"
        raise InputError(f"the case has no licensing agency of {state or 'any state'}", hint=hint)
    return question, kinds, offices


def _state(text: str) -> str:
    """A state by its code or its name."""
    try:
        return vocabulary("states").resolve(text)
    except InputError:
        return text.upper()


def driver_data(evidence: Evidence) -> list[str]:
    """The driver record, every kind that it includes, and what is made from these; in order."""
    included = evidence.types.narrower(DRIVER_DATA)
    made = [kind for kind, used in evidence.types.made_from.items() if not included.isdisjoint(used)]
    return [DRIVER_DATA, *sorted(included - {DRIVER_DATA}), *sorted(made)]


def _with_narrower(data: str, evidence: Evidence) -> list[str]:
    return [data, *sorted(evidence.types.narrower(data) - {data})]


@dataclass(frozen=True)
class Office:
    """The holders of one state, or one group of holders that names no state."""

    state: str | None
    name: str
    scope: Scope
    answering: Ends


def offices_of(evidence: Evidence) -> Iterator[Office]:
    registry = evidence.registry
    licensing = [party for party in registry.agencies if party.kind == HOLDERS and party.state]
    for state in sorted(
        {
            party.state
            for party in registry.values()
            if party.state and HOLDERS in (party.kind, party.class_kind)
        }
    ):
        scope = Scope(f"{state}:{HOLDERS}", kind=HOLDERS, state=state)
        answering = ends(scope, registry)
        groups = {
            group.id for group in registry.groups if (group.class_kind, group.state) == (HOLDERS, state)
        }
        own = sorted(party.name for party in licensing if party.state == state and not party.placeholder)
        others = [registry[party] for party in {*answering.full, *groups}]
        named = own or sorted(party.name for party in others)
        yield Office(state, "; ".join(named), scope, Ends(answering.full, answering.possible | groups))
    holders = evidence.holders
    for group in sorted(registry.groups, key=lambda each: each.id):
        if group.class_kind == HOLDERS and not group.state and group.id in holders:
            scope = Scope(group.id, party=group.id)
            yield Office(None, group.name, scope, ends(scope, registry))


def has_offices(evidence: Evidence) -> bool:
    """Whether the case has a licensing agency at all, of which could be asked."""
    return next(offices_of(evidence), None) is not None


class _Kind:
    """Exposure of one kind of data: the networks it can travel on, shared by all offices."""

    def __init__(self, evidence: Evidence, question: Question, heard: Network) -> None:
        self._evidence = evidence
        self._heard = heard
        self._question = question
        self._searched: dict[str, tuple[Network, Bounds]] = {}

    @cached_property
    def _goal(self) -> Ends:
        return ends(self._question.goal, self._evidence.registry)

    def _network(self, answer: str, lifted: Mapping[str, Any]) -> tuple[Network, Bounds]:
        """The network with one demand of the question lifted; made once for each answer that is tried."""
        from queries.tracing.bounds import Bounds
        from queries.tracing.network import Network

        if answer not in self._searched:
            network = Network(self._evidence, replace(self._question, **lifted))
            self._searched[answer] = network, Bounds(network, self._goal)
        return self._searched[answer]

    def _best(self, office: Office, answer: str, lifted: Mapping[str, Any]) -> Trace | None:
        from queries.tracing.search import Search

        network, bounds = self._network(answer, lifted)
        return next(Search(network, office.answering, self._goal, bounds=bounds).traces(), None)

    def row(self, office: Office) -> Row:
        """The row of one office."""
        answer, trace = self.best(office)
        reached = trace is not None and answer == ""
        verdict = ("holds" if trace.holds else "possible") if trace and reached else self._verdict(office)
        return self._row(office, self._in_words(answer, trace), verdict, trace)

    def best(self, office: Office) -> tuple[str, Trace | None]:
        """The best trace of one office, and which fallback it took; none where nothing is known."""
        trace = self._best(office, "", {})
        if trace is not None:
            return "", trace
        known = FALLBACKS if self._network("", {})[0].gives(office.answering) else ()
        for answer, lifted in known:
            trace = self._best(office, answer, lifted)
            if trace is not None:
                return answer, trace
        return "nothing known", None

    @staticmethod
    def _in_words(answer: str, trace: Trace | None) -> str:
        """What the answer is called: a disclosure below the floor asked for is no mere access."""
        if trace is None or (answer and weakest(trace) in NO_DISCLOSURE):
            return answer
        return _directly(trace)

    def _verdict(self, office: Office) -> str:
        return "refuted" if is_refuted(self._network("", {})[0], office.scope) else "unknown"

    def _row(self, office: Office, answer: str, verdict: str, trace: Trace | None) -> Row:
        items = [hop.carrier.item for hop in trace.hops] if trace else []
        around = [carrier.item for hop in trace.hops for carrier in hop.edge.carriers] if trace else []
        return {
            "state": office.state,
            "office": self._evidence.registry.label(route_parties(trace)[0]) if trace else office.name,
            "data_type": self._question.data,
            "answer": answer,
            "verdict": verdict,
            "standing": weakest(trace) if trace else None,
            "best_route": route(trace) if trace else None,
            "since": since(trace) if trace else None,
            "items": [item.id for item in around],
            "documents": documents_of(around),
            "contested": any(map(self._heard.is_contested, items)),
            "rules": [rule_as_judged(rule) for rule in rules_touching(items, self._evidence)],
        }


#: Standings without a disclosure: what is better but below the floor asked for is no mere access.
NO_DISCLOSURE = frozenset(STANDINGS[STANDINGS.index("available") :])


def _directly(trace: Trace) -> str:
    return "direct" if len(trace.hops) == 1 else "through others"


def since(trace: Trace) -> str | None:
    """Since when: the earliest day of arrival; where that is open, the day by which it had arrived."""
    clock = trace.reading.clock
    if not isinf(clock.earliest):
        return iso(clock.earliest)
    return None if isinf(clock.latest) else f"by {iso(clock.latest)}"


def headline(rows: Sequence[Row]) -> list[Row]:
    """The best row of each office, in the order of the rows: what is best documented of any kind of data."""
    found: dict[tuple[Any, Any], Row] = {}
    for row in rows:
        key = (row["state"], row["state"] or row["office"])
        if key not in found or _strength(row) < _strength(found[key]):
            found[key] = row
    return list(found.values())


ANSWERS = ("direct", "through others", "access only", "asked", "refused or blocked", "nothing known")


def _strength(row: Row) -> tuple[int, int, int]:
    standings = list(vocabulary("standings"))
    worst = len(standings)
    return (
        int(row["verdict"] != "holds"),
        ANSWERS.index(row["answer"]),
        standings.index(row["standing"]) if row["standing"] in standings else worst,
    )


EXPOSURE = Declared(
    "exposure",
    1,
    "For each state: which driver data reaches immigration enforcement, directly or through others, since when, "
    "how well documented?",
    (
        Parameter("to", "party", "Whom the data reaches.", default="immigration-enforcement"),
        Parameter("data", "data", "A kind of data with all it includes; all driver data unless told."),
        Parameter("state", "state", "Only this state, as a USPS code."),
        SOURCE,
        MIN_STANDING,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("state", "The state; blank for a group of holders that names none."),
        Column("office", "The office that the best route starts from; else the state's licensing agencies."),
        Column("data_type", "The kind of data."),
        Column("answer", "direct, through others, access only, asked, refused or blocked, or nothing known."),
        Column("verdict", "holds (did), possible (could have), refuted or unknown: at the floor asked for."),
        Column("standing", "The weakest standing on the best route."),
        Column(
            "best_route", "The best route; of access, requests and refusals the route that they would take."
        ),
        Column("since", "The earliest day of arrival, or the day by which it had arrived."),
        Column("items", "The items of evidence of the best route's flows."),
        Column("documents", "The documents that they cite."),
        Column("contested", "Whether an unhedged denial covers the best route's items."),
        Column(
            "rules",
            "The rules that touch the best route, and how each judges it: barred, permitted or cannot tell.",
        ),
    ),
    ("items", "documents"),
    (
        "'Nothing known' is no finding that nothing goes: see `coverage` for what was never asked.",
        "'Access only' means a login, policy or agreement; no disclosure is shown.",
        "A state's placeholder, its licensing agency and the department over it are joined by state.",
    ),
    exposure,
    table=(
        "state",
        "data_type",
        "answer",
        "verdict",
        "standing",
        "best_route",
        "since",
        "contested",
        "office",
    ),
    theme="who gets what",
    references=(
        "Semantics, section 4: the best trace and its verdict, for each licensing office.",
        "Semantics, section 3: access only is a state of its own.",
        "Driver's Privacy Protection Act, 18 U.S.C. 2721: to whom a licensing agency may disclose.",
    ),
    weaker_in_cypher={"verdict": {"refuted": "unknown"}},
    demands=read_exposure,
)
