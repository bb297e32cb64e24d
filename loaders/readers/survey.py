"""One pass over a delimited file's bytes: whether any two readers must read it the same way.

A file is *plain* when it is UTF-8, its quotes are opened only at the start of a cell and closed only at the end of
one (RFC 4180, 2.5 to 2.7), no record takes more than two lines, each line ends in LF or in CRLF, and it holds
no other control character and no endless cell. Only such a file is read the quick way; any other, line by line.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from typing import Any, BinaryIO

import numpy as np

from loaders.readers.lines import JOINED, UNFIT

CHUNK = 1 << 20
"""Small enough for a processor's cache: the passes over it then cost little."""
LONGEST = 1 << 20
BOM = JOINED.encode()
QUOTE, RETURN, FEED, TAB = (ord(sign) for sign in '"\r\n\t')
DELETE = b"\x7f"

Places = np.ndarray[Any, np.dtype[np.int64]]


def is_plain(stream: BinaryIO, delimiter: str) -> bool:
    """Whether a file is plain.

    Parameters
    ----------
    stream
        Its bytes, from the start.
    delimiter
        What stands between its cells.
    """
    if not delimiter.isascii() or delimiter in '"\r\n\0':
        return False
    survey = _Survey(delimiter)
    chunk = stream.read(CHUNK).removeprefix(BOM)
    while chunk:
        if not survey.sees_plain(chunk):
            return False
        chunk = stream.read(CHUNK)
    return survey.ends_plain()


class _Survey:
    """Sees a file chunk by chunk; what spans two chunks is judged with the last byte of the first."""

    def __init__(self, delimiter: str) -> None:
        self._ends = np.zeros(256, bool)
        self._ends[[QUOTE, FEED, RETURN, ord(delimiter)]] = True
        self._tabs = delimiter != "\t"
        self._decoder = getincrementaldecoder("utf-8")()
        self._last = b""
        self._inside = self._just_closed = self._broken = False
        self._opened = 0

    def sees_plain(self, chunk: bytes) -> bool:
        """Whether the next chunk goes on as a plain file does."""
        plain = self._is_text(chunk) and self._has_short_lines(chunk)
        plain = plain and self._ends_lines_alike(chunk) and self._quotes_well(chunk)
        self._last = chunk[-1:]
        return plain

    def ends_plain(self) -> bool:
        """Whether nothing is left open at the end: no quote, no character, no line end."""
        return not self._inside and self._last != b"\r" and self._decodes(b"", final=True)

    def _is_text(self, chunk: bytes) -> bool:
        array = np.frombuffer(chunk, np.uint8)
        controls = int(np.count_nonzero(array < 32))
        if controls != sum(chunk.count(sign) for sign in (b"\n", b"\r", b"\t")) or DELETE in chunk:
            return False
        return (chunk.isascii() and not self._decoder.getstate()[0]) or self._decodes(chunk)

    def _decodes(self, chunk: bytes, *, final: bool = False) -> bool:
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            return False
        return not UNFIT.search(text) and JOINED not in text

    def _has_short_lines(self, chunk: bytes) -> bool:
        """Whether every half of the longest line that is allowed holds an LF, so that no line is longer."""
        half = LONGEST // 2
        return all(chunk.find(b"\n", at, at + half) >= 0 for at in range(0, len(chunk) - half + 1, half))

    def _ends_lines_alike(self, chunk: bytes) -> bool:
        """Whether each CR stands before an LF; one at the end of a chunk is judged with the next."""
        if self._last == b"\r" and not chunk.startswith(b"\n"):
            return False
        array = np.frombuffer(chunk, np.uint8)
        returns = np.flatnonzero(array[:-1] == RETURN)
        return bool((array[returns + 1] == FEED).all())

    def _quotes_well(self, chunk: bytes) -> bool:
        """Whether quotes open at the start of a cell, close at the end of one, are doubled within, and soon close."""
        array = np.frombuffer(self._last + chunk, np.uint8)
        places = np.flatnonzero(array[len(self._last) :] == QUOTE) + len(self._last)
        if self._just_closed and not self._ends[chunk[0]]:
            return False
        if not self._breaks_few(array, places):
            return False
        opening, closing = (places[1::2], places[0::2]) if self._inside else (places[0::2], places[1::2])
        self._just_closed = bool(len(closing)) and int(closing[-1]) == len(array) - 1
        well = (
            self._ends[array[opening[opening > 0] - 1]].all()
            and self._ends[array[closing[closing < len(array) - 1] + 1]].all()
        )
        return bool(well) and self._closes_soon(opening, closing, len(array))

    def _breaks_few(self, array: np.ndarray[Any, np.dtype[np.uint8]], quotes: Places) -> bool:
        """Whether no two line ends in turn stand within quotes: then no record takes more than two lines."""
        feeds = np.flatnonzero(array[len(self._last) :] == FEED) + len(self._last)
        if not len(feeds):
            return True
        within = (np.searchsorted(quotes, feeds) + self._inside) % 2 == 1
        if (within[1:] & within[:-1]).any() or (self._broken and within[0]):
            return False
        self._broken = bool(within[-1])
        return True

    def _closes_soon(self, opening: Places, closing: Places, length: int) -> bool:
        starts = np.concatenate([[self._opened], opening]) if self._inside else opening
        self._inside = len(starts) > len(closing)
        ends = np.append(closing, length) if self._inside else closing
        if self._inside:
            self._opened = int(starts[-1]) - length + 1  # as the next chunk counts, after its one byte before
        return bool((ends - starts <= LONGEST).all())
