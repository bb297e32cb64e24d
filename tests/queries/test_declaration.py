"""A question's declaration is true: of its function, of its columns, and of every answer that it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import datatrail
from graphmodel.errors import InputError
from queries.declaration import Column, DeclarationError, Declared, Parameter
from queries.library import QUESTIONS, find_question

NAMES = sorted(QUESTIONS)
FLOWS_COLUMNS = (
    "flow, from, to, data_type, database, channel, via, standing, contested, first, last, count_words, "
    "at_least, at_most, unit, items, documents, read"
)
EXPOSURE_COLUMNS = "state, office, data_type, answer, verdict, standing, best_route, since, items, documents, contested, rules"
#: A question that needs a parameter, asked so that the bundled case has an answer.
ASKED: dict[str, dict[str, Any]] = {
    "trace": {"from": "us-ga-dds", "to": "us-ice", "data": "photo"},
    "evidence": {"flow": "GA01-1"},
}


@pytest.fixture(scope="module")
def bundled() -> datatrail.Case:
    return datatrail.demo_case()


def answer(evidence: Any, *, from_: str, limit: int | None) -> list[dict[str, Any]]:
    """An answer whose columns stand in another order than declared, with one too many."""
    return [{"limit": limit, "from": from_, "evidence": evidence}]


def declared(**changed: Any) -> Declared:
    plain: dict[str, Any] = {
        "name": "who",
        "revision": 1,
        "question": "Who?",
        "parameters": (
            Parameter("from", "party", "An agency.", required=True),
            Parameter("limit", "integer", "The most.", default=3),
        ),
        "columns": (Column("from", "Who."), Column("limit", "How many.")),
        "evidence_columns": ("from",),
        "caveats": ("It does not say whom.",),
        "answer": answer,
    }
    return Declared(**(plain | changed))


def takes_more(evidence: Any, *, from_: str, limit: int, since: str) -> list[dict[str, Any]]:
    return [locals()]


def takes_another_order(evidence: Any, *, limit: int, from_: str) -> list[dict[str, Any]]:
    return [locals()]


def takes_none(evidence: Any) -> list[dict[str, Any]]:
    return [locals()]


# --- a declaration that contradicts itself ----------------------------------------------------------------------


@pytest.mark.parametrize("function", [takes_more, takes_another_order, takes_none])
def test_a_function_that_takes_other_parameters_than_declared_is_refused(
    function: Callable[..., Any],
) -> None:
    """The message names both lists and says to make them equal."""
    with pytest.raises(
        DeclarationError, match=r"who: takes \[.*\] and declares \['from_', 'limit'\]: make them"
    ):
        declared(answer=function)


def test_a_question_that_does_not_ask_is_refused() -> None:
    with pytest.raises(DeclarationError, match="who: a question ends in a question mark: add it"):
        declared(question="Who gives what.")


def test_an_evidence_column_that_is_no_column_is_refused() -> None:
    with pytest.raises(
        DeclarationError, match=r"who: evidence columns \['row'\] are no columns: correct them"
    ):
        declared(evidence_columns=("from", "row"))


def test_a_column_of_the_table_that_is_no_column_is_refused() -> None:
    with pytest.raises(
        DeclarationError, match=r"who: columns of its table \['row'\] are no columns: correct"
    ):
        declared(table=("from", "row"))


# --- how it is asked --------------------------------------------------------------------------------------------


def test_an_answer_has_the_declared_columns_in_order_and_no_others() -> None:
    assert [list(row.items()) for row in declared().ask(None, {"from": "dds"})] == [
        [("from", "dds"), ("limit", 3)]
    ]


@pytest.mark.parametrize("name", ["from", "from_"])
def test_a_parameter_is_known_by_its_name_on_the_command_line_and_in_python(name: str) -> None:
    assert declared().arguments({name: "dds", "limit": 5}) == {"from_": "dds", "limit": 5}


def test_a_hyphen_and_an_underscore_are_the_same_in_a_name() -> None:
    standing = Parameter("min-standing", "standing", "The floor.")

    def ask(evidence: Any, *, min_standing: str | None) -> list[dict[str, Any]]:
        return [locals()]

    question = declared(parameters=(standing,), answer=ask)
    for name in ("min-standing", "min_standing"):
        assert question.arguments({name: "available"}) == {"min_standing": "available"}


def test_a_parameter_that_it_needs_and_was_not_given_is_named_with_its_help() -> None:
    with pytest.raises(InputError, match=r"who needs --from\nHint: An agency\."):
        declared().ask(None, {"limit": 1})


def test_a_parameter_that_it_does_not_take_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"who takes no parameter 'limits'\nHint: did you mean limit\?"):
        declared().ask(None, {"from": "dds", "limits": 1})
    with pytest.raises(InputError, match=r"who takes no parameter 'zzz'\nHint: it takes from, limit"):
        declared().ask(None, {"from": "dds", "zzz": 1})


def test_a_question_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"'exposures' is no question\nHint: did you mean exposure\?"):
        find_question("exposures")
    with pytest.raises(InputError, match=r"'zzz' is no question\nHint: questions: flows, trace"):
        find_question("zzz")


# --- every question of the library ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_question_says_what_its_columns_mean_and_what_it_does_not_show(name: str) -> None:
    question = QUESTIONS[name]
    assert question.name == name
    assert question.caveats
    assert question.evidence_columns
    assert all(each.meaning.endswith(".") for each in question.columns)
    assert all(each.help.endswith(".") for each in question.parameters)
    assert len({each.name for each in question.columns}) == len(question.columns)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_on_the_bundled_case_has_the_declared_columns_in_order(
    name: str, bundled: datatrail.Case
) -> None:
    question = QUESTIONS[name]
    rows = question.ask(bundled.evidence, ASKED.get(name, {}))
    assert rows
    assert {tuple(row) for row in rows} == {tuple(column.name for column in question.columns)}
    assert list(bundled.query(name, **ASKED.get(name, {})).columns) == list(rows[0])


def test_the_columns_that_others_script_against_are_those_of_the_interface() -> None:
    for name, columns in (("flows", FLOWS_COLUMNS), ("exposure", EXPOSURE_COLUMNS)):
        assert [column.name for column in QUESTIONS[name].columns] == columns.split(", ")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("filter_", ["source", "known-by", "min-standing", "as-of"])
def test_every_question_takes_the_filters_of_evidence(name: str, filter_: str) -> None:
    """Interface: every question takes --source, --min-standing, --as-of, --known-by; the first may be several."""
    parameters = {each.name: each for each in QUESTIONS[name].parameters}
    assert filter_ in parameters
    assert parameters[filter_].many == (filter_ == "source")


@pytest.mark.parametrize("name", NAMES)
def test_a_description_is_data_and_says_why_there_is_no_cypher(name: str) -> None:
    described = QUESTIONS[name].describe()
    assert described["question"].endswith("?")
    assert described["cypher"] is None
    assert described["why_no_cypher"]
    assert [each["name"] for each in described["columns"]] == [each.name for each in QUESTIONS[name].columns]
    assert [set(each) for each in described["parameters"]] == [
        {"name", "type", "help", "default", "required", "many"}
    ] * len(described["parameters"])


def test_a_source_that_the_case_does_not_have_is_an_error_in_every_question(bundled: datatrail.Case) -> None:
    for name in NAMES:
        with pytest.raises(
            InputError, match=r"'georgia-2021' is no dataset or document.*\nHint: did you mean"
        ):
            QUESTIONS[name].ask(bundled.evidence, ASKED.get(name, {}) | {"source": ["georgia-2021"]})
