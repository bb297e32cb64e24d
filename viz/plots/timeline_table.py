"""The table behind a timeline: what is surely of a period, what may be of one of several, and where nothing is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from graphmodel.dates import parse_span
from queries.declaration import Column, Row
from queries.periods import label, period_of
from viz.plots.looks import looks, outcome_place
from viz.plots.shaped import Asked, Shaped, documents_of_rows, sentence, term
from viz.plots.timeline_words import KIND_OF_TIME, RECORDS, alt, notes

COLUMNS = (
    Column("mark", "How it is drawn: bar, zero, none, gap, not bounded, span or undated."),
    Column("group", "Of whom or what, as asked for; blank = not stated, or nothing is told apart."),
    Column("label", "The same in words."),
    Column("unit", "What is counted: records (statements and requests), or the unit of their counts."),
    Column("first", "The period; of a span the first that it may lie in; blank without a date."),
    Column("last", "The period; of a span the last that it may lie in."),
    Column("number", "Records, or what their counts prove at least; blank = a gap, which is not zero."),
    Column("coverage", "What records are held: complete, partial, withheld, not asked, none."),
    Column("drawn", "Whether it is drawn; where there is too much, the least is in the table only."),
    Column("items", "The items of evidence."),
)
#: How many groups, and how many panels of other units, one figure has room for.
MOST_GROUPS = 7
MOST_UNITS = 3
GROUP_WORDS = {
    "nothing": "",
    "holder": " and agency that holds the data",
    "recipient": " and agency that receives it",
    "channel": " and channel",
    "mode": " and outcome",
    "data-type": " and kind of data",
}


def shape(rows: Sequence[Row], asked: Asked) -> Shaped:
    """A timeline's rows as what is drawn: strips of records, then of each unit that is counted."""
    kind = asked.options["time"]
    wanted = [row for row in rows if row["kind"] == kind]
    named = {row["group"]: _name(row["group"], asked) for row in wanted}
    marks = [*_of_records(wanted, asked), *_of_units(wanted)]
    drawn = _drawn(marks, asked)
    table = [
        mark | {"label": named[mark["group"]], "drawn": (mark["group"], mark["unit"]) in drawn}
        for mark in marks
    ]
    table.sort(key=lambda row: _place(row, drawn))
    held = asked.records(item for row in rows if row["kind"] != kind for item in _items(row))
    by = asked.options["by"]
    return Shaped(
        f"Statements and requests by {by}{GROUP_WORDS[asked.options['group']]}: {KIND_OF_TIME[kind]}",
        sentence(_data(asked), asked.limits()),
        COLUMNS,
        table,
        tuple(notes(table, asked, held)),
        asked.source_line(documents_of_rows(wanted)),
        alt(table, asked),
    )


def _data(asked: Asked) -> str:
    return term("data_types", asked.options.get("data"))


def _name(group: str | None, asked: Asked) -> str:
    by = asked.options["group"]
    if by == "nothing":
        return "all"
    if by in ("holder", "recipient"):
        return asked.name(group or "")
    if by == "mode":
        return looks()[group].label if group in looks() else str(group or "not stated")
    return term({"channel": "channels", "data-type": "data_types"}[by], group) or "not stated"


# --- records ------------------------------------------------------------------------------------------------------


def _of_records(rows: Iterable[Row], asked: Asked) -> Iterator[Row]:
    """Distinct statements and requests of each group and period, whatever they count."""
    groups: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["group"]].append(row)
    for group, of_group in groups.items():
        yield from _periods(group, of_group, asked)
        yield from _spans(group, of_group, asked)
        undated = [item for row in of_group if row["period"] is None for item in row["items_in_some_of"]]
        if undated:
            yield _mark("undated", (group, RECORDS), (None, None), asked.records(undated), {"items": undated})


def _periods(group: str | None, rows: Iterable[Row], asked: Asked) -> Iterator[Row]:
    periods: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["period"] is not None:
            periods[row["period"]].append(row)
    for period, of_period in sorted(periods.items()):
        items = [item for row in of_period for item in row["items"]]
        perhaps = any(row["items_in_some_of"] for row in of_period)
        coverage, number = of_period[0]["coverage"], asked.records(items)
        mark = _known(number, coverage, perhaps=perhaps)
        known = None if mark == "gap" else number
        yield _mark(mark, (group, RECORDS), (period, period), known, {"items": items, "coverage": coverage})


