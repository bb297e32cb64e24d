"""What Examplia must answer: worked out by hand from the meaning of the words, never copied from a run.

`EXPECTED` is a list of questions. Each has the plant it belongs to (as in `PLANTED.md`), a name, the options of
`trace`, what is expected of each data type (verdict, traces in printed order, or the reason why there is none)
and one sentence that says why. A trace is written as the item of evidence chosen at each hop,
`claim:holder>recipient:data type`, so the agencies of the walk can be read off it.
"""

from __future__ import annotations

from typing import Any

Expectation = dict[str, Any]

NOT_SAID = "what the program prints here is not laid down"
EVERYTHING_ELSE = "every other data type of the answer"


def trace(
    verdict: str,
    standing: str,
    *items: str,
    earliest: str | None,
    certain_by: str | None,
    time: str = "certain",
    joints: tuple[bool, ...] = (),
    carried: tuple[str, ...] = (),
    **more: Any,
) -> Expectation:
    """One trace: `joints` from the second hop on, `carried` stated at every hop unless told, `more` per hop."""
    return {
        "verdict": verdict,
        "standing": standing,
        "items": list(items),
        "agencies": agencies_of(items),
        "earliest": earliest,
        "certain_by": certain_by,
        "time": time,
        "joints": [None, *joints],
        "carried": list(carried or ("stated",) * len(items)),
        **more,
    }


def agencies_of(items: tuple[str, ...]) -> list[str]:
    """The agencies of a walk, holder of the first hop first."""
    ends = [item.split(":")[1].split(">") for item in items]
    return [ends[0][0], *(recipient for _, recipient in ends)]


def found(verdict: str, *traces: Expectation, left_out: int = 0) -> Expectation:
    """An answer with traces, best first."""
    return {"verdict": verdict, "traces": list(traces), "absence": None, "left_out": left_out}


def none(reason: str, verdict: str = "unknown") -> Expectation:
    """An answer without a trace, and why."""
    return {"verdict": verdict, "traces": [], "absence": reason, "left_out": 0}


def ask(
    plant: str, name: str, why: str, ends: tuple[str, str, str], answer: Expectation, **options: Any
) -> Expectation:
    """One question from, to and of a data type; `answer` is of that type alone, or by type under `by_type`."""
    start, end, data = ends
    by_type = answer.get("by_type", {data: answer})
    question = {"from": start, "to": end, "data": data, **options}
    return {"plant": plant, "name": name, "why": why, "question": question, "answers": by_type}


BORDERS, REMOVAL, INQUIRY = "ex-borders", "ex-borders-removal", "ex-borders-inquiry"
ENFORCEMENT, OFFICES = "immigration-enforcement", "EX:driver-licensing"

# --- 01 to 05: joints ---------------------------------------------------------------------------------------

NORTH = (
    trace(
        "holds",
        "acknowledged",
        "EX01-1:ex-wheels-north>ex-pd-nimbus:photo",
        "EX01-2:ex-pd-nimbus>ex-borders:photo",
        earliest="2020-03-09",
        certain_by="2020-03-09",
        joints=(True,),
        channels=["staff-request", "email-request"],
    ),
    trace(
        "holds",
        "acknowledged",
        "EX01-2:ex-wheels-north>ex-pd-nimbus:photo",
        "EX01-2:ex-pd-nimbus>ex-borders:photo",
        earliest="2020-03-09",
        certain_by="2020-03-09",
        joints=(True,),
        channels=[None, "email-request"],
    ),
)
HILL = trace(
    "holds",
    "records-reported",
    "EX02-1:ex-wheels-hill>ex-sheriff-hill:home-address",
    "EX02-2:ex-sheriff-hill>ex-fusion-castle:home-address",
    "EX02-3:ex-fusion-castle>ex-borders-removal:home-address",
    earliest="2019-06-10",
    certain_by="2019-06-14",
    joints=(True, True),
)
SOUTH = trace(
    "possible",
    "documented",
    "EX03-1:ex-wheels-south>ex-pd-south:photo",
    "EX03-2:ex-pd-south>ex-borders:photo",
    earliest="2020-04-01",
    certain_by="2020-04-01",
    joints=(False,),
)
LATE = trace(
    "holds",
    "documented",
    "EX05-2:ex-wheels-late>ex-pd-late:photo",
    "EX05-2:ex-pd-late>ex-borders:photo",
    earliest="2021-03-05",
    certain_by="2021-03-05",
    joints=(True,),
)
JOINTS = [
    ask(
        "01",
        "two hops with a shown joint",
        "The police say that they had the photos from the office, so the joint is shown; that statement is also "
        "evidence, by itself, of an exchange from the office to the police, without a channel: a second route.",
        ("ex-wheels-north", BORDERS, "photo"),
        found("holds", *NORTH),
    ),
    ask(
        "01",
        "the floor leaves out the second hop",
        "The second hop is acknowledged, not documented.",
        ("ex-wheels-north", BORDERS, "photo"),
        none("below-floor"),
        min_standing="documented",
    ),
    ask(
        "01",
        "the source filter leaves out the second hop",
        "The second hop is told in the Gazette only, and every hop must pass the filter.",
        ("ex-wheels-north", BORDERS, "photo"),
        none("filtered"),
        source=["ex-records-2023"],
    ),
    ask(
        "01",
        "one hop is too few",
        "The only routes have two hops.",
        ("ex-wheels-north", BORDERS, "photo"),
        none("filtered"),
        max_hops=1,
    ),
    ask(
        "02",
        "three hops with shown joints",
        "Each item after the first names the holder before it; the sheriff's item cannot be replaced by what the "
        "fusion center's implies, which names nobody before it. The Removal Desk is part of the bureau asked for.",
        ("ex-wheels-hill", BORDERS, "home-address"),
        found("holds", HILL),
    ),
    ask(
        "02",
        "three hops, asked by kind",
        "The Removal Desk is itself of the kind asked for.",
        ("ex-wheels-hill", ENFORCEMENT, "home-address"),
        found("holds", HILL),
    ),
    ask(
        "03",
        "two hops whose joint is not shown",
        "In order, but nobody says where the police had the photos from: could, not did.",
        ("ex-wheels-south", BORDERS, "photo"),
        found("possible", SOUTH),
    ),
    ask(
        "04",
        "broken by time",
        "The police gave in March what they got in August, and no joint says otherwise.",
        ("ex-wheels-west", BORDERS, "photo"),
        none("time-order"),
    ),
    ask(
        "05",
        "the same dates with a joint",
        "A joint does not undo dates: the exchange of August is still too late. But it shows an earlier one, on a "
        "day not told, up to 5 March.",
        ("ex-wheels-late", BORDERS, "photo"),
        found("holds", LATE),
    ),
]

# --- 06, 07: dates that are wide ----------------------------------------------------------------------------


def lake(verdict: str, earliest: str, certain_by: str | None) -> Expectation:
    """The one hop from the Lake office to the police, some time in June."""
    return found(
        verdict,
        trace(
            verdict,
            "documented",
            "EX06-1:ex-wheels-lake>ex-pd-lake:photo",
            earliest=earliest,
            certain_by=certain_by,
            time="certain" if certain_by else "possible",
        ),
    )


