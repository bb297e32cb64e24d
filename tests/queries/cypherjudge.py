"""A small part of Cypher evaluated by brute force, in plain Python, and random queries of that part.

A query is a tree of plain tuples and lists; `written` makes its text, `answer` works it out by trying every way to
match it. Nothing is shared with any engine: no pattern is planned, no index is used, every clause goes row by row.
The rules are those of the openCypher 9 reference and Neo4j 5: a pattern uses no relationship twice, null is neither
true nor false, and `WHERE` keeps what is true.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
LABELS, TYPES = ("A", "B"), ("R", "S")
PROPERTIES = ("x", "y")
VALUES: tuple[int | None, ...] = (0, 1, 2, None)


@dataclass(frozen=True)
class Node:
    """A node: its id, label and properties."""

    id: str
    label: str
    properties: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Tie:
    """A relationship: its id, type, ends and properties."""

    id: str
    type: str
    source: str
    target: str
    properties: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class World:
    """A small graph."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]


def random_world(dice: random.Random) -> World:
    """Up to six nodes and nine relationships, parallel ones and loops among them."""
    nodes = tuple(
        Node(f"n{number}", dice.choice(LABELS), _properties(dice)) for number in range(dice.randint(1, 6))
    )
    ties = tuple(
        Tie(f"r{number}", dice.choice(TYPES), dice.choice(nodes).id, dice.choice(nodes).id, _properties(dice))
        for number in range(dice.randint(0, 9))
    )
    return World(nodes, ties)


def _properties(dice: random.Random) -> dict[str, Any]:
    return {name: dice.choice(VALUES) for name in PROPERTIES}


# --- queries --------------------------------------------------------------------------------------------------------
#
# A pattern is a list: node, hop, node, hop, … A node is (variable, label or ""); a hop is (variable, type or "",
# direction, (least, most) or None). A condition is a tuple whose first word says what it is.


@dataclass(frozen=True)
class Match:
    """MATCH or OPTIONAL MATCH of a pattern, with a condition or none."""

    pattern: tuple[Any, ...]
    where: Any
    optional: bool = False


@dataclass(frozen=True)
class Group:
    """WITH or RETURN: keys, and aggregates or none; a condition on what comes out; DISTINCT; how many, in order."""

    keys: tuple[tuple[str, Any], ...]
    aggregates: tuple[tuple[str, Any], ...] = ()
    where: Any = None
    distinct: bool = False
    limit: int | None = None


Query = Sequence[Any]


def random_query(dice: random.Random) -> Query:
    """One to three clauses of matching, perhaps with a grouping between, and a final RETURN."""
    nodes: list[str] = []
    clauses: list[Any] = [_match(dice, nodes, optional=False)]
    if dice.random() < 0.5:
        clauses.append(_match(dice, nodes, optional=dice.random() < 0.6))
    if dice.random() < 0.4:
        kept = dice.choice(nodes)
        aggregate = _aggregate(dice, nodes)
        clauses.append(
            Group(
                ((kept, ("node", kept)),),
                (("n", aggregate),),
                ("cmp", ("var", "n"), dice.choice((">=", "<>")), 1),
            )
        )
        nodes[:] = [kept]
        if dice.random() < 0.6:
            clauses.append(_match(dice, nodes, optional=dice.random() < 0.5))
    return [*clauses, _return(dice, nodes)]


def _match(dice: random.Random, nodes: list[str], *, optional: bool) -> Match:
    """A pattern of up to three nodes that begins, if it can, at one that is known."""
    known = list(nodes)
    first = dice.choice(known) if known and dice.random() < 0.8 else f"v{len(nodes)}"
    pattern: list[Any] = [(first, "" if first in known else dice.choice(("", *LABELS)))]
    new = [] if first in known else [first]
    for _ in range(dice.choice((0, 1, 1, 1, 2)) if not known else dice.choice((1, 1, 2))):
        lengths = dice.choice((None, None, None, (1, 2), (1, 3), (0, 2)))
        pattern.append(("", dice.choice(("", *TYPES)), dice.choice(("->", "<-", "--")), lengths))
        again = [*known, *new]
        name = dice.choice(again) if again and dice.random() < 0.15 else f"v{len(nodes) + len(new)}"
        if name in again:
            pattern.append((name, ""))
        else:
            pattern.append((name, dice.choice(("", "", *LABELS))))
            new.append(name)
    nodes.extend(new)
    return Match(tuple(pattern), _condition(dice, nodes) if dice.random() < 0.5 else None, optional)


