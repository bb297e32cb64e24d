"""Exports that come back from others: what is read out of one, written again, is read as the same."""

from __future__ import annotations

import json
from functools import cache
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from graphmodel.errors import InputError
from graphmodel.tables import Tables, table_names
from loaders.interchange.exporting import GRAPHS, export
from loaders.interchange.importing import Imported, read_export
from loaders.interchange.reading import Reading
from loaders.interchange.recognising import recognised
from tests.fuzzing.targets import refuses

NAME = "fuzz"
STAMP = b"@STAMP@"
_SCRATCH = TemporaryDirectory(prefix="datatrail-fuzz-exports-")
_NUMBERS = count()


@cache
def _stamp() -> str:
    """What an export of an empty case says of itself."""
    stamp = Reading("A made-up case", "0" * 64, Tables.from_records({}), {}).stamp
    return json.dumps(stamp | {"lost": []})


def exported(data: bytes) -> None:
    """A line says the format, what follows is the file, with `@STAMP@` where an export says which case it is.

    Of a package the second line is the table whose CSV file follows; the rest of it is of an empty case. An export is
    refused by its name, or its tables are read; written again, in every way, they are the same.
    """
    format_, _, text = data.partition(b"\n")
    path = Path(_SCRATCH.name) / NAME
    if format_.decode("utf-8", "replace") in GRAPHS:
        stamp = _stamp() if format_ == b"json" else escape(_stamp())
        path.write_bytes(text.replace(STAMP, stamp.encode()))
    elif format_ == b"package" and text.partition(b"\n")[0].decode("utf-8", "replace") in table_names():
        path = _package(*text.split(b"\n", 1))
    else:
        return
    recognised(path)
    try:
        made = read_export(path, format_.decode())
    except InputError as error:
        refuses(error, NAME)
        return
    _is_read_again(made)


def _package(table: bytes, text: bytes = b"") -> Path:
    """The package of an empty case, with a file for one table."""
    path = Path(_SCRATCH.name) / f"package-{NAME}"
    if not path.exists():
        export(Reading("A made-up case", "0" * 64, Tables.from_records({}), {}), "package", path)
    for name in table_names():
        file = path / "tables" / f"{name}.csv"
        before = file.with_suffix(".before")
        if not before.exists():
            before.write_bytes(file.read_bytes())
        file.write_bytes(
            before.read_bytes().rstrip(b"\n") + b"\n" + (text if name.encode() == table else b"")
        )
    return path


def _is_read_again(made: Imported) -> None:
    reading = Reading(made.title, str(made.stamp["case_sha256"]), made.tables, {})
    for format_ in (made.format_, "json"):
        path = Path(_SCRATCH.name) / f"again-{next(_NUMBERS)}"
        export(reading, format_, path)
        again = read_export(path, format_)
        assert not again.edited
        assert not again.missing
        assert {name: repr(again.tables.records(name)) for name in table_names()} == {
            name: repr(made.tables.records(name)) for name in table_names()
        }
        for each in path.parent.glob(f"{path.name}*"):
            rmtree(each) if each.is_dir() else each.unlink()


WORDS = {
    "exported": [
        *(
            "json\n",
            "graphml\n",
            "gexf\n",
            "package\n",
            "@STAMP@",
            "<node ",
            "<edge ",
            "</",
            "/>",
            "&#13;",
            "&amp;",
            "<!--",
        ),
        *(
            '<data key="',
            '<attvalue for="',
            ' value="',
            ' id="',
            ' source="',
            ' target="',
            "<!DOCTYPE x>",
            "<![CDATA[",
        ),
        *(
            *table_names(),
            ":",
            "%25;",
            "true",
            "null",
            "NaN",
            "INF",
            "1e309",
            "[",
            '["a"]',
            "'=",
            '""',
            "\\ud83d",
            "\\u0000",
        ),
    ]
}
