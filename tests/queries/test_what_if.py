"""What a scenario takes away, bars or asks: by hand, against the oracle, and what must hold of every scenario."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from graphmodel.dates import iso
from graphmodel.errors import InputError
from graphmodel.evidence import LEFT_OPEN, Item
from graphmodel.projection import Evidence
from queries.hypothesis import suppose
from queries.library.what_if import WHAT_IF
from queries.scenario_toml import parse_scenario
from queries.tracing.answer import answer_one
from queries.tracing.question import Limits, Question
from tests.queries import oracle
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Row, claim, evidence, lasting, rows
from tests.queries.test_trace_oracle import evidence_of, question_of

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 4

#: The office gave photos to ICE in May 2019 by its staff, through Nlets in 2020, and through the police in 2021.
STAFF = claim("staff", "dds", "ice", "2019-05-10", channel="staff-request")
SWITCH = claim("switch", "dds", "ice", "2020-03-01", channel="message-switch", via="nlets")
INTO = claim("into", "dds", "police", "2021-01-10")
ONWARD = claim("onward", "police", "ice", "2021-02-10", after="dds")
ROUTES = """
[[question]]
from = "dds"
to = "ice"
data = "photo"
"""


def asked(case: Evidence, *entries: str, **given: Any) -> list[Row]:
    """The rows of a scenario made of these entries, and of the trace above."""
    return rows(case, "what-if", scenario="\n".join((*entries, ROUTES)), **given)


def remove(since: str = "", **named: str) -> str:
    ((kind, name),) = named.items()
    return f'[[remove]]\n{kind} = "{name}"\n' + (f"from = {since}\n" if since else "")


def told(row: Row) -> tuple[Any, ...]:
    names = ("change", "later_by", "verdict_before", "verdict_after", "route_before", "route_after")
    return tuple(row[name] for name in names)


# --- by hand --------------------------------------------------------------------------------------------------


def test_without_its_only_way_it_is_stopped() -> None:
    """One exchange, its channel taken away; from the next day on, what was over stays."""
    case = evidence(STAFF)
    (row,) = asked(case, remove(channel="staff-request"))
    assert told(row) == ("stopped", None, "holds", "unknown", "dds → ice", None)
    assert (row["lost"], row["documents"], row["items_before"]) == (
        ["photo"],
        ["log"],
        ["staff:dds>ice:photo"],
    )
    (row,) = asked(case, remove(channel="staff-request", since="2019-05-11"))
    assert (row["change"], row["verdict_before"]) == ("unchanged", None)
    (row,) = asked(case, remove(channel="staff-request", since="2019-05-10"))
    assert row["change"] == "stopped"


def test_the_next_best_way_is_named_with_how_much_later_it_is() -> None:
    """By the switch 296 days later; without the relay as well, through the police in February 2021."""
    case = evidence(STAFF, SWITCH, INTO, ONWARD)
    (row,) = asked(case, remove(channel="staff-request"))
    assert told(row) == ("later", 296, "holds", "holds", "dds → ice", "dds → ice")
    (row,) = asked(case, remove(channel="staff-request"), remove(relay="nlets"))
    assert told(row) == ("re-routed", 642, "holds", "holds", "dds → ice", "dds → police → ice")
    assert row["items_after"] == ["into:dds>police:photo", "onward:police>ice:photo"]


def test_a_way_that_is_only_possible_is_weaker() -> None:
    """Without the shown joint's exchange a touch is left: did becomes could have."""
    touching = claim("touching", "police", "ice", "2021-03")
    (row,) = asked(evidence(INTO, ONWARD, touching), remove(claim="onward"))
    assert told(row)[:4] == ("weaker", 19, "holds", "possible")


@pytest.mark.parametrize(
    ("kind", "name", "stopped"),
    [
        ("agency", "police", True),
        ("agency", "City police", True),
        ("agency", "nlets", False),
        ("relay", "nlets", False),
        ("claim", "into", False),
        ("document", "log", True),
        ("document", "report", False),
    ],
)
def test_what_goes_with_each_kind_of_thing(kind: str, name: str, stopped: bool) -> None:
    """The police are a step; the relay is on no exchange; what the onward row says of the first hop needs no other."""
    nowhere = claim("other", "mva", "ero", "2019", via="nlets")
    (row,) = asked(evidence(INTO, ONWARD, nowhere), remove(**{kind: name}))
    assert (row["change"] == "stopped") is stopped


