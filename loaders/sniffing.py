"""A file that nobody has described is looked at: its tables, their header, and what their columns may be.

The first rows are read, and of all of them nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from loaders.canonical import DATE_COLUMNS
from loaders.mapping import SourceMapping
from loaders.mapping_dates import grain_of
from loaders.mapping_files import fitting_mapping, mappings_of
from loaders.personal import Likely
from loaders.plans import canonical_shape
from loaders.readers.lines import Judge
from loaders.readers.opening import open_tables
from loaders.readers.tables import UNSTATED, Header, Layout, Records
from loaders.sniffing_cells import Cells
from loaders.sniffing_columns import ColumnLook, by_cells, look_at
from loaders.sniffing_dates import DateLook
from loaders.sniffing_header import ROWS, likely_header, what_fits
from loaders.synonyms import Synonym, Synonyms, likeliest_shape, named, read_synonyms


@dataclass(frozen=True)
class TableLook:
    """What a table of a file seems to be.

    Attributes
    ----------
    encoding, delimiter
        How a text file is written; blank of other kinds.
    header_row, header_why
        The number of the record that names the columns, 0 where none does; and why that is thought.
    names
        The columns.
    rows, more, damaged
        How many rows were looked at, whether there are more, and how many records were no rows.
    shape, shape_why
        The row shape that its rows likely are, and why.
    fits
        The mapping that its header fits, or that it is canonical; blank where it needs a mapping.
    layout
        What was stated of the file.
    """

    file: str
    sheet: str
    encoding: str
    delimiter: str
    header_row: int
    header_why: str
    names: tuple[str, ...]
    rows: int
    more: bool
    damaged: int
    remarks: tuple[str, ...]
    shape: str
    shape_why: str
    fits: str
    columns: tuple[ColumnLook, ...]
    layout: Layout = UNSTATED


def sniff(
    path: Path, *, folder: Path | None = None, sheet: str = "", layout: Layout = UNSTATED
) -> list[TableLook]:
    """What the tables of a file seem to be.

    Parameters
    ----------
    path
        The file.
    folder
        A case, whose mappings and synonyms are known too.
    sheet
        The one table to look at: a sheet, or a file of an archive.
    layout
        What is stated of the file.

    Raises
    ------
    InputError
        When the file cannot be read, or has no such table.
    """
    synonyms = read_synonyms(folder)
    own = mappings_of(folder / "mappings") if folder else {}
    tables = list(open_tables(path, layout))
    chosen = [each for each in tables if not sheet or sheet in _names(each)]
    if not chosen:
        known = [name for each in tables for name in _names(each)]
        hint = did_you_mean(sheet, known) or "there are: " + ", ".join(known)
        raise InputError(f"{path.name} has no table {sheet!r}", hint=hint)
    return [_look(each, synonyms, own, layout) for each in chosen]


def _names(records: Records) -> list[str]:
    """What a table is called."""
    return [name for name in (records.sheet, records.file, Path(records.file).name) if name]


def _look(
    records: Records, synonyms: Synonyms, own: Mapping[str, SourceMapping], layout: Layout
) -> TableLook:
    header, why = likely_header(records, own, synonyms, layout)
    rows, damaged, more = _rows(records, header)
    columns = [
        Cells.of(name, cells)
        for name, cells in zip(
            header.names, zip(*rows, strict=True) if rows else [()] * len(header.names), strict=True
        )
    ]
    fits = what_fits(header.names, own)
    shape, shape_why = _shape(header.names, synonyms, own)
    return TableLook(
        records.file,
        records.sheet or "",
        getattr(records, "encoding", ""),
        getattr(records, "delimiter", ""),
        header.row,
        why,
        header.names,
        len(rows),
        more,
        damaged,
        tuple(records.remarks),
        shape,
        shape_why,
        fits,
        tuple(_columns(columns, shape, synonyms, fitting_mapping(header.names, own))),
        layout,
    )


# --- the rows ----------------------------------------------------------------------------------------------------------


def _rows(records: Records, header: Header) -> tuple[list[tuple[str, ...]], int, bool]:
    """The first rows, how many records among them are damaged, and whether there are more."""
    rows: list[tuple[str, ...]] = []
    damaged, judge = 0, Judge(header, ())
    for line in records.lines():
        if line.row <= header.row or (line.cells is not None and not line.cells):
            continue
        if len(rows) == ROWS:
            return rows, damaged, True
        if line.cells is None or judge.damage_of(line) is not None:
            damaged += 1
        else:
            rows.append(line.cells[: len(header.names)])  # those in columns without a name are blank
    return rows, damaged, False


# --- the columns --------------------------------------------------------------------------------------------------


def _shape(names: tuple[str, ...], synonyms: Synonyms, own: Mapping[str, SourceMapping]) -> tuple[str, str]:
    """The shape that rows with these columns likely are, and why."""
    if shape := canonical_shape(names):
        return shape, "its columns are those of the shape"
    mapping = fitting_mapping(names, own)
    return (mapping.shape, "its mapping says so") if mapping else likeliest_shape(synonyms, names)


def _columns(
    columns: Sequence[Cells], shape: str, synonyms: Synonyms, mapping: SourceMapping | None
) -> Iterator[ColumnLook]:
    """What each column may be: by its mapping, where one fits; else by its name, then the others by their cells."""
    if mapping is not None:
        said = {name: Synonym(target, "") for name, target in mapping.columns.items()}
        yield from (_mapped(look_at(each, shape, said.get(each.name)), mapping) for each in columns)
        return
    by_name = named(synonyms, shape, [each.name for each in columns])
    looks = {each.name: look_at(each, shape, by_name.get(each.name)) for each in columns}
    filled = {look.fills for look in looks.values()}
    for each in columns:
        look = looks[each.name]
        if not look.fills and look.personal is None:
            synonym = by_cells(each, shape, _free(shape, filled))
            look = look_at(each, shape, synonym) if synonym else look
            filled.add(look.fills)
        yield look


def _mapped(look: ColumnLook, mapping: SourceMapping) -> ColumnLook:
    """A column, and what its mapping says of it."""
    said = "its mapping says so"
    name = look.name
    kind = mapping.personal.get(name)
    reading = mapping.dates.get(name)
    return replace(
        look,
        personal=Likely(kind, said) if kind else look.personal,
        fills=mapping.columns.get(name, ""),
        why=said if name in mapping.columns else "",
        dates=DateLook(reading.forms, grain=reading.grain or grain_of(reading.forms[0])) if reading else None,
    )


#: Columns of ours that cells alone may point to: who, when, what of, how, what became of it.
GUESSED_BY_CELLS = (
    *("requester", "holder", "recipient", "agency", "answered", "asked", "start", "end", "published"),
    *("data_types", "channel", "mode", "purpose", "threshold_shown", "extent", "state", "name"),
)


def _free(shape: str, filled: AbstractSet[str]) -> list[str]:
    """The columns of ours that cells may still point to: which of two dates is which they do not tell."""
    dated = bool(filled & DATE_COLUMNS)
    free = (name for name in GUESSED_BY_CELLS if name in SHAPES[shape].header and name not in filled)
    return [name for name in free if not (dated and name in DATE_COLUMNS)]
