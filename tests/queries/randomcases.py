"""Small random cases and questions, drawn so that a good share has something to be right or wrong about.

A case is planted, then spoilt: a route of one to three hops that holds is laid from one end to the other, some of its
claims are damaged (mode, dates, type, joint, names, masks, ...), others are doubled by evidence that is better in
one respect and worse in another, and unrelated claims, requests, denials and coverage are scattered around.

`random_case(seed)` draws one with its own generator, for bulk runs; `cases()` is the hypothesis strategy over the
same drawing, so that a failing case shrinks: every choice shrinks towards the plain, unspoilt one.
"""

from __future__ import annotations

import collections
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.queries import oracle

Choice = TypeVar("Choice")
Row = dict[str, str]

CLAIM = oracle.split(
    "claim_id document locator read speaker speaker_agency basis mode holder collector recipient one_of via "
    "received_from data_types payload data_sent databases channel time_kind start end end_kind count_words "
    "count_qualifier count_value count_unit count_kind count_shared_with purpose threshold_required "
    "threshold_shown hedged same_as beside note dataset",
    " ",
)
EVENT = oracle.split(
    "request_id document asked answered requester component holder via data_types payload data_sent databases "
    "channel mode count count_unit purpose threshold_required threshold_shown dataset",
    " ",
)
COVERAGE = oracle.split("agency side channel record_kind start end extent document would_obtain note", " ")
DOCUMENT = oracle.split("document title publisher published url kind repeats licence", " ")
RULE = oracle.split(
    "rule_id document title instrument kind effect holder recipient channel data_types partial purpose "
    "excepts_threshold overrides from to read note",
    " ",
)
AGENCY = oracle.split("agency name kind class_kind members state part_of aliases from to note", " ")

OFFICE, ICE = "us-ga-dds", "us-ice"
# Those that may be there besides: agency, kind, state, the larger one that it is part of (if that is there).
OTHERS = (
    ("us-ga-gsp", "law-enforcement", "GA", "us-ga"),
    ("us-ice-ero", "immigration-enforcement", "", ICE),
    ("us-md-mva", "driver-licensing", "MD", ""),
    ("us-dhs", "federal-department", "", ""),
    ("co-broker", "data-broker", "", ""),
    ("us-ga", "government", "GA", ""),
    ("us-ga-dor", "revenue-department", "GA", ""),
    ("us-ice-hsi", "immigration-enforcement", "", ICE),
)
GROUPS = (
    ("grp-other-agencies", ""),
    ("grp-police", "law-enforcement"),
    ("grp-immigration-authorities", "immigration-enforcement"),
    ("grp-licensing-offices", "driver-licensing"),
)
TYPES = (
    ("photo", "driver-record;biometric", ""),
    ("driver-record", "personal-data", ""),
    ("personal-data", "", ""),
    ("biometric", "personal-data", ""),
    ("face-search-result", "biometric", "photo"),
)
PARENTS = {name: parents.split(";") for name, parents, _ in TYPES if parents}
PURPOSES = (
    ("immigration-enforcement", ""),
    ("civil-immigration-enforcement", "immigration-enforcement"),
    ("criminal-investigation", ""),
)
THRESHOLDS = ("none", "court-order", "judicial-warrant", "administrative-subpoena", "unknown")
CHANNELS = ("staff-request", "message-switch", "face-search-by-staff")
DATABASES = ("ga-licence-database", "ga-photo-database")
RELAYS = ("us-ga-gsp", "co-broker", "grp-police")
BASES = ("record", "party", "third-records", "third")
MONTHS = ("2020-03", "2020-02", "2020-04", "2020")
MASKS = ("***", "REDACTED", "(b)(6)")
DAYS = 12


@dataclass
class Dice:
    """Draws that shrink towards the first option, and towards "no"."""

    source: random.Random

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self.source.randint(low, high)

    def chance(self, percent: int) -> bool:
        """Yes in so many cases of a hundred."""
        return self.number(1, 100) > 100 - percent

    def pick(self, options: Sequence[Choice]) -> Choice:
        """One of the options, each as likely."""
        return options[self.number(0, len(options) - 1)]

    def weigh(self, options: Mapping[Choice, int]) -> Choice:
        """One of the options, by weight."""
        left = self.number(1, sum(options.values()))
        for option, weight in options.items():
            left -= weight
            if left <= 0:
                return option
        raise AssertionError(options)

    def some(self, options: Sequence[Choice], count: int) -> list[Choice]:
        """So many different ones, in their own order."""
        places = list(range(len(options)))
        chosen = [places.pop(self.number(0, len(places) - 1)) for _ in range(min(count, len(places)))]
        return [options[place] for place in sorted(chosen)]


