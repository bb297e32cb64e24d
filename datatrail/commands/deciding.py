"""What is decided about a name: `names accept`, `reject`, `unsure`, `undo`, `apply`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datatrail.output import case_option, quiet_option, say

if TYPE_CHECKING:
    from loaders.decisions import Decision
    from loaders.namelist import Listed
    from loaders.store import CaseFolder

who_option = click.option("--by", "who", required=True, help="Who decides.")
why_option = click.option("--why", required=True, help="The reason, for whoever reads the log.")
dataset_option = click.option(
    "--dataset", default="", help="The dataset in which the name means that; any unless told."
)


def _folder(case_folder: str | None) -> CaseFolder:
    """The case that is written to."""
    from datatrail.writing import writable

    return writable(case_folder)


@click.command()
@click.argument("name")
@click.argument("agency")
@who_option
@why_option
@dataset_option
@case_option
@quiet_option
def accept(
    *, name: str, agency: str, who: str, why: str, dataset: str, case_folder: str | None, quiet: bool
) -> None:
    """NAME is AGENCY: an id, or a name that resolves. NAME may be an agency's id: then the two are one.

    \b
    For example:
      datatrail names accept "Georgia DDS" us-ga-dds --by "A. Analyst" --why "its short name" --case mycase
    """
    from loaders.deciding import accept as decide

    _tell(
        _folder(case_folder),
        lambda folder: decide(folder, name, agency, dataset=dataset, who=who, why=why),
        quiet,
    )


@click.command()
@click.argument("name")
@click.argument("agency", required=False)
@who_option
@why_option
@dataset_option
@case_option
@quiet_option
def reject(
    *, name: str, agency: str | None, who: str, why: str, dataset: str, case_folder: str | None, quiet: bool
) -> None:
    """NAME is not AGENCY; without one, no agency that is known. It also undoes what the program matched by itself.

    \b
    For example:
      datatrail names reject "HSI" us-ice-ero --by "A. Analyst" --why "another part of ICE" --case mycase
    """
    from loaders.deciding import reject as decide

    _tell(
        _folder(case_folder),
        lambda folder: decide(folder, name, agency, dataset=dataset, who=who, why=why),
        quiet,
    )


@click.command()
@click.argument("name")
@who_option
@why_option
@dataset_option
@case_option
@quiet_option
def unsure(*, name: str, who: str, why: str, dataset: str, case_folder: str | None, quiet: bool) -> None:
    """Somebody looked at NAME and cannot tell: the program takes it for no agency.

    \b
    For example:
      datatrail names unsure "DDS" --by "A. Analyst" --why "several states use these initials" --case mycase
    """
    from loaders.deciding import unsure as decide

    _tell(_folder(case_folder), lambda folder: decide(folder, name, dataset=dataset, who=who, why=why), quiet)


@click.command()
@click.argument("name")
@click.argument("decision", required=False)
@who_option
@why_option
@click.option(
    "--dataset", default=None, help="The dataset of the decision, where several are about the name."
)
@case_option
@quiet_option
def undo(
    *,
    name: str,
    decision: str | None,
    who: str,
    why: str,
    dataset: str | None,
    case_folder: str | None,
    quiet: bool,
) -> None:
    """The DECISION about NAME is taken back: an id, not-same:ID, not-same or unsure; the one there is unless told.

    \b
    For example:
      datatrail names unsure "DDS" --by "A. Analyst" --why "several states use these initials" --case mycase
      datatrail names undo "DDS" --by "A. Analyst" --why "the list is of one state" --case mycase
    """
    from loaders.deciding import undo as decide

    _tell(
        _folder(case_folder),
        lambda folder: decide(folder, name, decision, dataset=dataset, who=who, why=why),
        quiet,
    )


@click.command()
@case_option
@quiet_option
def apply(*, case_folder: str | None, quiet: bool) -> None:
    """The tables are made anew with decisions.csv as it is now: after it was edited or merged by other means.

    \b
    For example:
      datatrail names apply --case mycase
    """
    from loaders.load import reapply

    changed = reapply(_folder(case_folder))
    say(
        "The tables are made anew." if changed else "Nothing changed: the tables are as the log says.",
        quiet=quiet,
    )


def _tell(folder: CaseFolder, decide: Callable[[CaseFolder], Sequence[Decision]], quiet: bool) -> None:
    """Decide, and say what changed and how to take it back."""
    lines = decide(folder)
    if not lines:
        say("Nothing changed: this stands already.", quiet=quiet)
        return
    from loaders.namelist import listed, registry_of
    from loaders.names import Naming

    line = lines[-1]
    tables = folder.read().tables
    registry = registry_of(tables)
    about = _about(line, listed(tables, Naming.of(folder.path)))
    if line.name in registry and not about:
        say(f"{line.name} is now {registry.successor(line.name)}", quiet=quiet)
    for each in about:
        became = f"is now {each.agency}" if each.agency else f"stands for no agency ({each.why})"
        say(
            f"{each.name!r} of {each.dataset or 'no dataset'} {became}: {each.rows} {'row' if each.rows == 1 else 'rows'}",
            quiet=quiet,
        )
    say(f"To take it back: {_undoing(line, folder.path)}", quiet=quiet)


def _about(line: Decision, found: Sequence[Listed]) -> list[Listed]:
    from graphmodel.registry import fold

    return [
        each
        for each in found
        if (fold(each.name) == fold(line.name) and line.dataset in {"", each.dataset}) or each.id == line.name
    ]


def _undoing(line: Decision, case: Path) -> str:
    """The command that takes a line back; of a line that takes one back, the one that says it again."""
    from shlex import join

    verb, rest = ("undo", [line.said]) if not line.undone else _saying(line)
    of = ["--dataset", line.dataset] if line.dataset else []
    words = [
        "datatrail",
        "names",
        verb,
        line.name,
        *rest,
        *of,
        "--by",
        line.who,
        "--why",
        "…",
        "--case",
        str(case),
    ]
    return join(words)


def _saying(line: Decision) -> tuple[str, list[str]]:
    verb = {"same": "accept", "not-same": "reject", "unsure": "unsure"}[line.kind]
    return verb, [line.agency] if line.agency else []
