"""How long a log takes to load, beside the floor (parse and group only, in polars) and plain pandas, in one run.

Made-up audit logs of 13 columns, 205 bytes a row, with 30,000 spellings of 4,000 agencies, masked and blank cells,
cells of two lines, and damaged rows (`made_up/logs.py`). Each part is a process of its own; what counts is its
processor time, which a shared machine disturbs least, as a multiple of the floor's. Ours is the whole command:
`datatrail load` into an empty case, from the file to the tables on disk.

    python benchmarks/loading.py --rows 10000,1000000
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.made_up.logs import write_log, write_workbook  # noqa: E402
from benchmarks.measuring import Measured, Run, child, machine, write  # noqa: E402

PARTS = Path(__file__).with_name("loading_parts.py")
LONGEST = 3600.0
NAIVE_UP_TO = 1_000_000
"""Plain pandas is not asked for more rows: at ten times as many it does not end in memory."""
AIM, BOUND, BOUND_GB = 3.5, 5.5, 1.3


def part(name: str, log: Path, case: Path | None = None) -> tuple[Run, float, dict[str, int]]:
    """One part in a process of its own: what it took, its peak in MB, and what it counted."""
    words = [sys.executable, str(PARTS), name, str(log), *([str(case)] if case else [])]
    out, took, peak = child(words, LONGEST)
    return took, peak, json.loads(out.splitlines()[-1])


def measured(
    name: str, rows: int, times: int, once: Callable[[], tuple[Run, float, dict[str, int]]]
) -> Measured:
    """A part, so many times."""
    runs, peaks, counts = zip(*(once() for _ in range(times)), strict=True)
    return Measured(name, list(runs), values=dict(counts[-1]), flows=rows, peak_mb=max(peaks))


def of_size(rows: int, times: int, folder: Path) -> Iterator[Measured]:
    """Every part on a log of so many rows, in turns, so that all see the same machine."""
    log = folder / f"log-{rows}.csv"
    if not log.exists():
        write_log(log, rows)
    floor = measured("floor: polars, parse and group", rows, times, lambda: part("floor", log))
    yield floor
    ours = measured("datatrail load", rows, times, lambda: _loaded(log))
    yield replace(ours, note=_beside(ours, floor), aim_seconds=AIM * floor.median_cpu)
    if rows <= NAIVE_UP_TO:
        naive = measured("plain pandas: every row normalised", rows, 1, lambda: part("naive", log))
        yield replace(naive, note=_beside(naive, floor))


def _loaded(log: Path) -> tuple[Run, float, dict[str, int]]:
    with tempfile.TemporaryDirectory() as folder:
        return part("ours", log, Path(folder) / "case")


def _beside(one: Measured, floor: Measured) -> str:
    times = one.median_cpu / floor.median_cpu
    return f"{times:.1f} times the floor's processor time"


def workbook(times: int) -> list[Measured]:
    """A workbook of 250 rows beside the start of the program: what is left is the reading and writing."""
    with tempfile.TemporaryDirectory() as name:
        book = Path(name) / "log.xlsx"
        write_workbook(book, 250)
        start = measured("datatrail --help", 0, times, lambda: part("start", book))
        ours = measured("datatrail load, a workbook of 250 rows", 250, times, lambda: _loaded(book))
        beyond = statistics.median(run.seconds for run in ours.runs) - start.median
        return [start, replace(ours, note=f"{beyond:.2f} s beyond start-up (bound 1 s)")]


def show(results: list[Measured]) -> None:
    """The table that a person reads."""
    print(f"{'rows':>11}  {'':42}{'cpu s':>9}{'wall s':>9}{'peak MB':>9}  counted")
    for each in results:
        counts = ", ".join(f"{name} {number:,}" for name, number in each.values.items())
        peak = f"{each.peak_mb or 0:9.0f}"
        print(f"{each.flows:>11,}  {each.name:42}{each.median_cpu:9.2f}{each.median:9.2f}{peak}  {counts}")
        if each.note:
            print(f"{'':13}{each.note}")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", default="10000,100000,1000000", help="sizes (default 10000,100000,1000000)")
    parser.add_argument("--times", type=int, default=1, help="runs of each part (default 1)")
    parser.add_argument(
        "--logs", type=Path, help="where logs are kept that were made; a folder that is gone afterwards"
    )
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "benchmarks" / "results" / "loading.json")
    options = parser.parse_args()
    results = workbook(max(3, options.times))
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.logs or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for rows in map(int, options.rows.split(",")):
            results += of_size(rows, options.times, folder)
    where = machine()
    print(f"Python {where['python']}, {where['cpu']}, {where['cores']} cores, commit {where['commit']}")
    print(f"bound: {BOUND} times the floor in {BOUND_GB} GB at 10,000,000 rows; aim: {AIM} times")
    show(results)
    write(results, where, options.output)
    print(f"\nwritten: {os.path.relpath(options.output)}")


if __name__ == "__main__":
    main()
