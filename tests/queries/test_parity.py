"""Every question with a Cypher text gets from every engine the rows that the program itself gives."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.declaration import Declared, Parameter, Row
from queries.engines.asking import ask, columns_given
from queries.engines.protocol import Engine
from queries.library import QUESTIONS
from tests.neo4jserver.serving import version_of_server
from tests.queries.enginecases import Server, Subject, bundled, random_subject, small_subjects
from tests.queries.randomcases import Dice

if TYPE_CHECKING:
    from neo4j import Driver

TWINS = [question for question in QUESTIONS.values() if question.cypher]
RANDOM_CASES = 40
#: How many of them a server is asked, and questions of small cases in proportion: it takes a second to plan a text for
#: each set of its parameters. `make verify` asks it all.
CASES_ON_A_SERVER = int(os.environ.get("DATATRAIL_NEO4J_CASES", "1"))

#: How each question is asked of the bundled cases, besides with nothing but what it needs.
ASKED: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "trace": (
        {"from": "us-ga-dds", "to": "us-ice"},
        {"from": "driver-licensing", "to": "immigration-enforcement", "data": "photo"},
        {"from": "driver-licensing", "to": "us-dhs", "data": "driver-record", "min_standing": "available"},
        {"from": "any", "to": "us-ice-ero", "data": "personal-data", "since": "2019"},
        {"from": "MD:driver-licensing", "to": "any", "as_of": "2019-06", "known_by": "2021"},
    ),
    "policy-gaps": (
        {"cannot_tell": True, "min_standing": "available"},
        {"min_standing": "available"},
        {"rule": "P08"},
    ),
    "no-process": ({}, {"judicial": True, "min_standing": "available"}),
    "outcomes": ({}, {"by": "state"}, {"by": "recipient", "to": "immigration-enforcement"}),
    "timeline": (
        {},
        *(
            {"by": "quarter", "group": group}
            for group in ("holder", "recipient", "channel", "mode", "data-type")
        ),
        {"by": "month", "from": "driver-licensing"},
    ),
    "contradictions": ({}, {"from": "driver-licensing"}, {"to": "immigration-enforcement", "as_of": "2019"}),
    "detours": (
        {},
        {"from": "any", "to": "any", "min_standing": "available"},
        {"data": "driver-record", "min_standing": "available", "as_of": "2020"},
    ),
    "intermediaries": ({}, {"from": "any", "data": "photo", "min_standing": "available"}),
    "reach": ({"from": "driver-licensing"}, {"to": "us-ice", "data": "photo", "min_standing": "available"}),
}
#: Rows that no text gives: those that say that there is nothing, and why.
SAYS_NOTHING: Mapping[str, Callable[[Row], bool]] = {
    "trace": lambda row: row["route"] is None,
    "reach": lambda row: row["party"] is None,
    "intermediaries": lambda row: row["role"] == "no route",
    "detours": lambda row: row["answer"] == "no stop known",
}

compared: Counter[tuple[str, str, str]] = Counter()
"""How many answers were compared: by question, engine and kind of case."""
servers: list[str] = []
"""What the server says of itself, where there is one."""


def expected(question: Declared, evidence: Evidence, given: Mapping[str, Any]) -> list[Row]:
    """The program's own rows, in the columns that a text can give, without those that say that there is nothing."""
    says_nothing = SAYS_NOTHING.get(question.name, lambda _: False)
    weaker = question.weaker_in_cypher
    return [
        {
            name: weaker.get(name, {}).get(row[name], row[name]) if name in weaker else row[name]
            for name in columns_given(question)
        }
        for row in question.ask(evidence, given)
        if not says_nothing(row)
    ]


def compare(question: Declared, engine: Engine, subject: Subject, given: Mapping[str, Any]) -> int:
    """The number of rows, which are the same from both; what differs is printed side by side."""
    wanted = outcome(lambda: expected(question, subject.evidence, given))
    found = outcome(lambda: ask(question, engine, subject.evidence, given))
    assert found == wanted, difference(question, subject, given, wanted, found)
    compared[question.name, engine.name, subject.kind] += not isinstance(wanted, str)
    return 0 if isinstance(wanted, str) else len(wanted)


