"""Whole columns of dates are read at once; what pyarrow does not read is left to the reading of single cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

import pyarrow as pa
import pyarrow.compute as pc

from loaders.mapping_dates import EXCEL, DateReading, grain_of

#: What pyarrow's strptime does not read as Python's does: fractions, zones, names that depend on the locale.
_OWN = re.compile(r"%[^YmdHIMSpbBjy%]")
LONGEST_OVERFLOW = 3
"""How many days an impossible date lies beyond its month at most: 31 February."""
_DAY = re.compile(r"(\d{4})-(\d{2})(-\d{2})?")


def moments(reading: DateReading, cells: pa.Array) -> pa.Array:
    """The moment of each cell, as it was written; null where it is to be read by itself.

    Forms are tried in their order, up to the first that can only be read cell by cell, or tells no day.
    """
    found = pa.nulls(len(cells), pa.timestamp("s"))
    for form in takewhile(_is_read_at_once, reading.forms):
        found = pc.coalesce(found, _read(pc.utf8_trim_whitespace(cells), form))
    return found


def _read(texts: pa.Array, form: str) -> pa.Array:
    """The moments of one form; an impossible day (30 February) is none, which pyarrow takes for one of March."""
    read = pc.strptime(texts, format=form, unit="s", error_is_null=True)
    early = pc.fill_null(pc.less_equal(pc.day(read), LONGEST_OVERFLOW), fill_value=False)
    if not pc.any(early).as_py():
        return read
    again = pc.strftime(read.filter(early), format=form)
    right = pc.equal(again, texts.filter(early))
    kept = pc.if_else(right, read.filter(early), pa.scalar(None, read.type))
    return pc.replace_with_mask(read, early, kept)


def _is_read_at_once(form: str) -> bool:
    return form != EXCEL and grain_of(form) == "day" and not _OWN.search(form)


def local(reading: DateReading, found: pa.Array) -> pa.Array:
    """Moments in the zone whose days count."""
    if not (reading.local and reading.zone):
        return found
    zoned = pc.assume_timezone(found, reading.zone, ambiguous="earliest", nonexistent="earliest")
    return pc.local_timestamp(zoned.cast(pa.timestamp("s", reading.local)))


def moment_texts(reading: DateReading, found: pa.Array) -> pa.Array:
    """The same texts as `DateReading.moment`: the same moment is the same text."""
    if reading.zone:
        zoned = pc.assume_timezone(found, reading.zone, ambiguous="earliest", nonexistent="earliest")
        found = pc.local_timestamp(zoned.cast(pa.timestamp("s", "UTC")))
    return pc.strftime(found, format="%Y-%m-%dT%H:%M:%S" + ("+00:00" if reading.zone else ""))


def in_period(text: str, period: str) -> str:
    """A day, or a month, as the period that it lies in; any other text as it is.

    >>> in_period("2024-05-17", "month"), in_period("2024-05", "quarter"), in_period("2024", "month")
    ('2024-05', '2024-Q2', '2024')
    """
    match = _DAY.fullmatch(text)
    if match is None or period == "day":
        return text
    year, month = match[1], match[2]
    return {"month": f"{year}-{month}", "quarter": f"{year}-Q{(int(month) + 2) // 3}", "year": year}[period]


def distinct_days(found: pa.Array, to_text: Callable[[str], str]) -> pa.Array:
    """The text of each moment's day, worked out once for each day; null where there is no moment."""
    days = found.cast(pa.date32()).dictionary_encode()
    texts = pa.array([to_text(day.isoformat()) for day in days.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(days.indices, texts)
