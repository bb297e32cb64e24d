"""What one statement says beside or against another, as relationships between their items in an engine's graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.pairs import Pairs


def opposing(evidence: Evidence, node: Callable[[Item], str]) -> Iterator[dict[str, Any]]:
    """One relationship for every two items that `contradictions` compares; `node` gives the id of an item's node."""
    pairs = Pairs(evidence, [item for item in evidence.items if not (item.derived or item.sent)])
    for kind, one, other, differs_in in pairs.compared():
        yield {
            "source": node(one),
            "target": node(other),
            "id": f"{kind}|{node(one)}|{node(other)}",
            "kind": kind,
            "one": pairs.side(one),
            "other": pairs.side(other),
            "differs_in": list(differs_in),
        }
