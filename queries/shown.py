"""An answer as a notebook shows it: the verdict in words, each route with its evidence, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graphmodel.registry import Registry
from graphmodel.vocabulary import vocabulary
from queries.words import DID, party_in_words, reason_in_words, route_in_words

if TYPE_CHECKING:
    from jinja2 import Template

    from queries.library.trace import Answer

Entry = Mapping[str, Any]
CAUTION = "A flow is a claim with evidence, not a fact. Check the original of what was read as an excerpt."


def answer_html(answer: Answer) -> str:
    """An answer as a piece of HTML in which every text is text."""
    entry, registry = answer.to_dict(), answer.evidence.registry
    floor = answer.question["min_standing"]
    ends = (party_in_words(answer.question[end], registry) for end in ("from", "to"))
    return _template().render(
        question=" → ".join(ends),
        answers=[_of_type(each, floor, registry) for each in entry["answers"]],
        caution=CAUTION,
        stamp={"version": "", "case_sha256": ""} | entry["stamp"],
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((files("queries") / "answer.html").read_text(encoding="utf-8"))


def _of_type(entry: Entry, floor: str, registry: Registry) -> dict[str, Any]:
    absence, terms = entry["absence"], vocabulary("data_types")
    data = entry["data_type"]
    return {
        "data": terms[data].label if data in terms else data,
        "did": DID[entry["verdict"]],
        "verdict": entry["verdict"],
        "why": reason_in_words(absence["reason"], floor) if absence else "",
        "settles": absence["would_settle"] if absence else [],
        "traces": [_of_trace(each, registry) for each in entry["traces"]],
        "left_out": _left_out(entry["left_out"]),
    }


def _of_trace(trace: Entry, registry: Registry) -> dict[str, Any]:
    steps = trace["steps"]
    return {
        "route": route_in_words([steps[0]["from"], *(step["to"] for step in steps)], registry),
        "did": DID[trace["verdict"]],
        "standing": trace["standing"],
        "arrived": _arrived(trace["arrival"]),
        "contested": any(step["contested"] for step in steps),
        "because": trace["because"],
        "evidence": [_of_item(each) for step in steps for each in step["evidence"] if each["chosen"]],
    }


def _arrived(arrival: Entry) -> str:
    """When the data had arrived; an end that is open is left open."""
    first, last = arrival["earliest"], arrival["certain_by"]
    if first == last:
        return first or "not said"
    return f"{first or ''} to {last}" if last else f"{first} at the earliest"


def _of_item(item: Entry) -> str:
    """One item of evidence: its claim, its document, the place in it, and how much of that was read."""
    place = [item["title"] or item["document"], item["publisher"], item["published"], item["locator"]]
    read = "" if item["read"] == "in-full" else f" ({item['read'] or 'not said how it was read'})"
    return f"{item['claim']}: {', '.join(filter(None, place)) or 'no document'}{read}"


def _left_out(left_out: Entry) -> str:
    if not left_out["count"] and left_out["exact"]:
        return ""
    about = "" if left_out["exact"] else "at least "
    why = f": {left_out['why']}" if left_out["why"] else ""
    return f"{about}{left_out['count']} more left out{why}"
