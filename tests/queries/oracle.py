"""The answers that enumerating every walk and every reading gives, worked out from the rows alone.

This is the judge of the trace engine, so it shares no code with it and uses nothing but the standard library.
It is slow and literal on purpose: each function quotes the clause of the design's `semantics.md` that it
carries out (§ and words), and where that text leaves a choice, the comment says "choice".

`answer(case, question)` and `flows(case)` are its two doors. A case is a dictionary of canonical rows, all
cells text: `agency`, `document`, `claim`, `event`, `coverage`, `rule`, `data_type`, `purpose`, and `candidate`
(`name`, `agency`: the best candidate of a name that does not resolve); `dataset`, or a key `dataset` in each
claim and event, says where a row was loaded from. A question is a dictionary; an absent key is the default.
"""

from __future__ import annotations

import calendar
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

Row = Mapping[str, str]
Case = Mapping[str, Any]
Question = Mapping[str, Any]
Day = float  # the ordinal of a day, or minus or plus infinity
FlowKey = tuple[str, str, str, str | None, str | None, tuple[str, ...]]

INFINITY = math.inf
MASKED = "masked"  # the party, type or mode that a mask hides
UNLISTED = "*"  # any agency that is not listed
STANDINGS = ("documented", "acknowledged", "records-reported", "reported", "available")
BY_BASIS = {"record": "documented", "party": "acknowledged", "third-records": "records-reported"}
REASONS = (
    "unresolved-name",
    "filtered",
    "barred",
    "below-floor",
    "asked-answer-unknown",
    "time-order",
    "refused-or-blocked",
    "payload",
    "no-flow-in-covered-period",
    "not-covered",
)
# The channels that say that what came back was the result of a face search.
FACE_CHANNELS = frozenset({"face-search-request", "face-search-by-staff", "fbi-face-request"})
FACE_RESULT = "face-search-result"


# --- Cells (§5, and the row shapes of interface.md) ---------------------------------------------------------


def is_mask(cell: str) -> bool:
    """§5: "masked (`***`, `REDACTED`, an exemption code typed in: kept) ... Masked is never blank"."""
    return bool(re.match(r"\*+$|\[?REDACTED|\(b\)\(\d\)", cell.strip()))


def split(cell: str, mark: str = ";") -> tuple[str, ...]:
    """Interface: "lists split on `;`, `via` on `>`"."""
    return tuple(part.strip() for part in cell.split(mark) if part.strip())


def days(cell: str) -> tuple[Day, Day]:
    """The first and the last day that a date cell allows.

    Interface: "a date cell is a day, month, quarter, year, `a..b`, `a..` or `..b`"; blank is not stated, so
    unknown; §5 and D10: a masked date is undated.
    """
    cell = cell.strip()
    if not cell or is_mask(cell):
        return -INFINITY, INFINITY
    first, dots, last = cell.partition("..")
    if dots:
        return (days(first)[0] if first else -INFINITY), (days(last)[1] if last else INFINITY)
    if quarter := re.fullmatch(r"(\d{4})-?Q([1-4])", cell):
        year, ending = int(quarter[1]), 3 * int(quarter[2])
        return days(f"{year}-{ending - 2:02}")[0], days(f"{year}-{ending:02}")[1]
    numbers = [int(number) for number in cell.split("-")]
    if len(numbers) == 1:
        return days(f"{cell}-01")[0], days(f"{cell}-12")[1]
    if len(numbers) == 2:
        year, month = numbers
        begins = date(year, month, 1).toordinal()
        return begins, begins + calendar.monthrange(year, month)[1] - 1
    day = date.fromisoformat(cell).toordinal()
    return day, day


def iso(day: Day) -> str | None:
    """The day as text; none where it is infinite."""
    return None if math.isinf(day) else date.fromordinal(int(day)).isoformat()


# --- Things (§1) --------------------------------------------------------------------------------------------


