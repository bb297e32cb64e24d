"""A masked cell is never blank: what the releasing body put in place of a value is recognised and kept as a code."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from graphmodel.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

FLAGS = re.IGNORECASE | re.DOTALL


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((term.id, re.compile(term.extra["pattern"], FLAGS)) for term in vocabulary("masks").values())


@cache
def _any_pattern() -> re.Pattern[str]:
    """All patterns as one: most cells are like none."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _patterns()), FLAGS)


@lru_cache(maxsize=65536)
def mask_of(text: str) -> str | None:
    """The term of the vocabulary `masks` that a whole cell is written like; None for a plain value.

    >>> mask_of("***"), mask_of("(b)(6)"), mask_of("Springfield PD")
    ('stars', 'foia-b6', None)
    """
    if _any_pattern().fullmatch(text) is None:
        return None
    return next((code for code, pattern in _patterns() if pattern.fullmatch(text)), None)


def is_value(text: str) -> bool:
    """Whether a cell is neither blank nor masked."""
    text = text.strip()
    return bool(text) and mask_of(text) is None


@cache
def _beginnings() -> str:
    """What every mask begins like (RE2): most cells of a long column begin otherwise, and are done with at once."""
    return rf"(?i)^\s*(?:{'|'.join(term.extra['begins'] for term in vocabulary('masks').values())})"


def values_in(cells: pa.Array) -> int:
    """How many cells of a column are neither blank nor masked."""
    import pyarrow.compute as pc

    counted = cells.value_counts()
    texts, counts = counted.field("values"), counted.field("counts")
    blank = pc.or_(pc.equal(pc.binary_length(texts), 0), pc.utf8_is_space(texts))
    like = counted.filter(pc.match_substring_regex(texts, _beginnings()))
    pairs = zip(like.field("values").to_pylist(), like.field("counts").to_pylist(), strict=True)
    masked: int = sum(count for text, count in pairs if mask_of(text.strip()))
    blanks: int = pc.sum(counts.filter(blank)).as_py() or 0
    return len(cells) - blanks - masked
