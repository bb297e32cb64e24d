"""What do the sources cover, and what is missing?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphmodel.dates import iso
from graphmodel.evidence import Coverage
from graphmodel.projection import Evidence
from graphmodel.scope import ends
from queries.declaration import Column, Declared, Parameter, Row
from queries.options import ALL_STANDINGS, AS_OF, KNOWN_BY, SOURCE, Wanted, read_party, read_standing


def coverage(
    evidence: Evidence,
    *,
    agency: str,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """The records that are held of an agency, of a kind of agency, or of any."""
    answering = ends(read_party(agency, evidence), evidence.registry).full
    read_standing(min_standing, ALL_STANDINGS)
    options = {"source": source, "as_of": as_of, "known_by": known_by}
    wanted = Wanted.read(evidence, options)
    rows = [_row(each) for each in evidence.coverage if each.agency in answering and wanted.hears_of(each)]
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[Any, ...]:
    where = (row["row"] or 0, row["dataset"] or "", row["file"] or "")
    return (row["agency"], row["side"], row["start"] or "", *where)


def _row(each: Coverage) -> Row:
    return {
        "agency": each.agency,
        "side": each.side,
        "channel": each.channel or None,
        "record_kind": each.record_kind or None,
        "start": iso(each.period.lo),
        "end": iso(each.period.hi),
        "extent": each.extent,
        "would_obtain": each.would_obtain or None,
        "document": each.document or None,
        "note": each.note or None,
        "dataset": each.record.get("dataset"),
        "file": each.record.get("file"),
        "row": each.record.get("row"),
    }


COVERAGE = Declared(
    "coverage",
    1,
    "What do the sources cover, and what is missing?",
    (
        Parameter("agency", "party", "An agency, a kind of agency, or any.", default="any"),
        SOURCE,
        Parameter(
            "min-standing",
            "standing",
            "Taken as by every question; records have no standing, so all are shown.",
            default="denied",
        ),
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("agency", "Whose records."),
        Column("side", "Its giving (holder) or its receiving (recipient)."),
        Column("channel", "The channel covered; blank = every channel."),
        Column("record_kind", "What kind of record."),
        Column("start", "From when; blank = since ever."),
        Column("end", "Until when; blank = open."),
        Column("extent", "Complete, partial, withheld or never asked for."),
        Column("would_obtain", "The record to ask for."),
        Column("document", "The document that says so."),
        Column("note", "The curator's note."),
        Column("dataset", "The dataset."),
        Column("file", "The file."),
        Column("row", "The row."),
    ),
    ("document", "dataset", "file", "row"),
    (
        "Only coverage declared complete can refute; partial coverage says nothing of what it leaves out.",
        "An agency that is not listed has no records here: nothing is known of it, in either direction.",
    ),
    coverage,
    table=("agency", "side", "extent", "channel", "start", "end", "record_kind", "would_obtain"),
    theme="evidence and gaps",
    references=("Semantics, section 4: coverage is data, and only complete coverage can refute.",),
    left_to_python={"min-standing": "records have no standing, so that it changes nothing"},
)
