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
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphmodel.evidence import FLOW_MODES, RANK, FlowKey, Item, flow_id
from graphmodel.times import Times, WholeDays, as_whole

if TYPE_CHECKING:
    import pyarrow as pa

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

#: The greatest number that a combination of codes may need.
MOST = 1 << 62


class Manner(NamedTuple):
    """What an item is and how sure, beyond who, what, by which way, when and where it is cited."""

    time_kind: str
    kind: str
    mode: str
    standing: str
    payload: str
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
        return cls(item.when.kind, *(getattr(item, name) for name in cls._fields[1:]))


#: What is said per item by a number, and the names that the numbers stand for.
NAMES = {
    "holder": "parties",
    "recipient": "parties",
    "data_type": "types",
    "database": "databases",
    "channel": "channels",
    "via": "vias",
    "purpose": "purposes",
    "manner": "manners",
    "source": "sources",
    "received_from": "received",
}
#: When an item was, per item.
TIMES = ("lo", "hi", "ended_lo", "ended_hi")
#: What tells flows apart, in the order in which they are sorted here; and in the order of their keys.
SORTED_BY = ("data_type", "holder", "recipient", "database", "channel", "via")
KEY = ("holder", "recipient", "data_type", "database", "channel", "via")


@dataclass(frozen=True, eq=False)
class ItemColumns:
    """Items as arrays, all of one length and in one order.

    Attributes
    ----------
    parties, types, databases, channels, vias, purposes
        What the numbers mean, in the order of the names.
    manners, sources, received
        What the numbers mean: manners, (document, dataset), and the parties that a holder is said to
        have received from.
    row
        The row that an item was read out of: of statements from 0 on, of requests behind them.
    claims
        The ids of all rows, in that order; only read where ids decide.
    lo, hi, ended_lo, ended_hi
        When, as whole days (`graphmodel.times`).
    flow
        The number of an item's flow; items of one flow lie side by side.
    """

    parties: tuple[str, ...]
    types: tuple[str, ...]
    databases: tuple[str, ...]
    channels: tuple[str, ...]
    vias: tuple[tuple[str, ...], ...]
    purposes: tuple[str, ...]
    manners: tuple[Manner, ...]
    sources: tuple[tuple[str, str], ...]
    received: tuple[tuple[str, ...], ...]
    claims: Callable[[], pa.Array]
    row: Ints
    holder: Ints
    recipient: Ints
    data_type: Ints
    database: Ints
    channel: Ints
    via: Ints
    purpose: Ints
    manner: Ints
    lo: WholeDays
    hi: WholeDays
    ended_lo: WholeDays
    ended_hi: WholeDays
    source: Ints
    received_from: Ints
    flow: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Put the items in the order of their flows, and number the flows."""
        key = self.flow_order(slice(None), SORTED_BY)
        order = np.argsort(key, kind="stable")
        key.sort(kind="stable")
        starts = np.ones(len(key), np.bool_)
        np.not_equal(key[1:], key[:-1], out=starts[1:])
        del key
        for name in (*NAMES, *TIMES, "row"):
            codes = getattr(self, name)
            codes[:] = codes[order]  # in place: whoever made the arrays gives them away
        del order
        object.__setattr__(self, "flow", np.cumsum(starts, dtype=np.int32) - np.int32(1))

    @classmethod
    def restored(cls, claims: Callable[[], pa.Array], **fields: Any) -> ItemColumns:
        """Items whose arrays are in order already, their flows numbered."""
        made = object.__new__(cls)
        for name, value in {"claims": claims, **fields}.items():
            object.__setattr__(made, name, value)
        return made

    def flow_order(self, places: Places | slice, fields: Sequence[str] = KEY) -> Places:
        """A number per item, equal within a flow, in the order of some fields."""
        order = np.zeros(len(self.row[places]), np.int64)
        room = 1
        for name in fields:
            many = max(len(getattr(self, NAMES[name])), 1)
            if room * many >= MOST:
                order = np.unique(order, return_inverse=True)[1].astype(np.int64)
                room = len(order) + 1
            room *= many
            order *= many
            order += getattr(self, name)[places]
        return order

    def __len__(self) -> int:
        return len(self.row)

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
        return slice(int(self._type_starts[code]), int(self._type_starts[code + 1]))

    @cached_property
    def _type_starts(self) -> Places:
        """Where the items of each type begin."""
        codes = np.arange(len(self.types) + 1, dtype=self.data_type.dtype)
        return np.searchsorted(self.data_type, codes)

    def of_flow(self, flow: int) -> range:
        """The items of a flow."""
        return range(int(self.flow_starts[flow]), int(self.flow_starts[flow + 1]))

    def flow_key(self, flow: int) -> FlowKey:
        """The key of a flow."""
        item = int(self.flow_starts[flow])
        holder, recipient, data_type, database, channel, via = (
            getattr(self, NAMES[name])[getattr(self, name)[item]] for name in KEY
        )
        return (holder, recipient, data_type, database, channel, via)

    def flow_number(self, name: str) -> int | None:
        """The flow of an id; None where there is none."""
        if name not in self._flow_of_id:
            self._flow_of_id.update({self.flow_id(flow): flow for flow in range(len(self.flow_starts) - 1)})
        return self._flow_of_id.get(name)

    def flow_id(self, flow: int) -> str:
        """The id of a flow."""
        name = flow_id(self.flow_key(flow))
        self._flow_of_id[name] = flow
        return name

    @cached_property
    def _flow_of_id(self) -> dict[str, int]:
        """The flows whose ids were asked for."""
        return {}

    def rows_of(self, claims: Iterable[str]) -> list[int]:
        """The rows that have these ids."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = pc.is_in(self.claims(), pa.array(sorted(claims), pa.string()))
        rows: list[int] = np.flatnonzero(wanted.to_numpy(zero_copy_only=False)).tolist()
        return rows

    def told_of(self, place: int) -> tuple[Hashable, ...]:
        """What tells an item apart from the others of its row."""
        manner = self.manners[self.manner[place]]
        parties = self.parties[self.holder[place]], self.parties[self.recipient[place]]
        return (*parties, self.types[self.data_type[place]], manner.derived, manner.sent, manner.used)

    @staticmethod
    def told_by(item: Item) -> tuple[Hashable, ...]:
        """The same of an item that is there as an object."""
        return (item.holder, item.recipient, item.data_type, item.derived, item.sent, item.used)

    def of(self, name: str, holds: Callable[[Any], bool]) -> Flags:
        """Of which names that a field can have something is so."""
        names = getattr(self, NAMES[name])
        return np.fromiter(map(holds, names), np.bool_, len(names))

    @cached_property
    def manner_makes_flow(self) -> Flags:
        """Of which manners an item with both parties makes a flow."""
        return self.of("manner", lambda each: each.mode in FLOW_MODES and "mode" not in each.masked)

    @cached_property
    def manner_is_firm(self) -> Flags:
        """Of which manners nothing keeps a reading from holding (section 4, condition 5)."""
        return self.of(
            "manner",
            lambda each: each.mode == "disclosed" and not (each.hedged or each.one_of or each.masked),
        )

    @cached_property
    def manner_is_assumed(self) -> Flags:
        """Of which manners the payload is assumed."""
        return self.of("manner", lambda each: each.payload == "assumed")

    @cached_property
    def manner_is_itemised(self) -> Flags:
        """Of which manners the source names the kind of data."""
        return self.of("manner", lambda each: each.itemised)

    @cached_property
    def manner_is_event(self) -> Flags:
        """Of which manners an item happened at some moment, and did not stand."""
        return self.of("manner", lambda each: each.time_kind == "event")

    @cached_property
    def manner_rank(self) -> Ints:
        """The rank of each manner's standing; of one that is none, below all."""
        return _codes([RANK.get(manner.standing, len(RANK)) for manner in self.manners])

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


