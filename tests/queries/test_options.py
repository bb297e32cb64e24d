"""Options mean what was typed, and one that cannot be meant is refused in words that say what to type."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from graphmodel.dates import Day, iso
from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.options import (
    read_data,
    read_day,
    read_party,
    read_sources,
    read_standing,
    read_term,
)
from queries.tracing.question import MAX_HOPS, LeftOut, Question
from tests.queries.smallcases import claim, evidence, question, traced


@pytest.fixture(scope="module")
def case() -> Evidence:
    return evidence(
        claim("a", "dds", "ice", "2020-03-01", databases="ga-licence-database"),
        claim("b", "mva", "ice", "2020-03-02", document="report", dataset="second"),
    )


def shown(day: Day | None) -> str | None:
    return None if day is None else iso(day)


# --- single options ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "party", "kind", "state"),
    [
        ("dds", "dds", None, None),
        ("DDS of Georgia", "dds", None, None),
        ("motor vehicle  administration", "mva", None, None),
        ("others", "others", None, None),
        ("driver-licensing", None, "driver-licensing", None),
        ("GA:driver-licensing", None, "driver-licensing", "GA"),
        ("ga:driver-licensing", None, "driver-licensing", "GA"),
        ("any", None, None, None),
    ],
)
def test_a_party_is_an_id_a_name_an_alias_a_kind_a_kind_in_a_state_or_any(
    case: Evidence, text: str, party: str | None, kind: str | None, state: str | None
) -> None:
    scope = read_party(text, case)
    assert (scope.party, scope.kind, scope.state) == (party, kind, state)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("policee", r"'policee' is no agency, group, kind.*\nHint: did you mean police"),
        ("XX:driver-licensing", r"'XX:driver-licensing'\nHint: "),
        (
            "WA:driver-licensing",
            r"no agency of this case answers to 'WA:driver-licensing'\nHint: states that have one: GA, MD",
        ),
        ("court", r"no agency of this case answers to 'court'"),
    ],
)
def test_a_party_that_nobody_answers_to_is_refused(case: Evidence, text: str, message: str) -> None:
    """A kind that no agency of the case has would give an answer about nobody."""
    with pytest.raises(InputError, match=message):
        read_party(text, case)


def test_data_is_an_id_or_a_label(case: Evidence) -> None:
    assert read_data("photo", case) == "photo"
    assert read_data("Licence or ID photo", case) == "photo"
    with pytest.raises(InputError, match=r"(?s)'foto'.*photo"):
        read_data("foto", case)


def test_a_term_is_an_id_or_a_label_and_none_stays_none() -> None:
    assert read_term("channels", None) is None
    assert read_term("channels", "staff-request") == "staff-request"
    assert read_term("channels", "message switch") == "message-switch"
    with pytest.raises(InputError, match="staff-requests"):
        read_term("channels", "staff-requests")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (None, None, None),
        ("2020-02-03", "2020-02-03", "2020-02-03"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020", "2020-01-01", "2020-12-31"),
    ],
)
def test_a_month_or_year_is_its_first_day_for_since_and_its_last_for_the_rest(
    text: str | None, first: str | None, last: str | None
) -> None:
    assert shown(read_day(text, "since", last=False)) == first
    assert shown(read_day(text, "as-of", last=True)) == last


@pytest.mark.parametrize(("text", "last"), [("2020..", True), ("..2020", False)])
def test_a_day_that_is_open_is_refused_where_one_is_asked_for(text: str, *, last: bool) -> None:
    """Quietly read as no bound at all, it would answer another question."""
    with pytest.raises(
        InputError, match=r"is open where a day is asked for\nHint: write a day, month or year"
    ):
        read_day(text, "as-of", last=last)


@pytest.mark.parametrize("option", ["data", "channel", "purpose", "since", "as_of", "open_at", "known_by"])
def test_an_option_given_with_nothing_in_it_is_refused(case: Evidence, option: str) -> None:
    with pytest.raises(InputError, match=r"was given with nothing in it\nHint: leave it out"):
        question(case, **{option: " "})


def test_a_kind_that_a_state_has_not_is_refused_with_the_states_that_have_it(case: Evidence) -> None:
    with pytest.raises(
        InputError, match=r"answers to 'WA:driver-licensing'\nHint: states that have one: GA, MD$"
    ):
        read_party("WA:driver-licensing", case)
    with pytest.raises(InputError, match=r"answers to 'MD:law-enforcement'\nHint: states that have one: GA$"):
        read_party("MD:law-enforcement", case)


def test_a_day_that_is_none_is_refused_by_the_name_of_its_option() -> None:
    with pytest.raises(InputError, match=r"--as-of: '2020-02-30' is an impossible date.*\nHint: write a day"):
        read_day("2020-02-30", "as-of", last=True)


def test_a_floor_is_a_standing_that_carries() -> None:
    assert read_standing("available") == "available"
    with pytest.raises(
        InputError, match=r"'reprted' is no standing that carries\nHint: did you mean reported"
    ):
        read_standing("reprted")
    with pytest.raises(InputError, match=r"'refused' is no standing that carries\nHint: .*"):
        read_standing("refused")
    with pytest.raises(
        InputError, match=r"'zzz' is no standing that carries\nHint: allowed: documented, acknowledged"
    ):
        read_standing("zzz")


def test_sources_are_datasets_or_documents_of_the_case(case: Evidence) -> None:
    assert read_sources(None, case) == ()
    assert read_sources("second", case) == ("second",)
    assert read_sources(["first", "report"], case) == ("first", "report")
    with pytest.raises(InputError, match=r"'reprt' is no dataset or document.*\nHint: did you mean report\?"):
        read_sources(["first", "reprt"], case)
    with pytest.raises(InputError, match=r"'zzz' is no dataset or document.*\nHint: see `datatrail check`"):
        read_sources("zzz", case)


# --- the question of a trace ------------------------------------------------------------------------------------


def test_a_trace_without_options_asks_about_all_time_at_the_floor_reported(case: Evidence) -> None:
    asked = question(case)
    assert (asked.start.text, asked.goal.text, asked.data) == ("dds", "ice", "photo")
    assert (asked.since, asked.as_of, asked.open_at, asked.known_by) == (None, None, None, None)
    assert (asked.earliest, asked.deadline) == (-inf, inf)
    assert (asked.floor, asked.max_hops, asked.wait, asked.exact) == ("reported", MAX_HOPS, 0, False)
    assert (asked.channel, asked.purpose, asked.database, asked.sources) == (None, None, None, ())
    assert (asked.via, asked.avoid) == (None, None)
    assert asked.carrying == ("documented", "acknowledged", "records-reported", "reported")


def test_every_option_of_a_trace_is_read(case: Evidence) -> None:
    asked = question(
        case,
        since="2020-02",
        as_of="2020-03",
        known_by="2020",
        min_standing="records-reported",
        max_hops=2,
        ties="forbid",
        exact=True,
        channel="message switch",
        purpose="criminal-investigation",
        database="ga-licence-database",
        via="police",
        avoid="broker",
        source="report",
    )
    assert [shown(day) for day in (asked.since, asked.as_of, asked.known_by)] == [
        "2020-02-01",
        "2020-03-31",
        "2020-12-31",
    ]
    assert (asked.earliest, asked.deadline) == (asked.since, asked.as_of)
    assert asked.carrying == ("documented", "acknowledged", "records-reported")
    assert (asked.max_hops, asked.wait, asked.exact) == (2, 1, True)
    assert (asked.channel, asked.purpose) == ("message-switch", "criminal-investigation")
    assert (asked.database, asked.sources) == ("ga-licence-database", ("report",))
    assert asked.via is not None
    assert asked.avoid is not None
    assert (asked.via.party, asked.avoid.party) == ("police", "broker")


def test_a_day_asked_about_as_open_stands_for_its_last_day(case: Evidence) -> None:
    asked = question(case, open_at="2020-03")
    assert shown(asked.open_at) == "2020-03-31"
    assert asked.deadline == inf


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"open_at": "2020", "since": "2019"},
            r"--open-at asks about one day and contradicts --since\nHint:",
        ),
        ({"open_at": "2020", "as_of": "2019"}, "contradicts --as-of"),
        ({"open_at": "2020", "since": "2019", "as_of": "2020"}, "contradicts --since, --as-of"),
        ({"open_at": "2020", "ties": "forbid"}, "contradicts --ties"),
        ({"since": "2020-03-02", "as_of": "2020-03-01"}, r"--since is later than --as-of\nHint: give the"),
        ({"via": "police", "avoid": "police"}, r"--via and --avoid name the same agency\nHint: leave one"),
        ({"max_hops": 0}, r"--max-hops 0 leaves nothing\nHint: give 1 or more"),
        ({"ties": "perhaps"}, r"--ties 'perhaps' is not known\nHint: allowed: allow, forbid"),
        ({"database": "ga-license-database"}, r"is no database of this case\nHint: did you mean ga-licence"),
        ({"data": "foto"}, r"'foto'"),
        ({"channel": "telepathy"}, r"'telepathy'"),
        ({"min_standing": "denied"}, r"'denied' is no standing that carries"),
    ],
)
def test_options_that_contradict_each_other_or_leave_nothing_are_refused(
    case: Evidence, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        question(case, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"open_at": "2020", "ties": "allow"},
        {"since": "2020-03-01", "as_of": "2020-03-01"},
        {"via": "police", "avoid": "broker"},
        {"max_hops": 1},
    ],
)
def test_options_that_agree_are_taken(case: Evidence, options: dict[str, Any]) -> None:
    question(case, **options)


def test_via_and_avoid_of_one_agency_under_two_names_are_refused(case: Evidence) -> None:
    with pytest.raises(InputError, match="--via and --avoid name the same agency"):
        question(case, via="mva", avoid="MVA of Maryland")


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_leaves_no_trace_is_refused(case: Evidence, limit: int) -> None:
    """A limit must never turn a trace that there is into none."""
    with pytest.raises(InputError, match="--limit"):
        traced(case, limit=limit)


def test_a_question_without_options_is_the_one_that_nothing_was_typed_for(case: Evidence) -> None:
    """What is not asked for is the same for whoever asks in Python as for whoever types."""
    typed = question(case)
    assert Question(typed.start, typed.goal, "photo") == typed
    assert LeftOut() == LeftOut(count=0, exact=True, why=None)
