"""`cypher`: read-only Cypher on a case."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from datatrail.engines import EMBEDDED, NEO4J
from datatrail.output import case_option, format_option, quiet_option, say, write_rows
from queries.engines.protocol import MOST_ROWS, MOST_SECONDS


@click.command()
@click.argument("text")
@click.option("--params", "parameters", help='Values of its $parameters, as JSON: \'{"to": "us-ice"}\'.')
@click.option(
    "--engine",
    type=click.Choice([EMBEDDED, NEO4J]),
    default=EMBEDDED,
    show_default=True,
    help="What runs it.",
)
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), default=MOST_SECONDS, show_default=True,
    help="After so long it is given up.",
)  # fmt: skip
@click.option(
    "--rows", type=click.IntRange(min=1), default=MOST_ROWS, show_default=True, help="So many rows are kept."
)
@case_option
@format_option()
@quiet_option
def cypher(
    text: str,
    *,
    parameters: str | None,
    engine: str,
    seconds: float,
    rows: int,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """Run read-only Cypher; TEXT of `-` is read from standard input.

    It takes MATCH, OPTIONAL MATCH, WHERE, UNWIND, WITH, CALL { … }, RETURN, ORDER BY, SKIP, LIMIT and UNION. The
    labels, relationship types and properties are those of docs/schema.md.

    \b
    For example:
      datatrail cypher 'MATCH (a:Agency {state: "GA"}) RETURN a.id AS id, a.name AS name ORDER BY id'
      datatrail cypher 'MATCH (i:Item)-[:REACHED]->({id: $to}) RETURN i.name AS item' --params '{"to": "us-ice"}'
    """
    from datatrail.case import open_case
    from queries.engines.protocol import Limits

    if text == "-":
        text = sys.stdin.read()
    answered = open_case(case_folder).run_cypher(
        text, read_parameters(parameters), engine=engine, limits=Limits(seconds, rows)
    )
    write_rows(answered.rows, answered.columns, format_, quiet=quiet)
    if answered.cut:
        say(f"Only the first {rows} rows: there are more. `--rows` takes another number.", quiet=quiet)


def read_parameters(text: str | None) -> dict[str, Any]:
    """Parameters as JSON: one object, whose names are those of the text."""
    from graphmodel.errors import InputError

    if text is None:
        return {}
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"--params is no JSON: {error.msg}, at character {error.pos + 1}",
            hint="""write --params '{"to": "us-ice"}'""",
        ) from error
    if not isinstance(found, dict):
        raise InputError("--params is no JSON object", hint="""write --params '{"to": "us-ice"}'""")
    return found
