"""Names in rows become ids: those that the registry knows, and a provisional agency of its dataset for each other.

A name resolves by id, name or alias. A provisional agency may stand for a known one: by a decision of the analyst,
else by a match of names where that is safe (`loaders.namematching`); it says which, and a decision undoes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from graphmodel.registry import MASKED, Registry, fold

if TYPE_CHECKING:
    from loaders.agencywords import AgencyWords
    from loaders.decisions import Decision
    from loaders.identities import Identities
    from loaders.namematching import Match, Matcher

Names = Mapping[tuple[str, str], str]
"""The id that each name stands for, by dataset and name as written."""

SLUG = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
PROVISIONAL = "prov"
LIKELY = 88.0
"""How alike, of 100, the best candidate must be to be noted."""
DECIDED, MATCHED = "decision", "match: "
"""Why a provisional agency stands for another."""


def slug(text: str) -> str:
    """A text as an id: ASCII, lower case, hyphens.

    >>> slug("St. Mary’s County SO"), slug("Cañon City PD")
    ('st-marys-county-so', 'canon-city-pd')
    """
    text = unicodedata.normalize("NFKD", text.replace("'", ""))
    plain = text.encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def check_slug(text: str, what: str) -> str:
    """An id that somebody chose, if it may be one.

    Raises
    ------
    InputError
        When it holds anything but lower-case letters, digits and single ``.``, ``_``, ``-`` between them.
    """
    if SLUG.fullmatch(text) is None:
        raise InputError(f"{text!r} is no {what} id", hint=f"write it as {slug(text) or 'my-dataset'!r}")
    return text


@dataclass(frozen=True)
class Naming:
    """What a case says of names besides its rows: decisions that stand, and words of its own.

    Attributes
    ----------
    words
        The words that names are made of; the shipped ones where there are none.
    """

    decisions: tuple[Decision, ...] = ()
    words: AgencyWords | None = None

    @classmethod
    def of(cls, case: Path, lines: Sequence[Decision] | None = None) -> Naming:
        """That of a case folder; with other lines than those of its log where they are told."""
        from loaders.agencywords import words_of
        from loaders.decisions import read_decisions
        from loaders.disputes import read_voices, settled

        said = read_decisions(case) if lines is None else lines
        return cls(tuple(settled(read_voices(case), said)), words_of(case))

    @property
    def sha256(self) -> str:
        """A hash of what it comes to; the order of lines in the log does not matter."""
        said = sorted(each.key for each in self.decisions)
        words = self.words.sha256 if self.words else ""
        return sha256(f"{words}{said!r}".encode()).hexdigest()


@dataclass(frozen=True)
class Resolved:
    """Who stands for the names that no agency has.

    Attributes
    ----------
    agencies
        The provisional agencies: records of the table `Agency`, ordered by id.
    replaced
        The known agencies that were decided to be others, and which.
    matches
        What the matching found for each provisional agency that no decision is about.
    """

    agencies: list[dict[str, Any]]
    replaced: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[str, Match] = field(default_factory=dict)


def provisional_agencies(
    used: Iterable[tuple[str, str]], registry: Registry, marks: Names, naming: Naming | None = None
) -> Resolved:
    """The agencies that stand for names which the registry does not know, or of which something is decided.

    Parameters
    ----------
    used
        The names in the rows, with the dataset of each.
    registry
        The known agencies and groups.
    marks
        Why a name of a dataset is doubtful.
    naming
        The decisions that stand, and the words of names.

    Returns
    -------
    Resolved
        Spellings that differ only in case and spaces are one agency; where two names make the same slug, both ids
        end in a hash of the name.

    Raises
    ------
    InputError
        When decisions contradict each other.
    """
    return _Resolver(used, registry, marks, naming or Naming()).resolved()


class _Resolver:
    """Works out what each name stands for."""

    def __init__(
        self, used: Iterable[tuple[str, str]], registry: Registry, marks: Names, naming: Naming
    ) -> None:
        self.registry, self.marks, self.naming = registry, marks, naming
        decided = {(each.dataset, fold(each.name)) for each in naming.decisions}
        self.spellings: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for dataset, name in set(used):
            key = (dataset, fold(name))
            known = registry.resolve(name)
            asked = key in decided or ("", key[1]) in decided
            if name != MASKED and (known is None or (asked and name not in registry)):
                self.spellings[key].add(name)
        self.ids = _ids(self.spellings)
        self.there = frozenset({*registry, *self.ids.values()})

    @cached_property
    def identities(self) -> Identities:
        from loaders.identities import Identities

        return Identities(self.naming.decisions, self.there, self.ids)

    @cached_property
    def matcher(self) -> Matcher:
        from loaders.namematching import Matcher

        return Matcher(self.registry.values(), self.naming.words, self._itself)

    def _itself(self, key: str) -> str:
        """The known agency that a known one was decided to be."""
        head = self.identities.agency_of_id(key) if self.naming.decisions else None
        return head if head is not None and head in self.registry else key

    def resolved(self) -> Resolved:
        """The provisional agencies, and what became of the known ones."""
        made, matches = [], {}
        for key, spellings in self.spellings.items():
            record, match = self._agency(key, spellings)
            if record is not None:
                made.append(record)
            if record is not None and match is not None:
                matches[record["id"]] = match
        return Resolved(sorted(made, key=lambda each: each["id"]), self._replaced(), matches)

    def _agency(
        self, key: tuple[str, str], spellings: Collection[str]
    ) -> tuple[dict[str, Any] | None, Match | None]:
        """The record for a name, None where the registry knows it after all; and what the matching found."""
        dataset, folded = key
        name = min(spellings)
        decided = self._decided(dataset, folded, self.ids[key])
        known = self.registry.resolve(name)
        if known is not None and (decided or known) == known and not self._forbids(dataset, folded, known):
            return None, None
        match = None if known or decided else self.matcher.match(name, suggest=False)
        taken = match.accepted if match and not self._forbids(dataset, folded, match.accepted) else None
        likely = match.candidates[0].agency if match and _is_likely(match) else None
        reasons = sorted({self.marks[dataset, each] for each in spellings if (dataset, each) in self.marks})
        return {
            "id": self.ids[key],
            "name": name,
            "kind": "unknown",
            "aliases": sorted(spellings),
            "provisional": True,
            "candidate": None if decided or taken or self._forbids(dataset, folded, likely) else likely,
            "stands_for": decided or taken,
            "because": DECIDED if decided else MATCHED + match.why if match and taken else None,
            "marked": "; ".join(reasons) or None,
            "dataset": dataset or None,
        }, match

    def _decided(self, dataset: str, folded: str, own: str) -> str | None:
        """What a name was decided to be: an agency that the case has, and not the name's own."""
        if not self.naming.decisions:
            return None
        found = self.identities.agency(dataset, folded)
        return found if found in self.there and found != own else None

    def _forbids(self, dataset: str, folded: str, agency: str | None) -> bool:
        return bool(self.naming.decisions) and self.identities.forbids(dataset, folded, agency) is not None

    def _replaced(self) -> dict[str, str]:
        """The known agencies that were decided to be others of this case."""
        if not self.naming.decisions:
            return {}
        found = {key: self.identities.agency_of_id(key) for key in self.registry}
        return {key: head for key, head in found.items() if head is not None and head in self.there}


def is_match(agency: Mapping[str, Any]) -> bool:
    """Whether an agency stands for another because the program matched the names."""
    return str(agency["because"] or "").startswith(MATCHED)


def _is_likely(match: Match) -> bool:
    """Whether the best candidate of a name is worth to be noted; of a demo account it is not."""
    return match.score >= LIKELY and not match.name.marks


def _ids(spellings: Mapping[tuple[str, str], Collection[str]]) -> dict[tuple[str, str], str]:
    """The id of each provisional agency."""
    slugs = Counter((dataset, slug(folded)) for dataset, folded in spellings)
    made = {}
    for dataset, folded in spellings:
        short = slug(folded)
        if not short or slugs[dataset, short] > 1:
            short = f"{short}-{sha256(folded.encode()).hexdigest()[:8]}".lstrip("-")
        made[dataset, folded] = f"{PROVISIONAL}-{dataset}-{short}" if dataset else f"{PROVISIONAL}-{short}"
    return made
