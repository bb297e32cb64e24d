"""A long log is staged: each row as a few small numbers in Parquet, without anything personal, ready to be grouped.

Each distinct text of a column is read once, as it turns up, by the same functions that read small files; what is
kept of a row is its number, a code for each canonical cell, and a hash of what makes it the same event as a row of
another release. Texts that are only sorted into a vocabulary are forgotten with their block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.canonical import read_cell
from loaders.coded import Codes, Encoder
from loaders.mapping import SourceMapping
from loaders.mapping_dates import DateReading
from loaders.mapping_parts import PERIODS
from loaders.moments import distinct_days, in_period, local, moments
from loaders.readers.tables import Batch
from loaders.rejects import CellError
from loaders.sameness import Sameness
from loaders.screen import TAKEN_OUT, check_kept, keeps_text, kinds_in
from loaders.staged import PLACED, Staged

Read = Callable[[Sequence[str]], Sequence["str | CellError"]]
LOOKED_AT = 4096
"""How many cells of a column tell whether it is one of people."""
MOST_LISTED = 10_000
"""How many rows of a log that cannot be taken are listed each by itself."""
JUDGED = "judged "
"""Begins the name of a column that is only judged, and not staged."""


class _Column:
    """One column of ours, filled from one of the source.

    Parameters
    ----------
    source
        The source's column.
    read
        What texts of the source are in ours, or what is wrong with them.
    kinds
        Which kinds of personal data a text shows; such a cell is taken out, and counted.
    forgetting
        Whether texts of the source are forgotten with each batch: they are many, or not to be kept.
    """

    def __init__(
        self,
        source: str,
        read: Read,
        kinds: Callable[[str], Sequence[str]] | None = None,
        *,
        forgetting: bool = True,
    ) -> None:
        self.source = source
        self._read = read
        self._kinds = kinds
        self._forgetting = forgetting
        self._known = pa.array([], pa.string())
        self._places = np.zeros(0, np.int32)
        self._codes: dict[str, int] = {}
        self._shown: dict[str, Sequence[str]] = {}
        self.errors: list[CellError] = []
        self.dropped: Counter[str] = Counter()

    @property
    def texts(self) -> list[str]:
        """The canonical texts, by code."""
        return list(self._codes)

    @property
    def seen(self) -> list[str]:
        """Texts of the source that are not forgotten: a part of them, spread over all, where they are many."""
        seen: list[str] = self._known[:: len(self._known) // LOOKED_AT + 1].to_pylist()
        return seen

    def codes(self, cells: pa.Array) -> Codes:
        """The code of each cell; of a cell that is wrong, -1 less the place of its error."""
        if self._forgetting:
            self._known, self._places = self._known[:0], self._places[:0]
        places = pc.index_in(cells, self._known)
        if places.null_count:
            self._learn(cells.filter(places.is_null()).unique())
            places = pc.index_in(cells, self._known)
        self._count_dropped(cells)
        codes: Codes = self._places[places.to_numpy()]
        return codes

    def _learn(self, texts: pa.Array) -> None:
        listed = texts.to_pylist()
        codes = []
        for text, made in zip(listed, self._read(listed), strict=True):
            kinds = self._kinds(made) if self._kinds and isinstance(made, str) else ()
            if kinds:
                self._shown[text] = kinds
            codes.append(self._code(TAKEN_OUT if kinds else made))
        self._known = pa.concat_arrays([self._known, texts])
        self._places = np.concatenate([self._places, np.array(codes, np.int32)])

    def _code(self, made: str | CellError) -> int:
        if isinstance(made, CellError):
            self.errors.append(made)
            return -len(self.errors)
        return self._codes.setdefault(made, len(self._codes))

    def _count_dropped(self, cells: pa.Array) -> None:
        """Count the cells that are taken out, by what they show."""
        for text, kinds in self._shown.items():
            rows = pc.sum(pc.equal(cells, text)).as_py() or 0
            self.dropped.update(dict.fromkeys(kinds, rows))


class _Dates(_Column):
    """A column of dates: whole days are read at once, and coarsened to a period."""

    def __init__(self, source: str, reading: DateReading, period: str, read: Read) -> None:
        def coarse(texts: Sequence[str]) -> list[str | CellError]:
            return [made if isinstance(made, CellError) else in_period(made, period) for made in read(texts)]

        super().__init__(source, coarse)
        self._reading = reading
        self._period = max(reading.grain or "day", period, key=PERIODS.index)

    def codes(self, cells: pa.Array) -> Codes:
        """The code of each cell's period; what no form fits is read cell by cell."""
        found = moments(self._reading, cells)
        days = distinct_days(local(self._reading, found), lambda day: in_period(day, self._period))
        codes = np.array([self._code(text) for text in days.dictionary.to_pylist()] or [0], np.int32)
        made: Codes = codes[days.indices.fill_null(0).to_numpy()]
        if found.null_count:
            missed = found.is_null().to_numpy(zero_copy_only=False)
            made[missed] = super().codes(cells.filter(pa.array(missed)))
        return made


class _Required(_Column):
    """A column that must not be blank: its texts, which may be millions, are looked at all at once."""

    def __init__(self, source: str, blanks: Collection[str], read: Read) -> None:
        super().__init__(source, read)
        self._blanks = pa.array(sorted(blanks), pa.string())

    def codes(self, cells: pa.Array) -> Codes:
        """Below 0 where a cell is blank."""
        made = np.zeros(len(cells), np.int32)
        blank = pc.is_in(pc.utf8_trim_whitespace(cells), self._blanks).to_numpy(zero_copy_only=False)
        if blank.any():
            made[blank] = super().codes(cells.filter(pa.array(blank)))
        return made