def day(number: int) -> str:
    """A day of the small calendar."""
    return f"2020-03-{max(1, min(DAYS, number)):02}"


def blank_row(columns: Sequence[str], cells: Mapping[str, str]) -> Row:
    """A row with every canonical column."""
    unknown = set(cells) - set(columns)
    assert not unknown, unknown
    return dict.fromkeys(columns, "") | dict(cells)


# --- Who there is -------------------------------------------------------------------------------------------


@dataclass
class Cast:
    """The parties of a case."""

    agencies: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The agencies' ids."""
        return [row["agency"] for row in self.agencies]

    @property
    def group_names(self) -> list[str]:
        """The groups' ids."""
        return [row["agency"] for row in self.groups]


def draw_cast(dice: Dice) -> Cast:
    """The licensing office, ICE, up to four more agencies, and up to two groups."""
    chosen = dice.some(OTHERS, dice.weigh({3: 4, 2: 2, 4: 6, 1: 1}))
    there = {OFFICE, ICE} | {name for name, *_ in chosen}
    above = {OFFICE: "us-ga-dor", ICE: "us-dhs"}
    cast = Cast()
    for name, kind, state, whole in (
        (OFFICE, "driver-licensing", "GA", above[OFFICE]),
        (ICE, "immigration-enforcement", "", above[ICE]),
        *chosen,
    ):
        part_of = whole if whole in there and (whole != "us-ga" or dice.chance(50)) else ""
        cells = {"agency": name, "name": name, "kind": kind, "state": state, "part_of": part_of}
        cast.agencies.append(blank_row(AGENCY, cells))
    for name, class_kind in dice.some(GROUPS, dice.weigh({0: 4, 1: 4, 2: 2})):
        members = dice.some(cast.names, dice.weigh({0: 3, 1: 3, 2: 1}))
        cells = {"agency": name, "name": name, "kind": "group", "class_kind": class_kind}
        cast.groups.append(blank_row(AGENCY, cells | {"members": ";".join(members)}))
    return cast


# --- When ---------------------------------------------------------------------------------------------------


def draw_event_date(dice: Dice, around: int) -> Row:
    """Cells of an event near a day of the calendar, exact or loose."""
    style = dice.weigh({"day": 50, "days": 14, "month": 9, "from": 5, "until": 6, "by": 8, "unknown": 8})
    late = around + dice.number(1, 4)
    start, end = {
        "day": (day(around), ""),
        "days": (f"{day(around)}..{day(late)}", ""),
        "month": (dice.pick(MONTHS), ""),
        "from": (f"{day(around)}..", ""),
        "until": (f"..{day(late)}", ""),
        "by": ("", day(late)),
        "unknown": ("", ""),
    }[style]
    return {"time_kind": "event", "start": start, "end": end, "end_kind": ""}


def draw_standing_date(dice: Dice, around: int) -> Row:
    """Cells of something that held from a start to an end, near a day of the calendar."""
    end_kind = dice.weigh({"seen": 40, "ended": 30, "unknown": 15, "ongoing-as-stated": 15})
    starts = {day(around): 45, "": 20, f"{day(around - 3)}..{day(around)}": 12, "2020-02": 12, "2020-03": 6}
    start = dice.weigh(starts | {f"..{day(around)}": 5, f"{day(around)}..{day(around + 6)}": 8})
    last = around + dice.number(0, 5)
    ends = {day(last): 45, f"{day(last)}..{day(last + 2)}": 15, "2020-04": 15, "2020-03": 10, "": 8}
    end = "" if end_kind == "unknown" else dice.weigh(ends | {f"{day(last)}..": 7})
    if oracle.days(end)[1] < oracle.days(start)[0]:
        end = ""
    return {"time_kind": "standing", "start": start, "end": end, "end_kind": end_kind}


def draw_date(dice: Dice, around: int) -> Row:
    """Cells of an event or of a standing fact."""
    return draw_event_date(dice, around) if dice.chance(60) else draw_standing_date(dice, around)


# --- What is said -------------------------------------------------------------------------------------------


@dataclass
class Story:
    """A case while it is drawn."""

    dice: Dice
    cast: Cast
    data: str
    claims: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    candidates: list[Row] = field(default_factory=list)
    route: list[str] = field(default_factory=list)
    made: int = 0  # claims so far, those that are gone included

    def claim(self, **cells: str) -> Row:
        """Add a claim that says what these cells say, of one exchange that took place."""
        plain = {
            "claim_id": f"c{self.dice.number(1, 9)}-{self.made}",
            "document": f"doc-{self.dice.number(1, 4)}",
            "dataset": self.dice.weigh({"first": 3, "second": 1}),
            "basis": self.dice.pick(BASES),
            "mode": "disclosed",
            "payload": "stated",
            "data_types": self.data,
            "channel": self.dice.weigh({"": 4, CHANNELS[0]: 4, CHANNELS[1]: 2}),
        }
        row = blank_row(CLAIM, plain | cells)
        self.made += 1
        self.claims.append(row)
        return row

    def party(self) -> str:
        """An agency, or now and then a group."""
        if self.cast.groups and self.dice.chance(20):
            return self.dice.pick(self.cast.group_names)
        return self.dice.pick(self.cast.names)


