"""How rules judge items: the twenty near misses, then each clause with everything else in place."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graphmodel.judging import Judgement, Judging
from graphmodel.projection import Evidence, project
from graphmodel.vocabulary import vocabulary
from loaders import shipped
from loaders.canonical import record
from tests.graphmodel.world import (
    AGENCIES,
    AUTHORITIES,
    BOSTON,
    DDS,
    DESK,
    DHS,
    GSP,
    ICE,
    OTHERS,
    claim,
    evidence,
)

ROOT = Path(__file__).parents[2]
NEAR_MISSES = ROOT / "tests" / "data" / "rules"
RULES = ROOT / "datatrail" / "bundled" / "policy-barriers" / "rules.csv"


# --- the twenty near misses ---------------------------------------------------------------------------------------


def cells_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file, as text."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def claim_of(row: Mapping[str, str]) -> dict[str, Any]:
    """A near miss as the claim that it stands for."""
    cells = {
        "claim_id": row["item"],
        "mode": "disclosed",
        "holder": row["holder"],
        "recipient": row["recipient"],
        "channel": row["channel"],
        "data_types": row["data_type"],
        "payload": "stated",
        "purpose": row["purpose"],
        "threshold_shown": row["threshold_shown"],
        "start": row["date"],
    }
    return dict(record("claim", cells))


@cache
def near_misses() -> Evidence:
    """The rules of the bundled case with the made-up items, among the shipped agencies."""
    made_up = [record("agency", cells) for cells in cells_of(NEAR_MISSES / "agencies-nearmiss.csv")]
    known = list(shipped.agencies())
    return project(
        {
            "Agency": [*(row for row in known if row["kind"] != "group"), *made_up],
            "AgencyGroup": [row for row in known if row["kind"] == "group"],
            "DataType": [
                {"id": term.id, "parents": term.parents, "made_from": term.listed("made_from")}
                for term in vocabulary("data_types").values()
            ],
            "Rule": [record("rule", cells) for cells in cells_of(RULES)],
            "Statement": map(claim_of, cells_of(NEAR_MISSES / "rules-nearmiss.csv")),
        }
    )


@pytest.mark.parametrize("row", cells_of(NEAR_MISSES / "rules-nearmiss.csv"), ids=lambda row: row["item"])
def test_a_near_miss_is_judged_as_worked_out_by_hand(row: dict[str, str]) -> None:
    """Each of twenty items by the rule beside it: barred, permitted, cannot tell or not touched, for the reason given."""
    case = near_misses()
    (rule,) = (each for each in case.rules if each.id == row["rule_id"])
    (item,) = case.by_claim[row["item"]]
    found = case.judging.judge(rule, item)
    actual = found.judged if found else "not touched"
    assert actual == row["judged"], f"expected {row['judged']} ({row['why']}), actual {actual}: {found}"


# --- clause by clause ---------------------------------------------------------------------------------------------

RULE: dict[str, Any] = {
    "id": "P1",
    "name": "The act",
    "kind": "paper",
    "effect": "bars",
    "holder": [DDS],
    "recipient": [ICE],
    "channel": ["staff-request"],
    "data_types": ["driver-record"],
    "purpose": ["immigration-enforcement"],
    "from": "2020",
}
COVERED: dict[str, Any] = {
    "holder": [DDS],
    "recipient": [ICE],
    "channel": "staff-request",
    "data_types": ["photo"],
    "purpose": "immigration-enforcement",
    "start": "2021-05",
}
#: Touches what `COVERED` is, and says nothing of the rule above.
OTHER: dict[str, Any] = {"id": "P2", "name": "Another act", "kind": "paper"}


def judged(rule: dict[str, Any], item: dict[str, Any], *others: dict[str, Any]) -> Judgement | None:
    """What the rule makes of a claim, both given by what differs from the plain ones."""
    rows = [RULE | rule, *(OTHER | other for other in others)]
    case = evidence(claim(**(COVERED | item)), Rule=rows)
    (only,) = case.items
    return case.judging.judge(case.rules[0], only)


STANDING = {"time_kind": "standing", "start": "2015", "end": "2021", "end_kind": "seen"}
EXCEPTS = {"excepts_threshold": ["judicial-warrant", "court-order"]}

# what of the rule, what of the item, other rules → judged
JUDGED: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[dict[str, Any], ...], str | None]] = {
    "all of it matched": ({}, {}, (), "barred"),
    "a technical block": ({"kind": "technical"}, {}, (), "barred"),
    "not touched": ({}, {"recipient": [GSP]}, (), None),
    # every field that the rule states is matched by a stated fact
    "a part of the holder": ({}, {"holder": [DESK]}, (), "barred"),
    "a part of a part of the recipient": ({}, {"recipient": [BOSTON]}, (), "barred"),
    "the whole of the recipient": ({}, {"recipient": [DHS]}, (), "cannot tell"),
    "a group as recipient": ({}, {"recipient": [OTHERS]}, (), "cannot tell"),
    "no recipient named": ({}, {"recipient": []}, (), "cannot tell"),
    "a masked recipient": ({}, {"recipient": [], "masked": ["recipient:stars"]}, (), "cannot tell"),
    "a rule about anybody": ({"recipient": ["any"]}, {"recipient": []}, (), "barred"),
    "the group that the rule names": ({"recipient": [OTHERS]}, {"recipient": [OTHERS]}, (), "barred"),
    "a named member of the rule's group": ({"recipient": [OTHERS]}, {"recipient": [GSP]}, (), "barred"),
    "a group of the rule's kind": (
        {"recipient": ["immigration-enforcement"]}, {"recipient": [AUTHORITIES]}, (), "cannot tell",
    ),
    "of the kind in the state": ({"holder": ["GA:driver-licensing"]}, {"holder": [DESK]}, (), "barred"),
    "no channel": ({}, {"channel": None}, (), "cannot tell"),
    "no purpose": ({}, {"purpose": None}, (), "cannot tell"),
    "a narrower purpose": ({}, {"purpose": "civil-immigration-enforcement"}, (), "barred"),
    "a broader purpose": ({"purpose": ["civil-immigration-enforcement"]}, {}, (), "cannot tell"),
    "the type itself": ({}, {"data_types": ["driver-record"]}, (), "barred"),
    "a broader type": ({}, {"data_types": ["personal-data"]}, (), "cannot tell"),
    "a type that shares a narrower one": ({}, {"data_types": ["biometric"]}, (), "cannot tell"),
    "an assumed type": ({}, {"payload": "assumed"}, (), "cannot tell"),
    "an assumed type elsewhere": ({}, {"data_types": ["probe-photo"], "payload": "assumed"}, (), "cannot tell"),
    "an assumed type, the rule of any": ({"data_types": []}, {"payload": "assumed"}, (), "barred"),
    "a masked type": ({}, {"data_types": [], "masked": ["data_types:stars"]}, (), "cannot tell"),
    "a masked type elsewhere": (
        {"data_types": ["probe-photo"]}, {"data_types": [], "masked": ["data_types:stars"]}, (), "cannot tell",
    ),
    "a type not itemised": ({}, {"data_types": []}, (), "barred"),
    "not itemised, of a face search": (
        {"data_types": ["face-search-result"], "channel": []},
        {"data_types": [], "channel": "face-search-by-staff"}, (), "cannot tell",
    ),
    "itemised, of a face search": (
        {"data_types": ["face-search-result"], "channel": []},
        {"data_types": ["driver-record"], "channel": "face-search-by-staff"}, (), None,
    ),
    "not itemised, of no face search": (
        {"data_types": ["face-search-result"]}, {"data_types": []}, (), None,
    ),
    # wholly in force
    "on the last day of its first year": ({}, {"start": "2020-12-31"}, (), "barred"),
    "in the year in which it took effect": ({}, {"start": "2020-12-30"}, (), "cannot tell"),
    "the day before it took effect": ({"from": "2021-05-02"}, {"start": "2021-05-01"}, (), None),
    "undated": ({}, {"start": None}, (), "cannot tell"),
    "undated, the rule too": ({"from": None}, {"start": None}, (), "barred"),
    "a masked date": ({}, {"start": None, "masked": ["start:stars"]}, (), "cannot tell"),
    "ended some time after": ({"to": "2022"}, {}, (), "barred"),
    "ended on its last day": ({"to": "2021-05-31"}, {}, (), "barred"),
    "ended before its last day": ({"to": "2021-05-30"}, {}, (), "cannot tell"),
    "took effect at some time after": ({"from": "2020.."}, {}, (), "cannot tell"),
    "took effect by then": ({"from": "..2021-05-01"}, {}, (), "barred"),
    "standing across": ({}, STANDING, (), "cannot tell"),
    "standing within": ({}, STANDING | {"start": "2021-01-01"}, (), "barred"),
    # exceptions are of bars
    "an exception shown": (EXCEPTS, {"threshold_shown": "court-order"}, (), "permitted"),
    "an exception shown, the purpose not": (
        EXCEPTS, {"threshold_shown": "court-order", "purpose": None}, (), "permitted",
    ),
    "an exception of a partial rule shown": (
        EXCEPTS | {"partial": True}, {"threshold_shown": "judicial-warrant"}, (), "permitted",
    ),
    "none of the exceptions shown": (EXCEPTS, {"threshold_shown": "administrative-subpoena"}, (), "barred"),
    "nothing shown": (EXCEPTS, {"threshold_shown": "none"}, (), "barred"),
    "what was shown is not stated": (EXCEPTS, {"threshold_shown": None}, (), "cannot tell"),
    "which was shown is not known": (EXCEPTS, {"threshold_shown": "unknown"}, (), "cannot tell"),
    "no exceptions, nothing stated": ({}, {"threshold_shown": None}, (), "barred"),
    # partial never bars
    "partial": ({"partial": True}, {}, (), "cannot tell"),
    # other rules
    "one that permits": ({}, {}, ({"effect": "permits"},), "barred"),
    "one that permits and names it": ({}, {}, ({"effect": "permits", "overrides": ["P1"]},), "cannot tell"),
    "one that names it for another purpose": (
        {}, {}, ({"effect": "permits", "overrides": ["P1"], "purpose": ["registry"]},), "barred",
    ),
    "one that names it, of another time": (
        {}, {}, ({"effect": "permits", "overrides": ["P1"], "from": "2021-06"},), "barred",
    ),
    "one that names it, for some purpose": (
        {"purpose": []}, {"purpose": None}, ({"effect": "permits", "overrides": ["P1"], "purpose": ["registry"]},),
        "cannot tell",
    ),
    "one that requires": ({}, {}, ({"effect": "requires"},), "cannot tell"),
    "one that requires it of others": ({}, {}, ({"effect": "requires", "holder": [GSP]},), "barred"),
    "one that requires, an exception shown": (
        EXCEPTS, {"threshold_shown": "court-order"}, ({"effect": "requires"},), "permitted",
    ),
    "a report that names it": ({}, {}, ({"effect": "reports", "overrides": ["P1"]},), "barred"),
    "itself among those it names": ({"overrides": ["P1"]}, {}, (), "barred"),
    # the same holds of a rule that permits or requires
    "a permit": ({"effect": "permits"}, {}, (), "permitted"),
    "a duty": ({"effect": "requires"}, {}, (), "permitted"),
    "a permit beside a duty": ({"effect": "permits"}, {}, ({"effect": "requires"},), "permitted"),
    "a permit, no purpose": ({"effect": "permits"}, {"purpose": None}, (), "cannot tell"),
    "a partial permit": ({"effect": "permits", "partial": True}, {}, (), "cannot tell"),
    "a permit that straddles": ({"effect": "permits"}, {"start": "2019..2021"}, (), "cannot tell"),
    "a permit with a threshold": (EXCEPTS | {"effect": "permits"}, {"threshold_shown": None}, (), "permitted"),
    "a permit, its threshold shown, no purpose": (
        EXCEPTS | {"effect": "permits"}, {"threshold_shown": "court-order", "purpose": None}, (), "cannot tell",
    ),
    "a rule that ended by some day at the latest": ({"to": "..2030"}, {}, (), "cannot tell"),
    # what judges nothing
    "none found": ({"effect": "none-found"}, {}, (), None),
    "a report": ({"effect": "reports"}, {}, (), None),
}  # fmt: skip


@pytest.mark.parametrize("name", JUDGED)
def test_a_rule_judges_an_item(name: str) -> None:
    """Each clause, with everything else in place."""
    rule, item, others, expected = JUDGED[name]
    found = judged(rule, item, *others)
    assert (found and found.judged) == expected, found


# a standing item by its dates, and the rule's end → barred from, and whether it surely held then
CROSSING: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str | None, bool]]] = {
    "seen in force": ({}, {}, ("2020-12-31", True)),
    "seen some time in the year in which it took effect": ({}, {"end": "2020"}, ("2020-12-31", False)),
    "start not known": ({}, {"start": None}, ("2020-12-31", True)),
    "end not known": ({}, {"end": None, "end_kind": "unknown"}, ("2020-12-31", False)),
    "ended at some time in force": ({}, {"end": "2021-03", "end_kind": "ended"}, ("2020-12-31", True)),
    "ended before": ({}, {"end": "2020-03", "end_kind": "ended"}, (None, False)),
    "perhaps begun after the rule's end": ({"to": "2021"}, {"start": "..2021-06"}, ("2020-12-31", False)),
    "begun in force": ({"to": "2022"}, {"start": "2021"}, (None, False)),
    "an event": ({}, {"time_kind": "event", "start": "2015..2021", "end": None}, (None, False)),
    "no purpose stated": ({}, {"purpose": None}, (None, False)),
    "a partial rule": ({"partial": True}, {}, (None, False)),
    "a permit": ({"effect": "permits"}, {}, (None, False)),
    "a rule never surely in force": ({"from": "2020.."}, {}, (None, False)),
    "a rule that may have ended before it began": ({"from": "2020..2022", "to": "2021"}, {}, (None, False)),
    "perhaps begun on its last sure day": (
        {"to": "2021-06-30"}, {"start": "..2021-06-30"}, ("2020-12-31", True),
    ),
    "a rule surely in force on one day": ({"from": "2020-12-31", "to": "2020-12-31"}, {}, ("2020-12-31", True)),
    "begun on its first day": ({"from": "2021-01-01", "to": "2022"}, {"start": "2021-01-01"}, (None, False)),
}  # fmt: skip


@pytest.mark.parametrize("name", CROSSING)
def test_a_standing_item_that_crosses_into_force_is_barred_from_a_day_on(name: str) -> None:
    """`cannot tell`, with the day; it surely held then if it began by the rule's end and ended no earlier than that day."""
    rule, item, expected = CROSSING[name]
    found = judged(rule, STANDING | item)
    assert found is not None
    assert found.judged == "cannot tell"
    day = found.barred_from
    assert (None if day is None else date.fromordinal(int(day)).isoformat(), found.surely_held) == expected


