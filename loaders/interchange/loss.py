"""What a format cannot hold lies beside the file, in ``<file>.loss.json``: field, type, multiplicity, the values.

The file is always written; where nothing is lost its list is empty. A format that is only written, never read back,
lists what it leaves out in the same shape, without the values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.beside import whole

SUFFIX = ".loss.json"


@dataclass(frozen=True, slots=True)
class Lost:
    """One field of which a format cannot hold some values.

    Attributes
    ----------
    field
        `Statement.note` of a table's column, `decisions.csv` of a file of the case, `Request` of a whole table.
    type
        As the schema declares it: text, list, number, integer, flag; `file` or `table` of more than a cell.
    multiplicity
        How many values.
    why
        What the format cannot hold.
    instead
        What stands in its place there.
    values
        The values themselves, each with where it belongs; empty in a format that is only written.
    """

    field: str
    type: str
    multiplicity: int
    why: str
    instead: str
    values: tuple[Any, ...] = ()

    def summary(self) -> dict[str, Any]:
        """All but the values: what the file itself says of it."""
        return {
            "field": self.field,
            "type": self.type,
            "multiplicity": self.multiplicity,
            "why": self.why,
            "instead": self.instead,
        }

    def entry(self) -> dict[str, Any]:
        """All of it, as it stands in the file of losses."""
        return self.summary() | {"values": list(self.values)}


def beside(path: Path) -> Path:
    """Where the losses of a file lie.

    >>> beside(Path("case.graphml")).name
    'case.graphml.loss.json'
    """
    return path.with_name(path.name + SUFFIX)


def write_losses(path: Path, format_: str, stamp: Mapping[str, Any], lost: Iterable[Lost]) -> None:
    """The file of losses is beside what is written at the path.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    with whole(beside(path)) as made:
        made.write_text(sidecar(format_, stamp, lost), encoding="utf-8", newline="\n")


def sidecar(format_: str, stamp: Mapping[str, Any], lost: Iterable[Lost]) -> str:
    """The text of the file of losses: which export it belongs to, and each loss."""
    said = {"format": format_, "stamp": dict(stamp), "lost": [each.entry() for each in lost]}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"
