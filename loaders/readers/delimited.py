"""Delimited text (CSV, TSV) is read record by record with the standard library's strict parser."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path

from graphmodel.errors import InputError
from loaders.readers.tables import AS_UTF8, Batch, Line, Scan

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class DelimitedFile:
    """A delimited text file.

    Parameters
    ----------
    path
        The file; UTF-8, with or without a byte order mark.

    Raises
    ------
    InputError
        When it is not UTF-8.
    """

    self_named = False
    sheet: str | None = None

    def __init__(self, path: Path, data: bytes, delimiter: str = ",") -> None:
        self.file = path.name
        self.delimiter = delimiter
        self.remarks: tuple[str, ...] = ()
        self.sha256 = sha256(data).hexdigest()
        self._text = _decode(path, data)

    def lines(self) -> Iterator[Line]:
        """Each record with its row number; a record whose quotes do not close ends the reading."""
        reader = csv.reader(StringIO(self._text, newline=""), strict=True, delimiter=self.delimiter)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._damaged(number, error) from error
            yield Line(number, tuple(cells))

    def batches(self, scan: Scan) -> Iterator[Batch] | None:  # noqa: ARG002 (the protocol's)
        """No quicker way."""
        return None

    def _damaged(self, number: int, error: csv.Error) -> InputError:
        where = f"{self.file}, row {number}"
        if "field larger" in str(error):
            return InputError(
                f"{where}: a cell is longer than {csv.field_size_limit():,} characters",
                hint="a quote that is opened and never closed swallows the rest of a file: look at this row",
            )
        return InputError(
            f"{where}: a quote is opened and not closed, or text follows a closing quote",
            hint='write a quote inside a quoted cell twice (""), and close every quote; nothing was loaded',
        )


def _decode(path: Path, data: bytes) -> str:
    if data.startswith(UTF16_MARKS):
        raise InputError(f"{path.name} is UTF-16, not UTF-8", hint=AS_UTF8)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = data.count(b"\n", 0, error.start) or data.count(b"\r", 0, error.start)
        raise InputError(
            f"{path.name} is not UTF-8: byte 0x{data[error.start]:02x} on line {lines + 1}", hint=AS_UTF8
        ) from error
