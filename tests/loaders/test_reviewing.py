"""Claims are checked, corrected, retracted and restored; the loaded rows stay as they are, and nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from graphmodel.errors import InputError
from graphmodel.projection import project_tables
from loaders import changing, reviewing
from loaders.generations import ROWS
from loaders.history import history
from loaders.load import load, reapply
from loaders.reviews import FILE, read_reviews
from loaders.store import CaseFolder
from tests.loaders.making import case, claim, contents, current, write

ROOT = Path(__file__).parents[2]
AGENCIES = [
    {"agency": "ex-motor", "name": "Pretend Motor Office", "kind": "driver-licensing"},
    {"agency": "ex-borders", "name": "Bureau of Imaginary Borders", "kind": "immigration-enforcement"},
    {"agency": "ex-all", "name": "All pretend offices", "kind": "group", "class_kind": "driver-licensing"},
]
CLAIMS = [
    claim(
        claim_id="c1",
        holder="ex-motor",
        recipient="ex-borders",
        document="news",
        read="excerpt",
        start="2019",
    ),
    claim(claim_id="c2", holder="ex-motor", recipient="ex-borders", document="retold", purpose="***"),
    claim(holder="ex-motor", recipient="ex-borders", document="report", data_types="name"),
]
EVENTS = [
    {"request_id": "r1", "holder": "ex-motor", "requester": "ex-borders", "mode": "granted", "count": "7"}
]
SOURCES = [
    {"document": "news", "title": "Made-up news"},
    {"document": "retold", "title": "Told again", "repeats": "news"},
]
BY = {"who": "A. Analyst", "why": "page 3"}


@pytest.fixture(name="loaded", scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("loaded")
    folder = case(home / "case", registry=False)
    load(
        folder,
        [
            write(home / "agencies.csv", "agency", AGENCIES),
            write(home / "documents.csv", "document", SOURCES),
            write(home / "claims.csv", "claim", CLAIMS),
        ],
        dataset="one",
    )
    load(folder, [write(home / "events.csv", "event", EVENTS)], dataset="log")
    return folder.path


@pytest.fixture(name="folder")
def copied(loaded: Path, tmp_path: Path) -> CaseFolder:
    return CaseFolder(shutil.copytree(loaded, tmp_path / "case"))


def row(folder: CaseFolder, claim_: str, table: str = "Statement") -> dict[str, Any]:
    (found,) = [each for each in folder.read().tables.records(table) if each["id"] == claim_]
    return found


def kept_rows(folder: CaseFolder) -> dict[str, str]:
    """The hash of every row that is kept of a file."""
    return {name: each for name, each in current(folder).items() if name.startswith(ROWS)}


def states(folder: CaseFolder) -> list[tuple[str, str]]:
    return [(each["claim"], each["state"]) for each in folder.manifest()["reviews"]]


# --- what is said -------------------------------------------------------------------------------------------------


def test_a_check_says_who_read_how_much_on_which_day(folder: CaseFolder) -> None:
    """The reading is that of the reviewer; of a request, which has none, only the mark is there."""
    (line,) = reviewing.check(folder, "c1", read="in full", who="A. Analyst", note="the original")
    found = row(folder, "c1")
    assert found["read"] == "in-full"
    assert found["checked"] == [f"in-full by A. Analyst on {line.day}: the original"]
    (item,) = project_tables(folder.read().tables).of_claim("c1")
    assert item.record["checked"] == found["checked"]
    reviewing.check(folder, "r1", read="excerpt", who="A. Analyst")
    assert row(folder, "r1", "Request")["checked"] == [f"excerpt by A. Analyst on {line.day}"]


def test_a_correction_is_in_every_table_and_the_loaded_rows_stay(folder: CaseFolder) -> None:
    """The row, its name, its edges and its items say the same; taken back, the tables are those of before."""
    before, kept = folder.read().case_sha256, kept_rows(folder)
    reviewing.correct(
        folder, "c1", {"mode": "available", "recipient": "Bureau of Nothing", "purpose": ""}, **BY
    )
    found, tables = row(folder, "c1"), folder.read().tables
    assert (found["mode"], found["recipient"], found["payload"]) == (
        "available",
        ["Bureau of Nothing"],
        "stated",
    )
    assert found["name"] == "Pretend Motor Office → Bureau of Nothing: photo, available"
    (edge,) = [each["target"] for each in tables.records("GIVEN_TO") if each["source"] == "c1"]
    (item,) = project_tables(tables).of_claim("c1")
    assert edge == item.recipient == "prov-one-bureau-of-nothing"
    assert found["corrected"][0].startswith("mode: disclosed → available, by A. Analyst on ")
    assert found["corrected"][1].startswith("recipient: ex-borders → Bureau of Nothing, by")
    assert kept_rows(folder) == kept
    for name in ("mode", "recipient", "purpose"):
        reviewing.undo(folder, "c1", f"correct {name}", who="A. Analyst")
    assert folder.read().case_sha256 == before
    assert len(read_reviews(folder.path)) == 6


def test_a_masked_cell_can_be_unmasked_and_masked(folder: CaseFolder) -> None:
    """The codes of masks follow."""
    assert row(folder, "c2")["masked"] == ["purpose:stars"]
    reviewing.correct(folder, "c2", {"purpose": "civil-immigration", "channel": "REDACTED"}, **BY)
    found = row(folder, "c2")
    assert found["purpose"] == "civil-immigration-enforcement"
    assert [each.partition(":")[0] for each in found["masked"]] == ["channel"]


def test_of_two_corrections_of_a_cell_the_later_counts(folder: CaseFolder) -> None:
    """Taken back, the earlier counts again; the same again changes nothing."""
    reviewing.correct(folder, "c1", {"start": "2018"}, **BY)
    reviewing.correct(folder, "c1", {"start": "2017-05"}, **BY)
    before = contents(folder.path)
    assert reviewing.correct(folder, "c1", {"start": "2017-05"}, **BY) == []
    assert contents(folder.path) == before
    assert row(folder, "c1")["start"] == "2017-05"
    reviewing.undo(folder, "c1", "correct start", who="A. Analyst")
    assert row(folder, "c1")["start"] == "2018"


def test_cells_that_go_together_are_corrected_together(folder: CaseFolder) -> None:
    """One alone would contradict the others, and is refused."""
    before = contents(folder.path)
    with pytest.raises(InputError, match=r"column 'end_kind': '.*': an event has no end of its own"):
        reviewing.correct(folder, "c1", {"end_kind": "ended"}, **BY)
    assert contents(folder.path) == before
    reviewing.correct(folder, "c1", {"time_kind": "standing", "end": "2021", "end_kind": "ended"}, **BY)
    assert row(folder, "c1")["end"] == "2021"
    with pytest.raises(InputError, match=r"c1: column 'end': .*\nHint: the cells of a row go together"):
        reviewing.undo(folder, "c1", "correct time_kind", who="A. Analyst")


def test_a_retracted_claim_is_in_no_table_and_its_row_still_counts_as_taken(folder: CaseFolder) -> None:
    """No row is lost: rows read are still rows taken, rejected, or duplicates."""
    before, taken = folder.read().case_sha256, folder.manifest()["inputs"][2]["taken"]
    reviewing.retract(folder, "c1", **BY)
    tables = folder.read().tables
    assert "c1" not in tables["Statement"]["id"].to_pylist()
    assert not any("c1" in (each["source"], each["target"]) for each in tables.records("HELD_BY"))
    assert folder.manifest()["inputs"][2]["taken"] == taken == 3
    reviewing.undo(folder, "c1", who="A. Analyst")
    assert folder.read().case_sha256 == before
    reviewing.undo(folder, "c1", "undo retract", who="A. Analyst")
    assert "c1" not in folder.read().tables["Statement"]["id"].to_pylist()


def test_a_claim_without_an_id_of_its_own_keeps_the_one_it_has(folder: CaseFolder) -> None:
    """The hash is of what was loaded, not of what was corrected."""
    (name,) = [each for each in folder.read().tables["Statement"]["id"].to_pylist() if "-" in each]
    reviewing.correct(folder, name, {"data_types": "photo"}, **BY)
    assert row(folder, name)["data_types"] == ["photo"]


def test_a_withdrawn_document_takes_what_retells_it_along(folder: CaseFolder) -> None:
    """And loading its file again does not bring it back; taking the line back does."""
    before = folder.read().case_sha256
    reviewing.withdraw(folder, "news", who="A. Analyst", why="it was taken back")
    tables = folder.read().tables
    assert len(tables["Statement"]) == 1
    assert tables["Source"]["id"].to_pylist() == ["report"]
    file = write(folder.path.parent / "claims.csv", "claim", CLAIMS)
    assert not load(folder, [file], dataset="one").changed
    reviewing.undo(folder, "news", who="A. Analyst")
    assert folder.read().case_sha256 == before


# --- another row --------------------------------------------------------------------------------------------------


def test_a_review_of_a_row_that_was_loaded_anew_is_flagged_and_not_applied(folder: CaseFolder) -> None:
    """Another cell of the row will do; the same row in another file or place is the same row."""
    reviewing.correct(folder, "c1", {"mode": "available"}, **BY)
    reviewing.retract(folder, "c2", **BY)
    home = folder.path.parent
    load(folder, [write(home / "claims.csv", "claim", CLAIMS[::-1])], dataset="one")
    assert states(folder) == [("c1", "applied"), ("c2", "applied")]
    changed = [CLAIMS[0] | {"speaker": "A made-up office"}, *CLAIMS[2:]]
    load(folder, [write(home / "claims.csv", "claim", changed)], dataset="one")
    assert states(folder) == [("c1", "row changed"), ("c2", "not in the case")]
    assert (row(folder, "c1")["mode"], row(folder, "c1")["corrected"]) == ("disclosed", None)
    reviewing.correct(folder, "c1", {"mode": "available"}, **BY)
    assert row(folder, "c1")["mode"] == "available"
    load(folder, [write(home / "claims.csv", "claim", CLAIMS)], dataset="one")
    assert states(folder) == [("c1", "applied"), ("c2", "applied"), ("c1", "row changed")]


def test_the_same_id_in_another_dataset_is_another_row(folder: CaseFolder) -> None:
    """What was said of one is not said of the other."""
    reviewing.retract(folder, "c1", **BY)
    changing.remove_dataset(folder, "one")
    home = folder.path.parent
    load(folder, [write(home / "claims.csv", "claim", CLAIMS[:1])], dataset="other")
    assert states(folder) == [("c1", "row changed")]


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (
            lambda folder: reviewing.check(folder, "c11", read="in-full", who="A"),
            "'c11' is no claim of the case\nHint: did you mean c1",
        ),
        (lambda folder: reviewing.check(folder, "c1", read="in-ful", who="A"), "in-ful"),
        (lambda folder: reviewing.check(folder, "c1", read="in-full", who=" "), "who is blank"),
        (lambda folder: reviewing.retract(folder, "c1", who="A", why=""), "why is blank\nHint: say why"),
        (
            lambda folder: reviewing.correct(folder, "c1", {"modes": "available"}, **BY),
            "'modes' is no column of the shape 'claim' that can be corrected\nHint: did you mean mode?",
        ),
        (lambda folder: reviewing.correct(folder, "c1", {"claim_id": "c9"}, **BY), "'claim_id' is no column"),
        (
            lambda folder: reviewing.correct(folder, "r1", {"speaker": "x"}, **BY),
            "is no column of the shape 'event'",
        ),
        (lambda folder: reviewing.correct(folder, "c1", {}, **BY), "nothing is corrected"),
        (
            lambda folder: reviewing.correct(folder, "c1", {"mode": "availble"}, **BY),
            "did you mean available",
        ),
        (lambda folder: reviewing.correct(folder, "c1", {"mode": ""}, **BY), "'mode': is blank"),
        (lambda folder: reviewing.correct(folder, "c1", {"start": "sometime"}, **BY), "column 'start': "),
        (lambda folder: reviewing.correct(folder, "c1", {"count_value": "many"}, **BY), "is not a number"),
        (
            lambda folder: reviewing.correct(folder, "c1", {"speaker_agency": "ex-all"}, **BY),
            "column 'speaker_agency': 'ex-all' is a group, and must be an agency",
        ),
        (
            lambda folder: reviewing.correct(folder, "c1", {"speaker": "born 01/02/1980, A123456789"}, **BY),
            "looks like it holds",
        ),
        (lambda folder: reviewing.undo(folder, "c1", who="A"), "no review of 'c1' could be meant"),
        (
            lambda folder: reviewing.withdraw(folder, "newz", who="A", why=""),
            "'newz' is no document of the case\nHint: did you mean news",
        ),
        (
            lambda folder: changing.remove_dataset(folder, "two"),
            "'two' is no dataset of the case\nHint: datasets: log, one",
        ),
        (lambda folder: changing.rollback(folder, "9"), "'9' names no generation of "),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_changes(
    folder: CaseFolder, act: Callable[[CaseFolder], object], message: str
) -> None:
    """The message says what is wrong and what may be; logs and tables are as they were."""
    before = contents(folder.path)
    with pytest.raises(InputError) as caught:
        act(folder)
    assert message in str(caught.value)
    assert contents(folder.path) == before


def test_which_is_taken_back_must_be_plain(folder: CaseFolder) -> None:
    """Where several stand, they are listed."""
    reviewing.check(folder, "c1", read="in-full", who="A. Analyst")
    reviewing.correct(folder, "c1", {"mode": "available"}, **BY)
    with pytest.raises(InputError) as caught:
        reviewing.undo(folder, "c1", who="A. Analyst")
    assert str(caught.value) == (
        "several reviews of 'c1' could be meant\n"
        "Hint: there stand: read in-full; correct mode=available; name one after --undo"
    )


def test_nothing_is_said_of_an_empty_case(tmp_path: Path) -> None:
    """It has no claim."""
    with pytest.raises(InputError, match="nothing has been loaded yet"):
        reviewing.check(case(tmp_path / "case"), "c1", read="in-full", who="A")


# --- two at once, and killed --------------------------------------------------------------------------------------

SAY = """
import sys
from loaders import reviewing
from loaders.store import CaseFolder
for number in range(3):
    reviewing.check(CaseFolder(sys.argv[1]), "c1", read="in-full", who=f"{sys.argv[2]} {number}")
