"""Least hitting sets found one miss at a time are those that trying every subset gives."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.tracing.covers import Element, Members, Steps, _reduced, covers, disjoint, least_cover
from queries.tracing.hitting import Budget, Find, Hitting, OutOfBudgetError

LETTERS = "abcdefgh"


def members(letters: Collection[str]) -> Members:
    return frozenset(("k", letter) for letter in letters)


def sets(*words: str) -> list[Members]:
    return [members(word) for word in words]


def missing(everything: Collection[Members], most: int = 1) -> Find:
    """Finds the last that a set misses, a choice that helps nobody; or so many of them that share nothing."""

    def find(taken: Members) -> list[Members]:
        apart: list[Members] = []
        for each in reversed([*everything]):
            if each.isdisjoint(taken) and all(map(each.isdisjoint, apart)):
                apart.append(each)
        return apart[:most]

    return find


def by_trying_all(everything: Collection[Members]) -> list[tuple[Element, ...]]:
    """All least hitting sets, by trying every subset of the letters in order of size."""
    for size in range(len(LETTERS) + 1):
        found = [
            chosen
            for chosen in combinations(sorted(members(LETTERS)), size)
            if all(not each.isdisjoint(chosen) for each in everything)
        ]
        if found:
            return found
    return []


drawn = st.lists(st.sets(st.sampled_from(LETTERS), min_size=1, max_size=5).map(members), max_size=9)


@settings(max_examples=300)
@given(drawn, st.integers(1, 3))
def test_all_least_sets_are_those_of_trying_every_subset(everything: list[Members], most: int) -> None:
    """With the bound equal to their size, each in order, and all of them."""
    expected = by_trying_all(everything)
    found = Hitting(missing(everything, most)).all_least(10_000, largest=9)
    assert list(found.sets) == expected
    assert found.lower_bound == len(expected[0])
    assert (found.optimal, found.hopeless, found.stopped) == (True, False, None)
    assert found.apart <= found.lower_bound


@settings(max_examples=200)
@given(drawn)
def test_singles_are_the_elements_of_every_set(everything: list[Members]) -> None:
    shared = sorted(frozenset.intersection(*everything)) if everything else []
    assert Hitting(missing(everything)).singles() == (shared, None)


@settings(max_examples=200)
@given(drawn, st.integers(1, 8), st.integers(1, 3))
def test_a_spent_budget_still_gives_a_bound_that_holds_and_a_set_that_hits(
    everything: list[Members], searches: int, most: int
) -> None:
    """Unless none is known; it says why it stopped, and calls nothing least that is not."""
    least = len(by_trying_all(everything)[0])
    found = Hitting(missing(everything, most), Budget(searches)).least()
    assert found.lower_bound <= least
    for chosen in found.sets:
        assert all(not each.isdisjoint(chosen) for each in everything)
        assert (len(chosen) == least) or not found.optimal
    assert found.optimal or str(found.stopped).endswith("searches were made")


@settings(max_examples=200)
@given(drawn, st.integers(0, 5))
def test_with_few_steps_the_cover_meets_all_and_the_bound_holds(
    everything: list[Members], steps: int
) -> None:
    chosen, bound = least_cover(everything, Steps(steps))
    least = len(by_trying_all(everything)[0])
    assert all(not each.isdisjoint(chosen) for each in everything)
    assert bound <= least <= len(chosen)


@pytest.mark.parametrize(
    ("everything", "expected"),
    [
        (sets("ab", "bc", "cd"), ["ac", "bc", "bd"]),
        (sets("ab", "cd"), ["ac", "ad", "bc", "bd"]),
        (sets("abc", "ab", "b"), ["b"]),
        (sets("ab", "ac", "bc"), ["ab", "ac", "bc"]),
    ],
    ids=["path", "apart", "nested", "triangle"],
)
def test_least_covers_worked_out_by_hand(everything: list[Members], expected: list[str]) -> None:
    """The triangle needs two, though no two of its sides are apart: disjoint ones alone do not prove it."""
    size = len(expected[0])
    found = sorted(
        "".join(sorted(letter for _, letter in each)) for each in covers(everything, size, Steps(99))
    )
    assert found == expected
    assert next(covers(everything, size - 1, Steps(99)), None) is None


def test_many_parts_that_share_nothing_are_chosen_for_one_at_a_time() -> None:
    """Forty triangles: eighty elements, and no search through all combinations of them."""
    triangles = [
        frozenset({(str(number), one), (str(number), other)})
        for number in range(40)
        for one, other in ("ab", "bc", "ac")
    ]
    steps = Steps(1_000)
    chosen, bound = least_cover(triangles, steps)
    assert (len(chosen), bound) == (80, 80)
    assert steps.left > 0
    assert len(disjoint(triangles)) == 40


def test_what_has_no_element_cannot_be_hit() -> None:
    found = Hitting(missing(sets("ab", ""))).all_least()
    assert (found.sets, found.hopeless, found.optimal, found.lower_bound) == ((), True, False, 0)


def test_few_searches_are_made() -> None:
    """A hundred pairs that share one element are settled by four: two found, one that hits all, none else."""
    pairs = [frozenset({("k", "hub"), ("k", str(number))}) for number in range(100)]
    budget = Budget()
    assert Hitting(missing(pairs), budget).all_least().sets == ((("k", "hub"),),)
    assert budget.made <= 4


def test_a_list_that_is_cut_says_so() -> None:
    found = Hitting(missing(sets("ab", "cd"))).all_least(2)
    assert (len(found.sets), found.optimal, found.complete) == (2, True, False)
    assert found.stopped == "2 are listed, there may be more"


def test_of_large_sets_one_is_enough_and_it_says_so() -> None:
    found = Hitting(missing(sets("ab", "cd", "ef"))).all_least(largest=2)
    assert (len(found.sets), found.optimal, found.complete) == (1, True, False)
    assert found.stopped == "others of this size were not looked for"


def test_a_deadline_ends_the_search() -> None:
    found = Hitting(missing(sets("ab", "cd")), Budget(seconds=-1.0)).least()
    assert (found.sets, found.optimal, found.stopped) == ((), False, "the deadline of -1 s was near")


def test_an_element_that_meets_no_more_than_another_is_left_out() -> None:
    """And a set that contains another; of two that meet the same, the first stays."""
    assert _reduced(sets("ab", "ac")) == sets("a")
    assert set(_reduced(sets("ab", "bc", "cd"))) == set(sets("b", "c", "bc")) - set(sets("bc"))
    assert _reduced(sets("abc", "abc")) == sets("a")


@pytest.mark.parametrize(("share", "made"), [(1.0, 3), (0.5, 2), (0.0, 0)])
def test_a_budget_is_spent_after_so_many_searches(share: float, made: int) -> None:
    """Also where a share of it is no whole number: the search that would pass it is not made."""
    budget = Budget(searches=3)
    for _ in range(made):
        budget.spend(share)
    with pytest.raises(OutOfBudgetError, match=f"{made} searches were made"):
        budget.spend(share)
    assert budget.made == made


def test_a_deadline_is_a_share_of_the_seconds() -> None:
    """What is left is there to complete what was come to."""
    budget = Budget(seconds=1000, since=monotonic() - 600)
    budget.spend()
    with pytest.raises(OutOfBudgetError, match="the deadline of 1000 s was near"):
        budget.spend(0.5)


def test_of_what_there_is_no_search_left_to_look_at_nothing_is_said() -> None:
    """Neither that a set hits everything, nor, with one search more, that it does not."""
    find = missing(sets("ab", "ac"))
    assert not Hitting(find, Budget(searches=0)).hits(tuple(sorted(members("a"))))
    assert Hitting(find, Budget(searches=1)).hits(tuple(sorted(members("a"))))
    assert not Hitting(find, Budget(searches=1)).hits(tuple(sorted(members("b"))))


def test_of_sets_that_are_larger_than_the_largest_one_is_enough() -> None:
    """Of sets as large as that all are listed; of larger ones that is said."""
    find = missing(sets("ab", "cd"))
    every = Hitting(find).all_least(largest=2)
    assert (len(every.sets), every.complete, every.stopped) == (4, True, None)
    one = Hitting(find).all_least(largest=1)
    assert (len(one.sets), one.complete) == (1, False)
    assert one.stopped == "others of this size were not looked for"
