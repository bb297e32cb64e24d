"""A case is changed as a whole: a dataset is taken out, or an earlier generation is made current again.

Either makes a new generation; nothing that was there is edited. Of a dataset the rows are gone from the new
generation and stay in those that are kept; a document is withdrawn by a line of the reviews, so that loading its file
again does not bring it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from loaders import decisions, reviews
from loaders.decisions import Decision, decision
from loaders.history import kept_generation
from loaders.load import WAIT, made_of
from loaders.logs import now
from loaders.names import Naming
from loaders.reviewed import reviews_of
from loaders.reviews import UNDO, Review, review
from loaders.store import CaseFolder

ROLLBACK = "rollback"
"""Who takes lines back, where nobody is named."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """What going back did: from which generation to which, under which new name, with which lines."""

    to: str
    generation: str
    changed: bool
    reviews: tuple[Review, ...]
    decisions: tuple[Decision, ...]


def remove_dataset(folder: CaseFolder, dataset: str) -> str:
    """A case without a dataset; the name of the new generation.

    Raises
    ------
    InputError
        When the case has no such dataset.
    """
    with folder.writing(wait=WAIT) as writer:
        known = writer.inputs()
        datasets = sorted({each.dataset for each in known})
        if dataset not in datasets:
            raise InputError(
                f"{dataset!r} is no dataset of the case",
                hint=did_you_mean(dataset, datasets) or f"datasets: {', '.join(datasets) or 'none'}",
            )
        left = [each for each in known if each.dataset != dataset]
        contents = made_of(folder, left, Naming.of(folder.path), reviews_of(folder.path))
        return writer.commit(contents, f"remove dataset {dataset}")


def rollback(folder: CaseFolder, generation: str, *, who: str = ROLLBACK) -> Rolled:
    """A new generation holds what an earlier one held; what was said since is taken back by lines of the logs.

    Parameters
    ----------
    generation
        Its name, the start of it, or its number.
    who
        Who goes back, for the lines that this adds.

    Raises
    ------
    InputError
        When it is not kept; says which are.
    """
    with folder.writing(wait=WAIT) as writer:
        before = folder.current
        name = kept_generation(folder, generation, folder.generations())
        manifest, why = folder.manifest(name), f"{ROLLBACK} to {name}"
        said, decided = reviews.read_reviews(folder.path), decisions.read_decisions(folder.path)
        lines = _reviews_back(said, manifest, who, why)
        others = _decisions_back(decisions.standing(decided), manifest, who, why)
        contents = made_of(
            folder,
            writer.inputs(name),
            Naming.of(folder.path, [*decided, *others]),
            reviews_of(folder.path, [*said, *lines]),
        )
        back = {**reviews.texts(folder.path, lines), **decisions.texts(folder.path, others)}
        made = writer.commit(contents, f"{ROLLBACK} to {name}", back)
    return Rolled(name, made, made != before, tuple(lines), tuple(others))


def _reviews_back(said: Sequence[Review], manifest: Mapping[str, Any], who: str, why: str) -> list[Review]:
    """The lines after which the reviews say what they said when a generation was made.

    Of two lines that say the same of a claim, either may be the one that is left.
    """
    if "reviews" not in manifest:
        return []
    then = Counter((each["claim"], each["what"]) for each in manifest["reviews"])
    left = Counter((each.claim, each.what) for each in reviews.standing(said))
    surplus = [(claim, UNDO + what) for claim, what in sorted((left - then).elements())]
    missing = [(claim, 2 * UNDO + what) for claim, what in sorted((then - left).elements())]
    last = len(said) + 1
    return [
        review(now(), who, claim, what, why, line=last + number)
        for number, (claim, what) in enumerate([*surplus, *missing], start=1)
    ]


def _decisions_back(
    left: Sequence[Decision], manifest: Mapping[str, Any], who: str, why: str
) -> list[Decision]:
    """The lines after which the decisions about names are those of a generation."""
    if "decisions" not in manifest:
        return []
    then = {tuple(each) for each in manifest["decisions"]}
    there = {(each.name, each.dataset, each.said): each for each in left}
    surplus = [(name, dataset, f"{decisions.UNDO}{said}") for name, dataset, said in there.keys() - then]
    lines = sorted(surplus) + sorted(then - there.keys())
    last = max((each.line for each in left), default=1)
    return [
        decision(now(), who, name, dataset, said, why, line=last + number)
        for number, (name, dataset, said) in enumerate(lines, start=1)
    ]
