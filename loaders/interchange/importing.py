"""An export is read back: its tables, with what was lost put back, and what is said where it is not as it was.

Three things can have happened to a file on its way: the file of losses is not with it, somebody changed it, or it is
damaged. Of the first two what is missing and what was changed is told exactly; the third is an error that says where.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from graphmodel.errors import InputError
from graphmodel.tables import Tables, columns, table_names
from loaders.interchange.exporting import FOLDERS, GRAPHS
from loaders.interchange.folders import Contents
from loaders.interchange.graph import (
    DERIVED,
    LABEL,
    TABLE,
    Found,
    attribute,
    ends_of,
    label_and_id,
    table_of,
    types_of,
)
from loaders.interchange.holding import HOLDS, Codec
from loaders.interchange.losing import put_back, unpacked
from loaders.interchange.loss import beside
from loaders.interchange.reading import ALLOWED, PROGRAM, VERSION, is_node, mark_of

Rows = dict[str, list[dict[str, Any]]]
Opened = Callable[[], BinaryIO]
AGAIN = "fetch the export again, or export the case again"
#: What networkx writes about itself where it saves a file again.
OF_OTHERS = frozenset({TABLE, LABEL, DERIVED, "id", "key", "networkx_key", "spells", "viz", "weight"})


@dataclass
class Imported:
    """A case as it came out of an export.

    Attributes
    ----------
    path, format_
        Which export.
    stamp
        Which case it was.
    tables
        All tables, with what was lost put back.
    files
        The files of the case that are there.
    edited
        The tables that are not what they were when they were exported.
    changed_files
        The files of the case that are not what they were.
    missing
        What the format lost and no file of losses gave back: field, type, multiplicity, why, instead.
    remarks
        What else whoever imports should know.
    """

    path: Path
    format_: str
    stamp: Mapping[str, Any]
    tables: Tables
    files: Mapping[str, Opened]
    edited: tuple[str, ...]
    changed_files: tuple[str, ...]
    missing: tuple[Mapping[str, Any], ...]
    remarks: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title of the case."""
        return str(self.stamp["title"])


def read_export(path: Path, format_: str) -> Imported:
    """Read an export, and the file of losses where it lies beside.

    Raises
    ------
    InputError
        When it is damaged, of a newer version, or the file of losses is of another export.
    """
    stamp, rows, held, remarks = (_of_graph if format_ in GRAPHS else _of_folder)(path, format_)
    edited = [name for name, said in stamp["tables"].items() if _is_edited(rows[name], said)]
    found = _losses(path, format_, stamp)
    for field_, each in found.items():
        if each["type"] == "file" and ALLOWED.fullmatch(field_):
            held[field_] = partial(io.BytesIO, _bytes(path, each))
    left = sum(_put_back(path, rows, each) for each in found.values() if each["type"] != "file")
    if left:
        remarks.append(
            f"{left} of the values in {beside(path).name} belong to rows that were changed: not put back"
        )
    missing = [each for each in stamp["lost"] if each["field"] not in found]
    return Imported(
        path,
        format_,
        stamp,
        _tables(path, rows),
        held,
        tuple(edited),
        _changed(stamp, held),
        tuple(missing),
        remarks,
    )


def _is_edited(rows: list[dict[str, Any]], said: Mapping[str, Any]) -> bool:
    return bool(mark_of(rows)["sha256"] != said.get("sha256_here", said["sha256"]))


def _changed(stamp: Mapping[str, Any], held: Mapping[str, Opened]) -> tuple[str, ...]:
    """The files that are not what the stamp says, or that it does not know."""
    lost = {each["field"] for each in stamp["lost"]}
    known = stamp["files"]
    wrong = [name for name, opened in held.items() if _digest(opened) != known.get(name)]
    return tuple(sorted([*wrong, *(name for name in known if name not in held and name not in lost)]))


def _digest(opened: Opened) -> str:
    digest = sha256()
    with opened() as stream:
        while data := stream.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()


