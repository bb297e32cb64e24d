"""A named question, answered by an engine that runs its Cypher text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.declaration import Declared, Row
from queries.engines.binding import bind
from queries.engines.protocol import Engine, Limits

#: A named question is trusted: its text is ours, its answer is never cut.
WHOLE = Limits(seconds=None, rows=None)


def ask(question: Declared, engine: Engine, evidence: Evidence, given: Mapping[str, Any]) -> list[Row]:
    """The rows of a question's Cypher text: the declared columns, in order, that a Cypher text can give.

    Raises
    ------
    InputError
        When the question has no Cypher text, or a parameter was given that the text leaves to Python.
    """
    if question.cypher is None:
        raise InputError(
            f"{question.name} has no Cypher text. {question.why_no_cypher}", hint="leave out --engine"
        )
    _refuse_left_out(question, given)
    if question.demands is not None:
        question.demands(evidence, **question.arguments(given))
    return engine.run(question.cypher, bind(question, evidence, given), WHOLE).rows


def columns_given(question: Declared) -> list[str]:
    """The columns that the Cypher text gives."""
    return [column.name for column in question.columns if column.name not in question.not_in_cypher]


def _refuse_left_out(question: Declared, given: Mapping[str, Any]) -> None:
    arguments = question.arguments(given)
    for parameter in question.parameters:
        value = arguments[parameter.argument]
        if parameter.name in question.left_to_python and value not in (parameter.default, None, ()):
            raise InputError(
                f"the Cypher text of {question.name} does not take --{parameter.name}: "
                f"{question.left_to_python[parameter.name]}",
                hint="leave out --engine, or that option",
            )
