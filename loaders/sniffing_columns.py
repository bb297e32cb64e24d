"""What a column of an unknown file may be: by its name, and by what its cells are written like.

Nothing of a cell is shown but what surely is no person: terms of our vocabularies, masks, names of offices; of all
else the shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.personal import is_wholly, scan, shape_of
from graphmodel.schema import PARTY, SHAPES
from loaders.canonical import DATE_COLUMNS, NUMBER, read_cell
from loaders.masks import mask_of
from loaders.personal import WORD, Likely, is_name, is_office, likely_personal
from loaders.sniffing_dates import DateLook, look_at_dates
from loaders.synonyms import Synonym

MOSTLY = 0.8
"""The share of a column's different cells that decides what it is."""
SAMPLES = 3
LONGEST_SAMPLE = 60
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


@dataclass(frozen=True)
class Cells:
    """The cells of a column that were looked at."""

    name: str
    counts: Counter[str]
    masks: Counter[str]

    @classmethod
    def of(cls, name: str, cells: Iterable[str]) -> Cells:
        """Cells, told apart from blanks and masks."""
        counts: Counter[str] = Counter(text for cell in cells if (text := cell.strip()))
        masks: Counter[str] = Counter()
        for text in [text for text in counts if mask_of(text)]:
            masks[str(mask_of(text))] += counts.pop(text)
        return cls(name, counts, masks)

    @property
    def texts(self) -> list[str]:
        """The different cells, the first first."""
        return list(self.counts)

    def share(self, hits: Iterable[bool]) -> float:
        """How many of the different cells, of one."""
        return sum(hits) / len(self.counts) if self.counts else 0.0


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
        tuple(_samples(shape, cells, column, codes, by_name=by_name)),
        dict(sorted(cells.masks.items())),
        personal,
        "" if personal else target,
        why,
        synonym.also if synonym and target else {},
        dates,
        codes,
        unknown,
    )


def _column(shape: str, name: str) -> Property:
    return next(each for each in SHAPES[shape].columns if each.column == name)


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
        and not cells.share(_is_term(shape, column, text) for text in cells.counts)
    ):
        return f"named like {column.column}, but its cells are many, and none is a term of ours"
    return ""


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def _is_term(shape: str, column: Property | None, text: str) -> bool:
    """Whether a column has terms, and a text is one or a list of them."""
    if column is None or column.vocabulary is None:
        return False
    try:
        read_cell(shape, column, text)
    except InputError:
        return False
    return True


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


# --- samples ------------------------------------------------------------------------------------------------------


def _samples(
    shape: str, cells: Cells, column: Property | None, codes: Mapping[str, str], *, by_name: bool
) -> Iterable[str]:
    """Some different cells, each as it may be shown: a column that is named like one of offices shows their names."""
    offices = (
        by_name
        and column is not None
        and bool(set(PARTY) & set(column.refers))
        and likely_personal(cells.name, ()) is None
        and cells.share(map(is_office, cells.counts)) >= MOSTLY
    )
    shown = (
        text
        if text in codes or _is_term(shape, column, text) or (offices and _may_be_shown(text))
        else shape_of(text)
        for text in cells.counts
    )
    return list(dict.fromkeys(shown))[:SAMPLES]


def _may_be_shown(text: str) -> bool:
    return len(text) <= LONGEST_SAMPLE and is_office(text) and not (shows_person(text) or has_rank(text))


def _is_no_office(text: str) -> bool:
    """Whether a text is none, though it has words of offices: somebody's post, an address on the web, a sentence."""
    return has_rank(text) or "://" in text or "@" in text or len(text) > LONGEST_SAMPLE


def has_rank(text: str) -> bool:
    """Whether a text names somebody's rank or post: "Deputy Sample" is a person, whatever office is named beside.

    >>> has_rank("Sample, Deputy (Examplia SO)"), has_rank("Examplia County SO")
    (True, False)
    """
    return not _rank_words().isdisjoint(word.casefold() for word in WORD.findall(text))


@cache
def _rank_words() -> frozenset[str]:
    text = (files("loaders") / "words" / "rank_words.csv").read_text(encoding="utf-8")
    return frozenset(text.split()[1:])


def shows_person(text: str) -> bool:
    """Whether a text may be a person, or holds one."""
    return bool(scan(text) or is_wholly(text)) or is_name(text)


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
        if (
            column.vocabulary
            and cells.share(_is_term(shape, column, text) for text in cells.counts) >= MOSTLY
        ):
            return Synonym(column.column or "", f"its cells are terms of {column.vocabulary}", by_name=False)
    if look_at_dates(cells.texts):
        dated = next((each.column for each in columns if each.column in DATE_COLUMNS), None)
        return Synonym(dated, "its cells are dates", by_name=False) if dated else None
    if cells.share(map(is_office, cells.counts)) >= MOSTLY and not any(map(_is_no_office, cells.counts)):
        party = next((each.column for each in columns if set(PARTY) & set(each.refers)), None)
        return Synonym(party, "its cells are names of offices", by_name=False) if party else None
    return None
