"""`exposure` gives each state one of six answers for each kind of data, as worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from graphmodel.taxonomy import Taxonomy
from queries.library.exposure import driver_data, headline
from queries.words import verb
from tests.queries.smallcases import TYPES, Cells, Row, claim, coverage, denial, evidence, lasting, rows

KINDS = ["driver-record", "home-address", "photo", "face-search-result"]
PLACEHOLDER = {
    "id": "md-licensing",
    "name": "Maryland's licensing agency, as named by a report",
    "kind": "driver-licensing",
    "state": "MD",
    "placeholder": True,
}
STATES: tuple[Cells, ...] = tuple(
    {
        "agency": state.lower(),
        "name": f"Licensing of {state}",
        "kind": "driver-licensing",
        "state": state,
    }
    for state in ("NV", "TX", "UT", "VT", "WA")
)
CLAIMS: tuple[Cells, ...] = (
    claim("ga", "dds", "ice", "2020-03-01", channel="staff-request"),
    claim("md1", "mva", "police", "2020-02-01", document="letter", basis="party"),
    claim("md2", "police", "hsi", "2020-02-10", after="mva"),
    lasting("ut", "ut", "ice", channel="direct-login", end="2020-02", document="report"),
    claim("vt", "vt", "ice", mode="requested", start="..2019-07"),
    claim("wa", "wa", "ero", mode="refused", start="2020-01-05", document="report"),
    claim("nv", "nv", "agents", mode="blocked", document=""),
    claim("of", "offices", "ice", "2020", basis="third", payload="assumed"),
)
RULE: Cells = {
    "rule_id": "ga-law",
    "document": "log",
    "title": "A law of Georgia",
    "kind": "paper",
    "effect": "bars",
    "holder": "GA:driver-licensing",
    "recipient": "immigration-enforcement",
}
ELSEWHERE: Cells = {**RULE, "rule_id": "vt-law", "holder": "VT:driver-licensing"}


def world(*claims: Cells, **tables: Any) -> Evidence:
    return evidence(*claims, agencies=STATES, **({"rules": [RULE, ELSEWHERE]} | tables))


def by_state(found: list[Row]) -> dict[str | None, Row]:
    assert len({row["state"] for row in found}) == len(found)
    return {row["state"]: row for row in found}


def expected(state: str | None, office: str, answer: str, **cells: Any) -> Row:
    plain = {"data_type": "photo", "verdict": "unknown", "standing": None, "best_route": None, "since": None}
    lists: Row = {"items": [], "documents": [], "contested": False, "rules": []}
    return {"state": state, "office": office, "answer": answer} | plain | lists | cells


EXPECTED = [
    expected(
        "GA",
        "DDS of Georgia",
        "direct",
        verdict="holds",
        standing="documented",
        best_route="dds → ice",
        since="2020-03-01",
        items=["ga:dds>ice:photo"],
        documents=["log"],
        rules=["ga-law barred"],
    ),
    expected(
        "MD",
        "MVA of Maryland",
        "through others",
        verdict="holds",
        standing="documented",
        best_route="mva → police → hsi",
        since="2020-02-10",
        items=["md2:mva>police:photo", "md2:police>hsi:photo"],
        documents=["log"],
    ),
    expected(
        "NV",
        "Licensing of NV",
        "refused or blocked",
        standing="blocked",
        best_route="nv → agents",
        items=["nv:nv>agents:photo"],
    ),
    expected("TX", "Licensing of TX", "nothing known"),
    expected(
        "UT",
        "Licensing of UT",
        "access only",
        standing="available",
        best_route="ut → ice",
        since="by 2020-02-29",
        items=["ut:ut>ice:photo"],
        documents=["report"],
    ),
    expected(
        "VT",
        "Licensing of VT",
        "asked",
        standing="requested",
        best_route="vt → ice",
        since="by 2019-07-31",
        items=["vt:vt>ice:photo"],
        documents=["log"],
        rules=["vt-law barred"],
    ),
    expected(
        "WA",
        "Licensing of WA",
        "refused or blocked",
        standing="refused",
        best_route="wa → ero",
        since="2020-01-05",
        items=["wa:wa>ero:photo"],
        documents=["report"],
    ),
    expected(
        None,
        "licensing offices",
        "direct",
        verdict="possible",
        standing="reported",
        best_route="offices → ice",
        since="2020-01-01",
        items=["of:offices>ice:photo"],
        documents=["log"],
        rules=["ga-law cannot tell", "vt-law cannot tell"],
    ),
]


def test_each_state_and_each_group_that_names_none_has_the_answer_worked_out_by_hand() -> None:
    """One row each, in order; Maryland's first hop is the derived item: the receipt is on the record itself."""
    without_route = [each for each in CLAIMS if each["claim_id"] != "md1"]
    assert rows(world(*without_route), "exposure", data="photo") == EXPECTED


