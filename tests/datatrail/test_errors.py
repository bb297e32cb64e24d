"""What goes wrong is said in one or two lines that say where and what next; never a traceback, never half a table."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.mapping_files import shipped_mappings
from loaders.store import CaseFolder
from tests.datatrail.running import Done, datatrail
from tests.loaders.making import claim, claims

ASK = ("trace", "--from", "us-ga-dds", "--to", "us-ice")
MAPPING = """
shape = "claim"

[columns]
Org = "recipient"
Result = "mode"

[codes.Result]
"1" = "disclosed"

[fixed]
holder = "us-ga-dds"
data_types = "photo"
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with an empty case in it."""
    monkeypatch.chdir(tmp_path)
    CaseFolder(tmp_path / "mycase").init("A case")
    return tmp_path


def fails(done: Done, *lines: str, status: int = 2) -> None:
    """A command failed with exactly these lines on standard error, and wrote nothing else."""
    assert done.err == "".join(f"{line}\n" for line in lines)
    assert (done.status, done.out) == (status, "")


def load(*words: str) -> Done:
    return datatrail("load", *words, "--case", "mycase")


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_a_file_that_is_not_there() -> None:
    """Named as it was typed."""
    fails(load("calims.csv"), "Error: there is no file calims.csv", "Hint: look at its name and folder")


@pytest.mark.usefixtures("here")
def test_a_folder_in_place_of_a_file() -> None:
    """What to name instead."""
    fails(load("mycase"), "Error: mycase is a folder, and no export of a case", "Hint: name the files in it")


def test_a_file_in_another_encoding(here: Path) -> None:
    """With the byte and the line, and how to save it."""
    (here / "old.csv").write_bytes("claim_id,holder\nx,Montréal\n".encode("latin-1"))
    fails(
        load("old.csv"),
        "Error: old.csv is not UTF-8: byte 0xe9 on line 2; it is likely cp1252",
        'Hint: say so: load --encoding cp1252, or encoding = "cp1252" under [layout] in its mapping; or save it as '
        "UTF-8 (in a spreadsheet: CSV UTF-8)",
    )


def test_an_empty_file(here: Path) -> None:
    """The first row must name the columns."""
    (here / "empty.csv").touch()
    fails(load("empty.csv"), "Error: empty.csv is empty", "Hint: the first row must name the columns")


def test_a_kind_of_file_that_is_not_read(here: Path) -> None:
    """What it is, whatever its name says, and what to do."""
    (here / "a.xlsx").write_bytes(b"<html><table>")
    fails(
        load("a.xlsx"),
        "Error: a.xlsx is HTML or XML, which is not read",
        "Hint: open it in a spreadsheet program and save it as XLSX or CSV UTF-8",
    )


def test_a_column_named_twice(here: Path) -> None:
    """With the row and the name."""
    (here / "twice.csv").write_text("holder,recipient,holder\na,b,c\n")
    fails(
        load("twice.csv"),
        "Error: twice.csv, row 1: two columns are named 'holder'",
        "Hint: rename or delete one",
    )


def test_a_mapping_that_names_a_column_that_is_not_there(here: Path) -> None:
    """With the columns that are."""
    (here / "ours.toml").write_text(MAPPING)
    (here / "log.csv").write_text("Org,Outcome\nICE,1\n")
    fails(
        load("log.csv", "--mapping", "ours.toml"),
        "Error: mapping ours.toml: log.csv has no column 'Result'",
        "Hint: its columns are: 'Org', 'Outcome'",
    )


def test_a_mapping_that_is_not_there(here: Path) -> None:
    """With those that are shipped."""
    (here / "log.csv").write_text("Org,Outcome\nICE,1\n")
    fails(
        load("log.csv", "--mapping", "flock"),
        "Error: there is no mapping 'flock'",
        "Hint: name a .toml file, or one of: " + ", ".join(shipped_mappings()),
    )


def test_a_file_that_nothing_fits(here: Path) -> None:
    """Nothing is guessed: a mapping must be named."""
    (here / "log.csv").write_text("Org,Outcome\nICE,1\n")
    done = load("log.csv")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: log.csv: its columns are those of no row shape and no mapping\nHint: ")


def test_an_unmapped_code_rejects_its_row(here: Path) -> None:
    """The row is set aside and said why, with its place; the others are taken."""
    (here / "ours.toml").write_text(MAPPING)
    (here / "log.csv").write_text("Org,Result\nICE,7\nICE,1\n")
    done = load("log.csv", "--mapping", "ours.toml")
    assert (done.status, done.out.split()[-6:-2]) == (0, ["2", "1", "1", "0"])
    assert done.err == (
        "log.csv, row 2, column 'Result': the code '9' is not mapped. "
        "Hint: add it under [codes.Result] in ours.toml\n"
    )


def test_an_impossible_date_rejects_its_row(here: Path) -> None:
    """With the file, the row and the column."""
    claims(here / "claims.csv", claim(start="2019-02-30"), claim(start="2019-02-28"))
    done = load("claims.csv")
    assert (done.status, done.out.split()[-6:-4]) == (0, ["2", "1"])
    assert done.err.startswith("claims.csv, row 2, column 'start': '2019-02-30' is an impossible date ")


def test_rejects_are_named_whatever_the_form(here: Path) -> None:
    """With --format json too: the data stays JSON, the rejects stand on standard error, and --quiet silences them."""
    claims(here / "claims.csv", claim(start="2019-02-30"), claim(start="2019-02-28"))
    said = load("claims.csv", "--dry-run").err
    assert said.startswith("claims.csv, row 2, column 'start': '2019-02-30' is an impossible date ")
    done = load("claims.csv", "--format", "json")
    assert (done.json["rejected"], done.err) == (1, said)
    assert load("claims.csv", "--format", "json", "--quiet").err == ""


def test_many_rejects_are_cut_short(here: Path) -> None:
    """Twenty are named, the others counted, with where they stand."""
    claims(here / "claims.csv", *(claim(start="2019-02-30", claim_id=str(each)) for each in range(23)))
    lines = load("claims.csv").err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 3 more rejects: see `datatrail check`"


def test_what_is_loaded_again_changes_nothing(here: Path) -> None:
    """The second load says so; the first, and one that only tries, do not."""
    claims(here / "claims.csv", claim())
    assert [load("claims.csv", *more).err for more in ((), (), ("--dry-run",), ("--quiet",))] == [
        "",
        "Nothing changed: these files were loaded already, as they are\n",
        "",
        "",
    ]


def test_names_that_nobody_knows_are_counted(here: Path) -> None:
    """Said, with the command that lists them."""
    claims(here / "claims.csv", claim(recipient="Nobody PD"))
    known = "1 name is of no agency known so far: see `datatrail names list`"
    assert load("claims.csv", "--dry-run").err == f"{known} once they are loaded\n"
    assert load("claims.csv").err == f"{known}\n"
    claims(here / "claims.csv", claim(recipient="Nobody PD"), claim(recipient="Nobody SO"))
    assert load("claims.csv", "--format", "json").err == (
        "2 names are of no agency known so far: see `datatrail names list`\n"
    )


@pytest.mark.parametrize(
    ("officer", "dropped"), [("Jo Doe", "name 2, plate 1"), ("", "plate 1"), (None, "none")]
)
def test_personal_values_are_counted_in_words(here: Path, officer: str | None, dropped: str) -> None:
    """By kind, or none; JSON has the counts."""
    personal = '\n[personal]\nOfficer = "name"\nPlate = "plate"\n'
    (here / "ours.toml").write_text(MAPPING + personal)
    plate = "" if officer is None else "ABC123"
    (here / "log.csv").write_text(
        f"Org,Result,Officer,Plate\nICE,1,{officer or ''},{plate}\nICE,1,{officer or ''},\n"
    )
    words = ("log.csv", "--mapping", "ours.toml")
    table = load(*words).out
    assert re.split(r" {2,}", table.splitlines()[3].strip())[4] == dropped
    counts = load(*words, "--format", "json").json["personal_dropped"]
    assert {kind: count for kind, count in counts.items() if count} == (
        {} if dropped == "none" else {each.split()[0]: int(each.split()[1]) for each in dropped.split(", ")}
    )


def test_check_strict_fails_on_what_wants_looking_at(here: Path) -> None:
    """Status 1, after the whole of what `check` prints; without --strict, and without a worry, 0."""
    assert datatrail("check", "--case", "mycase", "--strict").status == 0
    claims(here / "claims.csv", claim(start="2019-02-30"), claim(recipient="Nobody PD"))
    load("claims.csv", "--dataset", "ours")
    plain = datatrail("check", "--case", "mycase")
    strict = datatrail("check", "--case", "mycase", "--strict")
    assert (plain.status, plain.err) == (0, "")
    assert (strict.status, strict.out) == (1, plain.out)
    assert strict.err.startswith("Wants looking at: ")
    assert "Nobody PD" in strict.out
    assert "2019-02-30" in strict.out
    found = datatrail("check", "--case", "mycase", "--strict", "--format", "json")
    assert (found.status, len(found.json["rejects"]), len(found.json["unresolved"])) == (1, 1, 1)


# --- cases --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_a_case_that_is_not_there() -> None:
    """How to make one."""
    said = ("Error: there is no case in nocase", "Hint: make one: datatrail init nocase")
    fails(datatrail(*ASK, "--case", "nocase"), *said)
    fails(datatrail("check", "--case", "nocase"), *said)
    fails(datatrail("load", "mycase/case.toml", "--case", "nocase"), *said)


def test_a_case_of_a_newer_version(here: Path) -> None:
    """Both versions, and what to do."""
    settings = here / "mycase" / "case.toml"
    settings.write_text(settings.read_text().replace("format_version = 2", "format_version = 9"))
    done = datatrail(*ASK, "--case", "mycase")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: mycase has format version 9; this program (")
    assert done.err.endswith(") reads up to 2\nHint: update datatrail\n")


def test_a_locked_case(here: Path) -> None:
    """Who writes it, with what command, since when; readers are not kept waiting."""
    claims(here / "claims.csv", claim())
    with CaseFolder(here / "mycase").writing("datatrail load other.csv"):
        done = load("claims.csv")
        reading = datatrail(*ASK, "--case", "mycase")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(
        f"Error: the case mycase is being written by process {os.getpid()} (datatrail load other.csv) since 20"
    )
    assert done.err.endswith("\nHint: wait until it has ended, then try again\n")
    assert reading.status == 0
    assert load("claims.csv").status == 0


@pytest.mark.usefixtures("here")
def test_a_case_is_made_once() -> None:
    """`init` does not touch a case that is there."""
    fails(
        datatrail("init", "mycase"),
        "Error: mycase is a case already",
        "Hint: load into it, or name another folder",
    )


@pytest.mark.usefixtures("here")
def test_a_case_inside_a_case() -> None:
    """Refused, with the outer case named; nothing is made."""
    fails(
        datatrail("init", "mycase/data/mine"),
        "Error: mycase/data/mine lies in the case mycase: a case inside a case is not made",
        "Hint: load into mycase, or name a folder outside it",
    )
    assert not Path("mycase/data/mine").exists()
    assert datatrail("init", "mycase/data").status == 2
    assert datatrail("init", "mycase/../beside").status == 0


def test_a_case_file_that_cannot_be_read(here: Path) -> None:
    """Which, why, and what it must be."""
    (here / "odd" / "case.toml").mkdir(parents=True)
    for words in (("check",), ASK):
        fails(
            datatrail(*words, "--case", "odd"),
            "Error: odd/case.toml cannot be read (Is a directory)",
            "Hint: it must be a file that you may read: look at what it is and who may read it",
        )


def test_a_damaged_current(here: Path) -> None:
    """Which generations there are, and what to write where."""
    claims(here / "claims.csv", claim())
    load("claims.csv")
    (name,) = CaseFolder(here / "mycase").generations()
    (here / "mycase" / "data" / "CURRENT").write_text("nothing")
    for words in (("check",), ASK, ("load", "claims.csv")):
        fails(
            datatrail(*words, "--case", "mycase"),
            f"Error: mycase/data/CURRENT names no generation; under mycase/data there are: {name}",
            "Hint: write one of them (the last is the newest) into mycase/data/CURRENT, "
            "or load the files again into a new case",
        )


def test_the_bundled_case_is_not_written_to(here: Path) -> None:
    """Without a case of one's own there is nothing to load into."""
    claims(here / "claims.csv", claim())
    fails(
        datatrail("load", "claims.csv"),
        "Error: the bundled case is not written to",
        "Hint: make your own: datatrail init mycase --copy real",
    )


