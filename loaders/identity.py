"""Every row has an id: the one that it states, else a hash of what was kept of it; the same rows give the same ids.

A hash covers the dataset, the kept cells and the ordinal among identical rows, so that a file may say the same
thing twice. Only rows of different files can be duplicates, and only by an id that they state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.declaration import Property
from graphmodel.schema import SHAPES
from loaders.rejects import QUOTE, CellError, Conflict, Mapped, Place, Reject, rejected

UNIT, GROUP_MARK = "\x1f", "\x1e"
ID_LENGTH = 20
#: What a second row with other cells does: another claim is rejected; of a document or agency the first is kept.
KEPT_ONCE = frozenset({"document", "agency"})
PLACES = ("dataset", "file", "row", "sheet")


@dataclass
class Identified:
    """The rows of one shape that stand, each with its id, and what became of the others."""

    table: pa.Table
    rejects: list[Reject] = field(default_factory=list)
    duplicates: Counter[Place] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)
    mapped: Mapped = frozenset()

    def reject(self, shape_name: str, row: _Row, reason: str, hint: str) -> None:
        """Set a row aside for its id, which the reason quotes."""
        error = CellError(id_column(shape_name), reason, row.key, hint=hint)
        self.rejects.append(rejected(row.place, error, own=row.place.key not in self.mapped))


def in_order(table: pa.Table) -> pa.Table:
    """Rows by dataset, file, sheet and row: the order in which files were loaded does not matter."""
    keys = [(name, "ascending") for name in ("dataset", "file", "sheet", "row")]
    order = pc.sort_indices(table, sort_keys=keys)
    if not np.array_equal(order.to_numpy(), np.arange(len(table))):
        table = table.take(order)
    return table.combine_chunks()


def places(table: pa.Table) -> list[Place]:
    """Where each row of a table stands."""
    columns = (table[name].to_pylist() for name in PLACES)
    return [
        Place(dataset or "", file or "", row or 0, sheet or "")
        for dataset, file, row, sheet in zip(*columns, strict=True)
    ]


def kept_text(table: pa.Table, properties: Iterable[Property]) -> list[str]:
    """What each row says, as one text: its cells that are not blank, and the codes of the masked ones."""
    names = [*(each.name for each in properties if each.name != "id"), "masked"]
    columns = ((name, table[name].combine_chunks()) for name in names)
    parts = [_decorated(column, name) for name, column in columns if not _is_blank(column)]
    if not parts:
        return [""] * len(table)
    joined = pc.binary_join_element_wise(*parts, UNIT, null_handling="skip")
    texts: list[str] = joined.to_pylist()
    return texts


def _is_blank(column: pa.Array) -> bool:
    """Whether nothing stands in any row of a column."""
    return column.null_count == len(column) or (pa.types.is_list(column.type) and not len(column.flatten()))


def _decorated(column: pa.Array, name: str) -> pa.Array:
    """``name=text`` of each cell; null where it is blank."""
    if pa.types.is_list(column.type):
        text = pc.binary_join(column, GROUP_MARK)
        text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    else:
        text = pc.cast(column, pa.string())
    return pc.binary_join_element_wise(pa.scalar(f"{name}="), text, "")


def identify(shape_name: str, table: pa.Table, mapped: Mapped = frozenset()) -> Identified:
    """Rows with ids; a second row of one id is a reject, a duplicate, or in conflict.

    Parameters
    ----------
    shape_name
        The row shape; one that states ids (`claim`, `event`, `rule`, `document`, `agency`).
    table
        Its rows, in order (`in_order`).
    mapped
        The inputs that were read through a mapping.
    """
    found = Identified(table, mapped=mapped)
    if _states_ids_once(table["id"]):
        return found
    properties = SHAPES[shape_name].columns
    texts = kept_text(table, properties)
    stated: list[str | None] = table["id"].to_pylist()
    keep: Sequence[int] = range(len(table))
    if any(key is not None for key in stated):
        rows = [
            _Row(key, place, text) if key is not None else None
            for key, place, text in zip(stated, places(table), texts, strict=True)
        ]
        keep = _first_of_each(rows, shape_name, found)
    datasets = table["dataset"].to_pylist()
    ids = _hashed(shape_name, stated, datasets, texts)
    table = table.set_column(table.schema.get_field_index("id"), "id", pa.array(ids, pa.string()))
    found.table = table if len(keep) == len(table) else table.take(pa.array(keep, pa.int64()))
    return found


def _states_ids_once(ids: pa.ChunkedArray) -> bool:
    """Whether every row states an id, and no two the same."""
    return not ids.null_count and len(pc.unique(ids)) == len(ids)


class _Row(NamedTuple):
    """A row that states an id."""

    key: str
    place: Place
    text: str


def _first_of_each(rows: list[_Row | None], shape_name: str, found: Identified) -> list[int]:
    """The rows to keep: of each stated id the first."""
    first: dict[str, _Row] = {}
    first_in_file: dict[tuple[str, ...], _Row] = {}
    keep: list[int] = []
    for index, row in enumerate(rows):
        if row is None:
            keep.append(index)
            continue
        in_file = first_in_file.setdefault((*row.place.key, row.key), row)
        kept = first.setdefault(row.key, row)
        if in_file is not row and not row.place.row:
            continue  # the document that a mapping names, and that the file has a row for
        if in_file is not row:
            reason = f"{QUOTE} is already the id of row {in_file.place.row}"
            found.reject(shape_name, row, reason, "give each row an id of its own")
        elif kept is row:
            keep.append(index)
        else:
            _of_other_file(kept, row, shape_name, found)
    return keep


def id_column(shape_name: str) -> str:
    """The canonical column that states a row's id."""
    return next(each.column or each.name for each in SHAPES[shape_name].columns if each.name == "id")


