"""Loading: files become rows, rows and what is already there become a new generation of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from graphmodel.errors import InputError, did_you_mean
from loaders.build import Review
from loaders.generations import Contents, Writer
from loaders.inputs import Input
from loaders.intake import read_input
from loaders.names import Naming
from loaders.plans import Plan, plans
from loaders.preview import first_rows
from loaders.readers.tables import UNSTATED, Layout
from loaders.report import FileReport, LoadReport
from loaders.reviewed import reviews_of
from loaders.store import CaseFolder
from loaders.together import Together, together

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""
WAIT = 60.0
"""How many seconds a change of a case waits for whoever else is writing it."""


def load(
    folder: CaseFolder,
    files: Sequence[Path],
    *,
    mapping: Path | str | None = None,
    dataset: str | None = None,
    said: Mapping[str, str] = MappingProxyType({}),
    layout: Layout = UNSTATED,
    replaces: Sequence[str] = (),
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
    replaces
        Files of the dataset in whose place these stand: corrected releases. Their rows count no more.
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
            read = _read(planned, known, Path(stage), told, replaces)
            made = _together(folder, known, read, told)
            shown = first_rows(made.assembly.tables, [plan.key for plan in planned])
            return replace(_report(planned, made, set()), first_rows=shown)
    with folder.writing() as writer, writer.staging() as stage:
        known = writer.inputs()
        before = folder.current
        unchanged = {plan.key for plan in planned if plan.is_among(known)}
        made = _together(folder, known, _read(planned, known, stage, told, replaces), told)
        told("writing", 0, 1)
        generation = writer.commit(made.contents(), _did(planned))
        told("writing", 1, 1)
    return _report(planned, made, unchanged, generation, changed=generation != before)


def _did(planned: Sequence[Plan]) -> str:
    """What a load did, for the history."""
    files = ", ".join(dict.fromkeys(plan.records.file for plan in planned))
    return f"load {files} as {', '.join(sorted({plan.dataset for plan in planned}))}"


def rebuilt(
    folder: CaseFolder,
    writer: Writer,
    naming: Naming,
    *,
    review: Review | None = None,
) -> Contents | None:
    """What a case holds when names are resolved so, worked out from the rows that are kept; None of an empty one.

    Parameters
    ----------
    review
        Applies what is said of claims; as the log says, unless told.

    Raises
    ------
    InputError
        When the decisions contradict each other.
    """
    known = writer.inputs()
    return made_of(folder, known, naming, review or reviews_of(folder.path)) if known else None


def reapply(folder: CaseFolder) -> bool:
    """The tables are made anew with the logs as they are now; whether they or the logs had changed."""
    with folder.writing(wait=WAIT) as writer:
        before = folder.current
        contents = rebuilt(folder, writer, Naming.of(folder.path))
        return contents is not None and writer.commit(contents, "apply the logs") != before


def made_of(folder: CaseFolder, inputs: Sequence[Input], naming: Naming, review: Review) -> Contents:
    """What a case of these inputs holds when names are resolved so, and claims are reviewed so."""
    return together(inputs, (), naming, registry=folder.settings.registry, review=review).contents()


def _together(folder: CaseFolder, known: Sequence[Input], new: Sequence[Input], told: Progress) -> Together:
    told("building", 0, 1)
    registry, review = folder.settings.registry, reviews_of(folder.path)
    made = together(known, new, Naming.of(folder.path), registry=registry, review=review)
    told("building", 1, 1)
    return made


def _read(
    planned: Sequence[Plan], known: Sequence[Input], stage: Path, told: Progress, replaces: Sequence[str]
) -> list[Input]:
    loaded = {each.key: each for each in known}
    inputs = []
    for number, plan in enumerate(planned):
        what = f"reading {plan.records.file}"
        told(what, number, len(planned))
        read = (
            replace(loaded[plan.key], version_of="")
            if plan.is_among(known)
            else read_input(plan, stage, partial(told, what))
        )
        inputs.append(replace(read, replaces=_replaced(plan, known, replaces)) if replaces else read)
    told("reading", len(planned), len(planned))
    return inputs


def _replaced(plan: Plan, known: Sequence[Input], names: Sequence[str]) -> tuple[str, ...]:
    """The files of its dataset that a release stands in place of.

    Raises
    ------
    InputError
        When there is no such file.
    """
    there = {each.file for each in known if each.dataset == plan.dataset} - {plan.records.file}
    for name in names:
        if name not in there:
            hint = did_you_mean(name, there) or "its other files are: " + (", ".join(sorted(there)) or "none")
            raise InputError(f"dataset {plan.dataset!r} has no other file {name!r} to be replaced", hint=hint)
    return tuple(sorted({*names}))


def _report(
    planned: Sequence[Plan],
    made: Together,
    unchanged: set[tuple[str, str, str]],
    generation: str | None = None,
    *,
    changed: bool = False,
) -> LoadReport:
    by_key = {each.key: each for each in made.inputs}
    mine = [by_key[plan.key] for plan in planned]
    remarks = {plan.key: plan.remarks for plan in planned}
    datasets = {each.dataset for each in mine}
    return LoadReport(
        [_file_report(each, made, remarks[each.key], unchanged=each.key in unchanged) for each in mine],
        sum(made.assembly.unresolved[dataset] for dataset in datasets),
        [reject for each in mine for reject in made.rejects(each)],
        made.assembly.conflicts,
        generation,
        changed,
        matched_names=sum(made.assembly.matched[dataset] for dataset in datasets),
    )


def _file_report(each: Input, made: Together, remarks: tuple[str, ...], *, unchanged: bool) -> FileReport:
    return FileReport(
        file=each.file,
        dataset=each.dataset,
        shape=each.shape,
        mapping=each.mapping or None,
        rows_read=each.rows_read,
        **made.counts(each),
        personal_dropped=each.personal_dropped,
        unchanged=unchanged,
        sheet=each.sheet or None,
        remarks=remarks,
    )
