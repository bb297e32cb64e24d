"""Cypher on a Neo4j server: the same texts, over a driver that somebody else has opened.

Read access alone keeps nobody from writing (every user of the Community edition may), so each text is explained
first, and runs only if the server itself says that it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError, ServiceError
from queries.engines.protocol import Answered, Limits, plain
from queries.engines.tokens import mistake

if TYPE_CHECKING:
    from neo4j import Driver

#: Where the server says that something stands.
OFFSET = re.compile(r"\(line \d+, column \d+ \(offset: (\d+)\)\)")
EXPLAIN = "EXPLAIN "
#: For reading; and without the server's remarks on labels that a case happens not to have.
READING: Mapping[str, Any] = {"default_access_mode": "READ", "notifications_min_severity": "OFF"}
HINT = "is the server up? see NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, and `datatrail doctor`"


class Neo4j:
    """A case's graph on a server.

    Parameters
    ----------
    driver
        An open one; it is not closed here.
    database
        The database; the user's own where not told.
    """

    name = "neo4j"

    def __init__(self, driver: Driver, database: str | None = None) -> None:
        self._driver = driver
        self._database = database

    def run(
        self, text: str, parameters: Mapping[str, Any] | None = None, limits: Limits | None = None
    ) -> Answered:
        """Run one text that only reads; see `protocol.Engine`."""
        limits, given = limits or Limits(), dict(parameters or {})
        with (
            _errors_of(text, limits),
            self._driver.session(database=self._database, **READING) as session,
            session.begin_transaction(timeout=limits.seconds) as transaction,
        ):
            kind = transaction.run(EXPLAIN + text, given).consume().query_type
            if kind != "r":
                raise InputError("the server says that this does more than read", hint="this only reads")
            found = transaction.run(text, given)
            columns = tuple(found.keys())
            records = list(found) if limits.rows is None else found.fetch(limits.rows + 1)
        rows = [{name: plain(record[name]) for name in columns} for record in records]
        cut = limits.rows is not None and len(rows) > limits.rows
        return Answered(columns, rows[: limits.rows], cut)


@contextmanager
def _errors_of(text: str, limits: Limits) -> Iterator[None]:
    """What the driver raises, as ours: a server that is not there is a service, a wrong text is input."""
    from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError

    try:
        yield
    except AuthError as error:
        raise ServiceError("Neo4j refuses the user or the password", hint=HINT) from error
    except Neo4jError as error:
        if "Timed" in (error.code or "") or "Terminated" in (error.code or ""):
            raise InputError(
                f"the query took longer than {limits.seconds} s", hint="ask for less, or allow more time"
            ) from error
        if isinstance(error, ClientError):
            raise _pointed(text, error.message or str(error)) from error
        raise ServiceError(f"Neo4j: {_line(error)}", hint=HINT) from error
    except DriverError as error:
        raise ServiceError(f"Neo4j cannot be reached: {_line(error)}", hint=HINT) from error


def _line(error: Exception) -> str:
    return str(error).split("\n")[0]


def _pointed(text: str, said: str) -> InputError:
    """The server's complaint, pointing at the character that it names (it counts the EXPLAIN before the text)."""
    where, what = OFFSET.search(said), said.split("\n", maxsplit=1)[0]
    if where is None:
        return InputError(what)
    offset = int(where[1]) - (len(EXPLAIN) if EXPLAIN in said else 0)
    return mistake(text, max(0, min(offset, len(text))), what[: what.find(" (line")])
