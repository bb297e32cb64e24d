"""The reader's own question: asked in the form or by an address, answered in words, lit, and taken back."""

from __future__ import annotations

import re
from itertools import cycle
from typing import Any

import pytest

import datatrail
from tests.viz.conftest import Open, Opened
from tests.viz.hostile import HOSTILE
from tests.viz.made_up import page_data as made_up
from tests.viz.test_axe import SIZES as AXE_SIZES
from tests.viz.test_axe import violations
from viz import explorer
from viz.asking import MOST_ITEMS
from viz.pagedata import page_data
from viz.publishing import published

pytestmark = pytest.mark.browser

ROUTES = "[data-asked]"


def data_of(case: datatrail.Case, *ends: str, **options: Any) -> dict[str, Any]:
    return page_data(case.evidence, case.trace(*ends, **options), case.title, case.datasets)


@pytest.fixture(scope="module")
def case() -> datatrail.Case:
    return datatrail.demo_case()


@pytest.fixture(scope="module")
def whole(case: datatrail.Case) -> str:
    """The page of the bundled case."""
    return explorer.render(data_of(case, "driver-licensing", "immigration-enforcement"))


@pytest.fixture(scope="module")
def examplia() -> str:
    """The page of the made-up state."""
    return explorer.render(
        data_of(datatrail.demo_case("examplia"), "driver-licensing", "immigration-enforcement")
    )


def ask(opened: Opened, **given: str) -> None:
    """Fill in the form and send it."""
    for key, value in given.items():
        field = opened.page.locator(f"#ask [name={key.strip('_').replace('_', '-')}]")
        if key in {"data", "floor"}:
            field.select_option(value)
        else:
            field.fill(value)
    opened.page.locator("#ask button").click()


def line(opened: Opened) -> str:
    return opened.page.locator("h1").inner_text()


def is_quiet(opened: Opened) -> bool:
    return not opened.problems and len(opened.requests) == 1


def test_the_form_says_what_the_page_was_made_for(open_page: Open, whole: str) -> None:
    opened = open_page(whole)
    values = opened.ask("[...document.querySelectorAll('#ask input, #ask select')].map(each => each.value)")
    assert values == ["any licensing agency", "immigration enforcement", "driver-record", "", "reported"]
    before = line(opened)
    ask(opened)
    assert line(opened) == before
    assert not opened.page.locator("#asked").is_visible()
    assert is_quiet(opened)


def test_the_answer_is_that_of_trace_in_words_that_follow_the_verdict(
    open_page: Open, whole: str, case: datatrail.Case
) -> None:
    """Did, could have, not known: the first line, the list and its marks are as `trace` answers."""
    opened = open_page(whole)
    said = {
        "GA": "did hand it to immigration enforcement",
        "MD": "could have handed it to immigration enforcement",
        "TX": "not known whether",
    }
    for state, words in said.items():
        name = opened.ask(f"page.labels.state.{state}")
        ask(opened, from_=f"{name}'s licensing agency", data="photo")
        answer = case.trace(f"{state}:driver-licensing", "immigration-enforcement", "photo")
        assert words in line(opened)
        marks = opened.page.locator(ROUTES).evaluate_all(
            "all => all.map(each => each.classList.contains('holds') ? 'holds' : 'possible')"
        )
        assert marks == ["holds" if trace.holds else "possible" for trace in answer.traces]
        shown = opened.page.locator(f"{ROUTES} .word").all_inner_texts()
        assert shown == ["did" if trace.holds else "could have" for trace in answer.traces]
    assert is_quiet(opened)


def test_each_kind_of_data_that_is_included_is_answered(
    open_page: Open, whole: str, case: datatrail.Case
) -> None:
    opened = open_page(whole)
    ask(opened, from_="Colorado's licensing agency")
    answer = case.trace("CO:driver-licensing", "immigration-enforcement", "driver-record")
    routes = opened.page.locator("details.answer-asked").evaluate_all(
        "all => all.map(each => each.querySelectorAll('[data-asked]').length)"
    )
    wanted = [len(each.traces) for each in answer.answers]
    assert routes[: len(wanted)] == wanted
    assert opened.page.locator("details.answer-asked").count() == len(wanted) + 1  # face searches beside


