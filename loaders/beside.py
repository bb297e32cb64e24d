"""A file or folder that is written at length appears whole or not at all: made beside, then renamed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from graphmodel.errors import InputError, disk_hint, reason_of
from graphmodel.whole import folder_beside


@contextmanager
def whole(path: Path, *, folder: bool = False, cannot: str = "be written") -> Generator[Path]:
    """Where to write what will stand at the path; a reader sees what was there before, or all of the new.

    Parameters
    ----------
    folder
        Whether a folder is written: that must be new or empty. A file takes the place of one that is there.
    cannot
        What it cannot, for the message.

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
        raise InputError(f"{path} cannot {cannot} ({reason_of(error)})", hint=disk_hint(error)) from error


def whole_case(path: Path) -> AbstractContextManager[Path]:
    """The same for a new case."""
    return whole(path, folder=True, cannot="be made a case")
