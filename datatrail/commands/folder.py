"""`init` and `load`: an empty case, and files into a case."""

from __future__ import annotations

from pathlib import Path

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


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The case's title; the folder's name unless told.")
@quiet_option
def init(folder: Path, title: str | None, quiet: bool) -> None:
    """Make an empty case in FOLDER.

    \b
    For example:
      datatrail init mycase --title "Licence photos, 2019 to 2026"
      datatrail load claims.csv --case mycase
    """
    from loaders.store import CaseFolder

    CaseFolder(folder).init(title or folder.resolve().name)
    say(f"Made {folder}. Next: datatrail load FILE --case {folder}", quiet=quiet)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", help="A mapping: a TOML file, or the name of a shipped one.")
@click.option("--dataset", help="The dataset that the files are loaded as; the file's name unless told.")
@click.option("--dry-run", is_flag=True, help="Read and check; write nothing.")
@case_option
@format_option("table", "json")
@quiet_option
def load(
    *,
    files: tuple[Path, ...],
    mapping: str | None,
    dataset: str | None,
    dry_run: bool,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """Load FILES into a case: canonical CSV files, or others through a mapping whose header fits.

    Loading a file again replaces its rows; the same file changes nothing. Rows that cannot be taken are kept as
    rejects with their row, column, reason and a hint.

    \b
    For example:
      datatrail load claims.csv documents.csv --case mycase --dataset our-claims
    """
    from datatrail.case import case_path
    from graphmodel.errors import InputError
    from loaders.load import load as load_files
    from loaders.store import CaseFolder

    folder = case_path(case_folder)
    if folder is None:
        raise InputError("the bundled case is not written to", hint="make your own: datatrail init mycase")
    with ProgressBar(quiet=quiet) as progress:
        report = load_files(
            CaseFolder(folder),
            list(files),
            mapping=mapping,
            dataset=dataset,
            dry_run=dry_run,
            progress=progress,
        )
    counted = report.to_dict()
    if format_ == "json":
        write_json(counted)
        return
    write_table(
        [counted], ("rows_read", "taken", "rejected", "duplicates", "personal_dropped", "unresolved_names")
    )
    for reject in report.rejects[:SHOWN]:
        say(str(reject), quiet=quiet)
    if len(report.rejects) > SHOWN:
        say(f"… and {len(report.rejects) - SHOWN} more rejects: see `datatrail check`", quiet=quiet)


SHOWN = 20
