"""The items of a case as arrays: what the trace engine searches.

An item is a row of small codes: who gave, who got, what kind of data, in what manner, when, cited from where. What
many items have in common is said once, in `Manner`, and once per distinct time. Items are sorted by flow, flows by
(data type, holder, recipient, way), so that the flows of one kind of data, and of those the ones that leave one
agency, lie side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from graphmodel.dates import When
from graphmodel.evidence import FLOW_MODES, FlowKey, Item

if TYPE_CHECKING:
    import pyarrow as pa

Value = TypeVar("Value")
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Days = NDArray[np.float64]


class Manner(NamedTuple):
    """What an item says beyond who, what, when and where it is cited."""

    kind: str
    mode: str
    standing: str
    payload: str
    database: str
    databases: tuple[str, ...]
    channel: str
    via: tuple[str, ...]
    purpose: str
    threshold_required: str
    threshold_shown: str
    hedged: bool
    one_of: bool
    derived: bool
    sent: bool
    used: bool
    itemised: bool
    masked: frozenset[str]

    @classmethod
    def of(cls, item: Item) -> Manner:
        """The manner of an item."""
        return cls(*(getattr(item, name) for name in cls._fields))

    @property
    def way(self) -> tuple[str, str, tuple[str, ...]]:
        """What tells flows between the same two of the same data apart: database, channel, via."""
        return (self.database, self.channel, self.via)


@dataclass(frozen=True)
class Times:
    """Distinct times of items: of an event both intervals are the same."""

    lo: Days
    hi: Days
    ended_lo: Days
    ended_hi: Days
    is_event: Flags

    @classmethod
    def of(cls, times: Sequence[When]) -> Times:
        """These times as arrays."""
        return cls(
            np.array([when.start.lo for when in times], np.float64),
            np.array([when.start.hi for when in times], np.float64),
            np.array([when.end.lo for when in times], np.float64),
            np.array([when.end.hi for when in times], np.float64),
            np.array([when.kind == "event" for when in times], np.bool_),
        )


@dataclass(frozen=True, eq=False)
class ItemColumns:
    """Items as arrays, all of one length and in one order.

    Attributes
    ----------
    parties, types, manners, times, sources, received
        What the codes mean: ids of parties and of data types in their order as text, manners, distinct times,
        (document, dataset), and the parties that a holder is said to have received from.
    row
        The row that an item was read out of: of statements from 0 on, of requests behind them.
    claims
        The ids of all rows, in that order; only read where ids decide.
    flow
        The number of an item's flow; items of one flow lie side by side.
    """

    parties: tuple[str, ...]
    types: tuple[str, ...]
    manners: tuple[Manner, ...]
    times: Times
    sources: tuple[tuple[str, str], ...]
    received: tuple[tuple[str, ...], ...]
    row: Ints
    holder: Ints
    recipient: Ints
    data_type: Ints
    manner: Ints
    when: Ints
    source: Ints
    received_from: Ints
    claims: Callable[[], pa.Array]
    ways: tuple[tuple[str, str, tuple[str, ...]], ...] = field(init=False)
    flow: Ints = field(init=False)

    def __post_init__(self) -> None:
        ways = tuple(sorted({manner.way for manner in self.manners}))
        object.__setattr__(self, "ways", ways)
        self._sort()

    def _sort(self) -> None:
        """Put the items in the order of their flows, and number the flows."""
        key = self._flow_keys()
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts = np.ones(len(key), np.bool_)
        starts[1:] = key[1:] != key[:-1]
        for name in ("row", "holder", "recipient", "data_type", "manner", "when", "source", "received_from"):
            object.__setattr__(self, name, getattr(self, name)[order])
        object.__setattr__(self, "flow", (np.cumsum(starts, dtype=np.int32) - 1).astype(np.int32))

    def _flow_keys(self) -> NDArray[np.int64]:
        """One number per item, equal within a flow, in the order (data type, holder, recipient, way)."""
        key = self.data_type.astype(np.int64)
        for codes, many in (
            (self.holder, len(self.parties)),
            (self.recipient, len(self.parties)),
            (self.way_of_manner[self.manner], len(self.ways)),
        ):
            key *= max(many, 1)
            key += codes
        return key

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def way_of_manner(self) -> Ints:
        """The number of each manner's way."""
        number = {way: place for place, way in enumerate(self.ways)}
        return np.array([number[manner.way] for manner in self.manners], np.int32)

    @cached_property
    def party(self) -> Mapping[str, int]:
        """The number of a party."""
        return {name: place for place, name in enumerate(self.parties)}

    @cached_property
    def type_code(self) -> Mapping[str, int]:
        """The number of a data type."""
        return {name: place for place, name in enumerate(self.types)}

    @cached_property
    def flow_starts(self) -> NDArray[np.int64]:
        """Where the items of each flow begin; the last entry is the number of items."""
        if not len(self):
            return np.zeros(1, np.int64)
        return np.append(np.flatnonzero(np.diff(self.flow, prepend=-1)), len(self))

    def of_type(self, data_type: str) -> slice:
        """Where the items of exactly this type stand."""
        code = self.type_code.get(data_type)
        if code is None:
            return slice(0, 0)
        first, last = np.searchsorted(self.data_type, (code, code + 1))
        return slice(int(first), int(last))

    def of_flow(self, flow: int) -> range:
        """The items of a flow."""
        return range(int(self.flow_starts[flow]), int(self.flow_starts[flow + 1]))

    def flow_key(self, flow: int) -> FlowKey:
        """The key of a flow."""
        item = int(self.flow_starts[flow])
        database, channel, via = self.ways[self.way_of_manner[self.manner[item]]]
        holder, recipient = self.parties[self.holder[item]], self.parties[self.recipient[item]]
        return (holder, recipient, self.types[self.data_type[item]], database, channel, via)

    def told_of(self, place: int) -> tuple[Hashable, ...]:
        """What tells an item apart from the others of its row."""
        manner = self.manners[self.manner[place]]
        parties = self.parties[self.holder[place]], self.parties[self.recipient[place]]
        return (*parties, self.types[self.data_type[place]], manner.derived, manner.sent, manner.used)

    @staticmethod
    def told_by(item: Item) -> tuple[Hashable, ...]:
        """The same of an item that is there as an object."""
        return (item.holder, item.recipient, item.data_type, item.derived, item.sent, item.used)

    @cached_property
    def manner_makes_flow(self) -> Flags:
        """Of which manners an item with both parties makes a flow."""
        return np.array(
            [manner.mode in FLOW_MODES and "mode" not in manner.masked for manner in self.manners], np.bool_
        )

    @cached_property
    def id_key(self) -> NDArray[np.int64]:
        """A number per item in the order of the items' ids; equal ids, equal numbers."""
        within = self._key_within_claim()
        return self._claim_places()[self.row] * (int(within.max(initial=0)) + 1) + within

    def _claim_places(self) -> NDArray[np.int64]:
        """The place of each row's claim among all; a colon follows it in an id, so one follows it here."""
        import pyarrow as pa
        import pyarrow.compute as pc

        claims = pc.binary_join_element_wise(self.claims(), ":", "")
        if len(claims) < 2 or pc.all(pc.less_equal(claims[:-1], claims[1:])).as_py():
            return np.arange(len(claims), dtype=np.int64)
        order = pc.sort_indices(pa.chunked_array([claims]) if isinstance(claims, pa.Array) else claims)
        places = np.empty(len(claims), np.int64)
        places[order.to_numpy()] = np.arange(len(claims))
        return places

    def _key_within_claim(self) -> NDArray[np.int64]:
        """What orders the items of one claim: holder, recipient, data type, and how the item came about."""
        endings = [":sent" * manner.sent + ":used" * manner.used for manner in self.manners]
        ends = sorted(set(endings))
        types = sorted({name + end for name in self.types for end in ends})
        place = {text: number for number, text in enumerate(types)}
        type_places = np.zeros((len(self.types), len(ends)), np.int64)
        for number, name in enumerate(self.types):
            type_places[number] = [place[name + end] for end in ends]
        ending = np.array([ends.index(each) for each in endings], np.int64)
        many = np.bincount(self.row, minlength=1)[self.row] > 1
        key = np.zeros(len(self), np.int64)
        full = _places(self.parties, ">")[self.holder[many]]
        full = full * len(self.parties) + _places(self.parties, ":")[self.recipient[many]]
        full = full * max(len(types), 1) + type_places[self.data_type[many], ending[self.manner[many]]]
        key[many] = np.unique(full, return_inverse=True)[1]
        return key


