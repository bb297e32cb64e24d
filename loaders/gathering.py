"""What staged logs come to: event rows, each gathered from rows of one log, and what became of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.build import Assembly
from loaders.coded import Coded
from loaders.columns import read_columns, rows_schema
from loaders.grouping import Groups, grouped, members
from loaders.identity import ID_LENGTH, UNIT
from loaders.inputs import Input
from loaders.placing import Where, placed
from loaders.rejects import Conflict, Place, Reject, rejected

Key = tuple[str, str, str]
GATHERED = "event"
"""The one shape whose rows are gathered."""
HASHED_AT_ONCE = 1 << 15


@dataclass
class Gathered:
    """What the staged inputs of a case come to.

    Attributes
    ----------
    rows
        Event rows, with ids and where the first row of each stands.
    taken, duplicates
        How many rows of each input count, and how many are of another release, too.
    rejects
        Gathered rows that cannot be taken; each tells for how many rows of its log.
    conflicts
        Where two releases give the same events differently.
    """

    rows: pa.Table
    taken: dict[Key, int]
    duplicates: dict[Key, int]
    rejects: list[Reject]
    conflicts: list[Conflict]
    groups: dict[Key, pa.Table]

    def take_rows(self) -> pa.Table:
        """The event rows, which are then no longer held here."""
        rows, self.rows = self.rows, NOTHING.rows
        return rows

    def account(self, assembly: Assembly) -> None:
        """What became of the rows of staged logs, in an assembly that was made of what they come to."""
        rejects = [replace(each, rows=self._number(each.place)) for each in assembly.rejects]
        assembly.rejects[:] = sorted([*rejects, *self.rejects])
        assembly.conflicts[:] = sorted({*assembly.conflicts, *self.conflicts})
        lost: Counter[Key] = Counter()
        for each in rejects:
            lost[each.place.key] += each.rows
        for key, taken in self.taken.items():
            assembly.taken[key] = taken - lost[key]
            assembly.duplicates[key] = self.duplicates[key]

    def _number(self, place: Place) -> int:
        """How many rows of its log the row was gathered from whose first stands there; of any other row 1."""
        groups = self.groups.get(place.key)
        if groups is None:
            return 1
        found = np.flatnonzero(groups["row"].to_numpy() == place.row)
        return int(groups["number"][int(found[0])].as_py()) if len(found) else 1


NOTHING = Gathered(rows_schema(GATHERED).empty_table(), {}, {}, [], [], {})


def gathered(inputs: Sequence[Input]) -> Gathered:
    """What the staged inputs come to.

    Parameters
    ----------
    inputs
        All inputs of a case.
    """
    staged = _in_order_of_release(inputs)
    if not staged:
        return replace(NOTHING)
    groups = grouped([each.staged for each in staged if each.staged])
    made = Gathered(NOTHING.rows, {}, {}, [], list(_conflicts(groups, staged)), {})
    for file, each in enumerate(staged):
        made.groups[each.key] = groups.of_file(file)
    made.rows = pa.concat_tables([_of_input(each, groups.texts, made) for each in staged])
    return made


def rows_of(inputs: Sequence[Input], place: Place) -> list[tuple[int, int | None]]:
    """The row and page of every row that an event row was gathered from, whose first stands at a place."""
    staged = _in_order_of_release(inputs)
    file = next((number for number, each in enumerate(staged) if each.key == place.key), None)
    if file is None:
        return [(place.row, None)]
    found = members([each.staged for each in staged if each.staged], file, place.row).to_pydict()
    return list(zip(found["row"], found["page"], strict=True))


def _in_order_of_release(inputs: Sequence[Input]) -> list[Input]:
    """The staged inputs, the one published last at the end."""
    published = _published(inputs)
    logs = [each for each in inputs if each.staged]
    return sorted(logs, key=lambda each: (published.get(_document(each), ""), each.key))


def _published(inputs: Sequence[Input]) -> dict[str, str]:
    """When each document was published, as far as a row or a mapping says: of two releases the later stands."""
    tables = [each.rows["document"] for each in inputs if "document" in each.rows]
    pairs = [
        pair
        for table in tables
        for pair in zip(*(table[name].to_pylist() for name in ("id", "published")), strict=True)
    ]
    return {document: day for document, day in sorted(pairs, key=lambda pair: pair[1] or "") if day}


def _document(each: Input) -> str:
    return each.staged.fixed.get("document", "") if each.staged else ""


def _conflicts(groups: Groups, staged: Sequence[Input]) -> Iterator[Conflict]:
    """Where two releases give the same events differently: the later one stands."""
    for each in groups.differing:
        kept, other = (
            Place(one.dataset, one.file, 0, one.sheet) for one in (staged[each.kept], staged[each.other])
        )
        yield Conflict(GATHERED, f"{each.number} rows of both", kept, other, (each.column,))


def _of_input(each: Input, texts: Mapping[str, Sequence[str]], made: Gathered) -> pa.Table:
    """The event rows of one log."""
    assert each.staged is not None  # noqa: S101
    groups = made.groups[each.key]
    numbers, rows = groups["number"].to_numpy(), groups["row"].to_numpy()
    cells = _cells(each, texts, groups)
    table, errors = read_columns(GATHERED, cells, len(groups))
    for index, error in errors.items():
        place = Place(each.dataset, each.file, int(rows[index]), each.sheet)
        made.rejects.append(replace(rejected(place, error), rows=int(numbers[index])))
    lost = sum(int(numbers[index]) for index in errors)
    made.taken[each.key] = int(numbers.sum()) - lost
    made.duplicates[each.key] = each.rows_read - sum(one.rows for one in each.rejects) - int(numbers.sum())
    if not each.staged.itemised:
        ids = _ids(each, cells, len(groups))
        table = table.set_column(table.schema.get_field_index("id"), "id", ids)
    where = Where(each.dataset, each.file, each.sha256, each.sheet, rows, groups["page"])
    return placed(GATHERED, table, where, errors)


def _ids(each: Input, cells: Mapping[str, Coded], length: int) -> pa.ChunkedArray:
    """Ids of gathered rows: hashes of where they are from and what their rows have in common, not of their number."""
    alike = sorted(name for name in cells if name != "count")
    own = UNIT.join(each.key)
    made = []
    for start in range(0, length, HASHED_AT_ONCE):
        texts = [
            pc.binary_join_element_wise(name, cells[name].part(start, HASHED_AT_ONCE).arrow(pa.string()), "=")
            for name in alike
        ]
        joined = pc.binary_join_element_wise(own, *texts, UNIT).to_pylist()
        made.append(
            pa.array(f"{GATHERED}-{sha256(text.encode()).hexdigest()[:ID_LENGTH]}" for text in joined)
        )
    return pa.chunked_array(made, pa.string())


def _cells(each: Input, texts: Mapping[str, Sequence[str]], groups: pa.Table) -> dict[str, Coded]:
    """The canonical text cells of the event rows of a log."""
    assert each.staged is not None  # noqa: S101
    cells = {name: Coded.constant(text, len(groups)) for name, text in each.staged.fixed.items()}
    cells |= {name: Coded(texts[name], groups[name].to_numpy()) for name in each.staged.texts}
    if not each.staged.itemised:
        numbers, codes = np.unique(groups["number"].to_numpy(), return_inverse=True)
        cells["count"] = Coded([str(number) for number in numbers], codes.astype(np.int32))
    return cells
