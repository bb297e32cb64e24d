"""An item of evidence: one exchange, one kind of data, one holder, one recipient, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from graphmodel.counts import Count
from graphmodel.dates import Span, When

Mode = Literal["disclosed", "available", "requested", "planned", "refused", "blocked", "denied", "context"]

#: Standings from best to worst; the first five carry, `available` only where the floor is `available`.
STANDINGS = (
    "documented",
    "acknowledged",
    "records-reported",
    "reported",
    "available",
    "requested",
    "refused",
    "blocked",
    "denied",
)
CARRYING = STANDINGS[:5]
RANK = {standing: rank for rank, standing in enumerate(STANDINGS)}

#: The standing of what was disclosed, by what the statement rests on (semantics, section 3).
STANDING_OF_BASIS = {
    "record": "documented",
    "party": "acknowledged",
    "third-records": "records-reported",
    "third": "reported",
}

#: Fields that nothing holds on when they are masked (semantics, section 4, condition 5).
MASKS_THAT_MATTER = frozenset({"holder", "recipient", "type", "mode", "date"})

#: Stands among the masked fields of an item of which a scenario leaves open whether it happened; nothing holds on it.
LEFT_OPEN = "left open by the scenario"

#: Stands among the masked fields of an item of whose row two do not agree; and is the code of each cell in dispute.
DISPUTED = "disputed"

#: Modes that make a flow; the last three make flows that carry nothing but are shown.
FLOW_MODES = frozenset({"disclosed", "available", "requested", "refused", "blocked", "denied"})


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence, names resolved and dates read.

    Attributes
    ----------
    id
        ``claim:holder>recipient:type``, with ``:sent`` behind what the requester sent and ``:used`` behind what another
        kind of data was made from; unique in a case.
    claim
        The statement or request that it was read out of.
    holder, recipient
        Ids of parties; blank where none is named, `registry.MASKED` where the cell was masked.
    data_type
        Blank only of a denial that states none.
    derived
        True where the item follows from a shown joint: the agency received from → the holder.
    itemised
        False where the source names no kind of data, so that `data_type` is the broadest that fits.
    sent
        True where it is what the requester sent, the other way.
    used
        True where it follows from a shown joint and is what the data passed on was made from.
    standing
        Of the item itself (section 3); for modes that carry nothing, the mode.
    masked
        Which of the fields that matter were masked.
    record
        The row that it was read out of, as written, with where it stands.
    """

    id: str
    claim: str
    kind: Literal["statement", "request"]
    mode: str
    standing: str
    holder: str
    recipient: str
    data_type: str
    payload: str
    when: When
    document: str
    dataset: str
    via: tuple[str, ...] = ()
    received_from: tuple[str, ...] = ()
    database: str = ""
    databases: tuple[str, ...] = ()
    channel: str = ""
    purpose: str = ""
    threshold_required: str = ""
    threshold_shown: str = ""
    hedged: bool = False
    one_of: bool = False
    derived: bool = False
    sent: bool = False
    used: bool = False
    itemised: bool = True
    masked: frozenset[str] = frozenset()
    count: Count | None = None
    record: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)

    @property
    def is_firm(self) -> bool:
        """Whether nothing in the item itself keeps a reading from holding (section 4, condition 5)."""
        return self.mode == "disclosed" and not (self.hedged or self.one_of or self.masked)

    @property
    def hidden(self) -> str:
        """What of it is masked, or two do not agree on, in words; blank where nothing is."""
        fields = ", ".join(sorted(self.masked - {LEFT_OPEN, DISPUTED}))
        if DISPUTED in self.masked:
            return f"{DISPUTED}: {fields or 'whether it stands'}"
        return f"masked: {fields}" if fields else ""

    @property
    def makes_flow(self) -> bool:
        """Whether it belongs to a flow: both parties are named, and its mode is one that flows are made of."""
        return bool(self.holder and self.recipient) and self.mode in FLOW_MODES and "mode" not in self.masked

    @property
    def key(self) -> FlowKey:
        """The flow that it belongs to."""
        return (self.holder, self.recipient, self.data_type, self.database, self.channel, self.via)


FlowKey = tuple[str, str, str, str, str, tuple[str, ...]]
"""Holder, recipient, data type, database or blank, channel or blank, via."""


def flow_id(key: FlowKey) -> str:
    """The stable id of a flow: a hash of its key."""
    *plain, via = key
    return sha256("\x1f".join([*plain, ">".join(via)]).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Flow:
    """The evidence of one (holder, recipient, data type, database or none, channel, via)."""

    key: FlowKey
    items: tuple[Item, ...]

    @cached_property
    def id(self) -> str:
        """A hash of the key."""
        return flow_id(self.key)

    @property
    def holder(self) -> str:
        """Who lets the data go."""
        return self.key[0]

    @property
    def recipient(self) -> str:
        """Who gets it."""
        return self.key[1]

    @property
    def data_type(self) -> str:
        """The kind of data, as stated."""
        return self.key[2]

    @property
    def via(self) -> tuple[str, ...]:
        """Who relays, operates or sells the exchange."""
        return self.key[5]

    @cached_property
    def standing(self) -> str:
        """That of its best item; with nothing disclosed or available, requested before refused, blocked, denied."""
        return min((item.standing for item in self.items), key=RANK.__getitem__)


@dataclass(frozen=True, slots=True)
class Document:
    """What is cited, and the one voice that it has with what it only repeats."""

    id: str
    title: str
    publisher: str
    published: Span | None
    published_words: str
    url: str
    kind: str
    repeats: str
    voice: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What records are held of whom."""

    id: str
    agency: str
    side: str
    channel: str
    record_kind: str
    period: Span
    extent: str
    document: str
    would_obtain: str
    note: str
    record: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)
