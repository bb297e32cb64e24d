"""Which statements contradict records or each other, and in which of scope, unit, manner or date do the rest differ?"""

from __future__ import annotations

from collections.abc import Sequence

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Row
from queries.opposed import DIMENSIONS
from queries.options import AS_OF, CHANNEL, DATA, FROM, KNOWN_BY, SHOWN, SOURCE, TO, Wanted
from queries.pairs import Pair, Pairs
from queries.rows import count_columns, documents_of, first_and_last
from queries.tallies import MASKED_CELL, of_standing

#: Why two sides are held against each other, or not; a difference is named behind it.
WHY = {
    (
        "denial",
        True,
    ): "What is denied is what the other says went or was open: its recipient, kind of data, channel and "
    "time are all within the denial.",
    ("denial", False): "The denial does not cover the other, which differs in or leaves open: ",
    ("count", True): "Both count the same, and the one proves more than the other allows.",
    ("count", False): "The numbers are not of the same thing; they differ in, or one leaves open: ",
    (
        "refusal",
        True,
    ): "It surely went, or was open, at a time at which the same is said to have stood refused or blocked.",
    ("refusal", False): "Both can be true; the refusal and the other differ in, or one leaves open: ",
}
#: What a difference is called in that sentence, where its own name would not be understood.
IN_WORDS = {"hedge": "how firmly it is said", "request": "which request is meant"}


def contradictions(
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
    """One row for each pair, those that contradict first; one side at least is what was asked about."""
    wanted = Wanted.read(evidence, locals())
    asked = {item.id for item in of_standing(wanted.items(), min_standing)}
    heard = [item for item in evidence.items if wanted.hears(item) and not (item.derived or item.sent)]
    rows = [
        _row(pair, evidence)
        for pair in Pairs(evidence, heard)
        if any(item.id in asked for item in (*pair.one, *pair.other))
    ]
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[object, ...]:
    return (row["verdict"], KINDS.index(row["kind"]), row["one"], row["other"], row["items"])


KINDS = ("denial", "count", "refusal")


def _row(pair: Pair, evidence: Evidence) -> Row:
    other, both = pair.other[0], (*pair.one, *pair.other)
    return {
        "verdict": "differs" if pair.differs_in else "contradicts",
        "kind": pair.kind,
        "differs_in": [DIMENSIONS[each] for each in pair.differs_in],
        "why": WHY[pair.kind, not pair.differs_in]
        + ", ".join(IN_WORDS.get(each, each) for each in pair.differs_in),
        "from": other.holder,
        "to": other.recipient,
        "data_type": other.data_type,
        **_side("one", pair.one, evidence),
        **_side("other", pair.other, evidence),
        "same_voice": len({_voice(item, evidence) for item in both}) == 1,
        "items": [item.id for item in both],
        "documents": documents_of(both),
    }


def _side(name: str, items: Sequence[Item], evidence: Evidence) -> Row:
    """What one side says; of a log its requests together."""
    first, last = first_and_last(items)
    return {
        name: items[0].claim,
        f"{name}_says": MASKED_CELL if "mode" in items[0].masked else items[0].mode,
        f"{name}_channel": items[0].channel or None,
        f"{name}_count": count_columns(items, evidence)["count_words"],
        f"{name}_first": first,
        f"{name}_last": last,
        f"{name}_document": items[0].document or None,
    }


def _voice(item: Item, evidence: Evidence) -> str:
    """The document that speaks, or the one that it only repeats."""
    return evidence.documents[item.document].voice if item.document in evidence.documents else item.document


def _side_columns(name: str, what: str) -> tuple[Column, ...]:
    return (
        Column(name, f"{what}: the claim; of a log its first request."),
        Column(f"{name}_says", "What it says: denied, refused, disclosed and so on."),
        Column(f"{name}_channel", "The channel that it names; blank = none."),
        Column(f"{name}_count", "What it counts, in its words."),
        Column(f"{name}_first", "The earliest day that it allows."),
        Column(f"{name}_last", "The latest day that it speaks of."),
        Column(f"{name}_document", "The document."),
    )


CONTRADICTIONS = Declared(
    "contradictions",
    1,
    "Which statements contradict records or each other, and in which of scope, unit, manner or date do the rest differ?",
    (FROM, TO, DATA, CHANNEL, SOURCE, SHOWN, AS_OF, KNOWN_BY),
    (
        Column("verdict", "contradicts (both cannot be true as stated), or differs (both can)."),
        Column("kind", "What the one side is: a denial, a count, or a refusal or stop."),
        Column(
            "differs_in",
            "Scope (holder, recipient, data type, database, purpose), manner (channel), unit, date; a hedge; or that a "
            "refusal was of another request.",
        ),
        Column("why", "Why, in a sentence."),
        Column("from", "The holder, as the other side has it."),
        Column("to", "The recipient, as the other side has it."),
        Column("data_type", "The kind of data, as the other side has it."),
        *_side_columns("one", "The denial, count or refusal"),
        *_side_columns("other", "What it is held against"),
        Column(
            "same_voice", "Whether one document says both, or one only repeats the other: no second witness."
        ),
        Column("items", "The items of evidence of both sides."),
        Column("documents", "The documents of both sides."),
    ),
    ("one", "other", "items", "documents"),
    (
        "Which side is right is not said; a denial never lowers a verdict of `trace`.",
        "A log with fewer than somebody says contradicts nobody: logs are seldom complete.",
        "Counts of a part and of its whole are not held against each other: sources count them apart.",
    ),
    contradictions,
    table=(
        "verdict",
        "kind",
        "from",
        "one",
        "one_says",
        "other",
        "other_says",
        "why",
        "one_count",
        "other_count",
        "same_voice",
    ),
    theme="evidence and gaps",
    references=("Semantics, section 3 (contested) and section 2 (counts).",),
)
