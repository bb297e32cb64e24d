"""The generated pages of `docs/` are what the code says, and no page leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from datatrail import docs
from datatrail.cli import COMMANDS
from graphmodel.schema import NODES, RELATIONSHIPS, SHAPES
from graphmodel.vocabulary import vocabulary_names
from queries.library import QUESTIONS

ROOT = Path(__file__).parents[2]
GENERATED = sorted(docs.pages())
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make docs` writes now."""
    folder = tmp_path_factory.mktemp("docs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docs, "DOCS", folder)
        docs.main()
    return folder


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_what_the_code_says(written: Path, name: str) -> None:
    """The committed page equals the one that `make docs` writes, to the byte."""
    assert (ROOT / "docs" / name).read_bytes() == (written / name).read_bytes(), "run `make docs`"


def test_generated_pages_say_that_they_are(written: Path) -> None:
    """Who opens one is told to change the code; and a page that is no longer generated does not stay behind."""
    assert sorted(path.name for path in written.iterdir()) == GENERATED
    marked = [
        path.name for path in sorted((ROOT / "docs").glob("*.md")) if docs.NOTICE in path.read_text("utf-8")
    ]
    assert marked == GENERATED


def headings(name: str, level: int) -> list[str]:
    """The headings of a level of a generated page."""
    return [line[level + 1 :].strip("` ") for line in docs.pages()[name] if re.match(rf"#{{{level}}} ", line)]


def test_nothing_that_is_declared_is_left_out() -> None:
    """Every label, relationship and row shape, question, command and vocabulary has its heading."""
    schema = headings("schema.md", 3)
    wanted = [*(node.label for node in NODES), *(edge.type for edge in RELATIONSHIPS), *SHAPES]
    assert [name for name in wanted if not any(name in heading for heading in schema)] == []
    assert headings("questions.md", 2) == list(QUESTIONS)
    assert headings("commands.md", 2) == list(COMMANDS)
    assert headings("vocabularies.md", 2) == list(vocabulary_names())


def anchors(page: Path) -> set[str]:
    """What can be linked to within a page, as GitHub names it."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file of the repository, and to a heading that is there."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target
