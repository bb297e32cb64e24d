"""The page in a real browser with no network: what a reader sees, chooses, and is told; by hand and by keyboard."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.viz.conftest import Open, Opened
from tests.viz.hostile import CODES, HOSTILE, fields, poisoned, renamed, with_text
from tests.viz.made_up import of_a_state_of_its_own, page_data
from viz import explorer
from viz.publishing import published

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SIZES = {"laptop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}


def quiet(opened: Opened) -> bool:
    """Whether the page asked for nothing but its own file, and nothing went wrong in it."""
    outside = [url for url in opened.requests if not url.startswith(("file:", "data:", "blob:"))]
    assert not outside
    assert not opened.problems
    assert len([url for url in opened.requests if url.startswith("file:")]) == 1
    return True


def visible(opened: Opened, query: str) -> list[str]:
    """The texts of the elements that can be seen."""
    return [each.inner_text() for each in opened.page.locator(query).all() if each.is_visible()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [10, 60, 250])
def test_the_page_opens_without_asking_for_anything(
    open_page: Open, pages: dict[int, str], size: int, scheme: str
) -> None:
    opened = open_page(pages[size], color_scheme=scheme)
    opened.page.wait_for_timeout(300)
    assert quiet(opened)
    assert opened.ask("document.documentElement.className") == "js"


@pytest.mark.parametrize(("wide", "high"), SIZES.values(), ids=SIZES)
def test_the_answer_and_the_map_are_seen_before_anything_is_touched(
    open_page: Open, pages: dict[int, str], wide: int, high: int
) -> None:
    opened = open_page(pages[60], wide=wide, high=high)
    assert visible(opened, "h1") == [page_data(60)["headline"][0]]
    box = opened.page.locator("h1").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < high / 3
    tile = opened.page.locator(".tile[data-state=GA]")
    assert tile.is_visible()
    assert tile.get_attribute("title") == "Georgia: could have"


def test_caution_stamp_and_citation_are_where_a_screenshot_catches_them(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[60])
    for text in (page_data(60)["caution"], page_data(60)["cite"], page_data(60)["stamp"]["case_sha256"]):
        box = opened.page.get_by_text(text).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900


@pytest.mark.parametrize("size", [10, 60, 250])
def test_what_is_drawn_is_what_the_data_says(open_page: Open, pages: dict[int, str], size: int) -> None:
    opened = open_page(pages[size])
    lines = opened.ask("drawing.shownLines().map(line => line.flows)")
    drawn = {flow for flows in lines for flow in flows}
    folded = opened.ask(
        "page.flows.filter(f => { const m = new Map(page.nodes.map(n => [n.id, n]));"
        "return m.get(f.from).fold && m.get(f.from).fold === m.get(f.to).fold; }).map(f => f.flow)"
    )
    assert drawn | set(folded) == {flow["flow"] for flow in page_data(size)["flows"]}


def test_labels_are_drawn_at_twelve_pixels_or_more_and_inside_the_drawing(
    open_page: Open, pages: dict[int, str]
) -> None:
    """They are 13 pixels at a scale of 1; a picture that was shrunk to fit would have a smaller scale."""
    for size in (10, 60, 250):
        opened = open_page(pages[size])
        assert opened.ask("drawing.scale()") == 1
        box = opened.page.locator("#canvas").bounding_box()
        assert box is not None
        marks = opened.ask("drawing.shownMarks().map(mark => mark.at)")
        assert all(0 < at["x"] < box["width"] and 0 < at["y"] < box["height"] for at in marks)


@pytest.mark.parametrize(("wide", "high"), SIZES.values(), ids=SIZES)
def test_no_label_is_cut_by_the_edge_of_the_drawing(
    open_page: Open, pages: dict[int, str], wide: int, high: int
) -> None:
    opened = open_page(pages[60], wide=wide, high=high)
    width = opened.ask("document.getElementById('canvas').clientWidth")
    labels = opened.ask("drawing.shownMarks().map(mark => drawing.labelOf(mark.id))")
    assert labels
    assert all(label["x"] >= 8 and label["x"] + label["width"] <= width - 8 for label in labels)


def test_signs_on_lines_keep_clear_of_labels_in_between(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    signs = opened.ask("drawing.shownSigns()")
    last = opened.ask("page.columns.length") - 1
    between = opened.ask(
        f"drawing.shownMarks().filter(m => m.column > 0 && m.column < {last}).map(m => m.id)"
    )
    boxes = [opened.ask(f"drawing.labelOf({id_!r})") for id_ in between]
    assert signs
    assert boxes
    on_a_label = [
        sign
        for sign in signs
        for box in boxes
        if box["x"] - 6 < sign["x"] < box["x"] + box["width"] + 6
        and box["y"] - 6 < sign["y"] < box["y"] + box["height"] + 6
    ]
    assert not on_a_label


def test_states_that_are_on_no_map_are_listed_and_chosen_like_tiles(open_page: Open) -> None:
    opened = open_page(explorer.render(of_a_state_of_its_own(page_data(10))))
    assert not opened.page.locator(".tiles").count()
    assert visible(opened, ".states .tile > span:first-child") == ["Examplia"]
    opened.page.locator(".states .tile").click()
    assert opened.page.locator("#chosen h2").inner_text() == "Examplia"
    assert quiet(opened)


def test_nothing_moves_after_it_is_drawn(open_page: Open, pages: dict[int, str]) -> None:
    places = "JSON.stringify(drawing.shownMarks().map(mark => [mark.id, mark.at]))"
    opened = open_page(pages[60])
    before = opened.ask(places)
    opened.page.wait_for_timeout(600)
    opened.page.locator("[data-route]").locator("visible=true").first.click()
    opened.page.locator("[data-family=company]").uncheck()
    assert opened.ask("drawing.shownMarks().length") == len(json.loads(before)) - 1
    after = dict(json.loads(opened.ask(places)))
    assert all(after[id_] == at for id_, at in json.loads(before) if id_ in after)
    again = open_page(pages[60])
    assert again.ask(places) == before


def test_a_chosen_route_is_lit_and_the_rest_is_dimmed(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    route = opened.page.locator("[data-route='1.1']")
    before = opened.page.locator("#canvas").screenshot()
    route.click()
    trace = page_data(60)["answers"][1]["traces"][1]
    lit = opened.ask(
        "({flows: [...drawing.litNow().flows], agencies: drawing.litNow().agencies, known: drawing.litNow().known})"
    )
    assert lit["flows"] == [step["flow"] for step in trace["steps"]]
    assert lit["agencies"] == [trace["steps"][0]["from"], *(step["to"] for step in trace["steps"])]
    assert lit["known"] == "did"
    assert route.get_attribute("aria-pressed") == "true"
    assert opened.page.locator("#canvas").screenshot() != before
    opened.page.keyboard.press("Escape")
    assert opened.ask("drawing.litNow()") is None
    assert opened.page.locator("#canvas").screenshot() == before
    assert quiet(opened)


def test_did_and_could_look_and_read_differently(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    said = []
    for verdict in ("holds", "possible"):
        opened.page.locator(f".route.{verdict}").locator("visible=true").first.click()
        said.append(opened.page.locator("#chosen h2").inner_text())
        assert opened.ask("drawing.litNow().known") == {"holds": "did", "possible": "could"}[verdict]
    assert " did " in said[0]
    assert " could have " in said[1]
    assert "Not “did”, because" in opened.page.locator("#chosen").inner_text()
    assert opened.ask("knowledgeOf.get('did').dash.length") == 0
    assert opened.ask("knowledgeOf.get('could').dash.length") > 0


def test_a_click_on_a_line_shows_its_evidence_with_citation_and_badge(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[60])
    line = opened.ask("drawing.shownLines().find(l => l.from === 'us-ak-odr' && l.to === 'us-center')")
    box = opened.page.locator("#canvas").bounding_box()
    assert box is not None
    opened.page.mouse.click(box["x"] + line["at"]["x"], box["y"] + line["at"]["y"])
    card = opened.page.locator("#chosen .card").first
    flow = next(flow for flow in page_data(60)["flows"] if flow["flow"] == line["flows"][0])
    item = flow["evidence"][0]
    link = card.locator("a")
    assert link.get_attribute("href") == item["url"]
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert link.inner_text() == item["title"]
    text = card.inner_text()
    for part in (
        item["locator"],
        item["speaker"],
        item["publisher"],
        "row 7 of made-up-claims.csv",
        "documented",
    ):
        assert part in text
    assert "excerpt: check the original before quoting" in text
    assert page_data(60)["help"]["FLOWS_TO"]["does_not_prove"] in opened.page.locator("#chosen").inner_text()


def test_a_card_has_a_solid_bar_for_what_is_shown_and_a_dashed_one_for_what_is_inferred(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[60])
    styles = {}
    for flow in page_data(60)["flows"]:
        shown = (
            flow["evidence"][0]["mode"] == "disclosed"
            and flow["evidence"][0]["payload"] == "stated"
            and not flow["evidence"][0]["hedged"]
        )
        if shown not in styles:
            opened.ask(f"explorer.choose('flow', {flow['flow']!r})")
            styles[shown] = opened.ask(
                "getComputedStyle(document.querySelector('#chosen .card')).borderLeftStyle"
            )
    assert styles == {True: "solid", False: "dashed"}


def test_what_is_beside_it_and_how_many_stand_on_the_card(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    flow = next(flow for flow in page_data(60)["flows"] if flow["beside"])
    opened.ask(f"explorer.choose('flow', {flow['flow']!r})")
    text = opened.page.locator("#chosen").inner_text()
    assert "denial of another channel" in text
    assert "some of more than 250 requests (with other agencies)" in text


def test_a_rule_stands_on_the_card_by_what_it_does(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    flow = next(flow for flow in page_data(60)["flows"] if flow["rules"])
    opened.ask(f"explorer.choose('flow', {flow['flow']!r})")
    assert "Made-up act on driver records, may bar it" in opened.page.locator("#chosen").inner_text()


def test_a_line_of_several_exchanges_offers_each(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    flows = opened.ask("drawing.shownLines().find(l => l.flows.length === 3).flows")
    opened.ask(f"explorer.choose('flow', {','.join(flows)!r})")
    choices = opened.page.locator("#chosen .choices button")
    assert choices.count() == 3
    choices.nth(1).click()
    assert opened.page.locator("#chosen .exchange").count() == 1


def test_the_legend_filters_agencies_and_lines(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.locator("[data-known=did]").uncheck()
    kinds = set(opened.ask("drawing.shownLines().map(line => line.known)"))
    assert "did" not in kinds
    assert "could" in kinds
    opened.page.locator("[data-family=enforcement]").uncheck()
    assert "enforcement" not in opened.ask("drawing.shownMarks().map(mark => mark.family)")
    opened.page.locator("button[data-view=table]").click()
    shown = opened.ask(
        "[...document.querySelectorAll('tr[data-flow]:not([hidden])')].map(row => row.dataset.flow)"
    )
    left = opened.ask("drawing.shownLines().flatMap(line => line.flows)")
    assert set(left) <= set(shown)
    assert 0 < len(shown) < len(page_data(60)["flows"])
    for box in ("[data-known=did]", "[data-family=enforcement]"):
        opened.page.locator(box).check()
    assert opened.ask("document.querySelectorAll('tr[data-flow]:not([hidden])').length") == len(
        page_data(60)["flows"]
    )


def test_legend_counts_are_those_of_the_data(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    text = opened.page.locator(".legend").inner_text()
    kinds = [agency["kind"] for agency in page_data(60)["agencies"].values()]
    assert f"Licensing office {kinds.count('driver-licensing')}" in re.sub(r"\s+", " ", text)


def test_showing_one_kind_of_data_turns_what_it_only_may_have_held_into_could_have(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[10])
    line = "drawing.shownLines().find(l => l.from === 'us-ak-odr' && l.to === 'grp-other-agencies')"
    assert opened.ask(f"{line}.known") == "did"
    opened.page.locator("#type").select_option("photo")
    assert opened.ask(f"{line}.known") == "could"
    assert visible(opened, "details.answer summary > span:first-child") == ["Licence or ID photo"]
    assert opened.page.locator(".tile[data-state=AL]").get_attribute("title") == "Alabama: not known"


def test_a_state_that_was_not_asked_about_is_not_called_unknown(
    open_page: Open, pages: dict[int, str]
) -> None:
    """The page of ten agencies asks about four states."""
    opened = open_page(pages[10])
    assert opened.page.locator(".tile[data-state=FL]").get_attribute("title") == "Florida: not asked about"
    assert "not known" not in opened.page.locator(".key").inner_text()
    asked = opened.ask("page.states_asked")
    assert (
        opened.ask("[...document.querySelectorAll('.tile:enabled')].map(t => t.dataset.state).sort()")
        == asked
    )
    counts = re.findall(r"\d+", opened.page.locator(".key").inner_text())
    assert sum(map(int, counts)) == len(asked)
    opened.ask("explorer.choose('state', 'FL')")
    assert "does not ask about this state" in opened.page.locator("#chosen").inner_text()
    opened.page.locator("#find").fill("florida")
    assert visible(opened, "#found li") == ["Nothing here has this in its name."]


def test_search_finds_as_you_type(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    field = opened.page.locator("#find")
    field.press_sequentially("geor")
    assert visible(opened, "#found li") == [
        "Georgia state, GA",
        "GA office of driver records driver licensing, Georgia",
    ]
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "found-1"
    field.press("Enter")
    assert opened.page.locator("#chosen h2").inner_text() == "GA office of driver records"
    field.fill("letter no. 11")
    opened.page.locator("#found li").first.click()
    assert opened.page.locator("#chosen").is_visible()
    field.fill("no such thing anywhere")
    assert visible(opened, "#found li") == ["Nothing here has this in its name."]
    field.press("Escape")
    assert not visible(opened, "#found")


def test_a_relay_is_found_though_it_is_no_step(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.locator("#find").fill("switchboard")
    opened.page.locator("#found li").first.click()
    assert "Relays" in opened.page.locator("#chosen").inner_text()
    assert "org-switchboard" not in opened.ask("drawing.shownMarks().map(mark => mark.id)")


def test_a_state_on_the_map_shows_its_routes_and_its_answer(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.locator(".tile[data-state=AK]").click()
    assert opened.page.locator("#chosen h2").inner_text() == "Alaska"
    assert "did" in opened.page.locator("#chosen .said").inner_text()
    assert all("AK office" in text for text in visible(opened, "#routes .route"))
    opened.page.locator(".tile[data-state=CO]").click()
    assert "Nothing is known that answers the question." in opened.page.locator("#chosen").inner_text()
    opened.page.locator(".chosen-state button").click()
    assert any("AL office" in text for text in opened.page.locator("#routes .route").all_inner_texts())


def test_the_map_says_its_answer_in_letters_and_marks_as_well_as_colours(
    open_page: Open, pages: dict[int, str]
) -> None:
    """The map printed grey, or seen without colours, still tells them apart."""
    opened = open_page(pages[60])
    looks = opened.ask(
        "['did', 'could', 'access', 'asked', 'refused', 'unknown'].map(k => { const i = document.querySelector(`.tiles .tile.${k} i`);"
        "const s = getComputedStyle(i), q = getComputedStyle(i, '::before');"
        "return [s.clipPath, s.height, s.borderStyle, s.visibility, q.content].join(); })"
    )
    assert len(set(looks)) == len(looks)


def test_the_table_has_what_the_picture_has_and_leads_to_the_evidence(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[60])
    opened.page.locator("button[data-view=table]").click()
    rows = opened.page.locator("tr[data-flow]")
    assert rows.count() == len(page_data(60)["flows"])
    assert rows.first.is_visible()
    assert not opened.page.locator("#canvas").is_visible()
    rows.first.locator("button").click()
    assert opened.page.locator("#chosen .card").count() == len(page_data(60)["flows"][0]["evidence"])
    opened.page.locator("button[data-view=picture]").click()
    assert opened.page.locator("#canvas").is_visible()
    assert quiet(opened)


def test_a_fold_opens_and_closes_where_it_stands(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    fold = opened.ask("drawing.shownMarks().find(mark => mark.id === 'fold:0:could')")
    count = opened.ask("drawing.shownMarks().length")
    for expected in (count + fold["members"], count):
        at = opened.ask("drawing.shownMarks().find(mark => mark.id === 'fold:0:could').at")
        box = opened.page.locator("#canvas").bounding_box()
        assert box is not None
        opened.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
        assert opened.ask("drawing.shownMarks().length") == expected
        ends = opened.ask("drawing.shownLines().flatMap(line => [line.from, line.to])")
        assert ("fold:0:could" in ends) == (expected == count)
    assert opened.ask("drawing.scale()") == 1


def test_the_address_brings_back_what_was_chosen(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.locator("#type").select_option("photo")
    opened.page.locator("[data-route='1.1']").click()
    fragment = opened.ask("location.hash")
    assert fragment == "#route=1.1&type=photo"
    again = open_page(pages[60], fragment=fragment)
    assert again.page.locator("#chosen h2").inner_text() == opened.page.locator("#chosen h2").inner_text()
    assert again.page.locator("#type").input_value() == "photo"


@pytest.mark.parametrize(
    "fragment",
    [
        "#route=9.9",
        "#flow=%E0%A4%A",
        "#agency=__proto__",
        "#type=<x>",
        "#state=XX",
        "#=&&=",
        "#constructor=1",
    ],
)
def test_an_address_that_makes_no_sense_changes_nothing(
    open_page: Open, pages: dict[int, str], fragment: str
) -> None:
    opened = open_page(pages[10], fragment=fragment)
    assert visible(opened, "h1")
    assert quiet(opened)


def test_without_scripts_the_picture_and_the_full_list_remain(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60], java_script_enabled=False)
    assert opened.page.locator("svg.still").is_visible()
    assert opened.page.locator(".no-script").is_visible()
    assert opened.page.locator("tr[data-flow]").locator("visible=true").count() == len(page_data(60)["flows"])
    assert opened.page.locator("#sources li[id^=e]").locator("visible=true").count() == sum(
        len(f["evidence"]) for f in page_data(60)["flows"]
    )
    assert not opened.page.locator("#tools").is_visible()
    assert not opened.page.locator("input[type=checkbox]").first.is_visible()
    assert opened.page.locator("footer").is_visible()
    assert quiet(opened)


def test_on_paper_are_the_picture_the_routes_and_the_evidence(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.emulate_media(media="print")
    assert opened.page.locator("svg.still").is_visible()
    assert not opened.page.locator("#canvas").is_visible()
    assert opened.page.locator(".route").first.is_visible()
    assert opened.page.locator("#sources").is_visible()
    assert opened.page.locator(".caution").is_visible()
    assert not opened.page.locator("#tools").is_visible()
    opened.page.emulate_media(media="screen")
    opened.ask("explorer.choose('route', '1.1')")
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#chosen .card").first.is_visible()
    assert not opened.page.locator("#sources").is_visible()
    opened.page.locator(".still [data-line][opacity]").first.wait_for()
    assert opened.page.locator(".still [data-line]:not([opacity])").count() == 2


@pytest.mark.parametrize("wide", [320, 390, 640, 641, 820, 1099, 1100, 1440, 2200])
def test_no_width_needs_scrolling_sideways(open_page: Open, pages: dict[int, str], wide: int) -> None:
    """Also at 320 pixels, which is 1,280 at four times the size (WCAG 2.2, 1.4.10)."""
    opened = open_page(pages[60], wide=wide, high=700)
    for step in ("question", "answer", "evidence"):
        opened.ask(f"document.body.dataset.step = '{step}'")
        assert opened.ask("document.documentElement.scrollWidth") <= wide
    opened.ask("explorer.choose('route', '1.1')")
    assert opened.ask("document.documentElement.scrollWidth") <= wide
    opened.ask("document.body.dataset.step = 'answer'; document.body.dataset.view = 'table'")
    assert opened.ask("document.documentElement.scrollWidth") <= wide


def test_on_a_phone_question_answer_and_evidence_are_steps(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60], wide=390, high=844, has_touch=True, is_mobile=True)
    assert opened.page.locator(".steps").is_visible()
    assert opened.page.locator("#canvas").is_visible()
    assert not opened.page.locator("#find").is_visible()
    opened.page.locator(".steps [data-step=question]").tap()
    assert opened.page.locator("#find").is_visible()
    opened.page.locator(".steps [data-step=answer]").tap()
    opened.page.locator("[data-route]").locator("visible=true").first.tap()
    assert opened.page.locator("#chosen .card").first.is_visible()
    assert not opened.page.locator("#canvas").is_visible()
    opened.page.locator(".back").tap()
    assert opened.page.locator("#canvas").is_visible()
    assert quiet(opened)


def test_text_at_twice_the_size_keeps_everything_within_reach(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.ask("document.documentElement.style.fontSize = '200%'")
    assert opened.ask("document.documentElement.scrollWidth") <= 1440
    for query in ("h1", "#find", ".tile[data-state=FL]", "#canvas", ".caution"):
        opened.page.locator(query).scroll_into_view_if_needed()
        assert opened.page.locator(query).is_visible()


@pytest.mark.parametrize(("wide", "high"), [SIZES["laptop"], SIZES["tablet"]], ids=["laptop", "tablet"])
def test_the_keyboard_reaches_everything_that_can_be_used(
    open_page: Open, pages: dict[int, str], wide: int, high: int
) -> None:
    opened = open_page(pages[10], wide=wide, high=high)
    usable = (
        "[...document.querySelectorAll('a[href], button:enabled, input, select, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('#sources, #table'))"
    )
    total = opened.ask(f"{usable}.length")
    reached = opened.ask("window.reached = new Set(), 0")
    for _ in range(total + 5):
        opened.page.keyboard.press("Tab")
        opened.ask("window.reached.add(document.activeElement), 0")
        outlined = opened.ask(
            "(e => e === document.body || getComputedStyle(e).outlineStyle !== 'none' || e.matches('.skip'))(document.activeElement)"
        )
        assert outlined, opened.ask("document.activeElement.outerHTML.slice(0, 200)")
    missed = opened.ask(f"{usable}.filter(e => !window.reached.has(e)).map(e => e.outerHTML.slice(0, 90))")
    assert not missed
    assert reached == 0
    assert total > 25


def test_a_route_is_chosen_read_and_left_by_keyboard(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    route = opened.page.locator("[data-route='1.0']")
    route.focus()
    opened.page.keyboard.press("Enter")
    assert opened.ask("document.activeElement.id") == "evidence"
    assert opened.page.locator("#told").inner_text().startswith("Shown: Licence or ID photo")
    opened.page.keyboard.press("Escape")
    assert opened.ask("document.activeElement.dataset.route") == "1.0"


def test_arrow_keys_go_from_agency_to_agency_in_the_drawing(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.page.locator("#canvas").focus()
    told = opened.page.locator("#told")
    for key, name in [("ArrowDown", "AK"), ("ArrowDown", "HI"), ("ArrowRight", "Tri-County"), ("ArrowRight", "Removal"), ("ArrowUp", "Bureau of Borders")]:  # fmt: skip
        opened.page.keyboard.press(key)
        assert name in told.inner_text()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#chosen h2").inner_text() == "Bureau of Borders"
    opened.page.locator("#canvas").focus()
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("ArrowLeft")
    for _ in range(4):
        opened.page.keyboard.press("ArrowDown")
    assert "folded; Enter opens" in told.inner_text()
    count = opened.ask("drawing.shownMarks().length")
    opened.page.keyboard.press("Enter")
    assert opened.ask("drawing.shownMarks().length") > count


def test_every_control_has_a_name(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    opened.ask("document.body.dataset.view = 'table', explorer.choose('route', '1.1')")
    nameless = opened.ask(
        "[...document.querySelectorAll('a, button, input, select, [role]')].filter(e => !e.closest('[hidden]')"
        " && !(e.innerText || e.textContent || e.ariaLabel || (e.labels && e.labels.length && e.labels[0].textContent)"
        " || e.role === 'status' || e.getAttribute('aria-label'))).map(e => e.outerHTML.slice(0, 90))"
    )
    assert not nameless
    assert opened.ask("document.documentElement.lang") == "en"
    assert opened.ask("document.querySelectorAll('h1').length") == 1


@pytest.mark.parametrize(("wide", "high"), SIZES.values(), ids=SIZES)
def test_what_is_pressed_is_large_enough(
    open_page: Open, pages: dict[int, str], wide: int, high: int
) -> None:
    """24 pixels each way, or as much room around it (WCAG 2.2, 2.5.8); boxes of the legend count with their label."""
    opened = open_page(pages[60], wide=wide, high=high)
    opened.ask("document.body.dataset.view = 'table', explorer.choose('route', '1.1')")
    small = opened.ask(
        "[...document.querySelectorAll('button, select, summary, .flows td:last-child a, .legend label')]"
        ".map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])"
        ".filter(([box]) => box.width && (box.width < 22 || box.height < 21.9)).map(([, html]) => html)"
    )
    assert not small


def test_reduced_motion_is_respected(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[10], reduced_motion="reduce")
    running = opened.ask("document.getAnimations().length")
    assert running == 0


PAIRS = [
    ("ink", "paper", 7), ("ink", "panel", 7), ("muted", "paper", 4.5), ("muted", "panel", 4.5), ("link", "paper", 4.5),
    ("link", "panel", 4.5), ("did-ink", "did", 4.5), ("could-ink", "could", 4.5), ("could-ink", "could-2", 4.5),
    ("access-ink", "access", 4.5), ("refused-ink", "refused", 4.5), ("did-line", "paper", 3), ("could-line", "paper", 3),
    ("focus", "paper", 3), ("focus", "panel", 3),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_that_stand_on_each_other_differ_enough(
    open_page: Open, pages: dict[int, str], scheme: str
) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11."""
    opened = open_page(pages[10], color_scheme=scheme)
    names = sorted({name for pair in PAIRS for name in pair[:2]})
    values = opened.ask(
        f"{json.dumps(names)}.map(n => getComputedStyle(document.documentElement).getPropertyValue('--' + n).trim())"
    )
    colour = dict(zip(names, values, strict=True))
    low = [pair for pair in PAIRS if contrast(colour[pair[0]], colour[pair[1]]) < pair[2]]
    assert not low


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2)."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


