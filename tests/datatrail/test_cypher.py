"""`cypher`, `query --engine` and the index: read-only, limited, never stale, and clear about what is missing."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import datatrail
from datatrail import engines
from datatrail.case import Case
from graphmodel.errors import InputError, ServiceError
from loaders.load import load
from loaders.store import CaseFolder
from queries.engines.neo4j import READING, Neo4j
from queries.engines.protocol import Limits, plain
from tests.datatrail.running import datatrail as run
from tests.loaders.making import claim, write

COUNT = "MATCH (i:Item) RETURN count(i) AS items"


@pytest.fixture(name="folder")
def own_case(tmp_path: Path) -> Path:
    """A case of one's own, with one claim."""
    case = CaseFolder(tmp_path / "case")
    case.init("Our own")
    load(case, [write(tmp_path / "claims.csv", "claim", [claim(claim_id="C1")])])
    return tmp_path / "case"


def counted(folder: Path) -> Any:
    return Case(CaseFolder(folder)).cypher(COUNT)["items"][0]


# --- the command ----------------------------------------------------------------------------------------------------


def test_a_query_gives_its_columns_in_order_in_every_format() -> None:
    text = "MATCH (a:Agency {state: $s})-[:PART_OF]->(b) RETURN b.id AS whole, count(a) AS n ORDER BY whole"
    asked = ("cypher", text, "--params", '{"s": "MD"}', "--format")
    assert list(run(*asked, "json").json[0]) == ["whole", "n"]
    rows = run(*asked, "csv").rows
    assert [(row["whole"], int(row["n"])) for row in rows] == [
        (row["whole"], row["n"]) for row in run(*asked, "json").json
    ]
    assert rows[0]["whole"] in run(*asked, "table").out


def test_a_query_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("RETURN 1 AS one // and no more\n"))
    assert run("cypher", "-", "--format", "json").json == [{"one": 1}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "MATCH (n) DELETE n",
            "Error: line 1, column 11: DELETE is not taken here\n  MATCH (n) DELETE n\n            ^",
        ),
        (
            "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
            "Error: line 1, column 1: LOAD is not taken here",
        ),
        ("MATCH (n RETURN n", "Error: line 1, column "),
        ("MATCH (n)\nRETURN m.id AS id", "Error: line 2, column 8: Undefined variable 'm'"),
        ("RETURN 1/0 AS x", "Error: Integer division by zero"),
        ("RETURN date('never') AS x", "Error: line 1, column 8: date(): cannot parse 'never'"),
    ],
)
def test_a_query_that_is_wrong_says_where_and_has_status_2(text: str, said: str) -> None:
    done = run("cypher", text)
    assert done.status == 2
    assert done.err.startswith(said)
    assert not done.out


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("{", "--params is no JSON: "),
        ("[1]", "--params is no JSON object"),
        ("{}", r"the parameter $s is not given"),
    ],
)
def test_parameters_that_are_wrong_are_named(parameters: str, said: str) -> None:
    done = run("cypher", "RETURN $s AS s", "--params", parameters)
    assert (done.status, said in done.err) == (2, True)


def test_rows_past_the_limit_are_left_out_and_it_is_said() -> None:
    text = "UNWIND range(1, 5) AS n RETURN n ORDER BY n"
    done = run("cypher", text, "--rows", "2", "--format", "csv")
    assert [row["n"] for row in done.rows] == ["1", "2"]
    assert "Only the first 2 rows: there are more." in done.err
    assert "Only" not in run("cypher", text, "--rows", "5", "--format", "csv").err
    assert not run("cypher", text, "--rows", "2", "--quiet", "--format", "csv").err


def test_a_query_that_takes_too_long_is_given_up() -> None:
    text = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
    done = run("cypher", text, "--seconds", "0.05")
    assert done.status == 2
    assert "the query took longer than 0.05 s" in done.err


