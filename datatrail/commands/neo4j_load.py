"""`neo4j load`, `neo4j check`, `neo4j unload`: a case goes into Neo4j, and whether it is there as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from datatrail.output import (
    ProgressBar,
    case_option,
    format_option,
    quiet_option,
    say,
    write_rows,
)

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

uri_option = click.option(
    "--uri", help="The server: bolt://HOST:7687, neo4j+s://…; else NEO4J_URI, else the one started here."
)
user_option = click.option("--user", help="The user; else NEO4J_USER, else neo4j. Password: NEO4J_PASSWORD.")
database_option = click.option("--database", help="The database; else NEO4J_DATABASE, else the user's own.")
as_option = click.option(
    "--as", "name", help="The case's name in the database; made of its title unless told."
)


def server_options(command: Decorated) -> Decorated:
    """The options that say which server, as whom, which database."""
    return uri_option(user_option(database_option(command)))


COUNTS = ("what", "count", "removed")


@click.command()
@server_options
@as_option
@click.option("--if-changed", is_flag=True, help="Do nothing where the database holds the case as it is.")
@click.option(
    "--patience",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    help="For how many seconds the server may be away in the middle.",
)
@case_option
@format_option()
@quiet_option
def load(
    *,
    uri: str | None,
    user: str | None,
    database: str | None,
    name: str | None,
    if_changed: bool,
    patience: float,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """Make the database hold a case as it is now: constraints and indexes, nodes, relationships, all counted.

    Loading again changes nothing; a changed case is brought up to date, and what is gone is taken away, once all the
    rest is in. Other cases in the database stay as they are. A load that was interrupted is finished by running it
    again. The password comes from NEO4J_PASSWORD or is asked for.

    \b
    For example:
      datatrail neo4j load
      datatrail neo4j load --as first --if-changed
    """
    from datatrail.case import open_case
    from datatrail.neo4j_loading import Loading, asked, connected

    case = open_case(case_folder)
    with (
        connected(asked(uri, user, database), patience=patience) as server,
        ProgressBar(quiet=quiet) as progress,
    ):
        loading = Loading(case, name)
        loaded = loading.into(server, progress=progress, if_changed=if_changed)
    names = sorted({*loaded.counts, *loaded.removed})
    rows = [
        {"what": each, "count": loaded.counts.get(each, 0), "removed": loaded.removed.get(each, 0)}
        for each in names
    ]
    write_rows(rows, COUNTS, format_, quiet=quiet)
    done = "holds" if loaded.written else "held already, as it is,"
    say(
        f"The database {done} {loaded.nodes} nodes and {loaded.relationships} relationships of {loading.mark.id!r}",
        quiet=quiet,
    )


@click.command()
@server_options
@as_option
@click.option("--strict", is_flag=True, help="End with status 1 where anything differs.")
@case_option
@format_option()
@quiet_option
def check(
    *,
    uri: str | None,
    user: str | None,
    database: str | None,
    name: str | None,
    strict: bool,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """Whether the database holds a case as it is now, counted label by label and type by type.

    \b
    For example:
      datatrail neo4j check
    """
    from datatrail.case import open_case
    from datatrail.neo4j_loading import Loading, asked, checked, connected

    case = open_case(case_folder)
    with connected(asked(uri, user, database)) as server:
        rows = checked(server, Loading(case, name))
    write_rows(rows, ("what", "state", "detail"), format_, quiet=quiet)
    differ = [row for row in rows if row["state"] != "ok" and row["what"] != "another case"]
    if differ:
        say("To bring it up to date: datatrail neo4j load", quiet=quiet)
    if strict and differ:
        sys.exit(1)


@click.command()
@click.argument("name")
@server_options
@quiet_option
def unload(*, name: str, uri: str | None, user: str | None, database: str | None, quiet: bool) -> None:
    """Take the case called NAME out of the database; other cases stay, and the case folder too.

    \b
    For example:
      datatrail neo4j load --as first
      datatrail neo4j unload first
    """
    from datatrail.neo4j_loading import asked, connected
    from graphmodel.errors import InputError, did_you_mean
    from loaders.neo4j_load import unload as take_out

    with connected(asked(uri, user, database)) as server:
        there = server.cases()
        if name not in there:
            hint = did_you_mean(name, there) or f"it holds: {', '.join(there) or 'no case'}"
            raise InputError(f"the database holds no case called {name!r}", hint=hint)
        removed = take_out(server, name).removed
    say(f"{sum(removed.values())} nodes and relationships of {name!r} were taken away", quiet=quiet)
