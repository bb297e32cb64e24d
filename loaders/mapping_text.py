"""The text of a mapping knows on which line each of its keys stands, so that an error can say where."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from functools import cached_property
from typing import Any

from graphmodel.errors import InputError
from graphmodel.tomltext import parse_toml

Path = tuple[str | int, ...]
"""Where something stands in a mapping: keys and, in a list of tables, the place, from 0."""

_NAME = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_SECTION = re.compile(rf"^\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"^\s*({_DOTTED})\s*=")


class Source:
    """A mapping's name and text.

    Raises
    ------
    InputError
        When the text is no TOML; with the line.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        try:
            self.made = parse_toml(text)
        except ValueError as error:
            raise InputError(f"mapping {name}: {error}", hint='a mapping is TOML: key = "value"') from error

    def error(self, message: str, *path: str | int, hint: str | None = None) -> InputError:
        """What is wrong, with the file and the line of what stands at a path."""
        line = self.line(path)
        where = f"mapping {self.name}, line {line}" if line else f"mapping {self.name}"
        return InputError(f"{where}: {message}", hint=hint)

    def line(self, path: Path) -> int | None:
        """The line of what stands at a path; where that has none of its own, of what it is part of.

        A word in a list stands where it is first quoted, from the line of the list on.
        """
        for length in range(len(path), 0, -1):
            at = self._lines.get(path[:length])
            if at is not None:
                return self._quoted(path[length], at) if length < len(path) else at
        return None

    def _quoted(self, word: str | int, at: int) -> int:
        """The first line from `at` on that quotes a word; `at` where none does."""
        marks = (f'"{word}"', f"'{word}'")
        lines = enumerate(self.text.split("\n")[at - 1 :], at)
        return next((number for number, line in lines if any(mark in line for mark in marks)), at)

    @cached_property
    def _lines(self) -> dict[Path, int]:
        """The line of each section and of each key that begins one."""
        found: dict[Path, int] = {}
        section: Path = ()
        counted: dict[Path, int] = {}
        for number, line in enumerate(self.text.split("\n"), 1):
            with suppress(tomllib.TOMLDecodeError):  # within a text a line may look like one of these
                if opened := _SECTION.match(line):
                    section = _path(opened[2])
                    if opened[1] == "[[":
                        place = counted[section] = counted.get(section, -1) + 1
                        found.setdefault(section, number)
                        section = (*section, place)
                    found.setdefault(section, number)
                elif key := _KEY.match(line):
                    found.setdefault((*section, *_path(key[1])), number)
        return found


def _path(dotted: str) -> Path:
    """The names in a dotted key.

    >>> _path('codes."Search Type"')
    ('codes', 'Search Type')
    """
    names: list[str] = []
    made: Any = tomllib.loads(f"{dotted} = 0")
    while isinstance(made, dict):
        ((name, made),) = made.items()
        names.append(name)
    return tuple(names)
