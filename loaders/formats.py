"""A generation that an older program wrote is read as this one would have written it: a step for each version.

A generation is never edited. What an older one says of itself is brought up as it is read, so that asking writes
nothing; the first change makes the tables anew from the rows that it keeps, as a generation of today's version, and
the case is then of that version (`loaders.generations`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError
from graphmodel.schema import FORMAT_VERSION
from loaders.inputs import program_version

Manifest = Mapping[str, Any]

#: How many cells a reject has; those of the first programs stood for one row each.
_REJECT = 6


def _from_1(made: Manifest) -> Manifest:
    """Inputs have sheets, may be logs, releases, versions; a reject may tell for several rows."""
    return {**made, "inputs": [_input_from_1(each) for each in made["inputs"]]}


def _input_from_1(entry: Manifest) -> Manifest:
    blank: Manifest = {
        "sheet": None,
        "staged": None,
        "replaces": [],
        "reader": "",
        "marked": {},
        "was": [],
        "version_of": None,
    }
    rejects = [[*each, 1][:_REJECT] for each in entry["own_rejects"]]
    named = {} if "sheet" in entry else {"kept_as": [entry["dataset"], entry["file"]]}
    return {**blank, **entry, **named, "own_rejects": rejects}


#: What makes of a manifest of a version one of the next.
STEPS: Mapping[int, Callable[[Manifest], Manifest]] = {1: _from_1}


def brought_up(made: Manifest, where: Path) -> dict[str, Any]:
    """A manifest as this program would have written it.

    Parameters
    ----------
    where
        The generation that it is of, for the message.

    Raises
    ------
    InputError
        When a newer program wrote it; names both versions.
    """
    version = made.get("format_version")
    refuse_newer(version, where)
    for step in range(version if isinstance(version, int) else 1, FORMAT_VERSION):
        made = {**STEPS[step](made), "format_version": step + 1}
    return dict(made)


def refuse_newer(version: object, where: Path) -> None:
    """Fail where a newer program wrote what is there: it is not guessed at.

    Raises
    ------
    InputError
        Naming both versions.
    """
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise InputError(
            f"{where} has format version {version}; this program ({program_version()}) reads up to "
            f"{FORMAT_VERSION}",
            hint="update datatrail",
        )
