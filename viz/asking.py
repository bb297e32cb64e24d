"""What the reader of a page can ask: the case as plain tables for the search in the page, and the words for answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphmodel.projection import Evidence
from graphmodel.vocabulary import vocabulary
from queries.library.exposure import DRIVER_DATA, driver_data
from queries.library.trace import Answer
from queries.tracing.portable import portable
from queries.tracing.portable_world import Table
from queries.words import BELOW_A_RAISED_FLOOR, REASONS
from viz.marks import family_of
from viz.safety import web_address
from viz.words import NO_ROUTE

#: With more items of evidence a page would be too large to mail, and a phone too slow to search them.
MOST_ITEMS = 20_000


def asking_data(evidence: Evidence, answer: Answer, flows: Iterable[Mapping[str, Any]]) -> Table:
    """What the page's search needs, or how many items were too many for it.

    Parameters
    ----------
    answer
        What the page shows at first: its filters, dates and limits stay when another question is asked.
    flows
        Those that the page has with all their evidence: of others the documents are named here.

    Returns
    -------
    Ids, names, days and numbers; no text of a source but the titles of documents.
    """
    if len(evidence.columns) > MOST_ITEMS:
        return {"too_many": len(evidence.columns), "most": MOST_ITEMS}
    table = portable(evidence, answer.answers[0].question).table
    shown = {str(item["document"] or "") for flow in flows for item in flow["evidence"]}
    kinds = vocabulary("agency_kinds")
    return table | {
        "titles": {name: _document(evidence, name) for name in table["documents"] if name not in shown},
        "kind_words": [
            [kinds[kind].extra.get("noun") or "", kinds[kind].label] if kind in kinds else ["", kind]
            for kind in table["parties"]["kinds"]
        ],
        "families": [family_of({"kind": kind}) for kind in table["parties"]["kinds"]],
        "made": _made(evidence),
        "known": [name for name in table["types"]["id"] if name in evidence.types],
        "words": {"reasons": REASONS, "raised": BELOW_A_RAISED_FLOOR, "no_route": NO_ROUTE},
    }


def _made(evidence: Evidence) -> dict[str, list[str]]:
    """What is made from driver data, and answered for beside it: the page's own answer does the same."""
    narrower = evidence.types.narrower(DRIVER_DATA)
    made = [kind for kind in driver_data(evidence) if kind not in narrower]
    return {DRIVER_DATA: made} if made else {}


def _document(evidence: Evidence, name: str) -> dict[str, str]:
    found = evidence.documents.get(name)
    if found is None:
        return {"title": name}
    told = {
        "title": found.title,
        "publisher": found.publisher,
        "published": found.published_words,
        "url": web_address(found.url) or "",
    }
    return {key: value for key, value in told.items() if value}
