"""A database holds a case as it is: all of it, nothing twice, nothing that is gone, and nothing of another's changed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import datatrail as library
from datatrail.case import open_case
from loaders.load import load as load_files
from tests.datatrail.running import Done, datatrail
from tests.loaders.making import case as new_case
from tests.loaders.making import claim, claims
from tests.neo4jload.held import everything, nodes, nodes_of, ties, ties_of

if TYPE_CHECKING:
    from neo4j import Driver

    from datatrail.neo4jserver.connection import Connection

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

REAL = "driver-data-and-immigration-enforcement"
FIRST = claim(claim_id="a", start="2019"), claim(claim_id="b", holder="us-md-mva", start="2020", note="x")
#: One claim is gone, one is changed, one is new.
SECOND = (
    claim(claim_id="b", holder="us-md-mva", start="2021", via="nlets"),
    claim(claim_id="c", recipient="us-cbp", start="2022"),
)


@pytest.fixture(autouse=True)
def _empty(neo4j_driver: Driver) -> None:
    neo4j_driver.execute_query("MATCH (n) DETACH DELETE n")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A small case."""
    return changed(new_case(tmp_path / "case").path, *FIRST)


def changed(case: Path, *rows: dict[str, str]) -> Path:
    """The case with these claims in place of what it had."""
    file = claims(case.parent / "claims.csv", *rows)
    load_files(open_case(case).folder, [file], dataset="claims")
    return case


def load(case: Path | str, name: str, *words: str) -> Done:
    """The command's load of a case under a name."""
    done = datatrail("neo4j", "load", "--case", str(case), "--as", name, "--quiet", *words)
    assert done.status == 0, done.err
    return done


def holds(driver: Driver, name: str, case: Path | str) -> None:
    """The database holds just what the case's tables make, every property of it."""
    opened = open_case(case)
    assert nodes(driver, name) == nodes_of(opened)
    assert ties(driver, name) == ties_of(opened)


# --- all of it ----------------------------------------------------------------------------------------------------


def test_every_node_relationship_and_property_is_what_the_tables_say(neo4j_driver: Driver) -> None:
    """Not of a sample only: the bundled case, whole."""
    load("real", "real")
    holds(neo4j_driver, "real", "real")


def test_loading_twice_changes_nothing(neo4j_driver: Driver, case: Path) -> None:
    load(case, "one")
    before = everything(neo4j_driver)
    assert {row["removed"] for row in load(case, "one", "--format", "csv").rows} == {"0"}
    assert everything(neo4j_driver) == before


def test_what_somebody_changed_by_hand_is_put_right(neo4j_driver: Driver, case: Path) -> None:
    load(case, "one")
    before = everything(neo4j_driver)
    neo4j_driver.execute_query("MATCH (s:Statement {id: 'a'}) SET s.mode = 'denied', s.more = 1")
    neo4j_driver.execute_query("MATCH (:Statement)-[r:HELD_BY]->() DELETE r")
    load(case, "one")
    assert everything(neo4j_driver) == before


def test_a_changed_case_is_brought_up_to_date_and_what_is_gone_is_taken_away(
    neo4j_driver: Driver, case: Path
) -> None:
    load(case, "one")
    changed(case, *SECOND)
    rows = load(case, "one", "--format", "csv").rows
    assert next(row["removed"] for row in rows if row["what"] == "Statement") == "1"
    holds(neo4j_driver, "one", case)


def test_a_party_that_was_decided_to_be_another_is_moved(neo4j_driver: Driver, case: Path) -> None:
    """What an item carries keeps its id where its holder is found to be another: the relationship moves."""
    changed(case, claim(claim_id="a", holder="Examplia Department of Nowhere"))
    load(case, "one")
    changed(case, claim(claim_id="a", holder="us-md-mva"))
    load(case, "one")
    holds(neo4j_driver, "one", case)


# --- several cases --------------------------------------------------------------------------------------------------


def test_two_cases_share_a_database_and_neither_touches_the_other(
    neo4j_driver: Driver, case: Path, tmp_path: Path
) -> None:
    other = changed(new_case(tmp_path / "other" / "case").path, *FIRST)
    load(case, "one")
    load(other, "other")
    before = nodes(neo4j_driver, "other"), ties(neo4j_driver, "other")
    changed(case, *SECOND)
    load(case, "one")
    assert (nodes(neo4j_driver, "other"), ties(neo4j_driver, "other")) == before
    holds(neo4j_driver, "one", case)
    assert datatrail("neo4j", "unload", "one", "--quiet").status == 0
    assert nodes(neo4j_driver, "one") == {}
    assert (nodes(neo4j_driver, "other"), ties(neo4j_driver, "other")) == before


def test_a_case_of_the_same_title_elsewhere_does_not_take_the_place_of_one(
    neo4j_driver: Driver, case: Path, tmp_path: Path
) -> None:
    other = changed(new_case(tmp_path / "other" / "case").path, *SECOND)
    assert datatrail("neo4j", "load", "--case", str(case), "--quiet").status == 0
    refused = datatrail("neo4j", "load", "--case", str(other))
    assert refused.status == 2
    assert "'a-test' that was loaded from another folder" in refused.err
    assert "--as NAME" in refused.err
    holds(neo4j_driver, "a-test", case)


# --- what is there ----------------------------------------------------------------------------------------------------


