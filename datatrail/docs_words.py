"""The pages of ``docs/`` that are made of words which stand elsewhere: glossary, mappings, Python."""

from __future__ import annotations

import csv
import inspect
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datatrail
from graphmodel.vocabulary import vocabulary
from loaders import mapping

#: The vocabularies whose terms stand in answers, and what one of them is called.
EXPLAINED = {
    "modes": "Mode",
    "standings": "Standing",
    "verdicts": "Verdict",
    "absence_reasons": "Why there is no trace",
    "payloads": "Payload",
    "bases": "What a statement rests on",
    "time_kinds": "Kind of time",
    "end_kinds": "Kind of end",
    "extents": "Extent of coverage",
    "sides": "Side of coverage",
    "reads": "How much was read",
    "rule_effects": "Effect of a rule",
}
TERMS = Path(__file__).resolve().parents[1] / "docs" / "glossary.csv"


def glossary() -> Iterator[str]:
    """Every word that is ours, in alphabetical order: those of `glossary.csv`, and the terms of the vocabularies."""
    yield "# Glossary"
    yield ""
    yield "One meaning for each word. Terms that stand in answers are those of the [vocabularies](vocabularies.md)."
    for term, meanings in sorted(_meanings().items()):
        yield ""
        yield f"## {term}"
        yield ""
        yield from "\n\n".join(meanings).splitlines()


def _meanings() -> dict[str, list[str]]:
    """The meanings of each word; one that is a term of several vocabularies has one of each."""
    found: dict[str, list[str]] = defaultdict(list)
    with TERMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            page = row["page"].partition(".")[0].replace("-", " ")
            found[row["term"]].append(f"{row['meaning']} See [{page}]({row['page']}).")
    for name, called in EXPLAINED.items():
        for term in vocabulary(name).values():
            found[term.id].append(f"[{called}](vocabularies.md#{name}): {term.description}")
    return found


def mappings() -> Iterator[str]:
    """All that may stand in a mapping, as the module that reads one says."""
    first, rest = inspect.cleandoc(mapping.__doc__ or "").split("\n\n.. code-block:: toml\n\n")
    example, more = re.split(r"^(?=\S)", rest, maxsplit=1, flags=re.MULTILINE)
    yield "# What may stand in a mapping"
    yield ""
    yield first
    yield "[A mapping of your own](mapping.md) shows one at work; `datatrail sniff FILE -o mapping.toml` drafts one."
    yield ""
    yield "```toml"
    yield from textwrap.dedent(example).strip("\n").splitlines()
    yield "```"
    yield ""
    yield from more.splitlines()


def python() -> Iterator[str]:
    """The public names of the package `datatrail`, with what they take and give."""
    yield "# Python"
    yield ""
    yield "`import datatrail` gives these names and no other. The packages beneath (`graphmodel`, `loaders`, `queries`, `viz`)"
    yield "may be used too; what they promise stands in their docstrings."
    for name in datatrail.__all__:
        thing = getattr(datatrail, name)
        yield from _described(name, thing)
        if inspect.isclass(thing):
            yield from _members(thing)


def _members(thing: type) -> Iterator[str]:
    for name, member in vars(thing).items():
        if not name.startswith("_") and member.__doc__:
            yield from _described(f"{thing.__name__}.{name}", member, "###")


def _described(name: str, thing: Any, level: str = "##") -> Iterator[str]:
    """A heading, how it is called, and its docstring, as they stand in the code."""
    yield ""
    yield f"{level} {name}"
    yield ""
    yield "```text"
    yield from textwrap.wrap(f"{name}{_called(thing)}", 100, subsequent_indent="    ")
    yield ""
    yield from re.sub(r" *# doctest: \+SKIP", "", inspect.getdoc(thing) or "").splitlines()
    yield "```"


def _called(thing: Any) -> str:
    """What a function takes and gives; nothing of a property or a class."""
    if not inspect.isfunction(thing):
        return ""
    told = re.sub(r"\(self(?:, )?", "(", str(inspect.signature(thing)))
    return re.sub(r"(: |-> )'([^']+)'", r"\1\2", told)