def test_its_routes_are_lit_and_the_chosen_one_alone(open_page: Open, whole: str) -> None:
    """All routes of the answer at first; then the one that is chosen, with its evidence."""
    opened = open_page(whole)
    ask(opened, from_="Colorado's licensing agency")
    at_first = set(opened.ask("[...drawing.litNow().flows]"))
    route = opened.page.locator(ROUTES).locator("visible=true").nth(0)
    route.click()
    lit = set(opened.ask("[...drawing.litNow().flows]"))
    assert lit < at_first
    assert route.get_attribute("aria-pressed") == "true"
    card = opened.page.locator("#chosen")
    assert card.locator(".exchange").count() == len(lit)
    assert card.get_by_text("what this route rests on").count() == len(lit)
    opened.page.keyboard.press("Escape")
    assert set(opened.ask("[...drawing.litNow().flows]")) == at_first


def test_an_exchange_that_is_not_drawn_is_told_in_outline(
    open_page: Open, whole: str, case: datatrail.Case
) -> None:
    """An answer outside the drawing has a picture of its own; the card has documents, dates and standing."""
    drawn = set(opened_flows(opened := open_page(whole)))
    traces = case.trace("any", "law-enforcement", "face-search-result").traces
    trace = next(trace for trace in traces if trace.hops[0].edge.id not in drawn)
    ask(
        opened,
        from_="anyone",
        to="any law enforcement",
        data="face-search-result",
    )
    opened.page.locator(ROUTES).nth(traces.index(trace)).click()
    assert opened.page.locator("#asked-picture svg").is_visible()
    assert not opened.page.locator("#canvas").is_visible()
    lit = opened.page.locator("#asked-picture [data-agency].lit")
    assert lit.count() == len(trace.hops) + 1
    assert opened.page.locator("#asked-picture [data-agency]").count() > lit.count()
    card = opened.page.locator("#chosen")
    item = trace.hops[0].carrier.item
    title = case.evidence.documents[item.document].title
    assert title in card.inner_text()
    assert f"datatrail evidence {trace.hops[0].edge.id}" in card.inner_text()
    assert is_quiet(opened)


def opened_flows(opened: Opened) -> list[str]:
    flows: list[str] = opened.ask("page.flows.map(flow => flow.flow)")
    return flows


def test_where_there_is_no_route_it_says_where_the_trail_stops_and_why(
    open_page: Open, whole: str, case: datatrail.Case
) -> None:
    opened = open_page(whole)
    ask(opened, from_="us-wa-dol", to="us-cbp", data="face-search-result")
    absence = case.trace("us-wa-dol", "us-cbp", "face-search-result").absence
    assert absence.reason == "asked-answer-unknown"
    trail = opened.page.locator(".trail").inner_text()
    assert "It was asked for; the answer is not known." in trail
    assert "Nothing that carries it is known to leave from here." in trail
    assert "could have come from Ohio Bureau of Motor Vehicles" in " ".join(trail.split())
    assert "was asked" in trail
    lit = set(opened.ask("[...drawing.litNow().flows]"))
    assert lit == {hop.edge.id for hop in absence.nearest.trace.hops} | {
        flow.id for flow in absence.below_floor
    }
    assert "did" not in opened.page.locator(".trail .word").all_inner_texts()


def test_as_of_and_floor_change_the_answer(open_page: Open, whole: str, case: datatrail.Case) -> None:
    """What had not arrived by then is no route; access counts only where it is asked for."""
    opened = open_page(whole)
    who = "Georgia's licensing agency"
    for given, options in (
        ({"as_of": "2010"}, {"as_of": "2010"}),
        ({"as_of": "", "floor": "available"}, {"min_standing": "available"}),
        ({"as_of": "2019-06", "floor": "documented"}, {"as_of": "2019-06", "min_standing": "documented"}),
    ):
        ask(opened, from_=who, data="photo", **given)
        answer = case.trace("GA:driver-licensing", "immigration-enforcement", "photo", **options)
        verdicts = opened.page.locator(ROUTES).evaluate_all("all => all.map(each => each.classList[1])")
        assert verdicts == ["holds" if trace.holds else "possible" for trace in answer.traces]
        assert opened.page.locator("details.answer-asked").count() == len(answer.answers)