WIDE_DATES = [
    ask(
        "06",
        "two hops in one month",
        "Both happened some time in June 2021: either order is possible, and the joint is not shown.",
        ("ex-wheels-lake", BORDERS, "photo"),
        found(
            "possible",
            trace(
                "possible",
                "documented",
                "EX06-1:ex-wheels-lake>ex-pd-lake:photo",
                "EX06-2:ex-pd-lake>ex-borders:photo",
                earliest="2021-06-01",
                certain_by=None,
                time="possible",
                joints=(False,),
            ),
        ),
    ),
    ask(
        "06",
        "one hop, no date asked for",
        "One hop with no date asked for is always certain.",
        ("ex-wheels-lake", "ex-pd-lake", "photo"),
        lake("holds", "2021-06-01", "2021-06-30"),
    ),
    ask(
        "06",
        "one hop, since the middle of the month",
        "It may have been before the 15th.",
        ("ex-wheels-lake", "ex-pd-lake", "photo"),
        lake("possible", "2021-06-15", None),
        since="2021-06-15",
    ),
    ask(
        "06",
        "one hop, as of the middle of the month",
        "It may have been after the 15th.",
        ("ex-wheels-lake", "ex-pd-lake", "photo"),
        lake("possible", "2021-06-01", None),
        as_of="2021-06-15",
    ),
    ask(
        "06",
        "one hop, within the whole month",
        "Whatever the day, it lies within the dates asked about.",
        ("ex-wheels-lake", "ex-pd-lake", "photo"),
        lake("holds", "2021-06-01", "2021-06-30"),
        since="2021-06-01",
        as_of="2021-06-30",
    ),
    ask(
        "06",
        "one hop, since the month after",
        "It was over by then.",
        ("ex-wheels-lake", "ex-pd-lake", "photo"),
        none("filtered"),
        since="2021-07-01",
    ),
    ask(
        "07",
        "the wider item of one flow cannot hold, the other can",
        "The record of the first hop reaches into July, after the third hop; but what the sheriff's item says of "
        "the same hop ends on 3 June, and with it every joint and date is certain.",
        ("ex-wheels-wide", BORDERS, "home-address"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX07-2:ex-wheels-wide>ex-sheriff-wide:home-address",
                "EX07-2:ex-sheriff-wide>ex-fusion-cuckoo:home-address",
                "EX07-3:ex-fusion-cuckoo>ex-borders:home-address",
                earliest="2019-06-10",
                certain_by="2019-06-14",
                joints=(True, True),
            ),
        ),
    ),
]

# --- 08 to 11: payload, rules, refusals ---------------------------------------------------------------------

FEN_OLD = trace(
    "holds",
    "documented",
    "EX09-3:ex-wheels-fen>ex-borders:photo",
    earliest="2021-06-01",
    certain_by="2021-06-01",
    channels=["direct-login"],
    databases=["ex-old-ledger"],
    rules=[{}],
)
FEN_BARRED = trace(
    "holds",
    "documented",
    "EX09-1:ex-wheels-fen>ex-borders:photo",
    earliest="2022-04-04",
    certain_by="2022-04-04",
    channels=["direct-login"],
    databases=[None],
    rules=[{"EXR1": "barred"}],
)
FEN_LETTER = trace(
    "holds",
    "documented",
    "EX09-2:ex-wheels-fen>ex-borders:photo",
    earliest="2022-05-02",
    certain_by="2022-05-02",
    channels=["email-request"],
    databases=[None],
    rules=[{"EXR4": "cannot tell"}],
)
FEN_LETTER_OBEYING = FEN_LETTER | {"verdict": "possible"}
FEN_ADDRESS = trace(
    "holds",
    "documented",
    "EX09-4:ex-wheels-fen>ex-borders:home-address",
    earliest="2022-06-06",
    certain_by="2022-06-06",
    channels=["email-request"],
    rules=[{"EXR5": "barred"}],
)
STOPS = [
    ask(
        "08",
        "a photo to the police, an address onward: photo",
        "Two contacts, no flow of photos.",
        ("ex-wheels-dale", BORDERS, "photo"),
        none("payload"),
    ),
    ask(
        "08",
        "a photo to the police, an address onward: address",
        "Two contacts, no flow of addresses.",
        ("ex-wheels-dale", BORDERS, "home-address"),
        none("payload"),
    ),
    ask(
        "09",
        "a rule touches one of three",
        "The bar is on logins for enforcement from 2022: one item is within it, one came by letter and is touched "
        "by a partial rule, one was too early. The section on false licences touches none: another purpose.",
        ("ex-wheels-fen", BORDERS, "photo"),
        found("holds", FEN_OLD, FEN_BARRED, FEN_LETTER),
    ),
    ask(
        "09",
        "purpose, broad",
        "Civil enforcement is narrower than enforcement, so all three pass.",
        ("ex-wheels-fen", BORDERS, "photo"),
        found("holds", FEN_OLD, FEN_BARRED, FEN_LETTER),
        purpose="immigration-enforcement",
    ),
    ask(
        "09",
        "purpose, narrow",
        "Only the letter states the civil purpose; enforcement at large may be criminal.",
        ("ex-wheels-fen", BORDERS, "photo"),
        found("holds", FEN_LETTER),
        purpose="civil-immigration-enforcement",
    ),
    ask(
        "09",
        "rules obeyed",
        "What is barred is left out, and of the letter the partial rule cannot tell, so that nothing holds on it.",
        ("ex-wheels-fen", BORDERS, "photo"),
        found("holds", FEN_OLD, FEN_LETTER_OBEYING),
        obey_rules=True,
    ),
    ask(
        "09",
        "an address, barred all the same",
        "A bar says what may be done, not what was: the address went.",
        ("ex-wheels-fen", BORDERS, "home-address"),
        found("holds", FEN_ADDRESS),
    ),
    ask(
        "09",
        "an address, rules obeyed",
        "The one letter is barred, and nothing else is known of addresses.",
        ("ex-wheels-fen", BORDERS, "home-address"),
        none("barred"),
        obey_rules=True,
    ),
    ask(
        "10",
        "refused and blocked",
        "A refusal and a block carry nothing.",
        ("ex-wheels-marsh", BORDERS, "home-address"),
        none("refused-or-blocked"),
    ),
    ask(
        "10",
        "what came with the refused request",
        "The request was refused, but the photo sent with it had gone to the office: an item the other way.",
        (BORDERS, "ex-wheels-marsh", "probe-photo"),
        found(
            "holds",
            trace(
                "holds",
                "acknowledged",
                "EX10-1:ex-borders>ex-wheels-marsh:probe-photo:sent",
                earliest="2021-02-01",
                certain_by="2021-02-01",
            ),
        ),
    ),
    ask(
        "11",
        "two breaks on one route",
        "Neither access to the first hop nor the refused second hop gives a trace alone; lifted one after another, "
        "the refusal is the last that is needed.",
        ("ex-wheels-knot", BORDERS, "photo"),
        none("refused-or-blocked"),
    ),
]

# --- 12, 13: ties -------------------------------------------------------------------------------------------

