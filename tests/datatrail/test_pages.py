"""The README and every page of `docs/` do what they show: commands, Python, files, in the order of the page."""

from __future__ import annotations

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.datatrail.running import datatrail
from tests.datatrail.transcripts import (
    BLOCK,
    KEPT_AS,
    PAGES,
    PYTHON_ELSEWHERE,
    ROOT,
    blocks,
    commands,
    prepared,
    replayed,
)

#: What a block may be: run and compared, run, kept as a file, checked by another test (below), or not a program.
KINDS = {"console", "pycon", "python", "toml", "csv", "cypher", "sh", "text"}
#: Commands that no transcript can run, and the test that runs them, or why none does.
ELSEWHERE = {
    "README.md": {
        r"make \w+ .*": "tests/datatrail/test_readme.py::test_the_two_commands_are_there",
        r".*\binstall \..*": "the built wheel is installed and run by `.ci/run`",
    },
    "index.md": {".*": "tests/datatrail/test_pages.py::test_the_folder_to_follow_along_in_is_made_as_told"},
    "large-log.md": {".*": "tests/datatrail/test_pages.py::test_the_long_log_is_loaded_as_it_says"},
    "neo4j.md": {
        "datatrail neo4j open": "serves until it is told to stop; what it opens: tests/neo4jload/test_browser.py",
        r"sh import/import\.sh": "tests/neo4jload/test_import.py::test_the_import_tool_makes_what_the_live_load_makes",
        "datatrail (?!neo4j open).*": "tests/neo4jload/test_texts.py::test_the_page_on_neo4j_does_what_it_says",
    },
    "scaling.md": {".*": "no cluster is here: the page says that it is on paper"},
}
#: Rows in place of the ten million of a page.
FEW = "2000"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_does_what_it_shows(name: str, tmp_path: Path) -> None:
    """Every command of every `console` block prints exactly what is shown; every line of Python does what it says."""
    page = PAGES[name]
    shown, now = page.read_text(encoding="utf-8"), replayed(page, prepared(tmp_path))
    difference = "\n".join(
        difflib.unified_diff(shown.splitlines(), now.splitlines(), "shown", "printed", "", "", 1)
    )
    again = f".venv/bin/python -m tests.datatrail.transcripts {page.relative_to(ROOT)}"
    assert shown == now, f"{difference}\nafter a look: {again}"


@pytest.mark.parametrize("name", PAGES)
def test_every_block_is_of_a_kind_that_is_checked(name: str) -> None:
    """A command in a block of another kind, or with no kind, would be run by nobody."""
    text = PAGES[name].read_text(encoding="utf-8")
    fences = re.findall(r"^```(.*)$", text, re.MULTILINE)
    assert fences[1::2] == [""] * (len(fences) // 2), "a block that is not closed"
    assert set(fences[::2]) <= KINDS


@pytest.mark.parametrize("name", PAGES)
def test_a_command_that_no_transcript_runs_is_run_elsewhere(name: str) -> None:
    """Each line of each `sh` block is in the table below, with the test that runs it or why none can."""
    said = [line for block in blocks(PAGES[name], "sh") for line in block.splitlines() if line]
    left = [line for line in said if not any(re.fullmatch(each, line) for each in ELSEWHERE.get(name, {}))]
    assert left == []


def test_no_exception_is_left_over() -> None:
    """Each line of the table fits a command that is there; a test that it names is there."""
    for name, exceptions in ELSEWHERE.items():
        lines = "".join(blocks(PAGES[name], "sh")).splitlines()
        for command, by in exceptions.items():
            assert any(re.fullmatch(command, line) for line in lines), (name, command)
            path, _, function = by.partition("::")
            if path.startswith("tests/"):
                assert f"def {function}(" in (ROOT / path).read_text("utf-8"), by
    for name, path in PYTHON_ELSEWHERE.items():
        assert blocks(PAGES[name], "python")
        assert name in (ROOT / path).read_text("utf-8")


def test_the_folder_to_follow_along_in_is_made_as_told(tmp_path: Path) -> None:
    """The commands of the start page copy what the transcripts are run beside, and `datatrail` is a command there."""
    if not shutil.which("sh"):
        pytest.skip("this system has no sh, for which these commands are written")
    (block,) = blocks(PAGES["index.md"], "sh")
    kept = os.environ | {"HOME": str(tmp_path)}
    words = ["sh", "-ec", f"{block}pwd; ls; command -v datatrail"]
    done = subprocess.run(words, cwd=ROOT, env=kept, capture_output=True, encoding="utf-8", check=True)
    where, *names, command = done.stdout.splitlines()
    (tmp_path / "again").mkdir()
    assert sorted(names) == sorted(file.name for file in prepared(tmp_path / "again").iterdir())
    assert (Path(where), Path(command).parent) == (tmp_path / "trying-datatrail", ROOT / ".venv" / "bin")


def test_the_long_log_is_loaded_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the page on ten million rows, on few."""
    monkeypatch.chdir(tmp_path)
    for line in "".join(blocks(PAGES["large-log.md"], "sh")).splitlines():
        _, *words = shlex.split(line.replace("10000000", FEW))
        if line.startswith("datatrail"):
            done = datatrail(*words)
            assert done.status == 0, done.err
        else:
            subprocess.run([sys.executable, str(ROOT / words[0]), *words[1:]], check=True)


def test_no_two_pages_make_a_case_or_a_file_of_one_name() -> None:
    """Whoever follows one page and then another is not stopped by what the first has left."""
    made: dict[str, set[str]] = defaultdict(set)
    for page in (page for name, page in PAGES.items() if name != "README.md"):
        text = page.read_text(encoding="utf-8")
        asked = "\n".join(command for block in blocks(page, "console") for command, _ in commands(block))
        for name in re.findall(r"\binit ([\w-]+)| -o (\S+)", asked):
            made["".join(name)].add(page.name)
        for before in (
            text[: block.start()] for block in BLOCK.finditer(text) if block[1] in {"toml", "csv"}
        ):
            kept = KEPT_AS.search(before)
            assert kept, f"{page.name}: the line before a file says what to keep it as"
            made[kept[1]].add(page.name)
    assert {name: pages for name, pages in made.items() if len(pages) > 1} == {}
