"""What a record could say: the case as it would be, were it to show all that is open, or that nothing of it was so.

| gap | the best answer | the worst answer |
| --- | --- | --- |
| request | it was answered: disclosed, stated | it was refused |
| access | it was used: disclosed, stated | nothing was disclosed: the case without these claims |
| payload | all that may have gone went, stated | only what is stated went: without these claims for every other kind |
| doubt | it was so: neither hedged nor one of several | it was not: without these claims |
| joint | received from all who are said to have given | had from elsewhere: without these claims |
| masked | the cell says what the question asks about | it says something else; nothing is tried of a date |
| name | it is the likely agency | it is not: nothing changes |
| coverage | all that is open in what it covers was so; and so was the exchange asked about | nothing of what is open was so, of the kinds of data of which it is; complete |

*Stated*: each kind of data asked about that the claim may include is named. A record that shows an exchange is a
record, so these items are documented, not hedged, and not one of several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graphmodel.evidence import Coverage, Item
from graphmodel.projection import Evidence
from graphmodel.reading import FIELD_OF_COLUMN, Kind
from graphmodel.registry import MASKED, Registry
from graphmodel.vocabulary import yields
from queries.gaps.finding import covers, givers_to, stated, unstated
from queries.gaps.gap import Claim, Gap, GapKind, Row
from queries.gaps.ground import Ground

#: The claim of an exchange that records could show of which nothing is said yet.
SUPPOSED = "\x00supposed"


@dataclass(frozen=True)
class Change:
    """What an answer changes in a case.

    Attributes
    ----------
    gone
        Claims that go, each with the kinds of data for which it stays.
    rows
        What takes the place of the rows of the same id, or is new.
    coverage
        All coverage, where that changes.
    registry
        Who is who, where that changes.
    """

    gone: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rows: tuple[tuple[Kind, Row], ...] = ()
    coverage: tuple[Coverage, ...] | None = None
    registry: Registry | None = None

    def without(self, kind: str) -> frozenset[str]:
        """The claims that are not there when one kind of data is asked about."""
        return frozenset(claim for claim, stays in self.gone.items() if kind not in stays)


Answer = Callable[[Gap, Ground], Change | None]


def changed_world(change: Change, without: frozenset[str], ground: Ground) -> tuple[Evidence, list[Item]]:
    """The case as a change makes it, without some claims; and the items that went or came."""
    case = ground.evidence
    replaced = without | {str(row["id"]) for _, row in change.rows}
    left = [item for item in case.items if item.claim not in replaced]
    went = [item for item in case.items if item.claim in replaced]
    came = list(ground.read(change.rows, change.registry))
    made = {(item.id, item.key): item for item in (*left, *came)}
    world = replace(
        case,
        items=tuple(made[key] for key in sorted(made)),
        coverage=case.coverage if change.coverage is None else change.coverage,
        registry=change.registry or case.registry,
    )
    return world, [*went, *came]


# --- what a row becomes ---------------------------------------------------------------------------------------


def _firm(row: Row) -> dict[str, object]:
    """A row as a record shows it."""
    return {**row, "basis": "record", "hedged": False, "one_of": False}


def _shown(claim: Claim, ground: Ground) -> tuple[Kind, Row]:
    """It was disclosed, and each kind of data that it may include went."""
    named = dict.fromkeys((*(item.data_type for item in claim.items), *sorted(unstated(claim, ground))))
    told = {"mode": "disclosed", "payload": "stated", "data_types": [name for name in named if name]}
    return claim.kind, _firm(claim.row) | told | {"masked": _masks_but(claim, "mode", "type")}


def _masks_but(claim: Claim, *fields: str) -> list[str]:
    """What stays masked in a row once some fields are told."""
    return [
        entry
        for entry in claim.row.get("masked") or ()
        if FIELD_OF_COLUMN.get(entry.partition(":")[0]) not in fields
    ]


def _all_shown(gap: Gap, ground: Ground) -> Change:
    return Change(rows=tuple(_shown(claim, ground) for claim in gap.claims))


def _none_there(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(gone={claim.id: frozenset() for claim in gap.claims})


def _refused(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(rows=tuple((claim.kind, {**claim.row, "mode": "refused"}) for claim in gap.claims))


def _only_stated(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(gone={claim.id: stated(claim) for claim in gap.claims})


def _sure(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(rows=tuple((claim.kind, _firm(claim.row)) for claim in gap.claims))


def _joined(gap: Gap, ground: Ground) -> Change:
    """Received from everybody of whom the case says that they disclosed to the agency."""
    received = givers_to(ground)
    return Change(
        rows=tuple(
            (claim.kind, {**claim.row, "received_from": sorted(_given_to(claim, received))})
            for claim in gap.claims
        )
    )


def _given_to(claim: Claim, received: Mapping[str, frozenset[str]]) -> set[str]:
    """Who gave to the holders of a claim, but for those that it gave to."""
    recipients = {item.recipient for item in claim.items}
    return {giver for item in claim.items for giver in received.get(item.holder, ())} - recipients


# --- masks and names ------------------------------------------------------------------------------------------


def _unmasked(gap: Gap, ground: Ground) -> Change:
    return Change(rows=tuple(_uncovered(claim, gap.field, ground) for claim in gap.claims))


def _uncovered(claim: Claim, name: str, ground: Ground) -> tuple[Kind, Row]:
    """A row with one field read under its mask, as the question would have it."""
    told = {"masked": _masks_but(claim, name), **_under(claim, name, ground)}
    return claim.kind, {**claim.row, **told}


def _under(claim: Claim, name: str, ground: Ground) -> dict[str, object]:
    if name == "mode":
        return {"mode": "disclosed"}
    if name == "type":
        return {"data_types": list(ground.kinds)}
    if name == "date":
        return {}
    column = "holder" if name == "holder" else _receiving_column(claim)
    found = ground.givers if name == "holder" else (ground.receiver,) if ground.receiver else ()
    cell = claim.row.get(column)
    kept = [party for party in ([cell] if isinstance(cell, str) else cell or ()) if party != MASKED]
    return {column: [*kept, *dict.fromkeys(found)]}


def _receiving_column(claim: Claim) -> str:
    if claim.kind == "statement":
        return "recipient"
    return "component" if claim.row.get("component") else "requester"


def _something_else(gap: Gap, ground: Ground) -> Change | None:
    if gap.field == "date":
        return None
    return _refused_under_mask(gap) if gap.field == "mode" else _none_there(gap, ground)


def _refused_under_mask(gap: Gap) -> Change:
    told = ({**claim.row, "mode": "refused", "masked": _masks_but(claim, "mode")} for claim in gap.claims)
    return Change(rows=tuple((claim.kind, row) for claim, row in zip(gap.claims, told, strict=True)))


def _named(gap: Gap, ground: Ground) -> Change:
    """The name stands for its likely agency, wherever it is written."""
    case, ((name,), (candidate,)) = ground.evidence, gap.parties
    registry = Registry(
        replace(party, stands_for=candidate) if party.id == name else party
        for party in case.registry.values()
    )
    rows = {item.claim: (item.kind, item.record) for item in case.items if _is_of(item, name)}
    coverage = tuple(replace(each, agency=registry.successor(each.agency)) for each in case.coverage)
    return Change(rows=tuple(rows.values()), coverage=coverage, registry=registry)


def _is_of(item: Item, name: str) -> bool:
    return name in (item.holder, item.recipient, *item.via, *item.received_from)


def _nothing(gap: Gap, ground: Ground) -> None:  # noqa: ARG001 (the shape of an answer)
    return None


# --- coverage -------------------------------------------------------------------------------------------------


def _log_shows(gap: Gap, ground: Ground) -> Change:
    open_claims = (claim for claim in gap.claims if is_open(claim, ground))
    supposed = (("statement", row) for row in _supposed(gap, ground))
    return Change(rows=(*(_shown(claim, ground) for claim in open_claims), *supposed))  # type: ignore[arg-type]


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


def _log_is_empty(gap: Gap, ground: Ground) -> Change:
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


#: Of each kind of gap what is tried: the best and the worst answer.
TRIED: Mapping[GapKind, tuple[Answer, Answer]] = {
    "request": (_all_shown, _refused),
    "access": (_all_shown, _none_there),
    "payload": (_all_shown, _only_stated),
    "doubt": (_sure, _none_there),
    "joint": (_joined, _none_there),
    "masked": (_unmasked, _something_else),
    "name": (_named, _nothing),
    "coverage": (_log_shows, _log_is_empty),
}
