"""A JSON document is the list of records that it is or holds, read in the child process.

An object's lists of records are tables; where it holds several, each is named by the fields that lead to it. Numbers
are kept as they are written. A list of lists is a table whose first list may name the columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graphmodel.errors import InputError
from loaders.readers.cells import text_of
from loaders.readers.fields import Misshapen, cells_of, check_fields, line_of, loads
from loaders.readers.lines import Line
from loaders.readers.sources import printable
from loaders.readers.worker import Found, Task


def read(task: Task) -> Iterator[Found]:
    """The lists of records of a document.

    Raises
    ------
    InputError
        When it is no JSON; with the line and column.
    """
    document = _parsed(task)
    tables = {"": document} if isinstance(document, list) else dict(_lists("", document))
    for path, records in (tables or {"": [document]}).items():
        sheet = printable(path) if len(tables) > 1 else None
        if records and all(isinstance(record, list) for record in records):
            yield Found(_plain(records), sheet)
        elif records:
            yield Found(_named(task.name, records), sheet, self_named=True)


def _parsed(task: Task) -> Any:
    data = task.data()
    try:
        return loads(data.decode(task.encoding or json.detect_encoding(data)))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{task.name} is no JSON: {error.msg} ({where})", hint=WHOLE) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{task.name} is not UTF-8, as JSON must be", hint="save it as UTF-8") from error
    except RecursionError as error:
        raise InputError(
            f"{task.name} is nested too deeply", hint="save the list of records alone"
        ) from error


WHOLE = "it may be cut off; as JSON Lines (a record on each line) all sound records would be read"


def _lists(path: str, value: Any) -> Iterator[tuple[str, list[Any]]]:
    """The lists of records in an object, by the fields that lead to them."""
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        here = f"{path}.{name}" if path else name
        if isinstance(inner, list) and any(isinstance(record, Mapping) for record in inner):
            yield here, inner
        else:
            yield from _lists(here, inner)


def _named(name: str, records: list[Any]) -> Iterator[Line]:
    """A line of the fields' names, then the records."""
    fields: dict[str, None] = {}
    for record in records:
        try:
            fields.update(dict.fromkeys(cells_of(record)))
        except Misshapen:
            continue
        check_fields(name, fields)
    names = tuple(fields)
    yield Line(0, names)
    for row, record in enumerate(records, 1):
        yield line_of(row, record, names)


def _plain(records: list[list[Any]]) -> Iterator[Line]:
    for row, record in enumerate(records, 1):
        cells = tuple(map(text_of, record))
        yield Line(row, cells if any(cells) else ())
