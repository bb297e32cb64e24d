"""What carries data in a case, read from its tables anew, row by row: for the rivals, and as a check of the engine.

It shares with the program only how a date is written and the vocabularies. It reads what was disclosed (the default
floor), not what merely is available; it does not read which joints are shown, hedges, alternatives or masks, because
no rival can tell what holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any, NamedTuple

from graphmodel.dates import Span, parse_span
from graphmodel.tables import Tables
from graphmodel.vocabulary import vocabulary

Row = Mapping[str, Any]

RANK_OF_BASIS = {"record": 0, "party": 1, "third-records": 2, "third": 3}
RANK_OF_A_REQUEST = 0
REQUEST_COLUMNS = (
    *("document", "asked", "answered", "requester", "holder", "data_types", "data_sent", "channel"),
    *("mode", "masked", "dataset"),
)
STATEMENT_COLUMNS = (
    *("document", "speaker_agency", "basis", "holder", "recipient", "received_from", "data_types", "channel"),
    *("mode", "time_kind", "start", "end", "end_kind", "masked", "dataset"),
)
#: Of these the requester's own data went, whatever the answer was.
SENT_IN = frozenset({"disclosed", "requested", "refused", "blocked"})


class Carrier(NamedTuple):
    """An item that carries data: who to whom, what, how well documented, and when it can have gone."""

    holder: str
    recipient: str
    data_type: str
    rank: int
    lo: float
    hi: float
    unnamed_in: str | None = None
    """Where the kind of data is not itemised, the channel; else None."""


@dataclass(frozen=True)
class Parties:
    """Who a name stands for, and whom each is part of."""

    number_of: Mapping[str, str]
    whole: Mapping[str, str]
    kind: Mapping[str, str]
    state: Mapping[str, str]
    members: Mapping[str, frozenset[str]]
    class_kind: Mapping[str, str]

    @classmethod
    def read(cls, tables: Tables) -> Parties:
        """The agencies and groups of a case."""
        agencies, groups = tables.records("Agency"), tables.records("AgencyGroup")
        names = {
            text.casefold(): row["id"]
            for row in reversed([*agencies, *groups])
            for text in (*row["aliases"], row["name"], row["id"])
        }
        return cls(
            names,
            {row["id"]: row["part_of"] for row in agencies if row["part_of"]},
            {row["id"]: row["kind"] for row in agencies},
            {row["id"]: row["state"] for row in agencies},
            {row["id"]: frozenset(row["members"]) for row in groups},
            {row["id"]: row["class_kind"] for row in groups},
        )

    def named(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Whom these cells name."""
        return tuple(dict.fromkeys(self.number_of.get(text.casefold(), text) for text in texts))

    def wholes(self, party: str) -> Iterator[str]:
        """What a party is part of, nearest first."""
        while party in self.whole:
            party = self.whole[party]
            yield party

    def answering(self, asked: str) -> frozenset[str]:
        """Who answers to a party or kind asked for.

        In full it and its parts, or all of the kind. Possibly their wholes, groups with one of them as a member,
        and groups of the kind. A walk that passes one in full is no longer than the one that ends there.
        """
        full = {each for each, kind in self.kind.items() if asked in (each, kind, *self.wholes(each))}
        wholes = {whole for each in full for whole in self.wholes(each)}
        groups = {group for group, members in self.members.items() if members & full}
        of_kind = {group for group, kind in self.class_kind.items() if kind == asked}
        return frozenset(full | wholes | groups | of_kind)


@cache
def _day(text: str) -> Span:
    return parse_span(text)