# --- words --------------------------------------------------------------------------------------------------------


def test_an_agency_that_nobody_knows() -> None:
    """The nearest names."""
    done = datatrail("trace", "--from", "us-ga-ddss", "--to", "us-ice")
    assert (done.status, done.out) == (2, "")
    said, hint = done.err.splitlines()
    assert said == "Error: 'us-ga-ddss' is no agency, group, kind of agency, or kind in a state"
    assert hint.startswith("Hint: did you mean us-ga-dds")


def test_a_state_that_is_none() -> None:
    """Named as it was typed."""
    done = datatrail("trace", "--from", "XG:driver-licensing", "--to", "us-ice")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: no agency of this case answers to 'XG:driver-licensing'\nHint: ")


def test_a_kind_of_data_that_is_none() -> None:
    """The nearest term."""
    fails(
        datatrail(*ASK, "--data", "phto"),
        "Error: 'phto' is not in the vocabulary 'data_types'",
        "Hint: did you mean photo?",
    )


def test_a_standing_that_is_none() -> None:
    """The nearest ones."""
    fails(
        datatrail(*ASK, "--min-standing", "acknowleged"),
        "Error: 'acknowleged' is no standing that carries",
        "Hint: did you mean acknowledged?",
    )


def test_a_channel_that_is_none() -> None:
    """The nearest term."""
    fails(
        datatrail(*ASK, "--channel", "direct-logon"),
        "Error: 'direct-logon' is not in the vocabulary 'channels'",
        "Hint: did you mean direct-login?",
    )