ALL_AT_ONCE = " ".join(text for name, text in HOSTILE.items() if name != "long")


def use_everything(opened: Opened) -> None:
    """Goes once over all that a reader can do."""
    opened.page.wait_for_timeout(50)
    opened.ask("document.querySelectorAll('[data-route]').forEach(b => b.click())")
    opened.ask("document.querySelectorAll('.tile[data-state]').forEach(b => b.click())")
    opened.ask("page.flows.forEach(f => explorer.choose('flow', f.flow))")
    opened.ask("Object.keys(page.agencies).forEach(a => explorer.choose('agency', a))")
    opened.ask("[...document.querySelectorAll('#type option')].forEach(o => { const t = document.querySelector('#type');"
               "t.value = o.value; t.dispatchEvent(new Event('change', {bubbles: true})); })")  # fmt: skip
    for letters in ("o", "<", "window", "e"):
        opened.page.locator("#find").fill(letters)
    opened.page.mouse.move(700, 450)
    opened.page.mouse.move(560, 340)
    opened.ask("document.querySelector('button[data-view=table]').click()")
    opened.ask("document.querySelectorAll('tr .show').forEach(b => b.click())")
    opened.ask("document.querySelectorAll('.choices button').forEach(b => b.click())")
    opened.ask("explorer.listDocuments()")
    opened.ask("document.querySelectorAll('.legend input').forEach(b => { b.click(); b.click(); })")
    opened.ask("document.querySelector('[data-filter]') && document.querySelector('[data-filter]').click()")
    opened.ask("(s => { s.value = 3; s.dispatchEvent(new Event('input')); })(document.querySelector('#day'))")
    opened.ask("page.nodes.filter(n => n.members).forEach(n => drawing.toggle(n.id))")
    opened.ask("[takeaway.csv(), takeaway.json(), snapshot.svg().text, snapshot.onPaper(), 0]")
    opened.ask("(location.hash = explorer.fragment(), 0)")
    opened.page.locator("#all-dates").dispatch_event("click")
    opened.page.locator("#reset").dispatch_event("click")
    opened.page.emulate_media(media="print")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_runs_nothing_even_without_the_policy(open_page: Open, text: str) -> None:
    """The content security policy is the second lock; here it is taken out."""
    nothing_ran(open_page(without_policy(hostile_page(text))))


