"""The records that a brief cites, looked up in the case one by one: what is not there is missed by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from graphmodel.errors import InputError
from graphmodel.evidence import Coverage, Item
from graphmodel.projection import Evidence
from graphmodel.rules import Rule
from queries.briefing.sentences import Ref
from queries.rows import evidence_entry

#: What of an item the case must still say as the answer had it.
KEPT = ("claim", "mode", "standing", "data_type", "document", "dataset")
#: How a record was read that need not be checked: the whole of it, or, of a row of a log, nothing else is said.
READ = {None, "in-full"}
NOT_THERE = "load its dataset again, or make the brief anew from the case as it is"


class Docket:
    """The records of one case as a brief numbers them, in the order in which they are first cited.

    Parameters
    ----------
    evidence
        The case.
    stamp
        Its hash and the program's version, for what rests on the case as a whole.
    """

    def __init__(self, evidence: Evidence, stamp: Mapping[str, Any]) -> None:
        self._evidence = evidence
        self._stamp = stamp
        self._entries: dict[tuple[str, str], dict[str, Any]] = {}

    def numbers(self, refs: Iterable[Ref], said: str) -> list[int]:
        """The numbers of the records that something said rests on, each record once.

        Raises
        ------
        InputError
            When the case lacks one of them, or now says something else in it; names what is said and the record.
        """
        return list(dict.fromkeys(self._number(ref, said) for ref in refs))

    def entries(self) -> list[dict[str, Any]]:
        """Every record cited, by number."""
        return list(self._entries.values())

    def unread(self, numbers: Iterable[int]) -> bool:
        """Whether one of these records rests on less than the whole document."""
        by_number = {entry["number"]: entry for entry in self._entries.values()}
        return any(by_number[number].get("check_original") for number in numbers)

    def _number(self, ref: Ref, said: str) -> int:
        entry = self._entry(ref, said)
        known = self._entries.setdefault(
            (ref.kind, str(entry["id"])), {"number": len(self._entries) + 1, **entry}
        )
        known["items"] = sorted({*known.get("items", ()), *entry.get("items", ())})
        return int(known["number"])

    def _entry(self, ref: Ref, said: str) -> dict[str, Any]:
        if ref.kind == "coverage":
            return self._coverage(ref, said)
        if ref.kind == "rule":
            return self._rule(ref, said)
        return self._whole_case() if ref.kind == "case" else self._item(ref, said)

    # --- an item

    def _item(self, ref: Ref, said: str) -> dict[str, Any]:
        item = item_of(self._evidence, ref.id)
        if item is None:
            raise InputError(
                f"{said} rests on {ref.id}, and the case has no such record: {_claim_of(ref)} is not in it",
                hint=NOT_THERE,
            )
        self._same(ref, item, said)
        self._document(item.document, ref.id, said)
        entry = evidence_entry(item, self._evidence, chosen=True)
        kept = (
            "document",
            "title",
            "publisher",
            "published",
            "url",
            "locator",
            "sheet",
            "page",
            "row",
            "read",
        )
        return {
            "kind": item.kind,
            "id": item.claim,
            "items": [item.id],
            **{name: entry[name] for name in ("speaker", "basis", *kept)},
            **{name: entry[name] for name in ("dataset", "file", "file_sha256", "note")},
            **{name: entry[name] for name in ("checked", "corrected")},
            "check_original": entry["read"] not in READ,
        }

    def _same(self, ref: Ref, item: Item, said: str) -> None:
        changed = [name for name in KEPT if ref.told and getattr(ref.told, name) != getattr(item, name)]
        if changed:
            raise InputError(
                f"{said} rests on {ref.id}, of which the case now says otherwise: {', '.join(changed)}",
                hint="make the brief anew from the case as it is",
            )

    def _document(self, document: str, cites: str, said: str) -> None:
        if document and document not in self._evidence.documents:
            raise InputError(
                f"{said} rests on {cites}, which cites {document!r}, and the case has no such document",
                hint=NOT_THERE,
            )

    # --- what else a sentence may rest on

    def _coverage(self, ref: Ref, said: str) -> dict[str, Any]:
        row = self._coverage_rows.get(ref.id)
        if row is None:
            raise InputError(
                f"{said} rests on {ref.id}, a row of coverage that the case does not have", hint=NOT_THERE
            )
        self._document(row.document, ref.id, said)
        return {"kind": "coverage", "id": row.id, **self._cited(row.document), **_place(row.record)}

    def _rule(self, ref: Ref, said: str) -> dict[str, Any]:
        rule = self._rules.get(ref.id)
        if rule is None:
            raise InputError(f"{said} rests on {ref.id}, a rule that the case does not have", hint=NOT_THERE)
        self._document(rule.document, ref.id, said)
        own = {"kind": "rule", "id": rule.id, "rule_title": rule.title}
        return own | self._cited(rule.document) | _place(rule.record)

    def _whole_case(self) -> dict[str, Any]:
        return {
            "kind": "case",
            "id": self._stamp.get("case_sha256", ""),
            "datasets": sorted(self._evidence.datasets),
            "check_original": False,
        }

    def _cited(self, document: str) -> dict[str, Any]:
        found = self._evidence.documents.get(document)
        return {
            "document": document or None,
            "title": found.title if found else None,
            "publisher": found.publisher if found else None,
            "published": found.published_words if found else None,
            "url": found.url if found else None,
        }

    @cached_property
    def _coverage_rows(self) -> Mapping[str, Coverage]:
        return {row.id: row for row in self._evidence.coverage}

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self._evidence.rules}


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    """Where a row stands; a row of coverage does not say how its document was read."""
    names = ("dataset", "file", "file_sha256", "sheet", "page", "row", "read", "note")
    return {name: row.get(name) for name in names} | {"check_original": row.get("read") not in READ}


def item_of(evidence: Evidence, item: str) -> Item | None:
    """The item of an id, by reading only the rows of the claims that it can be of; None where there is none.

    An item's id begins with that of its claim, which may have colons of its own.
    """
    parts = item.split(":")
    for end in range(1, len(parts) + 1):
        found = next((each for each in evidence.of_claim(":".join(parts[:end])) if each.id == item), None)
        if found is not None:
            return found
    return None


def _claim_of(ref: Ref) -> str:
    return ref.told.claim if ref.told else ref.id.partition(":")[0]
