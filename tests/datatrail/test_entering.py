"""`datatrail add` on a copy of the bundled case and on a case begun with `init`: checked, shown, kept, taken back."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import datatrail as face
from datatrail import Case, open_case
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders import entering
from loaders.entering import DATASET, FILES, enter
from loaders.load import load
from loaders.store import CaseFolder
from tests.datatrail.running import datatrail
from tests.loaders import making
from tests.loaders.killing import Steps
from tests.loaders.making import claim, contents, write

CLAIM = {"mode": "disclosed", "holder": "us-wa-dol", "recipient": "us-ice", "data_types": "photo"}
ROWS = making.ROWS | {
    "claim": CLAIM | {"claim_id": "e1"},
    "rule": {"rule_id": "e-rule", "effect": "bars", "holder": "us-ga-dds", "from": "2020"},
}


@pytest.fixture(name="mine")
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case begun with `init`, with one claim loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATATRAIL_CASE", "mycase")
    assert datatrail("init", "mycase").status == 0
    load(CaseFolder("mycase"), [write(tmp_path / "given.csv", "claim", [claim(claim_id="g1")])])
    return tmp_path / "mycase"


@pytest.fixture(name="copy")
def copied(tmp_path: Path) -> Path:
    """A copy of the bundled case that may be written."""
    shutil.copytree(face.demo_case().folder.path, tmp_path / "copy")
    return tmp_path / "copy"


def options(row: dict[str, str]) -> list[str]:
    return [word for name, text in row.items() for word in (f"--{name.replace('_', '-')}", text)]


def rows_of(case: Path, shape: str = "claim") -> list[dict[str, str]]:
    with (case / DATASET / FILES[shape]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(case: Path) -> set[str]:
    return set(CaseFolder(case).read().tables["Statement"]["id"].to_pylist())


# --- kept ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_of_each_shape_is_kept_in_its_file_and_in_the_case(mine: Path, shape: str) -> None:
    """By options; the file is canonical, and loading it again changes nothing."""
    done = datatrail("add", shape, *options(ROWS[shape]), "--yes")
    assert done.status == 0, done.err
    (row,) = rows_of(mine, shape)
    assert {name: text for name, text in row.items() if text} == ROWS[shape]
    (entry,) = [each for each in CaseFolder(mine).manifest()["inputs"] if each["dataset"] == DATASET]
    assert (entry["file"], entry["taken"]) == (FILES[shape], 1)
    before = contents(mine)
    again = datatrail("load", str(mine / DATASET / FILES[shape]), "--dataset", DATASET)
    assert "Nothing changed" in again.err
    assert contents(mine) == before


def test_it_equals_the_same_file_loaded(mine: Path, tmp_path: Path) -> None:
    """Entered one by one, the tables are those of the file loaded at once into a case of its own."""
    for shape in ("document", "claim", "agency"):
        assert datatrail("add", shape, *options(ROWS[shape]), "--yes").status == 0
    fresh = CaseFolder(tmp_path / "fresh").init("mycase")
    load(fresh, [tmp_path / "given.csv"])
    load(fresh, sorted((mine / DATASET).glob("*.csv")), dataset=DATASET)
    assert fresh.read().case_sha256 == CaseFolder(mine).read().case_sha256


def test_what_it_makes_and_changes_is_shown_before_it_is_kept(mine: Path) -> None:
    """From whom to whom, how sure, of which flow; the answers that differ; and nothing is written by a dry run."""
    before = contents(mine)
    done = datatrail("add", "claim", *options(CLAIM), "--basis", "record", "--dry-run", "--format", "json")
    assert contents(mine) == before
    told = done.json
    assert (told["kept"], told["generation"]) == (False, None)
    (exchange,) = told["exchanges"]
    assert (exchange["from"], exchange["to"], exchange["data_type"], exchange["standing"]) == (
        "us-wa-dol",
        "us-ice",
        "photo",
        "documented",
    )
    assert {(row["what"], row["change"]) for row in told["changes"]} == {
        ("exposure", "new"),
        ("flow", "added"),
        ("claim", "added"),
    }
    kept = datatrail("add", "claim", *options(CLAIM), "--basis", "record", "--yes", "--format", "json").json
    assert kept["changes"] == told["changes"]
    flows = open_case(mine).query("flows", from_="us-wa-dol")
    assert list(flows["flow"]) == [exchange["flow"]]


def test_on_the_bundled_case_the_changes_are_those_that_compare_finds(copy: Path) -> None:
    """The preview and `compare` between the two generations say the same."""
    told = open_case(copy).add("claim", **CLAIM, claim_id="e1", basis="record", start="2019").to_dict()
    found = open_case(copy).rows("compare", generation=told["before"])
    assert told["kept"]
    assert told["changes"] == found
    assert any(row["what"] == "exposure" for row in told["changes"])


def test_it_is_taken_back_as_it_says(mine: Path) -> None:
    """The row out of the file and the command that is named: the tables are as before."""
    before = CaseFolder(mine).read()
    done = datatrail("add", "claim", *options(ROWS["claim"]), "--yes")
    assert "take row 2 out of mycase/entered/claims.csv, then: " in done.err
    file = mine / DATASET / FILES["claim"]
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    command = done.err.rpartition("then: datatrail ")[2].split()
    assert datatrail(*command).status == 0
    assert CaseFolder(mine).read().tables["Statement"].equals(before.tables["Statement"])


def test_several_rows_come_as_json(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As text, from a file, from standard input: lists, numbers and flags too; all of them, or on an error none."""
    more = CLAIM | {
        "claim_id": "e2",
        "data_types": ["photo", "name"],
        "via": ["org-nlets", "us-cbp"],
        "count_value": 12,
        "hedged": True,
        "note": None,
    }
    file = mine.parent / "rows.json"
    file.write_text(json.dumps([ROWS["claim"], more]), encoding="utf-8")
    assert datatrail("add", "claim", "--json", str(file), "--yes").status == 0
    last = rows_of(mine)[-1]
    assert (last["data_types"], last["via"], last["count_value"], last["hedged"], last["note"]) == (
        "photo; name",
        "org-nlets > us-cbp",
        "12",
        "y",
        "",
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(CLAIM | {"claim_id": "e9"})))
    assert datatrail("add", "claim", "--json", "-", "--yes").status == 0
    assert rows_of(mine)[-1]["claim_id"] == "e9"
    before = contents(mine)
    wrong = json.dumps([ROWS["claim"] | {"claim_id": "e3"}, {"mode": "told"}])
    assert datatrail("add", "claim", "--json", wrong, "--yes").status == 2
    assert contents(mine) == before


