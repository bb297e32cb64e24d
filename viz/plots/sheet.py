"""A sheet of paper that is drawn on in points from its upper left corner; as wide as a page's text, as high as needed.

Everything that is drawn has a name (`bar-3`), which an SVG keeps as its id. Text is text: no `$` in it is
mathematics. Letters are matplotlib's own DejaVu Sans, whatever fonts the machine has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viz.plots.looks import INK, MUTED, PAPER, Look
from viz.safety import clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

WIDTH = 510.0  # 180 mm: the text of a page of A4 or Letter
MARGIN = 6.0
ELLIPSIS = "…"
Point = tuple[float, float]


class Sheet:
    """What is drawn, and how far down it has come.

    Attributes
    ----------
    y
        Where the next thing goes, in points from the upper edge.
    """

    def __init__(self) -> None:
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(WIDTH / 72, 1), facecolor=PAPER)
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._counts: Counter[str] = Counter()
        self.y = MARGIN

    def finished(self) -> Figure:
        """The figure, cut to what was drawn."""
        height = self.y + MARGIN
        self.figure.set_size_inches(WIDTH / 72, height / 72)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        return self.figure

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 7.5,
        colour: str = INK,
        bold: bool = False,
        align: str = "left",
        name: str = "text",
    ) -> None:
        """Words whose baseline is at y."""
        self._axes.text(
            x,
            y,
            one_line(words),
            fontproperties=font(size, bold=bold),
            color=colour,
            ha=align,
            va="baseline",
            gid=self._named(name),
        )

    def lines(self, x: float, words: str, width: float, *, size: float = 7.5, **how: Any) -> None:
        """Words in as many lines as they need, from where the sheet has come to."""
        for line in wrapped(words, width, size, bold=how.get("bold", False)):
            self.y += size * 1.32
            self.text(x, self.y, line, size=size, **how)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        look: Look | None = None,
        *,
        fill: str = "none",
        edge: str = INK,
        line: float = 0.5,
        dashed: bool = False,
        hatch: str = "",
        name: str = "box",
    ) -> None:
        """A box whose upper left corner is at x, y."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=look.colour if look else fill,
                edgecolor=edge,
                hatch=(look.hatch if look else hatch) or None,
                linewidth=line,
                linestyle=(0, (3, 2)) if dashed else "solid",
                gid=self._named(name),
                clip_on=False,
            )
        )

    def shape(
        self,
        points: Sequence[Point],
        codes: Sequence[int] | None = None,
        *,
        fill: str = "none",
        edge: str = INK,
        line: float = 0.5,
        hatch: str = "",
        dashed: bool = False,
        name: str = "shape",
    ) -> None:
        """A path through points, closed where it is filled."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Outline

        self._axes.add_patch(
            PathPatch(
                Outline(points, codes),
                facecolor=fill,
                edgecolor=edge,
                linewidth=line,
                hatch=hatch or None,
                linestyle=(0, (3, 2)) if dashed else "solid",
                gid=self._named(name),
                clip_on=False,
            )
        )

    def rule(
        self, start: Point, end: Point, *, colour: str = MUTED, line: float = 0.6, name: str = "rule"
    ) -> None:
        """A straight line."""
        self.shape([start, end], edge=colour, line=line, name=name)

    def disc(
        self, x: float, y: float, radius: float, *, fill: str = INK, edge: str = INK, name: str = "disc"
    ) -> None:
        """A round mark."""
        from matplotlib.patches import Circle

        self._axes.add_patch(
            Circle(
                (x, y),
                radius,
                facecolor=fill,
                edgecolor=edge,
                linewidth=0.8,
                gid=self._named(name),
                clip_on=False,
            )
        )

    def _named(self, name: str) -> str:
        """A name that nothing else on the sheet has."""
        self._counts[name] += 1
        return f"{name}-{self._counts[name]}"


def one_line(words: str) -> str:
    """Words without line ends and without what cannot be shown or would reorder its neighbours."""
    return " ".join(str(clean(words)).split())


@cache
def font_file(*, bold: bool) -> Path:
    import matplotlib as mpl

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / name


@cache
def font(size: float, *, bold: bool = False) -> FontProperties:
    """DejaVu Sans as it comes with matplotlib."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(
        family="DejaVu Sans",
        weight="bold" if bold else "normal",
        size=size,
        fname=str(font_file(bold=bold)),
    )


@lru_cache(maxsize=1 << 14)
def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """How wide words are, in points."""
    return sum(_advance(letter, bold=bold) for letter in words) * size


@cache
def _face(*, bold: bool) -> Any:
    from matplotlib.ft2font import FT2Font

    return FT2Font(str(font_file(bold=bold)))


@lru_cache(maxsize=1 << 12)
def _advance(letter: str, *, bold: bool) -> float:
    """How far a letter goes on, of one em; one that the font lacks may be as wide as high."""
    from matplotlib.ft2font import LoadFlags

    face = _face(bold=bold)
    glyph = face.get_char_index(ord(letter))
    if not glyph:
        return 1.0
    return float(face.load_glyph(glyph, flags=LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM)


def _fitting(words: str, width: float, size: float, *, bold: bool) -> int:
    """How many letters from the first on fit in a width."""
    reached = accumulate(_advance(letter, bold=bold) * size for letter in words)
    return sum(1 for _ in takewhile(lambda end: end <= width, reached))


def cut(words: str, width: float, size: float, *, bold: bool = False) -> str:
    """Words that fit; what does not is cut off behind an ellipsis."""
    words = one_line(words)
    if width_of(words, size, bold=bold) <= width:
        return words
    room = width - width_of(ELLIPSIS, size, bold=bold)
    return words[: _fitting(words, room, size, bold=bold)].rstrip() + ELLIPSIS


def wrapped(words: str, width: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """Words in lines that fit; a word that is longer than a line is broken, and the last of `most` lines is cut."""
    found, line = [], ""
    for word in _broken(one_line(words).split(), width, size, bold=bold):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size, bold=bold) > width:
            found.append(line)
            line = word
        else:
            line = longer
    found += [line] if line else []
    if most and len(found) > most:
        return [*found[: most - 1], cut(" ".join(found[most - 1 :]), width, size, bold=bold)]
    return found


def _broken(words: Sequence[str], width: float, size: float, *, bold: bool) -> list[str]:
    pieces = []
    for word in words:
        while width_of(word, size, bold=bold) > width:
            fits = max(1, _fitting(word, width, size, bold=bold))
            pieces.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901 (what is left of it)
        pieces.append(word)
    return [piece for piece in pieces if piece]
