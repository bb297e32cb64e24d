"""`template`: an empty file of a row shape, to be filled in by hand."""

from __future__ import annotations

from pathlib import Path

import click

from datatrail.output import quiet_option, say
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES

ENDINGS = (".csv", ".xlsx")


@click.command()
@click.argument("shape", type=click.Choice(list(SHAPES)))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, .csv or .xlsx; else CSV on standard output.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@quiet_option
def template(shape: str, output: Path | None, force: bool, quiet: bool) -> None:
    """An empty canonical file of rows of SHAPE: the header, and below it what belongs in each column.

    Fill in rows below the help line, and load the file: it needs no mapping, and the help line is passed over. A
    workbook offers lists of allowed values to choose from.

    \b
    For example:
      datatrail template claim -o claims.xlsx
      datatrail template document -o new-documents.csv
    """
    from loaders.templates import csv_template
    from viz.writing import write_file

    if output is None:
        click.echo(csv_template(shape), nl=False)
        return
    contents = _contents(shape, output)
    if output.exists() and not force:  # it may have been filled in
        raise InputError(
            f"{str(output)!r} is there already", hint="name another file, or write over it with --force"
        )
    write_file(output, contents, "template")
    say(
        f"Wrote {output}. Fill in rows below the help line, then: datatrail load {output} --case CASE",
        quiet=quiet,
    )


def _contents(shape: str, output: Path) -> bytes:
    from loaders.templates import csv_template, xlsx_template

    ending = output.suffix.lower()
    if ending not in ENDINGS:
        raise InputError(
            f"{str(output)!r} does not say which form to write", hint="end it in " + " or ".join(ENDINGS)
        )
    return xlsx_template(shape) if ending == ".xlsx" else csv_template(shape).encode()
