"""`rows`: the way back from a request to the rows of the log that it was gathered from."""

from __future__ import annotations

import click

from datatrail.output import case_option, format_option, quiet_option, write_rows

COLUMNS = ("file", "sheet", "page", "row")


@click.command()
@click.argument("request")
@case_option
@format_option()
@quiet_option
def rows(request: str, case_folder: str | None, format_: str, quiet: bool) -> None:  # noqa: ARG001 (all take it)
    """Which rows of a log was REQUEST gathered from? Each by file, sheet, page and row.

    A log is kept as counts by month: a request of `evidence` stands for several rows, and names the first.

    \b
    For example:
      datatrail rows EXQ-1 --case examplia
    """
    import pyarrow.compute as pc

    from datatrail.case import open_case
    from graphmodel.errors import InputError
    from loaders.gathering import rows_of
    from loaders.generations import Writer
    from loaders.rejects import Place
    from loaders.together import standing_of

    case = open_case(case_folder)
    requests = case.snapshot.tables["Request"]
    named = requests.filter(pc.equal(requests["id"], request)).to_pylist()
    if not named:
        hint = "`datatrail evidence FLOW --format json` names the requests of a flow"
        raise InputError(f"there is no request {request!r} in this case", hint=hint)
    (found,) = named
    place = Place(found["dataset"] or "", found["file"] or "", found["row"] or 0, found["sheet"] or "")
    inputs = standing_of(Writer(case.folder).inputs())
    listed = [
        {"file": place.file, "sheet": place.sheet or None, "page": page, "row": row}
        for row, page in rows_of(inputs, place)
    ]
    write_rows(listed, COLUMNS, format_)
