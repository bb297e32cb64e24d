"""A long log is staged: each row as a few small numbers in Parquet, without anything personal, ready to be grouped.

Each distinct text of a column is read once, as it turns up, by the same functions that read small files; what is
kept of a row is its number, a code for each canonical cell, and a hash of what makes it the same event as a row of
another release. Texts that are only sorted into a vocabulary are forgotten with their block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.canonical import read_cell
from loaders.coded import Codes
from loaders.mapping import SourceMapping
from loaders.mapping_dates import DateReading
from loaders.mapping_parts import PERIODS
from loaders.moments import distinct_days, in_period, local, moments
from loaders.readers.tables import Batch
from loaders.rejects import CellError
from loaders.sameness import Sameness

Read = Callable[[Sequence[str]], Sequence["str | CellError"]]
ROW, SAME = "row", "same"
"""The columns of a staged file besides the codes: the row's number, and the hash of what it is the same as."""


@dataclass
class Staged:
    """The rows of an input in Parquet, and what their codes mean.

    Attributes
    ----------
    path
        The file: `row`, `same` (null where nothing makes it the same as another), and a code for each column that
        varies.
    texts
        The canonical text of each code, by column.
    fixed
        The cells that are the same in every row.
    """

    path: Path
    texts: Mapping[str, Sequence[str]]
    fixed: Mapping[str, str] = field(default_factory=dict)


class _Column:
    """One column of ours, filled from one of the source.

    Parameters
    ----------
    read
        What texts of the source are in ours, or what is wrong with them.
    forgetting
        Whether texts of the source are forgotten with each batch: they are many, or not to be kept.
    """

    def __init__(self, read: Read, *, forgetting: bool) -> None:
        self._read = read
        self._forgetting = forgetting
        self._places: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self.errors: list[CellError] = []

    @property
    def texts(self) -> list[str]:
        """The canonical texts, by code."""
        return list(self._codes)

    def codes(self, cells: pa.Array) -> Codes:
        """The code of each cell; of a cell that is wrong, -1 less the place of its error."""
        coded = cells.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        if self._forgetting:
            self._places.clear()
        new = [text for text in texts if text not in self._places]
        for text, made in zip(new, self._read(new), strict=True):
            self._places[text] = self._code(made)
        places = np.array([self._places[text] for text in texts], np.int32)
        codes: Codes = places[coded.indices.to_numpy()] if len(texts) else np.zeros(0, np.int32)
        return codes

    def _code(self, made: str | CellError) -> int:
        if isinstance(made, CellError):
            self.errors.append(made)
            return -len(self.errors)
        return self._codes.setdefault(made, len(self._codes))


class _Dates(_Column):
    """A column of dates: whole days are read at once, and coarsened to the period of the mapping."""

    def __init__(self, reading: DateReading, period: str, read: Read) -> None:
        def coarse(texts: Sequence[str]) -> list[str | CellError]:
            made = read(texts)
            return [text if isinstance(text, CellError) else in_period(text, period) for text in made]

        super().__init__(coarse, forgetting=True)
        self._reading = reading
        self._period = (
            reading.grain if PERIODS.index(reading.grain or "day") > PERIODS.index(period) else period
        )

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


@dataclass
class Stager:
    """Stages the rows of one table through a mapping that gathers them.

    Attributes
    ----------
    errors
        What is wrong with rows that cannot be taken, by their number.
    """

    mapping: SourceMapping
    path: Path
    errors: dict[int, CellError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sources = _sources(self.mapping)
        self._columns = {target: column for target, (_, column) in self._sources.items()}
        self._same = Sameness(self.mapping)
        names = [name for name in self._columns if not name.startswith("?")]
        fields = [(ROW, pa.int64()), (SAME, pa.uint64()), *((name, pa.int32()) for name in names)]
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(self.path, self._schema, compression="zstd")

    def add(self, batch: Batch) -> None:
        """The next rows."""
        codes = {
            target: self._columns[target].codes(batch.columns[source])
            for target, (source, _) in self._sources.items()
        }
        good = np.ones(len(batch.rows), bool)
        for target, column in codes.items():
            wrong = np.flatnonzero((column < 0) & good)
            good[wrong] = False
            errors = self._columns[target].errors
            self.errors.update(
                (row, errors[-1 - code])
                for row, code in zip(batch.rows[wrong].tolist(), column[wrong].tolist(), strict=True)
            )
        same = self._same.hashes(batch.columns, len(batch.rows))
        arrays = [pa.array(batch.rows), same, *(pa.array(codes[name]) for name in self._schema.names[2:])]
        made = pa.table(arrays, schema=self._schema)
        self._writer.write_table(made if good.all() else made.filter(pa.array(good)))

    def finish(self) -> Staged:
        """All rows are on disk."""
        self._writer.close()
        return Staged(
            self.path,
            {name: self._columns[name].texts for name in self._schema.names[2:]},
            self.mapping.fixed,
        )


def _sources(mapping: SourceMapping) -> dict[str, tuple[str, _Column]]:
    """For each column of ours its source and how that is read; a source that is only judged has a name with '?'."""
    made: dict[str, tuple[str, _Column]] = {}
    for source in dict.fromkeys([*(rule.column for rule in mapping.reject), *mapping.required]):
        made[f"?{source}"] = (source, _Column(partial(mapping.judge_texts, source), forgetting=True))
    columns = {each.column or each.name: each for each in SHAPES[mapping.shape].columns}
    for source, target in mapping.columns.items():
        read = _reader(mapping, source, columns[target])
        reading = mapping.dates.get(source)
        made[target] = (
            source,
            _Dates(reading, mapping.period, read) if reading else _Column(read, forgetting=False),
        )
    for source, each in mapping.classify.items():
        made[each.target] = (source, _Column(partial(mapping.classify_texts, source), forgetting=True))
    return made


def _reader(mapping: SourceMapping, source: str, column: Property) -> Read:
    """How texts of a source become canonical text that the column may hold."""

    def checked(text: str | CellError) -> str | CellError:
        if isinstance(text, CellError):
            return text
        try:
            read_cell(mapping.shape, column, text)
        except InputError as error:
            return (
                error if isinstance(error, CellError) else CellError(source, error.message, hint=error.hint)
            )
        return text

    def read(texts: Sequence[str]) -> list[str | CellError]:
        return [checked(text) for text in mapping.read_texts(source, texts)]

    return read
