"""Staged logs are grouped as counting by hand would: each event once, and no mask hides what another release shows."""

from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.grouping import grouped
from loaders.masks import mask_of
from loaders.staged import Staged

Row = tuple[int | None, dict[str, str]]
CELLS = {"requester": ["A PD", "B SO", "***"], "purpose": ["", "border-enforcement", "registry", "***"]}


@st.composite
def log(draw: st.DrawFn) -> list[Row]:
    """The rows of one release: what each is the same as, and its cells."""
    row = st.tuples(
        st.none() | st.integers(1, 4),
        st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in CELLS.items()}),
    )
    return draw(st.lists(row, max_size=8))


def staged(path: Path, rows: list[Row], order: list[str]) -> Staged:
    """The release as it is kept: each file has codes of its own."""
    texts = {
        name: [text for text in dict.fromkeys([*order, *listed]) if text in listed]
        for name, listed in CELLS.items()
    }
    columns: dict[str, Any] = {
        "row": pa.array(range(2, len(rows) + 2), pa.int64()),
        "page": pa.nulls(len(rows), pa.int32()),
        "same": pa.array([same for same, _ in rows], pa.uint64()),
    }
    for name in CELLS:
        columns[name] = pa.array([texts[name].index(cells[name]) for _, cells in rows], pa.int32())
    pq.write_table(pa.table(columns), path)
    return Staged(path, texts)


def by_hand(logs: list[list[Row]]) -> Counter[tuple[Any, ...]]:
    """How often each combination of cells counts for each file."""
    seen: defaultdict[tuple[int, int], list[tuple[int, dict[str, str]]]] = defaultdict(list)
    counted: Counter[tuple[Any, ...]] = Counter()
    for file, rows in enumerate(logs):
        so_far: Counter[int] = Counter()
        for same, cells in rows:
            if same is None:
                counted[file, *(cells[name] for name in CELLS)] += 1
            else:
                so_far[same] += 1
                seen[same, so_far[same]].append((file, cells))
    for copies in seen.values():
        final = {}
        for name in CELLS:
            newest_first = [cells[name] for _, cells in reversed(copies)]
            given_ones = [text for text in newest_first if text and not mask_of(text)]
            final[name] = (given_ones or newest_first)[0]
        counted[copies[-1][0], *final.values()] += 1
    return counted


@settings(max_examples=40, deadline=None)
@given(st.lists(log(), min_size=1, max_size=3), st.permutations([*CELLS["requester"], *CELLS["purpose"]]))
def test_each_event_counts_once_with_what_any_release_shows_of_it(
    logs: list[list[Row]], order: list[str]
) -> None:
    """The counts of every combination are those of counting by hand, and all rows are counted or duplicates."""
    with TemporaryDirectory() as folder:
        kept = [
            staged(Path(folder) / f"it's {number}.parquet", rows, order[number:])
            for number, rows in enumerate(logs)
        ]
        found = grouped(kept)
    counted: Counter[tuple[Any, ...]] = Counter()
    for each in found.table.to_pylist():
        cells = (found.texts[name][each[name]] for name in CELLS)
        counted[each["file"], *cells] += each["number"]
    assert counted == by_hand(logs)
    assert sum(found.taken(file) for file in range(len(logs))) == counted.total()


def test_rows_of_one_file_are_never_the_same_event(tmp_path: Path) -> None:
    """Two searches in one second count twice, however many releases hold both."""
    cells = {"requester": "A PD", "purpose": ""}
    twice: list[Row] = [(1, cells), (1, cells)]
    found = grouped([staged(tmp_path / f"{number}.parquet", twice, []) for number in range(3)])
    assert [(each["file"], each["row"], each["number"]) for each in found.table.to_pylist()] == [(2, 2, 2)]


def test_what_two_releases_give_differently_is_counted(tmp_path: Path) -> None:
    """The later one stands; a mask differs from nothing."""
    first: list[Row] = [
        (1, {"requester": "A PD", "purpose": "registry"}),
        (2, {"requester": "***", "purpose": ""}),
    ]
    later: list[Row] = [
        (1, {"requester": "B SO", "purpose": "***"}),
        (2, {"requester": "B SO", "purpose": ""}),
    ]
    found = grouped([staged(tmp_path / "1.parquet", first, []), staged(tmp_path / "2.parquet", later, [])])
    assert [tuple(each) for each in found.differing] == [("requester", 1, 0, 1)]
    rows = [[found.texts[name][each[name]] for name in CELLS] for each in found.table.to_pylist()]
    assert rows == [["B SO", "registry"], ["B SO", ""]]
