"""A masked cell is never blank: what the releasing body put in place of a value is recognised and kept as a code."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from graphmodel.vocabulary import vocabulary

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
