"""Whether the rival search and the engine say the same of the same questions, as far as the rival can say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Measured
from benchmarks.ours import ENFORCEMENT, EVERY_KIND, Asked, opened
from benchmarks.rivals.labels import Label, graph_of, labels_from
from benchmarks.rivals.timings import Field
from graphmodel.dates import iso
from graphmodel.evidence import RANK

if TYPE_CHECKING:
    from datatrail.case import Case

Row = dict[str, Any]

ARROW = " → "


def agreement(asked: Asked) -> list[Measured]:
    """How many rows of `exposure` both give alike: every office and kind of data, to immigration enforcement."""
    told = Counter(what for what, _ in compared(opened(asked.folder), Field(asked), [EVERY_KIND]))
    note = ", ".join(f"{number} {what}" for what, number in sorted(told.items()))
    name = f"engine and label search on {sum(told.values())} questions"
    return [Measured(name, [], note, dict(told))]


def compared(
    case: Case, field: Field, kinds: Iterable[str], to: str = ENFORCEMENT
) -> Iterator[tuple[str, str]]:
    """What the engine and the rival say of each office and kind of data, and the two answers in words.

    Where the engine's best trace is only possible, both must name the same weakest standing, earliest arrival and
    number of hops. Where it holds, the rival, which cannot tell, must name one at least so good.
    """
    offices = {field.reader.parties.state[office]: office for office in field.offices}
    asked = (row for kind in kinds for row in case.rows("exposure", to=to, data=kind) if row["state"])
    rows: dict[str, list[Row]] = {}
    for row in asked:
        rows.setdefault(row["data_type"], []).append(row)
    wanted = {to: field.reader.parties.answering(to)}
    for kind, of_kind in rows.items():
        graph = graph_of(field.carriers, field.reader, kind, wanted)
        for row in of_kind:
            label = labels_from(graph, offices[row["state"]], wanted, field.groups).get(to)
            yield said(row, label), f"{row['state']}, {kind}: {row}, {label}"


def said(row: Row, label: Label | None) -> str:
    """Whether a row of `exposure` and the rival's label agree."""
    has_trace = row["verdict"] in ("holds", "possible")
    if not has_trace or label is None:
        return "agree: no trace" if not has_trace and label is None else "DISAGREE whether there is a trace"
    since = row["since"] or ""
    earliest = "" if since.startswith("by ") else since
    engine = (RANK[row["standing"]], earliest, row["best_route"].count(ARROW))
    rival = (label.weakest, iso(label.earliest) or "", label.hops)
    if row["verdict"] == "holds":
        return (
            "agree: the best holds, the rival's is at least so good"
            if rival <= engine
            else "DISAGREE on the best"
        )
    return "agree: possible, standing, arrival and hops" if rival == engine else "DISAGREE on the best"
