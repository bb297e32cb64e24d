"""A brief as Markdown, as a page that needs no network and no script, and as data: one text, three forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from graphmodel.vocabulary import vocabulary
from viz.safety import clean, content_policy, web_address
from viz.templates import asset, environment, plain_environment
from viz.words import BADGES

Entry = Mapping[str, Any]

#: What stands around the sentences, whatever they say.
WORDS = {
    "intro": "“Did” is said of what the evidence cited shows; “could have” of what it leaves open; neither is more than "
    "that evidence. Numbers in brackets lead to the records below.",
    "records": "Records cited",
    "cite": "How to cite this",
    "made_by": "Made, on this case, by",
    "hash": "Case (SHA-256 of its tables)",
    "datasets": "Datasets",
    "check": "Check the original.",
    "whole_case": "The case as a whole, in which nothing of the kind was found",
}
#: What is said at the head of a section.
INTROS = {
    "disputes": "Side by side: what is said, and what is denied of it or belongs beside it. Which is right is not said "
    "here.",
    "coverage": "What is not covered is not known: only records declared complete can show that something did not happen.",
    "confirm": "Each request is a draft, ready to send once what stands in brackets is filled in: neither the law that "
    "applies nor an address is in the case.",
}
KINDS = {"statement": "a claim", "request": "a request", "coverage": "a row of coverage", "rule": "a rule"}
SHORT_HASH = 12
PAGE_WIDTH = 100


@dataclass(frozen=True, repr=False)
class CitedBrief:
    """A brief: sentences, each with the records that it rests on.

    Attributes
    ----------
    data
        The brief as data; the forms are made of this alone, so the same data gives the same bytes.
    """

    data: Entry

    def to_dict(self) -> dict[str, Any]:
        """The brief as data."""
        return dict(self.data)

    def to_json(self) -> str:
        """The brief as JSON."""
        return json.dumps(self.data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def to_markdown(self) -> str:
        """The brief as Markdown."""
        made = plain_environment()
        made.filters.update(md=markdown, code=code, indented=indented)
        text = made.get_template("brief.md").render(_context(self.data))
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"

    def to_html(self) -> str:
        """The brief as one page."""
        style = asset("brief.css")
        page = {"style": style, "policy": content_policy([], [style])}
        return _html("brief.html", self.data, page)

    def _repr_html_(self) -> str:
        return _html("brief_body.html", self.data, {})

    def __str__(self) -> str:
        return self.to_markdown()

    def __repr__(self) -> str:
        numbers = {each["number"] for each in _sentences(self.data)}
        cited = len(self.data["records"])
        return f"<brief of {self.data['title']!r}: {len(numbers)} sentences, {cited} records cited>"


def _sentences(data: Entry) -> Iterator[Entry]:
    """Every sentence, as often as it is told."""
    for section in data["sections"]:
        yield from (each for group in section["groups"] for each in group["sentences"])
        yield from (each for pair in section["pairs"] for each in (*pair["findings"], pair["other"]))


def _html(template: str, data: Entry, more: Entry) -> str:
    text = environment().get_template(template).render({**_context(data), **more})
    return text.strip() + "\n"


def _context(data: Entry) -> dict[str, Any]:
    """What both templates show: the data with the words around it."""
    brief = clean(dict(data))
    sections = [
        {**section, "intro": INTROS.get(section["id"], "")} for section in brief["sections"] if _said(section)
    ]
    records = [_record(record) for record in brief["records"]]
    return {
        "brief": {**brief, "sections": sections, "records": records},
        "words": WORDS,
        "standing": _standing,
    }


def _said(section: Entry) -> bool:
    """Whether a section says anything."""
    groups = any(group["sentences"] or group["remarks"] for group in section["groups"])
    return bool(groups or section["pairs"] or section["remarks"] or section["letters"])


def _standing(standing: str | None) -> str:
    terms = vocabulary("standings")
    return terms[standing].label if standing and standing in terms else ""


def _record(record: Entry) -> dict[str, Any]:
    """A record with the words for it: what it is, where it stands, and whether the original has to be looked at."""
    kind = record["kind"]
    what = WORDS["whole_case"] if kind == "case" else f"{record['id']} ({KINDS[kind]})"
    if kind == "rule":
        what = f"{what}: {record['rule_title']}"
    read = record.get("read")
    return {
        **dict.fromkeys(("speaker", "title", "note")),
        **record,
        "what": what,
        "link": web_address(record.get("url")),
        "about": ", ".join(filter(None, (record.get("publisher"), record.get("published"), _place(record)))),
        "stands_in": _file(record),
        "reviewed": [
            *(f"Checked {each}" for each in record.get("checked", ())),
            *(f"Corrected, {each}" for each in record.get("corrected", ())),
        ],
        "badge": BADGES.get(str(read), str(read)) if record.get("check_original") else "",
    }


def _place(record: Entry) -> str:
    """Where in the document it stands."""
    parts = [str(record["locator"])] if record.get("locator") else []
    return ", ".join([*parts, *(f"{name} {record[name]}" for name in ("sheet", "page") if record.get(name))])


def _file(record: Entry) -> str:
    """The file and row that it was loaded from, with the file's hash."""
    if not record.get("file"):
        return str(record.get("dataset") or "")
    row = f", row {record['row']}" if record.get("row") else ""
    digest = f" (SHA-256 {str(record['file_sha256'])[:SHORT_HASH]}…)" if record.get("file_sha256") else ""
    return f"{record.get('dataset') or ''}/{record['file']}{row}{digest}".lstrip("/")


# --- Markdown


_SPECIAL = re.compile(r"[\\`*\[\]<>|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")


def markdown(text: object) -> str:
    r"""Text that Markdown shows as it is, on one line.

    >>> print(markdown("a *b* [c](http://d) <e>"))
    a \*b\* \[c\](http://d) \<e\>
    """
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(str(text).split()))


def code(text: object) -> str:
    """Text within backticks: it has none of its own."""
    return " ".join(str(text).split()).replace("`", "'")


def indented(text: object) -> str:
    """Text as a block of code, its lines no longer than a page is wide; nothing in it can end the block."""
    lines = (line for each in str(text).splitlines() for line in wrap(each, PAGE_WIDTH) or [""])
    return "\n".join(f"    {line}".rstrip() for line in lines)
