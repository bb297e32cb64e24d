"""What the explorer page is drawn from: the answer to a trace, its flows with all their evidence, and exposure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graphmodel.evidence import Flow
from graphmodel.projection import Evidence
from graphmodel.registry import Party
from graphmodel.schema import FLOWS_TO
from graphmodel.scope import Ends, Scope
from graphmodel.vocabulary import vocabulary
from queries.library import find_question
from queries.library.exposure import DRIVER_DATA, HOLDERS, driver_data, headline
from queries.library.trace import Answer
from queries.rows import beside_of, count_of, evidence_entry, flow_summary, remarks_touching, rules_touching
from queries.tracing.answer import answer_one
from queries.words import listed, party_in_words, reason_in_words
from viz.asking import asking_data

Row = dict[str, Any]

CAUTION = (
    "A flow is a claim with evidence, not a fact. 'Did' holds on the evidence shown; 'could have' does not show "
    "that it did. Where a card is marked, check the original before quoting."
)

#: The words of the first line, by what an office's best row says, from the most that is known to the least.
GROUPS = (
    ("did", "did hand {it} to {whom}"),
    ("could", "could have"),
    ("access", "gave access only"),
    ("asked", "{were} asked, the answer not known"),
    ("refused", "refused or {were} blocked"),
)
_GROUP_OF = {
    "access only": "access",
    "asked": "asked",
    "refused or blocked": "refused",
    "nothing known": "unknown",
}


def page_data(evidence: Evidence, answer: Answer, title: str, datasets: Sequence[str]) -> dict[str, Any]:
    """Everything that the page of one answer shows.

    Parameters
    ----------
    evidence
        The case.
    answer
        The answer to a trace.
    title
        The case's title.
    datasets
        The datasets that the case was loaded from.

    Returns
    -------
    Plain data, in a fixed order: the same answer gives the same page.
    """
    answer = _with_what_is_made(evidence, answer)
    entry = answer.to_dict()
    flows = _flows(evidence, answer)
    exposure = _exposure(evidence, answer)
    question = entry["question"]
    drawn = [_flow(evidence, flow) for flow in flows]
    return {
        "title": title,
        "subtitle": f"{_data(question['data'])}: {party_in_words(question['from'], evidence.registry)} → {party_in_words(question['to'], evidence.registry)}",
        "question": question,
        "headline": _headline(evidence, answer, exposure),
        "answers": [_slim(each) for each in entry["answers"]],
        "flows": drawn,
        "asking": asking_data(evidence, answer, drawn),
        "exposure": _known_rows(exposure),
        "agencies": _agencies(evidence, entry, flows),
        "labels": _labels(),
        "meanings": {term.id: term.description for term in vocabulary("standings").values()},
        "broader": {
            each.data_type: sorted(evidence.types.broader(each.data_type)) for each in answer.answers
        },
        "help": {
            FLOWS_TO.type: {
                "means": FLOWS_TO.means,
                "does_not_prove": FLOWS_TO.does_not_prove,
                "confirm": FLOWS_TO.confirm,
            }
        },
        "caution": CAUTION,
        "cite": f"{title}. datatrail {entry['stamp'].get('version', '')}, case {entry['stamp'].get('case_sha256', '')[:12]}.",
        "stamp": {**entry["stamp"], "datasets": list(datasets), "built": None},
    }


def _with_what_is_made(evidence: Evidence, answer: Answer) -> Answer:
    """The answer with what is made from the data asked for: a face search uses photos and hands over its result.

    So that a page about driver records says of face searches what `exposure` says.
    """
    asked = answer.answers[0]
    if asked.data_type != DRIVER_DATA:
        return answer
    made = (kind for kind in driver_data(evidence) if kind not in evidence.types.narrower(DRIVER_DATA))
    more = tuple(answer_one(evidence, replace(asked.question, data=kind)) for kind in made)
    return replace(answer, answers=(*answer.answers, *more))


# --- flows --------------------------------------------------------------------------------------------------------


def _flows(evidence: Evidence, answer: Answer) -> list[Flow]:
    """The flows of every trace, and those from start to goal that carry nothing: what was refused, asked, allowed."""
    used = {hop.edge.key for each in answer.answers for trace in each.traces for hop in trace.hops}
    network = answer.answers[0].network
    start, goal = network.ends()
    kinds = (
        {each.data_type for each in answer.answers}
        | evidence.types.broader(answer.answers[0].data_type)
        | {""}
    )
    return [flow for key, flow in network.flow.items() if key in used or _between(flow, start, goal, kinds)]


def _between(flow: Flow, start: Ends, goal: Ends, kinds: Iterable[str]) -> bool:
    return flow.holder in start and flow.recipient in goal and flow.data_type in kinds


def _flow(evidence: Evidence, flow: Flow) -> Row:
    summary = flow_summary(flow, evidence)
    counted = [item for item in flow.items if item.count is not None]
    kept = (
        "flow",
        "from",
        "to",
        "data_type",
        "database",
        "channel",
        "via",
        "standing",
        "contested",
        "first",
        "last",
    )
    return {
        **{name: summary[name] for name in kept},
        "count": count_of(counted[0]) if counted else None,
        "rules": [*rules_touching(flow.items, evidence), *remarks_touching(flow.items, evidence)],
        "evidence": [evidence_entry(item, evidence, chosen=False) for item in flow.items],
        "beside": beside_of(flow.items, evidence),
    }


def _slim(entry: Mapping[str, Any]) -> Row:
    """An answer whose steps name their items only: the evidence stands with the flows."""
    traces = [{**trace, "steps": [_slim_step(step) for step in trace["steps"]]} for trace in entry["traces"]]
    return {**entry, "traces": traces}


def _slim_step(step: Mapping[str, Any]) -> Row:
    named = [{"id": each["id"], "chosen": each["chosen"]} for each in step["evidence"]]
    return {**step, "evidence": named, "rules": [], "beside": []}


# --- who and what --------------------------------------------------------------------------------------------------


def _agencies(evidence: Evidence, entry: Mapping[str, Any], flows: Iterable[Flow]) -> dict[str, Row]:
    """The parties that the page names."""
    asked = entry["question"]
    named = {text for text in (asked["from"], asked["to"]) if text in evidence.registry}
    for flow in flows:
        named |= {flow.holder, flow.recipient, *flow.via}
        for item in flow.items:
            named |= {*item.received_from, *(item.count.shared_with if item.count else ())}
    for answer in entry["answers"]:
        for below in (answer["absence"] or {}).get("below_floor", ()):
            named |= {below["from"], below["to"], *below["via"]}
    return {party: _agency(evidence.registry.get(party), party) for party in sorted(named)}


def _agency(party: Party | None, text: str) -> Row:
    if party is None:
        return {
            "name": text,
            "kind": "unknown",
            "kind_label": "not known",
            "state": None,
            "group": True,
            "placeholder": False,
            "provisional": False,
            "marked": None,
        }
    kind = party.class_kind or "unknown" if party.is_group else party.kind
    kinds = vocabulary("agency_kinds")
    return {
        "name": party.name,
        "kind": kind,
        "kind_label": kinds[kind].label if kind in kinds else kind,
        "state": party.state,
        "group": party.is_group,
        "placeholder": party.placeholder,
        "provisional": party.provisional,
        "marked": party.marked,
    }


def _labels() -> dict[str, dict[str, str]]:
    names = {
        "data_type": "data_types",
        "channel": "channels",
        "standing": "standings",
        "mode": "modes",
        "verdict": "verdicts",
        "state": "states",
        "basis": "bases",
    }
    return {key: {term.id: term.label for term in vocabulary(name).values()} for key, name in names.items()}


def _data(data_type: str) -> str:
    terms = vocabulary("data_types")
    label = terms[data_type].label if data_type in terms else data_type
    return label[:1].upper() + label[1:]


# --- the answer in words ----------------------------------------------------------------------------------------------


def _exposure(evidence: Evidence, answer: Answer) -> list[Row]:
    """Exposure by state, where the question starts from licensing agencies."""
    scope: Scope = answer.answers[0].question.start
    question = answer.answers[0].question
    if scope.kind != HOLDERS or question.open_at is not None:
        return []
    asked = answer.question
    parameters = {
        "to": asked["to"],
        "data": None if asked["data"] == DRIVER_DATA else asked["data"],
        "state": scope.state,
        "source": asked["source"],
        "min_standing": question.floor,
        "as_of": asked["as_of"],
        "known_by": asked["known_by"],
    }
    return find_question("exposure").ask(evidence, parameters)


def _known_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows of which something is known, and one for each state of which nothing is."""
    known = [row for row in rows if row["answer"] != "nothing known"]
    named = {row["state"] for row in known}
    blank = [row for row in headline(rows) if row["answer"] == "nothing known" and row["state"] not in named]
    return known + [row for row in blank if row["state"]]


