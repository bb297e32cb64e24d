"""`sniff`: look at a file that nobody has described, and draft a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from datatrail.output import case_option, format_option, plain, quiet_option, say, write_json, write_table

if TYPE_CHECKING:
    from loaders.sniffing import TableLook
    from loaders.sniffing_columns import ColumnLook

COLUMNS = ("column", "fills", "why", "cells", "samples", "dates", "masks")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write a draft of a mapping here.")
@click.option("--sheet", default="", help="Only this sheet of a workbook, or file of an archive.")
@click.option("--encoding", default="", help="The encoding of a text file, where it is not found out.")
@click.option("--header-row", type=click.IntRange(min=1), help="The row that names the columns.")
@click.option("--delimiter", default="", help="What stands between its cells, where it is not found out.")
@case_option
@format_option("table", "json")
@quiet_option
def sniff(
    *,
    file: Path,
    output: Path | None,
    sheet: str,
    encoding: str,
    delimiter: str,
    header_row: int | None,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """Look at FILE: its sheets, header and columns, what they may be, and which look personal.

    The first 2,000 rows of each table are read. Of cells that are no term, mask or office only the shape is shown.
    With -o a mapping is drafted, every guess marked with its reason; `load --mapping` takes it.

    \b
    For example:
      datatrail sniff claims.csv
      datatrail sniff claims.csv -o mapping.toml
    """
    from datatrail.case import case_path
    from loaders.readers.tables import Layout
    from loaders.sniffing import sniff as look_at

    layout = Layout(encoding=encoding, delimiter=delimiter, header_row=header_row)
    looks = look_at(file, folder=case_path(case_folder), sheet=sheet, layout=layout)
    if format_ == "json":
        write_json({"file": file.name, "tables": [as_data(look) for look in looks]})
    else:
        for look in looks:
            _print(look, quiet=quiet)
    if output is not None:
        _write_draft(looks, file, output, quiet=quiet)
    elif any(not look.fits for look in looks):
        say(f"Next: datatrail sniff {file} -o mapping.toml", quiet=quiet)


def as_data(look: TableLook) -> dict[str, Any]:
    """What a table seems to be, for JSON."""
    made = asdict(look)
    made["columns"] = [asdict(each) for each in look.columns]
    return made


def _print(look: TableLook, *, quiet: bool) -> None:
    for line in _facts(look):
        click.echo(line)
    write_table([_row(each) for each in look.columns], COLUMNS, quiet=quiet)


def _facts(look: TableLook) -> Iterator[str]:
    """A table in a few lines, before its columns."""
    yield f"{look.file}" + (f", sheet {look.sheet!r}" if look.sheet else "")
    if look.encoding:
        yield f"  {look.encoding}, split on {look.delimiter!r}"
    where = f"row {look.header_row}" if look.header_row else "none"
    yield f"  header: {where} ({look.header_why})"
    rows = f"the first {look.rows}" if look.more else f"all {look.rows}"
    yield f"  rows looked at: {rows}" + (f", {look.damaged} more are damaged" if look.damaged else "")
    if look.fits:
        yield f"  `load` takes it as it is: it fits {look.fits}"
    else:
        yield f"  likely rows of the shape {look.shape} ({look.shape_why})"
    yield from (f"  remark: {remark}" for remark in look.remarks)


def _row(each: ColumnLook) -> dict[str, Any]:
    personal = each.personal
    return {
        "column": each.name,
        "fills": f"personal: {personal.kind}" if personal else each.fills,
        "why": personal.reason if personal else each.why,
        "cells": f"{each.filled} ({each.distinct} different)",
        "samples": " | ".join(each.samples),
        "dates": _dates(each),
        "masks": ", ".join(f"{code} {count}" for code, count in each.masks.items()),
    }


def _dates(each: ColumnLook) -> str:
    dates = each.dates
    if dates is None or each.personal:
        return ""
    if dates.either:
        return f"{dates.grain}; not decided: {' or '.join(dates.either)}"
    return f"{dates.grain}: {plain(list(dates.forms)) or 'as ours'}"


def _write_draft(looks: Sequence[TableLook], file: Path, output: Path, *, quiet: bool) -> None:
    from graphmodel.errors import InputError
    from loaders.mapping_toml import parse_mapping
    from loaders.sniffing_draft import asked, draft, undecided
    from viz.writing import write_file

    look, *others = looks
    if others and {each.names for each in others} != {look.names}:
        names = ", ".join(each.sheet or each.file for each in looks)
        raise InputError(f"{file.name} has several tables: {names}", hint="say which one: --sheet NAME")
    if output.exists():
        raise InputError(f"{output} is there already", hint="delete it, or write another file")
    text = draft(look)
    write_file(output, text, "draft")
    if open_dates := undecided(look):
        say(f"{output}: decide how {plain(open_dates)} writes its dates before it loads", quiet=quiet)
    else:
        parse_mapping(output.name, text)
    told = "".join(f' --set {column}="…"' for column in asked(look))
    say(f"Wrote {output}. Read it, then: datatrail load {file} --mapping {output}{told}", quiet=quiet)