def test_every_item_of_the_flows_of_the_best_route_is_listed() -> None:
    """Also those that the best reading did not choose, with their documents."""
    row = by_state(rows(world(*CLAIMS), "exposure", data="photo"))["MD"]
    assert row["standing"] == "documented"
    assert row["items"] == ["md1:mva>police:photo", "md2:mva>police:photo", "md2:police>hsi:photo"]
    assert row["documents"] == ["letter", "log"]


@pytest.mark.parametrize(
    ("name", "changed", "state", "becomes"),
    [
        ("ga", {"hedged": "y"}, "GA", {"verdict": "possible"}),
        (
            "ga",
            {"data_types": "driver-record"},
            "GA",
            {"verdict": "possible", "items": ["ga:dds>ice:driver-record"]},
        ),
        ("ga", {"basis": "third"}, "GA", {"standing": "reported"}),
        ("ga", {"recipient": "dhs"}, "GA", {"verdict": "possible", "best_route": "dds → dhs"}),
        (
            "ga",
            {"mode": "requested"},
            "GA",
            {"answer": "asked", "verdict": "unknown", "standing": "requested"},
        ),
        ("ga", {"holder": "desk"}, "GA", {"answer": "nothing known", "rules": []}),  # a part of another kind
        ("ga", {"start": "", "end": "2020-03"}, "GA", {"since": "by 2020-03-31"}),
        ("ga", {"start": ""}, "GA", {"since": None}),
        ("md2", {"received_from": ""}, "MD", {"verdict": "possible"}),
        ("md2", {"received_from": "", "recipient": "broker"}, "MD", {"answer": "nothing known"}),
        ("md2", {"recipient": "mva"}, "MD", {"answer": "nothing known"}),
        (
            "ut",
            {"mode": "disclosed"},
            "UT",
            {"answer": "direct", "verdict": "holds", "standing": "documented"},
        ),
        ("vt", {"mode": "available"}, "VT", {"answer": "access only", "standing": "available"}),
        ("wa", {"mode": "planned"}, "WA", {"answer": "nothing known", "best_route": None, "items": []}),
        ("nv", {"start": "2020-02"}, "NV", {"since": "2020-02-01"}),
        ("of", {"payload": ""}, None, {"verdict": "holds"}),
        ("of", {"holder": "locals"}, None, None),  # a group, but not of licensing agencies
    ],
    ids=str,
)
def test_a_changed_cell_changes_the_answer_of_its_state_alone(
    name: str, changed: dict[str, str], state: str | None, becomes: Row | None
) -> None:
    before = by_state(rows(world(*CLAIMS), "exposure", data="photo"))
    mutated = [each | changed if each["claim_id"] == name else each for each in map(dict, CLAIMS)]
    after = by_state(rows(world(*mutated), "exposure", data="photo"))
    if becomes is None:
        assert before.keys() - after.keys() == {state}
        return
    assert after.keys() == before.keys()
    assert [each for each in before if before[each] != after[each]] == [state]
    assert {column: after[state][column] for column in becomes} == becomes


def test_the_answers_are_tried_from_the_strongest_down() -> None:
    """Each claim taken away uncovers the next; access is no disclosure, a request no access."""
    ladder = [
        claim("a", "dds", "ice"),
        claim("b", "dds", "police"),
        claim("c", "police", "ice"),
        lasting("d", "dds", "ice"),
        claim("e", "dds", "ice", mode="requested"),
        claim("f", "dds", "ice", mode="blocked"),
        claim("g", "dds", "ice", mode="refused"),
    ]
    found = [
        by_state(rows(world(*ladder[start:]), "exposure", data="photo"))["GA"]
        for start in (0, 1, 3, 4, 5, 6, 7)
    ]
    assert [(row["answer"], row["standing"]) for row in found] == [
        ("direct", "documented"),
        ("through others", "documented"),
        ("access only", "available"),
        ("asked", "requested"),
        ("refused or blocked", "refused"),
        ("refused or blocked", "refused"),
        ("nothing known", None),
    ]


def test_a_route_that_holds_comes_before_a_shorter_one_that_may() -> None:
    claims = (
        claim("a", "dds", "police", "2020-01-01"),
        claim("b", "police", "ice", "2020-01-02", after="dds"),
        claim("c", "dds", "ice", "2019-01-01", hedged="y"),
    )
    row = by_state(rows(world(*claims), "exposure", data="photo"))["GA"]
    assert (row["answer"], row["verdict"], row["best_route"]) == (
        "through others",
        "holds",
        "dds → police → ice",
    )


