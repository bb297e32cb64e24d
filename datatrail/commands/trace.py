"""`trace` and `draw`: routes in the terminal, and as a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from datatrail.commands.query import option
from datatrail.output import (
    case_option,
    format_option,
    quiet_option,
    say,
    say_undecided,
    write_json,
    write_rows,
)
from graphmodel.errors import InputError
from queries.library.trace import TRACE

CAUTION = "Rows marked excerpt: check the original before quoting."


def trace_options(command: Callable[..., None]) -> click.Command:
    """A command that takes the options of a trace."""
    made = click.command(command)
    made.params = [*map(option, TRACE.parameters), *made.params]
    return made


@trace_options
@case_option
@format_option()
@quiet_option
def trace(case_folder: str | None, format_: str, quiet: bool, **options: Any) -> None:
    """By which routes did this kind of data get from these holders to these recipients, on whose evidence?

    A trace holds ("did") only if one choice of evidence shows the data, the joints and the order of time; else it
    is possible ("could have"). Where there is none, the reason is given.

    \b
    For example:
      datatrail trace --from GA:driver-licensing --to us-ice --data photo
      datatrail trace --from us-wa-dol --to immigration-enforcement --data home-address --since 2018 --format json
    """
    from datatrail.case import open_case, options_given

    case = open_case(case_folder)
    answer = case.trace(**_named(options_given(options)))
    if format_ == "json":
        write_json(answer.to_dict())
    elif format_ == "table":
        from datatrail.printing import print_answer

        if print_answer(answer):
            say(CAUTION, quiet=quiet)
    else:
        write_rows(answer.to_rows(), [column.name for column in TRACE.columns], format_)
    say_undecided(case, quiet=quiet)


def _named(options: dict[str, Any]) -> dict[str, Any]:
    """Options by their Python names, required ones always there so that an error names them."""
    return {"from_": None, "to": None, **options}


@trace_options
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The page to write.")
@click.option("--publish", is_flag=True, help="Leave out free text, and what counts fewer than --min-count.")
@click.option(
    "--min-count",
    type=click.IntRange(min=1),
    help="With --publish: the least count, and number of requests, that is shown; 11 unless told.",
)
@case_option
@quiet_option
def draw(
    case_folder: str | None,
    output: Path,
    quiet: bool,
    publish: bool,
    min_count: int | None,
    **options: Any,
) -> None:
    """Write the answer to a trace as one interactive page, which opens from a mail with no network.

    Without --from and --to: any licensing agency to immigration enforcement, driver record.

    \b
    For example:
      datatrail draw --from GA:driver-licensing --to us-ice --data photo -o georgia.html
      datatrail draw --publish --min-count 20 -o published.html
    """
    from datatrail.case import open_case, options_given
    from viz.explorer import write

    if min_count is not None and not publish:
        raise InputError("--min-count does nothing without --publish", hint="add --publish")
    case = open_case(case_folder)
    data = case.page(publish=publish, min_count=min_count, **options_given(options))
    path = write(data, output)
    if publish:
        say(data["published"]["left_out"], quiet=quiet)
    say(f"Wrote {path}", quiet=quiet)
