"""One neutral reading of a case, from which every format is written: tables, files, and what is derived for the eye.

Tables are read column by column, with the types of the declaration; files are the settings, logs, mappings, words and
entered rows of the case folder, and the manifest, rejects and kept rows of its generation. Which names a file may have
is listed here: nothing else leaves a case, and nothing else comes into one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.schema import NODE
from graphmodel.tables import END_COLUMNS, Tables, columns
from loaders.agencywords import FILE as WORDS
from loaders.entering import DATASET, FILES
from loaders.generations import MANIFEST, REJECTS, ROWS, hash_of
from loaders.inputs import program_version

if TYPE_CHECKING:
    from loaders.store import CaseFolder, Snapshot

Record = Mapping[str, Any]
Span = tuple[str | None, str | None]
"""The first and the last day on which something can have been; None where open."""

VERSION = 1
"""The version of what the stamp says; a newer one is not read."""
PROGRAM = "datatrail"
CAUTION = (
    "A flow is a claim with evidence, not a fact; its standing says how good the evidence is. That two flows meet does not "
    "show that the same data went on; that one is not here does not show that nothing went. Check the original of what "
    "was read as an excerpt."
)
"""What an export does not show; it goes with every one."""

GENERATION = "generation"
SETTINGS = "case.toml"
LOGS = ("decisions.csv", "reviews.csv", "conflicts.csv")
ROW_FILE = re.compile(r"[0-9a-f]{16}-[a-z]+\.parquet")
_NAME = r"[^/\\:\x00-\x1f]*"
ALLOWED = re.compile(
    rf"case\.toml|decisions\.csv|reviews\.csv|conflicts\.csv|mappings/(?!\.){_NAME}\.toml|vocabularies/{re.escape(WORDS)}"
    rf"|{DATASET}/(?:{'|'.join(each.removesuffix('.csv') for each in FILES.values())})(?:~[0-9]+)?\.csv"
    rf"|{GENERATION}/(?:{re.escape(MANIFEST)}|{re.escape(REJECTS)}|{ROWS}/{ROW_FILE.pattern})"
)
"""The names that a file of a case can have in an export; none of them leaves the folder."""


@dataclass(frozen=True)
class Reading:
    """A case as it is written.

    Attributes
    ----------
    title
        The case's title.
    case_sha256
        The hash of its tables as they are kept.
    tables, files
        All tables; and each file, by the name that it has in an export.
    flows
        The flows that its evidence makes: rows as of the question `flows`.
    times
        When each statement and request can have been, by its id.
    registry
        Whether the shipped agencies, states and databases belong to the case.
    credits
        What is said of the datasets that came with the program: title, credit, licence, caution.
    """

    title: str
    case_sha256: str
    tables: Tables
    files: Mapping[str, Path]
    flows: Callable[[], Iterable[Record]] = tuple
    times: Mapping[str, Span] = field(default_factory=dict)
    credits: tuple[Record, ...] = ()
    registry: bool = True

    @cached_property
    def stamp(self) -> dict[str, Any]:
        """Which case this is, and which program wrote it: so that an import can say what was changed since."""
        return {
            "program": PROGRAM,
            "version": program_version(),
            "interchange": VERSION,
            "title": self.title,
            "registry": self.registry,
            "case_sha256": self.case_sha256,
            "tables": marks(self.tables),
            "files": {name: hash_of(path) for name, path in self.files.items()},
            "caution": CAUTION,
        }


def of_case(folder: CaseFolder, snapshot: Snapshot, **derived: Any) -> Reading:
    """The reading of one generation of a case; `derived` is what is shown besides: flows, times, credits."""
    files = dict(_files(folder.path, folder.data / snapshot.generation if snapshot.generation else None))
    said = folder.settings
    return Reading(
        said.title, snapshot.case_sha256, snapshot.tables, files, registry=said.registry, **derived
    )


def _files(case: Path, generation: Path | None) -> Iterator[tuple[str, Path]]:
    for folder, prefix in ((case, ""), (generation, f"{GENERATION}/")):
        if folder is None:
            continue
        inside = (path for part in ("*", "*/*") for path in sorted(folder.glob(part)))
        for path in inside:
            name = prefix + path.relative_to(folder).as_posix()
            if path.is_file() and ALLOWED.fullmatch(name):
                yield name, path


# --- tables -----------------------------------------------------------------------------------------------------------


KEYS = ("id", *END_COLUMNS)
"""The columns that say which row it is, and what it joins: never blank, and held by every format as keys."""


def cells_of(name: str) -> dict[str, Any]:
    """The columns of a table that are no ends: those of a graph's nodes and edges that are no keys."""
    return {column: kind for column, kind in columns(name).items() if column not in KEYS}


def is_node(name: str) -> bool:
    """Whether a table is of nodes, with an id each."""
    return name in NODE


def rows_of(tables: Tables, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, with its columns in their order."""
    return (dict(row) for row in tables.source(name).records())


def row_keys(name: str, rows: Iterable[Record]) -> Iterator[str]:
    """What each row is called in the file of losses: a node by its id, a relationship by its place, from 0."""
    return (str(row["id"]) if is_node(name) else str(place) for place, row in enumerate(rows))


def marks(tables: Tables) -> dict[str, dict[str, Any]]:
    """How many rows each table has, and a hash of their values, whatever they are written in."""
    return {name: mark_of(rows_of(tables, name)) for name in tables}


def mark_of(rows: Iterable[Record]) -> dict[str, Any]:
    """The number of rows, and a hash of their values."""
    digest, number = sha256(), 0
    for number, row in enumerate(rows, start=1):  # noqa: B007 - counted
        digest.update(json.dumps(list(row.values()), ensure_ascii=True).encode() + b"\n")
    return {"rows": number, "sha256": digest.hexdigest()}
