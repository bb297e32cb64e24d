"""Dates are intervals of days; what can follow what, and what surely does."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, product
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.dates import (
    ALWAYS,
    Clock,
    Span,
    When,
    bounded_by,
    contradicts_publication,
    event,
    iso,
    parse_span,
    standing,
)
from graphmodel.errors import InputError
from tests.graphmodel.world import day

# --- how a date cell is read ----------------------------------------------------------------------------------

FORMS = [
    # a day
    ("2019-06-30", "2019-06-30", "2019-06-30"),
    (" 2019-06-30 ", "2019-06-30", "2019-06-30"),
    ("2020-02-29", "2020-02-29", "2020-02-29"),
    # a month
    ("2019-06", "2019-06-01", "2019-06-30"),
    ("2019-12", "2019-12-01", "2019-12-31"),
    ("2019-02", "2019-02-01", "2019-02-28"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("2000-02", "2000-02-01", "2000-02-29"),
    ("1900-02", "1900-02-01", "1900-02-28"),
    # a quarter
    ("2019-Q1", "2019-01-01", "2019-03-31"),
    ("2019-Q2", "2019-04-01", "2019-06-30"),
    ("2019-Q3", "2019-07-01", "2019-09-30"),
    ("2019-Q4", "2019-10-01", "2019-12-31"),
    # a year, and a federal fiscal year
    ("2019", "2019-01-01", "2019-12-31"),
    ("FY2020", "2019-10-01", "2020-09-30"),
    # intervals, open or not
    ("2019-06..", "2019-06-01", None),
    ("FY2020..", "2019-10-01", None),
    ("..2019-06", None, "2019-06-30"),
    ("..2019-Q2", None, "2019-06-30"),
    ("2019-06..2019-08", "2019-06-01", "2019-08-31"),
    (" 2018 .. 2020-Q1 ", "2018-01-01", "2020-03-31"),
    ("2019-06-30..2019-06-30", "2019-06-30", "2019-06-30"),
    ("2019..2019-03", "2019-01-01", "2019-03-31"),
    ("2019-11..2019", "2019-11-01", "2019-12-31"),
    # nothing stated
    ("", None, None),
    ("  ", None, None),
    ("..", None, None),
]

FORMS_HINT = (
    "write a day (2019-06-30), month (2019-06), quarter (2019-Q2), year (2019), fiscal year (FY2019), "
    "a..b, a.. or ..b"
)


@pytest.mark.parametrize(("text", "first", "last"), FORMS)
def test_a_date_cell_is_the_days_that_it_allows(text: str, first: str | None, last: str | None) -> None:
    """Every form of a date is read as its first and its last day; an open end is infinite."""
    span = parse_span(text)
    assert (iso(span.lo), iso(span.hi)) == (first, last)
    assert (span.lo == -inf) == (first is None)
    assert (span.hi == inf) == (last is None)


@pytest.mark.parametrize(
    "text",
    ["2019-02-29", "2019-06-31", "2019-02-30", "2019-13", "2019-00", "2019-06-00", "0000", "..2019-02-30"],
)
def test_a_day_that_never_was_is_named(text: str) -> None:
    """A date that the calendar does not have is refused, with the date as it was written."""
    shown = text.removeprefix("..")
    with pytest.raises(InputError, match=f"^'{shown}' is an impossible date \\(.*\\)\n") as caught:
        parse_span(text)
    assert caught.value.hint == FORMS_HINT


@pytest.mark.parametrize("text", ["2020..2019", "2019-06-02..2019-06-01", "2020-01 .. 2019-Q4"])
def test_an_interval_that_ends_before_it_starts_is_refused(text: str) -> None:
    """Nothing ends before it starts, and the hint says which date to write first."""
    with pytest.raises(InputError, match="ends before it starts") as caught:
        parse_span(text)
    assert str(caught.value) == f"{text.strip()!r} ends before it starts\nHint: write the earlier date first"


@pytest.mark.parametrize(
    "text",
    [
        "June 2019",
        "06/30/2019",
        "2019-6-1",
        "2019/06",
        "20190630",
        "2019-06-30T10:00",
        "2019-Q5",
        "2019-Q0",
        "FY19",
        "FY2019-06",
        "\N{ARABIC-INDIC DIGIT TWO}019",
        "2019-0\N{FULLWIDTH DIGIT SIX}",
        "FY2019-Q1",
        "2019..2020..2021",
        "early 2019..2020",
        "unknown",
    ],
)
def test_what_is_no_date_is_refused_with_the_forms_that_are(text: str) -> None:
    """A text in no form of a date is refused, and the hint shows every form."""
    with pytest.raises(InputError, match="is not a date") as caught:
        parse_span(text)
    assert caught.value.message.endswith("' is not a date")
    assert caught.value.hint == FORMS_HINT


def test_open_ends_have_no_text() -> None:
    """An open end is not a day, so it is written as nothing."""
    assert (iso(-inf), iso(inf), iso(day("2019-06-30"))) == (None, None, "2019-06-30")


def test_a_blank_cell_allows_every_day() -> None:
    """What is not stated restricts nothing."""
    assert parse_span("") == ALWAYS == Span(-inf, inf)


@pytest.mark.parametrize(
    ("one", "other", "within", "meets"),
    [
        (Span(2, 3), Span(1, 4), True, True),
        (Span(1, 4), Span(2, 3), False, True),
        (Span(1, 4), Span(1, 4), True, True),
        (Span(1, 2), Span(2, 3), False, True),
        (Span(2, 3), Span(1, 2), False, True),
        (Span(1, 2), Span(3, 4), False, False),
        (Span(3, 4), Span(1, 2), False, False),
        (Span(1, 3), Span(1, 2), False, True),
        (Span(0, 2), Span(1, 2), False, True),
        (Span(1, 2), ALWAYS, True, True),
        (ALWAYS, Span(1, 2), False, True),
    ],
)
def test_intervals_hold_their_ends(one: Span, other: Span, within: bool, meets: bool) -> None:
    """Both ends belong to an interval: what lies on an end lies within, and meets."""
    assert (one.within(other), one.meets(other)) == (within, meets)


dates = st.dates(date(1900, 1, 1), date(2100, 12, 31))
years = st.integers(1900, 2100)


@given(dates, dates)
def test_an_interval_written_out_is_read_back(one: date, other: date) -> None:
    """Two days written as an interval are read as those two days."""
    first, last = sorted((one, other))
    assert parse_span(f"{first}..{last}") == Span(first.toordinal(), last.toordinal())
    assert parse_span(f"{first}") == Span(first.toordinal(), first.toordinal())


@given(dates)
def test_a_day_lies_in_its_month_quarter_and_year(one: date) -> None:
    """A narrower form of a date lies within each broader one."""
    quarter = (one.month + 2) // 3
    fiscal = one.year + (one.month > 9)
    forms = [f"{one}", f"{one:%Y-%m}", f"{one.year}-Q{quarter}", f"{one.year}"]
    spans = [parse_span(form) for form in forms]
    assert all(narrow.within(broad) for narrow, broad in pairwise(spans))
    assert parse_span(f"{one.year}-Q{quarter}").within(parse_span(f"FY{fiscal}"))


@given(years)
def test_months_quarters_and_years_leave_no_day_out(year: int) -> None:
    """Each form tiles the calendar: the next one starts on the day after the last one ended."""
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    quarters = [f"{year}-Q{quarter}" for quarter in range(1, 5)]
    for forms in ([*months, f"{year + 1}-01"], [*quarters, f"{year + 1}-Q1"]):
        spans = [parse_span(form) for form in forms]
        assert spans[0].lo == parse_span(f"{year}").lo
        assert all(before.hi + 1 == after.lo for before, after in pairwise(spans))
    assert parse_span(f"{year}").hi + 1 == parse_span(f"{year + 1}").lo
    assert parse_span(f"FY{year}").hi + 1 == parse_span(f"FY{year + 1}").lo


# --- the time of an item --------------------------------------------------------------------------------------


def test_an_event_happened_within_its_interval() -> None:
    """An event has one interval, and speaks of it up to its last day."""
    assert event(Span(3, 8)) == When("event", Span(3, 8), Span(3, 8), 8)


# start, end, end_kind → [s₁, s₂], [e₁, e₂], the last day that it speaks of
STANDING = {
    "ended, apart from its start": (
        Span(1, 3),
        Span(7, 9),
        "ended",
        (Span(1, 3), Span(7, 9), 9),
    ),
    "ended within the time in which it may have started": (
        Span(1, 12),
        Span(3, 5),
        "ended",
        (Span(1, 5), Span(3, 5), 5),
    ),
    "ended, with an end that could lie before its start": (
        Span(4, 6),
        Span(1, 12),
        "ended",
        (Span(4, 6), Span(4, 12), 12),
    ),
    "ended, when is not said": (Span(4, 6), ALWAYS, "ended", (Span(4, 6), Span(4, inf), inf)),
    "ended, start not said": (ALWAYS, Span(7, 9), "ended", (Span(-inf, 9), Span(7, 9), 9)),
    "seen, start not said": (ALWAYS, Span(7, 9), "seen", (Span(-inf, 9), Span(7, inf), 9)),
    "seen after its start": (Span(1, 3), Span(7, 9), "seen", (Span(1, 3), Span(7, inf), 9)),
    "seen within the time in which it may have started": (
        Span(1, 12),
        Span(7, 9),
        "seen",
        (Span(1, 9), Span(7, inf), 9),
    ),
    "seen in the month in which it started": (
        Span(5, 5),
        Span(1, 9),
        "seen",
        (Span(5, 5), Span(5, inf), 9),
    ),
    "ongoing, as stated": (
        Span(1, 12),
        Span(7, 9),
        "ongoing-as-stated",
        (Span(1, 9), Span(7, inf), 9),
    ),
    "end unknown": (Span(4, 6), ALWAYS, "unknown", (Span(4, 6), Span(4, inf), 6)),
    "end unknown: what is written there is not used": (
        Span(4, 6),
        Span(7, 9),
        "unknown",
        (Span(4, 6), Span(4, inf), 6),
    ),
    "nothing known": (ALWAYS, ALWAYS, "unknown", (ALWAYS, ALWAYS, inf)),
}


@pytest.mark.parametrize("name", STANDING)
def test_what_stands_has_a_start_an_end_and_a_last_day(name: str) -> None:
    """Each kind of end says what is known of when something standing ended, and bounds when it began."""
    start, end, end_kind, (starts, ends, last) = STANDING[name]
    assert standing(start, end, end_kind) == When("standing", starts, ends, last)


days = st.one_of(st.integers(-3, 12).map(float), st.just(-inf), st.just(inf))


def _span(one: float, other: float) -> Span:
    """An interval that some day lies in."""
    lo, hi = sorted((one, other))
    return Span(-inf if lo == inf else lo, inf if hi == -inf else hi)


spans = st.builds(_span, days, days)
end_kinds = st.sampled_from(["ended", "seen", "ongoing-as-stated", "unknown"])
standings = (
    st.tuples(spans, spans, end_kinds)
    .filter(lambda made: made[0].lo <= made[1].hi)  # the loader refuses an end before the start
    .map(lambda made: standing(*made))
)
whens = st.one_of(st.builds(event, spans), standings)


@given(standings)
def test_no_end_precedes_its_start(when: When) -> None:
    """Whatever the cells say, start and end are intervals, and neither end of the one precedes that of the other."""
    assert when.start.lo <= when.start.hi
    assert when.end.lo <= when.end.hi
    assert when.start.lo <= when.end.lo
    assert when.start.hi <= when.end.hi


# time, day of publication → [lo, hi] or [s₁, s₂] after it, last day
BOUNDED = {
    "an event that may have been later had been by then": (event(Span(3, 8)), 5, Span(3, 5), 5),
    "an event wholly before is as it was": (event(Span(3, 5)), 8, Span(3, 5), 5),
    "an event up to that very day is as it was": (event(Span(3, 5)), 5, Span(3, 5), 5),
    "an event from that very day on was on that day": (event(Span(5, 8)), 5, Span(5, 5), 5),
    "an event wholly after keeps its dates": (event(Span(6, 8)), 5, Span(6, 8), 8),
    "an undated event had been by then": (event(ALWAYS), 5, Span(-inf, 5), 5),
    "a start had been by then": (standing(Span(3, 8), ALWAYS, "unknown"), 5, Span(3, 5), 5),
    "a start up to that very day is as it was": (standing(Span(3, 5), Span(9, 9), "seen"), 5, Span(3, 5), 9),
    "a start wholly after keeps its dates": (standing(Span(6, 8), ALWAYS, "unknown"), 5, Span(6, 8), 8),
    "what is seen later is spoken of up to then": (
        standing(Span(3, 8), Span(9, 9), "seen"),
        5,
        Span(3, 5),
        5,
    ),
    "what was seen before keeps its last day": (standing(Span(1, 8), Span(2, 4), "seen"), 3, Span(1, 3), 3),
    "what ended keeps its last day before": (standing(Span(1, 5), Span(2, 4), "ended"), 3, Span(1, 3), 3),
}


@pytest.mark.parametrize("name", BOUNDED)
def test_what_was_disclosed_had_been_by_publication(name: str) -> None:
    """hi, or s₂, is at most the day of publication, unless that leaves nothing; the end stays open."""
    when, by, start, last = BOUNDED[name]
    bounded = bounded_by(when, by)
    assert (bounded.kind, bounded.start, bounded.last_day) == (when.kind, start, last)
    assert bounded.end == (bounded.start if when.kind == "event" else when.end)


@pytest.mark.parametrize(("lo", "contradicts"), [(4.0, False), (5.0, False), (6.0, True), (-inf, False)])
def test_what_is_dated_wholly_after_publication_contradicts_it(lo: float, contradicts: bool) -> None:
    """A document cannot tell of what was disclosed after it; of the same day it can."""
    assert contradicts_publication(event(Span(lo, 9)), 5) is contradicts


@given(whens, days)
def test_bounding_never_widens(when: When, by: float) -> None:
    """Publication narrows a time or leaves it; doing it twice does no more; only a contradiction stays beyond it."""
    bounded = bounded_by(when, by)
    assert bounded.start.within(when.start)
    assert bounded.end.within(when.end)
    assert bounded.last_day <= when.last_day
    assert bounded.start.lo == when.start.lo
    assert bounded_by(bounded, by) == bounded
    assert (bounded.start.hi > by) == contradicts_publication(when, by)


# --- what can follow what -------------------------------------------------------------------------------------

Step = tuple[When, int, bool]


def at(lo: float, hi: float, *, wait: int = 0, joined: bool = False) -> Step:
    """An event as a hop."""
    return event(Span(lo, hi)), wait, joined


def held(starts: Span, ends: Span, *, wait: int = 0, joined: bool = False) -> Step:
    """Something standing as a hop."""
    return When("standing", starts, ends, ends.hi), wait, joined


# hops → E, L, certain; None where time rules the last hop out
STEPS: dict[str, tuple[list[Step], tuple[float, float, bool] | None]] = {
    "one hop with no date asked for is certain": ([at(3, 5)], (3, 5, True)),
    "one undated hop is certain": ([at(-inf, inf)], (-inf, inf, True)),
    "apart and in order": ([at(1, 2), at(3, 4)], (3, 4, True)),
    "overlapping: could be in order": ([at(1, 5), at(3, 4)], (3, 4, False)),
    "the earlier day carries over": ([at(3, 9), at(1, 6)], (3, 6, False)),
    "wholly in the wrong order": ([at(5, 6), at(1, 4)], None),
    "only just: the last day of the second is the first of the first": ([at(5, 6), at(1, 5)], (5, 5, False)),
    "a tie is in order": ([at(3, 3), at(3, 3)], (3, 3, True)),
    "a tie where a day must pass": ([at(3, 3), at(3, 3, wait=1)], None),
    "the next day where a day must pass": ([at(3, 3), at(4, 4, wait=1)], (4, 4, True)),
    "a day must pass and may have": ([at(3, 3), at(3, 4, wait=1)], (4, 4, False)),
    "a tie across a shown joint waits for nothing": ([at(3, 3), at(3, 3, wait=1, joined=True)], (3, 3, True)),
    "a shown joint supplies the order": ([at(1, 9), at(2, 4, joined=True)], (2, 4, True)),
    "a shown joint keeps the step": ([at(5, 6), at(1, 4, joined=True)], None),
    "a joint is judged by the hop before the earlier one": (
        [at(1, 2), at(3, 8), at(5, 9, joined=True)],
        (5, 9, True),
    ),
    "a joint does not mend the order of the hop before": (
        [at(1, 4), at(5, 8), at(3, 9, joined=True)],
        (5, 9, False),
    ),
    "a joint is judged without the wait": (
        [at(1, 2), at(4, 8, wait=1), at(2, 9, wait=1, joined=True)],
        (4, 9, True),
    ),
    "once uncertain, uncertain": ([at(1, 6), at(2, 8), at(3, 9, joined=True)], (3, 9, False)),
    "once uncertain, uncertain though the rest is in order": ([at(1, 6), at(2, 3), at(7, 9)], (7, 9, False)),
    "standing since before, and surely still": ([at(4, 6), held(Span(1, 2), Span(7, inf))], (4, 6, True)),
    "standing up to the very day": ([at(4, 6), held(Span(1, 2), Span(6, inf))], (4, 6, True)),
    "standing, perhaps not any more": ([at(4, 6), held(Span(1, 2), Span(5, inf))], (4, 6, False)),
    "standing from later on": ([at(4, 6), held(Span(5, 8), Span(9, 9))], (5, 8, True)),
    "ended before": ([at(4, 6), held(Span(1, 2), Span(2, 3))], None),
    "ended on the first day that it could be": ([at(4, 6), held(Span(1, 2), Span(2, 4))], (4, 6, False)),
    "an event after something standing": ([held(Span(2, 3), Span(9, 9)), at(3, 5)], (3, 5, True)),
    "an event perhaps before it stood": ([held(Span(2, 4), Span(9, 9)), at(3, 5)], (3, 5, False)),
    "standing where a day must pass": ([at(3, 3), held(Span(1, 1), Span(3, inf), wait=1)], (4, 4, False)),
    "standing where a day must pass and surely does": (
        [at(3, 3), held(Span(1, 1), Span(4, inf), wait=1)],
        (4, 4, True),
    ),
    "standing across a shown joint": ([at(1, 9), held(Span(2, 3), Span(4, 5), joined=True)], (2, 9, True)),
    "an undated hop after another": ([at(1, 2), at(-inf, inf)], (1, inf, False)),
}


def walk(steps: list[Step], clock: Clock | None = None) -> Clock | None:
    """The clock after some hops; None where time rules one out."""
    clock = clock or Clock()
    for when, wait, joined in steps:
        after = clock.step(when, wait=wait, joined=joined)
        if after is None:
            return None
        clock = after
    return clock


@pytest.mark.parametrize("name", STEPS)
def test_hops_follow_each_other_as_worked_out_by_hand(name: str) -> None:
    """After some hops the clock shows the earliest day, the day by which it is certain, and whether it is."""
    steps, expected = STEPS[name]
    clock = walk(steps)
    assert (clock and (clock.earliest, clock.latest, clock.certain)) == expected


@pytest.mark.parametrize(
    ("hop", "expected"),
    [
        (event(Span(10, 12)), (10, 12, True)),
        (event(Span(8, 12)), (10, 12, False)),
        (event(Span(5, 10)), (10, 10, False)),
        (event(Span(5, 9)), None),
        (standing(Span(1, 2), Span(10, 10), "seen"), (10, 10, True)),
        (standing(Span(1, 2), Span(9, 9), "seen"), (10, 10, False)),
        (standing(Span(1, 2), Span(9, 9), "ended"), None),
    ],
)
def test_a_question_since_a_day_starts_the_clock_there(
    hop: When, expected: tuple[float, float, bool] | None
) -> None:
    """With a first day asked about, even one hop is only certain if it surely lies after it."""
    clock = walk([(hop, 0, False)], Clock(earliest=10, latest=10))
    assert (clock and (clock.earliest, clock.latest, clock.certain)) == expected


clocks = st.builds(
    lambda one, other, before, certain: Clock(*sorted((one, other)), min(before, one, other), certain),
    days.filter(lambda each: each != inf),
    days.filter(lambda each: each != inf),
    days.filter(lambda each: each != inf),
    st.booleans(),
)


@given(clocks, whens, st.integers(0, 1), st.booleans())
def test_a_step_never_moves_back(clock: Clock, when: When, wait: int, joined: bool) -> None:
    """E never moves back, never passes L, and what is uncertain never becomes certain."""
    after = clock.step(when, wait=wait, joined=joined)
    if after is not None:
        assert after.earliest >= clock.earliest + (0 if joined else wait)
        assert after.earliest <= after.latest
        assert after.latest_before == clock.latest
        assert clock.certain or not after.certain


@given(clocks, whens, st.integers(0, 1))
def test_what_is_certain_can_be(clock: Clock, when: When, wait: int) -> None:
    """A hop that surely follows is never ruled out."""
    needs_by = when.start.lo if when.kind == "event" else when.end.lo
    after = clock.step(when, wait=wait)
    if clock.latest + wait <= needs_by:
        assert after is not None
        assert after.certain == clock.certain
    elif after is not None:
        assert not after.certain


@given(clocks, whens)
def test_a_wait_or_a_missing_joint_never_helps(clock: Clock, when: When) -> None:
    """What is in order where a day must pass is in order where none must, and across a shown joint."""
    waited, plain, joined = (
        clock.step(when, wait=1),
        clock.step(when),
        clock.step(when, wait=1, joined=True),
    )
    if waited is not None:
        assert plain is not None
        assert plain.earliest <= waited.earliest
        assert plain.certain or not waited.certain
    if plain is not None:
        assert joined is not None
        assert joined.certain or not plain.certain


small = st.integers(0, 3)
small_spans = st.builds(lambda one, other: Span(*sorted((one, other))), small, small)
small_whens = st.one_of(
    st.builds(event, small_spans),
    st.tuples(small_spans, small_spans)
    .filter(lambda made: made[0].lo <= made[1].hi)
    .map(lambda made: standing(*made, "ended")),
)


def _worlds(when: When) -> list[tuple[int, int]]:
    """Every way in which it may have been: from which day to which the hop could take place."""
    starts, ends = (range(int(span.lo), int(span.hi) + 1) for span in (when.start, when.end))
    if when.kind == "event":
        return [(moment, moment) for moment in starts]
    return [(first, last) for first in starts for last in ends if first <= last]


def _in_order(world: tuple[tuple[int, int], ...], wait: int) -> bool:
    now = -1
    for place, (first, last) in enumerate(world):
        now = max(now + (wait if place else 0), first)
        if now > last:
            return False
    return True


@given(st.lists(small_whens, min_size=1, max_size=3), st.integers(0, 1))
def test_the_clock_says_what_trying_every_day_says(hops: list[When], wait: int) -> None:
    """Hops can be in order if some choice of their days is, and are certain if every choice is."""
    worlds = [_in_order(world, wait) for world in product(*map(_worlds, hops))]
    clock = walk([(hop, wait if place else 0, False) for place, hop in enumerate(hops)])
    assert (clock is not None) == any(worlds)
    assert (clock is not None and clock.certain) == all(worlds)


def test_a_clock_starts_at_no_day_and_waits_for_nothing_unless_told() -> None:
    """Before the first hop everything is certain, and a tie needs no wait."""
    assert Clock() == Clock(-inf, -inf, -inf, certain=True)
    first = Clock().step(event(Span(3, 3)))
    assert first == Clock(3, 3, -inf, certain=True)
    assert first.step(event(Span(3, 3))) == Clock(3, 3, 3, certain=True)


def test_the_clock_is_read_in_days() -> None:
    """A wait of one is one day of the calendar."""
    first, second = parse_span("2020-02-28"), parse_span("2020-02-29")
    clock = walk([(event(first), 0, False), (event(second), 1, False)])
    assert clock is not None
    assert clock.certain
    assert clock.earliest == date(2020, 2, 28).toordinal() + timedelta(days=1).days