# --- who answers for a state ------------------------------------------------------------------------------------


def test_placeholder_agency_and_department_are_joined_by_state() -> None:
    """One row per kind of data; the office named is the one that the best route starts from."""
    case = world(
        claim("a", "md-licensing", "ice", data_types="home-address"),
        claim("b", "mva", "ice"),
        claim("c", "mdot", "ice", data_types="driver-record"),
        provisional=[PLACEHOLDER],
    )
    found = {row["data_type"]: row for row in rows(case, "exposure", state="MD")}
    assert list(found) == KINDS
    assert {kind: (row["office"], row["answer"], row["verdict"]) for kind, row in found.items()} == {
        "driver-record": ("DOT of Maryland", "direct", "possible"),
        "home-address": (PLACEHOLDER["name"], "direct", "holds"),
        "photo": ("MVA of Maryland", "direct", "holds"),
        "face-search-result": ("MVA of Maryland", "nothing known", "unknown"),
    }
    assert {row["state"] for row in found.values()} == {"MD"}


def test_a_state_of_which_only_a_placeholder_is_known_has_its_name() -> None:
    ohio = PLACEHOLDER | {"id": "oh-licensing", "name": "Ohio's licensing agency", "state": "OH"}
    found = by_state(rows(world(provisional=[ohio]), "exposure", data="photo"))
    assert (found["OH"]["office"], found["OH"]["answer"]) == ("Ohio's licensing agency", "nothing known")


def test_several_licensing_agencies_of_a_state_are_one_row() -> None:
    other = {"agency": "dor", "name": "Revenue of Georgia", "kind": "driver-licensing", "state": "GA"}
    found = by_state(rows(evidence(agencies=[other]), "exposure", data="photo"))
    assert found["GA"]["office"] == "DDS of Georgia; Revenue of Georgia"


def test_a_group_has_a_row_only_where_it_is_a_class_of_offices_names_no_state_and_holds_something() -> None:
    groups = [
        {"agency": "silent", "name": "silent offices", "kind": "group", "class_kind": "driver-licensing"},
        {"agency": "few", "name": "a few offices", "kind": "group", "class_kind": "driver-licensing"},
    ]
    case = evidence(
        claim("a", "few", "ice"),
        claim("b", "offices", "police"),
        claim("c", "others", "ero"),
        agencies=groups,
    )
    found = [row for row in rows(case, "exposure", data="photo") if row["state"] is None]
    assert [(row["office"], row["answer"]) for row in found] == [  # in the order of their ids
        ("a few offices", "direct"),
        ("licensing offices", "nothing known"),
    ]


def test_a_group_of_offices_that_names_a_state_answers_in_that_state() -> None:
    """What is known of "Georgia's tag offices" must not vanish from the table."""
    tags = {
        "agency": "tags",
        "name": "tag offices",
        "kind": "group",
        "class_kind": "driver-licensing",
        "state": "GA",
    }
    found = rows(evidence(claim("a", "tags", "ice"), agencies=[tags]), "exposure", data="photo")
    assert [row["answer"] for row in found if row["items"]] == ["direct"]


def test_a_state_of_which_only_a_group_is_known_has_its_name() -> None:
    tags = {
        "agency": "tags",
        "name": "tag offices",
        "kind": "group",
        "class_kind": "driver-licensing",
        "state": "OH",
    }
    found = by_state(rows(evidence(agencies=[tags]), "exposure", data="photo"))
    assert (found["OH"]["office"], found["OH"]["answer"]) == ("tag offices", "nothing known")


# --- verdicts below the floor -----------------------------------------------------------------------------------


def test_nothing_known_is_refuted_only_by_complete_coverage() -> None:
    for cells, verdict in (
        ({}, "refuted"),
        ({"channel": "direct-login"}, "unknown"),
        ({"extent": "partial"}, "unknown"),
    ):
        case = world(coverages=[coverage("tx") | cells])
        row = by_state(rows(case, "exposure", data="photo"))["TX"]
        assert (row["answer"], row["verdict"]) == ("nothing known", verdict)
    refused = claim("a", "tx", "ice", mode="refused")
    row = by_state(rows(world(refused, coverages=[coverage("tx")]), "exposure", data="photo"))["TX"]
    assert (row["answer"], row["verdict"], row["standing"]) == ("refused or blocked", "refuted", "refused")
    offered = lasting("a", "tx", "ice")
    row = by_state(rows(world(offered, coverages=[coverage("tx")]), "exposure", data="photo"))["TX"]
    assert (row["answer"], row["verdict"]) == ("access only", "unknown")


