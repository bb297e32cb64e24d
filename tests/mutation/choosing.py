"""Which changes are made: those of cosmic-ray that an answer can depend on, each with the line that it changes."""

from __future__ import annotations

import csv
import hashlib
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text("utf-8"))


SURVIVORS = Path(__file__).with_name("survivors.csv")
SEED = 20
#: Of two texts these ask which comes first.
ORDERING = ("_Eq_LtE", "_Eq_GtE", "_NotEq_Lt", "_NotEq_Gt")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module can be changed: the operator by cosmic-ray's name, and the how-manieth of its places there."""

    module: str
    operator: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one thing changed.

    Attributes
    ----------
    row
        The line, from 1.
    line, becomes
        What the line says, and what it says after the change.
    source
        The whole module after the change.
    """

    place: Place
    row: int
    line: str
    becomes: str
    source: str

    @property
    def shown(self) -> dict[str, Any]:
        """Where it is, and what was changed into what."""
        return {"row": self.row, "line": self.line, "becomes": self.becomes}

    @property
    def key(self) -> str:
        """The same for the same change of the same source."""
        return hashlib.sha256(f"{self.place}\n{self.source}".encode()).hexdigest()[:16]


def places(module: str) -> Iterator[Place]:
    """Where a module is changed, in the order of the table of operators and of the source."""
    from cosmic_ray.ast import ast_nodes, get_ast

    nodes = list(ast_nodes(get_ast(_source(module))))
    for name in TABLE["operators"]:
        operator = _operator(name)
        found = (node for node in nodes for _ in operator.mutation_positions(node))
        yield from (
            Place(module, name, number)
            for number, node in enumerate(found)
            if why_left_out(name, node) is None
        )


def drawn(modules: Sequence[str], share: float) -> list[Place]:
    """A share of the places of each module, drawn with a fixed seed and then mixed, so that a part of it speaks for all."""
    found: list[Place] = []
    for module in modules:
        every = list(places(module))
        found += random.Random(f"{SEED} {module}").sample(every, ceil(len(every) * share))
    return random.Random(SEED).sample(found, len(found))


def mutant(place: Place) -> Mutant | None:
    """The module with that one thing changed; None where the change says the same, or nothing."""
    from cosmic_ray.mutating import mutate_code

    source = _source(place.module)
    changed = mutate_code(source, _operator(place.operator), place.occurrence)
    if changed is None or not _is_python(changed):
        return None
    pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
    for row, (line, becomes) in enumerate(pairs, start=1):
        if line != becomes:
            return Mutant(place, row, line.strip(), becomes.strip(), changed)
    return None


def _is_python(source: str) -> bool:
    """Whether it can be compiled: the `*` of an argument list is no sign of multiplication."""
    try:
        compile(source, "changed", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _source(module: str) -> str:
    return (ROOT / module).read_text("utf-8")


def _operator(name: str) -> Any:
    from cosmic_ray.plugins import get_operator

    return get_operator(f"core/{name}")()


def listed() -> dict[tuple[str, str, str], str]:
    """The survivors of which a reason is given: module, line, what it becomes."""
    with SURVIVORS.open(encoding="utf-8", newline="") as file:
        return {(row["module"], row["line"], row["becomes"]): row["reason"] for row in csv.DictReader(file)}


def why_left_out(operator: str, node: Any) -> str | None:
    """For which reason of the table a change there is not made; None where it is."""
    if operator.endswith(ORDERING) and any(each.type == "string" for each in node.children):
        return "text-order"
    if _is_for_mypy(node):
        return "type-checking"
    while (parent := node.parent) is not None:
        if parent.type == "decorator":
            return "decorator"
        if _is_annotation(node, parent):
            return "annotation"
        if _is_for_mypy(parent):
            return "type-checking"
        if parent.type == "argument" and parent.children[0].get_code().strip() == "strict":
            return "strict"
        node = parent
    return None


def _is_annotation(node: Any, parent: Any) -> bool:
    at = {"tfpdef": 2, "annassign": 1}.get(parent.type)
    if at is not None:
        return parent.children[at] is node
    return parent.type == "funcdef" and parent.annotation is node


def _is_for_mypy(node: Any) -> bool:
    return bool(node.type == "if_stmt" and node.children[1].get_code().strip() == "TYPE_CHECKING")
