"""What is asked of a server only reads, whoever wrote it: neither a text nor a value of a case changes what is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datatrail.case import open_case
from datatrail.kit import kit_of
from graphmodel.errors import InputError
from loaders.load import load as load_files
from queries.engines.neo4j import Neo4j
from queries.literals import written_out
from tests.datatrail.running import datatrail
from tests.loaders.making import case as new_case
from tests.loaders.making import claim, claims
from tests.neo4jload.held import everything

if TYPE_CHECKING:
    from neo4j import Driver

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

#: Each would change the database if it were read as Cypher, in a text in quotes, in backticks, or after either.
INJECTIONS = (
    "'}) DETACH DELETE n //",
    "' OR 1=1 WITH 1 AS x MATCH (n) DETACH DELETE n //",
    "`) DETACH DELETE n //",
    "x` SET n.name = 'changed' //",
    "\\' DETACH DELETE n //",
    "\\u0027}) DETACH DELETE n //",
    "\\",
    "a\nMATCH (n) DETACH DELETE n",
    "*/ MATCH (n) DETACH DELETE n /*",
    "$case",
)
WRITES = (
    "CREATE (n:Agency {id: 'x'})",
    "INSERT (:Agency {id: 'x'})",
    "MERGE (n:Agency {id: 'x'}) RETURN n.id AS id",
    "MATCH (n) SET n.name = 'changed'",
    "MATCH (n) SET n:Other",
    "MATCH (n) REMOVE n.name",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n)-[r]->() DELETE r RETURN count(*) AS n",
    "MATCH (n) FOREACH (x IN [1] | SET n.x = x)",
    "MATCH (n) CALL (n) { SET n.x = 1 } RETURN count(*) AS n",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10 ROWS",
    "UNWIND [1] AS x CREATE (n:Agency {id: 'x'}) RETURN n.id AS id",
    "CREATE INDEX other FOR (n:Agency) ON (n.name)",
    "CREATE CONSTRAINT other FOR (n:Agency) REQUIRE n.name IS UNIQUE",
    "DROP INDEX datatrail_names",
    "DROP CONSTRAINT datatrail_case",
    "CREATE USER other SET PASSWORD 'something long'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "CALL db.createLabel('Other')",
    "MATCH (n) CALL db.create.setNodeVectorProperty(n, 'x', [1.0]) RETURN count(*) AS n",
)
#: What the server itself takes for reading, and yet is more: files of the machine, other data, procedures.
MORE_THAN_READING = (
    "LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
    "LOAD CSV FROM 'http://127.0.0.1:1/' AS row RETURN row",
    "CALL dbms.listConfig() YIELD name RETURN name",
    "CALL db.labels() YIELD label RETURN label",
    "SHOW USERS",
    "USE system MATCH (n) RETURN n.name AS name",
    "PROFILE MATCH (n) RETURN count(n) AS n",
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose names, ids, words and places are injections."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        claim(claim_id=f"c{place}{text}", holder=f"Office {text}", speaker=text, locator=text, note=text)
        for place, text in enumerate(INJECTIONS)
    ]
    made = new_case(folder / "case")
    load_files(made, [claims(folder / "claims.csv", *rows)], dataset="claims")
    return made.path


@pytest.fixture
def loaded(neo4j_driver: Driver, case: Path) -> Driver:
    """A database with that case in it, and nothing else."""
    done = datatrail("neo4j", "load", "--case", str(case), "--as", "hostile", "--if-changed", "--quiet")
    assert done.status == 0, done.err
    return neo4j_driver


@pytest.mark.parametrize("text", WRITES)
def test_what_writes_is_refused_by_the_gate_and_by_the_server_itself(
    loaded: Driver, case: Path, text: str
) -> None:
    """One net behind the other: what one let through the other would stop."""
    before = everything(loaded), names_of_schema(loaded)
    done = datatrail("cypher", text, "--engine", "neo4j", "--case", str(case))
    assert (done.status, done.out, "Error: line 1" in done.err) == (2, "", True)
    with pytest.raises(InputError):
        Neo4j(loaded).run(text)
    assert (everything(loaded), names_of_schema(loaded)) == before


@pytest.mark.parametrize("text", MORE_THAN_READING)
def test_what_reads_more_than_the_graph_is_refused(case: Path, text: str) -> None:
    """The server would run these, as they change nothing."""
    done = datatrail("cypher", text, "--engine", "neo4j", "--case", str(case))
    assert (done.status, done.out) == (2, "")
    assert "is not taken here" in done.err or "no procedure is called here" in done.err


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_value_is_only_ever_a_value(loaded: Driver, case: Path, text: str) -> None:
    """As a parameter, as a label, as the name of a property, and as what a question is asked about."""
    before = everything(loaded)
    asked = "--engine", "neo4j", "--case", str(case), "--format", "json"
    assert datatrail("cypher", "RETURN $x AS x", "--params", json.dumps({"x": text}), *asked).json == [
        {"x": text}
    ]
    named = text.replace("`", "``").replace("\\u", "u")  # a unicode escape is refused wherever it stands
    for query in (
        f"MATCH (n:`{named}`) RETURN count(n) AS n",
        f"MATCH (n) WHERE n.`{named}` = 1 RETURN count(n) AS n",
    ):
        assert datatrail("cypher", query, *asked).json == [{"n": 0}]
    for query in (f"MATCH (n:`{text}`) RETURN 1 AS x", f"MATCH (n {{`{text}`: 1}}) RETURN 1 AS x"):
        assert datatrail("cypher", query, *asked).status in (0, 2)
    done = datatrail("query", "flows", "--from", f"Office {text}", *asked)
    assert done.status == 0, done.err
    assert {row["from"] for row in done.json}
    assert datatrail("query", "flows", "--to", text, *asked).status == 2
    assert datatrail("neo4j", "load", "--case", str(case), "--as", text).status == 2
    assert everything(loaded) == before


def test_texts_with_values_written_into_them_only_read(loaded: Driver, case: Path) -> None:
    """The kit's saved queries name offices of the case; each is a text that reads, and finds them."""
    before = everything(loaded)
    for query in kit_of(open_case(case), "hostile").all_queries:
        summary = loaded.execute_query("EXPLAIN " + query.saved).summary
        assert summary.query_type == "r", query.name
        loaded.execute_query(query.saved)
    assert everything(loaded) == before


@given(
    st.lists(
        st.text(
            alphabet=st.one_of(st.sampled_from("'\\`u0027\"\n$/*{"), st.characters(exclude_categories=["Cs"]))
        )
    )
)
@settings(max_examples=60)
def test_a_literal_is_the_value_that_it_stands_for(neo4j_driver: Driver, values: list[str]) -> None:
    """Whatever is in it: the server reads back what was written."""
    written = written_out("RETURN $values AS found", {"values": values})
    assert neo4j_driver.execute_query(written).records[0]["found"] == values  # type: ignore[arg-type]


def names_of_schema(driver: Driver) -> list[str]:
    """Indexes, constraints and users."""
    found = [
        driver.execute_query("SHOW INDEXES YIELD name").records,
        driver.execute_query("SHOW CONSTRAINTS YIELD name").records,
        driver.execute_query("SHOW USERS YIELD user AS name").records,
    ]
    return sorted(each["name"] for records in found for each in records)
