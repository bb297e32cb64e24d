"""A file of the tests, read to columns."""

from dataclasses import dataclass
from pathlib import Path

from loaders.readers.headers import find_header
from loaders.readers.opening import open_tables
from loaders.readers.tables import UNSTATED, Damage, Layout, Records, Scan


@dataclass
class Sheet:
    """What a scan of a table found."""

    columns: dict[str, list[str]]
    rows: list[int]
    damaged: list[Damage]
    read: int
    dropped: dict[str, int]


def scanned(records: Records, personal: dict[str, str] | None = None, layout: Layout = UNSTATED) -> Sheet:
    """A table, read through its header; personal columns are counted."""
    header = find_header(records, lambda _: False, layout)
    wanted = [name for name in header.names if name not in (personal or {})]
    scan = Scan(records, header, wanted, personal or {})
    columns: dict[str, list[str]] = {name: [] for name in wanted}
    rows: list[int] = []
    for batch in scan:
        rows += batch.rows.tolist()
        for name in wanted:
            columns[name] += batch.columns[name].to_pylist()
    return Sheet(columns, rows, scan.damaged, scan.read, dict(scan.dropped))


def read_file(path: Path, personal: dict[str, str] | None = None, layout: Layout = UNSTATED) -> Sheet:
    """The one table of a file."""
    (records,) = open_tables(path, layout)
    return scanned(records, personal, layout)