class Stager:
    """Stages the rows of one table through its mapping.

    Parameters
    ----------
    mapping
        One that gathers rows, or says what makes rows of different releases the same.
    path
        Where the rows are written.

    Attributes
    ----------
    errors
        What is wrong with rows that cannot be taken, by their number: of the first `MOST_LISTED`.
    more
        How many more rows have each kind of error, a log of millions may have as many.
    """

    def __init__(self, mapping: SourceMapping, path: Path) -> None:
        self.mapping = mapping
        self.path = path
        self.errors: dict[int, CellError] = {}
        self.more: Counter[tuple[str, str]] = Counter()
        self._columns = _columns(mapping)
        self._same = Sameness(mapping)
        self._names = [name for name in self._columns if not name.startswith(JUDGED)]
        self._schema = pa.schema([*PLACED, *((name, pa.int32()) for name in self._names)])
        self._writer = pq.ParquetWriter(
            self.path, self._schema, compression="zstd", compression_level=1, use_dictionary=self._names
        )
        self._checked = False

    def add(self, batch: Batch) -> None:
        """The next rows."""
        columns = self._with_combined(batch.columns)
        if not self._checked:
            check_kept(
                self.mapping,
                {name: cells[:LOOKED_AT].unique().to_pylist() for name, cells in columns.items()},
            )
            self._checked = True
        codes = {name: column.codes(columns[column.source]) for name, column in self._columns.items()}
        good = self._good(batch.rows, codes)
        pages = (
            pa.nulls(len(batch.rows), pa.int32())
            if batch.pages is None
            else pa.array(batch.pages, pa.int32())
        )
        placed = [pa.array(batch.rows), pages, self._same.hashes(columns, len(batch.rows))]
        made = pa.table([*placed, *(pa.array(codes[name]) for name in self._names)], schema=self._schema)
        self._writer.write_table(made if good.all() else made.filter(pa.array(good)))

    def _with_combined(self, columns: Mapping[str, pa.Array]) -> Mapping[str, pa.Array]:
        if not self.mapping.combine:
            return columns
        parts = {part for each in self.mapping.combine.values() for part in each.columns}
        coded = {name: Encoder.of(columns[name]) for name in parts}
        made = self.mapping.with_combined(coded)
        return {**columns, **{name: made[name].arrow(pa.string()) for name in self.mapping.combine}}

    def _good(
        self, rows: np.ndarray[Any, Any], codes: Mapping[str, Codes]
    ) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which rows can be taken; what is wrong with the others is noted, of each the first."""
        good = np.ones(len(rows), bool)
        for name, column in codes.items():
            wrong = np.flatnonzero((column < 0) & good)
            good[wrong] = False
            errors = self._columns[name].errors
            for row, code in zip(rows[wrong].tolist(), column[wrong].tolist(), strict=True):
                self._note(row, errors[-1 - code])
        return good

    def _note(self, row: int, error: CellError) -> None:
        if len(self.errors) < MOST_LISTED:
            self.errors[row] = error
        else:
            self.more[error.column, error.hint or ""] += 1

    @property
    def dropped(self) -> Counter[str]:
        """How many cells were taken out for what they show, by kind and column."""
        counts = (
            (f"{kind} (in {name})", number)
            for name, column in self._columns.items()
            for kind, number in column.dropped.items()
        )
        return Counter(dict(counts))

    def finish(self) -> Staged:
        """All rows are on disk.

        Raises
        ------
        InputError
            When a column that is kept is likely personal.
        """
        self._writer.close()
        check_kept(
            self.mapping, {column.source: column.seen for column in self._columns.values() if column.seen}
        )
        texts = {name: self._columns[name].texts for name in self._names}
        gathered = self.mapping.aggregate
        unit = {"count_unit": gathered.unit} if gathered else {}
        return Staged(self.path, texts, {**self.mapping.fixed, **unit}, gathered is None)


def _columns(mapping: SourceMapping) -> dict[str, _Column]:
    """The columns of ours that vary, and those of the source that are only judged; the latter come first."""
    made: dict[str, _Column] = {}
    for source in mapping.judging:
        read, blanks = partial(mapping.judge_texts, source), mapping.only_required(source)
        made[JUDGED + source] = _Required(source, blanks, read) if blanks else _Column(source, read)
    columns = {each.column or each.name: each for each in SHAPES[mapping.shape].columns}
    for source, target in mapping.columns.items():
        read = partial(_read, mapping, source, columns[target])
        reading = mapping.dates.get(source)
        if reading is not None:
            made[target] = _Dates(
                source, reading, mapping.aggregate.period if mapping.aggregate else "day", read
            )
        else:
            offices_only = source not in mapping.keep
            kinds = (
                partial(kinds_in, columns[target], offices_only=offices_only)
                if keeps_text(columns[target])
                else None
            )
            made[target] = _Column(source, read, kinds, forgetting=False)
    for source, each in mapping.classify.items():
        made[each.target] = _Column(source, partial(mapping.classify_texts, source))
    return made


def _read(
    mapping: SourceMapping, source: str, column: Property, texts: Sequence[str]
) -> list[str | CellError]:
    """What texts of a source are in ours, if the column may hold it."""
    return [_checked(mapping.shape, column, text) for text in mapping.read_texts(source, texts)]


def _checked(shape: str, column: Property, text: str | CellError) -> str | CellError:
    if isinstance(text, CellError):
        return text
    try:
        read_cell(shape, column, text)
    except InputError as error:
        return error if isinstance(error, CellError) else CellError.of(column.column or column.name, error)
    return text
