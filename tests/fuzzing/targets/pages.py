"""The page: what a case says is in it as text, wherever it stands, and reads back as it was."""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser
from typing import Any

from tests.fuzzing.targets import text_of
from tests.viz.hostile import HOSTILE, fields, poisoned, renamed, with_text
from tests.viz.made_up import page_data
from viz import explorer
from viz.network import TrailNetwork
from viz.picture import build
from viz.safety import clean, web_address

AGENCIES = 4


@cache
def _places() -> tuple[str, ...]:
    """The places of the data that hold text."""
    return tuple(sorted(fields(page_data(AGENCIES))))


def page(data: bytes) -> None:
    """A line says where, the rest is the text that a case holds there; `*` is everywhere, `#` the ids.

    The page has no element and no attribute that a harmless text does not give it, runs our scripts only, links to
    web addresses only, and the data in it are those that it was made of.
    """
    where, _, text = text_of(data).partition("\n")
    if where not in ("*", "#", *_places()):
        return
    told = _is_harmless(_holding(text, where))
    assert not clean(text).strip() or not _tells(where) or _is_somewhere(told, clean(text))


def _holding(text: str, where: str) -> dict[str, Any]:
    """The data of a case that holds a text there."""
    plain = page_data(AGENCIES)
    if where == "*":
        return poisoned(plain, text)
    return renamed(plain, text) if where == "#" else with_text(plain, text, where)


@cache
def _tells(where: str) -> bool:
    """Whether the data of the page hold what a case says there, whatever it says: an address, only if it is one."""
    mark = "ExampliaMark"
    return not where.endswith("url") and _is_somewhere(_script_data(_holding(mark, where)), mark)


def _is_harmless(made: dict[str, Any]) -> Any:
    """The data that the page's script is given, read out of the page."""
    html = explorer.render(made)
    seen, usual = _seen(html), _usual()
    assert seen.kinds <= usual.kinds, seen.kinds - usual.kinds
    assert seen.scripts[:1] + seen.scripts[2:] == usual.scripts[:1] + usual.scripts[2:]
    assert seen.styles == usual.styles
    assert seen.policies == usual.policies
    assert all(link.startswith("#") or web_address(link) for link in seen.links), seen.links
    told = json.loads(seen.scripts[1])
    assert told == _script_data(made)
    return told


def _script_data(made: dict[str, Any]) -> Any:
    """What the page's script is given, by way of the same data in JSON that no page was made of."""
    data = explorer._checked(clean(made))
    network = TrailNetwork(build(data))
    view = explorer.View(data, network.picture)
    return json.loads(json.dumps(view.script_data(network.nodes)))


def _is_somewhere(value: Any, text: str) -> bool:
    if isinstance(value, str):
        return text in value
    if isinstance(value, dict):
        return any(_is_somewhere(each, text) for pair in value.items() for each in pair)
    return isinstance(value, list) and any(_is_somewhere(each, text) for each in value)


class _Seen(HTMLParser):
    """What a parser of HTML sees in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kinds: set[tuple[str, str]] = set()
        self.links: set[str] = set()
        self.policies: list[str | None] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kinds |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.links |= {
            value or "" for name, value in attrs if name in {"href", "src", "action", "xlink:href"}
        }
        self.policies += [value for name, value in attrs if tag == "meta" and name == "content"]
        self._into = {"script": self.scripts, "style": self.styles}.get(tag)
        if self._into is not None:
            self._into.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (the parser's)
        self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_comment(self, data: str) -> None:
        self.kinds.add(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.kinds.add(("declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.kinds.add(("declaration", data))

    def handle_pi(self, data: str) -> None:
        self.kinds.add(("instruction", data))


@cache
def _trusted() -> tuple[str, ...]:
    """The long texts of ours that are the same in each page; they are hashed by the page's policy."""
    library = explorer.asset("vis-network.min.js").partition("\n//# sourceMappingURL=")[0]
    return library, "\n".join(explorer.asset(name) for name in explorer.SCRIPTS)


def _seen(html: str) -> _Seen:
    for text in _trusted():
        html = html.replace(text, "ours", 1)
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen


@cache
def _usual() -> _Seen:
    """What is seen in pages of harmless texts: of the data as they are, and with a link and words in every place."""
    plain = page_data(AGENCIES)
    seen = _seen(explorer.render(plain))
    for text in ("x", "https://example.org/x"):
        for made in (poisoned(plain, text), renamed(plain, text)):
            seen.kinds |= _seen(explorer.render(made)).kinds
    return seen


WORDS = {
    "page": [
        *fields(page_data(AGENCIES)),
        *HOSTILE.values(),
        *(
            "*\n",
            "#\n",
            "<",
            ">",
            "</script",
            "<!--",
            "-->",
            "]]>",
            '"',
            "'",
            "&lt;",
            "&#",
            "javascript:",
            "https://",
        ),
    ]
}
