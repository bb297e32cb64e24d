"""What the gate lets through only reads: the judge of Cypher says so too, of every text that the fuzzing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphmodel.errors import InputError
from queries.engines.gate import check
from queries.engines.neo4j import Neo4j
from queries.engines.tokens import parameters_used, tokens
from tests.fuzzing.targets import CORPUS, text_of

if TYPE_CHECKING:
    from neo4j import Driver

pytestmark = pytest.mark.neo4j


def test_neo4j_runs_each_text_as_one_that_reads_or_refuses_it(neo4j_driver: Driver) -> None:
    """It is told where a text is wrong; never that it does more than read."""
    ran = 0
    for path in sorted((CORPUS / "gate").iterdir()):
        text = text_of(path.read_bytes())
        try:
            names = parameters_used(tokens(text))
            checked = check(text, names)
        except InputError:
            continue
        try:
            Neo4j(neo4j_driver).run(checked, dict.fromkeys(names, "a"))
        except InputError as error:
            judged = error.message
        else:
            judged, ran = "", ran + 1
        assert "more than read" not in judged, path.name
    assert ran >= 5