@pytest.mark.parametrize("option", ["since", "as-of", "open-at", "known-by"])
def test_an_impossible_date(option: str) -> None:
    """The option, the date, and how dates are written."""
    done = datatrail(*ASK, f"--{option}", "2019-02-30")
    assert (done.status, done.out) == (2, "")
    said, hint = done.err.splitlines()
    assert said == f"Error: --{option}: '2019-02-30' is an impossible date (day is out of range for month)"
    assert hint.startswith("Hint: write a day (2019-06-30), month (2019-06), ")


def test_a_source_that_the_case_does_not_have() -> None:
    """The nearest dataset or document."""
    done = datatrail("query", "flows", "--source", "georgia-2021")
    assert (done.status, done.out) == (2, "")
    said, hint = done.err.splitlines()
    assert said == "Error: 'georgia-2021' is no dataset or document of this case"
    assert hint.startswith("Hint: did you mean georgia-2020")


@pytest.mark.parametrize(
    ("words", "asked"),
    [(("query", "exposures"), "exposures"), (("questions", "exposures"), "exposures")],
)
def test_a_question_that_is_none(words: tuple[str, ...], asked: str) -> None:
    """The nearest one."""
    fails(datatrail(*words), f"Error: {asked!r} is no question", "Hint: did you mean exposure?")


