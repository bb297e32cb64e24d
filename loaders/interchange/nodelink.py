"""Node-link JSON: what networkx's `node_link_graph` reads, each cell as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from graphmodel.errors import InputError
from loaders.interchange.graph import DERIVED, LABEL, TABLE, Element, Found, edges, nodes, types_of, written
from loaders.interchange.holding import JSON
from loaders.interchange.reading import PROGRAM, Reading

HEAD = '{"directed": true, "multigraph": true, "graph": '


def write(path: Path, reading: Reading, stamp: Mapping[str, Any]) -> None:
    """Write a case; the stamp and the caution are attributes of the graph."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        said = {"name": stamp["title"], "caution": stamp["caution"], PROGRAM: dict(stamp)}
        file.write(HEAD + _text(said))
        _write(file, "nodes", ({"id": each.key, **_attributes(each)} for each in nodes(reading)))
        _write(file, "edges", map(_edge, edges(reading)))
        file.write("}\n")


def _write(file: TextIO, name: str, records: Iterator[Mapping[str, Any]]) -> None:
    file.write(f',\n"{name}": [')
    file.writelines((",\n" if place else "\n") + _text(record) for place, record in enumerate(records))
    file.write("\n]")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _attributes(element: Element) -> dict[str, Any]:
    types = types_of(element.table)
    cells = {name: JSON.write(types[name], value) for name, value in written(element).items()}
    return {TABLE: element.table, LABEL: element.label, DERIVED: element.derived} | cells


def _edge(element: Element) -> dict[str, Any]:
    source, target = element.ends or ("", "")
    return {"source": source, "target": target, "key": element.key, **_attributes(element)}


def read(path: Path) -> Iterator[Found | dict[str, Any]]:
    """The nodes and edges of a file, and what is said of the graph.

    Raises
    ------
    InputError
        When it is damaged; says where.
    """
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
        yield dict(made["graph"])
        yield from (_found(path, "node", place, dict(each)) for place, each in enumerate(made["nodes"]))
        yield from (_found(path, "edge", place, dict(each)) for place, each in enumerate(made["edges"]))
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path}, line {error.lineno}, column {error.colno}: {error.msg}",
            hint="the file is damaged or cut off: fetch it again, or export the case again",
        ) from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"{path} is no node-link JSON ({type(error).__name__}: {error!s:.80})",
            hint='it must have "graph", "nodes" and "edges": export the case again',
        ) from error


def _found(path: Path, kind: str, place: int, record: dict[str, Any]) -> Found:
    where = f"{path}, {kind} {place + 1}"
    if kind == "node":
        return Found(str(record.pop("id")), record, where)
    ends = (str(record.pop("source")), str(record.pop("target")))
    return Found(str(record.pop("key")), record, where, ends)
