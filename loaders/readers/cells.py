"""Typed values become text as a person would write them, and the same whatever kind of file they come from."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any


def text_of(value: Any) -> str:
    """A value as text.

    Whole numbers without ``.0``, and none in powers of ten; dates as ISO 8601, with a space before the time, which a
    date that states none does not get; TRUE and FALSE; nothing as "".

    >>> text_of(3.0), text_of(1e-7), text_of(datetime(2024, 1, 5, 13, 20)), text_of(True), text_of(None)
    ('3', '0.0000001', '2024-01-05 13:20:00', 'TRUE', '')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return _other(value)


def number_text(value: float) -> str:
    """A number with as many digits as tell it from its neighbours, without powers of ten."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 (only NaN differs from itself)
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _other(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ").replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return str(value)


def _duration(value: timedelta) -> str:
    """Hours, however many, minutes and seconds."""
    sign = "-" if value < timedelta() else ""
    seconds, micro = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{micro:06}" if micro else text
