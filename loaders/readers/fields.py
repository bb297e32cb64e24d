"""A record of fields, some of them nested, becomes cells: objects by dots, lists of plain values with semicolons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphmodel.errors import InputError
from loaders.readers.cells import text_of
from loaders.readers.lines import MOST_COLUMNS, Line

SEPARATOR = "; "


class Number(str):
    """A number, as it is written."""

    __slots__ = ()


class Repeated:
    """An object in which a field stands twice: no reader may choose between the two."""


class Misshapen(Exception):  # noqa: N818 (it becomes a damaged line)
    """A record cannot be made cells."""


def cells_of(record: Any) -> dict[str, str]:
    """The cells of a record by the names of their columns.

    >>> cells_of({"a": {"b": Number("1.0"), "c": ["x", "y"]}, "d": [{"e": None}], "f": None})
    {'a.b': '1.0', 'a.c': 'x; y', 'd': '[{"e": null}]', 'f': ''}

    Raises
    ------
    Misshapen
        When it is no object, a field stands twice, or it is nested too deeply.
    """
    if not isinstance(record, dict | Repeated):
        raise Misshapen("is no object with named fields")
    cells: dict[str, str] = {}
    try:
        for name, text in _flat("", record):
            if name in cells:
                raise Misshapen("holds a field twice")
            cells[name] = text
    except RecursionError:
        raise Misshapen("is nested too deeply") from None
    return cells


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Repeated):
        raise Misshapen("holds a field twice")
    if isinstance(value, dict) and value:
        for field, inner in value.items():
            yield from _flat(f"{name}.{field}" if name else field, inner)
    elif name:
        yield name, "" if value == {} else _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, list | tuple):
        return text_of(value)
    plain = all(item is not None and not isinstance(item, dict | list | tuple | Repeated) for item in value)
    texts = [text_of(item) for item in value] if plain else []
    return SEPARATOR.join(texts) if plain and not any(";" in text for text in texts) else _json(value)


def _json(value: Any) -> str:
    """A value as JSON, its numbers as they are written."""
    if isinstance(value, Repeated):
        raise Misshapen("holds a field twice")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(str(name))}: {_json(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, Number) or (isinstance(value, float | int) and not isinstance(value, bool)):
        return text_of(value)
    plain = value is None or isinstance(value, bool | str)
    return json.dumps(value if plain else text_of(value), ensure_ascii=False)


def check_fields(file: str, fields: Iterable[str]) -> tuple[str, ...]:
    """The fields, which are not more than a header may have columns.

    Raises
    ------
    InputError
        When they are more.
    """
    names = tuple(fields)
    if len(names) > MOST_COLUMNS:
        raise InputError(
            f"{file}: its records have more than {MOST_COLUMNS:,} different fields",
            hint="write what differs from record to record as a value, not as the name of a field",
        )
    return names


def line_of(row: int, record: Any, fields: Iterable[str]) -> Line:
    """A record as a line; a field that it does not have is blank."""
    try:
        cells = cells_of(record)
    except Misshapen as error:
        return Line(row, None, damage=str(error), hint="write each record as {field: value, …}")
    return Line(row, tuple(cells.get(name, "") for name in fields))


# --- JSON ---------------------------------------------------------------------------------------------------------


def loads(text: str) -> Any:
    """JSON with its numbers as they are written, and objects in which a field stands twice marked.

    Raises
    ------
    json.JSONDecodeError, RecursionError
        When it is no JSON, or nested too deeply.
    """
    return json.loads(
        text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_object
    )


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any] | Repeated:
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else Repeated()
