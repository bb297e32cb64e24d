"""Loading: files become rows, rows and what is already there become a new generation of the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.build import Assembly, assemble
from loaders.canonical import record
from loaders.columns import Coded, Errors, read_columns, rows_schema, table_of_records
from loaders.inputs import Input
from loaders.mapping import SourceMapping, choose_mapping, fitting_mapping, mappings_of
from loaders.names import check_slug, slug
from loaders.readers import CsvFile, Sheet
from loaders.rejects import Conflict, Place, Reject, rejected
from loaders.store import CaseFolder, Writer

OTHER_SEPARATORS = (";", "\t", "|")
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class FileReport:
    """What became of the rows of one file."""

    file: str
    dataset: str
    shape: str
    mapping: str | None
    rows_read: int
    taken: int
    rejected: int
    duplicates: int
    personal_dropped: Mapping[str, int]
    unchanged: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The report of the file for JSON."""
        return {**self.__dict__, "personal_dropped": dict(self.personal_dropped)}


@dataclass(frozen=True)
class LoadReport:
    """What a load did.

    Attributes
    ----------
    unresolved_names
        How many names of the datasets loaded stand for provisional agencies.
    rejects, conflicts
        The rows of these files that were not taken; all ids of the case that two places state differently.
    generation
        The current generation afterwards; None of a dry run.
    changed
        Whether there is a new generation.
    """

    files: Sequence[FileReport]
    unresolved_names: int
    rejects: Sequence[Reject] = ()
    conflicts: Sequence[Conflict] = ()
    generation: str | None = None
    changed: bool = False

    @property
    def rows_read(self) -> int:
        """How many rows the files have."""
        return sum(each.rows_read for each in self.files)

    @property
    def taken(self) -> int:
        """How many rows are in the tables."""
        return sum(each.taken for each in self.files)

    @property
    def rejected(self) -> int:
        """How many rows were set aside."""
        return sum(each.rejected for each in self.files)

    @property
    def duplicates(self) -> int:
        """How many rows are rows of another file again."""
        return sum(each.duplicates for each in self.files)

    @property
    def personal_dropped(self) -> dict[str, int]:
        """How many personal values were dropped, by kind."""
        total: Counter[str] = Counter()
        for each in self.files:
            total.update(each.personal_dropped)
        return dict(sorted(total.items()))

    def to_dict(self) -> dict[str, Any]:
        """The report as `load --format json` prints it."""
        return {
            "files": [each.to_dict() for each in self.files],
            "rows_read": self.rows_read,
            "taken": self.taken,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
            "personal_dropped": self.personal_dropped,
            "unresolved_names": self.unresolved_names,
        }


