"""What supports or disputes this flow, to the page and row?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphmodel.denials import Denials
from graphmodel.errors import InputError, did_you_mean
from graphmodel.evidence import RANK, Flow, Item
from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Parameter, Row
from queries.options import ALL_STANDINGS, AS_OF, KNOWN_BY, SHOWN, SOURCE, Wanted, read_standing
from queries.rows import evidence_entry


def evidence(
    case: Evidence,
    *,
    flow: str,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """The items of a flow, then what disputes it and what stands beside it."""
    wanted = Wanted.read(case, {"source": source, "as_of": as_of, "known_by": known_by})
    worst = RANK[read_standing(min_standing, ALL_STANDINGS)]
    flows = find_flows(case, flow)
    rows = [row for found in flows for row in _own_rows(case, found, wanted, worst)]
    around = {row["item"]: row for found in flows[::-1] for row in _rows_around(case, found, wanted)}
    own = {row["item"] for row in rows}
    return rows + [around[item] for item in sorted(around) if item not in own]


def _own_rows(case: Evidence, flow: Flow, wanted: Wanted, worst: int) -> Iterator[Row]:
    for item in flow.items:
        if wanted.hears(item) and RANK[item.standing] <= worst:
            yield _row(case, item, flow.id, _relation(item, flow, wanted.denials))


def _rows_around(case: Evidence, flow: Flow, wanted: Wanted) -> Iterator[Row]:
    """What disputes a flow or stands beside it; where several flows are shown, once, with the first of them."""
    own = {item.claim for item in flow.items}
    for item in _around(case, flow, wanted.denials):
        if item.claim not in own and wanted.hears(item):
            yield _row(case, item, flow.id, _relation(item, flow, wanted.denials))


#: Modes that say it did not go: beside a flow of which others say that it did.
NOT_GONE = frozenset({"refused", "blocked", "denied"})


def _relation(item: Item, flow: Flow, denials: Denials) -> str:
    """An item of a flow supports it, unless it says that it did not go where others say it did."""
    if any(item in denials.against(each) for each in flow.items):
        return "disputes"
    otherwise = item.mode in NOT_GONE and flow.standing != item.mode
    return "supports" if item in flow.items and not otherwise else "beside"


def find_flows(case: Evidence, name: str) -> list[Flow]:
    """A flow by its id, or all that rest on a claim or an item.

    Raises
    ------
    InputError
        When no flow of the case is meant.
    """
    flows = case.flows()
    found = [each for each in flows if name == each.id]
    found = found or [each for each in flows if any(name in (item.id, item.claim) for item in each.items)]
    if found:
        return found
    if name in case.by_claim:
        modes = sorted({item.mode for item in case.by_claim[name]})
        raise InputError(
            f"{name!r} makes no flow: its mode is {', '.join(modes)}, or it names no holder or no recipient",
            hint="it is listed beside the claims that name it: see `datatrail query evidence --flow` of one of them",
        )
    known = [each.id for each in flows] + list(case.by_claim)
    raise InputError(
        f"{name!r} is no flow, claim or item of this case",
        hint=did_you_mean(name, known) or "ids stand in the first column of `datatrail query flows`",
    )


def _around(case: Evidence, flow: Flow, denials: Denials) -> list[Item]:
    """What disputes a flow, or is to be read with it: one item for each claim."""
    found: dict[str, Item] = {}
    for item in flow.items:
        for each in (*denials.against(item), *denials.beside(item)):
            found.setdefault(each.claim, each)
        for claim in item.record.get("beside") or ():
            for each in case.by_claim.get(claim, ())[:1]:
                found.setdefault(claim, each)
    return [found[claim] for claim in sorted(found)]


def _row(case: Evidence, item: Item, flow: str, relation: str) -> Row:
    entry = evidence_entry(item, case, chosen=False)
    count = item.count
    names = {party: case.registry.label(party) for party in count.shared_with} if count else {}
    return {
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


EVIDENCE = Declared(
    "evidence",
    1,
    "What supports or disputes this flow, to the page and row?",
    (
        Parameter("flow", "flow", "A flow's id, or a claim or item that it rests on.", required=True),
        SOURCE,
        SHOWN,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("flow", "The flow."),
        Column("item", "The item of evidence."),
        Column("claim", "The statement or request that it was read out of."),
        Column("relation", "supports, disputes (a denial that covers it), or beside (to be read with it)."),
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
        Column("dataset", "The dataset."),
        Column("file", "The file."),
        Column("sheet", "The sheet."),
        Column("page", "The page."),
        Column("row", "The row."),
        Column("note", "The curator's note."),
    ),
    ("document", "locator", "read", "dataset", "file", "sheet", "page", "row"),
    (
        "Where a document was read only as an excerpt, check the original before quoting.",
        "Items that share a voice are one piece of evidence, however often it is retold.",
    ),
    evidence,
    table=(
        "flow",
        "claim",
        "relation",
        "mode",
        "data_type",
        "channel",
        "standing",
        "speaker",
        "count",
        "when",
        "publisher",
        "published",
        "read",
    ),
    theme="evidence and gaps",
    references=(
        "Semantics, section 3: standing, and which denial contests what.",
        "Semantics, section 4: one voice, for what only repeats another.",
    ),
    why_no_cypher="Denials, retellings and claims to read beside are weighed item by item, each to its page and row: the answer "
    "is the record itself, not a pattern in the graph.",
)
