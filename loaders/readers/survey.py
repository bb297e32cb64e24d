"""One pass over the bytes of whole records: whether any two readers must read it the same way.

Text is *plain* when it is UTF-8, its quotes are opened only at the start of a cell and closed only at the end of
one (RFC 4180, 2.5 to 2.7), no record takes more than two lines, each line ends in LF or in CRLF, and it holds
no other control character and no endless cell. Only such text is read the quick way; any other, line by line.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from typing import Any, BinaryIO

import numpy as np

from loaders.readers.lines import JOINED, UNFIT

CHUNK = 1 << 20
"""Small enough for a processor's cache: the passes over it then cost little."""
LONGEST = 1 << 20
QUOTE, RETURN, FEED, TAB, SPACE = (ord(sign) for sign in '"\r\n\t ')
DELETE = b"\x7f"

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Places = np.ndarray[Any, np.dtype[np.int64]]


def is_plain(stream: BinaryIO, delimiter: str) -> bool:
    """Whether text is plain; a mark of the byte order before it is not part of it.

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
    chunk = stream.read(CHUNK)
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
        self._decoder = getincrementaldecoder("utf-8")()
        self._last = b""
        self._inside = self._just_closed = self._broken = False
        self._opened = self._line = 0

    def sees_plain(self, chunk: bytes) -> bool:
        """Whether the next chunk goes on as a plain file does."""
        array = np.frombuffer(chunk, np.uint8)
        controls = np.flatnonzero(array < SPACE)
        signs = array[controls]
        feeds, returns = controls[signs == FEED], controls[signs == RETURN]
        plain = (
            len(feeds) + len(returns) + int(np.count_nonzero(signs == TAB)) == len(controls)
            and self._is_text(chunk)
            and self._has_short_lines(feeds, len(chunk))
            and self._ends_lines_alike(array, returns)
            and self._quotes_well(array, feeds)
        )
        self._last = chunk[-1:]
        return plain

    def ends_plain(self) -> bool:
        """Whether nothing is left open at the end: no quote, no character, no line end."""
        return not self._inside and self._last != b"\r" and self._decodes(b"", final=True)

    def _is_text(self, chunk: bytes) -> bool:
        if chunk.isascii() and not self._decoder.getstate()[0]:
            return DELETE not in chunk
        return self._decodes(chunk)

    def _decodes(self, chunk: bytes, *, final: bool = False) -> bool:
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            return False
        return not UNFIT.search(text) and JOINED not in text

    def _has_short_lines(self, feeds: Places, length: int) -> bool:
        """Whether no line is longer than is allowed; one that spans chunks is counted on."""
        ends = np.concatenate([[-self._line], feeds, [length - 1]])
        self._line = int(length - 1 - ends[-2])
        return int(np.diff(ends).max()) <= LONGEST

    def _ends_lines_alike(self, array: Bytes, returns: Places) -> bool:
        """Whether each CR stands before an LF; one at the end of a chunk is judged with the next."""
        if self._last == b"\r" and array[0] != FEED:
            return False
        return bool((array[returns[returns < len(array) - 1] + 1] == FEED).all())

    def _quotes_well(self, array: Bytes, feeds: Places) -> bool:
        """Whether quotes open at the start of a cell, close at the end of one, are doubled within, and soon close."""
        quotes = np.flatnonzero(array == QUOTE)
        if (self._just_closed and not self._ends[array[0]]) or not self._breaks_few(feeds, quotes):
            return False
        opening, closing = (quotes[1::2], quotes[0::2]) if self._inside else (quotes[0::2], quotes[1::2])
        if self._last and len(opening) and opening[0] == 0 and not self._ends[self._last[0]]:
            return False
        self._just_closed = bool(len(closing)) and int(closing[-1]) == len(array) - 1
        well = (
            self._ends[array[opening[opening > 0] - 1]].all()
            and self._ends[array[closing[closing < len(array) - 1] + 1]].all()
        )
        return bool(well) and self._closes_soon(opening, closing, len(array))

    def _breaks_few(self, feeds: Places, quotes: Places) -> bool:
        """Whether no two line ends in turn stand within quotes: then no record takes more than two lines."""
        if not len(feeds):
            return True
        within = (np.searchsorted(quotes, feeds) + self._inside) % 2 == 1
        if (within[1:] & within[:-1]).any() or (self._broken and within[0]):
            return False
        self._broken = bool(within[-1])
        return True

    def _closes_soon(self, opening: Places, closing: Places, length: int) -> bool:
        """Whether no cell in quotes is longer than is allowed; one that spans chunks is counted on."""
        starts = np.concatenate([[self._opened], opening]) if self._inside else opening
        self._inside = len(starts) > len(closing)
        ends = np.append(closing, length) if self._inside else closing
        if self._inside:
            self._opened = int(starts[-1]) - length  # as the next chunk counts
        return bool((ends - starts <= LONGEST).all())
