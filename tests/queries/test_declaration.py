"""A question's declaration is true: of its function, of its columns, and of every answer that it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import datatrail
from graphmodel.errors import InputError
from queries.declaration import TYPES, Column, DeclarationError, Declared, Parameter
from queries.library import QUESTIONS, find_question

NAMES = sorted(QUESTIONS)
FLOWS_COLUMNS = (
    "flow, from, to, data_type, database, channel, via, standing, contested, first, last, count_words, "
    "at_least, at_most, unit, items, documents, read"
)
EXPOSURE_COLUMNS = "state, office, data_type, answer, verdict, standing, best_route, since, items, documents, contested, rules"
#: A question that needs a parameter, or much time, asked so that the bundled case has an answer.
ASKED: dict[str, dict[str, Any]] = {
    "policy-gaps": {"min_standing": "available"},
    "trace": {"from": "us-ga-dds", "to": "us-ice", "data": "photo"},
    "reach": {"from": "GA:driver-licensing", "data": "photo"},
    "chokepoints": {"from": "us-ga-dds", "to": "us-ice", "data": "photo"},
    "what-if": {"scenario": '[[remove]]\nrelay = "org-nlets"'},
    "compare": {"as_of_a": "2018", "as_of_b": "2020", "data": "photo"},
    "evidence": {"flow": "GA01-1"},
    "gaps": {"state": "VT", "data": "photo"},
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
        "theme": "routes",
        "cypher": "MATCH (a) WHERE a.id IN $from RETURN a.id AS from, $limit AS limit",
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


def test_a_theme_that_is_none_is_refused() -> None:
    with pytest.raises(
        DeclarationError, match="who: 'gossip' is no theme: take one of who gets what, routes"
    ):
        declared(theme="gossip")


# --- its Cypher text --------------------------------------------------------------------------------------------

RETURNED = "RETURN a.id AS from, $limit AS limit"


def test_a_question_without_cypher_says_why() -> None:
    """`who` has no file in the library."""
    with pytest.raises(DeclarationError, match=r"who: has no Cypher text: write library/who\.cypher, or say"):
        declared(cypher=None)
    assert declared(cypher=None, why_no_cypher="Nobody knows.").describe()["why_no_cypher"] == "Nobody knows."


def test_a_question_with_cypher_does_not_say_why_it_has_none() -> None:
    with pytest.raises(DeclarationError, match="who: has a Cypher text and says why it has none: delete"):
        declared(why_no_cypher="Nobody knows.")


@pytest.mark.parametrize(
    ("cypher", "complaint"),
    [
        (f"MATCH (a) WHERE a.id = $form {RETURNED}", r"uses \$form, which no parameter gives"),
        (
            "MATCH (a) WHERE a.id IN $from RETURN a.id AS from, 1 AS limit",
            r"does not use --limit: use \$limit",
        ),
        (f"MATCH (a) WHERE a.id = '$from' {RETURNED}", r"does not use --from: use \$from"),
        ("MATCH (a) WHERE a.id IN $from // $limit\nRETURN a.id AS from, 1 AS limit", "does not use --limit"),
    ],
)
def test_its_parameters_are_those_declared(cypher: str, complaint: str) -> None:
    """A parameter used and not declared, or declared and not used, is refused; a text or comment uses none."""
    with pytest.raises(DeclarationError, match=complaint):
        declared(cypher=cypher)


def test_an_end_is_used_by_any_of_its_names() -> None:
    """Of a party a text may take those who answer in full, only possibly, or as a table lists them."""
    for name in Parameter("from", "party", "Who.").bound_as:
        assert declared(cypher=f"MATCH (a) WHERE a.id IN ${name} {RETURNED}").cypher


def test_a_parameter_left_to_python_is_one_that_the_text_does_not_use_and_has_a_reason() -> None:
    fixed = "MATCH (a) WHERE a.id IN $from RETURN a.id AS from, 3 AS limit"
    assert declared(cypher=fixed, left_to_python={"limit": "Cut off afterwards."}).cypher == fixed
    with pytest.raises(DeclarationError, match="names 'limits', which is no parameter"):
        declared(cypher=fixed, left_to_python={"limits": "Cut off afterwards."})
    for text, reason in ((fixed, " "), (fixed.replace("3", "$limit"), "Cut off afterwards.")):
        with pytest.raises(DeclarationError, match="names 'limit', which its Cypher uses, or says no reason"):
            declared(cypher=text, left_to_python={"limit": reason})


@pytest.mark.parametrize(
    "columns",
    ["a.id AS limit, $limit AS from", "a.id AS from", "a.id AS from, $limit AS limit, 1 AS more"],
)
def test_its_columns_are_those_declared_in_order(columns: str) -> None:
    with pytest.raises(
        DeclarationError, match=r"its Cypher returns \[.*\] and it declares \['from', 'limit'\]"
    ):
        declared(cypher=f"MATCH (a) WHERE a.id IN $from AND $limit > 0 RETURN {columns} ORDER BY a.id")


def test_a_column_that_no_cypher_gives_is_named_with_the_reason() -> None:
    text = "MATCH (a) WHERE a.id IN $from RETURN a.id AS from LIMIT $limit"
    assert declared(cypher=text, not_in_cypher={"limit": "It is the question's own."}).cypher == text
    with pytest.raises(
        DeclarationError, match="`not_in_cypher` or `weaker_in_cypher` names 'limits', which is no column"
    ):
        declared(cypher=text, not_in_cypher={"limits": "It is the question's own."})


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

    question = declared(parameters=(standing,), answer=ask, cypher=None, why_no_cypher="It is short.")
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
    with pytest.raises(InputError, match=r"'exposures' is no question\nHint: did you mean exposure"):
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
def test_a_description_is_data(name: str) -> None:
    described = QUESTIONS[name].describe()
    assert described["question"].endswith("?")
    assert (described["cypher"] is None) == (described["why_no_cypher"] is not None)
    assert [each["name"] for each in described["columns"]] == [each.name for each in QUESTIONS[name].columns]
    assert [set(each) for each in described["parameters"]] == [
        {"name", "type", "help", "default", "required", "many", "values", "cypher"}
    ] * len(described["parameters"])


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_theme_references_and_values_for_each_parameter(name: str) -> None:
    question = QUESTIONS[name]
    assert question.theme
    assert question.references
    assert all(each.endswith(".") for each in question.references)
    assert all(each.values for each in question.parameters)


def test_a_parameter_says_where_its_values_come_from() -> None:
    """That of its type, unless it says so itself."""
    assert Parameter("to", "party", "Who.").values == TYPES["party"][0]
    assert Parameter("ties", "text", "How.", values="allow, forbid").values == "allow, forbid"


#: Which questions may do without a Cypher text.
WITHOUT = {"chokepoints", "what-if", "evidence", "compare", "gaps"}


@pytest.mark.parametrize("name", NAMES)
def test_every_question_but_those_that_may_not_has_a_cypher_text(name: str) -> None:
    question = QUESTIONS[name]
    assert question.cypher or name in WITHOUT
    assert bool(question.cypher) != bool(question.why_no_cypher)


def test_a_source_that_the_case_does_not_have_is_an_error_in_every_question(bundled: datatrail.Case) -> None:
    for name in NAMES:
        with pytest.raises(
            InputError, match=r"'georgia-2021' is no dataset or document.*\nHint: did you mean"
        ):
            QUESTIONS[name].ask(bundled.evidence, ASKED.get(name, {}) | {"source": ["georgia-2021"]})
