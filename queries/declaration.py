"""A question of the library: what it asks, its typed parameters, its columns, and what it does not show."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from keyword import iskeyword
from typing import Any, Literal

from graphmodel.errors import InputError, did_you_mean
from queries.engines.tokens import parameters_used, returned, tokens

ParameterType = Literal[
    "party",
    "data",
    "date",
    "standing",
    "channel",
    "purpose",
    "source",
    "flow",
    "state",
    "database",
    "rule",
    "choice",
    "text",
    "flag",
    "integer",
    "number",
]

#: Where the values of each type of parameter come from, and the names under which a Cypher text sees it: behind the
#: parameter's own name stand these.
TYPES: Mapping[ParameterType, tuple[str, tuple[str, ...]]] = {
    "party": (
        "agencies and groups: `datatrail agencies`; kinds: `datatrail vocabulary agency_kinds`; or any",
        ("", "_possible", "_listed", "_given"),
    ),
    "data": ("`datatrail vocabulary data_types`", ("",)),
    "date": ("a day, month or year: 2019-06-30, 2019-06, 2019", ("",)),
    "standing": ("`datatrail vocabulary standings`", ("",)),
    "channel": ("`datatrail vocabulary channels`", ("",)),
    "purpose": ("`datatrail vocabulary purposes`", ("",)),
    "source": ("datasets and documents: `datatrail check`", ("",)),
    "flow": ("the first column of `datatrail query flows`", ("",)),
    "state": ("`datatrail vocabulary states`", ("",)),
    "database": ("the column `database` of `datatrail query flows`", ("",)),
    "rule": ("the column `rule` of `datatrail query policy-gaps --cannot-tell`", ("",)),
    "choice": ("one of a few words", ("",)),
    "text": ("text, as its help says", ("",)),
    "flag": ("given or not", ("",)),
    "integer": ("a whole number", ("",)),
    "number": ("a number", ("",)),
}

#: What the library is sorted by.
THEMES = (
    "who gets what",
    "routes",
    "what would stop it",
    "rules and process",
    "evidence and gaps",
    "change over time",
)


class DeclarationError(TypeError):
    """A question's declaration contradicts its function; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name on the command line, its type, default, help, and where its values come from."""

    name: str
    type: ParameterType
    help: str
    default: Any = None
    required: bool = False
    many: bool = False
    values: str = ""
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", self.values or ", ".join(self.choices) or TYPES[self.type][0])

    @property
    def bound_as(self) -> tuple[str, ...]:
        """The names under which a Cypher text sees it: `$min_standing`, `$from`, `$from_possible`."""
        return tuple(self.name.replace("-", "_") + suffix for suffix in TYPES[self.type][1])

    @property
    def argument(self) -> str:
        """Its name in Python: `from` and `with` are keywords there, so they are `from_` and `with_`."""
        name = self.name.replace("-", "_")
        return f"{name}_" if iskeyword(name) else name


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
    when_empty
        What it means that there is no row, and what to try; blank where nothing need be said of it.
    theme
        One of `THEMES`.
    references
        Statutes, papers and sections of the semantics that the question rests on, in plain words.
    why_no_cypher
        Why no Cypher text gives the answer; blank where one does.
    left_to_python
        Parameters that the Cypher text does not take, each with the reason.
    not_in_cypher
        Columns that no Cypher text can honestly give, each with the reason.
    weaker_in_cypher
        Columns in which a Cypher text says less than the program: by value, what it gives in its place.
    demands
        Called with the case and the arguments before an engine answers: refuses what the function itself refuses.
    cypher
        The text of ``library/NAME.cypher``, read there unless given; None where there is none.
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
    when_empty: str = ""
    theme: str = ""
    references: tuple[str, ...] = ()
    why_no_cypher: str = ""
    left_to_python: Mapping[str, str] = field(default_factory=dict)
    not_in_cypher: Mapping[str, str] = field(default_factory=dict)
    weaker_in_cypher: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    demands: Callable[..., object] | None = None
    cypher: str | None = None

    def __post_init__(self) -> None:
        if self.cypher is None:
            object.__setattr__(self, "cypher", twin_text(self.name))
        self._check()
        for complaint in self._of_its_twin():
            raise DeclarationError(f"{self.name}: {complaint}")

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
        if self.theme not in THEMES:
            raise DeclarationError(
                f"{self.name}: {self.theme!r} is no theme: take one of {', '.join(THEMES)}"
            )

    def _of_its_twin(self) -> Iterator[str]:
        """What is wrong between the declaration and its Cypher text."""
        if self.cypher is None:
            if not self.why_no_cypher:
                yield f"has no Cypher text: write library/{self.name}.cypher, or say in `why_no_cypher` why not"
            return
        if self.why_no_cypher:
            yield f"has a Cypher text and says why it has none: delete `why_no_cypher` or library/{self.name}.cypher"
        yield from self._of_its_parameters(set(parameters_used(tokens(self.cypher))))
        columns = [column.name for column in self.columns]
        for name in sorted({*self.not_in_cypher, *self.weaker_in_cypher} - set(columns)):
            yield f"`not_in_cypher` or `weaker_in_cypher` names {name!r}, which is no column: correct it"
        expected = [name for name in columns if name not in self.not_in_cypher]
        found = list(returned(self.cypher))
        if found != expected:
            yield f"its Cypher returns {found} and it declares {expected}: make them equal"

    def _of_its_parameters(self, used: set[str]) -> Iterator[str]:
        names = {parameter.name: set(parameter.bound_as) for parameter in self.parameters}
        for name in sorted(used - set().union(*names.values())):
            yield f"its Cypher uses ${name}, which no parameter gives: declare it or correct the text"
        for name, reason in self.left_to_python.items():
            if name not in names:
                yield f"`left_to_python` names {name!r}, which is no parameter: correct it"
            elif used & names[name] or not reason.strip():
                yield f"`left_to_python` names {name!r}, which its Cypher uses, or says no reason: correct it"
        for name, bound in names.items():
            if not used & bound and name not in self.left_to_python:
                yield f"its Cypher does not use --{name}: use ${min(bound)}, or say why in `left_to_python`"

    @property
    def what_cypher_lacks(self) -> list[str]:
        """What its Cypher text does not take or give, or gives less of, each with the reason; none without a text."""
        if self.cypher is None:
            return []
        return [
            *(f"--{name} is not taken: {why}" for name, why in self.left_to_python.items()),
            *(f"the column {name} is not given: {why}" for name, why in self.not_in_cypher.items()),
            *(
                f"in the column {name}, {value} is given as {instead}"
                for name, values in self.weaker_in_cypher.items()
                for value, instead in values.items()
            ),
        ]

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
            "theme": self.theme,
            "references": list(self.references),
            "parameters": [
                {
                    "name": each.name,
                    "type": each.type,
                    "help": each.help,
                    "default": each.default,
                    "required": each.required,
                    "many": each.many,
                    "values": each.values,
                    "cypher": [f"${name}" for name in each.bound_as],
                }
                for each in self.parameters
            ],
            "columns": [{"name": each.name, "meaning": each.meaning} for each in self.columns],
            "evidence_columns": list(self.evidence_columns),
            "caveats": list(self.caveats),
            "cypher": self.cypher,
            "why_no_cypher": self.why_no_cypher or None,
            "left_to_python": dict(self.left_to_python),
            "not_in_cypher": dict(self.not_in_cypher),
            "weaker_in_cypher": {name: dict(values) for name, values in self.weaker_in_cypher.items()},
        }


def twin_text(name: str) -> str | None:
    """The Cypher text beside a question's module; None where there is none."""
    text = files("queries") / "library" / f"{name}.cypher"
    return text.read_text(encoding="utf-8") if text.is_file() else None
