"""What made each generation of a case: a log beside the generations, which outlives those that are cleared away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graphmodel.errors import InputError
from loaders.logs import append_lines, now, read_lines

if TYPE_CHECKING:
    from loaders.store import CaseFolder

FILE = "history.csv"
COLUMNS = ("when", "generation", "before", "did")
CURRENT, KEPT, GONE = "current", "kept", "gone"
NOT_NOTED = "not written down"


def note(data: Path, generation: str, before: str | None, did: str) -> None:
    """Write down what made a generation, for whoever holds the case's lock."""
    append_lines(data / FILE, COLUMNS, [[now(), generation, before or "", did or NOT_NOTED]])


def history(folder: CaseFolder) -> list[dict[str, str]]:
    """The generations of a case, oldest first: when each was made and by what, and whether it is still kept.

    A generation whose writer was killed before it could write that down is listed without it.
    """
    lines = [dict(zip(COLUMNS, cells, strict=True)) for _, cells in read_lines(folder.data / FILE, COLUMNS)]
    kept, current = folder.generations(), folder.current
    told = {each["generation"]: {**each, "state": GONE} for each in lines}
    for name in kept:
        entry = told.pop(name, {"when": "", "generation": name, "before": "", "did": NOT_NOTED})
        told[name] = {**entry, "state": CURRENT if name == current else KEPT}
    return list(told.values())


def was_there(folder: CaseFolder, named: str) -> bool:
    """Whether a name, its start or a number is that of a generation which is no longer kept."""
    from loaders.generations import number_of

    gone = [each["generation"] for each in history(folder) if each["state"] == GONE]
    return any(name.startswith(named) or str(number_of(name)) == named for name in gone)


def kept_generation(folder: CaseFolder, named: str, kept: Sequence[str]) -> str:
    """The one generation that is called so: by its name, the start of it, or its number.

    Raises
    ------
    InputError
        When none or several are called so; says whether it was there, and which there are.
    """
    from loaders.generations import KEPT_GENERATIONS, number_of

    found = [name for name in kept if name.startswith(named) or str(number_of(name)) == named]
    if len(found) == 1:
        return found[0]
    hint = "there are: " + ", ".join(kept) if kept else "nothing has been loaded yet"
    if not found and was_there(folder, named):
        raise InputError(
            f"the generation {named!r} of {folder.path} is gone: the last {KEPT_GENERATIONS} are kept",
            hint=hint,
        )
    said = "several generations" if found else "no generation"
    raise InputError(f"{named!r} names {said} of {folder.path}", hint=hint)
