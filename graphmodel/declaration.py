"""What a declaration of the domain is made of, and how it is checked against itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

Declared = TypeVar("Declared")
PropertyType = Literal["text", "list", "number", "integer", "flag"]


class SchemaError(TypeError):
    """The declaration of the domain contradicts itself; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Link:
    """How a property's ids become relationships.

    Attributes
    ----------
    type
        The relationship type.
    reverse
        True where the relationship points to the node that states it ("a type's parents INCLUDE it").
    """

    type: str
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a node or relationship.

    Attributes
    ----------
    column
        The canonical column that fills it; None where it is not read from a row.
    vocabulary
        The vocabulary that its values must come from.
    refers
        Labels of the nodes that its values name.
    link
        The relationships that its values make.
    scope
        True where a cell may also hold a kind, or a kind of one state (``NY:driver-licensing``).
    """

    name: str
    type: PropertyType
    description: str
    column: str | None = None
    vocabulary: str | None = None
    refers: tuple[str, ...] = ()
    link: Link | None = None
    required: bool = False
    scope: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A node label, what it is, and its properties."""

    label: str
    description: str
    properties: tuple[Property, ...]

    def property(self, name: str) -> Property:
        """The property of this name."""
        return next(each for each in self.properties if each.name == name)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship type: what it means, what it does not prove, how to confirm it."""

    type: str
    ends: tuple[tuple[str, str], ...]
    means: str
    does_not_prove: str
    confirm: str
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A canonical row shape: the columns, in order, that a CSV file needs to load without a mapping."""

    name: str
    description: str
    makes: tuple[str, ...]
    columns: tuple[Property, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The canonical column names, in order."""
        return tuple(column.column or "" for column in self.columns)


def stated(
    name: str,
    description: str,
    *,
    kind: PropertyType = "text",
    column: str | None = None,
    vocabulary: str | None = None,
    refers: tuple[str, ...] = (),
    link: str | None = None,
    reverse: bool = False,
    required: bool = False,
    scope: bool = False,
) -> Property:
    """A property that a canonical column of the same name fills."""
    made = Link(link, reverse) if link else None
    return Property(
        name,
        kind,
        description,
        column or name,
        vocabulary,
        refers,
        made,
        required,
        scope,
    )


# --- the declaration checks itself --------------------------------------------------------------------------------


def check(
    nodes: Iterable[Node],
    relationships: Iterable[Relationship],
    shapes: Iterable[Shape],
) -> None:
    """Fail where the declaration contradicts itself, saying how to repair it.

    Raises
    ------
    SchemaError
        For a name declared twice, a property that refers to no label or makes no declared relationship, a
        relationship whose ends do not match what makes it, or anything without a description.
    """
    labels = _unique({}, ((node.label, node) for node in nodes), "node label")
    types = _unique({}, ((each.type, each) for each in relationships), "relationship type")
    for node in labels.values():
        _check_node(node, labels, types)
    for relationship in types.values():
        _check_relationship(relationship, labels)
    for shape in shapes:
        _described(shape.name, shape.description)
        for column in shape.columns:
            _described(f"{shape.name}.{column.column}", column.description)
        _unique(
            {},
            ((name, shape) for name in shape.header),
            f"column of shape {shape.name!r}",
        )


def _unique(
    seen: dict[str, Declared], named: Iterable[tuple[str, Declared]], what: str
) -> dict[str, Declared]:
    for name, each in named:
        if name in seen:
            raise SchemaError(f"{what} {name!r} is declared twice: rename or delete one")
        seen[name] = each
    return seen


def _check_node(node: Node, labels: dict[str, Node], types: dict[str, Relationship]) -> None:
    _described(node.label, node.description)
    _unique({}, ((each.name, each) for each in node.properties), f"property of {node.label}")
    if not {"id", "name"} <= {each.name for each in node.properties}:
        raise SchemaError(f"{node.label} needs an `id` and a `name`: add them to its properties")
    for each in node.properties:
        _described(f"{node.label}.{each.name}", each.description)
        for label in each.refers:
            if label not in labels:
                raise SchemaError(
                    f"{node.label}.{each.name} refers to {label!r}: declare that label or correct it"
                )
        if each.link:
            _check_link(node, each, each.link, types)


def _check_link(node: Node, each: Property, link: Link, types: dict[str, Relationship]) -> None:
    if link.type not in types:
        raise SchemaError(
            f"{node.label}.{each.name} makes {link.type!r}: declare that relationship or correct it"
        )
    for target in each.refers:
        ends = (target, node.label) if link.reverse else (node.label, target)
        if ends not in types[link.type].ends:
            raise SchemaError(
                f"{link.type} is made from {ends[0]} to {ends[1]}: add these ends to its declaration"
            )


def _check_relationship(relationship: Relationship, labels: dict[str, Node]) -> None:
    for text in (relationship.means, relationship.does_not_prove, relationship.confirm):
        _described(relationship.type, text)
    _unique({}, ((each.name, each) for each in relationship.properties), f"property of {relationship.type}")
    for end in {label for ends in relationship.ends for label in ends}:
        if end not in labels:
            raise SchemaError(f"{relationship.type} ends at {end!r}: declare that label or correct it")
    for each in relationship.properties:
        _described(f"{relationship.type}.{each.name}", each.description)


def _described(name: str, text: str) -> None:
    if not text.strip():
        raise SchemaError(f"{name} has no description: write one sentence that says what it is")