def _codes(numbers: list[int]) -> Ints:
    return np.array(numbers, np.int32)


def from_items(items: Sequence[Item]) -> ItemColumns:
    """Arrays of items that are there as objects; `row` is the place of each among them."""
    names: dict[str, list[Any]] = {
        "holder": [item.holder for item in items],
        "recipient": [item.recipient for item in items],
        "data_type": [item.data_type for item in items],
        "database": [item.database for item in items],
        "channel": [item.channel for item in items],
        "via": [item.via for item in items],
        "purpose": [item.purpose for item in items],
        "manner": [Manner.of(item) for item in items],
        "source": [(item.document, item.dataset) for item in items],
        "received_from": [item.received_from for item in items],
    }
    known: dict[str, dict[Any, int]] = {}
    for name, values in names.items():
        known.setdefault(NAMES[name], {}).update(dict.fromkeys(values, 0))
    for plural, found in known.items():
        in_order = list(found) if plural == "manners" else sorted(found)
        known[plural] = {value: number for number, value in enumerate(in_order)}
    fields: dict[str, Any] = {name: tuple(values) for name, values in known.items()}
    for name, values in names.items():
        fields[name] = _codes([known[NAMES[name]][value] for value in values])
    times = Times.of([item.when for item in items])
    for name in TIMES:
        fields[name] = as_whole(getattr(times, name))
    return ItemColumns(
        **fields,
        claims=lambda: _texts([item.claim for item in items]),
        row=np.arange(len(items), dtype=np.int32),
    )


def _texts(texts: list[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(texts, pa.string())