def _places(names: Sequence[str], mark: str) -> NDArray[np.int64]:
    """The place of each name among all, where a mark follows each."""
    order = sorted(range(len(names)), key=lambda number: names[number] + mark)
    places = np.empty(len(names), np.int64)
    places[order] = np.arange(len(names))
    return places


def _numbered(values: Iterable[Value]) -> dict[Value, int]:
    return {value: number for number, value in enumerate(values)}


def _codes(numbers: list[int]) -> Ints:
    return np.array(numbers, np.int32)


def from_items(items: Sequence[Item]) -> ItemColumns:
    """Arrays of items that are there as objects; `row` is the place of each among them."""
    parties = _numbered(sorted({each for item in items for each in (item.holder, item.recipient)}))
    types = _numbered(sorted({item.data_type for item in items}))
    manners = _numbered(dict.fromkeys(map(Manner.of, items)))
    times = _numbered(dict.fromkeys(item.when for item in items))
    sources = _numbered(dict.fromkeys((item.document, item.dataset) for item in items))
    received = _numbered(dict.fromkeys(item.received_from for item in items))
    return ItemColumns(
        tuple(parties),
        tuple(types),
        tuple(manners),
        Times.of(list(times)),
        tuple(sources),
        tuple(received),
        np.arange(len(items), dtype=np.int32),
        _codes([parties[item.holder] for item in items]),
        _codes([parties[item.recipient] for item in items]),
        _codes([types[item.data_type] for item in items]),
        _codes([manners[Manner.of(item)] for item in items]),
        _codes([times[item.when] for item in items]),
        _codes([sources[item.document, item.dataset] for item in items]),
        _codes([received[item.received_from] for item in items]),
        lambda: _texts([item.claim for item in items]),
    )


def _texts(texts: list[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(texts, pa.string())
