"""Statements, requests and coverage rows get a name that reads well: "DDS → ICE: photo, disclosed"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from graphmodel.registry import MASKED, Registry
from loaders.columns import Coded

Label = Callable[[str | None, str], str]
"""How a party is called, by the dataset of the row and the name in it."""

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


def _plain(term: str | None) -> str:
    return (term or "").replace("-", " ")


def statement(row: Mapping[str, Any], label: Label) -> str:
    """Who gave what to whom, and in which mode."""
    return _exchange(row, row["recipient"], row["mode"] or "mode masked", label)


def request(row: Mapping[str, Any], label: Label) -> str:
    """The same of a request; the part of the requester that asked, where it is named."""
    asked_by = [row["component"]] if row["component"] else row["requester"]
    return _exchange(row, asked_by, row["mode"] or "requested", label)


def _exchange(row: Mapping[str, Any], recipients: Sequence[str], mode: str, label: Label) -> str:
    dataset = row["dataset"] or ""
    holder = listed([label(each, dataset) for each in row["holder"]], NOT_NAMED)
    recipient = listed([label(each, dataset) for each in recipients], NOT_NAMED)
    types = listed([_plain(each) for each in row["data_types"]], "not itemised")
    return f"{holder} → {recipient}: {types}, {mode}"


def coverage(row: Mapping[str, Any], label: Label) -> str:
    """Whose records are covered, of which channel and time, and how far."""
    who = label(row["agency"], row["dataset"] or "")
    when = f"{row['start'] or ''}..{row['end'] or ''}" if row["start"] or row["end"] else "no dates"
    return f"{who} as {row['side']}, {_plain(row['channel']) or 'every channel'}, {when}: {row['extent']}"


NAMED_BY: Mapping[str, tuple[Callable[[Mapping[str, Any], Label], str], tuple[str, ...]]] = {
    "Statement": (statement, ("dataset", "holder", "recipient", "data_types", "mode")),
    "Request": (request, ("dataset", "holder", "requester", "component", "data_types", "mode")),
    "Coverage": (coverage, ("dataset", "agency", "channel", "side", "start", "end", "extent")),
}
"""How a node of a label is named, and the columns that its name is made of."""


def names(label: str, table: pa.Table, registry: Registry, resolve: Label) -> pa.Array:
    """The names of a table's rows.

    Parameters
    ----------
    label
        The node label, one of `NAMED_BY`.
    table
        The rows.
    registry
        The parties.
    resolve
        The id of a name in a dataset.
    """
    make, columns = NAMED_BY[label]
    short = short_names(registry)

    def called(text: str | None, dataset: str) -> str:
        if text is None:
            return NOT_NAMED
        return MASKED if text == MASKED else short.get(resolve(text, dataset), text)

    cells = (
        (tuple(value) if isinstance(value, list) else value for value in table[name].to_pylist())
        for name in columns
    )
    combined = Coded.of(zip(*cells, strict=True))
    return combined.map(lambda values: make(dict(zip(columns, values, strict=True)), called)).arrow(
        pa.string()
    )