def test_check_says_what_differs_and_where_nothing_does(neo4j_driver: Driver, case: Path) -> None:
    words = "neo4j", "check", "--case", str(case), "--as", "one", "--strict", "--format", "json"
    missing = datatrail(*words)
    assert missing.status == 1
    assert missing.json[-1]["state"] == "not loaded"
    load(case, "one")
    same = datatrail(*words)
    assert same.status == 0
    assert {row["state"] for row in same.json} == {"ok"}
    neo4j_driver.execute_query("MATCH (s:Statement {id: 'a'}) DETACH DELETE s")
    less = {row["what"]: row["state"] for row in datatrail(*words).json}
    assert (less["Statement"], less["Agency"]) == ("differs", "ok")
    changed(case, *SECOND)
    other = {row["what"]: row["state"] for row in datatrail(*words).json}
    assert other["case"] == "of other tables"


def test_if_changed_loads_only_what_is_not_there_as_it_is(neo4j_driver: Driver, case: Path) -> None:
    load(case, "one")
    again = datatrail("neo4j", "load", "--case", str(case), "--as", "one", "--if-changed")
    assert "held already, as it is" in again.err
    neo4j_driver.execute_query("MATCH (s:Statement {id: 'a'}) DETACH DELETE s")
    mended = datatrail("neo4j", "load", "--case", str(case), "--as", "one", "--if-changed")
    assert "held already" not in mended.err
    holds(neo4j_driver, "one", case)


def test_names_are_found_by_the_words_in_them(neo4j_driver: Driver, case: Path) -> None:
    """The full-text index finds an agency by a word of its name, and by one of its aliases."""
    load(case, "one")
    text = "CALL db.index.fulltext.queryNodes('datatrail_names', $words) YIELD node RETURN node.id AS id"
    for words in ("Enforcement Removal", "ERO"):
        found = {each["id"] for each in neo4j_driver.execute_query(text, words=words).records}
        assert "us-ice-ero" in found, words


# --- interrupted ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_load_that_was_killed_is_finished_by_running_it_again(
    neo4j_driver: Driver, case: Path, seed: int
) -> None:
    """Killed before some batch, of a changed case over an older one: nothing is gone before, all is right after."""
    load(case, "one")
    changed(case, *SECOND)
    last = random.Random(seed).randrange(2, 40)
    words = [sys.executable, "-m", "tests.neo4jload.killing", str(last), "20", str(case), "one"]
    killed = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert ("Statement", "a") in nodes(neo4j_driver, "one")
    checked = datatrail("neo4j", "check", "--case", str(case), "--as", "one", "--format", "json").json
    assert next(row["state"] for row in checked if row["what"] == "case") == "half loaded"
    load(case, "one")
    holds(neo4j_driver, "one", case)
    load(case, "fresh")
    assert nodes(neo4j_driver, "one") == nodes(neo4j_driver, "fresh")
    assert ties(neo4j_driver, "one") == ties(neo4j_driver, "fresh")


# --- refused ----------------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_one_line_and_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "not this one")
    for command in ("load", "check"):
        done = datatrail("neo4j", command, "--case", "real")
        assert done.status == 3
        assert "refuses the user 'neo4j' or the password" in done.err
        assert len(done.err.splitlines()) == 2


def test_a_database_that_is_not_there_is_one_line_and_status_3() -> None:
    done = datatrail("neo4j", "load", "--case", "real", "--database", "nowhere")
    assert done.status == 3
    assert "cannot be reached" in done.err
    assert len(done.err.splitlines()) == 2


def test_a_routed_address_and_a_named_database_are_taken(neo4j_server: Connection, case: Path) -> None:
    """As of a cluster: the driver asks for the routing table."""
    if not neo4j_server.uri.startswith("bolt://"):
        pytest.skip(f"{neo4j_server.uri} is routed already, or encrypted")
    there = "--uri", neo4j_server.uri.replace("bolt", "neo4j", 1), "--database", "neo4j"
    load(case, "routed", *there)
    assert datatrail("neo4j", "check", "--case", str(case), "--as", "routed", "--strict", *there).status == 0


def test_python_asks_the_case_that_was_loaded(neo4j_driver: Driver) -> None:  # noqa: ARG001
    """What the command loads is what the engine reads."""
    load("real", "real")
    found = library.demo_case().cypher("MATCH (a:Agency) RETURN count(a) AS n", engine="neo4j")
    assert found["n"].tolist() == [len(library.demo_case().tables["Agency"])]


# --- asked ------------------------------------------------------------------------------------------------------------


def test_a_question_is_asked_only_of_a_database_that_holds_this_case_and_no_other(
    neo4j_driver: Driver, case: Path
) -> None:
    """Anything else there would be part of the answer."""

    def asked() -> Done:
        words = "query", "flows", "--case", str(case), "--format", "csv", "--engine", "neo4j"
        return datatrail(*words)

    assert (asked().status, "the database holds no case" in asked().err) == (2, True)
    load(case, "one")
    assert asked().rows[0]["from"] == "us-ga-dds"
    load(case, "two")
    assert (asked().status, "several cases (one, two)" in asked().err) == (2, True)
    assert datatrail("neo4j", "unload", "two", "--quiet").status == 0
    assert asked().status == 0
    changed(case, *SECOND)
    assert (asked().status, "not this case as it is now" in asked().err) == (2, True)
    neo4j_driver.execute_query("MATCH (c:Case) SET c.state = 'loading'")
    assert (asked().status, "only a part of 'one'" in asked().err) == (2, True)
