"""What several questions say of an item or a flow in the same words: counts, dates, documents, evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isinf
from typing import Any

from graphmodel.counts import Count, together
from graphmodel.dates import When, iso
from graphmodel.denials import Denials
from graphmodel.evidence import Flow, Item
from graphmodel.judging import Judgement
from graphmodel.projection import Evidence
from graphmodel.rules import Rule


def counts_of(items: Iterable[Item], evidence: Evidence) -> list[Count]:
    """The counts of distinct evidence: of claims that hold the same, one for each unit."""
    voices = evidence.voice_of_claim
    found: dict[tuple[str, str], Count] = {}
    for item in items:
        if item.count is not None:
            found.setdefault((voices.get(item.claim, item.claim), item.count.unit), item.count)
    return list(found.values())


def count_columns(items: Sequence[Item], evidence: Evidence) -> dict[str, Any]:
    """The columns count_words, at_least, at_most, unit of some items; nothing is added up."""
    counts = counts_of(items, evidence)
    names = {party: evidence.registry.label(party) for count in counts for party in count.shared_with}
    bounds = together(counts)
    units = {count.unit for count in counts}
    return {
        "count_words": "; ".join(dict.fromkeys(count.in_words(names) for count in counts)) or None,
        "at_least": bounds.at_least,
        "at_most": bounds.at_most,
        "unit": units.pop() if len(units) == 1 else None,
    }


def count_of(item: Item) -> dict[str, Any] | None:
    """An item's count as the interface has it: of a shared count the bounds are of the whole."""
    if item.count is None:
        return None
    bounds = item.count.bounds
    return {
        "words": item.count.words,
        "at_least": bounds.at_least,
        "at_most": bounds.at_most,
        "unit": item.count.unit or None,
        "shared_with": list(item.count.shared_with),
        "part": item.count.part,
    }


def first_and_last(items: Iterable[Item]) -> tuple[str | None, str | None]:
    """The earliest day that some items allow, and the latest that they speak of; None where open."""
    items = list(items)
    return (
        iso(min(item.when.start.lo for item in items)),
        iso(max(item.when.last_day for item in items)),
    )


def time_of(when: When) -> dict[str, Any]:
    """The time of an item as the interface has it."""
    if when.kind == "event":
        return {"kind": "event", "lo": iso(when.start.lo), "hi": iso(when.start.hi)}
    return {
        "kind": "standing",
        "lo": iso(when.start.lo),
        "hi": iso(when.start.hi),
        "ended_lo": iso(when.end.lo),
        "ended_hi": iso(when.end.hi),
    }


def time_words(when: When) -> str:
    """The time of an item in words."""
    start, last = when.start, when.last_day
    if when.kind == "standing":
        if isinf(start.lo) and isinf(when.end.hi) and start.hi == last and not isinf(last):
            return f"seen, by {iso(last)}"
        since = (
            f"since {iso(start.lo)}"
            if start.lo == start.hi
            else _between(iso(start.lo), iso(start.hi), "begun")
        )
        seen = "" if isinf(last) else f", known until {iso(last)}"
        return (since or "since when is not said") + seen
    if start.lo == start.hi:
        return str(iso(start.lo))
    return _between(iso(start.lo), iso(start.hi), "some time") or "when is not said"


def _between(first: str | None, last: str | None, what: str) -> str:
    if first and last:
        return f"{what} from {first} to {last}"
    if first:
        return f"{what} after {first}"
    return f"{what} by {last}" if last else ""


def documents_of(items: Iterable[Item]) -> list[str]:
    """The documents that some items cite."""
    return sorted({item.document for item in items if item.document})


def reads_of(items: Iterable[Item]) -> list[str]:
    """How much of the documents was read, for some items."""
    return sorted({item.record.get("read") or "" for item in items} - {""})


def evidence_entry(item: Item, evidence: Evidence, *, chosen: bool) -> dict[str, Any]:
    """One item of evidence to the page and row, as the interface has it."""
    row = item.record
    document = evidence.documents.get(item.document)
    return {
        "id": item.id,
        "claim": item.claim,
        "chosen": chosen,
        "kind": item.kind,
        "mode": item.mode,
        "standing": item.standing,
        "derived": item.derived,
        "sent": item.sent,
        "data_type": item.data_type,
        "payload": item.payload,
        "hedged": item.hedged,
        "one_of": item.one_of,
        "masked": sorted(item.masked),
        "document": item.document or None,
        "title": document.title if document else None,
        "publisher": document.publisher if document else None,
        "published": document.published_words if document else None,
        "url": document.url if document else None,
        "locator": row.get("locator"),
        "read": row.get("read"),
        "checked": list(row.get("checked") or ()),
        "corrected": list(row.get("corrected") or ()),
        "speaker": row.get("speaker"),
        "basis": row.get("basis"),
        "dataset": item.dataset,
        "file": row.get("file"),
        "file_sha256": row.get("file_sha256"),
        "sheet": row.get("sheet"),
        "page": row.get("page"),
        "row": row.get("row"),
        "time": time_of(item.when),
        "when": time_words(item.when),
        "count": count_of(item),
        "threshold_required": item.threshold_required or None,
        "threshold_shown": item.threshold_shown or None,
        "note": row.get("note"),
    }


