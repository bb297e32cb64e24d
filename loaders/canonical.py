"""A canonical row becomes the record of the table that it makes: cells are split, checked and normalised.

What a cell says is kept as written; terms of a vocabulary become their ids, a masked cell becomes nothing and is
listed in `masked`, dates are read only to see that they are dates. The same reading of cells serves one row
(`record`) and whole columns (`loaders.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphmodel.dates import parse_span
from graphmodel.declaration import Property, Shape
from graphmodel.errors import InputError, did_you_mean
from graphmodel.registry import MASKED
from graphmodel.schema import PARTY, SHAPES
from graphmodel.vocabulary import LIST_SEPARATOR, Vocabulary, split_list, vocabulary
from loaders.masks import mask_of
from loaders.rejects import QUOTE, CellError
from loaders.settling import GROUP, settle

Record = dict[str, Any]

VIA_SEPARATOR = ">"
DATE_COLUMNS = frozenset({"start", "end", "asked", "answered", "from", "to", "published"})
STATE_COLUMNS = frozenset({"state", "subject"})
#: A curator's own words, and ids, are never a mask; a masked mode is a masked cell like any other.
NEVER_MASKED = frozenset({"note", "would_obtain"})
MAY_BE_MASKED_THOUGH_REQUIRED = frozenset({"mode"})
#: The mask of a cell that showed a person and was taken out: no column keeps it as a text.
TAKEN_OUT = "personal"
NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]+)?|[0-9]{1,3}(,[0-9]{3}){1,4}(\.[0-9]+)?")
FLAGS = {"y": True, "yes": True, "n": False, "no": False}


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
        raise CellError.of(name, error) from None


def _blank(column: Property, name: str) -> Cell:
    if column.required:
        raise CellError(name, "is blank, and must not be", hint=column.description)
    return Cell([] if column.type == "list" else None)


def _mask(column: Property, name: str, text: str) -> str | None:
    code = mask_of(text)
    if code != TAKEN_OUT and (name in NEVER_MASKED or column.name == "id"):
        return None
    return None if code is not None and _is_term(column, text) else code


def _is_term(column: Property, text: str) -> bool:
    """Whether a text that is written like a mask is a term of the column: an extent may be `withheld`."""
    return bool(column.vocabulary and vocabulary(column.vocabulary).find(text))


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
            f"{QUOTE} holds a {LIST_SEPARATOR!r}",
            text,
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
        raise CellError(name, "{} is neither yes nor no", text, hint="write y or n, or leave it blank")
    return flag


def _read_number(name: str, text: str) -> float:
    if NUMBER.fullmatch(text) is None:
        raise CellError(name, "{} is not a number", text, hint="write digits: 1907, 1,907 or 2.5")
    return float(text.replace(",", ""))


def _read_text(shape_name: str, column: Property, name: str, text: str) -> str:
    if name in DATE_COLUMNS:
        parse_span(text)
        return text
    if name in STATE_COLUMNS:
        return _state(text)
    if shape_name == "event" and name == "mode":
        return _mode_of_outcome(text)
    return _term(column, text)


def _term(column: Property, text: str) -> str:
    """A term of the column's vocabulary; a text as it stands where the column has none."""
    if column.name == "databases":
        return _if_known(vocabulary("databases"), text)
    if column.scope:
        return _scope(text)
    if column.vocabulary is None:
        return text
    return vocabulary(column.vocabulary).resolve(text)


def _if_known(terms: Vocabulary, text: str) -> str:
    return terms.find(text) or text


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
            "{} is neither a mode nor a known outcome",
            text,
            hint=did_you_mean(text, words) or "map the source's code in a mapping, or write a mode",
        ) from None