COVE = trace(
    "possible",
    "documented",
    "EX12-1:ex-wheels-cove>ex-pd-cove:photo",
    "EX12-2:ex-pd-cove>ex-borders:photo",
    earliest="2022-09-01",
    certain_by="2022-09-01",
    joints=(False,),
)
CAPE = trace(
    "holds",
    "documented",
    "EX13-1:ex-wheels-cape>ex-pd-cape:photo",
    "EX13-2:ex-pd-cape>ex-borders:photo",
    earliest="2022-10-05",
    certain_by="2022-10-05",
    joints=(True,),
)
TIES = [
    ask(
        "12",
        "a tie, allowed",
        "Both on one day: in order as far as days tell; the joint is not shown.",
        ("ex-wheels-cove", BORDERS, "photo"),
        found("possible", COVE),
    ),
    ask(
        "12",
        "a tie, allowed in words",
        "Allowing ties is what happens unless told.",
        ("ex-wheels-cove", BORDERS, "photo"),
        found("possible", COVE),
        ties="allow",
    ),
    ask(
        "12",
        "a tie, forbidden",
        "The second hop would have to be a day later.",
        ("ex-wheels-cove", BORDERS, "photo"),
        none("filtered"),
        ties="forbid",
    ),
    ask(
        "13",
        "a tie across a shown joint, forbidden",
        "Across a shown joint the order is shown, so a tie is no objection.",
        ("ex-wheels-cape", BORDERS, "photo"),
        found("holds", CAPE),
        ties="forbid",
    ),
]

# --- 14, 15: masked cells -----------------------------------------------------------------------------------

MIST_DAY = trace(
    "possible",
    "documented",
    "EX14-1:ex-wheels-mist>ex-borders:photo",
    earliest=None,
    certain_by="2023-11-30",
)
MIST_WHOM = trace(
    "possible",
    "documented",
    "EX14-2:ex-wheels-mist>masked:photo",
    earliest="2022-01-11",
    certain_by="2022-01-11",
)
MASKS = [
    ask(
        "14",
        "a masked day",
        "The day is masked, so it cannot hold; it had happened by the day of the release.",
        ("ex-wheels-mist", BORDERS, "photo"),
        found("possible", MIST_DAY),
    ),
    ask(
        "14",
        "a masked recipient",
        "A masked recipient answers to nobody by name, only to anybody.",
        ("ex-wheels-mist", "any", "photo"),
        found("possible", MIST_DAY, MIST_WHOM),
    ),
    ask(
        "15",
        "a masked data type, asked for a photo",
        "What a licensing office gave and blacked out is at most its driver record, which does not prove a photo.",
        ("ex-wheels-haze", BORDERS, "photo"),
        found(
            "possible",
            trace(
                "possible",
                "documented",
                "EX15-1:ex-wheels-haze>ex-borders:driver-record",
                earliest="2022-02-14",
                certain_by="2022-02-14",
                carried=("implied",),
            ),
        ),
    ),
    ask(
        "15",
        "a masked data type, asked for a face search result",
        "A driver record does not include what is made from it.",
        ("ex-wheels-haze", BORDERS, "face-search-result"),
        none("payload"),
    ),
]

# --- 16, 17: a cycle, two channels --------------------------------------------------------------------------

TWIN_MAIL = trace(
    "holds",
    "documented",
    "EX17-1:ex-wheels-twin>ex-borders:home-address",
    earliest="2022-02-01",
    certain_by="2022-02-01",
    channels=["email-request"],
    via=[[]],
    rules=[{}],
    counts=[{"at_least": 7, "at_most": 7, "unit": "requests"}],
)
TWIN_SWITCH = trace(
    "holds",
    "reported",
    "EX17-2:ex-wheels-twin>ex-borders:home-address",
    earliest="2022-03-01",
    certain_by="2022-03-01",
    channels=["message-switch"],
    via=[["ex-relay"]],
    rules=[{}],
    counts=[{"at_least": None, "at_most": None, "unit": "queries"}],
)


def twin(name: str, why: str, answer: Expectation, **options: Any) -> Expectation:
    """A question about the two channels of the Twin office."""
    return ask("17", name, why, ("ex-wheels-twin", BORDERS, "home-address"), answer, **options)


SHAPES = [
    ask(
        "16",
        "a cycle is not walked",
        "Office, sheriff, office again: no agency comes twice, so the direct route is the only one.",
        ("ex-wheels-loop", BORDERS, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX16-3:ex-wheels-loop>ex-borders:photo",
                earliest="2021-02-01",
                certain_by="2021-02-01",
            ),
        ),
    ),
    ask(
        "16",
        "half of the cycle, from the sheriff",
        "Sheriff, office, bureau is a walk; that the photos were the sheriff's is not said.",
        ("ex-sheriff-loop", BORDERS, "photo"),
        found(
            "possible",
            trace(
                "possible",
                "documented",
                "EX16-2:ex-sheriff-loop>ex-wheels-loop:photo",
                "EX16-3:ex-wheels-loop>ex-borders:photo",
                earliest="2021-02-01",
                certain_by="2021-02-01",
                joints=(False,),
            ),
        ),
    ),
    twin(
        "two channels",
        "Two flows, never one; the better standing first.",
        found("holds", TWIN_MAIL, TWIN_SWITCH),
    ),
    twin(
        "one channel",
        "The e-mail states another channel.",
        found("holds", TWIN_SWITCH),
        channel="message-switch",
    ),
    twin("no such channel", "Neither states this channel.", none("filtered"), channel="bulk-sale"),
    twin("without the relay", "The relay stands in via.", found("holds", TWIN_MAIL), avoid="ex-relay"),
    twin("through the relay", "The relay stands in via.", found("holds", TWIN_SWITCH), via="ex-relay"),
    twin(
        "only the best", "One is printed, one is announced.", found("holds", TWIN_MAIL, left_out=1), limit=1
    ),
    twin("only records", "The other is reported.", found("holds", TWIN_MAIL), min_standing="documented"),
    twin("known by", "The Gazette came out later.", found("holds", TWIN_MAIL), known_by="2023-11-30"),
    twin("one source", "The Gazette only.", found("holds", TWIN_SWITCH), source=["ex-gazette-2023"]),
]

# --- 18, 19: denials ----------------------------------------------------------------------------------------

DENIALS = [
    ask(
        "18",
        "a denial in scope",
        '"Nobody logged in during 2021" covers a login of April to June, which is contested and still holds; it '
        "does not cover one that may have begun in January 2022.",
        ("ex-wheels-knoll", BORDERS, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX18-1:ex-wheels-knoll>ex-borders:photo",
                earliest="2021-04-01",
                certain_by="2021-06-30",
                contested=[True],
            ),
            trace(
                "holds",
                "documented",
                "EX18-3:ex-wheels-knoll>ex-borders:photo",
                earliest="2021-12-01",
                certain_by="2022-01-31",
                contested=[False],
                databases=["ex-ledger"],
            ),
        ),
    ),
    ask(
        "19",
        "denials out of scope",
        "One denies another channel, one names none, one is hedged: the first two are listed beside, and none "
        "contests.",
        ("ex-wheels-ridge", BORDERS, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX19-1:ex-wheels-ridge>ex-borders:photo",
                earliest="2021-05-03",
                certain_by="2021-05-03",
                contested=[False],
                beside=[["EX19-2", "EX19-3"]],
            ),
        ),
    ),
]

