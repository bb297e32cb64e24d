"""README.md says what the program does, and promises what there is; its commands are run as those of every page."""

from __future__ import annotations

import re
import struct
import tomllib
from collections.abc import Iterator
from pathlib import Path

from queries.library import QUESTIONS
from tests.datatrail.running import datatrail
from tests.datatrail.transcripts import BLOCK, PAGES, README, ROOT, blocks, commands, run, trimmed

IMAGE = ROOT / "docs" / "images" / "page.png"


def test_a_command_prints_the_same_in_a_process_of_its_own(tmp_path: Path) -> None:
    """The first of the page, as a reader starts it; the others are run within the process of the tests."""
    command, shown = commands(blocks(README, "console")[0])[0]
    assert run(command, tmp_path) == trimmed(shown)


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
    planted = (ROOT / "datatrail" / "bundled" / "examplia" / "PLANTED.md").read_text("utf-8")
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