# --- refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mode", "disclosd"), ("column 'mode': 'disclosd'", "did you mean disclosed?")),
        (("--mode", "told"), ("'told'", "allowed: disclosed, available")),
        (("--holder", "us-ga-dds"), ("column 'mode': is blank",)),
        (("--mode", "disclosed", "--start", "2020-13"), ("column 'start'", "2020-13")),
        (("--mode", "disclosed", "--count-value", "many"), ("column 'count_value': 'many' is not a number",)),
        (("--mode", "disclosed", "--note", "her SSN is 078-05-1120"), ("column 'note'", "take it out")),
        (("--mode", "disclosed", "--note", "a\u202eb"), ("column 'note'", "cannot be seen")),
        (("--mode", "disclosed", "--claim-id", "g1"), ("claim 'g1' is in the case already",)),
        (("--json", "{"), ("--json is no JSON",)),
        (("--json", "[]"), ("--json is no row",)),
        (("--json", '{"mod": "disclosed"}'), ("'mod' is no column", "did you mean mode?")),
        (("--json", '{"mode": {}}'), ("mode: {} is no cell",)),
        (("--json", "nowhere.json"), ("nowhere.json cannot be read",)),
        (("--json", "{}"), ("the claim says nothing",)),
        (("--json", "{}", "--mode", "disclosed"), ("--json and columns are both given",)),
    ],
    ids=lambda each: " ".join(each)[:30],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    mine: Path, words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    """The field, the value, what is allowed or near; status 2; no file, no generation."""
    before = contents(mine)
    done = datatrail("add", "claim", *words, "--yes")
    assert done.status == 2
    for each in said:
        assert each in done.err
    assert contents(mine) == before


def test_without_yes_and_with_nobody_to_ask_nothing_is_kept(mine: Path) -> None:
    """A script that forgot says so, and is not answered by a guess."""
    before = contents(mine)
    done = datatrail("add", "claim", *options(CLAIM))
    assert (done.status, contents(mine)) == (2, before)
    assert "say --yes" in done.err


