"""`query` and `evidence`: named questions on the command line, their options made from their declarations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from datatrail.engines import ENGINES, NETWORKX
from datatrail.output import (
    ProgressBar,
    case_option,
    format_option,
    quiet_option,
    say,
    say_undecided,
    write_rows,
)
from queries.declaration import Declared, Parameter, Row
from queries.engines.asking import columns_given
from queries.exhibits import in_words, table_of
from queries.library import QUESTIONS, find_question
from queries.library.evidence import EVIDENCE
from queries.library.exposure import EXPOSURE
from queries.underway import listening
from queries.words import listed

EXAMPLES = {
    "flows": "datatrail query flows --from us-ga-dds --to us-ice",
    "trace": "datatrail query trace --from GA:driver-licensing --to us-ice --data photo",
    "reach": "datatrail query reach --from GA:driver-licensing --data photo",
    "exposure": "datatrail query exposure --data photo",
    "intermediaries": "datatrail query intermediaries --data home-address",
    "detours": "datatrail query detours --from WA:driver-licensing",
    "chokepoints": "datatrail query chokepoints --from GA:driver-licensing --to us-ice --data photo",
    "evidence": "datatrail query evidence --flow GA02-1",
    "coverage": "datatrail query coverage --agency us-ice",
    "gaps": "datatrail query gaps --state VT --data photo",
    "policy-gaps": "datatrail query policy-gaps --min-standing available",
    "what-if": "datatrail query what-if --scenario nlets.toml",
    "compare": "datatrail query compare --as-of-a 2018 --as-of-b 2020 --data photo",
    "contradictions": "datatrail query contradictions --from GA:driver-licensing",
    "outcomes": "datatrail query outcomes --by state --to immigration-enforcement",
    "no-process": "datatrail query no-process --to immigration-enforcement --data photo",
    "timeline": "datatrail query timeline --by quarter --group holder --to us-ice",
}
#: What is said below an empty table, of a question that says nothing of its own.
NOTHING_FITS = "nothing that is known here fits all that was asked, which is no finding of nothing."
_TYPES = {"flag": None, "integer": click.INT, "number": click.FLOAT}


class Questions(click.Group):
    """The question library as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names of the questions."""
        return list(QUESTIONS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002
        """A question as a command."""
        return question_command(find_question(cmd_name))


@click.command(cls=Questions)
def query() -> None:
    """Answer a named question.

    \b
    For example:
      datatrail query exposure --data photo
      datatrail query flows --from us-ga-dds --to us-ice --format csv
    """


def question_command(question: Declared) -> click.Command:
    """A question's command: one option for each parameter, and the shared ones."""

    def run(case_folder: str | None, format_: str, quiet: bool, engine: str, **given: Any) -> None:
        answer(question, given, case_folder, format_, quiet=quiet, engine=engine)

    command = click.command(question.name, help=_help(question), short_help=question.question)(run)
    for decorate in (quiet_option, format_option(), case_option, engine_option):
        command = decorate(command)
    command.params = [*map(option, question.parameters), *command.params]
    return command


engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=NETWORKX,
    show_default=True,
    help="What answers: the program itself, or the question's Cypher text on an engine.",
)


def answer(
    question: Declared,
    given: dict[str, Any],
    folder: str | None,
    format_: str,
    *,
    quiet: bool,
    engine: str = NETWORKX,
) -> None:
    """Ask a question and write the rows."""
    from datatrail.case import open_case, options_given

    case, options = open_case(folder), options_given(given)
    if engine == NETWORKX:
        with ProgressBar(quiet=quiet) as progress, listening(progress):
            rows = case.rows(question.name, **options)
        columns = [each.name for each in question.columns]
    else:
        rows, columns = case.rows_of_engine(question.name, engine, **options), columns_given(question)
        say("\n".join(f"Not in its Cypher: {line}" for line in question.what_cypher_lacks), quiet=quiet)
    say_undecided(case, quiet=quiet)
    if format_ != "table":
        write_rows(rows, columns, format_)
        return
    if question is EXPOSURE:
        rows = known_rows(rows, quiet=quiet)
    table = table_of(rows) if question is EVIDENCE else question.table
    brief = [name for name in table if name in columns]
    write_rows(rows, columns, format_, brief=brief, quiet=quiet)
    if question is EVIDENCE:
        say_findings(rows, quiet=quiet)
    if not rows:
        say(f"No row: {question.when_empty or NOTHING_FITS}", quiet=quiet)
    say("\n".join(f"Not shown: {caveat}" for caveat in question.caveats), quiet=quiet)


def known_rows(rows: list[Row], *, quiet: bool) -> list[Row]:
    """The rows of `exposure` of which something is known; the states of the others are named below the table."""
    known = [row for row in rows if row["answer"] != "nothing known"]
    unknown = sorted({row["state"] for row in rows if row["state"]} - {row["state"] for row in known})
    if unknown:
        say(f"Nothing known here, which is no finding of nothing: {listed(unknown)}.", quiet=quiet)
    return known


def say_findings(rows: list[Row], *, quiet: bool) -> None:
    """What `evidence` says of findings, in sentences below the table."""
    for line in in_words(rows):
        say(line, quiet=quiet)


def option(parameter: Parameter) -> click.Option:
    """A parameter as an option."""
    if parameter.type == "flag":
        return click.Option([f"--{parameter.name}", parameter.argument], is_flag=True, help=parameter.help)
    return click.Option(
        [f"--{parameter.name}", parameter.argument],
        type=_TYPES.get(parameter.type),
        default=None,
        multiple=parameter.many,
        help=parameter.help + (f"  [default: {parameter.default}]" if parameter.default is not None else ""),
    )


def _help(question: Declared) -> str:
    caveats = "\n".join(f"  {caveat}" for caveat in question.caveats)
    return f"{question.question}\n\n\b\nWhat it does not show:\n{caveats}\n\n\b\nFor example:\n  {EXAMPLES[question.name]}"


def _evidence_options(command: Callable[..., None]) -> click.Command:
    """A command that takes the options of `evidence`, and the flow without its name."""
    made = click.command(command)
    made.params = [*map(option, EVIDENCE.parameters[1:]), *made.params]
    return made


@_evidence_options
@click.argument("flow", required=False)
@case_option
@format_option()
@quiet_option
def evidence(case_folder: str | None, format_: str, quiet: bool, **given: Any) -> None:
    """What supports or disputes FLOW (its id, or a claim that it rests on), to the page and row.

    With --from and --to: which claims carry what is found, which of them it falls without, and how many independent
    sources must be wrong before it falls. With --withdraw: what falls without a document or dataset.

    \b
    For example:
      datatrail evidence GA02-1
      datatrail evidence --from GA:driver-licensing --to us-ice --data photo
      datatrail evidence GA02-1 --withdraw georgia-2020
    """
    answer(EVIDENCE, given, case_folder, format_, quiet=quiet)
