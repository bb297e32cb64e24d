"""Rows as a table, CSV, JSON or Parquet: data on standard output, everything else on standard error."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

if TYPE_CHECKING:
    from datatrail.case import Case

Row = Mapping[str, Any]
Decorated = TypeVar("Decorated", bound=Callable[..., Any])
FORMATS = ("table", "csv", "json", "parquet")

#: How wide a table is where there is no terminal.
PAGE_WIDTH = 160

#: Columns that lead to the evidence and are too long for a table.
WIDE_LISTS = 2


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """The option `--format`."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats or FORMATS),
        default="table",
        show_default=True,
        help="How rows come out.",
    )


quiet_option = click.option("--quiet", is_flag=True, help="Say nothing on standard error.")
case_option = click.option(
    "--case",
    "case_folder",
    type=click.Path(),
    help="The case folder; else $DATATRAIL_CASE, the current folder if it is a case, or the bundled case.",
)


def write_rows(
    rows: Sequence[Row],
    columns: Sequence[str],
    format_: str,
    *,
    brief: Sequence[str] = (),
    quiet: bool = False,
) -> None:
    """Write rows on standard output.

    Parameters
    ----------
    brief
        The columns that a table shows; all of them where not told.
    """
    if format_ == "json":
        write_json([{column: row[column] for column in columns} for row in rows])
    elif format_ == "csv":
        _write_csv(rows, columns)
    elif format_ == "parquet":
        _write_parquet(rows, columns)
    else:
        write_table(rows, brief or columns, quiet=quiet)


def write_json(data: Any) -> None:
    """Write data as JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _write_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(row[column]) for column in columns] for row in rows)


def safe_cell(value: Any) -> str:
    """A cell of a CSV file: lists joined by `;`, nothing that a spreadsheet would run.

    >>> safe_cell(["a", "b"]), safe_cell("=1+1"), safe_cell(None), safe_cell(250.0)
    ('a;b', "'=1+1", '', '250')
    """
    from loaders.rejects import harmless

    return harmless(plain(value, separator=";"))


def plain(value: Any, *, separator: str = ", ") -> str:
    """A value in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return separator.join(plain(each) for each in value)
    return str(value)


def _write_parquet(rows: Sequence[Row], columns: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if sys.stdout.isatty():
        raise click.UsageError(
            "Parquet is not for a terminal. Hint: redirect it into a file: … > rows.parquet"
        )
    table = pa.table({column: [row[column] for row in rows] for column in columns})
    pq.write_table(table, pa.PythonFile(sys.stdout.buffer, mode="w"))


def write_table(
    rows: Sequence[Row], columns: Sequence[str], *, title: str | None = None, quiet: bool = False
) -> None:
    """Write rows as a table that fits the terminal; 160 columns where there is none.

    No id, date or word is broken: the last columns that do not fit are left out, and named on standard error.
    """
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    screen = console()
    cells = {column: [_short(row[column]) for row in rows] for column in columns}
    widths = {column: _longest_word([column, *texts]) for column, texts in cells.items()}
    shown = _fitting(widths, screen.width)
    natural = {column: max(map(len, [column, *cells[column]])) for column in shown}
    widths = _spread(widths, natural, screen.width)
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in shown:
        table.add_column(column, overflow="fold", width=widths[column])
    for row in zip(*(cells[column] for column in shown), strict=True):
        table.add_row(*map(escape, row))
    screen.print(table)
    if len(shown) < len(columns):
        say(f"Left out for width: {', '.join(columns[len(shown) :])}; `--format csv` has them", quiet=quiet)


#: Between two columns.
GAP = 3
#: A longer word is broken: an item's id may be as long as a line.
LONGEST_WORD = 32


def _longest_word(texts: Iterable[str]) -> int:
    return min(LONGEST_WORD, max((len(word) for text in texts for word in text.split()), default=0))


def _spread(least: Mapping[str, int], natural: Mapping[str, int], width: int) -> dict[str, int]:
    """Widths that fit: each column's longest word, and what is left over to those that lack least."""
    widths = {column: least[column] for column in natural}
    left = width - 1 - sum(each + GAP for each in widths.values())
    for number, column in enumerate(sorted(natural, key=lambda each: natural[each] - widths[each])):
        share = max(0, left // (len(natural) - number))
        more = min(share, natural[column] - widths[column])
        widths[column] += more
        left -= more
    return widths


def _fitting(widths: Mapping[str, int], width: int) -> list[str]:
    """The first columns, at least one, whose longest words fit side by side."""
    shown: list[str] = []
    taken = 1
    for column, least in widths.items():
        taken += least + GAP
        if shown and taken > width:
            break
        shown.append(column)
    return shown


def _short(value: Any) -> str:
    return (
        f"{len(value)} values"
        if isinstance(value, (list, tuple)) and len(value) > WIDE_LISTS
        else plain(value)
    )


def console() -> Any:
    """The terminal; where output is none, something as wide as `COLUMNS` says, else as a page."""
    from rich.console import Console

    told = os.environ.get("COLUMNS", "")
    width = None if sys.stdout.isatty() else int(told) if told.isdecimal() and int(told) else PAGE_WIDTH
    return Console(width=width, highlight=False, soft_wrap=False)


def say(text: str, *, quiet: bool = False) -> None:
    """A remark, on standard error."""
    if not quiet:
        click.echo(text, err=True)


def say_undecided(case: Case, *, quiet: bool) -> None:
    """On how much two merged cases do not agree, so that it counts for neither side in an answer; nothing where none."""
    number = len({each.subject for each in case.undecided})
    if number:
        what = (
            "1 thing that two do not agree on counts"
            if number == 1
            else f"{number} things that two do not agree on count"
        )
        say(f"Note: {what} for neither side: datatrail case conflicts --case {case.folder.path}", quiet=quiet)


class ProgressBar:
    """A bar on standard error for work over a second, on a terminal; silent elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet or not sys.stderr.isatty()
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __call__(self, what: str, done: int, total: int) -> None:
        """Work called `what` has come to `done` of `total`."""
        if self._quiet:
            return
        bar = self._begun()
        if what not in self._tasks:
            self._tasks[what] = bar.add_task(what, total=total)
        bar.update(self._tasks[what], completed=done, total=total)

    def _begun(self) -> Any:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
        return self._bar

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
