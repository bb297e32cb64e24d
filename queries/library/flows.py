"""Who gets what from whom, how, how often, since when, on what evidence?"""

from __future__ import annotations

from collections.abc import Sequence

from graphmodel.evidence import RANK
from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Row
from queries.options import (
    ALL_STANDINGS,
    AS_OF,
    CHANNEL,
    DATA,
    FROM,
    KNOWN_BY,
    SHOWN,
    SOURCE,
    TO,
    Wanted,
    read_standing,
)
from queries.rows import flow_summary


def flows(
    evidence: Evidence,
    *,
    from_: str,
    to: str,
    data: str | None,
    channel: str | None,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """The flows between two ends, every standing unless told, with counts and evidence."""
    wanted = Wanted.read(evidence, locals())
    worst = RANK[read_standing(min_standing, ALL_STANDINGS)]
    found = evidence.flows(wanted.items())
    return [flow_summary(flow, evidence, wanted.denials) for flow in found if RANK[flow.standing] <= worst]


FLOWS = Declared(
    "flows",
    1,
    "Who gets what from whom, how, how often, since when, on what evidence?",
    (
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
        Column("flow", "The flow's id: give it to `evidence`."),
        Column("from", "The holder: who let the data go."),
        Column("to", "The recipient."),
        Column("data_type", "The kind of data, as stated."),
        Column("database", "The system that it came from, if one is named."),
        Column("channel", "How it went."),
        Column("via", "Who relays, operates or sells the exchange, in order."),
        Column("standing", "That of its best item of evidence."),
        Column("contested", "Whether an unhedged denial covers one of its items."),
        Column("first", "The earliest day that the evidence allows."),
        Column("last", "The latest day that the evidence speaks of."),
        Column("count_words", "How many, in the sources' words; 'some of' where the count is of others too."),
        Column(
            "at_least",
            "What the counts prove at least; units are never mixed, nothing is added up.",
        ),
        Column("at_most", "What the counts prove at most."),
        Column("unit", "What was counted."),
        Column("items", "The items of evidence."),
        Column("documents", "The documents that they cite."),
        Column("read", "How much of the documents was read."),
    ),
    ("items", "documents", "read"),
    (
        "A flow is a claim with evidence, not a fact; its standing says how good the evidence is.",
        "Flows are not added up: several may describe the same exchange.",
        "Evidence that names only a whole of the agency asked for, or a group, is not listed under it: ask `trace`.",
    ),
    flows,
    table=(
        "flow",
        "from",
        "to",
        "data_type",
        "standing",
        "channel",
        "count_words",
        "first",
        "last",
        "contested",
    ),
    theme="who gets what",
    references=(
        "Semantics, section 1: a flow gathers the evidence of one holder, recipient, data type, database, channel, via.",
        "Semantics, section 3: the standing of a flow, and what contests it.",
        "Semantics, section 2: counts are of distinct evidence, and nothing is added up.",
    ),
)