def _tables(path: Path, rows: Rows) -> Tables:
    import pyarrow as pa

    try:
        return Tables.from_records(rows)
    except (pa.ArrowException, OverflowError, TypeError) as error:
        raise InputError(
            f"{path}: a value is of another type than its column ({error!s:.200})", hint=AGAIN
        ) from error


# --- the stamp --------------------------------------------------------------------------------------------------------


def checked_stamp(path: Path, said: Any) -> dict[str, Any]:
    """What an export says of itself, if this program can read it.

    Raises
    ------
    InputError
        When it says nothing, or is of a newer version.
    """
    if (
        not isinstance(said, dict)
        or said.get("program") != PROGRAM
        or not isinstance(said.get("interchange"), int)
    ):
        raise InputError(
            f"{path} was not written by `datatrail export`: it has no stamp",
            hint="load its tables as CSV files: see `datatrail sniff`",
        )
    if said["interchange"] > VERSION:
        raise InputError(
            f"{path} was written by {PROGRAM} {said.get('version')}, as version {said['interchange']} of the exports; "
            f"this program reads up to {VERSION}",
            hint="update datatrail",
        )
    if not _is_whole(said):
        raise InputError(f"{path}: its stamp is damaged", hint=AGAIN)
    return said


def _is_whole(said: Mapping[str, Any]) -> bool:
    tables, files, lost = said.get("tables"), said.get("files"), said.get("lost")
    return (
        isinstance(tables, dict)
        and tables.keys() == {*table_names()}
        and all(isinstance(each, dict) and isinstance(each.get("sha256"), str) for each in tables.values())
        and isinstance(files, dict)
        and isinstance(lost, list)
        and all(
            isinstance(each, dict) and {"field", "type", "multiplicity", "why", "instead"} <= each.keys()
            for each in lost
        )
        and isinstance(said.get("registry"), bool)
        and all(isinstance(said.get(name), str) for name in ("title", "case_sha256", "version"))
    )


