"""The quick way through a delimited file, as far as it is plain: blocks of whole records, split by pyarrow on every core.

The reference is the line reader: its judge judges here too, on the few records that could be damaged, and it goes on
itself where a record needs it. So both ways give the same rows, the same damage and the same counts (tests compare
them on random files).
"""

from __future__ import annotations

import csv
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.readers.lines import STACKED, Damage, Judge, Line
from loaders.readers.quoting import Splitter
from loaders.readers.sources import Source
from loaders.readers.survey import is_plain
from loaders.readers.tables import Batch, Scan

BLOCK = 1 << 23
LONGEST_BLOCK = 2 * BLOCK
"""Text that holds no end of a record is not gathered further: a quote may swallow the file."""
UNSURE = -1
Numbers = np.ndarray[Any, np.dtype[np.int64]]
BOM = b"\xef\xbb\xbf"


@dataclass
class _Block:
    """Some whole records, split."""

    text: bytes
    table: pa.Table
    wrong: dict[int, int] = field(default_factory=dict)
    """How many cells those records have that have not as many as the header, by their place in the block."""

    @property
    def records(self) -> int:
        """How many records it has, blank lines among them."""
        return len(self.table) + len(self.wrong)


class Unsure(Exception):  # noqa: N818 (it never leaves this module)
    """A record that only the line reader can judge."""


def quick_batches(source: Source, delimiter: str, scan: Scan) -> Iterator[Batch]:
    """The rows below the header; from the first block that is not plain, the line reader's.

    Parameters
    ----------
    source
        The file's bytes.
    delimiter
        What stands between its cells.
    scan
        Counts what is read, and says which columns are wanted.
    """
    before = 0
    scan.size = source.path.stat().st_size if source.path else 0
    try:
        with source.open() as stream:
            for block in _split(_blocks(stream), delimiter, scan):
                scan.done += len(block.text)
                yield from _rows(block, before, delimiter, scan)
                before += block.records
    except Unsure:
        yield from scan.by_lines(after=before)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The text in parts that end where a record does: at a line end outside quotes."""
    rest = stream.read(len(BOM)).removeprefix(BOM)
    while chunk := stream.read(BLOCK):
        text = rest + chunk
        end = _last_record_end(text)
        rest = text[end:]
        if end:
            yield text[:end]
        elif len(rest) > LONGEST_BLOCK:
            raise Unsure
    if rest:
        yield rest


def _last_record_end(text: bytes) -> int:
    """Where the last whole record ends; 0 where none does. The text begins outside quotes."""
    end = text.rfind(b"\n") + 1
    inside = text.count(b'"', 0, end) % 2
    while inside and end:
        earlier = text.rfind(b"\n", 0, end - 1) + 1
        inside ^= text.count(b'"', earlier, end) % 2
        end = earlier
    return end


def _split(blocks: Iterator[bytes], delimiter: str, scan: Scan) -> Iterator[_Block]:
    """The blocks in order, some of them split ahead."""
    ahead = max(2, os.cpu_count() or 1)
    with ThreadPoolExecutor(ahead) as pool:
        waiting: deque[Future[_Block]] = deque()
        for text in blocks:
            waiting.append(pool.submit(_parsed, text, delimiter, scan))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _parsed(text: bytes, delimiter: str, scan: Scan) -> _Block:
    from pyarrow import csv as arrow_csv

    if not is_plain(BytesIO(text), delimiter):
        raise Unsure

    wrong: dict[int, int] = {}
    splitter = Splitter(delimiter, width=len(scan.header.names))

    def note(row: Any) -> str:
        wrong[row.number - 1] = _cells_in(row.text, splitter)
        return "skip"

    names = scan.header.names
    read = [*scan.wanted, *scan.personal]
    table = arrow_csv.read_csv(
        pa.BufferReader(text),
        arrow_csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
        arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
        ),
        arrow_csv.ConvertOptions(
            include_columns=list(dict.fromkeys(read)),
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
        ),
    )
    return _Block(text, table.combine_chunks(), wrong)


def _cells_in(text: str, splitter: Splitter) -> int:
    """How many cells a record has that has not as many as the header; `UNSURE` if the line reader sees several."""
    (record, *others) = splitter.records(StringIO(text, newline=""))
    return UNSURE if others or record.cells is None else len(record.cells)


# --- rows of a block ----------------------------------------------------------------------------------------------


def _rows(block: _Block, before: int, delimiter: str, scan: Scan) -> Iterator[Batch]:
    """The rows of a block; `before` records stand above it."""
    numbers = np.delete(np.arange(block.records), list(block.wrong)) + before + 1
    judged = _judged(block, before, numbers, delimiter, scan)
    damaged = [judgement for judgement in judged.values() if judgement is not None]
    scan.damaged += sorted(damaged, key=lambda each: each.row)
    good = (numbers > scan.header.last) & ~np.isin(numbers, list(judged))
    scan.read += int(good.sum()) + len(damaged)
    kept = block.table if good.all() else block.table.filter(pa.array(good))
    for name, kind in scan.personal.items():
        scan.count_personal(kind, _one(kept[name]))
    if len(kept):
        yield Batch({name: _one(kept[name]) for name in scan.wanted}, numbers[good])


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _judged(
    block: _Block, before: int, numbers: Numbers, delimiter: str, scan: Scan
) -> dict[int, Damage | None]:
    """The records of a block that are no rows, by number: what is wrong with each; None of a blank line."""
    judge = Judge(scan.header, scan.wanted)
    judged: dict[int, Damage | None] = {}
    top = scan.header.last
    for number, width in ((before + place + 1, width) for place, width in block.wrong.items()):
        if width == UNSURE and number > top:
            raise Unsure
        if number > top:
            judged[number] = judge.damage_of(Line(number, ("",) * width))
    doubtful = numbers[_doubtful(block.table, scan.header.names)]
    for number, cells in _records(block.text, before, doubtful[doubtful > top].tolist(), delimiter):
        damage = judge.damage_of(Line(number, cells)) if cells else None
        if damage is not None and damage.hint == STACKED:
            raise Unsure
        if damage is not None or not cells:
            judged[number] = damage
    return judged


def _doubtful(table: pa.Table, names: Sequence[str]) -> Numbers:
    """The places of the rows that may be no rows though their cells are as many as the header's.

    Such a row is blank, or says the header again: in the columns that were read nothing else stands.
    """
    blank = np.ones(len(table), bool)
    for column in table.columns:
        is_blank = pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column))
        blank &= is_blank.to_numpy()
        if not blank.any():
            break
    named = pc.is_in(pc.utf8_trim_whitespace(table.column(0)), pa.array(names, pa.string())).to_numpy()
    return np.flatnonzero(blank | named)


def _records(
    text: bytes, before: int, numbers: Sequence[int], delimiter: str
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Some records of a block by their number, split by the standard library."""
    if not numbers:
        return
    ends = _record_ends(text)
    for number in numbers:
        place = number - before - 1
        record = text[ends[place - 1] if place else 0 : ends[place]].decode()
        cells = next(csv.reader(StringIO(record, newline=""), delimiter=delimiter, strict=True), [])
        yield number, tuple(cells)


def _record_ends(text: bytes) -> Numbers:
    """Where each record of a block ends: after a line end outside quotes, or with the block."""
    array = np.frombuffer(text, np.uint8)
    feeds = np.flatnonzero(array == ord("\n"))
    outside = np.searchsorted(np.flatnonzero(array == ord('"')), feeds) % 2 == 0
    return np.append(feeds[outside] + 1, len(text))
