"""Mappings are read from TOML and checked, and found by name or by the header that they fit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from loaders.canonical import read_cell, record
from loaders.mapping import SourceMapping
from loaders.names import check_slug

KEYS = (
    "shape",
    "dataset",
    "title",
    "credit",
    "header",
    "required",
    "columns",
    "fixed",
    "codes",
    "dates",
    "split",
    "personal",
    "junk",
    "document",
)


class _Source:
    """The text of a mapping, to say on which line something stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    def error(self, message: str, key: str = "", *, hint: str | None = None) -> InputError:
        """What is wrong, with file and line."""
        line = self._line(key)
        where = f"mapping {self.name}, line {line}" if line else f"mapping {self.name}"
        return InputError(f"{where}: {message}", hint=hint)

    def _line(self, key: str) -> int | None:
        if not key:
            return None
        start = re.compile(rf"""^\s*(?:\[+[^\]\n]*)?["']?{re.escape(key)}["']?\s*[=\]]""")
        lines = self.text.splitlines()
        at = next((number for number, line in enumerate(lines, 1) if start.search(line)), None)
        return at or next((number for number, line in enumerate(lines, 1) if key in line), None)


def parse_mapping(name: str, text: str) -> SourceMapping:
    """The mapping that a TOML text declares.

    Raises
    ------
    InputError
        When it is no TOML, or declares what no mapping may; with the line.
    """
    source = _Source(name, text)
    try:
        made = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"mapping {name}: {error}", hint='a mapping is TOML: key = "value"') from error
    for key in made:
        if key not in KEYS:
            hint = did_you_mean(key, KEYS) or "allowed: " + ", ".join(KEYS)
            raise source.error(f"{key!r} is no part of a mapping", key, hint=hint)
    mapping = SourceMapping(
        name,
        sha256(text.encode()).hexdigest(),
        _shape(source, made.get("shape")),
        _dataset(source, made.get("dataset", "")),
        frozenset(_texts(source, made, "header")),
        _table(source, made, "columns"),
        made.get("title", ""),
        made.get("credit", ""),
        tuple(_texts(source, made, "required")),
        _table(source, made, "fixed"),
        {column: _table(source, made["codes"], column) for column in made.get("codes", {})},
        _table(source, made, "dates"),
        _table(source, made, "split"),
        _personal(source, made),
        tuple(_junk(source, made)),
        _table(source, made, "document"),
    )
    _check(source, mapping)
    return mapping


def _shape(source: _Source, name: Any) -> str:
    if name not in SHAPES:
        hint = did_you_mean(str(name), SHAPES) if name else None
        what = f"{name!r} is no row shape" if name else "`shape` is missing"
        raise source.error(what, "shape", hint=hint or "allowed: " + ", ".join(SHAPES))
    return str(name)


def _dataset(source: _Source, name: Any) -> str:
    try:
        return check_slug(str(name), "dataset") if name else ""
    except InputError as error:
        raise source.error(error.message, "dataset", hint=error.hint) from error


def _texts(source: _Source, made: Mapping[str, Any], key: str) -> list[str]:
    texts = made.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise source.error(f"{key!r} must be a list of column names", key)
    return texts


def _table(source: _Source, made: Mapping[str, Any], key: str) -> dict[str, str]:
    table = made.get(key, {})
    if not isinstance(table, dict):
        raise source.error(f"{key!r} must be a table: write [{key}] and lines below it", key)
    for name, text in table.items():
        if not isinstance(text, str):
            raise source.error(f"{name!r} under [{key}] must be text", name, hint=f'write {name} = "{text}"')
    return dict(table)


def _personal(source: _Source, made: Mapping[str, Any]) -> dict[str, str]:
    """Personal columns and their kinds; a list names columns whose kind is their own name."""
    if isinstance(made.get("personal"), list):
        return {name: name for name in _texts(source, made, "personal")}
    return _table(source, made, "personal")


def _junk(source: _Source, made: Mapping[str, Any]) -> Iterator[tuple[re.Pattern[str], str]]:
    for entry in made.get("junk", []):
        if not isinstance(entry, dict) or not isinstance(entry.get("pattern"), str):
            raise source.error("each [[junk]] needs a `pattern`", "junk")
        try:
            yield re.compile(entry["pattern"]), str(entry.get("reason") or "marked in the mapping")
        except re.error as error:
            raise source.error(f"{entry['pattern']!r} is no pattern ({error})", entry["pattern"]) from error


