"""A case appears whole or not at all: it is made beside the place where it is to be, and renamed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from graphmodel.errors import InputError, disk_hint, reason_of
from graphmodel.whole import folder_beside


@contextmanager
def whole_folder(target: Path) -> Generator[Path]:
    """A folder to fill, which is at its place once that is done; on an error nothing is left of it.

    Raises
    ------
    InputError
        When it cannot be made there.
    """
    try:
        with folder_beside(target) as beside:
            yield beside
            beside.replace(target)
    except OSError as error:
        raise InputError(
            f"{target} cannot be made a case ({reason_of(error)})", hint=disk_hint(error)
        ) from error
