"""The least sets that hit every one of many sets, of which most are never looked at.

What would stop a flow takes something of each of its routes; what would refute a finding takes something of each set
of evidence that carries it. There may be millions of these, so they are found one at a time: look for one that the
set chosen so far misses, add it to those found, choose the least set that hits all found. When none is missed the
set is least, and what was found is the proof: it alone needs so many. (Implicit hitting sets: Moreno-Centeno and
Karp, *Operations Research* 61(2), 2013.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from time import monotonic

from queries.tracing.covers import Element, Members, Steps, covers, disjoint, least_cover

Chosen = tuple[Element, ...]
"""Elements in order."""
Find = Callable[[Members], Sequence[Members]]
"""What a set misses: the elements of one that has none of the set's, or of several that share none; none where it
hits everything."""

#: The share of the budget for the exact search; the rest is there to complete what it came to.
EXACT_SHARE = 0.7


class OutOfBudgetError(Exception):
    """Enough was searched; the message says how much."""


@dataclass
class Budget:
    """How much may be searched: so many searches, so many seconds; and so many steps of each choice."""

    searches: int = 400
    seconds: float = inf
    steps: int = 20_000
    made: int = 0
    since: float = field(default_factory=monotonic)

    def spend(self, share: float = 1.0) -> None:
        """One more search, of a share of the budget.

        Raises
        ------
        OutOfBudgetError
            When the share is spent.
        """
        if monotonic() - self.since > self.seconds * share:
            raise OutOfBudgetError(f"the deadline of {self.seconds:g} s was near")
        if self.made >= self.searches * share:
            raise OutOfBudgetError(f"{self.made:,} searches were made")
        self.made += 1


@dataclass(frozen=True, slots=True)
class Least:
    """The least sets.

    Attributes
    ----------
    sets
        Sets that hit everything, each in order: all least ones where `complete`, else what is known; none where
        no set is known to.
    lower_bound
        No set of fewer elements does.
    optimal
        Whether the sets are as small as can be.
    hopeless
        Whether something has no element at all, so that no set hits it.
    apart
        How many were found that share no element: the plainest proof of a bound.
    found
        How many were found in all: the bound is the least number that hits these.
    stopped
        Why the search ended early, if it did.
    """

    sets: tuple[Chosen, ...]
    lower_bound: int
    optimal: bool
    complete: bool
    hopeless: bool
    apart: int
    found: int
    stopped: str | None


@dataclass
class Hitting:
    """A search for least hitting sets; what it has found stays with it."""

    find: Find
    budget: Budget = field(default_factory=Budget)
    found: list[Members] = field(default_factory=list)

    def singles(self) -> tuple[list[Element], str | None]:
        """Every element that hits everything by itself, and why these may not be all, if so.

        They lie in whatever is found first, and in all that is found.
        """
        confirmed: list[Element] = []
        try:
            if not self.found and not self._missed(()):
                return [], None
            while left := sorted(frozenset.intersection(*self.found) - {*confirmed}):
                if not self._missed(left[:1]):
                    confirmed.append(left[0])
        except OutOfBudgetError as reached:
            return confirmed, str(reached)
        return confirmed, None

    def least(self) -> Least:
        """One least set; where the budget is spent first, the smallest known, and a bound."""
        known: Chosen | None = None
        try:
            known = self._by_disjoint_ones()
            while known is not None:
                chosen, bound = self._chosen()
                if not self._missed(chosen):
                    return self._least(chosen, optimal=len(chosen) == bound)
        except OutOfBudgetError as reached:
            return self._least(*self._best_known(known), optimal=False, stopped=str(reached))
        return self._least(optimal=False)

    def all_least(self, most: int = 40, largest: int = 4) -> Least:
        """All least sets, or so many of them: where they are not known to be all, it is not `complete`.

        Of sets of more than `largest` elements one is enough: there may be very many.
        """
        one = self.least()
        if not (one.optimal and one.sets[0]):
            return one
        if one.lower_bound > largest:
            return replace(one, stopped="others of this size were not looked for")
        confirmed = {one.sets[0]}
        try:
            while (candidate := self._next(len(one.sets[0]), confirmed, most)) is not None:
                if not self._missed(candidate):
                    confirmed.add(candidate)
        except OutOfBudgetError as reached:
            return self._least(*sorted(confirmed), optimal=True, stopped=str(reached))
        return self._least(*sorted(confirmed), optimal=True, complete=True)

    def hits(self, chosen: Chosen) -> bool:
        """Whether a set is known to hit everything, after one more look."""
        try:
            return not self._missed(chosen, share=1.0)
        except OutOfBudgetError:
            return False

    def _next(self, size: int, confirmed: set[Chosen], most: int) -> Chosen | None:
        """A set of so many that hits all found and was not tried yet."""
        if len(confirmed) >= most:
            raise OutOfBudgetError(f"{most} are listed, there may be more")
        steps = Steps(self.budget.steps)
        for cover in covers(self.found, size, steps):
            if (candidate := tuple(sorted(cover))) not in confirmed:
                return candidate
        if steps.left < 0:
            raise OutOfBudgetError("there are too many choices to list")
        return None

    def _chosen(self) -> tuple[Chosen, int]:
        chosen, bound = least_cover(self.found, Steps(self.budget.steps))
        return tuple(sorted(chosen)), bound

    def _by_disjoint_ones(self) -> Chosen | None:
        """The elements of disjoint ones, as many as there are: all together they hit everything.

        None where something has no element.
        """
        taken: frozenset[Element] = frozenset()
        while missed := self._missed(taken):
            if not all(missed):
                return None
            taken = taken.union(*missed)
        return tuple(sorted(taken))

    def _best_known(self, known: Chosen | None) -> list[Chosen]:
        """The smallest set known to hit everything, after completing what was chosen last; none where none is."""
        taken, _ = self._chosen() if all(self.found) else ((), 0)
        try:
            while missed := self._missed(taken, share=1.0):
                met = Counter(element for each in self.found for element in each)
                taken += tuple(min(each, key=lambda element: (-met[element], element)) for each in missed)
        except (OutOfBudgetError, ValueError):
            return [] if known is None else [known]
        completed = tuple(sorted(taken))
        return [completed if known is None else min(known, completed, key=len)]

    def _missed(
        self, taken: Chosen | list[Element] | Members, share: float = EXACT_SHARE
    ) -> Sequence[Members]:
        self.budget.spend(share)
        missed = self.find(frozenset(taken))
        self.found.extend(missed)
        return missed

    def _least(
        self, *sets: Chosen, optimal: bool, complete: bool = False, stopped: str | None = None
    ) -> Least:
        hopeless = not all(self.found)
        return Least(
            sets,
            0 if hopeless else self._chosen()[1],
            optimal,
            complete,
            hopeless,
            0 if hopeless else len(disjoint(self.found)),
            len(self.found),
            stopped,
        )
