"""A brief in its forms: the same sentences with the same records, nothing in them runs, nothing is fetched."""

from __future__ import annotations

import doctest
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html.parser import HTMLParser
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

import datatrail
from tests.queries.briefing.making import brief, of_question, sentences
from tests.queries.smallcases import claim, coverage, denial, evidence
from tests.viz.conftest import Open
from tests.viz.hostile import HOSTILE
from viz import brief as forms
from viz.brief import CitedBrief

#: Words of ours that the forms look up.
CODES = {"id", "tag", "standing", "kind", "read", "case_sha256", "floor", "question"}
VOID = {"meta", "br"}
ROOT = Path(__file__).parents[2]


class Parsed(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag; what is opened has to be closed."""
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        self.headings += [int(tag[1])] if re.fullmatch(r"h\d", tag) else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


def made() -> CitedBrief:
    """A brief with something in every section."""
    case = evidence(
        claim("a", "dds", "police", "2019-01", document="report", read="excerpt", speaker="A paper"),
        claim("b", "police", "ice", "2019-03", channel="email-request"),
        denial("no", "police", "ice", channel="email-request"),
        claim("c", "dds", "ice", mode="requested", start="2020"),
        rules=[{"rule_id": "R1", "document": "letter", "title": "A bar", "kind": "paper", "effect": "bars"}],
        coverages=[coverage("dds", extent="partial", would_obtain="the log")],
    )
    return CitedBrief(brief(case))


@pytest.fixture(scope="module")
def told() -> CitedBrief:
    """The same, made once."""
    return made()


def plain(text: str) -> str:
    """Text as a reader sees it."""
    return " ".join(text.split())


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(forms).failed == 0


def test_all_three_forms_say_the_same(told: CitedBrief) -> None:
    """Each sentence with its number and verdict, each remark, each request, each record."""
    data = told.to_dict()
    page, text = plain(Parsed(told.to_html()).text), plain(re.sub(r"\\(.)", r"\1", told.to_markdown()))
    for each in sentences(data):
        assert plain(each["text"]) in page
        assert plain(each["text"]) in text
        assert f"**{each['number']}.** **{each['label']}**" in text
    assert {section["id"] for section in data["sections"]} == set(
        re.findall(r'<h2 id="(\w+)"', told.to_html())
    ) - {
        "records",
        "cite",
    }
    for section in data["sections"]:
        for remark in (
            *section["remarks"],
            *(each for group in section["groups"] for each in group["remarks"]),
        ):
            assert plain(remark["text"]) in page
            assert plain(remark["text"]) in text
        for letter in section["letters"]:
            assert plain(letter["text"]) in page
            assert plain(letter["text"]) in text
    assert json.loads(told.to_json()) == data
    assert str(told) == told.to_markdown()


def test_every_number_leads_to_its_record(told: CitedBrief) -> None:
    """In the page by a link; every link within it leads somewhere, and no id stands twice."""
    parsed = Parsed(told.to_html())
    assert len(parsed.ids) == len(set(parsed.ids))
    inner = {link[1:] for link in parsed.links if link.startswith("#")}
    assert inner <= set(parsed.ids)
    data = told.to_dict()
    assert {f"r{record['number']}" for record in data["records"]} <= inner
    assert {f"s{each['number']}" for each in sentences(data)} <= set(parsed.ids)


def test_the_page_is_whole_and_in_order(told: CitedBrief) -> None:
    """One heading of the first level, none skipped; a language, a title, a main part; each element is closed."""
    parsed = Parsed(told.to_html())
    assert parsed.open == []
    assert parsed.headings[0] == 1
    assert parsed.headings.count(1) == 1
    assert all(
        after - before <= 1 for before, after in zip(parsed.headings, parsed.headings[1:], strict=False)
    )
    assert parsed.tags["main"] == parsed.tags["title"] == 1
    assert '<html lang="en">' in told.to_html()


def test_nothing_is_fetched_and_nothing_runs(told: CitedBrief) -> None:
    """No script, no picture, no style from elsewhere; a policy that allows this style and nothing else."""
    page = told.to_html()
    parsed = Parsed(page)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(parsed.tags)
    assert "src" not in parsed.attributes
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "@import" not in page
    assert "url(" not in page


def poisoned(value: Any, text: str, key: str = "") -> Any:
    """The same data with a text in every string that is not a word of ours."""
    if isinstance(value, str):
        return value if key in CODES else text if key == "url" else f"{value}{text}"
    if isinstance(value, Mapping):
        return {name: poisoned(part, text, name) for name, part in value.items()}
    return [poisoned(part, text, key) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_text(told: CitedBrief, text: str) -> None:
    """In every field: the page has the elements and attributes that it had, and no address but ordinary ones."""
    calm, page = Parsed(told.to_html()), Parsed(CitedBrief(poisoned(told.to_dict(), text)).to_html())
    assert set(page.tags) <= set(calm.tags)
    assert page.attributes <= calm.attributes
    assert all(link.startswith(("#", "https://")) for link in page.links)
    shown = CitedBrief(poisoned(told.to_dict(), text)).to_markdown()
    assert not re.search(r"(?<!\\)<(?!https?://[^<>\s]*>)", _outside_code(shown))
    assert not re.search(r"(?<!\\)\]\((?!<https?://)", _outside_code(shown))


def _outside_code(text: str) -> str:
    """Markdown without its blocks and spans of code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^    .*$", "", text, flags=re.MULTILINE))


def test_a_block_of_code_ends_where_ours_ends(told: CitedBrief) -> None:
    """Whatever a request says: each of its lines is indented, and none begins a heading."""
    text = CitedBrief(poisoned(told.to_dict(), "\n```\n# Not a heading\n~~~\n")).to_markdown()
    assert "    # Not a heading" in text
    assert not re.search(r"^(?:`{3,}|~{3,}|# Not)", text, re.MULTILINE)


def test_the_same_brief_is_the_same_bytes() -> None:
    """Whatever order a set of this Python has."""
    program = "from tests.viz.test_brief import made, written; print(written(made()))"
    other = {"0": "1"}.get(os.environ.get("PYTHONHASHSEED", ""), "0")
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": other},
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert elsewhere.stdout.strip() == written(made())


def written(told: CitedBrief) -> str:
    """The hash of all three forms."""
    return sha256((told.to_markdown() + told.to_html() + told.to_json()).encode()).hexdigest()


def test_an_unread_document_is_marked_at_the_sentence_and_at_the_record(told: CitedBrief) -> None:
    """Where it is quoted, and where it is cited."""
    data = told.to_dict()
    marked = [each for each in sentences(data) if each["check_original"]]
    assert marked
    assert "Check the original." in told.to_markdown()
    assert "Excerpt: check the original before quoting." in plain(Parsed(told.to_html()).text)


def test_a_section_that_says_nothing_is_left_out() -> None:
    """Of a question without disputes there is no heading for them."""
    made = CitedBrief(of_question(evidence(claim("a", "dds", "ice", "2019")), "flows"))
    assert 'id="disputes"' not in made.to_html()
    assert "## Contested" not in made.to_markdown()


def test_a_notebook_shows_the_brief_itself(told: CitedBrief) -> None:
    """Not a page within the page: no head, no style, no policy; escaped like the page."""
    shown = told._repr_html_()
    parsed = Parsed(shown)
    assert shown.startswith("<article")
    assert not {"html", "head", "body", "style", "meta"} & set(parsed.tags)
    hostile = CitedBrief(poisoned(told.to_dict(), HOSTILE["script"]))._repr_html_()
    assert "<script" not in hostile


def test_the_bundled_brief_says_what_the_bundled_case_says() -> None:
    """Georgia: did, on the evidence cited; some of more than 250; both denials beside; a request to each end."""
    told = datatrail.demo_case().brief(from_="GA:driver-licensing", to="us-ice", data="photo")
    text = told.to_markdown()
    assert text.startswith(
        "# Licence or ID photo: from Georgia's licensing agency to Immigration and Customs Enforcement\n"
    )
    for words in (
        "**1.** **did** (records reported): Licence or ID photo: Georgia Department of Driver Services did hand it over to",
        "some of more than 250 requests (with other agencies)",
        "it is a denial of another channel",
        "### Georgia Department of Driver Services",
        "datatrail brief --from GA:driver-licensing --to us-ice --data photo",
        "https://www.nbcnews.com/",
    ):
        assert words in text, words


@pytest.mark.browser
@pytest.mark.parametrize("wide", [1440, 820, 390])
def test_the_page_fits_every_screen_and_asks_for_nothing(
    told: CitedBrief, open_page: Open, wide: int
) -> None:
    """One request, that for the file itself; nothing is wider than the screen, and no policy is broken."""
    opened = open_page(told.to_html(), wide=wide)
    assert [url.split(":")[0] for url in opened.requests] == ["file"]
    assert opened.problems == []
    assert opened.ask("document.documentElement.scrollWidth") <= wide


@pytest.mark.browser
@pytest.mark.parametrize("turn", range(3))
def test_nothing_hostile_runs_in_a_browser(told: CitedBrief, open_page: Open, turn: int) -> None:
    """Even with the policy taken out: each text of the corpus in many fields, in each turn in others."""
    texts = islice(cycle(HOSTILE.values()), turn, None)
    page = CitedBrief(by_turns(told.to_dict(), texts)).to_html()
    opened = open_page(re.sub(r"<meta http-equiv[^>]*>", "", page))
    assert opened.ask("window.ran") is None
    assert opened.requests == opened.requests[:1]


def by_turns(value: Any, texts: Iterator[str], key: str = "") -> Any:
    """The same data with the next of some texts in each string that is not a word of ours."""
    if isinstance(value, str):
        return value if key in CODES else next(texts) if key == "url" else value + next(texts)
    if isinstance(value, Mapping):
        return {name: by_turns(part, texts, name) for name, part in value.items()}
    return [by_turns(part, texts, key) for part in value] if isinstance(value, list) else value