def test_why_it_cannot_be_told_is_said() -> None:
    """Every reason, in words; of what is barred none is needed."""
    doubtful = {"purpose": None, "start": "2019..2021"}
    found = judged(EXCEPTS | {"partial": True}, doubtful, {"effect": "requires"})
    assert found is not None
    assert found.why == (
        "it is not shown that its purpose is of those that the rule names",
        "the rule covers only some of what it names",
        "the rule has exceptions, and what was shown is not known",
        "P2 requires the exchange",
        "it is not certain that the rule was in force then",
    )
    barred, shown = judged({}, {}), judged(EXCEPTS, {"threshold_shown": "court-order"})
    assert barred is not None
    assert barred.why == ()
    assert shown is not None
    assert shown.why == ("court order was shown",)


def test_what_agrees_in_its_facts_is_judged_by_its_own_date() -> None:
    """Items of one holder, recipient, channel, type, purpose and threshold share the work, not the judgement."""
    claims = [claim(id=year, **(COVERED | {"start": year})) for year in ("2018", "2020", "2021")]
    case = evidence(*claims, Rule=[RULE])
    found = [case.judging.judge(case.rules[0], case.by_claim[year][0]) for year in ("2018", "2020", "2021")]
    assert [each and each.judged for each in found] == [None, "cannot tell", "barred"]
    assert [case.judging.is_barred(case.by_claim[year][0]) for year in ("2020", "2021")] == [False, True]
    assert [case.judging.bars_cannot_tell(case.by_claim[year][0]) for year in ("2020", "2021")] == [
        True,
        False,
    ]


