"""Which records would settle a question: what coverage says could be obtained, else the logs of the two ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphmodel.scope import Ends

if TYPE_CHECKING:
    from graphmodel.evidence import Coverage
    from queries.tracing.network import Network


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record to ask for.

    Attributes
    ----------
    agency
        Whose it is.
    record
        What to ask for, in words.
    row
        The row of coverage that says so; None where nothing is known of what there is.
    """

    agency: str
    record: str
    row: Coverage | None = None

    @property
    def words(self) -> str:
        """The record, and of what kind of record it is a part."""
        of = self.row.record_kind if self.row else ""
        return f"{self.record} (of {of})" if of else self.record


def wanted(network: Network, start: Ends, goal: Ends) -> Iterator[Wanted]:
    """The records of the start's giving and the goal's receiving, each once."""
    seen: set[tuple[str, str]] = set()
    for each in _obtainable(network, start, goal):
        line = (network.registry.label(each.agency), each.words)
        if line not in seen:
            seen.add(line)
            yield each
    if not seen:
        yield from plain_requests(network, start, goal)


def _obtainable(network: Network, start: Ends, goal: Ends) -> Iterator[Wanted]:
    sources = set(network.question.sources)
    for each in sorted(
        network.evidence.coverage, key=lambda each: (each.side != "holder", each.agency not in start.full)
    ):
        ends = start if each.side == "holder" else goal
        if sources and not {each.record.get("dataset"), each.document} & sources:
            continue
        if each.extent != "complete" and each.would_obtain and each.agency in ends:
            yield Wanted(each.agency, each.would_obtain, each)


def plain_requests(network: Network, start: Ends, goal: Ends) -> Iterator[Wanted]:
    """The logs of the two ends, of three bodies at most on each side."""
    data = network.question.data
    for ends, what in (
        (start, "requests for {} that it answered or refused"),
        (goal, "requests for {} that it made"),
    ):
        for party in sorted(ends.full)[:3]:
            yield Wanted(party, f"its log of {what.format(data)}, with date, body and threshold")
