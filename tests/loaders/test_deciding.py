"""Decisions are taken, applied to the tables and undone; the loaded rows stay as they are."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import project_tables
from loaders import deciding
from loaders.decisions import FILE, append, decision, read_decisions
from loaders.load import load, reapply
from loaders.namelist import Listed, listed, renamed, rows_of_names
from loaders.names import Naming
from loaders.store import CaseFolder
from tests.loaders.making import case, claim, contents, current, write

AGENCIES = [
    {
        "agency": "ex-town-pd",
        "name": "Exampleton Police Department",
        "kind": "law-enforcement",
        "state": "EX",
    },
    {"agency": "ex-old-pd", "name": "Oldton Police Department", "kind": "law-enforcement", "state": "EX"},
    {"agency": "tx-town-pd", "name": "Sampleton Police Department", "kind": "law-enforcement", "state": "TX"},
    {"agency": "ex-motor", "name": "Pretend Motor Office", "kind": "driver-licensing", "state": "EX"},
]
CLAIMS = [
    claim(claim_id="c1", holder="ex-motor", recipient="Exampleton Cops"),
    claim(claim_id="c2", holder="ex-motor", recipient="exampleton  cops"),
    claim(claim_id="c3", holder="ex-motor", recipient="Sampleton TX PD"),
    claim(claim_id="c4", holder="ex-motor", recipient="ex-old-pd"),
]
WHO = {"who": "analyst", "why": "because"}


@pytest.fixture(name="loaded", scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("loaded")
    folder = case(tmp_path / "case", registry=False)
    state = [{"subject": "EX", "attribute": "made-up-state", "value": "Examplia"}]
    files = [
        write(tmp_path / "agencies.csv", "agency", AGENCIES),
        write(tmp_path / "attributes.csv", "attribute", state),
    ]
    load(folder, files, dataset="who")
    load(folder, [write(tmp_path / "claims.csv", "claim", CLAIMS)], dataset="one")
    load(folder, [write(tmp_path / "claims.csv", "claim", [CLAIMS[0] | {"claim_id": "d1"}])], dataset="two")
    return folder.path


@pytest.fixture(name="folder")
def copied(loaded: Path, tmp_path: Path) -> CaseFolder:
    return CaseFolder(shutil.copytree(loaded, tmp_path / "case"))


def recipients(folder: CaseFolder) -> dict[str, str]:
    """Who the recipient of each claim is, in the projection and as an edge, which say the same."""
    tables = folder.read().tables
    projected = {item.claim: item.recipient for item in project_tables(tables).items}
    edges = {
        row["source"]: row["target"]
        for row in tables.records("GIVEN_TO")
        if row["source_label"] == "Statement"
    }
    assert projected == edges
    return projected


def names_of(folder: CaseFolder) -> dict[tuple[str, str], Listed]:
    return {(each.name, each.dataset): each for each in listed(folder.read().tables, Naming.of(folder.path))}


def test_a_decision_moves_the_rows_of_a_name_and_undoing_it_moves_them_back(folder: CaseFolder) -> None:
    """The tables are those of before, to the byte; the evidence keeps the name as written throughout."""
    before, claimed = current(folder), folder.read().tables.records("Statement")
    assert recipients(folder)["c1"] == "prov-one-exampleton-cops"
    (line,) = deciding.accept(folder, "Exampleton Cops", "ex-town-pd", **WHO)
    assert (line.said, line.dataset, line.who, line.reason) == ("ex-town-pd", "", "analyst", "because")
    after = recipients(folder)
    assert {after["c1"], after["c2"], after["d1"]} == {"ex-town-pd"}
    written = {row["id"]: row["recipient"] for row in folder.read().tables.records("Statement")}
    assert written == {row["id"]: row["recipient"] for row in claimed}
    deciding.undo(folder, "Exampleton Cops", None, **WHO)
    assert {name: hashed for name, hashed in current(folder).items() if name != "manifest.json"} == {
        name: hashed for name, hashed in before.items() if name != "manifest.json"
    }
    assert len(read_decisions(folder.path)) == 2


def test_a_decision_may_be_of_one_dataset(folder: CaseFolder) -> None:
    """The same name elsewhere stays what it was."""
    deciding.accept(folder, "Exampleton Cops", "Exampleton Police Department", dataset="two", **WHO)
    found = recipients(folder)
    assert (found["d1"], found["c1"]) == ("ex-town-pd", "prov-one-exampleton-cops")


def test_what_the_program_matched_is_said_and_a_decision_undoes_it(folder: CaseFolder) -> None:
    """The row of the agency says that it was matched, and why; *not the same* and *unsure* keep it from being so."""
    assert recipients(folder)["c3"] == "tx-town-pd"
    matched = names_of(folder)["Sampleton TX PD", "one"]
    assert (matched.status, matched.agency, matched.rows) == ("matched", "tx-town-pd", 1)
    assert matched.why == "match: the same place, state and kind of office (police) as exactly one agency"
    deciding.reject(folder, "Sampleton TX PD", "tx-town-pd", **WHO)
    assert recipients(folder)["c3"] == "prov-one-sampleton-tx-pd"
    open_again = names_of(folder)["Sampleton TX PD", "one"]
    assert (open_again.status, open_again.why) == ("open", "a decision says that it is not (line 2): because")
    deciding.undo(folder, "Sampleton TX PD", "not-same:tx-town-pd", **WHO)
    assert recipients(folder)["c3"] == "tx-town-pd"
    deciding.unsure(folder, "Sampleton TX PD", **WHO)
    assert recipients(folder)["c3"] == "prov-one-sampleton-tx-pd"
    assert names_of(folder)["Sampleton TX PD", "one"].status == "unsure"


def test_an_agency_that_is_another_is_found_under_both_ids(folder: CaseFolder) -> None:
    """An id that a decision replaced still finds its successor, in rows, in names, and in what is asked."""
    deciding.accept(folder, "Exampleton Cops", "ex-old-pd", dataset="two", **WHO)
    deciding.accept(folder, "ex-old-pd", "ex-town-pd", **WHO)
    found = recipients(folder)
    assert (found["d1"], found["c4"]) == ("ex-town-pd", "ex-town-pd")
    registry = project_tables(folder.read().tables).registry
    assert registry.find("ex-old-pd") == registry.find("Oldton Police Department") == "ex-town-pd"
    assert "ex-old-pd" not in {party.id for party in registry.agencies}


def test_a_name_that_resolves_by_itself_can_be_said_to_be_another(folder: CaseFolder) -> None:
    """In the dataset that the decision names it is the other; elsewhere it is what it was."""
    row = CLAIMS[0] | {"claim_id": "e1", "recipient": "Oldton Police Department"}
    for dataset in ("three", "four"):
        file = write(folder.path.parent / "more.csv", "claim", [row | {"claim_id": f"e-{dataset}"}])
        load(folder, [file], dataset=dataset)
    deciding.accept(folder, "Oldton Police Department", "ex-town-pd", dataset="three", **WHO)
    found = recipients(folder)
    assert (found["e-three"], found["e-four"]) == ("ex-town-pd", "ex-old-pd")
    columns = project_tables(folder.read().tables).columns
    assert {"ex-town-pd", "ex-old-pd"} <= {columns.parties[each] for each in columns.recipient}
    deciding.undo(folder, "Oldton Police Department", None, **WHO)
    deciding.reject(folder, "Oldton Police Department", "ex-town-pd", dataset="three", **WHO)
    assert recipients(folder)["e-three"] == "ex-old-pd"
    deciding.reject(folder, "Oldton Police Department", "ex-old-pd", dataset="three", **WHO)
    assert recipients(folder)["e-three"] == "prov-three-oldton-police-department"


def test_two_agencies_of_one_name_are_matched_once_they_were_decided_to_be_one(folder: CaseFolder) -> None:
    """While they are two, the name may be either; then it is the one that the other is."""
    twin = AGENCIES[2] | {"agency": "tx-twin-pd"}
    load(folder, [write(folder.path.parent / "twin.csv", "agency", [twin])], dataset="twin")
    (two,) = [each for each in names_of(folder).values() if each.name == "Sampleton TX PD"]
    assert (two.status, two.why) == ("open", "several agencies are called so: tx-town-pd, tx-twin-pd")
    deciding.accept(folder, "tx-twin-pd", "tx-town-pd", **WHO)
    (one,) = [each for each in names_of(folder).values() if each.name == "Sampleton TX PD"]
    assert (one.status, one.agency) == ("matched", "tx-town-pd")


def test_a_contradiction_changes_nothing(folder: CaseFolder) -> None:
    """It is refused with the lines, before anything is written."""
    deciding.accept(folder, "Exampleton Cops", "ex-town-pd", **WHO)
    before = contents(folder.path)
    with pytest.raises(
        InputError, match="lines 2 and 3: together they say that ex-old-pd and ex-town-pd are one"
    ):
        deciding.accept(folder, "Exampleton Cops", "ex-old-pd", **WHO)
    with pytest.raises(
        InputError, match="lines 2 and 3: line 3 says that 'exampleton cops' is not ex-town-pd"
    ):
        deciding.reject(folder, "exampleton cops", "ex-town-pd", **WHO)
    assert contents(folder.path) == before


def test_saying_it_again_changes_nothing(folder: CaseFolder) -> None:
    """No line is added for what stands already."""
    deciding.accept(folder, "Exampleton Cops", "ex-town-pd", **WHO)
    before = contents(folder.path)
    assert deciding.accept(folder, "EXAMPLETON cops", "ex-town-pd", **WHO) == []
    assert contents(folder.path) == before


@pytest.mark.parametrize(
    ("name", "agency", "message"),
    [
        (
            "Exampleton Cop",
            "ex-town-pd",
            "no row names 'Exampleton Cop'\nHint: did you mean Exampleton Cops",
        ),
        (
            "Exampleton Cops",
            "ex-town-pc",
            "'ex-town-pc' is no agency of the case\nHint: did you mean ex-town-pd",
        ),
    ],
)
def test_what_the_case_does_not_have_is_asked_about(
    folder: CaseFolder, name: str, agency: str, message: str
) -> None:
    """A misspelled name or agency gets the near ones."""
    with pytest.raises(InputError) as caught:
        deciding.accept(folder, name, agency, **WHO)
    assert str(caught.value).startswith(message)


def test_which_decision_is_taken_back_must_be_plain(folder: CaseFolder) -> None:
    """Where several stand, or none, the error lists them."""
    with pytest.raises(InputError, match="no decision about 'Exampleton Cops' could be meant"):
        deciding.undo(folder, "Exampleton Cops", None, **WHO)
    deciding.reject(folder, "Exampleton Cops", "ex-old-pd", **WHO)
    deciding.reject(folder, "Exampleton Cops", "tx-town-pd", dataset="one", **WHO)
    with pytest.raises(InputError) as caught:
        deciding.undo(folder, "Exampleton Cops", None, **WHO)
    assert str(caught.value) == (
        "several decisions about 'Exampleton Cops' could be meant\n"
        "Hint: there stand: not-same:ex-old-pd (any dataset); not-same:tx-town-pd (one); name one, and its --dataset"
    )
    deciding.undo(folder, "Exampleton Cops", None, dataset="one", **WHO)


def test_the_log_decides_not_the_order_in_which_it_came_about(folder: CaseFolder, tmp_path: Path) -> None:
    """The same inputs and decisions give the same tables, to the byte; loading again applies an edited log too."""
    deciding.accept(folder, "Exampleton Cops", "ex-old-pd", dataset="two", **WHO)
    deciding.accept(folder, "ex-old-pd", "ex-town-pd", **WHO)
    deciding.unsure(folder, "Sampleton TX PD", **WHO)
    tables = folder.read().case_sha256
    lines = (folder.path / FILE).read_text().splitlines()
    shuffled = lines[1:]
    random.Random(3).shuffle(shuffled)
    (folder.path / FILE).write_text("\n".join([lines[0], *shuffled]) + "\n")
    assert not reapply(folder)
    assert folder.read().case_sha256 == tables
    (folder.path / FILE).write_text(lines[0] + "\n")
    assert reapply(folder)
    assert folder.read().case_sha256 != tables
    (folder.path / FILE).write_text("\n".join(lines) + "\n")
    load(folder, [write(tmp_path / "claims.csv", "claim", CLAIMS)], dataset="one")
    assert folder.read().case_sha256 == tables


@pytest.mark.parametrize(("cut", "taken"), [("put_down", False), ("replace_text", False), ("finish", True)])
def test_a_decision_that_was_cut_short_was_taken_or_was_not(
    folder: CaseFolder, monkeypatch: pytest.MonkeyPatch, cut: str, taken: bool
) -> None:
    """Before the tables are current nothing was said; after, the next to open the case finds line and tables."""

    def cut_short(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"loaders.generations.{cut}", cut_short)
        patched.setattr(CaseFolder, "_clear_after", lambda *_: None)  # as if it had been killed
        with pytest.raises(KeyboardInterrupt):
            deciding.accept(folder, "Exampleton Cops", "ex-town-pd", **WHO)
    CaseFolder(folder.path).open()
    assert [each.said for each in read_decisions(folder.path)] == ["ex-town-pd"] * taken
    assert (recipients(folder)["c1"] == "ex-town-pd") == taken
    assert not reapply(folder)
    assert sorted(path.name for path in folder.data.iterdir()) == sorted(
        ["CURRENT", "history.csv", *folder.generations()]
    )


def test_a_decision_about_what_is_not_loaded_is_passed_over(folder: CaseFolder) -> None:
    """An agency that the case has not got yet: the name stands for nobody until it has."""
    append(folder.path, [decision("2026-01-02", "analyst", "Exampleton Cops", "", "ex-later-pd", "")])
    reapply(folder)
    assert recipients(folder)["c1"] == "prov-one-exampleton-cops"
    row = {"agency": "ex-later-pd", "name": "Laterton Police Department", "kind": "law-enforcement"}
    load(folder, [write(folder.path.parent / "later.csv", "agency", [row])], dataset="later")
    assert recipients(folder)["c1"] == "ex-later-pd"


def test_trying_decisions_on_the_tables_gives_what_a_build_gives(folder: CaseFolder) -> None:
    """The agencies are the same as after a decision that is really taken; the tables tried on stay as they are."""
    before = folder.read().tables
    said = [decision("2026-01-02", "analyst", "Exampleton Cops", "", "ex-town-pd", "")]
    said.append(decision("2026-01-02", "analyst", "ex-old-pd", "", "ex-town-pd", ""))
    tried = renamed(before, Naming(tuple(said)))
    append(folder.path, said)
    reapply(folder)
    assert tried.records("Agency") == folder.read().tables.records("Agency")
    assert tried.records("Agency") != before.records("Agency")
    unmatched = {
        row["name"]: row["stands_for"] for row in renamed(before, Naming(), matching=False).records("Agency")
    }
    assert unmatched["Sampleton TX PD"] is None


def test_names_are_listed_by_the_rows_they_stand_in(folder: CaseFolder) -> None:
    """Both spellings of a name are counted, in each dataset apart; the best three candidates are shown."""
    tables = folder.read().tables
    rows = rows_of_names(tables, project_tables(tables).registry)
    cops = {"prov-one-exampleton-cops": 2, "prov-two-exampleton-cops": 1}
    assert rows == Counter(cops | {"prov-one-sampleton-tx-pd": 1})
    found = [each for each in listed(tables, Naming()) if each.status == "open"]
    assert [(each.name, each.dataset, each.rows) for each in found] == [
        ("Exampleton Cops", "one", 2),
        ("Exampleton Cops", "two", 1),
    ]
    assert all(each.why == "it names no state" and each.agency is None for each in found)


def test_an_aggregate_counts_as_often_as_it_says(folder: CaseFolder) -> None:
    """The rows of a log that was counted by month are still the rows that a decision would move."""
    rows = [
        {
            "holder": "ex-motor",
            "requester": "Exampleton Cops",
            "data_types": "photo",
            "mode": "disclosed",
            "count": n,
        }
        for n in ("250", "")
    ]
    load(folder, [write(folder.path.parent / "log.csv", "event", rows)], dataset="log")
    assert names_of(folder)["Exampleton Cops", "log"].rows == 251
