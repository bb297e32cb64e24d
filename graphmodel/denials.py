"""Contested is a flag and never lowers a verdict: an unhedged denial whose scope covers the item."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
        self._denials = [each for each in denials if _speaks(each)]
        self._registry = registry
        self._types = types
        self._purposes = purposes
        self._documents = documents

    def against(self, item: Item) -> list[Item]:
        """The denials that cover an item."""
        if item.mode not in CONTESTABLE:
            return []
        return [denial for denial in self._denials if self._covers(denial, item)]

    def beside(self, item: Item) -> list[Item]:
        """The denials by the item's holder that do not cover it: to be listed next to it with their scope."""
        if item.mode not in CONTESTABLE:
            return []
        return [
            denial
            for denial in self._denials
            if item.holder in self._registry.parts(denial.holder)
            and self._towards(denial, item)
            and self._touches_its_type(denial, item)
            and not self._covers(denial, item)
        ]

    def _covers(self, denial: Item, item: Item) -> bool:
        return (
            denial.channel != ""
            and denial.channel == item.channel
            and item.holder in self._registry.parts(denial.holder)
            and self._towards(denial, item)
            and self._of_its_type(denial, item)
            and (not denial.databases or item.database in denial.databases)
            and (denial.purpose == "" or item.purpose in self._purposes.narrower(denial.purpose))
            and item.when.start.within(self._window(denial))
        )

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


def _speaks(item: Item) -> bool:
    return (
        item.mode == "denied"
        and item.holder != ""
        and not item.hedged
        and item.masked.isdisjoint({"holder", "recipient", "type"})
    )
