"""A column is likely personal by its name or by what its cells look like; nothing of a cell is told, only how many.

The words are data (`loaders/words`): names of columns by kind, given names, words that only an office's name holds.
The given names are some of the commonest of the US Social Security Administration's and Census lists.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice

from graphmodel.personal import is_wholly, scan, shape_of
from graphmodel.vocabulary import vocabulary
from loaders.masks import mask_of

#: How many distinct values of a column are looked at.
LOOKED_AT = 1000
#: The share of values, and the number, from which on a column is taken to be of a kind: one cell makes no column.
SHOWS, IS, MOSTLY = 0.1, 0.5, 0.8
FEWEST = 2
FEWEST_DATES = 5
MIDDLE_AGE, OLDEST, SPREAD = 18, 100, 8
LONG_TEXT_WORDS = 6
LONGEST_HEADING = 80
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
PERSON = re.compile(r"[^\W\d_][\w'’.-]*(?:,? [^\W\d_][\w'’.-]*){1,3}")
COMMA_NAME = re.compile(r"[^\W\d_][^\W\d_'’-]+, ?[^\W\d_][^\W\d_'’-]*(?: [^\W\d_]\.?)?")
STATES = frozenset(vocabulary("states"))


@dataclass(frozen=True, slots=True)
class Likely:
    """Which kind of personal data a column likely holds, and why, without showing a cell."""

    kind: str
    reason: str


def likely_personal(column: str, values: Sequence[str]) -> Likely | None:
    """Which kind of personal data a column likely holds, and why; None where nothing points to one.

    Parameters
    ----------
    column
        The column's name, as the source writes it.
    values
        Some of its cells; masked and blank ones say nothing.

    Examples
    --------
    >>> likely_personal("License Plate", [])
    Likely(kind='plate', reason='columns of this name hold: licence plate')
    """
    told = list(islice(dict.fromkeys(text.strip() for text in values if _tells(text)), LOOKED_AT))
    return _by_name(column, told) or _by_values(told)


def _tells(text: str) -> bool:
    text = text.strip()
    return bool(text) and mask_of(text) is None


# --- by the column's name -----------------------------------------------------------------------------------------


def _by_name(column: str, told: Sequence[str]) -> Likely | None:
    plain = plain_name(column)
    for pattern, kind, unless_offices in _columns():
        if pattern.fullmatch(plain) and not (unless_offices and _share(told, is_office) >= IS):
            return Likely(kind, f"columns of this name hold: {vocabulary('personal_kinds')[kind].label}")
    return None


def plain_name(column: str) -> str:
    """A column's name in lower-case words.

    >>> plain_name("userId"), plain_name("Case #"), plain_name("DRIVER_LICENSE_NO.")
    ('user id', 'case number', 'driver license number')
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).replace("#", " number ").casefold()
    words = " ".join(re.findall(r"[a-z0-9]+", words))
    return re.sub(r"\b(?:no|num|nbr)$", "number", words)


