"""What records of an agency's giving or receiving could show: all that is open, or none of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphmodel.vocabulary import yields
from queries.gaps.changes import Change, shown
from queries.gaps.finding import covers, unstated
from queries.gaps.gap import Claim, Gap, Row
from queries.gaps.ground import Ground

#: The claim of an exchange that records could show of which nothing is said yet.
SUPPOSED = "\x00supposed"


def log_shows(gap: Gap, ground: Ground) -> Change:
    """All that is open in what the records cover was so, and so was the exchange asked about."""
    open_claims = (claim for claim in gap.claims if is_open(claim, ground))
    supposed = (("statement", row) for row in _supposed(gap, ground))
    return Change(rows=(*(shown(claim, ground) for claim in open_claims), *supposed))  # type: ignore[arg-type]


def is_open(claim: Claim, ground: Ground) -> bool:
    """Whether anything of an exchange is open that records of it would tell."""
    item = claim.items[0]
    if "mode" in item.masked or item.mode in ("requested", "available"):
        return True
    return item.mode == "disclosed" and bool(unstated(claim, ground) or not item.is_firm)


def _supposed(gap: Gap, ground: Ground) -> Iterator[Row]:
    """The exchange asked about, in the period of each row of coverage, of each kind of data that its channel gives."""
    givers, receiver = _ends_supposed(gap, ground)
    if not givers or receiver is None:
        return
    made = yields(gap.channel)
    kinds = [kind for kind in ground.kinds if kind in made] if made else list(ground.kinds)
    for number, each in enumerate(gap.coverage):
        if kinds:
            yield {
                "id": f"{SUPPOSED}-{number}",
                "document": each.document,
                "dataset": each.record.get("dataset"),
                "basis": "record",
                "mode": "disclosed",
                "holder": list(givers),
                "recipient": [receiver],
                "data_types": kinds,
                "payload": "stated",
                "channel": gap.channel,
                "time_kind": "event",
                "start": _period_of(each.record),
            }


def _period_of(record: Row) -> str:
    """A period as a cell: from the first day of its start to the last of its end."""
    start, end = str(record.get("start") or ""), str(record.get("end") or "")
    first, last = start.partition("..")[0], end.rpartition("..")[2]
    return f"{first}..{last}" if first or last else ""


def _ends_supposed(gap: Gap, ground: Ground) -> tuple[tuple[str, ...], str | None]:
    """Between whom records could show the exchange asked about.

    Between an office and the end asked about, where the case tells of any exchange between them that the records cover,
    whatever became of it; and where it tells of none that they cover at all: then nothing narrows what they could show.
    """
    agency, side = gap.key[0], gap.key[1]
    goal, told = ground.goal, [item for claim in gap.claims for item in claim.items]
    if side == "holder":
        if agency not in ground.starts or not (not told or any(item.recipient in goal for item in told)):
            return (), None
        return (agency,), ground.receiver
    if agency not in goal:
        return (), None
    receiver = agency if agency in goal.full else ground.receiver
    giving = {item.holder for item in told}
    found = [
        giver
        for giver, office in zip(ground.givers, ground.offices, strict=True)
        if not told or any(holder in office.answering for holder in giving)
    ]
    return tuple(dict.fromkeys(found)), receiver


def log_is_empty(gap: Gap, ground: Ground) -> Change:
    """Complete records, which show nothing of what is open and cannot have been outside their period."""
    closed = {each.id for each in gap.coverage}
    coverage = tuple(
        replace(each, extent="complete") if each.id in closed else each for each in ground.evidence.coverage
    )
    gone = [
        claim for claim in gap.claims if is_open(claim, ground) and _is_wholly_covered(claim, gap, ground)
    ]
    return Change(gone={claim.id: _firmly_stated(claim) for claim in gone}, coverage=coverage)


def _firmly_stated(claim: Claim) -> frozenset[str]:
    """The kinds of data of which nothing is open: that they went is never tried as untrue."""
    return frozenset(item.data_type for item in claim.items if item.is_firm and item.payload == "stated")


def _is_wholly_covered(claim: Claim, gap: Gap, ground: Ground) -> bool:
    return all(any(covers(each, item, ground, wholly=True) for each in gap.coverage) for item in claim.items)
