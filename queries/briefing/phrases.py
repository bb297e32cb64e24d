"""The words of a brief by verdict and standing: read from a table, so that nothing possible is written as fact."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

Tag = Literal["holds", "possible", "unknown", "refuted"]
Form = Literal["hand", "reach"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What may be said at one verdict and standing.

    Attributes
    ----------
    form
        `hand` of one exchange, `reach` of a route through others.
    label
        The verdict in a word or two: did, could have, access only.
    text
        The sentence, its parties in braces.
    """

    form: str
    tag: str
    standing: str
    label: str
    text: str

    @property
    def verbs(self) -> tuple[str, ...]:
        """The words between the parties: what a sentence of this kind, and no other, says."""
        parts = (before.strip(" ,;") for before, *_ in Formatter().parse(self.text))
        return tuple(part for part in parts if part)

    def said(self, giver: str, receiver: str, between: str = "", *, several: bool = False) -> str:
        """The phrase with its parties, of one kind of data or of several."""
        it, they, were = ("them", "they", "were") if several else ("it", "it", "was")
        return self.text.format(giver=giver, receiver=receiver, between=between, it=it, they=they, were=were)


@cache
def phrases() -> Mapping[tuple[str, str, str], Phrase]:
    """Every phrase by form, tag and standing; a blank standing is that of no evidence."""
    text = (files("queries") / "briefing" / "phrases.csv").read_text(encoding="utf-8")
    found = [
        Phrase(row["form"], row["tag"], row["standing"], row["label"], row["phrase"])
        for row in csv.DictReader(text.splitlines())
    ]
    return {(each.form, each.tag, each.standing): each for each in found}


def phrase(form: Form, tag: str, standing: str | None) -> Phrase:
    """The phrase of a verdict and standing; one that the table lacks is an error of ours, never another phrase."""
    return phrases()[form, tag, standing or ""]


@cache
def wording() -> Mapping[str, Mapping[str, Any]]:
    """The other words of a brief, by their table."""
    return tomllib.loads((files("queries") / "briefing" / "wording.toml").read_text(encoding="utf-8"))


def labels(tag: str, standing: str | None) -> str:
    """The verdict in a word or two."""
    return phrase("hand", tag, None if tag == "refuted" else standing).label