def outcome(asked: Callable[[], list[Row]]) -> list[Row] | str:
    """The rows of a question, or why it is refused."""
    try:
        return asked()
    except InputError as error:
        return str(error)


def difference(
    question: Declared,
    subject: Subject,
    given: Mapping[str, Any],
    wanted: list[Row] | str,
    found: list[Row] | str,
) -> str:
    """What was expected beside what was found, row by row."""
    lines = [f"{question.name} of {subject.name}, asked {dict(given)}:"]
    if isinstance(wanted, str) or isinstance(found, str):
        return "\n".join([*lines, f"  expected {wanted}", f"  found    {found}"])
    for number in range(max(len(wanted), len(found))):
        one, other = (rows[number] if number < len(rows) else {} for rows in (wanted, found))
        for name in columns_given(question):
            if one.get(name, "no row") != other.get(name, "no row"):
                lines.append(
                    f"  row {number}, {name}: {one.get(name, 'no row')!r} expected, {other.get(name, 'no row')!r} found"
                )
    return "\n".join(lines)


def parity_table() -> list[str]:
    """What was compared, as lines: question, engine, how many answers of each kind of case; printed after the tests."""
    found: dict[tuple[str, str], list[str]] = {}
    for (question, engine, kind), count in sorted(compared.items()):
        found.setdefault((question, engine), []).append(f"{count} {kind}")
    lines = [f"{question:16} {engine:10} {', '.join(counts)}" for (question, engine), counts in found.items()]
    return [*(f"neo4j is {server}" for server in servers), *lines]


# --- the engines ---------------------------------------------------------------------------------------------------


EngineOf = Callable[[Subject], Engine]


def embedded(subject: Subject) -> Engine:
    """The embedded engine with a case in it."""
    return subject.embedded


@pytest.fixture(scope="module")
def on_the_server(neo4j_driver: Driver) -> EngineOf:
    """Neo4j with a case in it."""
    servers.append(version_of_server(neo4j_driver))
    return Server(neo4j_driver).holding


@pytest.fixture
def random_cases(engine_of: EngineOf) -> int:
    """How many random cases an engine is asked."""
    return RANDOM_CASES if engine_of is embedded else CASES_ON_A_SERVER


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def engine_of(request: pytest.FixtureRequest) -> EngineOf:
    """Each engine: what makes one that holds a case."""
    return embedded if request.param == "embedded" else request.getfixturevalue("on_the_server")


# --- the cases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", TWINS, ids=lambda each: each.name)
@pytest.mark.parametrize("name", ["real", "examplia"])
def test_on_the_bundled_cases(question: Declared, name: str, engine_of: EngineOf, random_cases: int) -> None:
    subject = bundled(name)
    engine = engine_of(subject)
    asked = ASKED.get(question.name, ()) or ({},)
    filtered = filters(question, subject, asked[0]) if random_cases == RANDOM_CASES else ()
    rows = [compare(question, engine, subject, given) for given in (*asked, *filtered)]
    assert name == "examplia" or sum(rows)


