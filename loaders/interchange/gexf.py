"""GEXF 1.3, a dynamic graph: what Gephi reads, with the time within which each thing can have been as its spell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

from loaders.interchange.graph import (
    DERIVED,
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
from loaders.interchange.reading import PROGRAM, Reading, Span

NAMESPACE = "http://gexf.net/1.3"
OWN = {TABLE: "string", DERIVED: "boolean"}
#: The element of the head that holds the stamp.
STAMP = "keywords"


def write(path: Path, reading: Reading, stamp: Mapping[str, Any]) -> None:
    """Write a case; the caution is the description of the head, the stamp its keywords."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{NAMESPACE}" version="1.3">\n')
        file.writelines(_head(stamp))
        file.write(
            '<graph mode="dynamic" timeformat="date" timerepresentation="interval" defaultedgetype="directed">\n'
        )
        file.writelines(_attributes())
        file.write("<nodes>\n")
        for element in nodes(reading):
            _write(file, element)
        file.write("</nodes>\n<edges>\n")
        for element in edges(reading):
            _write(file, element)
        file.write("</edges>\n</graph>\n</gexf>\n")


def _head(stamp: Mapping[str, Any]) -> Iterator[str]:
    said = {"creator": f"{PROGRAM} {stamp['version']}", "title": stamp["title"]}
    said |= {"description": stamp["caution"], STAMP: json.dumps(stamp, ensure_ascii=True)}
    yield "<meta>\n"
    for name, text in said.items():
        yield f"<{name}>{escape(str(XML.write('text', text)), {chr(13): '&#13;'})}</{name}>\n"
    yield "</meta>\n"


def _attributes() -> Iterator[str]:
    for kind, of_edges in (("node", False), ("edge", True)):
        yield f'<attributes class="{kind}" mode="static">\n'
        declared = OWN | {name: TYPES[type_] for name, type_ in attributes(edges=of_edges).items()}
        yield from (
            f'<attribute id="{name}" title="{name}" type="{each}"/>\n' for name, each in declared.items()
        )
        yield "</attributes>\n"


def _write(file: TextIO, element: Element) -> None:
    types = types_of(element.table)
    file.write(f"<{opening(element)} label={quoteattr(str(XML.write('text', element.label)))}><attvalues>")
    file.write(_value(TABLE, element.table))
    if element.derived:
        file.write(_value(DERIVED, "true"))
    file.writelines(
        _value(name, str(XML.write(types[name], value))) for name, value in written(element).items()
    )
    file.write(f"</attvalues>{_spells(element.spell)}</{kind_of(element)}>\n")


def _value(name: str, text: str) -> str:
    return f'<attvalue for="{name}" value={quoteattr(text)}/>'


def _spells(spell: Span | None) -> str:
    """One spell; of an open side nothing is said."""
    if spell is None or spell == (None, None):
        return ""
    days = zip(("start", "end"), spell, strict=True)
    said = "".join(f' {name}="{day}"' for name, day in days if day)
    return f"<spells><spell{said}/></spells>"


def read(path: Path) -> Iterator[Found | dict[str, str]]:
    """The nodes and edges of a file; before them, or behind, what is said of the graph.

    Raises
    ------
    InputError
        When it is damaged; says where.
    """
    names: dict[str, str] = {}
    for element, where in parts(path, frozenset({STAMP, "attribute", "node", "edge"})):
        if element.tag == STAMP:
            yield {PROGRAM: element.text or ""}
        elif element.tag == "attribute":
            names[element.get("id", "")] = element.get("title", "")
        else:
            said = ((each.get("for", ""), each.get("value", "")) for each in element.iter("attvalue"))
            yield found(element, said, names, where)
