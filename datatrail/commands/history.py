"""`remove`, `history`, `rollback`: a case is changed as a whole, and goes back."""

from __future__ import annotations

import click

from datatrail.commands.verify import tell
from datatrail.output import case_option, format_option, quiet_option, say, write_rows


@click.command()
@click.option("--dataset", help="The dataset that is taken out.")
@click.option("--document", help="The document that is withdrawn, with what only retells it.")
@click.option("--by", "who", default="remove", help="Who withdraws the document.")
@click.option("--why", default="", help="The reason, for whoever reads the log.")
@case_option
@format_option("table", "json")
@quiet_option
def remove(
    *,
    dataset: str | None,
    document: str | None,
    who: str,
    why: str,
    case_folder: str | None,
    format_: str,
    quiet: bool,
) -> None:
    """Take a dataset out of a case, or withdraw a document; say which answers fall.

    A dataset's rows are in no later generation until its files are loaded again. A document is withdrawn by a line of
    reviews.csv: nothing that cites it, or a document that only retells it, is in the tables, whatever is loaded later.

    \b
    For example:
      datatrail init mycase --copy real
      datatrail remove --dataset georgia-2020 --case mycase
    """
    from datatrail.case import Case
    from datatrail.writing import writable

    case = Case(writable(case_folder))
    tell(case.remove(dataset=dataset, document=document, by=who, why=why), format_, quiet=quiet)


@click.command()
@case_option
@format_option()
@quiet_option
def history(case_folder: str | None, format_: str, quiet: bool) -> None:
    """The generations of a case: when each was made, by what, and whether it is still kept.

    \b
    For example:
      datatrail history
    """
    from datatrail.case import open_case
    from loaders.history import COLUMNS
    from loaders.history import history as generations

    rows = generations(open_case(case_folder).folder)
    columns = [*COLUMNS, "state"]
    write_rows(rows, columns, format_, brief=["when", "generation", "state", "did"], quiet=quiet)
    if not rows:
        say("Nothing has been loaded yet.", quiet=quiet)


@click.command()
@click.argument("generation")
@click.option(
    "--by", "who", default="rollback", help="Who goes back, for the lines that this adds to the logs."
)
@case_option
@format_option("table", "json")
@quiet_option
def rollback(generation: str, who: str, case_folder: str | None, format_: str, quiet: bool) -> None:
    """Make a new generation that holds what GENERATION held: its name, the start of it, or its number.

    What was said since of claims and names is taken back by lines of reviews.csv and decisions.csv.

    \b
    For example:
      datatrail init mycase --copy real
      datatrail remove --dataset georgia-2020 --case mycase
      datatrail rollback 3 --case mycase
    """
    from datatrail.case import Case
    from datatrail.writing import writable

    tell(Case(writable(case_folder)).rollback(generation, by=who), format_, quiet=quiet)
