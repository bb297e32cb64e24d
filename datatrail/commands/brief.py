"""`brief`: an answer in numbered sentences, each with the records that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from datatrail.commands.query import option
from datatrail.output import case_option, quiet_option, say
from graphmodel.errors import InputError
from queries.briefing.questions import BRIEFED
from queries.declaration import Parameter
from queries.library import QUESTIONS
from queries.library.trace import TRACE

FORMATS = ("markdown", "html", "json")
#: Which form a file's ending asks for.
ENDINGS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
CAUTION = "Records marked: check the original before quoting."


def _parameters() -> list[Parameter]:
    """The parameters of a trace, and those of the questions that a brief can be of; each once."""
    own = {each.name: each for name in BRIEFED for each in QUESTIONS[name].parameters}
    return list({each.name: each for each in (*TRACE.parameters, *own.values())}.values())


def brief_options(command: Callable[..., None]) -> click.Command:
    """A command that takes the options of a trace, and those of the questions that a brief can be of."""
    made = click.command(command)
    taken = {each.name: each for each in TRACE.parameters}
    made.params = [*(_optional(taken.get(each.name, each)) for each in _parameters()), *made.params]
    return made


def _optional(parameter: Parameter) -> click.Option:
    """A parameter as an option without a default of its own: the question has its defaults."""
    made = option(parameter)
    if parameter.type == "flag":
        made.default = None
    return made


@brief_options
@click.argument("question", required=False)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; else standard output."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="The form; by the ending of the file unless told, else markdown.",
)
@case_option
@quiet_option
def brief(
    question: str | None,
    output: Path | None,
    format_: str | None,
    case_folder: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """What an answer says in numbered sentences, each tagged, and bound to the records that it rests on.

    Of a trace, with its options; or of QUESTION, with the options of that question: exposure, flows, reach, detours,
    policy-gaps, no-process, contradictions. A sentence whose record the case lacks is an error, not a sentence.

    \b
    For example:
      datatrail brief --from GA:driver-licensing --to us-ice --data photo -o georgia.html
      datatrail brief exposure --state WA --data photo
    """
    from datatrail.case import open_case, options_given
    from viz.writing import write_file

    form = format_ or _form(output)
    told = open_case(case_folder).brief(question, **options_given(options))
    text = {"markdown": told.to_markdown, "html": told.to_html, "json": told.to_json}[form]()
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text, "brief")
        say(f"Wrote {output}", quiet=quiet)
    if any(record["check_original"] for record in told.to_dict()["records"]):
        say(CAUTION, quiet=quiet)


def _form(output: Path | None) -> str:
    if output is None:
        return "markdown"
    form = ENDINGS.get(output.suffix.lower())
    if form is None:
        raise InputError(
            f"{str(output)!r} does not say which form to write",
            hint="end it in .md, .html or .json, or give --format",
        )
    return form
