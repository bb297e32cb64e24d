"""The engine's answers are those of the brute-force oracle, which shares no code with it."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from math import isinf
from typing import Any

import pytest
from hypothesis import given, settings

from graphmodel.dates import Day, iso
from graphmodel.denials import Denials
from graphmodel.judging import Judging
from graphmodel.projection import Evidence, project
from graphmodel.scope import Scope, parse_scope
from graphmodel.taxonomy import Taxonomy
from loaders.canonical import record
from queries.options import read_day
from queries.tracing.answer import answer_one, weakest
from queries.tracing.question import Limits, Question
from queries.tracing.search import Trace
from tests.queries import oracle
from tests.queries.randomcases import cases, random_case

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000"))
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def evidence_of(case: Mapping[str, Any]) -> Evidence:
    """The projection of a case given as canonical rows."""
    return project(tables_of(case), purposes_of(case))


def purposes_of(case: Mapping[str, Any]) -> Taxonomy:
    """The purposes of a case."""
    return Taxonomy({row["id"]: oracle.split(row["parents"]) for row in case.get("purpose", ())})


def tables_of(case: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The node tables of a case given as canonical rows."""
    dataset = case.get("dataset", "")

    def read(shape: str) -> list[dict[str, Any]]:
        rows = []
        for number, row in enumerate(case.get(shape, ())):
            cells = {name: cell for name, cell in row.items() if name != "dataset"}
            made = dict(record(shape, cells))
            made["dataset"] = row.get("dataset") or dataset
            if not made.get("id"):
                made["id"] = f"{shape}-{number}"
            rows.append(made)
        return rows

    agencies = read("agency")
    groups = [
        row for row, cells in zip(agencies, case.get("agency", ()), strict=True) if cells["kind"] == "group"
    ]
    bodies = [
        row for row, cells in zip(agencies, case.get("agency", ()), strict=True) if cells["kind"] != "group"
    ]
    bodies += unresolved(case, {row["id"] for row in agencies})
    types = [
        {
            "id": row["id"],
            "parents": oracle.split(row["parents"]),
            "made_from": oracle.split(row["made_from"]),
        }
        for row in case["data_type"]
    ]
    return {
        "Agency": bodies,
        "AgencyGroup": groups,
        "DataType": types,
        "Source": read("document"),
        "Statement": read("claim"),
        "Request": read("event"),
        "Coverage": read("coverage"),
        "Rule": read("rule"),
    }


def unresolved(case: Mapping[str, Any], known: set[str]) -> list[dict[str, Any]]:
    """Provisional agencies for the names that no agency row has, with their best candidates, as a load makes them."""
    candidates = {row["name"]: row["agency"] for row in case.get("candidate", ())}
    cells = [
        row.get(column, "")
        for shape, columns in PARTIES.items()
        for row in case.get(shape, ())
        for column in columns
    ]
    names = {name for cell in cells for part in oracle.split(cell) for name in oracle.split(part, ">")}
    unknown = {name for name in names - known if not oracle.is_mask(name)}
    return [
        {"id": name, "name": name, "provisional": True, "candidate": candidates.get(name)}
        for name in sorted(unknown)
    ]


PARTIES = {
    "claim": ("holder", "recipient", "via", "received_from"),
    "event": ("holder", "requester", "component", "via"),
}


def question_of(evidence: Evidence, asked: Mapping[str, Any]) -> Question:
    """A question given as the oracle takes it."""

    def scope(name: str) -> Scope | None:
        text = asked.get(name)
        return parse_scope(text, evidence.registry) if text else None

    def day(name: str, *, last: bool) -> Day | None:
        return read_day(asked.get(name) or None, name, last=last)

    source = asked.get("source") or ()
    start, goal = scope("from"), scope("to")
    assert start is not None
    assert goal is not None
    return Question(
        start,
        goal,
        asked["data"],
        since=day("since", last=False),
        as_of=day("as_of", last=True),
        open_at=day("open_at", last=True),
        known_by=day("known_by", last=True),
        floor=asked.get("min_standing") or "reported",
        max_hops=int(asked.get("max_hops") or 6),
        wait=int(asked.get("ties") == "forbid"),
        exact=bool(asked.get("exact")),
        obey_rules=bool(asked.get("obey_rules")),
        channel=asked.get("channel") or None,
        purpose=asked.get("purpose") or None,
        database=asked.get("database") or None,
        sources=(source,) if isinstance(source, str) else tuple(source),
        via=scope("via"),
        avoid=scope("avoid"),
    )


