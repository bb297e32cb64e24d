"""How the parameters of a question become those of its Cypher text: names are resolved here, once, for every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphmodel.dates import iso
from graphmodel.evidence import RANK, STANDINGS
from graphmodel.projection import Evidence
from graphmodel.scope import Scope, ends
from graphmodel.vocabulary import vocabulary
from queries.declaration import Declared, Parameter
from queries.options import (
    read_bar,
    read_choice,
    read_data,
    read_day,
    read_party,
    read_sources,
    read_standing,
    read_term,
)

Value = Any

#: How a parameter of each type is bound, as a reader of the texts should know it.
BOUND_AS = {
    "party": "`$from`: the ids that answer in full; `$from_possible`: those that answer only possibly (wholes, groups); "
    "`$from_listed`: those under whom a table lists (in full and, asked by kind, groups of that class); "
    "`$from_given`: whether it was given. `any`, and not given: null, which is everybody",
    "data": "the kind, and behind it every narrower one in order, as a list; not given: null",
    "date": "a day as ISO text: the first of `--since`, the last of every other; not given: null",
    "standing": "its rank, from 0 (documented) to 8 (denied): at least so good is `rank <= $min_standing`",
    "purpose": "the purpose and every narrower one, as a list; not given: null",
    "source": "datasets and documents, as a list; none given: null",
    "others": "the id, text, number or flag; not given: null",
}


def bind(question: Declared, evidence: Evidence, given: Mapping[str, Any]) -> dict[str, Value]:
    """The parameters of a question's Cypher text.

    Parameters
    ----------
    given
        Parameters by their names on the command line or in Python, as typed.

    Raises
    ------
    InputError
        As the question itself does: for a name that nobody has, a date that is none, and the like.
    """
    arguments = question.arguments(given)
    bound: dict[str, Value] = {}
    for parameter in question.parameters:
        value = arguments[parameter.argument]
        values = _bound(parameter, value, evidence)
        bound.update(zip(parameter.bound_as, values, strict=True))
    return bound


def _bound(parameter: Parameter, value: Any, evidence: Evidence) -> tuple[Value, ...]:
    if parameter.type == "party":
        return _party(value, evidence)
    if value is None:
        return (None,)
    return (READ.get(parameter.type, _as_it_is)(parameter, value, evidence),)


def _party(value: str | None, evidence: Evidence) -> tuple[Value, ...]:
    if value is None:
        return None, None, None, False
    scope = read_party(value, evidence)
    if scope.is_any:
        return None, None, None, True
    answering = ends(scope, evidence.registry)
    return (
        sorted(answering.full),
        sorted(answering.possible),
        sorted(answering.full | _groups_of_a_kind(scope, answering.possible, evidence)),
        True,
    )


def _groups_of_a_kind(scope: Scope, possible: frozenset[str], evidence: Evidence) -> frozenset[str]:
    if scope.kind is None:
        return frozenset()
    return frozenset(party for party in possible if evidence.registry.is_group(party))


def _data(_: Parameter, value: str, evidence: Evidence) -> Value:
    data = read_data(value, evidence)
    return [data, *sorted(evidence.types.narrower(data) - {data})]


def _date(parameter: Parameter, value: str, _: Evidence) -> Value:
    day = read_day(value, parameter.name, last=parameter.name != "since")
    return None if day is None else iso(day)


def _standing(_: Parameter, value: str, __: Evidence) -> Value:
    return RANK[read_standing(value, STANDINGS)]


def _channel(_: Parameter, value: str, __: Evidence) -> Value:
    return read_term("channels", value)


def _purpose(_: Parameter, value: str, evidence: Evidence) -> Value:
    purpose = value if value in evidence.purposes else read_term("purposes", value)
    return sorted(evidence.purposes.narrower(purpose or value))


def _sources(_: Parameter, value: Any, evidence: Evidence) -> Value:
    return list(read_sources(value, evidence)) or None


def _state(_: Parameter, value: str, __: Evidence) -> Value:
    states = vocabulary("states")
    return states.resolve(value) if value not in states else value


def _choice(parameter: Parameter, value: str, _: Evidence) -> Value:
    return read_choice(value, parameter.choices, parameter.name)


def _bar(_: Parameter, value: str, evidence: Evidence) -> Value:
    return read_bar(value, evidence)


def _as_it_is(_: Parameter, value: Any, __: Evidence) -> Value:
    return value


READ: Mapping[str, Callable[[Parameter, Any, Evidence], Value]] = {
    "data": _data,
    "date": _date,
    "standing": _standing,
    "channel": _channel,
    "purpose": _purpose,
    "source": _sources,
    "state": _state,
    "choice": _choice,
    "rule": _bar,
}
