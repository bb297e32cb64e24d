"""A question of the library: what it asks, its typed parameters, its columns, and what it does not show."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graphmodel.errors import InputError, did_you_mean

ParameterType = Literal[
    "party",
    "data",
    "date",
    "standing",
    "channel",
    "purpose",
    "source",
    "flow",
    "text",
    "flag",
    "integer",
    "number",
]


class DeclarationError(TypeError):
    """A question's declaration contradicts its function; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name on the command line, its type, default, and help."""

    name: str
    type: ParameterType
    help: str
    default: Any = None
    required: bool = False
    many: bool = False

    @property
    def argument(self) -> str:
        """Its name in Python: `from` is a keyword there, so it is `from_`."""
        name = self.name.replace("-", "_")
        return f"{name}_" if name == "from" else name


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer and what it means."""

    name: str
    meaning: str


Row = dict[str, Any]


@dataclass(frozen=True)
class Declared:
    """A named question.

    Attributes
    ----------
    question
        In one plain sentence.
    evidence_columns
        The columns that lead to the evidence.
    caveats
        What the answer does not show.
    answer
        The function over the evidence that gives the rows.
    table
        The columns that a table in the terminal shows, the most telling first; all of them unless told.
    """

    name: str
    revision: int
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    evidence_columns: tuple[str, ...]
    caveats: tuple[str, ...]
    answer: Callable[..., list[Row]]
    table: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._check()

    def _check(self) -> None:
        if not self.question.endswith("?"):
            raise DeclarationError(f"{self.name}: a question ends in a question mark: add it")
        taken = list(inspect.signature(self.answer).parameters)[1:]
        declared = [parameter.argument for parameter in self.parameters]
        if taken != declared:
            raise DeclarationError(f"{self.name}: takes {taken} and declares {declared}: make them equal")
        columns = {column.name for column in self.columns}
        for what, named in (
            ("evidence columns", self.evidence_columns),
            ("columns of its table", self.table),
        ):
            missing = set(named) - columns
            if missing:
                raise DeclarationError(f"{self.name}: {what} {sorted(missing)} are no columns: correct them")

    def ask(self, evidence: Any, given: Mapping[str, Any]) -> list[Row]:
        """The rows of the answer, their columns in the declared order.

        Raises
        ------
        InputError
            For a parameter that the question does not take, or one that it needs and was not given.
        """
        rows = self.answer(evidence, **self.arguments(given))
        return [{column.name: row[column.name] for column in self.columns} for row in rows]

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the function is called with: what was given, and the defaults of what was not."""
        arguments = {parameter.argument: parameter.default for parameter in self.parameters}
        for name, value in given.items():
            arguments[self._argument(name)] = value
        for parameter in self.parameters:
            if parameter.required and arguments[parameter.argument] is None:
                raise InputError(f"{self.name} needs --{parameter.name}", hint=parameter.help)
        return arguments

    def _argument(self, name: str) -> str:
        for parameter in self.parameters:
            if name.rstrip("_").replace("_", "-") == parameter.name or name == parameter.argument:
                return parameter.argument
        names = [parameter.name for parameter in self.parameters]
        near = did_you_mean(name, names)
        raise InputError(
            f"{self.name} takes no parameter {name!r}", hint=near or "it takes " + ", ".join(names)
        )

    def describe(self) -> dict[str, Any]:
        """The declaration as data."""
        return {
            "name": self.name,
            "revision": self.revision,
            "question": self.question,
            "parameters": [
                {
                    "name": each.name,
                    "type": each.type,
                    "help": each.help,
                    "default": each.default,
                    "required": each.required,
                    "many": each.many,
                }
                for each in self.parameters
            ],
            "columns": [{"name": each.name, "meaning": each.meaning} for each in self.columns],
            "evidence_columns": list(self.evidence_columns),
            "caveats": list(self.caveats),
            "cypher": None,
            "why_no_cypher": "no Cypher engine is part of this version",
        }
