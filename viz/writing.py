"""What is sent to somebody is written whole or not at all."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from graphmodel.errors import InputError, disk_hint, reason_of
from graphmodel.whole import folder_beside, write_whole


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
    with _told(path, what):
        write_whole(path, data)
    return path


def write_files(folder: Path, files: Mapping[str, bytes], what: str) -> None:
    """A folder holds these files, beside others that it held; on an error it is as it was.

    Raises
    ------
    InputError
        When it cannot be made or written to.
    """
    with _told(folder, what), folder_beside(folder) as beside:
        for name, content in files.items():
            (beside / name).write_bytes(content)
        if not folder.exists():
            beside.replace(folder)
            return
        for name in files:
            (beside / name).replace(folder / name)


@contextmanager
def _told(path: Path, what: str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"the {what} cannot be written to {str(path)!r}: {reason_of(error)}",
            hint=disk_hint(error, "make the folder first, or name another file with -o"),
        ) from error
