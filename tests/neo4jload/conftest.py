"""A server that tests may stop, and a small case with what is hard to write down."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from datatrail.neo4jserver.server import Server
from datatrail.neo4jserver.versions import version_of
from loaders.load import load
from tests.loaders.making import case as new_case
from tests.loaders.making import claim, claims
from tests.neo4jserver.serving import skipped_without_one

#: What a transaction may use there: less than a batch of the bundled case needs.
LITTLE_MEMORY = {"db.memory.transaction.max": "2m"}
#: Texts that a format might not survive.
HARD = (
    'he said "no", twice; and \\"never\\"',
    "two\nlines, and\ttabs",
    "spaces   inside",
    "naïve – “quotes” 🚗 = + - @",
    "\\N",
    "null",
    "''",
)


@pytest.fixture(scope="session")
def own_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of these tests' own, of the version that is tried, with little memory; who stops it starts it again."""
    version = version_of(request.config.getoption("--neo4j-version"))
    own = Server(version, tmp_path_factory.mktemp("own") / "server")
    with skipped_without_one():
        own.start(settings=LITTLE_MEMORY)
    yield own
    own.stop()


def start_again(server: Server) -> None:
    """Where it was, and as it was."""
    server.start(bolt=int(os.environ["NEO4J_URI"].rpartition(":")[2]), settings=LITTLE_MEMORY)


@pytest.fixture
def told(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """That server, which the commands speak to."""
    monkeypatch.setenv("NEO4J_URI", str(own_server.uri))
    monkeypatch.setenv("NEO4J_PASSWORD", own_server.password)
    return own_server


@pytest.fixture(scope="session")
def hard_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose cells hold quotes, line ends, spaces and signs."""
    folder = tmp_path_factory.mktemp("hard")
    rows = [
        claim(claim_id=f"c{place}", note=text, speaker=text, locator=text, start="2019")
        for place, text in enumerate(HARD)
    ]
    made = new_case(folder / "case")
    load(made, [claims(folder / "claims.csv", *rows)], dataset="claims")
    return made.path
