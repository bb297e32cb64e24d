"""`flows` answers as worked out by hand, column by column, and a changed cell changes what it should."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from graphmodel.errors import InputError
from tests.queries.smallcases import Cells, claim, denial, event, evidence, lasting, rows

KEY = {"databases": "ga-licence-database", "channel": "message-switch", "via": "police>nlets"}
TOLD: Cells = claim(
    "a",
    "dds",
    "ice",
    "2020-03-01..2020-03-09",
    document="report",
    basis="third",
    read="excerpt",
    count_words="3 requests",
    count_qualifier="exactly",
    count_value="3",
    count_unit="requests",
    **KEY,
)
OFFERED: Cells = lasting(
    "b",
    "dds",
    "ice",
    "2019-05",
    end="2020-07",
    read="in-full",
    count_words="over 10",
    count_qualifier="more than",
    count_value="10",
    count_unit="requests",
    **KEY,
)


def flow_id(*key: str) -> str:
    """A hash of the key: holder, recipient, data type, database, channel, via."""
    return sha256("\x1f".join(key).encode()).hexdigest()[:12]


EXPECTED: dict[str, Any] = {
    "flow": flow_id("dds", "ice", "photo", "ga-licence-database", "message-switch", "police>nlets"),
    "from": "dds",
    "to": "ice",
    "data_type": "photo",
    "database": "ga-licence-database",
    "channel": "message-switch",
    "via": ["police", "nlets"],
    "standing": "reported",
    "contested": False,
    "first": "2019-05-01",
    "last": "2020-07-31",
    "count_words": "3 requests; over 10 requests",
    "at_least": 11,
    "at_most": None,
    "unit": "requests",
    "items": ["a:dds>ice:photo", "b:dds>ice:photo"],
    "documents": ["log", "report"],
    "read": ["excerpt", "in-full"],
}


def test_two_items_of_one_flow_are_one_row_as_worked_out_by_hand() -> None:
    """Standing is the better of the two; the counts are not added: 3 and over 10 prove at least 11."""
    assert rows(evidence(TOLD, OFFERED), "flows") == [EXPECTED]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"basis": "record"}, {"standing": "documented"}),
        ({"basis": "party"}, {"standing": "acknowledged"}),
        ({"basis": "third-records"}, {"standing": "records-reported"}),
        ({"mode": "refused"}, {"standing": "available"}),
        ({"start": "2018"}, {"first": "2018-01-01"}),
        ({"start": "2020-06-01..2020-08"}, {}),  # told in June: it had been by then
        ({"start": "2021"}, {"last": "2021-12-31"}),  # nothing would be left, so the dates stand
        ({"start": "", "end": "2020-03"}, {"first": None}),
        ({"start": "2020.."}, {}),
        ({"start": "2020..", "document": "log"}, {"last": None, "documents": ["log"]}),
        ({"document": ""}, {"documents": ["log"]}),
        ({"read": ""}, {"read": ["in-full"]}),
        (
            {"count_value": "30", "count_words": "30"},
            {"count_words": "30 requests; over 10 requests", "at_least": 30},
        ),
        (
            {"count_qualifier": "about", "count_words": "about 3"},
            {"count_words": "about 3 requests; over 10 requests"},
        ),
        ({"count_value": "300", "count_kind": "rate"}, {}),
        (
            {"count_unit": "searches", "count_words": "3"},
            {"count_words": "3 searches; over 10 requests", "at_least": None, "unit": None},
        ),
        (
            {"count_value": "300", "count_shared_with": "others"},
            {"count_words": "some of 3 requests (with other agencies); over 10 requests"},
        ),
        ({"same_as": "b"}, {"count_words": "3 requests", "at_least": 3, "at_most": 3}),
        (
            {"count_words": "", "count_qualifier": "", "count_value": "", "count_unit": ""},
            {"count_words": "over 10 requests"},
        ),
    ],
    ids=str,
)
def test_a_changed_cell_changes_what_it_should_and_nothing_else(
    changed: dict[str, str], expected: dict[str, Any]
) -> None:
    assert rows(evidence({**TOLD, **changed}, OFFERED), "flows") == [EXPECTED | expected]


@pytest.mark.parametrize(
    "changed",
    [
        {"holder": "mva"},
        {"recipient": "ero"},
        {"data_types": "home-address"},
        {"databases": ""},
        {"databases": "ga-licence-database; md-photo-database"},
        {"channel": "direct-login"},
        {"via": "nlets>police"},
        {"via": ""},
    ],
    ids=str,
)
def test_what_differs_in_the_key_is_a_flow_of_its_own(changed: dict[str, str]) -> None:
    """Never collapsed into one because they join the same two agencies."""
    found = rows(evidence({**TOLD, **changed}, OFFERED), "flows")
    assert sorted(row["items"][0][0] for row in found) == ["a", "b"]
    assert len({row["flow"] for row in found}) == 2
    (own,) = (row for row in found if row["standing"] == "reported")
    assert (own["count_words"], own["at_least"], own["at_most"]) == ("3 requests", 3, 3)
    assert (own["first"], own["last"]) == ("2020-03-01", "2020-03-09")


def test_what_is_not_stated_is_none() -> None:
    (row,) = rows(evidence(claim("a", "dds", "ice")), "flows")
    unstated = ("database", "channel", "first", "last", "count_words", "at_least", "at_most", "unit")
    assert {name: row[name] for name in unstated} == dict.fromkeys(unstated)
    assert (row["via"], row["read"], row["documents"]) == ([], [], ["log"])


# --- counts -----------------------------------------------------------------------------------------------------


def counted(name: str, words: str, qualifier: str, value: str, unit: str, **cells: str) -> dict[str, str]:
    count = {"count_words": words, "count_qualifier": qualifier, "count_value": value, "count_unit": unit}
    return claim(name, "dds", "ice") | count | cells


@pytest.mark.parametrize(
    ("qualifier", "at_least", "at_most"),
    [
        ("exactly", 5, 5),
        ("at least", 5, None),
        ("more than", 6, None),
        ("nearly", None, 5),
        ("up to", None, 5),
        ("less than", None, 4),
        ("about", None, None),
        ("words only", None, None),
    ],
)
def test_a_single_count_has_the_bounds_of_its_words(
    qualifier: str, at_least: int | None, at_most: int | None
) -> None:
    (row,) = rows(evidence(counted("a", "five", qualifier, "5", "requests")), "flows")
    assert (row["at_least"], row["at_most"], row["unit"]) == (at_least, at_most, "requests")


def test_a_list_of_recipients_shares_its_count() -> None:
    """Of the part a shared count says "some of", and no number."""
    found = rows(
        evidence(counted("a", "more than 250", "more than", "250", "requests", recipient="ice; others")),
        "flows",
    )
    words = {row["to"]: (row["count_words"], row["at_least"], row["at_most"]) for row in found}
    assert words == {
        "ice": ("some of more than 250 requests (with other agencies)", None, None),
        "others": ("some of more than 250 requests (with ICE)", None, None),
    }


def test_a_shared_count_beside_one_of_its_own_leaves_the_own_as_the_least() -> None:
    shared = counted("a", "250", "exactly", "250", "requests", count_shared_with="others")
    (row,) = rows(evidence(shared, counted("b", "3", "exactly", "3", "requests")), "flows")
    assert (row["at_least"], row["at_most"]) == (3, None)


def test_units_never_mix_though_the_numbers_are_the_same() -> None:
    (row,) = rows(
        evidence(
            counted("a", "100", "exactly", "100", "sessions"),
            counted("b", "100", "exactly", "100", "searches"),
        ),
        "flows",
    )
    assert (row["at_least"], row["at_most"], row["unit"]) == (None, None, None)
    assert row["count_words"] == "100 sessions; 100 searches"


def test_what_is_the_same_evidence_is_counted_once_whichever_claim_says_so() -> None:
    """A second reading of one sentence: nearly 100 is at most 100, as long as nothing else is counted."""
    first = counted("a", "nearly 100", "nearly", "100", "sessions")
    again = counted("b", "nearly 100", "nearly", "100", "sessions", dataset="second")
    for tied in ((first, again | {"same_as": "a"}), (first | {"same_as": "b"}, again)):
        (row,) = rows(evidence(*tied), "flows")
        assert (row["at_least"], row["at_most"], row["count_words"]) == (None, 100, "nearly 100 sessions")
        assert len(row["items"]) == 2
    (row,) = rows(evidence(first, again), "flows")
    assert (row["at_least"], row["at_most"]) == (None, None)


def test_a_request_counts_itself_in_requests() -> None:
    answered = event("r", "dds", "ice", "2020-03-01", answered="2020-03-02", mode="disclosed", count="4")
    (row,) = rows(evidence(events=[answered]), "flows")
    assert (row["count_words"], row["at_least"], row["at_most"], row["unit"]) == (
        "4 requests",
        4,
        4,
        "requests",
    )
    assert (row["standing"], row["first"], row["last"]) == ("documented", "2020-03-02", "2020-03-02")


# --- which flows are shown --------------------------------------------------------------------------------------

MANY = (
    claim("a", "dds", "ero", "2020-03-01", channel="staff-request"),
    claim("b", "dds", "others", "2020-03-02", data_types="driver-record"),
    lasting("c", "mva", "ice", "2019-01", document="letter", dataset="second"),
    claim("d", "mva", "dhs", mode="refused"),
    claim("e", "police", "ice", "2021", document="report", basis="third"),
    claim("f", "offices", "agents", mode="requested", channel="staff-request"),
    claim("g", "desk", "hsi", mode="blocked", start="2018"),
    denial("h", "dds", "sheriff"),
    claim("i", "dds", "", mode="context"),
    claim("j", "dds", "broker", mode="planned"),
)


def shown(**options: Any) -> str:
    """The claims that the rows rest on."""
    found = rows(evidence(*MANY), "flows", **options)
    return "".join(sorted({item[0] for row in found for item in row["items"]}))


@pytest.mark.parametrize(
    ("options", "claims"),
    [
        ({}, "abcdefgh"),  # every standing; what is planned, and context, make no flow
        ({"from": "any", "to": "any"}, "abcdefgh"),
        ({"from": "dds"}, "abgh"),  # and its parts
        ({"from": "GA:driver-licensing"}, "abh"),
        ({"from": "driver-licensing"}, "abcdfh"),  # and the group of that class
        ({"from": "mdot"}, "cd"),
        ({"to": "ice"}, "aceg"),  # neither the whole nor a group of which it is a member
        ({"to": "dhs"}, "acdeg"),
        ({"to": "immigration-enforcement"}, "abcefg"),
        ({"to": "others"}, "b"),
        ({"data": "photo"}, "acdefgh"),
        ({"data": "driver-record"}, "abcdefgh"),
        ({"data": "home-address"}, ""),
        ({"channel": "staff-request"}, "afh"),
        ({"source": "second"}, "c"),
        ({"source": ["letter", "report"]}, "ce"),
        ({"source": "log"}, "abdfgh"),
        ({"as_of": "2020-03-01"}, "acdfgh"),
        ({"as_of": "2018"}, "dfgh"),
        ({"known_by": "2020-05"}, "c"),
        ({"known_by": "2020-06-15"}, "ce"),
        ({"known_by": "2019-11-29"}, ""),  # "November" is over on the 30th
        ({"min_standing": "documented"}, "ab"),
        ({"min_standing": "reported"}, "abe"),
        ({"min_standing": "available"}, "abce"),
        ({"min_standing": "requested"}, "abcef"),
        ({"min_standing": "refused"}, "abcdef"),
        ({"min_standing": "blocked"}, "abcdefg"),
        ({"min_standing": "denied"}, "abcdefgh"),
    ],
    ids=str,
)
def test_a_filter_leaves_what_it_says(options: dict[str, Any], claims: str) -> None:
    assert shown(**options) == claims


def test_a_filter_is_of_items_and_the_flow_is_of_what_is_left() -> None:
    """Without the report the same flow is offered only, since 2019 and over 10 times."""
    (row,) = rows(evidence(TOLD, OFFERED), "flows", source="log")
    assert row == EXPECTED | {
        "standing": "available",
        "count_words": "over 10 requests",
        "items": ["b:dds>ice:photo"],
        "documents": ["log"],
        "read": ["in-full"],
    }


def test_a_floor_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="'planned' is no standing that carries"):
        rows(evidence(*MANY), "flows", min_standing="planned")


def test_rows_are_in_the_order_of_their_keys() -> None:
    found = rows(evidence(*MANY[::-1]), "flows")
    assert found == rows(evidence(*MANY), "flows")
    keys = [(row["from"], row["to"], row["data_type"]) for row in found]
    assert keys == sorted(keys)


# --- contested --------------------------------------------------------------------------------------------------

GIVEN = claim("a", "dds", "ice", "2020-03-01", channel="staff-request")


@pytest.mark.parametrize(
    ("changed", "contested"),
    [
        ({}, True),
        ({"channel": ""}, False),
        ({"channel": "direct-login"}, False),
        ({"holder": "mva"}, False),
        ({"recipient": "dhs"}, True),
        ({"recipient": ""}, True),
        ({"recipient": "hsi"}, False),
        ({"data_types": "home-address"}, False),
        ({"data_types": "driver-record"}, True),
        ({"hedged": "y"}, False),
        ({"end": "2020-02"}, False),
        ({"document": "letter"}, False),  # at latest its publication: it spoke before
        ({"databases": "ga-licence-database"}, False),  # the item leaves it unstated
        ({"mode": "refused"}, False),
    ],
    ids=str,
)
def test_a_flow_is_contested_by_a_denial_that_covers_one_of_its_items(
    changed: dict[str, str], *, contested: bool
) -> None:
    case = evidence(GIVEN, denial("z", "dds", "ice") | changed)
    (row,) = (row for row in rows(case, "flows") if "a:dds>ice:photo" in row["items"])
    assert row["contested"] is contested
    assert row["standing"] == "documented"  # a flag, never a lower standing


def test_a_denial_is_a_flow_that_nothing_contests() -> None:
    (row,) = rows(evidence(denial("z", "dds", "ice", data_types="")), "flows")
    assert (row["standing"], row["contested"], row["data_type"]) == ("denied", False, None)


@pytest.mark.parametrize("options", [{"source": "first"}, {"known_by": "2019"}], ids=str)
def test_denials_pass_source_and_known_by(options: dict[str, str]) -> None:
    """Semantics §3: denials pass `--source` and `--known-by`, no other filter."""
    given = claim("a", "dds", "ice", "2019-03-01", channel="staff-request", document="letter")
    case = evidence(given, denial("z", "dds", "ice", document="report", dataset="second"))
    (row,) = (row for row in rows(case, "flows") if row["standing"] == "documented")
    assert row["contested"] is True
    (row,) = rows(case, "flows", **options)
    assert row["contested"] is False
