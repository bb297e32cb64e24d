"""Entities, ids and dates as FollowTheMoney has them (schema of followthemoney 3 and 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from graphmodel.dates import Span, iso, parse_span

Entity = dict[str, Any]

#: What may stand in the id of an entity that others refer to, and how long it may be.
_ID = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")
LONGEST_ID = 150
_ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+[^\s]*")
#: Properties that hold names.
NAMES = frozenset({"name", "alias", "weakAlias"})
_YEARS = range(1000, 3000)


def entity_id(kind: str, of: str) -> str:
    """The id of an entity: that of the case where it may stand there, else a hash of it.

    >>> entity_id("agency", "us-ice"), entity_id("claim", "a b")
    ('agency-us-ice', 'claim-x-c8687a08aa5d6ed2044328fa6a697ab8')
    """
    if _ID.fullmatch(of) and len(of) <= LONGEST_ID and not of.startswith("x-"):
        return f"{kind}-{of}"
    return f"{kind}-x-{sha256(of.encode()).hexdigest()[:32]}"


def entity(id_: str, schema: str, **properties: Any) -> Entity:
    """An entity; each property holds its values as texts, each once, and none that is blank."""
    told = {key: list(dict.fromkeys(_texts(value))) for key, value in properties.items()}
    return {"id": id_, "schema": schema, "properties": {key: value for key, value in told.items() if value}}


def _texts(value: Any) -> Iterable[str]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    texts = [str(each) for each in values if each is not None and str(each).strip()]
    return sorted(texts) if isinstance(value, (set, frozenset)) else texts


def held_as(property_: str, text: str) -> str:
    r"""A text as FollowTheMoney holds it: composed, and a name in one line.

    >>> held_as("name", "two\nlines"), held_as("notes", "e\u0301") == "\u00e9"
    ('two lines', True)
    """
    text = normalize("NFC", text)
    return " ".join(text.split()) if property_ in NAMES else text


def partial_date(span: Span) -> str | None:
    """The day, else the month, else the year that an interval lies in; None where it lies in none.

    >>> partial_date(parse_span("2019-06")), partial_date(parse_span("2019-03..2019-08"))
    ('2019-06', '2019')
    >>> partial_date(parse_span("2018-12..2019-01")) is partial_date(parse_span("2019..")) is None
    True
    """
    lo, hi = iso(span.lo), iso(span.hi)
    if lo is None or hi is None or int(lo[:4]) not in _YEARS:
        return None
    return next((lo[:length] for length in (10, 7, 4) if lo[:length] == hi[:length]), None)


def is_whole(span: Span) -> bool:
    """Whether nothing of an interval is lost in the date that FollowTheMoney has of it."""
    date = partial_date(span)
    return span == Span() or (date is not None and parse_span(date) == span)


def address(text: str | None) -> str | None:
    """An address, if it is one on the web."""
    return text if text and _ADDRESS.fullmatch(text) else None


def lines(words: Mapping[str, str]) -> str:
    """What is told in words, line by line."""
    return "\n".join(f"{name.replace('_', ' ')}: {word}" for name, word in words.items())
