"""What rests on a decision about a name is found by leaving it out and asking again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from graphmodel.projection import Evidence, project_tables
from graphmodel.registry import fold
from loaders.namelist import MATCH, Listed, listed, renamed
from loaders.names import Naming

if TYPE_CHECKING:
    from datatrail.case import Case
    from graphmodel.tables import Tables
    from loaders.decisions import Decision

Headlines = Mapping[tuple[str, str, str], str]
"""The answer of `exposure` for each state, office and kind of data, in words."""


@dataclass(frozen=True)
class Dependence:
    """What differs without a decision; without one, without all that the program matched."""

    decision: Decision | None
    rows: int
    applies: bool
    flows: tuple[str, ...]
    answers: tuple[str, ...]

    def cells(self) -> dict[str, Any]:
        """The row of the report."""
        one = self.decision
        return {
            "line": one.line if one else None,
            "when": one.when if one else None,
            "who": one.who if one else "the program",
            "name": one.name if one else "all that it matched",
            "dataset": one.dataset if one else "",
            "decision": one.said if one else "match",
            "reason": one.reason if one else "",
            "applies": self.applies,
            "rows": self.rows,
            "flows_changed": len(self.flows),
            "answers_changed": len(self.answers),
            "flows": list(self.flows),
            "answers": list(self.answers),
        }


def dependences(case: Case) -> list[Dependence]:
    """What rests on each decision that stands, and on all matches of the program together.

    Each is tried on the tables of the case; the rest stays as it is. Where the other decisions contradict each other
    without it, that is the answer.
    """
    return list(_Trial(case).each())


class _Trial:
    """Leaves decisions out, one at a time."""

    def __init__(self, case: Case) -> None:
        self.tables = case.tables
        self.naming = Naming.of(case.folder.path)
        tables = renamed(self.tables, self.naming)
        evidence = project_tables(tables)
        self.who, self.known = _who_is_who(tables), evidence.registry
        self.flows, self.answers = _flows(evidence), _headlines(evidence)
        self.listed = listed(self.tables, self.naming)

    def each(self) -> Iterator[Dependence]:
        for decision in self.naming.decisions:
            yield self._without(decision)
        matched = [each for each in self.listed if each.status == MATCH]
        if matched:
            tables = renamed(self.tables, self.naming, matching=False)
            yield self._compared(None, tables, sum(each.rows for each in matched), applies=True)

    def _without(self, decision: Decision) -> Dependence:
        left = tuple(each for each in self.naming.decisions if each is not decision)
        try:
            tables = renamed(self.tables, replace(self.naming, decisions=left))
        except InputError as error:
            return Dependence(decision, 0, True, (), (f"without it, {error.message}",))  # noqa: FBT003
        about = [each for each in self.listed if _is_about(decision, each)]
        applies = bool(about) or self.known.find(decision.name) is not None
        there = not decision.agency or decision.agency in self.known
        return self._compared(decision, tables, sum(each.rows for each in about), applies=applies and there)

    def _compared(self, decision: Decision | None, tables: Tables, rows: int, *, applies: bool) -> Dependence:
        if _who_is_who(tables) == self.who:
            return Dependence(decision, rows, applies, (), ())
        other = project_tables(tables)
        flows = _differences(self.flows, _flows(other))
        answers = _differences(self.answers, _headlines(other))
        return Dependence(decision, rows, applies, tuple(flows), tuple(answers))


def _who_is_who(tables: Tables) -> frozenset[tuple[str, str | None]]:
    """What each agency stands for; where that is the same, so is every answer."""
    agencies = tables["Agency"]
    return frozenset(zip(agencies["id"].to_pylist(), agencies["stands_for"].to_pylist(), strict=True))


def _is_about(decision: Decision, each: Listed) -> bool:
    named = fold(each.name) == fold(decision.name) and decision.dataset in {"", each.dataset}
    return named or each.id == decision.name


def _differences(now: Mapping[Any, str], then: Mapping[Any, str]) -> Iterator[str]:
    """Each thing that is otherwise without: what it is, now → then."""
    for key in sorted(now.keys() | then.keys()):
        if now.get(key) != then.get(key):
            what = ", ".join(part for part in key if part)
            yield f"{what}: {now.get(key, 'nothing')} → {then.get(key, 'nothing')}"


def _flows(evidence: Evidence) -> dict[tuple[str, ...], str]:
    """The flows, each with its standing and how many items it has."""
    found: dict[tuple[str, ...], str] = {}
    for flow in evidence.flows():
        holder, recipient, data_type, database, channel, via = flow.key
        key = (f"{holder} > {recipient}", data_type, database, channel, " > ".join(via))
        found[key] = f"{flow.standing}, {len(flow.items)} item{'s' * (len(flow.items) != 1)}"
    return found


def _headlines(evidence: Evidence) -> Headlines:
    """What `exposure` answers, without what is not known."""
    from queries.library import find_question

    return {
        (row["state"] or "", row["office"] or "", row["data_type"]): f"{row['answer']} ({row['verdict']})"
        for row in find_question("exposure").ask(evidence, {})
        if row["answer"] != "nothing known"
    }
