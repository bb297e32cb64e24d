"""Generations are immutable: written beside the others, made durable, renamed, and made current by one replacement."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from graphmodel.schema import FORMAT_VERSION
from graphmodel.tables import Tables
from loaders.durable import remove, replace_text, to_disk
from loaders.history import note
from loaders.inputs import Input, program_version
from loaders.rejects import REJECT_COLUMNS, Conflict, Reject
from loaders.saying import Texts, finish, put_down

if TYPE_CHECKING:
    from loaders.store import CaseFolder

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
REJECTS = "rejects.csv"
ROWS = "rows"
KEPT_GENERATIONS = 10
GENERATION = re.compile(r"gen-(\d{6,})-[0-9a-f]{12}")
TEMPORARY = ".new-"


@dataclass(frozen=True)
class Contents:
    """What a generation holds.

    Attributes
    ----------
    tables
        All tables.
    inputs
        The inputs that they were made of, whose rows are kept.
    entries
        What the manifest says of each input.
    rejects, conflicts
        The rows that are not in the tables, and the ids that two places state differently.
    naming
        A hash of the decisions and words that names were resolved by.
    decided, reviews
        What stood in the logs: decisions about names, and reviews of claims with what became of each.
    """

    tables: Tables
    inputs: Sequence[Input]
    entries: Sequence[Mapping[str, Any]]
    rejects: Sequence[Reject]
    conflicts: Sequence[Conflict]
    naming: str = ""
    decided: Sequence[Sequence[str]] = ()
    reviews: Sequence[Mapping[str, Any]] = ()

    def write(self, folder: Path, *, registry: bool) -> dict[str, Any]:
        """Everything but the manifest is in the folder; the manifest."""
        self.tables.write(folder)
        tables = {path.name: hash_of(path) for path in sorted(folder.glob("*.parquet"))}
        listed = "".join(f"{name} {digest}\n" for name, digest in tables.items())
        for each in self.inputs:
            each.write(folder / ROWS)
        write_rejects(folder / REJECTS, self.rejects)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {
            "format_version": FORMAT_VERSION,
            "program": program_version(),
            "case_sha256": sha256(listed.encode()).hexdigest(),
            "registry": registry,
            "naming": self.naming,
            "decisions": list(self.decided),
            "reviews": list(self.reviews),
            "inputs": list(self.entries),
            "conflicts": [each.entry() for each in self.conflicts],
            "rows": {name: len(table) for name, table in self.tables.items()},
            "files": {path.relative_to(folder).as_posix(): hash_of(path) for path in files},
        }


class Writable(Protocol):
    """What a generation can be made of."""

    def write(self, folder: Path, *, registry: bool) -> dict[str, Any]:
        """Everything but the manifest is in the folder; the manifest."""


class Writer:
    """Writes generations of a case that it holds the lock of."""

    def __init__(self, folder: CaseFolder) -> None:
        self.folder = folder

    @contextmanager
    def staging(self) -> Generator[Path]:
        """A folder for rows that are read and not yet part of a generation; it is gone afterwards."""
        folder = self.folder.data / f"{TEMPORARY}rows-{os.getpid()}"
        remove(folder)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            remove(folder)

    def inputs(self, generation: str | None = None) -> list[Input]:
        """The inputs of a generation, with their rows; of the current one, unless told."""
        name = generation or self.folder.current
        if name is None:
            return []
        entries = self.folder.manifest(name)["inputs"]
        return [Input.from_manifest(entry, self.folder.data / name / ROWS) for entry in entries]

    def commit(
        self, made: Writable, did: str = "", said: Texts = MappingProxyType({}), *, after: int = 0
    ) -> str:
        """Make a new generation the current one, unless it would be the same; its name.

        Parameters
        ----------
        did
            What made it, for the history.
        said
            What is added to files of the case, by path; with the new generation or, on an error, not at all.
        after
            The number of a generation of another case that it comes after, too.
        """
        building = self.folder.data / f"{TEMPORARY}{os.getpid()}"
        remove(building)
        (building / ROWS).mkdir(parents=True)
        manifest = made.write(building, registry=self.folder.settings.registry)
        current = self.folder.current
        if current is not None and self.folder.manifest(current) == manifest:
            remove(building)
            self._say(current, said)
            return current
        text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
        (building / MANIFEST).write_text(text + "\n", encoding="utf-8")
        name = f"gen-{max(number_of(current), after) + 1:06}-{manifest['case_sha256'][:12]}"
        self._make_current(building, name, said)
        with suppress(OSError):  # it is done: what is not written down, or not added yet, is told of as such
            note(self.folder.data, name, current, did)
            finish(self.folder.path, name)
        self._forget_old()
        return name

    def _make_current(self, building: Path, name: str, said: Texts) -> None:
        """The commit: everything is on disk before CURRENT names it."""
        data = self.folder.data
        for path in (*building.rglob("*"), building):
            to_disk(path)
        building.rename(data / name)
        to_disk(data)
        put_down(data, name, said)
        self.folder.raise_version()
        replace_text(data / CURRENT, name + "\n")

    def _say(self, current: str, said: Texts) -> None:
        """What is said changes no table."""
        put_down(self.folder.data, current, said)
        finish(self.folder.path, current)

    def _forget_old(self) -> None:
        """Take away the oldest generations; one that cannot be taken away now is so next time."""
        for name in self.folder.generations()[:-KEPT_GENERATIONS]:
            with suppress(OSError):
                gone = (self.folder.data / name).rename(self.folder.data / f"{TEMPORARY}{name}")
                remove(gone)


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """The rejects are a CSV file: dataset, file, sheet, row, column, reason, hint."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, REJECT_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(each.cells() for each in rejects)


def number_of(generation: str | None) -> int:
    """The number in a generation's name; 0 where there is none."""
    match = GENERATION.fullmatch(generation or "")
    return int(match[1]) if match else 0


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
