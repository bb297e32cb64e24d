"""No cell that shows a person is kept: of a source's file it is taken out and counted, of an analyst's own it is told.

A mapping that keeps a column which is likely personal is refused, unless it says why it may be kept. What is left is
a bare name in free text of an analyst's own file: that nobody can tell from other words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import numpy as np

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.personal import is_wholly, scan
from graphmodel.schema import PARTY, SHAPES
from graphmodel.vocabulary import vocabulary
from loaders.canonical import DATE_COLUMNS
from loaders.coded import Coded
from loaders.columns import Errors, gather_errors
from loaders.mapping import SourceMapping
from loaders.masks import mask_of
from loaders.personal import Likely, is_name, likely_personal
from loaders.rejects import CellError

TAKEN_OUT = "[personal data not kept]"
"""What stands in place of a cell that was taken out: a mask of its own."""
TEXT = frozenset({"text", "list"})
PARTS = re.compile(r"[;>:|\n]")
"""Between the names in a cell of offices: of a list, of a chain, of a state and a kind."""
OF_DATES = frozenset({"date-of-birth"})


def keeps_text(column: Property) -> bool:
    """Whether words of a cell are kept: not of a term, a number, a flag or a date."""
    return column.type in TEXT and column.vocabulary is None and column.column not in DATE_COLUMNS


def kinds_in(column: Property, text: str, *, offices_only: bool = True) -> tuple[str, ...]:
    """Which kinds of personal data a cell shows, as a canonical column takes it.

    Parameters
    ----------
    offices_only
        Whether a column that should name offices holds a person where a cell is written as a name, a plate or a
        number alone.

    Examples
    --------
    >>> holder = next(each for each in SHAPES["event"].columns if each.name == "holder")
    >>> kinds_in(holder, "Springfield PD; Doe, Jo"), kinds_in(holder, "Springfield PD")
    (('name',), ())
    """
    if mask_of(text.strip()) is not None:
        return ()
    found = set(scan(text))
    if offices_only and set(PARTY) & set(column.refers):
        for part in map(str.strip, PARTS.split(text)):
            found.update(is_wholly(part), ["name"] if is_name(part) else [])
    return tuple(sorted(found))


def screened(mapping: SourceMapping, cells: Mapping[str, Coded]) -> tuple[dict[str, Coded], Counter[str]]:
    """The cells of a source's file without those that show a person, and how many of which kind were taken out.

    Parameters
    ----------
    mapping
        The mapping: in a column of which it says why it may be kept, bare names stay.
    cells
        Text cells by canonical column; what the mapping itself says is left.
    """
    kept = dict(cells)
    dropped: Counter[str] = Counter()
    columns = {column.column: column for column in SHAPES[mapping.shape].columns}
    for source, name in mapping.columns.items():
        if keeps_text(columns[name]):
            offices_only = source not in mapping.keep
            kept[name], counts = _without(columns[name], cells[name], offices_only=offices_only)
            dropped.update(counts)
    return kept, dropped


def _without(column: Property, coded: Coded, *, offices_only: bool) -> tuple[Coded, Counter[str]]:
    """A column without the cells that show a person, and how many of which kind there were."""
    found = {
        code: kinds
        for code, text in enumerate(coded.values)
        if (kinds := kinds_in(column, text, offices_only=offices_only))
    }
    dropped: Counter[str] = Counter()
    if not found:
        return coded, dropped
    rows = np.bincount(coded.codes, minlength=len(coded.values))
    for code, kinds in found.items():
        for kind in kinds:
            dropped[f"{kind} (in {column.column})"] += int(rows[code])
    values = [TAKEN_OUT if code in found else text for code, text in enumerate(coded.values)]
    return Coded(values, coded.codes), +dropped


def told_of_own(shape_name: str, cells: Mapping[str, Coded]) -> Errors:
    """The rows of an analyst's own file in which a cell shows a person: he mends them, nothing is taken out unasked."""
    errors: Errors = {}
    for column in SHAPES[shape_name].columns:
        name = column.column or column.name
        if name in cells and keeps_text(column):
            gather_errors(cells[name].map(partial(_told, column)), errors)
    return errors


def _told(column: Property, text: str) -> str | CellError:
    kinds = kinds_in(column, text, offices_only=False)
    if not kinds:
        return text
    what = labels(kinds)
    hint = "take it out: the case is about offices, and names nobody whose record was asked for"
    return CellError(column.column or column.name, f"{{}} looks like it holds: {what}", text, hint=hint)


def labels(kinds: Iterable[str]) -> str:
    """Kinds of personal data in words."""
    return ", ".join(vocabulary("personal_kinds")[kind].label for kind in kinds)


# --- columns ------------------------------------------------------------------------------------------------------


def check_kept(mapping: SourceMapping, values: Mapping[str, Sequence[str]]) -> None:
    """Every column that a mapping keeps is one of offices, or the mapping says why it may be kept.

    Parameters
    ----------
    mapping
        The mapping.
    values
        Some cells of each column of the source; of a column that is left out only the name is judged.

    Raises
    ------
    InputError
        For the first column that is likely personal; says why, without a cell, and the two ways out.
    """
    targets = {column.column: column for column in SHAPES[mapping.shape].columns}
    for name in dict.fromkeys((*mapping.columns, *mapping.identity.columns)):
        target = mapping.columns.get(name)
        if name in mapping.keep or name in mapping.codes:
            continue
        if name in values and not values[name]:  # no row was read: nothing of it would be kept
            continue
        likely = likely_personal(name, values.get(name, ()))
        if likely is not None and (target is None or _would_keep(targets[target], likely)):
            raise _refused(mapping, name, likely)


def _would_keep(column: Property, likely: Likely) -> bool:
    """Whether a canonical column would keep what a column of this kind holds: a date keeps a date of birth."""
    if column.column in DATE_COLUMNS:
        return likely.kind in OF_DATES
    return keeps_text(column) or column.type == "number"


def _refused(mapping: SourceMapping, name: str, likely: Likely) -> InputError:
    """Of a column that is only part of an identity a hash would be kept: those of plates can all be tried."""
    key, target = _key(name), mapping.columns.get(name)
    what = f"keeps the column {name!r} as {target}" if target else f"keeps a hash of the column {name!r}"
    instead = "" if target else "take it out of [identity]; "
    return InputError(
        f"mapping {mapping.name}: it {what}, and that is likely personal ({likely.reason})",
        hint=f'{instead}under [personal] write {key} = "{likely.kind}", and it is counted and not kept; or say why '
        f'it may be kept: under [keep] write {key} = "…"',
    )


def _key(name: str) -> str:
    """A column's name as a key of TOML."""
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
