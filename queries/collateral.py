"""What else goes when something is removed: the other flows of a case that it has a part in, counted on arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from graphmodel.columns import Flags, Places
from graphmodel.evidence import CARRYING, FlowKey
from graphmodel.projection import Evidence
from queries.tracing.covers import Element
from queries.tracing.levers import permitted_by


class Collateral:
    """The flows of a case on which something was disclosed or is available, but for some of its own.

    Parameters
    ----------
    own
        The flows that are meant to be stopped: they are not counted.
    """

    def __init__(self, case: Evidence, own: Iterable[FlowKey]) -> None:
        self._case = case
        self._columns = columns = case.columns
        carries = columns.of("manner", lambda each: each.standing in CARRYING) & columns.manner_makes_flow
        named = columns.of("holder", bool)
        self._carries = carries[columns.manner] & named[columns.holder] & named[columns.recipient]
        for key in own:
            self._carries[self._of_flow(key)] = False
        flows, first = np.unique(columns.flow[self._carries], return_index=True)
        self._flows, self._places = flows, np.flatnonzero(self._carries)[first]
        self._known: dict[Element, Flags] = {}

    def _of_flow(self, key: FlowKey) -> Places:
        """Where the items of a flow stand."""
        columns = self._columns
        holder, recipient, data_type, database, channel, via = key
        span = columns.of_type(data_type)
        first, last = np.searchsorted(columns.holder[span], columns.party[holder] + np.arange(2))
        near = np.arange(span.start + first, span.start + last)
        same: Flags = (
            (columns.recipient[near] == columns.party[recipient])
            & (columns.database[near] == columns.databases.index(database))
            & (columns.channel[near] == columns.channels.index(channel))
            & (columns.via[near] == columns.vias.index(via))
        )
        found: Places = near[same]
        return found

    def count(self, chosen: Iterable[Element]) -> int:
        """How many flows what is chosen has a part in."""
        touched = np.zeros(len(self._flows), np.bool_)
        for element in chosen:
            if element not in self._known:
                self._known[element] = self._touched[element[0]](element[1])
            touched |= self._known[element]
        return int(touched.sum())

    @property
    def _touched(self) -> Mapping[str, Callable[[str], Flags]]:
        return {
            "agency": self._by_agency,
            "relay": self._by_relay,
            "link": lambda _: np.zeros(len(self._flows), np.bool_),  # a flow of its own
            "database": lambda name: self._by("database", name),
            "channel": lambda name: self._by("channel", name),
            "agreement": self._by_agreement,
        }

    def _by(self, field: str, name: str) -> Flags:
        is_it = self._columns.of(field, lambda each: each == name)
        touched: Flags = is_it[getattr(self._columns, field)[self._places]]
        return touched

    def _by_agency(self, name: str) -> Flags:
        parts = self._case.registry.parts(name)
        is_part = self._columns.of("holder", lambda each: each in parts)
        columns, places = self._columns, self._places
        return is_part[columns.holder[places]] | is_part[columns.recipient[places]] | self._by_relay(name)

    def _by_relay(self, name: str) -> Flags:
        parts = self._case.registry.parts(name)
        has_part = self._columns.of("via", lambda via: not parts.isdisjoint(via))
        return has_part[self._columns.via[self._places]]

    def _by_agreement(self, name: str) -> Flags:
        """Flows with an item that a rule permits; looked at are only holders that the rule may bind."""
        (rule,) = (each for each in self._case.rules if each.id == name)
        columns = self._columns
        bound = columns.of("holder", lambda each: rule.may_bind(each, self._case.registry))
        places = np.flatnonzero(self._carries & bound[columns.holder])
        permitted = [
            columns.flow[place]
            for place in places.tolist()
            if name in permitted_by(self._case.item_at(place), self._case)
        ]
        return np.isin(self._flows, permitted)
