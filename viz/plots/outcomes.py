"""Outcomes drawn: a line for each agency, state or threshold, a column for each outcome, bars with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from queries.declaration import Row
from viz.plots.files import footed, headed
from viz.plots.looks import MUTED, RULE, look_of, outcome_place
from viz.plots.outcomes_table import RECORDS
from viz.plots.shaped import Shaped
from viz.plots.sheet import MARGIN, WIDTH, Sheet, cut, width_of, wrapped

LEFT = 188.0
LINE = 12.5
BAR = 8.0


def draw(sheet: Sheet, shaped: Shaped) -> None:
    """The whole figure: a panel of records, then one for each unit."""
    headed(sheet, shaped)
    for unit, rows in groupby(shaped.drawn, lambda row: row["unit"]):
        _panel(sheet, unit, list(rows))
    footed(sheet, shaped)


def _panel(sheet: Sheet, unit: str, rows: Sequence[Row]) -> None:
    words = "Records" if unit == RECORDS else f"Counted: {unit}, at least"
    sheet.lines(MARGIN, words, LEFT - MARGIN, size=8, bold=True, name="panel")
    outcomes = sorted({row["outcome"] for row in rows}, key=outcome_place)
    wide = (WIDTH - MARGIN - LEFT) / len(outcomes)
    places = {outcome: LEFT + number * wide for number, outcome in enumerate(outcomes)}
    _heads(sheet, places, wide)
    top = max((row["number"] or 0 for row in rows), default=0) or 1
    room = min(wide, 150) - 8 - max(width_of(_number(row), 7) for row in rows) - 3
    for _, line in groupby(rows, lambda row: row["group"]):
        found = list(line)
        sheet.rule((MARGIN, sheet.y), (WIDTH - MARGIN, sheet.y), colour=RULE, line=0.4)
        sheet.text(MARGIN, sheet.y + 9, cut(found[0]["label"], LEFT - MARGIN - 8, 7.5), name="label")
        for row in found:
            _bar(sheet, row, places[row["outcome"]], room / top)
        sheet.y += LINE
    for x in places.values():
        sheet.rule((x, sheet.y), (x, sheet.y - LINE * len({row["group"] for row in rows})), line=0.5)
    sheet.y += 8


def _heads(sheet: Sheet, places: dict[str, float], wide: float) -> None:
    """The outcomes above their columns, in as many lines as they need."""
    heads = {outcome: wrapped(look_of(outcome).label, wide - 6, 6.5) for outcome in places}
    lines = max(map(len, heads.values()))
    foot = sheet.y + max(0, lines - 1) * 8
    for outcome, x in places.items():
        for number, words in enumerate(reversed(heads[outcome])):
            sheet.text(x + 1, foot - number * 8, words, size=6.5, colour=MUTED, name="head")
    sheet.y = foot + 4


def _bar(sheet: Sheet, row: Row, x: float, high: float) -> None:
    """A bar and its number; where a count proves nothing of the part, a question mark."""
    y = sheet.y + (LINE - BAR) / 2
    length = (row["number"] or 0) * high
    if row["number"] is None:
        sheet.text(x + 3, sheet.y + 9, _number(row), size=7, colour=MUTED, name="not-bounded")
        return
    sheet.box(x, y, length, BAR, look_of(row["outcome"]), line=0.4, name="bar")
    sheet.text(x + length + 3, sheet.y + 9, _number(row), size=7, name="number")


def _number(row: Row) -> str:
    return "?" if row["number"] is None else f"{row['number']:,.15g}"