def closure(start: str, above: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Everything reached from `start` in one step or more."""
    found: set[str] = set()
    todo = list(above.get(start, ()))
    while todo:
        if (one := todo.pop()) not in found:
            found.add(one)
            todo.extend(above.get(one, ()))
    return frozenset(found)


class Ground:
    """What the case lists: agencies, groups, data types, purposes, documents, and how they hang together."""

    def __init__(self, case: Case, best_names: bool = False) -> None:
        self.case = case
        rows: Sequence[Row] = case.get("agency", ())
        self.agencies = {row["agency"]: row for row in rows if row.get("kind") != "group"}
        self.groups = {row["agency"]: row for row in rows if row.get("kind") == "group"}
        self.part_of = {row["agency"]: split(row.get("part_of", "")) for row in rows}
        self.part_lists = inverse(self.part_of)
        types: Sequence[Row] = case.get("data_type", ())
        self.broader_types = {row["id"]: split(row.get("parents", "")) for row in types}
        self.made_from = {row["id"]: split(row.get("made_from", "")) for row in types}
        purposes: Sequence[Row] = case.get("purpose", ())
        self.broader_purposes = {row["id"]: split(row.get("parents", "")) for row in purposes}
        documents: Sequence[Row] = case.get("document", ())
        self.published = {row["document"]: row.get("published", "") for row in documents}
        candidates: Sequence[Row] = case.get("candidate", ()) if best_names else ()
        self.best = {row["name"]: row["agency"] for row in candidates}

    def party(self, name: str) -> str:
        """D10: a masked party is a pseudo-party; a name that does not resolve is its own agency."""
        return MASKED if is_mask(name) else self.best.get(name, name)

    def is_group(self, party: str) -> bool:
        """D10: a masked party "behaves as a group: ends a walk, never inside"."""
        return party in self.groups or party == MASKED

    def wholes(self, agency: str) -> frozenset[str]:
        """The agencies that it is part of, at any depth."""
        return closure(agency, self.part_of)

    def parts(self, agency: str) -> frozenset[str]:
        """Its parts, at any depth."""
        return closure(agency, self.part_lists)

    def family(self, agency: str) -> frozenset[str]:
        """§4: "agencies of one family (parts, wholes, their parts)"."""
        wholes = self.wholes(agency)
        return frozenset({agency}).union(self.parts(agency), wholes, *map(self.parts, wholes))

    def broader(self, data_type: str) -> frozenset[str]:
        """The types that include this one."""
        return closure(data_type, self.broader_types)

    def is_kind(self, party: str, kind: str) -> bool:
        """Whether the agency is of this kind, or the group of this class."""
        row = self.agencies.get(party) or self.groups.get(party) or {}
        return kind in {row.get("kind"), row.get("class_kind")}

    def speaks_for(self, speaker: str, agency: str) -> bool:
        """§3: said by "the holder, the recipient, ..., the whole that one of them is part of, or the
        government it belongs to"; D4: kind `government`, same state.
        """
        if speaker == agency or speaker in self.wholes(agency):
            return True
        said, about = self.agencies.get(speaker, {}), self.agencies.get(agency, {})
        return said.get("kind") == "government" and bool(about) and said.get("state") == about.get("state")

    def last_published(self, document: str) -> Day:
        """D5: "the last day of the document's published date"; unbounded where none is given."""
        return days(self.published.get(document, ""))[1]


def inverse(links: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The same links, from the other end."""
    turned: dict[str, list[str]] = defaultdict(list)
    for start, ends in links.items():
        for end in ends:
            turned[end].append(start)
    return dict(turned)


# --- Time of an item (§2) -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """When: an event within [s1, s2] (the text's lo and hi), or standing from [s1, s2] to [e1, e2]."""

    standing: bool
    s1: Day
    s2: Day
    e1: Day
    e2: Day
    last: Day | None = None  # the last day of a standing item that does not follow from s2

    @property
    def last_day(self) -> Day:
        """§1: the item's last day: "hi; b if seen or ongoing, e₂ if ended, s₂ if unknown"."""
        return self.s2 if self.last is None else self.last

    def published_by(self, day: Day) -> Span:
        """§2: "hi, or s₂, is at most that day (if that leaves nothing, the dates stand ...)"."""
        return self if day < self.s1 else replace(self, s2=min(self.s2, day))


def event(lo: Day, hi: Day) -> Span:
    """It happened at some moment within [lo, hi]."""
    return Span(standing=False, s1=lo, s2=hi, e1=-INFINITY, e2=INFINITY)


def standing(start: tuple[Day, Day], end: tuple[Day, Day], end_kind: str) -> Span:
    """It held from a start to an end.

    §2: "`ended`, `seen` or `ongoing-as-stated` (known to hold on that date [a, b]: e₁ = a, e₂ open, s₂ at
    most b), `unknown` (e₁ = s₁, e₂ open). No end precedes its start."
    """
    (s1, s2), (e1, e2), last = start, end, None
    if end_kind == "ended":
        last = e2
    elif end_kind in {"seen", "ongoing-as-stated"}:
        last, s2, e2 = e2, min(s2, e2), INFINITY
    else:
        e1, e2 = s1, INFINITY
    return Span(standing=True, s1=s1, s2=min(s2, e2), e1=max(e1, s1), e2=e2, last=last)


def claim_span(row: Row) -> Span:
    """D6: an event "has start `a..b` (or end alone: lo=−inf)"; a standing claim has a start and an end.

    Choice: masks are per cell, so that an end counts where the start is masked.
    """
    start, end = days(row.get("start", "")), days(row.get("end", ""))
    if row.get("time_kind") == "standing":
        return standing(start, end, row.get("end_kind", ""))
    period = row.get("start", "")
    return event(-INFINITY, end[1]) if not period or is_mask(period) else event(*start)


def request_span(row: Row) -> Span:
    """§2: "For requests the answered date counts; unknown, it is [asked, open)"."""
    answered = row.get("answered", "")
    if answered and not is_mask(answered):
        return event(*days(answered))
    return event(days(row.get("asked", ""))[0], INFINITY)


# --- Items of evidence (§1) ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One item of evidence: who gave what to whom, said where, when, how."""

    claim: str
    dataset: str
    document: str
    mode: str
    basis: str
    speakers: tuple[str, ...]
    holder: str
    recipient: str
    type: str  # "" only for a denial that names none
    itemised: bool  # the cell names a type: neither blank nor masked
    payload: str
    databases: tuple[str, ...]
    channel: str
    purposes: tuple[str, ...]
    threshold: str  # shown
    via: tuple[str, ...]
    received_from: tuple[str, ...]
    hedged: bool
    one_of: bool
    masked: frozenset[str]
    span: Span
    how: str = ""  # ":sent" by the requester, or ":used" to make what was passed on

    @property
    def id(self) -> str:
        """What settles ties; `how` tells apart items of one claim that are alike but for how they came about."""
        return f"{self.claim}:{self.holder}>{self.recipient}:{self.type}{self.how}"

    @property
    def database(self) -> str | None:
        """D9: "several databases in one cell = one of these: the item's database is none"."""
        return self.databases[0] if len(self.databases) == 1 else None

    @property
    def flow(self) -> FlowKey:
        """§1: a flow gathers one (holder, recipient, data type, database or none, channel, via)."""
        return self.holder, self.recipient, self.type, self.database, self.channel or None, self.via

    @property
    def makes_flow(self) -> bool:
        """§1: "`planned` and `context` evidence makes no flow", nor one that names no holder or recipient;
        D10: a masked mode makes none.
        """
        return bool(self.holder and self.recipient) and self.mode not in {"planned", "context", MASKED}


def stated(cell: str) -> str:
    """The cell, if it states anything: neither blank nor masked."""
    return "" if is_mask(cell) else cell.strip()


def items_of_row(ground: Ground, row: Row, span: Span, date_cells: Sequence[str]) -> Iterator[Item]:
    """§1: "A list is one item per named member"; "a list makes an item for each" type."""
    mode = MASKED if is_mask(row.get("mode", "")) else row.get("mode", "")
    masks = {"mode"} if mode == MASKED else set()
    masks |= {"date"} if any(is_mask(row.get(cell, "")) for cell in date_cells) else set()
    for holder, recipient, data_type in itertools.product(
        split(row.get("holder", "")) or ("",),
        split(row.get("recipient", "")) or ("",),
        split(row.get("data_types", "")) or ("",),
    ):
        named = {"holder": holder, "recipient": recipient, "type": data_type}
        yield Item(
            claim=row["claim_id"],
            dataset=row.get("dataset") or ground.case.get("dataset", ""),
            document=row.get("document", ""),
            mode=mode,
            basis=row.get("basis", ""),
            speakers=split(row.get("speaker_agency", "")),
            holder=ground.party(holder),
            recipient=ground.party(recipient),
            type=stated(data_type) or not_itemised(ground, holder, "" if data_type else mode),
            itemised=bool(stated(data_type)),
            payload=row.get("payload", "") or "stated",
            databases=split(stated(row.get("databases", ""))),
            channel=stated(row.get("channel", "")),
            purposes=split(stated(row.get("purpose", ""))),
            threshold=stated(row.get("threshold_shown", "")),
            via=tuple(map(ground.party, split(row.get("via", ""), ">"))),
            received_from=tuple(map(ground.party, split(row.get("received_from", "")))),
            hedged=row.get("hedged", "") == "y",
            one_of=row.get("one_of", "") == "y",
            masked=frozenset(masks | {name for name, cell in named.items() if is_mask(cell)}),
            span=span,
        )


def not_itemised(ground: Ground, holder: str, mode: str) -> str:
    """§1: "the broadest type that fits: `driver-record` for a licensing agency, else `personal-data`".

    D7: for a denial a blank type stays unrestricted (a masked one is not blank).
    """
    if mode == "denied":
        return ""
    return "driver-record" if ground.is_kind(ground.party(holder), "driver-licensing") else "personal-data"


def sent_items(ground: Ground, item: Item, row: Row) -> Iterator[Item]:
    """§1: "what the requester *sent* ... that is an item the other way"; the rest is D8."""
    modes = dict.fromkeys(("disclosed", "requested", "refused", "blocked"), "disclosed")
    mode = (modes | {"available": "available", MASKED: MASKED}).get(item.mode)
    if mode is None:
        return
    swap = {"holder": "recipient", "recipient": "holder", "type": ""}
    for data_type in split(row.get("data_sent", "")):
        yield replace(
            item,
            mode=mode,
            holder=item.recipient,
            recipient=item.holder,
            type=stated(data_type) or not_itemised(ground, item.recipient, mode),
            itemised=bool(stated(data_type)),
            payload="stated",
            how=":sent",
            databases=(),
            via=item.via[::-1],
            received_from=(),
            masked=frozenset(
                {swap.get(mask, mask) for mask in item.masked} - {""}
                | ({"type"} if is_mask(data_type) else set())
            ),
        )


def derived_items(ground: Ground, item: Item) -> Iterator[Item]:
    """§1: "Each also makes an item of its own, marked *derived*: that agency → the holder, if the item is
    disclosed or available, with the same mode, type (for a type made from another: that other, `assumed`),
    payload, hedge, `one of`, masks and document (basis `party` only if the speaker is party to it), no
    channel, database, via, purpose or count, at some time up to the item's last day".

    Choices: a masked mode, which counts as disclosed where anything may refute, derives likewise; a threshold was
    shown in the later exchange, not in this one.
    """
    if item.mode not in {"disclosed", "available", MASKED}:
        return
    for giver in item.received_from:
        for source in ground.made_from.get(item.type) or (item.type,):
            party = any(ground.speaks_for(who, to) for who in item.speakers for to in (giver, item.holder))
            yield replace(
                item,
                basis="third" if item.basis == "party" and not party else item.basis,
                holder=giver,
                recipient=item.holder,
                type=source,
                payload=item.payload if source == item.type else "assumed",
                how="" if source == item.type else ":used",
                databases=(),
                channel="",
                purposes=(),
                threshold="",
                via=(),
                received_from=(),
                span=event(-INFINITY, item.span.last_day),
            )


def with_publication(ground: Ground, item: Item) -> Item:
    """§2: "What a document says was disclosed had been by the day it was published"."""
    if item.mode != "disclosed":
        return item
    return replace(item, span=item.span.published_by(ground.last_published(item.document)))


def all_items(ground: Ground) -> list[Item]:
    """Every item of the case: of claims and of requests, what was sent back, what is derived."""
    found: list[Item] = []
    for row in ground.case.get("claim", ()):
        found += row_and_its_own(ground, row, claim_span(row), ("start", "end"))
    for row in ground.case.get("event", ()):
        as_claim = dict(row) | {
            "claim_id": row["request_id"],
            "recipient": row.get("component") or row.get("requester", ""),  # choice: the part that asked
            "basis": "record",  # D4: "Event rows (requests) disclosed: documented"
        }
        counted = "answered" if row.get("answered") else "asked"
        found += row_and_its_own(ground, as_claim, request_span(row), (counted,))
    return list(dict.fromkeys(found))  # recipients of one list share what is derived from each


def row_and_its_own(ground: Ground, row: Row, span: Span, date_cells: Sequence[str]) -> Iterator[Item]:
    """The items of one row, each followed by those that it makes."""
    for raw in items_of_row(ground, row, span, date_cells):
        item = with_publication(ground, raw)
        yield item
        for own in itertools.chain(sent_items(ground, raw, row), derived_items(ground, item)):
            yield with_publication(ground, own)


# --- Standing, contested, flows (§3) ------------------------------------------------------------------------


def standing_of(item: Item) -> str | None:
    """§3, the table; D4: the basis decides."""
    if item.mode == "disclosed":
        return BY_BASIS.get(item.basis, "reported")
    return "available" if item.mode == "available" else None


def standing_of_flow(items: Iterable[Item]) -> str:
    """§3: "that of its best item ... With none of these: `requested` if the answer to at least one request
    is not known; else `refused` ...; else `blocked`, `denied`".
    """
    items = list(items)
    best = [STANDINGS.index(one) for one in map(standing_of, items) if one]
    if best:
        return STANDINGS[min(best)]
    modes = {item.mode for item in items}
    return next(mode for mode in ("requested", "refused", "blocked", "denied") if mode in modes)


def is_contested(ground: Ground, item: Item, denials: Iterable[Item]) -> bool:
    """§3: "a flag ...: an unhedged denial whose scope covers the item".

    Choice: a flag of what was disclosed or offered, not of a request, a refusal or another denial.
    """
    return standing_of(item) is not None and any(covers(ground, denial, item) for denial in denials)


def covers(ground: Ground, denial: Item, item: Item) -> bool:
    """§3, *Contested*: the denial's scope, field by field."""
    # "Masked is never blank" (§5): a scope that is hidden covers nothing that can be told
    if denial.masked & {"holder", "recipient", "type"}:
        return False
    # "a denial that names no channel is listed beside, not held against"
    if denial.mode != "denied" or denial.hedged or not denial.channel or denial.channel != item.channel:
        return False
    # "The denial speaks for its holder and that body's parts"; D13: without holder it contests nothing
    if not denial.holder or item.holder not in ground.parts(denial.holder) | {denial.holder}:
        return False
    # §3: "What it leaves unstated is unrestricted (recipient, which includes its parts; ..."
    if denial.recipient and item.recipient not in ground.parts(denial.recipient) | {denial.recipient}:
        return False
    # "... type, which includes narrower ones; ..."; choice: the default type of a blank cell is its type, a
    # masked type is not stated
    if denial.type and (denial.type not in ground.broader(item.type) | {item.type} or "type" in item.masked):
        return False
    # §3: "... database; purpose)"; "It does not cover an item that leaves unstated what the denial states."
    if denial.databases and item.database not in denial.databases:
        return False
    if denial.purposes and not any(has_purpose(ground, item, one) for one in denial.purposes):
        return False
    # "what surely began wholly within the time that it speaks of: from its own lo or s₁ to its last day
    # (as for derived items; at latest its publication)"
    until = min(denial.span.last_day, ground.last_published(denial.document))
    return denial.span.s1 <= item.span.s1 and item.span.s2 <= until


def has_purpose(ground: Ground, item: Item, purpose: str) -> bool:
    """D11: "`--purpose` equal or narrower"."""
    return any(purpose in closure(one, ground.broader_purposes) | {one} for one in item.purposes)


def group_by_flow(items: Iterable[Item]) -> dict[FlowKey, list[Item]]:
    """§1: flows are "a projection ..., never collapsed into one because they join the same two agencies"."""
    found: dict[FlowKey, list[Item]] = defaultdict(list)
    for item in items:
        if item.makes_flow:
            found[item.flow].append(item)
    return dict(found)


def flow_order(key: FlowKey) -> tuple[Any, ...]:
    """A sortable form of a flow's key."""
    return *key[:3], key[3] or "", key[4] or "", key[5]


def flows(case: Case) -> list[dict[str, Any]]:
    """Every flow of the case with its standing and whether it is contested, without any filter.

    Returns
    -------
    list of dict
        `flow` (holder, recipient, data type, database or None, channel or None, via), `standing`,
        `contested` (any of its items is), `items` (sorted ids).
    """
    ground = Ground(case)
    items = all_items(ground)
    denials = [item for item in items if item.mode == "denied"]
    grouped = group_by_flow(items)
    return [
        {
            "flow": key,
            "standing": standing_of_flow(grouped[key]),
            "contested": any(is_contested(ground, item, denials) for item in grouped[key]),
            "items": sorted({item.id for item in grouped[key]}),
        }
        for key in sorted(grouped, key=flow_order)
    ]


# --- The question -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question with its defaults, and what is lifted of it to explain an absence."""

    start: str
    end: str
    data: str
    since: Day = -INFINITY
    as_of: Day = INFINITY
    open_at: Day | None = None
    known_by: Day | None = None
    floor: str = "reported"
    max_hops: int = 6
    ties_forbidden: bool = False
    exact: bool = False
    obey_rules: bool = False
    channel: str = ""
    purpose: str = ""
    database: str = ""
    source: tuple[str, ...] = ()
    via: str = ""
    avoid: str = ""
    best_names: bool = False
    also: frozenset[str] = frozenset()  # modes that are taken as carrying
    each_hop_alone: bool = False
    any_type: bool = False

    @property
    def period(self) -> tuple[Day, Day]:
        """§4: "all time without `--since` and `--as-of`; the day with `--open-at`"."""
        return (self.since, self.as_of) if self.open_at is None else (self.open_at, self.open_at)


def asked(question: Question) -> Asked:
    """The question as given; an absent or blank key is the default."""

    def day(key: str, default: Any) -> Any:
        return days(question[key])[1] if question.get(key) else default

    source = question.get("source") or ()
    return Asked(
        start=question["from"],
        end=question["to"],
        data=question["data"],
        since=days(question["since"])[0] if question.get("since") else -INFINITY,
        as_of=day("as_of", INFINITY),
        open_at=day("open_at", None),
        known_by=day("known_by", None),
        floor=question.get("min_standing") or "reported",
        max_hops=int(question.get("max_hops") or 6),
        ties_forbidden=question.get("ties") == "forbid",
        exact=bool(question.get("exact")),
        obey_rules=bool(question.get("obey_rules")),
        channel=question.get("channel") or "",
        purpose=question.get("purpose") or "",
        database=question.get("database") or "",
        via=question.get("via") or "",
        avoid=question.get("avoid") or "",
        source=split(source) if isinstance(source, str) else tuple(source),
    )


# --- Which items pass (§3 floor, §4 filters and data type) --------------------------------------------------


def carries(ground: Ground, item: Item, want: Asked) -> bool:
    """D3: "t is carried by an item whose type is t or broader", with one exception of §1.

    §1: ""Not itemised" ... does not include what is *made from* data (a face search result), unless the
    channel says so". Choice: the channels that say so are those of face searches.
    """
    # §4: "(any type carries any)" when payload is lifted; "one that names no type carries any"
    if want.any_type or not item.type or item.type == want.data:
        return True
    if not item.itemised and ground.made_from.get(want.data):
        return want.data == FACE_RESULT and item.channel in FACE_CHANNELS
    return item.type in ground.broader(want.data)


def reaches_floor(item: Item, want: Asked) -> bool:
    """§3: "Carrying items are the first four, and `available` where the floor is `available`"."""
    rank = standing_of(item)
    return item.mode in want.also or (
        rank is not None and STANDINGS.index(rank) <= STANDINGS.index(want.floor)
    )


def unstated(ground: Ground, item: Item, want: Asked) -> list[str]:
    """§4: "an item that does not state the field does not pass, and is counted as left out"."""
    lacks = {
        "channel": want.channel and not item.channel,
        "purpose": want.purpose and not item.purposes,
        "database": want.database and not item.database,
        "known_by": want.known_by is not None and not ground.published.get(item.document),
    }
    return [name for name, lacking in lacks.items() if lacking]


def passes_source_and_date(ground: Ground, item: Item, want: Asked) -> bool:
    """D11: "`--source` dataset id or document id; `--known-by D`: document's published interval ends ≤ D"."""
    if want.source and not {item.dataset, item.document} & set(want.source):
        return False
    if want.known_by is None:
        return True
    return bool(ground.published.get(item.document)) and ground.last_published(item.document) <= want.known_by


def passes(ground: Ground, item: Item, want: Asked) -> bool:
    """§4: "Filters (...) are of items, and every hop must pass"."""
    return (
        passes_source_and_date(ground, item, want)
        and (not want.channel or item.channel == want.channel)
        and (not want.database or item.database == want.database)
        and (not want.purpose or has_purpose(ground, item, want.purpose))
    )


# --- Ends (§4, 4) -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class End:
    """Which parties answer to one end of a question, in full or only possibly."""

    full: frozenset[str]
    possible: frozenset[str]

    @property
    def either(self) -> frozenset[str]:
        """All that the end accepts."""
        return self.full | self.possible


def end_of(ground: Ground, name: str, everyone: Iterable[str], *, exact: bool) -> End:
    """§4: "*S* and *T* accept an agency, its parts at any depth, and by kind. Evidence that names only a
    whole of the one asked for, or a group with a member that answers in full, or, asked by kind (not by
    kind in one state), a group of that class, is possible"; D1 and D2.
    """
    full, kind = in_full(ground, name, everyone, exact=exact)
    if exact:  # "`--exact` accepts neither parts nor wholes nor groups"; D2: a group id → it
        return End(full, frozenset())
    wholes = frozenset().union(*map(ground.wholes, full))
    groups = {
        group
        for group, row in ground.groups.items()
        if full & set(split(row.get("members", ""))) or (kind and row.get("class_kind") == kind)
    }
    return End(full, (wholes | groups) - full)


def in_full(ground: Ground, name: str, everyone: Iterable[str], *, exact: bool) -> tuple[frozenset[str], str]:
    """D1: who answers in full; and the kind, if asked for by kind alone."""
    if name == "any":
        return frozenset(one for one in everyone if not (exact and ground.is_group(one))), ""
    if name in ground.groups:
        return frozenset({name}), ""
    if name in ground.agencies or name in everyone:
        return (frozenset({name}) if exact else ground.parts(name) | {name}), ""
    state, _, kind = name.rpartition(":")
    return frozenset(
        agency
        for agency, row in ground.agencies.items()
        if row.get("kind") == kind and (not state or row.get("state") == state)
    ), ("" if state else kind)


def everyone_in(ground: Ground, items: Iterable[Item]) -> frozenset[str]:
    """Every party: listed, or only named in evidence."""
    named = {one for item in items for one in (item.holder, item.recipient, *item.via) if one}
    return frozenset(named | set(ground.agencies) | set(ground.groups))


# --- Walks and readings (§4) --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """One choice of items along a walk, judged."""

    walk: tuple[FlowKey, ...]
    items: tuple[Item, ...]
    holds: bool
    certain: bool
    earliest: Day
    latest: Day
    payloads: tuple[str, ...]
    joints: tuple[bool | None, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its items, hop by hop."""
        return tuple(item.id for item in self.items)

    @property
    def weakest(self) -> int:
        """The place of its weakest standing; what is only taken as carrying stands below all."""
        return max(STANDINGS.index(one) if (one := standing_of(item)) else 99 for item in self.items)

    @property
    def merit(self) -> tuple[Any, ...]:
        """§4: "one that holds, then the better weakest standing, then the earlier *E*, then item ids".

        Choice: two items of one flow with the same id are told apart by what they prove.
        """
        rest = (self.payloads != ("stated",) * len(self.items), not self.certain, self.latest, self.payloads)
        return not self.holds, self.weakest, self.earliest, self.ids, rest

    @property
    def place(self) -> tuple[Any, ...]:
        """D12: "holds first, better weakest standing, earlier E, fewer hops, then the list of item ids".

        Choice: then the walk itself, for two walks that rest on one claim (alternatives in `via`).
        """
        walk = tuple(flow_order(key) for key in self.walk)
        return not self.holds, self.weakest, self.earliest, len(self.items), self.ids, walk


@dataclass
class Search:
    """One question put to one world of evidence."""

    ground: Ground
    want: Asked
    items: Sequence[Item]
    flows: dict[FlowKey, list[Item]] = field(init=False)
    start: End = field(init=False)
    end: End = field(init=False)
    via: frozenset[str] = field(init=False)
    avoid: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        ground, want = self.ground, self.want
        everyone = everyone_in(ground, self.items)
        self.start = end_of(ground, want.start, everyone, exact=want.exact)
        self.end = end_of(ground, want.end, everyone, exact=want.exact)
        # §4: "`--via A`: A or a part of it is an inner agency or in a `via`; `--avoid A`: it is neither"
        self.via = in_full(ground, want.via, everyone, exact=False)[0] if want.via else frozenset()
        self.avoid = in_full(ground, want.avoid, everyone, exact=False)[0] if want.avoid else frozenset()
        self.flows = group_by_flow(
            item
            for item in self.items
            if reaches_floor(item, want) and carries(ground, item, want) and passes(ground, item, want)
            # "`--obey-rules` drops barred items and recomputes"
            if not (want.obey_rules and "barred" in bars_on(ground, item))
        )

    def walks(self) -> Iterator[tuple[FlowKey, ...]]:
        """§4: "a sequence of flows in which the recipient of each is the holder of the next, no agency comes
        twice, and no inner agency answers in full to *T*".

        Choice: a group is no agency, so one group may stand at both ends.
        """
        leaving: dict[str, list[FlowKey]] = defaultdict(list)
        for key in self.flows:
            if not self.avoid & set(key[5]):
                leaving[key[0]].append(key)

        def extend(walk: tuple[FlowKey, ...], met: frozenset[str]) -> Iterator[tuple[FlowKey, ...]]:
            if walk[-1][1] in self.end.either and self.goes_via(walk):
                yield walk
            here = walk[-1][1]
            # §1: a group "is never a step inside one"
            if len(walk) == self.want.max_hops or self.ground.is_group(here):
                return
            if here in self.end.full or here in self.avoid:
                return
            for key in leaving[here]:
                if key[1] not in met:
                    yield from extend((*walk, key), met | {key[1]})

        for first in [key for holder in list(leaving) for key in leaving[holder]]:
            agencies = {first[0]} - set(self.ground.groups) - {MASKED}
            if first[0] in self.start.either and first[1] not in agencies:
                yield from extend((first,), frozenset(agencies | {first[1]}))

    def goes_via(self, walk: tuple[FlowKey, ...]) -> bool:
        """`--via`: an inner agency, or a member of a `via`."""
        touched = {key[1] for key in walk[:-1]}.union(*(key[5] for key in walk))
        return not self.want.via or bool(self.via & touched)

    def readings(self, walk: tuple[FlowKey, ...]) -> Iterator[Reading]:
        """§4: "A reading of a walk chooses one item of evidence per hop ..., in an order that time does not
        rule out".
        """
        for items in itertools.product(*(self.flows[key] for key in walk)):
            joints = joints_of(self.ground, items)
            time = when(items, joints, self.want)
            if time is not None:
                certain, earliest, latest = time
                payloads = tuple(payload_of(item, self.want) for item in items)
                holds = (
                    # 1 payload, 2 joints, 3 time, 4 ends, 5 the items themselves
                    set(payloads) == {"stated"}
                    and all(joints[1:])
                    and certain
                    and walk[0][0] in self.start.full
                    and walk[-1][1] in self.end.full
                    and all(map(is_plain, items))
                    # §4, 6: "with `--obey-rules`: no bar on them is `cannot tell`"
                    and not (
                        self.want.obey_rules
                        and any("cannot tell" in bars_on(self.ground, item) for item in items)
                    )
                )
                yield Reading(walk, items, holds, certain, earliest, latest, payloads, joints)

    def traces(self) -> list[Reading]:
        """§4: "A walk with a reading is a trace"; printed is its best reading, in the printed order."""
        best = [
            min(found, key=lambda one: one.merit)
            for walk in self.walks()
            if (found := [*self.readings(walk)])
        ]
        return sorted(best, key=lambda one: one.place)

    def any_trace(self) -> bool:
        """Whether there is a trace at all."""
        return any(True for walk in self.walks() for _ in self.readings(walk))


def payload_of(item: Item, want: Asked) -> str:
    """§4, 1: "`stated`: its type is *t*. `implied` (its type is broader than *t* ...) and `assumed`".

    Choice: an item both broader and assumed is called assumed, which claims less.
    """
    if item.payload == "assumed":
        return "assumed"
    return "stated" if item.type == want.data else "implied"


def joints_of(ground: Ground, items: Sequence[Item]) -> tuple[bool | None, ...]:
    """§4, 2: "each item after the first names, in *received from*, the holder of the hop before, or the whole
    it is part of".
    """
    shown = (
        bool(set(later.received_from) & (ground.wholes(earlier.holder) | {earlier.holder}) - {MASKED})
        for earlier, later in itertools.pairwise(items)
    )
    return None, *shown


def is_plain(item: Item) -> bool:
    """§4, 5: "mode `disclosed`, not hedged, not one of several, nothing masked that matters"."""
    return item.mode == "disclosed" and not (item.hedged or item.one_of or item.masked)


def when(items: Sequence[Item], joints: Sequence[bool | None], want: Asked) -> tuple[bool, Day, Day] | None:
    """§4, 3: none where time rules the order out, else whether it is certain, *E* and *L*."""
    if want.open_at is not None:
        return open_at(items, want.open_at)
    if want.each_hop_alone:  # D15: "every hop is judged for itself"
        alone = [when([item], (None,), replace(want, each_hop_alone=False)) for item in items]
        return None if None in alone else (False, -INFINITY, INFINITY)
    earliest = latest = before = want.since  # `before`: *L* from before the hop last taken
    certain = True
    for place, (item, shown) in enumerate(zip(items, joints, strict=True)):
        span = item.span
        # "`--ties forbid`: E + 1 day and L + 1 day in place of E and L, after the first hop, except across a
        # shown joint."
        gap = 1 if want.ties_forbidden and place and not shown else 0
        low, high = earliest + gap, latest + gap
        # §4, 3: "*Can be* ...: an event needs E ≤ hi, then E = max(E, lo); standing needs E ≤ e₂, then
        # E = max(E, s₁)."
        if low > (span.e2 if span.standing else span.s2):
            return None
        earliest = max(low, span.s1)
        # "A shown joint supplies the order of its two items: the later one's need of *certain* is judged by
        # the L from before the earlier one; the step is kept."
        need = before if shown else high
        # §4, 3: "*Certain*: an event needs L ≤ lo, then L = hi; standing needs L ≤ e₁, then
        # L = max(L, s₂)."
        certain = certain and need <= (span.e1 if span.standing else span.s1)
        before, latest = latest, max(high, span.s2) if span.standing else span.s2
    # §4, 3: "`--as-of D`: E ≤ D at the end; certain needs L ≤ D at the end."
    return None if earliest > want.as_of else (certain and latest <= want.as_of, earliest, latest)


def open_at(items: Sequence[Item], day: Day) -> tuple[bool, Day, Day] | None:
    """§4: "`--open-at D` replaces all this: only standing items, s₁ ≤ D ≤ e₂; certain: s₂ ≤ D ≤ e₁".

    Choice: what is open on the day is there on the day, so *E* = *L* = D.
    """
    spans = [item.span for item in items]
    if not all(span.standing and span.s1 <= day <= span.e2 for span in spans):
        return None
    return all(span.s2 <= day <= span.e1 for span in spans), day, day


# --- Rules (§4) ---------------------------------------------------------------------------------------------


def judgements(case: Case) -> dict[tuple[str, FlowKey], dict[str, str]]:
    """How each rule judges each item of the case that it touches, by the item's id and flow."""
    ground = Ground(case)
    return {(item.id, item.flow): rules_on(ground, item) for item in all_items(ground)}


def rules_on(ground: Ground, item: Item) -> dict[str, str]:
    """§4: "**Rules**, judged per item": each rule that touches it, and how it judges it.

    Choice: a rule that only asks for reports, or says that none was found, judges nothing ("None found" is a remark
    on coverage, not a permit).
    """
    rules = ground.case.get("rule", ())
    return {
        rule["rule_id"]: judged(ground, rule, item)
        for rule in rules
        if rule["effect"] in {"bars", "permits", "requires"} and touches(ground, rule, item)
    }


def bars_on(ground: Ground, item: Item) -> set[str]:
    """How the bars that touch an item judge it."""
    bars = {rule["rule_id"] for rule in ground.case.get("rule", ()) if rule["effect"] == "bars"}
    return {said for rule, said in rules_on(ground, item).items() if rule in bars}


def touches(ground: Ground, rule: Row, item: Item) -> bool:
    """§4: "A rule *touches* an item if nothing stated of the item contradicts what the rule states of holder,
    recipient, channel, data type, purpose, and their times can meet (an empty rule field or date is unlimited; ...)".
    """
    first, last = days(rule["from"])[0], days(rule["to"])[1]
    item_first, item_last = extent(item)
    return (
        may_be(ground, split(rule["holder"]), item.holder)
        and may_be(ground, split(rule["recipient"]), item.recipient)
        and (not rule["channel"] or not item.channel or item.channel in split(rule["channel"]))
        and may_be_of_type(ground, split(rule["data_types"]), item)
        and may_be_for(ground, split(rule["purpose"]), item)
        and first <= item_last
        and item_first <= last
    )


def extent(item: Item) -> tuple[Day, Day]:
    """All the days on which the item may have happened, or held."""
    return item.span.s1, item.span.e2 if item.span.standing else item.span.s2


def may_be(ground: Ground, scope: Sequence[str], party: str) -> bool:
    """§4: "(wholes cover parts; ... a group ... contradict[s] nothing; a group is matched by itself, its named
    members and their parts)".

    Choices: of an agency that is not listed no kind is known, which contradicts none; a whole of which a part is
    meant contradicts nothing either.
    """
    if not scope or "any" in scope or not party or ground.is_group(party):
        return True
    related = {party} | ground.wholes(party) | ground.parts(party)
    return any(
        bool(related & meant_by(ground, one)) or (party not in ground.agencies and is_a_kind(ground, one))
        for one in scope
    )


def is_a_kind(ground: Ground, scope: str) -> bool:
    """Interface: "a scope cell may list ids, kinds, or kinds of one state"."""
    return scope not in ground.agencies and scope not in ground.groups


def meant_by(ground: Ground, scope: str) -> set[str]:
    """The parties that a scope names: an agency; a group and its named members; the agencies of a kind."""
    if not is_a_kind(ground, scope):
        return {scope, *split(ground.groups.get(scope, {}).get("members", ""))}
    state, _, kind = scope.rpartition(":")
    return {
        name
        for name, row in ground.agencies.items()
        if row.get("kind") == kind and state in ("", row.get("state"))
    }


def may_be_of_type(ground: Ground, types: Sequence[str], item: Item) -> bool:
    """§4: "types that share a narrower one, ... and an `assumed` type contradict nothing".

    Choices: a masked type is not stated. What is not itemised is of its broadest type, and may be what its channel
    says that it gives (§1: "does not include what is *made from* data ..., unless the channel says so").
    """
    if not types or not item.type or item.payload == "assumed" or "type" in item.masked:
        return True
    own = [item.type]
    if not item.itemised and item.channel in FACE_CHANNELS:
        own.append(FACE_RESULT)
    return any(
        {one, other} <= ground.broader(narrow) | {narrow}
        for one in types
        for other in own
        for narrow in {*ground.broader_types, one, other}
    )


def may_be_for(ground: Ground, purposes: Sequence[str], item: Item) -> bool:
    """Of purposes as of types: those that share a narrower one contradict nothing."""
    if not purposes or not item.purposes:
        return True
    return any(
        {one, other} <= closure(narrow, ground.broader_purposes) | {narrow}
        for one in purposes
        for other in item.purposes
        for narrow in {*ground.broader_purposes, one, other}
    )


def judged(ground: Ground, rule: Row, item: Item) -> str:
    """§4, of a rule that touches the item."""
    bars, exceptions = rule["effect"] == "bars", split(rule["excepts_threshold"])
    # "`permitted` if an exception that the rule names was shown"; "Exceptions are of bars."
    if bars and item.threshold in exceptions:
        return "permitted"
    # "`cannot tell` if a field is missing, the date straddles, or the rule has exceptions and the threshold is not
    # known"; "A rule marked `partial` ...: it never bars, it gives `cannot tell`."
    if not is_matched(ground, rule, item) or not is_in_force(rule, item) or rule["partial"]:
        return "cannot tell"
    if not bars:  # "or the same holds of a rule that permits or requires"
        return "permitted"
    if exceptions and item.threshold in {"", "unknown"}:
        return "cannot tell"
    # "A rule that merely permits lifts no bar; one that requires and touches, or pre-empts by name, makes the bar
    # `cannot tell`." Choice: one that pre-empts by name must touch too.
    for other in ground.case["rule"]:
        lifts = other["effect"] == "requires" or rule["rule_id"] in split(other["overrides"])
        judges = other["effect"] in {"bars", "permits", "requires"}
        if other["rule_id"] != rule["rule_id"] and lifts and judges and touches(ground, other, item):
            return "cannot tell"
    return "barred"


def is_matched(ground: Ground, rule: Row, item: Item) -> bool:
    """§4: "every field that it states is matched by a stated fact of the item (an equal or narrower type or purpose,
    not an `assumed` type; the agency or a part)".

    Choice: the default type of a blank cell is a stated fact, a masked type is none.
    """
    types, purposes = split(rule["data_types"]), split(rule["purpose"])
    type_stated = item.payload != "assumed" and "type" not in item.masked
    return (
        is_one_of(ground, split(rule["holder"]), item.holder)
        and is_one_of(ground, split(rule["recipient"]), item.recipient)
        and (not rule["channel"] or item.channel in split(rule["channel"]))
        and (not types or (type_stated and bool((ground.broader(item.type) | {item.type}) & set(types))))
        and (not purposes or any(has_purpose(ground, item, one) for one in purposes))
    )


def is_one_of(ground: Ground, scope: Sequence[str], party: str) -> bool:
    """The agency or a part: it, or a whole of it, is among those that the rule names."""
    if not scope or "any" in scope:
        return True
    return any(({party} | ground.wholes(party)) & meant_by(ground, one) for one in scope)


def is_in_force(rule: Row, item: Item) -> bool:
    """§4: "the item lies wholly in force": from the last day on which it can have taken effect to the first on which
    it can have ended. "an empty rule ... date is unlimited".
    """
    first = days(rule["from"])[1] if rule["from"] else -INFINITY
    last = days(rule["to"])[0] if rule["to"] else INFINITY
    item_first, item_last = extent(item)
    return first <= item_first and item_last <= last


# --- Refuted (§4, Verdict) ----------------------------------------------------------------------------------


def may_have_carried(ground: Ground, item: Item, want: Asked) -> bool:
    """§4: "every item that discloses or offers *t* or something broader (`context` ones too), and every open
    request for it, counts, ... a party or type that is masked ... standing for any, ..., a masked mode as
    `disclosed`".
    """
    if item.mode not in {"disclosed", "available", "context", "requested", MASKED}:
        return False
    return (
        "type" in item.masked
        or item.type in ground.broader(want.data)
        or carries(ground, item, replace(want, any_type=False))
    )


def is_covered(ground: Ground, agency: str, side: str, period: tuple[Day, Day]) -> bool:
    """§4: "the giver's giving or the receiver's receiving is declared complete for every channel and all the
    time asked about (by coverage of it or of its whole, rows joined ...)"; D14: a blank channel is every one.

    Choices: a blank start or end of a declared period is open; nothing is complete of a group, whose members are
    not all named.
    """
    bodies = (ground.wholes(agency) | {agency}) - set(ground.groups)
    declared = sorted(
        (days(row.get("start", ""))[0], days(row.get("end", ""))[1])
        for row in ground.case.get("coverage", ())
        if row.get("agency") in bodies and row.get("side") == side
        if row.get("extent") == "complete" and not row.get("channel")
    )
    reached = period[0] - 1
    for first, last in declared:
        if first <= reached + 1:
            reached = max(reached, last)
    return bool(declared) and declared[0][0] <= period[0] and reached >= period[1]


def is_refuted(ground: Ground, items: Sequence[Item], want: Asked) -> bool:
    """§4: "refuted only if no chain from *S* to *T* is left in a world where" (a) what evidence may mean and
    (b) what nobody has declared complete all happened. "Only `--avoid` still holds there; an agency that is
    not listed answers neither to *S* nor to *T*."

    Ends answer in full here: (b) is "named in full: a whole does not stand for its part", and what evidence says
    of a whole or of a group stands for the part, or for any, by (a).

    Choices: a chain has at least one step between two parties; where no agency answers in full to an end, the
    groups that answer stand there themselves (so that a group of which nothing is known is unknown, not
    refuted); a name that does not resolve is an agency like any other, with no coverage.
    """
    everyone = everyone_in(ground, items)
    starts, ends = (
        (end.full - set(ground.groups) - {MASKED}) or end.either
        for name in (want.start, want.end)
        for end in (end_of(ground, name, everyone, exact=False),)
    )
    avoided = in_full(ground, want.avoid, everyone, exact=False)[0] if want.avoid else frozenset()
    bodies = (everyone - set(ground.groups) - {MASKED}) | {UNLISTED} | starts | ends
    steps = possible_steps(ground, items, want, bodies, avoided)
    return not any(reachable(steps, start, avoided) & (ends - {start}) for start in starts)


def possible_steps(
    ground: Ground, items: Sequence[Item], want: Asked, bodies: frozenset[str], avoided: frozenset[str]
) -> dict[str, set[str]]:
    """Who may have given to whom in that world."""
    steps: dict[str, set[str]] = {body: set() for body in bodies}
    for item in items:
        if not may_have_carried(ground, item, want) or avoided & set(item.via):
            continue
        # "members of `via` as receivers and givers"
        chain = (item.holder, *item.via, item.recipient)
        for giver, receiver in itertools.combinations(
            [stands_for(ground, one, item, bodies) for one in chain], 2
        ):
            for body in giver:
                steps[body] |= receiver
    # "any agency, listed or not, may have given *t* to any other (named in full: a whole does not stand for
    # its part), unless ..."
    open_receivers = {body for body in bodies if not is_covered(ground, body, "recipient", want.period)}
    for body in bodies:
        if not is_covered(ground, body, "holder", want.period):
            steps[body] |= open_receivers
    return steps


def stands_for(ground: Ground, party: str, item: Item, bodies: frozenset[str]) -> frozenset[str]:
    """§4: "a party that is a group, unnamed or one of several, standing for any, agencies of one family
    counting as one". Choice: an item marked `one of` does not say of what, so each party stands for any.
    """
    if not party or ground.is_group(party) or item.one_of:
        return bodies
    return ground.family(party) & bodies


def reachable(steps: Mapping[str, set[str]], start: str, avoided: frozenset[str]) -> set[str]:
    """All that a chain from `start` may end at, with no inner agency among those to avoid."""
    found: set[str] = set()
    todo = [start]
    while todo:
        for body in steps[todo.pop()] - found:
            found.add(body)
            if body not in avoided:
                todo.append(body)
    return found


# --- No trace (§4) ------------------------------------------------------------------------------------------


def lifted(want: Asked, reason: str) -> Asked:
    """§4, the reasons in their order, and what each lifts."""
    if reason == "unresolved-name":  # "provisional names taken for their best candidate"
        return replace(want, best_names=True)
    if reason == "filtered":
        # "all filters but the floor, the dates asked about, `--via`, `--avoid`, `--exact`, `--ties`, the
        # number of hops"
        plain = Asked(want.start, want.end, want.data, floor=want.floor, max_hops=10**6)
        # `--source` is kept here and lifted last, by why_absent: see there
        kept = {
            key: getattr(want, key)
            for key in ("best_names", "also", "each_hop_alone", "any_type", "source", "obey_rules")
        }
        return replace(plain, **kept)
    if reason == "barred":
        return replace(want, obey_rules=False)
    if reason == "below-floor":  # "down to `available`"
        return replace(want, floor="available")
    if reason == "asked-answer-unknown":
        return replace(want, also=want.also | {"requested"})
    if reason == "time-order":
        return replace(want, each_hop_alone=True)
    if reason == "refused-or-blocked":  # "refusals, blocks, denials taken as carrying"
        return replace(want, also=want.also | {"refused", "blocked", "denied"})
    assert reason == "payload"  # "any type carries any"
    return replace(want, any_type=True)


def why_absent(case: Case, want: Asked) -> str:
    """§4: "The reason is the first of these whose lifting alone gives a trace; failing that, the last needed
    when they are lifted one after another in this order". "Lifting all of them in vain:
    `no-flow-in-covered-period` if some complete coverage, of whatever channel, of *S* giving or *T* receiving
    (it, a part or its whole) meets the time asked about, else `not-covered`."
    """

    @cache
    def world(best_names: bool) -> tuple[Ground, list[Item]]:
        ground = Ground(case, best_names)
        return ground, all_items(ground)

    def gives_a_trace(wanted: Asked) -> bool:
        ground, items = world(wanted.best_names)
        return Search(ground, wanted, items).any_trace()

    def reason_for(wanted: Asked) -> str | None:
        for reason in REASONS[:8]:
            if gives_a_trace(lifted(wanted, reason)):
                return reason
        cumulative = wanted
        for reason in REASONS[:8]:
            cumulative = lifted(cumulative, reason)
            if gives_a_trace(cumulative):
                return reason
        return None

    if (found := reason_for(want)) is not None:
        return found
    if want.source:
        everything = replace(want, source=())
        if gives_a_trace(everything):
            return "filtered"
        if (found := reason_for(everything)) is not None:
            return found
    return "no-flow-in-covered-period" if touches_coverage(*world(False), want) else "not-covered"


def touches_coverage(ground: Ground, items: Sequence[Item], want: Asked) -> bool:
    """Whether some complete coverage of *S* giving or *T* receiving meets the time asked about."""
    everyone = everyone_in(ground, items)
    for side, name in (("holder", want.start), ("recipient", want.end)):
        full = in_full(ground, name, everyone, exact=want.exact)[0]
        bodies = full.union(*map(ground.parts, full), *map(ground.wholes, full))
        for row in ground.case.get("coverage", ()):
            first, last = days(row.get("start", ""))[0], days(row.get("end", ""))[1]
            if (
                (row.get("side"), row.get("extent")) == (side, "complete")
                and row.get("agency") in bodies
                and first <= want.period[1]
                and last >= want.period[0]
            ):
                return True
    return False


# --- The answer ---------------------------------------------------------------------------------------------


def answer(case: Case, question: Question) -> dict[str, Any]:
    """What the question's answer is, for one data type.

    Parameters
    ----------
    case : dict
        Canonical rows, as the module says.
    question : dict
        `from`, `to`, `data`, and any of `since`, `as_of`, `open_at`, `known_by`, `min_standing`, `max_hops`,
        `ties`, `exact`, `obey_rules`, `channel`, `purpose`, `database`, `source`, `via`, `avoid`.

    Returns
    -------
    dict
        `verdict`, `traces` (all, in the printed order), `filtered_unstated` (for each filter asked: how many
        carrying items do not state its field), `reason` (none where there is a trace).
    """
    ground, want = Ground(case), asked(question)
    items = all_items(ground)
    traces = Search(ground, want, items).traces()
    heard = [item for item in items if item.mode == "denied" and passes_source_and_date(ground, item, want)]
    if traces:
        verdict = "holds" if traces[0].holds else "possible"
    else:
        verdict = "refuted" if is_refuted(ground, items, want) else "unknown"
    return {
        "verdict": verdict,
        "traces": [printed(ground, trace, heard) for trace in traces],
        "filtered_unstated": count_unstated(ground, items, want),
        "reason": None if traces else why_absent(case, want),
    }


def printed(ground: Ground, trace: Reading, denials: Sequence[Item]) -> dict[str, Any]:
    """One trace as it is compared: its walk, and its best reading.

    Choice: `contested` is of the item chosen, as "contested" is of an item in §3.
    """
    return {
        "walk": list(trace.walk),
        "verdict": "holds" if trace.holds else "possible",
        "standing": STANDINGS[trace.weakest],
        "payloads": list(trace.payloads),
        "joints": list(trace.joints),
        "time": "certain" if trace.certain else "possible",
        "E": iso(trace.earliest),
        "L": iso(trace.latest) if trace.certain else None,
        "items": list(trace.ids),
        "contested": [is_contested(ground, item, denials) for item in trace.items],
        "rules": [rules_on(ground, item) for item in trace.items],
    }


def count_unstated(ground: Ground, items: Sequence[Item], want: Asked) -> dict[str, int]:
    """For each filter asked for, the items left out because they do not state its field.

    Choice: counted are distinct items that make a flow and carry the type at or above the floor, under each
    such filter, whatever else they fail.
    """
    given = {
        "channel": bool(want.channel),
        "purpose": bool(want.purpose),
        "database": bool(want.database),
        "known_by": want.known_by is not None,
    }
    counted: dict[str, set[tuple[str, FlowKey]]] = {
        name: set() for name, is_given in given.items() if is_given
    }
    for item in items:
        if item.makes_flow and reaches_floor(item, want) and carries(ground, item, want):
            for name in unstated(ground, item, want):
                counted[name].add((item.id, item.flow))
    return {name: len(found) for name, found in counted.items()}
