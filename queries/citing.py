"""The documents that an answer rests on, each with the places in it and the rows that were read out of it.

They are those that the brief of the same answer cites, looked up in the case one by one: what a brief says and what is
cited for it cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from graphmodel.dates import iso
from graphmodel.evidence import Document
from graphmodel.projection import Evidence

#: The sections of a brief in which the answer is said; the others dispute, limit or ask.
ANSWERED = ("answer", "routes")
#: What is said of each record: what it is, where in the document, where in the case.
KEPT = (
    "id",
    "kind",
    "locator",
    "sheet",
    "page",
    "dataset",
    "file",
    "file_sha256",
    "row",
    "read",
    "check_original",
)
SHORT = 12
KEY = re.compile(r"[A-Za-z0-9._-]+")
_FIT = re.compile(r"[A-Za-z0-9]+")


def citations(
    brief: Mapping[str, Any], evidence: Evidence, *, everything: bool = False
) -> list[dict[str, Any]]:
    """The documents that a brief cites, in the order in which they are first cited.

    Parameters
    ----------
    brief
        The data of a brief, every record looked up in the case.
    evidence
        The case.
    everything
        Also what is cited for what disputes or limits the answer, is listed beside it, or is to be asked for.

    Returns
    -------
    list of dict
        `key`, `document`, `title`, `publisher`, `published`, `from`, `to`, `url`, `kind`, `rests_on`, and `records`,
        each with its `id`, `locator`, `sheet`, `page`, `dataset`, `file`, `row` and `read`. A record that cites no
        document stands under the file that it was loaded from; what rests on the whole case, under the case.
    """
    carrying = set(_carrying(brief))
    found: dict[str, dict[str, Any]] = {}
    for record in brief["records"]:
        if not (everything or record["number"] in carrying):
            continue
        entry = _entry(record, brief, evidence)
        known = found.setdefault(entry["document"], entry | {"rests_on": False, "records": []})
        known["rests_on"] |= record["number"] in carrying
        known["records"].append({name: record.get(name) for name in KEPT})
    return list(found.values())


def _carrying(brief: Mapping[str, Any]) -> Iterator[int]:
    """The numbers of the records that the sentences of the answer rest on."""
    for section in brief["sections"]:
        if section["id"] in ANSWERED:
            for group in section["groups"]:
                yield from (number for each in group["sentences"] for number in each["records"])


def _entry(record: Mapping[str, Any], brief: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    if record["kind"] == "case":
        digest = str(record["id"])
        name, title = (
            f"case-{digest[:SHORT]}",
            f"{brief['stamp']['case']} (a case of datatrail, SHA-256 {digest})",
        )
        return _described(name, title, "dataset", None)
    if record.get("document"):
        name = str(record["document"])
        document = evidence.documents.get(name)
        title = document.title if document and document.title else name
        return _described(name, title, document.kind if document else "", document)
    name = "/".join(str(record[part]) for part in ("dataset", "file") if record.get(part)) or "no document"
    digest = str(record.get("file_sha256") or "")
    return _described(name, f"{name}{f' (SHA-256 {digest})' if digest else ''}", "dataset", None)


def _described(name: str, title: str, kind: str, document: Document | None) -> dict[str, Any]:
    published = document.published if document else None
    return {
        "key": key_of(name),
        "document": name,
        "title": title,
        "publisher": (document.publisher or None) if document else None,
        "published": (document.published_words or None) if document else None,
        "from": iso(published.lo) if published else None,
        "to": iso(published.hi) if published else None,
        "url": (document.url or None) if document else None,
        "kind": kind or "other",
    }


def key_of(name: str) -> str:
    """The key of a document in a bibliography: its id, which is the same in every answer.

    An id with a character that no key may hold has a hash in place of it, so that no two documents share a key.

    >>> key_of("nbc-georgia-dds-2020"), key_of("a{b}, c")
    ('nbc-georgia-dds-2020', 'a-b-c-ae7f89')
    """
    if KEY.fullmatch(name):
        return name
    return "-".join([*_FIT.findall(name), sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]])
