"""README.md and the tour say what the program does: each command in them is run, and prints what they show.

After a change of what is printed, `.venv/bin/python -m tests.datatrail.test_readme` writes the transcripts anew; read
the difference before committing it.
"""

from __future__ import annotations

import difflib
import doctest
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from unittest.mock import patch

import pytest

from queries.library import QUESTIONS
from tests.datatrail.running import datatrail

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = {
    page.name: page
    for page in (
        README,
        *(
            ROOT / "docs" / f"{name}.md"
            for name in (
                "tour",
                "loading",
                "working",
                "brief",
                "plots",
                "asking-for-records",
                "entering",
                "interchange",
                "prov-and-ftm",
            )
        ),
    )
}
#: A generation's name holds a hash of the tables, which says nothing to a reader.
GENERATION = re.compile(r"gen-(\d{6})-[0-9a-f]{12}")
IMAGE = ROOT / "docs" / "images" / "page.png"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What a transcript's folder holds: the files that the README loads into a case of one's own, and made-up logs.
FILES = (ROOT / "datatrail" / "bundled" / "georgia-2020", ROOT / "tests" / "data" / "layouts")


def blocks(page: Path, kind: str) -> list[str]:
    """The fenced blocks of a kind, in order."""
    return [text for each, text in BLOCK.findall(page.read_text(encoding="utf-8")) if each == kind]


def commands(block: str) -> list[tuple[str, str]]:
    """Each command of a transcript, and what it is shown to print."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    assert not parts[0], f"a transcript begins with a command: {parts[0]!r}"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def run(command: str, folder: Path) -> str:
    """What a command, as a process of its own, prints where no terminal is: its data, then its remarks."""
    hidden = {"COLUMNS", "DATATRAIL_CASE", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "datatrail", *words_of(command)],
        cwd=folder,
        env=kept | {"PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )
    return trimmed((done.stdout + done.stderr).decode("utf-8"))


def run_here(command: str, folder: Path) -> str:
    """The same within this process, which is faster: the tour has many commands."""
    with chdir(folder), patch("loaders.logs.datetime", _OneMorning):
        done = datatrail(*words_of(command))
    return GENERATION.sub(r"gen-\1-…", trimmed(done.out + done.err))


class _OneMorning(datetime):
    """The day on which a transcript is set: what is written into a log says when."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Nine o'clock."""
        return cls(2026, 5, 4, 9, tzinfo=tz)


def words_of(command: str) -> list[str]:
    """The words after `datatrail`, as a shell splits them."""
    first, *words = shlex.split(command)
    assert first == "datatrail", command
    return words


def trimmed(text: str) -> str:
    """What was printed, without the blanks at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def replayed(page: Path, folder: Path) -> str:
    """The page with what its commands print now."""
    runner = run if page == README else run_here

    def again(match: re.Match[str]) -> str:
        if match[1] != "console":
            return match[0]
        said = "".join(f"$ {command}\n{runner(command, folder)}" for command, _ in commands(match[2]))
        return f"```console\n{said}```"

    return BLOCK.sub(again, page.read_text(encoding="utf-8"))


def prepared(folder: Path) -> Path:
    """A folder with the files that the transcripts load."""
    for file in (file for files in FILES for file in files.glob("*.csv")):
        shutil.copy(file, folder)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_a_transcript_is_what_the_commands_print(name: str, tmp_path: Path) -> None:
    """Every command of every `console` block, one after the other, in one folder: exactly what is shown."""
    page = PAGES[name]
    shown, now = page.read_text(encoding="utf-8"), replayed(page, prepared(tmp_path))
    difference = "\n".join(
        difflib.unified_diff(shown.splitlines(), now.splitlines(), "shown", "printed", "", "", 1)
    )
    assert shown == now, f"{difference}\nafter a look: .venv/bin/python -m tests.datatrail.test_readme"


@pytest.mark.parametrize("name", PAGES)
def test_the_python_example_does_what_it_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each `pycon` block, line by line."""
    monkeypatch.chdir(tmp_path)
    runner = doctest.DocTestRunner(verbose=False)
    for number, block in enumerate(blocks(PAGES[name], "pycon")):
        runner.run(doctest.DocTestParser().get_doctest(block, {}, f"{name} {number}", name, 0))
    assert runner.summarize(verbose=False).failed == 0, capsys.readouterr().out


