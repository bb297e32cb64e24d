"""The child process in which workbooks, PDFs, JSON and Parquet files are parsed, within limits of memory and time.

A parser that a hostile file leads to ask for half a terabyte, or to go on for ever, takes only this process with it.
What it finds goes to standard output as Arrow IPC streams, one for each table, never through a file: the cells may
be personal data. The schema's metadata say what the stream is: a table, an error, or the end.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from graphmodel.errors import InputError
from loaders.readers.lines import AS_UTF8, Line
from loaders.readers.quoting import LONG, LONGEST_CELL

BATCH_LINES = 1 << 12
BATCH_CHARACTERS = 1 << 22
MOST_CELLS = 1 << 14
"""How many cells a record may have before it is cut off as damaged; a header may have fewer."""
SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("page", pa.int64()),
        ("cells", pa.list_(pa.string())),
        ("damage", pa.string()),
        ("hint", pa.string()),
    ]
)


@dataclass(frozen=True)
class Found:
    """A table that was found in a file."""

    lines: Iterable[Line]
    sheet: str | None = None
    remarks: tuple[str, ...] = ()
    self_named: bool = False


@dataclass(frozen=True)
class Task:
    """What is to be read: the kind of file, its name in messages, its path or bytes, what is stated of it."""

    kind: str
    name: str
    path: str
    sheet: str
    encoding: str
    seconds: int
    memory: int

    def data(self) -> bytes:
        """The file's bytes."""
        return Path(self.path).read_bytes() if self.path else sys.stdin.buffer.read()


def limit(memory: int, seconds: int) -> None:
    """The process may have so many bytes of memory and seconds of processor, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows: the time is limited from outside all the same
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds + 60),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (soft, hard))
        except (OSError, ValueError):  # macOS does not limit the address space
            continue


READERS = {
    "workbook": "loaders.readers.workbooks",
    "json": "loaders.readers.documents",
    "parquet": "loaders.readers.parquet",
    "pdf": "loaders.readers.pdf",
}
"""The module that reads a kind of file; each is imported only where it is needed."""


def work(task: Task, out: BinaryIO) -> None:
    """Read a file and send what is found; an error is sent as well."""
    try:
        for found in import_module(READERS[task.kind]).read(task):
            _send(found, out)
    except InputError as error:
        _tell(out, {"error": error.message, "hint": error.hint})
    except MemoryError:
        _tell(out, {"memory": True})
    except Exception as error:  # noqa: BLE001 (a parser may raise anything; its text may quote a cell)
        _tell(out, {"broken": type(error).__name__})
    else:
        _tell(out, {"end": True})


def _tell(out: BinaryIO, what: Mapping[str, Any]) -> None:
    with pa.ipc.new_stream(out, SCHEMA.with_metadata({"told": json.dumps(what)})):
        pass
    out.flush()


def _send(found: Found, out: BinaryIO) -> None:
    told = {"sheet": found.sheet, "remarks": found.remarks, "self_named": found.self_named}
    with pa.ipc.new_stream(out, SCHEMA.with_metadata({"told": json.dumps({"table": told})})) as stream:
        for lines in _batched(found.lines):
            stream.write_batch(_batch(lines))
    out.flush()


def _batched(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in batches of about the same size."""
    gathered: list[Line] = []
    size = 0
    for line in map(_sendable, lines):
        gathered.append(line)
        size += sum(map(len, line.cells or ()))
        if len(gathered) == BATCH_LINES or size > BATCH_CHARACTERS:
            yield gathered
            gathered, size = [], 0
    yield gathered


def _sendable(line: Line) -> Line:
    """A line as it can be sent; one with a cell that is too long, or is no text, is damaged."""
    cells = line.cells or ()
    if len(cells) > MOST_CELLS:
        return _damaged(line, f"has {len(cells):,} cells", "delete the columns that are not needed")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return _damaged(line, LONG, "shorten the cell")
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return _damaged(line, "holds half of a character", AS_UTF8)
    return line


def _damaged(line: Line, damage: str, hint: str) -> Line:
    return Line(line.row, None, line.page, damage, hint)


def _batch(lines: list[Line]) -> pa.RecordBatch:
    return pa.record_batch(
        [
            pa.array([line.row for line in lines], pa.int64()),
            pa.array([line.page for line in lines], pa.int64()),
            pa.array([line.cells for line in lines], pa.list_(pa.string())),
            pa.array([line.damage for line in lines], pa.string()),
            pa.array([line.hint for line in lines], pa.string()),
        ],
        schema=SCHEMA,
    )


class WithoutPandas(MetaPathFinder):
    """Keeps pyarrow from importing pandas, which it does to make any array, and which takes longer than all else."""

    def find_spec(self, fullname: str, *_: Any) -> None:
        """There is no pandas here."""
        if fullname == "pandas":
            raise ImportError(fullname)


if __name__ == "__main__":
    asked = Task(**json.loads(sys.argv[1]))
    limit(asked.memory, asked.seconds)
    sys.meta_path.insert(0, WithoutPandas())
    pa.set_cpu_count(1)
    work(asked, sys.stdout.buffer)
