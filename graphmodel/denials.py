"""Contested is a flag and never lowers a verdict: an unhedged denial whose scope covers the item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from graphmodel.dates import Day, Span
from graphmodel.evidence import Document, Item
from graphmodel.registry import Registry
from graphmodel.taxonomy import Taxonomy

CONTESTABLE = frozenset({"disclosed", "available"})


class Denials:
    """The denials of a case, and which items each covers (semantics, section 3).

    A denial speaks for its holder and that body's parts; one that is hedged, or masked in its scope, for nobody.
    What it leaves unstated is unrestricted, except the channel: a denial that names no channel is listed beside and
    contests nothing. It does not cover an item that leaves unstated what the denial states.
    """

    def __init__(
        self,
        denials: Sequence[Item],
        registry: Registry,
        types: Taxonomy,
        purposes: Taxonomy,
        documents: Callable[[str], Document | None],
    ) -> None:
        self._registry = registry
        self._by_holder: dict[str, list[Item]] = defaultdict(list)
        for denial in denials:
            if has_a_scope(denial) and not denial.hedged:
                for part in registry.parts(denial.holder):
                    self._by_holder[part].append(denial)
        self._types = types
        self._purposes = purposes
        self._documents = documents

    def against(self, item: Item) -> list[Item]:
        """The denials that cover an item."""
        if item.mode not in CONTESTABLE:
            return []
        return [denial for denial in self._of(item) if not any(self._differences(denial, item))]

    def beside(self, item: Item) -> list[Item]:
        """The denials by the item's holder that do not cover it: to be listed next to it with their scope."""
        if item.mode not in CONTESTABLE:
            return []
        return [
            denial
            for denial in self._of(item)
            if self._towards(denial, item)
            and self._touches_its_type(denial, item)
            and any(self._differences(denial, item))
        ]

    def differs_in(self, denial: Item, item: Item) -> tuple[str, ...]:
        """In what an item of the same holder is another than the one denied, or leaves it open; nothing if covered."""
        return tuple(self._differences(denial, item))

    def _of(self, item: Item) -> Sequence[Item]:
        return self._by_holder.get(item.holder, ())

    def _differences(self, denial: Item, item: Item) -> Iterator[str]:
        if not denial.channel or denial.channel != item.channel:
            yield "channel"
        if not self._towards(denial, item):
            yield "recipient"
        if not self._of_its_type(denial, item):
            yield "data type"
        if denial.databases and item.database not in denial.databases:
            yield "database"
        if denial.purpose and item.purpose not in self._purposes.narrower(denial.purpose):
            yield "purpose"
        if not item.when.start.within(self._window(denial)):
            yield "date"

    def _touches_its_type(self, denial: Item, item: Item) -> bool:
        """Whether the two may speak of the same kind of data."""
        if denial.data_type == "" or "type" in item.masked:
            return True
        return self._types.share_a_narrower(denial.data_type, item.data_type)

    def _of_its_type(self, denial: Item, item: Item) -> bool:
        if denial.data_type == "":
            return True
        return "type" not in item.masked and item.data_type in self._types.narrower(denial.data_type)

    def _towards(self, denial: Item, item: Item) -> bool:
        return denial.recipient == "" or item.recipient in self._registry.parts(denial.recipient)

    def _window(self, denial: Item) -> Span:
        """The time that a denial speaks of: from its own lo or s₁ to its last day, at latest its publication."""
        document = self._documents(denial.document)
        published: Day = document.published.hi if document and document.published else float("inf")
        return Span(denial.when.start.lo, min(denial.when.last_day, published))


def has_a_scope(item: Item) -> bool:
    """Whether an item denies something that can be told, hedged or not."""
    return (
        item.mode == "denied"
        and item.holder != ""
        and item.masked.isdisjoint({"holder", "recipient", "type"})
    )
