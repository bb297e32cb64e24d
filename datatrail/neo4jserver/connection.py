"""Which server the commands speak to: the one of NEO4J_URI, else ours if it runs, else the usual address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datatrail.neo4jserver.server import Server
from datatrail.neo4jserver.versions import versions
from graphmodel.errors import ServiceError

if TYPE_CHECKING:
    from neo4j import Driver

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


@contextmanager
def opened_driver(to: Connection) -> Iterator[Driver]:
    """A driver of a server that answers, closed afterwards.

    Raises
    ------
    ServiceError
        When it does not answer, or refuses the user.
    """
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    from queries.engines.neo4j import HINT

    try:
        driver = GraphDatabase.driver(to.uri, auth=to.auth, connection_timeout=5)
    except (DriverError, ValueError) as error:
        raise ServiceError(f"{to.uri!r} names no Neo4j server: {error}", hint=HINT) from error
    with driver:
        try:
            driver.verify_connectivity()
            if to.database:
                driver.execute_query("RETURN 1", database_=to.database)
        except AuthError as error:
            raise ServiceError(
                f"Neo4j at {to.uri} refuses the user {to.user!r} or the password",
                hint="set NEO4J_USER and NEO4J_PASSWORD",
            ) from error
        except (DriverError, Neo4jError, ValueError) as error:
            raise ServiceError(
                f"Neo4j at {to.uri} cannot be reached: {str(error).splitlines()[0]}", hint=HINT
            ) from error
        yield driver


def _from_environment(uri: str, said_by: str) -> Connection:
    user, password = os.environ.get("NEO4J_USER", DEFAULT_USER), os.environ.get("NEO4J_PASSWORD", "")
    return Connection(uri, user, password, os.environ.get("NEO4J_DATABASE"), said_by)
