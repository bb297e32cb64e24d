"""A case with a history: names decided, claims checked, corrected and retracted, a mapping and words of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import datatrail
from datatrail.case import Case
from loaders.decisions import append as decide
from loaders.decisions import decision
from loaders.load import reapply
from loaders.logs import now


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Examplia, worked on; nobody changes it."""
    path: Path = tmp_path_factory.mktemp("worked") / "examplia"
    case = datatrail.demo_case("examplia").copy(path, "Examplia, worked on")
    case.review("EX01-2", by="A. Analyst", read="in-full", note="with its annex")
    case.review(
        "EX02-1", by="A. Analyst", correct={"purpose": "criminal-investigation"}, why="the annex says so"
    )
    case.review("EX03-1", by="B. Analyst", retract=True, why="made up")
    decide(
        path, [decision(now(), "A. Analyst", "Nobody's Office", "examplia", "unsure", "cannot tell", line=2)]
    )
    (path / "mappings" / "own mapping.toml").write_text('title = "of my own"\n', encoding="utf-8")
    reapply(case.folder)
    case.reopen()
    return case
