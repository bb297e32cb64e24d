"""Where two do not agree on a row, neither side counts: the cell is masked until somebody decides, and nothing holds on it.

A cell that two corrected differently, or that two rows of one id state differently, is masked by the code `disputed`. Of
a claim that one withdrew and another confirmed every cell stays; it only holds no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.schema import SHAPES
from loaders.columns import ARROW, table_of_records
from loaders.disputes import DISPUTED, ROW, Sides, Voice, by_subject, open_reviews, read_voices
from loaders.rejects import Conflict
from loaders.reviews import CORRECT, WITHDRAW, Review, read_reviews, standing
from loaders.settling import settle

#: What a table says of the reviews of a row.
MARKS = ("checked", "corrected")
#: The shapes whose rows are masked where two of one id differ; of an agency the first stands.
MASKED_SHAPES = ("claim", "event", "rule", "document")


@dataclass(frozen=True)
class Said:
    """What is said of claims and documents.

    Attributes
    ----------
    reviews
        What stands, in the order of the log: of two corrections of a cell the later is applied.
    disputes
        The sides where two do not agree, by claim or document and cell: neither is applied.
    rows
        The ids under which two cases have other rows, with their shape.
    """

    reviews: Sequence[Review] = ()
    disputes: Sides = field(default_factory=dict)
    rows: Sides = field(default_factory=dict)

    @classmethod
    def of(cls, case: Path, lines: Sequence[Review] | None = None) -> Said:
        """That of a case folder; with other lines than those of its log where they are told."""
        said = read_reviews(case) if lines is None else lines
        voices = read_voices(case)
        return cls(standing(said), open_reviews(voices, said), by_subject(voices, ROW))

    @cached_property
    def _sides(self) -> frozenset[tuple[str, ...]]:
        return frozenset(each.line for sides in self.disputes.values() for each in sides)

    def is_disputed(self, each: Review) -> bool:
        """Whether a review is one side of a dispute."""
        return Voice.of_review(each, "").line in self._sides

    def about(self, claim: str, hashed: str) -> dict[str, Sequence[Voice]]:
        """The disputes about a claim, by cell, in which the row is meant that has this hash."""
        mine = {part: sides for (about, part), sides in self.disputes.items() if about == claim}
        return {part: sides for part, sides in mine.items() if any(hashed in each.said for each in sides)}


def disputed(shape: str, record: dict[str, Any], disputes: Mapping[str, Sequence[Voice]]) -> dict[str, Any]:
    """A row of which two say otherwise: each such cell is masked, and nothing holds on the row.

    Parameters
    ----------
    disputes
        The sides by column; of `retract` and `withdraw` every cell stays.
    """
    columns = {each.column: each.name for each in SHAPES[shape].columns if each.column}
    marks = [each for each in record["masked"] or () if each.partition(":")[0] not in disputes]
    blank: dict[str, Any] = {columns[part]: None for part in disputes if part in columns}
    blank |= {name: [] for name in blank if isinstance(record[name], list)}
    told = [
        f"{part}: {DISPUTED}, {'; '.join(sorted({each.told for each in sides}))}"
        for part, sides in sorted(disputes.items())
    ]
    made = {**record, **blank, "masked": [*marks, *(f"{part}:{DISPUTED}" for part in sorted(disputes))]}
    made["corrected"] = [*(record.get("corrected") or ()), *told]
    return made | settle(shape, made, frozenset(each.partition(":")[0] for each in made["masked"]))


def in_doubt(documents: Sequence[str], sides: Sequence[Voice], rows: dict[str, pa.Table]) -> None:
    """Nothing holds on claims that cite one of these, of which two do not agree whether they are withdrawn."""
    meant = pa.array(documents, pa.string())
    for shape in ("claim", "event"):
        at = pc.indices_nonzero(pc.is_in(rows[shape]["document"], meant)).to_pylist()
        rows[shape] = _replaced(rows[shape], at, shape, partial(disputed, disputes={WITHDRAW: sides}))


def put_in(shape: str, table: pa.Table, new: Sequence[Mapping[str, Any]], order: Sequence[int]) -> pa.Table:
    """Rows of a table and new ones behind them, in an order."""
    both = pa.concat_tables([with_marks(table, []), with_marks(table_of_records(shape, new), new)])
    return both.take(pa.array(order, pa.int64()))


def _replaced(
    table: pa.Table, at: Sequence[int], shape: str, change: Callable[[str, dict[str, Any]], dict[str, Any]]
) -> pa.Table:
    """A table with some of its rows changed."""
    if not at:
        return table
    order = list(range(len(table)))
    for number, index in enumerate(at):
        order[index] = len(table) + number
    new = [change(shape, row) for row in table.take(pa.array(at, pa.int64())).to_pylist()]
    return put_in(shape, table, new, order)


def with_marks(table: pa.Table, records: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows with a column for each mark; as it was, or blank, where none are given."""
    for name in MARKS if records or MARKS[0] not in table.column_names else ():
        cells = [each.get(name) or None for each in records] if records else [None] * len(table)
        table = table.append_column(name, pa.array(cells, ARROW["list"]))
    return table


# --- rows -----------------------------------------------------------------------------------------------------------


def columns_in_dispute(conflict: Conflict, said: Said) -> dict[str, Sequence[Voice]]:
    """The columns in which two rows of an id differ, as long as nobody has corrected them; none outside a merge."""
    sides = said.rows.get((conflict.id, conflict.shape))
    if sides is None:
        return {}
    named = {each.name: each.column for each in SHAPES[conflict.shape].columns if each.column}
    decided = {
        each.field
        for each in said.reviews
        if (each.claim, each.kind) == (conflict.id, CORRECT) and not said.is_disputed(each)
    }
    return {named[name]: sides for name in conflict.columns if name in named and named[name] not in decided}


def mask_rows(rows: dict[str, pa.Table], conflicts: Sequence[Conflict], said: Said) -> None:
    """Of a row that another case states differently under the same id, the cells that differ are masked."""
    for conflict in conflicts if said.rows else ():
        found = columns_in_dispute(conflict, said)
        if not found or conflict.shape not in MASKED_SHAPES:
            continue
        table = rows[conflict.shape]
        at = pc.indices_nonzero(pc.equal(table["id"], conflict.id)).to_pylist()
        change = _unsettled if conflict.shape in ("rule", "document") else disputed
        rows[conflict.shape] = _replaced(table, at, conflict.shape, partial(change, disputes=found))


def _unsettled(shape: str, record: dict[str, Any], disputes: Mapping[str, Sequence[Voice]]) -> dict[str, Any]:
    """A rule of which two say otherwise is taken for a partial one, which never bars; of a document a cell is blank."""
    if shape == "rule":
        return {**record, "partial": True}
    required = {each.column for each in SHAPES[shape].columns if each.required}
    named = {each.column: each.name for each in SHAPES[shape].columns if each.column}
    masks = [*(record["masked"] or ()), *(f"{part}:{DISPUTED}" for part in sorted(disputes))]
    return {**record, **{named[part]: None for part in disputes if part not in required}, "masked": masks}
