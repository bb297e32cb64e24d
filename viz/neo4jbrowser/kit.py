"""The files of a kit: saved queries for both Browsers, a guide for both, the style, and links into the Browser."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from viz.neo4jbrowser.style import style

GUIDE, STYLE = "guide.html", "style.grass"
#: The times in an archive: the same kit is the same bytes.
DAY = (1980, 1, 1, 0, 0, 0)
#: The classic Browser adds every relationship between the nodes that it shows, unless it is told not to.
ONLY_THESE = ":config autoComplete: false"
#: A server takes no request line that is much longer.
LONGEST_LINK = 6_000


@dataclass(frozen=True, slots=True)
class Query:
    """A text for the Browser: which folder, what it asks in words, what to know of its answer."""

    folder: str
    name: str
    question: str
    text: str
    remarks: tuple[str, ...] = ()

    @property
    def saved(self) -> str:
        """The text with what it asks above it, as it is saved."""
        return "\n".join((f"// {self.question}", *(f"// {each}" for each in self.remarks), self.text.strip()))


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the guide: a heading, paragraphs, and what to run."""

    heading: str
    words: tuple[str, ...]
    queries: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class Kit:
    """What a kit is made of.

    Attributes
    ----------
    parameters
        What the parameters of the Browser are set to.
    """

    title: str
    steps: tuple[Step, ...]
    queries: tuple[Query, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all_queries(self) -> list[Query]:
        """Those of the guide, then the others."""
        return [*(query for step in self.steps for query in step.queries), *self.queries]

    def files(self, browser: str = "", bolt: str = "", database: str = "") -> dict[str, bytes]:
        """The files by name; links lead to this Browser."""
        texts = {
            STYLE: style(),
            "queries.csv": _csv(self.all_queries),
            GUIDE: _html(self),
            "guide.adoc": _asciidoc(self),
            "parameters.txt": _parameters(self.parameters) + "\n",
            "index.html": _index(self, browser, bolt, database),
        }
        made = {name: text.encode("utf-8") for name, text in texts.items()}
        return made | {"queries.zip": _zip(self.all_queries)}


# --- saved queries ------------------------------------------------------------------------------------------------


def _zip(queries: Sequence[Query]) -> bytes:
    """Saved queries of the classic Browser: an archive of folder/name.cypher."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for query in queries:
            file = zipfile.ZipInfo(f"{query.folder}/{query.name}.cypher", DAY)
            archive.writestr(file, query.saved, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _csv(queries: Sequence[Query]) -> str:
    """Saved queries of the new Browser: a row for each folder, then one for each query in it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("name", "description", "query", "id", "parentId", "isFolder"))
    folders = {folder: _id(folder) for folder in dict.fromkeys(query.folder for query in queries)}
    writer.writerows((folder, "", "", id_, "", "true") for folder, id_ in folders.items())
    for query in queries:
        id_ = _id(f"{query.folder}/{query.name}")
        writer.writerow((query.name, query.question, query.saved, id_, folders[query.folder], "false"))
    return out.getvalue()


def _id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"datatrail:{name}"))


# --- the guide ----------------------------------------------------------------------------------------------------


def _parameters(parameters: Mapping[str, Any]) -> str:
    return f":params {json.dumps(dict(parameters), ensure_ascii=False)}"


def _html(kit: Kit) -> str:
    """The guide of the classic Browser: slides with texts that a click puts into the editor."""
    slides = "\n".join(_slide(step) for step in kit.steps)
    first = f"<p>Show only the relationships of an answer, not all between its nodes:</p>\n{_runnable(ONLY_THESE)}"
    first += f"<p>Set the parameters once:</p>\n{_runnable(_parameters(kit.parameters))}"
    return (
        f'<article class="guide"><title>{escape(kit.title)}</title>\n<carousel class="deck container-fluid">\n'
        f"{slides.replace('<!-- parameters -->', first, 1)}\n</carousel></article>\n"
    )


def _slide(step: Step) -> str:
    words = "".join(f"<p>{escape(each)}</p>\n" for each in step.words)
    texts = "".join(f"<p>{escape(query.question)}</p>\n{_runnable(query.text)}" for query in step.queries)
    return (
        f'<slide class="row-fluid"><div class="col-sm-12"><h3>{escape(step.heading)}</h3>\n'
        f"{words}<!-- parameters -->{texts}</div></slide>"
    )


def _runnable(text: str) -> str:
    classes = "pre-scrollable programlisting cm-s-neo code runnable standalone-example"
    return f'<figure><pre class="{classes}">{escape(text.strip(), quote=False)}</pre></figure>\n'


def _asciidoc(kit: Kit) -> str:
    """The guide of the new Browser."""
    lines = [f"= {_plain(kit.title)}", ""]
    for number, step in enumerate(kit.steps):
        lines += [f"== {_plain(step.heading)}", ""]
        for each in step.words:
            lines += [_plain(each), ""]
        if not number:
            lines += ["Set the parameters once:", "", *_listing(_parameters(kit.parameters))]
        for query in step.queries:
            lines += [_plain(query.question), "", *_listing(query.text.strip())]
    return "\n".join(lines)


def _listing(text: str) -> list[str]:
    return ["[source,cypher]", "----", text, "----", ""]


def _plain(text: str) -> str:
    """Words in which nothing is a mark of AsciiDoc."""
    return " ".join(text.split()).replace("+", "{plus}").replace("<<", "{lt}{lt}").replace("*", "{asterisk}")


# --- links --------------------------------------------------------------------------------------------------------


def link(browser: str, bolt: str, database: str, text: str) -> str:
    """A link that opens the Browser with a text in its editor."""
    said = {"dbms": bolt, "db": database, "cmd": "edit", "arg": text}
    return f"{browser}?{urlencode({name: value for name, value in said.items() if value})}"


def _index(kit: Kit, browser: str, bolt: str, database: str) -> str:
    """A page of links: each query, opened in the editor of the Browser."""
    rows = "\n".join(_links(kit, browser, bolt, database))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(kit.title)}</title></head>\n'
        f"<body><h1>{escape(kit.title)}</h1>\n<ul>\n{rows}\n</ul></body></html>\n"
    )


def _links(kit: Kit, browser: str, bolt: str, database: str) -> Iterator[str]:
    for query in kit.all_queries:
        words = escape(f"{query.folder}: {query.question}")
        there = link(browser, bolt, database, query.saved)
        if len(there) > LONGEST_LINK:
            words += f" (in the saved queries: {escape(query.name)})"
        linked = browser and len(there) <= LONGEST_LINK
        yield f'<li><a href="{escape(there)}">{words}</a></li>' if linked else f"<li>{words}</li>"
