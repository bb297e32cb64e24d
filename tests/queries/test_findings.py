"""`evidence` shows what a finding rests on, and what falls when a source is withdrawn."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Any

import pytest

import datatrail
from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.exhibits import FINDING_TABLE, FLOW_TABLE, WITHDRAWN_TABLE, in_words, table_of
from queries.library.withdrawal import withdrawn
from tests.queries.randomcases import random_case
from tests.queries.smallcases import Cells, Row, claim, coverage, evidence, lasting, rows
from tests.queries.test_support import with_ties
from tests.queries.test_trace_oracle import evidence_of

CASES = max(100, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 10)

#: A retelling of the report, and a second report.
RETOLD: Cells = {"document": "retold", "title": "Told again", "repeats": "report"}
OTHER: Cells = {"document": "other", "title": "Another report"}


def case_of(*claims: Cells, **tables: Any) -> Evidence:
    return evidence(*claims, documents=[RETOLD, OTHER], **tables)


def finding(case: Evidence, **given: Any) -> list[Row]:
    """A photo from the office to ICE, unless told otherwise."""
    return rows(case, "evidence", **({"from": "dds", "to": "ice", "data": "photo"} | given))


FIRST = claim("a", "dds", "police", "2020-03-01", document="report")
AGAIN = claim("b", "dds", "police", "2020-03-02", document="other")
SECOND = claim("c", "police", "ice", "2020-03-09", after="dds", document="log")


# --- what carries a finding -------------------------------------------------------------------------------------


def test_the_sets_that_carry_a_finding_are_listed_with_the_claims_in_all_and_the_sources_that_fell_it() -> (
    None
):
    """The second hop's claim shows a joint, and so an exchange of its own: it carries the finding by itself."""
    found = finding(case_of(FIRST, AGAIN, SECOND))
    assert [(row["claim"], row["from"], row["to"], row["sets"], row["in_all"]) for row in found] == [
        ("c", "dds", "police", [1], True),
        ("c", "police", "ice", [1], True),
    ]
    shown = ("relation", "finding", "verdict", "must_be_wrong", "sources", "falls", "effect", "after")
    assert {tuple(map(str, (row[name] for name in shown))) for row in found} == {
        ("carries", "photo", "holds", "1", "['log']", "None", "None", "None")
    }


UNJOINED = claim("c", "police", "ice", "2020-03-09", document="log")


@pytest.mark.parametrize(
    ("claims", "sets", "in_all", "sources"),
    [
        ([FIRST, AGAIN, UNJOINED], [["a", "c"], ["b", "c"]], {"c"}, ["log"]),
        ([FIRST, UNJOINED], [["a", "c"]], {"a", "c"}, ["log"]),
        (
            [claim("a", "dds", "ice"), claim("b", "dds", "ice", document="report")],
            [["a"], ["b"]],
            set(),
            ["log", "report"],
        ),
        (
            [claim("a", "dds", "ice", document="retold"), claim("b", "dds", "ice", document="report")],
            [["a"], ["b"]],
            set(),
            ["report"],
        ),
        (
            [
                claim("a", "dds", "ice", document="other", same_as="b"),
                claim("b", "dds", "ice", document="report"),
            ],
            [["a"], ["b"]],
            set(),
            ["other"],
        ),
        (
            [claim("a", "dds", "ice"), claim("b", "dds", "ice", document="report", hedged="y")],
            [["a"]],
            {"a"},
            ["log"],
        ),
    ],
    ids=["one log", "one way", "two documents", "retold", "the same elsewhere", "hedged"],
)
def test_what_retells_counts_once_and_what_cannot_hold_carries_nothing_that_does(
    claims: Sequence[Cells], sets: list[list[str]], in_all: set[str], sources: list[str]
) -> None:
    found = finding(case_of(*claims))
    numbers = range(1, max(number for row in found for number in row["sets"]) + 1)
    assert [sorted(row["claim"] for row in found if number in row["sets"]) for number in numbers] == sets
    assert {row["claim"] for row in found if row["in_all"]} == in_all
    assert {tuple(row["sources"]) for row in found} == {tuple(sources)}
    assert {row["must_be_wrong"] for row in found} == {len(sources)}


def test_a_finding_is_read_with_the_options_of_a_trace() -> None:
    case = case_of(FIRST, AGAIN, UNJOINED)
    assert {row["claim"] for row in finding(case, since="2020-03-02")} == {"b", "c"}
    assert {row["claim"] for row in finding(case, limit=1)} == {"a", "c"}
    assert {
        row["claim"] for row in finding(case_of(lasting("a", "dds", "ice")), min_standing="available")
    } == {"a"}