def test_a_parameter_that_is_none() -> None:
    """The nearest one, on the command line and in Python."""
    import datatrail as face

    done = datatrail("query", "flows", "--channels", "direct-login")
    assert (done.status, done.out) == (2, "")
    assert "No such option '--channels'" in done.err
    assert "--channel" in done.err.splitlines()[-1]
    with pytest.raises(
        face.DatatrailError, match=r"flows takes no parameter 'channels'\nHint: did you mean channel\?"
    ):
        face.demo_case().query("flows", channels="direct-login")


def test_a_command_that_is_none() -> None:
    """The nearest one."""
    done = datatrail("trac")
    assert (done.status, done.out) == (2, "")
    assert done.err.endswith("Error: no such command 'trac': did you mean trace?\n")


def test_a_vocabulary_that_is_none() -> None:
    """The nearest one."""
    fails(
        datatrail("vocabulary", "chanels"),
        "Error: 'chanels' is no vocabulary",
        "Hint: did you mean channels?",
    )


def test_a_flow_that_is_none() -> None:
    """Where ids stand."""
    fails(
        datatrail("evidence", "nothing"),
        "Error: 'nothing' is no flow, claim or item of this case",
        "Hint: ids stand in the first column of `datatrail query flows`",
    )


def test_what_a_question_needs() -> None:
    """An option that must be there is named."""
    done = datatrail("trace", "--to", "us-ice")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: trace needs --from\nHint: ")


