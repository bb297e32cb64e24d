"""Small cases for the tests of questions: a few parties, kinds of data and documents, and claims of a few cells.

Rows are canonical ones, all cells text, read by the loaders and projected as a load would; so what a test says is
what a file would say. A claim hands over a photo on a record's evidence unless its cells say otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from graphmodel.projection import Evidence, project
from loaders.canonical import record, table_of
from queries.library import QUESTIONS, find_question
from queries.library.trace import Answer, trace_answer
from queries.options import read_question
from queries.tracing.answer import TypeAnswer, ask
from queries.tracing.question import Limits, Question

Cells = Mapping[str, str]
Row = dict[str, Any]

AGENCIES: tuple[Cells, ...] = (
    {"agency": "dds", "name": "DDS of Georgia", "kind": "driver-licensing", "state": "GA"},
    {"agency": "desk", "name": "Records desk", "kind": "state-government", "state": "GA", "part_of": "dds"},
    {"agency": "mdot", "name": "DOT of Maryland", "kind": "transportation", "state": "MD"},
    {
        "agency": "mva",
        "name": "MVA of Maryland",
        "kind": "driver-licensing",
        "state": "MD",
        "part_of": "mdot",
        "aliases": "Motor Vehicle Administration",
    },
    {"agency": "police", "name": "City police", "kind": "law-enforcement", "state": "GA"},
    {"agency": "sheriff", "name": "County sheriff", "kind": "law-enforcement", "state": "GA"},
    {"agency": "broker", "name": "A broker", "kind": "data-broker"},
    {"agency": "nlets", "name": "Nlets", "kind": "message-switch"},
    {"agency": "dhs", "name": "Homeland Security", "kind": "federal-department"},
    {"agency": "ice", "name": "ICE", "kind": "immigration-enforcement", "part_of": "dhs"},
    {"agency": "ero", "name": "ERO", "kind": "immigration-enforcement", "part_of": "ice"},
    {"agency": "hsi", "name": "HSI", "kind": "immigration-enforcement", "part_of": "ice"},
    {"agency": "others", "name": "other agencies", "kind": "group", "members": "ice"},
    {"agency": "locals", "name": "local police", "kind": "group", "class_kind": "law-enforcement"},
    {"agency": "offices", "name": "licensing offices", "kind": "group", "class_kind": "driver-licensing"},
    {"agency": "agents", "name": "agents", "kind": "group", "class_kind": "immigration-enforcement"},
)
DOCUMENTS: tuple[Cells, ...] = (
    {"document": "log", "title": "A log"},
    {"document": "letter", "title": "A letter", "publisher": "MVA", "published": "2019-11"},
    {
        "document": "report",
        "title": "A report",
        "publisher": "A paper",
        "published": "2020-06-15",
        "url": "https://example.org/report",
        "kind": "article",
    },
)
#: Kinds of data and what includes them; `face-search-result` is made from photos.
TYPES: tuple[Row, ...] = (
    {"id": "personal-data", "parents": []},
    {"id": "biometric", "parents": ["personal-data"]},
    {"id": "driver-record", "parents": ["personal-data"]},
    {"id": "photo", "parents": ["driver-record", "biometric"]},
    {"id": "home-address", "parents": ["driver-record"]},
    {"id": "face-search-result", "parents": ["biometric"], "made_from": ["photo"]},
)


# --- rows -------------------------------------------------------------------------------------------------------


def claim(name: str, holder: str, recipient: str, start: str = "", **cells: str) -> dict[str, str]:
    """A photo handed over at some time, on a record's evidence; `after` is short for received from."""
    plain = {
        "claim_id": name,
        "document": "log",
        "basis": "record",
        "mode": "disclosed",
        "holder": holder,
        "recipient": recipient,
        "data_types": "photo",
        "payload": "stated",
        "start": start,
    }
    after = {"received_from": cells.pop("after")} if "after" in cells else {}
    return plain | after | cells


def lasting(name: str, holder: str, recipient: str, start: str = "", **cells: str) -> dict[str, str]:
    """A photo that could be had at any time from `start` on: access, as seen in 2020."""
    plain = {"mode": "available", "time_kind": "standing", "end": "2020", "end_kind": "seen"}
    return claim(name, holder, recipient, start, **(plain | cells))