def test_a_disclosure_below_a_raised_floor_is_never_called_access() -> None:
    """Semantics §3: access only means that no disclosure is shown, not that it is shown too weakly."""
    told = claim("a", "dds", "ice", "2020", basis="third")
    row = by_state(rows(world(told), "exposure", data="photo", min_standing="documented"))["GA"]
    assert (row["answer"], row["verdict"], row["standing"]) == ("direct", "unknown", "reported")


def test_a_denial_is_no_refusal() -> None:
    """Semantics §3: a refusal is not a denial; nobody has said that the office refused."""
    row = by_state(rows(world(denial("a", "dds", "ice")), "exposure", data="photo"))["GA"]
    assert row["answer"] == "nothing known"


# --- flags ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cells", "contested"), [({}, True), ({"channel": "direct-login"}, False)], ids=str)
def test_a_best_route_is_contested_by_a_denial_that_covers_it(
    cells: dict[str, str], *, contested: bool
) -> None:
    case = world(*CLAIMS, denial("z", "dds", "ice") | cells)
    found = by_state(rows(case, "exposure", data="photo"))
    assert {state for state, row in found.items() if row["contested"]} == ({"GA"} if contested else set())
    assert found["GA"]["verdict"] == "holds"


def test_a_denial_from_another_source_contests_nothing_here() -> None:
    case = world(*CLAIMS, denial("z", "dds", "ice", dataset="second"))
    assert not by_state(rows(case, "exposure", data="photo", source="first"))["GA"]["contested"]


@pytest.mark.parametrize(
    ("cells", "judged"),
    [
        ({}, ["ga-law barred"]),
        ({"channel": "staff-request"}, ["ga-law barred"]),
        ({"channel": "direct-login"}, []),
        ({"data_types": "home-address"}, []),
        ({"data_types": "driver-record"}, ["ga-law barred"]),
        ({"recipient": "police"}, []),
        ({"recipient": "ero"}, ["ga-law cannot tell"]),
        ({"effect": "permits"}, ["ga-law permitted"]),
        ({"effect": "none-found"}, []),
        ({"kind": "technical"}, ["ga-law (technical) barred"]),
        ({"to": "2020-02"}, []),
        ({"from": "2020-03-01"}, ["ga-law barred"]),
        ({"from": "2020-03-02"}, []),
    ],
    ids=str,
)
def test_rules_that_touch_the_best_route_are_listed_as_they_judge_it(
    cells: dict[str, str], judged: list[str]
) -> None:
    case = world(*CLAIMS, rules=[{**RULE, **cells}])
    row = by_state(rows(case, "exposure", data="photo"))["GA"]
    assert row["rules"] == judged
    assert row["verdict"] == "holds"  # what is barred happened all the same


# --- parameters -------------------------------------------------------------------------------------------------


def answers(case: Evidence, **options: Any) -> str:
    """The states with anything known, and the first letter of each answer."""
    found = by_state(rows(case, "exposure", **({"data": "photo"} | options)))
    known = [row for row in found.values() if row["answer"] != "nothing known"]
    return " ".join(f"{row['state'] or '-'}:{row['answer'][0]}" for row in known)


@pytest.mark.parametrize(
    ("options", "known"),
    [
        ({}, "GA:d MD:t NV:r UT:a VT:a WA:r -:d"),
        ({"source": "report"}, "UT:a WA:r"),
        ({"source": ["report", "letter"]}, "UT:a WA:r"),
        ({"source": "first"}, "GA:d MD:t NV:r UT:a VT:a WA:r -:d"),
        ({"as_of": "2020-02-29"}, "MD:t NV:r UT:a VT:a WA:r -:d"),
        ({"as_of": "2019"}, "NV:r UT:a VT:a"),
        ({"known_by": "2020-06-15"}, "UT:a WA:r"),
        ({"known_by": "2020-06-14"}, ""),
        ({"min_standing": "documented"}, "GA:d MD:t NV:r UT:a VT:a WA:r"),
        ({"min_standing": "available"}, "GA:d MD:t NV:r UT:a VT:a WA:r -:d"),
        ({"to": "ero"}, "GA:d UT:a VT:a WA:r -:d"),
        ({"to": "police"}, "MD:d"),
        ({"state": "GA"}, "GA:d"),
        ({"state": "ga"}, "GA:d"),
        ({"state": "Georgia"}, "GA:d"),
        ({"state": "utah"}, "UT:a"),
        ({"data": "home-address"}, ""),
        ({"data": "face-search-result"}, ""),
    ],
    ids=str,
)
def test_a_parameter_leaves_what_it_says(options: dict[str, Any], known: str) -> None:
    unclear = [
        each for each in CLAIMS if options.get("min_standing") != "documented" or each["claim_id"] != "of"
    ]
    assert answers(world(*unclear), **options) == known


