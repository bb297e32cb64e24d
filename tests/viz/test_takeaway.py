"""What a reader leaves out, dates, and takes away: the drawing, the table and every file show the same."""

import base64
import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.viz.conftest import Open, Opened
from tests.viz.made_up import page_data
from tests.viz.test_page import quiet
from viz import explorer

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"

# What leaves something out, as a reader does it.
VIEWS = {
    "everything": "0",
    "a kind of agency": "document.querySelector('[data-family=company]').click()",
    "a word": "document.querySelector('[data-known=access]').click()",
    "a kind of data": "document.querySelector('[data-filter=data][value=photo]').click()",
    "a channel": "document.querySelector('[data-filter=channel][value=\"staff-request\"]').click()",
    "a standing": "document.querySelector('[data-filter=standing][value=acknowledged]').click()",
    "a document": "document.querySelector('.more').open = true, explorer.listDocuments(), document.querySelector('[data-filter=document]').click()",
    "all documents but one": "explorer.listDocuments(), document.querySelector('[data-none=document]').click(),"
    "document.querySelectorAll('[data-filter=document]')[3].click()",
    "what came later": "(s => { s.value = 3; s.dispatchEvent(new Event('input')); })(document.querySelector('#day'))",
    "other data, and what came later": "(t => { t.value = 'photo'; t.dispatchEvent(new Event('change', {bubbles: true})); })(document.querySelector('#type')),"
    "(s => { s.value = 9; s.dispatchEvent(new Event('input')); })(document.querySelector('#day'))",
}


def rows_of_the_table(opened: Opened) -> dict[str, str]:
    """The exchanges in the table, each with the word that stands there."""
    opened.page.locator("button[data-view=table]").click()
    return dict(
        opened.ask(
            "[...document.querySelectorAll('tr[data-flow]')].filter(row => row.checkVisibility())"
            ".map(row => [row.dataset.flow, row.cells[3].querySelector('.word').textContent])"
        )
    )


def drawn(opened: Opened) -> dict[str, str]:
    """The exchanges on the lines of the drawing and within one fold, each with the word that it is drawn for."""
    on_lines: dict[str, str] = dict(
        opened.ask(
            "drawing.shownLines().flatMap(line => line.flows.map(flow => [flow, knowledgeOf.get(line.known).word]))"
        )
    )
    inside: dict[str, str] = dict(
        opened.ask(
            "(() => { const fold = new Map(page.nodes.map(node => [node.id, node.fold]));"
            "return filters.shown().filter(f => fold.get(f.from) && fold.get(f.from) === fold.get(f.to))"
            ".map(f => [f.flow, knowledgeOf.get(filters.seen(f).known).word]); })()"
        )
    )
    return {**inside, **on_lines}


@pytest.mark.parametrize("view", VIEWS)
def test_drawing_table_and_files_show_the_same(open_page: Open, pages: dict[int, str], view: str) -> None:
    opened = open_page(pages[60])
    opened.ask(f"({VIEWS[view]}, 0)")
    lines = drawn(opened)
    cells = list(csv.DictReader(io.StringIO(opened.ask("takeaway.csv()"))))
    whole = json.loads(opened.ask("takeaway.json()"))
    picture = ET.fromstring(opened.ask("snapshot.svg().text"))  # noqa: S314
    on_lines = sum(len(line["flows"]) for line in opened.ask("drawing.shownLines()"))
    marks = opened.ask("drawing.shownMarks().map(mark => mark.id)")
    words = dict(opened.ask("page.knowledge.map(known => [known.id, known.word])"))
    assert rows_of_the_table(opened) == lines
    assert {row["flow"]: row["what_is_known"].partition(" (")[0] for row in cells} == lines
    assert {flow["flow"]: words[flow["known"]] for flow in whole["flows"]} == lines
    groups = [group for group in picture.iter(f"{SVG}g") if group.get("data-line")]
    assert sum(int(group.get("data-flows") or 0) for group in groups) == on_lines
    assert {group.get("data-mark") for group in picture.iter(f"{SVG}g")} - {None} == set(marks)
    assert (0 < len(lines) < len(page_data(60)["flows"])) == (view != "everything")
    assert quiet(opened)


