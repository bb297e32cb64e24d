"""A sankey drawn: holders left, ways in the middle, recipients right; ribbons as wide as there are records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from viz.marks import KNOWLEDGE
from viz.plots.files import footed, headed
from viz.plots.looks import INK, MUTED, PAPER, look_of
from viz.plots.sankey_table import CARRIES, Ribbon, ribbons
from viz.plots.shaped import Shaped
from viz.plots.sheet import MARGIN, WIDTH, Sheet, width_of, wrapped

#: Where the columns stand: from where to where each node reaches.
COLUMNS = ((156.0, 162.0), (214.0, 300.0), (352.0, 358.0))
HEIGHT = 460.0
SPACE = 5.0
WIDEST = 12.0
LINE = 8.4
ENDS: tuple[Callable[[Ribbon], str], ...] = (
    lambda ribbon: ribbon.holder,
    lambda ribbon: ribbon.channel,
    lambda ribbon: ribbon.recipient,
)


@dataclass(frozen=True)
class Node:
    """A place on paper for one holder, way or recipient."""

    name: str
    number: int
    top: float
    height: float
    slot: float


def draw(sheet: Sheet, shaped: Shaped) -> None:
    """The whole figure."""
    headed(sheet, shaped)
    found = ribbons(shaped.rows)
    _legend(sheet, found)
    columns = _columns(found)
    scale = _scale(columns)
    top = sheet.y
    heights = [
        sum(_slot(name, number, column, scale) + SPACE for name, number in names) - SPACE
        for column, names in enumerate(columns)
    ]
    tallest = max(heights)
    nodes = [
        _placed(names, column, scale, top + (tallest - height) / 2)
        for (column, names), height in zip(enumerate(columns), heights, strict=True)
    ]
    _ribbons(sheet, found, nodes, scale)
    for column, placed in enumerate(nodes):
        for node in placed.values():
            _node(sheet, node, column)
    sheet.y = top + tallest + 6
    footed(sheet, shaped)


Names = Sequence[tuple[str, int]]


def _columns(found: Sequence[Ribbon]) -> list[Names]:
    """The nodes of each column with their records: the middle and the right in the order that crosses least."""
    totals: list[dict[str, int]] = [defaultdict(int) for _ in ENDS]
    for ribbon in found:
        for total, end in zip(totals, ENDS, strict=True):
            total[end(ribbon)] += ribbon.number
    orders = [sorted(total, key=lambda name: (-total[name], name)) for total in totals]
    for _ in range(4):
        for column, other in ((1, 0), (2, 1), (1, 2), (0, 1)):
            orders[column] = _by_neighbours(orders[column], orders[other], found, ENDS[column], ENDS[other])
    return [[(name, total[name]) for name in order] for order, total in zip(orders, totals, strict=True)]


def _by_neighbours(
    order: Sequence[str],
    beside: Sequence[str],
    found: Sequence[Ribbon],
    end: Callable[[Ribbon], str],
    other: Callable[[Ribbon], str],
) -> list[str]:
    """Names by the middle of the places of those that they are linked with."""
    place = {name: number for number, name in enumerate(beside)}
    sums: dict[str, list[float]] = {name: [0.0, 0.0] for name in order}
    for ribbon in found:
        sums[end(ribbon)][0] += place[other(ribbon)] * ribbon.number
        sums[end(ribbon)][1] += ribbon.number
    was = {name: number for number, name in enumerate(order)}
    return sorted(order, key=lambda name: (round(sums[name][0] / sums[name][1], 6), was[name]))


def _lines(name: str, number: int, column: int) -> list[str]:
    """A node's label: its name and how many records, in as many lines as its column has room for."""
    room = (
        COLUMNS[0][0] - MARGIN - 6,
        COLUMNS[1][1] - COLUMNS[1][0] - 6,
        WIDTH - MARGIN - COLUMNS[2][1] - 6,
    )[column]
    most = 2 if column != 1 else 3
    lines = wrapped(name, room, 7, most=most)
    count = f" ({number})"
    if width_of(lines[-1] + count, 7) <= room:
        return [*lines[:-1], lines[-1] + count]
    return [*lines, count.strip()]


def _slot(name: str, number: int, column: int, scale: float) -> float:
    """How high a node's place is: its ribbons, or its label where that is higher."""
    return max(number * scale, len(_lines(name, number, column)) * LINE + (3 if column == 1 else 0))


def _scale(columns: Sequence[Names]) -> float:
    """How wide one record is drawn, so that the fullest column fits."""
    spaces = max(SPACE * (len(names) - 1) for names in columns)
    total = sum(number for _, number in columns[0])
    return max(0.8, min(WIDEST, (HEIGHT - spaces) / total))


