"""Words follow verdicts: nothing possible reads like a fact."""

import doctest

import pytest

from queries import dated
from queries import words as wording
from viz import words
from viz.marks import KNOWLEDGE


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(dated).failed == 0
    assert doctest.testmod(wording).failed == 0


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2019-06-01", "2019-06-30", "June 2019"),
        ("2020-02-01", "2020-02-29", "Feb 2020"),
        ("2019-01-01", "2019-12-31", "2019"),
        ("2017-01-01", "2019-12-31", "2017 to 2019"),
        ("2017-09-15", "2019-06-30", "15 Sept 2017 to 30 June 2019"),
        ("2020-03-03", "2020-03-03", "3 March 2020"),
        ("2020-03-03", None, "from 3 March 2020"),
        (None, "2019-07-01", "by 1 July 2019"),
        (None, None, "not dated"),
        ("a day", "another", "not dated"),
    ],
)
def test_a_period_says_no_more_than_its_days(first: str | None, last: str | None, said: str) -> None:
    assert dated.period(first, last) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (None, "not dated"),
        ({"kind": "event", "lo": "2019-06-01", "hi": "2019-06-30"}, "June 2019"),
        ({"kind": "event", "lo": None, "hi": None}, "not dated"),
        ({"kind": "standing", "lo": "2013-01-01", "hi": "2013-12-31", "ended_lo": "2017-01-01", "ended_hi": "2017-12-31"},
         "since 2013, until 2017"),
        ({"kind": "standing", "lo": "2013-01-01"}, "since 1 Jan 2013 or later"),
        ({"kind": "standing", "ended_hi": "2017-01-01"}, "until 1 Jan 2017 at the latest"),
        ({"kind": "standing"}, "not dated"),
    ],
)  # fmt: skip
def test_an_event_lies_within_its_days_and_what_stands_has_two_ends(time: object, said: str) -> None:
    assert dated.when(time) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (None, ""),
        ({"words": "more than 250 requests", "unit": "requests", "part": None, "shared_with": []}, "more than 250 requests"),
        ({"words": "exactly 235 emails", "unit": "e-mails"}, "exactly 235 emails"),
        ({"words": "nearly 100", "unit": "sessions"}, "nearly 100 sessions"),
        ({"words": "hundreds of immigrants", "unit": "people"}, "hundreds of immigrants"),
        ({"words": "a few", "unit": "requests"}, "a few"),
        ({"words": "more than 250", "unit": "requests", "part": "some of", "shared_with": ["grp"]},
         "some of more than 250 requests (with GRP)"),
    ],
)  # fmt: skip
def test_a_shared_count_stays_a_count_of_the_whole(number: object, said: str) -> None:
    assert wording.count(number, str.upper) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(("verdict", "word"), [("holds", "did"), ("possible", "could have")])
@pytest.mark.parametrize("hops", [1, 2])
def test_a_route_says_did_only_where_it_holds(verdict: str, word: str, hops: int) -> None:
    steps = [{"from": f"a{hop}", "to": f"a{hop + 1}"} for hop in range(hops)]
    said = words.route({"verdict": verdict, "steps": steps}, "Photo", str.upper)
    assert f" {word} " in said
    assert "A0" in said
    assert f"A{hops}" in said


def test_every_kind_of_line_has_a_sentence() -> None:
    assert set(words.EXCHANGE) == set(KNOWLEDGE)


def test_only_what_did_happen_is_told_in_the_past_without_a_doubt() -> None:
    doubts = ("could have", "no disclosure", "not known", "refused", "block", "does not")
    assert {
        known for known, text in words.EXCHANGE.items() if not any(doubt in text for doubt in doubts)
    } == {"did"}


def test_every_reason_for_an_absence_has_a_sentence_and_an_unknown_one_is_named() -> None:
    assert len(words.NO_ROUTE) == 10
    assert "new-reason" in words.no_route({"reason": "new-reason"})
    assert words.no_route(None) == "No route is known."
