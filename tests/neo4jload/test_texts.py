"""Every Cypher text that is shipped is explained by a real server without a warning; those of the tour return rows."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from datatrail.case import open_case
from datatrail.kit import kit_of
from queries.engines.binding import bind
from queries.library import QUESTIONS
from tests.datatrail.running import datatrail

if TYPE_CHECKING:
    from neo4j import Driver

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.neo4j, pytest.mark.slow]


@pytest.fixture
def loaded(neo4j_driver: Driver) -> Driver:
    """A database with both bundled cases in it."""
    for name in ("real", "examplia"):
        done = datatrail("neo4j", "load", "--case", name, "--as", name, "--if-changed", "--quiet")
        assert done.status == 0, done.err
    return neo4j_driver


#: A command of a page that asks with Cypher: the text, and the parameters in JSON.
CYPHER = re.compile(r"datatrail cypher '([^']+)'(?:.* --params '([^']+)')?")
#: One that is shown to be refused.
REFUSED = re.compile(r"^\$ datatrail cypher .*\nError: .*", re.MULTILINE)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```cypher\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def texts() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The name of each text, the text, and its parameters."""
    evidence = open_case("examplia").evidence
    for question in QUESTIONS.values():
        if question.cypher:
            given = {"from": "any", "to": "any", "data": "photo"}
            needed = {each.name: given[each.name] for each in question.parameters if each.required}
            if question.name == "reach":
                needed = {"from": "driver-licensing"}
            yield question.name, question.cypher, bind(question, evidence, needed)
    for case in ("real", "examplia"):
        for query in kit_of(open_case(case), case).all_queries:
            yield f"kit of {case}: {query.name}", query.saved, {}
    for page in PAGES:
        for text, given in CYPHER.findall(REFUSED.sub("", page.read_text("utf-8"))):
            yield f"{page.name}: {text}", text, json.loads(given or "{}")
        if page.name != "questions.md":  # those of the library, which need parameters
            yield from (
                (f"{page.name}: {text}", text, {}) for text in FENCED.findall(page.read_text("utf-8"))
            )


def test_no_text_is_warned_of(loaded: Driver) -> None:
    """Unknown labels and properties, deprecated words, products of everything with everything: nothing of the kind."""
    warned = {}
    for name, text, parameters in texts():
        summary = loaded.execute_query("EXPLAIN " + text, parameters).summary
        said = [each for each in summary.gql_status_objects if each.raw_severity == "WARNING"]
        if said:
            warned[name] = [each.status_description for each in said]
        assert summary.query_type == "r", name
    assert not warned
    assert any(".md: MATCH" in name for name, _, _ in texts())


def test_every_text_of_the_tour_returns_rows(loaded: Driver) -> None:
    for case in ("real", "examplia"):
        for step in kit_of(open_case(case), case).steps:
            for query in step.queries:
                rows = loaded.execute_query(query.text).records
                assert rows or (case == "examplia" and "record" in query.name), f"{case}: {query.name}"


def test_every_saved_question_runs(loaded: Driver) -> None:
    for query in kit_of(open_case("examplia"), "examplia").queries:
        loaded.execute_query(query.saved)


def test_the_page_on_neo4j_does_what_it_says(
    loaded: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command of it, one after the other, on a database with nothing in it; the server and the import apart."""
    loaded.execute_query("MATCH (n) DETACH DELETE n")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "neo4j.md").read_text("utf-8")
    lines = [line for block in SHELL.findall(page) for line in block.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("datatrail ")]
    assert ["neo4j", "open"] in commands
    for command in commands:
        if command not in (["neo4j", "open"], ["neo4j", "load"]):
            done = datatrail(*command)
            assert done.status == 0, f"{command}: {done.err}"
    assert (tmp_path / "kit" / "style.grass").exists()
    assert (tmp_path / "import" / "import.sh").exists()
