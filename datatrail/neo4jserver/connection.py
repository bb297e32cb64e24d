"""Which server the commands speak to: the one of NEO4J_URI, else ours if it runs, else the usual address."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from datatrail.neo4jserver.server import Server
from datatrail.neo4jserver.versions import versions

DEFAULT_URI, DEFAULT_USER = "bolt://localhost:7687", "neo4j"


@dataclass(frozen=True, slots=True)
class Connection:
    """What a driver is opened with, and where that was said."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str | None
    said_by: str

    @property
    def auth(self) -> tuple[str, str]:
        """User and password."""
        return self.user, self.password


def told() -> Connection | None:
    """The server that NEO4J_URI names, with NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE."""
    uri = os.environ.get("NEO4J_URI")
    return _from_environment(uri, "NEO4J_URI") if uri else None


def connection() -> Connection:
    """The server of NEO4J_URI, else the one that `datatrail neo4j server start` started, else the usual address."""
    return told() or ours() or _from_environment(DEFAULT_URI, "the usual address")


def ours() -> Connection | None:
    """The server that was started here, the default version first; None where none runs."""
    for version in versions().values():
        server = Server(version)
        if server.alive and server.uri:
            database = os.environ.get("NEO4J_DATABASE")
            return Connection(server.uri, server.user, server.password, database, "neo4j server start")
    return None


def _from_environment(uri: str, said_by: str) -> Connection:
    user, password = os.environ.get("NEO4J_USER", DEFAULT_USER), os.environ.get("NEO4J_PASSWORD", "")
    return Connection(uri, user, password, os.environ.get("NEO4J_DATABASE"), said_by)