def _headline(evidence: Evidence, answer: Answer, exposure: Sequence[Row]) -> list[str]:
    whom = party_in_words(answer.question["to"], evidence.registry)
    if exposure and answer.answers[0].question.start.state is None:
        every = [_states_line(_every_kind(answer), headline(exposure), whom)]
        kinds = [data for data in HEADLINE_KINDS if any(row["data_type"] == data for row in exposure)]
        return every + [
            _states_line(_data(data), [row for row in exposure if row["data_type"] == data], whom)
            for data in kinds
        ]
    return [_type_line(evidence, each, answer) for each in answer.answers]


#: Kinds of data that get a line of their own.
HEADLINE_KINDS = ("photo", "face-search-result", "home-address")


def _every_kind(answer: Answer) -> str:
    data = _data(answer.question["data"])
    if answer.question["data"] == DRIVER_DATA:
        return "Driver data of any kind, face search results included"
    return f"{data}, any part of it" if len(answer.answers) > 1 else data


def _states_line(data: str, rows: Sequence[Row], whom: str) -> str:
    """How many states' offices did, could have, gave access; of how many nothing is known."""
    counted = Counter(_group(row) for row in rows if row["state"])
    parts: list[str] = []
    for group, words in GROUPS:
        number = counted[group]
        if number:
            verb = words.format(it="it", whom=whom, were="was" if number == 1 else "were")
            parts.append(f"{number} {_offices(number)} {verb}" if not parts else f"{number} {verb}")
    unknown = counted["unknown"]
    line = listed(parts) if parts else "nothing is known of any state's office"
    return f"{data}: {line}" + (f"; {unknown} not known." if unknown and parts else ".")


def _offices(number: int) -> str:
    return "state's office" if number == 1 else "states' offices"


def _group(row: Row) -> str:
    return _GROUP_OF.get(row["answer"]) or ("did" if row["verdict"] == "holds" else "could")


def _type_line(evidence: Evidence, each: Any, answer: Answer) -> str:
    who = party_in_words(answer.question["from"], evidence.registry)
    whom = party_in_words(answer.question["to"], evidence.registry)
    data = _data(each.data_type)
    number = len(each.traces) + each.left_out.count
    routes = f"{number} route{'' if number == 1 else 's'}"
    if each.verdict == "holds":
        return f"{data}: {who} did hand it to {whom} ({routes}, at least one shown)."
    if each.verdict == "possible":
        return f"{data}: {who} could have handed it to {whom} ({routes}, none shown whole)."
    if each.verdict == "refuted":
        return f"{data}: refuted, within records declared complete."
    return f"{data}: not known whether {who} handed it to {whom}; {reason_in_words(each.absence.reason, each.question.floor)}."