# what differs of two claims → how a bar on driver records judges each
ALIKE: tuple[tuple[dict[str, Any], str | None], ...] = (
    ({}, "barred"),
    ({"holder": [GSP]}, None),
    ({"recipient": [GSP]}, None),
    ({"channel": None}, "cannot tell"),
    ({"data_types": ["probe-photo"]}, None),
    ({"purpose": None}, "cannot tell"),
    ({"payload": "assumed"}, "cannot tell"),
    ({"data_types": [], "masked": ["data_types:stars"]}, "cannot tell"),
    ({"data_types": []}, "barred"),
    ({"data_types": ["driver-record"]}, "barred"),
    ({"threshold_shown": "court-order"}, "permitted"),
)


@pytest.mark.parametrize("order", [1, -1])
def test_items_that_differ_in_one_fact_are_told_apart(order: int) -> None:
    """Whichever is judged first: the holder, recipient, channel, type, payload, mask, purpose and threshold all count."""
    plain = COVERED | {"threshold_shown": "none"}
    claims = [claim(id=str(number), **(plain | more)) for number, (more, _) in enumerate(ALIKE)]
    case = evidence(*claims, Rule=[RULE | EXCEPTS])
    for number, (more, expected) in [*enumerate(ALIKE)][::order]:
        (item,) = case.by_claim[str(number)]
        found = case.judging.judge(case.rules[0], item)
        assert (found and found.judged) == expected, more


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_not_itemised_is_told_apart_from_what_is(order: int) -> None:
    """A face search may have given its result where no kind is named; of a record that is named it did not."""
    search = COVERED | {"channel": "face-search-by-staff"}
    claims = [
        claim(id="0", **(search | {"data_types": []})),
        claim(id="1", **(search | {"data_types": ["driver-record"]})),
    ]
    case = evidence(*claims, Rule=[RULE | {"data_types": ["face-search-result"], "channel": []}])
    for number, expected in [("0", "cannot tell"), ("1", None)][::order]:
        (item,) = case.by_claim[number]
        found = case.judging.judge(case.rules[0], item)
        assert (found and found.judged) == expected


