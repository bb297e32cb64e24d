"""A column as distinct values and, for each row, the code of the one that it holds.

What is done to a column costs by the number of its distinct values, not of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

Codes = np.ndarray[Any, np.dtype[np.int32]]


class Coded:
    """A column of cells.

    Parameters
    ----------
    values
        The distinct values; two that came apart from different cells may be equal.
    codes
        For each row the place of its value, int32.
    """

    def __init__(self, values: Sequence[Any], codes: Codes) -> None:
        self.values = values
        self.codes = codes

    @classmethod
    def of(cls, cells: Iterable[Hashable]) -> Coded:
        """The column of these cells, in order."""
        index: dict[Hashable, int] = {}
        codes = [index.setdefault(cell, len(index)) for cell in cells]
        return cls(list(index), np.array(codes, np.int32))

    @classmethod
    def constant(cls, value: Any, length: int) -> Coded:
        """The same cell in every row."""
        return cls([value], _zeros(length))

    @classmethod
    def together(cls, parts: Sequence[Coded]) -> Coded:
        """The column whose cells are the tuples of several columns' cells."""
        codes, firsts = parts[0].codes.astype(np.int64), np.arange(len(parts[0].values))
        codes, firsts = _renumbered(codes)
        for part in parts[1:]:
            codes, firsts = _renumbered(codes * len(part.values) + part.codes)
        rows = [[part.values[part.codes[first]] for part in parts] for first in firsts]
        return cls([tuple(row) for row in rows], codes.astype(np.int32))

    def map(self, read: Callable[[Any], Any]) -> Coded:
        """The column with each distinct value read once."""
        return Coded([read(value) for value in self.values], self.codes)

    def part(self, start: int, length: int) -> Coded:
        """Some rows of the column."""
        return Coded(self.values, self.codes[start : start + length])

    def rows_of(self, wanted: Callable[[Any], bool]) -> Iterator[tuple[int, Any]]:
        """The rows that hold one of the values that are wanted, and the value."""
        found = np.array([wanted(value) for value in self.values], bool)
        if found.any():
            for row in np.flatnonzero(found[self.codes]).tolist():
                yield row, self.values[self.codes[row]]

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Any]:
        return (self.values[code] for code in self.codes.tolist())

    def arrow(self, kind: pa.DataType) -> pa.Array:
        """The column for a table."""
        return pa.array(self.values, kind).take(pa.array(self.codes))


def _renumbered(codes: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Codes from 0 without gaps, and for each the first row that has it."""
    _, firsts, again = np.unique(codes, return_index=True, return_inverse=True)
    return again.astype(np.int64), firsts


@lru_cache(maxsize=1)
def _zeros(length: int) -> Codes:
    zeros = np.zeros(length, np.int32)
    zeros.flags.writeable = False
    return zeros


class Encoder:
    """Gathers a column batch by batch."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}
        self._parts: list[Codes] = []

    @classmethod
    def of(cls, column: pa.Array) -> Coded:
        """A column that is there whole."""
        encoder = cls()
        encoder.add(column)
        return encoder.coded()

    def add(self, column: pa.Array) -> None:
        """The next cells: text, or text encoded by a dictionary."""
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        index = self.index
        texts = coded.dictionary.to_pylist()
        places = np.array([index.setdefault(text, len(index)) for text in texts], np.int32)
        self._parts.append(places[coded.indices.to_numpy()] if len(texts) else np.zeros(0, np.int32))

    def coded(self) -> Coded:
        """All cells."""
        return Coded(list(self.index), np.concatenate(self._parts or [np.zeros(0, np.int32)]))
