"""A file or folder that is written at length appears whole or not at all: made beside, then renamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphmodel.errors import InputError, disk_hint, reason_of
from graphmodel.whole import folder_beside


@contextmanager
def whole(path: Path, *, folder: bool = False) -> Iterator[Path]:
    """Where to write what will stand at the path; a reader sees what was there before, or all of the new.

    Parameters
    ----------
    folder
        Whether a folder is written: that must be new or empty. A file takes the place of one that is there.

    Raises
    ------
    InputError
        When it cannot be written, or a folder with something in it is there already.
    """
    if folder and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputError(f"{path} is there already", hint="name a folder that is new or empty")
    try:
        with folder_beside(path) as beside:
            made = beside / "made"
            if folder:
                made.mkdir()
            yield made
            made.replace(path)
    except OSError as error:
        hint = disk_hint(error, "look at the path, the disk and at who may write there")
        raise InputError(f"{path} cannot be written ({reason_of(error)})", hint=hint) from error
