"""`verify`: what should be checked against the original, and what somebody says who did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from datatrail.output import case_option, format_option, quiet_option, say, write_json, write_rows

if TYPE_CHECKING:
    from datatrail.case import Case
    from datatrail.changes import Change

#: What a table shows of what is to be checked, and of what was said.
BRIEF = ("claim", "answers", "flows", "read", "title", "locator", "url", "flag")
BRIEF_SAID = ("line", "when", "who", "claim", "what", "why", "state", "because")
SHOWN = 20
STALE = "reviews.csv changed since the tables were made: run `datatrail verify --apply`"
#: What `--undo` means where it does not say which.
THE_ONE = "the one there is"


def _fields(_: click.Context, __: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """What is said of each column."""
    said: dict[str, str] = {}
    for pair in pairs:
        column, equals, value = pair.partition("=")
        if not equals or column.strip() in said:
            why = "is said twice" if column.strip() in said else "is not FIELD=VALUE"
            raise click.BadParameter(f"{pair!r} {why}. Hint: write --correct mode=available")
        said[column.strip()] = value.strip()
    return said


@click.command()
@click.argument("claim", required=False)
@click.option("--read", metavar="HOW", help="So much of the document was read: in-full, excerpt, …")
@click.option("--note", default="", help="What is to be noted of it.")
@click.option(
    "--correct",
    metavar="FIELD=VALUE",
    multiple=True,
    callback=_fields,
    help="This cell is wrong, and should say so; may be given several times.",
)
@click.option("--retract", is_flag=True, help="The claim is withdrawn: no answer rests on it.")
@click.option(
    "--undo",
    is_flag=False,
    flag_value=THE_ONE,
    metavar="[WHAT]",
    help="Take back what was said: the one thing, or which (retract, 'read in-full', 'correct mode').",
)
@click.option("--by", "who", default="", help="Who says so.")
@click.option("--why", default="", help="The reason; a correction and a retraction need one.")
@click.option("--all", "everything", is_flag=True, help="List what was read in full as well.")
@click.option("--reviewed", is_flag=True, help="List what was said of claims, and what became of it.")
@click.option("--apply", "reapply", is_flag=True, help="Make the tables anew with reviews.csv as it is now.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows.")
@case_option
@format_option()
@quiet_option
def verify(
    *,
    claim: str | None,
    read: str | None,
    note: str,
    correct: Mapping[str, str],
    retract: bool,
    undo: str | None,
    who: str,
    why: str,
    everything: bool,
    reviewed: bool,
    reapply: bool,
    limit: int | None,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """List what rests on excerpts, computed or well-known readings, most used first; or say what CLAIM says.

    Most used: in the most answers of `exposure`, whose best reading chose it, then in the most flows whose standing is
    its own. What is said of a claim is a line of the case's reviews.csv, which is only added to; the loaded rows stay
    as they are. It is applied to the row that it was said of: where a later load changed that row, it is flagged.

    \b
    For example:
      datatrail verify --limit 10
      datatrail init mycase --copy real
      datatrail verify GA02-1 --read in-full --by "A. Analyst" --case mycase
      datatrail verify GA02-1 --correct channel=staff-request --why "page 3" --by "A. Analyst" --case mycase
      datatrail verify GA02-1 --undo "correct channel" --by "A. Analyst" --case mycase
    """
    from datatrail.case import Case, open_case
    from datatrail.writing import writable

    if reapply:
        _apply(case_folder, quiet=quiet)
    elif claim is None:
        _no_claim_needed(read, correct, retract, undo)
        _list(
            open_case(case_folder),
            format_,
            limit=limit,
            everything=everything,
            reviewed=reviewed,
            quiet=quiet,
        )
    else:
        change = Case(writable(case_folder)).review(
            claim,
            by=who,
            read=read,
            note=note,
            correct=correct,
            retract=retract,
            undo=undo == THE_ONE or undo or False,
            why=why,
        )
        tell(change, format_, quiet=quiet)


def _no_claim_needed(*said: object) -> None:
    if any(said):
        raise click.UsageError("which claim? Hint: name it, as `datatrail verify` lists it")


def _apply(case_folder: str | None, *, quiet: bool) -> None:
    from datatrail.writing import writable
    from loaders.load import reapply

    changed = reapply(writable(case_folder))
    say(
        "The tables are made anew." if changed else "Nothing changed: the tables are as the logs say.",
        quiet=quiet,
    )


def _list(
    case: Case, format_: str, *, limit: int | None, everything: bool, reviewed: bool, quiet: bool
) -> None:
    from datatrail.verifying import SAID, TO_CHECK, is_stale, said, to_check

    rows = said(case) if reviewed else to_check(case, everything=everything)
    most = limit or (SHOWN if format_ == "table" else None)
    columns, brief = (SAID, BRIEF_SAID) if reviewed else (TO_CHECK, BRIEF)
    write_rows(rows[:most], columns, format_, brief=brief, quiet=quiet)
    if most is not None and len(rows) > most:
        say(f"… and {len(rows) - most} more: --limit, or --format csv", quiet=quiet)
    if not rows:
        say("Nothing was said of a claim." if reviewed else "Every document was read in full.", quiet=quiet)
    if is_stale(case):
        say(f"Note: {STALE}.", quiet=quiet)


def tell(change: Change, format_: str, *, quiet: bool) -> None:
    """Say what a change did: as data, or in words beside the data."""
    if format_ == "json":
        write_json(change.to_dict())
        return
    for line in change.lines():
        say(line, quiet=quiet)
