"""`neo4j`: a case in Neo4j, and a server to have it in."""

from __future__ import annotations

import click

from datatrail.lazy import Lazy

#: Each command, the module that holds it, and what it does in a line.
COMMANDS = {
    "load": ("neo4j_load", "Make the database hold a case as it is now."),
    "check": ("neo4j_load", "Whether the database holds a case as it is now."),
    "kit": ("neo4j_kit", "Style, saved queries and a guide for Neo4j Browser, made of this case."),
    "open": ("neo4j_kit", "A server, the case in it, the kit served: one link into Neo4j Browser."),
    "unload": ("neo4j_load", "Take a case out of the database."),
    "server": ("neo4j_server", "A real Neo4j with its Browser on this machine: start, stop, status."),
}


@click.command(cls=Lazy, table=COMMANDS)
def neo4j() -> None:
    """A case in Neo4j, and a server to have it in.

    The server is the one that NEO4J_URI names (user NEO4J_USER, password NEO4J_PASSWORD), else the one that
    `datatrail neo4j server start` started.

    \b
    For example:
      datatrail neo4j server status
    """