# --- options that contradict each other ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (
            ("--open-at", "2019-01-01", "--since", "2018"),
            "--open-at asks about one day and contradicts --since",
            "leave one of them out",
        ),
        (
            ("--open-at", "2019-01-01", "--as-of", "2020"),
            "--open-at asks about one day and contradicts --as-of",
            "leave one of them out",
        ),
        (
            ("--open-at", "2019-01-01", "--ties", "forbid"),
            "--open-at asks about one day and contradicts --ties",
            "leave one of them out",
        ),
        (
            ("--via", "us-ice-ero", "--avoid", "us-ice-ero"),
            "--via and --avoid name the same agency",
            "leave one of them out",
        ),
        (
            ("--since", "2020", "--as-of", "2019"),
            "--since is later than --as-of",
            "give the earlier day to --since",
        ),
        (("--max-hops", "0"), "--max-hops 0 leaves nothing", "give 1 or more"),
        (("--limit", "0"), "--limit 0 leaves nothing", "give 1 or more"),
        (("--limit", "-1"), "--limit -1 leaves nothing", "give 1 or more"),
        (("--ties", "maybe"), "--ties 'maybe' is not known", "allowed: allow, forbid"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_options_that_cannot_be_meant(options: tuple[str, ...], message: str, hint: str) -> None:
    """Said, not silently resolved."""
    fails(datatrail(*ASK, *options), f"Error: {message}", f"Hint: {hint}")


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_a_page_that_cannot_be_written() -> None:
    """Why, and what to do."""
    fails(
        datatrail("draw", "-o", "nowhere/page.html"),
        "Error: the page cannot be written to 'nowhere/page.html': No such file or directory",
        "Hint: make the folder first, or name another file with -o",
    )


def test_a_folder_that_cannot_be_made(here: Path) -> None:
    """Which, and why; before anything is printed."""
    (here / "file").touch()
    fails(
        datatrail("demo", "--no-open", "--out", "file/demo"),
        "Error: file/demo: Not a directory",
        "Hint: look at the path and at who may write there",
    )


def test_a_cache_that_cannot_be_made(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundled case cannot be built: it says where it was to be."""
    (here / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(here / "file"))
    fails(
        datatrail("check"),
        f"Error: {here / 'file' / 'datatrail'}: Not a directory",
        "Hint: look at the path and at who may write there",
    )


# --- the real command ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_the_real_command_says_the_same() -> None:
    """As a process of its own: status 2, two lines, nothing on standard output, no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "datatrail", "load", "calims.csv", "--case", "mycase"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: there is no file calims.csv\nHint: look at its name and folder\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_system_that_is_not_utf_8_is_no_error(encoding: str) -> None:
    """An arrow goes into a file as UTF-8 wherever we are."""
    words = [sys.executable, "-m", "datatrail", "trace", "--from", "MD:driver-licensing", "--to", "us-ice"]
    done = subprocess.run(
        words, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": encoding}
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert "→ Immigration and Customs Enforcement" in done.stdout.decode("utf-8")


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    """`datatrail … | head -1` prints its line and no traceback."""
    words = [sys.executable, "-m", "datatrail", "query", "flows", "--format", "json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "[\n"
        running.stdout.close()
        assert running.stderr.read() == ""