def test_all_driver_data_is_asked_unless_told_and_what_it_includes_where_told() -> None:
    case = world(*CLAIMS)
    assert driver_data(case) == KINDS
    assert [row["data_type"] for row in rows(case, "exposure", state="GA")] == KINDS
    asked = [row["data_type"] for row in rows(case, "exposure", state="GA", data="driver-record")]
    assert asked == ["driver-record", "home-address", "photo"]
    assert [row["data_type"] for row in rows(case, "exposure", state="GA", data="photo")] == ["photo"]


def test_what_is_made_from_other_data_is_no_driver_data() -> None:
    case = world()
    parents: dict[str, list[str]] = {row["id"]: row["parents"] for row in TYPES}
    made_from = {"face-search-result": ["photo"], "person-report": ["biometric"]}
    assert driver_data(replace(case, types=Taxonomy(parents, made_from))) == KINDS


def test_a_result_made_from_photos_is_not_what_a_photo_is() -> None:
    """Not itemised does not include it, unless the channel says so."""
    case = world(
        claim("a", "dds", "ice", data_types=""),
        claim("b", "mva", "ice", data_types="", channel="face-search-by-staff"),
    )
    found = by_state(rows(case, "exposure", data="face-search-result"))
    assert (found["GA"]["answer"], found["MD"]["answer"]) == ("nothing known", "direct")


def test_every_answer_has_its_words() -> None:
    """And what is known only below the floor asked for is not told as what happened."""
    told = {row["state"]: verb(row) for row in rows(world(*CLAIMS), "exposure", data="photo")}
    assert told == {
        "GA": "did hand it over",
        "MD": "did, through others",
        "NV": "refused or was blocked",
        "TX": "not known",
        "UT": "gave access only",
        "VT": "was asked, answer not known",
        "WA": "refused or was blocked",
        None: "could have",
    }
    told_only = world(claim("a", "dds", "ice", basis="third"))
    weak = rows(told_only, "exposure", data="photo", min_standing="documented")
    assert verb(by_state(weak)["GA"]) == "known below the standing asked for"


def test_options_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(InputError, match="'refused' is no standing that carries"):
        rows(world(), "exposure", min_standing="refused")
    with pytest.raises(InputError, match="'foto'"):
        rows(world(), "exposure", data="foto")


def test_a_state_without_an_office_is_refused_not_answered_by_an_empty_table() -> None:
    with pytest.raises(InputError, match="ZZ"):
        rows(world(), "exposure", state="ZZ")


def test_a_made_up_state_is_found_in_small_letters_too() -> None:
    office = {"agency": "xq", "name": "Licensing of XQ", "kind": "driver-licensing", "state": "XQ"}
    case = evidence(claim("a", "xq", "ice"), agencies=[office])
    assert answers(case, state="xq") == "XQ:d"


# --- the best of each office ------------------------------------------------------------------------------------


def strength(answer: str, verdict: str, standing: str | None, state: str | None = "GA", **cells: Any) -> Row:
    return {"state": state, "office": "o", "answer": answer, "verdict": verdict, "standing": standing} | cells


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (strength("through others", "holds", "reported"), strength("direct", "possible", "documented")),
        (strength("direct", "holds", "reported"), strength("through others", "holds", "documented")),
        (strength("direct", "possible", "documented"), strength("direct", "possible", "acknowledged")),
        (strength("access only", "unknown", "available"), strength("asked", "unknown", "requested")),
        (
            strength("refused or blocked", "unknown", "refused"),
            strength("refused or blocked", "unknown", "blocked"),
        ),
        (strength("asked", "unknown", "requested"), strength("nothing known", "refuted", None)),
    ],
)
def test_the_headline_of_an_office_is_its_best_row(better: Row, worse: Row) -> None:
    assert headline([better, worse]) == headline([worse, better]) == [better]


def test_each_state_and_each_group_has_its_headline_and_of_equals_the_first() -> None:
    plain = strength("nothing known", "unknown", None, kind=1)
    others = [
        strength("nothing known", "unknown", None, kind=2),
        strength("nothing known", "unknown", None, None, office="one"),
        strength("nothing known", "unknown", None, None, office="two"),
    ]
    assert headline([plain, *others]) == [plain, *others[1:]]
