"""Every task of a reader is done with keys alone: Tab to reach, Enter, Space and arrows to act; nothing is clicked."""

import pytest

from tests.viz.conftest import Open, Opened
from tests.viz.test_page import quiet

pytestmark = pytest.mark.browser


def tab_to(opened: Opened, query: str) -> None:
    """Presses Tab until the element has the focus; it is in the order of the page."""
    for _ in range(400):
        opened.page.keyboard.press("Tab")
        if opened.ask(f"document.activeElement.matches({query!r})"):
            return
    pytest.fail(f"Tab never comes to {query}")


def press(opened: Opened, *keys: str) -> None:
    for key in keys:
        opened.page.keyboard.press(key)


def test_an_agency_is_searched_for_and_shown(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, "#find")
    opened.page.keyboard.type("bureau of borders")
    press(opened, "ArrowDown", "Enter")
    assert opened.page.locator("#chosen h2").inner_text() == "Bureau of Borders"
    assert opened.ask("document.activeElement.id") == "evidence"


def test_one_kind_of_data_is_shown(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, "#type")
    press(opened, "ArrowDown", "ArrowDown")
    assert opened.ask("filters.type()") == "photo"


def test_a_state_is_picked_on_the_map_and_left_again(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, ".tile[data-state=GA]")
    press(opened, "Enter")
    assert opened.page.locator("#chosen h2").inner_text() == "Georgia"
    press(opened, "Escape")
    assert not opened.page.locator("#chosen").is_visible()


def test_a_list_of_routes_is_opened_and_one_is_read(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, "details.answer[data-type=home-address] summary")
    press(opened, "Enter")
    tab_to(opened, "details.answer[data-type=home-address] .route")
    press(opened, "Enter")
    assert opened.page.locator("#chosen .card").count()
    press(opened, "Tab", "Tab")
    assert opened.ask("document.activeElement.closest('#evidence') !== null")


def test_a_kind_is_left_out_and_everything_shown_again(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, "[data-known=access]")
    press(opened, "Space")
    assert opened.ask("filters.out()") == [["known", "access"]]
    tab_to(opened, "#reset")
    press(opened, "Enter")
    assert opened.ask("filters.out()") == []


def test_a_channel_is_left_out_under_more_filters(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, ".more summary")
    press(opened, "Enter")
    tab_to(opened, "[data-filter=channel][value=bulk-sale]")
    press(opened, "Space")
    assert opened.ask("filters.out()") == [["channel", "bulk-sale"]]


def test_a_line_is_reached_through_its_agency_and_its_evidence_read(
    open_page: Open, pages: dict[int, str]
) -> None:
    opened = open_page(pages[60])
    tab_to(opened, "#canvas")
    press(opened, "ArrowDown", "Enter")
    tab_to(opened, "#chosen .choices button")
    press(opened, "Enter")
    assert opened.page.locator("#chosen .card").count()


def test_a_fold_is_opened_and_closed(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, "#canvas")
    for _ in range(30):
        press(opened, "ArrowDown")
        if "folded" in opened.page.locator("#told").inner_text():
            break
    press(opened, "Enter")
    assert len(opened.ask("drawing.openFolds()")) == 1
    press(opened, "Enter")
    assert opened.ask("drawing.openFolds()") == []


def test_the_date_is_moved_and_played(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[60])
    tab_to(opened, "#day")
    press(opened, "Home", "ArrowRight", "PageUp")
    assert opened.ask("filters.day()") > "2017-10-31"
    press(opened, "Shift+Tab")
    assert opened.ask("document.activeElement.id") == "play"
    press(opened, "Enter")
    assert opened.page.locator("#play").inner_text() == "Pause"
    press(opened, "Enter")
    assert opened.page.locator("#play").inner_text() == "Play"
    tab_to(opened, "#all-dates")
    press(opened, "Enter")
    assert opened.ask("filters.day()") == ""


def test_the_table_is_turned_to_and_a_row_shown(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[10])
    tab_to(opened, "button[data-view=table]")
    press(opened, "Enter")
    tab_to(opened, "tr .show")
    press(opened, "Enter")
    assert opened.page.locator("#chosen .card").count()


def test_a_file_and_the_address_are_taken_away(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[10])
    tab_to(opened, ".menu summary")
    press(opened, "Enter")
    tab_to(opened, "[data-take=csv]")
    with opened.page.expect_download() as download:
        press(opened, "Enter")
    assert download.value.suggested_filename.endswith(".csv")
    tab_to(opened, "[data-take=link]")
    press(opened, "Enter")
    opened.page.wait_for_function("() => document.querySelector('#taken').textContent.includes('same view')")
    press(opened, "Escape")
    assert not opened.ask("document.querySelector('.menu').open")
    assert opened.ask("document.activeElement.matches('.menu summary')")


def test_on_a_phone_the_three_steps_are_gone_through(open_page: Open, pages: dict[int, str]) -> None:
    opened = open_page(pages[10], wide=390, high=844)
    for name, there in (("question", "#find"), ("answer", "#canvas"), ("evidence", "#evidence")):
        tab_to(opened, f".steps [data-step={name}]")
        press(opened, "Enter")
        assert opened.page.locator(there).is_visible()
    assert quiet(opened)