def plant_route(story: Story) -> None:
    """One to three hops (rarely four) from an office to ICE that hold, if nothing is spoilt."""
    dice, names = story.dice, story.cast.names
    own = {OFFICE, ICE} if dice.chance(12) else {OFFICE, ICE, "us-ice-ero", "us-ice-hsi"}
    inner = [name for name in names if name not in own]
    hops = dice.weigh({2: 46, 3: 38, 1: 10, 4: 6})
    middle = [inner.pop(dice.number(0, len(inner) - 1)) for _ in range(min(hops - 1, len(inner)))]
    story.route = [OFFICE, *middle, ICE]
    if story.cast.groups and dice.chance(8):
        story.route[dice.pick([0, -1])] = dice.pick(story.cast.group_names)
    when = dice.number(1, 4)
    joint = dice.weigh({"shown": 80, "some": 10, "none": 10})
    tidy = not dice.chance(40)
    for place, (holder, recipient) in enumerate(zip(story.route, story.route[1:], strict=False)):
        dates = {"time_kind": "event", "start": day(when)} if tidy else draw_date(dice, when)
        shown = place and (joint == "shown" or (joint == "some" and dice.chance(50)))
        before = story.route[place - 1] if shown else ""
        story.claim(holder=holder, recipient=recipient, received_from=before, **dates)
        when += dice.weigh({2: 5, 1: 5, 3: 3, 0: 3, -1: 1, -3: 1})


def spoil_mode(story: Story, row: Row) -> None:
    """Not shown to have been handed over."""
    modes = {
        "available": 7,
        "requested": 7,
        "refused": 4,
        "blocked": 2,
        "denied": 2,
        "planned": 1,
        "context": 1,
    }
    row["mode"] = story.dice.weigh(modes)
    if row["mode"] == "denied":
        row["data_types"] = story.dice.pick([row["data_types"], ""])


def spoil_words(story: Story, row: Row) -> None:
    """Hedged, one of several, or assumed."""
    column, value = story.dice.pick([("hedged", "y"), ("one_of", "y"), ("payload", "assumed")])
    row[column] = value


def spoil_type(story: Story, row: Row) -> None:
    """Another type: broader, not itemised, of a list, or a different one."""
    broader = PARENTS.get(story.data, [story.data])
    options = {story.dice.pick(broader): 5, "": 3, f"{story.data};{story.dice.pick(broader)}": 1}
    row["data_types"] = story.dice.weigh(options | {story.dice.pick(TYPES)[0]: 4})
    if not row["data_types"] and story.dice.chance(40):
        row["channel"] = CHANNELS[2]


def spoil_joint(story: Story, row: Row) -> None:
    """The joint is not shown, or shown with the whole of the one before, or with somebody else."""
    parts = {one["agency"]: one["part_of"] for one in story.cast.agencies}
    whole = parts.get(row["received_from"], "")
    row["received_from"] = story.dice.pick(
        [whole, "", story.party(), f"{row['received_from']};{story.party()}"]
    )


def spoil_date(story: Story, row: Row) -> None:
    """Some other time."""
    row.update(draw_date(story.dice, story.dice.number(1, DAYS)))


def spoil_order(story: Story, row: Row) -> None:
    """The hops fall in the wrong order."""
    late = row["holder"] == story.route[0]
    row.update({"time_kind": "event", "start": day(DAYS if late else 1), "end": "", "end_kind": ""})


def spoil_party(story: Story, row: Row) -> None:
    """The whole or a part in the party's place, a list, another party, or none."""
    side = story.dice.pick(["recipient", "holder"])
    family = [
        one
        for agency in story.cast.agencies
        for one in (agency["part_of"], agency["agency"])
        if one and row[side] in {agency["part_of"], agency["agency"]} and one != row[side]
    ]
    facing = row["holder" if side == "recipient" else "recipient"]
    besides = [one for one in [story.party(), story.party()] if one not in facing]
    options = [
        *family,
        *family,
        *besides,
        *(f"{row[side]};{one}" for one in besides if one != row[side]),
    ] or [row[side]]
    row[side] = "" if story.dice.chance(5) else story.dice.pick(options)


