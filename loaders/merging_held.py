"""What a case holds when it is merged: rows, logs and settings of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphmodel.errors import InputError
from graphmodel.tables import Tables
from loaders import decisions, disputes, history, reviews
from loaders.decisions import Decision
from loaders.disputes import Voice, read_voices
from loaders.generations import Writer
from loaders.inputs import Input
from loaders.parting import Row
from loaders.reviews import Review
from loaders.store import CaseFolder, Settings


@dataclass(frozen=True)
class Held:
    """What a case holds, at one moment.

    Attributes
    ----------
    name
        What the case is called, beside the other.
    """

    name: str
    folder: CaseFolder
    settings: Settings
    generation: str | None
    manifest: Mapping[str, Any]
    inputs: Sequence[Input]
    decisions: Sequence[Decision]
    reviews: Sequence[Review]
    voices: Sequence[Voice]

    @classmethod
    def of(cls, folder: CaseFolder, name: str) -> Held:
        """A case as it is now; one that somebody writes meanwhile is read again."""
        while True:
            before = _state(folder)
            try:
                made = cls(
                    name,
                    folder,
                    folder.open().settings,
                    before[0],
                    folder.manifest(before[0]),
                    Writer(folder).inputs(before[0]),
                    decisions.read_decisions(folder.path),
                    reviews.read_reviews(folder.path),
                    read_voices(folder.path),
                )
            except InputError:
                if _state(folder) == before:
                    raise
                continue
            if _state(folder) == before:
                return made

    @cached_property
    def tables(self) -> Tables:
        """Its tables."""
        return self.folder.read().tables

    @property
    def history(self) -> list[Row]:
        """What made each of its generations."""
        return [
            (each["when"], each["generation"], each["before"], each["did"])
            for each in history.history(self.folder)
        ]

    def cites(self, claim: str) -> set[str]:
        """The documents that a claim rests on: the one that it cites, and what that repeats."""
        repeats = {each["id"]: each["repeats"] for each in self.tables.records("Source")}
        found: set[str] = set()
        for label in ("Statement", "Request"):
            for row in self.tables.records(label):
                document = row["document"] if row["id"] == claim else None
                while document and document not in found:
                    found.add(document)
                    document = repeats.get(document)
        return found


def _state(folder: CaseFolder) -> tuple[str | None, ...]:
    """What changes whenever somebody writes to a case."""
    logs = (folder.path / name for name in (decisions.FILE, reviews.FILE, disputes.FILE))
    return folder.current, *(
        each.read_text(encoding="utf-8-sig") if each.is_file() else None for each in logs
    )
