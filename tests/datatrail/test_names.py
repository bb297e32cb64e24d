"""`datatrail names` on a made-up case: listing, deciding, undoing, and what rests on each decision."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from loaders.decisions import FILE
from loaders.load import load
from tests.datatrail.running import Done, datatrail
from tests.loaders.making import case, claim, write

AGENCIES = [
    {"agency": "ex-motor", "name": "Pretend Motor Office", "kind": "driver-licensing", "state": "EX"},
    {"agency": "ex-borders", "name": "Bureau of Imaginary Borders", "kind": "immigration-enforcement"},
    {
        "agency": "ex-town-pd",
        "name": "Exampleton Police Department",
        "kind": "law-enforcement",
        "state": "EX",
    },
    {"agency": "tx-town-pd", "name": "Sampleton Police Department", "kind": "law-enforcement", "state": "TX"},
]
CLAIMS = [
    claim(claim_id="c1", holder="Motor Desk", recipient="ex-borders"),
    claim(claim_id="c2", holder="ex-motor", recipient="Exampleton Cops", data_types="plate-read"),
    claim(claim_id="c3", holder="ex-motor", recipient="Sampleton TX PD", data_types="plate-read"),
    claim(claim_id="c4", holder="ex-motor", recipient="Exampleton Cops", data_types="plate-read"),
]
BY = ("--by", "A. Analyst", "--why", "its letterhead")


@pytest.fixture(name="loaded", scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made_up = tmp_path_factory.mktemp("loaded")
    state = [{"subject": "EX", "attribute": "made-up-state", "value": "Examplia"}]
    files = [
        write(made_up / "agencies.csv", "agency", AGENCIES),
        write(made_up / "attributes.csv", "attribute", state),
        write(made_up / "claims.csv", "claim", CLAIMS),
    ]
    folder = case(made_up / "mycase", registry=False)
    assert load(folder, files, dataset="list").unresolved_names == 2
    return folder.path


@pytest.fixture(autouse=True)
def _in_a_case(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(loaded, tmp_path / "mycase")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATATRAIL_CASE", "mycase")


def names(*words: str) -> Done:
    done = datatrail("names", *words)
    assert done.status == 0, done.err
    return done


def test_names_are_listed_with_candidates_and_why_not() -> None:
    """Those in most rows first; as a table, CSV, JSON and Parquet the same names."""
    found = names("list", "--format", "json").json
    assert [(row["name"], row["rows"], row["status"], row["why"]) for row in found] == [
        ("Exampleton Cops", 2, "open", "it names no state"),
        ("Motor Desk", 1, "open", "it names no state"),
    ]
    assert found[0]["candidates"][0] == "ex-town-pd"
    assert len(found[0]["candidates"]) == len(found[0]["scores"]) <= 3
    assert [row["name"] for row in names("list", "--format", "csv").rows] == [row["name"] for row in found]
    table = pq.read_table(BytesIO(names("list", "--format", "parquet").data))
    assert table["name"].to_pylist() == [row["name"] for row in found]
    shown = names("list", "--limit", "1")
    assert "Exampleton Cops" in shown.out
    assert "Motor Desk" not in shown.out
    assert "… and 1 more names" in shown.err


def test_what_the_program_matched_can_be_listed_and_is_in_check() -> None:
    """It says which agency, and why; `check` lists it apart from the names that stand for nobody."""
    (matched,) = names("list", "--status", "matched", "--format", "json").json
    assert (matched["name"], matched["agency"]) == ("Sampleton TX PD", "tx-town-pd")
    checked = datatrail("check", "--format", "json").json
    assert [row["name"] for row in checked["unresolved"]] == ["Exampleton Cops", "Motor Desk"]
    assert [(row["name"], row["because"]) for row in checked["matched"]] == [
        ("Sampleton TX PD", matched["why"])
    ]
    assert "names decided or matched" in datatrail("check").out


def test_a_load_says_how_many_names_it_matched(tmp_path: Path) -> None:
    """Beside how many it knows nothing of; a name that the program took for an agency is not passed over in silence."""
    rows = [claim(claim_id="d1", holder="Sampleton TX PD", recipient="Nobody Known")]
    loaded = datatrail("load", str(write(tmp_path / "more.csv", "claim", rows)), "--dataset", "more")
    assert "1 name is of no agency known so far" in loaded.err
    assert (
        "1 name was taken for agencies that they safely match: see `datatrail names list --status"
        in loaded.err
    )


def test_the_bundled_case_is_not_decided_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """It can be listed, and says how to make a case of one's own."""
    monkeypatch.delenv("DATATRAIL_CASE")
    done = datatrail("names", "unsure", "DDS", *BY)
    assert (done.status, done.err.splitlines()[1]) == (
        2,
        "Hint: make your own: datatrail init mycase --copy real",
    )
    assert names("list").status == 0


