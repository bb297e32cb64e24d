"""Whether a server answers, over Bolt and over HTTP; and its first password."""

from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

from datatrail.neo4jserver.conf import LOOPBACK, Ports
from graphmodel.errors import ServiceError

if TYPE_CHECKING:
    from neo4j import Driver

USER = "neo4j"
FIRST_PASSWORD = "neo4j"  # noqa: S105 (what every new server begins with, and demands to be changed)
SECONDS = 5


def bolt_uri(ports: Ports) -> str:
    """The address for drivers."""
    return f"bolt://{LOOPBACK}:{ports.bolt}"


def browser_uri(ports: Ports) -> str:
    """The address of Neo4j Browser."""
    return f"http://{LOOPBACK}:{ports.http}/browser/"


def http_answers(ports: Ports) -> bool:
    """Whether HTTP says where Bolt is, and the Browser is there."""
    with closing(HTTPConnection(LOOPBACK, ports.http, timeout=SECONDS)) as connection:
        try:
            connection.request("GET", "/", headers={"Accept": "application/json"})
            found = json.loads(connection.getresponse().read())
            connection.request("GET", "/browser/")
            page = connection.getresponse()
            page.read()
        except (OSError, HTTPException, ValueError):
            return False
    return "neo4j_version" in found and page.status == 200


def bolt_answers(ports: Ports, password: str) -> bool:
    """Whether the database answers a query."""
    return answers(bolt_uri(ports), USER, password) is None


def answers(uri: str, user: str, password: str, database: str | None = None) -> str | None:
    """Why a server does not answer a query, in one line; None where it does."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        with _driver(uri, user, password) as driver, driver.session(database=database) as session:
            session.run("RETURN 1").consume()
    except (DriverError, Neo4jError, ValueError) as error:
        return str(error).split("\n")[0]
    return None


def set_password(ports: Ports, password: str) -> bool:
    """Whether the password is the user's now: the first one is replaced; False while Bolt does not answer.

    Raises
    ------
    ServiceError
        When the server has a third one.
    """
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
    try:
        try:
            _ask(ports, password, "SHOW CURRENT USER")
        except AuthError:
            _ask(ports, FIRST_PASSWORD, change, old=FIRST_PASSWORD, new=password)
    except AuthError as error:
        raise ServiceError(
            "the server's password is another than the one that is kept",
            hint="name another folder with --home",
        ) from error
    except (DriverError, Neo4jError):
        return False
    return True


def _ask(ports: Ports, password: str, text: str, **given: str) -> None:
    with _driver(bolt_uri(ports), USER, password) as driver, driver.session(database="system") as session:
        session.run(text, given).consume()


def _driver(uri: str, user: str, password: str) -> Driver:
    from neo4j import GraphDatabase

    given: dict[str, Any] = {"connection_timeout": SECONDS, "max_transaction_retry_time": 0}
    return GraphDatabase.driver(uri, auth=(user, password), **given)
