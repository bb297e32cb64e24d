"""What is taken away of a case, and which items go with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from graphmodel.columns import Flags, Places
from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.tracing.question import REMOVABLE, Element


class Removed:
    """Elements that are taken away; an agency is left out by the search, with its parts, everything else here.

    Parameters
    ----------
    elements
        Pairs of a kind of `REMOVABLE` and an id.
    """

    def __init__(self, elements: Iterable[Element], evidence: Evidence) -> None:
        self._named: dict[str, set[str]] = {kind: set() for kind in REMOVABLE}
        for kind, name in elements:
            self._named[kind].add(name)
        self._evidence = evidence
        self._relays = self._with_parts("relay")

    @cached_property
    def agencies(self) -> frozenset[str]:
        """The agencies that may be neither an inner one nor in a `via`."""
        return self._with_parts("agency")

    def _with_parts(self, kind: str) -> frozenset[str]:
        registry = self._evidence.registry
        return frozenset(part for party in self._named[kind] for part in registry.parts(party))

    def any(self, kind: str) -> bool:
        """Whether anything of a kind goes."""
        return bool(self._named[kind])

    def takes(self, kind: str, name: str) -> bool:
        """Whether a database or a channel goes."""
        return name in self._named[kind]

    def takes_relay(self, via: Iterable[str]) -> bool:
        """Whether a relay of these goes."""
        return not self._relays.isdisjoint(via)

    def takes_document(self, document: str) -> bool:
        """Whether a document goes: it, or one that it only repeats."""
        return not self._named["document"].isdisjoint(self._told_by(document))

    def _told_by(self, document: str) -> Iterator[str]:
        """A document and those that it repeats, the nearest first."""
        seen: list[str] = []
        documents = self._evidence.documents
        while document and document not in seen:
            seen.append(document)
            yield document
            document = documents[document].repeats if document in documents else ""

    def keeps(self, places: Places) -> Flags:
        """Which of these items stay: of the links, claims, items and agreements that are taken away."""
        keep = np.ones(len(places), np.bool_)
        columns = self._evidence.columns
        if self._named["link"]:
            gone = [flow for name in self._named["link"] if (flow := columns.flow_number(name)) is not None]
            keep &= ~np.isin(columns.flow[places], gone)
        if self._named["item"] or self._named["claim"]:
            for place in np.flatnonzero(np.isin(columns.row[places], self._rows())):
                item = self._evidence.item_at(int(places[place]))
                keep[place] &= item.id not in self._named["item"] and item.claim not in self._named["claim"]
        if self._named["agreement"]:
            keep &= np.array(
                [not self._agreed(self._evidence.item_at(place)) for place in places.tolist()], np.bool_
            )
        return keep

    def _agreed(self, item: Item) -> bool:
        """Whether one of the agreements is what permits an item, by the rules as they are judged."""
        judged = self._evidence.judging.judgements(item)
        return any(
            each.judged == "permitted" and not each.rule.is_bar and each.rule.id in self._named["agreement"]
            for each in judged
        )

    def _rows(self) -> list[int]:
        """The rows that the claims and items named were read out of, among others perhaps."""
        claims = set(self._named["claim"])
        for item in self._named["item"]:
            claims |= {item[:end] for end, sign in enumerate(item) if sign == ":"}
        return self._evidence.columns.rows_of(claims)