def test_an_agency_goes_as_a_relay_too_a_link_by_its_id_a_database_by_its_name() -> None:
    """Each alone stops the exchange by the switch; taken away from two days on, the earlier counts."""
    case = evidence(SWITCH | {"databases": "photos"})
    (flow,) = case.flows()
    for entry in (remove(agency="nlets"), remove(link=flow.id), remove(database="photos")):
        (row,) = asked(case, entry)
        assert row["change"] == "stopped", entry
    late, early = (remove(since, relay="nlets") for since in ("2021-01-01", "2020-01-01"))
    assert [row["change"] for row in asked(case, late)] == ["unchanged"]
    assert [row["change"] for row in asked(case, late, early)] == ["stopped"]


def test_a_document_takes_with_it_what_only_repeats_it() -> None:
    """Without the log nothing tells it; without the reprint the log does."""
    reprint = [{"document": "reprint", "title": "A reprint", "repeats": "log"}]
    case = evidence(STAFF, STAFF | {"claim_id": "again", "document": "reprint"}, documents=reprint)
    assert [row["change"] for row in asked(case, remove(document="log"))] == ["stopped"]
    assert [row["change"] for row in asked(case, remove(document="reprint"))] == ["other evidence"]


def test_a_bar_stops_what_it_surely_covers_and_leaves_open_what_it_may() -> None:
    """Barred by channel: stopped; by purpose, which the exchange does not state: only possible."""
    case = evidence(STAFF)
    bar = '[[bar]]\nholder = "GA:driver-licensing"\n'
    from_then = "from = 2019-05-01\n"
    by_channel = replace_added(case, bar + 'channel = "staff-request"\n' + from_then)
    assert by_channel.items == ()
    (item,) = replace_added(case, bar + 'purpose = "immigration-enforcement"\n' + from_then).items
    assert item.masked == {LEFT_OPEN}
    (item,) = replace_added(case, bar + 'channel = "staff-request"\nfrom = 2019-05-11\n').items
    assert item == case.items[0]


def replace_added(case: Evidence, bar: str) -> Evidence:
    """The case under a bar, its row read as a case would read it."""
    scenario = parse_scenario(bar)
    (row,) = [dict(each.cells) for each in scenario.additions]
    row |= {"from": scenario.additions[0].since or "", "document": "log"}
    return suppose(case, scenario, replace(evidence(rules=[row]), items=()))


def test_an_agreement_takes_with_it_what_it_permits_a_rule_only_itself() -> None:
    """The exchange that the agreement permits goes; taken away as a rule, it only stops permitting."""
    agreement = {
        "rule_id": "mou",
        "document": "log",
        "title": "An agreement",
        "kind": "paper",
        "effect": "permits",
        "holder": "dds",
        "channel": "staff-request",
    }
    case = evidence(STAFF, rules=[agreement])
    assert [row["change"] for row in asked(case, remove(agreement="mou"))] == ["stopped"]
    assert [row["change"] for row in asked(case, remove(rule="mou"))] == ["unchanged"]
    law = agreement | {"rule_id": "law", "effect": "bars"}
    case = evidence(STAFF, rules=[law])
    obeying = ROUTES + "obey-rules = true\n"
    (row,) = rows(case, "what-if", scenario=remove(rule="law") + obeying)
    assert told(row)[:1] == ("new",)
    (row,) = rows(case, "what-if", scenario=remove(rule="law", since="2019-05-11") + obeying)
    assert row["change"] == "unchanged"
    with pytest.raises(InputError, match="no agreement 'law'"):
        asked(case, remove(agreement="law"))


