"""Lists that a source pairs entry by entry become a row for each pair; the rows keep the number of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from loaders.coded import Coded
from loaders.columns import Errors
from loaders.mapping import SourceMapping
from loaders.rejects import CellError

Places = np.ndarray[Any, np.dtype[np.int64]]
"""For each row made, the place or the number of the row that it was made of."""


def split_pairs(
    mapping: SourceMapping, columns: Mapping[str, Coded], length: int
) -> tuple[dict[str, Coded], Places, Errors]:
    """The rows of a table with one entry in each paired column.

    Returns
    -------
    columns, places, errors
        The columns of the rows made; which row each was made of; and, by the place among the rows made, those whose
        lists have not the same length: such a row stays one.
    """
    names = [name for pair in mapping.pairs for name in pair]
    if not names:
        return dict(columns), np.arange(length), {}
    read = Coded.together([columns[name] for name in names]).map(partial(_entries, mapping))
    whole = ("",) * len(names)
    entries = [[whole] if isinstance(each, CellError) else each for each in read.values]
    numbers = np.array([len(each) for each in entries], np.int64)[read.codes]
    places = np.repeat(np.arange(length), numbers)
    nth = np.arange(len(places)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    codes = read.codes[places]
    made = {name: Coded(coded.values, coded.codes[places]) for name, coded in columns.items()}
    rows = [entries[code][number] for code, number in zip(codes.tolist(), nth.tolist(), strict=True)]
    made |= {name: Coded.of(row[place] for row in rows) for place, name in enumerate(names)}
    wrong = Coded(read.values, codes).rows_of(lambda each: isinstance(each, CellError))
    return made, places, dict(wrong)


def _entries(mapping: SourceMapping, cells: tuple[str, ...]) -> list[tuple[str, ...]] | CellError:
    """What the paired cells of a row say, entry by entry; of several pairs each with each."""
    groups: list[list[tuple[str, ...]]] = []
    left = iter(cells)
    for pair in mapping.pairs:
        lists = [_listed(next(left), mapping.separator(name)) for name in pair]
        if len(set(map(len, lists))) > 1:
            told = ", ".join(f"{len(each)} in {name!r}" for name, each in zip(pair, lists, strict=True))
            hint = f"`pairs` in {mapping.name} says that they go together: correct the row, or the mapping"
            return CellError(pair[0], f"its lists have not the same length: {told}", hint=hint)
        groups.append(list(zip(*lists, strict=True)))
    return [sum(chosen, ()) for chosen in product(*groups)]


def _listed(cell: str, separator: str) -> list[str]:
    """The entries of a list; a blank cell is a list of one blank, so that its row stays."""
    return [part.strip() for part in cell.split(separator)]


def of_whole_rows(errors: Errors, rows: Places) -> Errors:
    """A row is taken as a whole or not: what is wrong with one row made of it is wrong with all of them.

    Parameters
    ----------
    errors
        What is wrong, by the place among the rows made.
    rows
        The number of the row that each was made of.
    """
    if not errors:
        return errors
    first: Errors = {}
    for index in sorted(errors):
        first.setdefault(int(rows[index]), errors[index])
    wrong = np.flatnonzero(np.isin(rows, list(first)))
    return {index: first[int(rows[index])] for index in wrong.tolist()}
