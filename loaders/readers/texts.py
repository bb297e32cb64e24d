"""In which encoding a text file is, and its physical lines: in a stream, and never longer than a limit."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from graphmodel.errors import InputError
from loaders.readers.sources import Source

LONGEST_LINE = 1 << 24
"""How many characters a physical line may have."""
CHUNK = 1 << 20
LOOKED_AT = 1 << 12
NOT_TEXT = "\udcff"
"""Stands where bytes are no text in the file's encoding; no text file can hold it."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Which of each four bytes are NUL in text of mostly ASCII characters.
NULS = {(1, 3): "utf-16-le", (0, 2): "utf-16-be", (1, 2, 3): "utf-32-le", (0, 1, 2): "utf-32-be"}
CONTROLS = re.compile(r"[\0-\x08\x0b\x0e-\x19\x1b-\x1f]")
ONE_IN_TEN = 10
#: What a file of records that is not UTF-8 may be in.
GUESSED = ("cp1252", "cp1250", "cp1251", "cp437", "mac_roman", "shift_jis", "euc_jp", "gb18030", "big5")

codecs.register_error("marked", lambda error: (NOT_TEXT, getattr(error, "end", 0)))


def encoding_of(source: Source, stated: str = "") -> str:
    """The encoding of a text file, as Python names it.

    A byte order mark is certain. What is stated is believed otherwise. Else it is UTF-16 or UTF-32 where NUL bytes
    say so, else UTF-8; bytes that are not UTF-8 damage their rows, unless they are most of what is not ASCII.

    Raises
    ------
    InputError
        When the file is in another encoding, or is no text.
    """
    first = source.first(LOOKED_AT)
    marked = next((name for mark, name in MARKS if first.startswith(mark)), "")
    encoding = marked or (stated and _ordered(source, first, _known(stated))) or _by_nuls(first) or "utf-8"
    _check_text(source, first, encoding)
    if encoding == "utf-8" and not stated:
        _check_utf8(source)
    return encoding


def _known(stated: str) -> str:
    """The name of an encoding that text files can be in: a codec of domain names or of nothing at all is none."""
    try:
        "".encode(stated)
        codecs.getincrementaldecoder(stated)("marked").decode(b"", final=True)
        return codecs.lookup(stated).name
    except (LookupError, ValueError) as error:
        raise InputError(
            f"there is no encoding {stated!r}", hint="allowed, among others: utf-8, cp1252, utf-16"
        ) from error


def _ordered(source: Source, first: bytes, encoding: str) -> str:
    """An encoding that says in which order its bytes are: UTF-16 and UTF-32 of a file without a mark do not."""
    if encoding not in {"utf-16", "utf-32"} or not first:
        return encoding
    found = _by_nuls(first)
    if not found.startswith(encoding):
        raise InputError(
            f"{source.name} has no byte order mark, without which {encoding} is one of two encodings",
            hint=f"state {encoding}-le (what Windows writes) or {encoding}-be",
        )
    return found


def _by_nuls(first: bytes) -> str:
    """The encoding that has its NUL bytes where these are."""
    quarters = [first[place::4] for place in range(4)]
    many = tuple(
        place for place, quarter in enumerate(quarters) if quarter and quarter.count(0) > len(quarter) // 2
    )
    return NULS.get(many, "") if len(first) >= 4 else ""


def _check_text(source: Source, first: bytes, encoding: str) -> None:
    text = codecs.getincrementaldecoder(encoding)("marked").decode(first)
    if len(CONTROLS.findall(text)) * ONE_IN_TEN > len(text):
        raise InputError(
            f"{source.name} is no text and no kind of file that is read",
            hint="allowed: delimited text, workbooks, JSON, Parquet, PDF, and ZIP archives of these",
        )


def _check_utf8(source: Source) -> None:
    """At least a tenth of what is not ASCII is UTF-8; the cheap case, that all is, is looked for first."""
    if _all_utf8(source):
        return
    right, wrong = 0, 0
    for text in _decoded(source):
        bad = text.count(NOT_TEXT)
        wrong += bad
        right += len(text) - bad - len(text.encode("ascii", "ignore"))
    if right * ONE_IN_TEN < wrong:
        raise _not_utf8(source)


def _all_utf8(source: Source) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with source.open() as stream:
            while chunk := stream.read(CHUNK):
                if not chunk.isascii() or decoder.getstate()[0]:
                    decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def is_utf8_all_the_same(source: Source, encoding: str) -> bool:
    """Whether a file is UTF-8, and not only ASCII, though it is said to be in another encoding."""
    if encoding.startswith(("utf-8", "utf-16", "utf-32")) or not _all_utf8(source):
        return False
    with source.open() as stream:
        return any(not chunk.isascii() for chunk in iter(partial(stream.read, CHUNK), b""))


def _decoded(source: Source) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("marked")
    with source.open() as stream:
        while chunk := stream.read(CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _not_utf8(source: Source) -> InputError:
    line, sample = _around(source)
    name = _guess(sample)
    byte = next(byte for byte in sample if byte >= 0x80)
    return InputError(
        f"{source.name} is not UTF-8: byte 0x{byte:02x} on line {line}; it is likely {name}",
        hint=f'say so: load --encoding {name}, or encoding = "{name}" under [layout] in its mapping; or save it '
        "as UTF-8 (in a spreadsheet: CSV UTF-8)",
    )


def _guess(sample: bytes) -> str:
    """The likeliest encoding; where that is Central European, its Western twin, which differs in few letters."""
    from charset_normalizer import from_bytes

    guess = from_bytes(sample, cp_isolation=list(GUESSED)).best()
    return "cp1252" if guess is None or guess.encoding == "cp1250" else guess.encoding


def _around(source: Source) -> tuple[int, bytes]:
    """The number of the first line that is not ASCII, and some such lines."""
    found: list[bytes] = []
    first = 0
    with source.open() as stream:
        for number, line in enumerate(_byte_lines(stream), 1):
            if not line.isascii():
                first = first or number
                found.append(line)
            if sum(map(len, found)) > 2 * LOOKED_AT:
                break
    return first, b"\n".join(found)


def _byte_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines in whole or in pieces, whatever ends them."""
    while piece := stream.readline(CHUNK):
        yield from re.split(rb"\r\n?|\n", piece.removesuffix(b"\n").removesuffix(b"\r"))


def physical_lines(source: Source, encoding: str) -> Iterator[str | None]:
    """Each line with its end, LF, CRLF or CR; None for one that is longer than `LONGEST_LINE`."""
    with (
        source.open() as stream,
        io.TextIOWrapper(stream, encoding=encoding, errors="marked", newline="") as text,
    ):
        while line := text.readline(LONGEST_LINE):
            if len(line) < LONGEST_LINE:
                yield line
            else:
                _pass_over(text, line)
                yield None


def _pass_over(text: io.TextIOWrapper, line: str) -> None:
    """What is left of a line."""
    while line and not line.endswith(("\n", "\r")):
        line = text.readline(LONGEST_LINE)