def test_exposure_is_asked_where_no_question_is_saved() -> None:
    """Per state and kind of data, with the kinds that the state loses; the switch's login is left as access only."""
    login = lasting("login", "dds", "ice", "2018", channel="direct-login")
    found = rows(evidence(STAFF, login), "what-if", scenario=remove(claim="staff"))
    assert [(row["state"], row["data_type"], row["answer_before"], row["answer_after"]) for row in found] == [
        ("GA", "photo", "direct", "access only")
    ]
    assert (found[0]["change"], found[0]["lost"]) == ("stopped", ["photo"])


# --- what is left of an item ----------------------------------------------------------------------------------


def left(row: Mapping[str, str], since: str) -> Item | None:
    case = evidence(row)
    after = suppose(case, parse_scenario(remove(agency="ice", since=since)))
    return after.items[0] if after.items else None


def times(item: Item) -> tuple[str | None, ...]:
    when = item.when
    return tuple(map(iso, (when.start.lo, when.start.hi, when.end.lo, when.end.hi)))


STOOD = {"time_kind": "standing", "end": "2021-06-30", "end_kind": "ended", "start": "2019-02..2019-03"}


@pytest.mark.parametrize(
    ("row", "since", "expected"),
    [
        (claim("e", "dds", "ice", "2019"), "2020-01-01", ("2019-01-01", "2019-12-31", "2019-01-01", "2019-12-31", False)),
        (claim("e", "dds", "ice", "2019"), "2019-07-01", ("2019-01-01", "2019-06-30", "2019-01-01", "2019-06-30", True)),
        (claim("e", "dds", "ice", "2019"), "2019-01-01", None),
        (claim("e", "dds", "ice"), "2019-01-01", (None, "2018-12-31", None, "2018-12-31", True)),
        (claim("s", "dds", "ice", **STOOD), "2021-07-01", ("2019-02-01", "2019-03-31", "2021-06-30", "2021-06-30", False)),
        (claim("s", "dds", "ice", **STOOD), "2020-01-01", ("2019-02-01", "2019-03-31", "2019-12-31", "2019-12-31", False)),
        (claim("s", "dds", "ice", **STOOD), "2019-03-01", ("2019-02-01", "2019-02-28", "2019-02-28", "2019-02-28", True)),
        (claim("s", "dds", "ice", **STOOD), "2019-02-01", None),
    ],
)  # fmt: skip
def test_what_is_left_of_an_item_from_a_day_on(
    row: Mapping[str, str], since: str, expected: tuple[Any, ...] | None
) -> None:
    """Whole, cut short, left open where it may have been later, or gone."""
    item = left(row, since)
    assert (item and (*times(item), LEFT_OPEN in item.masked)) == expected


def test_what_is_left_open_says_so() -> None:
    """An undated exchange, taken away from 2019 on, could have been before: possible, and why."""
    case = evidence(claim("e", "dds", "ice"))
    after = suppose(case, parse_scenario(remove(agency="ice", since="2019-01-01")))
    (row,) = rows(after, "reach", **{"from": "dds"}, data="photo")
    assert (row["verdict"], row["certain_by"]) == ("possible", "2018-12-31")
    assert row["because"] == [f"hop 1: {LEFT_OPEN}: it may fall under what is taken away or barred"]


# --- what must hold of every scenario -------------------------------------------------------------------------

EVERYTHING = Limits(10**9, 10**9)


