"""The table behind outcomes: how many records say that it was disclosed, refused, …, by agency, state or threshold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graphmodel.vocabulary import vocabulary
from queries.declaration import Column, Row
from queries.tallies import MASKED_CELL, at_least
from queries.words import listed
from viz.plots.looks import look_of, outcome_place
from viz.plots.shaped import Asked, Shaped, documents_of_rows, plural, sentence, term

COLUMNS = (
    Column("group", "The agency, state or threshold; blank = not stated, masked = the cell was masked."),
    Column("label", "The same in words."),
    Column("unit", "What is counted: records (statements and requests), or the unit of their counts."),
    Column("outcome", "disclosed, available, requested, refused, blocked, context or masked."),
    Column(
        "number", "Records, or what their counts prove at least; blank where they prove nothing of the part."
    ),
    Column("drawn", "Whether it is drawn; where there is too much, the least is in the table only."),
    Column("items", "The items of evidence."),
)
RECORDS = "records"
MOST_GROUPS = 24
MOST_UNITS = 3
#: Outcomes that no want of room leaves out first: few records say so, and they are what one looks for.
SELDOM = ("refused", "blocked", "masked")
THRESHOLDS = ("threshold-shown", "threshold-required")
BY = {
    "holder": "agency that holds the data",
    "recipient": "agency that asks or receives",
    "state": "state of the holder",
    "threshold-shown": "threshold shown",
    "threshold-required": "threshold required",
}


def asks(options: Mapping[str, Any]) -> dict[str, Any]:
    """What `outcomes` is asked: by threshold, its rows are grouped anew."""
    return {**options, "by": "holder" if options["by"] in THRESHOLDS else options["by"]}


def shape(rows: Sequence[Row], asked: Asked) -> Shaped:
    """Rows of `outcomes` as one row for each group, unit and outcome."""
    by = asked.options["by"]
    table = [*_tallied(rows, asked, by), *_counted(rows, asked, by)]
    drawn = _drawn(table, asked)
    for row in table:
        row["drawn"] = (row["unit"], row["group"]) in drawn
    table.sort(
        key=lambda row: (
            drawn.get((row["unit"], row["group"]), len(drawn)),
            row["unit"],
            row["label"],
            row["group"] or "",
            outcome_place(row["outcome"]),
        )
    )
    return Shaped(
        f"Outcomes by {BY[by]}",
        sentence(term("data_types", asked.options.get("data")), asked.limits()),
        COLUMNS,
        table,
        tuple(_notes(rows, table, asked)),
        asked.source_line(documents_of_rows(rows)),
        _alt(table, asked),
    )


def _group(row: Row, by: str) -> str | None:
    group: str | None = row[by.replace("-", "_")] if by in THRESHOLDS else row["group"]
    return group


def _name(group: str | None, asked: Asked) -> str:
    by = asked.options["by"]
    if group == MASKED_CELL:
        return "masked"
    if by in THRESHOLDS:
        return term("thresholds", group) or "not stated"
    if by == "state":
        names = vocabulary("states")
        return names[group].label if group and group in names else group or "no state"
    return asked.name(group or "")


def _tallied(rows: Iterable[Row], asked: Asked, by: str) -> Iterator[Row]:
    """Distinct statements and requests of each group and outcome, whatever they count."""
    found: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for row in rows:
        found[_group(row, by), row["outcome"]] += row["items"]
    for (group, outcome), items in found.items():
        yield _row((group, RECORDS, outcome), asked.records(items), items, asked)


def _counted(rows: Iterable[Row], asked: Asked, by: str) -> Iterator[Row]:
    """What the counts of each unit prove at least, of each group and outcome."""
    found: dict[tuple[str | None, str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row["unit"]:
            found[_group(row, by), row["unit"], row["outcome"]] += row["items"]
    for (group, unit, outcome), items in found.items():
        proven = at_least([asked.items[item] for item in items], asked.evidence)
        yield _row((group, unit, outcome), proven, items, asked)


def _row(key: tuple[str | None, str, str], number: float | None, items: Iterable[str], asked: Asked) -> Row:
    group, unit, outcome = key
    return {
        "group": group,
        "label": _name(group, asked),
        "unit": unit,
        "outcome": outcome,
        "number": number,
        "drawn": True,
        "items": sorted(set(items)),
    }


def _drawn(table: Sequence[Row], asked: Asked) -> dict[tuple[str, str | None], int]:
    """The lines that are drawn, in order of their records; of these, the units that count most of them.

    Where there are too many, those that refused, were blocked or are masked stay, then those with most records.
    """
    records: dict[str | None, list[str]] = defaultdict(list)
    proven: dict[str, set[str | None]] = defaultdict(set)
    for row in table:
        if row["unit"] == RECORDS:
            records[row["group"]] += row["items"]
        elif row["number"] is not None:
            proven[row["unit"]].add(row["group"])
    most = sorted(records, key=lambda group: (-asked.records(records[group]), _name(group, asked)))
    said_no = {row["group"] for row in table if row["outcome"] in SELDOM}
    kept = {*sorted(most, key=lambda group: group not in said_no)[:MOST_GROUPS]}
    most = [group for group in most if group in kept]
    units = sorted(
        ((unit, found & {*most}) for unit, found in proven.items() if found & {*most}),
        key=lambda each: (-len(each[1]), each[0]),
    )[:MOST_UNITS]
    lines = [(RECORDS, group) for group in most]
    lines += [(unit, group) for unit, found in units for group in most if group in found]
    return {line: place for place, line in enumerate(lines)}


def _notes(rows: Sequence[Row], table: Sequence[Row], asked: Asked) -> Iterator[str]:
    yield (
        "A record is a statement or a request in the sources, not how often it happened; records and counts are not to "
        "be added, and refusals are seldom written down."
    )
    if any(row["outcome"] == "available" and row["drawn"] for row in table):
        yield "Access or a practice is no answer to a single request."
    yield _masked(rows, asked)
    if any(row["unit"] != RECORDS and row["drawn"] for row in table):
        yield "Counted: what the sources' counts prove at least; each unit has an axis of its own."
    left_out = [row for row in table if not row["drawn"] and row["unit"] == RECORDS]
    units = {row["unit"] for row in table} - {row["unit"] for row in table if row["drawn"]}
    if left_out:
        lines = plural(len({row["group"] for row in left_out}), "more line")
        outcomes = [
            look_of(each).label for each in sorted({row["outcome"] for row in left_out}, key=outcome_place)
        ]
        yield f"Not drawn for want of room, in the table: {lines} ({'; '.join(outcomes)})."
    if units:
        yield f"Not drawn, in the table: counts in {listed(sorted(units))}."


def _masked(rows: Sequence[Row], asked: Asked) -> str:
    """How many records have a masked outcome or threshold; said too where none has."""
    counts = {
        "outcome": asked.records(i for row in rows if row["outcome"] == MASKED_CELL for i in row["items"]),
        "threshold": asked.records(
            i
            for row in rows
            if MASKED_CELL in (row["threshold_required"], row["threshold_shown"])
            for i in row["items"]
        ),
    }
    said = [f"the {what} of {plural(count, 'record')}" for what, count in counts.items() if count]
    return f"Masked in the sources: {listed(said)}." if said else "No outcome and no threshold is masked."


def _alt(table: Sequence[Row], asked: Asked) -> str:
    """Each outcome with its records, then each line that is drawn."""
    items: dict[str, list[str]] = defaultdict(list)
    lines: dict[tuple[str | None, str], dict[str, int]] = defaultdict(dict)
    for row in table:
        if row["unit"] == RECORDS:
            items[row["outcome"]] += row["items"]
            if row["drawn"]:
                lines[row["group"], row["label"]][row["outcome"]] = row["number"]
    whole = [
        f"{look_of(outcome).label} {asked.records(items[outcome])}"
        for outcome in sorted(items, key=outcome_place)
    ]
    each = [
        f"{name}: {', '.join(f'{look_of(outcome).label} {number}' for outcome, number in found.items())}."
        for (_, name), found in lines.items()
    ]
    return f"Bars that count records by outcome: {', '.join(whole)}. " + " ".join(each)
