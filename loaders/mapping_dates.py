"""A date of a source becomes one of ours: by the forms that its mapping names, to the grain that they have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import permutations
from zoneinfo import ZoneInfo

from loaders.rejects import CellError

EXCEL = "excel"
UNDECIDED = "?"
"""What a drafted mapping has for a form that a person must choose."""
GRAINS = ("day", "month", "quarter", "year")
_OF_DAY = ("%d", "%j", "%x", "%c")
_OF_MONTH = ("%m", "%b", "%B")
#: Serial numbers of spreadsheets count days from here, as if 1900 were a leap year: before 61 a day is in doubt.
#: ECMA-376 part 1, 18.17.4.1.
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a day; no time zone is told
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465


@dataclass(frozen=True)
class DateReading:
    """How a source writes a date.

    Attributes
    ----------
    forms
        As for strptime, tried in order; ``excel`` for the serial numbers of spreadsheets.
    grain
        To what it is kept; blank = to what the form says.
    zone, local
        The time zone of the cells, and the one whose days count; a form may state its own zone (``%z``).
    """

    forms: tuple[str, ...]
    grain: str = ""
    zone: str = ""
    local: str = ""

    def read(self, source: str, text: str) -> str | CellError:
        """A date in our words, or what is wrong with it."""
        found = self._found(text)
        if found is None:
            how = " nor ".join(map(repr, self.forms))
            return CellError(source, f"{{}} is not a date of the form {how}", text, hint="correct [dates]")
        moment, form = found
        return _in_words(self._local(moment), self.grain or grain_of(form))

    def moment(self, text: str) -> str:
        """The same moment is the same text, to the second, in whatever form it was written."""
        found = self._found(text)
        return self._zoned(found[0]).isoformat(timespec="seconds") if found else text

    def _found(self, text: str) -> tuple[datetime, str] | None:
        tried = ((_read(text, form), form) for form in self.forms)
        return next(((moment, form) for moment, form in tried if moment is not None), None)

    def _zoned(self, moment: datetime) -> datetime:
        """A moment in UTC, where its zone is told."""
        if moment.tzinfo is None and self.zone:
            moment = moment.replace(tzinfo=zone(self.zone))
        return moment.astimezone(UTC) if moment.tzinfo else moment

    def _local(self, moment: datetime) -> datetime:
        """A moment in the zone whose days count."""
        if not self.local:
            return moment
        known = self._zoned(moment)
        return known.astimezone(zone(self.local)) if known.tzinfo else known

    def doubt(self) -> str:
        """Why what it reads would be made up or in doubt; blank where nothing speaks against it."""
        if self.local and not self.zone and not all("%z" in form for form in self.forms):
            return "`local` needs `zone`: whose time the cells tell is not said"
        for form in self.forms:
            if self.grain and GRAINS.index(self.grain) < GRAINS.index(grain_of(form)):
                return f"{form!r} says no {self.grain}: a coarser grain may be told, not a finer one"
        pair = _read_apart(self.forms)
        return f"{pair[0]!r} and {pair[1]!r} may read one cell as two days" if pair else ""


#: A day whose number is that of a month, in one of the years that a two-digit year may be.
_EITHER_WAY = datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001 - no moment that is told


def _read_apart(forms: tuple[str, ...]) -> tuple[str, str] | None:
    """Two forms of which one reads what the other writes as another day."""
    for form, other in permutations(forms, 2):
        if EXCEL in {form, other}:
            continue
        text = _EITHER_WAY.strftime(form)
        one, another = _read(text, form), _read(text, other)
        if one and another and one.date() != another.date():
            return form, other
    return None


def cannot_read(form: str) -> str:
    """Why no date can be read by a form, which cannot read what it writes; blank where it can.

    >>> cannot_read("%m/%d/%Y"), cannot_read("%Y %Y")
    ('', "redefinition of group name 'Y' as group 2; was group 1")
    """
    try:
        datetime.strptime(_EITHER_WAY.replace(tzinfo=UTC).strftime(form), form)  # noqa: DTZ007 - no moment is told
    except (ValueError, re.error) as error:
        return str(getattr(error, "msg", error))
    return ""


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """The time zone of an IANA name."""
    return UTC if name == "UTC" else ZoneInfo(name)


def _read(text: str, form: str) -> datetime | None:
    if form == EXCEL:
        return _serial(text)
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the mapping says the zone, or none is told
    except ValueError:
        return None


def _serial(text: str) -> datetime | None:
    try:
        days = float(text)
    except ValueError:
        return None
    return _SERIAL_ZERO + timedelta(days=days) if _FIRST_SERIAL <= days <= _LAST_SERIAL else None


def grain_of(form: str) -> str:
    """To what a form says a date.

    >>> grain_of("%m/%d/%Y, %I:%M %p"), grain_of("%B %Y"), grain_of("%Y"), grain_of("excel")
    ('day', 'month', 'year', 'day')
    """
    if form == EXCEL or any(code in form for code in _OF_DAY):
        return "day"
    return "month" if any(code in form for code in _OF_MONTH) else "year"


def _in_words(moment: datetime, grain: str) -> str:
    if grain == "quarter":
        return f"{moment.year:04}-Q{(moment.month + 2) // 3}"
    return moment.date().isoformat()[: {"day": 10, "month": 7, "year": 4}[grain]]
