"""No page breaks a rule that axe can check: WCAG 2.2 A and AA and its best practices, in a real browser.

axe says nothing of what is painted on a canvas; the tests of the keyboard and the table do.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from tests.viz.conftest import Open, Opened
from tests.viz.made_up import page_data
from viz import explorer
from viz.publishing import published

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}

# What a reader can have before them, as a script that brings it about.
STATES = {
    "as it opens": "0",
    "the question": "document.body.dataset.step = 'question'",
    "a route is chosen": "explorer.choose('route', '1.1')",
    "a state is chosen": "explorer.choose('state', 'AK')",
    "an agency is chosen": "explorer.choose('agency', 'us-bureau')",
    "the table": "document.querySelector('button[data-view=table]').click()",
    "filters and menu are open": "document.querySelectorAll('.more, .menu').forEach(one => { one.open = true; })",
    "something is left out, on a day": "document.querySelector('[data-known=did]').click(),"
    "document.querySelector('#day').value = 5, document.querySelector('#day').dispatchEvent(new Event('input'))",
    "something is looked for": "document.querySelector('#find').value = 'o',"
    "document.querySelector('#find').dispatchEvent(new Event('input'))",
}


@cache
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(opened: Opened, *rules: str) -> list[str]:
    """What axe finds, in words, with the place of each; by these rules or by all."""
    if not opened.ask("'axe' in window"):
        opened.page.evaluate(f"() => {{ {axe()}; return 0 }}")
    only = f", runOnly: {list(rules)}" if rules else ""
    found: dict[str, Any] = opened.page.evaluate(
        f"() => axe.run(document, {{resultTypes: ['violations']{only}}})"
    )
    assert found["passes"]
    return [
        f"{rule['id']}: {node['target']}: {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


ON_A_PHONE = ("as it opens", "the question", "a route is chosen", "filters and menu are open")
LOOKED_AT = [*(("desktop", state) for state in STATES), *(("phone", state) for state in ON_A_PHONE)]


@pytest.mark.parametrize(("size", "state"), LOOKED_AT)
def test_axe_finds_nothing_whatever_is_done(
    open_page: Open, pages: dict[int, str], size: str, state: str
) -> None:
    """In the dark only colours differ, so only these are looked at again."""
    wide, high = SIZES[size]
    opened = open_page(pages[10], wide=wide, high=high)
    opened.ask(f"({STATES[state]}, 0)")
    assert violations(opened) == []
    opened.page.emulate_media(color_scheme="dark")
    assert violations(opened, "color-contrast") == []


def test_axe_finds_nothing_on_a_published_page(open_page: Open) -> None:
    assert violations(open_page(explorer.render(published(page_data(10))))) == []


def test_axe_would_find_what_is_wrong(open_page: Open, pages: dict[int, str]) -> None:
    """The test above can fail: a button without a name, and text too pale to read, are found."""
    opened = open_page(pages[10])
    opened.ask(
        "document.querySelector('[data-zoom=in]').removeAttribute('aria-label'), document.querySelector('[data-zoom=in]').replaceChildren(), 0"
    )
    opened.ask("document.querySelector('.caution').style.color = '#ccc', 0")
    rules = {each.partition(":")[0] for each in violations(opened)}
    assert {"button-name", "color-contrast"} <= rules
