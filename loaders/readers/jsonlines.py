"""JSON Lines: each line is a record, read in a stream; a line that is none is damaged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from loaders.readers.fields import Misshapen, cells_of, check_fields, line_of, loads
from loaders.readers.lines import AS_UTF8, Line
from loaders.readers.quoting import BYTES, LONG, LONG_LINE, LONGEST_CELL
from loaders.readers.sources import Source
from loaders.readers.tables import UNSTATED, Batch, Layout, Scan
from loaders.readers.texts import NOT_TEXT, encoding_of, physical_lines

LOOKED_AT = 50
ONE_RECORD = "write each record on a line of its own, as JSON"


def are_lines(source: Source, layout: Layout) -> bool:
    """Whether at least two of the first lines, and half of them, are objects by themselves."""
    lines = list(islice(physical_lines(source, _encoding(source, layout)), LOOKED_AT))
    filled = [line for line in lines if line is None or line.strip()]
    objects = sum(isinstance(_parsed(line), dict) for line in filled)
    return objects >= 2 and objects * 2 >= len(filled)


def _encoding(source: Source, layout: Layout) -> str:
    return encoding_of(source, layout.encoding)


def _parsed(line: str | None) -> Any:
    """What a line says; nothing where it is no JSON."""
    try:
        return None if line is None else loads(line)
    except (json.JSONDecodeError, RecursionError):
        return None


class JsonLines:
    """A file of JSON Lines; the fields of all records are its columns.

    Parameters
    ----------
    source
        Its bytes.
    layout
        What is stated of it.
    """

    self_named = True
    sheet: str | None = None

    def __init__(self, source: Source, layout: Layout = UNSTATED) -> None:
        self.source = source
        self.file = source.name
        self.sha256 = source.sha256
        self.remarks: tuple[str, ...] = ()
        self.encoding = _encoding(source, layout)
        self._fields: tuple[str, ...] = ()

    def lines(self) -> Iterator[Line]:
        """The names of the fields, then each line."""
        if not self._fields:
            self._fields = self._found()
        yield Line(0, self._fields)
        for row, line in enumerate(physical_lines(self.source, self.encoding), 1):
            yield self._line(row, line)

    def batches(self, scan: Scan) -> Iterator[Batch] | None:  # noqa: ARG002 (the protocol's)
        """No quicker way."""
        return None

    def _found(self) -> tuple[str, ...]:
        fields: dict[str, None] = {}
        for line in physical_lines(self.source, self.encoding):
            try:
                fields.update(dict.fromkeys(cells_of(_parsed(line))))
            except Misshapen:
                continue
            check_fields(self.file, fields)
        return tuple(fields)

    def _line(self, row: int, line: str | None) -> Line:
        if line is None:
            return Line(row, None, damage=LONG_LINE, hint=ONE_RECORD)
        if not line.strip():
            return Line(row, ())
        if NOT_TEXT in line:
            return Line(row, None, damage=BYTES, hint=AS_UTF8)
        record = _parsed(line)
        if record is None:
            return Line(row, None, damage="is no JSON", hint=ONE_RECORD)
        made = line_of(row, record, self._fields)
        if any(len(cell) > LONGEST_CELL for cell in made.cells or ()):
            return Line(row, None, damage=LONG, hint="shorten the cell")
        return made
