"""Rows that name what another row must explain: states, the scope of rules, agencies that are no groups, ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.errors import did_you_mean
from graphmodel.schema import SHAPES
from graphmodel.vocabulary import vocabulary
from loaders.identity import places
from loaders.parties import Parties
from loaders.rejects import CellError, Mapped, Reject, rejected
from loaders.settling import MADE_UP_STATE


def distinct(table: pa.Table, column: str) -> Iterator[tuple[str, str]]:
    """The distinct values of a column, with the dataset of the row."""
    cells = table[column].combine_chunks()
    datasets = table["dataset"].combine_chunks()
    if pa.types.is_list(cells.type):
        datasets = datasets.take(pc.list_parent_indices(cells))
        cells = pc.list_flatten(cells)
    pairs = pa.table({"dataset": datasets, "text": cells}).filter(pc.is_valid(cells))
    for pair in pairs.group_by(["dataset", "text"]).aggregate([]).to_pylist():
        yield pair["dataset"] or "", pair["text"]


class Crosscheck:
    """Sets aside the rows that name what nothing in the case explains.

    Parameters
    ----------
    attributes
        The attribute rows: some may declare a made-up state.
    mapped
        The inputs that were read through a mapping: of their cells only the shape is said.
    """

    def __init__(self, attributes: pa.Table, mapped: Mapped = frozenset()) -> None:
        self.rejects: list[Reject] = []
        self.mapped = mapped
        declared = {
            row["subject"]: row["value"]
            for row in attributes.select(["subject", "attribute", "value"]).to_pylist()
            if row["attribute"] == MADE_UP_STATE
        }
        self.states = {term.id: term.label for term in vocabulary("states").values()} | declared

    def _keep(self, table: pa.Table, wrong: Mapping[int, CellError]) -> pa.Table:
        """The rows without those that are wrong, which become rejects."""
        if not wrong:
            return table
        where = places(table)
        self.rejects += [
            rejected(where[index], error, own=where[index].key not in self.mapped)
            for index, error in wrong.items()
        ]
        return table.take(pa.array([each for each in range(len(table)) if each not in wrong], pa.int64()))

    def known_states(self, table: pa.Table, column: str) -> pa.Table:
        """The rows whose state is one of the vocabulary, or one that the case declares."""
        wrong = {
            index: CellError(column, "{} is no state", state, hint=self._state_hint(state))
            for index, state in enumerate(table[column].to_pylist())
            if state is not None and state not in self.states
        }
        return self._keep(table, wrong)

    def _state_hint(self, state: str) -> str:
        return did_you_mean(state, [*self.states, *self.states.values()]) or (
            f"write a USPS code, or declare it by an attribute row with {MADE_UP_STATE}"
        )

    def known_scopes(self, rules: pa.Table, parties: Parties) -> pa.Table:
        """The rules whose scope names agencies, kinds and states that are known."""
        wrong: dict[int, CellError] = {}
        for each in SHAPES["rule"].columns:
            for index, scope in enumerate(rules[each.name].to_pylist() if each.scope else ()):
                problems = (self._scope_problem(each.name, text, parties) for text in scope)
                if problem := next(filter(None, problems), None):
                    wrong.setdefault(index, problem)
        return self._keep(rules, wrong)

    def _scope_problem(self, column: str, text: str, parties: Parties) -> CellError | None:
        """What is wrong with one entry of a scope."""
        kinds = vocabulary("agency_kinds")
        state, colon, kind = text.partition(":")
        if parties.registry.resolve(text) is not None or text in kinds:
            return None
        if colon and kind in kinds:
            if state in self.states:
                return None
            return CellError(column, "{} is no state", state, hint=self._state_hint(state))
        known = parties.registry.values()
        names = [name for party in known for name in (party.id, party.name, *party.aliases)]
        hint = did_you_mean(text, [*kinds, *names]) or "load an agency row for it first"
        return CellError(column, "{} is no agency, no kind, and no kind of a state", text, hint=hint)

    def no_groups_for_agencies(self, name: str, table: pa.Table, parties: Parties) -> pa.Table:
        """The rows that name no group where an agency must be: a whole, a member, whom a speaker speaks for."""
        wrong: dict[int, CellError] = {}
        for each in SHAPES[name].columns:
            if each.refers != ("Agency",):
                continue
            found = {text: parties.find("", text) for _, text in distinct(table, each.name)}
            groups = {text for text, party in found.items() if party and party[1] == "AgencyGroup"}
            for index, cell in enumerate(table[each.name].to_pylist() if groups else ()):
                for text in groups.intersection([cell] if isinstance(cell, str) else cell or ()):
                    reason = "{} is a group, and must be an agency"
                    error = CellError(each.column or each.name, reason, text, hint="name the agency")
                    wrong.setdefault(index, error)
        return self._keep(table, wrong)

    def no_ids_of_claims(self, requests: pa.Table, claims: pa.Table) -> pa.Table:
        """The requests whose id is not that of a claim: items of evidence are named after both."""
        taken = set(claims["id"].to_pylist())
        wrong = {
            index: CellError(
                "request_id", "{} is already the id of a claim", key, hint="give it an id of its own"
            )
            for index, key in enumerate(requests["id"].to_pylist())
            if key in taken
        }
        return self._keep(requests, wrong)