def traces(case: Evidence, question: Question) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Of each walk whether it holds, and its best reading."""
    answer = answer_one(case, question, EVERYTHING)
    return {
        tuple(hop.edge.key for hop in each.hops): (each.holds, [hop.carrier.item for hop in each.hops])
        for each in answer.traces
    }


def test_an_empty_scenario_changes_nothing() -> None:
    """The evidence is the same, item for item; so is every answer."""
    for seed in range(CASES // 2):
        case, _ = random_case(seed)
        base = evidence_of(case)
        after = suppose(base, parse_scenario('title = "nothing"'))
        assert tuple(after.items) == tuple(base.items), f"seed {seed}"
        assert after.flows() == base.flows()


def removal_of(case: Evidence, dice: random.Random) -> tuple[str, str] | None:
    """A thing of the case, and what kind of thing it is."""
    there: dict[str, list[str]] = {
        "agency": sorted({party for item in case.items for party in (item.holder, item.recipient) if party in case.registry}),
        "relay": sorted({relay for item in case.items for relay in item.via if relay in case.registry}),
        "link": [flow.id for flow in case.flows()],
        "database": sorted({item.database for item in case.items} - {""}),
        "channel": sorted({item.channel for item in case.items} - {""}),
        "document": sorted(case.documents),
        "claim": sorted(case.by_claim),
    }  # fmt: skip
    kinds = [kind for kind, names in there.items() if names]
    if not kinds:
        return None
    kind = dice.choice(kinds)
    return kind, dice.choice(there[kind])


def test_a_removal_adds_no_trace_and_makes_none_hold() -> None:
    """From any day on, of anything: each trace that is left was there before, and held if it holds."""
    removed = shrunk = 0
    for seed in range(CASES):
        case, want = random_case(seed)
        dice = random.Random(seed)
        base = evidence_of(case)
        thing = removal_of(base, dice)
        if thing is None:
            continue
        since = dice.choice(("", f"2020-03-{dice.randint(1, 9):02}"))
        after = suppose(base, parse_scenario(remove(since, **dict([thing]))))
        question = question_of(base, want)
        before, left_ = traces(base, question), traces(after, question)
        assert left_.keys() <= before.keys(), f"seed {seed}, {thing} from {since}"
        assert all(before[walk][0] for walk in left_ if left_[walk][0]), f"seed {seed}, {thing} from {since}"
        removed += 1
        shrunk += len(left_) < len(before)
    assert shrunk > removed // 8


def test_a_case_without_a_claim_answers_as_if_it_had_never_been_loaded() -> None:
    """The oracle is given the rows without it."""
    for seed in range(CASES):
        case, want = random_case(seed)
        claims = [row for row in case["claim"] if row.get("claim_id")]
        if not claims:
            continue
        base = evidence_of(case)
        gone = random.Random(seed).choice(claims)["claim_id"]
        if gone not in base.by_claim:
            continue
        after = suppose(base, parse_scenario(remove(claim=gone)))
        fewer = case | {"claim": [row for row in case["claim"] if row.get("claim_id") != gone]}
        answer = answer_one(after, question_of(base, want), EVERYTHING)
        expected = oracle.answer(fewer, want)
        assert answer.verdict == expected["verdict"], f"seed {seed} without {gone}"
        assert [
            ["holds" if each.holds else "possible", [hop.carrier.item.id for hop in each.hops]]
            for each in answer.traces
        ] == [[each["verdict"], each["items"]] for each in expected["traces"]], f"seed {seed} without {gone}"


def shortened(item: oracle.Item, day: float) -> oracle.Item | None:
    """What is left of an item that is taken away from a day on; what may have been later is no firm ground."""
    span = item.span
    if (span.e2 if span.standing else span.s2) < day:
        return item
    if span.s1 >= day:
        return None
    open_ = span.s2 >= day
    ended = {"e1": min(span.e1, day - 1), "e2": min(span.e2, day - 1)} if span.standing else {}
    return replace(item, span=replace(span, s2=min(span.s2, day - 1), **ended), hedged=item.hedged or open_)


def test_a_case_without_an_agency_from_a_day_on_answers_as_its_shortened_items_do() -> None:
    """The oracle is given items shortened by hand; verdict, items and arrival of every trace agree."""
    compared = 0
    for seed in range(CASES):
        case, want = random_case(seed)
        dice = random.Random(seed)
        ground, base = oracle.Ground(case), evidence_of(case)
        agencies = sorted({item.recipient for item in base.items} & ground.agencies.keys())
        if not agencies or want.get("obey_rules"):
            continue
        agency, day = dice.choice(agencies), dice.randint(1, 9)
        gone = ground.parts(agency) | {agency}
        after = suppose(base, parse_scenario(remove(f"2020-03-{day:02}", agency=agency)))
        since = oracle.days(f"2020-03-{day:02}")[0]
        items = [
            shortened(item, since) if gone & {item.holder, item.recipient, *item.via} else item
            for item in oracle.all_items(ground)
        ]
        search = oracle.Search(ground, oracle.asked(want), [item for item in items if item is not None])
        expected = [(each.holds, list(each.ids), each.earliest) for each in search.traces()]
        answer = answer_one(after, question_of(base, want), EVERYTHING)
        assert [
            (each.holds, [hop.carrier.item.id for hop in each.hops], each.reading.clock.earliest)
            for each in answer.traces
        ] == expected, f"seed {seed} without {agency} from {day}"
        compared += any(item is not old for item, old in zip(items, oracle.all_items(ground), strict=True))
    assert compared > CASES // 8


def test_what_is_taken_away_and_added_again_is_as_it_was() -> None:
    """The inverse of taking every claim away is to add them all: the same items, the same traces."""
    for seed in range(CASES // 2):
        case, want = random_case(seed)
        base = evidence_of(case)
        names = ", ".join(f'"{each}"' for each in base.by_claim)
        scenario = parse_scenario(f"[[remove]]\nclaim = [{names}]\n[[add]]\nclaim = {{ claim_id = 'x' }}\n")
        after = suppose(base, scenario, base)
        question = question_of(base, want)
        assert traces(after, question) == traces(base, question), f"seed {seed}"


# --- what is wrong in a scenario ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "x"\n[[remove]]\nlink = "beef"', "line 3: the case has no link 'beef'"),
        ('[[remove]]\n\nrelay = "nelts"\n', "line 3: the case has no relay 'nelts'\nHint: did you mean Nlets?"),
        ('[[remove]]\nagency = "Citty police"', "line 2: the case has no agency 'Citty police'\nHint: did you mean City police?"),
        ('[[remove]]\nchannel = "message-switch"\n[[remove]]\nchannel = "fax"', "line 4: the case has no channel 'fax'"),
        ('[[remove]]\nagancy = "ice"', "line 2: 'agancy' is no field of [[remove]]\nHint: did you mean agency?"),
        ('[[remove]]\nfrom = 2019-01-01', "line 1: [[remove]] names nothing\nHint: name one of agency, relay"),
        ('[[remove]]\nagency = "ice"\nrelay = "nlets"', "line 1: [[remove]] names agency, relay"),
        ('[[remove]]\nagency = "ice"\nfrom = "soon"', "line 3: from: 'soon' is not a date"),
        ('\n[[remov]]\nagency = "ice"', "line 2: 'remov' is no part of a scenario\nHint: did you mean remove?"),
        ('remove = "ice"', "'remove' is no list of tables\nHint: write [[remove]] above each"),
        ('[[question]]\nask = "flows"', "line 2: 'flows' cannot be asked here\nHint: allowed: trace, exposure"),
        ('[[bar]]\nrecipients = "ice"', "line 2: 'recipients' is no field of [[bar]]\nHint: did you mean recipient?"),
        ('[[add]]\nclaim = "x"', "line 2: claim is no row"),
        ('[[remove]\n', "the scenario is no TOML"),
    ],
)  # fmt: skip
def test_an_error_in_a_scenario_names_its_line_and_what_is_allowed(text: str, said: str) -> None:
    """Never a traceback: what is wrong, where, and the nearest names."""
    with pytest.raises(InputError, match=re.escape(said)):
        rows(evidence(STAFF, SWITCH), "what-if", scenario=text)


def test_only_saved_questions_can_be_picked() -> None:
    """By the names that the scenario gives them; exposure is always there."""
    text = remove(claim="staff") + ROUTES + 'name = "photos"\n'
    case = evidence(STAFF)
    assert {row["question"] for row in rows(case, "what-if", scenario=text)} == {"photos"}
    found = WHAT_IF.ask(case, {"scenario": text, "question": ["exposure"]})
    assert {row["question"] for row in found} == {"exposure"}
    with pytest.raises(InputError, match=r"'photo' is no question of this .*\nHint: did you mean photos\?"):
        WHAT_IF.ask(case, {"scenario": text, "question": ["photo"]})