def spoil_mask(story: Story, row: Row) -> None:
    """A cell that matters is masked."""
    cell = story.dice.weigh({"start": 4, "data_types": 3, "recipient": 3, "holder": 2, "mode": 2})
    row[cell] = story.dice.pick(MASKS)


def spoil_name(story: Story, row: Row) -> None:
    """A name that does not resolve, with its best candidate."""
    side = story.dice.pick(["recipient", "holder"])
    if row[side] in story.cast.names and not story.candidates:
        name = f"{row[side]} bureau"
        story.candidates.append({"name": name, "agency": row[side]})
        row[side] = name


def spoil_gone(story: Story, row: Row) -> None:
    """Nothing is known of the hop."""
    story.claims[:] = [one for one in story.claims if one is not row]


def spoil_details(story: Story, row: Row) -> None:
    """Channel, purpose, database, via, basis, document: what filters and standing look at."""
    dress(story.dice, row, story.party())


SPOILERS = {
    spoil_words: 10,
    spoil_mode: 20,
    spoil_type: 14,
    spoil_joint: 8,
    spoil_date: 10,
    spoil_order: 9,
    spoil_party: 10,
    spoil_mask: 6,
    spoil_name: 5,
    spoil_gone: 6,
    spoil_details: 8,
}


def dress(dice: Dice, row: Row, speaker: str) -> None:
    """Details that a question may ask for, and who speaks."""
    if dice.chance(40):
        row["channel"] = dice.pick(CHANNELS)
    if dice.chance(25):
        row["purpose"] = dice.pick(PURPOSES)[0]
    if dice.chance(15):
        row["threshold_shown"] = dice.pick(THRESHOLDS)
    if dice.chance(20):
        row["databases"] = dice.pick([DATABASES[0], DATABASES[1], ";".join(DATABASES)])
    if dice.chance(15):
        row["via"] = dice.pick([*RELAYS, f"{RELAYS[0]}>{RELAYS[2]}"])
    if dice.chance(15):
        row["data_sent"] = dice.pick(["photo", "personal-data"])
    if "basis" in row:
        row["basis"] = dice.pick(BASES)
        row["speaker_agency"] = speaker if dice.chance(60) else ""


def double(story: Story, row: Row) -> None:
    """The same flow on other evidence: better in one respect, worse in another."""
    dice = story.dice
    same = ("holder", "recipient", "data_types", "channel", "via", "databases", "received_from")
    other = story.claim(**{column: row[column] for column in same}, **draw_date(dice, dice.number(1, DAYS)))
    if dice.chance(40):
        other["received_from"] = ""
    for spoiler in dice.some([spoil_words, spoil_joint, spoil_mode], dice.weigh({1: 6, 0: 3, 2: 1})):
        spoiler(story, other)


def scatter(story: Story) -> None:
    """A claim of anybody about anybody."""
    dice = story.dice
    holder, recipient = story.party(), story.party()
    if holder == recipient or (holder in story.route and recipient in story.route and dice.chance(60)):
        return
    dates = draw_date(dice, dice.number(1, DAYS))
    row = story.claim(holder=holder, recipient=recipient, data_types=dice.pick(TYPES)[0], **dates)
    if dice.chance(50):
        row["data_types"] = story.data
    if dice.chance(25):
        row["received_from"] = dice.pick(
            [name for name in story.cast.names if name not in {holder, recipient}] or [""]
        )
    if dice.chance(40):
        spoil_mode(story, row)
    dress(dice, row, story.party())


def pass_on(story: Story) -> None:
    """The one at the end had from the one at the start what it made the result that it passed on."""
    others = [name for name in story.cast.names if name not in story.route]
    if others and story.data == "photo":
        recipient, dates = story.dice.pick(others), draw_date(story.dice, story.dice.number(1, DAYS))
        cells = {
            "holder": story.route[-1],
            "received_from": story.route[0],
            "data_types": "face-search-result",
        }
        story.claim(
            recipient=recipient, mode=story.dice.weigh({"disclosed": 4, "available": 1}), **cells, **dates
        )


def hint(story: Story) -> None:
    """Something that carries nothing, and may still be why the answer is not "refuted"."""
    dice = story.dice
    family = [
        one
        for row in story.cast.agencies
        for one in (row["agency"], row["part_of"])
        if one and {row["agency"], row["part_of"]} & {story.route[0], story.route[-1]}
    ]
    start, end = {story.route[0]: 10}, {story.route[-1]: 6}
    near: dict[str, int] = {dice.pick(family): 4, story.party(): 3} if family else {story.party(): 3}
    types = {
        story.data: 5,
        dice.pick(PARENTS.get(story.data, TYPES[0][:1])): 3,
        dice.pick(TYPES)[0]: 2,
        "***": 1,
        "": 2,
    }
    modes = {
        "requested": 6,
        "context": 4,
        "available": 4,
        "planned": 1,
        "refused": 1,
        "blocked": 1,
        "denied": 1,
        "***": 2,
    }
    row = story.claim(
        holder=dice.weigh(near | start | {"": 1}),
        recipient=dice.weigh(near | end | {"": 2}),
        data_types=dice.weigh(types),
        mode=dice.weigh(modes),
        **draw_date(dice, dice.number(1, DAYS)),
    )
    if dice.chance(25):
        row["via"] = dice.pick([*story.route, *story.cast.names])
    if dice.chance(10):
        row["one_of"] = "y"
    if dice.chance(10):
        row["data_sent"] = story.data


