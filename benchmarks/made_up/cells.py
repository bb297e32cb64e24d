"""Columns of many cells at once: words at places, lists of them, nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.made_up.bodies import Numbers

Flags = NDArray[np.bool_]


def taken(words: pa.Array, places: Numbers, blank: Flags | None = None) -> pa.Array:
    return words.take(pa.array(places, pa.int64(), mask=blank))


def lists(places: Numbers, there: Flags, words: pa.Array) -> pa.Array:
    """A list in each row: the words at those of its places that are there."""
    offsets = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), words.take(pa.array(places[there])))


def nothing(type: pa.DataType, number: int) -> pa.Array:
    if pa.types.is_list(type):
        return pa.ListArray.from_arrays(pa.array(np.zeros(number + 1, np.int32)), pa.array([], pa.string()))
    return pa.nulls(number, type)
