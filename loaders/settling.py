"""The cells of one row together: what follows where one is blank, and which contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from graphmodel.dates import parse_span
from graphmodel.vocabulary import vocabulary
from loaders.rejects import CellError

Record = dict[str, Any]

GROUP = "group"
MADE_UP_STATE = "made-up-state"
"""The attribute that declares a state of a made-up case: its value is the state's name."""

#: Modes that say nothing of what went: there a blank payload stays blank.
NO_PAYLOAD = frozenset({"context", "denied"})
#: Modes in which nothing is shown to have gone: there a blank payload is what was asked for or is offered.
ASSUMED_PAYLOAD = frozenset({"available", "requested", "planned"})

Settler = Callable[[Mapping[str, Any], frozenset[str]], Record]

#: The properties that each shape's cells are judged by together.
SETTLED_BY: Mapping[str, tuple[str, ...]] = {
    "claim": ("mode", "payload", "data_types", "time_kind", "start", "end", "end_kind"),
    "event": ("mode", "payload", "data_types", "asked", "answered"),
    "rule": ("from", "to"),
    "coverage": ("start", "end"),
    "attribute": ("subject", "attribute", "value", "start", "end", "document"),
    "agency": ("kind", "class_kind", "members", "part_of", "valid_from", "valid_to"),
}


def settle(shape_name: str, values: Mapping[str, Any], masked: frozenset[str]) -> Record:
    """What follows from the cells of a row together: defaults, by property.

    Parameters
    ----------
    values
        Values by property; only those of `SETTLED_BY` are looked at.
    masked
        The columns that hold a mask.

    Raises
    ------
    CellError
        When the cells contradict each other.
    """
    settler = _settlers().get(shape_name)
    return settler(values, masked) if settler else {}


@cache
def _settlers() -> Mapping[str, Settler]:
    return {
        "claim": _settle_claim,
        "event": _settle_event,
        "rule": lambda values, _: _ordered(values, "from", "to"),
        "coverage": lambda values, _: _ordered(values, "start", "end"),
        "attribute": _settle_attribute,
        "agency": _settle_agency,
    }


def _settle_claim(values: Mapping[str, Any], masked: frozenset[str]) -> Record:
    time_kind = values["time_kind"] or "event"
    start, end, end_kind = values["start"], values["end"], values["end_kind"]
    if time_kind == "standing":
        if end and not end_kind and "end_kind" not in masked:
            raise CellError(
                "end_kind",
                "is blank, but the row is standing and has an end ({})",
                end,
                hint="say what the end means: ended, seen, ongoing-as-stated or unknown",
            )
        _ordered(values, "start", "end")
    elif start and end:
        raise CellError(
            "end",
            "{}: an event has its period in start",
            end,
            hint="write start..end in start and leave end blank, or say that the row is standing",
        )
    elif end_kind:
        raise CellError(
            "end_kind",
            "{}: an event has no end of its own",
            end_kind,
            hint="leave it blank, or write standing in time_kind",
        )
    return {"time_kind": time_kind, "payload": _payload(values, masked)}


def _settle_event(values: Mapping[str, Any], masked: frozenset[str]) -> Record:
    asked, answered = values["asked"], values["answered"]
    if asked and answered and parse_span(answered).hi < parse_span(asked).lo:
        raise CellError(
            "answered", "{} is before it was asked ({})", answered, asked, hint="look at the two dates"
        )
    return {"payload": _payload({**values, "mode": values["mode"] or "requested"}, masked)}


def _payload(values: Mapping[str, Any], masked: frozenset[str]) -> str | None:
    """What went: as stated, or only assumed; where the cell is blank, by what happened."""
    payload: str | None = values["payload"]
    mode = values["mode"]
    if payload or "payload" in masked or "mode" in masked or mode in NO_PAYLOAD:
        return payload
    if mode in ASSUMED_PAYLOAD:
        return "assumed"
    return "stated" if mode == "disclosed" or values["data_types"] else None


def _ordered(values: Mapping[str, Any], first: str, last: str) -> Record:
    start, end = values[first], values[last]
    if start and end and parse_span(end).hi < parse_span(start).lo:
        column = {"valid_to": "to"}.get(last, last)
        raise CellError(
            column, "{} is before the start ({})", end, start, hint="write the earlier date first"
        )
    return {}


def _settle_attribute(values: Mapping[str, Any], _: frozenset[str]) -> Record:
    attribute, value = values["attribute"], values["value"]
    if attribute == MADE_UP_STATE:
        return _real_if_known(values["subject"])
    allowed = vocabulary("attributes")[attribute].listed("values") if attribute else ()
    if allowed and value not in allowed:
        raise CellError("value", "{} is no value of it", value or "", hint="allowed: " + ", ".join(allowed))
    if not values["document"]:
        raise CellError("document", "is blank", hint="name the document that says so")
    return _ordered(values, "start", "end")


def _real_if_known(state: str) -> Record:
    if state in vocabulary("states"):
        raise CellError(
            "subject", "{} is a real state", state, hint="a made-up state needs a code of its own"
        )
    return {}


def _settle_agency(values: Mapping[str, Any], _: frozenset[str]) -> Record:
    is_group = values["kind"] == GROUP
    foreign = ("part_of", "valid_from", "valid_to") if is_group else ("class_kind", "members")
    for name in foreign:
        if values[name]:
            what = "a group" if is_group else "an agency"
            column = {"valid_from": "from", "valid_to": "to"}.get(name, name)
            raise CellError(
                column, f"{what} has none", hint=f"leave it blank, or look at kind ({values['kind']})"
            )
    return _ordered(values, "valid_from", "valid_to")