"""


def test_two_who_review_at_once_lose_nothing(folder: CaseFolder) -> None:
    """Each waits for the other; every line is there, and all of them are applied."""
    both = [
        subprocess.Popen([sys.executable, "-c", SAY, folder.path, who], env={"PYTHONPATH": str(ROOT)})
        for who in "AB"
    ]
    assert [each.wait() for each in both] == [0, 0]
    said = {each.who for each in read_reviews(folder.path)}
    assert said == {f"{who} {number}" for who in "AB" for number in range(3)}
    assert len(row(folder, "c1")["checked"]) == 6


def test_a_damaged_log_is_named_and_nothing_is_loaded_over_it(folder: CaseFolder) -> None:
    """The line, and what may stand there; the case can still be read."""
    with (folder.path / FILE).open("a") as file:
        file.write("2026-05-01,A,c1,delete everything,\n")
    for act in (reapply, lambda folder: reviewing.retract(folder, "c1", **BY)):
        with pytest.raises(InputError, match=r"reviews\.csv, line 2: what: 'delete everything' is no review"):
            act(folder)
    assert len(folder.read().tables["Statement"]) == 3


# --- the whole case -----------------------------------------------------------------------------------------------


def test_going_back_takes_back_what_was_said_since(folder: CaseFolder) -> None:
    """Of claims and of names: the tables are those of then to the byte, the logs only grow, the history tells it."""
    from loaders import deciding
    from loaders.decisions import read_decisions

    reviewing.check(folder, "c1", read="in-full", who="A. Analyst")
    then, name = folder.read().case_sha256, folder.current
    assert name is not None
    reviewing.undo(folder, "c1", who="A. Analyst")
    reviewing.retract(folder, "c2", **BY)
    deciding.unsure(folder, "Bureau of Imaginary Borders", who="A. Analyst", why="which?")
    rolled = changing.rollback(folder, name, who="B. Analyst")
    assert (folder.read().case_sha256, rolled.changed) == (then, True)
    assert [each.what.partition(" @")[0] for each in rolled.reviews] == [
        "undo retract",
        "undo undo read in-full",
    ]
    assert [each.cells()[4] for each in rolled.decisions] == ["undo:unsure"]
    assert (len(read_reviews(folder.path)), len(read_decisions(folder.path))) == (5, 2)
    assert row(folder, "c1")["checked"][0].startswith("in-full by A. Analyst on ")
    assert not changing.rollback(folder, name).changed
    assert [each["did"] for each in history(folder)][-2:] == [
        "names 'Bureau of Imaginary Borders': unsure, by A. Analyst",
        f"rollback to {name}",
    ]


def test_a_dataset_is_taken_out_and_comes_back(folder: CaseFolder) -> None:
    """Its rows are in no table; going back brings them back; the last one can go, too."""
    before, name = folder.read().case_sha256, folder.current
    changing.remove_dataset(folder, "log")
    assert len(folder.read().tables["Request"]) == 0
    assert str(name) in folder.generations()
    changing.remove_dataset(folder, "one")
    assert folder.manifest()["inputs"] == []
    changing.rollback(folder, str(name))
    assert folder.read().case_sha256 == before
    assert (folder.data / str(folder.current) / ROWS).is_dir()
    assert pq.ParquetFile(folder.data / str(folder.current) / "Request.parquet").metadata.num_rows == 1


def test_a_generation_that_is_gone_is_said_to_be(folder: CaseFolder) -> None:
    """By its name and by its number; the history still tells what made it."""
    first = folder.generations()[0]
    for each in range(10):
        reviewing.check(folder, "c1", read="in-full", who=f"Analyst {each}")
    for named in (first, "1"):
        with pytest.raises(InputError, match="is gone: the last 10 are kept\nHint: there are: gen-000003-"):
            changing.rollback(folder, named)
    told = history(folder)
    assert (told[0]["generation"], told[0]["state"], told[-1]["state"]) == (first, "gone", "current")
    assert told[0]["did"] == "load agencies.csv, documents.csv, claims.csv as one"


def test_a_generation_whose_writer_was_killed_before_the_history_is_listed(folder: CaseFolder) -> None:
    """Without what made it."""
    (folder.data / "history.csv").unlink()
    assert [(each["did"], each["state"]) for each in history(folder)] == [
        ("not written down", "kept"),
        ("not written down", "current"),
    ]
