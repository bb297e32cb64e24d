"""Who refuses, who complies, how fast, by threshold and channel?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isinf
from statistics import median
from typing import Any

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Parameter, Row
from queries.options import AS_OF, CHANNEL, DATA, FROM, KNOWN_BY, SHOWN, SOURCE, TO, Wanted, read_choice
from queries.rows import documents_of
from queries.tallies import (
    cell,
    counted,
    days_taken,
    exchanges,
    grouped,
    outcome_of,
    told,
    unit_of,
)

Group = Callable[[Item, Evidence], str]
#: Whose outcomes a row is of.
GROUPS: Mapping[str, Group] = {
    "holder": lambda item, _: item.holder,
    "recipient": lambda item, _: item.recipient,
    "state": lambda item, evidence: state_of(item.holder, evidence),
}


def outcomes(
    evidence: Evidence,
    *,
    by: str,
    from_: str,
    to: str,
    data: str | None,
    channel: str | None,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each group, channel, thresholds, outcome and unit; no statement stands in two of them."""
    group = GROUPS[read_choice(by, GROUPS, "by")]
    items = exchanges(Wanted.read(evidence, locals()).items(), min_standing)

    def asked(item: Item) -> tuple[str, ...]:
        """What an item is compared with: the same group, channel, thresholds and unit."""
        thresholds = cell(item, "threshold_required"), cell(item, "threshold_shown")
        return (group(item, evidence), item.channel, *thresholds, unit_of(item))

    return [
        _row(key, outcome, found, among, evidence)
        for key, among in grouped(items, asked).items()
        for outcome, found in grouped(among, outcome_of).items()
    ]


def state_of(party: str, evidence: Evidence) -> str:
    """The state of a party; blank where it has none."""
    return (evidence.registry[party].state or "") if party in evidence.registry else ""


def _row(key: tuple[str, ...], outcome: str, items: list[Item], among: list[Item], evidence: Evidence) -> Row:
    group, channel, required, shown, unit = key
    return {
        "group": group or None,
        "channel": channel or None,
        "threshold_required": required or None,
        "threshold_shown": shown or None,
        "outcome": outcome,
        "told": told(items, evidence),
        "unit": unit or None,
        **counted(items, evidence),
        "share": _share(items, among),
        **_days(items),
        "items": [item.id for item in items],
        "documents": documents_of(items),
    }


def _share(items: list[Item], among: list[Item]) -> str | None:
    """How many of how many, where all are rows of logs, in one unit; statements overlap and have no share."""
    if any(item.kind != "request" for item in among):
        return None
    part, whole = (sum(_rows_of(found).values()) for found in (items, among))
    return f"{part:.15g} of {whole:.15g}"


def _rows_of(items: list[Item]) -> dict[str, float]:
    """The requests among some items, and how many exchanges each is."""
    return {item.claim: (item.count.value or 0 if item.count else 1) for item in items}


def _days(items: list[Item]) -> dict[str, Any]:
    """From asked to answered: the least and the most that the dates allow, and the median of the exact ones."""
    spans = {item.claim: span for item in items if (span := days_taken(item)) is not None}
    exact = [span.lo for span in spans.values() if span.lo == span.hi]
    most = max((span.hi for span in spans.values()), default=None)
    return {
        "timed": len(spans),
        "days_least": min((span.lo for span in spans.values()), default=None),
        "days_most": None if most is None or isinf(most) else most,
        "median_days": median(exact) if exact else None,
        "median_of": len(exact),
    }


OUTCOMES = Declared(
    "outcomes",
    1,
    "Who refuses, who complies, how fast, by threshold and channel?",
    (
        Parameter(
            "by",
            "choice",
            "Group by: holder, state (of the holder) or recipient.",
            default="holder",
            choices=tuple(GROUPS),
        ),
        FROM,
        TO,
        DATA,
        CHANNEL,
        SOURCE,
        SHOWN,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("group", "The holder, its state, or the recipient; blank where a state is not known."),
        Column("channel", "How it was asked for; blank = not stated."),
        Column("threshold_required", "What had to be shown; blank = not stated, which is not `none`."),
        Column("threshold_shown", "What was shown; blank = not stated, which is not `none`."),
        Column(
            "outcome",
            "disclosed, available (a practice or access, no single answer), requested (answer not known), refused, "
            "blocked; of a request also context (it had nothing, or was taken back); masked.",
        ),
        Column("told", "How many statements and requests say so; those that hold the same count once."),
        Column("unit", "What they counted; blank where nothing is counted. One row for each unit."),
        Column(
            "at_least",
            "What the counts prove at least: rows of one log added, else the largest; shared counts prove nothing.",
        ),
        Column("count_words", "How many, in the sources' words; 'some of' where the count is of others too."),
        Column(
            "share",
            "How many of how many of the same group, channel, thresholds and unit; only where all are rows of logs.",
        ),
        Column("timed", "Of how many requests both days, asked and answered, are known."),
        Column("days_least", "The fewest days from asked to answered that their dates allow."),
        Column("days_most", "The most days that their dates allow; blank where open."),
        Column("median_days", "The median days of the requests with exact dates."),
        Column("median_of", "How many requests that median is of."),
        Column("items", "The items of evidence."),
        Column("documents", "The documents that they cite."),
    ),
    ("items", "documents"),
    (
        "A statement is not a request: `told` counts what is said, not how often it happened.",
        "Rows are not to be added: logs and statements may speak of the same exchanges, and units differ.",
        "Who complies in what is loaded: refusals are seldom written down, and a log may hold only what was answered.",
    ),
    outcomes,
    table=(
        "group",
        "channel",
        "outcome",
        "threshold_required",
        "threshold_shown",
        "told",
        "count_words",
        "share",
        "median_days",
        "median_of",
    ),
    theme="rules and process",
    references=("Semantics, section 1 (modes, thresholds) and section 2 (counts).",),
)
