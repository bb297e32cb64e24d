"""The cells of a column that is looked at, and those of them that may be shown.

Nothing of a cell is shown but what surely is no person: terms of our vocabularies, masks, names of offices; of all
else the shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.personal import is_wholly, scan, shape_of
from graphmodel.schema import PARTY
from loaders.canonical import read_cell
from loaders.masks import mask_of
from loaders.personal import WORD, is_name, is_office, likely_personal

MOSTLY = 0.8
"""The share of a column's different cells that decides what it is."""
SAMPLES = 3
LONGEST_SAMPLE = 60


@dataclass(frozen=True)
class Cells:
    """The cells of a column that were looked at."""

    name: str
    counts: Counter[str]
    masks: Counter[str]

    @classmethod
    def of(cls, name: str, cells: Iterable[str]) -> Cells:
        """Cells, told apart from blanks and masks."""
        counts: Counter[str] = Counter(text for cell in cells if (text := cell.strip()))
        masks: Counter[str] = Counter()
        for text in [text for text in counts if mask_of(text)]:
            masks[str(mask_of(text))] += counts.pop(text)
        return cls(name, counts, masks)

    @property
    def texts(self) -> list[str]:
        """The different cells, the first first."""
        return list(self.counts)

    def share(self, hits: Iterable[bool]) -> float:
        """How many of the different cells, of one."""
        return sum(hits) / len(self.counts) if self.counts else 0.0


def is_term(shape: str, column: Property | None, text: str) -> bool:
    """Whether a column has terms, and a text is one or a list of them."""
    if column is None or column.vocabulary is None:
        return False
    try:
        read_cell(shape, column, text)
    except InputError:
        return False
    return True


def samples(
    shape: str, cells: Cells, column: Property | None, codes: Mapping[str, str], *, by_name: bool
) -> Iterable[str]:
    """Some different cells, each as it may be shown: a column that is named like one of offices shows their names."""
    offices = (
        by_name
        and column is not None
        and bool(set(PARTY) & set(column.refers))
        and likely_personal(cells.name, ()) is None
        and cells.share(map(is_office, cells.counts)) >= MOSTLY
    )
    shown = (
        text
        if text in codes or is_term(shape, column, text) or (offices and _may_be_shown(text))
        else shape_of(text)
        for text in cells.counts
    )
    return list(dict.fromkeys(shown))[:SAMPLES]


def _may_be_shown(text: str) -> bool:
    return len(text) <= LONGEST_SAMPLE and is_office(text) and not (shows_person(text) or has_rank(text))


def is_no_office(text: str) -> bool:
    """Whether a text is none, though it has words of offices: somebody's post, an address on the web, a sentence."""
    return has_rank(text) or "://" in text or "@" in text or len(text) > LONGEST_SAMPLE


def has_rank(text: str) -> bool:
    """Whether a text names somebody's rank or post: "Deputy Sample" is a person, whatever office is named beside.

    >>> has_rank("Sample, Deputy (Examplia SO)"), has_rank("Examplia County SO")
    (True, False)
    """
    return not _rank_words().isdisjoint(word.casefold() for word in WORD.findall(text))


@cache
def _rank_words() -> frozenset[str]:
    text = (files("loaders") / "words" / "rank_words.csv").read_text(encoding="utf-8")
    return frozenset(text.split()[1:])


def shows_person(text: str) -> bool:
    """Whether a text may be a person, or holds one."""
    return bool(scan(text) or is_wholly(text)) or is_name(text)
