"""Parquet: a file for each table, just as the case keeps it, the files of the case, and a manifest."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from graphmodel.tables import arrow_schema
from loaders.interchange.folders import TABLES, Contents, put_files
from loaders.interchange.reading import PROGRAM, Reading

if TYPE_CHECKING:
    import pyarrow as pa

DESCRIPTOR = "manifest.json"


def write(folder: Path, reading: Reading, stamp: Mapping[str, Any]) -> None:
    """Write a case."""
    (folder / TABLES).mkdir()
    reading.tables.write(folder / TABLES)
    put_files(folder, reading.files)
    said = {PROGRAM: dict(stamp), "title": reading.title, "description": stamp["caution"]}
    said["tables"] = [f"{TABLES}/{name}.parquet" for name in reading.tables]
    (folder / DESCRIPTOR).write_text(
        json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


def stamp_of(contents: Contents) -> Any:
    """What the manifest says of the case."""
    return json.loads(contents.data(DESCRIPTOR)).get(PROGRAM)


def read(contents: Contents, name: str) -> pa.Table:
    """A table.

    Raises
    ------
    InputError
        When the file is not there or damaged, or has other columns; says which.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    inside, schema = f"{TABLES}/{name}.parquet", arrow_schema(name)
    try:
        source = contents.source(inside)
        table = pq.read_table(source.path or io.BytesIO(source.whole()))
        if missing := [each for each in schema.names if each not in table.column_names]:
            raise InputError(
                f"{contents.where(inside)}: there is no column {missing[0]!r}", hint="export the case again"
            )
        return table.select(schema.names).cast(schema).combine_chunks()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(
            f"{contents.where(inside)} cannot be read ({error!s:.200})",
            hint="it is damaged, or of other types than `datatrail export` wrote: fetch it again, or export again",
        ) from error
