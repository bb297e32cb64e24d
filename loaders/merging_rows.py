"""Rows of one id that two cases have otherwise: one side of each, with what it says where they differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from graphmodel.schema import SHAPES
from loaders.disputes import ROW, Voice
from loaders.inputs import Input
from loaders.merging_held import Held
from loaders.rejects import Conflict, Place
from loaders.reviews import CORRECT


def rows_apart(
    conflicts: Sequence[Conflict], inputs: Sequence[Input], both: Sequence[Held], told: Collection[Voice]
) -> Iterator[Voice]:
    """The sides of each conflict that is in neither case alone, but for the rows of which it is told already."""
    known = {
        (each["shape"], each["id"], tuple(each["columns"]))
        for held in both
        for each in held.manifest.get("conflicts", ())
    }
    subjects = {each.subject[1:] for each in told if each.kind == ROW}
    for each in conflicts:
        new = (each.shape, each.id, each.columns) not in known and each.shape in SHAPES
        if new and each.kept.file and each.other.file:
            for place in (each.kept, each.other) if (each.id, each.shape) not in subjects else ():
                yield from _row(each, place, inputs, both)
            yield from _corrections(each, both)


def _row(conflict: Conflict, place: Place, inputs: Sequence[Input], both: Sequence[Held]) -> Iterator[Voice]:
    """Which case has the row at a place, and what it says where the two differ."""
    stands = next((each for each in inputs if each.key == place.key), None)
    if stands is None or conflict.shape not in stands.rows:
        return
    table = stands.rows[conflict.shape].to_pylist()
    row: dict[str, Any] = next((each for each in table if each["row"] == (place.row or None)), {})
    cells = "; ".join(f"{name}={_said(row.get(name))}" for name in conflict.columns)
    where = f"{place.dataset}, {place.file}, row {place.row}"
    for held in both:
        if any((each.original, each.version) == (stands.original, stands.version) for each in held.inputs):
            yield Voice(ROW, conflict.id, conflict.shape, held.name, "", "", cells, where)


def _corrections(conflict: Conflict, both: Sequence[Held]) -> Iterator[Voice]:
    """What was corrected in either row before anybody knew that there are two."""
    columns = {each.column for each in SHAPES[conflict.shape].columns if each.name in conflict.columns}
    for held in both:
        for each in held.reviews:
            if (each.claim, each.kind) == (conflict.id, CORRECT) and each.field in columns:
                yield Voice.of_review(each, held.name)


def _said(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
