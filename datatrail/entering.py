"""What a row entered by hand makes of a case: the exchanges that it tells, and the answers that it changes."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from datatrail.changes import differences
from datatrail.writing import own
from graphmodel.declaration import Property
from graphmodel.errors import InputError, did_you_mean
from graphmodel.evidence import Item, flow_id
from graphmodel.projection import Evidence, project_tables
from graphmodel.registry import MASKED
from graphmodel.schema import PARTY, SHAPES
from graphmodel.vocabulary import split_list
from loaders.canonical import VIA_SEPARATOR
from loaders.entering import DATASET, FILES, Entered, column_named, enter, try_rows
from loaders.masks import mask_of
from loaders.store import CaseFolder

if TYPE_CHECKING:
    from datatrail.case import Case

Row = Mapping[str, str]
EXCHANGE = ("from", "to", "data_type", "channel", "via", "mode", "standing", "when", "flow")


@dataclass(frozen=True)
class Addition:
    """Rows entered by hand, tried or kept, and what they make of the case.

    Attributes
    ----------
    folder, base
        The case, and the generation of it that was there before.
    entered
        The rows, and the tables with them.
    """

    folder: CaseFolder
    base: Callable[[], Evidence]
    shape: str
    rows: Sequence[Row]
    entered: Entered

    @cached_property
    def evidence(self) -> Evidence:
        """The case with the rows."""
        return project_tables(self.entered.tables)

    @cached_property
    def exchanges(self) -> list[dict[str, Any]]:
        """The exchanges that the rows tell: from whom to whom, of what kind, how sure, of which flow."""
        mine = (item for item in self.evidence.items if self._is_mine(item))
        return [_exchange(item) for item in mine]

    def _is_mine(self, item: Item) -> bool:
        row = item.record
        ours = row.get("file") == FILES[self.shape] and row.get("row") in self.entered.numbers
        return ours and item.dataset == DATASET

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """The answers, flows and claims that differ, as `compare` tells them; none where nothing does."""
        return differences(self.base(), self.evidence, self.entered.before)

    @cached_property
    def notes(self) -> list[str]:
        """What whoever enters should know: names that are nobody's, documents that are not there."""
        found = [note for row in self.rows for note in unknown_names(self.shape, row, self.evidence)]
        return list(dict.fromkeys((*found, *self.entered.notes)))

    @property
    def undoing(self) -> str:
        """How the rows are taken back."""
        numbers = ", ".join(map(str, self.entered.numbers))
        rows = f"row{'s' * (len(self.entered.numbers) > 1)} {numbers}"
        file, case = (shlex.quote(str(each)) for each in (self.entered.file, self.folder.path))
        return f"take {rows} out of {file}, then: datatrail load {file} --dataset {DATASET} --case {case}"

    def to_dict(self) -> dict[str, Any]:
        """All of it as data."""
        return {
            "file": str(self.entered.file),
            "rows": list(self.entered.numbers),
            "kept": self.entered.generation is not None,
            "added": self.entered.added,
            "generation": self.entered.generation,
            "before": self.entered.before,
            "makes": [each.makes for each in self.entered.made],
            "exchanges": self.exchanges,
            "changes": self.changes,
            "notes": self.notes,
            "undo": self.undoing,
        }


def tried(case: Case, shape: str, rows: Sequence[Row]) -> Addition:
    """What rows would make of a case; nothing is written."""
    return _addition(case, shape, rows, try_rows(own(case.folder), shape, rows))


def kept(case: Case, shape: str, rows: Sequence[Row]) -> Addition:
    """Rows are entered into a case, which is then as it is with them."""
    made = _addition(case, shape, rows, enter(own(case.folder), shape, rows))
    case.reopen()
    return made


