"""The keys that a mapping may have, and what may stand at each: one table, read the same way throughout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from loaders.mapping_dates import EXCEL, GRAINS, UNDECIDED, DateReading, cannot_read, zone
from loaders.mapping_parts import PERIODS, Aggregate, Classify, Combine, Identity, RejectRule, found
from loaders.mapping_schema import Key, Reader, either, list_of, record_of, table_of, then
from loaders.mapping_text import Path, Source
from loaders.names import check_slug
from loaders.readers.tables import UNSTATED, Layout

# --- single values ------------------------------------------------------------------------------------------------


def text(source: Source, path: Path, value: Any) -> str:
    """Text."""
    if not isinstance(value, str):
        at = f" under [{path[-2]}]" if len(path) > 1 and isinstance(path[-2], str) else ""
        raise source.error(f"{path[-1]!r}{at} must be text", *path, hint=f'write {path[-1]} = "{value}"')
    return value


def one_of(words: Mapping[str, Any] | tuple[str, ...], what: str) -> Reader:
    """One of some words."""

    def read(source: Source, path: Path, value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            hint = did_you_mean(str(value), words) or "allowed: " + ", ".join(words)
            raise source.error(f"{value!r} is no {what}", *path, hint=hint)
        return value

    return read


def row_number(source: Source, path: Path, value: Any) -> int:
    """The number of a row; 0 for none."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        hint = "write the number of the row as a spreadsheet shows it, or 0 for a file without a header"
        raise source.error(f"{path[-1]!r} must be a whole number", *path, hint=hint)
    return value


def slug(source: Source, path: Path, value: Any) -> str:
    """An id of a dataset."""
    try:
        return check_slug(text(source, path, value), "dataset")
    except InputError as error:
        raise (
            error
            if error.message.startswith("mapping ")
            else source.error(error.message, *path, hint=error.hint)
        ) from error


def expression(source: Source, path: Path, value: Any) -> re.Pattern[str]:
    """A regular expression of Python's."""
    try:
        return re.compile(text(source, path, value))
    except re.error as error:
        raise source.error(f"{value!r} is no pattern ({error})", *path) from error


def re2(source: Source, path: Path, value: Any) -> str:
    """A regular expression of RE2's: whole columns are searched for it."""
    pattern = text(source, path, value)
    try:
        found(pa.array([""]), pattern)
    except pa.ArrowInvalid as error:
        why = str(error).partition(":")[2].strip() or str(error)
        hint = "RE2 has no look-around and no back-references; \\b, (?i) and groups are allowed"
        raise source.error(f"{value!r} is no pattern ({why})", *path, hint=hint) from error
    return pattern


def date_form(source: Source, path: Path, value: Any) -> str:
    """A form of strptime's, or the word for serial numbers."""
    form = text(source, path, value)
    if form == UNDECIDED:
        hint = "write the form that the source means; the line above says which forms fit"
        raise source.error(f"how {path[1]!r} writes a date is not decided", *path, hint=hint)
    if re.search("%[dj]", form) and not re.search("%[mbBjxc]", form):
        raise source.error(f"{form!r} is no form of a date: it has a day and no month", *path)
    if form != EXCEL and "%Y" not in form and not re.search("%[ycxG]", form):
        hint = 'write it as strptime does, "%m/%d/%Y", or "excel" for serial numbers'
        raise source.error(f"{form!r} is no form of a date: it has no year", *path, hint=hint)
    if form != EXCEL and (why := cannot_read(form)):
        hint = "see Python's strptime for the codes; each stands once"
        raise source.error(f"{form!r} is no form of a date ({why})", *path, hint=hint)
    return form


def time_zone(source: Source, path: Path, value: Any) -> str:
    """A time zone by its IANA name."""
    name = text(source, path, value)
    try:
        zone(name)
    except (KeyError, ValueError, OSError) as error:
        hint = 'write "UTC", or an IANA name such as "America/Chicago"'
        raise source.error(f"{name!r} is no time zone known here", *path, hint=hint) from error
    return name