def _of_other_file(kept: _Row, row: _Row, shape_name: str, found: Identified) -> None:
    """What becomes of a row whose id a row of another file has."""
    differing = _differing(kept.text, row.text)
    if differing:
        found.conflicts.append(Conflict(shape_name, row.key, kept.place, row.place, differing))
    if not differing or shape_name in KEPT_ONCE:
        found.duplicates[row.place] += bool(row.place.row)
        return
    where = f"{kept.place.file}, row {kept.place.row}, of dataset {kept.place.dataset!r}"
    reason = f"{QUOTE} is the id of another row: {where}"
    hint = f"they differ in {', '.join(differing)}; give one of them another id"
    found.reject(shape_name, row, reason, hint)


def _differing(one: str, other: str) -> tuple[str, ...]:
    """The columns in which two kept texts differ."""
    left, right = (dict(part.partition("=")[::2] for part in text.split(UNIT)) for text in (one, other))
    return tuple(sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name)))


def _hashed(
    shape_name: str, stated: list[str | None], datasets: list[str | None], texts: list[str]
) -> list[str]:
    """Stated ids, and hashes for the rest."""
    seen: dict[tuple[str | None, str], int] = {}
    ids: list[str] = []
    for key, dataset, text in zip(stated, datasets, texts, strict=True):
        if key is not None:
            ids.append(key)
        else:
            ordinal = seen.get((dataset, text), 0)
            seen[dataset, text] = ordinal + 1
            ids.append(hashed_id(shape_name, dataset or "", text, ordinal))
    return ids


def hashed_id(shape_name: str, dataset: str, text: str, ordinal: int) -> str:
    """The id of a row that states none."""
    digest = sha256(f"{dataset}{UNIT}{ordinal}{UNIT}{text}".encode()).hexdigest()
    return f"{shape_name}-{digest[:ID_LENGTH]}"


def with_hashed_ids(shape_name: str, table: pa.Table) -> pa.Table:
    """Rows of a shape that states no ids, with a column `id` of hashes."""
    texts = kept_text(table, SHAPES[shape_name].columns)
    datasets = table["dataset"].to_pylist()
    ids = _hashed(shape_name, [None] * len(table), datasets, texts)
    return table.append_column("id", pa.array(ids, pa.string()))


def count_taken(tables: Iterable[pa.Table]) -> Counter[tuple[str, str, str]]:
    """How many rows of each table of a file stand in some tables; rows that a mapping made are not the file's."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for table in tables:
        rows = table.filter(pc.is_valid(table["row"]))
        grouped = rows.group_by(["dataset", "file", "sheet"]).aggregate([("row", "count_distinct")])
        for each in grouped.to_pylist():
            key = (each["dataset"] or "", each["file"] or "", each["sheet"] or "")
            counts[key] += each["row_count_distinct"]
    return counts