def without_policy(page: str) -> str:
    page, taken = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert taken == 1
    return page


@pytest.mark.parametrize(
    "names", [("standing", "verdict", "first", "last"), ("state", "data_type"), ("from", "to", "flow")]
)
def test_hostile_text_in_codes_too_runs_nothing(open_page: Open, names: tuple[str, ...]) -> None:
    """Also where only words and ids of ours belong, which then fit nothing else on the page."""
    data = published(page_data(10))
    paths = [path for path in fields(data) if path.rpartition(".")[2].strip("[]") in names]
    assert len(paths) >= len(names)
    for path in paths:
        data = with_text(data, ALL_AT_ONCE, path)
    opened = open_page(without_policy(explorer.render(data)))
    opened.page.wait_for_timeout(50)
    opened.ask("page.flows.slice(0, 9).forEach(f => explorer.choose('flow', f.flow))")
    opened.ask("[takeaway.csv(), takeaway.json(), snapshot.svg().text, snapshot.onPaper(), 0]")
    assert opened.ask("window.ran") is None
    assert not [url for url in opened.requests if not url.startswith(("file:", "data:", "blob:"))]


def test_every_field_of_a_page_is_poisoned() -> None:
    """None is missed when the page gets a new one."""
    before = fields(page_data(10))
    with_mark = {
        path
        for path, texts in fields(poisoned(page_data(10), "\N{SKULL AND CROSSBONES}")).items()
        if any("\N{SKULL AND CROSSBONES}" in text for text in texts)
    }
    assert {
        path for path in before.keys() - with_mark if path.rpartition(".")[2].strip("[]") not in CODES
    } == set()
    assert len(before) > 90


