"""The command line: which commands there are. Each is imported only when it is run."""

from __future__ import annotations

from importlib.metadata import version

import click

from datatrail.lazy import Lazy

#: Each command, the module that holds it, and what it does in a line (so that `--help` imports none of them).
COMMANDS = {
    "demo": ("demo", "Load the bundled case, print which driver data reaches whom, write the page, open it."),
    "init": ("folder", "Make an empty case folder."),
    "sniff": ("sniff", "Look at a file: sheets, header, columns, what looks personal; draft a mapping."),
    "load": ("folder", "Load files into a case."),
    "template": ("template", "Write an empty file of a row shape, with help and allowed values."),
    "add": (
        "add",
        "Enter a row by hand: each answer is checked, and what it changes is shown before it is kept.",
    ),
    "check": ("check", "What do I have: sources, coverage, rejects, unresolved names, conflicts."),
    "names": ("names", "The names that no agency has: candidates, decisions, and what rests on them."),
    "verify": (
        "verify",
        "What to check against the original, most used first; record a check or a correction.",
    ),
    "remove": ("history", "Take a dataset out, or withdraw a document; say which answers fall."),
    "history": ("history", "The generations of a case: when each was made, and by what."),
    "case": ("case", "Two people's cases become one; what they do not agree on is listed."),
    "rollback": ("history", "Make an earlier generation current again."),
    "questions": ("questions", "The question library."),
    "query": ("query", "Answer a named question."),
    "trace": ("trace", "By which routes did this data get from these holders to these recipients?"),
    "what-if": (
        "scenario",
        "If something were taken away, added or barred, which answers change? Nothing is written.",
    ),
    "evidence": ("query", "What supports or disputes a flow, to the page and row?"),
    "rows": ("rows", "Which rows of a log was a request gathered from?"),
    "request": ("request", "Draft a letter that asks whoever holds a missing record for it."),
    "cypher": ("cypher", "Run read-only Cypher on a case."),
    "draw": ("trace", "Write the answer to a question as one interactive page."),
    "brief": ("brief", "Write an answer in numbered sentences, each with the records that it rests on."),
    "cite": ("cite", "The documents that an answer rests on: BibTeX, CSL-JSON or Markdown."),
    "plot": ("plot", "Draw a figure for print: a timeline, a map of the states, a sankey, outcomes."),
    "agencies": ("check", "The agencies and groups of a case, with their ids."),
    "vocabulary": ("questions", "The terms of a vocabulary."),
    "neo4j": ("neo4j", "A case in Neo4j, and a real server with its Browser on this machine."),
    "export": ("export", "Write a case in a form that other programs read."),
    "doctor": ("doctor", "Versions, optional parts, and what may be in the way."),
}


@click.command(
    cls=Lazy,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(version("datatrail"), prog_name="datatrail")
def cli() -> None:
    """Did this kind of data get from the office that collected it to the agency that enforces immigration law?

    datatrail turns published claims and released records into a graph of agencies, states, databases and data
    types, and answers by which routes, in an order that time allows, on whose evidence.

    \b
    Begin with:
      datatrail demo
      datatrail trace --from GA:driver-licensing --to us-ice --data photo
    """