def _date_reading(form: tuple[str, ...], grain: str, zone: str, local: str) -> DateReading:
    return DateReading(form, grain, zone, local)


# --- the keys -----------------------------------------------------------------------------------------------------

TEXTS = list_of(text, "texts")
COLUMNS = list_of(text, "column names")
FORMS = either({list: list_of(date_form, "forms")}, then(date_form, lambda form: (form,)))
_GRAIN = one_of(GRAINS, "grain of a date")
DATE = either(
    {
        dict: record_of(
            {
                "form": Key(FORMS, required=True),
                "grain": Key(_GRAIN, ""),
                "zone": Key(time_zone, ""),
                "local": Key(time_zone, ""),
            },
            _date_reading,
        )
    },
    then(FORMS, DateReading),
)
RULE = record_of(
    {"pattern": Key(re2, required=True), "value": Key(text, required=True)},
    lambda pattern, value: (pattern, value),
)
LAYOUT = {
    "encoding": Key(text, ""),
    "delimiter": Key(text, ""),
    "quote": Key(text, '"'),
    "sheet": Key(text, ""),
    "header_row": Key(row_number),
}
JUNK = {"pattern": Key(expression, required=True), "reason": Key(text, "marked in the mapping")}
REJECT = {
    "column": Key(text, required=True),
    "pattern": Key(re2, ""),
    "unless": Key(re2, ""),
    "reason": Key(text, required=True),
}
COMBINE = {"columns": Key(COLUMNS, required=True), "by": Key(text, " ")}
CLASSIFY = {"target": Key(text, required=True), "rules": Key(list_of(RULE, "rules"), required=True)}
IDENTITY = {"id": Key(text, ""), "otherwise": Key(COLUMNS, ())}
AGGREGATE = {"period": Key(one_of(PERIODS, "period"), required=True), "unit": Key(text, required=True)}
#: Texts of the whole file stand at "", those of one column at its name.
BLANK = either({list: then(TEXTS, lambda texts: {"": texts})}, table_of(TEXTS))
MASKS = table_of(either({dict: table_of(text)}, text))
PERSONAL = either({list: then(COLUMNS, lambda names: {name: name for name in names})}, table_of(text))

KEYS: Mapping[str, Key] = {
    "shape": Key(one_of(SHAPES, "row shape"), required=True),
    "dataset": Key(
        either({str: lambda source, path, value: slug(source, path, value) if value else ""}, text), ""
    ),
    "title": Key(text, ""),
    "credit": Key(text, ""),
    "layout": Key(record_of(LAYOUT, Layout), UNSTATED),
    "header": Key(COLUMNS, ()),
    "required": Key(COLUMNS, ()),
    "ask": Key(COLUMNS, ()),
    "combine": Key(table_of(record_of(COMBINE, Combine)), {}),
    "columns": Key(table_of(text), {}),
    "fixed": Key(table_of(text), {}),
    "codes": Key(table_of(table_of(text)), {}),
    "dates": Key(table_of(DATE), {}),
    "split": Key(table_of(text), {}),
    "pairs": Key(list_of(COLUMNS, "lists of column names"), ()),
    "classify": Key(table_of(record_of(CLASSIFY, Classify)), {}),
    "blank": Key(BLANK, {}),
    "masks": Key(MASKS, {}),
    "personal": Key(PERSONAL, {}),
    "keep": Key(table_of(text), {}),
    "reject": Key(list_of(record_of(REJECT, RejectRule), "tables"), ()),
    "junk": Key(list_of(record_of(JUNK, lambda pattern, reason: (pattern, reason)), "tables"), ()),
    "identity": Key(record_of(IDENTITY, Identity), Identity()),
    "aggregate": Key(record_of(AGGREGATE, Aggregate)),
    "document": Key(table_of(text), {}),
}
"""Every key of a mapping; the text of `loaders.mapping` says what each means."""