def _condition(dice: random.Random, nodes: Sequence[str], depth: int = 0) -> Any:
    kind = dice.choice(("cmp", "cmp", "null", "in", "not", "and", "or", "exists", "count"))
    prop = ("prop", dice.choice(list(nodes)), dice.choice(PROPERTIES))
    if kind == "null":
        return ("null", prop, dice.random() < 0.5)
    if kind == "in":
        return ("in", prop, tuple(dice.sample(VALUES, 2)))
    if kind == "not" and depth < 2:
        return ("not", _condition(dice, nodes, depth + 1))
    if kind in ("and", "or") and depth < 2:
        return (kind, _condition(dice, nodes, depth + 1), _condition(dice, nodes, depth + 1))
    if kind in ("exists", "count"):
        node = dice.choice(list(nodes))
        pattern = (
            (node, ""),
            ("", dice.choice(("", *TYPES)), dice.choice(("->", "<-", "--")), None),
            ("e", dice.choice(("", *LABELS))),
        )
        inner = ("cmp", ("prop", "e", "x"), ">=", 1) if dice.random() < 0.5 else None
        return (
            ("exists", pattern, inner)
            if kind == "exists"
            else ("count", pattern, inner, dice.choice((0, 1, 2)))
        )
    other: Any = dice.choice((0, 1, 2, ("prop", dice.choice(list(nodes)), dice.choice(PROPERTIES))))
    return ("cmp", prop, dice.choice(("=", "<>", "<", ">=")), other)


def _aggregate(dice: random.Random, nodes: Sequence[str]) -> Any:
    prop = ("prop", dice.choice(list(nodes)), dice.choice(PROPERTIES))
    return dice.choice(
        (
            ("count*",),
            ("count", ("node", dice.choice(list(nodes)))),
            ("countd", prop),
            ("sum", prop),
            ("min", prop),
            ("max", prop),
        )
    )


def _return(dice: random.Random, nodes: Sequence[str]) -> Group:
    names = list(dict.fromkeys(dice.choice(list(nodes)) for _ in range(dice.randint(1, 2))))
    keys = tuple(
        (f"k{number}", ("prop", name, dice.choice(("id", *PROPERTIES)))) for number, name in enumerate(names)
    )
    aggregates = (("n", _aggregate(dice, nodes)),) if dice.random() < 0.5 else ()
    return Group(keys, aggregates, distinct=dice.random() < 0.3, limit=dice.choice((None, None, 1, 3)))


# --- as text --------------------------------------------------------------------------------------------------------


def written(query: Query) -> str:
    """The text of a query."""
    return " ".join(_clause(clause, last=clause is query[-1]) for clause in query)


def _clause(clause: Any, *, last: bool) -> str:
    if isinstance(clause, Match):
        start = "OPTIONAL MATCH" if clause.optional else "MATCH"
        return f"{start} {_pattern(clause.pattern)}{_where(clause.where)}"
    columns = [*clause.keys, *clause.aggregates]
    shown = ", ".join(f"{_expression(made)} AS {name}" for name, made in columns)
    start = f"{'RETURN' if last else 'WITH'}{' DISTINCT' if clause.distinct else ''} {shown}"
    if not last:
        return start + _where(clause.where)
    order = " ORDER BY " + ", ".join(name for name, _ in columns)
    return start + order + ("" if clause.limit is None else f" LIMIT {clause.limit}")


def _where(condition: Any) -> str:
    return "" if condition is None else f" WHERE {_expression(condition)}"


def _pattern(pattern: Sequence[Any]) -> str:
    return "".join(_node(part) if number % 2 == 0 else _hop(part) for number, part in enumerate(pattern))


def _node(part: Any) -> str:
    name, label = part
    return f"({name}{':' + label if label else ''})"


