"""The names of a case that no agency has, by how many rows they stand in, with candidates and why none was taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphmodel.registry import Party, Registry
from graphmodel.schema import NODES, PARTY
from graphmodel.tables import Tables, arrow_schema
from loaders.decisions import UNSURE, Decision
from loaders.disputes import DISPUTED
from loaders.identities import Identities
from loaders.namematching import Candidate, Match, Matcher
from loaders.names import DECIDED, Naming, is_match, provisional_agencies

if TYPE_CHECKING:
    import pyarrow as pa

OPEN, MATCH, SURE = "open", "matched", "decided"
STATUSES = (OPEN, UNSURE, MATCH, SURE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A name that no agency has by itself.

    Attributes
    ----------
    status
        `open`; `unsure`: somebody looked and cannot tell; `matched` by the program; `decided` by somebody.
    rows
        In how many rows it stands; a row that is an aggregate counts as often as it says.
    agency
        What it stands for, where that is known.
    why
        Why it stands for that; or why the program took it for none.
    """

    id: str
    name: str
    dataset: str
    status: str
    rows: int
    agency: str | None
    why: str
    candidates: tuple[Candidate, ...] = ()
    marked: str | None = None


def listed(tables: Tables, naming: Naming) -> list[Listed]:
    """The names of a case, those in most rows first; what is unsure behind what nobody has looked at."""
    registry = registry_of(tables)
    found = _Listing(registry, naming, Counter(rows_of_names(tables, registry))).all()
    return sorted(found, key=lambda each: (STATUSES.index(each.status), -each.rows, each.id))


def registry_of(tables: Tables) -> Registry:
    """Who is who in some tables."""
    return Registry.from_records(tables.records("Agency"), tables.records("AgencyGroup"))


def rows_of_names(tables: Tables, registry: Registry) -> Counter[str]:
    """In how many places of the rows each provisional agency is named."""
    own = {
        (party.dataset or "", name): party.id
        for party in registry.values()
        if party.provisional
        for name in (party.name, *party.aliases)
    }
    counted: Counter[str] = Counter()
    for (dataset, text), count in named(tables).items():
        if (dataset, text) in own:
            counted[own[dataset, text]] += count
    return counted


def named(tables: Tables) -> Counter[tuple[str, str]]:
    """How often each party is named as written, by dataset."""
    counted: Counter[tuple[str, str]] = Counter()
    for node in NODES:
        for each in node.properties:
            if set(each.refers) & set(PARTY) and not each.scope and len(tables[node.label]):
                counted.update(_counted(tables[node.label], each.name))
    return counted


def _counted(table: pa.Table, column: str) -> dict[tuple[str, str], int]:
    """How often each value of a column stands in the rows of each dataset; an aggregate counts as it says."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if "dataset" not in table.column_names:
        return {}
    cells, datasets = table[column].combine_chunks(), table["dataset"].combine_chunks()
    each = pc.coalesce(table["count"], 1.0) if "count" in table.column_names else pa.repeat(1.0, len(table))
    if pa.types.is_list(cells.type):
        rows = pc.list_parent_indices(cells)
        cells, datasets, each = pc.list_flatten(cells), datasets.take(rows), each.take(rows)
    pairs = pa.table({"dataset": datasets, "text": cells, "rows": each}).filter(pc.is_valid(cells))
    grouped = pairs.group_by(["dataset", "text"]).aggregate([("rows", "sum")]).to_pylist()
    return {(row["dataset"] or "", row["text"]): int(row["rows_sum"]) for row in grouped}


class _Listing:
    """Says of each name how it stands."""

    def __init__(self, registry: Registry, naming: Naming, rows: Mapping[str, int]) -> None:
        self.registry, self.rows = registry, rows
        self.matcher = Matcher(registry.values(), naming.words, registry.successor)
        unknown = [party for party in registry.values() if party.provisional]
        own = {(party.dataset or "", " ".join(party.name.casefold().split())): party.id for party in unknown}
        self.identities = Identities(naming.decisions, frozenset(registry), own)

    def all(self) -> Iterator[Listed]:
        for party in self.registry.values():
            if party.provisional:
                yield self._listed(party)

    def _listed(self, party: Party) -> Listed:
        agency = self.registry.successor(party.id) if party.stands_for else None
        match = None if agency else self.matcher.match(party.name)
        doubt = None if agency else self._doubt(party, match)
        status = self._status(party, doubt)
        why = party.because or "" if match is None else _why(match, doubt)
        shown = match.candidates if match else ()
        dataset = party.dataset or ""
        return Listed(
            party.id,
            party.name,
            dataset,
            status,
            self.rows.get(party.id, 0),
            agency,
            why,
            shown,
            party.marked,
        )

    def _doubt(self, party: Party, match: Match | None) -> Decision | None:
        """The decision that keeps a name from being taken for an agency."""
        best = match.accepted if match else None
        return self.identities.forbids(party.dataset or "", party.name, best)

    @staticmethod
    def _status(party: Party, doubt: Decision | None) -> str:
        if party.stands_for:
            return SURE if party.because == DECIDED else MATCH
        return UNSURE if doubt and doubt.kind == UNSURE else OPEN


def _why(match: Match, doubt: Decision | None) -> str:
    """Why a name was not taken for an agency."""
    if doubt is None:
        return match.why
    if doubt.who == DISPUTED:
        return f"not decided, as two do not agree: {doubt.reason}"
    said = "somebody looked and is not sure" if doubt.kind == UNSURE else "a decision says that it is not"
    return f"{said} (line {doubt.line}): {doubt.reason}" if doubt.reason else f"{said} (line {doubt.line})"


# --- tried --------------------------------------------------------------------------------------------------------


def renamed(tables: Tables, naming: Naming, *, matching: bool = True) -> Tables:
    """Tables in which names stand for what other decisions say; for answers, not to be kept.

    Parameters
    ----------
    matching
        Whether the program's own matches count.
    """
    import pyarrow as pa

    bare = [
        row | {"stands_for": None, "because": None}
        for row in tables.records("Agency")
        if not row["provisional"]
    ]
    before = [row for row in tables.records("Agency") if row["provisional"]]
    marks = {
        (row["dataset"] or "", name): row["marked"]
        for row in before
        if row["marked"]
        for name in row["aliases"]
    }
    known = Registry.from_records(bare, tables.records("AgencyGroup"))
    found = provisional_agencies(named(tables), known, marks, naming)
    for row in bare:
        if row["id"] in found.replaced:
            row |= {"stands_for": found.replaced[row["id"]], "because": DECIDED}
    made = [
        {"masked": []} | row | ({} if matching or not is_match(row) else {"stands_for": None})
        for row in found.agencies
    ]
    rows = sorted([*bare, *made], key=lambda row: str(row["id"]))
    table = pa.Table.from_pylist(rows, arrow_schema("Agency"))
    return Tables({**{name: tables[name] for name in tables}, "Agency": table})
