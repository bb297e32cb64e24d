"""The generated pages of `docs/` are what the code says, and no page leads nowhere."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

import datatrail
from datatrail import docs
from datatrail.case import Case
from datatrail.cli import COMMANDS
from graphmodel.dates import TimeKind
from graphmodel.evidence import Mode
from graphmodel.judging import Judged
from graphmodel.schema import NODES, RELATIONSHIPS, SHAPES
from graphmodel.vocabulary import vocabulary, vocabulary_names
from queries.library import QUESTIONS
from queries.tracing.question import Verdict

ROOT = Path(__file__).parents[2]
MADE = docs.pages()
GENERATED = sorted(MADE)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
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
    return [line[level + 1 :].strip("` ") for line in MADE[name] if re.match(rf"#{{{level}}} ", line)]


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


#: What stands in answers, as the code that gives it names it.
SAID = {
    *vocabulary("standings"),
    *vocabulary("verdicts"),
    *vocabulary("modes"),
    *vocabulary("absence_reasons"),
    *vocabulary("reads"),
    *vocabulary("extents"),
    *(word for words in (Mode, Verdict, Judged, TimeKind) for word in get_args(words)),
    *("stated", "implied", "assumed", "contested"),
}


def test_every_word_of_an_answer_is_in_the_glossary() -> None:
    """Every standing, verdict, mode, reason and judgement: a reader who meets one can look it up."""
    assert SAID - set(headings("glossary.md", 2)) == set()


def test_no_word_has_two_meanings_by_oversight() -> None:
    """Each word of the table once, in its order, with a page that tells more and that is there."""
    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    terms = [row["term"] for row in rows]
    assert terms == sorted(set(terms))
    assert all(row["meaning"].endswith(".") and row["page"] for row in rows)


def test_what_python_offers_is_described() -> None:
    """Every public name of the package and every method of a case has its place, and says what it is."""
    described = {*headings("python.md", 2), *headings("python.md", 3)}
    methods = {
        f"Case.{name}" for name, one in vars(Case).items() if not name.startswith("_") and callable(one)
    }
    assert {*datatrail.__all__, *methods} <= described


def test_every_part_of_a_mapping_is_told() -> None:
    """The tables of the shipped mappings stand in the page on what may stand in one."""
    page = "\n".join(MADE["mapping-reference.md"])
    for mapping in sorted((ROOT / "loaders" / "mappings").glob("*.toml")):
        for part in tomllib.loads(mapping.read_text("utf-8")):
            assert re.search(rf"^(\[+)?{part}\b", page, re.MULTILINE), (mapping.name, part)
