"""A folder of files, or the same folder in a ZIP archive: what a package and Parquet are written in and read from.

Names come from a list of what may be there (`loaders.interchange.reading.ALLOWED` and the tables), never from the
file; an archive is checked as any that is loaded: its names, its sizes, its ways of packing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from graphmodel.errors import InputError
from loaders.interchange.reading import ALLOWED
from loaders.readers.archives import members
from loaders.readers.sources import Source, file_source

ZIPPED = ".zip"
TABLES, CASE = "tables", "case"
#: An archive of the same case is the same: no member has a time of its own.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def is_zipped(path: Path) -> bool:
    """Whether a folder is written as an archive: by the end of its name."""
    return path.suffix.lower() == ZIPPED


def zipped(folder: Path, archive: Path) -> None:
    """The folder as an archive; the same folder gives the same bytes."""
    with ZipFile(archive, "w", ZIP_DEFLATED) as made:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = ZipInfo(path.relative_to(folder).as_posix(), LONG_AGO)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as file, made.open(entry, "w", force_zip64=True) as out:
                shutil.copyfileobj(file, out)


def put_files(folder: Path, files: Mapping[str, Path]) -> list[Path]:
    """The files of a case under a folder that is written; where each is now."""
    placed = []
    for name, path in files.items():
        target = folder / CASE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        placed.append(target)
    return placed


class Contents:
    """The files of a folder or an archive that is read, by name."""

    def __init__(self, path: Path, sources: Mapping[str, Source]) -> None:
        self.path = path
        self._sources = sources

    @classmethod
    def of(cls, path: Path) -> Contents:
        """The contents of a folder or an archive; a link that leads out of the folder is refused."""
        if path.is_dir():
            return cls(path, {name: file_source(each) for name, each in _inside(path)})
        source = file_source(path)
        return cls(path, {each.name.removeprefix(f"{source.name}/"): each for each in members(source)})

    def __contains__(self, name: str) -> bool:
        return name in self._sources

    def where(self, name: str) -> str:
        """How a file is called in a message."""
        return f"{self.path}/{name}"

    def source(self, name: str) -> Source:
        """A file that must be there.

        Raises
        ------
        InputError
            When it is not.
        """
        if name not in self._sources:
            raise InputError(
                f"{self.where(name)} is not there",
                hint="the export is not whole: fetch it again, or export again",
            )
        return self._sources[name]

    def data(self, name: str) -> bytes:
        """The bytes of a small file that must be there."""
        return self.source(name).whole()

    def files(self) -> dict[str, Source]:
        """The files of the case in it, by the names that they have in any export; what else is there is passed over."""
        inside = (
            (name.removeprefix(f"{CASE}/"), each)
            for name, each in self._sources.items()
            if name.startswith(f"{CASE}/")
        )
        return {name: each for name, each in inside if ALLOWED.fullmatch(name)}


def _inside(folder: Path) -> Iterable[tuple[str, Path]]:
    root = folder.resolve()
    for each in sorted(folder.rglob("*")):
        if not each.resolve().is_relative_to(root):
            raise InputError(
                f"{each} leads out of the folder", hint="no export has such a link: take it away"
            )
        if each.is_file():
            yield each.relative_to(folder).as_posix(), each
