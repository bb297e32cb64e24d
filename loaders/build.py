"""Rows of all inputs become the tables of a case; the order in which they were loaded does not matter.

What depends on several files is judged here, on every build anew: an id that two files state, a state that a file
declares, a name that a later file explains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.errors import InputError, did_you_mean
from graphmodel.registry import Registry, fold
from graphmodel.schema import NODE, PARTY, SHAPES
from graphmodel.tables import Tables, arrow_schema
from graphmodel.vocabulary import vocabulary
from loaders import labels, shipped
from loaders.canonical import GROUP, MADE_UP_STATE, Record
from loaders.columns import rows_schema, table_of_records
from loaders.identity import (
    Identified,
    count_taken,
    identify,
    in_order,
    places,
    with_hashed_ids,
)
from loaders.names import provisional_agencies
from loaders.rejects import Conflict, Place, Reject
from loaders.relationships import Targets, described_by, relationship_tables

Rows = Mapping[str, "Iterable[Mapping[str, Any]] | pa.Table"]
"""Rows by shape: records as `loaders.canonical.record` makes them, or a table of them with where each stands."""

Marks = Mapping[tuple[str, str], str]
"""Why a name is doubtful, by dataset and name."""

SHIPPED = Place("", "registry")
NODE_SHAPES = {"claim": "Statement", "event": "Request", "rule": "Rule", "document": "Source"}


@dataclass
class Assembly:
    """The tables of a case, and what became of every row that is not in them.

    Attributes
    ----------
    taken, duplicates
        How many rows of each (dataset, file).
    rejects
        Rows that contradict another row, or name what nothing declares.
    conflicts
        Ids that two places state differently.
    unresolved
        How many names of each dataset stand for provisional agencies.
    """

    tables: Tables
    taken: Counter[tuple[str, str]]
    duplicates: Counter[tuple[str, str]]
    rejects: list[Reject] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unresolved: Counter[str] = field(default_factory=Counter)


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
    made = assemble(rows, registry=registry)
    for reject in made.rejects:
        where = f"{reject.place.file}, row {reject.place.row}, " if reject.place.file else ""
        raise InputError(f"{where}column {reject.column!r}: {reject.reason}", hint=reject.hint)
    return made.tables


def assemble(rows: Rows, *, registry: bool = True, marks: Marks | None = None) -> Assembly:
    """The tables of a case with these rows, and what became of the rows that could not stand."""
    return _Assembler(rows, registry=registry, marks=marks or {}).assembly()


class _Assembler:
    """Works out the tables from the rows, shape by shape."""

    def __init__(self, rows: Rows, *, registry: bool, marks: Marks) -> None:
        self.with_registry = registry
        self.shipped = {row["id"]: row for row in shipped.agencies()} if registry else {}
        self.marks = marks
        self.rejects: list[Reject] = []
        self.conflicts: list[Conflict] = []
        self.duplicates: Counter[tuple[str, str]] = Counter()
        self.rows = {name: in_order(_as_table(name, rows.get(name, ()))) for name in SHAPES}
        for name in rows:
            if name not in SHAPES:
                raise InputError(f"{name!r} is no row shape", hint="allowed: " + ", ".join(SHAPES))

    def assembly(self) -> Assembly:
        """The tables and the rest."""
        self.states = self._states()
        self.rows["attribute"] = self._with_known_state("attribute", "subject")
        for name in ("agency", "document", "rule", "claim", "event"):
            self._identify(name)
        self.rows["agency"] = self._with_known_state("agency", "state")
        self._know_parties([])
        for name in SHAPES:
            self.rows[name] = self._without_groups_for_agencies(name)
        self._know_parties([])
        self.rows["rule"] = self._with_known_scopes()
        self.rows["event"] = self._without_ids_of_claims()
        self.rows["coverage"] = with_hashed_ids("coverage", self.rows["coverage"])
        self._know_parties(provisional_agencies(self._names_in_rows(), self.registry, self.marks))
        self._note_conflicts_with_registry()
        self._note_names_of_two()
        nodes = self._nodes()
        targets = Targets(self._party, {label: frozenset(nodes[label]["id"].to_pylist()) for label in NODE})
        made = nodes | relationship_tables(nodes, targets)
        made["DESCRIBED_BY"] = described_by(self.rows["attribute"])
        return Assembly(
            Tables(made),
            count_taken(self.rows.values()),
            self.duplicates,
            sorted(self.rejects),
            sorted(set(self.conflicts)),
            Counter(each["dataset"] or "" for each in self.provisional),
        )

    # --- rows that stand

    def _identify(self, name: str) -> None:
        found: Identified = identify(name, self.rows[name])
        self.rows[name] = found.table
        self.rejects += found.rejects
        self.conflicts += found.conflicts
        for place, count in found.duplicates.items():
            self.duplicates[place.dataset, place.file] += count

    def _keep(self, name: str, wrong: Mapping[int, tuple[str, str, str]]) -> pa.Table:
        """The rows of a shape without those that are wrong: by place, column, reason and hint."""
        table = self.rows[name]
        if not wrong:
            return table
        where = places(table)
        self.rejects += [Reject(where[index], *what) for index, what in wrong.items()]
        return table.take(pa.array([each for each in range(len(table)) if each not in wrong], pa.int64()))

    def _states(self) -> dict[str, str]:
        """The states that a row may name: those of the vocabulary, and those that this case declares."""
        attributes = self.rows["attribute"].select(["subject", "attribute", "value"]).to_pylist()
        declared = {row["subject"]: row["value"] for row in attributes if row["attribute"] == MADE_UP_STATE}
        return {term.id: term.label for term in vocabulary("states").values()} | declared

    def _with_known_state(self, name: str, column: str) -> pa.Table:
        wrong = {
            index: (column, f"{state!r} is no state", self._state_hint(state))
            for index, state in enumerate(self.rows[name][column].to_pylist())
            if state is not None and state not in self.states
        }
        return self._keep(name, wrong)

    def _state_hint(self, state: str) -> str:
        return did_you_mean(state, [*self.states, *self.states.values()]) or (
            f"write a USPS code, or declare it by an attribute row with {MADE_UP_STATE}"
        )

    def _with_known_scopes(self) -> pa.Table:
        """Rules whose scope names agencies, kinds and states that are known."""
        columns = [each for each in SHAPES["rule"].columns if each.scope]
        wrong: dict[int, tuple[str, str, str]] = {}
        for each in columns:
            for index, scope in enumerate(self.rows["rule"][each.name].to_pylist()):
                problem = next(filter(None, map(self._scope_problem, scope)), None)
                if problem is not None:
                    wrong.setdefault(index, (each.name, *problem))
        return self._keep("rule", wrong)

    def _scope_problem(self, text: str) -> tuple[str, str] | None:
        kinds = vocabulary("agency_kinds")
        state, colon, kind = text.partition(":")
        if self.registry.resolve(text) is not None or text in kinds:
            return None
        if colon and kind in kinds:
            return None if state in self.states else (f"{state!r} is no state", self._state_hint(state))
        names = [name for party in self.registry.values() for name in (party.id, party.name, *party.aliases)]
        hint = did_you_mean(text, [*kinds, *names]) or "load an agency row for it first"
        return f"{text!r} is no agency, no kind, and no kind of a state", hint

    def _without_groups_for_agencies(self, name: str) -> pa.Table:
        """What must be an agency is no group: a whole, a member, whom a speaker speaks for."""
        table = self.rows[name]
        wrong: dict[int, tuple[str, str, str]] = {}
        for each in SHAPES[name].columns:
            if each.refers != ("Agency",):
                continue
            groups = {text for _, text in _distinct(table, each.name) if self._is_group(text)}
            for index, cell in enumerate(table[each.name].to_pylist() if groups else ()):
                for text in groups.intersection([cell] if isinstance(cell, str) else cell or ()):
                    reason = f"{text!r} is a group, and must be an agency"
                    wrong.setdefault(index, (each.column or each.name, reason, "name the agency"))
        return self._keep(name, wrong)

    def _is_group(self, text: str) -> bool:
        found = self.registry.resolve(text)
        return found is not None and self.registry.is_group(found)

    def _without_ids_of_claims(self) -> pa.Table:
        claims = set(self.rows["claim"]["id"].to_pylist())
        wrong = {
            index: ("request_id", f"{key!r} is already the id of a claim", "give it an id of its own")
            for index, key in enumerate(self.rows["event"]["id"].to_pylist())
            if key in claims
        }
        return self._keep("event", wrong)

    # --- parties

    def _know_parties(self, provisional: list[Record]) -> None:
        """The parties are those of the registry and of the rows, and some provisional agencies."""
        self.provisional = provisional
        self.parties = self._parties()
        self.registry = Registry.from_records(*self._party_records())

    def _parties(self) -> list[Record]:
        """Agencies and groups of the rows, over those of the shipped registry."""
        known = dict(self.shipped)
        for row in self.rows["agency"].to_pylist():
            row["placeholder"] = (row["note"] or "").casefold().startswith("placeholder")
            base = known.get(row["id"])
            known[row["id"]] = _over(base, row) if base else row
        return [known[key] for key in sorted(known)]

    def _note_conflicts_with_registry(self) -> None:
        for place, row in zip(places(self.rows["agency"]), self.rows["agency"].to_pylist(), strict=True):
            base = self.shipped.get(row["id"])
            differing = _differing(base, row) if base else ()
            if differing:
                self.conflicts.append(Conflict("agency", row["id"], place, SHIPPED, differing))

    def _note_names_of_two(self) -> None:
        """A name that two agencies have stands for the one that comes first; that is worth a look."""
        owners: dict[str, Record] = {}
        agencies, groups = self._party_records()
        for row in (each for each in (*agencies, *groups) if not each.get("provisional")):
            for name in (row["name"], *row["aliases"]):
                owner = owners.setdefault(fold(name), row)
                if owner["id"] != row["id"]:
                    both = (owner["id"], row["id"])
                    self.conflicts.append(Conflict("name", name, _place_of(owner), _place_of(row), both))

    def _party_records(self) -> tuple[list[Record], list[Record]]:
        agencies = [row for row in self.parties if row["kind"] != GROUP]
        groups = [row for row in self.parties if row["kind"] == GROUP]
        return sorted([*agencies, *self.provisional], key=lambda row: row["id"]), groups

    def _party(self, dataset: str, text: str) -> tuple[str, str] | None:
        found = self.registry.resolve(text, dataset)
        if found is None:
            return None
        return found, "AgencyGroup" if self.registry.is_group(found) else "Agency"

    def _names_in_rows(self) -> Iterator[tuple[str, str]]:
        """Every party that a row names, with the row's dataset."""
        for name, shape in SHAPES.items():
            table = self.rows[name]
            for each in shape.columns:
                if set(each.refers) & set(PARTY) and not each.scope and len(table):
                    yield from _distinct(table, each.name)

    # --- node tables

    def _nodes(self) -> dict[str, pa.Table]:
        agencies, groups = self._party_records()
        nodes = {
            "Agency": _from_records("Agency", agencies),
            "AgencyGroup": _from_records("AgencyGroup", groups),
            "DataType": _from_records("DataType", shipped.data_types()),
            "State": _from_records("State", self._state_records()),
            "Database": _from_records("Database", self._database_records()),
        }
        for shape_name, label in (*NODE_SHAPES.items(), ("coverage", "Coverage")):
            nodes[label] = self._node_table(label, self.rows[shape_name])
        nodes["Source"] = self._with_cited(nodes["Source"])
        return nodes

    def _node_table(self, label: str, rows: pa.Table) -> pa.Table:
        names = labels.names(label, rows, self.registry)
        if names is None:
            names = pc.coalesce(rows["name"], rows["id"])
        schema = arrow_schema(label)
        columns = [names if name == "name" else rows[name] for name in schema.names]
        return pa.table(columns, schema=schema).sort_by("id").combine_chunks()

    def _state_records(self) -> list[Record]:
        known = {row["id"]: row for row in shipped.states()}
        named = {row["state"] for row in self.parties} | set(self.rows["attribute"]["subject"].to_pylist())
        wanted = {*(known if self.with_registry else ()), *named} - {None}
        made_up = {"fips": None, "kind": "made-up"}
        return [known.get(key, {"id": key, "name": self.states[key], **made_up}) for key in sorted(wanted)]

    def _database_records(self) -> list[Record]:
        """The shipped systems, and one for each other that a row names."""
        known = {row["id"]: row for row in shipped.databases()} if self.with_registry else {}
        named = {
            text
            for name in ("claim", "event")
            for _, text in _distinct(self.rows[name], "databases")
            if text not in known
        }
        return [*known.values(), *({"id": text, "name": text} for text in named)]

    def _with_cited(self, sources: pa.Table) -> pa.Table:
        """The documents, and one with nothing but its id for each that is only cited."""
        known = set(sources["id"].to_pylist())
        cited = {
            text
            for name, shape in SHAPES.items()
            for each in shape.columns
            if each.refers == ("Source",)
            for _, text in _distinct(self.rows[name], each.name)
            if text not in known
        }
        bare = _from_records("Source", [{"id": text, "name": text} for text in cited])
        return pa.concat_tables([sources, bare]).sort_by("id").combine_chunks()


