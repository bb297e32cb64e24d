"""What is packed (gzip, ZIP) is unpacked in a stream while it is read: never to disk, never more than is likely.

A member's name is never used as a path; where it is one that leaves the folder, the archive is refused all the same, for
nobody who means well writes such.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import BinaryIO

from graphmodel.errors import InputError
from loaders.readers.kinds import BROKEN, GZIP, ZIP
from loaders.readers.sources import Source, bytes_source, printable

MOST_TIMES = 200
"""How many times longer than when packed something may be; text packs 5 to 50 times, a bomb 1,000 times."""
SMALL = 1 << 26
"""Up to so many bytes nothing is a bomb: 64 MiB."""
MOST_MEMBERS = 10_000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
"""The ways of packing that take little memory; LZMA takes as much as the archive asks for."""
LEAVES = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)")
PACK = "if its contents are meant, unpack it and load what is in it"


class Unpacked(io.RawIOBase):
    """The bytes of something packed, as long as they are not too many.

    Parameters
    ----------
    name
        What is packed.
    packed
        How long it is when packed.
    stream
        Its bytes.
    closing
        What is closed with it.
    """

    def __init__(self, name: str, packed: int, stream: BinaryIO, closing: Callable[[], None]) -> None:
        super().__init__()
        self._name = name
        self._most = max(SMALL, packed * MOST_TIMES)
        self._stream = stream
        self._closing = closing
        self._length = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Some more bytes."""
        with told(self._name):
            data = self._stream.read(len(buffer))
        self._length += len(data)
        if self._length > self._most:
            raise too_long(self._name)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what it is read from, too."""
        if not self.closed:
            self._stream.close()
            self._closing()
        super().close()


@contextmanager
def told(name: str) -> Iterator[None]:
    """What cannot be unpacked is an error of the input."""
    try:
        yield
    except BROKEN as error:
        raise InputError(
            f"{name} is damaged, or cut off: it cannot be unpacked", hint="fetch it again"
        ) from error


def too_long(name: str) -> InputError:
    """The error about a bomb."""
    return InputError(
        f"{name} is more than {MOST_TIMES} times as long when it is unpacked, as no text is but a made-up one",
        hint=PACK,
    )


def gunzipped(source: Source) -> Source:
    """The contents of a gzip file, under its name."""

    def opened() -> BinaryIO:
        packed = source.open()
        length = packed.seek(0, io.SEEK_END)
        packed.seek(0)
        stream = Unpacked(source.name, length, gzip.GzipFile(fileobj=packed), packed.close)  # type: ignore[arg-type]
        return io.BufferedReader(stream, 1 << 16)

    return replace(source, open=opened, path=None, held=False)


def members(source: Source) -> Iterator[Source]:
    """The files in a ZIP archive, in its order; what operating systems leave in archives is passed over.

    Raises
    ------
    InputError
        When a name leaves the archive's folder or stands twice, a member is encrypted, packed in a way that is not
        known, or too long when unpacked; or the archive is damaged.
    """
    with told(source.name), source.open() as stream, zipfile.ZipFile(stream) as archive:
        entries = [each for each in archive.infolist() if not each.is_dir()]
    _check_names(source, entries)
    for entry in entries:
        parts = re.split(r"[/\\]", entry.filename)
        if parts[0] == "__MACOSX" or parts[-1].startswith("."):
            continue
        name = f"{source.name}/{printable(entry.filename)}"
        _check(name, entry)
        yield Source(name, source.sha256, _opener(source, name, entry))


def _opener(source: Source, name: str, entry: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        with ExitStack() as held, told(name):
            archive = held.enter_context(zipfile.ZipFile(held.enter_context(source.open())))
            stream = held.enter_context(archive.open(entry.filename))
            closing = held.pop_all().close
        unpacked = Unpacked(name, entry.compress_size, stream, closing)  # type: ignore[arg-type]
        return io.BufferedReader(unpacked, 1 << 16)

    return opened


def _check_names(source: Source, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_MEMBERS:
        raise InputError(
            f"{source.name} holds {len(entries):,} files, where {MOST_MEMBERS:,} are read", hint=PACK
        )
    times = Counter(entry.filename for entry in entries)
    for name, number in times.items():
        if LEAVES.search(name):
            raise InputError(
                f"{source.name} holds a file whose name leaves its folder: {printable(name)}",
                hint="unpack it with care, and load what is in it",
            )
        if number > 1:
            raise InputError(
                f"{source.name} holds {number} files of the name {printable(name)}", hint="load each of them"
            )


def _check(name: str, entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise InputError(f"{name} is locked with a password", hint="unpack it and load what is in it")
    if entry.compress_type not in METHODS:
        raise InputError(
            f"{name} is packed in a way that is not known (method {entry.compress_type})",
            hint="unpack it and load what is in it",
        )
    if entry.file_size > max(SMALL, entry.compress_size * MOST_TIMES):
        raise too_long(name)


def at_hand(source: Source) -> Source:
    """The same; taken into memory, where it is packed and lies in an archive, for then it is read here and there."""
    if source.path or source.held or not source.first(4).startswith((*ZIP, GZIP)):
        return source
    return bytes_source(source.name, source.sha256, source.whole())
