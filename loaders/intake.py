"""A file becomes an input: canonical rows, and the rows that cannot be taken for what they hold themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from graphmodel.schema import PARTY, SHAPES
from loaders.canonical import record
from loaders.coded import Coded, Encoder
from loaders.columns import Errors, read_columns, table_of_records
from loaders.identity import UNIT
from loaders.inputs import Input
from loaders.mapping import SourceMapping
from loaders.pairing import of_whole_rows, split_pairs
from loaders.placing import Where, placed
from loaders.plans import Plan
from loaders.readers.tables import Damage, Scan
from loaders.rejects import Place, Reject, rejected
from loaders.screen import check_kept, screened, told_of_own
from loaders.staging import Stager

Told = Callable[[int, int], None]
"""Told how many bytes of a file have been read, and how many it has."""
PARTIES_OF_EVENTS = frozenset(
    each.column for each in SHAPES["event"].columns if each.column and set(PARTY) & set(each.refers)
)


def nothing_told(done: int, of: int) -> None:
    """Nobody asks how far the reading is."""


@dataclass
class Rows:
    """The rows of a table as columns of codes, and where each stands."""

    columns: dict[str, Coded]
    rows: np.ndarray[Any, np.dtype[np.int64]]
    pages: np.ndarray[Any, np.dtype[np.int64]] | None


def read_input(plan: Plan, stage: Path, told: Told = nothing_told) -> Input:
    """One table of a file, with the rows that cannot be taken set aside: canonical rows, or staged ones.

    Parameters
    ----------
    stage
        A folder for rows that are staged.
    told
        Told after each batch how far the reading is, where a file's size tells.
    """
    if plan.mapping and plan.mapping.is_staged:
        return _staged(plan, plan.mapping, stage, told)
    return _whole(plan, told)


def _staged(plan: Plan, mapping: SourceMapping, stage: Path, told: Told) -> Input:
    """A log: its rows go to Parquet as they are read."""
    scan = Scan(plan.records, plan.header, mapping.wanted, mapping.personal)
    digest = sha256(UNIT.join(plan.key).encode()).hexdigest()
    stager = Stager(mapping, stage / f"{digest[:16]}.parquet")
    for batch in scan:
        stager.add(batch)
        scan.tell(told)
    staged = stager.finish()
    scan.dropped.update(stager.dropped)
    rows = {"document": _document(plan, mapping, None)} if mapping.document else {}
    parties = [text for name in PARTIES_OF_EVENTS & staged.texts.keys() for text in staged.texts[name]]
    read = _input(plan, scan, stager.errors, rows, _reasons(mapping, parties))
    more = [Reject(_place(plan, 0), *what, rows=number) for what, number in _more(stager).items()]
    return replace(read, staged=staged, rejects=tuple(sorted([*read.rejects, *more])))


def _more(stager: Stager) -> dict[tuple[str, str, str], int]:
    """Column, reason and hint of the errors that are only counted, and how many rows have each."""
    return {
        (column, f"{number:,} more rows cannot be taken for what stands there", hint): number
        for (column, hint), number in stager.more.items()
    }


def _whole(plan: Plan, told: Told) -> Input:
    """A table whose rows are kept as they are."""
    mapping = plan.mapping
    wanted = mapping.wanted if mapping else plan.header.names
    scan = Scan(plan.records, plan.header, wanted, mapping.personal if mapping else {})
    found = _gathered(scan, told)
    found, uneven = _split(mapping, found) if mapping and mapping.pairs else (found, {})
    length = len(found.rows)
    cells, errors = _screened(plan, found, scan.dropped)
    table, wrong = read_columns(plan.shape, cells, length)
    errors = of_whole_rows(wrong | errors | uneven, found.rows)
    where = Where(*plan.key[:2], plan.records.sha256, plan.key[2], found.rows, found.pages)
    rows = {plan.shape: placed(plan.shape, table, where, errors)}
    marked = _reasons(mapping, _parties(rows[plan.shape], plan.shape)) if mapping and mapping.junk else {}
    if mapping and mapping.document:
        rows["document"] = _document(plan, mapping, rows.get("document"))
    by_row = {int(found.rows[index]): error for index, error in errors.items()}
    return _input(plan, scan, by_row, rows, marked)


def _input(
    plan: Plan, scan: Scan, errors: Errors, rows: dict[str, pa.Table], marked: Mapping[str, str]
) -> Input:
    mapping = plan.mapping
    own = mapping is None
    rejects = [rejected(_place(plan, row), error, own=own) for row, error in errors.items()]
    return Input(
        *plan.key,
        plan.records.sha256,
        plan.shape,
        mapping.name if mapping else "",
        mapping.sha256 if mapping else "",
        scan.read,
        tuple(sorted([*(_damaged(plan, each) for each in scan.damaged), *rejects])),
        dict(sorted(scan.dropped.items())),
        marked,
        rows,
    )


def _screened(plan: Plan, found: Rows, dropped: Counter[str]) -> tuple[Mapping[str, Coded], Errors]:
    """The canonical text cells without those that show a person, which are counted, or are errors of the row."""
    mapping = plan.mapping
    if mapping is None:
        return found.columns, told_of_own(plan.shape, found.columns)
    check_kept(mapping, {name: coded.values for name, coded in found.columns.items()})
    cells, errors = mapping.cells(found.columns, len(found.rows))
    cells, out = screened(mapping, cells)
    dropped.update(out)
    return cells, errors


def _gathered(scan: Scan, told: Told) -> Rows:
    """All rows of a scan."""
    encoders = {name: Encoder() for name in scan.wanted}
    rows, pages = [np.zeros(0, np.int64)], []
    for batch in scan:
        rows.append(batch.rows)
        if batch.pages is not None:
            pages.append(batch.pages)
        for name, encoder in encoders.items():
            encoder.add(batch.columns[name])
        scan.tell(told)
    columns = {name: encoder.coded() for name, encoder in encoders.items()}
    return Rows(columns, np.concatenate(rows), np.concatenate(pages) if pages else None)


def _split(mapping: SourceMapping, found: Rows) -> tuple[Rows, Errors]:
    """A row for each pair of the lists that go together."""
    columns, places, uneven = split_pairs(mapping, found.columns, len(found.rows))
    return Rows(columns, found.rows[places], None if found.pages is None else found.pages[places]), uneven


def _place(plan: Plan, row: int) -> Place:
    return Place(plan.dataset, plan.records.file, row, plan.records.sheet or "")


def _damaged(plan: Plan, damage: Damage) -> Reject:
    return Reject(_place(plan, damage.row), damage.column, damage.reason, damage.hint)


def _document(plan: Plan, mapping: SourceMapping, rows: pa.Table | None) -> pa.Table:
    """The document that a mapping names: it stands in the mapping, not in a row of the file."""
    made = record("document", mapping.document)
    made |= {"dataset": plan.dataset, "file": plan.records.file, "file_sha256": plan.records.sha256}
    table = table_of_records("document", [made])
    return table if rows is None else pa.concat_tables([rows, table])


def _parties(table: pa.Table, shape: str) -> Iterator[str]:
    """The names of parties in the rows of a shape."""
    for each in SHAPES[shape].columns:
        if set(PARTY) & set(each.refers):
            cells = table[each.name].combine_chunks()
            yield from (cells.flatten() if each.type == "list" else cells.drop_null()).unique().to_pylist()


def _reasons(mapping: SourceMapping, names: Iterable[str]) -> dict[str, str]:
    """The names that one of a mapping's junk patterns finds, and why each is doubtful."""
    found = {name: mapping.reason_for_mark(name) for name in sorted(set(names))}
    return {name: reason for name, reason in found.items() if reason}