def _as_table(name: str, rows: Iterable[Mapping[str, Any]] | pa.Table) -> pa.Table:
    if isinstance(rows, pa.Table):
        return rows.select(rows_schema(name).names).cast(rows_schema(name))
    return table_of_records(name, rows)


def _place_of(row: Record) -> Place:
    """Where an agency row stands; the shipped ones stand in no file."""
    if not row.get("file"):
        return SHIPPED
    return Place(row.get("dataset") or "", row["file"], row.get("row") or 0, row.get("sheet") or "")


def _over(base: Record, row: Record) -> Record:
    """An agency row over the shipped one of the same id: what the row leaves blank stays."""
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


def _distinct(table: pa.Table, column: str) -> Iterator[tuple[str, str]]:
    """The distinct values of a column, with the dataset of the row."""
    cells = table[column].combine_chunks()
    datasets = table["dataset"].combine_chunks()
    if pa.types.is_list(cells.type):
        datasets = datasets.take(pc.list_parent_indices(cells))
        cells = pc.list_flatten(cells)
    pairs = pa.table({"dataset": datasets, "text": cells}).filter(pc.is_valid(cells))
    for pair in pairs.group_by(["dataset", "text"]).aggregate([]).to_pylist():
        yield pair["dataset"] or "", pair["text"]


def _from_records(label: str, records: Iterable[Record]) -> pa.Table:
    schema = arrow_schema(label)
    blank = dict.fromkeys(_lists(schema), ())
    rows = [blank | row for row in records]
    return pa.Table.from_pylist(rows, schema).sort_by("id").combine_chunks()


def _lists(schema: pa.Schema) -> list[str]:
    return [name for name in schema.names if pa.types.is_list(schema.field(name).type)]
