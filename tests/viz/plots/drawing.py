"""A figure drawn as SVG and read back: which marks there are, where they stand, and what is written."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

import datatrail
from graphmodel.projection import Evidence
from viz.plots.files import rendered
from viz.plots.kinds import KINDS, find_kind
from viz.plots.shaped import Shaped

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: The figures of the two bundled cases that every test of all figures looks at.
EXAMPLES = [(kind, case) for kind in KINDS for case in ("real", "examplia")]
#: What tells a state's figure apart where the bundled question is large.
ASKED: dict[str, dict[str, Any]] = {"states": {"data": "photo"}, "sankey": {"data": "photo"}}
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Drawn:
    """What an SVG shows.

    Attributes
    ----------
    boxes
        By the name of a kind of mark, the left, top, right and lower edge of each, in the order in which it is drawn.
    texts
        The same of what is written: names and words.
    """

    root: ET.Element
    boxes: dict[str, list[Box]]
    texts: list[tuple[str, str]]

    @property
    def marks(self) -> Counter[str]:
        """How many marks of each kind there are."""
        return Counter({name: len(found) for name, found in self.boxes.items()})

    def said(self, name: str) -> list[str]:
        """What is written under a name."""
        return [words for each, words in self.texts if each == name]

    @property
    def words(self) -> str:
        """All that is written."""
        return "\n".join(words for _, words in self.texts)


def shaped(evidence: Evidence, kind: str, **asked: Any) -> Shaped:
    """A figure of a small case."""
    stamp = {"case_sha256": "ab" * 32, "version": "9"}
    return find_kind(kind).shaped(evidence, asked, title="A case", datasets=["first"], stamp=stamp)


def svg_of(figure: Shaped, kind: str) -> bytes:
    return rendered(lambda sheet: find_kind(kind).draw(sheet, figure), figure, "svg")


def drawn(figure: Shaped, kind: str) -> Drawn:
    """The figure as it is drawn."""
    return read(svg_of(figure, kind))


@cache
def example(kind: str, case: str) -> tuple[Shaped, Drawn]:
    """A figure of a bundled case, and what is drawn of it."""
    plot = datatrail.demo_case(case).plot(kind, **ASKED.get(kind, {}))
    return plot.shaped, drawn(plot.shaped, kind)


def read(svg: bytes) -> Drawn:
    """The marks of an SVG, by the names in their ids."""
    root = ET.fromstring(svg)  # noqa: S314 (of our own making)
    boxes: dict[str, list[Box]] = defaultdict(list)
    texts: list[tuple[str, str]] = []
    for group in root.iter(f"{SVG}g"):
        found = re.fullmatch(r"([a-z-]+)-\d+", group.get("id") or "")
        if found is None:
            continue
        text = group.find(f".//{SVG}text")
        if text is not None:
            texts.append((found[1], "".join(text.itertext())))
            boxes[found[1]].append(())  # type: ignore[arg-type]
        else:
            boxes[found[1]].append(_box(group))
    return Drawn(root, dict(boxes), texts)


def _box(group: ET.Element) -> Box:
    path = group.find(f"{SVG}path")
    assert path is not None
    numbers = [float(each) for each in NUMBER.findall(path.get("d") or "")]
    across, down = numbers[::2], numbers[1::2]
    return min(across), min(down), max(across), max(down)


def height(box: Box) -> float:
    return box[3] - box[1]


def width(box: Box) -> float:
    return box[2] - box[0]
