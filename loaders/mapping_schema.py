"""A schema of TOML is made of readers: what may stand at a path, or the error that names its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphmodel.errors import did_you_mean
from loaders.mapping_text import Path, Source

Reader = Callable[[Source, Path, Any], Any]
"""Reads what stands at a path, or raises the error that names its line."""


def list_of(read: Reader, what: str) -> Reader:
    """A list."""

    def read_all(source: Source, path: Path, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise source.error(f"{path[-1]!r} must be a list of {what}", *path, hint='write ["…", "…"]')
        return tuple(read(source, (*path, _word(place, each)), each) for place, each in enumerate(value))

    return read_all


def _word(place: int, each: Any) -> str | int:
    """What an entry of a list is found by: itself, where it is text."""
    return each if isinstance(each, str) else place


def table_of(read: Reader) -> Reader:
    """A table whose keys are the source's words."""

    def read_all(source: Source, path: Path, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            hint = f"write [{'.'.join(map(str, path))}] and lines below it"
            raise source.error(f"{path[-1]!r} must be a table: {hint}", *path)
        return {key: read(source, (*path, key), each) for key, each in value.items()}

    return read_all


@dataclass(frozen=True)
class Key:
    """A key that a table may have: how its value is read, and what it is where there is none."""

    read: Reader
    default: Any = None
    required: bool = False


def record_of(keys: Mapping[str, Key], make: Callable[..., Any] = dict) -> Reader:
    """A table with declared keys, made into something."""

    def read_all(source: Source, path: Path, value: Any) -> Any:
        what = f"[{'.'.join(str(part) for part in path if isinstance(part, str))}]" if path else "a mapping"
        if not isinstance(value, dict):
            raise source.error(f"{path[-1]!r} must be a table with {', '.join(keys)}", *path)
        for key in value:
            if key not in keys:
                hint = did_you_mean(key, keys) or "allowed: " + ", ".join(keys)
                raise source.error(f"{key!r} is no part of {what}", *path, key, hint=hint)
        made = {}
        for name, key in keys.items():
            if name not in value and key.required:
                raise source.error(f"`{name}` is missing" + (f" in {what}" if path else ""), *path)
            made[name] = key.read(source, (*path, name), value[name]) if name in value else key.default
        return make(**made)

    return read_all


def either(kinds: Mapping[type, Reader], otherwise: Reader) -> Reader:
    """One of several ways of writing the same."""

    def read(source: Source, path: Path, value: Any) -> Any:
        return kinds.get(type(value), otherwise)(source, path, value)

    return read


def then(read: Reader, make: Callable[[Any], Any]) -> Reader:
    """What is read, made into something."""
    return lambda source, path, value: make(read(source, path, value))