def beside_of(
    items: Iterable[Item],
    evidence: Evidence,
    denials: Denials | None = None,
    heard: Callable[[Item], bool] | None = None,
) -> list[dict[str, Any]]:
    """What should be read next to some items: claims that the curator ties to them, and denials.

    Parameters
    ----------
    denials, heard
        Those of the sources asked for; all of the case unless told.
    """
    items, denials = list(items), denials or evidence.denials
    own = {item.claim for item in items}
    found: dict[str, str] = {}
    for item in items:
        for denial in denials.against(item):
            found[denial.claim] = "denial that covers it"
        for denial in denials.beside(item):
            found.setdefault(denial.claim, _why_beside(denial, item))
        for claim in item.record.get("beside") or ():
            found.setdefault(claim, "to be read with it")
    claims = ((claim, why, evidence.of_claim(claim)) for claim, why in sorted(found.items()))
    return [
        _beside_entry(told[0], why, evidence)
        for claim, why, told in claims
        if claim not in own and told and (heard is None or heard(told[0]))
    ]


def _why_beside(denial: Item, item: Item) -> str:
    if not denial.channel:
        return "denial that names no channel"
    return "denial of another channel" if denial.channel != item.channel else "denial of another scope"


def _beside_entry(item: Item, why: str, evidence: Evidence) -> dict[str, Any]:
    row, count = item.record, item.count
    names = {party: evidence.registry.label(party) for party in count.shared_with} if count else {}
    return {
        "id": item.claim,
        "why": why,
        "mode": item.mode,
        "from": item.holder or None,
        "to": item.recipient or None,
        "data_type": item.data_type or None,
        "channel": item.channel or None,
        "databases": list(item.databases),
        "speaker": row.get("speaker"),
        "document": item.document or None,
        "count": count.in_words(names) if count else None,
        "note": row.get("note"),
    }


#: How grave a judgement is: of several items a rule shows the gravest.
GRAVEST = ("barred", "cannot tell", "permitted")


def rules_touching(items: Iterable[Item], evidence: Evidence) -> list[dict[str, Any]]:
    """The rules that touch some items and how they judge them: of several items, the gravest judgement."""
    found: dict[str, Judgement] = {}
    for item in items:
        for each in evidence.judging.judgements(item):
            best = found.setdefault(each.rule.id, each)
            if GRAVEST.index(each.judged) < GRAVEST.index(best.judged):
                found[each.rule.id] = each
    return [_rule_entry(found[rule.id]) for rule in evidence.rules if rule.id in found]


def remarks_touching(items: Iterable[Item], evidence: Evidence) -> list[dict[str, Any]]:
    """The rules that touch some items and judge nothing: reports to be made, and that no bar was found."""
    touching = {rule.id for item in items for rule in evidence.judging.remarks(item)}
    return [_named_rule(rule) for rule in evidence.rules if rule.id in touching]


def _named_rule(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.id, "title": rule.title, "kind": rule.kind, "effect": rule.effect}


def _rule_entry(judgement: Judgement) -> dict[str, Any]:
    barred_from = judgement.barred_from
    return {
        **_named_rule(judgement.rule),
        "judged": judgement.judged,
        "why": list(judgement.why),
        "barred_from": None if barred_from is None else iso(barred_from),
    }


def rule_as_judged(entry: Mapping[str, Any]) -> str:
    """A rule and how it judges, in the terms of a row: on paper or, where it says so, as a technical block."""
    technical = " (technical)" if entry["kind"] == "technical" else ""
    since = f", barred from {entry['barred_from']}" if entry["barred_from"] else ""
    return f"{entry['rule']}{technical} {entry['judged']}{since}"


def flow_summary(flow: Flow, evidence: Evidence, denials: Denials | None = None) -> dict[str, Any]:
    """A flow as the interface's table has it; contested by the denials given, or by any of the case."""
    first, last = first_and_last(flow.items)
    return {
        "flow": flow.id,
        "from": flow.holder,
        "to": flow.recipient,
        "data_type": flow.data_type or None,
        "database": flow.key[3] or None,
        "channel": flow.key[4] or None,
        "via": list(flow.via),
        "standing": flow.standing,
        "contested": any((denials or evidence.denials).against(item) for item in flow.items),
        "first": first,
        "last": last,
        **count_columns(flow.items, evidence),
        "items": [item.id for item in flow.items],
        "documents": documents_of(flow.items),
        "read": reads_of(flow.items),
    }