# --- 20, 21: open and closed intervals ----------------------------------------------------------------------


def harbour(
    name: str, why: str, verdict: str, earliest: str | None, certain_by: str | None, **options: Any
) -> Expectation:
    """A question about the login of the Harbour office, seen on 1 March 2021 with no end told."""
    one = trace(
        verdict,
        "documented",
        "EX20-1:ex-wheels-harbour>ex-borders:photo",
        earliest=earliest,
        certain_by=certain_by,
        time="certain" if verdict == "holds" else "possible",
    )
    return ask("20", name, why, ("ex-wheels-harbour", BORDERS, "photo"), found(verdict, one), **options)


INTERVALS = [
    harbour("an open interval, no date", "From its first day on.", "holds", "2020-01-15", "2020-01-15"),
    harbour(
        "open at a day within",
        "Between the start and the day it was seen.",
        "holds",
        NOT_SAID,
        NOT_SAID,
        open_at="2020-06-01",
    ),
    harbour(
        "open at a day after it was seen",
        "Nobody says that it ended, nobody that it went on.",
        "possible",
        NOT_SAID,
        NOT_SAID,
        open_at="2022-01-01",
    ),
    ask(
        "20",
        "open at a day before",
        "It had not begun.",
        ("ex-wheels-harbour", BORDERS, "photo"),
        none("filtered"),
        open_at="2019-12-31",
    ),
    harbour(
        "as of a day after it was seen",
        "By then it had surely begun.",
        "holds",
        "2020-01-15",
        "2020-01-15",
        as_of="2021-12-31",
    ),
    harbour(
        "since a day after it was seen",
        "Whether it still held then is not told.",
        "possible",
        "2021-06-01",
        None,
        since="2021-06-01",
    ),
    ask(
        "21",
        "since a day after it ended",
        "The same dates, but ended.",
        ("ex-wheels-pier", BORDERS, "photo"),
        none("filtered"),
        since="2021-06-01",
    ),
    ask(
        "21",
        "open at a day after it ended",
        "The same dates, but ended.",
        ("ex-wheels-pier", BORDERS, "photo"),
        none("filtered"),
        open_at="2022-01-01",
    ),
]

# --- 22 to 24: one choice of items --------------------------------------------------------------------------

CHOICES = [
    ask(
        "22",
        "each test passes alone, no choice passes whole",
        "At the second hop one item is hedged, one does not say what was sent, one does not say whose it was: "
        "payload, joint, time and plain words are each met by some item, never by one.",
        ("ex-wheels-fork", BORDERS, "photo"),
        found(
            "possible",
            trace(
                "possible",
                "documented",
                "EX22-1:ex-wheels-fork>ex-pd-fork:photo",
                "EX22-2:ex-pd-fork>ex-borders:photo",
                earliest="2021-06-01",
                certain_by="2021-06-01",
                joints=(True,),
            ),
        ),
    ),
    ask(
        "23",
        "the reading that holds beats the better standing",
        "Of the two items of the first flow only the reported one is unhedged, so it is chosen; the route through "
        "what the police's item shows has the better weakest standing and comes first.",
        ("ex-wheels-maze", BORDERS, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX23-3:ex-wheels-maze>ex-pd-maze:photo",
                "EX23-3:ex-pd-maze>ex-borders:photo",
                earliest="2020-03-01",
                certain_by="2020-03-01",
                joints=(True,),
            ),
            trace(
                "holds",
                "reported",
                "EX23-2:ex-wheels-maze>ex-pd-maze:photo",
                "EX23-3:ex-pd-maze>ex-borders:photo",
                earliest="2020-03-01",
                certain_by="2020-03-01",
                joints=(True,),
                channels=["staff-request", "email-request"],
            ),
        ),
    ),
    ask(
        "24",
        "the best item without a date",
        "Both hold; the record has the better standing.",
        ("ex-wheels-sieve", BORDERS, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX24-1:ex-wheels-sieve>ex-borders:photo",
                earliest="2020-01-01",
                certain_by="2020-12-31",
            ),
        ),
    ),
    ask(
        "24",
        "the best item as of June",
        "The record says only 2020, which may be after June; the report of 1 March holds.",
        ("ex-wheels-sieve", BORDERS, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "reported",
                "EX24-2:ex-wheels-sieve>ex-borders:photo",
                earliest="2020-03-01",
                certain_by="2020-03-01",
            ),
        ),
        as_of="2020-06-30",
    ),
]

# --- 25, 26: asked, and access only -------------------------------------------------------------------------

FLOORS = [
    ask(
        "25",
        "asked, answer unknown",
        "A request is no disclosure.",
        ("ex-wheels-echo", BORDERS, "photo"),
        none("asked-answer-unknown"),
    ),
    ask(
        "26",
        "access only",
        "Access is below the default floor.",
        ("ex-wheels-gate", BORDERS, "photo"),
        none("below-floor"),
    ),
    ask(
        "26",
        "access, with the floor lowered",
        "Access shows no disclosure, and what came back is assumed; it had begun by the day it was seen.",
        ("ex-wheels-gate", BORDERS, "photo"),
        found(
            "possible",
            trace(
                "possible",
                "available",
                "EX26-1:ex-wheels-gate>ex-borders:photo",
                earliest=None,
                certain_by="2022-01-10",
                carried=("assumed",),
            ),
        ),
        min_standing="available",
    ),
]

# --- 27 to 34: ends -----------------------------------------------------------------------------------------


def one_hop(verdict: str, item: str, day: str, standing: str = "documented") -> Expectation:
    """An answer of one hop on one day."""
    return found(verdict, trace(verdict, standing, item, earliest=day, certain_by=day))


