"""What a count bounds, what it says of a part, and what several counts prove together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.counts import DIVISIBLE_UNITS, Bounds, Count, together
from graphmodel.vocabulary import vocabulary

NOTHING = Bounds(None, None)

# qualifier, number, unit → at least, at most
BOUNDS = [
    ("exactly", 3, "requests", 3, 3),
    ("exactly", 26.5, "dollars", 26.5, 26.5),
    ("at least", 126, "requests", 126, None),
    ("more than", 250, "requests", 251, None),
    ("more than", 2.5, "requests", 3, None),
    ("more than", 60000000, "dollars", 60000000, None),
    ("more than", 250, "", 251, None),
    ("nearly", 100, "sessions", None, 100),
    ("up to", 30, "requests", None, 30),
    ("less than", 10, "searches", None, 9),
    ("less than", 2.5, "searches", None, 2),
    ("less than", 10, "dollars", None, 10),
    ("about", 700, "companies", None, None),
    ("words only", 700, "companies", None, None),
    ("a word that no vocabulary has", 700, "companies", None, None),
    ("exactly", 0, "searches", 0, 0),
]


@pytest.mark.parametrize(("qualifier", "value", "unit", "at_least", "at_most"), BOUNDS)
def test_a_qualifier_bounds_the_number(
    qualifier: str, value: float, unit: str, at_least: float | None, at_most: float | None
) -> None:
    """More than n is at least the next whole one, nearly n is at most n, and about n bounds nothing."""
    count = Count("as written", qualifier, value, unit)
    assert count.bounds == Bounds(at_least, at_most)


@pytest.mark.parametrize("qualifier", ["exactly", "at least", "more than", "nearly", "up to", "less than"])
def test_whole_numbers_are_bounded_by_whole_numbers(qualifier: str) -> None:
    """A number that was read as 250.0 bounds as people write it: 250, not 250.0; half a dollar stays half."""
    bounds = Count("250", qualifier, 250.0, "requests").bounds
    numbers = [number for number in (bounds.at_least, bounds.at_most) if number is not None]
    assert numbers
    assert all(isinstance(number, int) for number in numbers)
    assert Count("2.5", "exactly", 2.5, "dollars").bounds == Bounds(2.5, 2.5)


@pytest.mark.parametrize("qualifier", vocabulary("qualifiers"))
def test_bounds_are_those_that_the_vocabulary_describes(qualifier: str) -> None:
    """What the vocabulary of qualifiers says of 40 requests is what a count of 40 requests bounds."""
    term = vocabulary("qualifiers")[qualifier]
    says = {"": None, "n": 40, "n + 1": 41, "n - 1": 39}
    described = Bounds(says[term.extra["at_least"]], says[term.extra["at_most"]])
    assert Count("40", qualifier, 40, "requests").bounds == described


@pytest.mark.parametrize("kind", ["rate", "share"])
@pytest.mark.parametrize("qualifier", vocabulary("qualifiers"))
def test_only_totals_bound_anything(kind: str, qualifier: str) -> None:
    """So many a month, or so many of nine, bounds no total."""
    assert Count("30 a month", qualifier, 30, "requests", kind).bounds == NOTHING


def test_words_without_a_number_bound_nothing() -> None:
    """Thousands of requests are words only."""
    assert Count("thousands of", "words only", None, "requests").bounds == NOTHING
    assert Count("exactly as many", "exactly", None, "requests").bounds == NOTHING


def test_words_alone_are_a_total_without_a_number() -> None:
    """A count of which only the words are given has no value, no unit and nobody to share it with."""
    assert Count("a few") == Count("a few", "exactly", None, "", "total", ())
    assert Count("a few").bounds == NOTHING


def test_only_units_of_the_vocabulary_are_divisible() -> None:
    """Every unit is counted whole but money, and the unit of money is one that rows can have."""
    assert frozenset({"dollars"}) == DIVISIBLE_UNITS
    assert set(vocabulary("units")) >= DIVISIBLE_UNITS


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count("more than 250", "more than", 250, "requests"), "more than 250 requests"),
        (Count("more than 250 requests", "more than", 250, "requests"), "more than 250 requests"),
        (Count("one request", "exactly", 1, "requests"), "one request"),
        (Count("exactly 235 emails", "exactly", 235, "e-mails"), "exactly 235 emails"),
        (Count("26.5 USD paid", "exactly", 26.5, "dollars"), "26.5 USD paid"),
        (Count("nearly 100", "nearly", 100, "sessions"), "nearly 100 sessions"),
        (Count("", "words only", None, "sessions"), ""),
        (Count("exactly 3", "exactly", 3), "exactly 3"),
        (Count("exactly 3", "exactly", 3, "logins"), "exactly 3 logins"),
        (Count("thousands of requests", "words only", None, "searches"), "thousands of requests"),
        (
            Count("more than 250", "more than", 250, "requests", shared_with=("grp-x", "us-y")),
            "some of more than 250 requests (with other agencies, us-y)",
        ),
    ],
)
def test_a_count_is_worded_as_the_source_words_it(count: Count, words: str) -> None:
    """The unit is added where the words end in the number; of a shared count a reader sees "some of", and with whom."""
    assert count.in_words({"grp-x": "other agencies"}) == words


def test_parties_without_a_name_are_shown_by_id() -> None:
    """Where no names are given, those who share a count are their ids."""
    assert (
        Count("3", "exactly", 3, "logins", shared_with=("us-y",)).in_words() == "some of 3 logins (with us-y)"
    )


def test_a_shared_count_says_some_of() -> None:
    """Of the part, a count shared with others says "some of"; a count of its own says itself."""
    assert Count("3", "exactly", 3, "requests", shared_with=("us-y",)).part == "some of"
    assert Count("3", "exactly", 3, "requests").part is None


def test_a_shared_count_bounds_the_whole() -> None:
    """The bounds of a shared count are those of what all of them had."""
    assert Count("over 250", "more than", 250, "requests", shared_with=("us-y",)).bounds == Bounds(251, None)


# --- several counts -------------------------------------------------------------------------------------------


def total(value: float, qualifier: str = "exactly", unit: str = "requests", *, shared: bool = False) -> Count:
    """A total as written."""
    return Count(f"{qualifier} {value}", qualifier, value, unit, shared_with=("us-y",) if shared else ())


TOGETHER = {
    "nothing": ([], NOTHING),
    "one count is itself": ([total(3)], Bounds(3, 3)),
    "one count at most": ([total(3, "nearly")], Bounds(None, 3)),
    "one shared count proves nothing of the part": ([total(3, shared=True)], NOTHING),
    "at least the larger, never the sum": ([total(3), total(10, "more than")], Bounds(11, None)),
    "the same count twice is not two": ([total(3), total(3)], Bounds(3, None)),
    "at most is lost beside another": ([total(3, "nearly"), total(2, "up to")], NOTHING),
    "a count that bounds nothing beside one that does": ([total(700, "about"), total(3)], Bounds(3, None)),
    "a shared count beside an own one": ([total(3), total(900, shared=True)], Bounds(3, None)),
    "only shared counts": ([total(3, shared=True), total(900, shared=True)], NOTHING),
    "two units": ([total(3), total(10, unit="searches")], NOTHING),
    "two units, one of them shared": ([total(3), total(10, unit="searches", shared=True)], NOTHING),
    "a rate beside a total": (
        [total(3), Count("9 a month", "exactly", 9, "requests", "rate")],
        Bounds(3, None),
    ),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_several_counts_prove_at_least_the_larger(name: str) -> None:
    """Counts of one thing are never added up, and what they prove together is worked out by hand."""
    counts, expected = TOGETHER[name]
    assert together(counts) == expected
    assert together(reversed(counts)) == expected


qualifiers = st.sampled_from(sorted(vocabulary("qualifiers")))
units = st.sampled_from(sorted(vocabulary("units")))
values = st.one_of(st.none(), st.integers(0, 10**7).map(float))
kinds = st.sampled_from(sorted(vocabulary("count_kinds")))
shares = st.sampled_from([(), ("us-y",), ("us-y", "grp-x")])


def counts_of(unit: st.SearchStrategy[str]) -> st.SearchStrategy[Count]:
    """Any count in some unit."""
    return st.builds(Count, st.just("as written"), qualifiers, values, unit, kinds, shares)


@given(st.lists(counts_of(units), min_size=2).filter(lambda counts: len({each.unit for each in counts}) > 1))
def test_units_never_mix(counts: list[Count]) -> None:
    """Counts in different units prove nothing together, whatever else they are."""
    assert together(counts) == NOTHING


@given(
    st.lists(counts_of(st.just("requests"))),
    counts_of(st.just("requests")).filter(lambda each: bool(each.shared_with)),
)
def test_a_shared_count_never_becomes_a_parts(own: list[Count], shared: Count) -> None:
    """A count shared with others adds no bound: at most it takes away the "at most" of a single own count."""
    with_it, without = together([*own, shared]), together(own)
    assert with_it.at_least == without.at_least
    assert with_it.at_most in (None, without.at_most)
    assert shared.part == "some of"


@given(st.lists(counts_of(st.just("requests"))), counts_of(st.just("requests")))
def test_more_counts_never_prove_less(counts: list[Count], another: Count) -> None:
    """Another count of the same thing never lowers what is proved at least, and no sum is ever proved."""
    before, after = together(counts), together([*counts, another])
    least = [each.bounds.at_least or 0 for each in (*counts, another) if not each.shared_with]
    assert (after.at_least or 0) >= (before.at_least or 0)
    assert (after.at_least or 0) == max(least, default=0)


@given(counts_of(units))
def test_bounds_are_never_crossed(count: Count) -> None:
    """What is proved at least is never more than what is possible at most."""
    low, high = count.bounds.at_least, count.bounds.at_most
    assert low is None or high is None or low <= high
