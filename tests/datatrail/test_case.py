"""`case merge` and `case conflicts`: two people work on copies of the bundled case, and their cases become one."""

from __future__ import annotations

from pathlib import Path

import pytest

import datatrail as face
from datatrail import Case
from tests.datatrail.running import Done, datatrail
from tests.loaders.making import contents

ANN, BOB = ("--by", "A. Analyst", "--case", "ann"), ("--by", "B. Editor", "--case", "bob")


def ran(*words: str) -> Done:
    done = datatrail(*words)
    assert done.status == 0, done.err
    return done


@pytest.fixture(name="month", scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month apart: Ann checks, corrects and retracts; Bob checks and corrects; on two claims they differ."""
    folder = tmp_path_factory.mktemp("month")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in ("ann", "bob"):
            ran("init", name, "--copy", "examplia")
        ran("verify", "EX01-1", "--read", "in-full", *ANN)
        ran("verify", "EX01-2", "--correct", "channel=staff-request", "--why", "page 3", *ANN)
        ran("verify", "EX45-1", "--retract", "--why", "it is of another office", *ANN)
        ran("verify", "EX01-2", "--correct", "channel=bulk-sale", "--why", "page 4", *BOB)
        ran("verify", "EX45-1", "--read", "in-full", *BOB)
        ran("verify", "EX10-1", "--read", "in-full", *BOB)
    return folder


def test_two_people_work_a_month_on_copies_and_merge(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one said stands; on two claims they differ: the list says who, when and where, until somebody decides."""
    monkeypatch.chdir(month)
    before = {name: contents(Path(name)) for name in ("ann", "bob")}
    tried = ran("case", "merge", "ann", "bob", "-o", "both", "--dry-run", "--format", "json").json
    assert not Path("both").exists()
    done = ran("case", "merge", "ann", "bob", "-o", "both", "--format", "json").json
    assert tried == done | {"generation": None}
    assert {name: contents(Path(name)) for name in ("ann", "bob")} == before
    ran("case", "merge", "bob", "ann", "-o", "turned")
    assert face.open_case("both").stamp == face.open_case("turned").stamp
    listed = ran("case", "conflicts", "--case", "both", "--format", "csv").rows
    assert [(row["about"], row["part"], row["case"], row["who"], row["said"]) for row in listed] == [
        ("EX01-2", "channel", "ann", "A. Analyst", "correct channel=staff-request"),
        ("EX01-2", "channel", "bob", "B. Editor", "correct channel=bulk-sale"),
        ("EX45-1", "retract", "ann", "A. Analyst", "retract"),
        ("EX45-1", "retract", "bob", "B. Editor", "read in-full"),
    ]
    checked = {
        row["claim"]
        for row in face.open_case("both").verify(everything=True).to_dict("records")
        if row["checked"]
    }
    assert checked == {"EX01-1", "EX10-1"}
    strict = datatrail("check", "--strict", "--case", "both")
    assert (strict.status, "4 undecided" in strict.err) == (1, True)
    asked = ran(
        "trace", "--from", "ex-wheels-north", "--to", "ex-borders", "--data", "photo", "--case", "both"
    )
    assert asked.err.endswith(
        "Note: 2 things that two do not agree on count for neither side: datatrail case conflicts --case both\n"
    )
    ran(
        "verify",
        "EX01-2",
        "--correct",
        "channel=staff-request",
        "--why",
        "both read on",
        "--by",
        "C",
        "--case",
        "both",
    )
    ran("verify", "EX45-1", "--undo", "retract", "--by", "C", "--case", "both")
    assert ran("case", "conflicts", "--case", "both").err == "There is nothing that two do not agree on.\n"
    assert "EX45-1" in set(face.open_case("both").table("Statement")["id"])


def test_a_disputed_claim_answers_with_could_and_says_so(
    month: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a claim that one retracted and the other confirmed nothing is said as a fact, in words and on the page alike."""
    monkeypatch.chdir(month)
    done = ran("case", "merge", "ann", "bob", "-o", "disputed", "--quiet")
    assert done.err == ""
    case = face.open_case("disputed")
    (item, *_) = case.evidence.by_claim["EX45-1"]
    answer = case.trace(item.holder, item.recipient, data=item.data_type)
    (trace,) = [
        each
        for each in answer.to_dict()["answers"][0]["traces"]
        if each["steps"][0]["evidence"][0]["id"].startswith("EX45")
    ]
    assert trace["verdict"] == "possible"
    assert "hop 1: disputed: whether it stands" in trace["because"]


def test_what_cannot_be_merged_is_said_with_status_2(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is there, one that is no case, a place inside a case."""
    monkeypatch.chdir(month)
    assert (done := datatrail("case", "merge", "ann", "bob", "-o", "bob")).status == 2
    assert done.err == "Error: bob is there already\nHint: name a folder that is not there yet\n"
    assert (done := datatrail("case", "merge", "ann", "nowhere", "-o", "x")).status == 2
    assert done.err.startswith("Error: there is no case in nowhere\n")
    assert (done := datatrail("case", "merge", "ann", "bob", "-o", "ann/x")).status == 2
    assert done.err.startswith("Error: ann/x lies in the case ann: a case inside a case is not made\n")
    assert not Path("x").exists()


def test_a_case_in_python_is_merged_too(month: Path, tmp_path: Path) -> None:
    """It is the case of the command, and says what is undecided."""
    ann, bob = (Case(face.open_case(month / name).folder) for name in ("ann", "bob"))
    both = ann.merge(bob, tmp_path / "both")
    assert {each.about for each in both.undecided} == {"EX45-1", "EX01-2"}
    assert not ann.undecided
