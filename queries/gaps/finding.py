"""Which records are missing: read off the evidence and the coverage of a case, each record once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from graphmodel.evidence import DISPUTED, MASKS_THAT_MATTER, Coverage, Item
from graphmodel.registry import MASKED
from queries.gaps.gap import Claim, Gap, GapKind
from queries.gaps.ground import Ground

#: The modes of what is open by what it is called; what was disclosed is open where it is not firm.
OPEN_MODES: dict[str, GapKind] = {"requested": "request", "available": "access"}


def gaps_of(ground: Ground) -> list[Gap]:
    """Every gap of a case, in the order of the ids."""
    found = [
        *_exchanges(ground),
        *_joints(ground),
        *_masked(ground),
        *_names(ground),
        *_coverage(ground),
    ]
    return sorted(found, key=lambda gap: gap.id)


# --- exchanges ------------------------------------------------------------------------------------------------


def _exchanges(ground: Ground) -> Iterator[Gap]:
    """What is open in the exchanges between the same parties by the same way: one record of the holder's."""
    ways = [
        ((kind, *_way(claim)), claim)
        for claim in ground.claims.values()
        if _is_between_named(claim)
        for kind in _open_in(claim, ground)
    ]
    for key, claims in _gathered(ways):
        kind, *way = key
        parties = _parties(claims[0])
        yield Gap(kind, tuple(way), _who_holds(parties, ground), parties, claims[0].items[0].channel, claims)


def _gathered(
    found: Iterable[tuple[tuple[GapKind, str, str, str, str], Claim]],
) -> Iterator[tuple[tuple[GapKind, str, str, str, str], tuple[Claim, ...]]]:
    ordered = sorted(found, key=lambda each: (each[0], each[1].id))
    for key, members in groupby(ordered, key=lambda each: each[0]):
        yield key, tuple(claim for _, claim in members)


def _open_in(claim: Claim, ground: Ground) -> Iterator[GapKind]:
    item = claim.items[0]
    if "mode" in item.masked:
        return
    if item.mode in OPEN_MODES:
        yield OPEN_MODES[item.mode]
    if item.mode == "disclosed":
        if unstated(claim, ground):
            yield "payload"
        if item.hedged or item.one_of:
            yield "doubt"


def stated(claim: Claim) -> frozenset[str]:
    """The kinds of data that a row states to have gone."""
    return frozenset(item.data_type for item in claim.items if item.payload == "stated")


def unstated(claim: Claim, ground: Ground) -> frozenset[str]:
    """The kinds of data asked about that a row may include and does not state."""
    return frozenset(kind for item in claim.items for kind in ground.included(item)) - stated(claim)


