"""What follows from the tables and is held by the Cypher engines beside them: items of evidence and what ties them.

Declared like the tables (`graphmodel.schema`), never stored: an engine's graph is made anew from the tables when it
is stale (`queries.engines.graph`). Each item is one exchange read out of a row, so that a question in Cypher filters
and counts what the program's own functions filter and count.
"""

from __future__ import annotations

from graphmodel.declaration import Node, Property, Relationship, check
from graphmodel.schema import ID, NAME, NODES, PARTY, RELATIONSHIPS

_ROW = "Open the row that it was read out of, and the document that the row cites."

# --- properties that an item has, and the relationships that carry it -----------------------------------------------

_SHARED = (
    Property("claim", "text", "The statement or request that it was read out of."),
    Property("flow", "text", "The flow that it belongs to; blank where it makes none."),
    Property("mode", "text", "What happened.", vocabulary="modes"),
    Property("standing", "text", "Its standing.", vocabulary="standings"),
    Property("rank", "integer", "The place of its standing, from 0 (documented) to 8 (denied)."),
    Property("payload", "text", "Stated or assumed.", vocabulary="payloads"),
    Property("channel", "text", "How it went.", vocabulary="channels"),
    Property("database", "text", "The system that it came from, if just one is named."),
    Property("databases", "list", "The systems named; several are alternatives."),
    Property("purpose", "text", "What it was wanted for.", vocabulary="purposes"),
    Property("via", "list", "The agencies that relay, operate or sell the exchange, in order."),
    Property("received_from", "list", "From whom the source says that the holder had got it: a shown joint."),
    Property("time_kind", "text", "`event` or `standing`.", vocabulary="time_kinds"),
    Property("document", "text", "The document that it cites."),
    Property("dataset", "text", "The dataset that its row was loaded as."),
    Property(
        "published_last",
        "text",
        "The last day on which its document can have been published; blank where that is not said.",
    ),
)
_JUDGED = (
    Property("barred", "flag", "Whether some rule bars it: `--obey-rules` leaves it out."),
    Property(
        "bar_cannot_tell", "flag", "Whether of some bar on it it cannot be told: then nothing holds on it."
    ),
)
_COUNT = (
    Property("voice", "text", "The claim that stands for all that hold the same evidence: counted once."),
    Property("count_words", "text", "How many, in the source's words."),
    Property("count_unit", "text", "What was counted; blank text where no unit is said.", vocabulary="units"),
    Property("count_at_least", "number", "What the count proves at least, of the whole that it is of."),
    Property("count_at_most", "number", "What the count proves at most, of the whole that it is of."),
    Property("count_shared", "flag", "Whether the count is of others too: it then says nothing of the part."),
    Property("count_kind", "text", "A total, a rate or a share.", vocabulary="count_kinds"),
)
ITEM = Node(
    "Item",
    "One item of evidence: one exchange, one holder, one recipient, one kind of data, read out of a row.",
    (
        ID,
        NAME,
        Property(
            "item", "text", "Its id in answers; two items of different flows may share one, no two nodes do."
        ),
        Property("kind", "text", "`statement` or `request`."),
        Property("holder", "text", "The party that let the data go; `masked` where masked."),
        Property("recipient", "text", "The party that got it."),
        Property(
            "data_type", "text", "The kind of data, as stated; blank only of a denial that states none."
        ),
        *_SHARED,
        Property("lo", "text", "The first day of its time, or of its start; blank = open."),
        Property("hi", "text", "The last day of its time, or of its start; blank = open."),
        Property("ended_lo", "text", "The first day of its end (of an event: as `lo`); blank = open."),
        Property("ended_hi", "text", "The last day of its end (of an event: as `hi`); blank = open."),
        Property("last_day", "text", "The last day that it speaks of; blank = open."),
        Property("threshold_required", "text", "The threshold asked for.", vocabulary="thresholds"),
        Property("threshold_shown", "text", "The threshold shown.", vocabulary="thresholds"),
        Property("firm", "flag", "Disclosed, not hedged, not one of several, nothing masked that matters."),
        Property(
            "makes_flow", "flag", "Whether it names both parties and is of a mode that flows are made of."
        ),
        Property("hedged", "flag", "Whether the speaker hedges."),
        Property("one_of", "flag", "Whether it is one of several alternatives."),
        Property("derived", "flag", "Whether it follows from a shown joint."),
        Property("sent", "flag", "Whether it is what the requester sent, the other way."),
        Property("itemised", "flag", "False where the source names no kind of data."),
        Property("masked", "list", "Which of the fields that matter were masked."),
        Property("masked_cells", "list", "The columns of its row that were masked."),
        Property(
            "timed", "flag", "Whether it is a request of which both days, asked and answered, are known."
        ),
        Property("days_least", "integer", "The fewest days from asked to answered that their dates allow."),
        Property("days_most", "integer", "The most that they allow; blank = open."),
        *_JUDGED,
        *_COUNT,
        Property("speaker", "text", "Who says so, in words."),
        Property("speaker_agency", "text", "The agency that the speaker speaks for."),
        Property("basis", "text", "What the statement rests on.", vocabulary="bases"),
        Property("locator", "text", "The place in the document."),
        Property("read", "text", "How much of the document was read.", vocabulary="reads"),
        Property("file", "text", "The file that holds the row."),
        Property("sheet", "text", "The sheet."),
        Property("page", "integer", "The page."),
        Property("row", "integer", "The row."),
    ),
)
GAVE = Relationship(
    "GAVE",
    tuple((party, "Item") for party in PARTY),
    "The item says that this body let the data go, offers it, was asked for it or refused it: see its mode.",
    "That the body agrees.",
    _ROW,
)
REACHED = Relationship(
    "REACHED",
    tuple(("Item", party) for party in PARTY),
    "The item names this body as its recipient.",
    "That it was received: see the mode.",
    _ROW,
)
READ_FROM = Relationship(
    "READ_FROM",
    (("Item", "Statement"), ("Item", "Request")),
    "The item was read out of this row.",
    "That the row says nothing else: a row may make several items.",
    _ROW,
)
DENIED_BY = Relationship(
    "DENIED_BY",
    (("Item", "Item"),),
    "An unhedged denial covers the item: it is contested.",
    "That it did not happen: a denial never lowers a verdict.",
    "Read both.",
)
JUDGED = Relationship(
    "JUDGED",
    (("Item", "Rule"),),
    "The rule touches the item, and bars it, permits it, or cannot tell: see `judged`.",
    "That a court agrees; that a rule which was not loaded does not touch it.",
    "Read the rule, and the row.",
    (
        Property("judged", "text", "`barred`, `permitted` or `cannot tell`."),
        Property(
            "barred_from",
            "text",
            "Of a standing item that crosses into force: since when it would be barred.",
        ),
        Property(
            "surely_held", "flag", "Whether such an item surely held on some day on which it was barred."
        ),
        Property("why", "list", "Why it cannot be told, or what lifts the bar, in words."),
        Property("place", "integer", "The rule's place among the rules of the case, from 0."),
    ),
)
OPPOSES = Relationship(
    "OPPOSES",
    (("Item", "Item"),),
    "The one denies, refuses or counts what the other is of, or nearly: see in what they differ.",
    "That they contradict each other, unless they differ in nothing; and which of them is right.",
    "Read both.",
    (
        Property("id", "text", "The kind and both nodes."),
        Property(
            "kind",
            "text",
            "What the one is: `denial`, `count` or `refusal`; `log`: a row within what it counts.",
        ),
        Property("one", "text", "What the one is told as: its claim, or the log and flow of a request."),
        Property("other", "text", "What the other is told as."),
        Property("differs_in", "list", "In what the other is not within what the one speaks of."),
    ),
)
CARRIES = Relationship(
    "CARRIES",
    tuple((source, target) for source in PARTY for target in PARTY),
    "An item of evidence carries, or would carry, this kind of data from the one to the other: one for each item "
    "and kind of data, so that a path of one kind is a chain of these.",
    "That this kind of data went, unless `carried_as` is stated; and whether it was passed on: see `received_from`.",
    _ROW,
    (
        Property("id", "text", "The item's node and the kind of data carried."),
        Property("item", "text", "The item's id in answers."),
        Property("item_node", "text", "The id of the item's node."),
        Property("data_type", "text", "The kind of data carried.", vocabulary="data_types"),
        Property(
            "carried_as",
            "text",
            "`stated`; `implied` where the item's own type is broader; or `assumed`.",
        ),
        Property("firm", "flag", "Whether the item is firm and its data stated."),
        Property(
            "givers", "list", "The holder and every whole that it is part of: who can be named in a joint."
        ),
        *_SHARED,
        *_JUDGED,
        Property("lo", "text", "The first day of its start; `-` where open, so that days compare as text."),
        Property("hi", "text", "The last day of its start; `9999` where open."),
        Property("ended_lo", "text", "The first day of its end; of an event as `lo`."),
        Property("ended_hi", "text", "The last day of its end; of an event as `hi`."),
    ),
)

