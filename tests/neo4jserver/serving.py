"""The Neo4j that tests run on: the one that was named, else one that is started for this run and stopped after it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datatrail.neo4jserver.connection import Connection
from datatrail.neo4jserver.fetching import programs
from datatrail.neo4jserver.server import Server
from datatrail.neo4jserver.versions import version_of
from graphmodel.errors import ServiceError

if TYPE_CHECKING:
    from neo4j import Driver

BATCH = 2000
#: Cases come and go here: a text is not planned anew because there are more or fewer rows than before.
PLANS_ARE_KEPT = {
    "dbms.cypher.min_replan_interval": "10h",
    "dbms.cypher.statistics_divergence_threshold": "1.0",
}


@contextmanager
def serving(told: Mapping[str, str], number: str | None) -> Iterator[Connection]:
    """A server for the length of a run; the run's tests are skipped where there can be none."""
    if "NEO4J_URI" in told:
        user, password = told.get("NEO4J_USER", "neo4j"), told.get("NEO4J_PASSWORD", "")
        yield Connection(told["NEO4J_URI"], user, password, None, "NEO4J_URI")
        return
    server = Server(version_of(number), _home())
    with skipped_without_one():
        server.start(settings=PLANS_ARE_KEPT)
    try:
        yield Connection(str(server.uri), server.user, server.password, None, "started for the tests")
    finally:
        _take_away(server.home)


@contextmanager
def skipped_without_one() -> Iterator[None]:
    """Where no server can be started, what needs one is skipped, and says why."""
    try:
        yield
    except ServiceError as error:
        pytest.skip(f"NO NEO4J, so nothing was tried on it: {error.message} ({error.hint})")


def environment(server: Connection) -> dict[str, str]:
    """What the commands are told of a server."""
    return {"NEO4J_URI": server.uri, "NEO4J_USER": server.user, "NEO4J_PASSWORD": server.password}


def _home() -> Path:
    """A folder for this process; those of runs that were killed are taken away, with their servers."""
    runs = programs() / "tests"
    for left in runs.glob("*"):
        if left.name.isdecimal() and not _runs(int(left.name)):
            _take_away(left)
    return runs / str(os.getpid())


def _runs(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _take_away(home: Path) -> None:
    Server(home=home).stop()
    shutil.rmtree(home, ignore_errors=True)


# --- an empty database ------------------------------------------------------------------------------------------------


@contextmanager
def empty_database(server: Connection) -> Iterator[Driver]:
    """A driver of a database that is empty before and after: what tests load, they may delete, and nothing else."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        found = driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"]
        assert not found, f"the database is not empty ({found} nodes): tests would delete them"
        try:
            yield driver
        finally:
            make_empty(driver)


def make_empty(driver: Driver) -> None:
    """Take away every node, constraint and index."""
    with driver.session() as session:
        for found in ("()-[x]->()", "(x)"):  # nodes with their relationships may be more than fits in memory
            session.run(f"MATCH {found} CALL (x) {{ DELETE x }} IN TRANSACTIONS OF {BATCH} ROWS").consume()
        for each in session.run("SHOW CONSTRAINTS YIELD name").value():
            session.run(f"DROP CONSTRAINT `{each}`").consume()
        for each in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").value():
            session.run(f"DROP INDEX `{each}`").consume()


def version_of_server(driver: Driver) -> str:
    """What a server says of itself: its name, version and edition."""
    record = driver.execute_query("CALL dbms.components() YIELD name, versions, edition").records[0]
    return f"{record['name']} {record['versions'][0]} {record['edition']}"
