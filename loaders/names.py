"""Names in rows become ids: those that the registry knows, and a provisional agency of its dataset for each other.

Nothing is guessed: a name resolves by id, name or alias, or not at all. The best candidate of a provisional agency
is only noted, for the analyst to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from math import log
from typing import Any

from graphmodel.errors import InputError
from graphmodel.registry import MASKED, Registry, fold
from graphmodel.vocabulary import vocabulary

Names = Mapping[tuple[str, str], str]
"""The id that each name stands for, by dataset and name as written."""

SLUG = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
PROVISIONAL = "prov"


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


def provisional_agencies(
    used: Iterable[tuple[str, str]], registry: Registry, marks: Mapping[tuple[str, str], str]
) -> list[dict[str, Any]]:
    """The agencies that stand for names which the registry does not know, ordered by id.

    Parameters
    ----------
    used
        The names in the rows, with the dataset of each.
    registry
        The known agencies and groups.
    marks
        Why a name of a dataset is doubtful.

    Returns
    -------
    list of dict
        Records of the table `Agency`. Spellings that differ only in case and spaces are one agency; where two
        names make the same slug, both ids end in a hash of the name.
    """
    spellings: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for dataset, name in set(used):
        if name != MASKED and registry.resolve(name) is None:
            spellings[dataset, fold(name)].add(name)
    slugs = Counter((dataset, slug(folded)) for dataset, folded in spellings)
    candidates = Candidates(registry)
    made = []
    for (dataset, folded), names in spellings.items():
        short = slug(folded)
        if not short or slugs[dataset, short] > 1:
            short = f"{short}-{sha256(folded.encode()).hexdigest()[:8]}".lstrip("-")
        reasons = sorted({marks[dataset, name] for name in names if (dataset, name) in marks})
        made.append(
            {
                "id": f"{PROVISIONAL}-{dataset}-{short}" if dataset else f"{PROVISIONAL}-{short}",
                "name": min(names),
                "kind": "unknown",
                "aliases": sorted(names),
                "provisional": True,
                "candidate": candidates.best(min(names)),
                "marked": "; ".join(reasons) or None,
                "dataset": dataset or None,
            }
        )
    return sorted(made, key=lambda each: each["id"])


# --- the best candidate -------------------------------------------------------------------------------------------

#: How police offices are shortened in lists: `PD`, `SO`.
EXPANDED = {
    "pd": ("police",),
    "so": ("sheriff",),
    "sheriffs": ("sheriff",),
    "dept": (),
    "dps": ("public", "safety"),
    "dmv": ("motor", "vehicles"),
    "dot": ("transportation",),
}
#: Words that tell no agency from another.
EMPTY_WORDS = frozenset(
    {
        "department",
        "of",
        "the",
        "and",
        "for",
        "state",
        "county",
        "city",
        "town",
        "township",
        "twp",
        "co",
        "office",
    }
)
NEAR = 0.7
"""How much of the weight of their words two names must share for the one to be a candidate for the other."""


@cache
def _state_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """The names of states, longest first, and the code of each."""
    codes = {fold(term.label): term.id.casefold() for term in vocabulary("states").values()}
    longest_first = sorted(codes, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b"), codes


def words(name: str) -> frozenset[str]:
    """The telling words of a name, police offices spelled out and states as their codes.

    >>> sorted(words("Irvine CA PD")), sorted(words("Irvine Police Department"))
    (['ca', 'irvine', 'police'], ['irvine', 'police'])
    """
    pattern, codes = _state_names()
    text = fold(name).replace("'", "").replace("’", "")
    found = re.findall(r"[a-z0-9]+", pattern.sub(lambda match: codes[match[0]], text))
    spelled = (part for word in found for part in EXPANDED.get(word, (word,)))
    return frozenset(word for word in spelled if word not in EMPTY_WORDS)


class Candidates:
    """An index of the registry's names by word, to find the one that shares most with another name.

    Words weigh by how few names have them; a name's state counts as one of its words.
    """

    def __init__(self, registry: Registry) -> None:
        self._names: list[tuple[str, frozenset[str]]] = []
        for party in registry.values():
            state = frozenset({party.state.casefold()}) if party.state else frozenset()
            for each in {words(name) | state for name in (party.name, *party.aliases)}:
                self._names.append((party.id, each))
        self._with_word: defaultdict[str, list[int]] = defaultdict(list)
        for index, (_, each) in enumerate(self._names):
            for word in each:
                self._with_word[word].append(index)
        self._unseen = 1 + log(1 + len(self._names))
        self._weights = {word: self._unseen - log(1 + len(named)) for word, named in self._with_word.items()}
        self._totals = [sum(self._weights[word] for word in sorted(each)) for _, each in self._names]

    def best(self, name: str) -> str | None:
        """The party whose name shares most with another name; None where none is near.

        >>> from graphmodel.registry import Party
        >>> Candidates(Registry([Party("us-ca-irvine-pd", "Irvine Police Department", state="CA")])).best("Irvine CA PD")
        'us-ca-irvine-pd'
        """
        asked = words(name)
        shared: defaultdict[int, float] = defaultdict(float)
        total = 0.0
        for word in sorted(asked):
            weight = self._weights.get(word, self._unseen)
            total += weight
            for index in self._with_word.get(word, ()):
                shared[index] += weight
        near = [
            (-share, self._names[index][0])
            for index, weight in shared.items()
            if (share := weight / (total + self._totals[index] - weight)) >= NEAR
        ]
        return min(near)[1] if near else None
