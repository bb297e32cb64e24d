"""Mappings are found by name, or by the header that they fit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from graphmodel.errors import InputError, did_you_mean
from loaders.mapping import SourceMapping
from loaders.mapping_toml import parse_mapping


def read_mapping(path: Path) -> SourceMapping:
    """The mapping in a file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(f"there is no mapping {path}", hint="look at its name and folder") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the mapping {path} cannot be read ({error})", hint="save it as UTF-8") from error
    return parse_mapping(path.name, text)


@cache
def shipped_mappings() -> Mapping[str, SourceMapping]:
    """The mappings that come with the program, by name; read once, for every header is held against them."""
    entries = sorted((files("loaders") / "mappings").iterdir(), key=lambda entry: entry.name)
    made = {
        entry.name.removesuffix(".toml"): parse_mapping(entry.name, entry.read_text(encoding="utf-8"))
        for entry in entries
        if entry.name.endswith(".toml")
    }
    return MappingProxyType(made)


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
