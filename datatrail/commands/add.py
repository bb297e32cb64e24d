"""`add`: a row entered by hand, asked for column by column or given as options; shown before it is kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from datatrail.output import case_option, format_option, quiet_option, say, write_json, write_table
from graphmodel.declaration import Property, Shape
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES

if TYPE_CHECKING:
    from datatrail.case import Case
    from datatrail.entering import Addition

EXAMPLES = {
    "claim": "--mode disclosed --holder ex-dmv --recipient ex-borders --data-types photo --start 2019",
    "event": "--requester ex-borders --holder ex-dmv --data-types photo --answered 2019-05-02 --mode disclosed",
    "rule": "--rule-id ex-photos --effect bars --holder driver-licensing --data-types photo",
    "coverage": "--agency ex-dmv --side holder --extent partial --start 2018 --end 2020",
    "attribute": "--subject EX --attribute made-up-state --value Examplia",
    "document": '--document examplia-memo --title "A made-up memo" --kind letter --published 2020-02',
    "agency": '--agency ex-dmv --name "Examplia DMV" --kind driver-licensing',
}
EXCHANGE = ("from", "to", "data_type", "channel", "via", "standing", "when", "flow")
CHANGE = (
    "change",
    "what",
    "whom",
    "data_type",
    "answer_before",
    "answer_after",
    "standing_before",
    "standing_after",
)
SHOWN = 30


@click.group()
def add() -> None:
    """Enter a row by hand: each answer is checked, and what it changes is shown before it is kept.

    Without options, as in `datatrail add claim --case mycase`, the columns are asked for one by one, with completion.
    The row goes into a file of the case, entered/claims.csv or the like, and is loaded as the dataset `entered`.

    \b
    For example:
      datatrail add claim --mode disclosed --holder ex-dmv --recipient ex-borders --data-types photo --case mycase --yes
    """


def _command(shape: Shape) -> click.Command:
    def run(case_folder: str | None, format_: str, quiet: bool, **given: Any) -> None:
        _add(shape.name, given, case_folder, format_, quiet=quiet)

    example = f"datatrail add {shape.name} {EXAMPLES[shape.name]} --case mycase --dry-run"
    text = f"Enter a row of the shape {shape.name}: {shape.description}\n\n\b\nFor example:\n  {example}"
    made = click.command(shape.name, help=text, short_help=shape.description)(run)
    for decorate in (quiet_option, format_option("table", "json"), case_option, *_HOW):
        made = decorate(made)
    made.params = [*map(_option, shape.columns), *made.params]
    return made


_HOW = (
    click.option("--yes", is_flag=True, help="Keep it without asking."),
    click.option("--dry-run", is_flag=True, help="Show what it would make; keep nothing."),
    click.option(
        "--json",
        "json_",
        metavar="JSON|FILE|-",
        help="A row, or a list of them, as JSON: all are kept, or none.",
    ),
)


def _option(column: Property) -> click.Option:
    name = column.column or column.name
    spelled = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
    terms = f"  [see: datatrail vocabulary {column.vocabulary}]" if column.vocabulary else ""
    return click.Option([*spelled, f"column_{name}"], metavar="TEXT", help=column.description + terms)


for each in SHAPES.values():
    add.add_command(_command(each))


def _add(shape: str, given: dict[str, Any], case_folder: str | None, format_: str, *, quiet: bool) -> None:
    from datatrail.case import Case
    from datatrail.entering import kept, tried
    from datatrail.writing import writable

    case = Case(writable(case_folder))
    rows, was_asked = _rows(shape, given, case)
    addition = tried(case, shape, rows)
    if given["dry_run"]:
        _tell(addition, format_, quiet=quiet)
        say("Nothing was kept.", quiet=quiet)
        return
    if not given["yes"]:
        _show(addition)
        _ask_to_keep(was_asked=was_asked)
    addition = kept(case, shape, rows)
    _tell(addition, format_, quiet=quiet, shown=not given["yes"])
    _say_kept(addition, quiet=quiet)


def _rows(shape: str, given: dict[str, Any], case: Case) -> tuple[list[dict[str, str]], bool]:
    """The rows that are meant, and whether somebody was asked for them."""
    from datatrail.entering import cells_of

    named = {
        name.removeprefix("column_"): value
        for name, value in given.items()
        if name.startswith("column_") and value is not None
    }
    if given["json_"] is not None:
        if named:
            raise InputError("--json and columns are both given", hint="leave one of them out")
        return [cells_of(shape, each) for each in _of_json(given["json_"])], False
    if named:
        return [cells_of(shape, named)], False
    from datatrail.prompting import ask_row

    return [ask_row(shape, case.evidence)], True


def _of_json(text: str) -> list[dict[str, Any]]:
    where, text = _json_text(text)
    try:
        made = json.loads(text)
    except ValueError as error:
        raise InputError(f"{where} is no JSON ({error})", hint='write {"column": "value", …}') from error
    rows = made if isinstance(made, list) else [made]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{where} is no row", hint='write {"column": "value", …}, or a list of these')
    return rows


def _json_text(given: str) -> tuple[str, str]:
    """Where the JSON stands, and its text."""
    if given.lstrip()[:1] in {"{", "["}:
        return "--json", given
    if given == "-":
        return "standard input", sys.stdin.read()
    try:
        return given, Path(given).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{given} cannot be read ({error})", hint="it must be a text in UTF-8") from error


def _ask_to_keep(*, was_asked: bool) -> None:
    if not was_asked and not sys.stdin.isatty():
        raise InputError(
            "nothing was kept: there is nobody to ask", hint="say --yes to keep it, or --dry-run"
        )
    if not click.confirm("Keep it?", err=True):
        raise click.Abort


# --- what is said -------------------------------------------------------------------------------------------------


def _show(addition: Addition) -> None:
    """What it makes, for whoever is asked whether to keep it: on standard error, as the question is."""
    from contextlib import redirect_stdout

    with redirect_stdout(sys.stderr):
        _tables(addition)
    _notes(addition, quiet=False)


def _tell(addition: Addition, format_: str, *, quiet: bool, shown: bool = False) -> None:
    if format_ == "json":
        write_json(addition.to_dict())
    elif not shown:
        _tables(addition)
        _notes(addition, quiet=quiet)


def _tables(addition: Addition) -> None:
    for made in addition.entered.made:
        click.echo(str(made))
    if addition.exchanges:
        write_table(addition.exchanges, EXCHANGE, title="What it tells")
    changes = _answers(addition)
    if changes:
        write_table(changes[:SHOWN], CHANGE, title="Which answers change")
    if len(changes) > SHOWN:
        click.echo(f"… and {len(changes) - SHOWN} more answers: --format json")


def _answers(addition: Addition) -> list[dict[str, Any]]:
    return [row for row in addition.changes if row["what"] not in {"flow", "claim"}]


def _notes(addition: Addition, *, quiet: bool) -> None:
    for note in addition.notes:
        say(f"Note: {note}", quiet=quiet)
    if not _answers(addition):
        say("No answer of `exposure` changes.", quiet=quiet)


def _say_kept(addition: Addition, *, quiet: bool) -> None:
    from loaders.generations import number_of

    entered = addition.entered
    numbers = ", ".join(map(str, entered.numbers))
    if not entered.added:
        what = (
            "It stands there already"
            if entered.generation == entered.before
            else "It stood there, and is loaded now"
        )
        say(f"{what}: {entered.file}, row {numbers}.", quiet=quiet)
        return
    now = number_of(entered.generation)
    say(f"Kept as row {numbers} of {entered.file}; the case is now generation {now}.", quiet=quiet)
    say(f"To take it back: {addition.undoing}", quiet=quiet)
