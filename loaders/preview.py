"""The first rows of a file and what each would make in the graph: what a dry run shows before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.tables import Tables

SHOWN = 5
"""How many rows are shown."""
#: The tables whose rows stand in a file, in the order in which they are looked at.
MADE = ("Statement", "Request", "Coverage", "Rule", "Source", "Agency", "AgencyGroup", "DESCRIBED_BY")
PLACE = ("file", "sheet", "row")


@dataclass(frozen=True, slots=True, order=True)
class FirstRow:
    """A row of a file, and what it makes."""

    file: str
    sheet: str
    row: int
    makes: str

    def __str__(self) -> str:
        where = ", ".join(
            filter(None, (self.file, self.sheet and f"sheet {self.sheet!r}", f"row {self.row}"))
        )
        return f"{where} → {self.makes}"

    def to_dict(self) -> dict[str, Any]:
        """The row for JSON."""
        return asdict(self) | {"sheet": self.sheet or None}


def first_rows(tables: Tables, inputs: Collection[tuple[str, str, str]]) -> list[FirstRow]:
    """The first rows taken of some inputs, and what each makes.

    Parameters
    ----------
    tables
        The tables of a case with these inputs in it.
    inputs
        The inputs, as dataset, file and sheet.
    """
    called = {each["id"]: each["name"] for each in tables["Agency"].select(["id", "name"]).to_pylist()}
    found: list[FirstRow] = []
    for label in MADE:
        for key in inputs:
            rows = _first(tables[label], key)
            found += (_shown(label, each, called) for each in rows.to_pylist())
    return sorted(found)[:SHOWN]


def rows_made(tables: Tables, key: tuple[str, str, str], rows: Collection[int]) -> list[FirstRow]:
    """What some rows of an input make, by row.

    Parameters
    ----------
    key
        The input, as dataset, file and sheet.
    rows
        The numbers of the rows.
    """
    called = {each["id"]: each["name"] for each in tables["Agency"].select(["id", "name"]).to_pylist()}
    found: list[FirstRow] = []
    for label in MADE:
        mine = tables[label].filter(pc.is_in(tables[label]["row"], pa.array(sorted(set(rows)), pa.int64())))
        found += (_shown(label, each, called) for each in mine.to_pylist() if _key(each) == key)
    return sorted(found)


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["dataset"], row["file"], row["sheet"] or ""


def _first(table: pa.Table, key: tuple[str, str, str]) -> pa.Table:
    """The first rows of a table that stand in an input."""
    dataset, file, sheet = key
    of = pc.and_(pc.equal(table["dataset"], dataset), pc.equal(table["file"], file))
    of = pc.and_(pc.and_(of, pc.equal(pc.fill_null(table["sheet"], ""), sheet)), pc.is_valid(table["row"]))
    rows = table.filter(of)
    return rows.take(pc.select_k_unstable(rows, SHOWN, [("row", "ascending")])) if len(rows) else rows


def _shown(label: str, row: Mapping[str, Any], called: Mapping[str, str]) -> FirstRow:
    said = f"{label}: " + ", ".join(_words(row, called))
    return FirstRow(row["file"], row["sheet"] or "", row["row"], said)


def _words(row: Mapping[str, Any], called: Mapping[str, str]) -> Iterator[str]:
    """What a row says: its name, when, how many, and through whom."""
    yield row.get("name") or f"{row.get('attribute')} = {row.get('value')}"
    if row.get("answered") or row.get("asked"):
        yield row.get("answered") or f"asked {row['asked']}"
    elif "mode" in row and (row.get("start") or row.get("end")):
        yield " to ".join(filter(None, (row.get("start"), row.get("end"))))
    if row.get("count"):
        yield f"{row['count']:g} {row.get('count_unit') or 'times'}"
    if row.get("via"):
        yield "via " + " > ".join(called.get(party, party) for party in row["via"])
