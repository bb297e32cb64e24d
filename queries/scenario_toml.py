"""A scenario in TOML: what is taken away, added or barred, each from a day on, and which questions are asked anew.

::

    title = "The switch closes"

    [[remove]]
    relay = "org-nlets"
    from = "2025-11-01"

    [[bar]]
    holder = "GA:driver-licensing"
    channel = "staff-request"

    [[add]]
    claim = { holder = "us-ga-dds", recipient = "us-ice", data_types = "photo", mode = "disclosed" }

    [[question]]
    from = "GA:driver-licensing"
    to = "us-ice"
    data = "photo"

The text has been read from its file already; nothing here opens one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import Any

from graphmodel.dates import Day
from graphmodel.errors import InputError, did_you_mean
from graphmodel.tomltext import parse_toml
from queries.options import read_day
from queries.scenario import REMOVABLE, Addition, Asked, Removal, Scenario

ADDABLE = ("claim", "event", "rule", "agency")
BAR_COLUMNS = ("holder", "recipient", "channel", "data_types", "purpose", "excepts_threshold")
VERBS = ("remove", "add", "bar", "question")
ASKABLE = ("trace", "exposure")


def parse_scenario(text: str) -> Scenario:
    """The scenario that a TOML text describes.

    Raises
    ------
    InputError
        Naming the line, the verb or field that is not known, and what is allowed.
    """
    try:
        made = parse_toml(text)
    except ValueError as error:
        raise InputError(f"the scenario is no TOML: {error}", hint="mend it there") from error
    return _Reader(text, made).scenario()


class _Reader:
    """Reads the tables of one scenario, with its text at hand to say on which line something stands."""

    def __init__(self, text: str, made: Mapping[str, Any]) -> None:
        self._lines = text.split("\n")
        self._made = made

    def scenario(self) -> Scenario:
        """All of it."""
        known = ("title", "description", *VERBS)
        for name in self._made:
            if name not in known:
                raise self._error(f"{name!r} is no part of a scenario", name, known)
        bars = [self._bar(number, entry) for number, entry in self._entries("bar")]
        return Scenario(
            str(self._made.get("title", "")),
            tuple(
                each for number, entry in self._entries("remove") for each in self._removals(number, entry)
            ),
            (*(self._addition(number, entry) for number, entry in self._entries("add")), *bars),
            tuple(self._question(number, entry) for number, entry in self._entries("question")),
        )

    def _entries(self, verb: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        entries = self._made.get(verb, [])
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise InputError(f"{verb!r} is no list of tables", hint=f"write [[{verb}]] above each")
        return enumerate(entries)

    def _removals(self, number: int, entry: Mapping[str, Any]) -> Iterator[Removal]:
        kind = self._one_of(REMOVABLE, "remove", number, entry)
        names = entry[kind] if isinstance(entry[kind], list) else [entry[kind]]
        for name in names:
            yield Removal(
                kind, str(name), self._since(number, "remove", entry), self._line("remove", number, kind)
            )

    def _addition(self, number: int, entry: Mapping[str, Any]) -> Addition:
        shape = self._one_of(ADDABLE, "add", number, entry)
        line = self._line("add", number, shape)
        if not isinstance(entry[shape], dict):
            raise InputError(
                f"{_at(line)}{shape} is no row", hint=f"write its columns: {shape} = {{ holder = …, … }}"
            )
        self._since(number, "add", entry)
        since = None if entry.get("from") is None else str(entry["from"])
        return Addition(shape, _cells(entry[shape]), since, line)

    def _bar(self, number: int, entry: Mapping[str, Any]) -> Addition:
        self._only((*BAR_COLUMNS, "title", "from", "why"), "bar", number, entry)
        title = str(entry.get("title", f"bar {number + 1} of the scenario"))
        cells = _cells({name: entry[name] for name in BAR_COLUMNS if name in entry})
        fixed = {
            "rule_id": f"scenario-bar-{number + 1}",
            "title": title,
            "kind": "technical",
            "effect": "bars",
        }
        self._since(number, "bar", entry)
        since = None if entry.get("from") is None else str(entry["from"])
        return Addition("rule", fixed | cells, since, self._line("bar", number), bars=True)

    def _question(self, number: int, entry: Mapping[str, Any]) -> Asked:
        asked = str(entry.get("ask", "trace"))
        if asked not in ASKABLE:
            line = self._line("question", number, "ask")
            raise InputError(
                f"{_at(line)}{asked!r} cannot be asked here",
                hint=did_you_mean(asked, ASKABLE) or "allowed: " + ", ".join(ASKABLE),
            )
        options = {name: value for name, value in entry.items() if name not in ("ask", "name")}
        name = str(entry.get("name", f"{asked} {number + 1}"))
        return Asked(name, asked, {key: _option(value) for key, value in options.items()})

    # --- what an entry may hold

    def _one_of(self, kinds: Iterable[str], verb: str, number: int, entry: Mapping[str, Any]) -> str:
        """The one kind of thing that an entry names."""
        kinds = tuple(kinds)
        self._only((*kinds, "from", "why"), verb, number, entry)
        named = [kind for kind in kinds if kind in entry]
        if len(named) != 1:
            said = f"names {', '.join(named)}" if named else "names nothing"
            raise InputError(
                f"{_at(self._line(verb, number))}[[{verb}]] {said}", hint="name one of " + ", ".join(kinds)
            )
        return named[0]

    def _only(self, allowed: Iterable[str], verb: str, number: int, entry: Mapping[str, Any]) -> None:
        allowed = tuple(allowed)
        for name in entry:
            if name not in allowed:
                line = self._line(verb, number, name)
                raise InputError(
                    f"{_at(line)}{name!r} is no field of [[{verb}]]",
                    hint=did_you_mean(name, allowed) or "allowed: " + ", ".join(allowed),
                )

    def _since(self, number: int, verb: str, entry: Mapping[str, Any]) -> Day:
        """From which day on; a month or year means its first."""
        if entry.get("from") is None:
            return -inf
        try:
            day = read_day(str(entry["from"]), "from", last=False)
        except InputError as error:
            line = self._line(verb, number, "from")
            raise InputError(f"{_at(line)}{error.message.removeprefix('--')}", hint=error.hint) from error
        return -inf if day is None else day

    # --- lines

    def _error(self, message: str, name: str, allowed: Iterable[str]) -> InputError:
        number = next(
            (place for place, line in enumerate(self._lines, 1) if re.match(rf"\s*\[*\s*{name}\b", line)),
            None,
        )
        hint = did_you_mean(name, allowed) or "allowed: " + ", ".join(allowed)
        return InputError(f"{_at(number)}{message}", hint=hint)

    def _line(self, verb: str, number: int, key: str | None = None) -> int | None:
        """Where an entry begins, or a key of it stands; None where the text is written in another way."""
        headers = [
            place for place, line in enumerate(self._lines) if re.match(rf"\s*\[\[\s*{verb}\s*\]\]", line)
        ]
        if number >= len(headers):
            return None
        first = headers[number]
        for place in range(first + 1, len(self._lines)) if key else ():
            if re.match(r"\s*\[\[", self._lines[place]):
                break
            if re.match(rf"\s*(\[\s*{verb}\s*\.)?\s*\"?{key}\"?\s*[=.\]]", self._lines[place]):
                return place + 1
        return first + 1


def _at(line: int | None) -> str:
    return "" if line is None else f"line {line}: "


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row as a file would have them."""
    return {name: _cell(value, ">" if name == "via" else ";") for name, value in row.items()}


def _cell(value: Any, separator: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return separator.join(map(str, value)) if isinstance(value, list) else str(value)


def _option(value: Any) -> Any:
    """An option as the command line would give it: dates as text."""
    return value if isinstance(value, (bool, int, float, list)) else str(value)
