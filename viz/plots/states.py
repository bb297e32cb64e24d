"""The states as equal tiles, each with the colour, the hatch and the sign of its answer."""

from __future__ import annotations

from collections.abc import Sequence

from queries.declaration import Row
from viz.marks import tiles
from viz.plots.files import footed, headed
from viz.plots.looks import INK, MUTED, RULE, look_of
from viz.plots.shaped import Shaped
from viz.plots.sheet import MARGIN, WIDTH, Sheet, cut, width_of, wrapped
from viz.plots.states_table import ABSENT, by_answer

TILE = 31.5
GAP = 2.5
LEGEND = MARGIN + 11 * (TILE + GAP) + 8


def draw(sheet: Sheet, shaped: Shaped) -> None:
    """The whole figure: the map, and beside it how many states each answer has."""
    headed(sheet, shaped)
    top, places = sheet.y, tiles()
    here = [row for row in shaped.drawn if row["answer"] != ABSENT]
    mapped = places if any(row["state"] in places for row in here) else {}
    for row in shaped.drawn:
        if row["state"] in mapped:
            line, column = mapped[row["state"]]
            _tile(sheet, row, MARGIN + (column - 1) * (TILE + GAP), top + (line - 1) * (TILE + GAP))
    sheet.y = top + max((line for line, _ in mapped.values()), default=0) * (TILE + GAP)
    _beside(sheet, [row for row in here if row["state"] not in mapped])
    foot = sheet.y
    _legend(sheet, shaped.rows, LEGEND if mapped else MARGIN + min(len(here), 11) * (TILE + GAP) + 8, top)
    sheet.y = max(foot, sheet.y)
    footed(sheet, shaped)


def _tile(sheet: Sheet, row: Row, x: float, y: float) -> None:
    """One state; one that has no office in the case is only named."""
    if row["answer"] == ABSENT:
        sheet.text(x + TILE / 2, y + 19, row["state"], size=7, colour=MUTED, align="center", name="absent")
        return
    look = look_of(row["answer"])
    sheet.box(
        x,
        y,
        TILE,
        TILE,
        look,
        edge=RULE if row["answer"] == "unknown" else INK,
        name=f"state-{row['answer']}",
    )
    _letters(sheet, x, y, row)
    sign(sheet, look.sign, x + TILE / 2, y + 24)
    if row["contested"]:
        _contested(sheet, x + TILE - 5.5, y + 5.5)


def _letters(sheet: Sheet, x: float, y: float, row: Row) -> None:
    """The letters of a state, on a plain ground where its tile is hatched."""
    look = look_of(row["answer"])
    strong = row["answer"] != "unknown"
    words = cut(row["state"], TILE - 4, 9, bold=strong)
    if look.hatch:
        wide = width_of(words, 9, bold=strong)
        sheet.box(x + (TILE - wide) / 2 - 2, y + 6, wide + 4, 11, fill=look.colour, edge=look.colour, line=0)
    ink = "#ffffff" if row["answer"] == "refused" else INK if strong else MUTED
    sheet.text(x + TILE / 2, y + 15, words, size=9, bold=strong, colour=ink, align="center", name="state")


def sign(sheet: Sheet, kind: str, x: float, y: float) -> None:
    """The sign that says the same as a colour: filled, half, open, asked, barred or crossed."""
    if kind == "disc":
        sheet.disc(x, y, 3.2, name="sign")
    elif kind == "half":
        sheet.disc(x, y, 3.4, fill="#ffffff", name="sign")
        sheet.shape(*_half(x, y, 3.2), fill=INK, line=0, name="sign")
    elif kind == "ring":
        sheet.disc(x, y, 3.2, fill="#ffffff", name="sign")
    elif kind == "question":
        sheet.text(x, y + 3, "?", size=9, bold=True, align="center", name="sign")
    elif kind == "bar":
        sheet.box(x - 5, y - 1, 10, 2.4, fill="#ffffff", line=0, name="sign")
    elif kind == "cross":
        sheet.rule((x - 3, y - 3), (x + 3, y + 3), colour=INK, line=1.6, name="sign")
        sheet.rule((x - 3, y + 3), (x + 3, y - 3), colour=INK, line=1.6, name="sign")


def _half(x: float, y: float, radius: float) -> tuple[list[tuple[float, float]], list[int]]:
    """The left half of a disc, as two curves."""
    bow = radius * 4 / 3
    points = [(x, y - radius), (x - bow, y - radius), (x - bow, y + radius), (x, y + radius), (x, y - radius)]
    return points, [1, 4, 4, 4, 79]


def _contested(sheet: Sheet, x: float, y: float) -> None:
    sheet.disc(x, y, 4, fill="#ffffff", name="contested")
    sheet.text(x, y + 2.5, "!", size=7, bold=True, align="center", name="contested-sign")


def _legend(sheet: Sheet, rows: Sequence[Row], x: float, top: float) -> None:
    """Each answer with how many states have it."""
    y = top
    for answer, found in by_answer(rows).items():
        if answer == ABSENT:
            continue
        look = look_of(answer)
        sheet.box(x, y, 15, 15, look, edge=RULE if answer == "unknown" else INK, name="key")
        if look.hatch:
            sheet.disc(x + 7.5, y + 7.5, 4.5, fill=look.colour, edge=look.colour)
        sign(sheet, look.sign, x + 7.5, y + 7.5)
        sheet.text(x + 19, y + 7, f"{len(found)}", size=8, bold=True, name="count")
        lines = wrapped(found[0]["words"], WIDTH - MARGIN - x - 19, 6.5)
        for number, words in enumerate(lines):
            sheet.text(x + 19, y + 15 + number * 8, words, size=6.5, name="legend")
        y += 14 + len(lines) * 8
    if any(row["contested"] for row in rows):
        _contested(sheet, x + 7.5, y + 7.5)
        sheet.text(x + 19, y + 10, "contested: it is denied", size=6.5, name="legend")
        y += 22
    sheet.y = y


def _beside(sheet: Sheet, rows: Sequence[Row]) -> None:
    """States, territories and places that the map has no tile for."""
    x = MARGIN
    for row in rows:
        if x + TILE > LEGEND:
            x, sheet.y = MARGIN, sheet.y + TILE + GAP
        _tile(sheet, row, x, sheet.y)
        x += TILE + GAP
    sheet.y += TILE + GAP if rows else 0
