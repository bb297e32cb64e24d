"""Each command does what its help says; rows come out in every form, data on standard output and nothing else."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import pyarrow.parquet as pq
import pytest

import datatrail as face
from datatrail import Case
from datatrail.cli import COMMANDS, cli
from datatrail.output import FORMATS
from graphmodel.vocabulary import vocabulary
from queries.library import QUESTIONS
from tests.datatrail.running import Done, datatrail
from tests.loaders.making import BUNDLED, claim, claims

SCENARIO = Path(__file__).parents[1] / "data" / "nlets.toml"
#: What each question is asked here: a few rows, fast.
ASKED = {
    "flows": ("--from", "us-ga-dds", "--to", "us-ice"),
    "trace": ("--from", "MD:driver-licensing", "--to", "us-ice", "--data", "photo"),
    "reach": ("--from", "GA:driver-licensing", "--data", "photo"),
    "exposure": ("--state", "WA", "--data", "photo"),
    "intermediaries": ("--data", "home-address"),
    "chokepoints": ("--from", "us-ga-dds", "--to", "us-ice", "--data", "photo"),
    "detours": ("--from", "us-wa-dol"),
    "policy-gaps": ("--min-standing", "available"),
    "what-if": ("--scenario", str(SCENARIO)),
    "contradictions": ("--from", "GA:driver-licensing"),
    "outcomes": ("--by", "state"),
    "no-process": ("--to", "us-ice", "--data", "photo"),
    "timeline": ("--to", "us-ice"),
    "compare": ("--as-of-a", "2018", "--as-of-b", "2020", "--data", "photo"),
    "evidence": ("--flow", "GA02-1"),
    "coverage": ("--agency", "us-ga-dds"),
    "gaps": ("--state", "VT", "--data", "photo"),
}
#: What changes a case that has something in it.
CHANGES = frozenset({"verify", "remove", "rollback", "case merge"})
FORMULAS = {"speaker": "=1+1", "locator": "+1", "note": "-1", "document": "@SUM(1)"}


@pytest.fixture(scope="module")
def case() -> Case:
    return face.demo_case()


@pytest.fixture(scope="module")
def exported(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of a case that the examples of `load` speak of."""
    path = tmp_path_factory.mktemp("exported") / "case.zip"
    case.export(path, "package")
    return path


