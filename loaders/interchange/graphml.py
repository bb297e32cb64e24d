"""GraphML: what networkx, igraph, yEd and Gephi read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape

from loaders.interchange.graph import (
    DERIVED,
    LABEL,
    TABLE,
    Element,
    Found,
    attributes,
    edges,
    nodes,
    types_of,
    written,
)
from loaders.interchange.holding import XML
from loaders.interchange.markup import TYPES, found, kind_of, opening, parts
from loaders.interchange.reading import Reading

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
STAMP, TITLE, CAUTION = "datatrail", "title", "caution"
OF_GRAPH = (STAMP, TITLE, CAUTION)
OWN = {TABLE: "string", LABEL: "string", DERIVED: "boolean"}
KINDS = {"node": False, "edge": True}


def write(path: Path, reading: Reading, stamp: Mapping[str, Any]) -> None:
    """Write a case; the stamp and the caution are data of the graph."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{NAMESPACE}">\n')
        file.writelines(_keys())
        file.write('<graph id="case" edgedefault="directed">\n')
        said = {STAMP: json.dumps(stamp, ensure_ascii=True), TITLE: stamp["title"], CAUTION: stamp["caution"]}
        for name, text in said.items():
            file.write(_data(f"graph.{name}", str(XML.write("text", text))))
        for element in chain(nodes(reading), edges(reading)):
            _write(file, element)
        file.write("</graph>\n</graphml>\n")


def _keys() -> Iterator[str]:
    """The declaration of each attribute."""
    for name in OF_GRAPH:
        yield _key("graph", name, "string")
    for kind, of_edges in KINDS.items():
        declared = OWN | {name: TYPES[type_] for name, type_ in attributes(edges=of_edges).items()}
        yield from (_key(kind, name, type_) for name, type_ in declared.items())


def _key(kind: str, name: str, type_: str) -> str:
    return f'<key id="{kind}.{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>\n'


def _write(file: TextIO, element: Element) -> None:
    kind, types = kind_of(element), types_of(element.table)
    file.write(f"<{opening(element)}>")
    file.write(_data(f"{kind}.{TABLE}", element.table))
    file.write(_data(f"{kind}.{LABEL}", str(XML.write("text", element.label))))
    if element.derived:
        file.write(_data(f"{kind}.{DERIVED}", "true"))
    file.writelines(
        _data(f"{kind}.{name}", str(XML.write(types[name], value)))
        for name, value in written(element).items()
    )
    file.write(f"</{kind}>\n")


def _data(key: str, text: str) -> str:
    return f'<data key="{key}">{escape(text, {chr(13): "&#13;"})}</data>'


def read(path: Path) -> Iterator[Found | dict[str, str]]:
    """The nodes and edges of a file; before them, or behind, what is said of the graph.

    Raises
    ------
    InputError
        When it is damaged; says where.
    """
    names: dict[str, str] = {}
    for element, where in parts(path, frozenset({"key", "node", "edge", "data"})):
        if element.tag == "key":
            names[element.get("id", "")] = element.get("attr.name", "")
        elif element.tag == "data":
            yield {names.get(element.get("key", ""), ""): element.text or ""}
        else:
            said = ((each.get("key", ""), each.text or "") for each in element.iter("data"))
            yield found(element, said, names, where)