def test_only_bars_bar() -> None:
    """A permit that cannot be told leaves an item as firm as it was."""
    case = evidence(claim(**COVERED), Rule=[RULE | {"effect": "permits", "partial": True}])
    assert not case.judging.bars_cannot_tell(case.items[0])
    assert not case.judging.is_barred(case.items[0])


def test_a_case_knows_whose_giving_no_bar_can_touch() -> None:
    """A holder that no bar binds, whatever it gave; a part, a whole and a group may be bound."""
    case = evidence(claim(**COVERED), Rule=[RULE, RULE | {"id": "P2", "effect": "permits", "holder": [GSP]}])
    judging: Judging = case.judging
    assert [judging.has_bar_on([each]) for each in (DDS, DESK, OTHERS, GSP)] == [True, True, True, False]
    assert judging.has_bar_on([GSP, DDS])
    assert not judging.has_bar_on([])


def test_of_an_agency_of_unknown_kind_a_rule_about_a_kind_cannot_tell() -> None:
    """Its kind contradicts nothing and matches nothing; a state that is another's does contradict."""
    unknown = {"id": "us-x", "name": "X", "kind": "unknown"}
    for row, holder, expected in (
        (unknown, "GA:driver-licensing", "cannot tell"),
        (unknown | {"state": "GA"}, "GA:driver-licensing", "cannot tell"),
        (unknown | {"state": "MD"}, "GA:driver-licensing", None),
        (unknown | {"state": "MD"}, "driver-licensing", "cannot tell"),
        (unknown, DDS, None),
    ):
        case = evidence(
            claim(**(COVERED | {"holder": ["us-x"]})),
            Agency=[*AGENCIES, row],
            Rule=[RULE | {"holder": [holder]}],
        )
        found = case.judging.judge(case.rules[0], case.items[0])
        assert (found and found.judged) == expected, (row, holder)


def test_what_only_tells_is_a_remark() -> None:
    """A duty to report and a bar that was not found touch as others do, and judge nothing."""
    rows = [RULE | {"id": each, "effect": each} for each in ("bars", "reports", "none-found")]
    case = evidence(claim(**COVERED), Rule=[*rows, RULE | {"id": "x", "effect": "reports", "holder": [GSP]}])
    assert [rule.id for rule in case.judging.remarks(case.items[0])] == ["reports", "none-found"]
    assert [each.rule.id for each in case.judging.judgements(case.items[0])] == ["bars"]
