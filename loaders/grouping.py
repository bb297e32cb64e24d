"""Staged logs are grouped by plain SQL over Parquet: the heavy part of loading, which another engine could run.

Rows of several releases that are the same event count once: the release that comes last gives the row, and each
cell is that of the last release that gives it, so that a mask never hides what another release shows. Rows of one
file are never the same event: the second of two rows that look the same is the second there, and the second of
another release.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from loaders.coded import Codes
from loaders.masks import mask_of
from loaders.staged import Staged

if TYPE_CHECKING:
    import duckdb

MEMORY = "600MB"

#: The rows of a release, with codes that all releases share.
ROWS = "SELECT {file} AS file, row, page, same{columns} FROM read_parquet({path}) AS log {joins}"

#: What several releases hold: `nth` among the rows of its file that look the same.
COPIES = """
CREATE TEMP TABLE copies AS
SELECT *, row_number() OVER (PARTITION BY file, same ORDER BY row) AS nth
FROM rows
SEMI JOIN (SELECT same FROM rows WHERE same IS NOT NULL GROUP BY same HAVING min(file) <> max(file)) USING (same)
"""
#: Each such event once: the row of the last release, each cell of the last release that gives it.
ONCE = "SELECT max(file) AS file, arg_max(row, file) AS row, arg_max(page, file) AS page{columns} FROM copies GROUP BY same, nth"
LAST_GIVEN = (
    "coalesce(arg_max({name}, file) FILTER ({name} NOT IN ({ungiven})), arg_max({name}, file)) AS {name}"
)
#: How often two releases give one event differently, by the file that stands and the one that does not.
DIFFERING = """
SELECT kept.file AS kept, other.file AS other, count(*) AS number
FROM copies AS other
JOIN (SELECT same, nth, max(file) AS file, arg_max({name}, file) AS {name}
      FROM copies WHERE {name} NOT IN ({ungiven}) GROUP BY same, nth) AS kept USING (same, nth)
