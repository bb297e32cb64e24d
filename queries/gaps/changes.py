"""What an answer changes in a case: rows that take the place of others, claims that go, coverage, who is who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graphmodel.evidence import Coverage, Item
from graphmodel.projection import Evidence
from graphmodel.reading import FIELD_OF_COLUMN, Kind
from graphmodel.registry import Registry
from queries.gaps.finding import unstated
from queries.gaps.gap import Claim, Row
from queries.gaps.ground import Ground


@dataclass(frozen=True)
class Change:
    """What an answer changes in a case.

    Attributes
    ----------
    gone
        Claims that go, each with the kinds of data for which it stays.
    rows
        What takes the place of the rows of the same id, or is new.
    coverage
        All coverage, where that changes.
    registry
        Who is who, where that changes.
    """

    gone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rows: tuple[tuple[Kind, Row], ...] = ()
    coverage: tuple[Coverage, ...] | None = None
    registry: Registry | None = None

    def without(self, kind: str) -> frozenset[str]:
        """The claims that are not there when one kind of data is asked about."""
        return frozenset(claim for claim, stays in self.gone.items() if kind not in stays)


def changed_world(change: Change, without: frozenset[str], ground: Ground) -> tuple[Evidence, list[Item]]:
    """The case as a change makes it, without some claims; and the items that went or came."""
    case = ground.evidence
    replaced = without | {str(row["id"]) for _, row in change.rows}
    left = [item for item in case.items if item.claim not in replaced]
    went = [item for item in case.items if item.claim in replaced]
    came = list(ground.read(change.rows, change.registry))
    made = {(item.id, item.key): item for item in (*left, *came)}
    world = replace(
        case,
        items=tuple(made[key] for key in sorted(made)),
        coverage=case.coverage if change.coverage is None else change.coverage,
        registry=change.registry or case.registry,
    )
    return world, [*went, *came]


# --- what a row becomes ---------------------------------------------------------------------------------------


def firm(row: Row) -> dict[str, object]:
    """A row as a record shows it."""
    return {**row, "basis": "record", "hedged": False, "one_of": False}


def shown(claim: Claim, ground: Ground) -> tuple[Kind, Row]:
    """It was disclosed, and each kind of data that it may include went."""
    named = dict.fromkeys((*(item.data_type for item in claim.items), *sorted(unstated(claim, ground))))
    told = {"mode": "disclosed", "payload": "stated", "data_types": [name for name in named if name]}
    return claim.kind, firm(claim.row) | told | {"masked": masks_but(claim, "mode", "type")}


def masks_but(claim: Claim, *fields: str) -> list[str]:
    """What stays masked in a row once some fields are told."""
    return [
        entry
        for entry in claim.row.get("masked") or ()
        if FIELD_OF_COLUMN.get(entry.partition(":")[0]) not in fields
    ]
