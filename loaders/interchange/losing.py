"""The losses of a case in a format, found out by reading back what would be written; and put right again on import."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graphmodel.tables import columns
from loaders.interchange.holding import HOLDS, Codec
from loaders.interchange.loss import Lost
from loaders.interchange.reading import KEYS, LOGS, SETTINGS, Reading, mark_of, row_keys, rows_of

#: What an import does in place of each file that it lacks.
INSTEAD = {
    SETTINGS: "title and registry as the stamp says; no description, no defaults",
    LOGS[0]: "no decision: names resolve as the program matches them",
    LOGS[1]: "no review: corrected rows stay as they were corrected",
    LOGS[2]: "no dispute: what two do not agree on stays masked as it is",
    "generation": "the rows of the tables count as what was loaded",
}
LEFT_OUT = "not there"


def losses(reading: Reading, format_: str) -> list[Lost]:
    """What the format cannot hold of the case: values of columns, then files."""
    held = HOLDS[format_]
    found = [lost for name in reading.tables for lost in _of_table(reading, name, held.codec)]
    return found if held.files else [*found, *_of_files(reading)]


def _of_table(reading: Reading, name: str, codec: Codec) -> Iterator[Lost]:
    types: Mapping[str, Any] = {each: kind for each, kind in columns(name).items() if kind in codec.lost}
    rows = list(rows_of(reading.tables, name)) if types else []
    keys = list(row_keys(name, rows))
    for column, kind in types.items():
        if column in KEYS:
            continue
        values = [
            [key, codec.stand_in(kind, row[column]), row[column]]
            for key, row in zip(keys, rows, strict=True)
            if not codec.holds(kind, row[column])
        ]
        if values:
            why, instead = codec.lost[kind]
            yield Lost(f"{name}.{column}", kind, len(values), why, instead, tuple(map(_jsonable, values)))


def as_read(reading: Reading, format_: str, lost: Iterable[Lost]) -> dict[str, dict[str, Any]]:
    """What the stamp says of each table; where some values are lost, also the hash of what is read without them."""
    marks: dict[str, dict[str, Any]] = {name: dict(said) for name, said in reading.stamp["tables"].items()}
    codec = HOLDS[format_].codec
    for name in {each.field.partition(".")[0] for each in lost} & marks.keys():
        types: Mapping[str, Any] = columns(name)
        read = (
            {
                column: value if column in KEYS else codec.stand_in(types[column], value)
                for column, value in row.items()
            }
            for row in rows_of(reading.tables, name)
        )
        marks[name]["sha256_here"] = mark_of(read)["sha256"]
    return marks


def put_back(name: str, rows: Sequence[dict[str, Any]], lost: Iterable[Mapping[str, Any]]) -> int:
    """The lost values of a table are in its rows again; how many were not put back, for the rows were changed."""
    keyed = dict(zip(row_keys(name, rows), rows, strict=True))
    left = 0
    for each in lost:
        column = str(each["field"]).partition(".")[2]
        kind: Any = columns(name)[column]
        for key, instead, value in each["values"]:
            row = keyed.get(key)
            if row is None or _jsonable([row[column]]) != [instead]:
                left += 1
            else:
                row[column] = float(value) if kind == "number" and value is not None else value
    return left


def _jsonable(values: Sequence[Any]) -> list[Any]:
    """Numbers that are not finite as text: a file of losses is strict JSON."""
    return [repr(each) if isinstance(each, float) else each for each in values]


def _of_files(reading: Reading) -> Iterator[Lost]:
    for name, path in reading.files.items():
        instead = INSTEAD.get(name.partition("/")[0], LEFT_OUT)
        yield Lost(name, "file", 1, "a file of the case", instead, (packed(path.read_bytes()),))


def packed(data: bytes) -> dict[str, str]:
    """A file's bytes: as text where they are UTF-8, else in base 64."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": b64encode(data).decode("ascii")}


def unpacked(said: Mapping[str, str]) -> bytes:
    """The bytes of a file; a ValueError where they are not there."""
    if "text" in said:
        return said["text"].encode("utf-8")
    return b64decode(said["base64"], validate=True)
