"""A folder appears whole or not at all: it is made beside the place where it is to be, and renamed."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from graphmodel.errors import InputError


@contextmanager
def whole_folder(target: Path) -> Generator[Path]:
    """A folder to fill, which is at its place once that is done; on an error nothing is left of it.

    Raises
    ------
    InputError
        When it cannot be made there.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            yield beside
            beside.replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        target.chmod(0o755)
    except OSError as error:
        raise InputError(
            f"{target} cannot be made a case ({error.strerror})",
            hint="look at the path and at who may write there",
        ) from error