def test_a_picture_that_is_taken_away_runs_nothing_when_it_is_opened(
    open_page: Open, browser: "Browser", tmp_path: Path
) -> None:
    opened = open_page(hostile_page(ALL_AT_ONCE))
    path = tmp_path / "picture.svg"
    path.write_text(opened.ask("snapshot.svg().text"), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("() => document.documentElement.tagName") == "svg"
    assert page.evaluate("() => window.ran === undefined")
    assert (
        page.evaluate("() => document.querySelectorAll('script, image, foreignObject, a, style').length") == 0
    )
    assert (
        page.evaluate(
            "() => [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on') || n.includes('href')).length"
        )
        == 0
    )
    assert asked == [path.as_uri()]
    context.close()


def test_hostile_text_meets_no_complaint_of_the_policy(open_page: Open) -> None:
    """The policy never has to stop anything: there is nothing to stop."""
    nothing_ran(open_page(hostile_page(ALL_AT_ONCE)))


def hostile_page(text: str) -> str:
    """A page with the text in every field, and in the ids."""
    return explorer.render(renamed(poisoned(page_data(10), text), text[:40]))


def nothing_ran(opened: Opened) -> None:
    use_everything(opened)
    assert opened.ask("window.ran") is None
    assert opened.ask("Object.prototype.ran") is None
    links = opened.ask(
        "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(h => !h.startsWith('#'))"
    )
    assert not links
    assert quiet(opened)


def test_an_ordinary_reader_meets_no_error(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    use_everything(opened)
    assert quiet(opened)


def test_the_policy_stops_what_would_run(open_page: Open, pages: dict[int, str]) -> None:
    """A script that got in all the same would not run, and could send nothing anywhere."""
    opened = open_page(
        pages[10].replace(
            "<footer>", "<script>window.ran = 1</script><img src='https://evil.example/x'><footer>"
        )
    )
    opened.page.wait_for_timeout(200)
    assert opened.ask("window.ran") is None
    assert any("Content Security Policy" in problem for problem in opened.problems)
    assert opened.ask("fetch('https://evil.example/').then(() => 1, () => 0)") == 0


def test_it_is_drawn_soon(open_page: Open, pages: dict[int, str]) -> None:
    """A generous bound, so that a slow machine does not fail it; the benchmark measures."""
    opened = open_page(pages[250])
    opened.page.wait_for_timeout(200)
    drawn = opened.ask("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert drawn < 10_000
