"""What a mapping is made of besides plain columns: classes for texts, rows set aside, identity, gathering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.vocabulary import vocabulary
from loaders.masks import mask_of

PERIODS = ("day", "month", "quarter", "year")


@dataclass(frozen=True)
class Classify:
    """A text that is only sorted into the terms of a vocabulary, and never kept.

    Attributes
    ----------
    target
        The column of ours that the term fills.
    rules
        Pattern (RE2, anywhere in the text) and term, in order: the first that is found stands; none = blank.
    """

    target: str
    rules: tuple[tuple[str, str], ...]

    def terms(self, texts: Sequence[str]) -> list[str]:
        """The term of each text; of a masked text the mask."""
        column = pa.array(texts, pa.string())
        chosen = np.full(len(texts), len(self.rules))
        for number, (pattern, _) in reversed(list(enumerate(self.rules))):
            chosen[found(column, pattern)] = number
        terms = [*(term for _, term in self.rules), ""]
        return [terms[place] or mask_or_blank(text) for place, text in zip(chosen, texts, strict=True)]


@dataclass(frozen=True)
class RejectRule:
    """Rows to set aside: those in whose column a pattern (RE2) is found, or another is not; no text is told."""

    column: str
    pattern: str
    unless: str
    reason: str

    def hits(self, texts: Sequence[str]) -> list[bool]:
        """Which texts set their row aside."""
        column = pa.array(texts, pa.string())
        aside = found(column, self.pattern) if self.pattern else np.zeros(len(texts), np.bool_)
        if self.unless:
            aside = aside | ~found(column, self.unless)
        made: list[bool] = aside.tolist()
        return made


@dataclass(frozen=True)
class Combine:
    """Several columns of the source that say one thing together, joined by a text; blank ones are left out."""

    columns: tuple[str, ...]
    by: str

    def text(self, cells: tuple[str, ...]) -> str:
        """The cells of a row, joined."""
        return self.by.join(filter(None, map(str.strip, cells)))


@dataclass(frozen=True)
class Identity:
    """What makes two rows of different releases the same event: a stated id, else several columns together."""

    id: str = ""
    otherwise: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the source that it is made of."""
        return (*((self.id,) if self.id else ()), *self.otherwise)


@dataclass(frozen=True)
class Aggregate:
    """Rows that say the same are gathered into one for each period, with their number as its count."""

    period: str
    unit: str


def found(texts: pa.Array, pattern: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """In which texts a pattern is found; the pattern is RE2's, so that a log of millions is sorted in one pass."""
    hits: np.ndarray[Any, np.dtype[np.bool_]]
    hits = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return hits


def mask_or_blank(text: str) -> str:
    """A text that is a mask; of any other text nothing."""
    text = text.strip()
    return text if text and mask_of(text) else ""


@cache
def as_mask(code: str) -> str:
    """A text that is read as this mask: the term's label is written like it."""
    return vocabulary("masks")[code].label


_SPAN = re.compile(r"(?<=[0-9MCZ]) to (?=[0-9])")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.0+)?")


def same_text(text: str) -> str:
    r"""What one release writes, as another would: spaces, capitals, thousands, two times on two lines or with "to".

    >>> same_text("1,204 "), same_text("1204.0"), same_text("01:00 AM UTC\n02:00 AM UTC")
    ('1204', '1204', '01:00 am utc 02:00 am utc')
    """
    text = _SPAN.sub(" ", " ".join(text.split()))
    if _NUMBER.fullmatch(text):
        return text.replace(",", "").partition(".")[0]
    return text.casefold()