MOOR = "EX27-1:ex-wheels-moor>ex-grp-immigration-desks:photo"
HEATH = "EX28-1:ex-wheels-heath>ex-grp-task-force:home-address"
CRUMB = "EX30-1:ex-wheels-crumb>ex-borders-removal:photo"
LOAF = "EX31-1:ex-wheels-loaf>ex-borders:photo"
BAKERY = "EX32-1:ex-wheels-bakery>ex-pretend-security:photo"
ENDS = [
    ask(
        "27",
        "a group of the kind asked for",
        "The desks are of the kind, but which agency they are is not said.",
        ("ex-wheels-moor", ENFORCEMENT, "photo"),
        one_hop("possible", MOOR, "2021-11-02"),
    ),
    ask(
        "27",
        "a group, exactly",
        "Exact ends accept no groups.",
        ("ex-wheels-moor", ENFORCEMENT, "photo"),
        none("filtered"),
        exact=True,
    ),
    ask(
        "27",
        "a group of the kind, one agency asked for",
        "No member of the group is named.",
        ("ex-wheels-moor", BORDERS, "photo"),
        none("not-covered"),
    ),
    ask(
        "28",
        "a group with a named member",
        "The Inquiry Desk, a part of the bureau, is a named member; whether it got the address is not said.",
        ("ex-wheels-heath", BORDERS, "home-address"),
        one_hop("possible", HEATH, "2021-11-03"),
    ),
    ask(
        "28",
        "a group with a named member, asked by kind",
        "The Inquiry Desk is of the kind.",
        ("ex-wheels-heath", ENFORCEMENT, "home-address"),
        one_hop("possible", HEATH, "2021-11-03"),
    ),
    ask(
        "28",
        "a group without the desk asked for",
        "The Removal Desk is no named member, nor is anything that it consists of.",
        ("ex-wheels-heath", REMOVAL, "home-address"),
        none("not-covered"),
    ),
    ask(
        "29",
        "a group of nobody in particular",
        "Other agencies may be anybody; nobody is named.",
        ("ex-wheels-down", ENFORCEMENT, "driving-history"),
        none("not-covered"),
    ),
    ask(
        "29",
        "a group asked for by name",
        "Asked for by name, the group answers.",
        ("ex-wheels-down", "ex-grp-other", "driving-history"),
        one_hop("holds", "EX29-1:ex-wheels-down>ex-grp-other:driving-history", "2021-11-04"),
    ),
    ask(
        "30",
        "a part answers for its whole",
        "The Removal Desk is part of the bureau.",
        ("ex-wheels-crumb", BORDERS, "photo"),
        one_hop("holds", CRUMB, "2020-08-08"),
    ),
    ask(
        "30",
        "a part, exactly the whole asked for",
        "Exact ends accept no parts.",
        ("ex-wheels-crumb", BORDERS, "photo"),
        none("filtered"),
        exact=True,
    ),
    ask(
        "30",
        "a part, exactly its kind asked for",
        "The desk is itself of the kind.",
        ("ex-wheels-crumb", ENFORCEMENT, "photo"),
        one_hop("holds", CRUMB, "2020-08-08"),
        exact=True,
    ),
    ask(
        "30",
        "a part is not another part",
        "What one desk got, the other did not.",
        ("ex-wheels-crumb", INQUIRY, "photo"),
        none("not-covered"),
    ),
    ask(
        "31",
        "a whole, one part asked for",
        "The bureau got it; which desk is not said.",
        ("ex-wheels-loaf", REMOVAL, "photo"),
        one_hop("possible", LOAF, "2020-08-09"),
    ),
    ask(
        "31",
        "a whole, exactly one part asked for",
        "Exact ends accept no wholes.",
        ("ex-wheels-loaf", REMOVAL, "photo"),
        none("filtered"),
        exact=True,
    ),
    ask(
        "32",
        "the department as a whole",
        "The department is not of the kind, but the bureau is part of it.",
        ("ex-wheels-bakery", ENFORCEMENT, "photo"),
        one_hop("possible", BAKERY, "2020-08-10"),
    ),
    ask(
        "33",
        "another part of the department",
        "The benefits office is a sister of the bureau, neither its whole nor its part.",
        ("ex-wheels-crust", ENFORCEMENT, "photo"),
        none("not-covered"),
    ),
    ask(
        "33",
        "another part of the department, which is asked for",
        "Asked for the department, its parts answer.",
        ("ex-wheels-crust", "ex-pretend-security", "photo"),
        one_hop("holds", "EX33-1:ex-wheels-crust>ex-pretend-benefits:photo", "2020-08-11"),
    ),
    ask(
        "34",
        "one of two recipients",
        "The desk or the police: one of several cannot hold.",
        ("ex-wheels-coin", BORDERS, "photo"),
        one_hop(
            "possible", "EX34-1:ex-wheels-coin>ex-borders-removal:photo", "2021-09-09", "records-reported"
        ),
    ),
]

# --- 35 to 39: what is carried ------------------------------------------------------------------------------


def book(verdict: str, carried: str) -> Expectation:
    """The whole record of the Book office, not itemised."""
    item = "EX35-1:ex-wheels-book>ex-borders:driver-record"
    one = trace(
        verdict, "documented", item, earliest="2021-07-01", certain_by="2021-07-01", carried=(carried,)
    )
    return found(verdict, one)


ROOT = trace(
    "holds",
    "reported",
    "EX38-1:ex-wheels-root>ex-makebelieve-data:home-address",
    "EX38-1:ex-makebelieve-data>ex-borders:home-address",
    earliest="2021-12-01",
    certain_by="2021-12-01",
    joints=(True,),
    channels=[None, "data-broker"],
)


def tally(data: str) -> Expectation:
    """One of the two types that went in "more than 40" requests of the bureau and others."""
    return found(
        "holds",
        trace(
            "holds",
            "records-reported",
            f"EX39-1:ex-wheels-tally>ex-borders:{data}",
            earliest="2020-01-01",
            certain_by="2021-06-30",
            counts=[{"at_least": 41, "at_most": None, "unit": "requests", "part": "some of"}],
        ),
    )


PAYLOADS = [
    ask(
        "35",
        "not itemised, every type asked for",
        "What a licensing office gave, not itemised, is its driver record: that holds, each narrower type could be.",
        ("ex-wheels-book", BORDERS, "driver-record"),
        {"by_type": {"driver-record": book("holds", "stated"), EVERYTHING_ELSE: book("possible", "implied")}},
    ),
    ask(
        "35",
        "not itemised, a photo asked for",
        "A driver record does not prove a photo.",
        ("ex-wheels-book", BORDERS, "photo"),
        book("possible", "implied"),
    ),
    ask(
        "35",
        "not itemised, a face search result asked for",
        "A driver record does not include what is made from it.",
        ("ex-wheels-book", BORDERS, "face-search-result"),
        none("payload"),
    ),
    ask(
        "36",
        "a face search result is no photo",
        "Photos were searched, not handed over.",
        ("ex-wheels-mirror", BORDERS, "photo"),
        none("payload"),
    ),
    ask(
        "36",
        "a face search result",
        "It is a type of its own.",
        ("ex-wheels-mirror", BORDERS, "face-search-result"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX36-1:ex-wheels-mirror>ex-borders:face-search-result",
                earliest="2021-10-10",
                certain_by="2021-10-20",
            ),
        ),
    ),
    ask(
        "36",
        "what the requester sent",
        "The photo to be searched went the other way.",
        (BORDERS, "ex-wheels-mirror", "probe-photo"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX36-1:ex-borders>ex-wheels-mirror:probe-photo:sent",
                earliest="2021-10-10",
                certain_by="2021-10-20",
                channels=["face-search-by-staff"],
            ),
        ),
    ),
    ask(
        "37",
        "where the searched photos came from",
        "The fusion center says whose photos it searched, so photos reached it: assumed, by the day of the search.",
        ("ex-wheels-glass", "ex-fusion-looking-glass", "photo"),
        found(
            "possible",
            trace(
                "possible",
                "acknowledged",
                "EX37-1:ex-wheels-glass>ex-fusion-looking-glass:photo:used",
                earliest=None,
                certain_by="2022-02-02",
                carried=("assumed",),
            ),
        ),
    ),
    ask(
        "37",
        "a result made elsewhere did not come from the office",
        "Photos went to the fusion center, a result went on: neither went all the way.",
        ("ex-wheels-glass", BORDERS, "face-search-result"),
        none("payload"),
    ),
    ask(
        "37",
        "nor did the photos arrive",
        "Photos went to the fusion center, a result went on: neither went all the way.",
        ("ex-wheels-glass", BORDERS, "photo"),
        none("payload"),
    ),
    ask(
        "38",
        "a first hop known only from the second",
        "The broker's seller is named, and no other evidence of that sale exists. The reprint says nothing new.",
        ("ex-wheels-root", BORDERS, "home-address"),
        found("holds", ROOT),
    ),
    ask(
        "38",
        "through the broker",
        "The broker is an inner agency.",
        ("ex-wheels-root", BORDERS, "home-address"),
        found("holds", ROOT),
        via="ex-makebelieve-data",
    ),
    ask(
        "38",
        "without the broker",
        "There is no other way.",
        ("ex-wheels-root", BORDERS, "home-address"),
        none("filtered"),
        avoid="ex-makebelieve-data",
    ),
    ask(
        "39",
        "a count shared with others",
        "More than 40 requests by the bureau and others: of the bureau's own, some of them.",
        ("ex-wheels-tally", BORDERS, "home-address"),
        tally("home-address"),
    ),
    ask(
        "39",
        "the other type of the list",
        "Each type of a list is an item of its own.",
        ("ex-wheels-tally", BORDERS, "driving-history"),
        tally("driving-history"),
    ),
]

