"""What columns are called elsewhere: names of columns as sources write them, and the column of ours that they fill.

The words are data: `synonyms.csv` here, and one of the same columns in a case's folder, which comes first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from io import StringIO
from pathlib import Path

from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from loaders.personal import plain_name

COLUMNS = ("column", "shape", "field", "also", "source")
NAME = "synonyms.csv"


@dataclass(frozen=True)
class Synonym:
    """The column of ours that a column fills, why, what its name says besides, and whether its name says it at all."""

    fills: str
    why: str
    also: Mapping[str, str] = field(default_factory=dict)
    by_name: bool = True


Synonyms = Mapping[str, Mapping[str, Synonym]]
"""By shape, and by the plain name of a column."""


def read_synonyms(folder: Path | None = None) -> Synonyms:
    """The shipped synonyms, and before them those of a case.

    Raises
    ------
    InputError
        When a case's list cannot be read, or names a shape or a column that there is not.
    """
    shipped = (files("loaders") / NAME).read_text(encoding="utf-8")
    made: dict[str, dict[str, Synonym]] = {shape: _own_names(shape) for shape in SHAPES}
    lists = [(NAME, shipped)]
    own = folder / NAME if folder else None
    if own is not None and own.is_file():
        lists.append((str(own), _text(own)))
    for name, text in lists:
        for number, row in enumerate(csv.DictReader(StringIO(text, newline=""), restval=""), 2):
            _check(name, number, row)
            made[row["shape"]][plain_name(row["column"])] = _synonym(row)
    return made


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read", hint="it must be a CSV file in UTF-8") from error


def _own_names(shape: str) -> dict[str, Synonym]:
    """A column of ours is called what it is called."""
    return {plain_name(name): Synonym(name, "named as ours") for name in SHAPES[shape].header}


def _synonym(row: Mapping[str, str]) -> Synonym:
    also = dict(part.split("=", 1) for part in (row.get("also") or "").split(";") if "=" in part)
    return Synonym(row["field"], f"a synonym: {row.get('source') or 'of this case'}", also)


def _check(name: str, number: int, row: Mapping[str, str]) -> None:
    where = f"{name}, row {number}"
    if not {"column", "shape", "field"} <= row.keys():
        raise InputError(f"{where}: its columns are not {', '.join(COLUMNS)}", hint="correct the header")
    if row["shape"] not in SHAPES:
        hint = did_you_mean(row["shape"], SHAPES) or "allowed: " + ", ".join(SHAPES)
        raise InputError(f"{where}: {row['shape']!r} is no row shape", hint=hint)
    if row["field"] not in SHAPES[row["shape"]].header:
        header = SHAPES[row["shape"]].header
        hint = did_you_mean(row["field"], header) or "allowed: " + ", ".join(header)
        raise InputError(f"{where}: {row['field']!r} is no column of {row['shape']!r}", hint=hint)


def named(synonyms: Synonyms, shape: str, names: Iterable[str]) -> dict[str, Synonym]:
    """For each column of a file the column of a shape that it is named like; of two that fill one, the first."""
    found: dict[str, Synonym] = {}
    taken: set[str] = set()
    for name in names:
        synonym = synonyms[shape].get(plain_name(name))
        if synonym is not None and synonym.fills not in taken:
            found[name] = synonym
            taken.add(synonym.fills)
    return found


def likeliest_shape(synonyms: Synonyms, names: Sequence[str]) -> tuple[str, str]:
    """The shape in which most columns of a file are named, and why; of two such the one that is met more often."""
    counts = {shape: len(named(synonyms, shape, names)) for shape in SHAPES}
    order = ("event", "claim", "coverage", "agency", "document", "rule", "attribute")
    best = max(order, key=lambda shape: (counts[shape], -order.index(shape)))
    of = f"{counts[best]} of {len(names)} columns are named like columns of it"
    return best, of if counts[
        best
    ] else "nothing points to another: an event is what records are most often of"