def test_the_address_asks_the_question_again(open_page: Open, whole: str) -> None:
    """A link brings back the question, its answer and the route that was chosen; going back takes it out."""
    opened = open_page(whole)
    ask(opened, from_="Georgia's licensing agency", data="photo", as_of="2020")
    opened.page.locator(ROUTES).first.click()
    fragment = opened.ask("location.hash")
    assert "from=GA%3Adriver-licensing" in fragment
    again = open_page(whole, fragment=fragment)
    assert line(again) == line(opened)
    assert again.page.locator("#chosen h2").inner_text() == opened.page.locator("#chosen h2").inner_text()
    assert again.ask("document.querySelector('#ask [name=as-of]').value") == "2020"
    again.page.get_by_role("button", name="Back to what the page was made for").click()
    assert line(again) == line(open_page(whole))
    assert again.ask("location.hash") == ""


def test_an_address_that_asks_nonsense_changes_nothing(open_page: Open, whole: str) -> None:
    opened = open_page(whole)
    before = line(opened)
    for fragment in (
        "from=nobody&to=us-ice&data=photo&floor=reported",
        "from=any&to=us-ice&data=gossip",
        "from=any&to=us-ice&data=photo&as-of=soon",
        "from=any&to=us-ice&data=photo&floor=hearsay",
        "from=%E0%A4&to=us-ice&data=photo",
        "from=any&data=photo",
    ):
        opened.page.evaluate("text => { location.hash = text; explorer.restore(); }", fragment)
        assert line(opened) == before
        assert not opened.page.locator("#asked").is_visible()
    assert is_quiet(opened)