def engine_answer(case: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The engine's answer, in the oracle's words."""
    evidence = evidence_of(case)
    answer = answer_one(evidence, question_of(evidence, asked), Limits(traces=10**9, partial_walks=10**9))
    heard = [item for item in answer.network.items if answer.network.is_heard(item)]
    denials = evidence.denials_among(heard)
    return {
        "verdict": answer.verdict,
        "traces": [_trace(trace, denials, evidence.judging) for trace in answer.traces],
        "filtered_unstated": dict(answer.network.unstated),
        "reason": answer.absence.reason if answer.absence else None,
    }


def _trace(trace: Trace, denials: Denials, judging: Judging) -> dict[str, Any]:
    clock = trace.reading.clock
    items = [hop.carrier.item for hop in trace.hops]
    return {
        "walk": [hop.edge.key for hop in trace.hops],
        "verdict": "holds" if trace.holds else "possible",
        "standing": weakest(trace),
        "payloads": [hop.carrier.carried_as for hop in trace.hops],
        "joints": [hop.joined for hop in trace.hops],
        "time": "certain" if trace.certain else "possible",
        "E": iso(clock.earliest),
        "L": None if not trace.certain or isinf(clock.latest) else iso(clock.latest),
        "items": [item.id for item in items],
        "contested": [bool(denials.against(item)) for item in items],
        "rules": [{each.rule.id: each.judged for each in judging.judgements(item)} for item in items],
    }


def oracle_answer(case: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The oracle's answer, its walks written as the engine writes a flow's key."""
    answer = oracle.answer(case, asked)
    for trace in answer["traces"]:
        trace["walk"] = [tuple("" if part is None else part for part in key) for key in trace["walk"]]
    return answer


def compare(case: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """Fail where the two differ, showing the case, the question, expected and actual."""
    expected, actual = oracle_answer(case, asked), engine_answer(case, asked)
    if expected != actual:
        differing = [key for key in expected if expected[key] != actual[key]]
        shown = "\n".join(
            f"{key}:\n  expected {expected[key]}\n  actual   {actual[key]}" for key in differing
        )
        rows = "\n".join(
            f"  {shape}: { {name: cell for name, cell in row.items() if cell} if isinstance(row, dict) else row }"
            for shape, rows in case.items()
            for row in (rows if isinstance(rows, (list, tuple)) else [rows])
        )
        pytest.fail(f"{shown}\nasked: {asked}\n{rows}")


@settings(max_examples=CASES // 4)
@given(cases())
def test_engine_equals_oracle_on_drawn_cases(drawn: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Verdict, traces, order, standing, payload, joints, time, arrival, rules, reason are the oracle's; it shrinks."""
    compare(*drawn)


def test_engine_equals_oracle_on_seeded_cases() -> None:
    """The same on cases by number, so that a longer run covers what a shorter one did and more."""
    for seed in range(CASES - CASES // 4):
        case, asked = random_case(seed)
        try:
            compare(case, asked)
        except pytest.fail.Exception as failure:
            raise AssertionError(f"seed {seed}\n{failure}") from failure


def test_projection_is_the_same_in_any_order_of_evidence() -> None:
    """Loading the same rows in another order changes no flow and no item."""
    for seed in range(100):
        case, _ = random_case(seed)
        shuffled = {
            shape: random.Random(seed).sample(list(rows), len(rows))
            if isinstance(rows, (list, tuple))
            else rows
            for shape, rows in case.items()
        }
        shuffled["event"] = case.get("event", [])
        before, after = evidence_of(case), evidence_of(shuffled)
        assert before.items == after.items
        assert before.flows() == after.flows()


def test_flows_and_their_standings_equal_the_oracle() -> None:
    """Which flows there are, the standing of each and whether it is contested are the oracle's."""
    for seed in range(CASES):
        case, _ = random_case(seed)
        evidence = evidence_of(case)
        actual = {
            flow.key: (
                flow.standing,
                any(evidence.denials.against(item) for item in flow.items),
                sorted({item.id for item in flow.items}),
            )
            for flow in evidence.flows()
        }
        expected = {
            tuple("" if part is None else part for part in flow["flow"]): (
                flow["standing"],
                flow["contested"],
                flow["items"],
            )
            for flow in oracle.flows(case)
        }
        assert actual == expected, f"seed {seed}"


def test_every_item_is_judged_as_the_oracle_judges_it() -> None:
    """Which rules touch each item, chosen or not, and how each judges it, are the oracle's."""
    for seed in range(CASES):
        case, _ = random_case(seed)
        evidence = evidence_of(case)
        actual = {
            (item.id, item.key): {each.rule.id: each.judged for each in evidence.judging.judgements(item)}
            for item in evidence.items
        }
        expected = {
            (name, tuple("" if part is None else part for part in flow)): judged
            for (name, flow), judged in oracle.judgements(case).items()
        }
        assert actual == {key: expected[key] for key in actual}, f"seed {seed}"
