"""Every error that a user can cause has one base class, a message that says where, and a hint that says what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


class DatatrailError(Exception):
    """What went wrong, in one line, with a hint that ends it.

    Parameters
    ----------
    message
        Names the value, where it stood, and what is allowed.
    hint
        What to do next; printed after ``Hint:``.
    """

    exit_code = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nHint: {self.hint}" if self.hint else self.message


class InputError(DatatrailError):
    """The command line or the input is wrong.

    Parameters
    ----------
    quoted
        The text of the input that the message quotes, as `repr` writes it: who shows the message of a cell that may
        name a person shows less of it.
    """

    def __init__(self, message: str, *, hint: str | None = None, quoted: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.quoted = quoted


class ServiceError(DatatrailError):
    """A service that the work needs (a browser, a database server) cannot be reached."""

    exit_code = 3


_ROOM = "make room on the disk, then do it again"
#: What to do where the system refuses a file; where it says something else, the path may be wrong.
DISK_HINTS = {
    errno.ENOSPC: _ROOM,
    errno.EFBIG: "the disk or a limit takes no file of this size: write it elsewhere",
    errno.EROFS: "what lies there can only be read: write elsewhere, or copy the case (datatrail init MINE --copy CASE)",
    getattr(errno, "EDQUOT", errno.ENOSPC): _ROOM,
}


def disk_hint(error: OSError, otherwise: str = "look at the path and at who may write there") -> str:
    """What to do about a file that the system would not read or write."""
    return DISK_HINTS.get(error.errno or 0, otherwise)


def reason_of(error: OSError) -> str:
    """Why the system refused, in its own words; a library may have put more around them."""
    return os.strerror(error.errno) if error.errno else str(error)


#: How much less like the value than the nearest word another may be, of 1, and still be asked about.
NEARLY_AS_NEAR = 0.1


def did_you_mean(value: str, allowed: Iterable[str], *, most: int = 3) -> str | None:
    """The allowed word nearest to a mistyped one, and those nearly as near, as a question; None where none is near.

    >>> did_you_mean("phto", ["photo", "name"])
    'did you mean photo?'
    """
    typed, folded = value.casefold(), {word.casefold(): word for word in allowed}
    near = get_close_matches(typed, folded, n=most, cutoff=0.6)
    likeness = [SequenceMatcher(None, word, typed).ratio() for word in near]
    asked = [
        folded[word]
        for word, like in zip(near, likeness, strict=True)
        if like >= likeness[0] - NEARLY_AS_NEAR
    ]
    return f"did you mean {' or '.join(asked)}?" if asked else None
