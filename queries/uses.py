"""How many answers rest on a claim: what should be checked first.

Counted are the answers of `exposure` (the best trace of each licensing office and kind of driver data to immigration
enforcement) of which the best reading chose an item of the claim, and the flows whose standing is that of an item of
the claim, the first by id where several are as good.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from graphmodel.evidence import RANK
from graphmodel.projection import Evidence
from queries.library.exposure import best_readings, has_offices


@dataclass(frozen=True)
class Uses:
    """How many answers of `exposure`, and how many flows, rest on each claim."""

    answers: Counter[str] = field(default_factory=Counter)
    flows: Counter[str] = field(default_factory=Counter)


def uses(evidence: Evidence) -> Uses:
    """How many answers rest on each claim of a case."""
    found = Uses()
    for flow in evidence.flows():
        best = min(flow.items, key=lambda item: (RANK[item.standing], item.id))
        found.flows[best.claim] += 1
    for items in best_readings(evidence) if has_offices(evidence) else ():
        found.answers.update({item.claim for item in items})
    return found
