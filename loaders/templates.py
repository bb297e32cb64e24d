"""An empty canonical file of a row shape: its header, a line that says what belongs in each column, lists to choose from.

What comes back loads without a mapping: the help line stands right below the header, each of its cells begins with
``# ``, and the readers know it for what it is (`loaders.readers.lines.is_help`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.vocabulary import read_rows, vocabulary
from loaders.canonical import STATE_COLUMNS, shape_named
from loaders.readers.lines import HELP

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FEW = 20
"""A vocabulary of so many terms is written out in the help."""
ROWS = 2_000
"""For how many rows a workbook offers lists to choose from."""
WIDEST, NARROWEST = 40, 14
LISTS = "allowed values"
"""The hidden sheet that holds the lists."""
#: The shipped registry of the nodes that a column names.
REGISTRIES = {"Agency": "agencies", "AgencyGroup": "agencies", "Database": "databases"}


def csv_template(shape_name: str) -> str:
    """The template of a shape as CSV: the header, and the help line below it."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    shape = shape_named(shape_name)
    writer.writerow(shape.header)
    writer.writerow(help_of(column) for column in shape.columns)
    return text.getvalue()


def help_of(column: Property) -> str:
    """What belongs in a column, in one cell of the help line."""
    need = " Never blank." if column.required else ""
    return f"{HELP}{column.description}{need}{_terms_in_words(column)}"


def _terms_in_words(column: Property) -> str:
    if not column.vocabulary:
        return ""
    terms = list(vocabulary(column.vocabulary))
    if len(terms) > FEW:
        return f" One of `datatrail vocabulary {column.vocabulary}`."
    return f" Allowed: {', '.join(terms)}."


def choices(column: Property) -> Sequence[str]:
    """What may be chosen for a column: the terms of its vocabulary, or the ids that the program comes with.

    A column of parties, systems or states may hold others as well: names of the records, states of a made-up case.
    """
    if column.vocabulary:
        return list(vocabulary(column.vocabulary))
    if column.column in STATE_COLUMNS:
        return list(vocabulary("states"))
    if column.type == "flag":
        return ["y", "n"]
    named = {REGISTRIES[label] for label in column.refers if label in REGISTRIES}
    return sorted(next(iter(row.values())) for name in named for row in read_rows(name))


def xlsx_template(shape_name: str) -> bytes:
    """The template of a shape as a workbook, with lists of allowed values on a hidden sheet.

    Raises
    ------
    InputError
        When the library that writes workbooks is not installed.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise InputError(
            "a workbook needs the optional part `xlsx`, which is not installed",
            hint='pip install "datatrail[xlsx]", or write CSV: end the file in .csv',
        ) from error
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has a sheet)
    sheet.title = shape_name
    columns = shape_named(shape_name).columns
    _write_head(sheet, columns)
    _offer_lists(book, sheet, columns)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _write_head(sheet: Worksheet, columns: Sequence[Property]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(columns, start=1):
        name, text = sheet.cell(1, place, column.column), sheet.cell(2, place, help_of(column))
        name.font = Font(bold=True)
        text.font = Font(italic=True, color="555555", size=9)
        text.alignment = Alignment(wrap_text=True, vertical="top")
        width = min(WIDEST, max(NARROWEST, len(help_of(column)) // 4))
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.row_dimensions[2].height = 90
    sheet.freeze_panes = "A3"


def _offer_lists(book: Workbook, sheet: Worksheet, columns: Sequence[Property]) -> None:
    from openpyxl.utils import get_column_letter

    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    offered = [(place, column) for place, column in enumerate(columns, start=1) if choices(column)]
    for at, (place, column) in enumerate(offered, start=1):
        letter, terms = get_column_letter(at), choices(column)
        for row, cell in enumerate(_listed(column), start=1):
            lists.cell(row, at, cell)
        asked = _validation(column, f"'{LISTS}'!${letter}$2:${letter}${len(terms) + 1}")
        sheet.add_data_validation(asked)
        there = get_column_letter(place)
        asked.add(f"{there}3:{there}{ROWS + 2}")


def _listed(column: Property) -> Iterator[str]:
    yield f"{column.column}:"
    yield from choices(column)


def _validation(column: Property, formula: str) -> Any:
    """A list to choose from; only one term of a closed vocabulary must be one of it, after a question."""
    from openpyxl.worksheet.datavalidation import DataValidation

    made = DataValidation(type="list", formula1=formula, allow_blank=True, errorStyle="warning")
    made.showErrorMessage = bool(column.vocabulary) and column.type != "list" and not column.scope
    made.error = f"It is no id of the vocabulary {column.vocabulary}; a label of it is fine as well."
    made.errorTitle = column.column
    return made
