"""The same table gives the same rows, whatever kind of file it comes in."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from reportlab.lib import colors
from reportlab.lib.pagesizes import landscape, letter
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from graphmodel.schema import SHAPES
from loaders.load import load
from tests.loaders.making import case

HEADER = list(SHAPES["attribute"].header)
ROWS = [
    {
        "subject": "GA",
        "attribute": "licenses-residents-without-status",
        "value": "no",
        "start": "2020-01-05",
        "document": "d1",
    },
    {
        "subject": "NY",
        "attribute": "licenses-residents-without-status",
        "value": "yes",
        "note": "as of, say, spring",
        "document": "d1",
    },
    {"subject": "Examplia", "attribute": "nonsense", "value": "7"},
]
CELLS = [[row.get(name, "") for name in HEADER] for row in ROWS]


def delimited(delimiter: str, encoding: str) -> bytes:
    """Delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADER, *CELLS])
    return out.getvalue().encode(encoding)


def xlsx() -> bytes:
    """A workbook."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *CELLS):
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def xls() -> bytes:
    """A workbook as before 2007."""
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Sheet")
    for row, cells in enumerate((HEADER, *CELLS)):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    """A Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.table(dict(zip(HEADER, map(list, zip(*CELLS, strict=True)), strict=True))), out)
    return out.getvalue()


def pdf() -> bytes:
    """A ruled table."""
    out = io.BytesIO()
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 1, colors.black), ("FONTSIZE", (0, 0), (-1, -1), 7)])
    SimpleDocTemplate(out, pagesize=landscape(letter)).build([Table([HEADER, *CELLS], style=grid)])
    return out.getvalue()


def zipped() -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.csv", delimited(",", "utf-8"))
    return out.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "csv": lambda: delimited(",", "utf-8"),
    "tsv": lambda: delimited("\t", "utf-16"),
    "csv.gz": lambda: gzip.compress(delimited("|", "utf-8-sig")),
    "zip": zipped,
    "xlsx": xlsx,
    "xls": xls,
    "json": lambda: json.dumps([dict(zip(HEADER, row, strict=True)) for row in CELLS]).encode(),
    "jsonl": lambda: "\n".join(json.dumps(dict(zip(HEADER, row, strict=True))) for row in CELLS).encode(),
    "parquet": parquet,
    "pdf": pdf,
}
PLACES = {"file", "file_sha256", "sheet", "page", "row", "dataset"}


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"csv"}))
def test_a_table_gives_the_same_rows_from_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    """Also the same counts, and the same row that cannot be taken."""
    kept = []
    for each in ("csv", kind):
        (tmp_path / each).mkdir(exist_ok=True)
        (tmp_path / each / "x").write_bytes(KINDS[each]())
        folder = case(tmp_path / each / "case", registry=False)
        report = load(folder, [tmp_path / each / "x"])
        rejects = [(line["column"], line["reason"]) for line in folder.rejects()]
        tables = folder.read().tables
        rows = {
            name: [{key: row[key] for key in row.keys() - PLACES} for row in table.to_pylist()]
            for name, table in tables.items()
        }
        kept.append((report.rows_read, report.taken, rejects, rows))
    assert kept[0] == kept[1]
    assert kept[0][:2] == (3, 2)
