"""Who is who, what is covered, and what could refute, as small plain tables: a part of `portable`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from math import isinf
from typing import Any

from graphmodel.dates import Day
from graphmodel.evidence import Coverage, Item
from graphmodel.registry import Party, Registry
from queries.tracing.network import COUNTING, Network, may_include

Table = dict[str, Any]

#: Who is not told, or may be several, among the numbers of parties.
ANYBODY = -1
#: A kind that is known by a masked cell fits every kind of data.
HIDDEN = "\x00hidden"


class Numbers:
    """Values and the numbers that stand for them, in the order in which they were first named."""

    def __init__(self, values: Iterable[Hashable] = ()) -> None:
        self.of: dict[Any, int] = {}
        for value in values:
            self(value)

    def __call__(self, value: Hashable) -> int:
        return self.of.setdefault(value, len(self.of))

    @property
    def values(self) -> list[Any]:
        """The values, each at its number."""
        return list(self.of)


def whole_day(day: Day) -> int | None:
    """A day as a whole number; None for an open end."""
    return None if isinf(day) else int(day)


# --- who is who


def party_table(registry: Registry, parties: Numbers) -> Table:
    """Every party that has a number: name, kind, state, whole; and which are groups, gone or not in the registry."""
    for name in parties.values:
        if name in registry and registry[name].part_of:
            parties(registry[name].part_of)
    known = [registry.get(name) for name in parties.values]
    kinds, states = Numbers([""]), Numbers([""])
    return {
        "id": parties.values,
        "name": list(map(registry.label, parties.values)),
        "kind": [kinds(party.kind if party and not party.is_group else "") for party in known],
        "state": [states((party and party.state) or "") for party in known],
        "whole": [parties(party.part_of) if party and party.part_of else -1 for party in known],
        "unlisted": [at for at, party in enumerate(known) if party is None],
        "groups": [
            _group(at, party, parties, kinds) for at, party in enumerate(known) if party and party.is_group
        ],
        "gone": [at for at, party in enumerate(known) if party and party.stands_for],
        "kinds": kinds.values,
        "states": states.values,
    }


def _group(at: int, party: Party, parties: Numbers, kinds: Numbers) -> list[Any]:
    members = [parties.of[name] for name in party.members if name in parties.of]
    return [at, kinds(party.class_kind or ""), members]


# --- what could refute


def complete_table(coverage: Iterable[Coverage], parties: Numbers) -> list[list[Any]]:
    """Coverage declared complete: of whom, whether as recipient, whether of every channel, from, to."""
    return [
        [
            parties(each.agency),
            int(each.side == "recipient"),
            int(not each.channel),
            whole_day(each.period.lo),
            whole_day(each.period.hi),
        ]
        for each in coverage
        if each.extent == "complete" and each.side in {"holder", "recipient"}
    ]


def world_table(network: Network, parties: Numbers, types: Mapping[str, int]) -> Table | None:
    """Who may have given to whom by items that may count towards a refutation, by what they are evidence of.

    None where no coverage could refute anything: then whoever gave may have given to anybody.
    """
    evidence = network.given
    if not any(each.extent == "complete" and not each.channel for each in evidence.coverage):
        return None
    kinds = Numbers()
    pairs = {
        (kinds(_kind(item)), giver, receiver)
        for item in evidence.items
        if item.mode in COUNTING or "mode" in item.masked
        if not any(map(network.avoids, item.via))
        for giver, receiver in combinations(_chain(item, network.registry, parties), 2)
    }
    return {
        "fits": {
            number: "".join(str(int(_fits(network, name, kind))) for kind in kinds.values)
            for name, number in types.items()
            if name
        },
        "pairs": sorted(pairs),
    }


def _kind(item: Item) -> tuple[str, bool, str]:
    if "type" in item.masked:
        return (HIDDEN, True, "")
    return (item.data_type, item.itemised, "" if item.itemised else item.channel)


def _chain(item: Item, registry: Registry, parties: Numbers) -> list[int]:
    named = (item.holder, *item.via, item.recipient)
    if item.one_of:
        return [ANYBODY] * len(named)
    return [
        ANYBODY if registry.is_group(party or None) else parties((party, *registry.wholes(party))[-1])
        for party in named
    ]


def _fits(network: Network, data: str, kind: Sequence[Any]) -> bool:
    types, (data_type, itemised, channel) = network.given.types, kind
    return (
        data_type == HIDDEN
        or data_type in types.broader(data)
        or may_include(data, types, data_type, itemised, channel)
    )
