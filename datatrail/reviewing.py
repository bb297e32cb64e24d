"""A case is reviewed and changed, and says what that changed: what the commands and the methods of a case share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from datatrail.changes import Change, change, said, taken_back
from datatrail.writing import own
from graphmodel.errors import InputError
from loaders import changing, reviewing
from loaders.reviews import Review

if TYPE_CHECKING:
    from datatrail.case import Case
    from loaders.store import CaseFolder

Saying = Callable[["CaseFolder"], list[Review]]


def review(
    case: Case,
    claim: str,
    *,
    by: str,
    read: str | None = None,
    note: str = "",
    correct: Mapping[str, str] | None = None,
    retract: bool = False,
    undo: str | bool = False,
    why: str = "",
) -> Change:
    """Say one thing of a claim.

    Raises
    ------
    InputError
        When nothing is said, or several things at once.
    """
    which = undo if isinstance(undo, str) else None
    sayings: dict[str, Saying | None] = {
        "read": (lambda folder: reviewing.check(folder, claim, read=read, who=by, note=note or why))
        if read
        else None,
        "correct": (lambda folder: reviewing.correct(folder, claim, correct, who=by, why=why or note))
        if correct
        else None,
        "retract": (lambda folder: reviewing.retract(folder, claim, who=by, why=why or note))
        if retract
        else None,
        "undo": (lambda folder: reviewing.undo(folder, claim, which, who=by, why=why or note))
        if undo
        else None,
    }
    given = [each for each in sayings.values() if each is not None]
    if len(given) != 1:
        what = "nothing is" if not given else "several things at once are"
        raise InputError(f"{what} said of {claim!r}", hint="give one of: " + ", ".join(sayings))
    return _said(case, given[0])


def _said(case: Case, saying: Saying) -> Change:
    folder = own(case.folder)
    lines: list[Review] = []

    def act() -> list[str]:
        lines.extend(saying(folder))
        return said(lines)

    return change(case, act, lambda before: taken_back(lines, before))


def remove(
    case: Case, *, dataset: str | None = None, document: str | None = None, by: str, why: str = ""
) -> Change:
    """Take a dataset out, or withdraw a document.

    Raises
    ------
    InputError
        When neither is named, or both, or the case has none of this name.
    """
    if (dataset is None) == (document is None):
        raise InputError("one thing is removed at a time", hint="name a dataset, or a document")
    if document is not None:
        return _said(case, lambda folder: reviewing.withdraw(folder, document, who=by, why=why))
    folder, name = own(case.folder), str(dataset)

    def act() -> list[str]:
        changing.remove_dataset(folder, name)
        return [f"dataset {name} is taken out; its rows stay in the generations that are kept"]

    return change(case, act, lambda before: ["rollback", before or ""])


def rollback(case: Case, generation: str, *, by: str) -> Change:
    """Make an earlier generation current again, as a new one."""
    folder = own(case.folder)

    def act() -> list[str]:
        rolled = changing.rollback(folder, generation, who=by)
        names = [f"the name {each.name!r}: {each.cells()[4]}" for each in rolled.decisions]
        return [f"{rolled.generation} holds what {rolled.to} held", *said(rolled.reviews), *names]

    return change(case, act, lambda before: ["rollback", before or ""])
