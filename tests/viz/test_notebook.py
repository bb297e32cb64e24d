"""What a notebook shows of answers, tables, pages and figures: in words that follow the verdict, and as text only."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import datatrail
from tests.datatrail.test_api import HOSTILE, own_case
from tests.loaders.making import claim

if TYPE_CHECKING:
    from tests.viz.conftest import Open

ASKED = {"from_": "GA:driver-licensing", "to": "us-ice", "data": "photo"}


def plain(html: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_an_answer_is_shown_in_words_with_its_evidence() -> None:
    """The verdict first; each route with what it rests on; what is only possible says why; the stamp below."""
    case = datatrail.demo_case()
    words = plain(case.trace(**ASKED)._repr_html_())
    assert words.startswith(
        "Georgia's licensing agency → Immigration and Customs Enforcement licence or ID photo: did"
    )
    assert "Georgia Department of Driver Services → Immigration and Customs Enforcement did" in words
    assert "could have only possible: hop 1: driver record is broader than" in words
    assert "F001-1: Georgia driver's license office is sharing information with ICE" in words
    assert f"case {case.stamp['case_sha256'][:12]}" in words


def test_an_answer_without_a_trace_says_why_and_what_would_settle_it() -> None:
    """Not known is no empty table."""
    case = datatrail.demo_case()
    asked = ASKED | {"from_": "WA:driver-licensing", "source": "georgia-2020"}
    shown = case.trace(**asked)._repr_html_()
    assert "licence or ID photo: not known (unknown): it was asked for, and the answer is not known" in plain(
        shown
    )
    assert "Would settle it: " in shown
    assert "<table" not in shown


def test_nothing_in_a_name_runs(tmp_path: Path) -> None:
    """In an answer, a table, a figure's alt text and a page's frame."""
    named = claim(claim_id=HOSTILE, recipient=HOSTILE, document=HOSTILE)
    case = datatrail.open_case(own_case(tmp_path / "case", named))
    shown = {
        "answer": case.trace("us-ga-dds", "any", data="photo")._repr_html_(),
        "table": case.query("flows")._repr_html_(),
        "figure": case.plot("outcomes", by="recipient")._repr_html_(),
        "page": case.draw(tmp_path / "page.html", to="any")._repr_html_(),
    }
    for name, html in shown.items():
        assert "<script" not in html, name
        assert "&lt;script&gt;" in html, name


def test_a_page_is_still_a_path(tmp_path: Path) -> None:
    """Of the file that was written."""
    page = datatrail.demo_case("examplia").draw(tmp_path / "page.html")
    assert isinstance(page, Path)
    assert page == tmp_path / "page.html"
    assert page.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.browser
def test_a_page_works_in_its_frame(tmp_path: Path, open_page: Open) -> None:
    """Its scripts run under its own policy, apart from the notebook, and ask for nothing."""
    page = datatrail.demo_case("examplia").draw(tmp_path / "page.html")
    opened = open_page(f"<!doctype html><meta charset=utf-8>{page._repr_html_()}")
    (frame,) = opened.page.frames[1:]
    frame.wait_for_selector("canvas")
    assert frame.evaluate("document.documentElement.className") == "js"
    assert (
        frame.evaluate("(() => { try { return parent.document.title } catch { return 'apart' } })()")
        == "apart"
    )
    assert [each for each in opened.requests if not each.startswith(("file:", "about:", "data:"))] == []
    assert opened.problems == []
