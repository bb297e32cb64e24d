"""The site is made of the pages of this folder as they are: `make docs` builds it into `docs/_build/html`.

What a code host shows as plain Markdown is what the site shows; the lists of links in `index.md` are its table of
contents. Nothing in it is fetched from elsewhere: no script, no style, no font, no picture.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from pygments.lexer import inherit
from pygments.lexers import CypherLexer, TextLexer
from pygments.token import Name, Operator, String

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).parent

project = "datatrail"
author = copyright = "datatrail contributors"
release = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 4  # the anchors of headings are those of a code host
nitpicky = True

html_theme = "furo"
html_title = f"datatrail {release}"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = html_show_sourcelink = False
html_show_sphinx = False

#: A link to a file outside of this folder: the site carries a copy of it.
OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)#]+)\)")
#: What stands below the heading of a table that a command prints.
RULER = "────"
#: A heading of `index.md` and the pages that its list links to.
SECTION = re.compile(r"^## (.+)\n((?:(?!^## ).*\n)*)", re.MULTILINE)
ENTRY = re.compile(r"^[*-] \[[^\]]+\]\((\S+)\.md\)", re.MULTILINE)


def with_contents(text: str) -> str:
    """The start page with a hidden table of contents for each of its lists of pages."""
    trees = [
        "\n".join(["```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```"])
        for title, list_ in SECTION.findall(text)
        if (pages := ENTRY.findall(list_))
    ]
    return "\n\n".join([text, *trees])


class Cypher(CypherLexer):
    """Cypher with what Pygments does not know of it: parameters, names in backticks, paths of any length."""

    tokens = {  # noqa: RUF012 (Pygments' way)
        "root": [
            (r"\$\w+", Name.Variable),
            (r"`[^`]*`", Name),
            (r'"[^"]*"', String),
            (r"\.\.|[{}|%^+-]|/(?!/)", Operator),
            inherit,
        ],
    }


def read(_: Sphinx, page: str, source: list[str]) -> None:
    """A page as Sphinx needs it: the start page has a table of contents, a link outside leads to a copy."""
    text = with_contents(source[0]) if page == "index" else source[0]
    source[0] = OUTSIDE.sub(r"{download}`\1 <../\2>`", text)


def wrapped(_: Sphinx, page: nodes.document) -> None:
    """A transcript without a table in it breaks its lines: a word at their end may be the one that matters."""
    for block in page.findall(nodes.literal_block):
        if block.get("language") == "console" and RULER not in block.astext():
            block["classes"].append("wrapped")


def setup(app: Sphinx) -> None:
    """What differs from plain Markdown."""
    app.add_lexer("cypher", Cypher)
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", read)
    app.connect("doctree-read", wrapped)
