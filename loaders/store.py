"""The case folder: immutable generations of tables, one commit point, one writer at a time.

A generation is written beside the others, made durable, and renamed; replacing ``data/CURRENT`` is the commit. A
writer that is killed leaves the case as before or after, never between; what it left behind is cleared away by the
next one. Raw input is never copied: a generation keeps the canonical rows of each input, so that a later load can
work out all tables anew.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError
from graphmodel.schema import FORMAT_VERSION
from graphmodel.tables import Tables
from loaders.inputs import Input, program_version
from loaders.rejects import REJECT_COLUMNS, Conflict, Reject

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
REJECTS = "rejects.csv"
ROWS = "rows"
KEPT_GENERATIONS = 5
GENERATION = re.compile(r"gen-(\d{6,})-[0-9a-f]{12}")
TEMPORARY = ".new-"
LOGS = {
    "decisions.csv": ("when", "who", "name", "dataset", "agency", "reason"),
    "reviews.csv": ("when", "who", "claim", "what", "why"),
}
IGNORED = ("/index/", "/.lock", "/.writer.json", f"/data/{TEMPORARY}*")


@dataclass(frozen=True, slots=True)
class Settings:
    """What case.toml says.

    Attributes
    ----------
    registry
        Whether the shipped agencies, states and databases belong to the case.
    defaults
        Options that commands take where none is given.
    """

    title: str
    description: str = ""
    format_version: int = FORMAT_VERSION
    registry: bool = True
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def toml(self) -> str:
        """The settings as the text of case.toml."""
        lines = [
            f"title = {_quoted(self.title)}",
            f"description = {_quoted(self.description)}",
            f"format_version = {self.format_version}",
            f"registry = {str(self.registry).lower()}",
            "",
            "[defaults]",
            *(f"{name} = {_quoted(str(value))}" for name, value in sorted(self.defaults.items())),
        ]
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True)
class Snapshot:
    """One generation of a case, as it was when it was read; a later load does not change it.

    Attributes
    ----------
    generation
        Its name; None where nothing has been loaded yet.
    manifest
        What it was made of: inputs with their counts, files with their hashes.
    """

    tables: Tables
    manifest: Mapping[str, Any]
    generation: str | None = None

    @property
    def case_sha256(self) -> str:
        """A hash over the tables: the same inputs give the same."""
        return str(self.manifest["case_sha256"])


class CaseFolder:
    """A folder that holds a case.

    Parameters
    ----------
    path
        The folder; `init` makes it, `open` checks it.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.data = self.path / "data"

    def __repr__(self) -> str:
        return f"CaseFolder({str(self.path)!r})"

    def init(
        self,
        title: str | None = None,
        *,
        description: str = "",
        registry: bool = True,
        defaults: Mapping[str, Any] | None = None,
    ) -> CaseFolder:
        """Make a new, empty case here.

        Raises
        ------
        InputError
            When the folder is a case already, or cannot be made.
        """
        if (self.path / "case.toml").exists():
            raise InputError(f"{self.path} is a case already", hint="load into it, or name another folder")
        settings = Settings(
            title or self.path.resolve().name, description, registry=registry, defaults=defaults or {}
        )
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            (self.path / "mappings").mkdir(exist_ok=True)
            for name, header in LOGS.items():
                (self.path / name).write_text(",".join(header) + "\n", encoding="utf-8")
            (self.path / ".gitignore").write_text("\n".join(IGNORED) + "\n", encoding="utf-8")
            _replace(self.path / "case.toml", settings.toml())
        except OSError as error:
            raise InputError(f"{self.path} cannot be made a case ({error.strerror})") from error
        return self

    def open(self) -> CaseFolder:
        """The folder, if it holds a case that this program can read.

        Raises
        ------
        InputError
            When there is no case, or one of a newer version.
        """
        _ = self.settings
        return self

    @property
    def exists(self) -> bool:
        """Whether there is a case here."""
        return (self.path / "case.toml").is_file()

    @cached_property
    def settings(self) -> Settings:
        """What case.toml says."""
        try:
            made = tomllib.loads((self.path / "case.toml").read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            hint = f"make one: datatrail init {self.path}"
            raise InputError(f"there is no case in {self.path}", hint=hint) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(f"{self.path / 'case.toml'}: {error}", hint="correct this file") from error
        return _settings(self.path / "case.toml", made)

    # --- reading

    @property
    def current(self) -> str | None:
        """The name of the current generation; None where nothing has been loaded yet."""
        try:
            name = (self.data / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        if GENERATION.fullmatch(name) is None:
            raise InputError(f"{self.data / CURRENT} names no generation", hint="load the case's files again")
        return name

    def read(self) -> Snapshot:
        """The current generation, whole; one that a writer clears away meanwhile is not mixed with another."""
        _ = self.settings
        while True:
            name = self.current
            if name is None:
                return self._nothing_loaded()
            try:
                tables = Tables.read(self.data / name)
                return Snapshot(tables, self.manifest(name), name)
            except InputError:
                if self.current == name:
                    raise

    def _nothing_loaded(self) -> Snapshot:
        from loaders.build import build

        tables = build({}, registry=self.settings.registry)
        return Snapshot(tables, {"inputs": [], "case_sha256": sha256(b"").hexdigest()})

    def manifest(self, generation: str | None = None) -> dict[str, Any]:
        """What a generation (the current one, unless told) was made of."""
        name = generation or self.current
        if name is None:
            return {"inputs": []}
        try:
            made: dict[str, Any] = json.loads((self.data / name / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(
                f"{self.data / name} has no manifest", hint="load the case's files again"
            ) from error
        return made

    def rejects(self) -> list[dict[str, str]]:
        """The rows that the current generation left out: dataset, file, sheet, row, column, reason, hint."""
        name = self.current
        if name is None:
            return []
        with (self.data / name / REJECTS).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def generations(self) -> list[str]:
        """The generations that are kept, oldest first."""
        if not self.data.is_dir():
            return []
        found = (path.name for path in self.data.iterdir() if GENERATION.fullmatch(path.name))
        return sorted(found, key=_number)

    # --- writing

    @contextmanager
    def writing(self, command: str | None = None) -> Generator[Writer]:
        """Be the one writer of the case.

        Parameters
        ----------
        command
            What is running, for whoever finds the case locked.

        Raises
        ------
        InputError
            When another process is writing; says which, what and since when.
        """
        from filelock import FileLock, Timeout

        _ = self.settings
        lock = FileLock(self.path / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise InputError(
                f"the case {self.path} is being written by {self._holder()}",
                hint="wait until it has ended, then try again",
            ) from error
        except OSError as error:
            raise InputError(f"the case {self.path} cannot be written ({error.strerror})") from error
        note = self.path / ".writer.json"
        try:
            _replace(note, json.dumps(_who(command)))
            self._clear_leftovers()
            yield Writer(self)
        except OSError as error:
            raise InputError(
                f"the case {self.path} cannot be written ({error.strerror or error})",
                hint="look at the disk and at who may write there; the case is as it was",
            ) from error
        finally:
            note.unlink(missing_ok=True)
            lock.release()

    def _holder(self) -> str:
        try:
            who = json.loads((self.path / ".writer.json").read_text(encoding="utf-8"))
            return f"process {who['pid']} ({who['command']}) since {who['since']}"
        except (OSError, ValueError, KeyError):
            return "another process"

    def _clear_leftovers(self) -> None:
        """Take away what a killed writer left: parts of a generation, or one that was never made current."""
        self.data.mkdir(exist_ok=True)
        current = self.current
        for path in list(self.data.iterdir()):
            unfinished = path.name.startswith(TEMPORARY) or path.name == f"{CURRENT}.new"
            uncommitted = GENERATION.fullmatch(path.name) and _number(path.name) > _number(current)
            if unfinished or uncommitted:
                _remove(path)


class Writer:
    """Writes generations of a case that it holds the lock of."""

    def __init__(self, folder: CaseFolder) -> None:
        self.folder = folder

    def inputs(self) -> list[Input]:
        """The inputs of the current generation, with their rows."""
        name = self.folder.current
        if name is None:
            return []
        entries = self.folder.manifest(name)["inputs"]
        return [Input.from_manifest(entry, self.folder.data / name / ROWS) for entry in entries]

    def commit(
        self,
        tables: Tables,
        inputs: Iterable[Input],
        entries: Iterable[Mapping[str, Any]],
        rejects: Iterable[Reject],
        conflicts: Iterable[Conflict],
    ) -> str:
        """Make a new generation the current one, unless it would be the same.

        Parameters
        ----------
        tables
            All tables.
        inputs
            The inputs that they were made of, whose rows are kept.
        entries
            What the manifest says of each input.
        rejects, conflicts
            The rows that are not in the tables, and the ids that two places state differently.

        Returns
        -------
        str
            The name of the current generation.
        """
        data = self.folder.data
        building = data / f"{TEMPORARY}{os.getpid()}"
        _remove(building)
        (building / ROWS).mkdir(parents=True)
        tables.write(building)
        files = {path.name: _hash(path) for path in sorted(building.glob("*.parquet"))}
        case_sha256 = sha256("".join(f"{name} {hash}\n" for name, hash in files.items()).encode()).hexdigest()
        for each in inputs:
            each.write(building / ROWS)
        _write_rejects(building / REJECTS, rejects)
        manifest = {
            "format_version": FORMAT_VERSION,
            "program": program_version(),
            "case_sha256": case_sha256,
            "registry": self.folder.settings.registry,
            "inputs": list(entries),
            "conflicts": [_conflict(each) for each in conflicts],
            "rows": {name: len(table) for name, table in tables.items()},
            "files": {
                path.relative_to(building).as_posix(): _hash(path) for path in sorted(building.rglob("*.*"))
            },
        }
        current = self.folder.current
        if current is not None and self.folder.manifest(current) == manifest:
            _remove(building)
            return current
        text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
        (building / MANIFEST).write_text(text + "\n", encoding="utf-8")
        name = f"gen-{_number(current) + 1:06}-{case_sha256[:12]}"
        self._make_current(building, name)
        self._forget_old()
        return name

    def _make_current(self, building: Path, name: str) -> None:
        """The commit: everything is on disk before CURRENT names it."""
        data = self.folder.data
        for path in (*building.rglob("*"), building):
            _to_disk(path)
        building.rename(data / name)
        _to_disk(data)
        _replace(data / CURRENT, name + "\n")

    def _forget_old(self) -> None:
        """Take away the oldest generations; one that cannot be taken away now is so next time."""
        for name in self.folder.generations()[:-KEPT_GENERATIONS]:
            with suppress(OSError):
                gone = (self.folder.data / name).rename(self.folder.data / f"{TEMPORARY}{name}")
                _remove(gone)


def _settings(path: Path, made: Mapping[str, Any]) -> Settings:
    version = made.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise InputError(f"{path} has no format_version", hint=f"write format_version = {FORMAT_VERSION}")
    if version > FORMAT_VERSION:
        raise InputError(
            f"{path.parent} has format version {version}; this program ({program_version()}) reads up to "
            f"{FORMAT_VERSION}",
            hint="update datatrail",
        )
    registry, defaults = made.get("registry", True), made.get("defaults", {})
    if not isinstance(registry, bool) or not isinstance(defaults, dict):
        raise InputError(
            f"{path}: registry must be true or false, defaults a table", hint="correct this file"
        )
    title = str(made.get("title") or path.parent.name)
    return Settings(title, str(made.get("description") or ""), version, registry, defaults)


def _conflict(each: Conflict) -> dict[str, Any]:
    return {
        "shape": each.shape,
        "id": each.id,
        "kept": {"dataset": each.kept.dataset, "file": each.kept.file, "row": each.kept.row or None},
        "other": {"dataset": each.other.dataset, "file": each.other.file, "row": each.other.row or None},
        "columns": list(each.columns),
    }


def _write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, REJECT_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(each.cells() for each in rejects)


def _who(command: str | None) -> dict[str, Any]:
    words = command or " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]).strip() or "python"
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "command": words[:200], "since": since}


def _number(generation: str | None) -> int:
    match = GENERATION.fullmatch(generation or "")
    return int(match[1]) if match else 0


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _replace(path: Path, text: str) -> None:
    """The file holds the old text or the new, whenever the writing is cut short."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    """What was written under this name survives a power cut, where the system can say so."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
