"""The answer to a trace in the terminal: verdict first, then each route with its evidence to the row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from datatrail.output import plain
from graphmodel.counts import Count
from graphmodel.registry import Registry
from graphmodel.vocabulary import vocabulary
from queries.library.trace import Answer
from queries.words import DID, party_in_words, reason_in_words, rule_in_words

Entry = Mapping[str, Any]


#: Why an item is left out by a filter whose field it does not state.
UNSTATED = {
    "channel": "they do not state the channel",
    "purpose": "they do not state the purpose",
    "database": "they name no one database",
    "known_by": "their document has no date of publication",
}


def print_answer(answer: Answer) -> bool:
    """Print an answer; whether anything in it rests on less than the whole document."""
    entries = answer.to_dict()["answers"]
    for line in answer_lines(answer, entries):
        click.echo(line)
    steps = [step for entry in entries for trace in entry["traces"] for step in trace["steps"]]
    return any(each["read"] not in ("in-full", None) for step in steps for each in step["evidence"])


def answer_lines(answer: Answer, entries: Iterable[Entry]) -> Iterator[str]:
    """An answer, line by line."""
    registry, asked = answer.evidence.registry, answer.question
    yield f"{_party(asked['from'], registry)} → {_party(asked['to'], registry)}"
    for entry in entries:
        yield ""
        yield from _type_lines(entry, asked["min_standing"], registry.label)


def _party(text: str, registry: Registry) -> str:
    name = party_in_words(text, registry)
    return text if name == text else f"{name} ({text})"


def _type_lines(entry: Entry, floor: str, label: Any) -> Iterator[str]:
    data = _data(entry["data_type"])
    yield f"{data}: {entry['verdict']} ({DID[entry['verdict']]})"
    for number, trace in enumerate(entry["traces"], start=1):
        yield from _trace_lines(number, trace, entry["data_type"], label)
    left_out = entry["left_out"]
    if left_out["count"] or not left_out["exact"]:
        about = "" if left_out["exact"] else "at least "
        yield f"  {about}{left_out['count']} more left out" + (
            f": {left_out['why']}" if left_out["why"] else ""
        )
    for name, count in entry["filtered_unstated"].items():
        yield f"  left out, because {UNSTATED[name]}: {count} items"
    if entry["absence"]:
        yield from _absence_lines(entry["absence"], floor, label)


def _data(data_type: str) -> str:
    terms = vocabulary("data_types")
    return terms[data_type].label if data_type in terms else data_type


def _trace_lines(number: int, trace: Entry, data_type: str, label: Any) -> Iterator[str]:
    arrival = trace["arrival"]
    yield f"  {number}. {trace['verdict']} · {trace['standing']} · {_arrived(arrival['earliest'], arrival['certain_by'])}"
    for step in trace["steps"]:
        yield from _step_lines(step, data_type, label)
    for reason in trace["because"]:
        yield f"     only possible: {reason}"


def _arrived(earliest: str | None, certain_by: str | None) -> str:
    """When the data had arrived, in words."""
    if earliest and earliest == certain_by:
        return f"arrived on {earliest}"
    if earliest and certain_by:
        return f"arrived between {earliest} and {certain_by}"
    if certain_by:
        return f"arrived by {certain_by}"
    return f"arrived on {earliest} at the earliest" if earliest else "when it arrived is not said"


def _step_lines(step: Entry, data_type: str, label: Any) -> Iterator[str]:
    how = _channel(step["channel"]) + (f", via {' > '.join(map(label, step['via']))}" if step["via"] else "")
    carried = step["carried_as"] + (
        "" if step["data_type"] == data_type else f" by {_data(step['data_type'])}"
    )
    yield f"     {label(step['from'])} → {label(step['to'])} ({how}) · {carried}{_flags(step)}"
    if step["count"]:
        yield f"       {_count(step['count'], label)}"
    for each in step["evidence"]:
        mark = "*" if each["chosen"] else " "
        yield f"      {mark} {_evidence(each)}"
    for each in step["beside"]:
        yield f"       beside: {_beside(each, label)}"
    if step["rules"]:
        yield "       rules that touch it: " + "; ".join(map(rule_in_words, step["rules"]))


def _beside(each: Entry, label: Any) -> str:
    """A claim to be read with it: what it says, of whom, by whom; of a denial its scope."""
    whom = label(each["to"]) if each["to"] else "anybody"
    said = [each["mode"], _data(each["data_type"]) if each["data_type"] else "", f"to {whom}"]
    how = [_channel(each["channel"]) if each["channel"] else "", *each["databases"]]
    words = ", ".join(part for part in (" ".join(filter(None, said)), *how, each["count"]) if part)
    return (
        f"{each['id']}: {words}; {each['why']}; says {each['speaker'] or each['document'] or 'nobody named'}"
    )


def _channel(channel: str | None) -> str:
    return vocabulary("channels")[channel].label if channel else "way not stated"


def _flags(step: Entry) -> str:
    flags = ["contested"] if step["contested"] else []
    flags += ["joint shown"] if step["joint_shown"] else []
    return "".join(f" · {flag}" for flag in flags)


def _count(count: Entry, label: Any) -> str:
    shared = tuple(count["shared_with"])
    counted = Count(count["words"], unit=count["unit"] or "", shared_with=shared)
    return counted.in_words({party: label(party) for party in shared})


def _evidence(each: Entry) -> str:
    said = plain([part for part in (each["publisher"], each["published"], each["locator"]) if part])
    row = f"{each['dataset']}/{each['file'] or '?'} line {plain(each['row'])}"
    place = f"{said}; {row}" if said else row
    badge = "" if each["read"] == "in-full" else f" · {each['read'] or 'not said how it was read'}"
    badge += "".join(f" · checked {plain(one)}" for one in each["checked"])
    badge += "".join(f" · corrected {plain(one)}" for one in each["corrected"])
    derived = " · follows from a shown joint" if each["derived"] else ""
    return (
        f"{each['claim']}: {each['mode']}, says {each['speaker'] or 'the record'} [{place}]{badge}{derived}"
    )


def _absence_lines(absence: Entry, floor: str, label: Any) -> Iterator[str]:
    yield f"  no trace: {absence['reason']} ({reason_in_words(absence['reason'], floor)})"
    if absence["nearest"]:
        yield from _nearest_lines(absence["nearest"], label)
    for flow in absence["below_floor"]:
        words = f", {flow['count_words']}" if flow["count_words"] else ""
        yield (
            f"     known: {flow['standing']}, {label(flow['from'])} → {label(flow['to'])}, "
            f"{_data(flow['data_type'] or 'any data')}{words} ({plain(flow['items'])})"
        )
    for record in absence["would_settle"]:
        yield f"     would settle it: {record}"


def _nearest_lines(nearest: Entry, label: Any) -> Iterator[str]:
    """The nearest miss: its agencies, the claim of each hop, and what breaks it."""
    steps = nearest["steps"]
    claims = [each["claim"] for step in steps for each in step["evidence"] if each["chosen"]]
    route = [steps[0]["from"], *(step["to"] for step in steps)]
    yield f"     nearest miss, no trace: {' → '.join(map(label, route))} ({plain(claims)})"
    for words in nearest["breaks"]:
        yield f"       {words}"
