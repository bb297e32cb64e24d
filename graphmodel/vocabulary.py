"""Vocabularies are lists of terms in CSV, each with a description and a source; an unknown term gets "did you mean"."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from graphmodel.errors import InputError, did_you_mean

LIST_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary: its id, label, description, broader terms, source, and what else its CSV gives."""

    id: str
    label: str
    description: str
    parents: tuple[str, ...]
    source: str
    extra: Mapping[str, str] = field(default_factory=dict)

    def listed(self, column: str) -> tuple[str, ...]:
        """A list cell of an extra column, split."""
        return split_list(self.extra.get(column, ""))


class Vocabulary(Mapping[str, Term]):
    """The terms of one vocabulary by id, in the order of their file."""

    def __init__(self, name: str, terms: Mapping[str, Term]) -> None:
        self.name = name
        self._terms = dict(terms)
        self._spellings = {_fold(word): term.id for term in terms.values() for word in _spellings(term)}
        self._spellings |= {_fold(term.id): term.id for term in terms.values()}

    def __getitem__(self, key: str) -> Term:
        return self._terms[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def resolve(self, text: str) -> str:
        """The id of a term by its id, label or alias, whatever the case, hyphens or spaces.

        Raises
        ------
        InputError
            When no term is written like this; with the nearest ones.
        """
        found = self.find(text)
        if found is None:
            near = did_you_mean(text, [*self._terms, *(term.label for term in self.values())])
            raise InputError(
                f"{text!r} is not in the vocabulary {self.name!r}",
                hint=near or self._all(),
                quoted=text,
            )
        return found

    def find(self, text: str) -> str | None:
        """The id of a term as `resolve` gives it; None where there is none, without a look for near ones."""
        return self._spellings.get(_fold(text))

    def _all(self) -> str:
        return (
            "allowed: " + ", ".join(self._terms)
            if len(self) <= 20
            else f"see `datatrail vocabulary {self.name}`"
        )


def _spellings(term: Term) -> tuple[str, ...]:
    return (term.label, *term.listed("aliases"))


def _fold(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())


def split_list(cell: str | None) -> tuple[str, ...]:
    """A list cell split on ``;``, blanks left out."""
    return tuple(part.strip() for part in (cell or "").split(LIST_SEPARATOR) if part.strip())


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a shipped vocabulary file, as text cells."""
    text = (files("graphmodel") / "vocabularies" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


#: Files beside the vocabularies that hold bodies and systems, not terms: the registry.
REGISTRY_FILES = frozenset({"agencies", "databases"})


def vocabulary_names() -> list[str]:
    """The shipped vocabularies."""
    names = (entry.name.removesuffix(".csv") for entry in (files("graphmodel") / "vocabularies").iterdir())
    return sorted(set(names) - REGISTRY_FILES)


@cache
def vocabulary(name: str) -> Vocabulary:
    """A shipped vocabulary by name, read once."""
    return Vocabulary(name, {row["id"]: _term(row) for row in read_rows(name)})


def yields(channel: str) -> tuple[str, ...]:
    """The kinds of data, made from others, that a channel says it gives: face searches give their results."""
    channels = vocabulary("channels")
    return channels[channel].listed("yields") if channel in channels else ()


def _term(row: dict[str, str]) -> Term:
    known = {"id", "label", "description", "parents", "source"}
    extra = {column: cell for column, cell in row.items() if column not in known}
    return Term(
        row["id"],
        row["label"],
        row["description"],
        split_list(row["parents"]),
        row["source"],
        extra,
    )