def deny(story: Story) -> None:
    """A denial aimed at a claim: its scope covers it, or just misses."""
    dice = story.dice
    if not story.claims:
        return
    target = dice.pick(story.claims)
    row = story.claim(
        mode="denied",
        holder=target["holder"],
        recipient=dice.pick([target["recipient"], "", story.party()]),
        data_types=dice.pick([target["data_types"], "", "driver-record", "photo"]),
        channel=dice.weigh({target["channel"] or CHANNELS[0]: 5, "": 1, CHANNELS[1]: 1}),
        **draw_date(dice, dice.number(1, DAYS)),
    )
    if not dice.chance(35):  # in scope of channel and time, so far
        target["channel"] = row["channel"] = row["channel"] or CHANNELS[0]
        late = dice.pick(["2020-04", "2020-03", day(DAYS)])
        row.update({"time_kind": "standing", "start": "", "end": late, "end_kind": "seen"})
    if dice.chance(15):
        row["databases"] = dice.pick(DATABASES)
    if dice.chance(15):
        row["purpose"] = dice.pick(PURPOSES)[0]
    if dice.chance(15):
        row["hedged"] = "y"
    row["payload"] = ""
    if dice.chance(20):
        wholes = [one["part_of"] for one in story.cast.agencies if one["agency"] == row["holder"]]
        row["holder"] = next(filter(None, wholes), row["holder"])


def request(story: Story) -> None:
    """A row of a request log, along the route or beside it."""
    dice = story.dice
    place = dice.number(0, len(story.route) - 2)
    holder, requester = story.route[place : place + 2] if dice.chance(70) else (story.party(), story.party())
    if holder == requester:
        return
    asked_on = dice.number(1, DAYS)
    cells = {
        "request_id": f"r{len(story.events)}",
        "document": f"doc-{dice.number(1, 4)}",
        "dataset": dice.pick(["first", "second"]),
        "asked": dice.weigh({day(asked_on): 6, "": 1, "2020-03": 1, "***": 1}),
        "holder": holder,
        "requester": requester,
        "mode": dice.weigh({"disclosed": 5, "requested": 4, "refused": 2, "blocked": 1}),
        "data_types": dice.weigh({story.data: 6, "": 2, dice.pick(TYPES)[0]: 2}),
        "payload": dice.weigh({"stated": 6, "assumed": 3}),
    }
    row = blank_row(EVENT, cells)
    if row["mode"] != "requested":
        answers = {day(asked_on + dice.number(0, 3)): 6, "": 3}
        row["answered"] = dice.weigh(answers if row["asked"] == "***" else answers | {"***": 1})
    if row["asked"] == "***":
        row["answered"] = ""
    if requester == ICE and "us-ice-ero" in story.cast.names and dice.chance(40):
        row["component"] = "us-ice-ero"
    dress(dice, row, "")
    story.events.append(row)


def draw_documents(dice: Dice) -> list[Row]:
    """Four documents; some undated, some published before what they tell may have ended."""
    published = {"2020-05-01": 6, "": 3, "2020-04": 2, "2020-03-10": 3, "2020-03-06": 3, "2020-03": 2}
    return [
        blank_row(DOCUMENT, {"document": f"doc-{number}", "published": dice.weigh(published)})
        for number in range(1, 5)
    ]


def draw_coverage(story: Story, *, wanted: bool) -> list[Row]:
    """Declared coverage; complete, for every channel and all time, where it is wanted."""
    dice, rows = story.dice, []
    if wanted:
        agency, side = dice.pick([(story.route[-1], "recipient"), (story.route[0], "holder")])
        spans = {("", ""): 6, ("", "2020-03-06"): 3, ("2020-03-01", "2020-03-12"): 3, ("2019", "2019"): 1}
        periods = dice.weigh(spans)
        channel = dice.weigh({"": 9, CHANNELS[0]: 1})
        rows.append((agency, side, channel, *periods, "complete"))
        if periods[1] == "2020-03-06":
            rows.append(
                (agency, side, "", dice.pick(["2020-03-07", "2020-03-05", "2020-03-08"]), "", "complete")
            )
    for _ in range(dice.weigh({0: 6, 1: 3, 2: 1})):
        period = dice.pick(
            [("", ""), ("2020-03-01", "2020-03-12"), ("2020-02", "2020-03"), ("2020-03-05", "")]
        )
        extent = dice.weigh({"complete": 6, "partial": 2, "withheld": 1, "not-asked": 1})
        channel = dice.weigh({"": 6, CHANNELS[0]: 3})
        rows.append((story.party(), dice.pick(["holder", "recipient"]), channel, *period, extent))
    names = ("agency", "side", "channel", "start", "end", "extent")
    return [blank_row(COVERAGE, dict(zip(names, row, strict=True))) for row in rows]