def test_the_georgia_case_is_shown() -> None:
    """The questions that the README must answer are in it, and in the words of the answers."""
    shown = "".join(blocks(README, "console"))
    asked = [command for block in blocks(README, "console") for command, _ in commands(block)]
    for words in (
        "datatrail trace --from GA:driver-licensing --to us-ice --data photo --source georgia-2020",
        "datatrail trace --from MD:driver-licensing --to us-ice --data face-search-result --source georgia-2020",
        "datatrail trace --from WA:driver-licensing --to us-ice --data photo --source georgia-2020",
        "datatrail query flows --from us-ga-dds --to us-ice",
    ):
        assert any(command.startswith(words) for command in asked), words
    assert "holds (did)" in shown
    assert "below-floor" in shown
    assert "asked-answer-unknown" in shown
    assert "some of more than 250" in shown


def test_the_tour_shows_six_plants_or_more() -> None:
    """Each of the made-up state, never mixed with the real case."""
    tour = [command for block in blocks(PAGES["tour.md"], "console") for command, _ in commands(block)]
    assert len(tour) >= 6
    assert all("--case examplia" in command for command in tour)
    verdicts = re.findall(r": (holds|possible|refuted|unknown) \(", PAGES["tour.md"].read_text("utf-8"))
    assert set(verdicts) == {"holds", "possible", "refuted", "unknown"}


def test_as_many_plants_are_promised_as_there_are() -> None:
    """The number in both pages is that of the plants that PLANTED.md explains."""
    planted = (FILES[0].parent / "examplia" / "PLANTED.md").read_text("utf-8")
    number = len(re.findall(r"^## \d\d ", planted, re.MULTILINE))
    for page in (README, PAGES["tour.md"]):
        assert f"all {number} plants are explained" in page.read_text("utf-8").lower(), page.name


def test_the_two_commands_are_there() -> None:
    """The README's targets are those of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join([*blocks(README, "sh"), *_inline(README)])))
    assert {"demo", "test"} <= named <= targets


def _inline(page: Path) -> Iterator[str]:
    """What stands between single backticks."""
    yield from re.findall(r"`([^`\n]+)`", BLOCK.sub("", page.read_text(encoding="utf-8")))


def test_the_table_of_questions_is_that_of_the_library() -> None:
    """Every question in its order, in the words that it is declared with, with a link to its page."""
    rows = [f"| [{name}](docs/questions.md#{name}) | {each.question} |" for name, each in QUESTIONS.items()]
    assert "\n| --- | --- |\n" + "\n".join(rows) + "\n\n" in README.read_text("utf-8")
    headings = re.findall(r"^## (\S+)$", (ROOT / "docs" / "questions.md").read_text("utf-8"), re.MULTILINE)
    assert set(QUESTIONS) <= set(headings)


def test_the_scenario_shown_changes_an_answer(tmp_path: Path) -> None:
    """The TOML of the README, as a file: the finding is weaker without it."""
    (scenario,) = blocks(README, "toml")
    file = tmp_path / "requests.toml"
    file.write_text(scenario, encoding="utf-8")
    (row,) = datatrail("what-if", str(file), "--source", "georgia-2020", "--format", "json").json
    assert (row["verdict_before"], row["verdict_after"]) == ("holds", "possible")


def test_the_packages_named_are_those_that_are_installed() -> None:
    """The reason for an environment of its own: these plain names."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"][
        "find"
    ]
    names = {name for name in listed["include"] if "." not in name}
    assert all(f"`{name}`" in README.read_text("utf-8") for name in names)


def test_the_screenshot_is_a_small_picture_of_the_page() -> None:
    """A PNG of 1440 by 900, under 300 kB, that the README shows."""
    data = IMAGE.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1440, 900)
    assert len(data) <= 300_000
    assert "](docs/images/page.png)" in README.read_text("utf-8")


def main() -> None:
    """Write the transcripts of every page anew."""
    for page in PAGES.values():
        with TemporaryDirectory() as folder:
            page.write_text(replayed(page, prepared(Path(folder))), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
