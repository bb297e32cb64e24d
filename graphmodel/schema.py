"""The domain, declared once: node labels, relationship types, properties, and the row shapes that fill them.

Everything else follows from this module: the tables (`graphmodel.tables`), the networkx graph
(`graphmodel.graph`), the canonical CSV headers and their help, and ``docs/schema.md``. A declaration that
contradicts itself fails when this module is imported, with the repair in the message.
"""

from __future__ import annotations

from collections.abc import Iterable

from graphmodel.declaration import (
    Link,
    Node,
    Property,
    Relationship,
    Shape,
    check,
    stated,
)

FORMAT_VERSION = 2
"""The version of the case folder that this program writes; a newer one is refused, an older one brought up to it
(`loaders.formats`). It rises with every change of what a generation holds."""

# --- where a row stands -----------------------------------------------------------------------------------------

PROVENANCE = (
    Property("dataset", "text", "The dataset that the row was loaded as."),
    Property("file", "text", "The name of the file that holds the row."),
    Property(
        "file_sha256",
        "text",
        "The SHA-256 of that file, so that the row can be found again.",
    ),
    Property("sheet", "text", "The sheet, of a workbook."),
    Property("page", "integer", "The page, of a PDF."),
    Property("row", "integer", "The row, as a spreadsheet numbers it: the header is row 1."),
    Property(
        "masked",
        "list",
        "The columns whose cell was masked by the releasing body (`***`, an exemption code), or that two merged cases "
        "have otherwise (`disputed`).",
    ),
)
ID = Property("id", "text", "Unique among all nodes of its label; never blank.", required=True)
NAME = Property("name", "text", "How a reader should see it; never blank.", required=True)

PARTY = ("Agency", "AgencyGroup")

# --- properties that statements and requests share ----------------------------------------------------------------


def _document(what: str) -> Property:
    return stated(
        "document",
        f"The document that is cited for {what}.",
        refers=("Source",),
        link="CITES",
    )


HOLDER = stated(
    "holder",
    "Whoever had the data and let it go in this exchange: ids or names, split on `;`.",
    kind="list",
    refers=PARTY,
    link="HELD_BY",
)
RECIPIENT = stated(
    "recipient",
    "An agency, a part of one, or a group: ids or names, split on `;`.",
    kind="list",
    refers=PARTY,
    link="GIVEN_TO",
)
VIA = stated(
    "via",
    "In order, the agencies that relay, operate or sell this one exchange: ids or names, split on `>`.",
    kind="list",
    refers=PARTY,
    link="PASSED_VIA",
)
DATA_TYPES = stated(
    "data_types",
    "The kinds of data, as stated: ids or labels, split on `;`; blank = not itemised.",
    kind="list",
    vocabulary="data_types",
    refers=("DataType",),
    link="CONCERNS",
)
PAYLOAD = stated(
    "payload",
    "`stated`, or `assumed` where the source says what was asked or what a login offers, not what came back.",
    vocabulary="payloads",
)
DATA_SENT = stated(
    "data_sent",
    "What the requester sent (a probe photo, a plate), only where the source says so: it goes the other way.",
    kind="list",
    vocabulary="data_types",
    refers=("DataType",),
    link="SENT",
)
DATABASES = stated(
    "databases",
    "The named systems that the data came from; several in one cell are alternatives.",
    kind="list",
    refers=("Database",),
    link="FROM_DATABASE",
)
CHANNEL = stated("channel", "How the data went.", vocabulary="channels")
PURPOSE = stated(
    "purpose",
    "What the data was wanted for, only where the source says so.",
    vocabulary="purposes",
)
THRESHOLD_REQUIRED = stated(
    "threshold_required",
    "The legal threshold that the holder or the law asks for.",
    vocabulary="thresholds",
)
THRESHOLD_SHOWN = stated(
    "threshold_shown",
    "The legal threshold that was in fact shown.",
    vocabulary="thresholds",
)

#: What `reviews.csv` says of a row; no cell of a file does.
REVIEWED = (
    Property("checked", "list", "Who read the original, how much of it, and on which day."),
    Property(
        "corrected", "list", "Which cells were corrected, from what to what, by whom, on which day and why."
    ),
)

# --- nodes --------------------------------------------------------------------------------------------------------