def test_the_bundled_case_is_not_written_to() -> None:
    """Neither by the command nor from Python."""
    done = datatrail("add", "claim", *options(CLAIM), "--yes", "--case", "real")
    assert done.status == 2
    assert "the bundled case is not written to" in done.err
    with pytest.raises(InputError, match="not written to"):
        face.demo_case().add("claim", **CLAIM)


def test_an_id_that_another_file_has_takes_no_row_away(mine: Path, tmp_path: Path) -> None:
    """Whichever dataset comes first by name: what was taken before stays taken."""
    for dataset in ("a-first", "z-last"):
        given = write(tmp_path / f"{dataset}.csv", "claim", [claim(claim_id=dataset)])
        load(CaseFolder(mine), [given], dataset=dataset)
        for row in (claim(claim_id=dataset), CLAIM | {"claim_id": dataset}):
            with pytest.raises(InputError, match=r"in the case already|is the id of another row"):
                enter(CaseFolder(mine), "claim", [row])


@pytest.mark.usefixtures("mine")
def test_names_that_are_nobodys_are_noted_with_the_nearest() -> None:
    """It is kept all the same: a record may name whom nobody knows yet."""
    done = datatrail(
        "add", "claim", *options(CLAIM | {"holder": "Georga DDS", "document": "examplia-memo"}), "--yes"
    )
    assert done.status == 0
    assert "'Georga DDS' is nobody in this case" in done.err
    assert "did you mean Georgia DDS?" in done.err
    assert "no document 'examplia-memo' is described: datatrail add document" in done.err
    assert datatrail("add", "document", *options(ROWS["document"]), "--yes").status == 0
    later = datatrail("add", "claim", *options(CLAIM | {"document": "examplia-memo"}), "--yes")
    assert "Note" not in later.err


# --- the file of somebody who has a spreadsheet --------------------------------------------------------------------


def test_a_file_that_was_edited_is_added_to_as_it_is(mine: Path) -> None:
    """Columns in another order, a byte order mark, no line end, a cell of two lines: nothing else of it changes."""
    file = mine / DATASET / FILES["document"]
    file.parent.mkdir()
    header = tuple(reversed(SHAPES["document"].header))
    old = "\ufeff" + ",".join(header) + '\r\n,,,,,,"Two\nlines",d1'
    file.write_bytes(old.encode())
    done = datatrail("add", "document", *options(ROWS["document"]), "--yes", "--format", "json")
    assert done.status == 0, done.err
    assert file.read_bytes().startswith(old.encode())
    assert done.json["rows"] == [3]
    assert set(open_case(mine).evidence.documents) >= {"d1", "examplia-memo"}


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", 'document,"title\n', b"\xff\xfe"], ids=["header", "quote", "bytes"]
)
def test_a_file_that_cannot_be_added_to_is_left_alone(mine: Path, text: str | bytes) -> None:
    """It says which file and what to do."""
    file = mine / DATASET / FILES["document"]
    file.parent.mkdir()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = contents(mine)
    done = datatrail("add", "document", *options(ROWS["document"]), "--yes")
    assert (done.status, contents(mine)) == (2, before)
    assert str(file.relative_to(mine.parent)) in done.err


# --- asked for ----------------------------------------------------------------------------------------------------


