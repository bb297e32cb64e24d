"""On what two cases do not agree: what each has said since they parted, thing by thing.

Two do not agree where both spoke of the same, not knowing of each other, and both cannot be so. What only one of them
spoke of stands: whoever takes back what both knew has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import TypeAlias

from graphmodel.registry import fold
from loaders import decisions, reviews
from loaders.decisions import UNSURE, Decision
from loaders.disputes import Voice, open_names, open_reviews
from loaders.parting import Side
from loaders.reviews import CORRECT, READ, RETRACT, UNDO, WITHDRAW, Review

Key = tuple[str, str]
"""A name, folded, and its dataset; a claim or document, and the cell."""
Names: TypeAlias = Side[Decision]
Claims: TypeAlias = Side[Review]

# --- names --------------------------------------------------------------------------------------------------------


def disputed_names(one: Names, other: Names) -> set[Key]:
    """The names of which two cases say what cannot both be so, as far as it shows in the name itself."""
    sides = ((one, other), (other, one))
    both = {each.key for each in one.new} & {each.key for each in other.new}
    left = [{each.key for each in decisions.standing(side.log)} for side in (one, other)]
    contrary = {(name, dataset) for dataset, name, _ in both & (left[0] ^ left[1])}
    return {*contrary, *chain.from_iterable((*_unsure(*pair), *_unaware_of_names(*pair)) for pair in sides)}


def _unsure(one: Names, other: Names) -> Iterator[Key]:
    """Names that one newly says are an agency, and the other that nobody can tell."""
    sure = {(fold(each.name), each.dataset) for each in _newly_standing(one) if each.kind == "same"}
    doubt = {(fold(each.name), each.dataset) for each in _newly_standing(other) if each.said == UNSURE}
    return _meeting(sure, doubt)


def _meeting(some: Collection[Key], others: Collection[Key]) -> Iterator[Key]:
    """Of names with their datasets those that may be about the same rows; without a dataset, about any."""
    datasets: dict[str, set[str]] = {}
    for name, dataset in others:
        datasets.setdefault(name, set()).add(dataset)
    for name, dataset in some:
        for theirs in datasets.get(name, ()):
            if dataset == theirs or "" in (dataset, theirs):
                yield from ((name, dataset), (name, theirs))


def _newly_standing(side: Names) -> list[Decision]:
    new = {each.line for each in side.new}
    return [each for each in decisions.standing(side.log) if each.line in new]


def _unaware_of_names(one: Names, other: Names) -> Iterator[Key]:
    """Names in dispute in one case, of which the other spoke without knowing that."""
    known = {each.subject[1:] for each in other.voices}
    spoken = {(fold(each.name), each.dataset) for each in other.new}
    return _meeting(open_names(one.voices, one.log).keys() - known, spoken)


def voices_on_names(names: Collection[Key], *sides: Names) -> set[Voice]:
    """What each case has newly said of some names."""
    return {
        Voice.of_decision(each, side.case)
        for side in sides
        for each in side.new
        if (fold(each.name), each.dataset) in names
    }


# --- reviews ------------------------------------------------------------------------------------------------------

Cites = Callable[[str], Collection[str]]
"""The documents that a claim rests on: the one that it cites, and what that repeats."""


def voices_on_reviews(one: Claims, other: Claims, cites: Cites) -> set[Voice]:
    """What each case has newly said where they do not agree: of a cell, or of whether a claim or document stands."""
    cells = {*_contrary(one, other), *_unlike(one, other)}
    cells |= {*_unaware_of_reviews(one, other), *_unaware_of_reviews(other, one)}
    said = {
        Voice.of_review(each, side.case)
        for side in (one, other)
        for each in side.new
        if (each.claim, each.cell) in cells
    }
    return said.union(
        *(_taken_out(*pair) for pair in ((one, other), (other, one))),
        *(_withdrawn(*pair, cites) for pair in ((one, other), (other, one))),
    )


def _statement(each: Review) -> Key:
    return each.claim, each.what[len(UNDO) * each.undoes :]


def _contrary(one: Claims, other: Claims) -> Iterator[Key]:
    """What both newly spoke of, and in the end one says and the other has taken back."""
    left = [{_statement(each) for each in reviews.standing(side.log)} for side in (one, other)]
    both = {_statement(each) for each in one.new} & {_statement(each) for each in other.new}
    contrary = both & (left[0] ^ left[1])
    return ((each.claim, each.cell) for each in one.new if _statement(each) in contrary)


def _unlike(one: Claims, other: Claims) -> Iterator[Key]:
    """Cells of one row that both have newly corrected, or read, and otherwise."""
    mine, theirs = (_last_of_each_cell(side) for side in (one, other))
    return (key[:2] for key in mine.keys() & theirs.keys() if mine[key] != theirs[key])


def _last_of_each_cell(side: Claims) -> dict[tuple[str, str, str], str]:
    """What stands of what was newly said of each cell of a row."""
    return {(each.claim, each.cell, each.row): each.what for each in _standing(side, {CORRECT, READ})}


def _standing(side: Claims, kinds: Collection[str]) -> Iterator[Review]:
    new = {each.line for each in side.new}
    return (each for each in reviews.standing(side.log) if each.line in new and each.kind in kinds)


def _taken_out(one: Claims, other: Claims) -> set[Voice]:
    """A claim that one retracts and the other confirms or corrects."""
    gone = {(each.claim, each.row) for each in _standing(one, {RETRACT})}
    gone -= {(each.claim, each.row) for each in _standing(other, {RETRACT})}
    confirmed = [each for each in _standing(other, {READ, CORRECT}) if (each.claim, each.row) in gone]
    about = {each.claim for each in confirmed}
    return _all_about(about, RETRACT, one, other) | {
        Voice.of_review(each, other.case, RETRACT) for each in confirmed
    }


def _withdrawn(one: Claims, other: Claims, cites: Cites) -> set[Voice]:
    """A document that one withdraws, and a claim that rests on it that the other confirms or corrects."""
    gone = {each.claim for each in _standing(one, {WITHDRAW})}
    gone -= {each.claim for each in _standing(other, {WITHDRAW})}
    confirmed = [
        (each, document)
        for each in _standing(other, {READ, CORRECT})
        for document in gone & {*cites(each.claim)}
    ]
    return _all_about({document for _, document in confirmed}, WITHDRAW, one, other) | {
        Voice.of_review(each, other.case).of_document(document) for each, document in confirmed
    }


def _all_about(things: Iterable[str], cell: str, *sides: Claims) -> set[Voice]:
    meant = {(thing, cell) for thing in things}
    return {
        Voice.of_review(each, side.case)
        for side in sides
        for each in side.new
        if (each.claim, each.cell) in meant
    }


def _unaware_of_reviews(one: Claims, other: Claims) -> Iterator[Key]:
    """What is in dispute in one case, of which the other spoke without knowing that."""
    known = {each.subject[1:] for each in other.voices}
    unknown = open_reviews(one.voices, one.log).keys() - known
    return ((each.claim, each.cell) for each in other.new if (each.claim, each.cell) in unknown)