def test_a_named_question_is_answered_by_its_text_in_the_columns_that_it_gives() -> None:
    asked = ("query", "trace", "--from", "us-ga-dds", "--to", "us-ice", "--data", "photo", "--format", "json")
    own, twin = run(*asked).json, run(*asked, "--engine", "embedded").json
    assert [{name: row[name] for name in twin[0]} for row in own] == twin
    assert "Not in its Cypher: the column because is not given" in run(*asked, "--engine", "embedded").err


def test_a_question_or_an_option_that_no_text_answers_says_why() -> None:
    done = run("query", "evidence", "--flow", "GA02-1", "--engine", "embedded")
    assert (done.status, "evidence has no Cypher text. Denials" in done.err) == (2, True)
    asked = ("query", "trace", "--from", "us-ga-dds", "--to", "us-ice", "--ties", "forbid")
    done = run(*asked, "--engine", "embedded")
    assert (done.status, "the Cypher text of trace does not take --ties" in done.err) == (2, True)


# --- the index ------------------------------------------------------------------------------------------------------


def test_the_index_is_made_once_for_a_generation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counted(folder) == 1
    kept = list((folder / "index").iterdir())
    assert len(kept) == 1
    monkeypatch.setattr(engines, "build", lambda _: pytest.fail("made again"))
    assert counted(folder) == 1
    assert list((folder / "index").iterdir()) == kept


def test_after_a_load_the_index_is_made_anew_and_the_old_one_goes(folder: Path, tmp_path: Path) -> None:
    counted(folder)
    old = set((folder / "index").iterdir())
    load(CaseFolder(folder), [write(tmp_path / "more.csv", "claim", [claim(claim_id="C2")])], dataset="more")
    assert counted(folder) == 2
    new = set((folder / "index").iterdir())
    assert len(new) == 1
    assert not new & old


@pytest.mark.parametrize("damage", [b"", b"no index", None])
def test_a_broken_index_is_made_anew(folder: Path, damage: bytes | None) -> None:
    """Cut off, or written over, or with one byte changed: it is noticed before the library reads it."""
    counted(folder)
    file = next((folder / "index").iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] + b"x" + whole[-8:] if damage is None else damage)
    assert counted(folder) == 1
    assert file.read_bytes()[:32] != damage
    assert counted(folder) == 1


def test_a_case_that_cannot_be_written_to_is_asked_all_the_same(folder: Path) -> None:
    (folder / "index").write_text("in the way", encoding="utf-8")
    assert counted(folder) == 1


def test_without_the_library_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """And everything else works."""
    monkeypatch.setitem(sys.modules, "kglite", None)
    done = run("cypher", "RETURN 1 AS one")
    assert done.status == 2
    assert done.err == (
        "Error: the embedded Cypher engine is not installed\nHint: pip install 'datatrail[cypher]'\n"
    )
    assert run("query", "flows", "--from", "us-ga-dds", "--format", "json").json


def test_an_engine_that_runs_no_cypher_is_named() -> None:
    with pytest.raises(InputError, match=r"'networkx' runs no Cypher\nHint: did you mean networkx|engines:"):
        datatrail.demo_case().cypher("RETURN 1 AS one", engine="networkx")


# --- Neo4j, without a server: its errors only -----------------------------------------------------------------------


def test_a_server_that_is_not_there_is_said_in_one_line_with_status_3(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    done = run("cypher", "RETURN 1 AS one", "--engine", "neo4j")
    assert done.status == 3
    assert done.err.startswith("Error: Neo4j at bolt://127.0.0.1:1 cannot be reached: ")
    assert done.err.count("\n") == 2
    assert "NEO4J_PASSWORD" in done.err


def test_an_address_that_is_none_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "nowhere")
    assert run("cypher", "RETURN 1 AS one", "--engine", "neo4j").status == 3


