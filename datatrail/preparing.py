"""What a question needs besides the case it is asked of, opened before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from graphmodel.projection import Evidence, project_tables
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


def _with_other_case(case: Case, given: Given) -> dict[str, Any]:
    """The case, or the earlier load of this one, that a comparison calls 'before'."""
    name = "with_" if "with_" in given else "with"
    other, generation = given.get(name), given.get("generation")
    if other is not None and generation is not None:
        raise InputError("--with and --generation are both given", hint="leave one of them out")
    if other is None and generation is None:
        return dict(given)
    before = _other(other) if generation is None else _earlier(case, str(generation))
    return {**given, name: before}


def _other(other: Any) -> Evidence:
    from datatrail.case import Case, open_case

    if isinstance(other, Evidence):
        return other
    return (other if isinstance(other, Case) else open_case(other)).evidence


def _earlier(case: Case, generation: str) -> Evidence:
    return project_tables(case.folder.read_generation(generation).tables)


PREPARED: Mapping[str, Callable[[Case, Given], dict[str, Any]]] = {
    "what-if": _with_scenario,
    "compare": _with_other_case,
}
