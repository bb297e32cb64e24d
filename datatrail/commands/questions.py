"""`questions` and `vocabulary`: what can be asked, and in which words."""

from __future__ import annotations

from typing import Any

import click

from datatrail.output import format_option, quiet_option, write_json, write_rows, write_table


@click.command()
@click.argument("name", required=False)
@format_option("table", "json")
@quiet_option
def questions(name: str | None, format_: str, quiet: bool) -> None:  # noqa: ARG001 (nothing to be quiet about)
    """The question library; with NAME: the question, its parameters with their values, columns, caveats, Cypher.

    \b
    For example:
      datatrail questions
      datatrail questions exposure
    """
    from queries.library import QUESTIONS, find_question

    chosen = [find_question(name)] if name else list(QUESTIONS.values())
    described = [each.describe() for each in chosen]
    if format_ == "json":
        write_json(described)
    elif name is None:
        write_table(described, ("name", "question"))
    else:
        _describe(described[0])


def _describe(question: dict[str, Any]) -> None:
    click.echo(f"{question['name']} (revision {question['revision']}): {question['question']}\n")
    write_table(question["parameters"], ("name", "type", "default", "help", "values"), title="Parameters")
    write_table(question["columns"], ("name", "meaning"), title="Columns")
    for caveat in question["caveats"]:
        click.echo(f"Not shown: {caveat}")
    for reference in question["references"]:
        click.echo(f"Rests on: {reference}")
    _describe_cypher(question)


def _describe_cypher(question: dict[str, Any]) -> None:
    from queries.library import find_question

    if question["cypher"] is None:
        click.echo(f"No Cypher text. {question['why_no_cypher']}")
        return
    click.echo(f"\nCypher:\n\n{question['cypher']}")
    for line in find_question(question["name"]).what_cypher_lacks:
        click.echo(f"Not in its Cypher: {line}")


@click.command()
@click.argument("name", required=False)
@format_option()
@quiet_option
def vocabulary(name: str | None, format_: str, quiet: bool) -> None:  # noqa: ARG001 (nothing to be quiet about)
    """The terms of the vocabulary NAME with their descriptions and sources; without NAME, which there are.

    \b
    For example:
      datatrail vocabulary channels
    """
    from graphmodel.errors import InputError, did_you_mean
    from graphmodel.vocabulary import vocabulary as terms_of
    from graphmodel.vocabulary import vocabulary_names

    names = vocabulary_names()
    if name is None:
        write_rows(
            [{"vocabulary": each, "terms": len(terms_of(each))} for each in names],
            ("vocabulary", "terms"),
            format_,
        )
        return
    if name not in names:
        raise InputError(f"{name!r} is no vocabulary", hint=did_you_mean(name, names) or ", ".join(names))
    rows = [
        {
            "id": term.id,
            "label": term.label,
            "description": term.description,
            "parents": list(term.parents),
            "source": term.source,
        }
        for term in terms_of(name).values()
    ]
    write_rows(rows, ("id", "label", "description", "parents", "source"), format_)