def test_a_source_that_is_left_out_leaves_what_the_others_say(open_page: Open) -> None:
    """An exchange that one document shows and another only hedges: without the first it is no longer "did"."""
    data = page_data(10)
    flow = next(flow for flow in data["flows"] if flow["standing"] == "documented")
    shown = flow["evidence"][0]
    hedged = {
        **shown,
        "id": "other",
        "document": "second-letter",
        "title": "A second letter",
        "hedged": True,
        "standing": "reported",
    }
    flow["evidence"] = [shown, hedged]
    opened = open_page(explorer.render(data))
    seen = f"filters.seen(flowOf.get('{flow['flow']}'))"
    assert opened.ask(f"{seen}.known") == "did"
    opened.page.locator(".more summary").click()
    opened.page.locator(f"[data-filter=document][value={shown['document']}]").uncheck()
    assert opened.ask(f"{seen}.known") == "could"
    assert opened.ask(f"{seen}.standing") == "reported"
    opened.page.locator("[data-filter=document][value=second-letter]").uncheck()
    assert opened.ask(seen) is None
    opened.page.locator("#reset").click()
    assert opened.ask(f"{seen}.known") == "did"


def dated(lo: str | None, hi: str | None, kind: str = "event") -> dict[str, Any]:
    """A page whose first exchange, which did happen, has this time."""
    data = page_data(10)
    flow = data["flows"][0]
    flow["evidence"] = [{**flow["evidence"][0], "time": {"kind": kind, "lo": lo, "hi": hi}}]
    return data


@pytest.mark.parametrize(
    ("lo", "hi", "day", "known"),
    [
        ("2018-03-01", "2018-03-31", "2018-02-28", None),
        ("2018-03-10", "2018-04-10", "2018-03-31", "could"),
        ("2018-03-01", "2018-03-31", "2018-03-31", "did"),
        ("2018-03-01", None, "2018-04-30", "could"),
        (None, "2018-03-31", "2017-12-31", "could"),
        (None, None, "2018-04-30", "could"),
    ],
)
def test_by_a_day_there_is_only_what_can_have_happened_and_did_only_what_surely_had(
    open_page: Open, lo: str | None, hi: str | None, day: str, known: str | None
) -> None:
    opened = open_page(explorer.render(dated(lo, hi)), fragment=f"#by={day}")
    assert opened.ask("filters.day()") == day
    now = opened.ask("filters.seen(page.flows[0])")
    assert (now and now["known"]) == known
    assert opened.page.locator("#day").get_attribute("aria-valuetext").startswith("By ")


def test_routes_and_map_follow_the_day(open_page: Open, pages: dict[int, str]) -> None:
    """All of it falls between September 2017 and June 2019: before, nothing; within, could have; then, did."""
    words = "[...new Set([...document.querySelectorAll('.route.holds, .route.possible')].filter(r => r.checkVisibility()).map(r => r.querySelector('.word').textContent))]"
    for day, expected, alaska in (
        ("2017-12-31", ["could have"], "Alaska: could have"),
        ("2019-06-30", ["did", "could have"], "Alaska: did hand it over"),
    ):
        opened = open_page(pages[60], fragment=f"#by={day}&type=photo")
        assert sorted(opened.ask(words)) == sorted(expected)
        assert opened.page.locator(".tile[data-state=AK]").get_attribute("title") == alaska
    assert opened.page.locator("#map-by").inner_text() == "Now: by 30 June 2019"


def test_when_the_day_is_past_everything_the_map_says_what_the_question_says(
    open_page: Open, pages: dict[int, str]
) -> None:
    """Two ways to the same map: by the answer's rows, and by the routes and exchanges of the page."""
    titles = "[...document.querySelectorAll('.tile[data-state]')].map(tile => tile.title)"
    opened = open_page(pages[250])
    before = opened.ask(titles)
    opened.ask(
        "filters.setDay('2999-12-31'), document.querySelector('#type').dispatchEvent(new Event('change', {bubbles: true})), 0"
    )
    assert opened.ask("filters.fewer()")
    assert opened.ask(titles) == before


