"""`plot`: figures for print, drawn without a browser, and the tables behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from datatrail.commands.query import NOTHING_FITS, option
from datatrail.output import FORMATS, case_option, quiet_option, say, write_rows
from viz.plots.kinds import KINDS, Kind, find_kind


class Plots(click.Group):
    """The kinds of figure as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names of the kinds."""
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002
        """A kind as a command."""
        return plot_command(find_kind(cmd_name))


@click.command(cls=Plots)
def plot() -> None:
    """Draw a figure for print: SVG, PNG or PDF, by the end of the file's name; the same case gives the same bytes.

    \b
    For example:
      datatrail plot states --data photo -o states.svg
      datatrail plot timeline --to us-ice --format csv
    """


def plot_command(kind: Kind) -> click.Command:
    """A kind's command: one option for each parameter of its question, and the shared ones."""

    def run(
        case_folder: str | None, output: Path | None, format_: str | None, quiet: bool, **given: Any
    ) -> None:
        draw(kind, given, case_folder, output, format_, quiet=quiet)

    command = click.command(kind.name, help=_help(kind), short_help=kind.summary)(run)
    for decorate in (quiet_option, table_option, output_option, case_option):
        command = decorate(command)
    command.params = [*map(option, kind.parameters), *command.params]
    return command


output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write: .svg, .png or .pdf."
)
table_option = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Print the table behind the figure, with or without -o.",
)


def draw(
    kind: Kind,
    given: dict[str, Any],
    folder: str | None,
    output: Path | None,
    format_: str | None,
    *,
    quiet: bool,
) -> None:
    """Write the figure, print its table, or both."""
    from datatrail.case import open_case, options_given
    from graphmodel.errors import InputError

    if output is None and format_ is None:
        raise InputError(
            "where the figure goes is not said",
            hint="name a file (-o figure.svg), or ask for its table (--format csv)",
        )
    plot = open_case(folder).plot(kind.name, **options_given(given))
    if output is not None:
        say(f"Wrote {plot.write(output)}", quiet=quiet)
    if format_ is not None:
        write_rows(plot.rows, plot.columns, format_, quiet=quiet)
        if not plot.rows:
            say(f"No row: {NOTHING_FITS}", quiet=quiet)


def _help(kind: Kind) -> str:
    return f"{kind.summary}\n\n\b\nFor example:\n  {kind.example}"
