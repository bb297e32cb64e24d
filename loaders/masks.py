"""A masked cell is never blank: what the releasing body put in place of a value is recognised and kept as a code."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from graphmodel.vocabulary import vocabulary


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    terms = vocabulary("masks").values()
    return tuple((term.id, re.compile(term.extra["pattern"], re.IGNORECASE | re.DOTALL)) for term in terms)


@lru_cache(maxsize=65536)
def mask_of(text: str) -> str | None:
    """The term of the vocabulary `masks` that a whole cell is written like; None for a plain value.

    >>> mask_of("***"), mask_of("(b)(6)"), mask_of("Springfield PD")
    ('stars', 'foia-b6', None)
    """
    return next((code for code, pattern in _patterns() if pattern.fullmatch(text)), None)
