"""Rows as columns, each value that comes again written once: what many thousand rows need to be small enough to mail."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

# Of these columns each part is a column of its own: the parts come again, the whole does not.
PARTED = ("say",)


def packed(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The same rows, by column.

    Returns
    -------
    `length`, and `columns`: of each name its values in order, `null` where a row has none; or, where values come
    again, `of`, the values, and `at`, which of them each row has, left out where all have the one.

    Examples
    --------
    >>> packed([{"a": "x", "b": 1}, {"a": "x", "b": 2}, {"a": "x"}])
    {'length': 3, 'columns': {'a': {'of': ['x']}, 'b': [1, 2, None]}}
    """
    flat = [_parted(row) for row in rows]
    names = sorted({name for row in flat for name in row})
    return {
        "length": len(rows),
        "columns": {name: _column([row.get(name) for row in flat]) for name in names},
    }


def unpacked(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows again.

    Examples
    --------
    >>> unpacked(packed([{"a": "x"}, {"a": "x", "say": {"b": 1}}]))
    [{'a': 'x'}, {'a': 'x', 'say': {'b': 1}}]
    """
    rows: list[dict[str, Any]] = [{} for _ in range(table["length"])]
    for name, column in table["columns"].items():
        whole, _, part = name.partition(".")
        values = _values(column, len(rows))
        for row, value in zip(rows, values, strict=True):
            if value is not None:
                (row.setdefault(whole, {}) if part else row)[part or whole] = value
    return rows


def _values(column: Any, length: int) -> list[Any]:
    if not isinstance(column, Mapping):
        return list(column)
    at = column.get("at") or [0] * length
    return [column["of"][number] for number in at]


def _parted(row: Mapping[str, Any]) -> dict[str, Any]:
    parts = {f"{name}.{part}": value for name in PARTED for part, value in row.get(name, {}).items()}
    return {**{name: value for name, value in row.items() if name not in PARTED}, **parts}


def _column(values: list[Any]) -> Any:
    keys = [json.dumps(value, sort_keys=True) for value in values]
    first = dict(zip(reversed(keys), reversed(values), strict=True))
    distinct = list(dict.fromkeys(keys))
    if 3 * len(distinct) > 2 * len(values) and len(values) > 1:
        return values
    if len(distinct) == 1:
        return {"of": values[:1]}
    place = {key: at for at, key in enumerate(distinct)}
    return {"of": [first[key] for key in distinct], "at": [place[key] for key in keys]}
