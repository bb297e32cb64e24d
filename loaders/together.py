"""All inputs of a case together: which rows count, the tables that they make, and what became of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import pyarrow as pa

from graphmodel.schema import SHAPES
from loaders.build import Assembly, Review, assemble
from loaders.columns import rows_schema
from loaders.gathering import GATHERED, gathered
from loaders.generations import Contents
from loaders.inputs import Input
from loaders.names import Naming
from loaders.rejects import Reject
from loaders.reviewed import unreviewed


@dataclass(frozen=True)
class Together:
    """The inputs of a case, and what they come to.

    Attributes
    ----------
    inputs
        In the order of their keys: the order in which they were loaded does not matter.
    """

    inputs: Sequence[Input]
    assembly: Assembly

    def rejects(self, each: Input) -> list[Reject]:
        """The rows of an input that were not taken."""
        later = [one for one in self.assembly.rejects if one.place.key == each.key]
        return sorted([*each.rejects, *later])

    def counts(self, each: Input) -> dict[str, int]:
        """What became of the rows of an input."""
        return {
            "taken": self.assembly.taken[each.key],
            "rejected": sum(one.rows for one in self.rejects(each)),
            "duplicates": self.assembly.duplicates[each.key],
        }

    def check(self) -> None:
        """Nothing is lost: every row of every file was taken, rejected, or is a duplicate."""
        for each in self.inputs:
            counts = self.counts(each)
            if each.rows_read != sum(counts.values()):
                raise AssertionError(f"{each.file}: {each.rows_read} rows read, but {counts}")

    def contents(self) -> Contents:
        """What a generation holds of it."""
        made = self.assembly
        entries = [self._entry(each) for each in self.inputs]
        rejects = sorted([*(one for each in self.inputs for one in each.rejects), *made.rejects])
        told = [each.entry() for each in made.reviews]
        return Contents(
            made.tables, self.inputs, entries, rejects, made.conflicts, made.naming, made.decided, told
        )

    def _entry(self, each: Input) -> dict[str, Any]:
        unresolved = self.assembly.unresolved[each.dataset]
        return each.to_manifest() | self.counts(each) | {"unresolved_names": unresolved}


def together(
    known: Sequence[Input],
    new: Sequence[Input],
    naming: Naming,
    *,
    registry: bool,
    review: Review = unreviewed,
) -> Together:
    """All inputs of a case, the new in place of those of the same dataset, file and sheet, and what they come to.

    A release that another one replaces stays, and its rows are duplicates: what was said is not forgotten.

    Parameters
    ----------
    known, new
        The inputs that are there, and those that come.
    naming
        How names are resolved.
    registry
        Whether the shipped agencies, states and databases belong to the case.
    review
        Applies what is said of claims; nothing is, unless told.
    """
    made = _together(known, new, naming, registry=registry, review=review)
    made.check()
    return made


def of_rows(
    inputs: Sequence[Input], naming: Naming, *, registry: bool, review: Review = unreviewed
) -> Together:
    """Inputs that were made of the rows of tables: how many rows their files had is not known, so those count that came."""
    made = _together(inputs, (), naming, registry=registry, review=review)
    came = [replace(each, rows_read=sum(made.counts(each).values())) for each in made.inputs]
    return Together(came, made.assembly)


def _together(
    known: Sequence[Input], new: Sequence[Input], naming: Naming, *, registry: bool, review: Review
) -> Together:
    merged = {each.key: each for each in (*_still_there(known, new), *_in_place_of(known, new))}
    inputs = [merged[key] for key in sorted(merged)]
    standing = standing_of(inputs)
    logs = gathered(standing)
    rows = {name: _rows(standing, name) for name in SHAPES}
    rows[GATHERED] = pa.concat_tables([rows[GATHERED], logs.take_rows()])
    marks = {(each.dataset, name): reason for each in inputs for name, reason in each.marked.items()}
    mapped = {each.key for each in inputs if each.mapping}
    assembly = assemble(rows, registry=registry, marks=marks, mapped=mapped, naming=naming, review=review)
    logs.account(assembly)
    for each in inputs:
        if each not in standing:
            assembly.duplicates[each.key] = each.rows_read - sum(one.rows for one in each.rejects)
    return Together(inputs, assembly)


def _still_there(known: Sequence[Input], new: Sequence[Input]) -> list[Input]:
    """The inputs that are there but for the versions of a file that is loaded now: that decides between them."""
    now = {each.key for each in new if not each.version_of}
    return [each for each in known if not each.version_of or each.original not in now]


def _in_place_of(known: Sequence[Input], new: Sequence[Input]) -> list[Input]:
    """What comes, each knowing what it takes the place of."""

    def versions_of(each: Input) -> list[Input]:
        return [one for one in known if each.key == one.key or (one.version_of and each.key == one.original)]

    return [reduce(Input.instead_of, versions_of(each), each) for each in new]


def standing_of(inputs: Sequence[Input]) -> list[Input]:
    """The inputs that no other one replaces."""
    gone = {(each.dataset, name) for each in inputs for name in each.replaces}
    return [each for each in inputs if (each.dataset, each.file) not in gone]


def _rows(inputs: Sequence[Input], shape: str) -> pa.Table:
    tables = (each.rows[shape] for each in inputs if shape in each.rows)
    return pa.concat_tables([rows_schema(shape).empty_table(), *tables])
