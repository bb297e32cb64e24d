"""Which disclosures show no warrant, subpoena or court order; and where was none required?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphmodel.evidence import RANK, Item, flow_id
from graphmodel.projection import Evidence
from graphmodel.vocabulary import vocabulary
from queries.declaration import Column, Declared, Parameter, Row
from queries.options import (
    AS_OF,
    CHANNEL,
    DATA,
    FROM,
    KNOWN_BY,
    MIN_STANDING,
    SOURCE,
    TO,
    Wanted,
    read_standing,
)
from queries.rows import documents_of, first_and_last
from queries.tallies import MASKED_CELL, cell, counted, grouped, unit_of

#: What a threshold is as legal process; blank is not "none": the source does not say.
NOT_STATED = "not stated"
MASKED = "masked"
#: What a row is called by what was shown and, where it matters, what was required; the most telling first.
FINDINGS: Mapping[tuple[str, str], str] = {
    ("none", "judicial"): "no process shown, though required",
    ("none", "administrative"): "no process shown, though required",
    ("none", "none"): "no process shown, none required",
    ("none", ""): "no process shown",
    ("administrative", ""): "shown, but not judicial",
    ("not told", ""): "something shown, not told what",
    (MASKED, ""): "masked",
    (NOT_STATED, "none"): "not stated; no process required",
    (NOT_STATED, "judicial"): "not stated; process required",
    (NOT_STATED, "administrative"): "not stated; process required",
    (NOT_STATED, ""): "not stated",
    ("judicial", ""): "judicial process shown",
}


def no_process(
    evidence: Evidence,
    *,
    judicial: bool,
    from_: str,
    to: str,
    data: str | None,
    channel: str | None,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each flow, pair of thresholds and unit, but those that show judicial process unless all are asked for."""
    wanted = Wanted.read(evidence, locals())
    worst = RANK[read_standing(min_standing)]
    items = [
        item
        for item in wanted.items()
        if not item.sent and RANK.get(item.standing, worst + 1) <= worst and item.makes_flow
    ]
    rows = [
        _row(found, evidence)
        for found in grouped(items, _told_alike).values()
        if judicial or process_of(found[0], "threshold_shown") != "judicial"
    ]
    return sorted(rows, key=lambda row: ORDER.index(row["finding"]))


ORDER = tuple(dict.fromkeys(FINDINGS.values()))


def finding(item: Item) -> str:
    """What is to be said of the process that an item shows."""
    shown, required = (process_of(item, f"threshold_{which}") for which in ("shown", "required"))
    return FINDINGS.get((shown, required)) or FINDINGS[shown, ""]


def _told_alike(item: Item) -> tuple[object, ...]:
    return (item.key, cell(item, "threshold_required"), cell(item, "threshold_shown"), unit_of(item))


def process_of(item: Item, column: str) -> str:
    """What an item's threshold is as legal process; not stated and masked are told apart from none."""
    stated = cell(item, column)
    if stated in ("", MASKED_CELL):
        return MASKED if stated else NOT_STATED
    return vocabulary("thresholds")[stated].extra["process"]


def _row(items: list[Item], evidence: Evidence) -> Row:
    """Items of one flow that state the same thresholds and count in one unit."""
    item = items[0]
    first, last = first_and_last(items)
    return {
        "flow": flow_id(item.key),
        "from": item.holder,
        "to": item.recipient,
        "data_type": item.data_type or None,
        "channel": item.channel or None,
        "via": list(item.via),
        "finding": finding(item),
        "threshold_shown": cell(item, "threshold_shown") or None,
        "threshold_required": cell(item, "threshold_required") or None,
        "standing": min((each.standing for each in items), key=RANK.__getitem__),
        "first": first,
        "last": last,
        "unit": unit_of(item) or None,
        **counted(items, evidence),
        "items": [each.id for each in items],
        "documents": documents_of(items),
    }


NO_PROCESS = Declared(
    "no-process",
    1,
    "Which disclosures show no warrant, subpoena or court order; and where was none required?",
    (
        Parameter("judicial", "flag", "Also the disclosures that show judicial process.", default=False),
        FROM,
        TO,
        DATA,
        CHANNEL,
        SOURCE,
        MIN_STANDING,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("flow", "The flow's id: give it to `evidence`."),
        Column("from", "The holder: who let the data go."),
        Column("to", "The recipient."),
        Column("data_type", "The kind of data, as stated."),
        Column("channel", "How it went; blank = not stated."),
        Column("via", "Who relays, operates or sells the exchange, in order."),
        Column(
            "finding",
            "Whether a warrant, subpoena or court order was shown, and required; a form, a case number, a belief or "
            "consent is none of these.",
        ),
        Column("threshold_shown", "What was shown; blank = the source does not say, which is not `none`."),
        Column("threshold_required", "What had to be shown; blank = the source does not say."),
        Column("standing", "That of the best item of evidence."),
        Column("first", "The earliest day that the evidence allows."),
        Column("last", "The latest day that the evidence speaks of."),
        Column("unit", "What was counted; blank where nothing is counted. One row for each unit."),
        Column(
            "at_least",
            "What the counts prove at least: rows of one log added, else the largest; shared counts prove nothing.",
        ),
        Column("count_words", "How many, in the sources' words; 'some of' where the count is of others too."),
        Column("items", "The items of evidence."),
        Column("documents", "The documents that they cite."),
    ),
    ("items", "documents"),
    (
        "'Not stated' means that the source does not say: it is no finding that nothing was shown or required.",
        "'None required' is what the source says of the holder's practice; no rule is looked up.",
        "A flow stands in several rows where its evidence states different thresholds or units; rows are not to be added.",
    ),
    no_process,
    table=(
        "from",
        "to",
        "data_type",
        "finding",
        "threshold_shown",
        "threshold_required",
        "channel",
        "count_words",
        "standing",
        "last",
    ),
    theme="rules and process",
    references=(
        "Semantics, section 1: the thresholds required and shown are two fields; sections 2 and 5.",
        "18 U.S.C. 2721(b)(1): federal law lets a licensing agency give to any government agency without process.",
        "N.Y. Vehicle and Traffic Law 201(12): a state law that asks for a judge's order or warrant.",
    ),
)
