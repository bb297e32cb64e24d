"""The cells of a source become canonical text: each distinct text of a column is read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from graphmodel.errors import did_you_mean
from graphmodel.vocabulary import LIST_SEPARATOR
from loaders.coded import Coded
from loaders.columns import Errors, gather_errors
from loaders.mapping_parts import as_mask, same_text
from loaders.masks import mask_of
from loaders.rejects import CellError

if TYPE_CHECKING:
    from loaders.mapping import SourceMapping


class Cells:
    """Reads the cells of a table through a mapping."""

    def __init__(self, mapping: SourceMapping) -> None:
        self.mapping = mapping

    def read(self, columns: Mapping[str, Coded], length: int) -> tuple[dict[str, Coded], Errors]:
        """The canonical text columns of a table, and what is wrong with rows that cannot be mapped."""
        errors: Errors = {}
        made = {column: Coded.constant(text, length) for column, text in self.mapping.fixed.items()}
        columns = self.with_combined(columns)
        for source in self.judging:
            gather_errors(_read(columns[source], partial(self.judged, source)), errors)
        for source, target in self.mapping.columns.items():
            coded = _read(columns[source], partial(self.texts, source))
            gather_errors(coded, errors)
            made[target] = merged(coded.map(lambda text: "" if isinstance(text, CellError) else text))
        for source, each in self.mapping.classify.items():
            made[each.target] = merged(_read(columns[source], partial(self.terms, source)))
        return made, errors

    @property
    def judging(self) -> tuple[str, ...]:
        """The columns whose texts may be a reason to set a row aside."""
        return tuple(dict.fromkeys([*(rule.column for rule in self.mapping.reject), *self.mapping.required]))

    def judged(self, source: str, texts: Sequence[str]) -> list[str | CellError]:
        """What is wrong with each text; nothing where it is right. What a text is, is not told."""
        made: list[str | CellError] = [""] * len(texts)
        if source in self.mapping.required:
            plain = self.plain(source)
            error = CellError(source, "is blank, and must not be", hint=f"see {self.mapping.name}")
            made = ["" if plain(text) else error for text in texts]
        for rule in self.mapping.reject:
            if rule.column == source:
                error = CellError(source, rule.reason, hint=f"set aside by [[reject]] in {self.mapping.name}")
                made = [error if hit else before for hit, before in zip(rule.hits(texts), made, strict=True)]
        return made

    def texts(self, source: str, texts: Sequence[str]) -> list[str | CellError]:
        """What each text is in ours."""
        plain = self.plain(source)
        return [self._cell(source, plain, text) for text in texts]

    def terms(self, source: str, texts: Sequence[str]) -> list[str | CellError]:
        """What each text is sorted under."""
        plain = self.plain(source)
        return [*self.mapping.classify[source].terms([plain(text) for text in texts])]

    def blanks(self, source: str) -> frozenset[str]:
        """The texts that mean blank in a column, stripped."""
        return frozenset({"", *self.mapping.blank.get("", ()), *self.mapping.blank.get(source, ())})

    def of_identity(self, source: str, coded: Coded) -> Coded:
        """A column of an identity: what is the same is the same text, what is masked is None."""
        plain, dates = self.plain(source), self.mapping.dates.get(source)

        def same(text: str) -> str | None:
            text = plain(text)
            if mask_of(text):
                return None
            return dates.moment(text) if dates and text else same_text(text)

        return coded.map(same)

    def with_combined(self, columns: Mapping[str, Coded]) -> Mapping[str, Coded]:
        """The columns of the source, and those that it says in several."""
        made = {
            name: Coded.together([columns[part] for part in each.columns]).map(each.text)
            for name, each in self.mapping.combine.items()
        }
        return {**columns, **made} if made else columns

    def plain(self, source: str) -> Callable[[str], str]:
        """What a cell of a column says where the source has its own words for blank and masked."""
        mapping = self.mapping
        own = mapping.masks.get(source, {})
        codes = {text: code for text, code in mapping.masks.items() if isinstance(code, str)}
        codes |= own if isinstance(own, dict) else {}
        instead = {text: as_mask(code) for text, code in codes.items()}
        instead |= dict.fromkeys(self.blanks(source), "")

        def read(text: str) -> str:
            text = text.strip()
            return instead.get(text, text)

        return read

    # --- one column -----------------------------------------------------------------------------------------------

    def _cell(self, source: str, plain: Callable[[str], str], text: str) -> str | CellError:
        """One cell of the source as our text; a masked one stays as it is."""
        text = plain(text)
        if not text or mask_of(text):
            return text
        parts = text.split(self.mapping.split[source]) if source in self.mapping.split else [text]
        if len(parts) > 1:
            parts = [plain(part) for part in parts]
        if source in self.mapping.codes:
            return self._coded(source, parts)
        if source in self.mapping.dates:
            return self.mapping.dates[source].read(source, text)
        return LIST_SEPARATOR.join(parts)

    def _coded(self, source: str, parts: Sequence[str]) -> str | CellError:
        codes = self.mapping.codes[source]
        made = [part if mask_of(part) else codes.get(part) for part in map(str.strip, parts) if part]
        if None not in made:
            return LIST_SEPARATOR.join(part for part in made if part)
        part = next(part.strip() for part in parts if part.strip() not in codes and not mask_of(part.strip()))
        hint = did_you_mean(part, codes) or f"add it under [codes.{source}] in {self.mapping.name}"
        return CellError(source, "the code {} is not mapped", part, hint=hint)


def _read(coded: Coded, read: Callable[[Sequence[str]], Sequence[str | CellError]]) -> Coded:
    return Coded(read(coded.values), coded.codes)


def merged(coded: Coded) -> Coded:
    """The column with each distinct value once: many texts of a source may have become the same."""
    index: dict[str, int] = {}
    places = np.array([index.setdefault(value, len(index)) for value in coded.values], np.int32)
    if len(index) == len(coded.values):
        return coded
    return Coded(list(index), places[coded.codes])