def test_what_cannot_be_asked_is_said_at_the_field(open_page: Open, whole: str) -> None:
    opened = open_page(whole)
    before = line(opened)
    for given, words in (
        ({"from_": "Nobody of Nowhere"}, "is nobody here"),
        ({"from_": ""}, "Say who"),
        ({"from_": "anyone", "as_of": "next week"}, "is no date"),
    ):
        ask(opened, **given)
        assert words in opened.page.locator("#ask-problem").inner_text()
        assert opened.ask("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert line(opened) == before


def test_names_are_offered_as_they_are_typed_and_a_beginning_is_enough(open_page: Open, whole: str) -> None:
    opened = open_page(whole)
    opened.page.locator("#ask [name=from]").focus()
    offered = opened.ask("[...document.querySelectorAll('#parties option')].map(each => each.value)")
    assert {"anyone", "any licensing agency", "Georgia's licensing agency", "LexisNexis"} <= set(offered)
    assert len(offered) == len(set(offered))
    ask(opened, from_="lexisn", to="anyone", data="driver-record")
    assert "LexisNexis" in line(opened)


def test_it_is_asked_by_keyboard_alone(open_page: Open, whole: str) -> None:
    """From the form to the evidence of a route without a pointer, and the reader is taken to the answer."""
    opened = open_page(whole)
    keys = opened.page.keyboard
    opened.page.locator("#ask [name=from]").focus()
    keys.press("Control+A")
    keys.type("Georgia's licensing agency")
    keys.press("Enter")
    assert opened.ask("document.activeElement.id") == "asked"
    for _ in range(3):
        keys.press("Tab")
    assert opened.ask("document.activeElement.matches('[data-asked]')")
    keys.press("Enter")
    assert opened.page.locator("#chosen").is_visible()


@pytest.mark.parametrize(("wide", "high"), [(390, 844), (820, 1180)])
def test_on_a_small_screen_the_answer_stands_where_it_is_read(
    open_page: Open, whole: str, wide: int, high: int
) -> None:
    opened = open_page(whole, wide=wide, high=high)
    if wide < 600:
        opened.page.locator(".steps [data-step=question]").click()
    ask(opened, from_="Georgia's licensing agency", data="photo")
    box = opened.page.locator(ROUTES).first.bounding_box()
    assert box is not None
    assert 0 < box["y"] < high
    assert opened.ask("document.documentElement.scrollWidth") <= wide


def test_refuted_is_said_only_within_records_declared_complete(open_page: Open, examplia: str) -> None:
    """In the made-up state what one office gave and another got is known whole."""
    opened = open_page(examplia)
    ask(opened, from_="ex-wheels-ahead", to="ex-marshals", data="date-of-birth")
    assert line(opened).endswith("refuted, within records declared complete.")
    assert opened.page.locator("details.answer-asked .tally").first.inner_text() == "shown not to"
    assert "declared complete" in opened.page.locator(".trail").inner_text()


def test_limits_of_the_page_stay_and_are_told(open_page: Open, case: datatrail.Case) -> None:
    """A page that was made from one source answers from that source only, and says so."""
    data = data_of(case, "driver-licensing", "immigration-enforcement", source=["georgia-2020"])
    opened = open_page(explorer.render(data))
    assert "only from georgia-2020" in opened.page.locator("#ask .hint").inner_text()
    ask(opened, from_="Georgia's licensing agency", data="home-address")
    answer = case.trace(
        "GA:driver-licensing", "immigration-enforcement", "home-address", source=["georgia-2020"]
    )
    assert opened.page.locator(ROUTES).count() == len(answer.traces)


def test_a_page_without_what_a_search_needs_offers_no_form(open_page: Open) -> None:
    data = made_up(10)
    opened = open_page(explorer.render(data))
    assert not opened.page.locator("#ask").count()
    many = open_page(explorer.render({**data, "asking": {"too_many": 50_000, "most": MOST_ITEMS}}))
    assert not many.page.locator("#ask").count()
    assert "50,000 items of evidence" in many.page.locator(".no-asking").inner_text()
    assert is_quiet(opened)


@pytest.mark.parametrize("guarded", [True, False])
def test_hostile_names_stay_text_in_form_and_answer(
    open_page: Open, case: datatrail.Case, *, guarded: bool
) -> None:
    """Whatever a source calls itself, nothing of it runs, even with the policy taken out."""
    data = data_of(case, "GA:driver-licensing", "us-ice", data="photo")
    parties, texts = data["asking"]["parties"], cycle(HOSTILE.values())
    parties["name"] = [f"{next(texts)}{at}" for at, _ in enumerate(parties["name"])]
    for title in data["asking"]["titles"].values():
        title |= {"title": next(texts), "url": HOSTILE["address"], "publisher": next(texts)}
    page = explorer.render(data)
    opened = open_page(page if guarded else re.sub(r"<meta http-equiv=\"Content-Security[^>]*>", "", page))
    opened.page.locator("#ask [name=from]").focus()
    ask(opened, from_="us-wa-dol", to="us-ice-ero", data="driver-record")
    opened.ask("document.querySelectorAll('details.answer-asked').forEach(each => { each.open = true; })")
    for route in opened.page.locator(ROUTES).locator("visible=true").all()[:4]:
        route.click()
    assert opened.page.locator("#chosen h2").is_visible()
    assert not opened.page.locator("a[href^=javascript]").count()
    assert is_quiet(opened)
    assert opened.ask("typeof window.ran") == "undefined"


@pytest.mark.parametrize(
    ("size", "fragment"),
    [
        ("desktop", "from=GA:driver-licensing&to=immigration-enforcement&data=photo"),
        ("phone", "from=us-wa-dol&to=us-cbp&data=face-search-result"),
        ("desktop", "from=any&to=law-enforcement&data=face-search-result&asked=0.1"),
    ],
)
def test_axe_finds_nothing_in_what_was_asked(open_page: Open, whole: str, size: str, fragment: str) -> None:
    """With routes, without any, and in a picture of their own; in the dark as well."""
    wide, high = AXE_SIZES[size]
    opened = open_page(whole, wide=wide, high=high, fragment=f"#{fragment}")
    assert opened.page.evaluate("Boolean(asker.asked())")
    assert violations(opened) == []
    opened.page.emulate_media(color_scheme="dark")
    assert violations(opened, "color-contrast") == []


def test_a_published_page_says_that_it_answers_no_other_question(
    open_page: Open, case: datatrail.Case
) -> None:
    opened = open_page(
        explorer.render(published(data_of(case, "GA:driver-licensing", "us-ice", data="photo")))
    )
    assert not opened.page.locator("#ask").count()
    assert "it was made for publication" in opened.page.locator(".no-asking").inner_text()
    assert is_quiet(opened)
