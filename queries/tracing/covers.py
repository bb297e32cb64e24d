"""The least set of elements of which each of some sets, all at hand, has at least one: branch and bound.

A set that contains another is met with it; an element that meets no more than another need not be chosen; sets that
share no element need one element each, which bounds how few can do (Karp 1972 for the problem; the reductions are
the usual ones of set cover). Ties go to the element that comes first, so the same sets always give the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

Element = tuple[str, str]
Members = frozenset[Element]


@dataclass
class Steps:
    """How many branches may still be looked at."""

    left: int

    def spend(self) -> bool:
        """Take one; whether there was one to take."""
        self.left -= 1
        return self.left >= 0


def least_cover(sets: Iterable[Members], steps: Steps) -> tuple[Members, int]:
    """A least set that meets all, and the size below which none does: smaller only where the steps ran out.

    Parameters
    ----------
    sets
        None of them empty.
    """
    chosen: Members = frozenset()
    bound = 0
    for part in _apart(list(dict.fromkeys(sets))):
        best = _greedy(part)
        fewest = len(disjoint(part))
        while fewest < len(best):
            found = next(covers(_reduced(part), fewest, steps), None)
            if steps.left < 0:
                break
            fewest, best = (fewest + 1, best) if found is None else (fewest, found)
        chosen |= best
        bound += fewest
    return chosen, bound


def covers(sets: Collection[Members], size: int, steps: Steps) -> Iterator[Members]:
    """Sets of so many elements, or fewer, that meet all: among them every least one, and none twice."""
    if not sets:
        yield frozenset()
        return
    if size < 1 or not all(sets) or not steps.spend() or len(disjoint(sets)) > size:
        return
    refused: set[Element] = set()
    pivot: Members = min(sets, key=_size)
    for element in sorted(pivot):
        left = [each - refused for each in sets if element not in each]
        for more in covers(left, size - 1, steps):
            yield more | {element}
        refused.add(element)


def disjoint(sets: Iterable[Members]) -> list[Members]:
    """Sets that share no element, the small ones first: no fewer elements can meet them all."""
    taken: set[Element] = set()
    apart: list[Members] = []
    for each in sorted(sets, key=_size):
        if taken.isdisjoint(each):
            apart.append(each)
            taken |= each
    return apart


def _size(members: Members) -> tuple[int, list[Element]]:
    return len(members), sorted(members)


def _greedy(sets: Collection[Members]) -> Members:
    """What is met by most of the sets left, again and again."""
    chosen: set[Element] = set()
    while sets:
        met = _met(sets)
        chosen.add(min(met, key=lambda element: (-met[element].bit_count(), element)))
        sets = [each for each in sets if chosen.isdisjoint(each)]
    return frozenset(chosen)


def _met(sets: Collection[Members]) -> dict[Element, int]:
    """Of each element, the sets that have it, as bits."""
    met: dict[Element, int] = {}
    for number, each in enumerate(sets):
        for element in each:
            met[element] = met.get(element, 0) | 1 << number
    return met


def _reduced(sets: Collection[Members]) -> list[Members]:
    """The sets that contain no other, without elements that meet no more than another does."""
    met = _met(sets)
    first = sorted(met, key=lambda element: (-met[element].bit_count(), element))
    kept: list[Element] = []
    for element in first:
        if not any(met[element] | met[other] == met[other] for other in kept):
            kept.append(element)
    less = {each & frozenset(kept) for each in sets}
    return [each for each in less if not any(other < each for other in less)]


def _apart(sets: list[Members]) -> Iterator[list[Members]]:
    """The sets in parts that have no element in common."""
    while sets:
        part, reached = [sets[0]], set(sets[0])
        rest = sets[1:]
        while touching := [each for each in rest if not reached.isdisjoint(each)]:
            part += touching
            reached.update(*touching)
            rest = [each for each in rest if each not in touching]
        yield part
        sets = rest