_BADGE = Property(
    "badge", "text", "What to do before it is quoted; blank where its document was read in full."
)

#: Properties that nodes and relationships of the tables have besides their own, because a question needs the cell
#: read, or a reader the caution beside it.
READ_CELLS: dict[str, tuple[Property, ...]] = {
    "Statement": (_BADGE,),
    "FLOWS_TO": (
        Property(
            "name",
            "text",
            "Its standing and kind of data, and whether it is contested: `available: photo`.",
        ),
        Property("caution", "text", "What it does not prove."),
    ),
    "Source": (
        Property("published_first", "text", "The first day on which it can have been published."),
        Property("published_last", "text", "The last day on which it can have been published."),
        Property(
            "voice", "text", "The document at the end of a chain of retellings; itself where it repeats none."
        ),
    ),
    "Rule": (
        _BADGE,
        Property("may_from", "text", "The first day on which it can have taken effect; `-` where open."),
        Property("surely_from", "text", "The day by which it surely had; `-` since ever, `9999` never said."),
        Property(
            "surely_until", "text", "The day until which it surely stands; `9999` where no end is stated."
        ),
        Property("may_until", "text", "The last day on which it can have ended; `9999` where open."),
        Property(
            "in_force", "text", "The first day on which it is surely in force; blank = no start is stated."
        ),
        Property("until", "text", "The last such day; blank = no end is stated."),
    ),
    "Coverage": (
        Property("covers", "text", "The id of the body whose records they are."),
        Property("first_day", "text", "The first day covered; blank = since ever."),
        Property("last_day", "text", "The last day covered; blank = open."),
        Property("day_after", "text", "The day after the last one covered; blank = open."),
        Property("published_last", "text", "The last day on which its document can have been published."),
    ),
}

DERIVED_NODES = (ITEM,)
DERIVED_RELATIONSHIPS = (GAVE, REACHED, READ_FROM, DENIED_BY, JUDGED, OPPOSES, CARRIES)

check((*NODES, *DERIVED_NODES), (*RELATIONSHIPS, *DERIVED_RELATIONSHIPS), ())

#: The properties of each node label and relationship type, in order, as the graph of a Cypher engine has them.
PROPERTIES: dict[str, tuple[Property, ...]] = {
    each.label: (*each.properties, *READ_CELLS.get(each.label, ())) for each in (*NODES, *DERIVED_NODES)
} | {
    each.type: (*each.properties, *READ_CELLS.get(each.type, ()))
    for each in (*RELATIONSHIPS, *DERIVED_RELATIONSHIPS)
}