# --- What rules say -----------------------------------------------------------------------------------------


def draw_rules(story: Story) -> list[Row]:
    """Up to four rules, most of them bars aimed at what is claimed; the later ones may name the earlier."""
    count = story.dice.weigh({0: 60, 1: 20, 2: 12, 3: 6, 4: 2}) if story.claims else 0
    rules: list[Row] = []
    for number in range(count):
        rules.append(draw_rule(story, number, [rule["rule_id"] for rule in rules]))
    return rules


def draw_rule(story: Story, number: int, earlier: Sequence[str]) -> Row:
    """A rule that covers a claim, or just misses, or of which it cannot be told."""
    dice, target = story.dice, story.dice.pick(story.claims)
    cells = {
        "rule_id": f"p{dice.number(1, 9)}-{number}",
        "document": "doc-1",
        "kind": dice.weigh({"paper": 4, "technical": 1}),
        "effect": dice.weigh({"bars": 62, "permits": 15, "requires": 13, "reports": 5, "none-found": 5}),
        "holder": draw_scope(story, target["holder"]),
        "recipient": draw_scope(story, target["recipient"]),
        "channel": dice.weigh(
            {"": 8, target["channel"]: 4, dice.pick(CHANNELS): 2, ";".join(CHANNELS[:2]): 1}
        ),
        "data_types": draw_rule_types(story),
        "purpose": dice.weigh(
            {"": 9, target["purpose"]: 2, dice.pick(PURPOSES)[0]: 3, "criminal-investigation": 1}
        ),
        "excepts_threshold": dice.weigh({"": 6, "court-order": 2, "court-order;judicial-warrant": 2}),
        "partial": "y" if dice.chance(8) else "",
        **draw_force(dice),
    }
    if earlier and dice.chance(40):
        cells["overrides"] = dice.pick([earlier[-1], ";".join(earlier)])
    if cells["excepts_threshold"] and dice.chance(60):
        target["threshold_shown"] = dice.pick(THRESHOLDS)
    if cells["purpose"] and dice.chance(60):
        target["purpose"] = dice.pick([cells["purpose"], *(name for name, _ in PURPOSES)])
    return blank_row(RULE, cells)


def draw_scope(story: Story, cell: str) -> str:
    """Anybody, a party of the cell, its whole, a part, its kind, its kind in its state, a group, or another."""
    dice, agencies = story.dice, {row["agency"]: row for row in story.cast.agencies}
    named = [name for name in oracle.split(cell) if name in agencies]
    own = agencies[dice.pick(named or story.cast.names)]
    parts = [name for name, row in agencies.items() if row["part_of"] == own["agency"]]
    other = story.party()
    options = {
        "": 8,
        own["agency"]: 8,
        own["kind"]: 6,
        f"{own['state'] or 'GA'}:{own['kind']}": 3,
        own["part_of"] or "any": 2,
        dice.pick(parts or [own["agency"]]): 1,
        dice.pick(story.cast.group_names or [own["agency"]]): 2,
        f"{other};{own['agency']}": 2,
        other: 2,
    }
    return dice.weigh(options)


def draw_rule_types(story: Story) -> str:
    """Any type, the one asked for, a broader one, or another."""
    dice, broader = story.dice, PARENTS.get(story.data, [story.data])
    options = {
        "": 9,
        story.data: 5,
        dice.pick(broader): 3,
        dice.pick(TYPES)[0]: 3,
        f"{story.data};biometric": 1,
    }
    return dice.weigh(options)


def draw_force(dice: Dice) -> Row:
    """When a rule took effect and ended, sharp or loose, or at no stated time."""
    first = dice.number(1, DAYS)
    starts = {"": 45, "2020-02": 12, day(first): 18, "2020-03": 5, f"{day(first)}..{day(first + 3)}": 6}
    ends = {"": 70, "2020-04": 10, day(first + 4): 10, f"{day(first + 2)}..": 4, f"..{day(first + 4)}": 3}
    start, end = dice.weigh(starts | {f"..{day(first)}": 5, f"{day(first)}..": 3}), dice.weigh(ends)
    return {"from": start, "to": end if oracle.days(end)[1] >= oracle.days(start)[0] else ""}


