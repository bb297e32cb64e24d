"""A file or folder that is written at length appears whole or not at all: made beside, then renamed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from graphmodel.errors import InputError


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
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            made = beside / "made"
            if folder:
                made.mkdir()
            yield made
            made.replace(path)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror or error})",
            hint="look at the path, the disk and at who may write there",
        ) from error
