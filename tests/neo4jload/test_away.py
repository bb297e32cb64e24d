"""A server that is not there, or goes away in the middle of a load."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from datatrail.neo4jserver.server import Server
from loaders.neo4j_writing import Writer
from tests.datatrail.running import datatrail
from tests.neo4jload.conftest import start_again


def test_no_server_is_one_line_and_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    for command in ("load", "check"):
        done = datatrail("neo4j", command, "--case", "real")
        assert done.status == 3
        assert "bolt://127.0.0.1:1 cannot be reached" in done.err
        assert len(done.err.splitlines()) == 2
        assert "secret" not in done.err


def test_an_address_that_is_none_is_one_line_and_status_3() -> None:
    done = datatrail("neo4j", "load", "--case", "real", "--uri", "localhost:7687")
    assert done.status == 3
    assert "'localhost:7687' names no Neo4j server" in done.err


@pytest.mark.neo4j
@pytest.mark.slow
def test_a_server_that_goes_away_is_waited_for_and_one_that_stays_away_is_said_to(
    told: Server,
    monkeypatch: pytest.MonkeyPatch,
    hard_case: Path,
) -> None:
    """Stopped in mid-load and started again, the load ends as if nothing had been; stopped for good, it says so."""
    words = "--case", str(hard_case), "--as", "away"
    started = threading.Thread(target=start_again, args=[told])

    def stopped_for_a_while() -> None:
        told.stop()
        started.start()

    _before_batch(2, stopped_for_a_while, monkeypatch)
    done = datatrail("neo4j", "load", *words, "--patience", "120")
    started.join()
    assert done.status == 0, done.err
    assert datatrail("neo4j", "check", *words, "--strict").status == 0
    _before_batch(2, told.stop, monkeypatch)
    done = datatrail("neo4j", "load", *words, "--patience", "2")
    assert done.status == 3
    assert "went away and did not come back in 2 s" in done.err
    assert "run the same command again" in done.err
    assert len(done.err.splitlines()) == 2
    start_again(told)
    assert datatrail("neo4j", "unload", "away").status == 0


def _before_batch(last: int, happens: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something happens before the n-th batch of the next load."""
    done, put = 0, ORIGINAL

    def counted(self: Writer, *batch: Any) -> None:
        nonlocal done
        done += 1
        if done == last:
            happens()
        put(self, *batch)

    monkeypatch.setattr(Writer, "put", counted)


ORIGINAL = Writer.put
