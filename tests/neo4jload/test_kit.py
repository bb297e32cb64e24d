"""A kit holds what Neo4j Browser needs to explore a case, in forms that it reads, with values that exist in the case."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from datatrail.case import Case, open_case
from datatrail.kit import kit_of
from datatrail.kit_serving import served
from graphmodel.derived import PROPERTIES
from loaders.neo4j_parts import CASE_LABEL, LABELS, TYPES
from queries.library import QUESTIONS
from tests.datatrail.running import datatrail
from tests.loaders.making import case as new_case
from viz.neo4jbrowser.kit import LONGEST_LINK, Kit, link
from viz.neo4jbrowser.style import looks, style

FILES = {
    "style.grass",
    "queries.zip",
    "queries.csv",
    "guide.html",
    "guide.adoc",
    "parameters.txt",
    "index.html",
}


@pytest.fixture(scope="module")
def real() -> Case:
    return open_case("real")


@pytest.fixture(scope="module")
def kit(real: Case) -> Kit:
    return kit_of(real, "real")


# --- the style ----------------------------------------------------------------------------------------------------


def test_every_label_and_type_has_a_look_of_its_own() -> None:
    """Nothing is left to the Browser's own grey for want of a line, and no two labels have one colour."""
    assert set(looks()) == {*LABELS, *TYPES, CASE_LABEL}
    assert len({looks()[label].colour for label in (*LABELS, CASE_LABEL)}) == len(LABELS) + 1
    for name in (*LABELS, *TYPES):
        kind = "node" if name in LABELS else "relationship"
        assert f"\n{kind}.{name} {{\n" in style()


def test_captions_are_properties_that_are_there() -> None:
    for name, look in looks().items():
        if look.caption and name != CASE_LABEL:
            assert look.caption in {f"{{{each.name}}}" for each in PROPERTIES[name]}, name


def test_the_style_has_nothing_that_its_reader_breaks_on() -> None:
    """No comment, and one colon a line."""
    assert "/*" not in style()
    assert "//" not in style()
    assert all(line.count(":") == 1 for line in style().splitlines() if line.startswith("  "))


# --- saved queries ------------------------------------------------------------------------------------------------


def test_both_browsers_get_the_same_queries(kit: Kit) -> None:
    """Every text of the archive is in the table under the same name and folder, and the other way round."""
    files = kit.files()
    archive = zipfile.ZipFile(io.BytesIO(files["queries.zip"]))
    rows = list(csv.DictReader(io.StringIO(files["queries.csv"].decode(), newline="")))
    folders = {row["id"]: row["name"] for row in rows if row["isFolder"] == "true"}
    told = {
        f"{folders[row['parentId']]}/{row['name']}.cypher": row["query"]
        for row in rows
        if row["isFolder"] == "false"
    }
    assert told == {name: archive.read(name).decode() for name in archive.namelist()}
    assert len({row["id"] for row in rows}) == len(rows)


def test_every_question_with_a_cypher_text_is_saved(kit: Kit) -> None:
    saved = {query.name for query in kit.queries}
    assert saved == {question.name for question in QUESTIONS.values() if question.cypher}


def test_no_saved_text_waits_for_a_parameter(kit: Kit) -> None:
    """The values are in the texts, so that each runs as it stands."""
    for query in kit.all_queries:
        code = re.sub(r"'(?:[^'\\]|\\.)*'|//.*", "", query.saved)
        assert "$" not in code, query.name


def test_the_same_case_makes_the_same_kit(real: Case, kit: Kit) -> None:
    assert kit_of(real, "real").files() == kit.files()


# --- values -------------------------------------------------------------------------------------------------------


def test_parameters_are_values_of_the_case(real: Case, kit: Kit) -> None:
    told = kit.parameters
    assert set(told["from"]) | set(told["to"]) <= set(real.evidence.registry)
    assert set(told["data"]) <= set(real.evidence.types.parents)
    assert told["items"]
    assert set(told["items"]) <= {item.id for item in real.evidence.items}


def test_an_empty_case_has_a_kit_too(tmp_path: Path) -> None:
    made = kit_of(open_case(new_case(tmp_path / "case", registry=False).path), "empty")
    assert made.parameters["items"] == []
    assert {query.name for query in made.queries} >= {"flows", "coverage"}


# --- links and the folder -------------------------------------------------------------------------------------------


def test_links_open_a_query_in_the_editor_and_none_is_too_long(kit: Kit) -> None:
    page = kit.files("http://localhost:7474/browser/", "bolt://localhost:7687", "neo4j")["index.html"]
    found = re.findall(r'href="([^"]+)"', page.decode())
    assert found
    assert all(len(each.replace("&amp;", "&")) <= LONGEST_LINK for each in found)
    query = kit.steps[1].queries[0]
    asked = parse_qs(urlsplit(link("http://localhost:7474/browser/", "bolt://h:1", "", query.saved)).query)
    assert asked == {"dbms": ["bolt://h:1"], "cmd": ["edit"], "arg": [query.saved]}


def test_the_command_writes_the_kit(tmp_path: Path) -> None:
    out = tmp_path / "kit"
    done = datatrail("neo4j", "kit", "-o", str(out), "--case", "real", "--as", "real")
    assert done.status == 0, done.err
    assert {path.name for path in out.iterdir()} == FILES
    assert datatrail("neo4j", "kit").status == 2


# --- served ---------------------------------------------------------------------------------------------------------


def ask(address: str, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """The answer to one request: status, headers, content."""
    parts = urlsplit(address)
    connection = HTTPConnection("127.0.0.1", parts.port or 80)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Host": parts.netloc} | named)
    answer = connection.getresponse()
    told = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return told


def test_the_preflight_of_the_browser_is_answered() -> None:
    """It asks for these headers before it fetches; without an answer nothing loads."""
    with served({"style.grass": b"node {}"}) as address:
        status, headers, _ = ask(
            address,
            "OPTIONS",
            "/style.grass",
            Origin="http://localhost:7474",
            Access_Control_Request_Headers="cache-control,pragma,sentry-trace",
        )
        assert status == 204
        assert headers["Access-Control-Allow-Origin"] == "http://localhost:7474"
        for name in ("cache-control", "pragma", "sentry-trace"):
            assert name in headers["Access-Control-Allow-Headers"]
        status, headers, content = ask(address, "GET", "/style.grass", Origin="http://127.0.0.1:7474")
        assert (status, content) == (200, b"node {}")
        assert headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:7474"


def test_nothing_but_the_kit_is_served_and_to_nobody_by_another_name() -> None:
    with served({"style.grass": b"node {}"}) as address:
        assert ask(address, "GET", "/../pyproject.toml")[0] == 404
        assert ask(address, "GET", "/style.grass", Host="elsewhere.example")[0] == 403
        assert ask(address, "POST", "/style.grass")[0] == 501


def test_only_the_browser_that_is_meant_may_read_the_kit() -> None:
    """Another page that is open on this machine may not: a kit names what is in a case."""
    for origin, browser, wanted in (
        ("https://elsewhere.example", "", 403),
        ("https://elsewhere.example", "https://elsewhere.example:7473/browser/", 200),
        ("https://elsewhere.example.net", "https://elsewhere.example:7473/browser/", 403),
        ("null", "", 403),
    ):
        with served({"guide.html": b"<p>"}, browser=browser) as address:
            for method in ("OPTIONS", "GET"):
                status, headers, content = ask(address, method, "/guide.html", Origin=origin)
                assert (status == 403) is (wanted == 403)
                assert headers.get("Access-Control-Allow-Origin") == (origin if wanted == 200 else None)
                assert wanted == 200 or not content