# --- What is asked ------------------------------------------------------------------------------------------


def draw_end(story: Story, own: str, names: Mapping[str, int]) -> str:
    """The route's own end, or another name that it answers to, or something else."""
    there = set(story.cast.names) | set(story.cast.group_names)
    options = {own: 50} | {name: weight for name, weight in names.items() if ":" in name or name in there}
    kinds = {name: weight for name, weight in names.items() if name not in there and "-" in name}
    known = {row["kind"] for row in story.cast.agencies}
    options |= {name: weight for name, weight in kinds.items() if name.rpartition(":")[2] in known}
    options |= {"any": 4}
    return story.dice.weigh({**options, story.party(): 4})


def draw_question(story: Story) -> dict[str, Any]:
    """From the route's start to its end, with none to three options."""
    dice = story.dice
    starts = {"driver-licensing": 15, "GA:driver-licensing": 15, "us-ga-dor": 6, "grp-licensing-offices": 2}
    ends = {"immigration-enforcement": 20, "us-dhs": 6, "us-ice-ero": 8, "grp-immigration-authorities": 2}
    question: dict[str, Any] = {
        "from": draw_end(story, story.route[0], starts),
        "to": draw_end(story, story.route[-1], ends),
        "data": story.data,
    }
    options: dict[str, Any] = {
        "min_standing": dice.pick(
            ["available", "available", "acknowledged", "documented", "records-reported"]
        ),
        "since": day(dice.number(1, 6)),
        "as_of": day(dice.number(6, DAYS)),
        "ties": "forbid",
        "open_at": day(dice.number(3, 8)),
        "max_hops": dice.weigh({2: 4, 3: 2, 1: 2}),
        "exact": True,
        "via": dice.pick([*story.route[1:-1], *RELAYS[:2], "law-enforcement"]),
        "avoid": dice.pick([*RELAYS[:2], *story.route[1:-1], "data-broker"]),
        "source": dice.pick(["first", "doc-1", "second", "doc-2"]),
        "known_by": dice.pick(["2020-05-01", "2020-03-31", "2020-03-15"]),
        "channel": dice.pick(CHANNELS[:2]),
        "purpose": dice.pick(PURPOSES)[0],
        "database": DATABASES[0],
    }
    there = set(story.cast.names) | set(story.cast.group_names) | {row["kind"] for row in story.cast.agencies}
    for key in ("via", "avoid"):
        if options[key] not in there:
            del options[key]
    weights = {"min_standing": 4, "since": 3, "as_of": 4, "ties": 6}
    for _ in range(dice.weigh({0: 45, 1: 33, 2: 16, 3: 6})):
        key = dice.weigh({name: weights.get(name, 2) for name in options})
        question[key] = options.pop(key)
        if key in {"via", "avoid"} and story.claims and dice.chance(50):
            named = question[key] if question[key] in story.cast.names else RELAYS[0]
            dice.pick(story.claims)["via"] = dice.pick([named, f"{RELAYS[2]}>{named}"])
        if key in {"channel", "purpose", "database"} and dice.chance(60):
            column = "databases" if key == "database" else key
            for row in story.claims:
                other = dice.pick(PURPOSES)[0] if key == "purpose" else ""
                row[column] = row[column] or (question[key] if dice.chance(75) else other)
    return question


# --- All together -------------------------------------------------------------------------------------------


