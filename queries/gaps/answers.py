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

from collections.abc import Callable, Mapping
from dataclasses import replace

from graphmodel.evidence import Item
from graphmodel.reading import Kind
from graphmodel.registry import MASKED, Registry
from queries.gaps.changes import Change, firm, masks_but, shown
from queries.gaps.finding import givers_to, stated
from queries.gaps.gap import Claim, Gap, GapKind, Row
from queries.gaps.ground import Ground
from queries.gaps.logs import log_is_empty, log_shows

Answer = Callable[[Gap, Ground], Change | None]


# --- exchanges ------------------------------------------------------------------------------------------------


def _all_shown(gap: Gap, ground: Ground) -> Change:
    return Change(rows=tuple(shown(claim, ground) for claim in gap.claims))


def _none_there(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(gone={claim.id: frozenset() for claim in gap.claims})


def _refused(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(rows=tuple((claim.kind, {**claim.row, "mode": "refused"}) for claim in gap.claims))


def _only_stated(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(gone={claim.id: stated(claim) for claim in gap.claims})


def _sure(gap: Gap, ground: Ground) -> Change:  # noqa: ARG001 (the shape of an answer)
    return Change(rows=tuple((claim.kind, firm(claim.row)) for claim in gap.claims))


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
    told = {"masked": masks_but(claim, name), **_under(claim, name, ground)}
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
    told = ({**claim.row, "mode": "refused", "masked": masks_but(claim, "mode")} for claim in gap.claims)
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


#: Of each kind of gap what is tried: the best and the worst answer.
TRIED: Mapping[GapKind, tuple[Answer, Answer]] = {
    "request": (_all_shown, _refused),
    "access": (_all_shown, _none_there),
    "payload": (_all_shown, _only_stated),
    "doubt": (_sure, _none_there),
    "joint": (_joined, _none_there),
    "masked": (_unmasked, _something_else),
    "name": (_named, _nothing),
    "coverage": (log_shows, log_is_empty),
}
