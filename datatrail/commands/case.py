"""`case`: two cases become one, and what in it they do not agree on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datatrail.output import case_option, format_option, quiet_option, say, write_json, write_rows

if TYPE_CHECKING:
    from loaders.disputes import Voice
    from loaders.merging import Merged
    from loaders.store import CaseFolder

BRIEF = ("kind", "about", "part", "case", "when", "who", "said", "why")
COLUMNS = (*BRIEF, "decide")


@click.group()
def case() -> None:
    """Two people's cases become one; what they do not agree on is listed, and never decided by the program.

    \b
    For example:
      datatrail init ann --copy examplia
      datatrail init bob --copy examplia
      datatrail case merge ann bob -o both
      datatrail case conflicts --case both
    """


@case.command()
@click.argument("one")
@click.argument("other")
@click.option(
    "-o",
    "--out",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    help="The new case; it must not be there.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would hold; write nothing.")
@format_option("table", "json")
@quiet_option
def merge(*, one: str, other: str, target: Path, dry_run: bool, format_: str, quiet: bool) -> None:
    """A new case holds all that the cases ONE and OTHER hold: files, logs, settings; neither of them is changed.

    What only one of them says stands. Where both say otherwise of the same, not knowing of each other, neither counts
    until somebody decides: a name stands for no agency, a cell is masked, nothing holds on a claim that one withdrew and
    the other confirmed. `datatrail case conflicts` lists who said what.

    \b
    For example:
      datatrail init ann --copy examplia
      datatrail init bob --copy examplia
      datatrail case merge ann bob -o both
    """
    from datatrail.case import open_case
    from loaders.merging import merge as merged

    folders = open_case(one).folder, open_case(other).folder
    found = merged(*folders, target, names=_names((one, other), folders), dry_run=dry_run)
    if format_ == "json":
        write_json(_told(found))
    else:
        _list(found.voices, format_, quiet=quiet)
    for note in found.notes:
        say(f"Note: {note}.", quiet=quiet)
    say(_did(found, target, dry_run=dry_run), quiet=quiet)


def _names(texts: tuple[str, str], folders: tuple[CaseFolder, CaseFolder]) -> tuple[str, str]:
    """What the two are called in the list of disputes: a bundled case by its name."""
    from loaders.merging import names_of

    named = names_of(*(folder.path for folder in folders))
    one, other = (text if not Path(text).exists() else name for text, name in zip(texts, named, strict=True))
    return one, other


def _told(found: Merged) -> dict[str, object]:
    return {
        "inputs": found.inputs,
        "decisions": found.decisions,
        "reviews": found.reviews,
        "generation": found.generation,
        "notes": list(found.notes),
        "conflicts": [_row(each) for each in found.voices],
    }


def _did(found: Merged, target: Path, *, dry_run: bool) -> str:
    held = f"{found.inputs} files, {found.decisions} decisions about names, {found.reviews} reviews"
    subjects = len({each.subject for each in found.voices})
    disputes = f"{subjects} {'thing is' if subjects == 1 else 'things are'} not agreed on"
    if dry_run:
        return f"{target} would hold {held}; {disputes}. Nothing is written."
    see = f": datatrail case conflicts --case {target}" if subjects else ""
    return f"Made {target}: {held}; {disputes}{see}"


@case.command()
@case_option
@format_option()
@quiet_option
def conflicts(case_folder: str | None, format_: str, quiet: bool) -> None:
    """What two merged cases do not agree on and nobody has decided since: who said what, when, in which case.

    It is decided by saying something about it: `names accept`, `reject` or `unsure` of a name, `verify` of a claim,
    `load` of a file. Then it is off the list.

    \b
    For example:
      datatrail case conflicts --format csv
    """
    from datatrail.case import open_case
    from loaders.worklist import undecided

    opened = open_case(case_folder)
    _list(undecided(opened.folder, opened.snapshot.manifest), format_, quiet=quiet)


def _list(voices: Sequence[Voice], format_: str, *, quiet: bool) -> None:
    from loaders.worklist import deciding

    rows = [_row(each) for each in voices]
    if rows or format_ != "table":
        write_rows(rows, COLUMNS, format_, brief=BRIEF, quiet=quiet)
    if not rows:
        say("There is nothing that two do not agree on.", quiet=quiet)
    elif format_ == "table":
        for act in dict.fromkeys(map(deciding, voices)):
            say(f"To decide: {act}", quiet=quiet)


def _row(each: Voice) -> dict[str, str]:
    from loaders.worklist import deciding

    return {**each.row, "decide": deciding(each)}
