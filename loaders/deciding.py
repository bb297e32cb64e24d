"""Decisions about names are taken: checked against all others, added to the log, and applied to the tables.

The tables are made anew from the rows that the case keeps, so that no source file is needed; the rows stay as they
are. A decision that contradicts another is refused before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from graphmodel.errors import InputError, did_you_mean
from graphmodel.registry import Registry, fold
from loaders.decisions import (
    FILE,
    NOT_SAME,
    UNDO,
    UNSURE,
    Decision,
    append,
    decision,
    read_decisions,
    standing,
    texts,
)
from loaders.disputes import open_names, read_voices
from loaders.load import WAIT, rebuilt
from loaders.logs import last_line, now
from loaders.names import Naming
from loaders.store import CaseFolder

Making = Callable[[Sequence[Decision], Collection[tuple[str, str]]], list[Decision]]
"""The lines to add, from those of the log and the names, folded, with their dataset, on which two do not agree."""


def accept(
    folder: CaseFolder, name: str, agency: str, *, dataset: str = "", who: str, why: str
) -> list[Decision]:
    """A name is an agency; the lines that were added, none where that stands already.

    Parameters
    ----------
    name
        As written in the records, or the id of an agency that is another.
    agency
        Its id, or a name that resolves to it.
    dataset
        The dataset in which the name means that; any where not told.

    Raises
    ------
    InputError
        When the case has no such name or agency, or another decision contradicts it.
    """
    known = _registry(folder)
    said = found_agency(known, agency)
    return _decide(folder, _line(known_name(known, name, dataset), said, dataset, who, why))


def reject(
    folder: CaseFolder, name: str, agency: str | None, *, dataset: str = "", who: str, why: str
) -> list[Decision]:
    """A name is not an agency; without one, none that is known."""
    known = _registry(folder)
    said = f"{NOT_SAME}:{found_agency(known, agency, itself=True)}" if agency else NOT_SAME
    return _decide(folder, _line(known_name(known, name, dataset), said, dataset, who, why))


def unsure(folder: CaseFolder, name: str, *, dataset: str = "", who: str, why: str) -> list[Decision]:
    """Somebody looked at a name and cannot tell: the program does not take it for any agency."""
    known = _registry(folder)
    return _decide(folder, _line(known_name(known, name, dataset), UNSURE, dataset, who, why))


def undo(
    folder: CaseFolder, name: str, said: str | None, *, dataset: str | None = None, who: str, why: str
) -> list[Decision]:
    """The one decision about a name that stands is taken back.

    Parameters
    ----------
    said
        Which, where several stand: an id, ``not-same:ID``, ``not-same`` or ``unsure``.

    Raises
    ------
    InputError
        When none is meant, or several; says which there are.
    """

    def making(before: Sequence[Decision], _: Collection[tuple[str, str]]) -> list[Decision]:
        about = [each for each in standing(before) if fold(each.name) == fold(name)]
        meant = [each for each in about if said in {None, each.said} and dataset in {None, each.dataset}]
        if len(meant) != 1:
            raise _not_one(name, meant, about)
        one = meant[0]
        return [decision(now(), who, one.name, one.dataset, f"{UNDO}{one.said}", why)]

    return _decide(folder, making)


def _not_one(name: str, meant: Sequence[Decision], about: Sequence[Decision]) -> InputError:
    which = "several decisions" if meant else "no decision"
    there = "; ".join(f"{each.said} ({each.dataset or 'any dataset'})" for each in meant or about)
    hint = f"there stand: {there}; name one, and its --dataset" if there else "see `datatrail names report`"
    return InputError(f"{which} about {name!r} could be meant", hint=hint)


# --- what is named ------------------------------------------------------------------------------------------------


def _registry(folder: CaseFolder) -> Registry:
    tables = folder.open().read().tables
    return Registry.from_records(tables.records("Agency"), tables.records("AgencyGroup"))


def found_agency(known: Registry, text: str, *, itself: bool = False) -> str:
    """The id of the agency that is meant by an id or a name.

    Parameters
    ----------
    itself
        Whether an agency that was found to be another is meant as such.
    """
    if itself and text in known:
        return text
    found = known.find(text)
    if found is None:
        near = did_you_mean(text, [*known, *(party.name for party in known.values())])
        raise InputError(
            f"{text!r} is no agency of the case",
            hint=near or "see `datatrail agencies`, or load an agency row",
        )
    return found


def known_name(known: Registry, name: str, dataset: str = "") -> str:
    """A name, if a row of the case has it or it is an id."""
    if name in known and known[name].is_group:
        raise InputError(f"{name!r} is a group, which is no other agency", hint="name an agency, or a name")
    if known.find(name) is not None:
        return name
    folded = fold(name)
    names = {each for party in known.values() for each in (party.name, *party.aliases)}
    if any(fold(each) == folded for each in names):
        return name
    where = f" of dataset {dataset!r}" if dataset else ""
    raise InputError(
        f"no row{where} names {name!r}", hint=did_you_mean(name, names) or "see `datatrail names list`"
    )


# --- taken --------------------------------------------------------------------------------------------------------


def _line(name: str, said: str, dataset: str, who: str, why: str) -> Making:
    """The line that says something of a name, unless it stands already; in a dispute, with the others taken back."""

    def making(before: Sequence[Decision], undecided: Collection[tuple[str, str]]) -> list[Decision]:
        made = decision(now(), who, name, dataset, said, why)
        left = standing(before)
        about = {key for key in undecided if key[0] == fold(name) and dataset in {"", key[1]}}
        if not about:
            return [] if made.key in {each.key for each in left} else [made]
        sides = [each for each in left if (fold(each.name), each.dataset) in about and each.key != made.key]
        return [*(replace(made, dataset=one.dataset, said=one.said, undone=True) for one in sides), made]

    return making


def _decide(folder: CaseFolder, making: Making) -> list[Decision]:
    """Lines are added to the log, and the tables made anew with them; or on an error nothing is changed."""
    with folder.writing(wait=WAIT) as writer:
        before = read_decisions(folder.path)
        lines = making(before, open_names(read_voices(folder.path), before))
        naming = Naming.of(folder.path, [*before, *_numbered(folder, lines)])
        contents = rebuilt(folder, writer, naming)
        if contents is not None:
            writer.commit(contents, _did(lines), texts(folder.path, lines))
        elif lines:
            append(folder.path, lines)
    return lines


def _did(lines: Sequence[Decision]) -> str:
    """What was decided, for the history."""
    said = "; ".join(f"{each.name!r}: {each.cells()[4]}, by {each.who}" for each in lines)
    return f"names {said}" if said else "apply the logs"


def _numbered(folder: CaseFolder, lines: Iterable[Decision]) -> list[Decision]:
    """Lines with the numbers that they will have in the file."""
    last = last_line(folder.path / FILE)
    return [replace(each, line=number) for number, each in enumerate(lines, start=last + 1)]
