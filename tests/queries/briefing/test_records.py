"""A sentence without evidence cannot be made: what the case lacks is missed by name."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence, project
from queries.briefing.sentences import Ref, Sentence
from tests.queries.briefing.making import brief, data_of, section, sentences
from tests.queries.smallcases import claim, coverage, node_tables, traced

CLAIMS = (
    claim("one", "dds", "police", "2019-01", document="log"),
    claim("two", "police", "ice", "2019-03", after="dds", document="report", basis="third"),
    claim("no", "dds", "ice", mode="denied", channel="direct-login", document="letter", end="2020"),
)
BAR = {
    "rule_id": "R1",
    "document": "letter",
    "title": "A bar",
    "kind": "paper",
    "effect": "bars",
    "holder": "police",
    "recipient": "immigration-enforcement",
}
HELD = coverage("dds", extent="partial", would_obtain="the log", coverage_id="cov")


def tables() -> dict[str, list[dict[str, Any]]]:
    """The tables of a small case with a route, a denial, a rule and a row of coverage."""
    held = {name: cell for name, cell in HELD.items() if name != "coverage_id"}
    return node_tables(*CLAIMS, rules=[BAR], coverages=[held])


def without(label: str, id_: str) -> Evidence:
    """The case once a row is deleted from a table."""
    rows = tables()
    kept = [row for row in rows[label] if row["id"] != id_]
    assert len(kept) == len(rows[label]) - 1
    return project(rows | {label: kept})


@pytest.mark.parametrize(
    ("label", "id_", "missed"),
    [
        ("Statement", "one", r"sentence 1 \('Licence or ID photo: .*rests on one:dds>police:photo.*one is not in it"),
        ("Statement", "two", r"sentence 1 \('Licence or ID photo: .*rests on two:police>ice:photo.*two is not in it"),
        ("Source", "report", r"rests on two:police>ice:photo, which cites 'report', and the case has no such document"),
        ("Rule", "R1", r"the remark 'The rule A bar \(R1\).*rests on R1, a rule that the case does not have"),
        ("Coverage", "coverage-2", r"sentence \d+ \('What DDS of Georgia gave.*rests on coverage-2, a row of coverage"),
    ],
)  # fmt: skip
def test_a_deleted_record_is_missed_by_name(label: str, id_: str, missed: str) -> None:
    """The sentence and the record that it rests on are named, and nothing is written."""
    answer = traced(project(tables()))
    assert data_of(answer)["records"]
    with pytest.raises(InputError, match=missed) as failed:
        data_of(answer, without(label, id_))
    assert failed.value.hint == "load its dataset again, or make the brief anew from the case as it is"


def test_a_denial_that_was_deleted_is_missed_too() -> None:
    """What is put beside a finding is bound as well as the finding."""
    claims = (claim("one", "dds", "ice", "2019-01", channel="email-request"), CLAIMS[2])
    answer = traced(project(node_tables(*claims)))
    with pytest.raises(InputError, match=r"sentence \d+ \(.*it is said that.*no is not in it"):
        data_of(answer, project(node_tables(claims[0])))


@pytest.mark.parametrize(
    ("cells", "changed"),
    [({"mode": "available"}, "mode, standing"), ({"basis": "third"}, "standing"), ({"document": "report"}, "document")],
)  # fmt: skip
def test_a_record_that_now_says_otherwise_is_an_error(cells: dict[str, str], changed: str) -> None:
    """The id alone does not make it the same evidence."""
    answer = traced(project(node_tables(CLAIMS[0] | {"recipient": "ice"})))
    other = project(node_tables(CLAIMS[0] | {"recipient": "ice"} | cells))
    with pytest.raises(InputError, match=rf"of which the case now says otherwise: {changed}\n"):
        data_of(answer, other)


def test_a_sentence_needs_a_record() -> None:
    """By its type: without one it is not made, and what holds cannot rest on the case as a whole."""
    with pytest.raises(InputError, match="the sentence 'It did' rests on no record"):
        Sentence("It did", "holds", "reported", "did", ())
    with pytest.raises(InputError, match="says that something was, or could have been, and names no record"):
        Sentence("It could have", "possible", "reported", "could have", (Ref("case", ""),))
    assert Sentence("Not known", "unknown", None, "not known", (Ref("case", ""),)).rests_on


def test_what_holds_rests_on_what_is_good_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a sentence to hold on evidence below the floor, no brief would be written."""
    monkeypatch.setattr("queries.briefing.exchanges.Teller.tag", lambda _self, _item: "holds")
    case = project(node_tables(claim("one", "dds", "ice", "2019", basis="third", document="report")))
    with pytest.raises(InputError, match="did happen, on evidence that is only reported"):
        brief(case, min_standing="acknowledged")


def test_each_number_leads_to_a_record_with_its_place() -> None:
    """Every sentence has one at least; each record stands once, with file, row and hash, and is cited."""
    data = brief(project(tables()))
    cited = [number for each in sentences(data) for number in (*each["records"], *each["beside"])]
    cited += [
        number for part in data["sections"] for remark in part["remarks"] for number in remark["records"]
    ]
    cited += [
        number for part in data["sections"] for letter in part["letters"] for number in letter["records"]
    ]
    cited += [
        number
        for part in data["sections"]
        for group in part["groups"]
        for remark in group["remarks"]
        for number in remark["records"]
    ]
    assert all(each["records"] for each in sentences(data))
    assert [record["number"] for record in data["records"]] == list(range(1, len(data["records"]) + 1))
    assert {*cited} == {record["number"] for record in data["records"]}
    assert len({(record["kind"], record["id"]) for record in data["records"]}) == len(data["records"])
    for record in data["records"]:
        assert (record["file"], record["file_sha256"]) == (f"{record['file'].split('.')[0]}.csv", "ab")
        assert record["row"] >= 2


def test_ids_with_colons_lead_to_their_claims() -> None:
    """An item's id begins with its claim's, which may have colons of its own."""
    data = brief(project(node_tables(claim("a:b:c", "dds", "ice", "2019"))))
    assert section(data, "answer")["groups"][0]["sentences"][0]["rests_on"] == ["a:b:c:dds>ice:photo"]
    assert data["records"][0]["id"] == "a:b:c"
