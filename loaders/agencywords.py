"""The words that names of agencies are made of are data: kinds of office, abbreviations, marks of demo accounts.

A CSV file of phrases, each with its role and what it stands for; a case may add its own in
``vocabularies/agency_words.csv``, which go over the shipped ones. The roles:

* `office`: a kind of office, by its id; the first phrase of each is how the kind is written out;
* `abbreviation`: another way to write other words;
* `filler`: tells no agency from another;
* `place`, `placed`: after or before a place, says what kind of place it is (`county`; `town of`);
* `mark`: says that the entry stands for no agency, or is to be left alone;
* `federal`: says that the body is a federal one;
* `statewide`: kinds of office that a state has one of; `statewide word`: the word that follows a state's name in
  those of its departments;
* `common`: names that several townships of one state have;
* `beside`: names that a town has, and a township beside it;
* `township state`: states in which towns and townships of one name have their own police;
* `word code`: codes of states that are also words, or parts of names, in lower or mixed case.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import StringIO
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.vocabulary import vocabulary

FILE = "agency_words.csv"
COLUMNS = ["phrase", "role", "means"]
ROLES = (
    "office",
    "abbreviation",
    "filler",
    "place",
    "placed",
    "mark",
    "federal",
    "statewide",
    "statewide word",
    "common",
    "beside",
    "township state",
    "word code",
)
Phrase = tuple[str, ...]
LONGEST = 6
"""How many words a phrase has at most."""

_INITIALS = re.compile(r"\b((?:[A-Za-z]\.)+[A-Za-z])\b\.?")
_TOKEN = re.compile(r"[A-Za-z0-9]+")


def tokens(text: str) -> list[str]:
    """The words of a text as written, without accents, apostrophes, and the dots of initials.

    >>> tokens("St. Mary’s County S.O.")
    ['St', 'Marys', 'County', 'SO']
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"['’‘`]", "", text)).encode("ascii", "ignore").decode()
    return _TOKEN.findall(_INITIALS.sub(lambda match: match[1].replace(".", ""), plain.replace("&", " and ")))


@dataclass(frozen=True)
class AgencyWords:
    """The phrases of each role, and what each stands for.

    Attributes
    ----------
    sha256
        A hash of the files that they were read from.
    """

    by_role: Mapping[str, Mapping[Phrase, str]]
    sha256: str

    def find(self, role: str, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Where phrases of a role stand in some words, the longest at each place: start, end, what it means."""
        phrases = self.by_role.get(role, {})
        place = 0
        while place < len(words):
            longest = min(LONGEST, len(words) - place)
            length = next((n for n in range(longest, 0, -1) if tuple(words[place : place + n]) in phrases), 0)
            if length:
                yield place, place + length, phrases[tuple(words[place : place + length])]
            place += length or 1

    def has(self, role: str, words: Iterable[str]) -> bool:
        """Whether some words are, all of them, one phrase of a role."""
        return tuple(words) in self.by_role.get(role, {})

    def spelled(self, words: Sequence[str]) -> list[str]:
        """Words with the abbreviations written out."""
        made, done = [], 0
        for start, end, meaning in self.find("abbreviation", words):
            made += [*words[done:start], *meaning.split()]
            done = end
        return [*made, *words[done:]]

    def written(self, office: str) -> str:
        """How a kind of office is written out."""
        return next(" ".join(phrase) for phrase, means in self.by_role["office"].items() if means == office)


@cache
def shipped_words() -> AgencyWords:
    """The words that come with the program."""
    text = (files("loaders") / "vocabularies" / FILE).read_text(encoding="utf-8")
    return _read([(FILE, text)])


def words_of(case: Path) -> AgencyWords:
    """The shipped words, and over them those of a case folder.

    Raises
    ------
    InputError
        When the case's file has other columns, or a role that there is not.
    """
    own = case / "vocabularies" / FILE
    if not own.is_file():
        return shipped_words()
    shipped = (files("loaders") / "vocabularies" / FILE).read_text(encoding="utf-8")
    try:
        return _read([(FILE, shipped), (str(own), own.read_text(encoding="utf-8-sig"))])
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{own} cannot be read", hint="it must be a CSV file in UTF-8") from error


def _read(texts: Iterable[tuple[str, str]]) -> AgencyWords:
    found: defaultdict[str, dict[Phrase, str]] = defaultdict(dict)
    digest = sha256()
    for name, text in texts:
        digest.update(text.encode())
        reader = csv.DictReader(StringIO(text, newline=""), restval="")
        if reader.fieldnames != COLUMNS:
            raise InputError(f"{name}: its columns must be {', '.join(COLUMNS)}", hint="correct its header")
        for number, row in enumerate(reader, start=2):
            role = row["role"]
            if role not in ROLES:
                raise InputError(
                    f"{name}, line {number}: {role!r} is no role", hint="allowed: " + ", ".join(ROLES)
                )
            found[role][_phrase(row["phrase"], role)] = row["means"] or ""
    return AgencyWords({role: dict(phrases) for role, phrases in found.items()}, digest.hexdigest())


def _phrase(text: str, role: str) -> Phrase:
    return (text,) if role in {"statewide", "township state"} else tuple(text.casefold().split())


@cache
def state_codes() -> Mapping[str, str]:
    """The states by code, each with its name as folded words."""
    return {term.id: " ".join(tokens(term.label)).casefold() for term in vocabulary("states").values()}


@cache
def state_names() -> Mapping[Phrase, str]:
    """The code of each state by its name, as words."""
    return {tuple(name.split()): code for code, name in state_codes().items()}