def test_a_decision_says_what_changed_and_how_to_take_it_back() -> None:
    """The command that it prints is one that can be run; afterwards the name stands for nobody again."""
    done = names("accept", "Exampleton Cops", "ex-town-pd", *BY)
    assert done.out == ""
    first, second = done.err.splitlines()
    assert first == "'Exampleton Cops' of list is now ex-town-pd: 2 rows"
    assert second == (
        "To take it back: datatrail names undo 'Exampleton Cops' ex-town-pd --by 'A. Analyst' --why '…' --case mycase"
    )
    assert (
        names("accept", "Exampleton Cops", "ex-town-pd", *BY).err == "Nothing changed: this stands already.\n"
    )
    assert len(names("list", "--format", "json").json) == 1
    undone = names("undo", "Exampleton Cops", "ex-town-pd", *BY).err
    assert "stands for no agency (it names no state): 2 rows" in undone
    assert "datatrail names accept 'Exampleton Cops' ex-town-pd" in undone
    lines = (Path("mycase") / FILE).read_text().splitlines()
    assert [line.split(",", 1)[1] for line in lines[1:]] == [
        "A. Analyst,Exampleton Cops,,ex-town-pd,its letterhead",
        "A. Analyst,Exampleton Cops,,undo:ex-town-pd,its letterhead",
    ]


def test_rejecting_and_being_unsure() -> None:
    """Both keep the program's match from counting; without an agency, none that is known is meant."""
    assert "stands for no agency" in names("reject", "Sampleton TX PD", "tx-town-pd", *BY).err
    assert "names reject 'Sampleton TX PD' tx-town-pd" in names("undo", "Sampleton TX PD", *BY).err
    names("unsure", "Sampleton TX PD", "--dataset", "list", *BY)
    assert [row["status"] for row in names("list", "--format", "json").json] == ["open", "open", "unsure"]
    names("reject", "Motor Desk", *BY)
    (row,) = [row for row in names("list", "--format", "json").json if row["name"] == "Motor Desk"]
    assert row["why"] == "a decision says that it is not (line 5): its letterhead"


def test_an_agency_may_be_another() -> None:
    """The one is then the other, and its successor is said."""
    assert names("accept", "tx-town-pd", "ex-town-pd", *BY).err.startswith("tx-town-pd is now ex-town-pd\n")
    (row,) = names("list", "--status", "matched", "--format", "json").json
    assert row["agency"] == "ex-town-pd"


def test_an_error_ends_with_what_to_do() -> None:
    """Contradictions and misspellings are errors of the input, with status 2."""
    names("accept", "Exampleton Cops", "ex-town-pd", *BY)
    done = datatrail("names", "accept", "Exampleton Cops", "tx-town-pd", *BY)
    assert done.status == 2
    assert "lines 2 and 3: together they say that ex-town-pd and tx-town-pd are one" in done.err
    assert datatrail("names", "accept", "Exampleton Cops", "ex-town-pd").status == 2
    assert "did you mean Exampleton Cops?" in datatrail("names", "unsure", "Exampleton Cop", *BY).err


def test_an_edited_log_is_noticed_and_applied() -> None:
    """Until then the list says that the tables are older than the log."""
    with (Path("mycase") / FILE).open("a") as file:
        file.write("2026-01-02,A. Analyst,Motor Desk,,ex-motor,seen\n")
    assert "run `datatrail names apply`" in names("list").err
    assert names("apply").err == "The tables are made anew.\n"
    assert "apply" not in names("list").err
    assert names("apply").err == "Nothing changed: the tables are as the log says.\n"


def test_the_report_says_what_rests_on_each_decision() -> None:
    """Worked out by hand: one decision makes the state's headline, one moves a flow, one changes nothing."""
    names("accept", "Motor Desk", "ex-motor", *BY)
    names("accept", "Exampleton Cops", "ex-town-pd", *BY)
    names("reject", "Exampleton Cops", "tx-town-pd", *BY)
    found = names("report", "--format", "json").json
    assert [(row["line"], row["name"], row["decision"], row["rows"], row["applies"]) for row in found] == [
        (2, "Motor Desk", "ex-motor", 1, True),
        (3, "Exampleton Cops", "ex-town-pd", 2, True),
        (4, "Exampleton Cops", "not-same:tx-town-pd", 2, True),
        (None, "all that it matched", "match", 1, True),
    ]
    assert [row["flows"] for row in found] == [
        [
            "ex-motor > ex-borders, photo: reported, 1 item → nothing",
            "prov-list-motor-desk > ex-borders, photo: nothing → reported, 1 item",
        ],
        [
            "ex-motor > ex-town-pd, plate-read: reported, 2 items → nothing",
            "ex-motor > prov-list-exampleton-cops, plate-read: nothing → reported, 2 items",
        ],
        [],
        [
            "ex-motor > prov-list-sampleton-tx-pd, plate-read: nothing → reported, 1 item",
            "ex-motor > tx-town-pd, plate-read: reported, 1 item → nothing",
        ],
    ]
    assert [row["answers"] for row in found] == [
        ["EX, Pretend Motor Office, photo: direct (holds) → nothing"],
        [],
        [],
        [],
    ]
    assert [row["answers_changed"] for row in found] == [1, 0, 0, 0]


def test_the_report_of_decisions_that_hold_only_together_says_so() -> None:
    """Without the line that makes two agencies one, the others contradict each other."""
    names("accept", "Exampleton Cops", "tx-town-pd", *BY)
    names("accept", "tx-town-pd", "ex-town-pd", *BY)
    names("accept", "Exampleton Cops", "ex-town-pd", "--dataset", "list", *BY)
    rows = {row["line"]: row for row in names("report", "--format", "json").json}
    (answer,) = rows[3]["answers"]
    assert answer.startswith(
        "without it, decisions.csv, lines 2 and 4: together they say that ex-town-pd and tx-"
    )
    assert rows[2]["flows"] == rows[4]["flows"] == []
