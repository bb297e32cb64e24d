"""The server's jars, fetched from Maven Central by Maven into a cache: there whole, or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import mkdtemp

from datatrail.neo4jserver.java import find_java
from datatrail.neo4jserver.versions import Version, settings
from graphmodel.errors import ServiceError

Progress = Callable[[str, int, int], None]

LISTING = "jars.json"
#: Maven needs a Java of its own; any that still starts will do.
MAVEN_JAVA = 8
DOWNLOADED, COPIED = re.compile(r"Downloaded from .*\.jar\b"), re.compile(r"Copying \S+\.jar to ")
ERROR = re.compile(r"\[ERROR\] *(\S.*)")
HINT = "is there a connection to Maven Central (repo.maven.apache.org)? NEO4J_URI takes a server of your own"


def programs() -> Path:
    """The folder of all fetched servers: DATATRAIL_NEO4J_PROGRAMS, else in the user's cache."""
    from platformdirs import user_cache_path

    told = os.environ.get("DATATRAIL_NEO4J_PROGRAMS")
    return Path(told) if told else user_cache_path("datatrail") / "neo4j"


def jars(version: Version, progress: Progress | None = None) -> Path:
    """The folder of a version's jars, fetched when it is not there or not whole.

    Raises
    ------
    ServiceError
        When Maven is not there or cannot fetch them.
    """
    from filelock import FileLock

    folder = programs() / version.number
    programs().mkdir(parents=True, exist_ok=True)
    with FileLock(programs() / f"{version.number}.lock"):
        if not whole(folder):
            _take_away([folder, *programs().glob(f".{version.number}-*")])
            _fetch(version, folder, progress or (lambda *_: None))
    return folder


def whole(folder: Path) -> bool:
    """Whether every jar that was fetched is there, each as long as it was."""
    try:
        listed: Mapping[str, int] = json.loads((folder / LISTING).read_text(encoding="utf-8"))
        return bool(listed) and all((folder / name).stat().st_size == size for name, size in listed.items())
    except (OSError, ValueError):
        return False


def _fetch(version: Version, folder: Path, progress: Progress) -> None:
    """Fetch beside, check, rename."""
    beside = Path(mkdtemp(prefix=f".{version.number}-", dir=folder.parent))
    try:
        with as_file(files("datatrail.neo4jserver") / "pom.xml") as pom:
            _run_maven(_maven(version, pom, beside), version, progress)
        listed = {path.name: path.stat().st_size for path in sorted(beside.glob("*.jar")) if _opens(path)}
        (beside / LISTING).write_text(json.dumps(listed, indent=0), encoding="utf-8")
        beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _opens(jar: Path) -> bool:
    """True, or an error: a jar that is cut short or mixed up is found before it is kept."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(jar) as archive:
            broken = archive.testzip()
    except BadZipFile:
        broken = jar.name
    if broken:
        raise ServiceError(f"{jar.name} came in damaged", hint="run it again; delete it under ~/.m2 first")
    return True


def _maven(version: Version, pom: Path, into: Path) -> list[str]:
    """Maven's command; checksums that do not fit are errors."""
    maven = shutil.which("mvn")
    if maven is None:
        raise ServiceError(
            f"Neo4j {version.number} is fetched by Maven, and there is no `mvn`",
            hint="Debian: apt-get install maven; macOS: brew install maven; "
            "with Docker: `docker compose up` (compose.yaml)",
        )
    numbers = {"neo4j.version": version.number, "browser.version": settings()["browser"]}
    given = [f"-D{name}={value}" for name, value in {**numbers, "outputDirectory": into}.items()]
    goal = f"{settings()['maven_plugin']}:copy-dependencies"
    return [maven, "--batch-mode", "--strict-checksums", "--file", str(pom), *given, goal]


def _run_maven(command: list[str], version: Version, progress: Progress) -> None:
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=_environment(),
    ) as process:
        try:
            errors = list(_errors(process.stdout or (), version, progress))
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        why = errors[0] if errors else f"it ended with status {process.returncode}"
        raise ServiceError(f"Maven could not fetch Neo4j {version.number}: {why}", hint=HINT)


def _errors(lines: Iterable[str], version: Version, progress: Progress) -> Iterator[str]:
    """What Maven calls errors; meanwhile what it has fetched is counted."""
    counts = dict.fromkeys((DOWNLOADED, COPIED), 0)
    for line in lines:
        for sign in counts:
            counts[sign] += bool(sign.search(line))
        progress(f"fetching Neo4j {version.number}", min(max(counts.values()), version.jars), version.jars)
        if found := ERROR.search(line):
            yield found[1].strip()


def _environment() -> dict[str, str]:
    """Where only Python brings a Java along, Maven is told of it."""
    java = find_java(MAVEN_JAVA)
    elsewhere = "JAVA_HOME" in os.environ or shutil.which("java")
    return dict(os.environ) if elsewhere else os.environ | {"JAVA_HOME": str(java.home)}


def _take_away(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