def _placed(names: Names, column: int, scale: float, top: float) -> dict[str, Node]:
    nodes = {}
    for name, number in names:
        slot = _slot(name, number, column, scale)
        height = number * scale
        nodes[name] = Node(name, number, top + (slot - height) / 2, height, slot)
        top += slot + SPACE
    return nodes


def _node(sheet: Sheet, node: Node, column: int) -> None:
    left, right = COLUMNS[column]
    lines = _lines(node.name, node.number, column)
    middle = node.top + node.height / 2
    first = middle - len(lines) * LINE / 2 + LINE - 2
    if column == 1:
        high = max(node.height, len(lines) * LINE + 3)
        sheet.box(left, middle - high / 2, right - left, high, fill=PAPER, name="node")
        places = [((left + right) / 2, "center")]
    else:
        sheet.box(left, node.top, right - left, max(node.height, 0.8), fill=INK, line=0, name="node")
        places = [(left - 4, "right") if column == 0 else (right + 4, "left")]
    for number, line in enumerate(lines):
        ((x, align),) = places
        sheet.text(x, first + number * LINE, line, size=7, align=align, name="label")


def _ribbons(
    sheet: Sheet, found: Sequence[Ribbon], nodes: Sequence[Mapping[str, Node]], scale: float
) -> None:
    """Each ribbon from its holder to its way, and on to its recipient."""
    known = list(KNOWLEDGE)
    for left, right in pairwise(range(len(ENDS))):
        starts = _offsets(found, nodes, (left, right), scale)
        ends = _offsets(found, nodes, (right, left), scale)
        for ribbon in sorted(found, key=lambda each: (-known.index(each.known), -each.number, _key(each))):
            x, end = COLUMNS[left][1], COLUMNS[right][0]
            _ribbon(sheet, ribbon, (x, starts[ribbon]), (end, ends[ribbon]), ribbon.number * scale)


def _key(ribbon: Ribbon) -> tuple[str, ...]:
    return tuple(end(ribbon) for end in ENDS)


def _offsets(
    found: Sequence[Ribbon], nodes: Sequence[Mapping[str, Node]], columns: tuple[int, int], scale: float
) -> dict[Ribbon, float]:
    """Where each ribbon leaves or meets its node: in the order of the nodes at its other end."""
    known, (column, beside) = list(KNOWLEDGE), columns
    third = 3 - column - beside
    order = sorted(
        found,
        key=lambda each: (
            nodes[beside][ENDS[beside](each)].top,
            known.index(each.known),
            nodes[third][ENDS[third](each)].top,
        ),
    )
    used: dict[str, float] = defaultdict(float)
    places = {}
    for ribbon in order:
        name = ENDS[column](ribbon)
        places[ribbon] = nodes[column][name].top + used[name]
        used[name] += ribbon.number * scale
    return places


def _ribbon(
    sheet: Sheet, ribbon: Ribbon, start: tuple[float, float], end: tuple[float, float], high: float
) -> None:
    (x, y), (to, below) = start, end
    middle = (x + to) / 2
    points = [
        (x, y),
        (middle, y),
        (middle, below),
        (to, below),
        (to, below + high),
        (middle, below + high),
        (middle, y + high),
        (x, y + high),
        (x, y),
    ]
    look = look_of(ribbon.known)
    sheet.shape(
        points,
        [1, 4, 4, 4, 2, 4, 4, 4, 79],
        fill=look.colour,
        edge=INK if ribbon.contested else MUTED,
        line=1.0 if ribbon.contested else 0.3,
        hatch=look.hatch,
        dashed=ribbon.contested,
        name=f"ribbon-{ribbon.known}",
    )


def _legend(sheet: Sheet, found: Sequence[Ribbon]) -> None:
    """What the fill of a ribbon says, and how its edge says that it is contested."""
    x = MARGIN
    sheet.y += 8
    for known in CARRIES:
        if any(ribbon.known == known for ribbon in found):
            sheet.box(x, sheet.y - 6, 18, 7, look_of(known), line=0.3, name="key")
            sheet.text(x + 22, sheet.y, look_of(known).label, size=6.5, name="legend")
            x += 22 + width_of(look_of(known).label, 6.5) + 12
    if any(ribbon.contested for ribbon in found):
        sheet.box(x, sheet.y - 6, 18, 7, fill=PAPER, line=1.0, dashed=True, name="key")
        sheet.text(x + 22, sheet.y, "contested: somebody denies it", size=6.5, name="legend")
    sheet.y += 6
    for (left, right), words, align in zip(
        COLUMNS, ("holder", "by which way", "recipient"), ("right", "center", "left"), strict=True
    ):
        place = {"right": right, "center": (left + right) / 2, "left": left}[align]
        sheet.text(place, sheet.y + 8, words, size=7, bold=True, align=align, name="column")
    sheet.y += 14