def asked(case: Path, shape: str, *lines: str) -> subprocess.CompletedProcess[str]:
    """`add` in a process of its own, answered line by line."""
    return subprocess.run(
        [sys.executable, "-m", "datatrail", "add", shape, "--case", str(case)],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_columns_are_asked_for_one_by_one(mine: Path) -> None:
    """A wrong answer is asked again at once, a number chooses, `<` goes back, `?` lists, `.` ends; then it is kept."""
    done = asked(mine, "coverage", "Georgia DDS", "?", "3", "2", "<", "1", ".", "wholly", "1", ".", "y")
    assert done.returncode == 0, done.stderr
    (row,) = rows_of(mine, "coverage")
    assert {name: text for name, text in row.items() if text} == {
        "agency": "Georgia DDS",
        "side": "holder",
        "extent": "complete",
    }
    assert "Error: column 'side': '3' is not in the vocabulary" in done.stderr
    assert "Error: column 'extent': 'wholly'" in done.stderr
    assert "  holder, recipient" in done.stderr


def test_what_does_not_go_together_is_asked_again(mine: Path) -> None:
    """An end before its start: the row is judged as a whole before anything is shown."""
    done = asked(mine, "coverage", "us-ga-dds", "1", "", "", "2020", "2019", "1", ".", "2021", "y")
    assert done.returncode == 0, done.stderr
    (row,) = rows_of(mine, "coverage")
    assert sorted((row["start"], row["end"])) in (["2020", "2021"], ["2019", "2021"])


@pytest.mark.parametrize("lines", [("us-ga-dds",), ("us-ga-dds", "1", ".", "1", ".", "n")], ids=["end", "no"])
def test_whoever_gives_up_keeps_nothing(mine: Path, lines: tuple[str, ...]) -> None:
    """The input ends midway, or the last answer is no."""
    before = contents(mine)
    done = asked(mine, "coverage", *lines)
    assert (done.returncode, contents(mine)) == (1, before)
    assert "Aborted!" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a terminal is opened otherwise there")
def test_a_terminal_completes_names(mine: Path) -> None:
    """Some letters of a name and Tab give the whole of it."""
    pexpect = pytest.importorskip("pexpect")
    words = ["-m", "datatrail", "add", "agency", "--case", str(mine)]
    child = pexpect.spawn(
        sys.executable, words, cwd=Path(__file__).parents[2], timeout=30, env={**os.environ, "TERM": "xterm"}
    )
    for name, keys in (
        ("agency", "ex-dmv"),
        ("name", "Examplia DMV"),
        ("kind", "driver-lic"),
        ("class_kind", "."),
    ):
        child.expect(f"{name}:")
        child.send(keys)
        if name == "kind":
            child.expect("ensing")  # the menu below the line
            child.send("\t")
            child.expect("ensing")
        child.send("\r")
    child.expect("Keep it")
    child.sendline("y")
    child.expect(pexpect.EOF)
    (row,) = rows_of(mine, "agency")
    assert row["kind"] == "driver-licensing"


# --- two at once, and killed --------------------------------------------------------------------------------------

TWO = """
import sys
from loaders.entering import enter
from loaders.store import CaseFolder
for number in range(4):
    row = {"mode": "disclosed", "claim_id": f"{sys.argv[2]}{number}", "holder": "us-ga-dds"}
    enter(CaseFolder(sys.argv[1]), "claim", [row])
"""


def test_two_who_add_at_once_lose_nothing(mine: Path) -> None:
    """They wait for each other: all rows of both are in the file and in the case."""
    both = [
        subprocess.Popen([sys.executable, "-c", TWO, str(mine), who], cwd=Path(__file__).parents[2])
        for who in "ab"
    ]
    assert [each.wait(120) for each in both] == [0, 0]
    wanted = {f"{who}{number}" for who in "ab" for number in range(4)}
    assert {row["claim_id"] for row in rows_of(mine)} == wanted
    assert ids(mine) == wanted | {"g1"}


def test_a_case_that_somebody_goes_on_writing_says_who(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the wait: which process, and since when; nothing is written."""
    monkeypatch.setattr(entering, "WAIT", 0)
    with CaseFolder(mine).writing("datatrail load"):
        done = datatrail("add", "claim", *options(CLAIM), "--yes")
    assert done.status == 2
    assert f"is being written by process {os.getpid()} (datatrail load)" in done.err
    assert not (mine / DATASET).exists()


def killed_at(step: int, case: Path) -> bool:
    """Enter a row in a child that kills itself at a step; False where it came to its end first."""
    child = os.fork()
    if child == 0:
        steps = Steps(step)
        steps.watch(os, "fsync")
        for name in ("rename", "replace", "unlink"):
            steps.watch(Path, name)
        enter(CaseFolder(case), "claim", [ROWS["claim"]])
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is made otherwise there")
def test_whoever_is_killed_leaves_all_or_nothing_and_can_do_it_again(mine: Path, tmp_path: Path) -> None:
    """At every seventh step: the file and the case both have the row, or neither; entered again it is there once."""
    seen = set()
    enter(CaseFolder(mine), "claim", [CLAIM | {"claim_id": "e0"}])
    for step in range(1, 400, 7):
        case = tmp_path / f"killed-{step}"
        shutil.copytree(mine, case)
        alive = not killed_at(step, case)
        CaseFolder(case).open()
        in_file, in_case = "e1" in {row["claim_id"] for row in rows_of(case)}, "e1" in ids(case)
        seen.add(in_file)
        assert {"e0", "g1"} <= ids(case)
        assert in_file == in_case
        again = enter(CaseFolder(case), "claim", [ROWS["claim"]])
        assert again.added is not in_file
        assert [row["claim_id"] for row in rows_of(case)] == ["e0", "e1"]
        assert ids(case) == {"g1", "e0", "e1"}
        if alive:
            break
    assert seen == {False, True}


def test_the_same_row_again_is_not_added_twice(mine: Path) -> None:
    """It says where it stands."""
    for said in ("Kept as row 2", "It stands there already"):
        done = datatrail("add", "claim", *options(CLAIM), "--yes")
        assert done.status == 0
        assert said in done.err
    assert len(rows_of(mine)) == 1


def test_a_case_that_others_wrote_meanwhile_is_told_of_its_own_row_only(mine: Path) -> None:
    """What somebody else added between the look and the entry is no change of this row."""
    early = Case(CaseFolder(mine))
    enter(
        CaseFolder(mine),
        "claim",
        [CLAIM | {"holder": "us-ga-dds", "data_types": "name", "claim_id": "other"}],
    )
    told = early.add("claim", **CLAIM)
    assert {row["whom"] for row in told.changes if row["what"] == "exposure"} == {"WA"}


def test_reviews_and_decisions_still_stand_with_the_row(mine: Path) -> None:
    """What was retracted stays so: the tables are those that `load` makes of the same file."""
    assert (
        datatrail("verify", "g1", "--retract", "--why", "a made-up mistake", "--by", "A. Analyst").status == 0
    )
    assert datatrail("add", "claim", *options(ROWS["claim"]), "--yes").status == 0
    assert "retracted by A. Analyst" in datatrail("evidence", "g1").err
    assert CaseFolder(mine).read().tables["Statement"].num_rows == 1


def test_after_going_back_it_is_said_what_the_file_still_holds(mine: Path) -> None:
    """The file is the record: the next entry loads all of it, and whoever enters is told first."""
    first = datatrail("add", "claim", *options(ROWS["claim"]), "--yes", "--format", "json").json
    assert datatrail("rollback", first["before"]).status == 0
    assert "e1" not in ids(mine)
    done = datatrail("add", "claim", *options(CLAIM | {"claim_id": "e2"}), "--dry-run")
    assert "entered/claims.csv is not what the case was made of: all that stands in it is loaded" in done.err
    assert datatrail("add", "claim", *options(CLAIM | {"claim_id": "e2"}), "--yes").status == 0
    assert ids(mine) == {"g1", "e1", "e2"}
    assert "is not what" not in datatrail("add", "claim", *options(CLAIM), "--dry-run").err


def test_the_history_says_what_was_added(mine: Path) -> None:
    """By its id."""
    assert datatrail("add", "claim", *options(ROWS["claim"]), "--yes").status == 0
    assert open_case(mine).history()["did"].iloc[-1] == "add claim 'e1'"


# --- a template ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("mine")
def test_a_template_comes_back() -> None:
    """Written, filled in, loaded; a file that is there is not written over unasked."""
    assert datatrail("template", "document", "-o", "new.csv").err.startswith("Wrote new.csv.")
    with Path("new.csv").open("a", encoding="utf-8") as file:
        file.write('d1,"A title",,,,,,\n')
    done = datatrail("load", "new.csv", "--format", "json")
    assert (done.json["rows_read"], done.json["taken"]) == (1, 1)
    assert datatrail("template", "document", "-o", "new.csv").status == 2
    assert "d1" in Path("new.csv").read_text(encoding="utf-8")
    assert datatrail("template", "document", "-o", "new.csv", "--force").status == 0
    assert datatrail("template", "document").out == Path("new.csv").read_text(encoding="utf-8")
    assert datatrail("template", "document", "-o", "new.xlsx").status == 0
    assert "end it in .csv or .xlsx" in datatrail("template", "document", "-o", "new.ods").err
    assert datatrail("template", "documnt").status == 2