def denial(name: str, holder: str, recipient: str, **cells: str) -> dict[str, str]:
    """A denial that names a channel, and by the end of 2020 had been said of all time before."""
    plain = {"mode": "denied", "channel": "staff-request", "end": "2020"}
    return claim(name, holder, recipient, **(plain | cells))


def event(name: str, holder: str, requester: str, asked: str = "", **cells: str) -> dict[str, str]:
    """A request for a photo."""
    plain = {
        "request_id": name,
        "document": "log",
        "holder": holder,
        "requester": requester,
        "data_types": "photo",
        "asked": asked,
    }
    return plain | cells


def coverage(agency: str, side: str = "holder", **cells: str) -> dict[str, str]:
    """Complete coverage of an agency's giving, for every channel and all time."""
    return {"agency": agency, "side": side, "extent": "complete", "document": "log"} | cells


# --- what a load makes of them ----------------------------------------------------------------------------------


def evidence(
    *claims: Cells,
    events: Sequence[Cells] = (),
    coverages: Sequence[Cells] = (),
    rules: Sequence[Cells] = (),
    agencies: Sequence[Cells] = (),
    documents: Sequence[Cells] = (),
    provisional: Sequence[Row] = (),
) -> Evidence:
    """The evidence of these rows, in the world above; further parties and documents beside its own.

    Parameters
    ----------
    provisional
        Agencies with what only a load gives them: `placeholder`, `provisional`, `candidate`.
    """
    return project(
        node_tables(
            *claims,
            events=events,
            coverages=coverages,
            rules=rules,
            agencies=agencies,
            documents=documents,
            provisional=provisional,
        )
    )


def node_tables(
    *claims: Cells,
    events: Sequence[Cells] = (),
    coverages: Sequence[Cells] = (),
    rules: Sequence[Cells] = (),
    agencies: Sequence[Cells] = (),
    documents: Sequence[Cells] = (),
    provisional: Sequence[Row] = (),
) -> dict[str, list[Row]]:
    """The node tables of the same rows, before they are projected."""
    tables: dict[str, list[Row]] = {"DataType": list(TYPES), "Agency": list(provisional)}
    rows = {
        "agency": (*AGENCIES, *agencies),
        "document": (*DOCUMENTS, *documents),
        "claim": claims,
        "event": events,
        "coverage": coverages,
        "rule": rules,
    }
    for shape, cells in rows.items():
        for number, each in enumerate(cells, start=2):
            made = loaded(shape, each, number)
            tables.setdefault(table_of(shape, made | {"kind": each.get("kind")}), []).append(made)
    return tables


def loaded(shape: str, cells: Cells, row: int) -> Row:
    """A canonical row as the table holds it: with an id, and where it stands."""
    return _loaded(shape, tuple(cells.items()), row)


@cache
def _loaded(shape: str, cells: tuple[tuple[str, str], ...], row: int) -> Row:
    written = dict(cells)
    place = {
        "dataset": written.pop("dataset", "first"),
        "file": f"{shape}s.csv",
        "file_sha256": "ab",
        "row": row,
    }
    made: Row = dict(record(shape, written))
    made["id"] = made.get("id") or f"{shape}-{row}"
    return made | place


# --- asking -----------------------------------------------------------------------------------------------------


def rows(case: Evidence, question: str, **given: Any) -> list[Row]:
    """The rows of a named question."""
    return find_question(question).ask(case, given)


def traced(case: Evidence, **given: Any) -> Answer:
    """A photo from the office to ICE, unless told otherwise, as `trace` answers it."""
    asked = {"from": "dds", "to": "ice", "data": "photo"} | given
    return trace_answer(case, QUESTIONS["trace"].arguments(asked))


def question(case: Evidence, **given: Any) -> Question:
    """The same question, read."""
    asked = {"from": "dds", "to": "ice", "data": "photo"} | given
    return read_question(case, QUESTIONS["trace"].arguments(asked))


def answered(case: Evidence, limits: Limits | None = None, **given: Any) -> TypeAnswer:
    """The answer to the same question, of the kind of data asked for."""
    return ask(case, question(case, **given), limits)[0]


def walks(case: Evidence, **given: Any) -> list[tuple[str, list[str]]]:
    """The traces in order: the verdict of each, and the claims that its best reading chose."""
    return [
        ("holds" if trace.holds else "possible", [hop.carrier.item.claim for hop in trace.hops])
        for trace in answered(case, **given).traces
    ]
