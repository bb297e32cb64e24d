"""Made-up cases of any size, for measuring: hub-heavy like a real sharing list, with evidence of every kind.

    python benchmarks/cases.py --flows 100000 -o /tmp/made-up

The same number of flows and the same seed give the same tables, byte for byte. Nobody in them exists.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

import numpy as np

from benchmarks.made_up.bodies import Bodies
from benchmarks.made_up.documents import Documents
from benchmarks.made_up.drawing import database_names, file_of, file_sha256
from benchmarks.made_up.exchanges import exchanges
from benchmarks.made_up.rows import Rows
from benchmarks.made_up.surroundings import small_tables
from graphmodel.registry import Registry
from graphmodel.schema import NODE
from graphmodel.tables import GROUP, Tables, arrow_schema
from loaders.generations import Contents
from loaders.inputs import Input
from loaders.relationships import Targets, relationship_tables
from loaders.store import CaseFolder

SHAPES = {"Request": "event", "Statement": "claim"}


class StreamedTables(Tables):
    """Tables of which the long ones are drawn while they are written, so that they are never all in memory.

    Parameters
    ----------
    small
        The tables without requests and statements.
    rows
        Those.
    """

    def __init__(self, small: Tables, rows: Rows) -> None:
        super().__init__(small)
        self._rows = rows
        self._targets = _targets(small)
        self.counts: dict[str, int] = {}
        self.taken: dict[tuple[str, str], int] = {}

    def __getitem__(self, name: str) -> Any:
        """A table; of one that has been written only its length."""
        return range(self.counts[name]) if name in self.counts else super().__getitem__(name)

    def write(self, folder: Path) -> None:
        """One Parquet file per table, row group by row group."""
        with ExitStack() as open_files:
            files = {
                name: open_files.enter_context(
                    pq.ParquetWriter(folder / f"{name}.parquet", arrow_schema(name), compression="zstd")
                )
                for name in self
            }
            for name, table in self._parts():
                files[name].write_table(table.cast(arrow_schema(name)), row_group_size=GROUP)
                self.counts[name] = self.counts.get(name, 0) + len(table)

    def _parts(self) -> Iterator[tuple[str, pa.Table]]:
        """Pieces of tables; those of one table come in the order of their ids."""
        yield from ((name, self[name]) for name in list(self))
        for label, table in self._rows.chunks():
            for entry in table.group_by(["dataset"]).aggregate([([], "count_all")]).to_pylist():
                key = (label, entry["dataset"])
                self.taken[key] = self.taken.get(key, 0) + entry["count_all"]
            yield label, table
            nodes = {each: arrow_schema(each).empty_table() for each in NODE} | {label: table}
            yield from (
                (name, made) for name, made in relationship_tables(nodes, self._targets).items() if len(made)
            )


def _targets(tables: Tables) -> Targets:
    """What a cell of a row may name."""
    registry = _registry(tables)

    def party(dataset: str, text: str) -> tuple[str, str] | None:
        found = registry.resolve(text, dataset)
        return None if found is None else (found, "AgencyGroup" if registry.is_group(found) else "Agency")

    return Targets(party, {label: frozenset(tables[label]["id"].to_pylist()) for label in NODE})


def _registry(tables: Tables) -> Registry:
    return Registry.from_records(tables.records("Agency"), tables.records("AgencyGroup"))


class _Entries(list[Mapping[str, Any]]):
    """What the manifest says of the inputs: one file of each dataset, known once the rows are written."""

    def __init__(self, tables: StreamedTables) -> None:
        super().__init__()
        self._tables = tables

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for (label, dataset), taken in sorted(self._tables.taken.items()):
            file, sha256 = file_of(label, dataset), file_sha256(label, dataset)
            made = Input(dataset, file, "", sha256, SHAPES[label], "", "", taken, (), {}, {}, {})
            yield made.to_manifest() | {"taken": taken, "rejected": 0, "duplicates": 0, "unresolved_names": 0}


def made_up_case(flows: int, folder: Path, seed: int = 1) -> Path:
    """A case folder with a made-up case of so many flows; made only if it is not there yet.

    Parameters
    ----------
    flows
        How many flows its requests and statements state. Shown joints, what requesters sent, masked cells and
        denials without a kind of data make some more (about 4 %).
    folder
        Where it is to be; a case that is there is taken for it.
    seed
        Another seed, another case.
    """
    case = CaseFolder(folder)
    if case.exists and case.current:
        return folder
    bodies, documents = Bodies.for_flows(flows), Documents.for_flows(flows, seed)
    small = _with_databases(small_tables(bodies, documents.records(), seed))
    drawn = exchanges(bodies, flows, np.random.default_rng([seed, 5]))
    tables = StreamedTables(small, Rows(drawn, documents, _registry(small), seed))
    case.init(f"Made up: {flows:,} flows", registry=False)
    with case.writing("benchmarks/cases.py") as writer:
        writer.commit(Contents(tables, (), _Entries(tables), (), ()))
    return folder


def _with_databases(tables: Tables) -> Tables:
    """The tables with a node for each system that rows name."""
    rows = [{"id": name, "name": name, "holds": [], "aliases": []} for name in database_names()]
    return Tables(dict(tables) | {"Database": pa.Table.from_pylist(rows, arrow_schema("Database"))})


def main() -> None:
    """Make a case and say how long it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flows", type=int, default=10_000, help="how many (default 10000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another case (default 1)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the case folder to make")
    options = parser.parse_args()
    started = time.perf_counter()
    made_up_case(options.flows, options.output, options.seed)
    print(f"{options.output}: {options.flows:,} flows in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