WHERE other.{name} NOT IN ({ungiven}) AND other.{name} <> kept.{name}
GROUP BY ALL ORDER BY ALL
"""
COUNTED = """
SELECT file, row, page{columns} FROM rows ANTI JOIN copies USING (same)
UNION ALL SELECT file, row, page{columns} FROM once
"""
GROUPS = """
SELECT file, min(row) AS row, min(page) AS page, count(*) AS number{columns}
FROM counted GROUP BY file{columns}, CASE WHEN file IN ({itemised}) THEN row END ORDER BY file, row
"""


#: The rows that a group was made of, by its first.
MEMBERS = """
SELECT counted.row, counted.page FROM counted
JOIN (SELECT * FROM counted WHERE file = {file} AND row = {row}) AS first ON {alike}
WHERE counted.file = {file} AND (first.row = counted.row OR {file} NOT IN ({itemised})) ORDER BY ALL
"""


class Differing(NamedTuple):
    """How many events two logs give differently in a column: the one that stands, and the other."""

    column: str
    kept: int
    other: int
    number: int


@dataclass
class Groups:
    """What staged logs come to.

    Attributes
    ----------
    table
        One row for each group: `file` (the place of its log), `row` (the first), `number` (of rows), and a code for
        each column that varies.
    texts
        The canonical text of each code, by column.
    differing
        Where two logs give the same event differently.
    """

    table: pa.Table
    texts: Mapping[str, Sequence[str]]
    differing: Sequence[Differing] = ()

    def taken(self, file: int) -> int:
        """How many rows of a log count."""
        chosen = self.table["file"].to_numpy() == file
        return int(self.table["number"].to_numpy()[chosen].sum())

    def of_file(self, file: int) -> pa.Table:
        """The groups of one log."""
        return self.table.filter(pa.array(self.table["file"].to_numpy() == file))


def grouped(logs: Sequence[Staged]) -> Groups:
    """The groups of several logs.

    Parameters
    ----------
    logs
        In the order of their releases: of two that hold the same event, the later gives the row.
    """
    with _working(logs) as work:
        return work.groups()


def members(logs: Sequence[Staged], file: int, row: int) -> pa.Table:
    """The rows that a group was made of: `row` and `page`, in order.

    Parameters
    ----------
    logs
        As for `grouped`.
    file, row
        The place of the group's log, and its first row.
    """
    with _working(logs) as work:
        return work.members(file, row)


@contextmanager
def _working(logs: Sequence[Staged]) -> Generator[_Work]:
    import duckdb

    columns = sorted({name for each in logs for name in each.texts})
    texts, maps = _shared_codes(logs, columns)
    with TemporaryDirectory(prefix="datatrail-") as folder, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = {_quoted(Path(folder))}")
        work = _Work(connection, logs, columns, texts)
        work.make_rows(maps)
        yield work


class _Work:
    """The statements, one after another."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        logs: Sequence[Staged],
        columns: Sequence[str],
        texts: Mapping[str, Sequence[str]],
    ) -> None:
        self.connection = connection
        self.logs = logs
        self.texts = texts
        self.columns = columns
        self.listed = "".join(f', "{name}"' for name in columns)
        self.ungiven = {name: _ungiven(texts[name]) for name in columns}

    def make_rows(self, maps: Mapping[tuple[int, str], Codes]) -> None:
        """The view `rows`: of all logs, with the codes that they share."""
        parts = []
        for file, log in enumerate(self.logs):
            chosen, joins = "", ""
            for name in self.columns:
                codes = maps[file, name]
                if name not in log.texts:
                    chosen += f', {codes[0]} AS "{name}"'
                elif (codes == np.arange(len(codes))).all():
                    chosen += f', log."{name}"'
                else:
                    table = f"map_{file}_{name}"
                    made = pa.table({"own": np.arange(len(codes), dtype=np.int32), "shared": codes})
                    self.connection.register(table, made)
                    joins += f' JOIN {table} ON {table}.own = log."{name}"'
                    chosen += f', {table}.shared AS "{name}"'
            parts.append(ROWS.format(file=file, columns=chosen, path=_quoted(log.path), joins=joins))
        self.connection.execute("CREATE TEMP VIEW rows AS " + " UNION ALL ".join(parts))

    def groups(self) -> Groups:
        """What counts, grouped."""
        self._make_counted()
        query = GROUPS.format(columns=self.listed, itemised=self._itemised)
        table = self.connection.sql(query).to_arrow_table()
        several = self.columns if len(self.logs) > 1 else ()
        return Groups(table, self.texts, [each for name in several for each in self._differing(name)])

    def members(self, file: int, row: int) -> pa.Table:
        """The rows of a group, by its first."""
        self._make_counted()
        alike = " AND ".join(f'counted."{name}" = first."{name}"' for name in self.columns) or "true"
        query = MEMBERS.format(file=file, row=row, alike=alike, itemised=self._itemised)
        return self.connection.sql(query).to_arrow_table()

    def _make_counted(self) -> None:
        """The view `counted`: each event once."""
        counted = f"SELECT file, row, page{self.listed} FROM rows"  # noqa: S608 (names of our own columns)
        if len(self.logs) > 1:
            once = "".join(", " + self._last_given(name) for name in self.columns)
            self.connection.execute(COPIES)
            self.connection.execute(f"CREATE TEMP TABLE once AS {ONCE.format(columns=once)}")
            counted = COUNTED.format(columns=self.listed)
        self.connection.execute(f"CREATE TEMP VIEW counted AS {counted}")

    @property
    def _itemised(self) -> str:
        """The logs whose rows stay each one of its own; at least one that is none."""
        return ", ".join(str(file) for file, log in enumerate(self.logs) if log.itemised) or "-1"

    def _last_given(self, name: str) -> str:
        return LAST_GIVEN.format(name=f'"{name}"', ungiven=self.ungiven[name])

    def _differing(self, name: str) -> list[Differing]:
        query = DIFFERING.format(name=f'"{name}"', ungiven=self.ungiven[name])
        return [Differing(name, *found) for found in self.connection.sql(query).fetchall()]


def _ungiven(texts: Sequence[str]) -> str:
    """The codes of blank and masked cells; at least one that no cell has."""
    codes = [code for code, text in enumerate(texts) if not text or mask_of(text)]
    return ", ".join(map(str, codes or [-1]))


def _quoted(path: Path) -> str:
    return "'" + path.as_posix().replace("'", "''") + "'"


def _shared_codes(
    logs: Sequence[Staged], columns: Sequence[str]
) -> tuple[dict[str, list[str]], dict[tuple[int, str], Codes]]:
    """Codes that all logs share: the text of each, and for each log and column what its own codes become."""
    texts: dict[str, dict[str, int]] = {name: {} for name in columns}
    maps = {}
    for file, log in enumerate(logs):
        for name in columns:
            shared = texts[name]
            own = log.texts[name] if name in log.texts else [log.fixed.get(name, "")]
            maps[file, name] = np.array([shared.setdefault(text, len(shared)) for text in own], np.int32)
    return {name: list(shared) for name, shared in texts.items()}, maps
