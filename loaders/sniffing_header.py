"""Which record of an unknown table names its columns, and why it is thought to; a row of data is not taken for it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from graphmodel.errors import InputError
from loaders.mapping import SourceMapping
from loaders.mapping_files import fitting_mapping, shipped_mappings
from loaders.personal import columns_shown, is_no_heading, plain_name
from loaders.plans import canonical_shape
from loaders.readers.headers import find_header, place
from loaders.readers.tables import Header, Layout, Records
from loaders.synonyms import Synonyms

ROWS = 2_000
"""How many rows are looked at."""
KNOWN_NAMES = 2
"""So many known names of columns in a row are no chance."""


def likely_header(
    records: Records, own: Mapping[str, SourceMapping], synonyms: Synonyms, layout: Layout
) -> tuple[Header, str]:
    """The header of a table, and why it is thought to be; a first row that is data is none."""

    def known(names: tuple[str, ...]) -> bool:
        return bool(what_fits(names, own))

    try:
        header = find_header(records, known, layout)
    except InputError:
        first = _first_row(records)
        if columns_shown(first) == first:
            raise
        return _no_header(len(first))
    if layout.names or layout.header_row is not None:
        return header, "it is stated"
    if records.self_named:
        return _own_header(records, header)
    if fits := what_fits(header.names, own):
        return header, f"it fits {fits}"
    if not _is_surely_one(header.names, synonyms) or _stands_again(records, header):
        return _no_header(len(header.names))
    return header, "the first row that is filled as far as most are, with no cell blank and no two alike"


def _is_surely_one(names: tuple[str, ...], synonyms: Synonyms) -> bool:
    """Whether a row names columns: by its words, or because two of them or more are names that are known."""
    if columns_shown(names) == names:
        return True
    known = {name for of_shape in synonyms.values() for name in of_shape}
    return sum(plain_name(name) in known for name in names) >= KNOWN_NAMES and not any(
        map(is_no_heading, names)
    )


def _own_header(records: Records, header: Header) -> tuple[Header, str]:
    """The header of a file that names its fields itself, unless they are named by what rows should hold."""
    if columns_shown(header.names) != header.names:
        raise InputError(
            f"{place(records)}: its fields are named by numbers, dates, names of people or long texts",
            hint="make each of them a row with a name for its column",
        )
    return header, "the file names its fields itself"


def _first_row(records: Records) -> tuple[str, ...]:
    """The cells of the first row that is not blank."""
    rows = (line.cells for line in records.lines() if line.cells and any(map(str.strip, line.cells)))
    return next(rows, ())


def _stands_again(records: Records, header: Header) -> bool:
    """Whether a cell of the likely header, but not all of it, stands below itself again: then it is a row like others."""
    for line in islice(records.lines(), ROWS):
        if line.row > header.row and line.cells and len(line.cells) == len(header.names):
            same = sum(cell.strip() == name for cell, name in zip(line.cells, header.names, strict=True))
            if 0 < same < len(header.names):
                return True
    return False


def _no_header(width: int) -> tuple[Header, str]:
    """Columns that nobody names, and which shipped mappings of files without a header are as wide."""
    names = tuple(f"column {number}" for number in range(1, width + 1))
    known = [
        name for name, each in shipped_mappings().items() if each.layout.names and len(each.names) == width
    ]
    why = (
        "the likeliest row is not surely one: it has words, numbers or names that rows have; "
        "if it names the columns, state it: --header-row"
    )
    return Header(names, 0), f"{why}; as wide as --mapping {' or '.join(known)}" if known else why


def what_fits(names: tuple[str, ...], own: Mapping[str, SourceMapping]) -> str:
    """What a header fits: the shape of a canonical file, or a mapping."""
    if shape := canonical_shape(names):
        return f"the row shape {shape}"
    mapping = fitting_mapping(names, own)
    return f"the mapping {mapping.name}" if mapping else ""
