"""A case goes out in the format of another program, and an export becomes a case: what is told of either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.dates import Day, iso

if TYPE_CHECKING:
    from datatrail.case import Case
    from graphmodel.projection import Evidence
    from loaders.interchange.importing import Imported
    from loaders.interchange.reading import Reading, Span
    from loaders.interchange.restoring import Restored
    from loaders.store import CaseFolder

SHOWN = 20


def reading_of(case: Case) -> Reading:
    """A case as every format is written from it."""
    from datatrail.bundle import notes
    from loaders.interchange.reading import of_case

    @cache
    def flows() -> list[dict[str, Any]]:
        from queries.rows import flow_summary

        return [flow_summary(flow, case.evidence) for flow in case.evidence.flows()]

    credited = tuple(each for each in notes()["dataset"] if each["id"] in case.datasets)
    return of_case(case.folder, case.snapshot, flows=flows, times=times(case.evidence), credits=credited)


def times(evidence: Evidence) -> dict[str, Span]:
    """When each statement and request can have been, by its id: the least span that holds the times of its items."""
    found: dict[str, tuple[Day, Day]] = {}
    for item in evidence.items:
        lo, hi = found.get(item.claim, (inf, -inf))
        found[item.claim] = min(lo, item.when.start.lo), max(hi, item.when.end.hi)
    return {claim: (iso(lo), iso(hi)) for claim, (lo, hi) in found.items()}


def exported(case: Case, format_: str, out: Path) -> Iterator[str]:
    """Write a case; line by line what was written, and what was lost in the format."""
    from loaders.interchange.exporting import export
    from loaders.interchange.loss import beside

    reading = reading_of(case)
    lost = export(reading, format_, out)
    rows = sum(each["rows"] for each in reading.stamp["tables"].values())
    yield f"{out}: {rows} rows of {len(reading.tables)} tables, case {reading.case_sha256[:12]}"
    if not lost:
        yield f"{beside(out)}: nothing is lost in this format"
    else:
        yield f"{beside(out)}: what this format cannot hold, with the values; send both"
    yield from map(in_words, summed(each.summary() for each in lost))
    yield f"What it does not show: {reading.stamp['caution']}"
    yield ""


def in_words(lost: Mapping[str, Any]) -> str:
    """A loss as a line.

    >>> in_words({"field": "Agency.note", "type": "text", "multiplicity": 2, "why": "control characters", "instead": "U+FFFD"})
    '  Agency.note (text, 2): control characters; instead: U+FFFD'
    """
    return "  {field} ({type}, {multiplicity}): {why}; instead: {instead}".format(**lost)


def summed(lost: Any) -> Iterator[Mapping[str, Any]]:
    """Losses, with the kept rows of all files as one."""
    for folder, each in groupby(lost, key=lambda one: _folder(one["field"])):
        losses = list(each)
        yield losses[0] | {"field": folder, "multiplicity": sum(map(itemgetter("multiplicity"), losses))}


def _folder(field: str) -> str:
    """A file's folder where it holds many; else the field.

    >>> _folder("generation/rows/0a.parquet"), _folder("case.toml"), _folder("Agency.note")
    ('generation/rows', 'case.toml', 'Agency.note')
    """
    return field.rpartition("/")[0] if field.startswith("generation/rows/") else field


@dataclass(frozen=True)
class Done:
    """What an import did, or would do.

    Attributes
    ----------
    made
        The case as it came out of the export.
    restored
        What was made of it; None of a dry run.
    folder
        The case.
    """

    made: Imported
    restored: Restored | None
    folder: Path

    @property
    def counts(self) -> dict[str, Any]:
        """The counts of what the case was loaded from; nothing of a dry run."""
        return self.restored.report.to_dict() if self.restored else {}

    def to_dict(self) -> dict[str, Any]:
        """The import as data."""
        return {
            **self.counts,
            "case_sha256": self.restored.case_sha256 if self.restored else None,
            "same": self.restored.is_same if self.restored else None,
            "edited": list(self.made.edited),
            "changed_files": list(self.made.changed_files),
            "missing": [dict(each) for each in self.made.missing],
            "differs": list(self.restored.differs) if self.restored else [],
            "remarks": list(self.made.remarks),
        }

    def lines(self) -> Iterator[str]:
        """What whoever imports should know: what is missing, what was changed, what was done instead."""
        made = self.made
        yield from _missing(made)
        if made.edited:
            yield f"Edited since it was exported: {', '.join(made.edited)}"
        if made.changed_files:
            yield from (
                f"Changed, taken away or added since it was exported: {name}" for name in made.changed_files
            )
        yield from made.remarks[:SHOWN]
        yield from self._result()
        yield f"What it does not show: {made.stamp.get('caution', '')}"

    def _result(self) -> Iterator[str]:
        if self.restored is None:
            yield "Nothing was written"
            return
        sha = self.restored.case_sha256[:12]
        if self.restored.is_same:
            same = "every table and file is as it was when it was exported"
            yield f"Made {self.folder}: {same} (case {sha})"
            return
        if self.restored.differs:
            yield f"Worked out anew from the rows, and not as in the file: {', '.join(self.restored.differs)}"
        was = self.made.stamp["case_sha256"][:12]
        yield f"Made {self.folder} (case {sha}; the one that was exported is {was})"


def _missing(made: Imported) -> Iterator[str]:
    from loaders.interchange.loss import beside

    if made.missing:
        yield f"Without {beside(made.path).name}, which is not beside it, this is missing:"
        yield from map(in_words, summed(made.missing))


def imported(path: Path, format_: str, folder: CaseFolder, *, dry_run: bool) -> Done:
    """Make a case of an export; of a dry run, only read it.

    Raises
    ------
    InputError
        When it is damaged, or the case holds something already.
    """
    from loaders.interchange.importing import read_export
    from loaders.interchange.restoring import restore

    folder.refuse_inside()
    made = read_export(path, format_)
    return Done(made, None if dry_run else restore(made, folder), folder.path)
