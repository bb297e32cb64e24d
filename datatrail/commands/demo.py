"""`demo`: the whole of it in one command, on the bundled case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from datatrail.output import ProgressBar, quiet_option, say, write_table

if TYPE_CHECKING:
    from datatrail.case import Case
    from graphmodel.registry import Party

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
    """Load the bundled case, print which driver data reaches whom, write the page, open it.

    \b
    For example:
      datatrail demo --no-open --out demo
    """
    from datatrail.case import demo_case

    out.mkdir(parents=True, exist_ok=True)
    with ProgressBar(quiet=quiet) as progress:
        case = demo_case("examplia" if examplia else "real", progress=progress)
        rows = case.rows("exposure")
    print_exposure(case, rows)
    path = case.draw(out / PAGE)
    say(f"\nThe page: {path}", quiet=quiet)
    say("Next: datatrail trace --from GA:driver-licensing --to us-ice --data photo", quiet=quiet or examplia)
    if not no_open:
        _open(path, quiet=quiet)


def _open(path: Path, *, quiet: bool) -> None:
    """Open a page in the reader's browser, where there is one."""
    import webbrowser

    try:
        webbrowser.get().open(path.resolve().as_uri())
    except webbrowser.Error:
        say("No browser was found here: open the page in one.", quiet=quiet)


def print_exposure(case: Case, rows: list[dict[str, Any]]) -> None:
    """Print, for each state, the best route of any kind of driver data; and name the states nothing is known of."""
    from queries.library.exposure import headline
    from queries.words import listed

    best = headline(rows)
    known = [row for row in best if row["answer"] != "nothing known"]
    click.echo(f"{case.title}\n")
    click.echo(
        "Which driver data reaches immigration enforcement? The best-documented route of each state:\n"
    )
    write_table([_line(case, row, rows) for row in known], COLUMNS)
    unknown = sorted(row["state"] for row in best if row["answer"] == "nothing known" and row["state"])
    if unknown:
        click.echo(f"Nothing known here, which is no finding of nothing: {listed(unknown)}.")
    click.echo(
        "'did' holds on the evidence; 'could have' does not show that it did. Check excerpts before quoting."
    )


COLUMNS = ("state", "did it?", "data", "standing", "best route", "since", "contested")


def _line(case: Case, row: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    from queries.words import verb

    names = [_short_name(case.evidence.registry[party]) for party in _parties(row)]
    return {
        "state": row["state"] or "not named",
        "did it?": verb(row),
        "data": _kinds(row, rows),
        "standing": row["standing"],
        "best route": " → ".join(names),
        "since": row["since"],
        "contested": row["contested"],
    }


def _short_name(party: Party) -> str:
    """A federal body by its initials, which everybody knows; others by their own name."""
    initials = [
        alias for alias in party.aliases if alias.isupper() and not party.state and not party.is_group
    ]
    return initials[0] if initials else party.name


def _parties(row: dict[str, Any]) -> list[str]:
    parties: list[str] = row["best_route"].split(" → ")
    return parties


def _kinds(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """The kinds of data, as the evidence states them, of which the same can be said; the best documented first."""
    from graphmodel.vocabulary import vocabulary

    same = ("state", "answer", "verdict") if row["state"] else ("state", "office", "answer", "verdict")
    alike = [each for each in rows if all(each[name] == row[name] for name in same)]
    kinds = [
        each["data_type"]
        for each in alike
        if any(item.endswith(f":{each['data_type']}") for item in each["items"])
    ]
    first = [row["data_type"], *(kind for kind in kinds if kind != row["data_type"])]
    shown = [vocabulary("data_types")[kind].label for kind in first[:KINDS_SHOWN]]
    return ", ".join(shown) + (f" and {len(first) - KINDS_SHOWN} more" if len(first) > KINDS_SHOWN else "")


KINDS_SHOWN = 4
