"""An input is one file as it was loaded: its identity, its counts, and the canonical rows that are kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graphmodel.errors import InputError
from loaders.columns import rows_schema
from loaders.rejects import Place, Reject
from loaders.staged import Staged


@cache
def program_version() -> str:
    """The version of the program that writes."""
    try:
        return version("datatrail")
    except PackageNotFoundError:
        return "unknown"


@cache
def reader_version() -> str:
    """What decides how a file is read: the program's version, and a hash of its vocabularies."""
    digest = sha256()
    for path in sorted((files("graphmodel") / "vocabularies").iterdir(), key=lambda path: path.name):
        digest.update(path.read_bytes())
    return f"{program_version()}+{digest.hexdigest()[:12]}"


@dataclass(frozen=True)
class Input:
    """One table of a file of a dataset, read, with the rows that are kept of it.

    Attributes
    ----------
    mapping, mapping_sha256
        The mapping that it was read through; blank for a canonical file.
    rows_read
        How many rows the file has.
    rejects
        The rows that were set aside for what they hold themselves.
    personal_dropped
        How many personal values were dropped, by kind.
    marked
        Names that are doubtful, and why.
    rows
        The kept rows by shape.
    staged
        The rows of a log, of which the rows of a case are gathered.
    replaces
        The files of its dataset in whose place it stands: a corrected release.
    was
        The versions of the file that were loaded before it, each in the place of the one before.
    version_of
        The file of which it is one of several versions that two cases have, and nobody has decided between; blank
        of any other.
    reader
        What it was read by: another version may read it otherwise.
    """

    dataset: str
    file: str
    sheet: str
    sha256: str
    shape: str
    mapping: str
    mapping_sha256: str
    rows_read: int
    rejects: tuple[Reject, ...]
    personal_dropped: Mapping[str, int]
    marked: Mapping[str, str]
    rows: Mapping[str, pa.Table] = field(compare=False)
    staged: Staged | None = field(default=None, compare=False)
    replaces: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    version_of: str = ""
    reader: str = field(default_factory=reader_version)

    @property
    def key(self) -> tuple[str, str, str]:
        """What a table is replaced by: another of the same file, sheet and dataset."""
        return self.dataset, self.file, self.sheet

    @property
    def original(self) -> tuple[str, str, str]:
        """The same of the file itself, of which this may be one of several versions."""
        return self.dataset, self.version_of or self.file, self.sheet

    @property
    def version(self) -> str:
        """What tells it from another version of the file, or another reading of it."""
        return sha256(f"{self.sha256}{self.mapping_sha256}".encode()).hexdigest()[:12]

    def instead_of(self, before: Input) -> Input:
        """The same, in the place of a version that was loaded before."""
        if before.version == self.version:
            return replace(self, was=before.was)
        return replace(self, was=(*(each for each in before.was if each != before.version), before.version))

    def as_file(self, name: str) -> Input:
        """The same, as one of several versions of its file, under a name of its own."""
        rows = {
            shape: table.set_column(
                table.schema.get_field_index("file"), "file", pa.array([name] * len(table), pa.string())
            )
            for shape, table in self.rows.items()
        }
        rejects = tuple(replace(each, place=replace(each.place, file=name)) for each in self.rejects)
        return replace(self, file=name, rejects=rejects, rows=rows, version_of=self.original[1])

    def same_source(self, file_sha256: str, mapping_sha256: str) -> bool:
        """Whether reading it again would give the same."""
        same = (self.sha256, self.mapping_sha256) == (file_sha256, mapping_sha256)
        return same and self.reader == reader_version()

    def write(self, folder: Path) -> None:
        """Keep the rows, one Parquet file per shape."""
        for shape, table in self.rows.items():
            pq.write_table(table, _path(folder, self.key, shape), compression="zstd")
        if self.staged:
            self.staged.write(_path(folder, self.key, "staged"), _path(folder, self.key, "terms"))

    def to_manifest(self) -> dict[str, Any]:
        """What the manifest keeps of it, without its rows."""
        return {
            "dataset": self.dataset,
            "file": self.file,
            "sheet": self.sheet or None,
            "sha256": self.sha256,
            "shape": self.shape,
            "mapping": self.mapping or None,
            "mapping_sha256": self.mapping_sha256 or None,
            "reader": self.reader,
            "replaces": list(self.replaces),
            "was": list(self.was),
            "version_of": self.version_of or None,
            "rows_read": self.rows_read,
            "personal_dropped": dict(self.personal_dropped),
            "marked": dict(self.marked),
            "shapes": sorted(self.rows),
            "staged": self.staged.to_manifest() if self.staged else None,
            "own_rejects": [
                [each.place.row, each.place.sheet, each.column, each.reason, each.hint, each.rows]
                for each in self.rejects
            ],
        }

    @classmethod
    def from_manifest(cls, entry: Mapping[str, Any], folder: Path) -> Input:
        """An input as a generation keeps it."""
        dataset, file = entry["dataset"], entry["file"]
        rejects = tuple(
            Reject(Place(dataset, file, row, sheet), column, reason, hint, rows)
            for row, sheet, column, reason, hint, rows in entry["own_rejects"]
        )
        bare = cls(
            dataset,
            file,
            entry["sheet"] or "",
            entry["sha256"],
            entry["shape"],
            entry["mapping"] or "",
            entry["mapping_sha256"] or "",
            entry["rows_read"],
            rejects,
            entry["personal_dropped"],
            entry["marked"],
            {},
            replaces=tuple(entry["replaces"]),
            was=tuple(entry["was"]),
            version_of=entry["version_of"] or "",
            reader=entry["reader"],
        )
        named = entry.get("kept_as", bare.key)
        rows = {shape: bare._read(_path(folder, named, shape), shape) for shape in entry["shapes"]}
        kept, terms = (_path(folder, named, name) for name in ("staged", "terms"))
        staged = Staged.read(kept, terms, entry["staged"]) if entry["staged"] else None
        return replace(bare, rows=rows, staged=staged)

    def _read(self, path: Path, shape: str) -> pa.Table:
        try:
            return pq.read_table(path, schema=rows_schema(shape))
        except (OSError, ValueError) as error:
            raise InputError(
                f"the kept rows of {self.file} (dataset {self.dataset!r}) cannot be read ({error})",
                hint="write the name of an earlier generation under data/ into data/CURRENT, or load the files "
                "again into a new case",
            ) from error


def _path(folder: Path, named: Sequence[str], what: str) -> Path:
    """The file of an input's rows; of an older generation, by what named it there (`loaders.formats`)."""
    digest = sha256("\x1f".join(named).encode()).hexdigest()[:16]
    return folder / f"{digest}-{what}.parquet"
