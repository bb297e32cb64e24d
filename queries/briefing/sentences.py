"""Sentences, each with the records that it rests on: there is none without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from graphmodel.errors import InputError
from graphmodel.evidence import Item
from queries.briefing.phrases import Tag

RefKind = Literal["item", "coverage", "rule", "case"]


@dataclass(frozen=True, slots=True)
class Ref:
    """What a sentence rests on: an item of evidence, a row of coverage, a rule, or the whole case that was searched.

    Attributes
    ----------
    told
        The item as the answer had it: what the case must still say.
    """

    kind: RefKind
    id: str
    told: Item | None = field(default=None, compare=False)

    @classmethod
    def of(cls, item: Item) -> Ref:
        """A reference to an item."""
        return cls("item", item.id, item)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a brief.

    Attributes
    ----------
    text
        Plain words, which follow the tag and the standing.
    tag
        The verdict on what it says; blank of what is held (coverage), which has an extent instead.
    standing
        Of the evidence that it rests on; None where nothing is known.
    label
        The verdict, or the extent, in a word or two.
    rests_on
        Never empty. What holds, or could have been, rests on items; only what is not known may rest on the case as a
        whole, in which nothing was found.
    beside
        Further items of the same exchange.
    """

    text: str
    tag: Tag | Literal[""]
    standing: str | None
    label: str
    rests_on: tuple[Ref, ...]
    beside: tuple[Ref, ...] = ()

    @property
    def about(self) -> str:
        """The kinds of data that it begins with."""
        return self.text.partition(": ")[0]

    def __post_init__(self) -> None:
        if not self.rests_on:
            raise InputError(
                f"the sentence {self.text!r} rests on no record", hint="nothing is said without evidence"
            )
        if self.tag in {"holds", "possible"} and any(ref.kind == "case" for ref in self.rests_on):
            raise InputError(
                f"the sentence {self.text!r} says that something was, or could have been, and names no record",
                hint="only what is not known may rest on the case as a whole",
            )


@dataclass(frozen=True, slots=True)
class Remark:
    """What is not a finding: a caution, a limit of the question; `source` says where it comes from."""

    text: str
    source: str
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences side by side: a finding, and what is said against it or has to be read with it."""

    finding: Sentence
    other: Sentence
    relation: str
    contests: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences under one heading, with what is remarked on them."""

    title: str
    sentences: tuple[Sentence, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A request for records, drafted; what the case does not name is left blank, in brackets."""

    agency: str
    name: str
    subject: str
    records: tuple[str, ...]
    text: str
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Brief:
    """All that a brief says, in the order in which it says it.

    Attributes
    ----------
    asked
        The question: its name, its options, and both in words.
    answer, routes
        Findings.
    disputes
        Claims side by side.
    limits
        What it does not show; `open` are sentences on what is not known.
    coverage
        What records are held.
    letters
        How to confirm it.
    """

    title: str
    asked: dict[str, Any]
    floor: str
    answer: tuple[Group, ...]
    routes: tuple[Group, ...] = ()
    disputes: tuple[Pair, ...] = ()
    limits: tuple[Remark, ...] = ()
    open: tuple[Group, ...] = ()
    coverage: tuple[Group, ...] = ()
    letters: tuple[Letter, ...] = ()

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence once, in the order of their numbers."""
        told = [
            *(each for group in (*self.answer, *self.routes) for each in group.sentences),
            *(each for pair in self.disputes for each in (pair.finding, pair.other)),
            *(each for group in (*self.open, *self.coverage) for each in group.sentences),
        ]
        yield from dict.fromkeys(told)

    def references(self) -> Iterator[Ref]:
        """Every reference that stands outside a sentence."""
        for group in (*self.answer, *self.routes, *self.open, *self.coverage):
            yield from (ref for remark in group.remarks for ref in remark.refs)
        yield from (ref for remark in self.limits for ref in remark.refs)
        yield from (ref for letter in self.letters for ref in letter.refs)