def _read(name: str) -> list[dict[str, str]]:
    text = (files("loaders") / "words" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _columns() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    rows = _read("personal_columns")
    return tuple((re.compile(row["column"]), row["kind"], bool(row["unless_offices"])) for row in rows)


def columns_shown(names: Sequence[str]) -> tuple[str, ...]:
    """The names of columns as a message shows them: their shapes, unless the row is surely no row of data.

    A file without a header has its first row there: its cells may hold anybody. A header has words of headers in
    half of its cells, and no cell that only data have.

    >>> columns_shown(["Org", "When"]), columns_shown(["ICE", "4/5/2024"])
    (('Org', 'When'), ('XXX', '9/9/9999'))
    """
    headings = sum(map(_has_heading_word, names))
    surely = headings >= IS * len(names) and not any(map(is_no_heading, names))
    return tuple(names if surely else map(shape_of, names))


def _has_heading_word(name: str) -> bool:
    """Whether a cell holds a word of headers, or is too short to name anybody."""
    words = plain_name(name).split()
    return not _words_of("heading_words").isdisjoint(words) or all(len(word) <= 2 for word in words)


def is_no_heading(name: str) -> bool:
    """Whether a cell is none that names a column: a number, a date, a mask, a person, a long text."""
    plain = name.strip()
    bare = bool(plain) and not any(sign.isalpha() for sign in plain)
    long = len(plain) > LONGEST_HEADING or "\n" in plain
    masked = bool(plain) and mask_of(plain) is not None
    person = PERSON.fullmatch(plain) is not None and plain != plain.lower() and not _has_heading_word(plain)
    return bare or long or masked or person or bool(scan(name) or is_wholly(name)) or is_name(plain)


# --- by its cells -------------------------------------------------------------------------------------------------


def _by_values(told: Sequence[str]) -> Likely | None:
    shown = [kind for text in told for kind in scan(text)]
    for kind in sorted(set(shown), key=lambda kind: (-shown.count(kind), kind)):
        if shown.count(kind) >= max(FEWEST, SHOWS * len(told)):
            return _counted(kind, shown.count(kind), told)
    return _names(told) or _births(told) or _plates(told) or _free_text(told)


def _counted(kind: str, count: int, told: Sequence[str]) -> Likely:
    what = vocabulary("personal_kinds")[kind].label
    return Likely(kind, f"{count} of {len(told)} different cells look like: {what}")


def _names(told: Sequence[str]) -> Likely | None:
    count = sum(map(is_name, told))
    if count >= max(FEWEST, IS * len(told)):
        return _counted("name", count, told)
    return None


def is_name(text: str) -> bool:
    """Whether a cell looks like somebody's name: a given name among two to four words, or "Last, First".

    >>> [is_name(text) for text in ("Maria Lopez", "Doe, Jo", "Los Angeles", "St. Joseph County")]
    [True, True, False, False]
    """
    if PERSON.fullmatch(text) is None or is_office(text):
        return False
    words = _words(text)
    return bool(COMMA_NAME.fullmatch(text)) or not _words_of("given_names").isdisjoint((words[0], words[-1]))


def is_office(text: str) -> bool:
    """Whether a cell holds a word that only an office's name holds, or a state's code.

    >>> [is_office(text) for text in ("Adrian MI PD", "Maria Lopez")]
    [True, False]
    """
    words = _words(text)
    return not _words_of("office_words").isdisjoint(words) or not STATES.isdisjoint(WORD.findall(text))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)] or [""]


@cache
def _words_of(name: str) -> frozenset[str]:
    return frozenset(word for row in _read(name) for word in row.values())


def _births(told: Sequence[str]) -> Likely | None:
    """Days spread over decades, most of them long ago, are when people were born."""
    days = sorted(year for text in told for year in _year_of_day(text))
    if len(days) < FEWEST_DATES or len(days) < MOSTLY * len(told):
        return None
    this_year = date.today().year  # noqa: DTZ011 - a year is grain enough
    middle, spread = days[len(days) // 2], days[len(days) * 9 // 10] - days[len(days) // 10]
    if days[0] >= this_year - OLDEST and middle <= this_year - MIDDLE_AGE and spread >= SPREAD:
        return _counted("date-of-birth", len(days), told)
    return None


def _year_of_day(text: str) -> tuple[int, ...]:
    """The year of a cell that is a day, with four digits."""
    found = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text) if "date-of-birth" in is_wholly(text) else None
    return (int(found[0]),) if found else ()


def _plates(told: Sequence[str]) -> Likely | None:
    """Cells written like plates, whose letters differ: ids of one series begin alike."""
    for kind in ("plate", "licence-number", "ssn"):
        like = [text for text in told if kind in is_wholly(text)]
        begins = {text[:3] for text in like}
        if len(like) >= max(FEWEST, IS * len(told)) and len(begins) >= IS * len(like):
            return _counted(kind, len(like), told)
    return None


def _free_text(told: Sequence[str]) -> Likely | None:
    count = sum(1 for text in told if len(text.split()) >= LONG_TEXT_WORDS and not is_office(text))
    return _counted("free-text", count, told) if count >= max(FEWEST, IS * len(told)) else None


def _share(told: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, told)) / len(told) if told else 0.0
