"""Tables that a child process parses out of a file: started with limits, read through a pipe, ended in any case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from graphmodel.errors import InputError
from loaders.readers.lines import Line
from loaders.readers.sources import Source
from loaders.readers.tables import UNSTATED, Batch, Layout, Scan
from loaders.readers.worker import Task

MEMORY = 3 << 30
SECONDS = 600
KEPT = 1 << 26
"""How many bytes of a file's tables are kept, so that it is parsed once: 64 MiB; larger ones are parsed again."""
ONE_TABLE = {"parquet"}
"""Kinds of file with one table, of which a large one need not be parsed to its end to know its tables."""
SAVE = "open it in the program that wrote it and save it as CSV UTF-8"


@dataclass
class ParsedTable:
    """A table of a file that is parsed in a child process."""

    task: Task
    source: Source
    file: str
    sha256: str
    place: int
    sheet: str | None
    remarks: tuple[str, ...]
    self_named: bool
    kept: list[pa.RecordBatch] = field(default_factory=list, repr=False)
    whole: bool = True

    def lines(self) -> Iterator[Line]:
        """Every record: those that were kept, and where these are not all, the others as they are parsed again."""
        for batch in self.kept:
            yield from _lines(batch)
        if self.whole:
            return
        with _child(self.task, self.source) as child:
            for place, (_, batches) in enumerate(child):
                for batch in islice(batches, len(self.kept) if place == self.place else None, None):
                    if place == self.place:
                        yield from _lines(batch)
                if place == self.place:
                    return

    def keep(self, batches: Iterator[pa.RecordBatch], room: int) -> int:
        """Keep the first batch, and as many more as there is room for, in bytes; how much room is left."""
        for batch in batches:
            room -= batch.nbytes
            self.whole = self.whole and (room >= 0 or not self.kept)
            if self.whole:
                self.kept.append(batch)
            elif self.task.kind in ONE_TABLE:
                break
        return room

    def batches(self, scan: Scan) -> Iterator[Batch] | None:  # noqa: ARG002 (the protocol's)
        """No quicker way."""
        return None


def parse(
    kind: str, source: Source, layout: Layout = UNSTATED, *, seconds: int = SECONDS, memory: int = MEMORY
) -> Sequence[ParsedTable]:
    """The tables of a file; at least one.

    Raises
    ------
    InputError
        When it cannot be parsed, or not within the limits of memory and time.
    """
    path = str(source.path) if source.path else ""
    task = Task(kind, source.name, path, layout.sheet, layout.encoding, seconds, memory)
    tables: list[ParsedTable] = []
    room = KEPT
    with _child(task, source) as child:
        for told, batches in child:
            place, remarks = len(tables), tuple(told["remarks"])
            table = ParsedTable(
                task,
                source,
                source.name,
                source.sha256,
                place,
                told["sheet"],
                remarks,
                told["self_named"],
            )
            tables.append(table)
            room = table.keep(batches, room)
            if not table.whole and kind in ONE_TABLE:
                break
    return tables


def _lines(batch: pa.RecordBatch) -> Iterator[Line]:
    columns = (column.to_pylist() for column in batch.columns)
    for row, page, cells, damage, hint in zip(*columns, strict=True):
        yield Line(row, None if cells is None else tuple(cells), page, damage, hint)


# --- the process --------------------------------------------------------------------------------------------------

Streams = Iterator[tuple[dict[str, Any], Iterator[pa.RecordBatch]]]


@contextmanager
def _child(task: Task, source: Source) -> Iterator[Streams]:
    """The streams that a child process sends; it is ended when nobody reads on."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "loaders.readers.worker", json.dumps(asdict(task))],
        stdin=subprocess.DEVNULL if task.path else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a parser's complaint may quote a cell
        env=os.environ | {"PYTHONPATH": _import_path(), "ARROW_DEFAULT_MEMORY_POOL": "system"},
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(task.seconds, end)
    timer.daemon = True
    timer.start()
    try:
        if process.stdin is not None:
            _feed(process.stdin, source)
        if process.stdout is not None:
            yield _streams(task, process.stdout, late)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _import_path() -> str:
    """Where the child finds these packages: as the parent did, and nowhere in the current folder."""
    import loaders

    own = str(Path(loaders.__file__ or "").parents[1])
    return os.pathsep.join(filter(None, [own, os.environ.get("PYTHONPATH", "")]))


def _feed(stdin: IO[bytes], source: Source) -> None:
    """The bytes of a file that lies in an archive; a child that has died does not take them."""
    data = source.whole()
    with suppress(BrokenPipeError), stdin:
        stdin.write(data)


def _streams(task: Task, stdout: IO[bytes], late: threading.Event) -> Streams:
    while True:
        try:
            stream = pa.ipc.open_stream(stdout)
        except (pa.ArrowInvalid, OSError) as error:
            raise _died(task, late) from error
        told = json.loads(stream.schema.metadata[b"told"])
        if "end" in told:
            return
        _check(task, told)
        yield told["table"], _batches(task, stream, late)


def _batches(
    task: Task, stream: pa.RecordBatchStreamReader, late: threading.Event
) -> Iterator[pa.RecordBatch]:
    try:
        yield from stream
    except (pa.ArrowInvalid, OSError) as error:
        raise _died(task, late) from error


def _check(task: Task, told: dict[str, Any]) -> None:
    """A child that has an error to tell has told it."""
    if "error" in told:
        raise InputError(told["error"], hint=told["hint"])
    if "memory" in told:
        raise _too_much(task)
    if "broken" in told:
        raise InputError(f"{task.name} is damaged, or no {KINDS[task.kind]} ({told['broken']})", hint=SAVE)


def _died(task: Task, late: threading.Event) -> InputError:
    if late.is_set():
        return InputError(f"reading {task.name} takes longer than {task.seconds} seconds", hint=SPLIT)
    return _too_much(task)


def _too_much(task: Task) -> InputError:
    return InputError(
        f"{task.name} cannot be read within {task.memory >> 20:,} MiB of memory, or breaks the program that reads it",
        hint=SAVE,
    )


SPLIT = "split it into smaller files, or save it as CSV UTF-8"
KINDS = {"workbook": "workbook", "json": "JSON", "parquet": "Parquet file", "pdf": "PDF"}
