"""Where the bytes of a table come from: a file, or a member of an archive; read in a stream, as often as needed."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from graphmodel.errors import InputError

#: Characters that a message or a name never shows as they are: they move the cursor or turn the line round.
#: Unicode: other controls, format characters (among them the bidirectional ones), surrogates, unassigned, and
#: separators of lines and paragraphs.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
LONGEST_IN_MEMORY = 1 << 28
"""The longest workbook, PDF or inner archive that is read out of an archive: 256 MiB."""


@dataclass(frozen=True)
class Source:
    """Bytes that can be opened again and again.

    Attributes
    ----------
    name
        The file's name, without characters that cannot be seen; within an archive ``release.zip/audit.csv``.
    sha256
        Of the whole file; of the archive, where it lies in one.
    open
        A stream of the bytes, from their start.
    path
        The file, where it is one of its own.
    held
        Whether it is in memory.
    """

    name: str
    sha256: str
    open: Callable[[], BinaryIO]
    path: Path | None = None
    held: bool = False

    def first(self, number: int) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(number)

    def whole(self, most: int = LONGEST_IN_MEMORY) -> bytes:
        """All bytes.

        Raises
        ------
        InputError
            When they are more than may be held in memory.
        """
        with self.open() as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise InputError(
                f"{self.name} is larger than {most >> 20} MiB, which is the most that is read whole",
                hint="unpack it and load the file itself, or save it as CSV UTF-8",
            )
        return data


def file_source(path: Path) -> Source:
    """The bytes of a file.

    Raises
    ------
    InputError
        When there is no such file, or it cannot be read.
    """
    shown = printable(str(path))
    if path.is_dir():
        raise InputError(f"{shown} is a folder", hint="name the files in it")
    if path.exists() and not path.is_file():
        raise InputError(f"{shown} is no file (a pipe or a device)", hint="save what comes from it as a file")
    try:
        with path.open("rb") as stream:
            sha256 = file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise InputError(f"there is no file {shown}", hint="look at its name and folder") from error
    except OSError as error:
        raise InputError(
            f"{shown} cannot be read ({error.strerror})", hint="look at who may read it"
        ) from error
    return Source(printable(path.name), sha256, lambda: path.open("rb"), path)


def bytes_source(name: str, sha256: str, data: bytes) -> Source:
    """Bytes that are in memory."""
    return Source(name, sha256, lambda: io.BytesIO(data), held=True)


def printable(text: str) -> str:
    r"""A name with its unseen characters written as escapes.

    >>> printable("a\u202eb\x1b.csv")
    'a\\u202eb\\x1b.csv'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each.encode("unicode_escape").decode() if unicodedata.category(each) in UNSEEN else each
        for each in text
    )
