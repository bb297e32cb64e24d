"""Files and cases for the loaders' tests, made of a few cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from graphmodel.schema import SHAPES
from loaders.store import CaseFolder

FLOCK = Path(__file__).parents[1] / "data" / "flock" / "agency_access20240426.csv"
BUNDLED = Path(__file__).parents[2] / "datatrail" / "bundled"


#: A row of each shape, with no more than it needs.
ROWS = {
    "claim": {"mode": "disclosed", "holder": "us-ga-dds", "recipient": "us-ice", "data_types": "photo"},
    "event": {"requester": "us-ice", "holder": "us-ga-dds", "mode": "disclosed", "answered": "2020"},
    "rule": {"rule_id": "r1", "effect": "bars"},
    "coverage": {"agency": "us-ice", "side": "recipient", "extent": "complete"},
    "attribute": {
        "subject": "GA",
        "attribute": "licenses-residents-without-status",
        "value": "no",
        "document": "examplia-memo",
    },
    "document": {"document": "examplia-memo", "title": "A made-up memo"},
    "agency": {"agency": "ex-dmv", "name": "Examplia DMV", "kind": "driver-licensing"},
}


def write(path: Path, shape: str, rows: Iterable[Mapping[str, str]]) -> Path:
    """A canonical file of a shape; a column that a row leaves out is blank."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, SHAPES[shape].header)
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in SHAPES[shape].header} for row in rows)
    return path


def claim(**cells: str) -> dict[str, str]:
    """A claim that can be taken, with some cells changed."""
    return ROWS["claim"] | cells


def claims(path: Path, *rows: Mapping[str, str]) -> Path:
    """A canonical file of claims."""
    return write(path, "claim", rows)


def case(path: Path, *, registry: bool = True) -> CaseFolder:
    """An empty case."""
    return CaseFolder(path).init("A test", registry=registry)


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file under a folder, but for the lock, and the history, which holds the time."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {".lock", "history.csv"}
    }


def current(folder: CaseFolder) -> dict[str, str]:
    """The hash of every file of the current generation."""
    assert folder.current is not None
    return contents(folder.data / folder.current)
