"""Delimited text (CSV, TSV) is read in a stream, record by record; what is damaged is a damaged line, not the file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from graphmodel.errors import InputError
from loaders.readers.delimiters import LOOKED_AT, delimiter_of
from loaders.readers.quoting import Splitter
from loaders.readers.sources import Source
from loaders.readers.tables import UNSTATED, Batch, Layout, Line, Scan
from loaders.readers.texts import encoding_of, is_utf8_all_the_same, physical_lines

SNIFFED = 4 * LOOKED_AT
"""How many physical lines are looked at to find the delimiter."""
SMALL = 1 << 20
"""How many bytes a file has at least that is read the quick way."""


class DelimitedFile:
    """A delimited text file.

    Parameters
    ----------
    source
        Its bytes.
    layout
        What is stated of it; encoding and delimiter are found out otherwise.

    Attributes
    ----------
    encoding, delimiter, quote
        How it is written.
    width
        How many cells most of its first records have.
    spaced
        Whether spaces stand between its delimiters and its quotes; they are no part of a cell then.

    Raises
    ------
    InputError
        When it is in another encoding than it seems, or is no text.
    """

    self_named = False
    sheet: str | None = None

    def __init__(self, source: Source, layout: Layout = UNSTATED) -> None:
        self.source = source
        self.file = source.name
        self.sha256 = source.sha256
        self.remarks: tuple[str, ...] = ()
        _check(layout)
        self.encoding = encoding_of(source, layout.encoding)
        if is_utf8_all_the_same(source, self.encoding):
            self.remarks = (f"it is read as {self.encoding}, as was said, though all of it is UTF-8",)
        self.quote = layout.quote
        lines = list(islice(physical_lines(source, self.encoding), SNIFFED))
        self.delimiter, self.width, self.spaced = delimiter_of(lines, layout.delimiter, layout.quote)

    def lines(self) -> Iterator[Line]:
        """Each record, and each line that is damaged, with its row number."""
        splitter = Splitter(self.delimiter, self.quote, self.width, spaced=self.spaced)
        return splitter.records(physical_lines(self.source, self.encoding))

    def batches(self, scan: Scan) -> Iterator[Batch] | None:
        """The quick way, for a large file, as far as it is plain."""
        from loaders.readers.quick import quick_batches

        if (
            self.encoding not in {"utf-8", "utf-8-sig"}
            or self.quote != '"'
            or self.width != len(scan.header.names)
            or scan.header.unnamed
        ):
            return None
        with self.source.open() as stream:
            if len(stream.read(SMALL)) < SMALL:
                return None
        return quick_batches(self.source, self.delimiter, scan)


def _check(layout: Layout) -> None:
    """One character stands between cells, and one or none around them."""
    if len(layout.delimiter) > 1 or layout.delimiter in {"\n", "\r", layout.quote or "\n"}:
        raise InputError(
            f"{layout.delimiter!r} cannot stand between cells",
            hint="a delimiter is one character, and neither a quote nor a line end",
        )
    if len(layout.quote) > 1 or layout.quote in {"\n", "\r"}:
        raise InputError(f"{layout.quote!r} is no quote", hint="a quote is one character, or none")
