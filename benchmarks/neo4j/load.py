"""Nodes and relationships a second into a real Neo4j: `neo4j load` beside a loop written by hand and the import tool.

    python benchmarks/neo4j/load.py --flows 100000

The case is made up (`benchmarks/cases.py`); all three write the same nodes, relationships and properties. A server is
started for it, in a folder of its own, and stopped. What it takes to make the records from the case's tables is part
of the first two (and of the export before the import), and is measured by itself as well. Nothing is judged: the
numbers depend on the machine, so trust the ratios.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from benchmarks.cases import made_up_case  # noqa: E402
from benchmarks.neo4j.loop import by_hand  # noqa: E402
from datatrail.case import open_case  # noqa: E402
from datatrail.neo4j_loading import Loading  # noqa: E402
from datatrail.neo4jserver.server import Server as Neo4j  # noqa: E402
from loaders import neo4j_writing  # noqa: E402
from loaders.neo4j_import import COMMAND, export  # noqa: E402
from loaders.neo4j_load import load  # noqa: E402
from loaders.neo4j_parts import in_batches  # noqa: E402

if TYPE_CHECKING:
    from neo4j import Driver

RESULTS = ROOT / "benchmarks" / "results"
Rate = tuple[int, float]


def ours(driver: Driver, loading: Loading) -> tuple[Rate, Rate]:
    """What the command does: nodes, then relationships; counting and looking for what is gone is in the latter."""
    begun, marks = perf_counter(), {}

    def seen(what: str, done: int, _: int) -> None:
        marks[what] = (done, perf_counter() - begun)

    server = neo4j_writing.Server(driver)
    server.make_schema()
    begun = perf_counter()
    load(server, loading.mark, loading.source(), rows=loading.rows, progress=seen)
    (nodes, nodes_done), (ties, _) = marks.values()
    return (nodes, nodes_done), (ties, perf_counter() - begun - nodes_done)


def records_alone(loading: Loading) -> tuple[Rate, Rate]:
    """The records made and typed, sent nowhere."""
    source = loading.source()
    return _drained(in_batches(source.each_node(), 10_000)), _drained(in_batches(source.each_tie(), 10_000))


def _drained(batches: Iterable[Any]) -> Rate:
    begun = perf_counter()
    count = sum(len(rows) for batch in batches for _, rows in batch)
    return count, perf_counter() - begun


def imported(neo4j: Neo4j, loading: Loading, folder: Path) -> tuple[int, float, float]:
    """Rows, and the seconds of the export and of the import tool."""
    begun = perf_counter()
    made = export(folder / "import", loading.mark, loading.source())
    exported = perf_counter()
    line, environment = neo4j.admin()
    admin = folder / "neo4j-admin"
    admin.write_text("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in line) + ' "$@"\n', "utf-8")
    admin.chmod(0o755)
    subprocess.run(
        ["sh", str(folder / "import" / COMMAND), "--overwrite-destination"],
        env={**environment, "NEO4J_ADMIN": str(admin)},
        check=True,
        capture_output=True,
    )
    return made.nodes + made.relationships, exported - begun, perf_counter() - exported


def emptied(driver: Driver) -> None:
    """Nothing in the database, no constraint, no index."""
    from tests.neo4jserver.serving import make_empty

    make_empty(driver)


def measured(neo4j: Neo4j, loading: Loading, times: int, folder: Path) -> None:
    """Run all and print a line for each."""
    from neo4j import GraphDatabase

    _shown("the records alone", *records_alone(loading))
    ways: dict[str, Callable[[Driver], tuple[Rate, Rate]]] = {
        "a loop by hand": lambda driver: by_hand(driver, loading.source()),
        "neo4j load": lambda driver: ours(driver, loading),
    }
    best: dict[str, tuple[Rate, Rate]] = {}
    with GraphDatabase.driver(str(neo4j.uri), auth=(neo4j.user, neo4j.password)) as driver:
        for _ in range(times):
            for name, way in ways.items():
                emptied(driver)
                found = way(driver)
                _shown(name, *found)
                best[name] = min(best.get(name, found), found, key=lambda each: each[0][1] + each[1][1])
    hand, mine = best["a loop by hand"], best["neo4j load"]
    for what, one, other in (("nodes", hand[0], mine[0]), ("relationships", hand[1], mine[1])):
        print(f"{what}: neo4j load at {one[1] / other[1]:.2f} of the loop's rate (aim 0.9)", flush=True)
    neo4j.stop()
    rows, exporting, importing = imported(neo4j, loading, folder)
    print(
        f"import tool: {rows:,} rows, export {exporting:.0f} s, import {importing:.0f} s ({rows / importing:,.0f}/s)"
    )


def _shown(name: str, nodes: Rate, ties: Rate) -> None:
    words = (
        f"{count:,} {what} in {seconds:.1f} s ({count / seconds:,.0f}/s)"
        for what, (count, seconds) in (("nodes", nodes), ("relationships", ties))
    )
    print(f"{name}: {', '.join(words)}", flush=True)


def main() -> None:
    """Make the case, start a server, measure, stop it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flows", type=int, default=10_000, help="flows of the made-up case (default 10000)")
    parser.add_argument("--times", type=int, default=2, help="how often each is run (default 2)")
    parser.add_argument("--heap", default="2g", help="memory for the server's heap (default 2g)")
    options = parser.parse_args()
    loading = Loading(open_case(made_up_case(options.flows, RESULTS / f"made-up-{options.flows}")), "made-up")
    print(
        f"{options.flows:,} flows; tables: {loading.rows['Request']:,} requests, {loading.rows['Statement']:,} statements"
    )
    folder = Path(mkdtemp(prefix="datatrail-neo4j-"))
    neo4j = Neo4j(home=folder / "server")
    try:
        neo4j.start(heap=options.heap)
        measured(neo4j, loading, options.times, folder)
    finally:
        neo4j.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