def test_each_kind_of_data_has_its_own_finding_and_where_nothing_is_found_that_is_said() -> None:
    found = finding(case_of(claim("a", "dds", "ice")), data="driver-record")
    told = ("finding", "relation", "verdict", "after", "claim")
    assert [tuple(row[name] for name in told) for row in found] == [
        ("driver-record", "no trace", "unknown", "payload", None),
        ("photo", "carries", "holds", None, "a"),
    ]


# --- what falls -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "source", "effect", "after"),
    [
        ([claim("a", "dds", "ice")], "log", "lost", "no route, unknown"),
        (
            [claim("a", "dds", "ice"), claim("b", "dds", "ice", document="report")],
            "log",
            "unchanged",
            "a route, holds, documented",
        ),
        (
            [claim("a", "dds", "ice"), claim("b", "dds", "ice", document="report", basis="third")],
            "log",
            "weakened",
            "a route, holds, reported",
        ),
        (
            [claim("a", "dds", "ice"), claim("b", "dds", "ice", document="report", hedged="y")],
            "log",
            "weakened",
            "a route, possible, documented",
        ),
        ([claim("a", "dds", "ice", document="retold")], "report", "lost", "no route, unknown"),
        ([claim("a", "dds", "ice", document="report")], "retold", "unchanged", "a route, holds, documented"),
        ([claim("a", "dds", "ice", dataset="second")], "second", "lost", "no route, unknown"),
    ],
    ids=str,
)
def test_what_becomes_of_a_finding_without_a_source(
    claims: Sequence[Cells], source: str, effect: str, after: str
) -> None:
    """A document goes with what only repeats it, not with what it repeats."""
    case = case_of(*claims)
    found = [row for row in finding(case, withdraw=source) if row["relation"] == "carries"]
    assert {(row["effect"], row["after"]) for row in found} == {(effect, after)}
    assert all(row["falls"] == (case.item[row["item"]] not in withdrawn(case, source).items) for row in found)


def test_what_becomes_of_a_flow_and_of_the_answers_that_rest_on_it() -> None:
    """The flow falls to what a report says; Georgia's photo is reported then; and the implied kinds are lost."""
    case = case_of(
        claim("a", "dds", "ice", data_types="driver-record"),
        claim("b", "dds", "ice", data_types="photo"),
        claim("c", "dds", "ice", data_types="photo", document="report", basis="third"),
    )
    found = rows(case, "evidence", flow="b", withdraw="log")
    told = ("relation", "from", "data_type", "falls", "effect", "after")
    assert [tuple(row[name] for name in told) for row in found] == [
        ("supports", "dds", "photo", True, "weakened", "reported"),
        ("supports", "dds", "photo", False, "weakened", "reported"),
        ("exposure", "GA", "driver-record", None, "lost", "nothing known, unknown"),
        ("exposure", "GA", "home-address", None, "lost", "nothing known, unknown"),
        ("exposure", "GA", "photo", None, "weakened", "direct, holds, reported"),
    ]
    assert [row["verdict"] for row in found[2:]] == [
        "direct, holds, documented",
        "direct, possible, documented",
        "direct, holds, documented",
    ]


def test_a_source_alone_shows_every_flow_and_answer_that_falls_with_it() -> None:
    case = case_of(
        claim("a", "dds", "police"),
        claim("b", "mva", "sheriff", document="report"),
        lasting("c", "dds", "police"),
    )
    found = rows(case, "evidence", withdraw="log")
    assert [
        (row["relation"], row["from"], row["standing"], row["effect"], row["after"]) for row in found
    ] == [("flow", "dds", "documented", "lost", "nothing known")]
    assert rows(case, "evidence", withdraw="other") == []


def test_coverage_falls_with_its_document() -> None:
    case = case_of(claim("a", "mva", "ice"), coverages=[coverage("dds", document="report")])
    assert withdrawn(case, "report").coverage == ()
    assert withdrawn(case, "log").coverage == case.coverage


