"""What a column of an unknown file may be: by its name, and by what its cells are written like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.schema import PARTY, SHAPES
from graphmodel.vocabulary import LIST_SEPARATOR
from loaders.canonical import DATE_COLUMNS, NUMBER, read_cell
from loaders.personal import Likely, is_office, likely_personal
from loaders.sniffing_cells import MOSTLY, Cells, is_no_office, is_term, samples
from loaders.sniffing_dates import DateLook, look_at_dates
from loaders.synonyms import Synonym

HALF, FEWEST_COMMAS = 0.5, 2
MOST_CODES = 40
"""How many different cells a column of codes may have."""


@dataclass(frozen=True)
class ColumnLook:
    """What a column may be.

    Attributes
    ----------
    filled, distinct
        How many of its cells are neither blank nor masked, and how many of those differ.
    samples
        Some of its cells, or their shapes.
    masks
        How many cells are masked, by the code of the mask.
    personal
        Which kind of personal data it likely holds, and why.
    fills, why
        The column of ours that it likely fills, and why that is guessed; blank where nothing is.
    also
        What its name says besides, by column of ours: "logins" are counted in logins.
    dates
        How it writes its dates.
    codes
        What its cells are in our terms, where they are not written so.
    unknown
        How many different cells of a column of codes are no terms of ours.
    split
        What seems to split its lists, where that is not `;`.
    """

    name: str
    filled: int
    distinct: int
    samples: tuple[str, ...]
    masks: Mapping[str, int]
    personal: Likely | None = None
    fills: str = ""
    why: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    dates: DateLook | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    unknown: int = 0
    split: str = ""


def look_at(cells: Cells, shape: str, synonym: Synonym | None) -> ColumnLook:
    """What a column may be among the columns of a shape."""
    personal = likely_personal(cells.name, cells.texts)
    target, why = (synonym.fills, synonym.why) if synonym else ("", "")
    by_name = synonym is not None and synonym.by_name
    column = _column(shape, target) if target else None
    dates = look_at_dates(cells.texts, by_name=bool(column and column.column in DATE_COLUMNS))
    if column is not None and (doubt := _doubt(shape, column, cells, dates)):
        column, target, why = None, "", doubt
    codes, unknown = _codes(shape, column, cells) if column is not None and not personal else ({}, 0)
    return ColumnLook(
        cells.name,
        cells.counts.total(),
        len(cells.counts),
        tuple(samples(shape, cells, column, codes, by_name=by_name)),
        dict(sorted(cells.masks.items())),
        personal,
        "" if personal else target,
        why,
        synonym.also if synonym and target else {},
        dates,
        codes,
        unknown,
        _split(column, cells),
    )


def _column(shape: str, name: str) -> Property:
    return next(each for each in SHAPES[shape].columns if each.column == name)


def _split(column: Property | None, cells: Cells) -> str:
    """A comma, where most cells of a column of offices are lists of three or more; a comma alone may be in a name."""
    if column is None or column.type != "list" or not set(PARTY) & set(column.refers):
        return ""
    lists = cells.share(text.count(",") >= FEWEST_COMMAS for text in cells.counts)
    return "," if lists >= HALF and not any(LIST_SEPARATOR in text for text in cells.counts) else ""


def _doubt(shape: str, column: Property, cells: Cells, dates: DateLook | None) -> str:
    """Why a column cannot be what its name says; blank where nothing speaks against it."""
    if not cells.counts:
        return ""
    if column.column in DATE_COLUMNS and dates is None:
        return f"named like {column.column}, but its cells are no dates of a form known here"
    if column.type in {"number", "integer"} and cells.share(map(_is_number, cells.counts)) < MOSTLY:
        return f"named like {column.column}, but its cells are no numbers"
    if (
        column.vocabulary
        and len(cells.counts) > MOST_CODES
        and not cells.share(is_term(shape, column, text) for text in cells.counts)
    ):
        return f"named like {column.column}, but its cells are many, and none is a term of ours"
    return ""


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def _codes(shape: str, column: Property, cells: Cells) -> tuple[dict[str, str], int]:
    """What the cells of a column of codes are in our terms, where some are none of ours."""
    if column.vocabulary is None:
        return {}, 0
    read: dict[str, str] = {}
    for text in cells.counts:
        try:
            value = read_cell(shape, column, text).value
        except InputError:
            continue
        read[text] = ";".join(value) if isinstance(value, list) else str(value)
    unknown = len(cells.counts) - len(read)
    return (read, unknown) if unknown else ({}, 0)


# --- by the cells alone -------------------------------------------------------------------------------------------


def by_cells(cells: Cells, shape: str, free: Sequence[str]) -> Synonym | None:
    """Which free column of a shape a column fills by what its cells are; None where they do not tell.

    Parameters
    ----------
    free
        Columns of the shape that none of the file is named like.
    """
    if not cells.counts or likely_personal(cells.name, ()) or likely_personal(cells.name, cells.texts):
        return None
    columns = [_column(shape, name) for name in free]
    for column in columns:
        if column.vocabulary and cells.share(is_term(shape, column, text) for text in cells.counts) >= MOSTLY:
            return Synonym(column.column or "", f"its cells are terms of {column.vocabulary}", by_name=False)
    if look_at_dates(cells.texts):
        dated = next((each.column for each in columns if each.column in DATE_COLUMNS), None)
        return Synonym(dated, "its cells are dates", by_name=False) if dated else None
    if cells.share(map(is_office, cells.counts)) >= MOSTLY and not any(map(is_no_office, cells.counts)):
        party = next((each.column for each in columns if set(PARTY) & set(each.refers)), None)
        return Synonym(party, "its cells are names of offices", by_name=False) if party else None
    return None
