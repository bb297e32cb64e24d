"""What a format that is only written leaves out of a case, counted: whole tables, and columns of those that it takes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from graphmodel.tables import columns
from loaders.interchange.loss import Lost

if TYPE_CHECKING:
    from graphmodel.rowsource import RowSource
    from graphmodel.tables import Tables

EVERY = "*"


@dataclass(frozen=True)
class Plan:
    """What a format takes of a case, and why not the rest: a TOML file beside this module.

    Attributes
    ----------
    taken
        The columns of each table that it takes; `["*"]` of one that it takes whole.
    words
        The columns of each table that it takes in words alone.
    why, instead
        By table or column: what the format cannot hold, and what stands in its place. Blank: of any other.
    more
        The other sections of the file.
    """

    taken: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    why: Mapping[str, str]
    instead: Mapping[str, str]
    more: Mapping[str, Any]

    @classmethod
    @cache
    def of(cls, format_: str) -> Plan:
        """That of a format."""
        text = resources.files("loaders.interchange").joinpath(f"{format_}.toml").read_text("utf-8")
        made = tomllib.loads(text)
        taken, words = (
            {table: tuple(names) for table, names in made.pop(section, {}).items()}
            for section in ("taken", "words")
        )
        return cls(taken, words, made.pop("why"), made.pop("instead"), made)

    def takes(self, table: str, column: str) -> bool:
        """Whether a column is in the file."""
        taken = self.taken.get(table, ())
        return column in taken or EVERY in taken

    def lost(self, field: str, type_: str, multiplicity: int) -> Lost:
        """A loss, with the reasons that the plan gives of the field, else of its table."""
        table, _, column = field.partition(".")
        why = self.why.get(field) or self.why.get(table) or self.why[""]
        how = "date" if type_ == "date" else "words" if column in self.words.get(table, ()) else table
        return Lost(field, type_, multiplicity, why, self.instead.get(field) or self.instead.get(how) or "")


def left_out(plan: Plan, tables: Tables) -> Iterator[Lost]:
    """The tables and columns that a format does not take, as far as the case has anything there."""
    for table in tables:
        source = tables.source(table)
        if not len(source):
            continue
        if table not in plan.taken:
            yield plan.lost(table, "table", len(source))
        else:
            yield from _columns_left_out(plan, table, source)


def _columns_left_out(plan: Plan, table: str, source: RowSource) -> Iterator[Lost]:
    types = columns(table)
    left = [column for column in types if not plan.takes(table, column)]
    for column, many in _cells(source, left).items():
        if many:
            yield plan.lost(f"{table}.{column}", types[column], many)


def _cells(source: RowSource, names: list[str]) -> dict[str, int]:
    """How many cells of each column say something; a flag that is not set says nothing."""
    counts = dict.fromkeys(names, 0)
    for batch in source.batches(names) if names else ():
        for name, cells in batch.items():
            counts[name] += _stated(cells)
    return counts


def _stated(cells: Any) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(cells.type):
        cells = pc.greater(pc.list_value_length(cells), 0)
    if pa.types.is_boolean(cells.type):
        return int(pc.sum(cells).as_py() or 0)
    return int(len(cells) - cells.null_count)
