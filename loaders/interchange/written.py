"""What is said of a file that was written for other programs: how much it holds, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from loaders.interchange.loss import Lost


@dataclass(frozen=True)
class Written:
    """A file in a format that is only written.

    Attributes
    ----------
    counts
        How many of each thing it holds.
    lost
        What of the case it leaves out.
    """

    counts: Mapping[str, int]
    lost: Iterable[Lost]
