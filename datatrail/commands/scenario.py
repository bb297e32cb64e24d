"""`what-if`: a scenario put to a case, which stays as it is."""

from __future__ import annotations

from typing import Any

import click

from datatrail.commands.query import answer, option
from datatrail.output import case_option, format_option, quiet_option, say
from queries.library.what_if import WHAT_IF


@click.command("what-if")
@click.argument("scenario", type=click.Path())
@case_option
@format_option()
@quiet_option
def what_if(scenario: str, case_folder: str | None, format_: str, quiet: bool, **given: Any) -> None:
    """If the things that the file SCENARIO takes away, adds or bars were so, which answers change?

    Nothing is written: the case stays as it is. Each entry may say `from` which day on, and always holds otherwise.

    \b
    A scenario, in TOML:
      [[remove]]                 # or agency, link, database, channel, agreement, rule, document, claim
      relay = "org-nlets"
      from = "2025-11-01"
      [[bar]]                    # as a rule: holder, recipient, channel, data_types, purpose
      holder = "GA:driver-licensing"
      [[question]]               # the options of trace; or: ask = "exposure" with its own
      from = "GA:driver-licensing"
      to = "us-ice"

    \b
    For example:
      datatrail what-if nlets.toml
    """
    answer(WHAT_IF, {"scenario": scenario, **given}, case_folder, format_, quiet=quiet)
    if format_ == "table":
        from datatrail.scenarios import read_scenario

        say("\n".join(f"Supposed: {line}." for line in read_scenario(scenario).in_words), quiet=quiet)


what_if.params = [
    what_if.params[0],
    *(option(each) for each in WHAT_IF.parameters if each.name != "scenario"),
    *what_if.params[1:],
]
