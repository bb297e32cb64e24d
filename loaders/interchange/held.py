"""What a case holds, as a format that is only written needs it: tables, evidence, what was said, what made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphmodel.evidence import FlowKey, Item, flow_id
from graphmodel.projection import RowItems
from graphmodel.reading import Kind

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from graphmodel.denials import Denials
    from graphmodel.projection import Evidence
    from graphmodel.tables import Tables
    from loaders.decisions import Decision


@dataclass(frozen=True, eq=False)
class Held:
    """One generation of a case.

    Attributes
    ----------
    stamp
        The hash of its tables, and the version of the program that writes.
    manifest
        What it was made of: inputs, reviews and decisions that it rests on.
    generation
        Its name; None where nothing has been loaded yet.
    decisions
        The lines of its log of decisions that stand.
    history
        The generations before it, oldest first, and itself.
    """

    title: str
    stamp: Mapping[str, Any]
    tables: Tables
    evidence: Evidence
    manifest: Mapping[str, Any]
    generation: str | None
    decisions: Sequence[Decision] = ()
    history: Sequence[Mapping[str, str]] = ()

    def records(self, table: str) -> Iterator[Mapping[str, Any]]:
        """The rows of a table, read one batch after another."""
        yield from self.tables.source(table).records()

    @cached_property
    def claims(self) -> pa.Array:
        """The ids of the claims and requests, as the arrays of the evidence number their rows."""
        return self.evidence.columns.claims()

    @cached_property
    def denials(self) -> Denials:
        """The denials of the case; no other item is looked at."""
        import numpy as np

        columns = self.evidence.columns
        denied = columns.of("manner", lambda manner: manner.mode == "denied")[columns.manner]
        return self.evidence.denials_among(
            [self.evidence.item_at(place) for place in np.flatnonzero(denied).tolist()]
        )

    def rows(self) -> Iterator[tuple[Kind, Mapping[str, Any], tuple[Item, ...]]]:
        """The rows of evidence, statements before requests, each with the items that are read out of it."""
        evidence = self.evidence
        if isinstance(evidence.items, RowItems):
            yield from evidence.items.each_row()

    def flows(self) -> Iterator[FlowNow]:
        """The flows, one after another; the items of one are read as they are looked at."""
        columns = self.evidence.columns
        for number in range(len(columns.flow_starts) - 1):
            flow = FlowNow(self, number, columns.flow_key(number))
            if flow.is_made:
                yield flow


@dataclass(frozen=True)
class FlowNow:
    """A flow whose items are read one by one, however many there are."""

    held: Held
    number: int
    key: FlowKey

    @property
    def id(self) -> str:
        """A hash of its key."""
        return flow_id(self.key)

    @property
    def is_made(self) -> bool:
        """Whether it names both parties, and some item of it is of a mode that flows are made of."""
        return bool(self.key[0] and self.key[1] and self._rows().size)

    def _rows(self) -> NDArray[np.int32]:
        """The rows that its items were read out of."""
        columns = self.held.evidence.columns
        places = columns.of_flow(self.number)
        its = slice(places.start, places.stop)
        return columns.row[its][columns.manner_makes_flow[columns.manner[its]]]

    def items(self) -> Iterator[Item]:
        """Its items of evidence."""
        places = self.held.evidence.columns.of_flow(self.number)
        return (item for item in map(self.held.evidence.item_at, places) if item.makes_flow)

    def claims(self) -> list[str]:
        """The claims and requests that its items were read out of, each once."""
        return sorted({self.held.claims[row].as_py() for row in self._rows().tolist()})

    def is_contested(self, item: Item) -> bool:
        """Whether an unhedged denial covers an item."""
        return bool(self.held.denials.against(item))

    def shows(self, item: Item) -> bool:
        """Whether a trace over this flow alone holds on an item: did, and not only could.

        Both parties are agencies, and the item is firm and its data stated (semantics, section 4).
        """
        registry = self.held.evidence.registry
        ends = registry.is_group(self.key[0]) or registry.is_group(self.key[1])
        return item.is_firm and item.payload == "stated" and not ends
