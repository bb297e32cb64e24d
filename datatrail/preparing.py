"""What a question needs besides the case it is asked of, opened before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from queries.hypothesis import Supposed

if TYPE_CHECKING:
    from datatrail.case import Case

Given = Mapping[str, Any]


def prepared(case: Case, question: str, given: Given) -> dict[str, Any]:
    """The parameters of a question with what they name opened: a scenario, another case."""
    prepare = PREPARED.get(question)
    return dict(given) if prepare is None else prepare(case, given)


def _with_scenario(case: Case, given: Given) -> dict[str, Any]:
    from datatrail.scenarios import scenario_of

    scenario = given.get("scenario")
    if scenario is None or isinstance(scenario, Supposed):
        return dict(given)
    return {**given, "scenario": scenario_of(case, scenario)}


PREPARED: Mapping[str, Callable[[Case, Given], dict[str, Any]]] = {"what-if": _with_scenario}
