"""What stands around the evidence of a made-up case: its bodies and states, coverage, rules."""

from __future__ import annotations

import numpy as np

from benchmarks.made_up.bodies import Bodies, state_code
from graphmodel.tables import Record, Tables
from loaders.build import build
from loaders.canonical import record


def small_tables(bodies: Bodies, documents: list[Record], seed: int) -> Tables:
    """Everything of the case but its requests and statements, built as `load` builds it."""
    rng = np.random.default_rng([seed, 1])
    states = [state_code(number) for number in range(bodies.states)]
    attributes = [
        {"subject": code, "attribute": "made-up-state", "value": f"Made-up state {code}"} for code in states
    ]
    return build(
        {
            "agency": [_agency(row) for row in bodies.rows],
            "attribute": _records("attribute", attributes),
            "document": documents,
            "coverage": _records("coverage", _coverage(bodies, rng)),
            "rule": _records("rule", _rules(states, rng)),
        },
        registry=False,
    )


def _records(shape: str, rows: list[dict[str, str]]) -> list[Record]:
    return [record(shape, row) for row in rows]


def _agency(row: dict[str, str]) -> Record:
    """An agency's record; that its made-up state is none is known, and need not be found out for each."""
    return record("agency", row | {"state": ""}) | {"state": row["state"] or None}


def _coverage(bodies: Bodies, rng: np.random.Generator) -> list[dict[str, str]]:
    """Of each office and component some records are held; of a few all."""
    extents = rng.choice(
        ["complete", "partial", "withheld", "not-asked"], len(bodies), p=[0.1, 0.5, 0.2, 0.2]
    )
    sides = [(each, "holder") for each in bodies.offices] + [
        (each, "recipient") for each in bodies.components
    ]
    return [
        {
            "agency": bodies.rows[each]["agency"],
            "side": side,
            "record_kind": "log of requests",
            "start": "2003-01-01",
            "end": "2026-12-31" if side == "holder" else "",
            "extent": extents[each],
            "would_obtain": "" if extents[each] == "complete" else "the rest of the log",
        }
        for each, side in sides
    ]


def _rules(states: list[str], rng: np.random.Generator) -> list[dict[str, str]]:
    """In two states of three a law bars something: all driver data, photos, or one channel; some with exceptions."""
    scopes = ({"data_types": "driver-record"}, {"data_types": "photo"}, {"channel": "direct-login"})
    return [
        {
            "rule_id": f"made-up-rule-{code}",
            "title": f"Made-up law of {code}",
            "instrument": "statute",
            "kind": "paper",
            "effect": "bars",
            "holder": f"{code}:driver-licensing",
            "recipient": "immigration-enforcement",
            "excepts_threshold": "judicial-warrant" if number % 2 else "",
            "from": f"{2008 + int(rng.integers(16))}-01-01",
        }
        | scopes[number % 3]
        for number, code in enumerate(states)
        if rng.random() < 2 / 3
    ]
