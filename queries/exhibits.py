"""An item of evidence as a row of `evidence`: to the page and row, and what it does for a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.declaration import Column, Row
from queries.rows import evidence_entry
from queries.words import listed

#: What an item does for a finding, and what becomes of that when a source is withdrawn; blank where neither is asked.
FINDING_COLUMNS = (
    Column("finding", "Of a finding: the kind of data that it is about."),
    Column("verdict", "Of a finding: holds or possible; of an answer to `exposure`: what it says now."),
    Column(
        "sets", "Of a finding: the numbers of the smallest sets of claims that carry it in which this one is."
    ),
    Column("in_all", "Of a finding: whether it falls without this claim, which is then in every set."),
    Column(
        "must_be_wrong",
        "Of a finding: the fewest independent sources that must be wrong before it falls; what repeats another, or "
        "holds the same evidence, counts once.",
    ),
    Column("sources", "Of a finding: one choice of so few."),
    Column("falls", "Of an item: whether it falls with the source withdrawn."),
    Column("effect", "Of a flow, finding or answer with a source withdrawn: lost, weakened or unchanged."),
    Column("after", "What is left of it then: a standing, a verdict, an answer."),
)


COLUMNS = (
    Column("flow", "The flow."),
    Column("item", "The item of evidence."),
    Column("claim", "The statement or request that it was read out of."),
    Column(
        "relation",
        "supports, disputes (a denial that covers it), or beside (to be read with it); of a finding: carries, or "
        "no trace; with a source withdrawn also flow, and exposure: an answer of that question.",
    ),
    *FINDING_COLUMNS,
    Column("from", "The holder."),
    Column("to", "The recipient."),
    Column("data_type", "The kind of data."),
    Column("channel", "How it went; of a denial, the channel that it speaks of."),
    Column("databases", "The systems named."),
    Column("via", "Who relays, operates or sells the exchange."),
    Column("purpose", "What it was wanted for."),
    Column("mode", "What happened."),
    Column("standing", "The standing of the item."),
    Column("payload", "Stated or assumed."),
    Column("hedged", "Whether the speaker hedges."),
    Column("one_of", "Whether it is one of several alternatives."),
    Column("masked", "What was masked."),
    Column("when", "Its time, in words."),
    Column("count", "How many, in the source's words."),
    Column("threshold_required", "The threshold asked for."),
    Column("threshold_shown", "The threshold shown."),
    Column("speaker", "Who says so."),
    Column("basis", "What the statement rests on."),
    Column("voice", "The claim that counts for all that hold the same evidence."),
    Column("document", "The document cited."),
    Column("title", "Its title."),
    Column("publisher", "Its publisher."),
    Column("published", "When it was published."),
    Column("url", "Where it can be read."),
    Column("locator", "The place in it."),
    Column("read", "How much of it was read."),
    Column("checked", "Who checked it against the original, on which day: of `datatrail verify`."),
    Column("corrected", "Which cells were corrected, from what to what, by whom and why."),
    Column("dataset", "The dataset."),
    Column("file", "The file."),
    Column("sheet", "The sheet."),
    Column("page", "The page."),
    Column("row", "The row."),
    Column("note", "The curator's note."),
)


#: What a table in the terminal shows of a flow; of a finding; and where a source is withdrawn.
FLOW_TABLE = (
    *("flow", "claim", "relation", "mode", "data_type", "channel", "standing"),
    *("speaker", "count", "when", "publisher", "published", "read"),
)
FINDING_TABLE = (
    *("finding", "verdict", "sets", "in_all", "claim", "from", "to", "standing"),
    *("document", "publisher", "published", "read"),
)
WITHDRAWN_TABLE = (
    *("relation", "from", "to", "data_type", "claim", "verdict", "standing", "falls", "effect", "after"),
    *("flow", "document"),
)


def table_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns that a table of these rows shows."""
    if any(row["effect"] for row in rows):
        return WITHDRAWN_TABLE
    return FINDING_TABLE if any(row["finding"] for row in rows) else FLOW_TABLE


def blank() -> Row:
    """A row with nothing in it; lists are empty."""
    lists = ("databases", "via", "masked", "sets", "sources", "checked", "corrected")
    return {column.name: [] if column.name in lists else None for column in COLUMNS}


def exhibit(case: Evidence, item: Item, flow: str | None, relation: str) -> Row:
    """An item as a row; what it does for a finding is left blank."""
    entry = evidence_entry(item, case, chosen=False)
    count = item.count
    names = {party: case.registry.label(party) for party in count.shared_with} if count else {}
    return {
        **blank(),
        **entry,
        "flow": flow,
        "item": item.id,
        "relation": relation,
        "from": item.holder or None,
        "to": item.recipient or None,
        "channel": item.channel or None,
        "databases": list(item.databases),
        "via": list(item.via),
        "purpose": item.purpose or None,
        "count": count.in_words(names) if count else None,
        "voice": case.voice_of_claim.get(item.claim, item.claim),
    }


def in_words(rows: Sequence[Row]) -> Iterator[str]:
    """What the rows say of each finding, in sentences."""
    carrying = [row for row in rows if row["relation"] == "carries"]
    for data in dict.fromkeys(row["finding"] for row in carrying):
        yield from _in_words(data, [row for row in carrying if row["finding"] == data])


def _in_words(data: str, rows: Sequence[Row]) -> Iterator[str]:
    numbers = sorted({number for row in rows for number in row["sets"]})
    sets = [sorted({row["claim"] for row in rows if number in row["sets"]}) for number in numbers]
    claims = "; ".join(map(listed, sets))
    yield f"{data}: {rows[0]['verdict']}. Enough to carry it, each by itself: {claims}."
    needed = dict.fromkeys(row["claim"] for row in rows if row["in_all"])
    yield f"  It falls without {listed(list(needed))}." if needed else "  No single claim fells it."
    number, sources = rows[0]["must_be_wrong"], rows[0]["sources"]
    if number is not None:
        what = "source must" if number == 1 else "sources must all"
        yield f"  Before it falls, {number} independent {what} be wrong, such as {listed(sources)}."
    if rows[0]["effect"]:
        yield f"  Without the source withdrawn: {rows[0]['effect']} ({rows[0]['after']})."
