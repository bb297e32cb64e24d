"""Statements, requests and coverage rows get a name that reads well: "DDS → ICE: photo, disclosed"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.registry import MASKED, Registry
from loaders.coded import Coded, Encoder

NOT_NAMED = "not named"
MOST_LISTED = 3
SEPARATOR = "\x1f"


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
        """Each cell in words; each distinct one is worded once."""
        column = self.table[name].combine_chunks()
        is_list = pa.types.is_list(column.type)
        texts = pc.binary_join(column, SEPARATOR) if is_list else column
        coded = texts.dictionary_encode(null_encoding="encode")
        words = [word(_split(text) if is_list else text) for text in coded.dictionary.to_pylist()]
        return pa.array(words, pa.string()).take(coded.indices)

    def _parties(self, name: str, blank: str | None = NOT_NAMED) -> pa.Array:
        """What the parties of a cell are called, in the dataset of the row."""
        datasets = pc.fill_null(self.table["dataset"].combine_chunks(), "")
        column = self.table[name].combine_chunks()
        texts = pc.binary_join(column, SEPARATOR) if pa.types.is_list(column.type) else column
        cells = Coded.together([Encoder.of(datasets), Encoder.of(pc.fill_null(texts, ""))])
        return cells.map(lambda cell: self._called(cell[0], cell[1], blank)).arrow(pa.string())

    def _called(self, dataset: str, cell: str, blank: str | None) -> str | None:
        return listed([self._short(text, dataset) for text in _split(cell)], blank or "") or None

    def _short(self, text: str, dataset: str) -> str:
        return MASKED if text == MASKED else self.short.get(self.registry.resolve(text, dataset) or "", text)


def _split(text: str | None) -> list[str]:
    return text.split(SEPARATOR) if text else []


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _plain(term: str) -> str:
    return term.replace("-", " ")
