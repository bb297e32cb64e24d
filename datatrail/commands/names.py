"""`names`: the names that no agency has, what was decided about them, and what rests on that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from datatrail.commands.deciding import accept, apply, reject, undo, unsure
from datatrail.output import case_option, format_option, quiet_option, say, write_rows

if TYPE_CHECKING:
    from loaders.namelist import Listed

STATUSES = ("open", "unsure", "matched", "decided")
COLUMNS = ("name", "dataset", "rows", "status", "agency", "candidates", "scores", "why", "marked", "id")
BRIEF = ("rows", "name", "dataset", "candidates", "why")
REPORT = (
    "line",
    "when",
    "who",
    "name",
    "dataset",
    "decision",
    "reason",
    "applies",
    "rows",
    "flows_changed",
    "answers_changed",
    "flows",
    "answers",
)
SHOWN = 50
STALE = "decisions.csv or the words of names changed since the tables were made: run `datatrail names apply`"


@click.group()
def names() -> None:
    """The names that no agency has: candidates, decisions, and what rests on them.

    A decision is a line of the case's decisions.csv, which is only added to; the loaded rows stay as they are.

    \b
    For example:
      datatrail names list --case mycase
      datatrail names accept "Georgia DDS" us-ga-dds --by "A. Analyst" --why "its short name" --case mycase
    """


@names.command("list")
@click.option(
    "--status",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Only these; `open` and `unsure` unless told.",
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many names.")
@case_option
@format_option()
@quiet_option
def list_names(
    status: tuple[str, ...], limit: int | None, case_folder: str | None, format_: str, quiet: bool
) -> None:
    """The names that stand for no agency, those in most rows first, with three candidates, and why none was taken.

    With --status matched: those that the program took for an agency by itself.

    \b
    For example:
      datatrail names list --case mycase --format csv
      datatrail names list --status matched --case mycase
    """
    from datatrail.case import open_case
    from loaders.namelist import listed
    from loaders.names import Naming

    case = open_case(case_folder)
    naming = Naming.of(case.folder.path)
    _say_if_stale(case.snapshot.manifest, naming.sha256, quiet=quiet)
    wanted = status or STATUSES[:2]
    found = [each for each in listed(case.tables, naming) if each.status in wanted]
    most = limit or (SHOWN if format_ == "table" else None)
    rows = [_row(each, table=format_ == "table") for each in found[:most]]
    brief = BRIEF if set(wanted) <= set(STATUSES[:2]) else ("rows", "name", "dataset", "agency", "why")
    write_rows(rows, COLUMNS, format_, brief=brief, quiet=quiet)
    if most is not None and len(found) > most:
        say(f"… and {len(found) - most} more names: --limit, or --format csv", quiet=quiet)
    if not found:
        say(f"No name is {' or '.join(wanted)}.", quiet=quiet)


def _row(each: Listed, *, table: bool) -> dict[str, Any]:
    ids, scores = [one.agency for one in each.candidates], [one.score for one in each.candidates]
    together = "; ".join(f"{key} {score:.0f}" for key, score in zip(ids, scores, strict=True))
    return {
        "name": each.name,
        "dataset": each.dataset,
        "rows": each.rows,
        "status": each.status,
        "agency": each.agency,
        "candidates": together if table else ids,
        "scores": scores,
        "why": each.why,
        "marked": each.marked,
        "id": each.id,
    }


def _say_if_stale(manifest: Any, naming: str, *, quiet: bool) -> None:
    if manifest.get("naming", naming) != naming:
        say(f"Note: {STALE}.", quiet=quiet)


# --- the report ---------------------------------------------------------------------------------------------------


@names.command()
@case_option
@format_option()
@quiet_option
def report(case_folder: str | None, format_: str, quiet: bool) -> None:
    """Which answers depend on which decision: each is left out in turn, and what then differs is listed.

    The flows that are others, and the answers of `exposure` (each state and kind of data). The last row leaves out
    all that the program matched by itself.

    \b
    For example:
      datatrail names report --case mycase
    """
    from datatrail.case import open_case
    from datatrail.dependence import dependences

    case = open_case(case_folder)
    rows = dependences(case)
    brief = ("line", "name", "decision", "applies", "rows", "flows_changed", "answers_changed", "answers")
    write_rows([row.cells() for row in rows], REPORT, format_, brief=brief, quiet=quiet)
    if not rows:
        say("Nothing was decided about a name, and nothing matched.", quiet=quiet)


for command in (accept, reject, unsure, undo, apply):
    names.add_command(command)
