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
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError, disk_hint, reason_of
from graphmodel.schema import FORMAT_VERSION
from graphmodel.tables import Tables
from graphmodel.tomltext import parse_toml
from graphmodel.whole import folder_beside
from loaders.durable import NEW, remove, replace_text
from loaders.formats import brought_up, refuse_newer
from loaders.generations import (
    CURRENT,
    GENERATION,
    MANIFEST,
    REJECTS,
    TEMPORARY,
    Writer,
    number_of,
)
from loaders.saying import finish, is_unfinished

LOGS = {
    "decisions.csv": ("when", "who", "name", "dataset", "agency", "reason"),
    "reviews.csv": ("when", "who", "claim", "what", "why"),
}
_VERSION = re.compile(r"^(\s*format_version\s*=\s*)\d+", re.MULTILINE)
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
        settings = Settings(
            title or self.path.resolve().name, description, registry=registry, defaults=defaults or {}
        )
        try:
            if (self.path / "case.toml").exists():
                raise InputError(
                    f"{self.path} is a case already", hint="load into it, or name another folder"
                )
            if self.path.exists():
                _furnish(self.path, settings)
            else:
                with folder_beside(self.path) as beside:
                    _furnish(beside, settings)
                    beside.replace(self.path)
        except OSError as error:
            raise InputError(
                f"{self.path} cannot be made a case ({reason_of(error)})", hint=disk_hint(error)
            ) from error
        return self

    def open(self) -> CaseFolder:
        """The folder, if it holds a case that this program can read; what a killed writer had said is then in its files.

        Raises
        ------
        InputError
            When there is no case, or one of a newer version.
        """
        _ = self.settings
        if is_unfinished(self.data):
            with suppress(InputError):  # who cannot write here reads all the same
                self._finish()
        return self

    def _finish(self) -> None:
        with self.writing("what a killed command left"):
            pass

    @property
    def exists(self) -> bool:
        """Whether there is a case here."""
        return (self.path / "case.toml").is_file()

    @property
    def outer(self) -> Path | None:
        """The nearest case that this folder would lie in, as one names it from the current folder."""
        here = Path.cwd()
        for above in self.path.resolve().parents:
            if CaseFolder(above).exists:
                return above.relative_to(here) if above != here and above.is_relative_to(here) else above
        return None

    def refuse_inside(self, instead: str = "") -> None:
        """Fail where this folder is no case yet, and would lie in one.

        Parameters
        ----------
        instead
            What else to do, for the hint; `{outer}` is the other case.

        Raises
        ------
        InputError
            Naming the case that it would lie in.
        """
        if not self.exists and (outer := self.outer):
            raise InputError(
                f"{self.path} lies in the case {outer}: a case inside a case is not made",
                hint=f"{instead.format(outer=outer)}name a folder outside it",
            )

    @cached_property
    def settings(self) -> Settings:
        """What case.toml says."""
        path = self.path / "case.toml"
        try:
            made = parse_toml(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            hint = f"make one: datatrail init {self.path}"
            raise InputError(f"there is no case in {self.path}", hint=hint) from error
        except OSError as error:
            raise InputError(
                f"{path} cannot be read ({error.strerror})",
                hint="it must be a file that you may read: look at what it is and who may read it",
            ) from error
        except ValueError as error:
            raise InputError(f"{path}: {error}", hint="correct this file") from error
        return _settings(path, made)

    # --- reading

    @property
    def current(self) -> str | None:
        """The name of the current generation; None where nothing has been loaded yet.

        Raises
        ------
        InputError
            When CURRENT cannot be read, or names no generation that is there.
        """
        name = self._named()
        while name is not None and not (self.data / name).is_dir():
            named, name = name, self._named()
            if name == named:  # else a writer has made another current, and cleared this one away
                raise self._lost(f"{self.data / CURRENT} names {named}, which is not there")
        return name

    def _named(self) -> str | None:
        """What CURRENT says, whether or not it is there."""
        path = self.data / CURRENT
        try:
            name = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError as error:
            # the first alone may be what a first load left that was killed before its commit
            if any(number_of(each) > 1 for each in self.generations()):
                raise self._lost(f"{path} is not there") from error
            return None
        except UnicodeDecodeError as error:
            raise self._lost(f"{path} names no generation") from error
        except OSError as error:
            raise self._lost(f"{path} cannot be read ({error.strerror})") from error
        if GENERATION.fullmatch(name) is None:
            raise self._lost(f"{path} names no generation")
        return name

    def _lost(self, message: str, *, besides: str = "") -> InputError:
        """The current generation cannot be had; says which others can."""
        again = "load the files again into a new case"
        whole = [name for name in self.generations() if (self.data / name / MANIFEST).is_file()]
        others = [name for name in whole if name != besides]
        if not others:
            return InputError(f"{message}; under {self.data} there is no other generation", hint=again)
        return InputError(
            f"{message}; under {self.data} there are: {', '.join(others)}",
            hint=f"write one of them (the last is the newest) into {self.data / CURRENT}, or {again}",
        )

    def read(self) -> Snapshot:
        """The current generation, whole; one that a writer clears away meanwhile is not mixed with another."""
        _ = self.settings
        while True:
            name = self.current
            if name is None:
                return self._nothing_loaded()
            try:
                return Snapshot(self._tables(name), self.manifest(name), name)
            except InputError:
                if self.current == name:
                    raise

    def read_generation(self, named: str) -> Snapshot:
        """A generation that is kept, by its name, the start of it, or its number.

        Raises
        ------
        InputError
            When none or several are called so; says which there are.
        """
        from loaders.history import kept_generation

        name = kept_generation(self, named, self.generations())
        return Snapshot(self._tables(name), self.manifest(name), name)

    def _tables(self, name: str) -> Tables:
        try:
            return Tables.read(self.data / name)
        except InputError as error:
            raise self._lost(error.message, besides=name) from error

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
            raise self._lost(f"{self.data / name} has no manifest", besides=name) from error
        return brought_up(made, self.data / name)

    def rejects(self) -> list[dict[str, str]]:
        """The rows that the current generation left out: dataset, file, sheet, row, column, reason, hint."""
        name = self.current
        if name is None:
            return []
        try:
            with (self.data / name / REJECTS).open(encoding="utf-8", newline="") as file:
                return [
                    {"rows": "1", **row} for row in csv.DictReader(file)
                ]  # format 1 does not say how many
        except (OSError, ValueError) as error:
            raise self._lost(f"{self.data / name} has no list of rejects", besides=name) from error

    def generations(self) -> list[str]:
        """The generations that are kept, oldest first."""
        if not self.data.is_dir():
            return []
        try:
            found = [path.name for path in self.data.iterdir() if GENERATION.fullmatch(path.name)]
        except OSError as error:
            raise InputError(
                f"{self.data} cannot be read ({error.strerror})", hint="look at who may read it"
            ) from error
        return sorted(found, key=number_of)

    # --- writing

    @contextmanager
    def writing(self, command: str | None = None, *, wait: float = 0) -> Generator[Writer]:
        """Be the one writer of the case.

        Parameters
        ----------
        command
            What is running, for whoever finds the case locked.
        wait
            How many seconds to wait for another process that is writing.

        Raises
        ------
        InputError
            When another process is writing; says which, what and since when.
        """
        from filelock import FileLock, Timeout

        _ = self.settings
        lock = FileLock(self.path / ".lock")
        try:
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise InputError(
                f"the case {self.path} is being written by {self._holder()}",
                hint="wait until it has ended, then try again",
            ) from error
        except OSError as error:
            raise self._not_written(error) from error
        note = self.path / ".writer.json"
        try:
            replace_text(note, json.dumps(_who(command)))
            self._clear_leftovers()
            yield Writer(self)
        except OSError as error:
            self._clear_after(error)
            raise self._not_written(error) from error
        except BaseException as error:
            self._clear_after(error)
            raise
        finally:
            with suppress(OSError):
                note.unlink(missing_ok=True)
            lock.release()

    def _not_written(self, error: OSError) -> InputError:
        return InputError(
            f"the case {self.path} cannot be written ({reason_of(error)})",
            hint=f"{disk_hint(error)}; the case is as it was",
        )

    def _clear_after(self, error: BaseException) -> None:
        """A change that failed leaves nothing behind, as far as that can be told; a full disk has room again."""
        try:
            self._clear_leftovers()
        except (OSError, InputError) as another:
            error.add_note(str(another))

    def raise_version(self) -> None:
        """The case is of the version that this program writes; nothing else in case.toml changes."""
        if self.settings.format_version < FORMAT_VERSION:
            path = self.path / "case.toml"
            text = _VERSION.sub(rf"\g<1>{FORMAT_VERSION}", path.read_text(encoding="utf-8"), count=1)
            replace_text(path, text)
            del self.settings

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
        finish(self.path, current)
        for path in list(self.data.iterdir()):
            unfinished = path.name.startswith(TEMPORARY) or path.name.endswith(NEW)
            uncommitted = GENERATION.fullmatch(path.name) and number_of(path.name) > number_of(current)
            if unfinished or uncommitted:
                remove(path)


def _furnish(path: Path, settings: Settings) -> None:
    """The folder is an empty case: it is none before the last file is there."""
    (path / "data").mkdir(exist_ok=True)
    (path / "mappings").mkdir(exist_ok=True)
    for name, header in LOGS.items():
        (path / name).write_text(",".join(header) + "\n", encoding="utf-8")
    (path / ".gitignore").write_text("\n".join(IGNORED) + "\n", encoding="utf-8")
    replace_text(path / "case.toml", settings.toml())


def _settings(path: Path, made: Mapping[str, Any]) -> Settings:
    version = made.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise InputError(f"{path} has no format_version", hint=f"write format_version = {FORMAT_VERSION}")
    refuse_newer(version, path.parent)
    registry, defaults = made.get("registry", True), made.get("defaults", {})
    if not isinstance(registry, bool) or not isinstance(defaults, dict):
        raise InputError(
            f"{path}: registry must be true or false, defaults a table", hint="correct this file"
        )
    title = str(made.get("title") or path.parent.name)
    return Settings(title, str(made.get("description") or ""), version, registry, defaults)


def _who(command: str | None) -> dict[str, Any]:
    words = command or " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]).strip() or "python"
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "command": words[:200], "since": since}