def _known(number: float, coverage: str, *, perhaps: bool) -> str:
    """How a period is drawn: zero only where records are complete and nothing else may belong there."""
    if number:
        return "bar"
    if perhaps:
        return "none"
    return "zero" if coverage == "complete" else "gap"


def _spans(group: str | None, rows: Iterable[Row], asked: Asked) -> Iterator[Row]:
    """Runs of periods in one of which some records lie: as many records as have that very run."""
    by = asked.options["by"]
    periods: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for item in row["items_in_some_of"] if row["period"] is not None else ():
            periods[item].add(period_number(row["period"], by))
    runs: dict[tuple[int, int], list[str]] = defaultdict(list)
    for item, numbers in periods.items():
        for run in _runs(sorted(numbers)):
            runs[run].append(item)
    for (first, last), items in sorted(runs.items()):
        number = asked.records(items)
        yield _mark(
            "span", (group, RECORDS), (label(first, by), label(last, by)), number, {"items": sorted(items)}
        )


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = numbers[0]
    for before, after in pairwise([*numbers, numbers[-1] + 2]):
        if after != before + 1:
            yield first, before
            first = after


def period_number(period: str, by: str) -> int:
    """A period as a number, counted on from the year 0."""
    return period_of(parse_span(period).lo, by)


# --- other units --------------------------------------------------------------------------------------------------


def _of_units(rows: Iterable[Row]) -> Iterator[Row]:
    """What the counts of each unit prove, of the groups where any proves something."""
    series: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        if row["unit"] is not None and row["period"] is not None:
            series[row["unit"], row["group"]].append(row)
    for (unit, group), of_series in series.items():
        if any(row["at_least"] is not None for row in of_series):
            for row in of_series:
                yield _unit_mark(row, unit, group)


def _unit_mark(row: Row, unit: str, group: str | None) -> Row:
    mark = _known(row["surely"] or 0, row["coverage"], perhaps=bool(row["items_in_some_of"]))
    number = 0 if mark == "zero" else row["at_least"]
    if mark == "bar" and number is None:
        mark = "not bounded"
    return _mark(mark, (group, unit), (row["period"], row["period"]), number, row)


def _mark(
    mark: str,
    strip: tuple[str | None, str],
    periods: tuple[str | None, str | None],
    number: float | None,
    of: Row,
) -> Row:
    (group, unit), (first, last) = strip, periods
    return {
        "mark": mark,
        "group": group,
        "label": "",
        "unit": unit,
        "first": first,
        "last": last,
        "number": number,
        "coverage": of.get("coverage"),
        "drawn": True,
        "items": list(of["items"]),
    }


# --- what there is room for ---------------------------------------------------------------------------------------


def _drawn(marks: Sequence[Row], asked: Asked) -> dict[tuple[str | None, str], int]:
    """The strips that are drawn, in order: the groups with most records, then the units with most marks."""
    records: dict[str | None, list[str]] = defaultdict(list)
    counted: dict[tuple[str | None, str], int] = defaultdict(int)
    for mark in marks:
        if mark["unit"] == RECORDS:
            records[mark["group"]] += mark["items"]
        elif mark["mark"] == "bar":
            counted[mark["group"], mark["unit"]] += 1
    most = sorted(records, key=lambda group: (-asked.records(records[group]), group or ""))[:MOST_GROUPS]
    if asked.options["group"] == "mode":
        most.sort(key=outcome_place)
    units = sorted(
        (strip for strip in counted if strip[0] in most),
        key=lambda strip: (-counted[strip], strip[1], strip[0] or ""),
    )[:MOST_UNITS]
    units.sort(key=lambda strip: (strip[1], most.index(strip[0])))
    return {strip: place for place, strip in enumerate([*((group, RECORDS) for group in most), *units])}


def _place(row: Row, drawn: Mapping[tuple[str | None, str], int]) -> tuple[int, str, str, int, str]:
    place = drawn.get((row["group"], row["unit"]), len(drawn))
    return (
        place,
        row["group"] or "",
        row["unit"],
        int(row["mark"] in ("span", "undated")),
        row["first"] or "~",
    )


def _items(row: Row) -> list[str]:
    return [*row["items"], *row["items_in_some_of"]]
