"""What the verdicts of a case are asked of: its questions, offices and kinds of data, and the rows of its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graphmodel.evidence import Coverage, Item
from graphmodel.projection import Evidence, RowItems
from graphmodel.reading import BROADEST, BROADEST_OF_LICENSING, Kind, Reader
from graphmodel.registry import Registry
from graphmodel.scope import Ends, ends
from queries.gaps.gap import Claim, Row
from queries.library.exposure import EXPOSURE, Office, read_exposure
from queries.options import Wanted
from queries.tracing.network import Network
from queries.tracing.question import Question

#: Filters of coverage as of items.
SHARED = ("source", "as_of", "known_by")

Pair = tuple[int, str]
"""An office, by its place in the list, and a kind of data."""


@dataclass(frozen=True)
class Stand:
    """How a verdict stands: the verdict, and the answer of `exposure` beside it."""

    verdict: str
    answer: str


class Ground:
    """A case, and what is asked of it.

    Parameters
    ----------
    evidence
        The case as it is.
    options
        Those of `exposure`.

    Attributes
    ----------
    question
        That of every office; its start and its kind of data are not looked at.
    kinds, offices
        For which kinds of data, and of whom.
    """

    def __init__(self, evidence: Evidence, options: Mapping[str, Any]) -> None:
        self.evidence = evidence
        self.options = dict(options)
        asked = EXPOSURE.arguments({name: value for name, value in options.items() if value is not None})
        self.question, self.kinds, found = read_exposure(evidence, **asked)
        self.offices: Sequence[Office] = found

    @cached_property
    def stands(self) -> Mapping[Pair, Stand]:
        """The verdicts as they stand, as `exposure` gives them."""
        rows = iter(EXPOSURE.ask(self.evidence, {k: v for k, v in self.options.items() if v is not None}))
        return {
            (place, kind): Stand((row := next(rows))["verdict"], row["answer"])
            for place in range(len(self.offices))
            for kind in self.kinds
        }

    def in_words(self, pair: Pair) -> str:
        """An office and a kind of data, as a table says them."""
        office = self.offices[pair[0]]
        return f"{office.state or office.name} {pair[1]}"

    # --- the question

    @cached_property
    def goal(self) -> Ends:
        """Who answers to the end asked about."""
        return ends(self.question.goal, self.evidence.registry)

    @cached_property
    def receiver(self) -> str | None:
        """One agency that answers to it in full, to stand for whoever it would turn out to be; the first by id."""
        registry = self.evidence.registry
        full = sorted(party for party in self.goal.full if not registry.is_group(party))
        return next(iter(full or sorted(self.goal.full)), None)

    @cached_property
    def givers(self) -> tuple[str, ...]:
        """One holder for each office: the first by id that answers for it in full, else possibly."""
        return tuple(min(office.answering.full or office.answering.possible) for office in self.offices)

    @cached_property
    def starts(self) -> frozenset[str]:
        """Whoever answers for some office."""
        return frozenset(
            party for office in self.offices for party in office.answering.full | office.answering.possible
        )

    def asked_of(self, kind: str) -> Question:
        """The question for one kind of data."""
        return replace(self.question, data=kind)

    @cached_property
    def heard(self) -> Network:
        """A network of the case as it is, by which to tell what passes the filters."""
        return Network(self.evidence, self.question)

    def hears_of(self, coverage: Coverage) -> bool:
        """Whether a row of coverage passes the filters."""
        return self._wanted.hears_of(coverage)

    @cached_property
    def _wanted(self) -> Wanted:
        return Wanted.read(self.evidence, {name: self.options.get(name) for name in SHARED})

    # --- kinds of data

    @cached_property
    def networks(self) -> Mapping[str, Network]:
        """The network of each kind of data, in the case as it is."""
        return {kind: Network(self.evidence, self.asked_of(kind)) for kind in self.kinds}

    def included(self, item: Item) -> list[str]:
        """The kinds of data asked about that an item is of, or may include."""
        return [kind for kind, network in self.networks.items() if network.may_include(item)]

    @cached_property
    def carried_by(self) -> Mapping[str, frozenset[str]]:
        """Of each kind of data asked about, the types that may carry it."""
        types = self.evidence.types
        loose = {BROADEST, BROADEST_OF_LICENSING}
        return {
            kind: types.broader(kind) | {""} | (loose if kind in types.made_from else set())
            for kind in self.kinds
        }

    # --- rows

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """The rows that pass the filters and are about the data asked about, with the items that they say themselves."""
        found: dict[str, list[Item]] = {}
        for item in self.evidence.items:
            if not (item.derived or item.sent) and self.heard.is_heard(item):
                found.setdefault(item.claim, []).append(item)
        return {
            claim: Claim(items[0].kind, items[0].record, tuple(items))
            for claim, items in sorted(found.items())
            if any(map(self.included, items)) or any("type" in item.masked for item in items)
        }

    def reader(self, registry: Registry | None = None) -> Reader:
        """Reads rows as the case reads them."""
        case = self.evidence
        databases = case.items.reader.databases if isinstance(case.items, RowItems) else {}
        return Reader(registry or case.registry, case.types, case.documents, databases)

    def read(self, rows: Sequence[tuple[Kind, Row]], registry: Registry | None = None) -> Iterator[Item]:
        """The items of some rows."""
        reader = self.reader(registry)
        for kind, row in rows:
            yield from reader.items(kind, row)
