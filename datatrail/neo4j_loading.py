"""A case and a server brought together: the driver is opened here, and the loader is given what it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError

if TYPE_CHECKING:
    from datatrail.case import Case
    from datatrail.neo4jserver.connection import Connection
    from loaders.neo4j_load import Loaded, Mark, Progress
    from loaders.neo4j_writing import Server
    from queries.engines.graph import Streamed

#: What a case may be called in a database.
NAME = re.compile(r"[\w.-]{1,60}", re.ASCII)
#: For how many seconds a server may be away in the middle of a load, unless told.
PATIENCE = 60.0
#: How much of a case a database holds: all of it as it is now, or some.
AS_IT_IS, HALF = "ok", "half loaded"


def server_meant(uri: str | None, user: str | None, database: str | None) -> Connection:
    """The server that is meant, with what was told in place of what the environment says."""
    from datatrail.neo4jserver.connection import connection

    found = connection()
    if uri and uri != found.uri:
        found = replace(found, uri=uri, password=_password(), said_by="--uri")
    return replace(found, user=user or found.user, database=database or found.database)


def asked(uri: str | None, user: str | None, database: str | None) -> Connection:
    """The same, with a password that was asked for where none is known."""
    found = server_meant(uri, user, database)
    return found if found.password else replace(found, password=_prompted(found))


def _password() -> str:
    import os

    return os.environ.get("NEO4J_PASSWORD", "")


def _prompted(found: Connection) -> str:
    """The password, asked for where somebody can answer."""
    import sys

    import click

    if not sys.stdin.isatty():
        return ""
    return str(
        click.prompt(f"Password of {found.user} at {found.uri}", hide_input=True, default="", err=True)
    )


@contextmanager
def connected(to: Connection, *, patience: float = PATIENCE) -> Iterator[Server]:
    """A server that answers, closed afterwards.

    Raises
    ------
    ServiceError
        When it does not answer, or refuses the user.
    """
    from datatrail.neo4jserver.connection import opened_driver
    from loaders.neo4j_writing import Server

    with opened_driver(to) as driver:
        yield Server(driver, to.database, where=to.uri, patience=patience)


class Loading:
    """What of a case goes into a server, and under which name.

    Parameters
    ----------
    name
        The name in the database; made of the case's title unless told.
    """

    def __init__(self, case: Case, name: str | None = None) -> None:
        if name is not None and not NAME.fullmatch(name):
            raise InputError(
                f"{name!r} is no name for a case", hint="letters, digits, points, dashes and underscores"
            )
        self.case = case
        self.named = name is not None
        self._name = name

    @cached_property
    def mark(self) -> Mark:
        """What is said of the case in the database."""
        from datatrail.engines import program
        from loaders.neo4j_load import Mark

        sha, name = self.case.snapshot.case_sha256, self._name or name_of(self.case.title)
        return Mark(name, self.case.title, sha, program(), place_of(self.case.folder.path))

    def source(self) -> Streamed:
        """The graph, told record by record; tables are read as they are needed."""
        from queries.engines.graph import Streamed

        tables = self.case.tables
        return Streamed(lambda name: tables.source(name).records(), self.case.evidence)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """How many rows each table has."""
        return {name: len(self.case.tables.source(name)) for name in self.case.tables}

    def about(self) -> tuple[int, int]:
        """How many nodes and relationships there are, about."""
        from loaders.neo4j_parts import LABELS

        nodes = sum(count for name, count in self.rows.items() if name in LABELS)
        items = len(self.case.evidence.items)
        return nodes + items, sum(self.rows.values()) - nodes + 4 * items

    def into(self, server: Server, *, progress: Progress, if_changed: bool = False) -> Loaded:
        """Load the case; only where the database does not hold it as it is, if `if_changed`."""
        from loaders.neo4j_load import held, load, refuse_another

        if not self.named:
            refuse_another(server, self.mark)
        if if_changed and (found := held(server, self.mark)):
            server.make_schema()
            return found
        return load(server, self.mark, self.source(), rows=self.rows, about=self.about(), progress=progress)


def place_of(folder: Path) -> str:
    """A hash of where a case lies; a bundled one, whose folder has the version in its name, is always the same."""
    from platformdirs import user_cache_path

    if folder.parent == user_cache_path("datatrail"):
        return f"bundled {folder.name.partition('-')[0]}"
    return sha256(str(folder.resolve()).encode()).hexdigest()[:12]


def name_of(title: str) -> str:
    """A title as a short name of whole words.

    >>> name_of("Licence photos, 2019 to 2026, as far as they are known")
    'licence-photos-2019-to-2026-as-far-as'
    """
    words = re.sub(r"[^a-z0-9]+", " ", title.casefold()).strip()
    return next(iter(wrap(words, 40)), "case").replace(" ", "-")


# --- what is there ----------------------------------------------------------------------------------------------------


def checked(server: Server, loading: Loading) -> list[dict[str, Any]]:
    """What the database holds of a case beside what the case has now: what, state, detail."""
    from loaders.neo4j_load import Loaded
    from loaders.neo4j_writing import Writer

    said = server.cases()
    mine = said.get(loading.mark.id)
    rows = [{"what": "server", "state": "ok", "detail": server.version()}]
    rows += [_another(each) for name, each in said.items() if name != loading.mark.id]
    if mine is None:
        why = f"the database holds no case called {loading.mark.id!r}"
        return [*rows, {"what": "case", "state": "not loaded", "detail": why}]
    counts = Writer(server, loading.mark.id, loading.mark.tag).counts()
    held = Loaded(counts)
    rows.append(
        {"what": "case", "state": state_of(mine, loading.mark), "detail": f"{mine['name']} ({mine['id']})"}
    )
    for name, wanted, found in (
        ("nodes", mine.get("nodes"), held.nodes),
        ("relationships", mine.get("relationships"), held.relationships),
        *((table, many, counts.get(table, 0)) for table, many in loading.rows.items() if many),
    ):
        rows.append(_compared(name, wanted, found))
    return rows


def _another(said: Mapping[str, Any]) -> dict[str, str]:
    return {
        "what": "another case",
        "state": str(said.get("state")),
        "detail": f"{said.get('name')} ({said['id']})",
    }


def state_of(said: Mapping[str, Any], mark: Mark) -> str:
    """Whether a case is there as it is now, by what the database says of it."""
    if said.get("state") != "complete":
        return HALF
    if said.get("case_sha256") != mark.case_sha256:
        return "of other tables"
    return AS_IT_IS if said.get("loaded") == mark.tag else "of another program"


def _compared(name: str, wanted: int | None, found: int) -> dict[str, str]:
    more_may_be = name == "AgencyGroup" and wanted is not None and found >= wanted
    same = found == wanted or more_may_be
    detail = f"{found}" if same else f"{found} in the database, {wanted} in the case"
    return {"what": name, "state": "ok" if same else "differs", "detail": detail}