# --- 40 to 43: coverage -------------------------------------------------------------------------------------

YEARS = {"since": "2019-01-01", "as_of": "2021-12-31"}
COVERAGE = [
    ask(
        "40",
        "complete coverage refutes",
        "Two certificates, joined, cover every channel and all the time asked about, and nothing is in them.",
        ("ex-wheels-closed", ENFORCEMENT, "phone-number"),
        none("no-flow-in-covered-period", "refuted"),
        **YEARS,
    ),
    ask(
        "40",
        "complete coverage refutes a broader type",
        "Each included type is refuted.",
        ("ex-wheels-closed", ENFORCEMENT, "licence-details"),
        {"by_type": {EVERYTHING_ELSE: none("no-flow-in-covered-period", "refuted")}},
        **YEARS,
    ),
    ask(
        "40",
        "complete coverage on one day",
        "The day asked about is covered.",
        ("ex-wheels-closed", ENFORCEMENT, "phone-number"),
        none("no-flow-in-covered-period", "refuted"),
        open_at="2020-07-01",
    ),
    ask(
        "40",
        "complete coverage of some years, all time asked about",
        "Before 2019 and after 2021 nothing is declared.",
        ("ex-wheels-closed", ENFORCEMENT, "phone-number"),
        none("no-flow-in-covered-period"),
    ),
    ask(
        "40",
        "complete coverage of other years",
        "Nothing is declared of the time asked about.",
        ("ex-wheels-closed", ENFORCEMENT, "phone-number"),
        none("not-covered"),
        since="2022-06-01",
    ),
    ask(
        "40",
        "complete coverage, but an unnamed giver",
        "A group of unnamed agencies gave photos to the bureau (EX50-2): it may include this office.",
        ("ex-wheels-closed", ENFORCEMENT, "photo"),
        none("no-flow-in-covered-period"),
        **YEARS,
    ),
    ask(
        "40",
        "partial coverage refutes nothing",
        "What is absent from part of a log may be in the rest.",
        ("ex-wheels-ajar", ENFORCEMENT, "phone-number"),
        none("not-covered"),
        **YEARS,
    ),
    ask(
        "40",
        "coverage of one channel refutes nothing",
        "It may have gone another way; but some complete coverage meets the time asked about.",
        ("ex-wheels-slit", ENFORCEMENT, "phone-number"),
        none("no-flow-in-covered-period"),
        **YEARS,
    ),
    ask(
        "40",
        "coverage of the receiver refutes",
        "Everything that the marshals ever received is declared, and no phone numbers are in it.",
        ("ex-wheels-ajar", "ex-marshals", "phone-number"),
        none("no-flow-in-covered-period", "refuted"),
    ),
    ask(
        "40",
        "an open request keeps the question open",
        "Complete coverage, but a request whose answer is not known may have been met.",
        ("ex-wheels-pending", ENFORCEMENT, "phone-number"),
        none("asked-answer-unknown"),
        **YEARS,
    ),
    ask(
        "41",
        "two declared givers refute",
        "It went to the toll guard, all of whose giving is declared too.",
        ("ex-wheels-shut", ENFORCEMENT, "status-annotation"),
        none("no-flow-in-covered-period", "refuted"),
    ),
    ask(
        "42",
        "a giver not declared keeps the question open",
        "It went to the bridge guard, which may have passed it on.",
        ("ex-wheels-leaky", ENFORCEMENT, "status-annotation"),
        none("no-flow-in-covered-period"),
    ),
    ask(
        "42",
        "the same without the bridge guard",
        "But for the bridge guard nothing can have left the office.",
        ("ex-wheels-leaky", ENFORCEMENT, "status-annotation"),
        none("no-flow-in-covered-period", "refuted"),
        avoid="ex-bridge-guard",
    ),
    ask(
        "43",
        "a masked recipient keeps the question open",
        "The recipient that is blacked out may be the bureau.",
        ("ex-wheels-veil", ENFORCEMENT, "status-annotation"),
        none("no-flow-in-covered-period"),
    ),
]

# --- 44 to 47: a log, publication, a placeholder ------------------------------------------------------------


def desk(verdict: str, item: str, data: str, earliest: str, certain_by: str | None) -> Expectation:
    """One row of the Service Desk's log."""
    return found(
        verdict,
        trace(
            verdict,
            "documented",
            f"{item}:ex-wheels-desk>ex-borders-inquiry:{data}",
            earliest=earliest,
            certain_by=certain_by,
            time="certain" if certain_by else "possible",
        ),
    )