def _addition(case: Case, shape: str, rows: Sequence[Row], entered: Entered) -> Addition:
    """What rows come to, beside the generation that they went into: somebody else may have written meanwhile."""
    there, folder = case.evidence, case.folder
    if entered.before in {None, case.snapshot.generation}:
        return Addition(folder, lambda: there, shape, rows, entered)
    before = str(entered.before)
    return Addition(
        folder, lambda: project_tables(folder.read_generation(before).tables), shape, rows, entered
    )


def _exchange(item: Item) -> dict[str, Any]:
    from queries.rows import time_words

    return {
        "from": item.holder or None,
        "to": item.recipient or None,
        "data_type": item.data_type or None,
        "channel": item.channel or None,
        "via": list(item.via),
        "mode": item.mode,
        "standing": item.standing,
        "when": time_words(item.when),
        "flow": flow_id(item.key) if item.makes_flow else None,
    }


def cells_of(shape: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row, of values as JSON or Python has them; what is blank is left out.

    Raises
    ------
    InputError
        For a column that the shape does not have, or a value that no cell can hold.
    """
    cells = {column_named(shape, name).column or name: _cell(name, value) for name, value in given.items()}
    row = {name: text for name, text in cells.items() if text}
    if not row:
        raise InputError(f"the {shape} says nothing", hint="name one column or more")
    return row


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "y" if value else "n"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return (f" {VIA_SEPARATOR} " if name == "via" else "; ").join(value)
    if isinstance(value, str):
        return value.strip()
    raise InputError(
        f"{name}: {value!r} is no cell", hint="a text, a number, true, false, or a list of texts"
    )


# --- names --------------------------------------------------------------------------------------------------------


def unknown_names(shape: str, row: Row, evidence: Evidence) -> Iterator[str]:
    """The names of a row that stand for nobody, and the documents that the case does not have."""
    for name, text in row.items():
        column = column_named(shape, name)
        for each in named(column, text):
            note = unknown_name(column, each, evidence)
            if note:
                yield note


def named(column: Property, text: str) -> Iterable[str]:
    """The names in a cell."""
    if column.column == "via":
        return (each.strip() for each in text.split(VIA_SEPARATOR) if each.strip())
    return split_list(text) if column.type == "list" else filter(None, (text.strip(),))


def unknown_name(column: Property, text: str, evidence: Evidence) -> str | None:
    """What is to be said of a name that the case does not know; None of one that it does, or of a mask."""
    if mask_of(text) is not None or column.scope or column.column in {"rule_id", "claim_id"}:
        return None
    if set(column.refers) & set(PARTY):
        party = evidence.registry.resolve(text, DATASET)
        if text == MASKED or (party is not None and not evidence.registry[party].provisional):
            return None
        near = did_you_mean(text, _names(evidence))
        return f"{column.column}: {text!r} is nobody in this case, so it stands for an agency of its own" + (
            f"; {near}" if near else " until `datatrail add agency`, or `datatrail names`, says who it is"
        )
    if "Source" in column.refers and not _is_described(text, evidence):
        near = did_you_mean(text, [each for each in evidence.documents if _is_described(each, evidence)])
        return f"{column.column}: no document {text!r} is described" + (
            f"; {near}" if near else f": datatrail add document --document {shlex.quote(text)} --title …"
        )
    return None


def _is_described(document: str, evidence: Evidence) -> bool:
    found = evidence.documents.get(document)
    return found is not None and bool(found.title and found.title != document)


def _names(evidence: Evidence) -> list[str]:
    parties = (party for party in evidence.registry.values() if not party.provisional)
    return [name for party in parties for name in (party.id, party.name, *party.aliases)]


def known_words(column: Property, evidence: Evidence) -> list[str]:
    """What may be completed in a column: terms of its vocabulary, or who and what the case knows."""
    from loaders.templates import choices

    if column.vocabulary or column.type == "flag":
        return list(choices(column))
    if set(column.refers) & set(PARTY):
        return _names(evidence)
    if "Source" in column.refers:
        return sorted(evidence.documents)
    return list(choices(column))


def id_column(shape: str) -> str:
    """The column that a row of a shape is known by."""
    return SHAPES[shape].header[0]
