"""`make verify` is a table of checks: each row can be run, none ends the others, and what came of it is written."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import verify

ROOT = Path(__file__).parents[2]
#: A count that a test reads from the environment.
COUNT = re.compile(r"(?:int|float)\(os\.environ\.get\(\"(\w+)\"")
SMALL = {"oracle", "kills", "cypher"}


def rows() -> list[dict[str, Any]]:
    return verify.tomllib.loads(verify.TABLE.read_text(encoding="utf-8"))["check"]


@pytest.fixture(name="table")
def made_up_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of its own in place of the project's."""
    monkeypatch.setattr(verify, "TABLE", tmp_path / "checks.toml")
    return tmp_path / "checks.toml"


def written(folder: Path) -> dict[str, dict[str, Any]]:
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}


@pytest.mark.parametrize("check", verify.checks().values(), ids=lambda check: check.name)
def test_what_a_row_names_is_there(check: verify.Check) -> None:
    """A script, a module or a test file that was moved makes its row fail here, not after an hour."""
    first = check.words[0]
    if first == "-m":
        assert importlib.util.find_spec(check.words[1]) is not None
    else:
        assert (ROOT / first).is_file()
    assert all((ROOT / word).is_file() for word in check.words if word.startswith("tests/"))


@pytest.mark.parametrize(
    "row", [row for row in rows() if "tests_reading" in row], ids=lambda row: row["name"]
)
def test_a_row_that_finds_its_tests_by_a_variable_finds_some(row: dict[str, Any]) -> None:
    """Else pytest would be given no file and run everything."""
    (check,) = (each for name, each in verify.checks().items() if name == row["name"])
    assert any(word.startswith("tests/") for word in check.words)
    assert row["tests_reading"] in row["counts"]


@pytest.mark.parametrize(
    "row", [row for row in rows() if {"scaled", "numbers"} & row.keys()], ids=lambda row: row["name"]
)
def test_the_options_of_a_row_are_those_of_its_command(row: dict[str, Any]) -> None:
    """An option that was renamed is told of before the check is run."""
    words = [sys.executable, *row["command"], "--help"]
    shown = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    for option in [*row.get("scaled", ()), *filter(None, [row.get("numbers")])]:
        assert re.search(rf"(?:^|[\s,\[]){option}\b", shown), option


def test_every_count_that_tests_read_is_in_a_row() -> None:
    """A count that nobody raises would be checked at its small number for ever."""
    texts = (file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.py"))
    read = {name for text in texts for name in COUNT.findall(text)}
    assert read <= {name for row in rows() for name in row.get("counts", {})} | {
        "FUZZ_SECONDS"
    }  # the row `fuzz` says it as --seconds


def test_a_share_is_a_share_of_every_count() -> None:
    """A tenth of the cases, of the flows and of the mutants; never less than one."""
    tenth, whole = verify.checks(0.1), verify.checks()
    assert tenth["oracle"].environment["DATATRAIL_ORACLE_CASES"] == "2000"
    assert tenth["kills"].environment["DATATRAIL_KILLS"] == "10"
    assert tenth["mutation"].words[-2:] == ("--share", "0.1")
    assert tenth["loads"].words[-2:] == ("--rows", "1000,100000")
    assert verify.checks(1e-9)["kills"].environment["DATATRAIL_KILLS"] == "1"
    assert whole.keys() == tenth.keys()


def test_a_failed_check_ends_no_other_and_is_told_in_the_end(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last check has its result although the first failed; the exit status is 1; progress goes to standard error."""
    table.write_text(
        """
        [[check]]
        name = "bad"
        what = "fails"
        command = ["-c", "print('no good'); raise SystemExit(3)"]
        [[check]]
        name = "good"
        what = "writes numbers"
        command = ["-c", "import os, sys; open(sys.argv[2], 'w').write(os.environ['MANY'])"]
        counts = { MANY = 40 }
        numbers = "-o"
        """,
        encoding="utf-8",
    )
    assert verify.main(["--into", str(tmp_path / "into"), "--share", "0.5"]) == 1
    found = written(tmp_path / "into")
    assert {name: each["outcome"] for name, each in found.items()} == {"bad": "failed", "good": "passed"}
    assert found["bad"]["said"] == ["no good"]
    assert found["good"]["numbers"] == 20
    assert found["good"]["counts"] == {"MANY": 20}
    assert found["good"]["command"].startswith("MANY=20 python -c ")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "== bad: failed" in shown.err
    assert verify.main(["good", "--into", str(tmp_path / "into")]) == 0


def test_a_result_says_what_was_run_on_what_and_how_many_tests_passed(table: Path, tmp_path: Path) -> None:
    """Commit, versions and machine stand beside the counts of pytest."""
    tests = tmp_path / "test_made_up.py"
    tests.write_text(
        "import pytest\n"
        "def test_one(): pass\n"
        "def test_two(): assert False\n"
        "def test_three(): pytest.skip('x')\n"
        "@pytest.fixture\ndef broken(): raise OSError\n"
        "def test_four(broken): pass\n",
        encoding="utf-8",
    )
    words = ["-m", "pytest", "-q", "-c", str(tmp_path / "pytest.ini"), "-p", "no:cacheprovider", str(tests)]
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    table.write_text(
        f"[[check]]\nname = 'made-up'\nwhat = 'x'\ncommand = {json.dumps(words)}\n", encoding="utf-8"
    )
    assert verify.main(["--into", str(tmp_path / "into")]) == 1
    (result,) = written(tmp_path / "into").values()
    assert result["counts"] == {"passed": 1, "failed": 2, "skipped": 1}
    assert result["machine"].keys() == {"cores", "memory", "system", "python"}
    assert {"numpy", "networkx", "hypothesis", "pytest"} <= result["versions"].keys()
    assert result["seconds"] > 0
    assert {"commit", "dirty", "started", "share"} <= result.keys()


def test_a_check_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt check runs nothing and would pass for a success."""
    with pytest.raises(SystemExit, match="2"):
        verify.main(["orcale"])
    assert "no such check: orcale" in capsys.readouterr().err


def test_results_that_are_kept_are_of_rows_that_are_there() -> None:
    """A result of a check that was renamed would be believed for ever."""
    kept = subprocess.run(
        ["git", "ls-files", "benchmarks/results"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    ).stdout.split()
    assert {Path(file).stem for file in kept} <= verify.checks().keys()


def test_what_is_kept_names_no_folder_of_whoever_ran_it() -> None:
    """Results are committed."""
    _, said = verify._heard(
        [sys.executable, "-c", "import os, tempfile; print(os.getcwd(), tempfile.gettempdir())"], {}
    )
    assert said == [". …"]
