"""The case that is written to: a folder of one's own; the bundled cases are only read, and copied to be worked on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from graphmodel.errors import InputError
from loaders.beside import whole_case
from loaders.store import CaseFolder

COPY_HINT = "make your own: datatrail init mycase --copy real"
#: What of a case is not copied: what can be made anew, and what its writer holds.
LEFT = shutil.ignore_patterns("index", ".lock", ".writer.json", ".new-*", "*.new")


def writable(path: str | Path | None) -> CaseFolder:
    """The case that is meant, if it may be written to.

    Raises
    ------
    InputError
        When it is a bundled one.
    """
    from datatrail.bundle import bundles
    from datatrail.case import case_path

    bundled = isinstance(path, str) and path in bundles() and not Path(path).exists()
    folder = None if bundled else case_path(path)
    if folder is None:
        raise InputError("the bundled case is not written to", hint=COPY_HINT)
    return own(CaseFolder(folder))


def own(folder: CaseFolder) -> CaseFolder:
    """A folder, if it is not that of a bundled case in the user's cache."""
    from platformdirs import user_cache_path

    if folder.path.resolve().parent == user_cache_path("datatrail").resolve():
        raise InputError("the bundled case is not written to", hint=COPY_HINT)
    return folder


def copied(source: CaseFolder, target: Path, title: str | None = None, *, called: str = "") -> CaseFolder:
    """A case of one's own that begins as another one is: its current generation, logs and mappings.

    Raises
    ------
    InputError
        When there is something at the target, or it cannot be written.
    """
    _ = source.open().current
    if target.exists() and any(target.iterdir()):
        raise InputError(f"{target} is not empty", hint="name a folder that is not there yet")
    with whole_case(target) as beside:
        _copy(source.path, beside)
        _begin(CaseFolder(beside), called or source.path.name, title)
    return CaseFolder(target).open()


def _copy(source: Path, target: Path) -> None:
    """Everything but what is left; the first file that cannot be written is what fails, by itself."""
    for here, folders, names in os.walk(source):
        left = LEFT(here, [*folders, *names])
        folders[:] = [name for name in folders if name not in left]
        there = target / Path(here).relative_to(source)
        for name in folders:
            (there / name).mkdir()
        for name in names:
            if name not in left:
                shutil.copy2(Path(here) / name, there / name)


def _begin(folder: CaseFolder, source: str, title: str | None) -> None:
    """The history of a copy begins with what it is a copy of."""
    from dataclasses import replace

    from loaders.durable import remove, replace_text
    from loaders.history import FILE, note

    current = folder.current
    for name in folder.generations():
        if name != current:
            remove(folder.data / name)
    (folder.data / FILE).unlink(missing_ok=True)
    if current is not None:
        note(folder.data, current, None, f"copy of {source}")
    if title is not None:
        replace_text(folder.path / "case.toml", replace(folder.settings, title=title).toml())