def _hop(part: Any) -> str:
    _, type_, direction, lengths = part
    inside = (f":{type_}" if type_ else "") + (f"*{lengths[0]}..{lengths[1]}" if lengths else "")
    return f"{'<' if direction == '<-' else ''}-[{inside}]-{'>' if direction == '->' else ''}"


WRITTEN: Mapping[str, Callable[..., str]] = {
    "prop": lambda name, prop: f"{name}.{prop}",
    "node": lambda name: name,
    "var": lambda name: name,
    "null": lambda prop, is_: f"{_expression(prop)} IS {'' if is_ else 'NOT '}NULL",
    "in": lambda prop, values: f"{_expression(prop)} IN [{', '.join(map(_expression, values))}]",
    "not": lambda inner: f"NOT ({_expression(inner)})",
    "and": lambda one, other: f"({_expression(one)} AND {_expression(other)})",
    "or": lambda one, other: f"({_expression(one)} OR {_expression(other)})",
    "cmp": lambda one, sign, other: f"{_expression(one)} {sign} {_expression(other)}",
    "exists": lambda pattern, inner: f"EXISTS {{ MATCH {_pattern(pattern)}{_where(inner)} }}",
    "count": lambda *parts: (
        f"{parts[2]} < COUNT {{ MATCH {_pattern(parts[0])}{_where(parts[1])} }}"
        if len(parts) == 3
        else f"count({_expression(parts[0])})"
    ),
    "count*": lambda: "count(*)",
    "countd": lambda prop: f"count(DISTINCT {_expression(prop)})",
    "sum": lambda prop: f"sum({_expression(prop)})",
    "min": lambda prop: f"min({_expression(prop)})",
    "max": lambda prop: f"max({_expression(prop)})",
}


def _expression(made: Any) -> str:
    if made is None or isinstance(made, int):
        return "null" if made is None else str(made)
    return WRITTEN[made[0]](*made[1:])


# --- worked out -----------------------------------------------------------------------------------------------------


def answer(query: Query, world: World) -> list[Row]:
    """The rows of a query, worked out clause by clause."""
    rows: list[Row] = [{}]
    for clause in query:
        rows = _matched(clause, rows, world) if isinstance(clause, Match) else _grouped(clause, rows, world)
    return rows


def _matched(clause: Match, rows: list[Row], world: World) -> list[Row]:
    found = []
    for row in rows:
        ways = [
            way
            for way in matches(clause.pattern, row, world)
            if clause.where is None or value(clause.where, way, world) is True
        ]
        unbound = {name: None for name, _ in clause.pattern[::2] if name not in row}
        found.extend(ways or ([row | unbound] if clause.optional else []))
    return found


def matches(pattern: Sequence[Any], row: Row, world: World) -> Iterator[Row]:
    """Every way to match a pattern, no relationship used twice."""
    name, label = pattern[0]
    for node in world.nodes:
        if _fits(node, name, label, row):
            for bound, _ in _onward(pattern[1:], node, row | {name: node}, frozenset(), world):
                yield bound


def _fits(node: Node, name: str, label: str, row: Row) -> bool:
    return (name not in row or row[name] == node) and label in ("", node.label)


def _onward(
    pattern: Sequence[Any], here: Node, row: Row, used: frozenset[str], world: World
) -> Iterator[tuple[Row, frozenset[str]]]:
    if not pattern:
        yield row, used
        return
    (_, type_, direction, lengths), (name, label), *rest = pattern
    least, most = lengths or (1, 1)
    for there, taken in _walks(here, (type_, direction, least, most), used, world):
        if _fits(there, name, label, row):
            yield from _onward(rest, there, row | {name: there}, taken, world)


def _walks(
    here: Node, steps: tuple[str, str, int, int], used: frozenset[str], world: World
) -> Iterator[tuple[Node, frozenset[str]]]:
    """Every walk of a type, a direction and so many steps, with the relationships used by then."""
    type_, direction, least, most = steps
    if least <= 0:
        yield here, used
    if most <= 0:
        return
    for tie, there in _steps(here, type_, direction, world):
        if tie.id not in used:
            fewer = (type_, direction, least - 1, most - 1)
            yield from _walks(there, fewer, used | {tie.id}, world)