def test_a_card_says_what_the_day_leaves_of_it(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60], fragment="#route=1.0&by=2017-12-31")
    note = opened.page.locator("#chosen .as-shown")
    assert "By what is shown now (by 31 Dec 2017): “could have”." in note.inner_text()
    opened.page.locator("#all-dates").click()
    assert not note.is_visible()


def test_the_slider_is_moved_by_keys_and_says_where_it_is(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    slider = opened.page.locator("#day")
    slider.focus()
    assert slider.get_attribute("aria-valuetext") == f"All dates: {len(page_data(60)['flows'])} exchanges"
    opened.page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext").startswith("By 30 Sept 2017:")
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator("#by").inner_text().startswith("By 31 Oct 2017:")
    opened.page.keyboard.press("End")
    assert opened.ask("filters.day()") == ""


def test_play_goes_through_the_dates_and_stops(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[10])
    opened.page.locator("#play").click()
    opened.page.wait_for_function("() => document.querySelector('#day').value > 0 && filters.day() !== ''")
    assert opened.page.locator("#play").inner_text() == "Pause"
    opened.page.locator("#play").click()
    day = opened.ask("filters.day()")
    opened.page.wait_for_timeout(600)
    assert opened.ask("filters.day()") == day


def test_where_motion_is_not_wanted_nothing_plays_and_a_press_goes_to_the_next_change(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[10], reduced_motion="reduce")
    play = opened.page.locator("#play")
    assert play.inner_text() == "Next change"
    play.click()
    day = opened.ask("filters.day()")
    assert day == "2017-09-30"
    opened.page.wait_for_timeout(600)
    assert opened.ask("filters.day()") == day
    play.click()
    assert opened.ask("filters.day()") == "2018-01-31"


def test_the_address_brings_the_whole_view_back(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.locator("#type").select_option("photo")
    opened.page.locator("[data-known=access]").uncheck()
    opened.page.locator("[data-family=company]").uncheck()
    opened.ask("document.querySelector('[data-filter=channel][value=\"email-request\"]').click()")
    opened.ask("explorer.listDocuments(), document.querySelectorAll('[data-filter=document]')[2].click()")
    opened.page.locator("#day").fill("12")
    opened.ask("drawing.toggle('fold:0:could')")
    opened.page.locator("[data-route='1.0']").click()
    opened.page.locator("button[data-view=table]").click()
    told = "JSON.stringify([takeaway.csv(), takeaway.json(), drawing.openFolds(), document.body.dataset.view, document.querySelector('#chosen h2').innerText])"
    before, fragment = opened.ask(told), opened.ask("location.hash")
    assert all(
        part in fragment
        for part in (
            "route=",
            "type=",
            "by=",
            "not-known=",
            "not-family=",
            "not-channel=",
            "not-document=",
            "open=",
            "view=table",
        )
    )
    again = open_page(pages[60], fragment=fragment)
    assert again.ask(told) == before
    assert not again.page.locator("[data-known=access]").is_checked()
    again.ask("location.hash = '#type=photo'")
    again.page.wait_for_function("() => document.body.dataset.view === 'picture'")
    assert again.ask("filters.out().length") == 0


def test_a_place_on_the_page_is_no_view(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.locator("[data-known=did]").uncheck()
    opened.ask("location.hash = '#routes'")
    opened.page.wait_for_timeout(100)
    assert opened.ask("filters.out()") == [["known", "did"]]


@pytest.mark.parametrize("what", ["csv", "json", "svg", "png"])
def test_a_file_is_saved_by_a_press_and_nothing_is_asked_for(
    open_page: Open, pages: dict[int, str], tmp_path: Path, what: str
) -> None:
    opened = open_page(pages[10])
    opened.page.locator(".menu summary").click()
    with opened.page.expect_download() as download:
        opened.page.locator(f"[data-take={what}]").click()
    assert download.value.suggested_filename == f"datatrail-5f2c0d1e9a7b.{what}"
    path = tmp_path / "file"
    download.value.save_as(path)
    starts = {"csv": b"flow,from,", "json": b"{", "svg": b"<svg ", "png": b"\x89PNG"}
    assert path.read_bytes().startswith(starts[what])
    assert opened.page.locator("#taken").inner_text().startswith(f"Saved as {what.upper()}: All ")
    assert not [url for url in opened.requests if not url.startswith(("file:", "blob:", "data:"))]
    assert not opened.problems


def test_the_png_is_the_svg_at_twice_the_size(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[10])
    address = opened.page.evaluate(
        "async () => { const made = await snapshot.png(); return new Promise(done => { const r = new FileReader();"
        "r.onload = () => done(r.result); r.readAsDataURL(made); }); }"
    )
    image = base64.b64decode(address.partition(",")[2])
    width, height = struct.unpack(">II", image[16:24])
    size = opened.ask("(({width, height}) => [width, height])(snapshot.svg())")
    assert [width, height] == [2 * size[0], 2 * size[1]]
    assert len(set(image)) > 100


def test_every_picture_carries_the_answer_what_was_left_out_the_caution_and_the_case(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[60])
    opened.page.locator("[data-known=access]").uncheck()
    text = re.sub(r"</text>\s*<text[^>]*>", " ", opened.ask("snapshot.svg().text"))
    words = " ".join(ET.fromstring(f"<a>{re.sub('<[^>]+>', ' ', text)}</a>").itertext())  # noqa: S314
    words = re.sub(r"\s+", " ", words)
    data = page_data(60)
    for part in (
        data["headline"][0],
        "Left out: had access only.",
        data["caution"],
        data["stamp"]["case_sha256"],
    ):
        assert part in words


def test_a_cell_that_looks_like_a_formula_is_none(open_page: Open) -> None:
    data = page_data(10)
    data["agencies"]["us-bureau"]["name"] = '=HYPERLINK("https://evil.example")'
    data["labels"]["data_type"]["photo"] = '+photo, "two"\nlines'
    opened = open_page(explorer.render(data))
    rows = list(csv.DictReader(io.StringIO(opened.ask("takeaway.csv()"))))
    names = {row["to_name"] for row in rows} | {row["from_name"] for row in rows}
    assert '\'=HYPERLINK("https://evil.example")' in names
    assert {row["data"] for row in rows if row["data_type"] == "photo"} == {'\'+photo, "two"\nlines'}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r" and cell]


def test_what_is_taken_away_as_data_makes_the_graph_again(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    whole = json.loads(opened.ask("takeaway.json()"))
    for flow, kept in zip(page_data(60)["flows"], whole["flows"], strict=True):
        assert [item["id"] for item in flow["evidence"]] == [item["id"] for item in kept["evidence"]]
        assert (flow["from"], flow["to"], flow["standing"]) == (kept["from"], kept["to"], kept["standing"])
        assert {flow["from"], flow["to"], *flow["via"]} <= whole["agencies"].keys()
        assert {item["document"] for item in flow["evidence"]} <= whole["documents"].keys()
    assert whole["stamp"]["case_sha256"] == page_data(60)["stamp"]["case_sha256"]
    assert whole["caution"] == page_data(60)["caution"]


def test_on_paper_is_the_drawing_as_it_is_shown(open_page: Open, pages: dict[int, str]) -> None:
    """What is left out on the screen is left out on paper; what is chosen is strong there too."""
    opened = open_page(pages[60])
    opened.page.locator("[data-known=access]").uncheck()
    opened.ask("drawing.toggle('fold:0:could')")
    pdf = opened.page.pdf()
    assert pdf.startswith(b"%PDF")
    assert "Left out: had access only." in opened.ask("document.querySelector('#on-paper').textContent")
    lines = opened.ask("[...document.querySelectorAll('.still [data-line]')].map(line => line.dataset.known)")
    assert lines
    assert "access" not in lines
    assert len(lines) == opened.ask("drawing.shownLines().length")
    assert opened.page.locator(".still [data-mark]").count() == opened.ask("drawing.shownMarks().length")
    assert quiet(opened)
