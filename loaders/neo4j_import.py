"""A case as a folder that Neo4j's own import tool reads: typed headers, an id space for each label, the command.

The same parts, properties and ids as the live load (`loaders.neo4j_parts`). What is not known is an empty field; an
empty text is a quoted one. The entries of a list are parted by U+001F, which stands in no text of a case. The tool can
write no empty list: those are made by the load that follows, which finds all the rest there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from graphmodel.declaration import Property, PropertyType
from loaders.beside import whole
from loaders.neo4j_load import IMPORTED, Loaded, Mark, Source
from loaders.neo4j_parts import (
    CASE,
    CASE_LABEL,
    CASE_PROPERTIES,
    TAG,
    Cells,
    Part,
    in_batches,
)
from loaders.neo4j_statements import finishing

#: Rows that are written at once.
BATCH = 1_000
JOINT = "\x1f"
TYPES: Mapping[PropertyType, str] = {
    "text": "string",
    "list": "string[]",
    "number": "double",
    "integer": "long",
    "flag": "boolean",
}
OPTIONS = (
    "--id-type=string",
    "--array-delimiter=U+001F",
    "--multiline-fields=true",
    "--bad-tolerance=0",
)
COMMAND, AFTERWARDS = "import.sh", "after-import.cypher"
SCRIPT = """\
#!/bin/sh
# Puts the case {name} into a database that is new or empty, while the server is stopped. A database that is there
# already is refused, unless --overwrite-destination is added: then all that it held is gone.
# NEO4J_ADMIN: where neo4j-admin is, if not on the PATH. NEO4J_DATABASE: the database, if not neo4j.
# Afterwards start the server and run: datatrail neo4j load --as {id}
# It makes the indexes, and the empty lists, which the tool cannot write; so do the texts of {afterwards}.
cd "$(dirname "$0")" || exit 2
exec "${{NEO4J_ADMIN:-neo4j-admin}}" database import full "${{NEO4J_DATABASE:-neo4j}}" \\
  {words} "$@"
"""


def export(folder: Path, mark: Mark, source: Source) -> Loaded:
    """Write the folder; it appears whole or not at all.

    Raises
    ------
    InputError
        When there is something there already.
    """
    with whole(folder, folder=True) as made:
        return _Folder(made, mark).write(source)


class _Folder:
    """A folder that is being written: a header and a file of rows for each part."""

    def __init__(self, folder: Path, mark: Mark) -> None:
        self._folder = folder
        self._mark = mark
        self._files: dict[Part, TextIO] = {}
        self._counts: Counter[str] = Counter()

    def write(self, source: Source) -> Loaded:
        """Everything."""
        with ExitStack() as opened:
            for records in (source.each_node, source.each_tie):
                for part, rows in chain.from_iterable(in_batches(records(), BATCH)):
                    self._file(part, opened).writelines(self._lines(rows))
                    self._counts[part.name] += len(rows)
        loaded = Loaded(dict(self._counts))
        self._write_case(loaded)
        texts = (f"{text};\n" for text in finishing(self._mark.id))
        (self._folder / AFTERWARDS).write_text("".join(texts), "utf-8")
        script = self._folder / COMMAND
        script.write_text(self._script(), encoding="utf-8")
        script.chmod(0o755)
        return loaded

    def _file(self, part: Part, opened: ExitStack) -> TextIO:
        if part not in self._files:
            name = file_name(part)
            (self._folder / f"{name}.header.csv").write_text(",".join(header(part)) + "\n", "utf-8")
            path = self._folder / f"{name}.csv"
            self._files[part] = opened.enter_context(path.open("w", encoding="utf-8", newline=""))
        return self._files[part]

    def _lines(self, rows: Iterable[Cells]) -> Iterator[str]:
        mine = ["", *map(cell, (self._mark.id, self._mark.tag))]
        behind = ",".join(mine) + "\n"
        return (",".join(map(cell, row)) + behind for row in rows)

    def _write_case(self, loaded: Loaded) -> None:
        said: dict[str, Any] = {"id": self._mark.id, "state": IMPORTED, "loaded": self._mark.tag}
        said |= self._mark.said() | {"nodes": loaded.nodes, "relationships": loaded.relationships}
        names = [typed(each, CASE_LABEL) for each in CASE_PROPERTIES]
        cells = [cell(said[each.name]) for each in CASE_PROPERTIES]
        for kind, line in (("header.csv", names), ("csv", cells)):
            (self._folder / f"{CASE_LABEL}.{kind}").write_text(",".join(line) + "\n", "utf-8")

    def _script(self) -> str:
        words = " \\\n  ".join((*self._given(), *OPTIONS))
        return SCRIPT.format(name=repr(self._mark.name), id=self._mark.id, afterwards=AFTERWARDS, words=words)

    def _given(self) -> Iterator[str]:
        """The options that name the files; the newer line's tool takes no name without a folder."""
        yield f"--nodes={CASE_LABEL}=./{CASE_LABEL}.header.csv,./{CASE_LABEL}.csv"
        for part in self._files:
            name, kind = file_name(part), "relationships" if part.ends else "nodes"
            yield f"--{kind}={part.name}=./{name}.header.csv,./{name}.csv"


def file_name(part: Part) -> str:
    """The name of a part's file."""
    return "-".join((part.name, *(part.ends or ())))


def header(part: Part) -> list[str]:
    """The columns of a part, typed; ends and ids in the space of their label."""
    added = [typed(each) for each in (CASE, TAG)]
    if part.ends is None:
        return [*(typed(each, part.name) for each in part.properties), *added]
    source, target = part.ends
    ends = [f":START_ID({source})", f":END_ID({target})"]
    return [*ends, *map(typed, part.properties), *added]


def typed(each: Property, space: str = "") -> str:
    """A property with its type; the id of a node in the space of its label."""
    return f"id:ID({space})" if space and each.name == "id" else f"{each.name}:{TYPES[each.type]}"


def cell(value: Any) -> str:
    r"""A value as a field: what is not known is empty, texts and lists are quoted.

    >>> cell(None), cell("it's"), cell(True), cell(2.0)
    ('', '"it\'s"', 'true', '2.0')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = value if isinstance(value, str) else JOINT.join(value)
    return '"' + text.replace('"', '""') + '"'
