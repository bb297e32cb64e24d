"""A server that allows a transaction little memory holds a case all the same."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.neo4j_writing import Writer
from tests.datatrail.running import datatrail


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.usefixtures("told")
def test_a_server_with_little_memory_is_given_less_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into a transaction is halved until it does; all of it arrives."""
    halved = []
    original = Writer._put_halves

    def counted(self: Writer, *rows: Any) -> None:
        halved.append(1)
        original(self, *rows)

    monkeypatch.setattr(Writer, "_put_halves", counted)
    done = datatrail("neo4j", "load", "--case", "real", "--as", "little")
    assert done.status == 0, done.err
    assert halved
    assert datatrail("neo4j", "check", "--case", "real", "--as", "little", "--strict").status == 0
    assert datatrail("neo4j", "unload", "little").status == 0