def _steps(here: Node, type_: str, direction: str, world: World) -> Iterator[tuple[Tie, Node]]:
    """Each relationship that leads on, once; a loop is one step whichever way it is taken."""
    nodes = {node.id: node for node in world.nodes}
    for tie in world.ties:
        if type_ in ("", tie.type):
            if direction in ("->", "--") and tie.source == here.id:
                yield tie, nodes[tie.target]
            elif direction in ("<-", "--") and tie.target == here.id:
                yield tie, nodes[tie.source]


def _grouped(clause: Group, rows: list[Row], world: World) -> list[Row]:
    if clause.aggregates:
        groups: dict[tuple[Any, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(value(made, row, world) for _, made in clause.keys), []).append(row)
        found = [
            dict(zip((name for name, _ in clause.keys), key, strict=True))
            | {name: _aggregated(made, members, world) for name, made in clause.aggregates}
            for key, members in groups.items()
        ]
    else:
        found = [{name: value(made, row, world) for name, made in clause.keys} for row in rows]
    if clause.distinct:
        found = [dict(row) for row in dict.fromkeys(tuple(row.items()) for row in found)]
    if clause.where is not None:
        found = [row for row in found if value(clause.where, row, world) is True]
    if all(not isinstance(cell, Node) for row in found for cell in row.values()):
        found.sort(key=lambda row: [(cell is None, cell if cell is not None else 0) for cell in row.values()])
    return found[: clause.limit]


def _aggregated(made: Any, rows: list[Row], world: World) -> Any:
    if made[0] == "count*":
        return len(rows)
    values = [each for row in rows if (each := value(made[1], row, world)) is not None]
    return {
        "count": len(values),
        "countd": len(set(values)),
        "sum": sum(values) if made[0] == "sum" else None,
        "min": min(values, default=None) if made[0] == "min" else None,
        "max": max(values, default=None) if made[0] == "max" else None,
    }[made[0]]


def value(made: Any, row: Row, world: World) -> Any:
    """The value of an expression or condition; None is null, and of a condition neither true nor false."""
    if made is None or isinstance(made, int):
        return made
    kind, *parts = made
    if kind in ("node", "var"):
        return row[parts[0]]
    if kind == "prop":
        node = row[parts[0]]
        return None if node is None else node.id if parts[1] == "id" else node.properties[parts[1]]
    if kind in ("exists", "count"):
        ways = [
            way
            for way in _inner_matches(parts[0], row, world)
            if parts[1] is None or value(parts[1], way, world) is True
        ]
        return bool(ways) if kind == "exists" else len(ways) > parts[2]
    return LOGIC[kind](*parts, row, world)


def _inner_matches(pattern: Sequence[Any], row: Row, world: World) -> Iterator[Row]:
    """The ways to match a pattern of EXISTS or COUNT: none from a node that is null."""
    if any(name in row and row[name] is None for name, _ in pattern[::2]):
        return iter(())
    return matches(pattern, row, world)


def _not(inner: Any, row: Row, world: World) -> bool | None:
    found = value(inner, row, world)
    return None if found is None else not found


def _and(one: Any, other: Any, row: Row, world: World) -> bool | None:
    both = value(one, row, world), value(other, row, world)
    return False if False in both else None if None in both else True


def _or(one: Any, other: Any, row: Row, world: World) -> bool | None:
    both = value(one, row, world), value(other, row, world)
    return True if True in both else None if None in both else False


def _in(prop: Any, values: Sequence[Any], row: Row, world: World) -> bool | None:
    found = value(prop, row, world)
    if found is None:
        return None
    return True if found in values else None if None in values else False


def _compare(one: Any, sign: str, other: Any, row: Row, world: World) -> bool | None:
    left, right = value(one, row, world), value(other, row, world)
    if left is None or right is None:
        return None
    return {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        ">=": left >= right,
        ">": left > right,
    }[sign]


LOGIC: Mapping[str, Callable[..., bool | None]] = {
    "not": _not,
    "and": _and,
    "or": _or,
    "in": _in,
    "cmp": _compare,
    "null": lambda prop, is_, row, world: (value(prop, row, world) is None) == is_,
}
