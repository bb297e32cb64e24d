"""Where a direct way is stopped: another way counts only if it surely, or perhaps, came after the stop."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

import pytest

from graphmodel.scope import Ends
from queries.library.detours import ANSWERS, ends_of, way_round
from queries.stops import Stop, stops_between
from queries.tracing.network import Network
from tests.queries import oracle
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Row, claim, denial, evidence, rows
from tests.queries.test_trace_oracle import evidence_of, question_of

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 4

#: The office refused a staff request of ICE on 1 June 2019.
REFUSED = claim("refused", "dds", "ice", "2019-06-01", mode="refused", channel="staff-request")
#: A block that stood from 2019 to the end of 2020.
BLOCKED = claim(
    "blocked",
    "dds",
    "ice",
    "2019-01-01",
    mode="blocked",
    channel="message-switch",
    time_kind="standing",
    end="2020-12-31",
    end_kind="ended",
)
BY_LOGIN = {"channel": "direct-login"}


def around(*claims: Mapping[str, str], **given: Any) -> list[Row]:
    return rows(evidence(*claims), "detours", **({"from": "dds", "to": "ice", "data": "photo"} | given))


def told(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("stopped", "answer", "verdict", "way", "route"))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2019-06-02", ("refused", "after it", "holds", "direct, another channel", "dds → ice")),
        ("2019", ("refused", "perhaps after it", "possible", "direct, another channel", "dds → ice")),
        ("2019-05-31", ("refused", "before it", "unknown", "direct, another channel", "dds → ice")),
    ],
)
def test_what_ended_before_the_stop_is_no_detour(start: str, expected: tuple[str, ...]) -> None:
    """By login the day after: it did; some time that year: it could have; the day before: that shows nothing."""
    (row,) = around(REFUSED, claim("login", "dds", "ice", start, **BY_LOGIN))
    assert told(row) == expected
    assert (row["stopped_from"], row["stopped_surely_by"]) == ("2019-06-01", "2019-06-01")
    assert row["stop_items"] == ["refused:dds>ice:photo"]


def test_no_other_way_is_no_finding_and_has_its_row() -> None:
    """A stop without a detour is listed; without a stop one row says that none is known."""
    (row,) = around(REFUSED)
    assert told(row) == ("refused", "none known", "unknown", None, None)
    (row,) = around(claim("login", "dds", "ice", "2020", **BY_LOGIN))
    assert (row["answer"], row["stop"]) == ("no stop known", None)


def test_a_detour_goes_through_others_if_every_exchange_can_be_later() -> None:
    """By the police, in July and August; if the police had it in May, before the refusal, it is none."""
    onward = claim("onward", "police", "ice", "2019-08-10", after="dds")
    (row,) = around(REFUSED, claim("into", "dds", "police", "2019-07-10"), onward)
    assert told(row) == ("refused", "after it", "holds", "through others", "dds → police → ice")
    touching = claim("onward", "police", "ice", "2019-08-10")
    (row,) = around(REFUSED, claim("into", "dds", "police", "2019-05-10"), touching)
    assert told(row) == ("refused", "before it", "unknown", "through others", "dds → police → ice")


def test_a_detour_precedes_the_end_of_the_stop() -> None:
    """A login in 2020 went round the block; one in 2021 came after it was lifted."""
    (row,) = around(BLOCKED, claim("login", "dds", "ice", "2020-03-01", **BY_LOGIN))
    assert told(row)[:3] == ("blocked", "after it", "holds")
    assert row["stopped_until"] == "2020-12-31"
    (row,) = around(BLOCKED, claim("login", "dds", "ice", "2021-03-01", **BY_LOGIN))
    assert told(row)[:3] == ("blocked", "before it", "unknown")


def test_the_stopped_flow_itself_is_no_other_way() -> None:
    """The same channel later is the stopped flow; out of a database that the refusal does not name it is another."""
    again = claim("again", "dds", "ice", "2020", channel="staff-request")
    (row,) = around(REFUSED, again)
    assert told(row)[1] == "none known"
    (row,) = around(REFUSED, again | {"databases": "photos"})
    assert told(row)[1:4] == ("after it", "holds", "direct, the same channel")


def test_a_part_of_the_recipient_answers_in_full_its_whole_possibly() -> None:
    """Stopped for ICE: what ERO got did get to ICE, what the department got could have."""
    (row,) = around(REFUSED, claim("part", "dds", "ero", "2020"))
    assert told(row)[1:3] == ("after it", "holds")
    (row,) = around(REFUSED, claim("whole", "dds", "dhs", "2020"))
    assert told(row)[1:3] == ("after it", "possible")


def test_a_placeholder_stands_for_the_office_of_its_state() -> None:
    """Blocked of "Georgia's licensing agency"; the office by its name handed over later."""
    nameless: Row = {
        "id": "ga-licensing",
        "name": "Georgia's licensing agency",
        "kind": "driver-licensing",
        "state": "GA",
        "placeholder": True,
    }
    case = evidence(
        BLOCKED | {"holder": "ga-licensing", "end": "", "end_kind": "unknown"},
        claim("login", "dds", "ice", "2020-03-01", **BY_LOGIN),
        provisional=[nameless],
    )
    (row,) = rows(case, "detours", data="photo")
    assert (row["from"], *told(row)) == (
        "ga-licensing",
        "blocked",
        "after it",
        "holds",
        "direct, another channel",
        "dds → ice",
    )


def test_a_hedged_denial_stops_nothing() -> None:
    """ "Not routinely" denies nothing; the same without the hedge is a stop."""
    login = claim("login", "dds", "ice", "2021", **BY_LOGIN)
    said = denial("said", "dds", "ice", start="2019", end="")
    assert [told(row)[:2] for row in around(said, login)] == [("denied", "after it")]
    (row,) = around(said | {"hedged": "yes"}, login)
    assert row["answer"] == "no stop known"


def test_an_included_kind_has_its_own_row_where_other_evidence_shows_it() -> None:
    """The record was refused and a photo went later; of an address nothing is known, so it has no row."""
    refused = REFUSED | {"data_types": "driver-record"}
    found = around(refused, claim("login", "dds", "ice", "2020", **BY_LOGIN), data=None)
    assert [(row["data_type"], row["answer"]) for row in found] == [
        ("photo", "after it"),
        ("driver-record", "none known"),
    ]


LAW = {
    "rule_id": "law",
    "document": "log",
    "title": "A law",
    "kind": "paper",
    "effect": "bars",
    "holder": "dds",
    "channel": "direct-login",
    "from": "2019-06-01",
}


def test_what_a_rule_bars_is_stopped_and_a_way_that_no_rule_bars_is_round_it() -> None:
    """The barred login of 2020 is no way round itself; an e-mail of 2021 is; barred as well, there is none."""
    login = claim("login", "dds", "ice", "2020-02-01", channel="direct-login")
    mail = claim("mail", "dds", "ice", "2021", channel="email-request")

    def answers(*rules: Mapping[str, str]) -> list[Any]:
        found = rows(evidence(login, mail, rules=rules), "detours", data="photo")
        return [(row["rule"], *told(row)[:4], row["stopped_from"]) for row in found]

    assert answers(LAW) == [("law", "barred", "after it", "holds", "direct, another channel", "2019-06-01")]
    assert answers(LAW, LAW | {"rule_id": "mails", "channel": "email-request"}) == [
        ("law", "barred", "none known", "unknown", None, "2019-06-01"),
        ("mails", "barred", "none known", "unknown", None, "2019-06-01"),
    ]
    assert answers(LAW | {"from": "2020-06-01"}) == [(None, None, "no stop known", None, None, None)]


def test_of_several_stops_the_first_counts() -> None:
    """Refused in June 2019 and again in 2021: a login of 2020 came after it."""
    again = REFUSED | {"claim_id": "again", "start": "2021-06-01"}
    (row,) = around(REFUSED, again, claim("login", "dds", "ice", "2020", **BY_LOGIN))
    assert (row["stopped_from"], row["stopped_surely_by"], row["answer"]) == (
        "2019-06-01",
        "2019-06-01",
        "after it",
    )


def test_only_stops_that_are_heard_count() -> None:
    """A refusal that another document tells of is none where only the log is asked."""
    told_elsewhere = REFUSED | {"document": "report"}
    login = claim("login", "dds", "ice", "2020", **BY_LOGIN)
    assert [row["answer"] for row in around(told_elsewhere, login)] == ["after it"]
    assert [row["answer"] for row in around(told_elsewhere, login, source=["log"])] == ["no stop known"]


def test_the_time_of_a_stop_does_not_widen_the_time_asked_about() -> None:
    """Blocked from 2019 to 2020; the login of 2019 is out of a question since 2020, that of 2020 of one by 2019."""
    early, late = (
        claim(f"in-{year}", "dds", "ice", year, **BY_LOGIN) for year in ("2019-03-01", "2020-03-01")
    )
    assert [row["answer"] for row in around(BLOCKED, early, since="2020")] == ["none known"]
    assert [row["answer"] for row in around(BLOCKED, late, as_of="2019")] == ["none known"]
    (row,) = around(BLOCKED, early | {"hedged": "yes"}, late, as_of="2019")
    assert told(row)[1:3] == ("after it", "possible")
    assert [row["answer"] for row in around(BLOCKED, early, late, since="2020")] == ["after it"]
    assert [row["items"] for row in around(BLOCKED, early, late, since="2020")] == [
        ["in-2020-03-01:dds>ice:photo"]
    ]


def test_stops_that_name_broader_data_or_none_are_one_stop_of_the_data_asked_about() -> None:
    """Two denials of one login, one of any data, one of the record: asked about photos, one row with both."""
    plain = {"channel": "direct-login", "start": "2019", "end": ""}
    record = denial("record", "dds", "ice", **plain | {"data_types": "driver-record"})
    anything = denial("anything", "dds", "ice", **plain | {"data_types": ""})
    (row,) = around(record, anything)
    assert (row["data_type"], row["stop_items"]) == (
        "photo",
        ["anything:dds>ice:", "record:dds>ice:driver-record"],
    )


def test_the_dates_asked_about_bound_stops_and_detours() -> None:
    """By the end of 2019 the refusal is known and the login of 2020 had not been; by May 2019 neither."""
    case = (REFUSED, claim("login", "dds", "ice", "2020", **BY_LOGIN))
    assert [row["answer"] for row in around(*case, as_of="2019-12-31")] == ["none known"]
    assert [row["answer"] for row in around(*case, as_of="2019-05")] == ["no stop known"]


# --- against the oracle ---------------------------------------------------------------------------------------


def by_the_oracle(
    case: Mapping[str, Any], asked: Mapping[str, Any], stop: Stop, start: Ends, goal: Ends
) -> Any:
    """After, perhaps after or before the stop, with the items of the best trace that avoids its flows."""
    ground = oracle.Ground(case)
    items = oracle.all_items(ground)
    stopped = {item.key for item in stop.items}
    want = oracle.asked(asked | {"data": stop.data_type, "obey_rules": stop.rule is not None})

    def traces(since: float, until: float) -> list[oracle.Reading]:
        within = replace(want, since=max(want.since, since), as_of=min(want.as_of, until))
        search = oracle.Search(ground, within, items)
        search.start, search.end = (
            oracle.End(start.full, start.possible),
            oracle.End(goal.full, goal.possible),
        )
        search.flows = {
            key: found
            for key, found in search.flows.items()
            if tuple("" if part is None else part for part in key) not in stopped
        }
        return search.traces()

    later = [each for each in traces(stop.effect.hi, stop.end.lo) if each.certain]
    if later and stop.effect.hi != inf:
        return "after it", list(later[0].ids)
    for answer, since, until in (
        ("perhaps after it", stop.effect.lo, stop.end.hi),
        ("before it", -inf, inf),
    ):
        if found := traces(since, until):
            return answer, list(found[0].ids)
    return "none known", None


def test_the_way_round_a_stop_is_the_oracles() -> None:
    """Over random cases, between anybody: which answer, and the items of the route."""
    seen: Counter[str] = Counter()
    for seed in range(CASES):
        case, asked = random_case(seed)
        plain = {name: asked[name] for name in ("data", "min_standing", "max_hops", "ties") if name in asked}
        plain |= {"from": "any", "to": "any"}
        evidence = evidence_of(case)
        question = question_of(evidence, plain)
        for stop in stops_between(Network(evidence, question), None):
            between = ends_of(stop, evidence.registry)
            answer, trace, _ = way_round(stop, evidence, replace(question, data=stop.data_type))
            items = [hop.carrier.item.id for hop in trace.hops] if trace else None
            expected = by_the_oracle(case, plain, stop, *between)
            assert (answer, items) == expected, f"seed {seed}, {stop}"
            seen[answer] += 1
    assert set(seen) == {*ANSWERS}
