"""The site is built of the pages without a warning, has all of them, and needs no network to be read or searched."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import find_chromium

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: What a browser fetches by itself.
FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
#: A style may carry a picture within itself, and nothing else from elsewhere.
STYLE = re.compile(r"@import|url\(\s*['\"]?(?!data:)(?:[a-z]+:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it: a page in no list, a link to nowhere, an unknown word are errors."""
    folder = tmp_path_factory.mktemp("site")
    words = ["-q", "-W", "-n", "--keep-going", "-b", "html", "-d", str(folder / "kept")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, str(DOCS), str(folder / "html")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


class _Elements(HTMLParser):
    """The elements of a page, and the ids that can be linked to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def values(self, attribute: str) -> set[str]:
        return {value for _, given in self.found if (value := given.get(attribute))}


def pages_of(site: Path) -> dict[str, _Elements]:
    return {page.name: _Elements(page) for page in sorted(site.glob("*.html"))}


def test_every_page_is_in_the_site_and_in_its_contents(site: Path) -> None:
    """A page of `docs/` that is in no list of the start page would be found by nobody."""
    pages = {page.with_suffix(".html").name for page in DOCS.glob("*.md")}
    assert pages <= set(pages_of(site))
    linked = {urlsplit(link).path for link in pages_of(site)["search.html"].values("href")}
    assert pages - linked == set()


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    """No script, style, font or picture of another address: who opens a page tells nobody."""
    for name, page in pages_of(site).items():
        asked = [given.get(FETCHED[tag]) or "" for tag, given in page.found if tag in FETCHED]
        assert [each for each in asked if urlsplit(each).netloc] == [], name
    for style in site.rglob("*.css"):
        assert not STYLE.search(style.read_text(encoding="utf-8")), style.name


def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    """To a file that is there, and to a place that is in it."""
    pages = pages_of(site)
    anchors = {name: page.values("id") for name, page in pages.items()}
    lost = []
    for name, page in pages.items():
        for link in page.values("href") | page.values("src"):
            to = urlsplit(link)
            there = unquote(to.path) or name
            if to.scheme or to.netloc or not (to.path or to.fragment):
                continue
            if not (site / there).exists() or (
                there in anchors and to.fragment and to.fragment not in anchors[there]
            ):
                lost.append((name, link))
    assert lost == []


@pytest.mark.browser
def test_the_search_works_without_a_network(site: Path) -> None:
    """From the file, offline: a word of the glossary is found first, and nothing is asked of anybody."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        page = browser.new_context(offline=True).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{(site / 'search.html').as_uri()}?q=contested")
        page.wait_for_selector("#search-results .search li a")
        found = page.eval_on_selector_all("#search-results .search li a", "all => all.map(a => a.href)")
        browser.close()
    assert any("glossary.html#contested" in each for each in found[:5]), found[:5]
    assert {urlsplit(each).scheme for each in asked} <= {"file", "data"}


def broken(folder: Path, text: str) -> Iterator[str]:
    """What is said of a site with this page in it."""
    (folder / "index.md").write_text(text, encoding="utf-8")
    for name in ("conf.py", "site.css"):
        (folder / name).write_text((DOCS / name).read_text("utf-8").replace("DOCS.parent", f"Path({str(ROOT)!r})"))
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "-b", "html", str(folder), str(folder / "_build")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    yield from done.stderr.splitlines()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# A\n\n[to nowhere](nowhere.md)\n", "nowhere.md"),
        ("# A\n\n[to no heading](#nowhere)\n", "nowhere"),
        ("# A\n\n## List\n\n* [a page](missing.md): that is not there\n", "missing"),
        ("# A\n\n```cypher\nMATCH ~ RETURN\n```\n", "Lexing"),
    ],
)
def test_the_build_fails_of_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    """A link to nowhere, to no heading, a list with a page that is not there, a text that is no Cypher."""
    assert any(said in line for line in broken(tmp_path, text))
