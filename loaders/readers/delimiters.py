"""What stands between the cells of a text file, and how many cells its records have: by how alike the records are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from loaders.readers.quoting import Splitter

DELIMITERS = (",", ";", "\t", "|", "^", "~")
LOOKED_AT = 50
"""How many records are looked at."""
MOST = 0.5
"""The share of records that are most."""


def delimiter_of(lines: Sequence[str | None], stated: str, quote: str) -> tuple[str, int, bool]:
    """The delimiter, the number of cells that most records have, and whether spaces stand before their quotes.

    Parameters
    ----------
    lines
        The first physical lines.
    stated, quote
        What the layout says; a stated delimiter is believed.

    Notes
    -----
    The delimiter is the one under which the most records have one and the same number of cells, of those nearly as
    good the one that begins to do so first (a header has no commas of a text in it), then the one with more cells.
    """
    asked = [stated] if stated else DELIMITERS
    plain = max((_judged(lines, Splitter(each, quote)), -place, each) for place, each in enumerate(asked))
    spaced = max(
        (_judged(lines, Splitter(each, quote, spaced=True)), -place, each) for place, each in enumerate(asked)
    )
    is_spaced = plain[0][0] < MOST <= spaced[0][0]
    (_, _, width), _, delimiter = spaced if is_spaced else plain
    return delimiter, width, is_spaced


def _judged(lines: Sequence[str | None], splitter: Splitter) -> tuple[float, int, int]:
    """In how many tenths of the records the most frequent width is found, how early, and the width."""
    widths: list[int] = []
    for record in splitter.records(lines):
        if record.cells != ():
            widths.append(len(record.cells or ()))
        if len(widths) == LOOKED_AT:
            break
    counted = Counter(width for width in widths if width > 1)
    if not counted:
        return 0.0, 0, 1
    width, times = max(counted.items(), key=lambda item: (item[1], item[0]))
    return round(times / len(widths), 1), -widths.index(width), width
