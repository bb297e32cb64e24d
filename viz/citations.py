"""The documents that an answer rests on, as BibTeX, CSL-JSON and Markdown: the same entries, three forms."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from viz.brief import markdown
from viz.safety import clean, web_address
from viz.templates import asset
from viz.words import BADGES

Entry = Mapping[str, Any]
READ_IN_FULL = (None, "in-full")
YEAR = 4


@dataclass(frozen=True, repr=False)
class Citations:
    """The documents that an answer rests on.

    Attributes
    ----------
    entries
        As `queries.citing.citations` has them.
    asked
        The question, in words.
    """

    entries: Sequence[Entry]
    asked: str

    def to_bibtex(self) -> str:
        """A bibliography for LaTeX; the places and rows stand in each `note`."""
        return "\n".join(map(_bibtex, clean(self.entries)))

    def to_csl(self) -> str:
        """CSL-JSON, for Zotero, Pandoc and others; the rows stand in `note`, and as data in `custom`."""
        items = [_csl(each) for each in clean(self.entries)]
        return json.dumps(items, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def to_markdown(self) -> str:
        """A list for a reader: each document, and below it the rows that were read out of it."""
        lines = [line for each in clean(self.entries) for line in _listed(each)]
        return "\n".join([f"# Cited for: {markdown(clean(self.asked))}", "", *lines]) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """The entries as data."""
        return {"asked": self.asked, "documents": [dict(each) for each in self.entries]}

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def __str__(self) -> str:
        return self.to_markdown()

    def __repr__(self) -> str:
        return f"<{len(self.entries)} documents cited for {self.asked!r}>"


@cache
def _kinds() -> Mapping[str, Mapping[str, str]]:
    """How each form calls a kind of document."""
    return {row["kind"]: row for row in csv.DictReader(asset("cited_kinds.csv").splitlines())}


def _kind(entry: Entry) -> Mapping[str, str]:
    return _kinds().get(entry["kind"], _kinds()["other"])


# --- the rows that were read out of a document --------------------------------------------------------------------


def locators(record: Entry) -> str:
    """A record in words: its id, its place in the document, its row in the case, how much was read."""
    where = [str(record["locator"])] if record["locator"] else []
    where += [f"{name} {record[name]}" for name in ("sheet", "page") if record[name]]
    if record["file"]:
        row = f", row {record['row']}" if record["row"] else ""
        where.append(f"{record['dataset']}/{record['file']}{row}")
    if record["read"] not in READ_IN_FULL:
        where.append(BADGES.get(str(record["read"]), str(record["read"])))
    name = "the case as a whole" if record["kind"] == "case" else str(record["id"])
    return f"{name} ({'; '.join(where)})" if where else name


def _note(entry: Entry) -> str:
    beside = "" if entry["rests_on"] else "Cited beside the answer, which does not rest on it. "
    return beside + "Read for: " + "; ".join(map(locators, entry["records"])) + "."


# --- BibTeX -------------------------------------------------------------------------------------------------------

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{each: f"\\{each}" for each in "#$%&_"},
}
_IN_ADDRESS = {each: f"%{ord(each):02X}" for each in '{}\\^`"<>| \t\n'}


def latex(text: object) -> str:
    r"""Text that LaTeX prints as it is, on one line, with every brace closed.

    >>> print(latex("50% of {A_B}"))
    50\% of \textbraceleft{}A\_B\textbraceright{}
    """
    return "".join(_LATEX.get(each, each) for each in " ".join(str(text).split()))


def _bibtex(entry: Entry) -> str:
    kind = _kind(entry)
    fields = {
        "title": f"{{{latex(entry['title'])}}}",
        kind["publisher"]: f"{{{latex(entry['publisher'])}}}" if entry["publisher"] else "",
        "year": _year(entry),
        "date": latex(_date(entry)),
        "url": "".join(_IN_ADDRESS.get(each, each) for each in str(entry["url"] or "")),
        "note": latex(_note(entry)),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@{kind['bibtex']}{{{entry['key']},\n" + ",\n".join(lines) + "\n}\n"


def _year(entry: Entry) -> str:
    """The year in which it was published; blank where that is not certain."""
    first, last = str(entry["from"] or ""), str(entry["to"] or "")
    return first[:YEAR] if first[:YEAR] == last[:YEAR] else ""


def _date(entry: Entry) -> str:
    """When it was published, as biblatex has dates: a day, month or year, or the first day/the last."""
    if _STATED.fullmatch(str(entry["published"] or "")):
        return str(entry["published"])
    return f"{entry['from']}/{entry['to']}" if entry["from"] and entry["to"] else ""


_STATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


# --- CSL-JSON -----------------------------------------------------------------------------------------------------


def _csl(entry: Entry) -> dict[str, Any]:
    kind = _kind(entry)
    container = "container-title" if kind["publisher"] == "journal" else "publisher"
    made = {
        "id": entry["key"],
        "type": kind["csl"],
        "title": entry["title"],
        container: entry["publisher"],
        "issued": _issued(entry),
        "URL": web_address(entry["url"]),
        "note": _note(entry),
        "custom": {"document": entry["document"], "rests_on": entry["rests_on"], "records": entry["records"]},
    }
    return {name: value for name, value in made.items() if value is not None}


def _issued(entry: Entry) -> dict[str, Any] | None:
    date = _date(entry)
    if date:
        return {"date-parts": [[int(part) for part in each.split("-")] for each in date.split("/")]}
    return {"literal": entry["published"]} if entry["published"] else None


# --- Markdown -----------------------------------------------------------------------------------------------------


def _listed(entry: Entry) -> Iterator[str]:
    link = web_address(entry["url"])
    title = f"[{markdown(entry['title'])}](<{link}>)" if link else markdown(entry["title"])
    about = ", ".join(markdown(entry[name]) for name in ("publisher", "published") if entry[name])
    beside = "" if entry["rests_on"] else " *Beside the answer.*"
    yield f"- **{markdown(entry['key'])}**: {title}{f', {about}' if about else ''}.{beside}"
    yield from (f"  - {markdown(locators(each))}" for each in entry["records"])
