"""The words around a timeline: what its marks mean, what is left out, and the whole of it for who does not see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from queries.declaration import Row
from queries.words import listed
from viz.plots.shaped import Asked, plural

RECORDS = "records"
KIND_OF_TIME = {"happened": "what happened", "held": "access and practices that held"}


def notes(table: Sequence[Row], asked: Asked, others: int) -> Iterator[str]:
    """What is counted, how a mark is read, and what is not drawn; `others` are the records of the other kind of time."""
    by, kind = asked.options["by"], asked.options["time"]
    left_out = {(row["label"], row["unit"]) for row in table if not row["drawn"]}
    yield (
        "A record is a statement or a request in the sources, not an exchange and not a person; strips are not to be "
        "added. Where the line below the bars is broken, nothing is held: that is a gap, not zero."
    )
    if any(row["mark"] == "span" and row["drawn"] for row in table):
        yield (
            f"A hatched span is as many records as it says (one, unless told) of one of its {by}s; of which, "
            "the sources do not say."
        )
    if any(row["unit"] != RECORDS and row["drawn"] for row in table):
        yield (
            "Below the records: what their counts prove at least, each unit on an axis of its own; a question mark "
            "is a count that proves nothing of the part asked about."
        )
    if others:
        other = "held" if kind == "happened" else "happened"
        yield f"Not drawn: {plural(others, 'record')} of {KIND_OF_TIME[other]} (--time {other})."
    if left_out:
        names = sorted({name if unit == RECORDS else f"{name} ({unit})" for name, unit in left_out})
        yield f"Not drawn for want of room, in the table: {_some(names)}."


def _some(names: Sequence[str], most: int = 6) -> str:
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return listed([*names[:most], *more])


def alt(table: Sequence[Row], asked: Asked) -> str:
    """Each strip in a sentence."""
    strips: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in table:
        if row["drawn"]:
            strips[row["label"], row["unit"]].append(row)
    return "Strips of bars over time, one below the other. " + " ".join(
        _strip_in_words(name, unit, rows, asked) for (name, unit), rows in strips.items()
    )


def _strip_in_words(name: str, unit: str, rows: Sequence[Row], asked: Asked) -> str:
    of = {
        mark: [row for row in rows if row["mark"] == mark]
        for mark in ("bar", "gap", "span", "undated", "zero")
    }
    by = asked.options["by"]
    parts = []
    if of["bar"]:
        most = max(of["bar"], key=lambda row: row["number"])
        first, last = of["bar"][0]["first"], of["bar"][-1]["last"]
        at_least = "" if unit == RECORDS else "at least "
        parts.append(
            f"bars in {plural(len(of['bar']), by)} from {first} to {last}, the highest {at_least}"
            f"{most['number']:,.15g} in {most['first']}"
        )
    if of["span"]:
        parts.append(
            f"{plural(asked.records(item for row in of['span'] for item in row['items']), 'record')} of uncertain date"
        )
    if of["undated"]:
        parts.append(f"{plural(of['undated'][0]['number'], 'record')} without a date")
    if of["zero"]:
        parts.append(f"{plural(len(of['zero']), by)} with none in complete records")
    if of["gap"]:
        parts.append(f"{plural(len(of['gap']), by)} of which nothing is held")
    return f"{name}, {unit}: {', '.join(parts)}."
