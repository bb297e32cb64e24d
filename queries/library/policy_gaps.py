"""Barred on paper, observed after the date it took effect: which flows, by which channel?"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from graphmodel.dates import iso
from graphmodel.evidence import RANK, Item, flow_id
from graphmodel.judging import Judgement
from graphmodel.projection import Evidence
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
    read_bar,
    read_standing,
)
from queries.rows import documents_of, first_and_last
from queries.tallies import counted, grouped, unit_of

#: What is said of a gap, the surest first.
VERDICTS = ("holds", "possible", "cannot tell")
Judged = tuple[Item, Judgement]


def policy_gaps(
    evidence: Evidence,
    *,
    rule: str | None,
    cannot_tell: bool,
    from_: str,
    to: str,
    data: str | None,
    channel: str | None,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each bar, flow, verdict and unit."""
    asked = {each.id for each in evidence.rules} if rule is None else {read_bar(rule, evidence)}
    worst = RANK[read_standing(min_standing)]
    observed = [
        item
        for item in Wanted.read(evidence, locals()).items()
        if item.makes_flow and RANK[item.standing] <= worst
    ]
    gaps = [
        (item, judgement)
        for item in observed
        for judgement in evidence.judging.judgements(item)
        if judgement.rule.id in asked and (_is_gap(judgement) or (cannot_tell and _is_open(judgement)))
    ]
    return [_row(found, evidence) for found in grouped(gaps, _alike).values()]


def _is_gap(judgement: Judgement) -> bool:
    """Whether a bar surely fell on an item, or on some of the time that it surely stood."""
    return judgement.rule.is_bar and (judgement.judged == "barred" or judgement.surely_held)


def _is_open(judgement: Judgement) -> bool:
    return judgement.rule.is_bar and judgement.judged == "cannot tell"


def verdict(item: Item, judgement: Judgement) -> str:
    """Whether the gap holds; access, hedged, one-of and masked items are possible at most."""
    if not _is_gap(judgement):
        return "cannot tell"
    return "holds" if item.is_firm else "possible"


def _alike(gap: Judged) -> tuple[object, ...]:
    """What stands in one row; the surest first, then what is least open."""
    item, judgement = gap
    doubts = () if _is_gap(judgement) else judgement.why
    return (VERDICTS.index(verdict(*gap)), len(doubts), judgement.rule.id, item.key, doubts, unit_of(item))


def _row(gaps: list[Judged], evidence: Evidence) -> Row:
    items, (item, judgement) = [each for each, _ in gaps], gaps[0]
    rule, (_, last) = judgement.rule, first_and_last(items)
    return {
        "rule": rule.id,
        "title": rule.title,
        "kind": rule.kind,
        "in_force": iso(rule.surely_in_force.lo),
        "until": iso(rule.surely_in_force.hi),
        "flow": flow_id(item.key),
        "from": item.holder,
        "to": item.recipient,
        "data_type": item.data_type or None,
        "channel": item.channel or None,
        "via": list(item.via),
        "verdict": verdict(item, judgement),
        "why": None if _is_gap(judgement) else "; ".join(judgement.why),
        "standing": min((each.standing for each in items), key=RANK.__getitem__),
        "since": iso(min(max(item.when.start.lo, _barred_from(judgement)) for item, judgement in gaps)),
        "by": iso(min(max(item.when.start.hi, _barred_from(judgement)) for item, judgement in gaps)),
        "last": last,
        "unit": unit_of(item) or None,
        **counted(items, evidence),
        "items": [each.id for each in items],
        "documents": documents_of(items),
        "rule_document": rule.document or None,
    }


def _barred_from(judgement: Judgement) -> float:
    """From when something that stood before is barred; of what began later nothing need be said."""
    return -inf if judgement.barred_from is None else judgement.barred_from


POLICY_GAPS = Declared(
    "policy-gaps",
    1,
    "Barred on paper, observed after the date it took effect: which flows, by which channel?",
    (
        Parameter("rule", "rule", "Only this bar, by its id."),
        Parameter(
            "cannot-tell",
            "flag",
            "Also what a bar touches without its being certain that it bars it.",
            default=False,
        ),
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
        Column("rule", "The bar's id."),
        Column("title", "What it is called."),
        Column(
            "kind", "paper (a law, policy or agreement) or technical (a stop at the switch or the login)."
        ),
        Column("in_force", "The first day on which it was surely in force; blank = not stated."),
        Column("until", "The last such day; blank = no end is stated."),
        Column("flow", "The flow's id: give it to `evidence`."),
        Column("from", "The holder: who let the data go."),
        Column("to", "The recipient."),
        Column("data_type", "The kind of data, as stated."),
        Column("channel", "How it went; blank = not stated."),
        Column("via", "Who relays, operates or sells the exchange, in order."),
        Column(
            "verdict",
            "holds (it went although barred), possible (access only, hedged, one of several, or masked), or cannot "
            "tell (the bar may not bar it).",
        ),
        Column("why", "Why it cannot be told."),
        Column("standing", "That of the best item of evidence."),
        Column("since", "The first day on which it may have gone, or stood, against the bar."),
        Column("by", "The day by which it had; blank = open."),
        Column("last", "The latest day that the evidence speaks of."),
        Column("unit", "What was counted; blank where nothing is counted. One row for each unit."),
        Column(
            "at_least",
            "What the counts prove at least: rows of one log added, else the largest; of access that began before the "
            "bar, of the whole time.",
        ),
        Column("count_words", "How many, in the sources' words; 'some of' where the count is of others too."),
        Column("items", "The items of evidence."),
        Column("documents", "The documents that they cite."),
        Column("rule_document", "The document of the bar."),
    ),
    ("items", "documents", "rule_document"),
    (
        "That a bar was broken is not a finding of law: exceptions that nobody wrote down may have been shown.",
        "An empty answer is no finding of compliance: most evidence leaves something open; see `--cannot-tell`.",
        "Rules marked partial never bar here; a rule that is not loaded bars nothing.",
    ),
    policy_gaps,
    table=(
        "verdict",
        "rule",
        "kind",
        "in_force",
        "from",
        "to",
        "data_type",
        "channel",
        "by",
        "standing",
        "why",
    ),
    when_empty="no bar surely fell on an exchange of this standing. `--cannot-tell` lists what a bar may fall on as "
    "well, `--min-standing available` also access.",
    theme="rules and process",
    references=(
        "Semantics, section 4 (rules): barred, permitted, cannot tell, and barred from a day on.",
        "N.Y. Vehicle and Traffic Law 201(12); 625 ILCS 5/6-110.3: bars with dates and exceptions, as rules are loaded.",
    ),
)
