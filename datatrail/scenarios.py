"""What a question needs besides the case is opened here: the file of a scenario, with the rows that it adds."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.dates import iso
from graphmodel.errors import InputError, did_you_mean
from graphmodel.projection import Evidence, project
from graphmodel.registry import MASKED, Registry
from graphmodel.schema import PARTY, SHAPES
from graphmodel.scope import parse_scope
from loaders.canonical import record, table_of
from queries.hypothesis import HYPOTHETICAL, Supposed
from queries.options import read_day
from queries.scenario import Addition, Scenario
from queries.scenario_toml import parse_scenario

if TYPE_CHECKING:
    from datatrail.case import Case

Record = dict[str, Any]
#: The tables that say who is who and what is what; the rows of a scenario are read beside them.
GROUND = ("Agency", "AgencyGroup", "DataType", "Source", "Database")
ID_COLUMN = {"claim": "claim_id", "event": "request_id", "rule": "rule_id", "agency": "agency"}
DATE_COLUMN = {"claim": "start", "event": "answered", "rule": "from", "agency": "from"}


def scenario_of(case: Case, given: str | Path) -> Supposed:
    """A scenario, from its file or its text, with the rows that it adds read beside a case.

    Raises
    ------
    InputError
        When there is no such file, and for whatever is wrong in it, with the line.
    """
    scenario = read_scenario(given)
    with _named(given):
        return Supposed(scenario, _added(case, scenario) if scenario.additions else None)


def read_scenario(given: str | Path) -> Scenario:
    """A scenario, from its file or its text; the rows that it adds are not looked into."""
    text = str(given) if _is_text(given) else _read(Path(given))
    with _named(given):
        return parse_scenario(text)


@contextmanager
def _named(given: str | Path) -> Generator[None]:
    """What is wrong is said with the file in which it stands."""
    try:
        yield
    except InputError as error:
        if _is_text(given):
            raise
        raise InputError(f"{given}: {error.message}", hint=error.hint) from error


def _is_text(given: str | Path) -> bool:
    return isinstance(given, str) and ("\n" in given or not given.strip())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file", hint="name a scenario, a TOML file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})", hint="it must be a text in UTF-8") from error


def _added(case: Case, scenario: Scenario) -> Evidence:
    """The rows that a scenario adds, projected beside the parties, kinds of data and documents of the case."""
    tables: dict[str, list[Record]] = {name: case.tables.records(name) for name in GROUND}
    tables["Source"].append({"id": HYPOTHETICAL, "name": scenario.title or "A scenario"})
    registry = case.evidence.registry
    parties_first = sorted(enumerate(scenario.additions, start=1), key=lambda each: each[1].shape != "agency")
    for number, addition in parties_first:
        made = _row(number, addition, registry)
        table = table_of(addition.shape, made)
        tables.setdefault(table, []).append(made)
        if addition.shape == "agency":
            registry = Registry.from_records(tables["Agency"], tables["AgencyGroup"])
    return project(tables, case.evidence.purposes)


def _row(number: int, addition: Addition, registry: Registry) -> Record:
    """One added row as the record of its table."""
    try:
        cells = dict(addition.cells)
        cells.setdefault(ID_COLUMN[addition.shape], f"{HYPOTHETICAL}-{number}")
        if "document" in SHAPES[addition.shape].header:
            cells.setdefault("document", HYPOTHETICAL)
        made = record(addition.shape, cells | _dated(addition))
        _refuse_unknown_parties(addition.shape, made, registry)
    except InputError as error:
        line = "" if addition.line is None else f"line {addition.line}: "
        raise InputError(f"{line}{addition.shape}: {error.message}", hint=error.hint) from error
    place = {"dataset": HYPOTHETICAL, "file": None, "file_sha256": None, "row": addition.line}
    return made | place


def _dated(addition: Addition) -> dict[str, str]:
    """The cell that says from when on the row holds."""
    if addition.since is None:
        return {}
    column = DATE_COLUMN[addition.shape]
    if addition.cells.get(column):
        raise InputError(f"it has a {column!r}, and the entry a 'from'", hint="leave one of the two out")
    day = read_day(addition.since, "from", last=False)
    is_moment = addition.shape == "event" or (
        addition.shape == "claim" and addition.cells.get("time_kind") != "standing"
    )
    return {column: f"{iso(day or 0)}{'..' if is_moment else ''}"}


def _refuse_unknown_parties(shape: str, made: Mapping[str, Any], registry: Registry) -> None:
    """A name that is nobody's would make a party of its own, and a route to it."""
    for column in SHAPES[shape].columns:
        if not set(column.refers) & set(PARTY) or column.name in ("part_of", "members"):
            continue
        cell = made.get(column.name)
        for name in [cell] if isinstance(cell, str) else cell or ():
            if column.scope:
                parse_scope(name, registry)
            elif name != MASKED and registry.resolve(name) is None:
                raise InputError(
                    f"{column.column} names {name!r}, which is nobody in this case",
                    hint=did_you_mean(name, _names(registry)) or "add it as well: [[add]] agency = { … }",
                )


def _names(registry: Registry) -> Iterable[str]:
    return (name for party in registry.values() for name in (party.id, party.name, *party.aliases))