AGENCY = Node(
    "Agency",
    "A public body or company that collects, passes on, relays or receives data.",
    (
        ID,
        NAME,
        Property("kind", "text", "Which kind of body it is.", vocabulary="agency_kinds"),
        Property(
            "state",
            "text",
            "The state that it belongs to, as a USPS code.",
            refers=("State",),
            link=Link("IN_STATE"),
        ),
        Property(
            "part_of",
            "text",
            "The larger agency that it is part of.",
            refers=("Agency",),
            link=Link("PART_OF"),
        ),
        Property("aliases", "list", "Other names that resolve to it."),
        Property("valid_from", "text", "Since when the body exists, where that matters."),
        Property("valid_to", "text", "Until when the body existed."),
        Property(
            "placeholder",
            "flag",
            "True where a source names only the state or a database, not the agency.",
        ),
        Property(
            "provisional",
            "flag",
            "True where a name in the records did not resolve to a known agency.",
        ),
        Property(
            "candidate",
            "text",
            "The best candidate for a provisional agency; not a decision.",
        ),
        Property(
            "stands_for",
            "text",
            "The agency or group that it was found to be: its names, and its id, resolve to that one.",
        ),
        Property(
            "because",
            "text",
            "Why it stands for another: `decision`, or `match: ` and how the program matched the names.",
        ),
        Property(
            "marked",
            "text",
            "Why the entry is doubtful (a demo account, one marked 'do not use').",
        ),
        Property("note", "text", "A curator's note."),
        *PROVENANCE,
    ),
)
AGENCY_GROUP = Node(
    "AgencyGroup",
    "A class whose members are not all named; it can start or end a trace and is never a step inside one.",
    (
        ID,
        NAME,
        Property(
            "class_kind",
            "text",
            "The kind of its members, where its name says it.",
            vocabulary="agency_kinds",
        ),
        Property(
            "members",
            "list",
            "The members that a source names.",
            refers=("Agency",),
            link=Link("MEMBER_OF", reverse=True),
        ),
        Property(
            "state",
            "text",
            "The state of its members.",
            refers=("State",),
            link=Link("IN_STATE"),
        ),
        Property("aliases", "list", "Other names that resolve to it."),
        Property("note", "text", "A curator's note."),
        *PROVENANCE,
    ),
)
STATE = Node(
    "State",
    "A state, district or territory, with dated attributes.",
    (
        ID,
        NAME,
        Property("fips", "text", "The FIPS code."),
        Property("kind", "text", "`state`, `district`, `territory`, or `made-up`."),
    ),
)
DATABASE = Node(
    "Database",
    "A named system that an agency operates and that holds data types.",
    (
        ID,
        NAME,
        Property(
            "operator",
            "text",
            "The agency that operates it, where a source says so.",
            refers=("Agency",),
            link=Link("OPERATES", reverse=True),
        ),
        Property(
            "holds",
            "list",
            "The data types that it holds.",
            refers=("DataType",),
            link=Link("HOLDS"),
        ),
        Property("aliases", "list", "Other names that resolve to it."),
        Property("description", "text", "What it is."),
    ),
)
DATA_TYPE = Node(
    "DataType",
    "A kind of personal data; a broader type includes narrower ones, and several parents are allowed.",
    (
        ID,
        NAME,
        Property(
            "parents",
            "list",
            "The broader types.",
            refers=("DataType",),
            link=Link("INCLUDES", reverse=True),
        ),
        Property(
            "made_from",
            "list",
            "The types that it is made from: those are used, not received.",
            refers=("DataType",),
            link=Link("MADE_FROM"),
        ),
        Property("description", "text", "What it is."),
    ),
)
STATEMENT = Node(
    "Statement",
    "What somebody said about one exchange: a claim row.",
    (
        stated(
            "id",
            "The id that the source states, else a hash of the kept cells.",
            column="claim_id",
        ),
        NAME,
        _document("it"),
        stated("locator", "The place in the document: a page, a row, a paragraph."),
        stated("read", "How much of the document was read.", vocabulary="reads"),
        stated("speaker", "Who says so, in words; officials are named by office."),
        stated(
            "speaker_agency",
            "The agency that the speaker speaks for.",
            refers=("Agency",),
            link="SAID_BY",
        ),
        stated(
            "basis",
            "What the statement rests on: a record, a party to the exchange, a third party with or without records.",
            vocabulary="bases",
        ),
        stated(
            "mode",
            "What happened: disclosed, available, requested, …",
            vocabulary="modes",
            required=True,
        ),
        HOLDER,
        stated(
            "collector",
            "The agency that first collected the data, if not the holder.",
            refers=PARTY,
            link="COLLECTED_BY",
        ),
        RECIPIENT,
        stated("one_of", "`y` where the row is one of several alternatives.", kind="flag"),
        VIA,
        stated(
            "received_from",
            "The agencies from which the source says the holder had got what it passed on: a shown joint.",
            kind="list",
            refers=PARTY,
            link="RECEIVED_FROM",
        ),
        DATA_TYPES,
        PAYLOAD,
        DATA_SENT,
        DATABASES,
        CHANNEL,
        stated("time_kind", "`event` or `standing`.", vocabulary="time_kinds"),
        stated("start", "When, or since when; an event's period stands here."),
        stated(
            "end",
            "When it ended or was seen; of an event, alone, where only 'by then' is known.",
        ),
        stated("end_kind", "What the end means.", vocabulary="end_kinds"),
        stated("count_words", "How many, in the source's words."),
        stated("count_qualifier", "The qualifier of the number.", vocabulary="qualifiers"),
        stated(
            "count_value",
            "The number; blank where there are words only.",
            kind="number",
        ),
        stated("count_unit", "What was counted; units never mix.", vocabulary="units"),
        stated("count_kind", "A total, a rate or a share.", vocabulary="count_kinds"),
        stated(
            "count_shared_with",
            "Parties that the count is of together with this one; it says nothing of the part but 'some of'.",
            kind="list",
        ),
        PURPOSE,
        THRESHOLD_REQUIRED,
        THRESHOLD_SHOWN,
        stated(
            "hedged",
            "`y` where the speaker hedges ('may', 'not routinely', an allegation).",
            kind="flag",
        ),
        stated(
            "same_as",
            "Claims, of any dataset, that hold the same evidence: counted once.",
            kind="list",
            refers=("Statement",),
            link="SAME_AS",
        ),
        stated(
            "beside",
            "Claims to list next to it: a qualification, a retelling, a narrower count.",
            kind="list",
            refers=("Statement",),
            link="BESIDE",
        ),
        stated("note", "A curator's note; kept and shown."),
        *REVIEWED,
        *PROVENANCE,
    ),
)
REQUEST = Node(
    "Request",
    "One request, search, login or message, or an aggregate of them with a count: an event row.",
    (
        stated(
            "id",
            "The id that the source states, else a hash of the kept cells.",
            column="request_id",
        ),
        NAME,
        _document("it"),
        stated("asked", "When it was asked."),
        stated("answered", "When it was answered: the date that counts."),
        stated(
            "requester",
            "Who asked, and so received: ids or names.",
            kind="list",
            refers=PARTY,
            link="GIVEN_TO",
        ),
        stated(
            "component",
            "The part of the requester that asked, where the source has it apart.",
            refers=("Agency",),
        ),
        HOLDER,
        VIA,
        DATA_TYPES,
        PAYLOAD,
        DATA_SENT,
        DATABASES,
        CHANNEL,
        stated(
            "mode",
            "What became of it: a mode, or an outcome as sources word it.",
            vocabulary="modes",
        ),
        stated("count", "How many, where the row is an aggregate.", kind="number"),
        stated("count_unit", "What was counted.", vocabulary="units"),
        PURPOSE,
        THRESHOLD_REQUIRED,
        THRESHOLD_SHOWN,
        *REVIEWED,
        *PROVENANCE,
    ),
)
SOURCE = Node(
    "Source",
    "What is cited: an article, release, statute or log.",
    (
        stated("id", "A slug.", column="document", required=True),
        stated("name", "Its title, as published.", column="title"),
        stated("publisher", "Who published it."),
        stated("published", "When, to the day, month or year."),
        stated("url", "Where it can be read."),
        stated("kind", "What kind of document it is.", vocabulary="document_kinds"),
        stated(
            "repeats",
            "The document that it only retells: one voice.",
            refers=("Source",),
            link="REPEATS",
        ),
        stated("licence", "The licence, where one is stated."),
        *PROVENANCE,
    ),
)
COVERAGE = Node(
    "Coverage",
    "What records are held of whom; only coverage declared complete can refute.",
    (
        ID,
        NAME,
        stated("agency", "Whose records.", refers=PARTY, link="COVERS", required=True),
        stated(
            "side",
            "The agency as `holder` (its giving) or `recipient` (its receiving).",
            vocabulary="sides",
            required=True,
        ),
        stated(
            "channel",
            "The channel covered; blank = every channel.",
            vocabulary="channels",
        ),
        stated("record_kind", "What kind of record, in words."),
        stated("start", "From when; blank = since ever."),
        stated("end", "Until when; blank = open."),
        stated(
            "extent",
            "Complete, partial, withheld or never asked for.",
            vocabulary="extents",
            required=True,
        ),
        _document("it"),
        stated("would_obtain", "The record to ask for, and what it would show."),
        stated("note", "A curator's note."),
        *PROVENANCE,
    ),
)
RULE = Node(
    "Rule",
    "A law, policy, agreement or technical block that permits, requires or bars an exchange.",
    (
        stated("id", "The id of the rule.", column="rule_id", required=True),
        _document("it"),
        stated("name", "Its short title.", column="title"),
        stated("instrument", "What kind of instrument, in words."),
        stated("kind", "A rule on paper, or a technical block.", vocabulary="rule_kinds"),
        stated("effect", "What it does.", vocabulary="rule_effects", required=True),
        stated(
            "holder",
            "Whose giving it governs: ids, kinds, or kinds of one state, split on `;`; blank = anybody's.",
            kind="list",
            refers=PARTY,
            link="BINDS",
            scope=True,
        ),
        stated(
            "recipient",
            "Whose receiving it governs, written the same way.",
            kind="list",
            refers=PARTY,
            link="TOWARDS",
            scope=True,
        ),
        stated(
            "channel", "The ways of going that it governs; blank = any.", kind="list", vocabulary="channels"
        ),
        stated(
            "data_types",
            "The kinds of data that it governs; blank = any.",
            kind="list",
            vocabulary="data_types",
            refers=("DataType",),
            link="GOVERNS",
        ),
        stated(
            "partial",
            "`y` where it covers only some of what its columns name: then it never bars.",
            kind="flag",
        ),
        stated(
            "purpose",
            "The purposes that it governs; blank = any.",
            kind="list",
            vocabulary="purposes",
        ),
        stated(
            "excepts_threshold",
            "Thresholds that lift it.",
            kind="list",
            vocabulary="thresholds",
        ),
        stated(
            "overrides",
            "The rules that it lifts or pre-empts by name.",
            kind="list",
            refers=("Rule",),
            link="OVERRIDES",
        ),
        stated(
            "from",
            "The day from which it is in force; an interval where that is not certain.",
        ),
        stated("to", "The day on which it ended."),
        stated("read", "How much of the text was read.", vocabulary="reads"),
        stated("note", "A curator's note."),
        *PROVENANCE,
    ),
)
NODES = (
    AGENCY,
    AGENCY_GROUP,
    STATE,
    DATABASE,
    DATA_TYPE,
    STATEMENT,
    REQUEST,
    SOURCE,
    COVERAGE,
    RULE,
)

