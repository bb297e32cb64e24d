"""A server started, a case loaded into it, the kit served: one link into the Browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datatrail.kit import kit_of
from datatrail.kit_serving import served
from datatrail.neo4j_loading import Loading, connected
from datatrail.neo4jserver.connection import Connection, ours, told
from datatrail.output import say
from graphmodel.errors import ServiceError
from viz.neo4jbrowser.kit import GUIDE, ONLY_THESE, STYLE, link

if TYPE_CHECKING:
    from datatrail.case import Case
    from loaders.neo4j_load import Progress

#: What a server is told to do in a Browser that has just connected.
AFTER_CONNECTING = "browser.post_connect_cmd"
#: The one of the tour that is put into the editor first.
FIRST = "who gives it"


@dataclass(frozen=True)
class Opened:
    """One link, and as whom one connects."""

    link: str
    user: str
    password_hint: str


@contextmanager
def opened(case: Case, name: str | None, *, port: int, progress: Progress) -> Iterator[Opened]:
    """The link, for as long as the kit is served.

    A server that NEO4J_URI names is used as it is; it cannot be told to fetch guide and style by itself, so those two
    lines stand in the editor.
    """
    loading = Loading(case, name)
    files: dict[str, bytes] = {}
    with ExitStack() as stack:
        given = told()
        meant = browser_of(given) if given else ""
        address = stack.enter_context(served(files, port, browser=meant))
        to = given or _started(address, progress)
        with connected(to) as server:
            loading.into(server, progress=progress, if_changed=True)
        made = kit_of(case, loading.mark.id)
        browser = browser_of(to)
        files |= made.files(browser, to.uri, to.database or "")
        first = next(query for query in made.all_queries if query.name == FIRST)
        there = link(browser, to.uri.replace("://", f"://{to.user}@", 1), to.database or "neo4j", first.saved)
        yield Opened(there, to.user, _password_hint(to))


def _started(address: str, progress: Progress) -> Connection:
    """Our server, running, told to fetch guide and style from this address."""
    from datatrail.neo4jserver.server import Server

    command = f"{ONLY_THESE.removeprefix(':')}; guide {address}/{GUIDE}; style {address}/{STYLE}"
    Server().start(settings={AFTER_CONNECTING: command}, progress=progress)
    found = ours()
    if found is None:
        raise ServiceError("the server has ended", hint="datatrail neo4j server status")
    return found


def browser_of(to: Connection) -> str:
    """Where the Browser of a server is: our own says it; of another it is where it usually is."""
    from urllib.parse import urlsplit

    from datatrail.neo4jserver.server import Server
    from datatrail.neo4jserver.versions import versions

    for version in versions().values():
        server = Server(version)
        if server.uri == to.uri and server.browser:
            return server.browser
    parts = urlsplit(to.uri)
    secure = parts.scheme.endswith(("+s", "+ssc"))
    return f"{'https' if secure else 'http'}://{parts.hostname}:{7473 if secure else 7474}/browser/"


def _password_hint(to: Connection) -> str:
    if to.said_by == "NEO4J_URI":
        return "the password is the one in NEO4J_PASSWORD"
    return "the password: datatrail neo4j server status --show-password"


def wait_until_stopped(*, quiet: bool) -> None:
    """Wait for Ctrl+C."""
    say("Serving until Ctrl+C", quiet=quiet)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        say("Stopped serving", quiet=quiet)
