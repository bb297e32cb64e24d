"""The Cypher that loads a case: one static text per label and relationship type; values only as parameters.

Names in the texts come from the declaration alone. Nodes and relationships are merged by (case, id), which a
uniqueness constraint makes safe and fast; a plain index on `id` serves the questions, a full-text one whoever searches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from graphmodel.derived import PROPERTIES
from loaders.neo4j_parts import CASE, CASE_LABEL, LABELS, TAG, TYPES, Part

#: Labels of rows that there may be millions of: found by what they are tied to, not by their words.
ROWS = ("Request", "Item")
#: Rows that are taken away, or completed, in one transaction; fewer where the server cannot take so many.
PIECES = (8_192, 1_024, 128, 16, 1)
#: The properties that a full-text search looks in.
SEARCHED = ("name", "aliases")


def schema() -> Iterator[tuple[str, str]]:
    """Constraints and indexes, each by its name."""
    yield _named("CONSTRAINT", "case", f"FOR (n:{CASE_LABEL}) REQUIRE n.id IS UNIQUE")
    for label in LABELS:
        unique = f"FOR (n:{label}) REQUIRE (n.{CASE.name}, n.id) IS UNIQUE"
        yield _named("CONSTRAINT", f"{label.lower()}_key", unique)
        yield _named("INDEX", f"{label.lower()}_id", f"FOR (n:{label}) ON (n.id)")
    for type_ in TYPES:
        unique = f"FOR ()-[r:{type_}]-() REQUIRE (r.{CASE.name}, r.id) IS UNIQUE"
        yield _named("CONSTRAINT", f"{type_.lower()}_key", unique)
    yield _named("FULLTEXT INDEX", "names", _fulltext())


def property_names() -> list[str]:
    """Every property that something may have."""
    return sorted({CASE.name, TAG.name, *(each.name for part in PROPERTIES.values() for each in part)})


def _named(kind: str, name: str, what: str) -> tuple[str, str]:
    return f"datatrail_{name}", f"CREATE {kind} datatrail_{name} IF NOT EXISTS {what}"


def _fulltext() -> str:
    """One index over the names of everything that is searched by its words."""
    labels = [label for label in LABELS if label not in ROWS]
    named = {each.name for label in labels for each in PROPERTIES[label]}
    places = ", ".join(f"n.{name}" for name in SEARCHED if name in named)
    return f"FOR (n:{'|'.join(labels)}) ON EACH [{places}]"


@cache
def upsert(part: Part) -> str:
    """Nodes or relationships put in, or made what the rows say; gives how many rows it took."""
    return _nodes(part) if part.ends is None else _relationships(part, part.ends)


def _nodes(part: Part) -> str:
    return (
        f"UNWIND $rows AS row MERGE (n:{part.name} {{{CASE.name}: $case, id: row[0]}}) "
        f"SET n = {_written(part, 0)}, n += $same RETURN count(*) AS taken"
    )


def _relationships(part: Part, ends: tuple[str, str]) -> str:
    source, target = ends
    return (
        f"UNWIND $rows AS row MATCH (a:{source} {{{CASE.name}: $case, id: row[0]}}) "
        f"MATCH (b:{target} {{{CASE.name}: $case, id: row[1]}}) "
        f"MERGE (a)-[r:{part.name} {{{CASE.name}: $case, id: row[2]}}]->(b) "
        f"SET r = {_written(part, 2)}, r += $same RETURN count(*) AS taken"
    )


@cache
def moved(part: Part) -> str:
    """Take away relationships of the rows' ids that end elsewhere: whom an item names may be decided anew."""
    source, target = part.ends or ("", "")
    return (
        f"UNWIND $rows AS row MATCH (a)-[r:{part.name} {{{CASE.name}: $case, id: row[2]}}]->(b) "
        f"WHERE NOT (a:{source} AND a.id = row[0] AND b:{target} AND b.id = row[1]) "
        "DELETE r RETURN count(*) AS found"
    )


def _written(part: Part, first: int) -> str:
    """A map of all properties; `first` is the place of the id in a row."""
    cells = [f"{each.name}: row[{place}]" for place, each in enumerate(part.properties, first)]
    return "{" + ", ".join([*cells, f"{CASE.name}: $case", f"{TAG.name}: $tag"]) + "}"


# --- what is there, and what is gone ----------------------------------------------------------------------------------


def counted(names: Iterable[str]) -> str:
    """How many nodes of each label and relationships of each type a case has, and how many are of another load."""
    return " UNION ALL ".join(
        f"MATCH {_each(name)} WHERE x.{CASE.name} = $case RETURN '{name}' AS name, count(x) AS found, "
        f"count(CASE WHEN x.{TAG.name} <> $tag THEN 1 END) AS stale"
        for name in names
    )


def removed(name: str, rows: int) -> str:
    """Take away a case's nodes of a label, or relationships of a type, that are of another load; so many at a time."""
    what = "DETACH DELETE x" if name in LABELS else "DELETE x"
    return (
        f"MATCH {_each(name)} WHERE x.{CASE.name} = $case AND x.{TAG.name} <> $tag "
        f"CALL (x) {{ {what} }} IN TRANSACTIONS OF {rows} ROWS RETURN count(*) AS found"
    )


def filled(name: str, rows: int) -> str:
    """Make lists empty where they are not there: the import tool cannot write an empty one."""
    lists = [f"x.{each}" for each in lists_of(name)]
    missing = " OR ".join(f"{each} IS NULL" for each in lists)
    written = ", ".join(f"{each} = coalesce({each}, [])" for each in lists)
    return (
        f"MATCH {_each(name)} WHERE x.{CASE.name} = $case AND ({missing}) "
        f"CALL (x) {{ SET {written} }} IN TRANSACTIONS OF {rows} ROWS RETURN count(*) AS found"
    )


def lists_of(name: str) -> list[str]:
    """The properties of a label or type that are lists."""
    return [each.name for each in PROPERTIES[name] if each.type == "list"]


def finishing(case: str) -> Iterator[str]:
    """All that an import leaves to be done, as texts that need no parameter."""
    yield from (text for _, text in schema())
    yield AWAIT
    listed = (name for name in (*LABELS, *TYPES) if lists_of(name))
    yield from (filled(name, PIECES[0]).replace("$case", f"'{case}'") for name in listed)
    yield f"MATCH (c:{CASE_LABEL} {{id: '{case}'}}) SET c.state = 'complete'"


def _each(name: str) -> str:
    return f"(x:{name})" if name in LABELS else f"()-[x:{name}]->()"


CASES = f"MATCH (c:{CASE_LABEL}) RETURN properties(c) AS found ORDER BY c.id"
MARK = f"MERGE (c:{CASE_LABEL} {{id: $case}}) SET c += $mark RETURN count(*) AS found"
UNMARK = f"MATCH (c:{CASE_LABEL} {{id: $case}}) DELETE c RETURN count(*) AS found"
#: Properties that are named before any row has them: else the server warns of a question that asks for one.
PROPERTIES_NAMED = "UNWIND $names AS name CALL db.createProperty(name) RETURN count(*) AS found"
INDEXES = "SHOW INDEXES YIELD name RETURN collect(name) AS names"
AWAIT = "CALL db.awaitIndexes(600)"
#: Labels and types that the database has ever had: only these are looked for, so that no text names an unknown one.
SEEN = "CALL db.labels() YIELD label RETURN label AS name UNION CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS name"
