"""The command lines of the server and of its admin tool, and what they see of the environment; no password is in them."""

from __future__ import annotations

import os
from pathlib import Path

from datatrail.neo4jserver.conf import conf_file
from datatrail.neo4jserver.java import Java
from datatrail.neo4jserver.versions import Version, flags

ADMIN = "org.neo4j.cli.AdminTool"


def mark_of(home: Path) -> str:
    """The word on its command line by which the server of a folder is known."""
    return f"--home-dir={home}"


def server_line(version: Version, java: Java, jars: Path, home: Path, heap: str) -> list[str]:
    """What starts the server of a folder."""
    conf = f"--config-dir={conf_file(home).parent}"
    return [*_java(java, jars, f"-Xmx{heap}"), version.main, mark_of(home), conf, "--console-mode"]


def admin_line(java: Java, jars: Path, *words: str) -> list[str]:
    """What starts `neo4j-admin` with these words."""
    return [*_java(java, jars), ADMIN, *words]


def _java(java: Java, jars: Path, *more: str) -> list[str]:
    return [str(java.path), *more, *flags(java.version), "-cp", f"{jars}/*"]


def environment() -> dict[str, str]:
    """What the server sees of the environment: nothing that would set it otherwise, and no password."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}


def admin_environment(home: Path) -> dict[str, str]:
    """The same, and which folder `neo4j-admin` is for."""
    return environment() | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(conf_file(home).parent)}
