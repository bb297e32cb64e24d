"""A server that goes away for a while is waited for; one that stays away is said to, in one line.

Each statement that is run here may be run again: it is idempotent, so that one whose answer was lost does no harm.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from graphmodel.errors import ServiceError

T = TypeVar("T")

#: Seconds before the first new attempt, and at most between two.
FIRST, LONGEST = 0.2, 5.0
#: Codes of a server that is starting, or has just started.
NOT_YET = ("DatabaseUnavailable", "DatabaseNotFound", "Unavailable")
#: Codes of a statement that needs more memory than the server allows.
TOO_LARGE = ("OutOfMemory",)

MORE = "give it more: db.memory.transaction.max and dbms.memory.transaction.total.max"
HINT = "run the same command again once the server is up: what is there already is taken as it is"


class TooLargeError(ServiceError):
    """The server has too little memory for so many rows at once."""


class ConflictError(ServiceError):
    """A row would break a constraint."""


class Patience:
    """Runs work on a server, again after a pause where the server was away.

    Parameters
    ----------
    seconds
        How long a server may stay away.
    where
        What to call the server.
    """

    def __init__(self, seconds: float, where: str) -> None:
        self._seconds = seconds
        self._where = where

    def run(self, work: Callable[[], T]) -> T:
        """What the work gives.

        Raises
        ------
        ServiceError
            When the server stays away, or refuses.
        TooLargeError
            When it has too little memory for it.
        ConflictError
            When it would break a constraint.
        """
        from neo4j.exceptions import DriverError, Neo4jError

        pause, away_since = FIRST, None
        while True:
            try:
                return work()
            except (DriverError, Neo4jError) as error:
                code = getattr(error, "code", None) or ""
                if any(each in code for each in TOO_LARGE):
                    raise TooLargeError(
                        f"Neo4j at {self._where} has too little memory for a statement", hint=MORE
                    ) from error
                if code.endswith("ConstraintValidationFailed"):
                    raise ConflictError(f"Neo4j at {self._where}: {_line(error)}") from error
                if not (error.is_retryable() or code.endswith(NOT_YET)):
                    raise ServiceError(f"Neo4j at {self._where}: {_line(error)}", hint=HINT) from error
                away_since = away_since or time.monotonic()
                if time.monotonic() - away_since + pause > self._seconds:
                    raise self._gone(error) from error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST)

    def _gone(self, error: Exception) -> ServiceError:
        return ServiceError(
            f"Neo4j at {self._where} went away and did not come back in {self._seconds:g} s ({_line(error)})",
            hint=HINT,
        )


def _line(error: Exception) -> str:
    return (getattr(error, "message", None) or str(error) or type(error).__name__).splitlines()[0]
