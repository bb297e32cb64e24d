"""The parties of a case: agencies and groups of its rows over those of the shipped registry, and provisional ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from graphmodel.registry import Registry, fold
from graphmodel.schema import SHAPES
from loaders.identity import places
from loaders.names import DECIDED
from loaders.rejects import Conflict, Place
from loaders.settling import GROUP

Record = dict[str, Any]

SHIPPED = Place("", "registry")
"""Where an agency of the shipped registry stands: in no file."""


class Parties:
    """Who may be named in a case.

    Parameters
    ----------
    rows
        Its agency rows.
    shipped
        Agencies and groups that come with the program, by id.
    provisional
        Agencies that stand for names which nobody explains.
    replaced
        The agencies that were decided to be others, and which.
    """

    def __init__(
        self,
        rows: pa.Table,
        shipped: Mapping[str, Record],
        provisional: Sequence[Record] = (),
        replaced: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.rows = rows
        self.shipped = shipped
        self.provisional = provisional
        known = _known(rows, shipped)
        others = (
            {"stands_for": replaced[row["id"]], "because": DECIDED} if row["id"] in replaced else {}
            for row in known
        )
        known = [row | other for row, other in zip(known, others, strict=True)]
        self.groups = [row for row in known if row["kind"] == GROUP]
        agencies = [*(row for row in known if row["kind"] != GROUP), *provisional]
        self.agencies = sorted(agencies, key=lambda row: row["id"])

    @cached_property
    def registry(self) -> Registry:
        """The parties by id and name."""
        return Registry.from_records(self.agencies, self.groups)

    def find(self, dataset: str, text: str) -> tuple[str, str] | None:
        """The id and the label of the party that a text of a dataset names; None where it names none."""
        found = self.registry.resolve(text, dataset)
        if found is None:
            return None
        return found, "AgencyGroup" if self.registry.is_group(found) else "Agency"

    def conflicts(self) -> Iterator[Conflict]:
        """Agency rows that say otherwise than the registry, and names that two agencies have."""
        for place, row in zip(places(self.rows), self.rows.to_pylist(), strict=True):
            base = self.shipped.get(row["id"])
            differing = _differing(base, row) if base else ()
            if differing:
                yield Conflict("agency", row["id"], place, SHIPPED, differing)
        yield from self._names_of_two()

    def _names_of_two(self) -> Iterator[Conflict]:
        """A name that two agencies have stands for the one that comes first, which may not be meant."""
        owners: dict[str, Record] = {}
        for row in (each for each in (*self.agencies, *self.groups) if not each.get("provisional")):
            for name in (row["name"], *row["aliases"]):
                owner = owners.setdefault(fold(name), row)
                if owner["id"] != row["id"]:
                    both = (owner["id"], row["id"])
                    yield Conflict("name", name, _place_of(owner), _place_of(row), both)


def _known(rows: pa.Table, shipped: Mapping[str, Record]) -> list[Record]:
    """Agencies and groups, sorted by id; a row goes over the shipped one of its id."""
    known = dict(shipped)
    for row in rows.to_pylist():
        row["placeholder"] = (row["note"] or "").casefold().startswith("placeholder")
        base = known.get(row["id"])
        known[row["id"]] = _over(base, row) if base else row
    return [known[key] for key in sorted(known)]


def _over(base: Record, row: Record) -> Record:
    """An agency row over the shipped one: what the row leaves blank stays, and the old name still resolves."""
    stated = {name: value for name, value in row.items() if value not in (None, [])}
    names = {base["name"], *base["aliases"], *row["aliases"]} - {stated["name"]}
    merged = base | stated | {"aliases": sorted(names)}
    return merged | {"placeholder": base["placeholder"] or row["placeholder"]}


def _differing(base: Record, row: Record) -> tuple[str, ...]:
    """The columns in which an agency row says otherwise than the shipped one of the same id."""
    return tuple(
        each.column or each.name
        for each in SHAPES["agency"].columns
        if each.type == "text" and each.name != "note" and row[each.name] not in (None, base[each.name])
    )


def _place_of(row: Record) -> Place:
    if not row.get("file"):
        return SHIPPED
    return Place(row.get("dataset") or "", row["file"], row.get("row") or 0, row.get("sheet") or "")
