"""`init` and `load`: an empty case, and files into a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datatrail.output import (
    ProgressBar,
    case_option,
    format_option,
    quiet_option,
    say,
    write_json,
    write_table,
)

if TYPE_CHECKING:
    from loaders.report import LoadReport
    from loaders.store import CaseFolder


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The case's title; the folder's name unless told.")
@click.option("--copy", "source", help="Begin as this case is: a folder, or a bundled one (real, examplia).")
@quiet_option
def init(folder: Path, title: str | None, source: str | None, quiet: bool) -> None:
    """Make an empty case in FOLDER, or one that begins as another is.

    \b
    For example:
      datatrail init mycase --title "Licence photos, 2019 to 2026"
      datatrail load claims.csv --case mycase
      datatrail init mine --copy real
    """
    from loaders.store import CaseFolder

    case = CaseFolder(folder)
    case.refuse_inside("load into {outer}, or ")
    if source is not None:
        from datatrail.case import open_case
        from datatrail.writing import copied

        copied(open_case(source).folder, folder, title, called=source)
        say(f"Made {folder}, as {source} is. Next: datatrail verify --case {folder}", quiet=quiet)
        return
    case.init(title or folder.resolve().name)
    say(f"Made {folder}. Next: datatrail load FILE --case {folder}", quiet=quiet)


def _said(_: click.Context, __: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """What is said of each column."""
    said: dict[str, str] = {}
    for pair in pairs:
        column, equals, value = pair.partition("=")
        if not equals or not value.strip() or column.strip() in said:
            why = "is said twice" if column.strip() in said else "is not COLUMN=VALUE"
            raise click.BadParameter(f'{pair!r} {why}. Hint: write --set holder="Examplia City PD"')
        said[column.strip()] = value.strip()
    return said


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", help="A mapping: a TOML file, or the name of a shipped one.")
@click.option("--dataset", help="The dataset that the files are loaded as; the file's name unless told.")
@click.option(
    "--set",
    "said",
    metavar="COLUMN=VALUE",
    multiple=True,
    callback=_said,
    help="What a mapping asks for that the file does not say; may be given several times.",
)
@click.option("--sheet", default="", help="The one sheet that is read of each workbook; all unless told.")
@click.option("--encoding", default="", help="The encoding of text files: cp1252, …; found out unless told.")
@click.option(
    "--replaces",
    metavar="FILE",
    multiple=True,
    help="A file of the dataset that this corrected release stands in place of; its rows count no more.",
)
@click.option(
    "--dry-run", is_flag=True, help="Read and check, show what the first five rows would make; write nothing."
)
@case_option
@format_option("table", "json")
@quiet_option
def load(
    *,
    files: tuple[Path, ...],
    mapping: str | None,
    dataset: str | None,
    said: Mapping[str, str],
    sheet: str,
    encoding: str,
    replaces: tuple[str, ...],
    dry_run: bool,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """Load FILES into a case: canonical ones, or others through a mapping whose header fits.

    A file is delimited text (any delimiter and encoding), a workbook (each sheet is a table), JSON, JSON Lines, Parquet,
    a PDF with ruled tables, or a gzip or ZIP archive of these.

    An export of a case (`datatrail export`: package, json, graphml, gexf, parquet) is loaded alone, and makes a case of
    its own: a new folder, or an empty case. What lies beside it as FILE.loss.json is read with it.

    Loading a file again replaces its rows; the same file changes nothing. Rows that two releases hold count once, where
    the mapping says what makes them the same; of two releases the one published later stands, and a mask hides
    nothing that another release shows. Rows that cannot be taken are kept as
    rejects with their row, column, reason and a hint.

    \b
    For example:
      datatrail load claims.csv documents.csv --case mycase --dataset our-claims
      datatrail load case.zip --case restored
    """
    from datatrail.writing import writable
    from loaders.load import load as load_files
    from loaders.readers.tables import Layout

    folder = writable(case_folder)
    if exports := _exports(files):
        told = {
            "--mapping": mapping,
            "--dataset": dataset,
            "--set": said,
            "--sheet": sheet,
            "--replaces": replaces,
        }
        _alone(files, exports, [option for option, value in told.items() if value])
        _import(*exports.popitem(), folder, dry_run=dry_run, as_json=format_ == "json", quiet=quiet)
        return
    with ProgressBar(quiet=quiet) as progress:
        report = load_files(
            folder,
            list(files),
            mapping=mapping,
            dataset=dataset,
            said=said,
            layout=Layout(sheet=sheet, encoding=encoding),
            replaces=replaces,
            dry_run=dry_run,
            progress=progress,
        )
    counted = report.to_dict()
    if format_ == "json":
        write_json(counted)
    else:
        shown = counted | {"personal_dropped": _dropped(report.personal_dropped)}
        write_table([shown], COUNTS)
        for row in report.first_rows or ():
            click.echo(row)
    for remark in _remarks(report, dry_run=dry_run):
        say(remark, quiet=quiet)


def _exports(files: tuple[Path, ...]) -> dict[Path, str]:
    """The files that are exports of a case, and in which format."""
    from loaders.interchange.recognising import recognised

    return {path: found for path in files if (found := recognised(path))}


def _alone(files: Sequence[Path], exports: Iterable[Path], told: Sequence[str]) -> None:
    """Nothing goes with an export: it makes a case of its own."""
    from graphmodel.errors import InputError

    if len(files) > 1 or told:
        raise InputError(
            f"{next(iter(exports))} is an export of a case, which {told[0] if told else 'other files'} cannot go with",
            hint="load it alone, into a new case",
        )


def _import(path: Path, kind: str, folder: CaseFolder, *, dry_run: bool, as_json: bool, quiet: bool) -> None:
    """Make a case of an export."""
    from datatrail.exchanging import imported

    done = imported(path, kind, folder, dry_run=dry_run)
    if as_json:
        write_json(done.to_dict())
    elif done.counts:
        write_table([done.counts | {"personal_dropped": _dropped(done.counts["personal_dropped"])}], COUNTS)
    for line in done.lines():
        say(line, quiet=quiet)


COUNTS = ("rows_read", "taken", "rejected", "duplicates", "personal_dropped", "unresolved_names")
SHOWN = 20


def _dropped(values: Mapping[str, int]) -> str:
    """How many personal values of which kind were dropped, in words."""
    return ", ".join(f"{kind} {count}" for kind, count in values.items() if count) or "none"


def _remarks(report: LoadReport, *, dry_run: bool) -> Iterator[str]:
    """What whoever loads should know besides the counts: which rows are rejects, and what to look at."""
    later = " once they are loaded" if dry_run else ""
    see = f"see `datatrail check`{later}"
    remarks = [remark for file in report.files for remark in file.remarks]
    yield from remarks[:SHOWN]
    if len(remarks) > SHOWN:
        yield f"… and {len(remarks) - SHOWN} more remarks: see load --format json"
    yield from map(str, report.rejects[:SHOWN])
    if len(report.rejects) > SHOWN:
        yield f"… and {len(report.rejects) - SHOWN} more rejects: {see}"
    if report.unresolved_names:
        names = "1 name is" if report.unresolved_names == 1 else f"{report.unresolved_names} names are"
        yield f"{names} of no agency known so far: see `datatrail names list`{later}"
    if report.matched_names:
        names = "1 name was" if report.matched_names == 1 else f"{report.matched_names} names were"
        yield f"{names} taken for agencies that they safely match: see `datatrail names list --status matched`"
    if not dry_run and not report.changed:
        yield "Nothing changed: these files were loaded already, as they are"
