"""`demo`: the whole of it in one command, on the bundled case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from datatrail.output import ProgressBar, quiet_option, say, write_table

if TYPE_CHECKING:
    from datatrail.case import Case

PAGE = "datatrail.html"


@click.command()
@click.option("--examplia", is_flag=True, help="The made-up state with planted answers instead.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("datatrail-demo"),
    show_default=True,
    help="The folder to write the page into.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in a browser.")
@quiet_option
def demo(examplia: bool, out: Path, no_open: bool, quiet: bool) -> None:
    r"""Load the bundled case, print which driver data reaches whom, write the page, open it.

    \b
    For example:
      datatrail demo --no-open --out /tmp/demo
    """
    from datatrail.case import demo_case

    with ProgressBar(quiet=quiet) as progress:
        case = demo_case("examplia" if examplia else "real", progress=progress)
        rows = case.rows("exposure")
    print_exposure(case, rows)
    path = case.draw(out / PAGE)
    say(f"\nThe page: {path}", quiet=quiet)
    say("Next: datatrail trace --from GA:driver-licensing --to us-ice --data photo", quiet=quiet or examplia)
    if not no_open:
        click.launch(str(path.resolve()))


def print_exposure(case: Case, rows: list[dict[str, Any]]) -> None:
    """Print, for each state, the best route of any kind of driver data; and name the states nothing is known of."""
    from graphmodel.vocabulary import vocabulary
    from queries.library.exposure import headline
    from queries.words import listed, verb

    label = case.evidence.registry.label
    best = headline(rows)
    known = [row for row in best if row["answer"] != "nothing known"]
    types = vocabulary("data_types")
    click.echo(f"{case.title}\n")
    click.echo(
        "Which driver data reaches immigration enforcement? The best-documented route of each state:\n"
    )
    write_table(
        [
            {
                "state": row["state"] or "not named",
                "did it?": verb(row),
                "data": types[row["data_type"]].label,
                "standing": row["standing"],
                "best route": " → ".join(label(party) for party in row["best_route"].split(" → ")),
                "since": row["since"],
                "contested": row["contested"],
            }
            for row in known
        ],
        ("state", "did it?", "data", "standing", "best route", "since", "contested"),
    )
    unknown = sorted(row["state"] for row in best if row["answer"] == "nothing known" and row["state"])
    if unknown:
        click.echo(f"Nothing known here, which is no finding of nothing: {listed(unknown)}.")
    click.echo(
        "'did' holds on the evidence; 'could have' does not show that it did. Check excerpts before quoting."
    )
