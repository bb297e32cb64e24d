"""What the entities of a case have in common: which bodies they may name, dates, words, and what of these is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import ne
from typing import Any

from graphmodel.dates import Span, When
from loaders.interchange.ftm_terms import Entity, entity_id, held_as, is_whole, lines, partial_date
from loaders.interchange.held import Held
from loaders.interchange.left_out import Plan
from loaders.interchange.loss import Lost
from loaders.reviewed import in_words

PLAN = Plan.of("ftm")

Row = Mapping[str, Any]


class Telling:
    """A case as FollowTheMoney can tell it; counts what it cannot hold.

    Parameters
    ----------
    held
        The case.
    """

    def __init__(self, held: Held) -> None:
        self.held = held
        self.registry = held.evidence.registry
        self._lost: Counter[tuple[str, str]] = Counter()

    def lose(self, field: str, type_: str, many: int = 1) -> None:
        """Note that so many values cannot be told."""
        self._lost[field, type_] += many

    def lost(self) -> Iterator[Lost]:
        """What could not be told, known once all was; and what was said of the case."""
        for (field, type_), many in sorted((+self._lost).items()):
            yield PLAN.lost(field, type_, many)
        for log, said in (("reviews.csv", "reviews"), ("decisions.csv", "decisions")):
            if lines_said := self.held.manifest.get(said):
                yield PLAN.lost(log, "file", len(lines_said))

    def as_held(self, told: Entity) -> Entity:
        """An entity, its texts as FollowTheMoney holds them."""
        for name, values in told["properties"].items():
            held = [held_as(name, value) for value in values]
            self.lose("texts", "text", sum(map(ne, held, values)))
            told["properties"][name] = held
        return told

    def date(self, span: Span, field: str) -> str | None:
        """A time as a date, noted as lost where it does not hold all of it."""
        if not is_whole(span):
            self.lose(field, "date")
        return partial_date(span)

    def dates(self, when: When, field: str) -> dict[str, str | None]:
        """A moment is a date; what stood has a start and, where it ended, an end."""
        if when.kind == "event":
            return {"date": self.date(when.start, field)}
        return {"startDate": self.date(when.start, field), "endDate": self.date(when.end, field)}

    @cached_property
    def states(self) -> Mapping[str, Row]:
        """The states by code."""
        return {row["id"]: row for row in self.held.records("State")}

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The names of the kinds of data."""
        return {row["id"]: row["name"] for row in self.held.records("DataType")}

    @cached_property
    def _agencies(self) -> frozenset[str]:
        return frozenset(party.id for party in self.registry.agencies)

    def bodies(self, parties: Iterable[str]) -> list[str]:
        """The entities of some parties, each once; a group, or a party that is masked or not known, has none."""
        found = dict.fromkeys(map(self.registry.successor, parties))
        return [entity_id("agency", party) for party in found if party in self._agencies]

    @staticmethod
    def words(table: str, row: Row) -> str:
        """What a row states that has no property of its own, line by line."""
        cells = ((name, row[name]) for name in PLAN.words[table])
        return lines({name: in_words(cell) for name, cell in cells if cell not in (None, "", [], False)})
