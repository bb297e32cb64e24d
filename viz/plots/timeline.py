"""A timeline drawn: one strip for each group and unit, bars for what is sure, spans for what is not, gaps left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from queries.declaration import Row
from queries.periods import IN_A_YEAR
from viz.plots.files import footed, headed
from viz.plots.looks import GAP, INK, MUTED, OUTCOMES, Look, look_of
from viz.plots.shaped import Shaped
from viz.plots.sheet import MARGIN, WIDTH, Sheet, width_of, wrapped
from viz.plots.timeline_table import period_number
from viz.plots.timeline_words import RECORDS

LEFT = 152.0
RIGHT = WIDTH - MARGIN - 46
BARS = 30.0
NO_BARS = 10.0
LANE = 7.0
RIBBON = 3.0
PLAIN = look_of("other")
#: What the ribbon below a strip is filled with, by how well a period is covered.
COVERS = {
    "complete": ("#18212b", "", "complete records held"),
    "partial": ("#c3cad2", "", "partial records"),
    "withheld": (PLAIN.colour, "xxxxx", "withheld"),
    "not asked": ("#ffffff", "", "never asked for"),
}


@dataclass(frozen=True)
class Scale:
    """Periods as places on paper."""

    by: str
    first: int
    last: int

    @property
    def step(self) -> float:
        """How wide a period is."""
        return (RIGHT - LEFT) / (self.last - self.first + 1)

    def span(self, row: Row) -> tuple[float, float]:
        """From where a row's first period begins to where its last ends."""
        first, last = (period_number(row[name], self.by) for name in ("first", "last"))
        return LEFT + (first - self.first) * self.step, LEFT + (last + 1 - self.first) * self.step

    def ticks(self) -> list[tuple[float, str]]:
        """The years, as many as can be read."""
        parts = IN_A_YEAR[self.by]
        years = range(-(-self.first // parts), self.last // parts + 1)
        every = next(n for n in (1, 2, 5, 10, 20, 50, 1000) if len(years) / n <= 16)
        return [
            (LEFT + (year * parts - self.first) * self.step, str(year)) for year in years if year % every == 0
        ]


def draw(sheet: Sheet, shaped: Shaped) -> None:
    """The whole figure."""
    rows = shaped.drawn
    headed(sheet, shaped)
    _legend(sheet, rows)
    dated = [row for row in rows if row["first"]]
    by = _by(dated)
    numbers = [period_number(row[name], by) for row in dated for name in ("first", "last")]
    scale = Scale(by, min(numbers, default=0), max(numbers, default=0))
    strips = [(key, list(found)) for key, found in groupby(rows, lambda row: (row["unit"], row["group"]))]
    panel = ""
    for (unit, _), strip in strips:
        if unit != panel:
            _panel(sheet, unit)
            panel = unit
        top = max(
            (row["number"] or 0 for row in rows if row["unit"] == unit and row["mark"] == "bar"), default=1
        )
        _strip(sheet, strip, scale, top)
    if dated:
        _years(sheet, scale)
    footed(sheet, shaped)


def _by(rows: Sequence[Row]) -> str:
    """What the periods are, from how they are written."""
    period = rows[0]["first"] if rows else ""
    return "quarter" if "Q" in period else "month" if "-" in period else "year"


def _panel(sheet: Sheet, unit: str) -> None:
    sheet.y += 4
    words = "Records" if unit == RECORDS else f"Counted: {unit}, at least"
    sheet.lines(MARGIN, words, WIDTH - 2 * MARGIN, size=8, bold=True, name="panel")
    sheet.y += 3


def _look(row: Row) -> Look:
    return look_of(row["group"] if row["group"] in OUTCOMES else "other")


def _strip(sheet: Sheet, rows: Sequence[Row], scale: Scale, top: float) -> None:
    """One group's bars, the spans of what is uncertain, and how well each period is covered."""
    high = BARS if any(row["mark"] == "bar" for row in rows) else NO_BARS
    above, base = sheet.y + 3, sheet.y + 3 + high
    for number, line in enumerate(wrapped(rows[0]["label"], LEFT - MARGIN - 26, 7.5, most=3)):
        sheet.text(MARGIN, above + 8 + number * 9.5, line, name="label")
    if high == BARS:
        sheet.text(LEFT - 4, above + 4, f"{top:,.15g}", size=6.5, colour=MUTED, align="right", name="axis")
        sheet.rule((LEFT - 2.5, above), (LEFT, above), name="tick")
    if any(row["mark"] not in ("span", "undated") for row in rows):
        sheet.text(LEFT - 4, base + 1, "0", size=6.5, colour=MUTED, align="right", name="axis")
    _lines(sheet, [row for row in rows if row["mark"] not in ("span", "undated", "gap")], scale, base)
    for row in rows:
        if row["mark"] not in ("span", "undated"):
            _period(sheet, row, scale, base, BARS / top)
    sheet.y = base + 2
    _spans(sheet, [row for row in rows if row["mark"] == "span"], scale)
    _cover(sheet, [row for row in rows if row["coverage"]], scale)
    for row in rows:
        if row["mark"] == "undated":
            _undated(sheet, row, above)
    sheet.y = max(sheet.y, above + 28) + 7


def _lines(sheet: Sheet, rows: Sequence[Row], scale: Scale, base: float) -> None:
    """The line that bars stand on, as far as a number is known: it is broken where nothing is held."""
    runs: list[list[float]] = []
    for x, end in sorted(scale.span(row) for row in rows):
        if runs and x - runs[-1][1] < 1e-6:
            runs[-1][1] = end
        else:
            runs.append([x, end])
    for x, end in runs:
        sheet.rule((x, base), (end, base), colour=INK, line=0.8, name="line")


def _period(sheet: Sheet, row: Row, scale: Scale, base: float, high: float) -> None:
    """What one period shows: a bar, a zero, a gap."""
    x, end = scale.span(row)
    if row["mark"] == "gap":
        sheet.box(x, base - 4, end - x, 4, edge=GAP, line=0, hatch="/////", name="gap")
        return
    inset = min(0.8, scale.step * 0.12)
    if row["mark"] == "bar":
        height, line = row["number"] * high, 0.4 if end - x > 3 else 0.0
        sheet.box(x + inset, base - height, end - x - 2 * inset, height, _look(row), line=line, name="bar")
    elif row["mark"] == "zero":
        sheet.disc((x + end) / 2, base - 3.2, 1.5, fill="none", name="zero")
    elif row["mark"] == "not bounded":
        sheet.text((x + end) / 2, base - 3, "?", size=7, bold=True, align="center", name="not-bounded")


def _spans(sheet: Sheet, rows: Sequence[Row], scale: Scale) -> None:
    """Spans in lanes, none upon another."""
    lanes: list[float] = []
    top = sheet.y
    for row in sorted(rows, key=lambda row: (row["first"], row["last"])):
        x, end = scale.span(row)
        words = f"×{row['number']}" if row["number"] > 1 else ""
        until = end + (width_of(words, 6) + 3 if words else 1)
        lane = next((number for number, taken in enumerate(lanes) if taken <= x), len(lanes))
        lanes[lane : lane + 1] = [until]
        y = top + lane * LANE
        sheet.box(
            x, y + 1, end - x, LANE - 3, fill="#ffffff", edge="#18212b", line=0.5, hatch="//////", name="span"
        )
        if words:
            sheet.text(end + 1.5, y + LANE - 2, words, size=6, name="span-number")
    sheet.y = top + len(lanes) * LANE + 1


def _cover(sheet: Sheet, rows: Sequence[Row], scale: Scale) -> None:
    """A ribbon that says what records are held; none where none are."""
    for extent, run in groupby(sorted(rows, key=lambda row: row["first"]), lambda row: row["coverage"]):
        found = list(run)
        if extent in COVERS:
            fill, hatch, _ = COVERS[extent]
            x, end = scale.span(found[0])[0], scale.span(found[-1])[1]
            edge = MUTED if extent in ("withheld", "not asked") else fill
            sheet.box(x, sheet.y, end - x, RIBBON, fill=fill, edge=edge, line=0.4, hatch=hatch, name="cover")
    sheet.y += RIBBON


def _undated(sheet: Sheet, row: Row, above: float) -> None:
    sheet.box(RIGHT + 6, above, WIDTH - MARGIN - RIGHT - 6, 19, edge=MUTED, dashed=True, name="undated")
    middle = (RIGHT + 6 + WIDTH - MARGIN) / 2
    sheet.text(
        middle, above + 8, f"{row['number']:,}", size=7, bold=True, align="center", name="undated-number"
    )
    sheet.text(middle, above + 16, "no date", size=6.5, align="center", name="undated-words")


def _years(sheet: Sheet, scale: Scale) -> None:
    sheet.y += 1
    sheet.rule((LEFT, sheet.y), (RIGHT, sheet.y))
    for x, year in scale.ticks():
        sheet.rule((x, sheet.y), (x, sheet.y + 3), name="tick")
        sheet.text(x + 1.5, sheet.y + 9, year, size=6.5, colour=MUTED, name="year")
    sheet.y += 12


def _legend(sheet: Sheet, rows: Sequence[Row]) -> None:
    """What each kind of mark says, of those that are drawn."""
    marks = {row["mark"] for row in rows}
    covers = [
        words for extent, (_, _, words) in COVERS.items() if any(row["coverage"] == extent for row in rows)
    ]
    entries = [
        ("bar", "surely in this period" if "bar" in marks else ""),
        ("span", "in one of these, not known which" if "span" in marks else ""),
        ("zero", "none, in complete records" if "zero" in marks else ""),
        ("gap", "gap: nothing held" if "gap" in marks else ""),
        ("not bounded", "counted, but proves nothing" if "not bounded" in marks else ""),
        *((words, words) for words in covers),
    ]
    entries = [(kind, words) for kind, words in entries if words]
    x = MARGIN
    sheet.y += 9 if entries else 0
    for kind, words in entries:
        wide = 19 + width_of(words, 6.5) + 9
        if x + wide > WIDTH - MARGIN:
            x, sheet.y = MARGIN, sheet.y + 10
        _sample(sheet, kind, x)
        sheet.text(x + 19, sheet.y, words, size=6.5, name="legend")
        x += wide
    sheet.y += 4


def _sample(sheet: Sheet, kind: str, x: float) -> None:
    y = sheet.y
    if kind == "bar":
        sheet.box(x + 4, y - 6, 8, 6, PLAIN, line=0.4, name="key")
    elif kind == "span":
        sheet.box(x, y - 5, 16, 4, fill="#ffffff", hatch="//////", name="key")
    elif kind == "zero":
        sheet.rule((x, y), (x + 16, y), colour="#18212b", name="key")
        sheet.disc(x + 8, y - 3.2, 1.5, fill="none", name="key")
    elif kind == "gap":
        sheet.box(x, y - 4, 16, 4, edge=GAP, line=0, hatch="/////", name="key")
    elif kind == "not bounded":
        sheet.text(x + 8, y, "?", size=7, bold=True, align="center", name="key")
    else:
        fill, hatch, _ = next(each for each in COVERS.values() if each[2] == kind)
        sheet.box(x, y - 4, 16, RIBBON, fill=fill, edge=MUTED, line=0.4, hatch=hatch, name="key")
