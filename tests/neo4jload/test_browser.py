"""The classic Neo4j Browser that the server carries is ready to explore: one link, and guide, style and question are there.

The pictures of what it showed are kept in DATATRAIL_SCREENSHOTS, where that names a folder.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datatrail.case import open_case
from datatrail.kit import kit_of
from datatrail.kit_opening import opened
from datatrail.neo4jserver.server import Server
from tests.neo4jserver.serving import skipped_without_one
from viz.neo4jbrowser.style import looks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.neo4j, pytest.mark.browser, pytest.mark.slow]

GUIDE = "[data-testid=guidesDrawer]"
#: How long the server and the Browser may take, in milliseconds.
LONG = 120_000
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), each => each.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name));
  for (const kind of ["dragenter", "dragover", "drop"])
    document.querySelector(".filedrop").dispatchEvent(
      new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: dropped}));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The Browser, opened by the one link that is printed, connected with the password and nothing more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NEO4J_URI", raising=False)
        patch.delenv("NEO4J_PASSWORD", raising=False)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("opened")))
        server = Server()
        try:
            with (
                skipped_without_one(),
                opened(open_case("real"), "real", port=0, progress=lambda *_: None) as found,
            ):
                page = browser.new_page(viewport={"width": 1500, "height": 1000})
                page.set_default_timeout(LONG)
                page.goto(found.link)
                page.fill("[data-testid=password]", server.password)
                page.click("[data-testid=connect]")
                page.wait_for_selector(f"{GUIDE} h3")
                yield page
                page.close()
        finally:
            server.stop()


def picture(page: Page, name: str) -> None:
    """Keep what the Browser shows, where that is asked for."""
    if folder := os.environ.get("DATATRAIL_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def run_editor(page: Page, shows: str) -> None:
    """Run what is in the editor, and wait until its frame, the first, shows something."""
    page.click("[data-testid=editor-Run]")
    page.wait_for_selector(f"[data-testid=frame] >> nth=0 >> {shows}")
    page.wait_for_timeout(1500)


def test_the_link_lands_with_the_guide_open_and_the_first_question_in_the_editor(page: Page) -> None:
    assert "published claims" in page.inner_text(GUIDE)
    editor = page.inner_text("[data-testid=activeEditor]").replace("\N{NO-BREAK SPACE}", " ")
    assert "Who gives this kind of data" in editor
    picture(page, "1-landed")


def test_the_first_question_draws_bodies_in_their_colours_with_their_names(page: Page) -> None:
    """Only the relationships of the answer are drawn, in the colour of a finding."""
    run_editor(page, "g.node")
    fills = page.eval_on_selector_all(
        "g.node circle.b-outline", "all => all.map(e => e.getAttribute('fill'))"
    )
    assert set(fills) == {looks()["Agency"].colour, looks()["AgencyGroup"].colour}
    captions = page.eval_on_selector_all("g.node", "all => all.map(e => e.textContent)")
    assert any("Georgia Department" in each for each in captions)
    overview = page.inner_text("[data-testid=vizInspector]")
    assert "FLOWS_TO" in overview
    assert "CARRIES" not in overview
    words = page.eval_on_selector_all("g.relationship text", "all => all.map(e => e.textContent.trim())")
    assert {"available: photo", "acknowledged: photo"} < set(words)
    picture(page, "2-question")


def test_every_text_of_the_guide_is_run_by_a_click_and_returns_rows(page: Page) -> None:
    """From the first page to the last, as a reader would."""
    steps = kit_of(open_case("real"), "real").steps
    for number, step in enumerate(steps, 1):
        page.click(f"[data-testid=pagination-{number}]")
        page.wait_for_selector(f"{GUIDE} h3:has-text('{step.heading}')")
        texts = page.locator(f"{GUIDE} pre:visible")
        before = 2 if number == 1 else 0  # a setting and the parameters
        assert texts.count() == before + len(step.queries)
        for place in range(before, texts.count()):
            texts.nth(place).click()
            run_editor(page, "[data-testid=frame-loaded-contents]")
            frame = page.locator("[data-testid=frame] >> nth=0")
            assert "(no changes, no records)" not in frame.inner_text()
            assert "Neo.ClientError" not in frame.inner_text()
        picture(page, f"3-guide-{number}")


def test_saved_queries_are_imported_by_dropping_the_archive(page: Page) -> None:
    """Every folder of the archive is among the favourites then."""
    made = kit_of(open_case("real"), "real")
    content = base64.b64encode(made.files()["queries.zip"]).decode()
    page.click("[data-testid=navigationFavorites]")
    page.evaluate(DROP, ["queries.zip", content])
    folders = {query.folder for query in made.all_queries}
    page.wait_for_selector(f"text={min(folders)}")
    shown = page.inner_text("#root, body")
    assert all(folder in shown for folder in folders), folders
    picture(page, "4-favourites")
