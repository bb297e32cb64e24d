"""Two logs that began as one become one again: every line of both, once, in an order that each of them has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Any, Generic, TypeVar

from loaders.decisions import Decision
from loaders.disputes import Voice
from loaders.reviews import Review

Line = TypeVar("Line", Decision, Review)
Row = tuple[str, ...]
Numbered = tuple[Row, int]
"""A line, and how often it stood in its log before."""


def in_one_order(*logs: Iterable[Row], key: Callable[[Row], Any] = lambda row: row) -> list[Row]:
    """Every line of some logs, in an order that each of them has; what that leaves open, by a key.

    A line that a log has twice is there twice. Where two logs contradict each other in their order, the key decides.

    >>> in_one_order([("a",), ("d",)], [("b",), ("a",), ("c",)])
    [('b',), ('a',), ('c',), ('d',)]
    """
    after, waiting = _orders([list(numbered(log)) for log in logs])
    left = set(waiting)
    ready = [(key(each[0]), each) for each in left if not waiting[each]]
    heapify(ready)
    made: list[Row] = []
    while left:
        if not ready:
            heappush(ready, min((key(each[0]), each) for each in left))
        _, one = heappop(ready)
        if one in left:
            left.remove(one)
            made.append(one[0])
            waiting.subtract(after[one])
            for each in after[one]:
                if not waiting[each]:
                    heappush(ready, (key(each[0]), each))
    return made


def _orders(logs: Sequence[Sequence[Numbered]]) -> tuple[dict[Numbered, set[Numbered]], Counter[Numbered]]:
    """What comes right after each line in some log, and behind how many others each stands."""
    after: defaultdict[Numbered, set[Numbered]] = defaultdict(set)
    waiting: Counter[Numbered] = Counter({each: 0 for log in logs for each in log})
    for log in logs:
        for one, later in pairwise(log):
            waiting[later] += later not in after[one]
            after[one].add(later)
    return after, waiting


def numbered(rows: Iterable[Row]) -> Iterator[Numbered]:
    """Each line, with how often it stood there before."""
    seen: Counter[Row] = Counter()
    for row in rows:
        yield row, seen[row]
        seen[row] += 1


def since(log: Sequence[Line], other: Sequence[Line]) -> list[Line]:
    """The lines of a log that another does not have."""
    there = set(numbered(tuple(each.cells()) for each in other))
    rows = numbered(tuple(each.cells()) for each in log)
    return [each for each, row in zip(log, rows, strict=True) if row not in there]


@dataclass(frozen=True)
class Side(Generic[Line]):
    """One case's log, as it is compared with another's.

    Attributes
    ----------
    case
        What the case is called.
    log, new
        All its lines, and those that the other does not have.
    voices
        The sides of disputes that it has written down.
    """

    case: str
    log: Sequence[Line]
    new: Sequence[Line]
    voices: Sequence[Voice]


def two_sides(
    cases: tuple[str, str],
    logs: tuple[Sequence[Line], Sequence[Line]],
    voices: tuple[Sequence[Voice], Sequence[Voice]],
) -> tuple[Side[Line], Side[Line]]:
    """Two cases' logs, side by side."""
    (one, other), (mine, theirs) = cases, logs
    return (
        Side(one, mine, since(mine, theirs), voices[0]),
        Side(other, theirs, since(theirs, mine), voices[1]),
    )
