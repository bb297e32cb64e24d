"""Cypher without a server: the embedded engine `kglite`, behind this one module.

Its optimizer is off on every call: with it on, about one query in two hundred is silently wrong. What is not in the
portable subset of Cypher is left alone, so that Neo4j gives the same answer to the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from queries.engines.graph import PROPERTIES, Graph, Record
from queries.engines.protocol import Answered, Limits, plain
from queries.engines.tokens import mistake, tokens

if TYPE_CHECKING:
    import kglite
    import pandas as pd

HOW_TO_INSTALL = "pip install 'datatrail[cypher]'"
#: The columns of the library's frames, by our types of properties.
TYPES = {"text": "string", "list": "list", "number": "float", "integer": "integer", "flag": "boolean"}


def library() -> Any:
    """The library, imported when it is first needed.

    Raises
    ------
    InputError
        When it is not installed.
    """
    try:
        import kglite
    except ImportError as error:
        raise InputError("the embedded Cypher engine is not installed", hint=HOW_TO_INSTALL) from error
    kglite.set_query_warning_policy("silent")
    return kglite


class Embedded:
    """A case's graph in memory.

    Examples
    --------
    >>> from queries.engines.graph import Graph
    >>> Embedded.build(Graph()).run("RETURN 1 AS one").rows
    [{'one': 1}]
    """

    name = "embedded"

    def __init__(self, graph: kglite.KnowledgeGraph) -> None:
        self._graph: Any = graph
        self._graph.read_only(enabled=True)

    @classmethod
    def build(cls, graph: Graph) -> Embedded:
        """The engine, with a graph put into it."""
        held = library().KnowledgeGraph()
        for label, records in graph.nodes.items():
            if records:
                frame, types = _frame(records, PROPERTIES[label])
                held.add_nodes(frame, label, "id", "name", column_types=types)
        begun: set[tuple[str, str]] = set()
        for (type_, source, target), records in sorted(graph.ties.items(), key=lambda tie: -len(tie[1])):
            add = _add_more if (type_, source) in begun else _add_first
            add(held, type_, source, target, records)
            begun.add((type_, source))
        return cls(held)

    @classmethod
    def from_bytes(cls, data: bytes) -> Embedded:
        """An engine that `to_bytes` kept.

        Raises
        ------
        InputError
            When these are no such bytes.
        """
        kglite = library()
        try:
            return cls(kglite.from_bytes(data))
        except (kglite.KgError, OSError, ValueError) as error:
            raise InputError(
                f"the index cannot be read ({error})", hint="delete the folder index/"
            ) from error

    def to_bytes(self) -> bytes:
        """What `from_bytes` reads."""
        return bytes(self._graph.to_bytes())

    def run(
        self, text: str, parameters: Mapping[str, Any] | None = None, limits: Limits | None = None
    ) -> Answered:
        """Run one text that only reads; see `protocol.Engine`."""
        kglite, limits = library(), limits or Limits()
        try:
            found = self._graph.cypher(
                text,
                params=dict(parameters or {}),
                timeout_ms=0 if limits.seconds is None else max(1, ceil(limits.seconds * 1000)),
                row_limit=None if limits.rows is None else limits.rows + 1,
                disable_optimizer=True,
            )
        except kglite.CypherTimeoutError as error:
            raise InputError(
                f"the query took longer than {limits.seconds:g} s", hint="ask for less, or allow more time"
            ) from error
        except (kglite.KgError, ValueError, TypeError, OverflowError) as error:
            raise _pointed(text, error) from error
        rows = [{name: plain(cell) for name, cell in row.items()} for row in found.to_list()]
        cut = limits.rows is not None and len(rows) > limits.rows
        return Answered(tuple(found.columns), rows[: limits.rows], cut)


# --- frames -------------------------------------------------------------------------------------------------------

ENDS = (
    Property("source", "text", "The id of the node that it starts from."),
    Property("target", "text", "The id of the node that it ends at."),
)


def _frame(records: Sequence[Record], properties: Iterable[Property]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Records as a frame whose columns keep their type where nothing is known."""
    import pandas as pd

    properties = tuple(properties)
    columns = {
        each.name: [_cell(record.get(each.name), each.type) for record in records] for each in properties
    }
    types = {each.name: TYPES[each.type] for each in properties if each.type in TYPES}
    return pd.DataFrame(columns, dtype=object), types


def _add_first(held: Any, type_: str, source: str, target: str, records: Sequence[Record]) -> None:
    """Relationships of a type, from nodes of a label that have none of it yet."""
    frame, types = _frame(records, (*ENDS, *PROPERTIES[type_]))
    held.add_relationships(frame, type_, source, "source", target, "target", column_types=types)


def _add_more(held: Any, type_: str, source: str, target: str, records: Sequence[Record]) -> None:
    """Relationships of a type, from a label that has some: a frame would merge those of the same two nodes."""
    properties = PROPERTIES[type_]
    rows = [
        {
            "source": record["source"],
            "target": record["target"],
            "properties": {each.name: _cell(record.get(each.name), each.type) for each in properties},
        }
        for record in records
    ]
    held.cypher(
        f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}) MATCH (b:{target} {{id: row.target}}) "
        f"CREATE (a)-[r:{type_}]->(b) SET r = row.properties",
        params={"rows": rows},
        disable_optimizer=True,
        timeout_ms=0,
    )


def _cell(value: Any, type_: str) -> Any:
    """A list is never unknown, only empty."""
    return list(value or ()) if type_ == "list" else value


# --- errors -------------------------------------------------------------------------------------------------------


def _pointed(text: str, error: Exception) -> InputError:
    """The library's complaint, pointing at the character where it says which, or at the first thing that it names."""
    said = str(error).split("\n")[0]
    what = re.sub(r"^(?:Cypher \w+ error|Schema error)(?: at line \d+, col \d+)?: ", "", said)
    line, column = getattr(error, "line", None), getattr(error, "col", None)
    if line and column:
        lines = text.split("\n")
        return mistake(text, sum(len(each) + 1 for each in lines[: line - 1]) + column - 1, what)
    named = set(re.findall(r"\w+", what))
    place = next((each.start for each in tokens(text) if each.kind != "text" and each.name in named), None)
    return InputError(what) if place is None else mistake(text, place, what)
