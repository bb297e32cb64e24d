"""A canonical row becomes the record of the table that it makes: cells are split, checked and normalised.

What a cell says is kept as written; terms of a vocabulary become their ids, a masked cell becomes nothing and is
listed in `masked`, dates are read only to see that they are dates. The same reading of cells serves one row
(`record`) and whole columns (`loaders.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphmodel.dates import parse_span
from graphmodel.declaration import Property, Shape
from graphmodel.errors import InputError, did_you_mean
from graphmodel.registry import MASKED
from graphmodel.schema import PARTY, SHAPES
from graphmodel.vocabulary import LIST_SEPARATOR, Vocabulary, split_list, vocabulary
from loaders.masks import mask_of
from loaders.rejects import CellError, shown

Record = dict[str, Any]

VIA_SEPARATOR = ">"
DATE_COLUMNS = frozenset({"start", "end", "asked", "answered", "from", "to", "published"})
STATE_COLUMNS = frozenset({"state", "subject"})
#: A curator's own words, and ids, are never a mask; a masked mode is a masked cell like any other.
NEVER_MASKED = frozenset({"note", "would_obtain"})
MAY_BE_MASKED_THOUGH_REQUIRED = frozenset({"mode"})
MADE_UP_STATE = "made-up-state"
"""The attribute that declares a state of a made-up case: its value is the state's name."""

NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]+)?|[0-9]{1,3}(,[0-9]{3}){1,4}(\.[0-9]+)?")
GROUP = "group"
FLAGS = {"y": True, "yes": True, "n": False, "no": False}
#: Modes that say nothing of what went: there a blank payload stays blank.
NO_PAYLOAD = frozenset({"context", "denied"})
#: Modes in which nothing is shown to have gone: there a blank payload is what was asked for or is offered.
ASSUMED_PAYLOAD = frozenset({"available", "requested", "planned"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What a text cell says, and the codes of what was masked in it."""

    value: Any
    masked: tuple[str, ...] = ()


def shape_named(name: str) -> Shape:
    """The row shape of this name.

    Raises
    ------
    InputError
        When there is none; with the nearest.
    """
    if name not in SHAPES:
        raise InputError(
            f"{name!r} is no row shape", hint=did_you_mean(name, SHAPES) or "allowed: " + ", ".join(SHAPES)
        )
    return SHAPES[name]


def table_of(shape_name: str, values: Mapping[str, Any]) -> str:
    """The table that a record goes to: of an agency row, by its kind."""
    if shape_name == "agency":
        return "AgencyGroup" if values.get("kind") == GROUP else "Agency"
    return SHAPES[shape_name].makes[0]


def record(shape_name: str, cells: Mapping[str, str]) -> Record:
    """One canonical row as the record of the table that it makes.

    Parameters
    ----------
    shape_name
        A row shape: `claim`, `event`, `rule`, `coverage`, `attribute`, `document` or `agency`.
    cells
        Text by canonical column; a column that is left out is blank.

    Returns
    -------
    dict
        Values by property, with the `masked` columns; a blank is None, of a list the empty list.

    Raises
    ------
    InputError
        Naming the column and the value that is wrong.

    Examples
    --------
    >>> made = record("claim", {"mode": "disclosed", "holder": "DDS; ***", "threshold_shown": "court order"})
    >>> made["holder"], made["masked"], made["threshold_shown"], made["payload"]
    (['DDS', 'masked'], ['holder:stars'], 'court-order', 'stated')
    """
    shape = shape_named(shape_name)
    for name in cells:
        if name not in shape.header:
            hint = did_you_mean(name, shape.header) or "allowed: " + ", ".join(shape.header)
            raise InputError(f"{name!r} is no column of the shape {shape_name!r}", hint=hint)
    values: Record = {}
    masked: list[str] = []
    for column in shape.columns:
        cell = read_cell(shape_name, column, cells.get(column.column or "") or "")
        values[column.name] = cell.value
        masked += [f"{column.column}:{code}" for code in cell.masked]
    values |= settle(shape_name, values, frozenset(entry.partition(":")[0] for entry in masked))
    return values | {"masked": masked}


# --- one cell -----------------------------------------------------------------------------------------------------


def read_cell(shape_name: str, column: Property, text: str) -> Cell:
    """What one text cell of a column says.

    Raises
    ------
    CellError
        When it says nothing that the column may hold.
    """
    name = column.column or column.name
    text = text.strip()
    if "\0" in text:
        raise CellError(name, "holds a NUL character", hint="export the file again as UTF-8 text")
    if not text:
        return _blank(column, name)
    code = _mask(column, name, text)
    if code is not None:
        return _masked(column, name, code)
    try:
        return _read(shape_name, column, name, text)
    except CellError:
        raise
    except InputError as error:
        raise CellError(name, error.message.replace(repr(text), shown(text)), hint=error.hint) from error


def _blank(column: Property, name: str) -> Cell:
    if column.required:
        raise CellError(name, "is blank, and must not be", hint=column.description)
    return Cell([] if column.type == "list" else None)


def _mask(column: Property, name: str, text: str) -> str | None:
    if name in NEVER_MASKED or column.name == "id":
        return None
    code = mask_of(text)
    return None if code is not None and _is_term(column, text) else code


def _is_term(column: Property, text: str) -> bool:
    """Whether a text that is written like a mask is a term of the column: an extent may be `withheld`."""
    try:
        return bool(column.vocabulary and vocabulary(column.vocabulary).resolve(text))
    except InputError:
        return False


def _masked(column: Property, name: str, code: str) -> Cell:
    if column.required and name not in MAY_BE_MASKED_THOUGH_REQUIRED:
        raise CellError(name, "is masked, and must not be", hint=column.description)
    return Cell([] if column.type == "list" else None, (code,))


def _read(shape_name: str, column: Property, name: str, text: str) -> Cell:
    if name == "via":
        return _read_list(column, _split_via(text))
    match column.type:
        case "list":
            return _read_list(column, split_list(text))
        case "flag":
            return Cell(_read_flag(name, text))
        case "number" | "integer":
            return Cell(_read_number(name, text))
        case _:
            return Cell(_read_text(shape_name, column, name, text))


def _split_via(text: str) -> tuple[str, ...]:
    if LIST_SEPARATOR in text:
        raise CellError(
            "via",
            f"{shown(text)} holds a {LIST_SEPARATOR!r}",
            hint="agencies in a row are split on '>'; alternatives are rows of their own, marked one_of",
        )
    return tuple(part.strip() for part in text.split(VIA_SEPARATOR) if part.strip())


def _read_list(column: Property, parts: tuple[str, ...]) -> Cell:
    """A list; a masked party among others stays as somebody, of another masked entry only the code is kept."""
    names_parties = bool(set(column.refers) & set(PARTY)) and not column.scope
    values: list[str] = []
    codes: list[str] = []
    for part in parts:
        code = _mask(column, column.column or "", part)
        if code is None:
            values.append(_term(column, part))
            continue
        codes.append(code)
        if names_parties:
            values.append(MASKED)
    return Cell(list(dict.fromkeys(values)) if column.name != "via" else values, tuple(dict.fromkeys(codes)))


def _read_flag(name: str, text: str) -> bool:
    flag = FLAGS.get(text.casefold())
    if flag is None:
        raise CellError(name, f"{shown(text)} is neither yes nor no", hint="write y or n, or leave it blank")
    return flag


def _read_number(name: str, text: str) -> float:
    if NUMBER.fullmatch(text) is None:
        raise CellError(name, f"{shown(text)} is not a number", hint="write digits: 1907, 1,907 or 2.5")
    return float(text.replace(",", ""))


def _read_text(shape_name: str, column: Property, name: str, text: str) -> str:
    if name in DATE_COLUMNS:
        parse_span(text)
        return text
    if name in STATE_COLUMNS:
        return _state(text)
    if shape_name == "event" and name == "mode":
        return _mode_of_outcome(text)
    if shape_name == "rule" and LIST_SEPARATOR in text:
        return LIST_SEPARATOR.join(_term(column, part) for part in split_list(text))
    return _term(column, text)


def _term(column: Property, text: str) -> str:
    """A term of the column's vocabulary; a text as it stands where the column has none."""
    if column.name == "databases":
        return _if_known(vocabulary("databases"), text)
    if column.scope:
        return _scope(text)
    if column.vocabulary is None or (column.name == "attribute" and text == MADE_UP_STATE):
        return text
    return vocabulary(column.vocabulary).resolve(text)


def _if_known(terms: Vocabulary, text: str) -> str:
    try:
        return terms.resolve(text)
    except InputError:
        return text


def _state(text: str) -> str:
    """A state by its code or name; another text stays, for a case may declare a state of its own."""
    return _if_known(vocabulary("states"), text)


def _scope(text: str) -> str:
    """A kind, or a kind of one state, normalised; anything else is a party's name and stays as written."""
    kinds = vocabulary("agency_kinds")
    state, colon, kind = text.partition(":")
    if colon:
        return f"{_state(state.strip())}:{kinds.resolve(kind.strip())}"
    return _if_known(kinds, text)


def _mode_of_outcome(text: str) -> str:
    """What became of a request: a mode, or what an outcome as sources word it amounts to.

    "Denied" in a log of requests is a refusal; the mode `denied`, that somebody says it does not happen, is of
    statements.
    """
    outcomes, modes = vocabulary("outcomes"), vocabulary("modes")
    try:
        return str(outcomes[outcomes.resolve(text)].extra["mode"])
    except InputError:
        pass
    try:
        return modes.resolve(text)
    except InputError:
        words = [*modes, *outcomes, *(term.label for term in outcomes.values())]
        raise CellError(
            "mode",
            f"{shown(text)} is neither a mode nor a known outcome",
            hint=did_you_mean(text, words) or "map the source's code in a mapping, or write a mode",
        ) from None


# --- cells of one row together ------------------------------------------------------------------------------------

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
                f"is blank, but the row is standing and has an end ({end})",
                hint="say what the end means: ended, seen, ongoing-as-stated or unknown",
            )
        _ordered(values, "start", "end")
    elif start and end:
        raise CellError(
            "end",
            f"{end!r}: an event has its period in start",
            hint=f"write {start}..{end} in start and leave end blank, or say that the row is standing",
        )
    elif end_kind:
        raise CellError(
            "end_kind",
            f"{end_kind!r}: an event has no end of its own",
            hint="leave it blank, or write standing in time_kind",
        )
    return {"time_kind": time_kind, "payload": _payload(values, masked)}


def _settle_event(values: Mapping[str, Any], masked: frozenset[str]) -> Record:
    asked, answered = values["asked"], values["answered"]
    if asked and answered and parse_span(answered).hi < parse_span(asked).lo:
        raise CellError(
            "answered", f"{answered!r} is before it was asked ({asked!r})", hint="look at the two dates"
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
            column, f"{end!r} is before the start ({start!r})", hint="write the earlier date first"
        )
    return {}


def _settle_attribute(values: Mapping[str, Any], _: frozenset[str]) -> Record:
    attribute, value = values["attribute"], values["value"]
    if attribute == MADE_UP_STATE:
        return _real_if_known(values["subject"])
    allowed = vocabulary("attributes")[attribute].listed("values") if attribute else ()
    if allowed and value not in allowed:
        raise CellError(
            "value", f"{shown(value or '')} is no value of it", hint="allowed: " + ", ".join(allowed)
        )
    if not values["document"]:
        raise CellError("document", "is blank", hint="name the document that says so")
    return _ordered(values, "start", "end")


def _real_if_known(state: str) -> Record:
    if state in vocabulary("states"):
        raise CellError(
            "subject", f"{state!r} is a real state", hint="a made-up state needs a code of its own"
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