def _json(path: Path, text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is damaged: {error!s:.200}", hint=AGAIN) from error


# --- the file of losses -----------------------------------------------------------------------------------------------


def _losses(path: Path, format_: str, stamp: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What is in the file of losses, by field; nothing where there is none.

    Raises
    ------
    InputError
        When it is damaged, or of another export.
    """
    place = beside(path)
    if not place.is_file():
        return {}
    said = _json(place, place.read_bytes())
    if (
        not isinstance(said, dict)
        or not isinstance(said.get("lost"), list)
        or not isinstance(said.get("stamp"), dict)
    ):
        raise InputError(f"{place} is damaged: it has no list of losses", hint=AGAIN)
    if (said.get("format"), said["stamp"]) != (format_, stamp):
        raise InputError(
            f"{place} is the file of losses of another export than {path.name}",
            hint="put the one beside it that was written with it, or take this one away to import without",
        )
    summaries = [{name: value for name, value in each.items() if name != "values"} for each in said["lost"]]
    if summaries != stamp["lost"] or not all(
        len(each.get("values", ())) == each["multiplicity"] for each in said["lost"]
    ):
        raise InputError(f"{place} is damaged: it does not hold what the export lost", hint=AGAIN)
    return {each["field"]: each for each in said["lost"]}


def _bytes(path: Path, each: Mapping[str, Any]) -> bytes:
    try:
        return unpacked(each["values"][0])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{beside(path)}: {each['field']} is damaged", hint=AGAIN) from error


def _put_back(path: Path, rows: Rows, each: Mapping[str, Any]) -> int:
    name = str(each["field"]).partition(".")[0]
    try:
        return put_back(name, rows[name], [each])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{beside(path)}: {each['field']} is damaged", hint=AGAIN) from error


# --- folders ----------------------------------------------------------------------------------------------------------

Read = tuple[dict[str, Any], Rows, dict[str, Opened], list[str]]


def _of_folder(path: Path, format_: str) -> Read:
    contents = Contents.of(path)
    module = FOLDERS[format_]
    stamp = checked_stamp(
        path, _json(path / module.DESCRIPTOR, contents.data(module.DESCRIPTOR)).get(PROGRAM)
    )
    rows: Rows = {name: _listed(module.read(contents, name)) for name in table_names()}
    for name, each in rows.items():
        _check_ends(path, name, each)
    return stamp, rows, {name: each.open for name, each in contents.files().items()}, []


def _check_ends(path: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """Both ends of every relationship are nodes of a table that there is."""
    for place, row in enumerate(() if is_node(name) else rows, start=1):
        for end in ("source_label", "target_label"):
            if not is_node(row[end] or ""):
                raise InputError(
                    f"{path}: {name}, row {place}: {end} {row[end]!r:.80} is no table of nodes", hint=AGAIN
                )


def _listed(rows: Any) -> list[dict[str, Any]]:
    return list(rows.to_pylist() if hasattr(rows, "to_pylist") else rows)


# --- graphs -----------------------------------------------------------------------------------------------------------


def _of_graph(path: Path, format_: str) -> Read:
    rows: Rows = {name: [] for name in table_names()}
    places: dict[str, list[int]] = {name: [] for name in table_names()}
    said: dict[str, Any] = {}
    passed: dict[str, int] = {}
    for each in GRAPHS[format_].read(path):
        if isinstance(each, dict):
            said |= each
        elif not each.is_derived:
            _take(each, HOLDS[format_].codec, rows, places, passed)
    stamp = said.get(PROGRAM)
    stamp = checked_stamp(path, _json(path, stamp) if isinstance(stamp, str) else stamp)
    for name, order in places.items():
        rows[name] = [row for _, row in sorted(zip(order, rows[name], strict=True), key=lambda pair: pair[0])]
    return stamp, rows, {}, list(_passed_over(passed))


def _take(
    each: Found, codec: Codec, rows: Rows, places: dict[str, list[int]], passed: dict[str, int]
) -> None:
    """An element as a row of its table; what another program has added is counted."""
    name = table_of(each)
    if name is None:
        kind = "edges" if each.ends else "nodes"
        passed[f"{kind} without {TABLE!r}"] = passed.get(f"{kind} without {TABLE!r}", 0) + 1
        return
    types = types_of(name)
    for added in each.attributes.keys() - types.keys() - OF_OTHERS:
        passed[f"values of {added!r:.80}"] = passed.get(f"values of {added!r:.80}", 0) + 1
    rows[name].append(_row(each, name, codec))
    places[name].append(_place(each.key, len(places[name])))


def _passed_over(passed: Mapping[str, int]) -> Iterator[str]:
    for what, number in sorted(passed.items()):
        yield f"passed over: {number} {what}, which no export writes"


def _place(key: str, otherwise: int) -> int:
    """The place of an edge's row in its table, from its key; nodes stand in the order of the file."""
    number = key.rpartition(":")[2]
    return (
        int(number)
        if key.partition(":")[0].isupper() and number.isascii() and number.isdecimal()
        else otherwise
    )


def _row(each: Found, name: str, codec: Codec) -> dict[str, Any]:
    types: Mapping[str, Any] = columns(name)
    row: dict[str, Any] = {}
    try:
        keys = {"id": _id(name, each.key)} if is_node(name) else ends_of(each.ends or ())
    except ValueError as error:
        raise InputError(f"{each.where}: {error}", hint=AGAIN) from error
    for column, kind in types.items():
        written = each.attributes.get(attribute(column))
        try:
            row[column] = (
                keys[column] if column in keys else None if written is None else codec.read(kind, written)
            )
        except (ValueError, OverflowError) as error:
            raise InputError(f"{each.where}, {attribute(column)!r}: {error}", hint=AGAIN) from error
    return row


def _id(name: str, key: str) -> str:
    label, id_ = label_and_id(key)
    if label != name:
        raise ValueError(f"{key!r:.80} is no key of a node of {name}")
    return id_
