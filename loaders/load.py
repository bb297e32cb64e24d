"""Loading: files become rows, rows and what is already there become a new generation of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from graphmodel.schema import SHAPES
from loaders.build import Assembly, assemble
from loaders.columns import rows_schema
from loaders.gathering import GATHERED, gathered
from loaders.generations import Contents, Writer
from loaders.inputs import Input
from loaders.intake import read_input
from loaders.names import Naming
from loaders.plans import Plan, plans
from loaders.preview import first_rows
from loaders.readers.tables import UNSTATED, Layout
from loaders.rejects import Reject
from loaders.report import FileReport, LoadReport
from loaders.store import CaseFolder

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def load(
    folder: CaseFolder,
    files: Sequence[Path],
    *,
    mapping: Path | str | None = None,
    dataset: str | None = None,
    said: Mapping[str, str] = MappingProxyType({}),
    layout: Layout = UNSTATED,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files into a case; all of them or, on an error, none.

    Parameters
    ----------
    folder
        The case.
    files
        Canonical files, or such as a mapping fits: delimited text, workbooks, JSON, Parquet, PDF, archives.
    mapping
        A mapping's file or name; else the shape or mapping whose header fits exactly.
    dataset
        The dataset that the files belong to; else the mapping's, else the file's name.
    said
        What a mapping asks whoever loads for, by canonical column.
    layout
        What is stated of how the files are laid out.
    dry_run
        Read and report, with what the first rows would make, and change nothing.
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
    planned = plans(
        folder.path / "mappings", [Path(each) for each in files], mapping, dataset, layout, said=said
    )
    told = progress or (lambda *_: None)
    if dry_run:
        with TemporaryDirectory(prefix="datatrail-") as stage:
            known = Writer(folder).inputs()
            inputs, assembly = _assembled(folder, known, _read(planned, known, Path(stage), told), told)
            shown = first_rows(assembly.tables, [plan.key for plan in planned])
            return replace(_report(planned, inputs, assembly, set()), first_rows=shown)
    with folder.writing() as writer, writer.staging() as stage:
        known = writer.inputs()
        before = folder.current
        unchanged = {plan.key for plan in planned if plan.is_among(known)}
        inputs, assembly = _assembled(folder, known, _read(planned, known, stage, told), told)
        told("writing", 0, 1)
        generation = writer.commit(_contents(inputs, assembly))
        told("writing", 1, 1)
    return _report(planned, inputs, assembly, unchanged, generation, changed=generation != before)


def rebuilt(folder: CaseFolder, writer: Writer, naming: Naming) -> Contents | None:
    """What a case holds when names are resolved so, worked out from the rows that are kept; None of an empty one.

    Raises
    ------
    InputError
        When the decisions contradict each other.
    """
    known = writer.inputs()
    return _contents(*_assembled(folder, known, (), lambda *_: None, naming)) if known else None


def _contents(inputs: Sequence[Input], assembly: Assembly) -> Contents:
    entries = [_entry(each, assembly) for each in inputs]
    rejects = _all_rejects(inputs, assembly)
    return Contents(assembly.tables, inputs, entries, rejects, assembly.conflicts, assembly.naming)


def _read(planned: Sequence[Plan], known: Sequence[Input], stage: Path, told: Progress) -> list[Input]:
    loaded = {each.key: each for each in known}
    inputs = []
    for number, plan in enumerate(planned):
        what = f"reading {plan.records.file}"
        told(what, number, len(planned))
        if plan.is_among(known):
            inputs.append(loaded[plan.key])
        else:
            inputs.append(read_input(plan, stage, partial(told, what)))
    told("reading", len(planned), len(planned))
    return inputs


# --- together with what is there ----------------------------------------------------------------------------------


def _assembled(
    folder: CaseFolder,
    known: Sequence[Input],
    new: Sequence[Input],
    told: Progress,
    naming: Naming | None = None,
) -> tuple[list[Input], Assembly]:
    """All inputs of the case, the new in place of those of the same dataset and name, and its tables."""
    told("building", 0, 1)
    merged = {each.key: each for each in (*known, *new)}
    inputs = [merged[key] for key in sorted(merged)]
    logs = gathered(inputs)
    rows = {
        name: pa.concat_tables(
            [rows_schema(name).empty_table(), *(each.rows[name] for each in inputs if name in each.rows)]
        )
        for name in SHAPES
    }
    rows[GATHERED] = pa.concat_tables([rows[GATHERED], logs.rows])
    marks = {(each.dataset, name): reason for each in inputs for name, reason in each.marked.items()}
    mapped = {each.key for each in inputs if each.mapping}
    kept = folder.settings.registry
    said = naming or Naming.of(folder.path)
    assembly = assemble(rows, registry=kept, marks=marks, mapped=mapped, naming=said)
    logs.account(assembly)
    for each in inputs:
        _check_counts(each, assembly)
    told("building", 1, 1)
    return inputs, assembly


def _rejects_of(each: Input, assembly: Assembly) -> list[Reject]:
    later = [one for one in assembly.rejects if one.place.key == each.key]
    return sorted([*each.rejects, *later])


def _rejected(each: Input, assembly: Assembly) -> int:
    return sum(one.rows for one in _rejects_of(each, assembly))


def _check_counts(each: Input, assembly: Assembly) -> None:
    """Nothing is lost: every row of the file was taken, rejected, or is a duplicate."""
    parts = (assembly.taken[each.key], _rejected(each, assembly), assembly.duplicates[each.key])
    if each.rows_read != sum(parts):
        raise AssertionError(
            f"{each.file}: {each.rows_read} rows read, but {parts} taken, rejected, duplicates"
        )


def _entry(each: Input, assembly: Assembly) -> dict[str, Any]:
    return each.to_manifest() | {
        "taken": assembly.taken[each.key],
        "rejected": _rejected(each, assembly),
        "duplicates": assembly.duplicates[each.key],
        "unresolved_names": assembly.unresolved[each.dataset],
    }


def _all_rejects(inputs: Sequence[Input], assembly: Assembly) -> list[Reject]:
    return sorted([*(one for each in inputs for one in each.rejects), *assembly.rejects])


def _report(
    planned: Sequence[Plan],
    inputs: Sequence[Input],
    assembly: Assembly,
    unchanged: set[tuple[str, str, str]],
    generation: str | None = None,
    *,
    changed: bool = False,
) -> LoadReport:
    by_key = {each.key: each for each in inputs}
    mine = [by_key[plan.key] for plan in planned]
    remarks = {plan.key: plan.remarks for plan in planned}
    return LoadReport(
        [_file_report(each, assembly, remarks[each.key], unchanged=each.key in unchanged) for each in mine],
        sum(assembly.unresolved[dataset] for dataset in {each.dataset for each in mine}),
        [reject for each in mine for reject in _rejects_of(each, assembly)],
        assembly.conflicts,
        generation,
        changed,
        matched_names=sum(assembly.matched[dataset] for dataset in {each.dataset for each in mine}),
    )


def _file_report(each: Input, assembly: Assembly, remarks: tuple[str, ...], *, unchanged: bool) -> FileReport:
    return FileReport(
        each.file,
        each.dataset,
        each.shape,
        each.mapping or None,
        each.rows_read,
        assembly.taken[each.key],
        _rejected(each, assembly),
        assembly.duplicates[each.key],
        each.personal_dropped,
        unchanged,
        each.sheet or None,
        remarks,
    )
