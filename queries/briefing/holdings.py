"""What records are held of the parties of a brief: declared complete, in part, withheld, never asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import isinf

from graphmodel.dates import iso
from graphmodel.evidence import Coverage
from graphmodel.projection import Evidence
from queries.briefing.exchanges import Teller, term
from queries.briefing.phrases import wording
from queries.briefing.sentences import Group, Ref, Remark, Sentence
from queries.dated import period

SIDES = {"holder": "What {name} gave", "recipient": "What {name} received"}


def covering(
    evidence: Evidence, givers: Collection[str], receivers: Collection[str], sources: Collection[str] = ()
) -> list[Coverage]:
    """The rows of coverage of some parties' giving, and of others' receiving, of the sources asked for."""
    return [
        row
        for row in sorted(evidence.coverage, key=lambda row: (row.side, row.agency, row.id))
        if row.agency in (givers if row.side == "holder" else receivers)
        and (not sources or {row.record.get("dataset"), row.document} & {*sources})
    ]


def coverage_groups(
    rows: Iterable[Coverage],
    channels: Collection[str] | None,
    ends: Iterable[tuple[str, bool]],
    teller: Teller,
) -> tuple[Group, ...]:
    """A sentence for each row that speaks of the ways that are told, and a remark on what is silent.

    Parameters
    ----------
    channels
        Those of the exchanges told; None for any.
    ends
        Each end in words, and whether anything is known of its records.
    """
    rows = list(rows)
    near = [row for row in rows if speaks_of(row, channels)]
    remarks = [
        Remark(f"Of {end} no row says what records are held, or were asked for.", "coverage")
        for end, known in ends
        if not known
    ]
    if len(near) < len(rows):
        number = len(rows) - len(near)
        remarks.append(
            Remark(
                f"{number} more {'row speaks' if number == 1 else 'rows speak'} of ways other than those above: "
                f"the question “coverage” lists them.",
                "coverage",
            )
        )
    return (Group("", tuple(_sentence(row, teller) for row in near), tuple(remarks)),)


def speaks_of(row: Coverage, channels: Collection[str] | None) -> bool:
    """Whether a row speaks of one of these channels, or of every channel."""
    return channels is None or not row.channel or row.channel in channels


def _sentence(row: Coverage, teller: Teller) -> Sentence:
    way = f" by {term('channels', row.channel)}" if row.channel else ""
    what = f": {row.record_kind}" if row.record_kind else ""
    lo, hi = (None if isinf(day) else iso(day) for day in (row.period.lo, row.period.hi))
    when = f" ({period(lo, hi)})" if lo or hi else ""
    extent = wording()["extents"].get(row.extent, row.extent)
    return Sentence(
        f"{SIDES[row.side].format(name=teller.name(row.agency))}{way}{what}{when}: {extent}.",
        "",
        None,
        "coverage",
        (Ref("coverage", row.id),),
    )


def silent(rows: Iterable[Coverage], side: str) -> bool:
    """Whether no row is of a side."""
    return not any(row.side == side for row in rows)
