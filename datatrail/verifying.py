"""What of a case should be checked against the original, most used first; and what was said when somebody did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphmodel.vocabulary import vocabulary
from loaders.reviews import read_reviews, standing

if TYPE_CHECKING:
    from datatrail.case import Case
    from graphmodel.evidence import Item
    from graphmodel.projection import Evidence

Row = dict[str, Any]

IN_FULL = "in-full"
#: Columns of what is to be checked, and of what was said.
TO_CHECK = (
    *("claim", "answers", "flows", "read", "from", "to", "data_type", "mode"),
    *("document", "title", "locator", "url", "checked", "corrected", "flag"),
)
SAID = ("line", "when", "who", "claim", "what", "why", "state", "because")
NOT_APPLIED = "not applied yet"
APPLIED = "applied"


def to_check(case: Case, *, everything: bool = False) -> list[Row]:
    """The statements that were not read in full, those first on which most answers rest.

    Parameters
    ----------
    everything
        Those that were read in full as well.
    """
    from queries.uses import uses

    evidence, used = case.evidence, uses(case.evidence)
    flags = _flags(case)
    rows = [
        _row(evidence, items, used.answers[claim], used.flows[claim], flags.get(claim, ""))
        for claim, items in evidence.by_claim.items()
        if items[0].kind == "statement" and (everything or items[0].record.get("read") != IN_FULL)
    ]
    return sorted(rows, key=lambda row: (-row["answers"], -row["flows"], row["claim"]))


def _row(evidence: Evidence, items: tuple[Item, ...], answers: int, flows: int, flag: str) -> Row:
    first = next((item for item in items if not item.derived), items[0])
    document, record = evidence.documents.get(first.document), first.record
    return {
        "claim": first.claim,
        "answers": answers,
        "flows": flows,
        "read": record.get("read"),
        "from": first.holder or None,
        "to": first.recipient or None,
        "data_type": first.data_type or None,
        "mode": first.mode,
        "document": first.document or None,
        "title": document.title if document else None,
        "locator": record.get("locator"),
        "url": document.url or None if document else None,
        "checked": list(record.get("checked") or ()),
        "corrected": list(record.get("corrected") or ()),
        "flag": flag or None,
    }


def _flags(case: Case) -> Mapping[str, str]:
    """Of a claim of which something was said that is not applied: why."""
    return {
        row["claim"]: f"{row['what']} ({row['who']}): {row['because'] or row['state']}"
        for row in said(case)
        if row["state"] != APPLIED
    }


def said(case: Case) -> list[Row]:
    """What stands in the log of reviews, line by line, and what became of it in the tables."""
    manifest = case.snapshot.manifest.get("reviews", ())
    became: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for each in manifest:
        became.setdefault(_cells(each), []).append(each)
    return list(_said(case, became))


def _cells(each: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each[name]) for name in SAID[1:6])


def _said(case: Case, became: Mapping[tuple[str, ...], list[Mapping[str, Any]]]) -> Iterator[Row]:
    for each in standing(read_reviews(case.folder.path)):
        found = became.get(tuple(each.cells()))
        told = (
            found.pop(0) if found else {"state": NOT_APPLIED, "because": "the log was changed by other means"}
        )
        cells = dict(zip(SAID[1:6], each.cells(), strict=True))
        yield {
            "line": each.line,
            **cells,
            "what": each.said,
            "state": told["state"],
            "because": told["because"],
        }


def is_stale(case: Case) -> bool:
    """Whether the log says something else than the tables were made with."""
    then = sorted(_cells(each) for each in case.snapshot.manifest.get("reviews", ()))
    now = sorted(tuple(each.cells()) for each in standing(read_reviews(case.folder.path)))
    return then != now


def withdrawal_of(case: Case, claim: str) -> str | None:
    """Why a claim is in no table, in a sentence; None where no review says so."""
    for row in reversed(said(case)):
        if row["claim"] == claim and row["what"] in ("retract", "withdraw") and row["state"] == APPLIED:
            because = f": {row['why']}" if row["why"] else ""
            what = "retracted" if row["what"] == "retract" else "withdrawn"
            return f"{claim!r} was {what} by {row['who']} on {row['when'][:10]}{because}"
    return None


def reads() -> list[str]:
    """How much of a document can have been read."""
    return list(vocabulary("reads"))
