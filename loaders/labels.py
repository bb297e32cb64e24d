"""Statements, requests and coverage rows get a name that reads well: "DDS → ICE: photo, disclosed"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.registry import MASKED, Registry
from loaders.columns import Coded

NOT_NAMED = "not named"
MOST_LISTED = 3


def short_names(registry: Registry) -> dict[str, str]:
    """What each party is called in a line: the shortest of its name and aliases."""
    return {
        party.id: min((party.name, *party.aliases), key=lambda name: (len(name), name))
        for party in registry.values()
    }


def listed(names: Sequence[str], nothing: str) -> str:
    """Up to three names; of more, how many others there are.

    >>> listed(["photo", "name", "ssn", "location"], "not itemised")
    'photo, name and 2 more'
    """
    if not names:
        return nothing
    if len(names) <= MOST_LISTED:
        return ", ".join(names)
    return f"{', '.join(names[: MOST_LISTED - 1])} and {len(names) - MOST_LISTED + 1} more"


def names(label: str, table: pa.Table, registry: Registry) -> pa.Array | None:
    """The names of a table's rows; None for a label whose rows name themselves.

    Parameters
    ----------
    label
        The node label.
    table
        The rows.
    registry
        The parties.
    """
    return _Namer(table, registry).names(label)


class _Namer:
    """Puts names together column by column; each distinct cell is worded once."""

    def __init__(self, table: pa.Table, registry: Registry) -> None:
        self.table = table
        self.registry = registry
        self.short = short_names(registry)

    def names(self, label: str) -> pa.Array | None:
        match label:
            case "Statement":
                return self._exchange(self._parties("recipient"), "mode masked")
            case "Request":
                asker = pc.coalesce(self._parties("component", blank=None), self._parties("requester"))
                return self._exchange(asker, "requested")
            case "Coverage":
                return self._coverage()
            case _:
                return None

    def _exchange(self, recipient: pa.Array, no_mode: str) -> pa.Array:
        """Who gave what to whom, and in which mode."""
        types = self._worded(
            "data_types", lambda each: listed([_plain(term) for term in each], "not itemised")
        )
        mode = self._worded("mode", lambda each: each or no_mode)
        return _joined(self._parties("holder"), " → ", recipient, ": ", types, ", ", mode)

    def _coverage(self) -> pa.Array:
        """Whose records are covered, of which channel and time, and how far."""
        channel = self._worded("channel", lambda each: _plain(each or "every channel"))
        start, end = (self._worded(name, lambda each: each or "") for name in ("start", "end"))
        side, extent = self.table["side"].combine_chunks(), self.table["extent"].combine_chunks()
        return _joined(
            self._parties("agency"), " as ", side, ", ", channel, ", ", start, "..", end, ": ", extent
        )

    def _worded(self, name: str, word: Callable[[Any], str | None]) -> pa.Array:
        return _coded(self.table, name).map(word).arrow(pa.string())

    def _parties(self, name: str, blank: str | None = NOT_NAMED) -> pa.Array:
        """What the parties of a cell are called, in the dataset of the row."""
        cells = zip(self.table["dataset"].to_pylist(), _coded(self.table, name), strict=True)
        return Coded.of(cells).map(partial(self._called, blank)).arrow(pa.string())

    def _called(self, blank: str | None, cell: tuple[str | None, Any]) -> str | None:
        dataset, named = cell
        texts = (named,) if isinstance(named, str) else named or ()
        return listed([self._short(text, dataset or "") for text in texts], blank or "") or None

    def _short(self, text: str, dataset: str) -> str:
        return MASKED if text == MASKED else self.short.get(self.registry.resolve(text, dataset) or "", text)


def _coded(table: pa.Table, name: str) -> Coded:
    column = table[name].to_pylist()
    return Coded.of(tuple(cell) if isinstance(cell, list) else cell for cell in column)


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _plain(term: str) -> str:
    return term.replace("-", " ")
