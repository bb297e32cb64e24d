"""`sniff` prints what a file seems to be and drafts a mapping; nobody whose record was asked for is in either."""

import csv
from pathlib import Path

import pytest

from graphmodel.schema import SHAPES
from tests.datatrail.running import datatrail
from tests.loaders.planting import PLANTED, WRITERS, marks_in
from tests.loaders.planting import written as planted_file

PERSONAL = (
    "Maria Lopez",
    "Doe, Jo",
    "Deputy Testa",
    "QZX 7731",
    "01/02/1987",
    "A123456789",
    "987-65-4321",
    "jo.doe@example.org",
    "12 Sample Street",
    "Kim Testa at QZX7731 DOB 1/2/87",
)
ROWS = [
    ["Agency", "Date received", "Result"],
    ["Examplia City PD", "05/31/2024", "granted"],
    ["Examplia County SO", "05/30/2024", "REDACTED"],
]


@pytest.fixture(name="log")
def a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log in a folder where commands are run."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path / "log.csv", ROWS)


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_file_is_described_in_words_and_a_table(log: Path) -> None:
    """How it is written, where the header is and why, what the columns may be, and what to do next."""
    done = datatrail("sniff", str(log))
    assert done.status == 0
    for words in (
        "utf-8, split on ','",
        "header: row 1",
        "rows looked at: all 2",
        "likely rows of the shape event",
        "requester",
        "Examplia City PD",
        "%m/%d/%Y",
        "redacted 1",
    ):
        assert words in done.out, words
    assert f"Next: datatrail sniff {log} -o mapping.toml" in done.err


def test_the_same_is_told_as_json(log: Path) -> None:
    """For programs: each table with its columns, their guesses and reasons."""
    (table,) = datatrail("sniff", str(log), "--format", "json").json["tables"]
    assert (table["header_row"], table["shape"], table["rows"]) == (1, "event", 2)
    columns = {each["name"]: each for each in table["columns"]}
    assert columns["Result"]["masks"] == {"redacted": 1}
    assert columns["Date received"]["dates"]["forms"] == ["%m/%d/%Y"]


def test_a_draft_is_written_and_loaded_as_told(log: Path) -> None:
    """The command that is printed loads the file, once what is asked for is said."""
    done = datatrail("sniff", str(log), "-o", "m.toml")
    assert done.status == 0
    assert '--mapping m.toml --set holder="…" --set data_types="…"' in done.err
    datatrail("init", "mycase", "--quiet")
    missing = datatrail("load", str(log), "--mapping", "m.toml", "--case", "mycase")
    assert (missing.status, "--set holder=" in missing.err) == (2, True)
    said = ("--set", "holder=Examplia DMV", "--set", "data_types=photo")
    report = datatrail("load", str(log), "--mapping", "m.toml", "--case", "mycase", *said, "--format", "json")
    assert (report.json["rows_read"], report.json["taken"]) == (2, 2)
    again = datatrail("sniff", str(log), "-o", "m.toml")
    assert (again.status, "m.toml is there already" in again.err) == (2, True)


def test_a_date_that_is_not_decided_is_said(tmp_path: Path, log: Path) -> None:
    """The draft is written all the same, and `load` says what to write."""
    written(log, [["Agency", "Date"], ["Examplia PD", "05/06/2024"]])
    done = datatrail("sniff", str(log), "-o", "m.toml")
    assert "decide how Date writes its dates before it loads" in done.err
    datatrail("init", str(tmp_path / "mycase"), "--quiet")
    report = datatrail("load", str(log), "--mapping", "m.toml", "--case", "mycase")
    assert (report.status, "is not decided" in report.err) == (2, True)


def test_a_file_that_fits_nothing_is_sent_here(log: Path) -> None:
    """The hint of `load` is a command that runs."""
    datatrail("init", "mycase", "--quiet")
    done = datatrail("load", str(log), "--case", "mycase")
    assert done.status == 2
    hint = f"datatrail sniff {log} -o mapping.toml"
    assert hint in done.err
    assert datatrail(*hint.split()[1:]).status == 0


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("names", [ROWS[0], ["x", "y", "z"], ["Name", "Organization", "Notes"], []])
def test_nobody_is_shown_in_whichever_column_he_stands(log: Path, text: str, names: list[str]) -> None:
    """A person in each column in turn, in every row or one: not in the table, the JSON, the draft or an error."""
    said = ""
    for place in range(3):
        for everywhere in (True, False):
            rows = [list(row) for row in ROWS[1:]]
            for row in rows if everywhere else rows[1:]:
                row[place] = text
            written(log, [names, *rows] if names else rows)
            Path("m.toml").unlink(missing_ok=True)
            words = ("sniff", str(log), "--format", "table" if everywhere else "json", "-o", "m.toml")
            done = datatrail(*words)
            said += done.out + done.err
            said += Path("m.toml").read_text("utf-8") if Path("m.toml").exists() else ""
    assert "Agency" in said or "column 1" in said or "x" in said
    for part in (text, *text.replace(",", " ").split()):
        assert len(part) < 5 or part not in said, part


@pytest.mark.parametrize("kind", WRITERS)
def test_planted_people_are_in_nothing_that_is_said_of_a_file_of_any_kind(log: Path, kind: str) -> None:
    """Each kind of person amid words and alone, in each column: not in the table, the JSON, the draft, nor in a header."""
    header = ["Agency", "Date received", "Result", "System", "Code"]
    good = ["Examplia City PD", "05/31/2024", "granted", "A-List", "7"]
    people = [text for each in PLANTED for text in (each.said, each.bare)]
    planted = [[[*good[:place], text, *good[place + 1 :]] for text in people] for place in range(len(header))]
    if kind != "csv":  # the columns one by one in one kind of file, all at once in the others
        planted = [[row for rows in planted for row in rows]]
    said = ""
    for place, rows in enumerate(planted):
        for number, table in enumerate(([header, good, good, good, *rows], [*rows[::-1], good])):
            file = planted_file(log.with_name(f"p{place}-{number}.{kind}"), table)
            draft = log.with_name(f"p{place}-{number}.toml")
            done = datatrail("sniff", str(file), "--format", "json" if number else "table", "-o", str(draft))
            said += done.out + done.err + (draft.read_text("utf-8") if draft.exists() else "")
    assert "requester" in said
    assert marks_in(said.encode()) == set()


def test_a_canonical_file_needs_no_mapping(log: Path) -> None:
    """It is said that `load` takes it as it is."""
    written(log, [list(SHAPES["coverage"].header), ["us-ga-dds", "holder", *[""] * 4, "partial", *[""] * 3]])
    done = datatrail("sniff", str(log))
    assert "`load` takes it as it is: it fits the row shape coverage" in done.out
    assert "Next:" not in done.err
