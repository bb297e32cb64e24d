"""Only Cypher that reads the graph is let through; the error points at the first character that is not."""

from __future__ import annotations

import pytest

from graphmodel.errors import InputError
from queries.engines.gate import check, without_comments
from queries.library import QUESTIONS

GOOD = [
    "MATCH (a:Agency) RETURN a.id AS id",
    "MATCH (a:Agency|AgencyGroup {state: 'GA'})-[r:CARRIES*1..3 {data_type: $t}]->(b) RETURN b.id AS id LIMIT 3;",
    "MATCH (a) WHERE a.set = 1 AND a.`delete` IS NOT NULL RETURN a.create AS create, a.x AS load ORDER BY `load` DESC",
    "MATCH (n:Set)-[:MERGE]->(m:Create) RETURN n.id AS id",
    "MATCH (a) OPTIONAL MATCH (a)-->(b) WITH a, count(*) AS n, collect(DISTINCT b.id) AS ids RETURN a.id AS id, n, ids",
    "UNWIND [1, 2] AS x WITH DISTINCT x WHERE x > 1 RETURN CASE x WHEN 1 THEN 'a' ELSE null END AS y UNION RETURN 1 AS y",
    "MATCH (a) WHERE EXISTS { MATCH (a)-->(b) WHERE b.x } AND COUNT { (a)-->() } > 2 RETURN a.id AS id",
    "MATCH (a) WHERE EXISTS { (a)-[:PART_OF]->() } OR NOT a.name STARTS WITH 'x' RETURN a{.id, .name, x: 1} AS m",
    "MATCH (a) CALL (a) { WITH a MATCH (a)-->(b) RETURN count(b) AS n } RETURN a.id AS id, n",
    "CALL { MATCH (a) RETURN a.id AS id UNION ALL MATCH (b) RETURN b.id AS id } RETURN id",
    "MATCH p = (a)-[*1..2]->(b) WHERE all(r IN relationships(p) WHERE r.rank < 3) RETURN [n IN nodes(p) | n.id] AS ids",
    "RETURN reduce(s = {n: 0}, x IN [1] | {n: s.n + x}).n AS n, [1, 2][0..1] AS l, {set: 1, delete: 2} AS m",
    "MATCH (a) RETURN DISTINCT a.id AS id SKIP 1 LIMIT 2",
    "MATCH (a) RETURN a.x AS start, a.y AS format ORDER BY start, coalesce(format, '')",
    "MATCH (a) RETURN * // CREATE (b)",
    "RETURN 'CREATE (n)' AS x, \"LOAD CSV\" AS y /* DELETE */",
    "MATCH p = shortestPath((a {id: 'x'})-[:CARRIES*..4]->(b {id: 'y'})) RETURN length(p) AS n",
    "MATCH (a) WHERE (a)-[:PART_OF]->() RETURN exists((a)-->()) AS x, not(true) AS y",
    "MATCH (a:Agency) WITH a ORDER BY a.name ASC LIMIT 1 MATCH (a)-[:PART_OF]->(b) RETURN b.id AS id",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_only_reads_is_let_through(text: str) -> None:
    assert check(text, {"t"})


@pytest.mark.parametrize("name", [name for name, each in QUESTIONS.items() if each.cypher])
def test_every_text_of_the_library_would_be_let_through(name: str) -> None:
    question = QUESTIONS[name]
    names = {bound for parameter in question.parameters for bound in parameter.bound_as}
    assert check(question.cypher or "", names)


@pytest.mark.parametrize(
    ("text", "column", "what"),
    [
        ("CREATE (n:Agency)", 1, "CREATE is not taken here"),
        ("MATCH (n) SET n.x = 1", 11, "SET is not taken here"),
        ("match (n) set n.x = 1", 11, "set is not taken here"),
        ("MATCH (n) DETACH DELETE n", 11, "DETACH is not taken here"),
        ("MATCH (n) WITH * CREATE (m)", 18, "CREATE is not taken here"),
        ("MATCH (n) WITH n ORDER BY n.x DESC CREATE (m)", 36, "CREATE is not taken here"),
        ("MATCH (n) WHERE n.x IS NULL MERGE (m)", 29, "MERGE is not taken here"),
        ("MATCH (n) REMOVE n.x", 11, "REMOVE is not taken here"),
        ("MATCH (n) FOREACH (x IN [1] | SET n.x = x)", 11, "FOREACH is not taken here"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", 1, "LOAD is not taken here"),
        ("MATCH (n) WITH n LOAD CSV FROM 'x' AS r RETURN r", 18, "LOAD is not taken here"),
        ("MATCH (n)/**/LOAD/**/CSV FROM 'x' AS r RETURN r", 14, "LOAD is not taken here"),
        ("RETURN 1 AS x // so\nLOAD CSV FROM 'x' AS r RETURN r", 1, "LOAD is not taken here"),
        ("RETURN 1 AS x UNION LOAD CSV FROM 'x' AS x RETURN x", 21, "LOAD is not taken here"),
        ("MATCH (n) CALL { CREATE (m) } RETURN n", 18, "CREATE is not taken here"),
        ("MATCH (n) CALL (n) { SET n.x = 1 } RETURN n", 22, "SET is not taken here"),
        ("MATCH (n) WHERE EXISTS { CREATE (m) } RETURN n", 26, "CREATE is not taken here"),
        ("CALL db.labels() YIELD label RETURN label", 1, "no procedure is called here"),
        ("CALL apoc.load.json('x')", 1, "no procedure is called here"),
        ("MATCH (n) CALL (n) RETURN n", 11, "no procedure is called here"),
        ("MATCH (n) RETURN apoc.text.join(['a'], '') AS x", 28, "apoc.text.join is no function here"),
        ("MATCH (n) RETURN readFile('x') AS x", 18, "readFile is no function here"),
        ("MATCH (n) RETURN cuont(n) AS x", 18, "cuont is no function here"),
        ("USE other MATCH (n) RETURN n", 1, "USE is not taken here"),
        ("EXPLAIN MATCH (n) RETURN n", 1, "EXPLAIN is not taken here"),
        ("SHOW INDEXES", 1, "SHOW is not taken here"),
        ("MATCH (n) RETURN n.id AS id; MATCH (m) RETURN m", 30, "a second statement begins here"),
        ("MATCH (n) RETURN n.id AS id; ;", 30, "a second statement begins here"),
        ("FROBNICATE (n)", 1, "a query does not begin with FROBNICATE"),
        ("MATCH (n) FROBNICATE (m) RETURN n", 11, "FROBNICATE cannot stand here"),
        ("MATCH (n) WITH * FROBNICATE (m) RETURN n", 18, "FROBNICATE cannot stand here"),
        ("MATCH (n) WERE n.x = 1 RETURN n", 11, "WERE cannot stand here"),
        ("RETURN `a` CREATE (n)", 12, "CREATE is not taken here"),
        ("RETURN `a``` CREATE (n)", 14, "CREATE is not taken here"),
        ("RETURN 'a\\'' AS x CREATE (n)", 19, "CREATE is not taken here"),
        ("RETURN '\\u0027 CREATE (n) //' AS x", 9, "a unicode escape is not taken here"),
        ("RETURN 1 AS x \\u0043REATE (n)", 15, "a unicode escape is not taken here"),
        ("MATCH (n) RETURN n FORMAT CSV", 20, "FORMAT cannot stand here"),
        ("MATCH (n) RETURN $missing AS x", 18, r"the parameter \$missing is not given"),
    ],
)
def test_anything_else_is_refused_at_its_first_character(text: str, column: int, what: str) -> None:
    with pytest.raises(InputError, match=rf"line \d, column {column}: {what}"):
        check(text)


def test_a_word_that_was_meant_is_named() -> None:
    with pytest.raises(InputError, match=r"did you mean WHERE\?"):
        check("MATCH (n) WERE n.x = 1 RETURN n")
    with pytest.raises(InputError, match=r"did you mean count or cot\?"):
        check("MATCH (n) RETURN cuont(n) AS x")
    with pytest.raises(InputError, match=r"did you mean from\?"):
        check("RETURN $form AS x", {"from": 1})


def test_an_empty_query_is_refused() -> None:
    with pytest.raises(InputError, match="the query is empty"):
        check("  // nothing\n")


def test_an_engine_never_sees_a_comment() -> None:
    """What one engine takes for a comment another might run: every other character stays where it was."""
    text = "MATCH (a) /* x\ny */ RETURN '//' AS `/*`, 1 AS b // z\n;"
    blanked = without_comments(text)
    assert blanked == "MATCH (a)     \n     RETURN '//' AS `/*`, 1 AS b     \n;"
    assert check(text) == blanked
    assert len(blanked) == len(text)