# --- relationships ------------------------------------------------------------------------------------------------

_TO_ORIGINAL = "Read the cited document at the place named; the row says how much of it was read."


def _evidence(
    name: str,
    targets: tuple[str, ...],
    means: str,
    not_proved: str,
    *,
    ordered: bool = False,
) -> Relationship:
    place = (
        Property(
            "position",
            "integer",
            "The place in the order that the source gives, from 0.",
        ),
    )
    ends = tuple((label, target) for label in ("Statement", "Request") for target in targets)
    return Relationship(name, ends, means, not_proved, _TO_ORIGINAL, place if ordered else ())


FLOWS_TO = Relationship(
    "FLOWS_TO",
    tuple((source, target) for source in PARTY for target in PARTY),
    "Evidence says that this kind of data went, could go, was asked for or was refused, from the one to the other, "
    "by this channel; the standing says which.",
    "That any particular record went; that what was received was passed on; or, where the payload is assumed, "
    "that this kind of data was among what went.",
    "Ask the holder for its log of such requests, itemised by requester, date, data given and threshold shown; and "
    "the recipient for its own.",
    (
        Property(
            "id",
            "text",
            "A hash of the key: holder, recipient, data type, database, channel, via.",
        ),
        Property("data_type", "text", "The kind of data, as stated.", vocabulary="data_types"),
        Property("database", "text", "The system that it came from, if one is named."),
        Property("channel", "text", "How it went.", vocabulary="channels"),
        Property(
            "via",
            "list",
            "The agencies that relay, operate or sell the exchange, in order.",
        ),
        Property(
            "standing",
            "text",
            "That of its best item of evidence.",
            vocabulary="standings",
        ),
        Property("contested", "flag", "Whether an unhedged denial covers one of its items."),
        Property("first", "text", "The earliest day that its evidence allows."),
        Property("last", "text", "The latest day that its evidence speaks of."),
        Property("count_words", "text", "How many, in the sources' words."),
        Property("at_least", "number", "What the counts prove at least."),
        Property("at_most", "number", "What the counts prove at most."),
        Property("unit", "text", "What was counted.", vocabulary="units"),
        Property("items", "list", "The ids of its items of evidence."),
        Property("documents", "list", "The documents that they cite."),
        Property("read", "list", "How much of these documents was read."),
    ),
)
DESCRIBED_BY = Relationship(
    "DESCRIBED_BY",
    (("State", "Source"),),
    "The document states a dated attribute of the state.",
    "That it held before the start or after the end.",
    _TO_ORIGINAL,
    (
        stated("attribute", "Which attribute.", vocabulary="attributes", required=True),
        stated("value", "Its value, in words.", required=True),
        stated("start", "From when it was seen."),
        stated("end", "Until when it was seen."),
        stated("note", "A curator's note."),
        *PROVENANCE,
    ),
)
RELATIONSHIPS = (
    Relationship(
        "PART_OF",
        (("Agency", "Agency"),),
        "The one is a part of the other, at whatever depth is stated.",
        "That the whole has what the part received.",
        "The body's own organisation chart or founding statute.",
    ),
    Relationship(
        "MEMBER_OF",
        (("Agency", "AgencyGroup"),),
        "A source names the agency as one of the group.",
        "That the agency took part in any one exchange of the group.",
        "The document that names the group.",
    ),
    Relationship(
        "IN_STATE",
        (("Agency", "State"), ("AgencyGroup", "State")),
        "The body belongs to the state.",
        "That it serves only that state.",
        "The body's own site.",
    ),
    DESCRIBED_BY,
    Relationship(
        "OPERATES",
        (("Agency", "Database"),),
        "The agency runs the system.",
        "That it owns the data, or decides who may search it.",
        "The operator's privacy statement or contract.",
    ),
    Relationship(
        "HOLDS",
        (("Database", "DataType"),),
        "The system holds data of this kind.",
        "That anybody else can see it.",
        "The system's record layout, by request.",
    ),
    Relationship(
        "INCLUDES",
        (("DataType", "DataType"),),
        "The broader type includes the narrower one.",
        "That an exchange of the broader type had the narrower one in it: that is only implied.",
        "The itemised record of the exchange.",
    ),
    Relationship(
        "MADE_FROM",
        (("DataType", "DataType"),),
        "Data of the one kind is made from data of the other, which is used and not received.",
        "That the data it was made from went too.",
        "The itemised record of the exchange.",
    ),
    _evidence(
        "HELD_BY",
        PARTY,
        "It says that this body had the data and let it go.",
        "That the body agrees.",
    ),
    _evidence(
        "GIVEN_TO",
        PARTY,
        "It says that this body received the data, or asked for it.",
        "That it was received: see the mode.",
    ),
    Relationship(
        "COLLECTED_BY",
        (("Statement", "Agency"), ("Statement", "AgencyGroup")),
        "It says that this body first collected the data.",
        "That this body gave it away.",
        _TO_ORIGINAL,
    ),
    _evidence(
        "PASSED_VIA",
        PARTY,
        "It says that this body relays, operates or sells the exchange.",
        "That the body kept, or could pass on, what it relayed.",
        ordered=True,
    ),
    Relationship(
        "RECEIVED_FROM",
        (("Statement", "Agency"), ("Statement", "AgencyGroup")),
        "It says that the holder had got what it passed on from this body: a shown joint.",
        "When the holder had got it.",
        _TO_ORIGINAL,
    ),
    _evidence(
        "CONCERNS",
        ("DataType",),
        "It is about data of this kind, as stated.",
        "That narrower kinds were in it.",
    ),
    _evidence(
        "SENT",
        ("DataType",),
        "It says that the requester sent data of this kind.",
        "What came back.",
    ),
    _evidence(
        "FROM_DATABASE",
        ("Database",),
        "It names this system, or it as one of several.",
        "Which, of several.",
    ),
    Relationship(
        "CITES",
        tuple((label, "Source") for label in ("Statement", "Request", "Coverage", "Rule")),
        "The row was read out of this document.",
        "That the document was read in full: see `read`.",
        "Open the document at the locator.",
    ),
    Relationship(
        "SAID_BY",
        (("Statement", "Agency"),),
        "The speaker speaks for this agency.",
        "That what was said is so.",
        _TO_ORIGINAL,
    ),
    Relationship(
        "SAME_AS",
        (("Statement", "Statement"),),
        "The two hold the same evidence, read twice: it is counted once.",
        "That the two readings agree in every cell.",
        "Compare the two rows with the document.",
    ),
    Relationship(
        "BESIDE",
        (("Statement", "Statement"),),
        "The one should be read next to the other: a qualification, a retelling, a narrower count.",
        "That they contradict, or add up.",
        _TO_ORIGINAL,
    ),
    Relationship(
        "REPEATS",
        (("Source", "Source"),),
        "The one only retells the other: one voice.",
        "That the retelling is exact.",
        "Compare the two.",
    ),
    Relationship(
        "COVERS",
        (("Coverage", "Agency"), ("Coverage", "AgencyGroup")),
        "These records of this body are held, withheld or were never asked for.",
        "That nothing else happened, unless the extent is complete.",
        "The letter that came with the release.",
    ),
    Relationship(
        "BINDS",
        (("Rule", "Agency"), ("Rule", "AgencyGroup")),
        "The rule names this body as one whose giving it governs.",
        "That the body keeps the rule.",
        "Read the rule.",
    ),
    Relationship(
        "TOWARDS",
        (("Rule", "Agency"), ("Rule", "AgencyGroup")),
        "The rule names this body as one whose receiving it governs.",
        "That the body was refused.",
        "Read the rule.",
    ),
    Relationship(
        "GOVERNS",
        (("Rule", "DataType"),),
        "The rule is about data of this kind.",
        "That it is about all of it: see `partial`.",
        "Read the rule.",
    ),
    Relationship(
        "OVERRIDES",
        (("Rule", "Rule"),),
        "The one lifts, excepts from or pre-empts the other by name.",
        "That a court agrees.",
        "Read both.",
    ),
    FLOWS_TO,
)