@pytest.mark.parametrize("question", TWINS, ids=lambda each: each.name)
def test_on_small_cases_worked_out_by_hand_elsewhere(
    question: Declared, engine_of: EngineOf, random_cases: int
) -> None:
    rows = [
        compare(question, engine, subject, given)
        for subject in small_subjects()
        for engine in [engine_of(subject)]
        for given in asked_at_random(question, subject, random.Random(7), random_cases // 2)
    ]
    assert sum(rows) or random_cases < RANDOM_CASES


@pytest.mark.parametrize("question", TWINS, ids=lambda each: each.name)
def test_on_random_cases(question: Declared, engine_of: EngineOf, random_cases: int) -> None:
    rows = [
        compare(question, engine, subject, given)
        for subject in map(random_subject, range(random_cases))
        for engine in [engine_of(subject)]
        for given in asked_at_random(question, subject, random.Random(subject.name), 3)
    ]
    assert sum(rows) or random_cases < RANDOM_CASES


def test_a_difference_is_printed_side_by_side() -> None:
    """A text that says another standing is found out, with the row, the column, and both values."""
    question, subject = QUESTIONS["flows"], small_subjects()[0]
    wrong = Declared(
        **{name: getattr(question, name) for name in question.__dataclass_fields__ if name != "cypher"},
        cypher=(question.cypher or "").replace("'documented'", "'reported'"),
    )
    with pytest.raises(AssertionError, match=r"row 1, standing: 'documented' expected, 'reported' found"):
        compare(wrong, subject.embedded, subject, {})


# --- how they are asked -------------------------------------------------------------------------------------------


def filters(question: Declared, subject: Subject, needed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One question for each filter that questions share."""
    evidence = subject.evidence
    values: dict[str, list[Any]] = {
        "source": [sorted(evidence.datasets)[:1]],
        "as-of": ["2019"],
        "known-by": ["2020"],
        "min-standing": ["acknowledged"],
        "data": ["photo"],
        "channel": sorted({item.channel for item in evidence.items if item.channel})[:1],
    }
    for parameter in question.parameters:
        if parameter.name not in question.left_to_python:
            yield from ({**needed, parameter.argument: value} for value in values.get(parameter.name, ()))


def asked_at_random(
    question: Declared, subject: Subject, source: random.Random, count: int
) -> Iterator[dict[str, Any]]:
    """Questions with some of the parameters that the text takes, of values that the case has."""
    dice, values = Dice(source), drawn_from(subject)
    taken = [
        each
        for each in question.parameters
        if each.name not in question.left_to_python and (each.choices or each.type in values)
    ]
    ends = [each for each in taken if each.name in ("from", "to")]
    if not any(each.required for each in question.parameters) and question.name != "reach":
        yield {}
    for _ in range(count):
        chosen = [
            each for each in taken if each.required or each in ends or dice.chance(OFTEN.get(each.name, 20))
        ]
        if question.name == "reach":
            chosen = [each for each in chosen if each is not ends[int(dice.chance(50))]]
        given = {each.argument: dice.pick(_values(each, values)) for each in chosen}
        yield {name: [value] if name == "source" else value for name, value in given.items()}


def _values(parameter: Parameter, values: Mapping[str, list[Any]]) -> list[Any]:
    """The words of a choice and one that is none; else what the case has."""
    if parameter.choices:
        return [*parameter.choices, *parameter.choices, "another word"]
    return values.get(parameter.name) or values[parameter.type]


#: How often, of a hundred, a parameter is given.
OFTEN = {"data": 85, "min-standing": 40, "via": 8, "avoid": 8, "channel": 12, "purpose": 8, "database": 8}
OFTEN |= {"by": 70, "group": 70, "cannot-tell": 80, "rule": 10}


@cache
def drawn_from(subject: Subject) -> Mapping[str, list[Any]]:
    """Values of each type of parameter that a case has, and of the two ends those that are ends of some item."""
    evidence = subject.evidence
    sought = ["driver-licensing", "immigration-enforcement", "any"]
    holders = sorted({item.holder for item in evidence.items} & set(evidence.registry))
    recipients = sorted({item.recipient for item in evidence.items} & set(evidence.registry))
    kinds = sorted({party.kind for party in evidence.registry.agencies})
    states = sorted({f"{party.state}:{party.kind}" for party in evidence.registry.agencies if party.state})
    found = {
        "from": [*holders, *holders, *kinds, *states, *evidence.registry, *sought],
        "to": [*recipients, *recipients, *kinds, *states, *evidence.registry, *sought],
        "party": [*evidence.registry, *kinds, *states, "any", "any"],
        "data": sorted({*evidence.types.parents, *(item.data_type for item in evidence.items)} - {""}),
        "date": ["2019", "2019-11", "2020", "2020-03", "2020-03-05", "2020-03-08", "2020-04"],
        "standing": ["acknowledged", "records-reported", "reported", "available", "available", "available"],
        "channel": sorted({item.channel for item in evidence.items if item.channel}),
        "purpose": sorted({item.purpose for item in evidence.items if item.purpose}),
        "rule": [*(rule.id for rule in evidence.rules if rule.is_bar), "no such bar"],
        "database": sorted({each for item in evidence.items for each in item.databases}),
        "source": sorted({*evidence.datasets, *evidence.documents}),
        "state": sorted({party.state for party in evidence.registry.agencies if party.state}),
        "flag": [True, False],
    }
    return {name: values for name, values in found.items() if values}
