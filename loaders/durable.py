"""What must survive a power cut and a kill is put on disk before anything is said to rest on it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """The file holds the old text or the new, whenever the writing is cut short."""
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path: Path, data: bytes) -> None:
    """The same of bytes; for whoever holds the case's lock, as the file beside has one name."""
    new = path.with_name(path.name + NEW)
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    to_disk(path.parent)


NEW = ".new"
"""Ends the name of what is written beside."""


def to_disk(path: Path) -> None:
    """What was written under this name survives a power cut, where the system can say so."""
    if path.is_file():
        with path.open("r+b") as file:
            os.fsync(file.fileno())
    elif os.name != "nt":  # there a folder cannot be opened
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """There is no file or folder of this name any more."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
