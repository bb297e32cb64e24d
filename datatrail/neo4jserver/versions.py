"""Which versions of the server can be started, and with what: `server.toml`, read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from graphmodel.errors import InputError, did_you_mean


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the server: its main class, the Java that it needs at least, and about how many jars it has."""

    number: str
    main: str
    java: int
    jars: int


@cache
def settings() -> dict[str, Any]:
    """The table `server.toml`."""
    text = (files("datatrail.neo4jserver") / "server.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def versions() -> Mapping[str, Version]:
    """The versions that were run, by number; the one that is started unless told comes first."""
    known = {each["number"]: Version(**each) for each in settings()["version"]}
    default = settings()["default"]
    return {default: known[default], **known}


def version_of(number: str | None = None) -> Version:
    """The version of a number, or of the beginning of one (`5.26`); the default where none is told.

    Raises
    ------
    InputError
        When it is none of those that were run.
    """
    known = versions()
    if number is None:
        return next(iter(known.values()))
    found = [each for each in known.values() if f"{each.number}.".startswith(f"{number}.")]
    if len(found) != 1:
        near = did_you_mean(number, known)
        raise InputError(
            f"Neo4j {number!r} is not among the versions that were tried: {', '.join(known)}",
            hint=near or "your own server of any version is used through NEO4J_URI",
        )
    return found[0]


def flags(java: int) -> list[str]:
    """What stands on the line of a Java of that version."""
    return [word for each in settings()["flags"] if each["java"] <= java for word in each["words"]]
