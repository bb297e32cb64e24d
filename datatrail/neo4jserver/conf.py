"""The server's settings file: free loopback ports, nothing sent anywhere; written anew at each start."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from datatrail.neo4jserver.process import wait_until
from datatrail.neo4jserver.versions import settings
from graphmodel.errors import InputError

LOOPBACK = "127.0.0.1"
#: A server that has just ended holds its ports a little longer.
SECONDS = 2
FIRST_LINE = "# Neo4j {number}; written by datatrail at each start: changes here are lost"
NUMBER = re.compile(r"# Neo4j (\S+);")
PORT = re.compile(r"^server\.(bolt|http)\.listen_address=\S*:(\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the server listens, on the loopback interface only."""

    bolt: int
    http: int


def write_conf(home: Path, number: str, ports: Ports, more: Mapping[str, str] | None = None) -> None:
    """Write `conf/neo4j.conf`; `more` are settings besides, or instead."""
    shared = {
        name: value.format(bolt=ports.bolt, http=ports.http) for name, value in settings()["settings"].items()
    }
    lines = [f"{name}={value}" for name, value in (shared | dict(more or {})).items()]
    conf = conf_file(home)
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text("\n".join([FIRST_LINE.format(number=number), *lines, ""]), encoding="utf-8")


def conf_file(home: Path) -> Path:
    """Where the settings of a server lie."""
    return home / "conf" / "neo4j.conf"


def written_conf(home: Path) -> str:
    """The settings of the last start; nothing where there was none."""
    try:
        return conf_file(home).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def number_in(text: str) -> str | None:
    """The version that settings were written for."""
    found = NUMBER.match(text)
    return found[1] if found else None


def has(text: str, more: Mapping[str, str]) -> bool:
    """Whether all these settings are in force."""
    return {f"{name}={value}" for name, value in more.items()} <= set(text.splitlines())


def choose_ports(last: str, bolt: int | None = None, http: int | None = None) -> Ports:
    """The ports that are told, else those of the last start where they are free, else any free ones.

    Raises
    ------
    InputError
        When one that is told is taken.
    """
    used = {name: int(port) for name, port in PORT.findall(last)}
    return Ports(_port("bolt", bolt, used.get("bolt")), _port("http", http, used.get("http")))


def _port(name: str, told: int | None, last: int | None) -> int:
    if told is not None:
        if not is_free(told):
            raise InputError(
                f"port {told} on {LOOPBACK} is taken", hint=f"leave out --{name}-port, and a free one is used"
            )
        return told
    return last if last is not None and wait_until(lambda: is_free(last), SECONDS) else _any_free()


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with closing(socket.socket()) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with closing(socket.socket()) as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])
