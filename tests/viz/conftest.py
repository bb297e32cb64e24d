"""Pages opened in a real Chromium that has no network, with everything that it asks for or complains of noted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.viz.made_up import page_data
from viz import explorer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass
class Opened:
    """A page in the browser, what it asked the network for, and what went wrong in it."""

    page: "Page"
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def ask(self, script: str) -> Any:
        """The value of a script's expression in the page."""
        return self.page.evaluate(script)


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: "Browser", tmp_path: Path) -> Iterator[Open]:
    """Opens a page, given as text, from a file; every context is closed again."""
    contexts = []

    def open_it(
        text: str, *, wide: int = 1440, high: int = 900, fragment: str = "", **options: Any
    ) -> Opened:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(text, encoding="utf-8", newline="\n")
        context = browser.new_context(viewport={"width": wide, "height": high}, offline=True, **options)
        context.set_default_timeout(8000)
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda message: _note(opened, message.type, message.text))
        opened.page.on("pageerror", lambda error: opened.problems.append(str(error)))
        opened.page.on("dialog", lambda dialog: (opened.problems.append("dialog"), dialog.dismiss()))
        opened.page.goto(path.as_uri() + fragment)
        return opened

    yield open_it
    for context in contexts:
        context.close()


def _note(opened: Opened, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        opened.problems.append(f"{kind}: {text}")


@pytest.fixture(scope="session")
def pages() -> dict[int, str]:
    """The pages of 10, 60 and 250 made-up agencies."""
    return {size: explorer.render(page_data(size)) for size in (10, 60, 250)}
