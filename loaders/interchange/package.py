"""A Frictionless data package: CSV tables with their schemas, and the files of the case; a folder, or a ZIP of one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Any

from graphmodel.declaration import Property, PropertyType
from graphmodel.errors import InputError
from graphmodel.schema import NODE, RELATIONSHIP
from graphmodel.tables import END_COLUMNS, columns
from loaders.interchange.folders import TABLES, Contents, put_files
from loaders.interchange.holding import CSV
from loaders.interchange.reading import PROGRAM, Reading, is_node, rows_of

DESCRIPTOR = "datapackage.json"
TYPES: Mapping[PropertyType, str] = {
    "text": "string",
    "list": "array",
    "number": "number",
    "integer": "integer",
    "flag": "boolean",
}
ENDS = {
    "source": "The id of the node that it comes from.",
    "target": "The id of the node that it goes to.",
    "source_label": "The label of the node that it comes from.",
    "target_label": "The label of the node that it goes to.",
}
LONGEST = 1 << 26
"""How many characters a cell may have."""
PROFILE = "tabular-data-resource"


def write(folder: Path, reading: Reading, stamp: Mapping[str, Any]) -> None:
    """Write a case: `datapackage.json`, a CSV file for each table, and the files of the case."""
    (folder / TABLES).mkdir()
    for name in reading.tables:
        with (folder / _path(name)).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)  # line ends of RFC 4180: a lone one of either kind in a cell is quoted
            writer.writerow(columns(name))
            writer.writerows(_lines(reading, name))
    placed = put_files(folder, reading.files)
    made = _descriptor(folder, reading, stamp, placed)
    (folder / DESCRIPTOR).write_text(
        json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


def _path(name: str) -> str:
    return f"{TABLES}/{name}.csv"


def _lines(reading: Reading, name: str) -> Iterator[list[str]]:
    types: Mapping[str, Any] = columns(name)
    for row in rows_of(reading.tables, name):
        yield [CSV.write(kind, row[column]) or "" for column, kind in types.items()]


# --- the descriptor ---------------------------------------------------------------------------------------------------


def _descriptor(
    folder: Path, reading: Reading, stamp: Mapping[str, Any], placed: Sequence[Path]
) -> dict[str, Any]:
    licences = list(dict.fromkeys(each["licence"] for each in reading.credits if each.get("licence")))
    said: dict[str, Any] = {
        "profile": "data-package",
        "name": f"datatrail-case-{reading.case_sha256[:12]}",
        "title": reading.title,
        "description": stamp["caution"],
        "sources": list(_sources(reading)),
        PROGRAM: dict(stamp),
        "resources": [
            *(_table(name) | _bytes(folder / _path(name)) for name in reading.tables),
            *(_file(folder, path) | _bytes(path) for path in placed),
        ],
    }
    if licences:
        said["licenses"] = [{"name": "other", "title": each} for each in licences]
    return said


def _sources(reading: Reading) -> Iterator[dict[str, str]]:
    """Whom to credit: the datasets that came with the program, then every document."""
    for each in reading.credits:
        yield {"title": f"{each['title']}. {each['credit']}"}
    for row in rows_of(reading.tables, "Source"):
        said = {"title": ", ".join(filter(None, (row["name"], row["publisher"], row["licence"])))}
        web = (row["url"] or "").startswith(("http://", "https://"))
        yield said | ({"path": row["url"]} if web else {})


def _bytes(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "hash": f"sha256:{file_digest(file, 'sha256').hexdigest()}"}


def _table(name: str) -> dict[str, Any]:
    declared = NODE[name].description if is_node(name) else _about(name)
    return {
        "name": name.lower(),
        "type": "table",
        "profile": PROFILE,
        "path": _path(name),
        "title": name,
        "description": declared,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _schema(name),
    }


def _about(name: str) -> str:
    said = RELATIONSHIP[name]
    return f"{said.means} It does not prove: {said.does_not_prove} To confirm it: {said.confirm}"


def _file(folder: Path, path: Path) -> dict[str, Any]:
    inside = path.relative_to(folder).as_posix()
    name = "".join(each if each.isascii() and each.isalnum() else "-" for each in inside.lower())
    return {
        "name": name,
        "type": "file",
        "path": inside,
        "format": path.suffix.lstrip("."),
        "mediatype": _kind(path),
    }


def _kind(path: Path) -> str:
    kinds = {".csv": "text/csv", ".toml": "application/toml", ".json": "application/json"}
    return kinds.get(path.suffix, "application/octet-stream")


def _schema(name: str) -> dict[str, Any]:
    declared = NODE[name].properties if is_node(name) else RELATIONSHIP[name].properties
    fields = (
        []
        if is_node(name)
        else [_field(Property(end, "text", ENDS[end], required=True)) for end in END_COLUMNS]
    )
    made: dict[str, Any] = {"fields": [*fields, *map(_field, declared)], "missingValues": [""]}
    if is_node(name):
        made["primaryKey"] = ["id"]
    keys = list(_foreign(name))
    return made | ({"foreignKeys": keys} if keys else {})


def _field(each: Property) -> dict[str, Any]:
    made: dict[str, Any] = {"name": each.name, "type": TYPES[each.type], "description": each.description}
    return made | ({"constraints": {"required": True}} if each.name in ("id", *END_COLUMNS) else {})


def _foreign(name: str) -> Iterator[dict[str, Any]]:
    """Which columns are ids of which table: the ends that are of one label, and the document that a row cites."""
    if is_node(name):
        cited = {
            each.name
            for each in NODE[name].properties
            if each.refers == ("Source",) and each.name == "document"
        }
        yield from (_key(name, column, "Source") for column in sorted(cited))
        return
    for place, end in enumerate(END_COLUMNS[:2]):
        labels = {ends[place] for ends in RELATIONSHIP[name].ends}
        if len(labels) == 1:
            yield _key(name, end, labels.pop())


def _key(name: str, column: str, label: str) -> dict[str, Any]:
    to = "" if label == name else label.lower()
    return {"fields": [column], "reference": {"resource": to, "fields": ["id"]}}


# --- reading ----------------------------------------------------------------------------------------------------------


def stamp_of(contents: Contents) -> Any:
    """What the descriptor says of the case."""
    return json.loads(contents.data(DESCRIPTOR)).get(PROGRAM)


def read(contents: Contents, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a table.

    Raises
    ------
    InputError
        When the file is not there or damaged, or a cell is not of its type; says where.
    """
    where, types = contents.where(_path(name)), columns(name)
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
    with io.TextIOWrapper(contents.source(_path(name)).open(), encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        try:
            header = next(reader, [])
            if missing := [column for column in types if column not in header]:
                raise InputError(
                    f"{where}: there is no column {missing[0]!r}",
                    hint="the first row names the columns: mend it",
                )
            for cells in reader:
                yield _row(f"{where}, line {reader.line_num}", header, cells, types)
        except csv.Error as error:
            raise InputError(
                f"{where}, line {reader.line_num}: {error}", hint="look at the quotes there"
            ) from error
        except UnicodeDecodeError as error:
            raise InputError(f"{where} is not UTF-8", hint="save it as CSV UTF-8") from error


def _row(
    where: str, header: Sequence[str], values: Sequence[str], types: Mapping[str, Any]
) -> dict[str, Any]:
    if len(values) != len(header):
        raise InputError(
            f"{where}: {len(values)} cells where the header has {len(header)}",
            hint="quote a cell that holds a comma",
        )
    cells, made = dict(zip(header, values, strict=True)), {}
    for column, kind in types.items():
        try:
            made[column] = CSV.read(kind, cells[column])
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{where}, column {column!r}: {error}", hint=f"write it as the schema says: {TYPES[kind]}"
            ) from error
    return made