def load(
    folder: CaseFolder,
    files: Sequence[Path],
    *,
    mapping: Path | str | None = None,
    dataset: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files into a case; all of them or, on an error, none.

    Parameters
    ----------
    folder
        The case.
    files
        CSV files: canonical ones, or such as a mapping fits.
    mapping
        A mapping's file or name; else the shape or mapping whose header fits exactly.
    dataset
        The dataset that the files belong to; else the mapping's, else the file's name.
    dry_run
        Read and report, and change nothing.
    progress
        Told how far the work is.

    Returns
    -------
    LoadReport
        With rows_read = taken + rejected + duplicates, of each file.

    Raises
    ------
    InputError
        When a file cannot be read or fits nothing, or another process is writing the case.
    """
    folder.open()
    plans = _plans(folder, [Path(each) for each in files], mapping, dataset)
    told = progress or (lambda *_: None)
    if dry_run:
        known = Writer(folder).inputs()
        return _report(plans, *_assembled(folder, known, _read(plans, known, told), told), set())
    with folder.writing() as writer:
        known = writer.inputs()
        before = folder.current
        unchanged = {plan.key for plan in plans if plan.is_among(known)}
        inputs, assembly = _assembled(folder, known, _read(plans, known, told), told)
        entries = [_entry(each, assembly) for each in inputs]
        told("writing", 0, 1)
        generation = writer.commit(
            assembly.tables, inputs, entries, _all_rejects(inputs, assembly), assembly.conflicts
        )
        told("writing", 1, 1)
    return _report(plans, inputs, assembly, unchanged, generation, changed=generation != before)


# --- what to read, and how ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plan:
    """A file, and as what it is read."""

    file: CsvFile
    dataset: str
    shape: str
    mapping: SourceMapping | None = field(default=None)

    @property
    def key(self) -> tuple[str, str]:
        return self.dataset, self.file.path.name

    def is_among(self, known: Iterable[Input]) -> bool:
        """Whether the same file is loaded already, read the same way."""
        sha256 = self.mapping.sha256 if self.mapping else ""
        return any(each.key == self.key and each.same_source(self.file.sha256, sha256) for each in known)


def _plans(
    folder: CaseFolder, files: Sequence[Path], mapping: Path | str | None, dataset: str | None
) -> list[_Plan]:
    if not files:
        raise InputError("there is nothing to load", hint="name one file or more")
    own = mappings_of(folder.path / "mappings")
    chosen = choose_mapping(mapping, own) if mapping is not None else None
    plans: dict[tuple[str, str], _Plan] = {}
    for path in files:
        plan = _plan(CsvFile(path), own, chosen, dataset)
        if plan.key in plans:
            raise InputError(
                f"two files are named {path.name} in dataset {plan.dataset!r}", hint="rename one of them"
            )
        plans[plan.key] = plan
    return list(plans.values())


def _plan(
    file: CsvFile, own: Mapping[str, SourceMapping], chosen: SourceMapping | None, dataset: str | None
) -> _Plan:
    shape = None if chosen else canonical_shape(file.header)
    mapping = chosen or (None if shape else fitting_mapping(file.header, own))
    if mapping is not None:
        mapping.check_header(file.header, file.path.name)
        shape = mapping.shape
    if shape is None:
        raise _no_fit(file)
    named = dataset or (mapping.dataset if mapping else "") or slug(file.path.stem) or "dataset"
    return _Plan(file, check_slug(named, "dataset"), shape, mapping)


def canonical_shape(header: Sequence[str]) -> str | None:
    """The row shape whose columns are exactly these, in any order."""
    return next((name for name, shape in SHAPES.items() if set(shape.header) == set(header)), None)


def _no_fit(file: CsvFile) -> InputError:
    """No shape and no mapping fits; says how far the nearest shape is."""
    message = f"{file.path.name}: its columns are those of no row shape and no mapping"
    mark = next((mark for mark in OTHER_SEPARATORS if len(file.header) == 1 and mark in file.header[0]), None)
    if mark is not None:
        return InputError(message, hint=f"its cells seem to be split on {mark!r}: save it with commas")
    columns = set(file.header)
    nearest = max(
        SHAPES.values(), key=lambda shape: len(columns & set(shape.header)) / len(columns | set(shape.header))
    )
    missing = [name for name in nearest.header if name not in columns]
    extra = [name for name in file.header if name not in nearest.header]
    close = len(missing) + len(extra) <= len(nearest.header) // 2
    how = (
        f"as a file of the shape {nearest.name} it lacks {', '.join(missing) or 'nothing'} and has {', '.join(extra) or 'nothing'} "
        "besides; correct the header, or "
        if close
        else ""
    )
    return InputError(
        message,
        hint=f"{how}write a mapping and name it with --mapping (datatrail sniff drafts one)",
    )


# --- reading ------------------------------------------------------------------------------------------------------


def _read(plans: Sequence[_Plan], known: Sequence[Input], told: Progress) -> list[Input]:
    loaded = {each.key: each for each in known}
    inputs = []
    for number, plan in enumerate(plans):
        told(f"reading {plan.file.path.name}", number, len(plans))
        inputs.append(loaded[plan.key] if plan.is_among(known) else read_input(plan))
    told("reading", len(plans), len(plans))
    return inputs


def read_input(plan: _Plan) -> Input:
    """One file as canonical rows, with the rows that cannot be taken set aside."""
    mapping = plan.mapping
    sheet = plan.file.read(plan.dataset, mapping.personal if mapping else None)
    if mapping:
        cells, errors = mapping.cells(sheet)
    else:
        cells, errors = {name: Coded.of(column) for name, column in sheet.columns.items()}, {}
    table, wrong = read_columns(plan.shape, cells, len(sheet.rows))
    errors = wrong | errors
    rows = {plan.shape: _placed(plan, sheet, table, errors)}
    if mapping and mapping.document:
        rows["document"] = _document(plan, mapping, rows.get("document"))
    rejects = [rejected(Place(*plan.key, sheet.rows[index]), error) for index, error in errors.items()]
    return Input(
        plan.dataset,
        plan.file.path.name,
        plan.file.sha256,
        plan.shape,
        mapping.name if mapping else "",
        mapping.sha256 if mapping else "",
        sheet.read,
        tuple(sorted([*sheet.rejects, *rejects])),
        sheet.dropped,
        _marked(mapping, rows[plan.shape], plan.shape) if mapping else {},
        rows,
    )


def _placed(plan: _Plan, sheet: Sheet, table: pa.Table, errors: Errors) -> pa.Table:
    """The rows that can be taken, each with where it stands."""
    length = len(table)
    columns: dict[str, Any] = {name: table[name] for name in table.column_names}
    columns |= {
        "dataset": pa.repeat(plan.dataset, length),
        "file": pa.repeat(plan.file.path.name, length),
        "file_sha256": pa.repeat(plan.file.sha256, length),
        "sheet": pa.nulls(length, pa.string()),
        "page": pa.nulls(length, pa.int64()),
        "row": pa.array(sheet.rows, pa.int64()),
    }
    schema = rows_schema(plan.shape)
    placed = pa.table([columns[name] for name in schema.names], schema=schema)
    if not errors:
        return placed
    return placed.take(pa.array([index for index in range(length) if index not in errors], pa.int64()))


def _document(plan: _Plan, mapping: SourceMapping, rows: pa.Table | None) -> pa.Table:
    """The document that a mapping names: it stands in the mapping, not in a row of the file."""
    made = record("document", mapping.document)
    made |= {"dataset": plan.dataset, "file": plan.file.path.name, "file_sha256": plan.file.sha256}
    table = table_of_records("document", [made])
    return table if rows is None else pa.concat_tables([rows, table])


def _marked(mapping: SourceMapping, table: pa.Table, shape: str) -> dict[str, str]:
    """The names in a mapped file that one of its junk patterns finds, and why each is doubtful."""
    names: set[str] = set()
    for each in SHAPES[shape].columns:
        if mapping.junk and {"Agency", "AgencyGroup"} & set(each.refers):
            cells = table[each.name].combine_chunks()
            names.update((cells.flatten() if each.type == "list" else cells.drop_null()).unique().to_pylist())
    found = {name: mapping.reason_for_mark(name) for name in sorted(names)}
    return {name: reason for name, reason in found.items() if reason}


# --- together with what is there ----------------------------------------------------------------------------------


def _assembled(
    folder: CaseFolder, known: Sequence[Input], new: Sequence[Input], told: Progress
) -> tuple[list[Input], Assembly]:
    """All inputs of the case, the new in place of those of the same dataset and name, and its tables."""
    told("building", 0, 1)
    merged = {each.key: each for each in (*known, *new)}
    inputs = [merged[key] for key in sorted(merged)]
    rows = {
        name: pa.concat_tables(
            [rows_schema(name).empty_table(), *(each.rows[name] for each in inputs if name in each.rows)]
        )
        for name in SHAPES
    }
    marks = {(each.dataset, name): reason for each in inputs for name, reason in each.marked.items()}
    assembly = assemble(rows, registry=folder.settings.registry, marks=marks)
    for each in inputs:
        _check_counts(each, assembly)
    told("building", 1, 1)
    return inputs, assembly


def _rejects_of(each: Input, assembly: Assembly) -> list[Reject]:
    later = [one for one in assembly.rejects if (one.place.dataset, one.place.file) == each.key]
    return sorted([*each.rejects, *later])


def _check_counts(each: Input, assembly: Assembly) -> None:
    """Nothing is lost: every row of the file was taken, rejected, or is a duplicate."""
    parts = (assembly.taken[each.key], len(_rejects_of(each, assembly)), assembly.duplicates[each.key])
    if each.rows_read != sum(parts):
        raise AssertionError(
            f"{each.file}: {each.rows_read} rows read, but {parts} taken, rejected, duplicates"
        )


def _entry(each: Input, assembly: Assembly) -> dict[str, Any]:
    return each.to_manifest() | {
        "taken": assembly.taken[each.key],
        "rejected": len(_rejects_of(each, assembly)),
        "duplicates": assembly.duplicates[each.key],
        "unresolved_names": assembly.unresolved[each.dataset],
    }


def _all_rejects(inputs: Sequence[Input], assembly: Assembly) -> list[Reject]:
    return sorted([*(one for each in inputs for one in each.rejects), *assembly.rejects])


def _report(
    plans: Sequence[_Plan],
    inputs: Sequence[Input],
    assembly: Assembly,
    unchanged: set[tuple[str, str]],
    generation: str | None = None,
    *,
    changed: bool = False,
) -> LoadReport:
    by_key = {each.key: each for each in inputs}
    mine = [by_key[plan.key] for plan in plans]
    return LoadReport(
        [
            FileReport(
                each.file,
                each.dataset,
                each.shape,
                each.mapping or None,
                each.rows_read,
                assembly.taken[each.key],
                len(_rejects_of(each, assembly)),
                assembly.duplicates[each.key],
                each.personal_dropped,
                each.key in unchanged,
            )
            for each in mine
        ],
        sum(assembly.unresolved[dataset] for dataset in {each.dataset for each in mine}),
        [reject for each in mine for reject in _rejects_of(each, assembly)],
        assembly.conflicts,
        generation,
        changed,
    )
