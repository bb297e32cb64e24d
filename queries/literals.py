"""A Cypher text with its parameters written into it, for places that cannot be told values apart from a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from queries.engines.tokens import tokens


def written_out(text: str, parameters: Mapping[str, Any]) -> str:
    """The text with the value of each parameter in its place.

    >>> written_out("MATCH (a {id: $from}) RETURN $n", {"from": "desk", "n": None})
    "MATCH (a {id: 'desk'}) RETURN null"
    """
    parts, last = [], 0
    for token in tokens(text):
        if token.kind == "parameter" and token.name in parameters:
            parts += [text[last : token.start], literal(parameters[token.name])]
            last = token.start + len(token.text)
    return "".join([*parts, text[last:]])


def literal(value: Any) -> str:
    """A value as Cypher writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(literal, value)) + "]"
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
