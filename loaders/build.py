"""Rows of all inputs become the tables of a case; the order in which they were loaded does not matter.

What depends on several files is judged here, on every build anew: an id that two files state, a state that a file
declares, a name that a later file explains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from graphmodel.errors import InputError
from graphmodel.schema import NODES, PARTY, SHAPES
from graphmodel.tables import Tables
from loaders import shipped
from loaders.canonical import shape_named
from loaders.columns import rows_schema, table_of_records
from loaders.crosscheck import Crosscheck, distinct
from loaders.identity import Identified, count_taken, identify, in_order, with_hashed_ids
from loaders.names import Naming, is_match, provisional_agencies
from loaders.nodes import node_tables
from loaders.parties import Parties
from loaders.rejects import Conflict, Mapped, Reject
from loaders.relationships import Targets, described_by, relationship_tables
from loaders.reviewed import Reviewed, Told, unreviewed

Rows = Mapping[str, "Iterable[Mapping[str, Any]] | pa.Table"]
"""Rows by shape: records as `loaders.canonical.record` makes them, or a table of them with where each stands."""

Review = Callable[[dict[str, pa.Table], Sequence[Conflict]], Reviewed]
"""Applies what is said of claims to rows with ids, of which some are stated differently in two places."""

Marks = Mapping[tuple[str, str], str]
"""Why a name is doubtful, by dataset and name."""


NAMED = sorted(
    {label for node in NODES for each in node.properties if each.link for label in each.refers} - {*PARTY}
)
"""The labels of nodes that are named by their ids."""


@dataclass
class Assembly:
    """The tables of a case, and what became of every row that is not in them.

    Attributes
    ----------
    taken, duplicates
        How many rows of each (dataset, file, sheet).
    rejects
        Rows that contradict another row, or name what nothing declares.
    conflicts
        Ids that two places state differently.
    unresolved
        How many names of each dataset stand for provisional agencies.
    matched
        How many names of each dataset the program took for the agency that they safely match.
    naming
        A hash of the decisions and words that names were resolved by.
    decided
        The decisions about names that stand: name, dataset, what is said.
    reviews
        What became of each review of a claim that stands.
    """

    tables: Tables
    taken: Counter[tuple[str, str, str]]
    duplicates: Counter[tuple[str, str, str]]
    rejects: list[Reject] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unresolved: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)
    naming: str = ""
    decided: list[list[str]] = field(default_factory=list)
    reviews: list[Told] = field(default_factory=list)


def build(rows: Rows, *, registry: bool = True) -> Tables:
    """The tables of a case with these rows.

    Parameters
    ----------
    rows
        Rows by shape; records need not say where they stand.
    registry
        Whether the shipped agencies, states and databases belong to the case; a made-up case has only its own.

    Raises
    ------
    InputError
        For the first row that cannot stand beside the others.

    Examples
    --------
    >>> from loaders.canonical import record
    >>> cells = {"claim_id": "c1", "mode": "disclosed", "holder": "us-ga-dds", "recipient": "ICE",
    ...          "data_types": "photo"}
    >>> build({"claim": [record("claim", cells)]})["Statement"]["name"].to_pylist()
    ['DDS → ICE: photo, disclosed']
    """
    made = assemble(dict(rows), registry=registry)
    for reject in made.rejects:
        where = f"{reject.place.file}, row {reject.place.row}, " if reject.place.file else ""
        raise InputError(f"{where}column {reject.column!r}: {reject.reason}", hint=reject.hint)
    return made.tables


def assemble(
    rows: Rows,
    *,
    registry: bool = True,
    marks: Marks | None = None,
    mapped: Mapped = frozenset(),
    naming: Naming | None = None,
    review: Review = unreviewed,
) -> Assembly:
    """The tables of a case with these rows, and what became of the rows that could not stand.

    Rows that come in a `dict` are taken out of it as they are ordered: a long log is not held twice.

    Of a cell of a mapped input, only the shape is said.
    """
    return _Assembler(
        rows, registry=registry, marks=marks or {}, mapped=mapped, naming=naming, review=review
    ).assembly()


class _Assembler:
    """Works out the tables from the rows, shape by shape."""

    def __init__(
        self,
        rows: Rows,
        *,
        registry: bool,
        marks: Marks,
        mapped: Mapped,
        naming: Naming | None,
        review: Review,
    ) -> None:
        for name in rows:
            shape_named(name)
        self.with_registry = registry
        self.shipped = {row["id"]: row for row in shipped.agencies()} if registry else {}
        self.marks = marks
        self.mapped = mapped
        self.naming = naming
        self.review = review
        given = rows if isinstance(rows, dict) else dict(rows)
        self.rows = {name: in_order(_as_table(name, given.pop(name, ()))) for name in SHAPES}
        self.check = Crosscheck(self.rows["attribute"], mapped)
        self.conflicts: list[Conflict] = []
        self.duplicates: Counter[tuple[str, str, str]] = Counter()

    def assembly(self) -> Assembly:
        """The tables and the rest."""
        self._set_aside()
        parties = Parties(self.rows["agency"], self.shipped)
        found = provisional_agencies(self._names_in_rows(), parties.registry, self.marks, self.naming)
        parties = Parties(self.rows["agency"], self.shipped, found.agencies, found.replaced)
        self.conflicts += parties.conflicts()
        taken = count_taken(self.reviewed.with_those_out(self.rows))
        described = described_by(self.rows["attribute"])
        nodes = node_tables(self.rows, parties, self.check.states, registry=self.with_registry)
        targets = Targets(parties.find, {label: frozenset(nodes[label]["id"].to_pylist()) for label in NAMED})
        edges = relationship_tables(nodes, targets) | {"DESCRIBED_BY": described}
        return Assembly(
            Tables(nodes | edges),
            taken,
            self.duplicates,
            sorted(self.check.rejects),
            sorted(set(self.conflicts)),
            Counter(each["dataset"] or "" for each in found.agencies if not each["stands_for"]),
            Counter(each["dataset"] or "" for each in found.agencies if is_match(each)),
            (self.naming or Naming()).sha256,
            sorted([each.name, each.dataset, each.said] for each in (self.naming or Naming()).decisions),
            self.reviewed.told,
        )

    def _set_aside(self) -> None:
        """Leave the rows that can stand beside each other, with their ids."""
        rows, check = self.rows, self.check
        rows["attribute"] = check.known_states(rows["attribute"], "subject")
        for name in ("agency", "document", "rule", "claim", "event"):
            self._identify(name)
        rows["coverage"] = with_hashed_ids("coverage", rows["coverage"])
        self.reviewed = self.review(rows, self.conflicts)
        rows |= self.reviewed.take_rows()
        rows["agency"] = check.known_states(rows["agency"], "state")
        parties = Parties(rows["agency"], self.shipped)
        for name in SHAPES:
            rows[name] = check.no_groups_for_agencies(name, rows[name], parties)
        rows["rule"] = check.known_scopes(rows["rule"], Parties(rows["agency"], self.shipped))
        rows["event"] = check.no_ids_of_claims(rows["event"], rows["claim"])

    def _identify(self, name: str) -> None:
        found: Identified = identify(name, self.rows[name], self.mapped)
        self.rows[name] = found.table
        self.check.rejects += found.rejects
        self.conflicts += found.conflicts
        for place, count in found.duplicates.items():
            self.duplicates[place.key] += count

    def _names_in_rows(self) -> Iterator[tuple[str, str]]:
        """Every party that a row names, with the row's dataset."""
        for name, shape in SHAPES.items():
            for each in shape.columns:
                if set(each.refers) & set(PARTY) and not each.scope and len(self.rows[name]):
                    yield from distinct(self.rows[name], each.name)


def _as_table(name: str, rows: Iterable[Mapping[str, Any]] | pa.Table) -> pa.Table:
    if isinstance(rows, pa.Table):
        return rows.select(rows_schema(name).names).cast(rows_schema(name))
    return table_of_records(name, rows)