LOGS = [
    ask(
        "44",
        "an itemised request",
        "The day of the answer counts, not the day of the question.",
        ("ex-wheels-desk", BORDERS, "home-address"),
        desk("holds", "EXQ-1", "home-address", "2021-01-08", "2021-01-08"),
    ),
    ask(
        "44",
        "an itemised request, asked and not yet answered",
        "On 5 January it had been asked, not answered.",
        ("ex-wheels-desk", BORDERS, "home-address"),
        none("filtered"),
        as_of="2021-01-05",
    ),
    ask(
        "44",
        "an itemised request, by purpose",
        "Only the second states this purpose.",
        ("ex-wheels-desk", BORDERS, "home-address"),
        desk("holds", "EXQ-2", "home-address", "2021-01-25", "2021-01-25"),
        purpose="immigration-enforcement",
    ),
    ask(
        "44",
        "answered on a day not told",
        "After it was asked, and before the log was published.",
        ("ex-wheels-desk", BORDERS, "photo"),
        desk("holds", "EXQ-4", "photo", "2021-03-01", "2021-06-30"),
    ),
    ask(
        "44",
        "answered on a day not told, as of a day between",
        "It may have been answered after 1 May.",
        ("ex-wheels-desk", BORDERS, "photo"),
        desk("possible", "EXQ-4", "photo", "2021-03-01", None),
        as_of="2021-05-01",
    ),
    ask(
        "44",
        "a request refused",
        "The log shows a refusal.",
        ("ex-wheels-desk", BORDERS, "driving-history"),
        none("refused-or-blocked"),
    ),
    ask(
        "44",
        "a request not answered",
        "The log shows no answer.",
        ("ex-wheels-desk", BORDERS, "application-documents"),
        none("asked-answer-unknown"),
    ),
    ask(
        "45",
        "published before the next hop",
        "The article gives no date, but was printed before the second hop, so the order is certain; the joint is "
        "not shown.",
        ("ex-wheels-print", BORDERS, "photo"),
        found(
            "possible",
            trace(
                "possible",
                "reported",
                "EX45-1:ex-wheels-print>ex-pd-print:photo",
                "EX45-2:ex-pd-print>ex-borders:photo",
                earliest="2020-04-01",
                certain_by="2020-04-01",
                joints=(False,),
            ),
        ),
    ),
    ask(
        "45",
        "known by the end of 2020",
        "The second hop became known in 2023.",
        ("ex-wheels-print", BORDERS, "photo"),
        none("filtered"),
        known_by="2020-12-31",
    ),
    ask(
        "45",
        "an undated article",
        "It had happened by the day it was printed.",
        ("ex-wheels-print", "ex-pd-print", "photo"),
        found(
            "holds",
            trace(
                "holds",
                "reported",
                "EX45-1:ex-wheels-print>ex-pd-print:photo",
                earliest=None,
                certain_by="2020-03-15",
            ),
        ),
        known_by="2020-12-31",
    ),
    ask(
        "46",
        "dated after its own publication",
        "Bounding by publication would leave nothing, so the date stands, and `check` says so.",
        ("ex-wheels-ahead", BORDERS, "photo"),
        one_hop("holds", "EX46-1:ex-wheels-ahead>ex-borders:photo", "2024-02-01"),
    ),
    ask(
        "47",
        "a placeholder answers for its state",
        "The placeholder is Examplia's licensing agency, whichever it is; the Governor speaks for it. The Book and "
        "Haze offices gave records that may hold the numbers.",
        (OFFICES, ENFORCEMENT, "ssn"),
        found(
            "holds",
            trace(
                "holds",
                "acknowledged",
                "EX47-1:ex-wheels-nameless>ex-borders:ssn",
                earliest="2021-03-03",
                certain_by="2021-03-03",
            ),
            trace(
                "possible",
                "documented",
                "EX35-1:ex-wheels-book>ex-borders:driver-record",
                earliest="2021-07-01",
                certain_by="2021-07-01",
                carried=("implied",),
            ),
            trace(
                "possible",
                "documented",
                "EX15-1:ex-wheels-haze>ex-borders:driver-record",
                earliest="2022-02-14",
                certain_by="2022-02-14",
                carried=("implied",),
            ),
        ),
    ),
]

# --- 48 to 58: near misses ----------------------------------------------------------------------------------