@pytest.fixture
def here(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """A folder with what the examples speak of: files of claims, an export, and an empty case.

    What waits for Ctrl+C ends at once; a database of Neo4j that the examples load into is emptied afterwards.
    """
    monkeypatch.setattr("datatrail.kit_opening.wait_until_stopped", lambda **_: None)
    if request.node.get_closest_marker("neo4j"):
        request.getfixturevalue("neo4j_driver")
    for name in ("claims.csv", "documents.csv"):
        shutil.copy(BUNDLED / "georgia-2020" / name, tmp_path)
    shutil.copy(SCENARIO, tmp_path)
    if request.node.name.endswith("[load]"):
        for file in exported.parent.iterdir():
            shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands() -> dict[str, click.Command]:
    """Every command, and every question as one, by how it is called."""
    return dict(within(cli, ""))


def within(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from within(command, f"{before}{name} ")


NAMES = sorted(commands())
LEAVES = sorted(name for name, command in commands().items() if not isinstance(command, click.Group))


def run_by_tests(names: Iterable[str]) -> list[Any]:
    """The same as parameters of tests that run them: some speak to a server."""
    return [pytest.param(one, marks=pytest.mark.neo4j) if one.startswith("neo4j") else one for one in names]


def examples(name: str) -> list[str]:
    """The commands that a help text ends in."""
    text = commands()[name].help or ""
    _, found, after = text.partition("For example:\n")
    return [line.strip() for line in after.splitlines() if line.strip()] if found else []


# --- help ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_help_ends_in_an_example_of_the_command(name: str) -> None:
    """One that uses it."""
    assert any(example.startswith(f"datatrail {name}") for example in examples(name)), examples(name)


@pytest.mark.parametrize("name", run_by_tests(NAMES))
def test_every_example_runs(here: Path, name: str) -> None:
    """As it stands, one after the other, in a folder with the files that it names."""
    for example in examples(name):
        words = shlex.split(example)[1:]
        if "mycase" in words and words[0] != "init":
            datatrail("init", "mycase", "--quiet")
        done = datatrail(*words)
        assert done.status == 0, done.err
        assert (done.out or done.err).strip(), example
    written = {path.name.removesuffix(".loss.json") for path in here.iterdir()}
    written -= {"claims.csv", "documents.csv", "nlets.toml", "mycase"}
    assert all(any(each in example for example in examples(name)) for each in written), written


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_can_be_quiet(name: str) -> None:
    """`--quiet`, `--help` and `-h` are everywhere, every option has a help text, and lines are short."""
    command = commands()[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--quiet" in options
    assert not [each.name for each in command.params if isinstance(each, click.Option) and not each.help]
    shown = datatrail(*name.split(), "--help")
    assert shown == datatrail(*name.split(), "-h")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith(f"Usage: datatrail {name} ")


def test_the_list_of_commands_is_whole_and_imports_none() -> None:
    """`datatrail --help` names each command with what it does."""
    shown = datatrail("--help").out
    for name, (_, line) in COMMANDS.items():
        assert re.search(rf"^  {name} ", shown, re.MULTILINE)
        assert line in re.sub(r"\n +", " ", shown)
    assert datatrail("--version").out == f"datatrail, version {face.demo_case().stamp['version']}\n"


def test_parameters_of_a_question_are_options() -> None:
    """Under their names, and nothing besides but the shared ones."""
    for name, question in QUESTIONS.items():
        options = [each.opts[0] for each in commands()[f"query {name}"].params]
        shared = ["--case", "--engine", "--format", "--quiet"]
        assert [each for each in options if each not in shared] == [
            f"--{each.name}" for each in question.parameters
        ]
        assert set(shared) <= set(options)


# --- rows ---------------------------------------------------------------------------------------------------------


def asked(name: str, form: str) -> Done:
    done = datatrail("query", name, *ASKED[name], "--format", form)
    assert done.status == 0, done.err
    return done


def columns(name: str) -> list[str]:
    return [column.name for column in QUESTIONS[name].columns]


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_as_json(case: Case, name: str) -> None:
    """The declared columns in order; the rows of the Python face."""
    done = asked(name, "json")
    assert done.err == ""
    given = {
        option.removeprefix("--"): value
        for option, value in zip(ASKED[name][::2], ASKED[name][1::2], strict=True)
    }
    assert done.json == case.rows(name, **given)
    assert done.json
    assert all(list(row) == columns(name) for row in done.json)


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_as_csv(name: str) -> None:
    """The declared columns in order, a line for each row, plain cells: lists split on `;`, yes and no, no 250.0."""
    done, rows = asked(name, "csv"), asked(name, "json").json
    assert done.err == ""
    assert done.out.splitlines()[0] == ",".join(columns(name))
    assert "\r" not in done.out
    assert len(done.rows) == len(rows)
    for written, row in zip(done.rows, rows, strict=True):
        for column, value in row.items():
            assert written[column] == cell(value), column


def cell(value: Any) -> str:
    """A value as a cell of CSV, told apart from the program's own way of writing it."""
    if isinstance(value, list):
        return ";".join(str(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else re.sub(r"\.0$", "", str(value))


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_as_parquet(name: str) -> None:
    """The declared columns in order; the same values, with their types."""
    done = asked(name, "parquet")
    table = pq.read_table(io.BytesIO(done.data))
    assert done.err == ""
    assert table.column_names == columns(name)
    assert table.to_pylist() == asked(name, "json").json


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_as_a_table(name: str) -> None:
    """The table's columns as a header, as many as fit in 160; what is left out stands on standard error."""
    done, question = asked(name, "table"), QUESTIONS[name]
    lines = [line for line in done.out.splitlines() if line.strip()]
    shown = lines[0].split()
    assert len(shown) >= 5
    assert tuple(shown) == question.table[: len(shown)]
    assert max(map(len, lines)) <= 160
    dropped = ", ".join(question.table[len(shown) :])
    cut = f"Left out for width: {dropped}; `--format csv` has them\n" if dropped else ""
    assert done.err == cut + "".join(f"Not shown: {caveat}\n" for caveat in question.caveats)


def test_trace_comes_in_every_form() -> None:
    """Words, rows as `query trace` has them, and the JSON of the interface."""
    words = ("trace", *ASKED["trace"])
    for form in ("csv", "parquet"):
        assert datatrail(*words, "--format", form).data == asked("trace", form).data
    answer = datatrail(*words, "--format", "json").json
    assert list(answer) == ["question", "answers", "stamp"]
    assert answer == face.demo_case().trace("MD:driver-licensing", "us-ice", data="photo").to_dict()
    assert "could have" in datatrail(*words).out


def test_a_search_that_was_cut_short_finds_no_absence() -> None:
    """Stopped before the first trace, it says so, and does not explain what it has not found out."""
    words = ("trace", "--from", "us-ga-dds", "--to", "us-ice", "--data", "photo", "--deadline", "0.000001")
    done = datatrail(*words)
    assert "deadline" in done.out
    assert "no trace:" not in done.out
    (answer,) = datatrail(*words, "--format", "json").json["answers"]
    assert (answer["verdict"], answer["left_out"]["exact"], answer["absence"]) == ("unknown", False, None)


def test_where_there_is_no_trace_the_nearest_miss_is_shown_with_what_breaks_it() -> None:
    """Below the reason: its agencies, the claim of each hop, and the hop that fails."""
    asked = ("--case", "examplia", "--from", "ex-wheels-west", "--to", "ex-borders", "--data", "photo")
    lines = datatrail("trace", *asked).out.splitlines()
    told = lines.index(
        "     nearest miss, no trace: Examplia Office of Wheels, West → Yesterday Police Department → "
        "Bureau of Imaginary Borders (EX04-1, EX04-2)"
    )
    assert lines[told - 1].startswith("  no trace: time-order (")
    assert lines[told + 1] == "       hop 2: 2021-03-05 is before hop 1's 2021-08-10"


def test_an_empty_table_says_what_that_means() -> None:
    """Why there is no row, and what to ask instead; a question with nothing of its own to say still finds nothing."""
    gaps = datatrail("query", "policy-gaps").err
    assert gaps.startswith(
        "No row: no bar surely fell on an exchange of this standing. `--cannot-tell` lists "
    )
    none = datatrail("query", "flows", "--from", "us-ice", "--to", "us-ga-dds")
    assert none.err.startswith("No row: nothing that is known here fits all that was asked, ")
    assert "No row" not in datatrail("query", "policy-gaps", "--cannot-tell").err
    assert datatrail("query", "policy-gaps", "--quiet").err == ""


def test_evidence_is_the_question_of_that_name() -> None:
    """`datatrail evidence FLOW` is `datatrail query evidence --flow FLOW`."""
    for form in FORMATS:
        assert datatrail("evidence", "GA02-1", "--format", form) == asked("evidence", form)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("words", [("vocabulary",), ("vocabulary", "channels"), ("doctor",)], ids=" ".join)
def test_other_rows_come_in_every_form(words: tuple[str, ...], form: str) -> None:
    """Vocabularies and what `doctor` finds are rows as well."""
    done = datatrail(*words, "--format", form)
    assert (done.status, done.err) == (0, "")
    if form == "parquet":
        assert (
            len(pq.read_table(io.BytesIO(done.data))) == len(datatrail(*words, "--format", "json").json) > 0
        )
    elif form == "csv":
        assert len(done.rows) == len(datatrail(*words, "--format", "json").json)
    else:
        assert done.out.strip()


def test_no_cell_is_a_formula(here: Path) -> None:
    """What a spreadsheet would run gets a quote in front in CSV; JSON has it as it was written."""
    claims(here / "ours.csv", claim(claim_id="=own", **FORMULAS))
    datatrail("init", "mycase", "--quiet")
    assert datatrail("load", "ours.csv", "--case", "mycase", "--quiet").status == 0
    words = ("evidence", "=own", "--case", "mycase", "--format")
    (written,) = datatrail(*words, "csv").rows
    (kept,) = datatrail(*words, "json").json
    for column, text in {**FORMULAS, "claim": "=own"}.items():
        assert written[column] == f"'{text}", column
        assert kept[column] == text
    assert not any(value.startswith(("=", "+", "-", "@")) for value in written.values())


def test_cells_of_several_lines_stay_one_cell(here: Path) -> None:
    """Quotes, commas and line breaks in a cell do not make columns or rows."""
    text = 'one, "two"\nthree;four'
    claims(here / "ours.csv", claim(claim_id="own", speaker=text, note="ü – 日本"))
    datatrail("init", "mycase", "--quiet")
    datatrail("load", "ours.csv", "--case", "mycase", "--quiet")
    (row,) = datatrail("evidence", "own", "--case", "mycase", "--format", "csv").rows
    assert (row["speaker"], row["note"]) == (text, "ü – 日本")


# --- streams ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", run_by_tests(LEAVES))
def test_quiet_is_quiet(name: str) -> None:
    """With --quiet nothing is on standard error, and standard output is what it is without."""
    *before, words = (shlex.split(example)[1:] for example in examples(name))
    if "mycase" in words and name not in CHANGES:
        datatrail("init", "mycase", "--quiet")
    for each in before if name in {"names undo", *CHANGES} else ():  # what it takes back must be there
        datatrail(*each)
    quiet = datatrail(*words, "--quiet")
    assert (quiet.status, quiet.err) == (0, "")
    does_something = {"demo", "init", "load", "export", *CHANGES}  # what these write is tested elsewhere
    if name not in does_something:
        assert quiet.out == datatrail(*words).out


def test_errors_are_said_quiet_or_not() -> None:
    """--quiet silences remarks, never the reason of a failure."""
    done = datatrail("query", "flows", "--from", "nobody-at-all", "--quiet")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: 'nobody-at-all' is no agency")


# --- demo ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """What `demo` printed, and the folder, two deep and not there before, that it was to write into."""
    out = tmp_path_factory.mktemp("demo") / "a" / "b"
    return datatrail("demo", "--no-open", "--out", str(out)), out


def test_demo_names_every_state_once(demo: tuple[Done, Path]) -> None:
    """A row of the table, or a name in the list of those of which nothing is known."""
    said = demo[0].out
    rows = re.findall(r"^ ([A-Z]{2})  ", said, re.MULTILINE)
    unknown = re.search(r"^Nothing known here, which is no finding of nothing: (.*)\.$", said, re.MULTILINE)
    assert unknown is not None
    named = Counter([*rows, *re.split(r", | and ", unknown[1])])
    assert set(named.values()) == {1}
    assert named.keys() == set(vocabulary("states"))
    assert "GA" in rows


def test_demo_writes_the_page_and_says_where(demo: tuple[Done, Path]) -> None:
    """One file, in the folder that was named; the folder is made."""
    done, out = demo
    page = out / "datatrail.html"
    assert f"\nThe page: {page}\n" in done.err
    assert [path.name for path in out.iterdir()] == ["datatrail.html"]
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_demo_is_the_same_each_time(demo: tuple[Done, Path], tmp_path: Path) -> None:
    """To the byte, table and page."""
    done, out = demo
    assert datatrail("demo", "--no-open", "--quiet", "--out", str(tmp_path)).out == done.out
    assert (tmp_path / "datatrail.html").read_bytes() == (out / "datatrail.html").read_bytes()


def test_what_is_possible_is_never_printed_as_done(case: Case, demo: tuple[Done, Path]) -> None:
    """In the demo's table a state "did" only where a trace holds."""
    did = set(re.findall(r"^ ([A-Z]{2}) +did ", demo[0].out, re.MULTILINE))
    rows = case.rows("exposure")
    assert did == {row["state"] for row in rows if row["verdict"] == "holds" and row["state"]}


def test_demo_opens_the_page_unless_told_not_to(demo: tuple[Done, Path], tmp_path: Path) -> None:
    """By its address as a file."""
    assert demo[0].opened == ()
    opened = datatrail("demo", "--quiet", "--out", str(tmp_path)).opened
    assert opened == ((tmp_path / "datatrail.html").as_uri(),)


def test_demo_of_the_made_up_state_is_apart(tmp_path: Path) -> None:
    """Nothing real is in it, and it says what it is."""
    done = datatrail("demo", "--examplia", "--no-open", "--out", str(tmp_path))
    assert done.out.startswith("Examplia: a made-up state")
    assert re.findall(r"^ ([A-Z]{2})  ", done.out, re.MULTILINE) == ["EX"]
    assert "Georgia" not in done.out


def test_building_says_nothing_where_nobody_watches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first use builds the case; without a terminal no bar is drawn, and no escape code written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "datatrail", "demo", "--no-open"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=dict(os.environ),  # what a line editor put behind Python's back into the environment stays out
    )
    assert done.returncode == 0
    assert list((tmp_path / "cache" / "datatrail").iterdir())
    assert done.stderr == (
        "\nThe page: datatrail-demo/datatrail.html\n"
        "Next: datatrail trace --from GA:driver-licensing --to us-ice --data photo\n"
    )
    assert "\x1b" not in done.stdout + done.stderr


# --- a case of one's own ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_from_files_to_an_answer() -> None:
    """init, load, check, trace: the whole way of a case of one's own."""
    assert datatrail("init", "mycase", "--title", "Our records").err == (
        "Made mycase. Next: datatrail load FILE --case mycase\n"
    )
    done = datatrail(
        "load", "claims.csv", "documents.csv", "--case", "mycase", "--dataset", "ours", "--format", "json"
    )
    report = done.json
    assert report["rows_read"] == report["taken"] + report["rejected"] + report["duplicates"] == 25
    assert (report["rejected"], report["unresolved_names"], report["personal_dropped"]) == (0, 0, {})
    assert [file["dataset"] for file in report["files"]] == ["ours", "ours"]
    again = datatrail(
        "load", "claims.csv", "documents.csv", "--case", "mycase", "--dataset", "ours", "--format", "json"
    )
    assert all(file["unchanged"] for file in again.json["files"])
    checked = datatrail("check", "--case", "mycase", "--strict", "--format", "json")
    assert (checked.status, checked.json["title"], checked.json["rejects"]) == (0, "Our records", [])
    answer = datatrail(
        "trace", "--from", "us-ga-dds", "--to", "us-ice", "--data", "photo", "--case", "mycase"
    )
    assert answer.out.splitlines()[2] == "licence or ID photo: holds (did)"


@pytest.mark.usefixtures("here")
def test_a_dry_run_writes_nothing() -> None:
    """It reads, checks and reports."""
    datatrail("init", "mycase", "--quiet")
    words = ("load", "claims.csv", "--case", "mycase", "--format", "json")
    before = datatrail("check", "--case", "mycase").out
    assert datatrail(*words, "--dry-run").json["taken"] == 21
    assert datatrail("check", "--case", "mycase").out == before
    assert not (Path("mycase") / "data" / "CURRENT").exists()


def test_questions_are_described(case: Case) -> None:
    """As the interface has it: name, question, parameters, columns, cypher or why there is none."""
    described = datatrail("questions", "--format", "json").json
    assert [each["name"] for each in described] == list(QUESTIONS)
    for each in described:
        assert {"name", "question", "parameters", "columns", "cypher", "why_no_cypher"} <= each.keys()
        assert each["question"].endswith("?")
        assert (each["cypher"] is None) == bool(each["why_no_cypher"])
        assert [column["name"] for column in each["columns"]] == list(
            case.query(each["name"], **python_words(each["name"]))
        )
    one = datatrail("questions", "exposure").out
    assert "Not shown: " in one
    assert all(parameter.name in one for parameter in QUESTIONS["exposure"].parameters)


def python_words(name: str) -> dict[str, str]:
    """What a question is asked here, for the Python face."""
    words = ASKED[name]
    return {word.removeprefix("--"): value for word, value in zip(words[::2], words[1::2], strict=True)}


def test_check_says_what_each_rule_makes_of_the_items() -> None:
    """Examplia's bars: one of a login and one of an address, each barred; the others cannot tell or came too late."""
    rules = {
        rule["rule"]: rule
        for rule in datatrail("check", "--case", "examplia", "--format", "json").json["rules"]
    }
    told = {
        name: [rule[column] for column in ("effect", "touches", "barred", "permitted", "cannot_tell")]
        for name, rule in rules.items()
    }
    assert told["EXR1"] == ["bars", 1, 1, 0, 0]
    assert told["EXR2"] == ["bars", 0, 0, 0, 0]
    assert told["EXR3"] == ["permits", 0, 0, 0, 0]
    assert told["EXR4"] == ["bars", 2, 0, 0, 2]  # the letter, and one of an office that EX50-2 does not name
    assert told["EXR5"] == ["bars", 1, 1, 0, 0]
    shown = datatrail("check", "--case", "examplia").out
    assert "5 rules" in shown
    assert "Letters Act of the second year" in shown


def test_check_counts_what_a_rule_touches_that_judges_nothing() -> None:
    """That no bar was found in Georgia touches what Georgia gave, and judges none of it."""
    rules = {rule["rule"]: rule for rule in datatrail("check", "--format", "json").json["rules"]}
    assert rules["P28"]["effect"] == "none-found"
    assert rules["P28"]["touches"] > 0
    assert rules["P28"]["barred"] + rules["P28"]["permitted"] + rules["P28"]["cannot_tell"] == 0
    assert all(
        rule["touches"] == rule["barred"] + rule["permitted"] + rule["cannot_tell"]
        for rule in rules.values()
        if rule["effect"] in ("bars", "permits", "requires")
    )
