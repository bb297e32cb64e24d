"""What two loads of a case say of each claim: added, withdrawn, or changed, and in which cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graphmodel.evidence import Item
from graphmodel.schema import PROVENANCE
from queries.declaration import Row

#: Where a row stands says nothing of what it says; a mask does, and so does the dataset.
PLACE = frozenset({each.name for each in PROVENANCE} - {"masked", "dataset"}) | {"name"}


def claim_rows(sides: Sequence[Mapping[str, Item]], blank: Row) -> Iterator[Row]:
    """One row for each claim or request, with the columns in which its row differs.

    Parameters
    ----------
    sides
        An item of each claim, before and after.
    blank
        A row of the comparison with nothing in it.
    """
    before, after = sides
    for claim, either in sorted({**before, **after}.items()):
        was, now = before.get(claim), after.get(claim)
        differing = _differing(was, now) if was and now else []
        yield {
            **blank,
            "what": "claim",
            "change": _change(was, now, differing),
            "flow": claim,
            "whom": f"{either.holder or '?'} → {either.recipient or '?'}",
            "data_type": either.data_type,
            "channel": either.channel or None,
            "differs": differing,
            "standing_before": was.standing if was else None,
            "standing_after": now.standing if now else None,
            "documents": sorted({each.document for each in (was, now) if each and each.document}),
        }


def _change(was: Item | None, now: Item | None, differing: list[str]) -> str:
    if was is None or now is None:
        return "added" if was is None else "withdrawn"
    return "changed" if differing else "unchanged"


def _differing(was: Item, now: Item) -> list[str]:
    """The cells in which the rows of a claim differ, a blank list being a blank."""
    names = {*was.record, *now.record} - PLACE
    return sorted(name for name in names if (was.record.get(name) or None) != (now.record.get(name) or None))
