"""The registry and the vocabularies that come with the program, as records of the tables."""

from __future__ import annotations

from functools import cache
from typing import Any

from graphmodel.schema import SHAPES
from graphmodel.vocabulary import read_rows, vocabulary
from loaders.canonical import record

Record = dict[str, Any]


@cache
def _agency_rows() -> tuple[Record, ...]:
    header = SHAPES["agency"].header
    return tuple(
        record("agency", {column: row[column] for column in header})
        | {"placeholder": row.get("placeholder") == "y"}
        for row in read_rows("agencies")
    )


def agencies() -> list[Record]:
    """The shipped agencies and groups, as rows of the shape `agency`."""
    return [dict(row) for row in _agency_rows()]


def states() -> list[Record]:
    """States, districts and territories."""
    return [
        {"id": term.id, "name": term.label, "fips": term.extra.get("fips"), "kind": term.extra.get("kind")}
        for term in vocabulary("states").values()
    ]


def databases() -> list[Record]:
    """Named systems, with what they hold and who operates them where a source says so."""
    return [
        {
            "id": term.id,
            "name": term.label,
            "operator": term.extra.get("operator") or None,
            "holds": list(term.listed("holds")),
            "aliases": list(term.listed("aliases")),
            "description": term.description,
        }
        for term in vocabulary("databases").values()
    ]


def data_types() -> list[Record]:
    """Kinds of personal data, with the broader kinds and what they are made from."""
    return [
        {
            "id": term.id,
            "name": term.label,
            "parents": list(term.parents),
            "made_from": list(term.listed("made_from")),
            "description": term.description,
        }
        for term in vocabulary("data_types").values()
    ]
