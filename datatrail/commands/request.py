"""`request`: a letter that asks whoever holds a missing record for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from datatrail.commands.query import option
from datatrail.output import case_option, quiet_option, say
from queries.library.exposure import EXPOSURE


def _options(command: Callable[..., None]) -> click.Command:
    """A command that takes the options of the verdicts that are tried."""
    made = click.command(command)
    made.params = [*map(option, EXPOSURE.parameters), *made.params]
    return made


@_options
@click.argument("gap")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; else standard output."
)
@case_option
@quiet_option
def request(*, gap: str, output: Path | None, case_folder: str | None, quiet: bool, **options: Any) -> None:
    """Draft a request for the record of GAP (the first column of `datatrail query gaps`), as Markdown.

    It names who holds the record, what is asked for and of which time; the law, where a rule of the case names one. What
    the case does not say stays blank, in brackets. Below the letter: what the case says, and what it would settle.

    \b
    For example:
      datatrail request 6aa437121dfa -o letter.md
    """
    from datatrail.case import open_case, options_given
    from viz.writing import write_file

    text = open_case(case_folder).request(gap, **options_given(options)).to_markdown()
    if output is None:
        click.echo(text, nl=False)
        return
    write_file(output, text, "letter")
    say(f"Wrote {output}: fill in what stands in brackets.", quiet=quiet)