def test_what_is_left_without_a_source_is_what_loading_the_other_rows_gives() -> None:
    """On random cases with retellings: item by item."""
    for seed in range(CASES):
        case = with_ties(random_case(seed)[0], random.Random(seed))
        made = evidence_of(case)
        repeats = {row["document"]: row.get("repeats", "") for row in case["document"]}
        for source in repeats:
            gone = {each for each in repeats if source in chain_of(each, repeats)}
            kept = {
                shape: [row for row in case.get(shape, ()) if row.get("document") not in gone]
                for shape in ("claim", "event")
            }
            left = {(item.id, item.key) for item in evidence_of({**case, **kept}).items}
            assert {(item.id, item.key) for item in withdrawn(made, source).items} == left, f"seed {seed}"


def chain_of(document: str, repeats: dict[str, str]) -> list[str]:
    """A document and those that it repeats."""
    found = [document]
    while repeats.get(found[-1]):
        found.append(repeats[found[-1]])
    return found


# --- Examplia, and the bundled case ------------------------------------------------------------------------------


def test_the_north_office_s_photos_rest_on_what_the_police_say() -> None:
    """Plant 01: that one sentence shows both hops; the record of the first adds nothing that must be true."""
    case = datatrail.demo_case("examplia").evidence
    found = finding(case, **{"from": "ex-wheels-north"}, to="ex-borders")
    assert {(row["claim"], tuple(row["sets"]), row["in_all"]) for row in found} == {("EX01-2", (1,), True)}
    assert {row["must_be_wrong"] for row in found} == {1}


def test_georgia_s_photos_stand_without_either_dataset_and_on_one_article() -> None:
    """Two datasets read the same article: no claim is needed, and yet one source must be wrong."""
    case = datatrail.demo_case().evidence
    found = finding(case, **{"from": "us-ga-dds"}, to="us-ice")
    assert {(row["claim"], row["in_all"], row["must_be_wrong"]) for row in found} == {
        ("F001-1", False, 1),
        ("GA02-1", False, 1),
    }
    assert {tuple(row["sources"]) for row in found} == {("nbc-georgia-dds-2020",)}
    for source, effect in (("georgia-2020", "unchanged"), ("nbc-georgia-dds-2020", "lost")):
        told = finding(case, **{"from": "us-ga-dds"}, to="us-ice", withdraw=source)
        assert {row["effect"] for row in told if row["relation"] == "carries"} == {effect}


# --- in words ---------------------------------------------------------------------------------------------------


def test_a_finding_is_told_in_sentences() -> None:
    assert list(in_words(finding(case_of(FIRST, AGAIN, UNJOINED), withdraw="log"))) == [
        "photo: possible. Enough to carry it, each by itself: a and c; b and c.",
        "  It falls without c.",
        "  Before it falls, 1 independent source must be wrong, such as log.",
        "  Without the source withdrawn: lost (no route, unknown).",
    ]
    two = case_of(claim("a", "dds", "ice"), claim("b", "dds", "ice", document="report"))
    assert list(in_words(finding(two))) == [
        "photo: holds. Enough to carry it, each by itself: a; b.",
        "  No single claim fells it.",
        "  Before it falls, 2 independent sources must all be wrong, such as log and report.",
    ]


def test_a_table_shows_what_was_asked_for() -> None:
    case = case_of(FIRST, AGAIN, UNJOINED)
    assert table_of(rows(case, "evidence", flow="a")) == FLOW_TABLE
    assert table_of(finding(case)) == FINDING_TABLE
    assert table_of(rows(case, "evidence", flow="a", withdraw="log")) == WITHDRAWN_TABLE


# --- bad input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"flow": "a", "from": "dds"}, r"--flow names a flow and contradicts --from\nHint: leave one"),
        ({"flow": "a", "to": "ice", "max_hops": 2}, r"contradicts --max-hops, --to"),
        ({"from": "dds"}, r"a finding has two ends: --from needs --to beside it"),
        ({"to": "ice"}, r"a finding has two ends: --to needs --from beside it"),
        ({"data": "photo"}, r"a finding has two ends: --from and --to are both needed"),
        (
            {"flow": "a", "withdraw": "lgo"},
            r"'lgo' is no dataset or document of this case\nHint: did you mean log\?",
        ),
        ({"withdraw": ""}, r"'' is no dataset or document"),
        ({"from": "dds", "to": "ice", "limit": 0}, r"--limit 0 leaves nothing"),
        ({"from": "dds", "to": "ice", "min_standing": "refused"}, r"'refused' is no standing that carries"),
    ],
    ids=str,
)
def test_options_that_contradict_each_other_are_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        rows(case_of(FIRST, UNJOINED), "evidence", **given)