# --- row shapes ---------------------------------------------------------------------------------------------------


def _columns(properties: Iterable[Property]) -> tuple[Property, ...]:
    return tuple(each for each in properties if each.column)


_AGENCY_COLUMNS = (
    stated("id", "A slug: `us-ga-dds`.", column="agency", required=True),
    stated("name", "Its own name.", required=True),
    stated(
        "kind",
        "Which kind of body it is; `group` for a class whose members are not all named.",
        vocabulary="agency_kinds",
        required=True,
    ),
    stated(
        "class_kind",
        "Of a group: the kind of its members, where its name says it.",
        vocabulary="agency_kinds",
    ),
    stated(
        "members",
        "Of a group: the members that a source names.",
        kind="list",
        refers=("Agency",),
    ),
    stated("state", "The state that it belongs to, as a USPS code."),
    stated("part_of", "The larger agency that it is part of.", refers=("Agency",)),
    stated("aliases", "Other names that resolve to it.", kind="list"),
    stated("valid_from", "Since when the body exists.", column="from"),
    stated("valid_to", "Until when the body existed.", column="to"),
    stated("note", "A curator's note."),
)
_ATTRIBUTE_COLUMNS = (
    stated("subject", "The state, as a USPS code.", refers=("State",), required=True),
    *(each for each in DESCRIBED_BY.properties if each.column and each.name != "note"),
    _document("it"),
    stated("note", "A curator's note."),
)
SHAPES = {
    shape.name: shape
    for shape in (
        Shape(
            "claim",
            "What somebody said about one exchange.",
            ("Statement",),
            _columns(STATEMENT.properties),
        ),
        Shape(
            "event",
            "One request, search, login or message, or a count of them.",
            ("Request",),
            _columns(REQUEST.properties),
        ),
        Shape(
            "rule",
            "A law, policy, agreement or technical block.",
            ("Rule",),
            _columns(RULE.properties),
        ),
        Shape(
            "coverage",
            "What records are held of whom.",
            ("Coverage",),
            _columns(COVERAGE.properties),
        ),
        Shape(
            "attribute",
            "A dated attribute of a state.",
            ("DESCRIBED_BY",),
            _ATTRIBUTE_COLUMNS,
        ),
        Shape("document", "What is cited.", ("Source",), _columns(SOURCE.properties)),
        Shape(
            "agency",
            "A body, or a group of bodies.",
            ("Agency", "AgencyGroup"),
            _AGENCY_COLUMNS,
        ),
    )
}


check(NODES, RELATIONSHIPS, SHAPES.values())

NODE = {node.label: node for node in NODES}
RELATIONSHIP = {relationship.type: relationship for relationship in RELATIONSHIPS}