def _check(source: _Source, mapping: SourceMapping) -> None:
    """The mapping does not contradict itself: targets exist once, columns are in the header, codes are ours."""
    if not mapping.columns:
        raise source.error(
            "`[columns]` is missing", hint='write [columns], then lines "Their column" = "ours"'
        )
    _check_targets(source, mapping)
    for name in mapping.named:
        if mapping.header and name not in mapping.header:
            raise source.error(f"{name!r} is not in `header`", name, hint="add it there, or correct it")
    for name in mapping.personal.keys() & mapping.columns.keys():
        what = f"{name!r} is personal and mapped to {mapping.columns[name]!r}"
        raise source.error(what, name, hint="take it out of [columns]")
    for name in (*mapping.codes, *mapping.dates, *mapping.split):
        if name not in mapping.columns:
            raise source.error(f"{name!r} is not in [columns]", name, hint="map it, or delete this")
    _check_values(source, mapping)


def _check_targets(source: _Source, mapping: SourceMapping) -> None:
    header = SHAPES[mapping.shape].header
    filled: dict[str, str] = {}
    for name, target in (*mapping.columns.items(), *(("[fixed]", target) for target in mapping.fixed)):
        if target not in header:
            hint = did_you_mean(target, header) or "allowed: " + ", ".join(header)
            raise source.error(f"{target!r} is no column of the shape {mapping.shape!r}", target, hint=hint)
        if target in filled:
            raise source.error(f"{filled[target]} and {name} both fill {target!r}", target, hint="keep one")
        filled[target] = name


def _check_values(source: _Source, mapping: SourceMapping) -> None:
    columns = {column.column: column for column in SHAPES[mapping.shape].columns}
    given = [(target, text, target) for target, text in mapping.fixed.items()]
    given += [
        (mapping.columns[name], text, code)
        for name, codes in mapping.codes.items()
        for code, text in codes.items()
    ]
    for target, text, key in given:
        try:
            read_cell(mapping.shape, columns[target], text)
        except InputError as error:
            raise source.error(error.message, key, hint=error.hint) from error
    if mapping.document:
        try:
            record("document", mapping.document)
        except InputError as error:
            raise source.error(f"[document] {error.message}", "document", hint=error.hint) from error


# --- finding a mapping --------------------------------------------------------------------------------------------


def read_mapping(path: Path) -> SourceMapping:
    """The mapping in a file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(f"there is no mapping {path}", hint="look at its name and folder") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the mapping {path} cannot be read ({error})", hint="save it as UTF-8") from error
    return parse_mapping(path.name, text)


def shipped_mappings() -> dict[str, SourceMapping]:
    """The mappings that come with the program, by name."""
    entries = sorted((files("loaders") / "mappings").iterdir(), key=lambda entry: entry.name)
    return {
        entry.name.removesuffix(".toml"): parse_mapping(entry.name, entry.read_text(encoding="utf-8"))
        for entry in entries
        if entry.name.endswith(".toml")
    }


def mappings_of(folder: Path) -> dict[str, SourceMapping]:
    """The mappings of a case, by name."""
    return {path.stem: read_mapping(path) for path in sorted(folder.glob("*.toml"))}


def choose_mapping(given: Path | str, own: Mapping[str, SourceMapping]) -> SourceMapping:
    """The mapping that was asked for: a file, or the name of one of the case's or of the shipped ones.

    Raises
    ------
    InputError
        When there is none; with the nearest names.
    """
    known = {**shipped_mappings(), **own}
    if str(given) in known:
        return known[str(given)]
    if isinstance(given, Path) or Path(given).suffix == ".toml" or Path(given).exists():
        return read_mapping(Path(given))
    hint = did_you_mean(given, known) or "name a .toml file, or one of: " + ", ".join(known)
    raise InputError(f"there is no mapping {given!r}", hint=hint)


def fitting_mapping(header: tuple[str, ...], own: Mapping[str, SourceMapping]) -> SourceMapping | None:
    """The one mapping that a header fits exactly, the case's own before the shipped ones.

    Raises
    ------
    InputError
        When it fits several.
    """
    for known in (own, shipped_mappings()):
        fitting = [mapping for mapping in known.values() if mapping.fits(header)]
        if len(fitting) > 1:
            names = " and ".join(mapping.name for mapping in fitting)
            raise InputError(f"the header fits {names}", hint="say which: --mapping NAME")
        if fitting:
            return fitting[0]
    return None
