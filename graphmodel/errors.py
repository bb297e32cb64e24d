"""Every error that a user can cause has one base class, a message that says where, and a hint that says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


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
    """The command line or the input is wrong."""


class ServiceError(DatatrailError):
    """A service that the work needs (a browser, a database server) cannot be reached."""

    exit_code = 3


def did_you_mean(value: str, allowed: Iterable[str], *, most: int = 3) -> str | None:
    """The nearest allowed words to a mistyped one, as a question; None where nothing is near.

    >>> did_you_mean("phto", ["photo", "name"])
    'did you mean photo?'
    """
    folded = {word.casefold(): word for word in allowed}
    near = [folded[word] for word in get_close_matches(value.casefold(), folded, n=most, cutoff=0.6)]
    return f"did you mean {' or '.join(near)}?" if near else None
