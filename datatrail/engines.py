"""The engines of a case, opened: the embedded one with its index on disk, and Neo4j over the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from graphmodel.errors import InputError, did_you_mean
from graphmodel.whole import write_whole

if TYPE_CHECKING:
    from datatrail.case import Case
    from queries.engines.embedded import Embedded
    from queries.engines.neo4j import Neo4j
    from queries.engines.protocol import Engine

NETWORKX, EMBEDDED, NEO4J = "networkx", "embedded", "neo4j"
ENGINES = (NETWORKX, EMBEDDED, NEO4J)
INDEX = "embedded"


@contextmanager
def opened(name: str, case: Case) -> Iterator[Engine]:
    """An engine that runs Cypher on a case, by name; closed afterwards.

    Raises
    ------
    InputError
        When there is none of that name, or it is not installed.
    ServiceError
        When its server cannot be reached.
    """
    if name == EMBEDDED:
        yield embedded(case)
    elif name == NEO4J:
        with neo4j() as engine:
            yield engine
    else:
        raise InputError(
            f"{name!r} runs no Cypher", hint=did_you_mean(name, ENGINES) or f"engines: {EMBEDDED}, {NEO4J}"
        )


# --- the embedded engine --------------------------------------------------------------------------------------------


def embedded(case: Case) -> Embedded:
    """The embedded engine of a case: from its index, which is made anew where it is stale, broken or not there."""
    from queries.engines.embedded import Embedded

    file = index_file(case)
    with suppress(OSError, InputError):
        return Embedded.from_bytes(_checked(file.read_bytes()))
    made = build(case)
    with suppress(OSError):  # a case that cannot be written to is asked without an index
        _keep(file, made.to_bytes())
    return made


def build(case: Case) -> Embedded:
    """The embedded engine of a case, made from its tables."""
    from queries.engines.embedded import Embedded
    from queries.engines.graph import graph_of

    return Embedded.build(graph_of(case.tables.records, case.evidence))


def index_file(case: Case) -> Path:
    """Where the index of this generation, program and engine lies."""
    from queries.engines.embedded import library

    key = "\n".join([case.stamp["case_sha256"], program(), library().__version__])
    return case.folder.path / "index" / f"{INDEX}-{sha256(key.encode()).hexdigest()[:16]}.kgl"


def program() -> str:
    """The version of the program, and a hash of the modules that make the graph: both decide what it holds."""
    from importlib.metadata import version
    from importlib.resources import files

    parts = [files("queries") / "engines", files("graphmodel")]
    modules = (each for part in parts for each in sorted(part.iterdir(), key=lambda one: one.name))
    digest = sha256()
    for module in modules:
        if module.name.endswith(".py"):
            digest.update(module.read_bytes())
    return f"{version('datatrail')}+{digest.hexdigest()[:16]}"


def _keep(file: Path, data: bytes) -> None:
    """Write an index beside and rename it; older ones are deleted."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, sha256(data).digest() + data)
    for old in file.parent.glob(f"{INDEX}-*.kgl"):
        if old != file:
            old.unlink(missing_ok=True)


def _checked(kept: bytes) -> bytes:
    """What was kept, if it is whole: the library may stop the process at what is not."""
    digest, data = kept[:32], kept[32:]
    if sha256(data).digest() != digest:
        raise InputError("the index is not whole", hint="delete the folder index/")
    return data


# --- Neo4j ------------------------------------------------------------------------------------------------------------


@contextmanager
def neo4j() -> Iterator[Neo4j]:
    """Neo4j at NEO4J_URI, as NEO4J_USER with NEO4J_PASSWORD; else the server that was started here.

    Raises
    ------
    ServiceError
        When no server answers, or it refuses the user.
    """
    from datatrail.neo4jserver.connection import connection, opened_driver
    from queries.engines.neo4j import Neo4j

    given = connection()
    with opened_driver(given) as driver:
        yield Neo4j(driver, given.database)


def holds_only(case: Case, engine: Engine) -> None:
    """Fail where a database holds anything but this case as it is: a question would be answered from something else.

    Raises
    ------
    InputError
        When it holds no case, several, half of one, or one of other tables or loaded by another program.
    """
    from datatrail.neo4j_loading import AS_IT_IS, HALF, Loading, state_of
    from loaders.neo4j_statements import CASES

    held = [row["found"] for row in engine.run(CASES).rows]
    again = "datatrail neo4j load"
    if not held:
        raise InputError("the database holds no case", hint=again)
    if len(held) > 1:
        names = ", ".join(each["id"] for each in held)
        raise InputError(
            f"the database holds several cases ({names}): the question would be asked of all of them",
            hint="datatrail neo4j unload NAME, or leave out --engine",
        )
    state = state_of(held[0], Loading(case).mark)
    if state == HALF:
        raise InputError(f"the database holds only a part of {held[0]['id']!r}", hint=again)
    if state != AS_IT_IS:
        raise InputError(f"the database holds {held[0]['id']!r}, not this case as it is now", hint=again)