BAY_ARCHIVE = trace(
    "holds",
    "documented",
    "EX48-1:ex-wheels-bay-archive>ex-pd-bay:photo",
    "EX48-2:ex-pd-bay>ex-borders:photo",
    earliest="2020-06-20",
    certain_by="2020-06-20",
    joints=(True,),
)
BAY_ITSELF = trace(
    "holds",
    "documented",
    "EX48-2:ex-wheels-bay>ex-pd-bay:photo",
    "EX48-2:ex-pd-bay>ex-borders:photo",
    earliest="2020-06-20",
    certain_by="2020-06-20",
    joints=(True,),
)
BUNDLE_PHOTO = trace(
    "holds",
    "documented",
    "EX51-2:ex-wheels-bundle>ex-pd-bundle:photo",
    "EX51-2:ex-pd-bundle>ex-borders:photo",
    earliest="2021-05-12",
    certain_by="2021-05-12",
    joints=(True,),
)
BUNDLE_RECORD = trace(
    "possible",
    "documented",
    "EX51-1:ex-wheels-bundle>ex-pd-bundle:driver-record",
    "EX51-2:ex-pd-bundle>ex-borders:photo",
    earliest="2021-05-12",
    certain_by="2021-05-12",
    joints=(True,),
    carried=("implied", "stated"),
)
DRAWER_LEDGER = trace(
    "holds",
    "documented",
    "EX53-1:ex-wheels-drawer>ex-borders:photo",
    earliest="2021-07-07",
    certain_by="2021-07-07",
    databases=["ex-ledger"],
)
DRAWER_EITHER = trace(
    "holds",
    "documented",
    "EX53-2:ex-wheels-drawer>ex-borders:photo",
    earliest="2021-07-08",
    certain_by="2021-07-08",
    databases=[None],
)
MIRROR_RESULT = trace(
    "holds",
    "documented",
    "EX36-1:ex-wheels-mirror>ex-borders:face-search-result",
    earliest="2021-10-10",
    certain_by="2021-10-20",
)
OFFICES_RESULT = trace(
    "possible",
    "reported",
    "EX56-1:ex-grp-wheels>ex-borders:face-search-result",
    earliest="2021-08-01",
    certain_by="2021-08-01",
)
NEAR_MISSES = [
    ask(
        "48",
        "a joint that names the whole",
        "The police name the Bay office, of which the archive is part: the joint is shown. That statement is also "
        "evidence of the office's own giving; asked for the archive, it names only the whole.",
        ("ex-wheels-bay-archive", BORDERS, "photo"),
        found("holds", BAY_ARCHIVE, BAY_ITSELF | {"verdict": "possible"}),
    ),
    ask(
        "48",
        "a joint that names the whole, which is asked for",
        "Asked for the office, its archive answers in full.",
        ("ex-wheels-bay", BORDERS, "photo"),
        found("holds", BAY_ARCHIVE, BAY_ITSELF),
    ),
    ask(
        "48",
        "a joint that names the whole, exactly the part asked for",
        "Exact ends accept no wholes; joints are not ends.",
        ("ex-wheels-bay-archive", BORDERS, "photo"),
        found("holds", BAY_ARCHIVE),
        exact=True,
    ),
    ask(
        "49",
        "one relay, two exchanges",
        "Both passed the relay, which connects nobody: it received nothing and disclosed nothing.",
        ("ex-wheels-wire", BORDERS, "photo"),
        none("not-covered"),
    ),
    ask(
        "49",
        "through the relay",
        "The relay belongs to this one exchange.",
        ("ex-wheels-wire", "ex-pd-wire", "photo"),
        one_hop("holds", "EX49-1:ex-wheels-wire>ex-pd-wire:photo", "2021-04-01"),
        via="ex-relay",
    ),
    ask(
        "50",
        "a group is never a step inside",
        "Others received, others gave; nobody says that they are the same.",
        ("ex-wheels-crowd", BORDERS, "photo"),
        none("not-covered"),
    ),
    ask(
        "50",
        "a group as the start",
        "Asked for by name, the group answers.",
        ("ex-grp-other", BORDERS, "photo"),
        one_hop("holds", "EX50-2:ex-grp-other>ex-borders:photo", "2021-04-06"),
    ),
    ask(
        "51",
        "a whole record, then a photo",
        "The record does not prove a photo; but the police say that the photos came from the office.",
        ("ex-wheels-bundle", BORDERS, "photo"),
        found("holds", BUNDLE_PHOTO, BUNDLE_RECORD),
    ),
    ask(
        "51",
        "a whole record, then a photo: the record",
        "A photo is not the record, so the record did not get further than the police.",
        ("ex-wheels-bundle", BORDERS, "driver-record"),
        {"by_type": {"driver-record": none("payload"), "photo": found("holds", BUNDLE_PHOTO, BUNDLE_RECORD)}},
    ),
    ask(
        "52",
        "onward within the bureau",
        "The Inquiry Desk passed it to the Removal Desk and says from whom it had it.",
        ("ex-wheels-inner", REMOVAL, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "reported",
                "EX52-1:ex-wheels-inner>ex-borders-inquiry:photo",
                "EX52-2:ex-borders-inquiry>ex-borders-removal:photo",
                earliest="2021-02-01",
                certain_by="2021-02-01",
                joints=(True,),
            ),
        ),
    ),
    ask(
        "52",
        "onward within the bureau, which is asked for",
        "It has arrived with the first desk: no step lies beyond an agency that answers in full.",
        ("ex-wheels-inner", BORDERS, "photo"),
        one_hop("holds", "EX52-1:ex-wheels-inner>ex-borders-inquiry:photo", "2021-01-11"),
    ),
    ask(
        "53",
        "two databases",
        "From the ledger, and from one of two.",
        ("ex-wheels-drawer", BORDERS, "photo"),
        found("holds", DRAWER_LEDGER, DRAWER_EITHER),
    ),
    ask(
        "53",
        "the ledger",
        "One of two does not state the ledger.",
        ("ex-wheels-drawer", BORDERS, "photo"),
        found("holds", DRAWER_LEDGER),
        database="ex-ledger",
    ),
    ask(
        "53",
        "the shoebox",
        "One of two does not state the shoebox.",
        ("ex-wheels-drawer", BORDERS, "photo"),
        none("filtered"),
        database="ex-shoebox",
    ),
    ask(
        "54",
        "hedged",
        "As far as anyone remembers: could, not did.",
        ("ex-wheels-perhaps", BORDERS, "photo"),
        one_hop("possible", "EX54-1:ex-wheels-perhaps>ex-borders:photo", "2021-07-09"),
    ),
    ask(
        "55",
        "planned",
        "What is planned makes no flow.",
        ("ex-wheels-someday", BORDERS, "photo"),
        none("not-covered"),
    ),
    ask(
        "56",
        "a group of licensing offices",
        "Asked by kind, unnamed licensing offices may answer; what the bureau says of its own use names no holder.",
        ("driver-licensing", BORDERS, "face-search-result"),
        found("holds", MIRROR_RESULT, OFFICES_RESULT),
    ),
    ask(
        "56",
        "a group of licensing offices, one state asked for",
        "Nothing says that they are Examplia's.",
        (OFFICES, BORDERS, "face-search-result"),
        found("holds", MIRROR_RESULT),
    ),
    ask(
        "57",
        "a joint that names another office",
        "The police had these photos from the Pollux office, so the joint to the Castor office is not shown.",
        ("ex-wheels-castor", BORDERS, "photo"),
        found(
            "possible",
            trace(
                "possible",
                "documented",
                "EX57-1:ex-wheels-castor>ex-pd-gemini:photo",
                "EX57-2:ex-pd-gemini>ex-borders:photo",
                earliest="2021-02-15",
                certain_by="2021-02-15",
                joints=(False,),
            ),
        ),
    ),
    ask(
        "57",
        "the office that the joint names",
        "The joint shows the exchange that nothing else records.",
        ("ex-wheels-pollux", BORDERS, "photo"),
        found(
            "holds",
            trace(
                "holds",
                "documented",
                "EX57-2:ex-wheels-pollux>ex-pd-gemini:photo",
                "EX57-2:ex-pd-gemini>ex-borders:photo",
                earliest="2021-02-15",
                certain_by="2021-02-15",
                joints=(True,),
            ),
        ),
    ),
    ask(
        "58",
        "a name that does not resolve",
        '"Imaginary Borders Bureau" is taken for nobody until somebody decides.',
        ("ex-wheels-quill", BORDERS, "photo"),
        none("unresolved-name"),
    ),
]

EXPECTED: list[Expectation] = [
    *JOINTS,
    *WIDE_DATES,
    *STOPS,
    *TIES,
    *MASKS,
    *SHAPES,
    *DENIALS,
    *INTERVALS,
    *CHOICES,
    *FLOORS,
    *ENDS,
    *PAYLOADS,
    *COVERAGE,
    *LOGS,
    *NEAR_MISSES,
]

# --- All at once --------------------------------------------------------------------------------------------

PHOTO_WALKS = """
holds ex-wheels-north ex-pd-nimbus ex-borders
holds ex-wheels-north ex-pd-nimbus ex-borders
possible ex-wheels-south ex-pd-south ex-borders
holds ex-wheels-late ex-pd-late ex-borders
possible ex-wheels-lake ex-pd-lake ex-borders
holds ex-wheels-fen ex-borders
holds ex-wheels-fen ex-borders
holds ex-wheels-fen ex-borders
possible ex-wheels-cove ex-pd-cove ex-borders
holds ex-wheels-cape ex-pd-cape ex-borders
possible ex-wheels-mist ex-borders
possible ex-wheels-haze ex-borders
holds ex-wheels-loop ex-borders
holds ex-wheels-knoll ex-borders
holds ex-wheels-knoll ex-borders
holds ex-wheels-ridge ex-borders
holds ex-wheels-harbour ex-borders
holds ex-wheels-pier ex-borders
possible ex-wheels-fork ex-pd-fork ex-borders
holds ex-wheels-maze ex-pd-maze ex-borders
holds ex-wheels-maze ex-pd-maze ex-borders
holds ex-wheels-sieve ex-borders
possible ex-wheels-moor ex-grp-immigration-desks
holds ex-wheels-crumb ex-borders-removal
holds ex-wheels-loaf ex-borders
possible ex-wheels-bakery ex-pretend-security
possible ex-wheels-coin ex-borders-removal
possible ex-wheels-book ex-borders
holds ex-wheels-desk ex-borders-inquiry
possible ex-wheels-print ex-pd-print ex-borders
holds ex-wheels-ahead ex-borders
holds ex-wheels-bay-archive ex-pd-bay ex-borders
holds ex-wheels-bay ex-pd-bay ex-borders
holds ex-wheels-bundle ex-pd-bundle ex-borders
possible ex-wheels-bundle ex-pd-bundle ex-borders
holds ex-wheels-inner ex-borders-inquiry
holds ex-wheels-drawer ex-borders
holds ex-wheels-drawer ex-borders
possible ex-wheels-perhaps ex-borders
possible ex-wheels-castor ex-pd-gemini ex-borders
holds ex-wheels-pollux ex-pd-gemini ex-borders
"""
"""Every walk by which a photo gets from an Examplia office to immigration enforcement: verdict, agencies."""
