"""The logs of a case are CSV files that are only ever added to: a header, then one line for each thing that was said."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

from graphmodel.errors import InputError
from loaders.saying import add_text

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?")


def read_lines(path: Path, columns: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The lines of a log, each with its number; none where there is no file.

    Raises
    ------
    InputError
        When it cannot be read, or a line has too few or too many cells; says which.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read", hint="it must be a CSV file in UTF-8") from error
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, list(columns))
        if tuple(header) != tuple(columns):
            raise InputError(f"{path}: its header must be {','.join(columns)}", hint="correct the first line")
        return [(reader.line_num, _whole(path, cells, columns, reader.line_num)) for cells in reader if cells]
    except csv.Error as error:
        raise InputError(
            f"{path}, line {reader.line_num}: {error}", hint="look at the quotes there"
        ) from error


def _whole(path: Path, cells: list[str], columns: Sequence[str], line: int) -> list[str]:
    if len(cells) != len(columns):
        raise InputError(
            f"{path.name}, line {line}: {len(cells)} cells where there must be {len(columns)}",
            hint="quote a cell that holds a comma",
        )
    return cells


def checked_time(where: str, when: str) -> None:
    """Fail where a cell is no day and no moment.

    Parameters
    ----------
    where
        What the message begins with: the log and the line, or nothing.
    """
    if _TIME.fullmatch(when) is None or not _is_day(when[:10]):
        raise InputError(
            f"{where}when: {when!r} is no date", hint="write it as 2026-03-31 or 2026-03-31T12:00:00Z"
        )


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return bool(date.fromisoformat(text))
    return False


def moment(when: str) -> str:
    """A day or moment so written that the earlier one sorts first; a day comes before its moments.

    >>> moment("2026-03-31"), moment("2026-03-31T01:30+02:00")
    ('2026-03-31', '2026-03-30T23:30:00')
    """
    if _TIME.fullmatch(when) is None or "T" not in when:
        return when
    read = datetime.fromisoformat(when)
    return read.astimezone(UTC).replace(tzinfo=None).isoformat() if read.tzinfo else read.isoformat()


def now() -> str:
    """The time, as a line has it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def last_line(path: Path) -> int:
    """The number of the last line that a log has, as `read_lines` counts; of the header where there is nothing else."""
    there = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    return max(1, sum(1 for _ in StringIO(there, newline="")))


def added(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The text that adds lines to a log as it is: with the header where it has none, and the end of its last line."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not path.is_file() or not path.stat().st_size:
        writer.writerow(columns)
    elif not path.read_bytes().endswith(b"\n"):
        text.write("\n")
    writer.writerows(rows)
    return text.getvalue()


def append_lines(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Add lines to a log, all or none, and put them on disk; for whoever holds the case's lock."""
    add_text(path, added(path, columns, rows))
