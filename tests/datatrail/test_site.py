"""The site is built of the pages without a warning, has all of them, and needs no network to be read or searched."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: What a browser fetches by itself.
FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
#: A style may carry a picture within itself, and nothing else from elsewhere.
STYLE = re.compile(r"@import|url\(\s*['\"]?(?!data:)(?:[a-z]+:)?//", re.IGNORECASE)


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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it: a page in no list, a link to nowhere, an unknown word are errors."""
    folder = tmp_path_factory.mktemp("site")
    done = built(DOCS, folder / "html", "-d", str(folder / "kept"))
    assert done.returncode == 0, done.stderr
    return folder / "html"


def built(source: Path, to: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """A site that was built of a folder, and what was said."""
    words = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "--keep-going", "-b", "html", *more]
    return subprocess.run([*words, str(source), str(to)], capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, _Elements]:
    """Each page of it, read."""
    return {page.name: _Elements(page) for page in sorted(site.glob("*.html"))}


def test_every_page_is_in_the_site_and_in_its_contents(pages: dict[str, _Elements]) -> None:
    """A page of `docs/` that is in no list of the start page would be found by nobody."""
    written = {page.with_suffix(".html").name for page in DOCS.glob("*.md")}
    linked = {urlsplit(link).path for link in pages["search.html"].values("href")}
    assert written - linked == set()
    assert written <= set(pages)


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[str, _Elements]) -> None:
    """No script, style, font or picture of another address: who opens a page tells nobody."""
    for name, page in pages.items():
        asked = [given.get(FETCHED[tag]) or "" for tag, given in page.found if tag in FETCHED]
        assert [each for each in asked if urlsplit(each).netloc] == [], name
    for style in site.rglob("*.css"):
        assert not STYLE.search(style.read_text(encoding="utf-8")), style.name


def test_every_link_within_the_site_leads_somewhere(site: Path, pages: dict[str, _Elements]) -> None:
    """To a file that is there, and to a place that is in it."""
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
def test_the_search_works_without_a_network(site: Path, browser: Browser) -> None:
    """From the file, offline: a word of the glossary is found first, and nothing is asked of anybody."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{(site / 'search.html').as_uri()}?q=contested")
    page.wait_for_selector("#search-results .search li a")
    found = page.eval_on_selector_all("#search-results .search li a", "all => all.map(a => a.href)")
    context.close()
    assert any("glossary.html#contested" in each for each in found[:5]), found[:5]
    assert {urlsplit(each).scheme for each in asked} <= {"file", "data"}


WRONG = """# A

[to nowhere](nowhere.md), [to no heading](#nothing), [to no file](../missing.txt)

## List

* [a page](absent.md): that is not there

```cypher
MATCH ~ RETURN
```

```shel
datatrail
```
"""


def test_the_build_fails_of_what_is_wrong(tmp_path: Path) -> None:
    """A link to nowhere, a list with a page that is not there, a text that is no Cypher, a block of no known kind."""
    (tmp_path / "index.md").write_text(WRONG, encoding="utf-8")
    told = (DOCS / "conf.py").read_text("utf-8").replace("DOCS.parent", f"Path({str(ROOT)!r})")
    (tmp_path / "conf.py").write_text(told, encoding="utf-8")
    (tmp_path / "site.css").write_text("", encoding="utf-8")
    done = built(tmp_path, tmp_path / "_build")
    assert done.returncode
    for said in (
        "nowhere.md",
        "'nothing'",
        "missing.txt",
        "absent",
        "Lexing literal_block",
        "'shel' is not known",
    ):
        assert said in done.stderr, said
