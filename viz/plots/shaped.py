"""What a figure is drawn from: the question as it was asked, the table behind it, and the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from graphmodel.vocabulary import vocabulary
from queries.declaration import Column, Row
from queries.words import listed, party_in_words
from viz.safety import clean


@dataclass(frozen=True)
class Asked:
    """A question as it was put to a case, and the case.

    Attributes
    ----------
    options
        By the names of Python, defaults filled in.
    title, datasets, stamp
        The case's title, what it was loaded from, and its hash with the program's version.
    """

    evidence: Evidence
    options: Mapping[str, Any]
    title: str = ""
    datasets: Sequence[str] = ()
    stamp: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item of evidence by its id."""
        return {item.id: item for item in self.evidence.items}

    def records(self, items: Iterable[str]) -> int:
        """How many distinct statements and requests some items are of; those that hold the same count once."""
        return len(self.voices(items))

    def voices(self, items: Iterable[str]) -> set[str]:
        """The statements and requests that some items are of, second readings of one sentence as one."""
        return {self.evidence.voice_of_claim[self.items[item].claim] for item in items}

    def name(self, party: str) -> str:
        """An agency or group by name; of a blank, that it is not stated."""
        if not party:
            return "not stated"
        return str(clean(self.evidence.registry.label(party)))

    @property
    def from_to(self) -> str:
        """Both ends of the question, where it has them: "from any licensing agency to ICE"."""
        ends = [(word, self.options.get(name)) for word, name in (("from", "from_"), ("to", "to"))]
        registry = self.evidence.registry
        return " ".join(
            f"{word} {party_in_words(text, registry)}" for word, text in ends if text and text != "any"
        )

    def limits(self) -> str:
        """What the question leaves out, in words; blank where it leaves out nothing."""
        said = [self.from_to, self._term("channel", "channels")]
        said += [f"evidence of {listed(list(self.sources))} only" if self.sources else ""]
        floor = self.options.get("min_standing")
        said += [f"{term('standings', floor)} or better" if floor and floor not in LOOSEST else ""]
        said += [f"begun by {self.options['as_of']}" if self.options.get("as_of") else ""]
        said += [f"published by {self.options['known_by']}" if self.options.get("known_by") else ""]
        return str(clean("; ".join(filter(None, said))))

    @property
    def sources(self) -> tuple[str, ...]:
        """The datasets and documents that were asked for."""
        named = self.options.get("source") or ()
        return (named,) if isinstance(named, str) else tuple(named)

    def _term(self, name: str, vocabulary_: str) -> str:
        value = self.options.get(name)
        return f"by {term(vocabulary_, value)}" if value else ""

    def source_line(self, documents: Iterable[str]) -> str:
        """Where the figure comes from: the case, its datasets, how many documents, and the stamp."""
        count = len(set(documents))
        of = f" ({listed(list(self.datasets))})" if self.datasets else ""
        stamp = f"datatrail {self.stamp.get('version', '')}, case {self.stamp.get('case_sha256', '')[:12]}"
        return str(clean(f"Source: {self.title}{of}; rests on {plural(count, 'document')}. {stamp}."))


#: The standings that leave nothing out, or that a question takes unless told.
LOOSEST = ("denied", "reported")


def term(name: str, id: str | None) -> str:
    """A term of a vocabulary by its label; what is no term stays as it is."""
    terms = vocabulary(name)
    return terms[id].label if id is not None and id in terms else str(id or "")


@dataclass(frozen=True)
class Shaped:
    """A figure before it is drawn.

    Attributes
    ----------
    title
        What is shown, in a line.
    asked
        What was asked and what that leaves out, in a line.
    columns, rows
        The table behind the figure; a row whose `drawn` is False is in the table only.
    notes
        What is counted, what is not drawn, and what the figure does not show.
    source
        The case, its stamp, and what it rests on.
    alt
        The figure in words, for who does not see it.
    """

    title: str
    asked: str
    columns: tuple[Column, ...]
    rows: list[Row]
    notes: tuple[str, ...]
    source: str
    alt: str

    @property
    def drawn(self) -> list[Row]:
        """The rows that are drawn."""
        return [row for row in self.rows if row["drawn"]]


def documents_of_rows(rows: Iterable[Row]) -> set[str]:
    """The documents that some rows of a question cite."""
    return {document for row in rows for document in row["documents"]}


def plural(count: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> plural(1, "record"), plural(3, "record"), plural(2, "agency", "agencies")
    ('1 record', '3 records', '2 agencies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(*parts: str) -> str:
    """Parts joined as one line, its first letter a capital."""
    text = "; ".join(filter(None, parts))
    return text[:1].upper() + text[1:]
