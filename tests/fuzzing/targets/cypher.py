"""Cypher of somebody else's: what the gate lets through does nothing but read, say two engines that parse it too."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cache
from typing import Any

from graphmodel.errors import InputError
from queries.engines.embedded import Embedded
from queries.engines.gate import FOLLOWS, FUNCTIONS, READS_ONLY, REFUSED, check
from queries.engines.protocol import Limits
from queries.engines.tokens import parameters_used, tokens
from tests.fuzzing.targets import text_of

WORLD = (
    "CREATE (a:Agency {id: 'a', name: 'A', x: 1})-[:CARRIES {id: 'r', name: 'R', x: 2}]->"
    "(b:Agency {id: 'b', name: 'B'})"
)
ALL = (
    "MATCH (n) RETURN 'node' AS what, labels(n) AS kind, keys(n) AS keys, n.id AS id, n.name AS name, n.x AS x",
    "MATCH ()-[r]->() RETURN 'tie' AS what, type(r) AS kind, keys(r) AS keys, r.id AS id, r.name AS name, r.x AS x",
)
#: The steps that the embedded engine plans for a text that reads.
READING = frozenset(
    [
        "CallSubquery",
        "Expand",
        "Limit",
        "Match",
        "OptionalMatch",
        "OrderBy",
        "Return",
        "Skip",
        "Union",
        "Unwind",
        "Where",
        "With",
    ]
)
MOST = Limits(seconds=0.2, rows=20)


def gate(data: bytes) -> None:
    """A text is refused at a place in it, or no engine that runs it changes anything."""
    text = text_of(data)
    try:
        names = parameters_used(tokens(text))
        checked = check(text, names)
    except InputError as error:
        _points(error, text)
        return
    assert len(checked) == len(text)
    assert check(checked, names) == checked
    assert [each.text for each in tokens(checked)] == [each.text for each in tokens(text)]
    _changes_nothing(checked, dict.fromkeys(names, "a"))


def _points(error: InputError, text: str) -> None:
    """The message points at a character that is there."""
    if error.message == "the query is empty":
        assert error.hint == READS_ONLY
        return
    where, _, caret = error.message.split("\n")[0], *error.message.rsplit("\n", 1)
    line, column = (int(word.split(" ")[1]) for word in where.split(": ")[0].split(", "))
    lines = text.split("\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1
    assert caret == " " * (column + 1) + "^"


@cache
def _open_to_writing() -> Any:
    """A graph that the library would write into, if it were told to."""
    import kglite

    kglite.set_query_warning_policy("silent")
    graph = kglite.KnowledgeGraph()
    graph.cypher(WORLD, disable_optimizer=True)
    return graph


def _held() -> list[dict[str, Any]]:
    graph = _open_to_writing()
    return [row for text in ALL for row in graph.cypher(text, disable_optimizer=True).to_list()]


@cache
def _before() -> list[dict[str, Any]]:
    return _held()


def forget() -> None:
    """Begin with a new graph."""
    _open_to_writing.cache_clear()
    _before.cache_clear()


def _changes_nothing(text: str, parameters: dict[str, Any]) -> None:
    """Run on a graph that may be written to, it leaves the graph as it was; and it fails only as a user may be told."""
    before = _before()
    engine = Embedded.__new__(Embedded)
    engine._graph = _open_to_writing()
    with suppress(InputError):
        json.dumps(engine.run(text, parameters, MOST).rows)
        steps = engine._graph.cypher(f"EXPLAIN {text}", params=parameters, disable_optimizer=True).to_list()
        assert {re.split("[ ({]", step["operation"])[0] for step in steps} <= READING, steps
    assert _held() == before


WORDS = {
    "gate": [
        *(
            f"{word} "
            for word in (*FOLLOWS, *REFUSED, "CASE", "CSV", "FROM", "ON", "INDEX", "CONSTRAINT", "IF")
        ),
        *(f"{name}(" for name in (*FUNCTIONS, "apoc.load.json", "EXISTS", "COUNT")),
        *(
            "(a)",
            "-->",
            "-[r]->",
            "(b:Agency)",
            "-[:CARRIES*1..2]->",
            "$p",
            "`a`",
            "/*",
            "*/",
            "//",
            "\n",
            "'",
            '"',
            "\\",
        ),
        *(
            "{",
            "}",
            ";",
            ".id",
            " AS x",
            "[1, 2]",
            "{id: 'a'}",
            "<>",
            "=~",
            "..",
            "|",
            "&",
            "!",
            "::",
            "0x1F",
            "1e5",
        ),
    ]
}
