"""Which file is read as what: by its header, or by the mapping that was asked for."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from loaders.inputs import Input
from loaders.mapping import SourceMapping
from loaders.mapping_files import choose_mapping, fitting_mapping, mappings_of
from loaders.names import check_slug, slug
from loaders.personal import columns_shown
from loaders.readers.headers import NoHeaderError, find_header, place
from loaders.readers.lines import Judge
from loaders.readers.opening import open_tables
from loaders.readers.sources import printable
from loaders.readers.tables import UNSTATED, Header, Layout, Records, head

TOLD = 10
"""How many tables, and how many columns of each, an error tells."""


@dataclass(frozen=True)
class Plan:
    """A table of a file, and as what it is read."""

    records: Records
    header: Header
    dataset: str
    shape: str
    mapping: SourceMapping | None = field(default=None)
    beside: tuple[str, ...] = ()
    """What is to be said of other tables of the file."""

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What whoever loads should know of the table, each with where it stands."""
        where = place(self.records)
        return (*(f"{where}: {each}" for each in (*self.records.remarks, *self._above())), *self.beside)

    def _above(self) -> Iterator[str]:
        judge = Judge(self.header, ())
        lines = head(self.records, max(self.header.row - 1, 0))
        titles = sum(line.cells != () and judge.above(line) is None for line in lines)
        if titles:
            yield f"the header is row {self.header.row}; {titles} rows above it are not read"
        if self.header.help_row:
            yield f"row {self.header.help_row} says what belongs in each column, and is no row of the table"

    @property
    def key(self) -> tuple[str, str, str]:
        """The dataset, the file's name and the sheet: what a later version of the file replaces."""
        return self.dataset, self.records.file, self.records.sheet or ""

    def saying(self, said: Mapping[str, str]) -> Plan:
        """The plan with what its mapping asks for, of all that was said."""
        return replace(self, mapping=self.mapping.given(said)) if self.mapping else self

    def is_among(self, known: Iterable[Input]) -> bool:
        """Whether the same file is loaded already, read the same way."""
        sha256 = self.mapping.sha256 if self.mapping else ""
        return any(each.key == self.key and each.same_source(self.records.sha256, sha256) for each in known)


def plans(
    mappings: Path,
    files: Sequence[Path],
    mapping: Path | str | None,
    dataset: str | None,
    layout: Layout = UNSTATED,
    *,
    said: Mapping[str, str] = MappingProxyType({}),
) -> list[Plan]:
    """What each file is read as.

    Parameters
    ----------
    mappings
        The folder of the case's own mappings.
    files
        The files to load.
    mapping, dataset
        Those that the command line names.
    layout
        What the command line states of the files; before what the mapping states.
    said
        What it says of columns that a mapping asks for.

    Raises
    ------
    InputError
        When a file cannot be opened, fits nothing, or two would replace each other.
    """
    if not files:
        raise InputError("there is nothing to load", hint="name one file or more")
    own = mappings_of(mappings)
    chosen = choose_mapping(mapping, own) if mapping is not None else None
    stated = layout.before(chosen.layout) if chosen else layout
    made: dict[tuple[str, str, str], Plan] = {}
    for path in files:
        for plan in _plans_of(path, own, chosen, dataset, stated):
            if plan.key in made:
                name = plan.records.file
                raise InputError(
                    f"two files are named {name} in dataset {plan.dataset!r}", hint="rename one of them"
                )
            made[plan.key] = plan
    _check_said(said, made.values())
    return [plan.saying(said) for plan in made.values()]


def _check_said(said: Mapping[str, str], made: Iterable[Plan]) -> None:
    """What the command line says is asked for by a mapping."""
    asked = {column for plan in made if plan.mapping for column in plan.mapping.settable}
    for column in said:
        if column not in asked:
            hint = did_you_mean(column, asked) or "may be said: " + (", ".join(sorted(asked)) or "nothing")
            raise InputError(f"--set {column}: no mapping of these files asks for it", hint=hint)


