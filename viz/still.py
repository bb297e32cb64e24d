"""The picture as SVG: for paper, and for readers without scripts. It looks like the one that can be clicked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import atan2, cos, degrees, hypot, sin
from xml.sax.saxutils import escape, quoteattr

from viz.marks import KNOWLEDGE, SHAPES, Knowledge, families
from viz.picture import LEFT, TOP, WIDTH, Line, Mark, Picture

LABEL_LETTERS = 40
# The width of a letter, and how far a sign on a line has to keep from what else is there.
LETTER, CLEAR = 6.8, 8.0
CROSSINGS = {"bar": "M0,-7V7", "cross": "M-5,-5L5,5M-5,5L5,-5", "gate": "M-2,-7V7M2,-7V7"}

Point = tuple[float, float]
Curve = list[Point]
Box = tuple[float, float, float, float]  # left, top, right, bottom


def svg(picture: Picture, title: str) -> str:
    """The picture, before any fold is opened, as one SVG element; its looks are in the page's style sheet."""
    marks, lines = picture.shown()
    at = {mark.id: mark for mark in marks}
    last = max((mark.column for mark in marks), default=0)
    taken = [box for mark in marks for box in _boxes(mark, last)]
    box = f"0 0 {WIDTH:g} {picture.height:g}"
    parts = [
        f'<svg class="still" viewBox="{box}" role="img" aria-label={quoteattr(title)}>',
        *_titles(picture, marks),
        *(_line(line, at[line.start], at[line.end], taken) for line in lines),
        *(_mark(mark, last) for mark in marks),
        "</svg>",
    ]
    return "\n".join(parts)


def _titles(picture: Picture, marks: Iterable[Mark]) -> Iterable[str]:
    last = len(picture.columns) - 1
    for column, x in sorted({(mark.column, mark.x) for mark in marks}):
        anchor = {0: "end", last: "start"}.get(column, "middle")
        yield f'<text class="column" x="{x:g}" y="{TOP - 16:g}" text-anchor="{anchor}">{picture.columns[column]}</text>'


def _line(line: Line, start: Mark, end: Mark, taken: list[Box]) -> str:
    look = KNOWLEDGE[line.known]
    curve = _curve(start, end, line.bend)
    far = abs(start.column - end.column) > 1
    middle = 0.36 if far else 0.5  # clear of the column in between
    parts = [f'<path class="line {look.id}" d="{_path(curve)}"{_dash(look)}/>', _arrow(curve, look.id)]
    if line.via:
        x, y = _at(curve, _spot(curve, middle, taken))
        parts.append(f'<circle class="relay" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
    if look.crossing:
        parts += _crossing(curve, look.crossing, _spot(curve, middle, taken))
    if line.contested:
        parts.append(_token(_at(curve, _spot(curve, middle, taken)), "!"))
    return f'<g data-line="{line.id}">{"".join(parts)}</g>'


def _spot(curve: Curve, middle: float, taken: list[Box]) -> float:
    """The place nearest to the middle of a line where marks, labels and earlier signs leave room; now taken too."""
    steps = [middle + step for step in (0, 0.05, -0.05, 0.1, -0.1, 0.15, -0.15, 0.2, -0.2)]
    at = next((step for step in steps if _free(_at(curve, step), taken)), middle)
    x, y = _at(curve, at)
    taken.append((x - CLEAR, y - CLEAR, x + CLEAR, y + CLEAR))
    return at


def _free(point: Point, taken: Iterable[Box]) -> bool:
    x, y = point
    return not any(
        x + CLEAR > left and x - CLEAR < right and y + CLEAR > top and y - CLEAR < bottom
        for left, top, right, bottom in taken
    )


def _boxes(mark: Mark, last: int) -> list[Box]:
    """Where a mark is, and its label if that stands among the lines."""
    x, y = mark.x, mark.y
    half = len(_words(mark, last)[1]) * LETTER / 2
    label = [(x - half, y + 13, x + half, y + 30)] if 0 < mark.column < last else []
    return [(x - 11, y - 11, x + 11, y + 11), *label]


def _words(mark: Mark, last: int) -> tuple[str, str]:
    """The label of a mark, whole and as short as there is room: of neighbours in between, each has its own part."""
    words = f"{mark.state} · {mark.label}" if mark.state else mark.label
    crowded = last > 2 and 0 < mark.column < last
    most = int((WIDTH - 2 * LEFT) / last / LETTER) if crowded else LABEL_LETTERS
    return words, words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _dash(look: Knowledge) -> str:
    return f' stroke-dasharray="{" ".join(f"{length:g}" for length in look.dash)}"' if look.dash else ""


def _crossing(curve: Curve, crossing: str, at: float) -> list[str]:
    here, ahead = _at(curve, at), _at(curve, at + 0.02)
    if crossing in CROSSINGS:
        turn = degrees(atan2(ahead[1] - here[1], ahead[0] - here[0]))
        place = f"translate({here[0]:.1f} {here[1]:.1f}) rotate({turn:.0f})"
        return [f'<path class="crossing" d="{CROSSINGS[crossing]}" transform="{place}"/>']
    return [_token(here, "?")] if crossing else []


def _token(at: Point, sign: str) -> str:
    x, y = at
    return (
        f'<circle class="token" cx="{x:.1f}" cy="{y:.1f}" r="7"/>'
        f'<text class="sign" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{sign}</text>'
    )


def _curve(start: Mark, end: Mark, bend: float) -> Curve:
    """The control points from the edge of one mark to the edge of the other: three if it swings out, else four."""
    (x1, y1), (x2, y2) = (start.x, start.y), (end.x, end.y)
    wide, high = x2 - x1, y2 - y1
    if bend:
        control = (x1 + wide / 2 + high * bend * 2, y1 + high / 2 - wide * bend * 2)
        return [_away((x1, y1), control, 11), control, _away((x2, y2), control, 13)]
    sign = 1 if wide >= 0 else -1
    x1, x2 = x1 + 11 * sign, x2 - 13 * sign
    half = (x1 + x2) / 2
    return [(x1, y1), (half, y1), (half, y2), (x2, y2)]


def _away(point: Point, towards: Point, distance: float) -> Point:
    wide, high = towards[0] - point[0], towards[1] - point[1]
    length = hypot(wide, high) or 1.0
    return point[0] + wide / length * distance, point[1] + high / length * distance


def _path(curve: Curve) -> str:
    first, *rest = (f"{x:.1f},{y:.1f}" for x, y in curve)
    return f"M{first}{'Q' if len(curve) == 3 else 'C'}{' '.join(rest)}"


def _at(curve: Curve, at: float) -> Point:
    """The point of a Bézier curve at a fraction of it (de Casteljau)."""
    points = curve
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * at, a[1] + (b[1] - a[1]) * at) for a, b in pairwise(points)]
    return points[0]


