"""A file or a folder appears whole or not at all: it is written beside, hidden, and takes its place by one renaming.

What a killed program left beside is taken away by whoever next writes the same name, once it is a day old: a younger
one may be somebody's who is still writing.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

#: Seconds after which nobody is still writing.
STALE = 86_400.0


@contextmanager
def folder_beside(path: Path) -> Generator[Path]:
    """A new folder beside a path, for whoever renames it into place; else it is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_stale(path)
    beside = Path(tempfile.mkdtemp(prefix=_prefix(path), dir=path.parent))
    try:
        beside.chmod(0o755)
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_whole(path: Path, data: bytes) -> None:
    """A file holds these bytes; a reader sees the old file or the new."""
    clear_stale(path)
    handle, beside = tempfile.mkstemp(prefix=_prefix(path), dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def clear_stale(path: Path) -> None:
    """What was left beside a path long ago is gone, where that is possible."""
    ours = re.compile(re.escape(_prefix(path)) + r"[a-z0-9_]{8}")  # as tempfile names it
    with suppress(OSError):
        for each in path.parent.iterdir():
            if ours.fullmatch(each.name) and time.time() - each.lstat().st_mtime > STALE:
                if each.is_dir():
                    shutil.rmtree(each, ignore_errors=True)
                else:
                    each.unlink()


def _prefix(path: Path) -> str:
    return f".{path.name}-"
