"""XML that is read element by element, in a stream: no document type, so no entities; errors say the line and column."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from graphmodel.declaration import PropertyType
from graphmodel.errors import InputError
from loaders.interchange.graph import Element, Found

CHUNK = 1 << 16
DEEPEST = 50
"""How deep elements may lie in each other: a graph has seven levels, or a few more of groups."""
AGAIN = "fetch it again, or export the case again"
#: What GraphML and GEXF call the types of properties.
TYPES: Mapping[PropertyType, str] = {
    "text": "string",
    "list": "string",
    "number": "double",
    "integer": "long",
    "flag": "boolean",
}


def kind_of(element: Element) -> str:
    """`node` or `edge`."""
    return "node" if element.ends is None else "edge"


def opening(element: Element) -> str:
    """What a node or an edge begins with in both: its kind, its key, its ends.

    >>> opening(Element("a", "Agency", "A", {}))
    'node id="a"'
    """
    ends = () if element.ends is None else zip(("source", "target"), element.ends, strict=True)
    said = (("id", element.key), *ends)
    return " ".join((kind_of(element), *(f"{name}={quoteattr(text)}" for name, text in said)))


def found(
    element: ET.Element, said: Iterable[tuple[str, str]], names: Mapping[str, str], where: str
) -> Found:
    """A node or an edge as it was read: its attributes, told by ids, under their names."""
    key = element.get("id", "")
    made = {names.get(each, ""): text for each, text in said}
    ends = (element.get("source", ""), element.get("target", "")) if element.tag == "edge" else None
    return Found(key, made, f"{where}, {element.tag} {key!r:.80}", ends)


class _Parts:
    """Builds the elements that are wanted, one after another, and forgets them once they are taken."""

    def __init__(self, path: Path, wanted: frozenset[str]) -> None:
        self._path = path
        self._wanted = wanted
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._builder: ET.TreeBuilder | None = None
        self._level = self._depth = self._line = 0
        self.done: deque[tuple[ET.Element, int]] = deque()

    def feed(self, data: bytes, *, last: bool) -> None:
        """Some more of the file."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            raise InputError(
                f"{self._path}, line {error.lineno}, column {error.offset + 1}: {expat.ErrorString(error.code)}",
                hint=f"the file is damaged or cut off: {AGAIN}",
            ) from error
        except (
            LookupError,
            ValueError,
        ) as error:  # of what the first line declares: Python's names, one byte each
            raise InputError(
                f"{self._path}, line 1: its encoding cannot be read ({error})",
                hint="save it as UTF-8, and say so in its first line",
            ) from error

    def _refuse(self, *_: object) -> None:
        raise InputError(
            f"{self._path}, line {self._parser.CurrentLineNumber}: it declares a document type, which is not read",
            hint="no export has one: take the line out if you trust the file",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError(
                f"{self._path}, line {self._parser.CurrentLineNumber}: more than {DEEPEST} elements in each other",
                hint=AGAIN,
            )
        bare = name.rpartition(" ")[2]
        if self._builder is None and bare in self._wanted:
            self._builder, self._level = ET.TreeBuilder(), 0
            self._line = self._parser.CurrentLineNumber
        if self._builder is not None:
            self._builder.start(bare, attributes)
            self._level += 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._builder is not None:
            self._builder.end(name.rpartition(" ")[2])
            self._level -= 1
            if not self._level:
                self.done.append((self._builder.close(), self._line))
                self._builder = None

    def _text(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)


def parts(path: Path, wanted: frozenset[str]) -> Iterator[tuple[ET.Element, str]]:
    """The outermost elements of the wanted names, in order, each with where it stands; namespaces are passed over.

    Raises
    ------
    InputError
        When the file is not well-formed, declares a document type, or is nested without end.
    """
    reader = _Parts(path, wanted)
    with path.open("rb") as file:
        last = False
        while not last:
            data = file.read(CHUNK)
            last = not data
            reader.feed(data, last=last)
            while reader.done:
                element, line = reader.done.popleft()
                yield element, f"{path}, line {line}"
