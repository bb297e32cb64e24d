"""How far a long answer has come: whoever asks may listen; where nobody does, nothing is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

Each_co = TypeVar("Each_co", covariant=True)
Progress = Callable[[str, int, int], None]

_listener: ContextVar[Progress | None] = ContextVar("listener", default=None)


class _Counted(Sized, Iterable[Each_co], Protocol[Each_co]):
    """What has a length and can be gone through."""


@contextmanager
def listening(progress: Progress) -> Iterator[None]:
    """Within it, `progress` is called with what is done, how much of it, and of how much."""
    token = _listener.set(progress)
    try:
        yield
    finally:
        _listener.reset(token)


def counted(each_of: _Counted[Each_co], what: str) -> Iterator[Each_co]:
    """The same, one after the other; whoever listens hears how far it has come."""
    progress, total = _listener.get(), len(each_of)
    for done, each in enumerate(each_of):
        if progress:
            progress(what, done, total)
        yield each
