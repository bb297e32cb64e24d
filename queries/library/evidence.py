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
    return [row for found in find_flows(case, flow) for row in _rows(case, found, wanted, worst)]


def _rows(case: Evidence, flow: Flow, wanted: Wanted, worst: int) -> Iterator[Row]:
    for item in flow.items:
        if wanted.hears(item) and RANK[item.standing] <= worst:
            yield _row(case, item, flow.id, _relation(item, flow, wanted.denials))
    own = {item.claim for item in flow.items}
    for item in _around(case, flow, wanted.denials):
        if item.claim not in own and wanted.hears(item):
            yield _row(case, item, flow.id, _relation(item, flow, wanted.denials))


def _relation(item: Item, flow: Flow, denials: Denials) -> str:
    """An item of the flow supports it, unless it is a denial of what others say; the rest disputes it or stands beside."""
    if any(item in denials.against(each) for each in flow.items):
        return "disputes"
    denies = item.mode == "denied" and flow.standing != "denied"
    return "supports" if item in flow.items and not denies else "beside"


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
        Column("item", "The item of evidence.", brief=False),
        Column("claim", "The statement or request that it was read out of."),
        Column("relation", "supports, disputes (a denial that covers it), or beside (to be read with it)."),
        Column("from", "The holder.", brief=False),
        Column("to", "The recipient.", brief=False),
        Column("data_type", "The kind of data."),
        Column("mode", "What happened."),
        Column("standing", "The standing of the item."),
        Column("payload", "Stated or assumed.", brief=False),
        Column("hedged", "Whether the speaker hedges.", brief=False),
        Column("one_of", "Whether it is one of several alternatives.", brief=False),
        Column("masked", "What was masked.", brief=False),
        Column("when", "Its time, in words."),
        Column("count", "How many, in the source's words."),
        Column("threshold_required", "The threshold asked for.", brief=False),
        Column("threshold_shown", "The threshold shown.", brief=False),
        Column("speaker", "Who says so."),
        Column("basis", "What the statement rests on.", brief=False),
        Column("voice", "The claim that counts for all that hold the same evidence.", brief=False),
        Column("document", "The document cited.", brief=False),
        Column("title", "Its title.", brief=False),
        Column("publisher", "Its publisher."),
        Column("published", "When it was published."),
        Column("url", "Where it can be read.", brief=False),
        Column("locator", "The place in it.", brief=False),
        Column("read", "How much of it was read."),
        Column("dataset", "The dataset.", brief=False),
        Column("file", "The file.", brief=False),
        Column("sheet", "The sheet.", brief=False),
        Column("page", "The page.", brief=False),
        Column("row", "The row.", brief=False),
        Column("note", "The curator's note.", brief=False),
    ),
    ("document", "locator", "read", "dataset", "file", "sheet", "page", "row"),
    (
        "Where a document was read only as an excerpt, check the original before quoting.",
        "Items that share a voice are one piece of evidence, however often it is retold.",
    ),
    evidence,
)