def _arrow(curve: Curve, kind: str) -> str:
    """An arrow head where the curve ends, along its last stretch."""
    tip, before = curve[-1], _at(curve, 0.95)
    angle = atan2(tip[1] - before[1], tip[0] - before[0])
    corners = [(2.0, 0.0), (-8.0, 3.5), (-8.0, -3.5)]
    turned = (
        (tip[0] + x * cos(angle) - y * sin(angle), tip[1] + x * sin(angle) + y * cos(angle))
        for x, y in corners
    )
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in turned)
    return f'<polygon class="arrow {kind}" points="{points}"/>'


def _mark(mark: Mark, last: int) -> str:
    look = families()[mark.family]
    anchor, dx, dy = {0: ("end", -15, 4.5), last: ("start", 15, 4.5)}.get(mark.column, ("middle", 0, 24))
    behind = f'<path class="mark" d="{look.outline}" transform="translate(4 -4)"/>' if mark.members else ""
    words, short = _words(mark, last)
    lines = _fold_lines(mark) if mark.members and short != words and dx < 0 else [short]
    return (
        f'<g transform="translate({mark.x:g} {mark.y:g})" class="f-{mark.family}">{behind}'
        f'<path class="mark" d="{look.outline}"/>'
        f'<text class="label" x="{dx}" y="{dy}" text-anchor="{anchor}">{_rows(lines, dx)}<title>{escape(words)}</title></text></g>'
    )


def _fold_lines(mark: Mark) -> list[str]:
    """A fold's label with what stands in brackets on a line of its own."""
    words, bracket, rest = mark.label.rpartition(" (")
    return [words, f"({rest}"] if bracket else [mark.label]


def _rows(lines: Sequence[str], x: int) -> str:
    first, *more = map(escape, lines)
    return first + "".join(f'<tspan x="{x}" dy="15">{line}</tspan>' for line in more)


def line_sample(known: str) -> str:
    """A short piece of the line for one word, for the legend."""
    look = KNOWLEDGE[known]
    curve = [(1.0, 8.0), (20.0, 8.0), (33.0, 8.0)]
    return (
        '<svg class="sample" viewBox="0 0 40 16" aria-hidden="true">'
        f'<path class="line {known}" d="M1,8H33"{_dash(look)}/>'
        f'<polygon class="arrow {known}" points="40,8 32,4.5 32,11.5"/>'
        f"{''.join(_crossing(curve, look.crossing, 0.5))}</svg>"
    )


def shape_sample(family: str) -> str:
    """The shape of one family of agencies, for the legend."""
    return (
        f'<svg class="shape f-{family}" viewBox="-11 -11 22 22" aria-hidden="true">'
        f'<path class="mark" d="{SHAPES[families()[family].shape]}"/></svg>'
    )
