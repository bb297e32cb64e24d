"""Cypher text is cut into pieces as Neo4j cuts it, and an error points at the character."""

from __future__ import annotations

import pytest

from graphmodel.errors import InputError
from queries.engines.tokens import parameters_used, returned, tokens


def pieces(text: str) -> list[str]:
    return [each.text for each in tokens(text)]


def test_a_pattern_is_cut_into_words_marks_and_parameters() -> None:
    assert pieces("MATCH (a:Agency {id: $from})-[r*1..3]->(b) WHERE a.x<>2.5") == [
        *("MATCH", "(", "a", ":", "Agency", "{", "id", ":", "$from", "}", ")", "-", "[", "r", "*", "1", ".."),
        *("3", "]", "->", "(", "b", ")", "WHERE", "a", ".", "x", "<>", "2.5"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "// DELETE\nRETURN 1",
        "/* DELETE\n */ RETURN 1",
        "RETURN 'it\\'s; DELETE'",
        'RETURN "say \\"DELETE\\""',
        "RETURN `DELETE`",
        "RETURN `a``DELETE`",
        "RETURN $`DELETE`",
    ],
)
def test_what_stands_in_a_comment_text_or_quoted_name_is_no_keyword(text: str) -> None:
    assert "DELETE" not in {each.keyword for each in tokens(text)}
    assert "RETURN" in {each.keyword for each in tokens(text)}


def test_a_comment_ends_where_its_line_does() -> None:
    """Otherwise a clause could hide behind one."""
    assert pieces("RETURN 1 // so\nDELETE") == ["RETURN", "1", "DELETE"]
    assert pieces("RETURN 1 /* so */ DELETE /* */") == ["RETURN", "1", "DELETE"]
    assert pieces("RETURN 1 // so\rDELETE") == ["RETURN", "1", "DELETE"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("RETURN 'abc", "line 1, column 8: a text begins here and does not end\n  RETURN 'abc\n         ^"),
        ("RETURN 1\n/* abc", "line 2, column 1: a comment begins here and does not end\n  /* abc\n  ^"),
        ("RETURN `a``b", "line 1, column 8: a quoted name begins here"),
        ("RETURN $`a", r"line 1, column 8: a quoted parameter begins here"),
        ("MATCH (a)\n\tRETURN a?", "line 2, column 10: '?' is no part of Cypher\n   RETURN a?\n           ^"),
        ("RETURN \\u0027", "line 1, column 8: a unicode escape is not taken here"),
    ],
)
def test_an_error_says_the_line_and_column_and_points_at_the_character(text: str, where: str) -> None:
    with pytest.raises(InputError) as error:
        tokens(text)
    assert str(error.value).startswith(where)


def test_the_parameters_of_a_text_are_named_once_in_order() -> None:
    text = "WHERE a = $to AND b IN $from AND c = $`to` AND '$no' <> d // $neither"
    assert parameters_used(tokens(text)) == ("to", "from")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("MATCH (a) RETURN a.id AS id", ("id",)),
        ("RETURN DISTINCT a.x AS x, [b IN c | b.y] AS `from` ORDER BY x, `from` LIMIT 3", ("x", "from")),
        ("CALL (a) { RETURN 1 AS no, 2 AS nor } RETURN {x: 1, y: f(1, 2)} AS yes;", ("yes",)),
        ("WITH 1 AS a RETURN a AS one UNION ALL WITH 2 AS a RETURN a AS two", ("two",)),
    ],
)
def test_the_columns_are_those_of_the_last_return(text: str, columns: tuple[str, ...]) -> None:
    assert returned(text) == columns


def test_a_column_without_a_name_is_refused_where_it_stands() -> None:
    with pytest.raises(InputError, match=r"line 1, column 20: a column is returned without a name"):
        returned("RETURN 1 AS a,     b.id")
    with pytest.raises(InputError, match="the query has no RETURN"):
        returned("MATCH (a)")
