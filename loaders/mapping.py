r"""A mapping says, in TOML, how a source's columns become the columns of a row shape.

.. code-block:: toml

    shape = "claim"                      # the row shape that it makes
    dataset = "city-audit"               # the dataset, unless the command line names one
    title = "What the source is"
    credit = "Whom to credit"
    header = ["Org", "Searched at", "User", "Result"]   # a file with these columns fits, in any order
    required = ["Org"]                   # a row in which one of these is blank is rejected

    [columns]                            # column of the source = column of the shape
    Org = "recipient"
    "Searched at" = "start"
    Result = "mode"

    [fixed]                              # the same in every row
    holder = "us-xx-city-pd"

    [codes.Result]                       # a source's code = ours; a code that is not here rejects the row
    "1" = "disclosed"

    [dates]                              # how the source writes a date (strptime); else as our date cells
    "Searched at" = "%m/%d/%Y"

    [split]                              # how the source splits a list
    Org = ","

    [personal]                           # column of personal data = its kind: counted, never kept
    User = "name"

    [[junk]]                             # names that stay, marked
    pattern = '(?i)\bdemo\b'
    reason = "a demo account"

    [document]                           # the document that the rows cite, where the file has no row for it
    document = "city-audit-2024"
    title = "…"

A column of the source that is named nowhere is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial

from graphmodel.errors import InputError, did_you_mean
from graphmodel.vocabulary import LIST_SEPARATOR
from loaders.coded import Coded
from loaders.columns import Errors, gather_errors
from loaders.masks import mask_of
from loaders.personal import columns_shown
from loaders.readers.tables import UNSTATED, Layout
from loaders.rejects import CellError, shown


@dataclass(frozen=True)
class SourceMapping:
    """How a source's columns become the columns of a row shape; see the module's text for each part."""

    name: str
    sha256: str
    shape: str
    dataset: str
    header: frozenset[str]
    columns: Mapping[str, str]
    title: str = ""
    credit: str = ""
    required: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, str] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    junk: tuple[tuple[re.Pattern[str], str], ...] = ()
    document: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = UNSTATED

    def fits(self, header: Iterable[str]) -> bool:
        """Whether a file's columns are exactly those that the mapping was written for, in any order."""
        return bool(self.header) and self.header == frozenset(header)

    @cached_property
    def named(self) -> tuple[str, ...]:
        """Every column of the source that the mapping names, in the order in which it does."""
        parts = (self.columns, self.codes, self.dates, self.split, self.personal, self.required)
        return tuple(dict.fromkeys(name for part in parts for name in part))

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

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The columns of the source that are read for what they say."""
        return tuple(name for name in self.named if name not in self.personal)

    def cells(self, columns: Mapping[str, Coded], length: int) -> tuple[dict[str, Coded], Errors]:
        """The canonical text columns of a table, and what is wrong with rows that cannot be mapped."""
        errors: Errors = {}
        made = {column: Coded.constant(text, length) for column, text in self.fixed.items()}
        for name in self.required:
            gather_errors(columns[name].map(partial(self._required, name)), errors)
        for source, target in self.columns.items():
            coded = columns[source].map(partial(self._cell, source))
            gather_errors(coded, errors)
            made[target] = coded.map(lambda text: "" if isinstance(text, CellError) else text)
        return made, errors

    def _required(self, name: str, text: str) -> CellError | None:
        if text.strip():
            return None
        return CellError(name, "is blank, and must not be", hint=f"see {self.name}")

    def _cell(self, source: str, text: str) -> str | CellError:
        """One cell of the source as our text; a masked one stays as it is."""
        text = text.strip()
        if not text or mask_of(text):
            return text
        if source in self.split:
            text = LIST_SEPARATOR.join(text.split(self.split[source]))
        if source in self.codes:
            return self._coded(source, text)
        return _dated(source, text, self.dates[source]) if source in self.dates else text

    def _coded(self, source: str, text: str) -> str | CellError:
        codes = self.codes[source]
        parts = text.split(LIST_SEPARATOR) if source in self.split else [text]
        for part in parts:
            if part.strip() not in codes:
                hint = did_you_mean(part, codes) or f"add it under [codes.{source}] in {self.name}"
                return CellError(source, f"the code {shown(part.strip())} is not mapped", hint=hint)
        return LIST_SEPARATOR.join(codes[part.strip()] for part in parts)

    def reason_for_mark(self, name: str) -> str | None:
        """Why a name is doubtful; None where no junk pattern is found in it."""
        return next((reason for pattern, reason in self.junk if pattern.search(name)), None)


def _dated(source: str, text: str, form: str) -> str | CellError:
    """A date of the source in our words, to the grain that its form has."""
    try:
        read = datetime.strptime(text, form)  # noqa: DTZ007 - a day; no time zone is told
    except ValueError:
        return CellError(source, f"{shown(text)} is not a date of the form {form!r}", hint="correct [dates]")
    if any(code in form for code in ("%d", "%j", "%x", "%c")):
        return read.strftime("%Y-%m-%d")
    return read.strftime("%Y-%m" if any(code in form for code in ("%m", "%b", "%B")) else "%Y")