def _plans_of(
    path: Path,
    own: Mapping[str, SourceMapping],
    chosen: SourceMapping | None,
    dataset: str | None,
    layout: Layout,
) -> list[Plan]:
    """The tables of a file that fit something; the others are said, as long as one fits."""
    tables = open_tables(path, layout)
    made: list[Plan] = []
    passed: list[tuple[Records, NoHeaderError]] = []
    for records in tables:
        try:
            made.append(_plan(path, records, own, chosen, dataset, layout=layout))
        except NoHeaderError as error:
            passed.append((records, error))
    if not made:
        raise passed[0][1] if len(passed) == 1 else _none_fits(path, passed)
    beside = tuple(
        f"{place(records)} is passed over: {error.message.removeprefix(place(records)).lstrip(':, ')}"
        for records, error in passed
    )
    return [replace(made[0], beside=beside), *made[1:]]


def _none_fits(path: Path, passed: Sequence[tuple[Records, NoHeaderError]]) -> InputError:
    """Of many tables none fits; says what the columns of each are."""
    told = [
        f"{place(records)}: {', '.join(error.columns[:TOLD]) or error.message}" for records, error in passed
    ]
    more = f"; … and {len(told) - TOLD} more" if len(told) > TOLD else ""
    return InputError(
        f"{printable(path.name)}: none of its {len(passed)} tables fits a row shape or a mapping",
        hint=f"draft a mapping of one of them: {_drafting(path, 'NAME')}; the columns are, of {'; of '.join(told[:TOLD])}{more}",
    )


def _plan(
    path: Path,
    records: Records,
    own: Mapping[str, SourceMapping],
    chosen: SourceMapping | None,
    dataset: str | None,
    *,
    layout: Layout,
) -> Plan:
    def known(names: tuple[str, ...]) -> bool:
        if chosen:
            return chosen.fits(names) or set(chosen.named) <= set(names)
        return canonical_shape(names) is not None or fitting_mapping(names, own) is not None

    header = find_header(records, known, layout)
    shape = None if chosen else canonical_shape(header.names)
    mapping = chosen or (None if shape else fitting_mapping(header.names, own))
    if mapping is not None:
        _check_header(mapping, header, records)
        shape = mapping.shape
    if shape is None:
        raise _no_fit(path, records, header.names)
    named = dataset or (mapping.dataset if mapping else "") or slug(path.stem) or "dataset"
    return Plan(records, header, check_slug(named, "dataset"), shape, mapping)


def _check_header(mapping: SourceMapping, header: Header, records: Records) -> None:
    try:
        mapping.check_header(header.names, place(records))
    except InputError as error:
        raise NoHeaderError(error.message, hint=error.hint, columns=columns_shown(header.names)) from error


def canonical_shape(header: Sequence[str]) -> str | None:
    """The row shape whose columns are exactly these, in any order."""
    return next((name for name, shape in SHAPES.items() if set(shape.header) == set(header)), None)


def _drafting(path: Path, sheet: str | None) -> str:
    """The command that drafts a mapping for a table."""
    words = [
        "datatrail",
        "sniff",
        printable(str(path)),
        *(["--sheet", sheet] if sheet else []),
        "-o",
        "mapping.toml",
    ]
    return shlex.join(words)


def _no_fit(path: Path, records: Records, header: Sequence[str]) -> NoHeaderError:
    """No shape and no mapping fits; says how far the nearest shape is."""
    message = f"{place(records)}: its columns are those of no row shape and no mapping"
    columns = set(header)
    nearest = max(
        SHAPES.values(), key=lambda shape: len(columns & set(shape.header)) / len(columns | set(shape.header))
    )
    missing = [name for name in nearest.header if name not in columns]
    extra = [
        text for name, text in zip(header, columns_shown(header), strict=True) if name not in nearest.header
    ]
    how = f"draft a mapping: {_drafting(path, records.sheet)}; then load with --mapping mapping.toml"
    if len(missing) + len(extra) <= len(nearest.header) // 2:
        lacks, has = (", ".join(names) or "nothing" for names in (missing, extra))
        as_what = f"as a file of the shape {nearest.name} it lacks {lacks} and has {has} besides"
        how = f"{as_what}; correct the header, or {how}"
    return NoHeaderError(message, hint=how, columns=columns_shown(header))
