"""The targets: what is fuzzed, and the function that judges one input, by name.

A judge takes bytes. It returns where all is as it should be, and raises where it is not: an input is right, or is
refused by an `InputError` that says where. Each looks at what came out by other means than those that made it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from graphmodel.errors import InputError

Judge = Callable[[bytes], None]

CORPUS = Path(__file__).parents[1] / "corpus"
"""The inputs that are kept: a folder for each target."""

#: Where the judge of each target is: `module:function`. A module is imported when its target is run.
TARGETS = {
    "dates": "tests.fuzzing.targets.cells:dates",
    "counts": "tests.fuzzing.targets.cells:counts",
    "cells": "tests.fuzzing.targets.cells:cells",
    "csv": "tests.fuzzing.targets.tables:delimited_text",
    "csv-quick": "tests.fuzzing.targets.tables:the_quick_way",
    "layout": "tests.fuzzing.targets.tables:stated",
    "packed": "tests.fuzzing.targets.tables:packed",
    "json": "tests.fuzzing.targets.tables:json_text",
    "sniff": "tests.fuzzing.targets.tables:sniffed",
    "load": "tests.fuzzing.targets.loading:load",
    "mapping": "tests.fuzzing.targets.settings:mapping",
    "scenario": "tests.fuzzing.targets.settings:scenario",
    "case": "tests.fuzzing.targets.cases:case",
    "export": "tests.fuzzing.targets.interchange:exported",
    "gate": "tests.fuzzing.targets.cypher:gate",
    "page": "tests.fuzzing.targets.pages:page",
}


def judge_of(place: str) -> Judge:
    """The judge that stands at `module:function`."""
    module, _, name = place.partition(":")
    judge: Judge = getattr(import_module(module), name)
    return judge


def text_of(data: bytes) -> str:
    """The bytes as the text of a cell or an option: what is no UTF-8 is half of a character, as Python has it."""
    return data.decode("utf-8", "surrogateescape")


def words_of(place: str) -> list[str]:
    """The words that inputs of a target are likely to hold: those that its module lists."""
    module, _, name = place.partition(":")
    words: dict[str, list[str]] = getattr(import_module(module), "WORDS", {})
    return sorted({"\n", *words.get(name, ())} - {""})


def refuses(error: InputError, *named: str) -> None:
    """The message says what it is about: one of these."""
    assert any(each in error.message for each in named), f"none of {named} is named in {error.message!r}"
