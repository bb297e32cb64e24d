"""In which form a column writes its dates is found by trying; where two forms fit and disagree, nobody guesses."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graphmodel.dates import parse_span
from graphmodel.errors import InputError
from loaders.mapping_dates import EXCEL, DateReading, grain_of

MOSTLY = 0.8
"""The share of a column's different texts that must be dates."""
TRIED = 400
"""How many different texts are tried."""
FIRST = 25
"""How many of them choose the forms that are tried on all."""
LONGEST = 60
#: Serial numbers of days from 1954 to 2064: fewer digits may be anything.
_SERIAL = re.compile(r"[2-5]\d{4}(?:\.\d+)?")


_LETTERS = re.compile(r"[A-Za-z0-9%]+")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$")


@dataclass(frozen=True)
class DateLook:
    """How a column seems to write its dates.

    Attributes
    ----------
    forms
        As for strptime, in the order in which they are tried; blank where the cells are dates as we write them.
    either
        Two forms or more that fit as well and read differently; then `forms` is blank.
    grain
        To what the forms say a date.
    share
        How many of the different texts they read, of one.
    """

    forms: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    grain: str = "day"
    share: float = 1.0

    @property
    def zone(self) -> str:
        """The time zone that a form states in words."""
        return "UTC" if any("UTC" in form or "%z" in form for form in self.forms) else ""


def look_at_dates(texts: Iterable[str], *, by_name: bool = False) -> DateLook | None:
    """How a column writes its dates; None where it holds none.

    Parameters
    ----------
    texts
        Its different cells, neither blank nor masked.
    by_name
        Whether its name says that it holds dates: then bare numbers may be serial ones.

    Examples
    --------
    >>> look_at_dates(["05/06/2024", "04/03/2024"]).either
    ('%m/%d/%Y', '%d/%m/%Y')
    >>> look_at_dates(["05/06/2024", "05/31/2024"]).forms
    ('%m/%d/%Y',)
    """
    tried = [text.strip() for text in list(texts)[:TRIED]]
    if not tried or sum(_may_be(text) for text in tried) < MOSTLY * len(tried):
        return None
    if by_name and all(map(_SERIAL.fullmatch, tried)):
        return DateLook((EXCEL,))
    if (own := _share(map(_is_own, tried), tried)) >= MOSTLY:
        return DateLook(share=own)
    return _by_forms(tried)


def _may_be(text: str) -> bool:
    return 4 <= len(text) <= LONGEST and any(sign.isdigit() for sign in text)


def _is_own(text: str) -> bool:
    try:
        return bool(text) and not re.fullmatch(r"\d+", text[4:]) and parse_span(text) is not None
    except InputError:
        return False


def _share(hits: Iterable[bool], of: Sequence[str]) -> float:
    return sum(hits) / len(of)


def _by_forms(tried: Sequence[str]) -> DateLook | None:
    read = _read_by(_candidates(tried[:FIRST]), tried)
    best = max(map(len, read.values()), default=0)
    if not best:
        return None
    top = [form for form, dates in read.items() if len(dates) == best]
    chosen, either = top[0], _that_disagree(read, top)
    if either:
        return (
            DateLook((), either, grain_of(chosen), best / len(tried)) if best >= MOSTLY * len(tried) else None
        )
    forms = _and_the_rest(read, chosen)
    share = len(set().union(*(read[form] for form in forms))) / len(tried)
    return DateLook(forms, (), grain_of(chosen), share) if share >= MOSTLY else None


def _candidates(texts: Sequence[str]) -> list[str]:
    """The forms that fit one of the texts; only those with the same signs between letters and digits are tried."""
    signs = {_signs(part) for text in texts for part in (text, _OFFSET.sub("", text))}
    return [form for form in date_forms() if _signs(form) in signs and _read_by([form], texts)]


def _signs(text: str) -> str:
    return _LETTERS.sub("", text)


def _read_by(forms: Sequence[str], texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """What each form makes of the texts that it fits; forms that fit none are left out."""
    made: dict[str, dict[str, str]] = {}
    for form in forms:
        reading = DateReading((form,))
        read = {
            text: moment for text in texts if (moment := reading.moment(text)) != text or _is_moment(text)
        }
        if read:
            made[form] = read
    return made


def _is_moment(text: str) -> bool:
    """Whether a text is written as a moment is told, so that reading it changes nothing."""
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text) is not None


def _that_disagree(read: Mapping[str, Mapping[str, str]], top: Sequence[str]) -> tuple[str, ...]:
    """The forms that fit best, if two of them read one text as two days."""
    first = read[top[0]]
    other = [form for form in top[1:] if any(read[form].get(text, day) != day for text, day in first.items())]
    return (top[0], *other) if other else ()


def _and_the_rest(read: Mapping[str, Mapping[str, str]], chosen: str) -> tuple[str, ...]:
    """The form that reads most, and those that read what it does not."""
    forms, done = [chosen], set(read[chosen])
    for form in sorted(read, key=lambda form: -len(read[form])):
        if not set(read[form]) <= done and not DateReading((*forms, form)).doubt():
            forms.append(form)
            done |= set(read[form])
    return tuple(forms)


@cache
def date_forms() -> tuple[str, ...]:
    """Every form that is tried: each way of writing a day with each of writing a time."""
    text = (files("loaders") / "date_forms.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    days, times = ([row["form"] for row in rows if row["part"] == part] for part in ("day", "time"))
    return tuple(day + time for day in days for time in times)
