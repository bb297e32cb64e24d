"""What is sent to somebody is written whole or not at all: beside the file, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from graphmodel.errors import InputError


def write_file(path: Path, content: str | bytes, what: str) -> Path:
    """The file holds the content, a text in UTF-8 with its line ends as they are; a reader sees the old file or the new.

    Parameters
    ----------
    what
        What it is, for the message: `page`, `brief`.

    Raises
    ------
    InputError
        When the folder is not there or cannot be written to.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        return _replaced(path, data)
    except OSError as error:
        raise InputError(
            f"the {what} cannot be written to {str(path)!r}: {error.strerror}",
            hint="make the folder first, or name another file with -o",
        ) from error


def _replaced(path: Path, data: bytes) -> Path:
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return path