class Reader:
    """The carriers of a case.

    Parameters
    ----------
    tables
        The tables of the case.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.parties = Parties.read(tables)
        self.made_from = {
            row["id"]: row["made_from"] for row in tables.records("DataType") if row["made_from"]
        }
        self.parents = {row["id"]: row["parents"] for row in tables.records("DataType")}
        self._published = {
            row["id"]: _day(row["published"]).hi if row["published"] else inf
            for row in tables.records("Source")
        }

    def carriers(self) -> Iterator[Carrier]:
        """Every item that carries something."""
        for row in self._rows("Request", REQUEST_COLUMNS):
            yield from self._of_request(row)
        for row in self._rows("Statement", STATEMENT_COLUMNS):
            if row["mode"] == "disclosed" and not _is_masked(row, "mode"):
                yield from self._of_statement(row)

    def _rows(self, label: str, columns: tuple[str, ...]) -> Iterator[Row]:
        for batch in self._tables[label].select(list(columns)).to_batches(max_chunksize=50_000):
            yield from batch.to_pylist()

    def _of_request(self, row: Row) -> Iterator[Carrier]:
        if _is_masked(row, "mode"):
            return
        answered = row["answered"]
        when = _day(answered) if answered else Span(lo=_day(row["asked"] or "").lo)
        when = self._by_publication(when, row)
        if row["mode"] == "disclosed":
            yield from self._expanded(row, row["requester"], RANK_OF_A_REQUEST, when)
        for data_type in row["data_sent"] if row["mode"] in SENT_IN else ():
            for holder in self.parties.named(row["requester"]):
                for recipient in self.parties.named(row["holder"]):
                    yield Carrier(holder, recipient, data_type, RANK_OF_A_REQUEST, when.lo, when.hi)

    def _of_statement(self, row: Row) -> Iterator[Carrier]:
        when, last = self._time(row)
        yield from self._expanded(row, row["recipient"], RANK_OF_BASIS[row["basis"]], when)
        before = self._by_publication(Span(hi=last), row)
        for holder in self.parties.named(row["holder"]):
            for giver in self.parties.named(row["received_from"]):
                rank = self._rank_of_joint(row, giver, holder)
                for data_type, unnamed_in in self._types(row, holder):
                    for used in self.made_from.get(data_type, (data_type,)):
                        yield Carrier(giver, holder, used, rank, before.lo, before.hi, unnamed_in)

    def _expanded(self, row: Row, recipients: list[str], rank: int, when: Span) -> Iterator[Carrier]:
        for holder in self.parties.named(row["holder"]):
            for recipient in self.parties.named(recipients):
                for data_type, unnamed_in in self._types(row, holder):
                    yield Carrier(holder, recipient, data_type, rank, when.lo, when.hi, unnamed_in)

    def _types(self, row: Row, holder: str) -> list[tuple[str, str | None]]:
        """The kinds of data of a row; not itemised, the broadest that its holder can have given."""
        if row["data_types"]:
            return [(data_type, None) for data_type in row["data_types"]]
        kinds = (self.parties.kind.get(holder), self.parties.class_kind.get(holder))
        return [("driver-record" if "driver-licensing" in kinds else "personal-data", row["channel"] or "")]

    def _time(self, row: Row) -> tuple[Span, float]:
        """When it can have gone (of what stands: from its earliest start to its latest end), and its last day."""
        start, end = _day(row["start"] or ""), _day(row["end"] or "")
        if row["time_kind"] != "standing":
            when = self._by_publication(start if row["start"] else Span(hi=end.hi), row)
            return when, when.hi
        kind = row["end_kind"] or "unknown"
        last = start.hi if kind == "unknown" else end.hi
        return Span(start.lo, end.hi if kind == "ended" else inf), self._last_of_standing(
            row, kind, start, last
        )

    def _last_of_standing(self, row: Row, kind: str, start: Span, last: float) -> float:
        """Its last day; publication bounds it where it bounds the start."""
        published = self._published.get(row["document"], inf)
        begun_by = min(start.hi, last) if kind in ("seen", "ongoing-as-stated") else start.hi
        return min(last, published) if start.lo <= published < begun_by else last

    def _by_publication(self, when: Span, row: Row) -> Span:
        """What a document says went had gone by the day it was published, if that leaves anything."""
        published = self._published.get(row["document"], inf)
        return Span(when.lo, published) if when.lo <= published < when.hi else when

    def _rank_of_joint(self, row: Row, giver: str, holder: str) -> int:
        """That of the statement; said by a party to the exchange, only if the speaker is party to this one too."""
        rank = RANK_OF_BASIS[row["basis"]]
        heard = self.parties.named([row["speaker_agency"]] if row["speaker_agency"] else [])
        sides = {giver, holder, *self.parties.wholes(giver), *self.parties.wholes(holder)}
        return rank if rank != RANK_OF_BASIS["party"] or sides & {*heard} else RANK_OF_BASIS["third"]

    # --- kinds of data

    def broader(self, data_type: str) -> frozenset[str]:
        """A kind of data and every broader one."""
        return frozenset({data_type}).union(*map(self.broader, self.parents[data_type]))

    def carries(self, data_type: str) -> frozenset[tuple[str, str | None]]:
        """What an item must be of to carry a kind of data: that or broader; made from other data, as the channel has it."""
        broader = self.broader(data_type)
        channels = vocabulary("channels")
        unnamed = ["", *channels]
        if data_type in self.made_from:
            unnamed = [channel for channel in channels if data_type in channels[channel].listed("yields")]
        return frozenset((each, channel) for each in broader for channel in (None, *unnamed))


def _is_masked(row: Row, column: str) -> bool:
    return any(entry.partition(":")[0] == column for entry in row["masked"])
