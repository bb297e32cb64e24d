"""What the records that are held cover, of some parties, in a period: complete, partial, withheld, not asked, none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphmodel.dates import Span, covers_all
from graphmodel.evidence import Coverage
from graphmodel.projection import Evidence

#: What a period is called that is not covered wholly, by the best of the coverage that meets it.
BEST_FIRST = (
    ("partial", frozenset({"complete", "partial"})),
    ("withheld", frozenset({"withheld"})),
    ("not asked", frozenset({"not-asked"})),
)


@dataclass(frozen=True)
class Cover:
    """The coverage of some parties on one side: of each party, and of its wholes, which speak for it."""

    of_each: tuple[tuple[Coverage, ...], ...]

    def state(self, period: Span) -> str:
        """How a period is covered: complete only where declared so of every party, rows joined."""
        if self.of_each and all(covers_all(period, _complete(rows)) for rows in self.of_each):
            return "complete"
        met = {each.extent for rows in self.of_each for each in rows if each.period.meets(period)}
        return next((state for state, extents in BEST_FIRST if met & extents), "none")


def _complete(rows: Iterable[Coverage]) -> list[Span]:
    return [each.period for each in rows if each.extent == "complete"]


class Covered:
    """The coverage rows of a case by side and agency."""

    def __init__(self, evidence: Evidence, coverage: Iterable[Coverage]) -> None:
        self._registry = evidence.registry
        self._rows: dict[tuple[str, str], list[Coverage]] = defaultdict(list)
        for each in coverage:
            self._rows[each.side, each.agency].append(each)

    def of(self, parties: Iterable[str], side: str, channel: str = "") -> Cover:
        """The coverage of some parties' giving or receiving, by one channel or by every one."""
        return Cover(tuple(self._of_one(party, side, channel) for party in sorted(parties)))

    def _of_one(self, party: str, side: str, channel: str) -> tuple[Coverage, ...]:
        """Rows that name another channel say nothing of one; asked for every channel they are a part of it."""
        bodies = (party, *self._registry.wholes(party))
        rows = (each for body in bodies for each in self._rows.get((side, body), ()))
        if channel:
            return tuple(each for each in rows if each.channel in ("", channel))
        return tuple(each if not each.channel else _in_part(each) for each in rows)


def _in_part(coverage: Coverage) -> Coverage:
    """Complete records of one channel are a part of the records of every channel."""
    return replace(coverage, extent="partial") if coverage.extent == "complete" else coverage
