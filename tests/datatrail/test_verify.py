"""`verify`, `remove`, `history`, `rollback` on the bundled case and on one begun with `init`; and the same in Python."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import datatrail as face
from datatrail import Case
from graphmodel.errors import InputError
from loaders.reviews import FILE, read_reviews
from tests.datatrail.running import Done, datatrail
from tests.loaders.making import claim, claims, contents

BY = ("--by", "A. Analyst")


@pytest.fixture(name="case")
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """The bundled case as one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATATRAIL_CASE", "mycase")
    done = datatrail("init", "mycase", "--copy", "real", "--title", "Mine")
    assert done.err == "Made mycase, as real is. Next: datatrail verify --case mycase\n"
    return face.open_case("mycase")


def ran(*words: str) -> Done:
    done = datatrail(*words)
    assert done.status == 0, done.err
    return done


def undone(done: Done) -> Done:
    """Run the command that a change says takes it back."""
    import shlex

    (last,) = [
        line.removeprefix("To take it back: datatrail ")
        for line in done.err.splitlines()
        if line.startswith("To take it back")
    ]
    return ran(*shlex.split(last))


def test_a_copy_is_the_bundled_case_and_may_be_written_to(case: Case) -> None:
    """Its tables are the same, its title is one's own; what is there is not written over."""
    assert case.stamp == face.demo_case().stamp
    assert case.title == "Mine"
    assert datatrail("init", "mycase", "--copy", "real").err.startswith("Error: mycase is not empty\n")


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "GA02-1", "--read", "in-full", *BY),
        ("remove", "--dataset", "georgia-2020"),
        ("rollback", "1"),
        ("verify", "--apply"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("of", [(), ("--case", "real")], ids=["unless told", "by name"])
def test_the_bundled_case_is_not_written_to(words: tuple[str, ...], of: tuple[str, ...]) -> None:
    """It says how to make one's own; nor is it through Python."""
    done = datatrail(*words, *of)
    assert done.err == (
        "Error: the bundled case is not written to\nHint: make your own: datatrail init mycase --copy real\n"
    )
    with pytest.raises(InputError, match="the bundled case is not written to"):
        face.demo_case().review("GA02-1", by="A. Analyst", read="in-full")


def test_what_is_most_used_is_checked_first() -> None:
    """Counted anew: the answers of `exposure` that a claim's item was chosen for are no more than list its items."""
    case = face.demo_case()
    found = case.verify()
    assert set(found["read"]) <= {"excerpt", "computed", "well-known", None}
    order = list(zip(-found["answers"], -found["flows"], found["claim"], strict=True))
    assert order == sorted(order)
    listed = Counter(
        name
        for row in case.rows("exposure")
        for name in {case.evidence.item[item].claim for item in row["items"]}
    )
    assert all(row.answers <= listed[row.claim] for row in found.itertuples())
    single = [row for row in case.rows("exposure") if len(row["items"]) == 1]
    sure = Counter(case.evidence.item[row["items"][0]].claim for row in single)
    assert sure
    assert all(row.answers >= sure[row.claim] for row in found.itertuples())
    known = sum(row["answer"] != "nothing known" for row in case.rows("exposure"))
    everything = case.verify(everything=True)
    assert known <= everything["answers"].sum()
    assert len(everything) > len(found)


def test_a_check_is_shown_in_evidence_trace_and_page(case: Case, tmp_path: Path) -> None:
    """In text and in JSON, by whom and on which day; the claim leaves the list."""
    ran("verify", "GA02-1", "--read", "in full", *BY, "--note", "the original")
    (line,) = read_reviews(Path("mycase"))
    words = f"in-full by A. Analyst on {line.day}: the original"
    (row,) = [
        each for each in ran("evidence", "GA02-1", "--format", "json").json if each["claim"] == "GA02-1"
    ][:1]
    assert (row["read"], row["checked"], row["corrected"]) == ("in-full", [words], [])
    asked = ("trace", "--from", "GA:driver-licensing", "--to", "us-ice", "--data", "photo")
    assert "GA02-1: disclosed" in ran(*asked).out
    assert f"· checked {words}" in ran(*asked).out
    steps = ran(*asked, "--format", "json").json["answers"][0]["traces"][0]["steps"]
    entries = {each["claim"]: each["checked"] for step in steps for each in step["evidence"]}
    assert entries["GA02-1"] == [words]
    for form in ("md", "html"):
        ran("brief", *asked[1:], "-o", f"brief.{form}", "--quiet")
        assert f"Checked {words}." in Path(f"brief.{form}").read_text("utf-8")
    assert words in face.open_case("mycase").draw(tmp_path / "page.html").read_text("utf-8")
    assert "GA02-1" not in {each["claim"] for each in ran("verify", "--format", "json").json}
    assert case.verify()["claim"].isin(["GA02-1"]).any()  # the case that was opened before is as it was


@pytest.mark.usefixtures("case")
def test_every_engine_sees_the_correction() -> None:
    """The program, its arrays, the embedded engine and its index say the same before and after."""

    def answers() -> list[Any]:
        held = face.open_case("mycase")
        asked = {"from": "us-ga-dds", "to": "us-ice"}
        names = ("flow", "standing", "items", "first")
        return [
            sorted(str([row[name] for name in names]) for row in rows)
            for rows in (
                held.rows("flows", **asked),
                held.rows_of_engine("flows", "embedded", **asked),
            )
        ]

    before = answers()
    assert before[0] == before[1]
    ran("verify", "GA02-1", "--correct", "mode=available", "--correct", "start=2019", *BY, "--why", "page 3")
    after = answers()
    assert after[0] == after[1] != before[0]
    cypher = "MATCH (s:Statement {id: 'GA02-1'}) RETURN s.mode AS mode, s.corrected AS corrected"
    (row,) = face.open_case("mycase").cypher(cypher).to_dict("records")
    assert row["mode"] == "available"
    mode, start = row["corrected"]
    assert mode.startswith("mode: disclosed → available, by A. Analyst on ")
    assert " → 2019, by A. Analyst on " in start


def test_a_change_says_which_answers_differ_and_how_to_undo_it(case: Case) -> None:
    """As words and as data; what it says does undo it."""
    before = case.stamp["case_sha256"]
    done = ran("verify", "GA02-1", "--correct", "mode=available", *BY, "--why", "page 3")
    assert "7 answers differ:\n  GA, application-documents: weaker (direct, holds, " in done.err
    assert "2 flows differ:\n" in done.err
    assert "1 claim differs:\n  GA02-1, us-ga-dds → us-ice: changed (corrected, mode)\n" in done.err
    assert done.out == ""
    undone(done)
    assert face.open_case("mycase").stamp["case_sha256"] == before
    done = ran("verify", "GA02-1", "--retract", *BY, "--why", "no", "--format", "json", "--quiet")
    assert done.json["changed"]
    assert {row["change"] for row in done.json["differs"] if row["what"] == "claim"} == {"withdrawn"}
    assert done.json["undo"] == "datatrail verify GA02-1 --undo retract --by 'A. Analyst' --case mycase"
    again = ran("verify", "GA02-1", "--retract", *BY, "--why", "no")
    assert again.err == "Nothing changed: this stands already.\n"


def test_a_retracted_claim_is_told_of(case: Case) -> None:
    """Who asks for its evidence learns who took it back, and why."""
    change = case.review("GA02-1", by="A. Analyst", retract=True, why="the editor took it back")
    assert "GA02-1" not in case.evidence.by_claim
    assert str(change).startswith("GA02-1: retract, by A. Analyst on ")
    done = datatrail("evidence", "GA02-1")
    assert done.err.startswith("Error: 'GA02-1' was retracted by A. Analyst on ")
    assert done.err.endswith(": the editor took it back\nHint: see `datatrail verify --reviewed`\n")
    with pytest.raises(InputError, match="was retracted by"):
        case.query("evidence", flow="GA02-1")


def test_a_document_and_a_dataset_are_removed_and_come_back(case: Case) -> None:
    """No claim of it is left; the commands that are printed bring back the same tables."""
    before, tables = case.stamp["case_sha256"], case.tables
    cited = Counter(row["document"] for row in tables.records("Statement"))
    document, number = cited.most_common(1)[0]
    done = ran("remove", "--document", document, *BY, "--why", "withdrawn by its publisher")
    assert f"{number} claims differ:" in done.err
    left = face.open_case("mycase")
    assert document not in {row["document"] for row in left.tables.records("Statement")}
    undone(done)
    assert face.open_case("mycase").stamp["case_sha256"] == before
    done = ran("remove", "--dataset", "georgia-2020")
    assert "GA, driver-record: stopped (direct, holds, records-reported → access only" in done.err
    assert face.open_case("mycase").datasets == ["documented-flows", "policy-barriers"]
    undone(done)
    assert face.open_case("mycase").stamp["case_sha256"] == before


def test_two_loads_are_compared_claim_by_claim(case: Case) -> None:
    """What was added, changed and withdrawn, and in which cells; then flows, then answers."""
    name = case.snapshot.generation
    case.review("GA02-1", by="A. Analyst", correct={"mode": "available"}, why="page 3")
    case.review("GA01-1", by="A. Analyst", retract=True, why="page 4")
    more = claims(Path("more.csv"), claim(claim_id="new-1", document="gao-24-106143"))
    ran("load", str(more), "--dataset", "mine")
    rows = ran("query", "compare", "--generation", str(name), "--format", "json").json
    found = {row["flow"]: (row["change"], row["differs"]) for row in rows if row["what"] == "claim"}
    assert found == {
        "GA01-1": ("withdrawn", []),
        "GA02-1": ("changed", ["corrected", "mode"]),
        "new-1": ("added", []),
    }
    assert [row["what"] for row in rows] == sorted(
        (row["what"] for row in rows), key=["exposure", "flow", "claim"].index
    )
    told = ran("history", "--format", "json").json
    assert [each["did"] for each in told][-3:] == [
        "verify GA02-1: correct mode=available, by A. Analyst",
        "verify GA01-1: retract, by A. Analyst",
        "load more.csv as mine",
    ]
    assert case.history()["state"].tolist()[-1] == "current"


def test_what_is_not_applied_is_flagged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `check`, strictly too, and by `verify`, in a case begun with `init`; the list says why."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATATRAIL_CASE", "own")
    row = claim(claim_id="c1", document="d", read="excerpt", start="2019")
    ran("init", "own")
    ran("load", str(claims(tmp_path / "a.csv", row)))
    ran("verify", "c1", "--correct", "start=2018", *BY, "--why", "page 3")
    assert ran("check", "--strict").out.count("applied") == 1
    ran("load", str(claims(tmp_path / "a.csv", row | {"speaker": "A made-up office"})))
    done = datatrail("check", "--strict")
    assert done.status == 1
    assert "1 review not applied: the row is another now" in done.out
    assert done.err.endswith("Wants looking at: 1 unapplied_reviews\n")
    (listed,) = ran("verify", "--format", "json").json
    assert listed["flag"] == "correct start=2018 (A. Analyst): the row was loaded anew, and is another"
    (said,) = ran("verify", "--reviewed", "--format", "json").json
    assert (said["state"], said["line"]) == ("row changed", 2)
    log = (Path("own") / FILE).read_text()
    (Path("own") / FILE).write_text(log.splitlines()[0] + "\n")
    assert "Note: reviews.csv changed since the tables were made" in ran("verify").err
    assert ran("verify", "--apply").err == "The tables are made anew.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("verify", "GA02-11", "--read", "in-full", *BY),
            "Error: 'GA02-11' is no claim of the case\nHint: did",
        ),
        (("verify", "GA02-1", "--read", "in-full"), "Error: who is blank\nHint: say who reviews: --by"),
        (("verify", "GA02-1", "--retract", *BY), "Error: why is blank\nHint: say why"),
        (("verify", "GA02-1", *BY), "Error: nothing is said of 'GA02-1'\nHint: give one of: read, correct"),
        (
            ("verify", "GA02-1", "--retract", "--read", "in-full", *BY),
            "Error: several things at once are said",
        ),
        (
            ("verify", "GA02-1", "--correct", "mode", *BY),
            "Error: Invalid value for '--correct': 'mode' is not",
        ),
        (("verify", "--retract", *BY), "Error: which claim? Hint: name it"),
        (("verify", "GA02-1", "--undo", *BY), "Error: no review of 'GA02-1' could be meant"),
        (("remove",), "Error: one thing is removed at a time"),
        (("remove", "--dataset", "georgia-2021"), "Hint: did you mean georgia-2020?"),
        (("rollback", "99"), "Error: '99' names no generation of mycase\nHint: there are: gen-"),
    ],
    ids=lambda words: " ".join(words)[:40] if isinstance(words, tuple) else "",
)
@pytest.mark.usefixtures("case")
def test_what_is_wrong_is_said_and_nothing_is_written(words: tuple[str, ...], message: str) -> None:
    """In a line or two, with status 2; logs, tables and history are as they were."""
    before = contents(Path("mycase"))
    done = datatrail(*words)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err
    assert contents(Path("mycase")) == before