def _parties(claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who gave and who got."""
    return (
        tuple(dict.fromkeys(item.holder for item in claim.items)),
        tuple(dict.fromkeys(item.recipient for item in claim.items)),
    )


def _who_holds(parties: tuple[tuple[str, ...], tuple[str, ...]], ground: Ground) -> tuple[str, ...]:
    """Who gave; where that is only told as a class, who got."""
    named = [
        tuple(party for party in side if not ground.evidence.registry.is_group(party)) for side in parties
    ]
    return named[0] or named[1] or parties[0]


def _way(claim: Claim) -> tuple[str, str, str, str]:
    """Between whom, and by which way: what the record of an exchange is told apart by."""
    holders, recipients = _parties(claim)
    item = claim.items[0]
    return ";".join(sorted(holders)), ";".join(sorted(recipients)), item.channel, ">".join(item.via)


def _is_between_named(claim: Claim) -> bool:
    return all(party not in ("", MASKED) for side in _parties(claim) for party in side)


# --- joints ---------------------------------------------------------------------------------------------------


def _joints(ground: Ground) -> Iterator[Gap]:
    """What agencies between gave, with no word of whence they had it: the record is theirs."""
    received = givers_to(ground)
    ways = [
        (("joint", *_way(claim)), claim)
        for claim in ground.claims.values()
        if _is_between_named(claim) and _may_join(claim, ground)
    ]
    for (_, *way), claims in _gathered(ways):  # type: ignore[arg-type]
        parties = _parties(claims[0])
        if any(received.get(holder) for holder in parties[0]):
            yield Gap("joint", tuple(way), parties[0], parties, claims[0].items[0].channel, claims)


def _may_join(claim: Claim, ground: Ground) -> bool:
    """Whether a row tells what an agency between gave, and not from whom it had it."""
    registry = ground.evidence.registry
    return all(
        item.mode == "disclosed"
        and "mode" not in item.masked
        and not item.received_from
        and not registry.is_group(item.holder)
        and item.holder not in ground.starts
        and item.holder not in ground.goal.full
        for item in claim.items
    )


def givers_to(ground: Ground) -> dict[str, frozenset[str]]:
    """Of whom the case says that they disclosed to an agency, other than to whom the data is asked to have come."""
    found: dict[str, set[str]] = {}
    for item in ground.evidence.items:
        if item.mode == "disclosed" and item.makes_flow and item.holder not in ground.goal.full:
            found.setdefault(item.recipient, set()).add(item.holder)
    return {party: frozenset(givers - {party, MASKED}) for party, givers in found.items()}


# --- masks, names ---------------------------------------------------------------------------------------------


def _masked(ground: Ground) -> Iterator[Gap]:
    """A field that is masked in a document: the same document without the mask."""
    found: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in ground.claims.values():
        item = claim.items[0]
        for field in item.masked & MASKS_THAT_MATTER if DISPUTED not in item.masked else ():
            found.setdefault((item.document, item.dataset, field), []).append(claim)
    for key, claims in found.items():
        givers, receivers = (
            _named(item.holder for claim in claims for item in claim.items),
            _named(item.recipient for claim in claims for item in claim.items),
        )
        yield Gap("masked", key, givers or receivers, (givers, receivers), "", tuple(claims), field=key[2])


def _named(parties: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*parties} - {"", MASKED}))


def _names(ground: Ground) -> Iterator[Gap]:
    """A name that is not resolved and has a likely agency: whoever stands on the other side can say who it is."""
    for party in sorted(ground.evidence.registry.values(), key=lambda each: each.id):
        if party.provisional and party.candidate and not party.stands_for:
            claims = tuple(claim for claim in ground.claims.values() if _mentions(claim, party.id))
            others = _named(
                each for claim in claims for item in claim.items for each in (item.holder, item.recipient)
            )
            if claims:
                yield Gap(
                    "name",
                    (party.id,),
                    tuple(each for each in others if each != party.id),
                    ((party.id,), (party.candidate,)),
                    "",
                    claims,
                )


def _mentions(claim: Claim, party: str) -> bool:
    return any(party in (item.holder, item.recipient, *item.via, *item.received_from) for item in claim.items)


# --- coverage -------------------------------------------------------------------------------------------------


def _coverage(ground: Ground) -> Iterator[Gap]:
    """What an agency gave (or received) by one way, or by all, of which no complete records are held."""
    found: dict[tuple[str, str, str], list[Coverage]] = {}
    for each in ground.evidence.coverage:
        if each.extent != "complete" and ground.hears_of(each):
            found.setdefault((each.agency, each.side, each.channel), []).append(each)
    for key, rows in found.items():
        claims = tuple(
            claim
            for claim in ground.claims.values()
            if any(covers(each, item, ground) for each in rows for item in claim.items)
        )
        yield Gap("coverage", key, (key[0],), channel=key[2], claims=claims, coverage=tuple(rows))


def covers(coverage: Coverage, item: Item, ground: Ground, *, wholly: bool = False) -> bool:
    """Whether records speak of an exchange: of its party on their side, by its channel, in its time.

    Parameters
    ----------
    wholly
        Only where the exchange cannot have been outside their period.
    """
    party = item.holder if coverage.side == "holder" else item.recipient
    bodies = (party, *ground.evidence.registry.wholes(party))
    extent = item.when.extent
    in_time = extent.within(coverage.period) if wholly else extent.meets(coverage.period)
    return coverage.agency in bodies and coverage.channel in ("", item.channel) and in_time
