"""Where the evidence of a case comes from, in W3C PROV: from flow to claim to row to file, and to the document cited.

Nothing is told that the case does not know: a time only where a log has it to the second, an agent only where a
speaker, an analyst or a program is named. Written section by section, each row read as it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from graphmodel.evidence import RANK, STANDINGS
from loaders.interchange.held import FlowNow, Held
from loaders.interchange.left_out import Plan, left_out
from loaders.interchange.prov_story import Story
from loaders.interchange.prov_terms import PREFIXES, Record, ends, name, record
from loaders.interchange.written import Written

PLAN = Plan.of("prov")
#: Where a row stands: told of the row, not of what was read out of it.
PLACE = ("file", "sheet", "page", "row")

Told = Iterator[tuple[str, Record]]


def write(path: Path, held: Held) -> Written:
    """Write a case as PROV-JSON."""
    counts: dict[str, int] = {}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{\n"prefix": {json.dumps(PREFIXES, indent=1)}')
        for section, told in Provenance(held).sections():
            counts[section] = _write_section(file, section, told)
        file.write("\n}\n")
    return Written({section: many for section, many in counts.items() if many}, left_out(PLAN, held.tables))


def _write_section(file: TextIO, section: str, told: Told) -> int:
    """One section; a relation, which has no name of its own, is numbered."""
    many = 0
    for many, (key, cells) in enumerate(told, 1):
        file.write(",\n" if many > 1 else f',\n"{section}": {{\n')
        line = json.dumps(cells, ensure_ascii=False, allow_nan=False)
        file.write(f"{json.dumps(key or f'_:{section}{many}')}: {line}")
    file.write("\n}" if many else "")
    return many


class Provenance:
    """A case's provenance, section by section.

    Parameters
    ----------
    held
        The case.
    """

    def __init__(self, held: Held) -> None:
        self._held = held
        self._story = Story(held)
        self._rows: Mapping[str, str] = PLAN.more["rows"]

    def sections(self) -> Iterator[tuple[str, Told]]:
        """The sections of a PROV-JSON document, in order."""
        streamed: Mapping[str, Callable[[], Told]] = {
            "entity": self._entities,
            "activity": lambda: iter(()),
            "agent": self._speakers,
            "wasGeneratedBy": self._projected,
            "used": lambda: iter(()),
            "wasAssociatedWith": lambda: iter(()),
            "wasAttributedTo": self._attributed,
            "actedOnBehalfOf": self._on_behalf,
            "wasDerivedFrom": self._derived,
            "wasInvalidatedBy": lambda: iter(()),
        }
        for section, rest in streamed.items():
            yield section, self._both(section, rest)

    def _both(self, section: str, rest: Callable[[], Told]) -> Told:
        yield from self._story.of(section)
        yield from rest()

    # --- entities

    def _entities(self) -> Told:
        for row in self._held.records("Source"):
            cells = {**_cells(row), **_place(row), "file_sha256": row["file_sha256"]}
            yield name("document", row["id"]), record(row["name"], "Document", **cells)
        for table, kind, row in self._each_row():
            if row["file"] is not None:
                yield _row(kind, row), record(None, "Row", dataset=row["dataset"], **_place(row))
            yield name(kind, row["id"]), record(row["name"], table, **_cells(row))
        for flow in self._held.flows():
            yield name("flow", flow.id), self._flow(flow)

    def _each_row(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for table, kind in self._rows.items():
            for row in self._held.records(table):
                yield table, kind, row

    def _flow(self, flow: FlowNow) -> Record:
        """A flow: who, what, on how good evidence, and whether a trace over it alone holds."""
        holder, recipient, data_type, database, channel, via = flow.key
        label = self._held.evidence.registry.label
        rank, contested, holds = len(STANDINGS) - 1, False, False
        for item in flow.items():
            rank = min(rank, RANK[item.standing])
            contested = contested or flow.is_contested(item)
            holds = holds or flow.shows(item)
        standing, carries = STANDINGS[rank], rank < RANK["available"]
        return record(
            f"{standing}: {data_type or 'anything'}, {label(holder)} → {label(recipient)}",
            "Flow",
            **{"from": holder, "to": recipient, "data_type": data_type, "database": database},
            channel=channel,
            via=list(via),
            standing=standing,
            contested=contested,
            verdict=("holds" if holds else "possible") if carries else None,
        )

    # --- agents

    def _speakers(self) -> Told:
        seen: set[str] = set()
        for agent, told, _ in self._each_speaker():
            if agent not in seen:
                seen.add(agent)
                yield agent, told
        for agency in sorted({agency for *_, agency in self._each_speaker() if agency}):
            label = self._held.evidence.registry.label(agency)
            yield name("agency", agency), record(label, "prov:Organization")

    def _each_speaker(self) -> Iterator[tuple[str, Record, str]]:
        """Of each statement: who says so, as an agent, and the agency that is spoken for."""
        for row in self._held.records("Statement"):
            if row["speaker"]:
                yield _speaker(row), record(row["speaker"], "Speaker"), self._spoken_for(row)

    def _spoken_for(self, row: Mapping[str, Any]) -> str:
        said = row["speaker_agency"]
        return (self._held.evidence.registry.resolve(said, row["dataset"] or "") or said) if said else ""

    def _attributed(self) -> Told:
        for row in self._held.records("Statement"):
            if row["speaker"]:
                yield "", ends(entity=name("claim", row["id"]), agent=_speaker(row))

    def _on_behalf(self) -> Told:
        for agent, agency in sorted({(agent, agency) for agent, _, agency in self._each_speaker() if agency}):
            yield "", ends(delegate=agent, responsible=name("agency", agency))

    # --- how one came of another

    def _projected(self) -> Told:
        for flow in self._held.flows():
            yield "", ends(entity=name("flow", flow.id), activity=self._story.projecting)

    def _derived(self) -> Told:
        for row in self._held.records("Source"):
            if row["repeats"]:
                yield "", _derivation(name("document", row["id"]), name("document", row["repeats"]))
        for _, kind, row in self._each_row():
            one = self._story.as_loaded(row["id"]) if kind == "claim" else name(kind, row["id"])
            if row["file"] is not None:
                yield "", _derivation(_row(kind, row), name("file", row["file_sha256"]))
                yield "", _derivation(one, _row(kind, row))
            if row["document"]:
                yield "", _derivation(one, name("document", row["document"]))
        for flow in self._held.flows():
            for claim in flow.claims():
                derived = _derivation(name("flow", flow.id), name("claim", claim))
                yield "", derived | ends(activity=self._story.projecting)


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row states, less its name and where it stands."""
    return {cell: value for cell, value in row.items() if cell not in {*PLACE, "id", "name", "file_sha256"}}


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {cell: row[cell] for cell in PLACE}


def _row(kind: str, row: Mapping[str, Any]) -> str:
    return name("row", kind, row["id"])


def _speaker(row: Mapping[str, Any]) -> str:
    """A speaker is who the statement says, for the agency that it names; two of one name are not told apart."""
    words = f"{row['speaker']}\x1f{row['speaker_agency'] or ''}"
    return name("speaker", sha256(words.encode()).hexdigest()[:12])


def _derivation(one: str, other: str) -> Record:
    return ends(generatedEntity=one, usedEntity=other)
