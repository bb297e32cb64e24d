"""`export`: a case in a form that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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


def _exchanged(format_: str) -> Callable[[Case, Path, str | None], Iterator[str]]:
    """A format that `load` reads back, with what it cannot hold beside it."""

    def write(case: Case, out: Path, _: str | None) -> Iterator[str]:
        from datatrail.exchanging import exported

        return exported(case, format_, out)

    return write


def _only_written(format_: str) -> Callable[[Case, Path, str | None], Iterator[str]]:
    """A format that is not read back; what it leaves out is counted beside it."""

    def write(case: Case, out: Path, _: str | None) -> Iterator[str]:
        from datatrail.outward import exported

        return exported(case, format_, out)

    return write


@dataclass(frozen=True)
class Format:
    """A form that a case is written in.

    Attributes
    ----------
    write
        Writes the case at the path, under a name in a Neo4j database if one was told, saying line by line what it did;
        the last is data, for standard output (nothing, where there is none).
    help
        What it is for.
    """

    write: Callable[[Case, Path, str | None], Iterator[str]]
    help: str


FORMATS: Mapping[str, Format] = {
    "package": Format(
        _exchanged("package"),
        "a Frictionless data package: CSV tables with their schemas, and the files of the case. A new folder, or a ZIP "
        "archive where the name ends in .zip. For spreadsheets, pandas, R, and for an archive.",
    ),
    "json": Format(_exchanged("json"), "node-link JSON, as networkx's node_link_graph reads it."),
    "graphml": Format(_exchanged("graphml"), "GraphML, for networkx, igraph, yEd and Gephi."),
    "gexf": Format(
        _exchanged("gexf"),
        "GEXF 1.3, for Gephi: each thing has the time within which it can have been.",
    ),
    "parquet": Format(
        _exchanged("parquet"),
        "the tables as the case keeps them, with the files of the case: a new folder, or a ZIP archive.",
    ),
    "neo4j-import": Format(
        _neo4j_import,
        "a folder for `neo4j-admin database import full`, for a first load of millions of rows; the command is "
        "printed, and lies in the folder as import.sh.",
    ),
    "prov": Format(
        _only_written("prov"),
        "a file of W3C PROV-JSON: which flow was derived from which claim, row, file and document, who said so, and "
        "what was corrected, retracted and decided by whom; only written, never read back.",
    ),
    "ftm": Format(
        _only_written("ftm"),
        "a file of FollowTheMoney entities, one in a line, for Aleph and its kin; what they would read as a fact, and "
        "the case holds as possible, is a note there; only written, never read back.",
    ),
}


def _help() -> str:
    listed = "\n\n    ".join(f"{name}: {each.help}" for name, each in FORMATS.items())
    return f"""Write a case in a form that other programs read.

    {listed}

    `load` reads package, json, graphml, gexf and parquet back. What a format cannot hold is written beside it, into
    FILE.loss.json: send both.

    \b
    For example:
      datatrail export --format package -o case.zip
      datatrail export --format gexf -o case.gexf
      datatrail export --format neo4j-import -o import
    """


@click.command(help=_help())
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), required=True, help="In which form.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="Where to: a file, or a new folder."
)
@click.option("--as", "name", help="The case's name in a Neo4j database; made of its title unless told.")
@case_option
@quiet_option
def export(format_: str, out: Path, name: str | None, case_folder: str | None, quiet: bool) -> None:
    """Write a case in a form that other programs read."""
    from datatrail.case import open_case

    *said, printed = FORMATS[format_].write(open_case(case_folder), out, name)
    for line in said:
        say(line, quiet=quiet)
    click.echo(printed, nl=False)
