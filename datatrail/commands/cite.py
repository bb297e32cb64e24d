"""`cite`: the documents that an answer rests on, for a bibliography or a reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from datatrail.commands.brief import CAUTION, brief_options
from datatrail.output import case_option, quiet_option, say

FORMATS = ("markdown", "bibtex", "csl-json")


@brief_options
@click.argument("question", required=False)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="markdown", show_default=True, help="The form."
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also the documents of what disputes or limits the answer, or is listed beside it; each is marked.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; else standard output."
)
@case_option
@quiet_option
def cite(
    *,
    question: str | None,
    format_: str,
    everything: bool,
    output: Path | None,
    case_folder: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """The documents that an answer rests on, each with its places and the rows that were read out of it.

    Of a trace, with its options; or of QUESTION, with the options of that question, as for `brief`, which cites the
    same. A key is the document's id in the case: the same in every answer.

    \b
    For example:
      datatrail cite --from GA:driver-licensing --to us-ice --data photo
      datatrail cite exposure --state WA --data photo --format bibtex -o sources.bib
    """
    from datatrail.case import open_case, options_given
    from viz.writing import write_file

    cited = open_case(case_folder).cite(question, everything=everything, **options_given(options))
    text = {"markdown": cited.to_markdown, "bibtex": cited.to_bibtex, "csl-json": cited.to_csl}[format_]()
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text, "citations")
        say(f"Wrote {output}", quiet=quiet)
    if any(record["check_original"] for each in cited.entries for record in each["records"]):
        say(CAUTION, quiet=quiet)