def draw_case(source: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """A case and a question put to it."""
    dice = Dice(source)
    data = dice.weigh(
        {"photo": 50, "driver-record": 22, "face-search-result": 20, "biometric": 5, "personal-data": 3}
    )
    story = Story(dice, draw_cast(dice), data)
    plant_route(story)
    silent = dice.chance(16)  # nothing is known of the hop next to what is covered
    if silent:
        story.claims = [dice.pick(story.claims)] if len(story.claims) > 1 and dice.chance(40) else []
    for row in list(story.claims):
        if dice.chance(30):
            dress(dice, row, story.party())
    if story.claims:
        for _ in range(dice.weigh({0: 34, 1: 42, 2: 18, 3: 6})):
            if story.claims:
                dice.weigh(SPOILERS)(story, dice.pick(story.claims))
    for _ in range(dice.weigh({1: 5, 0: 3, 2: 2}) if silent else 0):
        hint(story)
    if dice.chance(8):
        pass_on(story)
    for row in list(story.claims):
        if dice.chance(0 if silent else 45):
            double(story, row)
    for _ in range(dice.weigh({0: 3, 1: 3, 2: 2, 3: 2}) if not silent else dice.weigh({0: 5, 1: 1})):
        scatter(story)
    if dice.chance(40):
        deny(story)
    for _ in range(dice.weigh({0: 6, 1: 2, 2: 1}) if not silent else 0):
        request(story)
    del story.claims[9:]
    rules = draw_rules(story)
    coverage = draw_coverage(story, wanted=silent or dice.chance(6))
    question = draw_question(story)
    if rules and dice.chance(65):
        question["obey_rules"] = True
    if coverage and coverage[0]["start"] and dice.chance(50):  # ask about the time that is covered, or nearly
        dates = {"since": day(dice.number(1, 3)), "as_of": day(dice.number(10, 12))}
        question |= dice.pick([dates, {"open_at": day(dice.number(1, 12))}, {"since": day(2)}])
    if silent and dice.chance(10):
        question["avoid"] = dice.pick(story.cast.names)
    case: dict[str, Any] = {
        "dataset": "first",
        "agency": story.cast.agencies + story.cast.groups,
        "document": draw_documents(dice),
        "claim": story.claims,
        "event": story.events,
        "coverage": coverage,
        "rule": rules,
        "data_type": [{"id": name, "parents": parents, "made_from": made} for name, parents, made in TYPES],
        "purpose": [{"id": name, "parents": parents} for name, parents in PURPOSES],
        "candidate": story.candidates,
    }
    settle_ids(case)
    return case, question


def settle_ids(case: dict[str, Any]) -> None:
    """No two different items of one flow share an id: such a tie has no stated order."""
    seen: dict[tuple[str, Any], oracle.Item] = {}
    twice = {
        item.claim
        for best in (False, True)
        for item in oracle.all_items(oracle.Ground(case, best))
        if seen.setdefault((item.id, (item.flow, best)), item) != item
    }
    for row in case["claim"]:
        if row["claim_id"] in twice:
            row["received_from"] = row["data_sent"] = ""


def random_case(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The case and the question of a seed: the same seed always gives the same."""
    return draw_case(random.Random(seed))


def cases() -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any]]]:
    """A strategy over the same drawing, so that what fails shrinks."""
    return st.randoms(use_true_random=False).map(draw_case)


def distribution(count: int) -> dict[str, collections.Counter[str]]:
    """How often each verdict, reason, number of hops and the like comes out of so many seeds."""
    seen: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for seed in range(count):
        case, question = random_case(seed)
        began = time.perf_counter()
        found = oracle.answer(case, question)
        oracle.flows(case)
        seen["microseconds"]["oracle"] += round(1e6 * (time.perf_counter() - began))
        seen["claims"][str(len(case["claim"]))] += 1
        seen["verdict"][found["verdict"]] += 1
        seen["reason"][str(found["reason"])] += 1
        seen["traces"][str(min(len(found["traces"]), 9))] += 1
        if found["traces"]:
            best = found["traces"][0]
            seen[f"hops when {best['verdict']}"][str(len(best["walk"]))] += 1
            seen["contested"][str(any(best["contested"]))] += 1
            seen["rules on best"].update(
                {said for rules in best["rules"] for said in rules.values()} or {"none"}
            )
            seen["time of best"][best["time"]] += 1
            seen["readings to choose from"][str(matter_of_choice(case, question))] += 1
        if question.get("obey_rules"):
            plain = oracle.answer(case, {**question, "obey_rules": False})
            seen["obeying makes of"][f"{plain['verdict']}: {found['verdict']}"] += 1
        seen["options"].update(set(question) - {"from", "to", "data"} or {"none"})
    seen["microseconds"]["oracle"] //= count
    return seen


def on_its_own(item: oracle.Item) -> tuple[Any, ...]:
    """The order of the items of a flow for a search that looks at one hop at a time."""
    return oracle.STANDINGS.index(oracle.standing_of(item) or "available"), item.span.s1, item.id


def matter_of_choice(case: dict[str, Any], question: dict[str, Any]) -> str:
    """Whether some trace has several readings, and whether the best item of each hop makes the best reading."""
    ground = oracle.Ground(case)
    search = oracle.Search(ground, oracle.asked(question), oracle.all_items(ground))
    found = "one"
    for walk in search.walks():
        readings = list(search.readings(walk))
        if len(readings) > 1 and len(walk) > 1:
            found = "several" if found == "one" else found
            best = min(readings, key=lambda one: one.merit)
            alone = [min(search.flows[key], key=on_its_own) for key in walk]
            if [item.id for item in alone] != list(best.ids):
                found = "several, and the best is not made of each hop's best"
    return found


if __name__ == "__main__":
    for name, counted in distribution(int(sys.argv[1]) if len(sys.argv) > 1 else 2000).items():
        sys.stdout.write(f"{name}: {dict(counted.most_common())}\n")
