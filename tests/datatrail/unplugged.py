"""Who opens a connection, or waits for one, while a command runs that has no business to: it fails there and then."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

#: What Python says before it does so (https://docs.python.org/3/library/audit_events.html).
EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "urllib.Request",
    }
)
_running: list[str] = []


@contextmanager
def unplugged(words: Sequence[str]) -> Iterator[None]:
    """A command that has nothing to do with Neo4j opens no socket."""
    if may_connect(words):
        yield
        return
    _watch()
    _running.append(" ".join(words))
    try:
        yield
    finally:
        _running.pop()


def may_connect(words: Sequence[str]) -> bool:
    """The Neo4j commands, questions that are asked of Neo4j, and `doctor` where a server is named."""
    return (
        "neo4j" in words
        or "--engine=neo4j" in words
        or (words[:1] == ("doctor",) and "NEO4J_URI" in os.environ)
    )


@cache
def _watch() -> None:
    """Once for the process: what listens to these events cannot be taken away again."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if _running and event in EVENTS:
        raise AssertionError(f"`datatrail {_running[-1]}` opened a connection: {event} {arguments[1:]}")
