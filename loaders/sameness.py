"""What makes a row the same event as a row of another release, as a number: a hash of what its mapping says.

Columns of personal data are never part of it: a hash of a plate and a second can be turned back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.coded import Encoder
from loaders.mapping import SourceMapping
from loaders.moments import moment_texts, moments

#: An id of a kind that is always written alike but for its case (RFC 9562, 4).
UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
HASH_KEY = "datatrail-events"
SEPARATOR = "\x1f"
Hashes = np.ndarray[Any, np.dtype[np.uint64]]


class Sameness:
    """Hashes what the rows of a table are the same by.

    Parameters
    ----------
    mapping
        With its `[identity]`: the id that the source states; where it states none, other columns together.
    """

    def __init__(self, mapping: SourceMapping) -> None:
        self._mapping = mapping
        self._identity = mapping.identity
        holder = next((source for source, target in mapping.columns.items() if target == "holder"), None)
        self._holder_column = holder
        self._holder = mapping.fixed.get("holder", "")

    def hashes(self, columns: Mapping[str, pa.Array], length: int) -> pa.Array:
        """The hash of each row, uint64; null where nothing makes it the same as another."""
        made = self._ids(columns, length)
        if self._identity.otherwise and made.null_count:
            others = self._together(columns, self._identity.otherwise)
            made = pc.coalesce(made, others)
        if made.null_count == length:
            return pa.nulls(length, pa.uint64())
        valid = made.is_valid().to_numpy(zero_copy_only=False)
        hashes = _hashed(made.fill_null("")) ^ self._of_holder(columns)
        return pa.array(hashes, pa.uint64(), mask=~valid)

    def _ids(self, columns: Mapping[str, pa.Array], length: int) -> pa.Array:
        """What each row states as its id; null where it states none."""
        name = self._identity.id
        if not name:
            return pa.nulls(length, pa.string())
        if pc.all(pc.match_substring_regex(columns[name], UUID)).as_py():
            return pc.utf8_lower(columns[name])
        made = self._texts(name, columns[name])
        return pc.if_else(pc.equal(made, ""), pa.scalar(None, pa.string()), made)

    def _together(self, columns: Mapping[str, pa.Array], names: tuple[str, ...]) -> pa.Array:
        """Several columns as one text; null where one of them is masked, or all are blank."""
        parts = [self._texts(name, columns[name]) for name in names]
        joined = pc.binary_join_element_wise(*parts, SEPARATOR)
        blank = SEPARATOR * (len(parts) - 1)
        return pc.if_else(pc.equal(joined, blank), pa.scalar(None, pa.string()), joined)

    def _texts(self, name: str, cells: pa.Array) -> pa.Array:
        """A column, so written that what is the same is the same text; null where it is masked."""
        reading = self._mapping.dates.get(name)
        if reading is None:
            return self._one_by_one(name, cells)
        found = moments(reading, cells)
        texts = moment_texts(reading, found)
        return texts if not found.null_count else pc.coalesce(texts, self._one_by_one(name, cells))

    def _one_by_one(self, name: str, cells: pa.Array) -> pa.Array:
        return self._mapping.identity_text(name, Encoder.of(cells)).arrow(pa.string())

    def _of_holder(self, columns: Mapping[str, pa.Array]) -> Hashes:
        """What keeps the same search of two holders' records apart, for each row or for all."""
        if self._holder_column is None:
            return _hashed(pa.array([self._holder], pa.string()))
        coded = columns[self._holder_column].dictionary_encode()
        each: Hashes = _hashed(coded.dictionary)[coded.indices.to_numpy()]
        return each


def _hashed(texts: pa.Array) -> Hashes:
    from pandas.util import hash_array

    hashes: Hashes = np.asarray(
        hash_array(texts.to_numpy(zero_copy_only=False), hash_key=HASH_KEY, categorize=False), np.uint64
    )
    return hashes