class FakeDriver:
    """A driver whose server says of each text what it is told to say; nothing of a server's answers is tested here."""

    def __init__(self, kind: str = "r", error: Exception | None = None) -> None:
        self.kind, self.error = kind, error
        self.ran: list[str] = []
        self.opened: dict[str, Any] = {}

    @contextmanager
    def session(self, **options: Any) -> Iterator[FakeDriver]:
        self.opened = options
        yield self

    @contextmanager
    def begin_transaction(self, timeout: float | None) -> Iterator[FakeDriver]:
        self.opened["timeout"] = timeout
        yield self

    def run(self, text: str, _: dict[str, Any]) -> Any:
        self.ran.append(text)
        if self.error:
            raise self.error
        rows = [{"n": number} for number in range(3)]
        return SimpleNamespace(
            consume=lambda: SimpleNamespace(query_type=self.kind),
            keys=lambda: ["n"],
            fetch=lambda n: rows[:n],
        )


def test_a_text_is_explained_first_and_run_for_reading_only() -> None:
    driver: Any = FakeDriver()
    found = Neo4j(driver, "cases").run("RETURN 1 AS n", {}, Limits(2.0, 2))
    assert driver.ran == ["EXPLAIN RETURN 1 AS n", "RETURN 1 AS n"]
    assert driver.opened == {"database": "cases", "timeout": 2.0, **READING}
    assert READING["default_access_mode"] == "READ"
    assert ([row["n"] for row in found.rows], found.cut) == ([0, 1], True)


def test_what_the_server_says_would_write_is_not_run() -> None:
    driver: Any = FakeDriver(kind="rw")
    with pytest.raises(InputError, match="the server says that this does more than read"):
        Neo4j(driver).run("CREATE (n)")
    assert driver.ran == ["EXPLAIN CREATE (n)"]


def test_the_errors_of_a_server_are_ours() -> None:
    from neo4j.exceptions import ClientError, DriverError, Neo4jError, ServiceUnavailable

    def raised(error: Exception, text: str = "RETURN m") -> str:
        driver: Any = FakeDriver(error=error)
        with pytest.raises((InputError, ServiceError)) as found:
            Neo4j(driver).run(text, {}, Limits(2.0, 2))
        return f"{type(found.value).__name__}: {found.value}"

    said = 'Variable `m` not defined (line 1, column 16 (offset: 15))\n"EXPLAIN RETURN m"\n                ^'
    wrong = Neo4jError._hydrate_neo4j(code="Neo.ClientError.Statement.SyntaxError", message=said)
    assert isinstance(wrong, ClientError)
    assert raised(wrong).startswith(
        "InputError: line 1, column 8: Variable `m` not defined\n  RETURN m\n         ^"
    )
    slow = Neo4jError._hydrate_neo4j(
        code="Neo.ClientError.Transaction.TransactionTimedOut", message="too long"
    )
    assert raised(slow).startswith("InputError: the query took longer than 2.0 s")
    refused = Neo4jError._hydrate_neo4j(code="Neo.ClientError.Security.Unauthorized", message="no")
    assert raised(refused).startswith("ServiceError: Neo4j refuses the user or the password")
    assert raised(ServiceUnavailable("gone")).startswith("ServiceError: Neo4j cannot be reached: gone")
    assert raised(DriverError("closed")).startswith("ServiceError: Neo4j cannot be reached: closed")
    broken = Neo4jError._hydrate_neo4j(code="Neo.DatabaseError.General.UnknownError", message="broken")
    assert raised(broken).startswith("ServiceError: Neo4j: ")


def test_values_come_out_as_tables_and_json_have_them() -> None:
    from datetime import date

    assert plain({"day": date(2020, 1, 2), "list": (1, {"x": None}), 3: True}) == {
        "day": "2020-01-02",
        "list": [1, {"x": None}],
        "3": True,
    }


def test_a_long_list_in_a_table_is_not_taken_for_a_number() -> None:
    """It is said to be so many values; other formats have them all."""
    text = "MATCH (a:Agency {id: 'us-ice'}) RETURN [1, 2, 3] AS ids"
    assert "3 values" in run("cypher", text).out
    assert run("cypher", text, "--format", "json").json == [{"ids": [1, 2, 3]}]
