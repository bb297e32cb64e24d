"""A text that shows a person is recognised by its pattern, and what is said of it shows its shape, never its letters.

Patterns find numbers, and what stands beside a word that announces it ("DOB", "plate", "subject:"). A bare name
cannot be told from a place: that free text is dropped by default is the real control, this the second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from graphmodel.vocabulary import vocabulary

LONGEST_SHAPE = 40
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Sign:
    """How one kind of personal data is recognised.

    Attributes
    ----------
    needs
        Words of which a text must hold one before the pattern is tried; without any, it must hold a digit.
    pattern, whole
        What is looked for in a text, and what a whole cell is written like; None where there is nothing to look for.
    """

    kind: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str] | None
    whole: re.Pattern[str] | None


@cache
def _signs() -> tuple[Sign, ...]:
    terms = vocabulary("personal_kinds").values()
    return tuple(
        Sign(term.id, term.listed("needs"), _pattern(term.extra["pattern"]), _pattern(term.extra["whole"]))
        for term in terms
    )


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text, re.IGNORECASE) if text else None


@lru_cache(maxsize=1 << 16)
def scan(text: str) -> tuple[str, ...]:
    """Which kinds of personal data a text shows, as terms of the vocabulary `personal_kinds`.

    >>> scan("stop per plate QZX 7731, DOB 4/5/1987"), scan("more than 250 requests")
    (('date-of-birth', 'plate'), ())
    """
    folded = text.casefold()
    has_digit = DIGIT.search(text) is not None
    return tuple(
        sign.kind
        for sign in _signs()
        if sign.pattern
        and (any(word in folded for word in sign.needs) if sign.needs else has_digit)
        and sign.pattern.search(text)
    )


def is_wholly(text: str) -> tuple[str, ...]:
    """Which kinds a whole cell is written like that should hold a name of an office: a plate, a date, nine digits.

    >>> is_wholly("QZX 7731"), is_wholly("Springfield PD 7731")
    (('plate',), ())
    """
    text = text.strip()
    if DIGIT.search(text) is None:
        return ()
    return tuple(sign.kind for sign in _signs() if sign.whole and sign.whole.fullmatch(text))


def shape_of(text: str) -> str:
    """A text with x for each letter, X for each capital and 9 for each digit, cut where it is long.

    >>> shape_of("Doe, Jo 4/5/1987")
    'Xxx, Xx 9/9/9999'
    """
    shape = "".join(map(_sign, text[:LONGEST_SHAPE]))
    return shape if len(text) <= LONGEST_SHAPE else shape + "…"


def _sign(sign: str) -> str:
    if sign.isupper():
        return "X"
    if sign.isalpha():
        return "x"
    return "9" if sign.isnumeric() else sign
