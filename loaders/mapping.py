r"""A mapping says, in TOML, how a source's columns become the columns of a row shape.

.. code-block:: toml

    shape = "claim"                      # the row shape that it makes
    dataset = "city-audit"               # the dataset, unless the command line names one
    title = "What the source is"
    credit = "Whom to credit"
    header = ["Org", "Searched at", "User", "Result"]   # a file with these columns fits, in any order
    required = ["Org"]                   # a row in which one of these is blank is rejected
    ask = ["holder"]                     # what whoever loads must say: load --set holder="Examplia PD"
    blank = ["N/A", "none"]              # texts that mean blank; of one column: [blank], Org = ["N/A"]
    pairs = [["Systems", "Released"]]    # lists that go together, entry by entry: a row for each pair

    [layout]                             # what is not to be found out: encoding, delimiter, quote, sheet, header_row
    header_row = 0                       # the file has no header: `header` names its columns in order

    [combine]                            # what the source says in several columns, under a name of its own
    Moment = { columns = ["Search Date", "Search Time"], by = " " }

    [columns]                            # column of the source = column of the shape
    Org = "recipient"
    "Searched at" = "start"
    Result = "mode"

    [fixed]                              # the same in every row
    holder = "us-xx-city-pd"

    [codes.Result]                       # a source's code = ours; a code that is not here rejects the row
    "1" = "disclosed"

    [dates]                              # how the source writes a date (strptime); else as our date cells
    "Searched at" = "%m/%d/%Y"           # or several forms, tried in order; "excel" for serial numbers
    Day = { form = "%m/%d/%Y %H:%M", grain = "month", zone = "UTC", local = "America/Chicago" }

    [split]                              # how the source splits a list
    Org = ","

    [classify.Reason]                    # a text that is only sorted, and never kept: the first pattern found
    target = "purpose"
    rules = [{ pattern = '(?i)\bimmigration\b', value = "immigration-enforcement" }]

    [masks]                              # texts of this source that mean masked = code of the vocabulary `masks`
    "NOT RELEASED" = "withheld"          # of one column: [masks.Org]

    [personal]                           # column of personal data = its kind: counted, never kept
    User = "name"

    [keep]                               # a column that looks personal and is kept all the same = why
    Contact = "names of offices, not of people"

    [[reject]]                           # rows to set aside
    column = "Org"
    pattern = "^Total"                   # or unless = "…": the rows in which that is not found
    reason = "a row of sums"

    [[junk]]                             # names that stay, marked
    pattern = '(?i)\bdemo\b'
    reason = "a demo account"

    [identity]                           # what makes rows of different releases the same event
    id = "ID"                            # the id that the source states, else these columns together
    otherwise = ["Org", "Searched at"]

    [aggregate]                          # events only: rows that say the same become one row per period, counted
    period = "month"
    unit = "searches"

    [document]                           # the document that the rows cite, where the file has no row for it
    document = "city-audit-2024"
    title = "…"

A column of the source that is named nowhere is not kept. A column may be both personal and classified: it is read,
sorted, counted as dropped, and not kept. A column that is named only in `[identity]` or `[[reject]]` is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from graphmodel.vocabulary import LIST_SEPARATOR
from loaders.canonical import read_cell
from loaders.coded import Coded
from loaders.columns import Errors
from loaders.mapping_cells import Cells
from loaders.mapping_dates import DateReading
from loaders.mapping_parts import Aggregate, Classify, Combine, Identity, RejectRule
from loaders.personal import columns_shown
from loaders.readers.tables import UNSTATED, Layout
from loaders.rejects import CellError


@dataclass(frozen=True)
class SourceMapping:
    """How a source's columns become the columns of a row shape; see the module's text for each part.

    Attributes
    ----------
    names
        The columns of a file that it fits, in order; blank where it is only found by name.
    sha256
        Of its text, and of what whoever loads said besides.
    """

    name: str
    sha256: str
    shape: str
    dataset: str
    names: tuple[str, ...]
    columns: Mapping[str, str]
    title: str = ""
    credit: str = ""
    layout: Layout = UNSTATED
    required: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    combine: Mapping[str, Combine] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, DateReading] = field(default_factory=dict)
    split: Mapping[str, str] = field(default_factory=dict)
    pairs: tuple[tuple[str, ...], ...] = ()
    classify: Mapping[str, Classify] = field(default_factory=dict)
    blank: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    masks: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    keep: Mapping[str, str] = field(default_factory=dict)
    reject: tuple[RejectRule, ...] = ()
    junk: tuple[tuple[re.Pattern[str], str], ...] = ()
    identity: Identity = field(default_factory=Identity)
    aggregate: Aggregate | None = None
    document: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def header(self) -> frozenset[str]:
        """The columns of a file that it fits."""
        return frozenset(self.names)

    def fits(self, header: Iterable[str]) -> bool:
        """Whether a file's columns are exactly those that the mapping was written for, in any order."""
        return bool(self.names) and not self.layout.names and self.header == frozenset(header)

    @cached_property
    def named(self) -> tuple[str, ...]:
        """Every column of the source that the mapping names, in the order in which it does."""
        parts = (
            *(self.columns, self.codes, self.dates, self.split, self.classify, self.personal, self.keep),
            *(self.required, self.identity.columns, [rule.column for rule in self.reject], *self.pairs),
            *([name for name in self.blank if name], self._masked_columns),
        )
        named = dict.fromkeys(name for part in parts for name in part)
        parts_of = (part for each in self.combine.values() for part in each.columns)
        return tuple(dict.fromkeys([*(name for name in named if name not in self.combine), *parts_of]))

    @property
    def _masked_columns(self) -> list[str]:
        return [name for name, codes in self.masks.items() if not isinstance(codes, str)]

    def check_header(self, header: tuple[str, ...], file: str) -> None:
        """Every column that the mapping names is there.

        Raises
        ------
        InputError
            Naming the columns that are not there, and those that are.
        """
        missing = [name for name in self.named if name not in header]
        if missing:
            raise InputError(
                f"mapping {self.name}: {file} has no column {', '.join(map(repr, missing))}",
                hint="its columns are: " + ", ".join(map(repr, columns_shown(header))),
            )

    # --- what whoever loads says ----------------------------------------------------------------------------------

    def given(self, said: Mapping[str, str]) -> SourceMapping:
        """The mapping with what it asks for, of all that whoever loads has said; its sha256 covers that.

        Raises
        ------
        InputError
            When something that it asks for was not said, or what was said may not stand there.
        """
        missing = [column for column in self.ask if not said.get(column, "").strip()]
        if missing:
            told = " ".join(f'--set {column}="…"' for column in missing)
            raise InputError(
                f"mapping {self.name} asks for {', '.join(missing)}, which the file does not say",
                hint=f"say it: datatrail load … {told}",
            )
        mine = {column: said[column].strip() for column in sorted(self.settable & said.keys())}
        if not mine:
            return self
        columns = {column.column: column for column in SHAPES[self.shape].columns}
        for column, value in mine.items():
            read_cell(self.shape, columns[column], value)
        text = "".join(f"{column}={value}\n" for column, value in mine.items())
        digest = sha256(f"{self.sha256}\n{text}".encode()).hexdigest()
        return replace(self, fixed={**self.fixed, **mine}, sha256=digest)

    @cached_property
    def settable(self) -> frozenset[str]:
        """The columns of the shape that whoever loads may fill: what is asked for, and the cited document."""
        free = {"document"} & set(SHAPES[self.shape].header) - self.targets.keys()
        return frozenset({*self.ask, *free})

    @cached_property
    def targets(self) -> dict[str, str]:
        """What fills each column of the shape: a column of the source, or a part of the mapping."""
        filled = dict.fromkeys(self.fixed, "[fixed]")
        filled |= {each.target: source for source, each in self.classify.items()}
        return filled | {target: source for source, target in self.columns.items()}

    # --- reading --------------------------------------------------------------------------------------------------

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The columns of the source that are read for what they say; of personal ones only what is not kept."""
        looked_at = {*self.classify, *self.required, *(rule.column for rule in self.reject)}
        return tuple(name for name in self.named if name not in self.personal or name in looked_at)

    def cells(self, columns: Mapping[str, Coded], length: int) -> tuple[dict[str, Coded], Errors]:
        """The canonical text columns of a table, and what is wrong with rows that cannot be mapped."""
        return self._cells.read(columns, length)

    @cached_property
    def _cells(self) -> Cells:
        return Cells(self)

    def judge_texts(self, source: str, texts: Sequence[str]) -> list[str | CellError]:
        """What is wrong with rows for what stands in a column of the source; of a text that is right nothing."""
        return self._cells.judged(source, texts)

    def read_texts(self, source: str, texts: Sequence[str]) -> list[str | CellError]:
        """The canonical text of each text of a column of the source."""
        return self._cells.texts(source, texts)

    def classify_texts(self, source: str, texts: Sequence[str]) -> list[str | CellError]:
        """The term that each text of a column is sorted under."""
        return self._cells.terms(source, texts)

    @property
    def is_staged(self) -> bool:
        """Whether rows are gathered, or may be the same as those of other releases."""
        return self.aggregate is not None or bool(self.identity.columns)

    @property
    def judging(self) -> tuple[str, ...]:
        """The columns whose texts may be a reason to set a row aside."""
        return self._cells.judging

    def only_required(self, source: str) -> frozenset[str]:
        """The texts that set a row aside, of a column that must not be blank and is judged by nothing else."""
        judged = any(rule.column == source for rule in self.reject)
        return frozenset() if judged or source not in self.required else self._cells.blanks(source)

    def with_combined(self, columns: Mapping[str, Coded]) -> Mapping[str, Coded]:
        """The columns of the source, and those that it says in several."""
        return self._cells.with_combined(columns)

    def identity_text(self, name: str, coded: Coded) -> Coded:
        """A column of `[identity]`, so written that what is the same is the same text; None where masked.

        Two rows of different releases are the same event if they state the same id; where one states none, if
        all other columns are the same and none of them is None.
        """
        return self._cells.of_identity(name, coded)

    def separator(self, source: str) -> str:
        """What splits a list in a column of the source."""
        return self.split.get(source, LIST_SEPARATOR)

    def reason_for_mark(self, name: str) -> str | None:
        """Why a name is doubtful; None where no junk pattern is found in it."""
        return next((reason for pattern, reason in self.junk if pattern.search(name)), None)
