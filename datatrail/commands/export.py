"""`export`: a case in a form that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datatrail.output import case_option, quiet_option, say

if TYPE_CHECKING:
    from datatrail.case import Case


def _neo4j_import(case: Case, out: Path, name: str | None) -> Iterator[str]:
    """A folder for Neo4j's import tool: what was written, and the command."""
    from datatrail.neo4j_loading import Loading
    from loaders.neo4j_import import COMMAND, export

    loading = Loading(case, name)
    made = export(out, loading.mark, loading.source())
    yield f"{out}: {made.nodes} nodes and {made.relationships} relationships of {loading.mark.id!r}"
    yield f"While the server is stopped, and its database new or empty: sh {out / COMMAND}"
    yield (out / COMMAND).read_text("utf-8")


#: Each format: what writes it, telling what it did line by line, the last of which is data.
FORMATS: Mapping[str, Callable[[Case, Path, str | None], Iterator[str]]] = {"neo4j-import": _neo4j_import}


@click.command()
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), required=True, help="In which form.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="Where to: a folder that is new."
)
@click.option("--as", "name", help="The case's name in a Neo4j database; made of its title unless told.")
@case_option
@quiet_option
def export(format_: str, out: Path, name: str | None, case_folder: str | None, quiet: bool) -> None:
    """Write a case in a form that other programs read.

    neo4j-import: a folder for `neo4j-admin database import full`, for a first load of millions of rows; the command
    is printed, and lies in the folder as import.sh.

    \b
    For example:
      datatrail export --format neo4j-import -o import
    """
    from datatrail.case import open_case

    *said, printed = FORMATS[format_](open_case(case_folder), out, name)
    for line in said:
        say(line, quiet=quiet)
    click.echo(printed, nl=False)
