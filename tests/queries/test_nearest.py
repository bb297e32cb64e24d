"""The nearest miss is the one that enumerating everything gives, and whatever breaks it is said."""

from __future__ import annotations

import os

from graphmodel.evidence import Item
from queries.tracing.answer import answer_one
from queries.tracing.question import RELAXATIONS, Limits
from tests.queries.oracle_nearest import nearest
from tests.queries.randomcases import random_case
from tests.queries.test_trace_oracle import evidence_of, question_of

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000"))


def test_the_nearest_miss_equals_the_oracle_s_and_is_never_without_a_break() -> None:
    """Item by item on random cases; every reason that can be lifted comes up, and the last lifted is the reason."""
    reasons: set[str] = set()
    for seed in range(CASES):
        case, asked = random_case(seed)
        evidence = evidence_of(case)
        absence = answer_one(evidence, question_of(evidence, asked), Limits(traces=1)).absence
        if absence is None:
            continue
        miss = absence.nearest
        found = None if miss is None else [named(hop.carrier.item) for hop in miss.trace.hops]
        assert found == nearest(case, asked), f"seed {seed}"
        if miss is not None:
            assert any(miss.breaks), f"seed {seed}"
            assert miss.lifted[-1] == absence.reason, f"seed {seed}"
            reasons.add(absence.reason)
    assert CASES < 1000 or reasons == {*RELAXATIONS}


def named(item: Item) -> str:
    """An item as the oracle calls it: by the names that it was taken for."""
    how = ":sent" * item.sent + ":used" * item.used
    return f"{item.claim}:{item.holder}>{item.recipient}:{item.data_type}{how}"
