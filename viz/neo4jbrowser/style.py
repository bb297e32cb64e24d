"""The style of the graph in Neo4j Browser: a colour, a size and a caption for every label and relationship type.

The Browser's reader of this format breaks on comments and on a second colon in a caption, so there are none. Colours
are those of Okabe and Ito (2008), which people with the usual colour deficiencies tell apart.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graphmodel.derived import DERIVED_NODES, DERIVED_RELATIONSHIPS
from graphmodel.schema import NODES, RELATIONSHIPS

LABELS = (*(node.label for node in (*NODES, *DERIVED_NODES)), "Case")
TYPES = tuple(each.type for each in (*RELATIONSHIPS, *DERIVED_RELATIONSHIPS))
#: The colour and width of a relationship of which nothing is said.
PLAIN = "#a5abb6", 1
#: Above this lightness a caption on the colour is dark.
LIGHT = 140


@dataclass(frozen=True, slots=True)
class Look:
    """How nodes of a label, or relationships of a type, are drawn; sizes in pixels."""

    name: str
    colour: str
    size: int
    caption: str

    @property
    def on_it(self) -> str:
        """The colour of words on it."""
        red, green, blue = (int(self.colour[place : place + 2], 16) for place in (1, 3, 5))
        return "#1b1f24" if 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT else "#ffffff"

    @property
    def border(self) -> str:
        """A darker shade of its colour."""
        parts = (int(self.colour[place : place + 2], 16) * 3 // 4 for place in (1, 3, 5))
        return "#" + "".join(f"{part:02x}" for part in parts)


@cache
def looks() -> dict[str, Look]:
    """How everything looks, by label and type."""
    text = (files("viz") / "neo4jbrowser" / "looks.csv").read_text(encoding="utf-8")
    told = {
        row["name"]: Look(row["name"], row["colour"], int(row["size"]), row["caption"])
        for row in csv.DictReader(text.splitlines())
    }
    plain = {name: Look(name, *PLAIN, "") for name in TYPES if name not in told}
    return told | plain


def style() -> str:
    """The text of `style.grass`."""
    nodes = [_node(looks()[label]) for label in LABELS]
    return "\n\n".join((_BASE, *nodes, *(_relationship(looks()[type_]) for type_ in TYPES))) + "\n"


_BASE = """node {
  diameter: 50px;
  color: #a5abb6;
  border-color: #9aa1ac;
  border-width: 2px;
  text-color-internal: #ffffff;
  font-size: 10px;
}

relationship {
  color: #a5abb6;
  shaft-width: 1px;
  font-size: 8px;
  padding: 3px;
  text-color-external: #1b1f24;
  text-color-internal: #ffffff;
  caption: "<type>";
}"""


def _node(look: Look) -> str:
    return _rule(
        f"node.{look.name}",
        {
            "diameter": f"{look.size}px",
            "color": look.colour,
            "border-color": look.border,
            "text-color-internal": look.on_it,
            "caption": f'"{look.caption}"',
        },
    )


def _relationship(look: Look) -> str:
    caption = look.caption or "<type>"
    return _rule(
        f"relationship.{look.name}",
        {"color": look.colour, "shaft-width": f"{look.size}px", "caption": f'"{caption}"'},
    )


def _rule(selector: str, said: dict[str, str]) -> str:
    return "\n".join((f"{selector} {{", *(f"  {name}: {value};" for name, value in said.items()), "}"))
