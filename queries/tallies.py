"""Evidence tallied: which items a table is about, how many distinct statements they are, what their counts prove.

The rules are those of the semantics, section 2: units never mix; itemised rows of one log are added; a log, and what
somebody says of it, are not: at least the larger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from graphmodel.counts import Count
from graphmodel.dates import Span, parse_span
from graphmodel.evidence import RANK, Item
from graphmodel.projection import Evidence
from queries.options import ALL_STANDINGS, read_standing
from queries.rows import count_columns

MASKED_CELL = "masked"
Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


#: What became of an exchange, in the words of the modes; a plan and a denial are no outcome of any.
OUTCOME_MODES = frozenset({"disclosed", "available", "requested", "refused", "blocked"})


def exchanges(items: Iterable[Item], min_standing: str = ALL_STANDINGS[-1]) -> list[Item]:
    """The items that say what became of an exchange of their own, of a standing or better.

    What follows from a shown joint, and what a requester sent along, is told in the same breath as another exchange
    and is not tallied beside it.
    """
    return [
        item for item in of_standing(items, min_standing) if not (item.derived or item.sent) and _became(item)
    ]


def of_standing(items: Iterable[Item], min_standing: str) -> list[Item]:
    """The items of a standing or better; what has none (plans, context) passes with the worst."""
    worst = RANK[read_standing(min_standing, ALL_STANDINGS)]
    without = RANK[ALL_STANDINGS[-1]]
    return [item for item in items if RANK.get(item.standing, without) <= worst]


def _became(item: Item) -> bool:
    return (
        item.mode in OUTCOME_MODES
        or "mode" in item.masked
        or (item.kind, item.mode) == ("request", "context")
    )


def outcome_of(item: Item) -> str:
    """What became of it: the mode, unless that is masked."""
    return MASKED_CELL if "mode" in item.masked else item.mode


def grouped(items: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    """Things by a key; keys in order, blanks first."""
    found: dict[Key, list[Thing]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return {each: found[each] for each in sorted(found)}  # type: ignore[type-var]


def told(items: Iterable[Item], evidence: Evidence) -> int:
    """How many distinct statements and requests some items are of: those that hold the same count once."""
    return len({evidence.voice_of_claim[item.claim] for item in items})


def unit_of(item: Item) -> str:
    """What an item's count counts; blank where it has none."""
    return item.count.unit if item.count else ""


def cell(item: Item, column: str) -> str:
    """A threshold as stated: blank where it is not, `masked` where the cell was masked."""
    return MASKED_CELL if column in masked_cells(item) else getattr(item, column)


def masked_cells(item: Item) -> list[str]:
    """The columns of an item's row that were masked."""
    return sorted({entry.partition(":")[0] for entry in item.record.get("masked") or ()})


def days_taken(item: Item) -> Span | None:
    """The days from asked to answered of a request that gives both, as an interval; none is below 0."""
    asked, answered = item.record.get("asked"), item.record.get("answered")
    if not (asked and answered):
        return None
    begun, done = parse_span(asked), parse_span(answered)
    return Span(max(0, done.lo - begun.hi), done.hi - begun.lo)


def at_least(items: Iterable[Item], evidence: Evidence) -> float | None:
    """What the counts of some items, all of one unit, prove at least.

    The requests of one document are rows of one log, and are added. Logs and statements may speak of the same
    exchanges: of these the largest counts. Shared counts prove nothing of the part.
    """
    logs: dict[str, dict[str, float]] = {}
    least: list[float] = []
    for item in items:
        number = _proven(item.count)
        if number is not None and item.kind == "request":
            rows = logs.setdefault(item.document or item.dataset, {})
            rows.setdefault(evidence.voice_of_claim[item.claim], number)
        elif number is not None:
            least.append(number)
    return max([*least, *(sum(rows.values()) for rows in logs.values())], default=None)


def _proven(count: Count | None) -> float | None:
    return None if count is None or count.shared_with else count.bounds.at_least


def counted(items: list[Item], evidence: Evidence) -> dict[str, Any]:
    """The columns at_least and count_words of some items of one unit."""
    words = count_columns(items, evidence)["count_words"]
    return {"at_least": at_least(items, evidence), "count_words": words}
