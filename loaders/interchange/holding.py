"""Which values a format holds: each is written as something that the format has, and lost if that reads back as another.

This is the one rule of what goes into the file of losses. A `Codec` says how a value of each declared type is written
and read; whether a value is held is found out by writing and reading it, not by a second list of what should be so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, isinf, isnan
from typing import Any

from graphmodel.declaration import PropertyType

Told = tuple[str, str]
"""What of a type is not held, and what is written in its place."""


@dataclass(frozen=True)
class Codec:
    """How values are written in a format, and read again.

    Attributes
    ----------
    write
        What is written for a value of a type; None, and nothing is.
    read
        The value that something written stands for; a ValueError where it stands for none.
    lost
        For each type of which some values are lost: which, and what is written in their place.
    """

    write: Callable[[PropertyType, Any], Any]
    read: Callable[[PropertyType, Any], Any]
    lost: Mapping[PropertyType, Told]

    def stand_in(self, kind: PropertyType, value: Any) -> Any:
        """What a value is read back as."""
        written = self.write(kind, value)
        return None if written is None else self.read(kind, written)

    def holds(self, kind: PropertyType, value: Any) -> bool:
        """Whether a value is read back as it was."""
        return repr(self.stand_in(kind, value)) == repr(value)


# --- values that stay what they are: JSON and Parquet ---------------------------------------------------------------

PYTHON: Mapping[PropertyType, type | tuple[type, ...]] = {
    "text": str,
    "list": list,
    "number": (int, float),
    "integer": int,
    "flag": bool,
}


def _finite(kind: PropertyType, value: Any) -> Any:
    return None if kind == "number" and value is not None and not isfinite(value) else value


def _checked(kind: PropertyType, value: Any) -> Any:
    """A value that JSON gave, if it is of the type."""
    number_meant = kind in ("number", "integer") and isinstance(value, bool)
    if number_meant or not isinstance(value, PYTHON[kind]):
        raise ValueError(f"{value!r:.80} is no {kind}")
    if isinstance(value, list) and not all(each is None or isinstance(each, str) for each in value):
        raise ValueError(f"{value!r:.80} is no list of texts")
    return float(value) if kind == "number" and isinstance(value, (int, float)) else value


JSON = Codec(_finite, _checked, {"number": ("numbers that are not finite", "no value")})
EXACT = Codec(lambda _, value: value, lambda _, value: value, {})

# --- values as text -------------------------------------------------------------------------------------------------

FLAGS = {"true": True, "false": False}


def _number(value: float) -> str:
    if isnan(value):
        return "NaN"
    return repr(value) if not isinf(value) else "INF" if value > 0 else "-INF"


def _plain(kind: PropertyType, value: Any) -> str:
    """A value that is neither a text nor a list."""
    return _number(value) if kind == "number" else str(value).lower()


def _of_plain(kind: PropertyType, text: str) -> Any:
    if kind == "flag":
        if text.lower() not in FLAGS:
            raise ValueError(f"{text!r:.80} is neither true nor false")
        return FLAGS[text.lower()]
    try:
        return float(text) if kind == "number" else int(text)
    except ValueError:
        raise ValueError(f"{text!r:.80} is no {kind}") from None


# --- CSV --------------------------------------------------------------------------------------------------------------

#: What a spreadsheet would run: a quote goes in front, and is taken away again.
_FORMULA, _DISARMED = re.compile(r"'*[=+\-@\t\r]"), re.compile(r"'+[=+\-@\t\r]")


def _csv(kind: PropertyType, value: Any) -> str | None:
    if value is None:
        return None
    if kind == "list":
        return json.dumps(value, ensure_ascii=False)
    if kind == "text":
        return f"'{value}" if _FORMULA.match(value) else str(value)
    return _plain(kind, value)


def _of_csv(kind: PropertyType, cell: str) -> Any:
    if cell == "":
        return None
    if kind == "list":
        return _checked(kind, json.loads(cell))
    if kind == "text":
        return cell[1:] if _DISARMED.match(cell) else cell
    return _of_plain(kind, cell)


CSV = Codec(_csv, _of_csv, {"text": ("an empty text beside one that is not stated", "no value")})

# --- XML --------------------------------------------------------------------------------------------------------------

JOINT = ";"
#: What XML 1.0 cannot hold, not even as a reference.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACED = "\ufffd"


def _xml(kind: PropertyType, value: Any) -> str | None:
    if value is None:
        return None
    if kind in ("text", "list"):
        text = value if kind == "text" else JOINT.join(each or "" for each in value)
        return NO_XML.sub(REPLACED, text)
    return _plain(kind, value)


def _of_xml(kind: PropertyType, text: str) -> Any:
    if kind == "text":
        return text
    if kind == "list":
        return text.split(JOINT) if text else []
    return _of_plain(kind, text)


XML = Codec(
    _xml,
    _of_xml,
    {
        "text": ("characters that XML cannot hold", "U+FFFD for each"),
        "list": (
            f"lists of one empty text, of entries with {JOINT!r} in them or characters that XML cannot hold",
            f"the entries, joined by {JOINT!r}",
        ),
    },
)

# --- the formats ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holds:
    """What a format holds of a case.

    Attributes
    ----------
    codec
        How values are written.
    files
        Whether it holds the files of a case: settings, logs, mappings, rejects, kept rows. Else they are lost.
    graph
        Whether it is a graph: with the flows, which are derived, as edges of their own.
    spells
        Whether nodes and edges have the time within which they can have been.
    """

    codec: Codec
    files: bool = False
    graph: bool = False
    spells: bool = False


HOLDS: Mapping[str, Holds] = {
    "package": Holds(CSV, files=True),
    "parquet": Holds(EXACT, files=True),
    "json": Holds(JSON, graph=True),
    "graphml": Holds(XML, graph=True),
    "gexf": Holds(XML, graph=True, spells=True),
}

#: What a value can be like, in words, with one of that kind: of these the table in docs/interchange.md is made.
PROBES: tuple[tuple[str, PropertyType, Any], ...] = (
    ("text in any script", "text", "Åsa \u05d0\u05d1 \U0001f697 e\u0301"),
    ("text with quotes, commas and line ends", "text", "\"a\", 'b';\r\nc\td"),
    ("text that a spreadsheet would run", "text", "=1+1"),
    ("control characters", "text", "a\x00b\x1f"),
    ("not stated", "text", None),
    ("an empty text beside not stated", "text", ""),
    ("a list", "list", ["a", "b c"]),
    ("an empty list beside not stated", "list", []),
    ("a list whose entries hold `;`", "list", ["a;b", "c"]),
    ("a list of one empty text", "list", [""]),
    ("yes or no", "flag", True),
    ("a whole number of 64 bits", "integer", 2**63 - 1),
    ("a number", "number", 0.1),
    ("a number that is not finite", "number", float("inf")),
)


def properties() -> list[tuple[str, dict[str, str]]]:
    """What each format holds, property by property: `held`, else what is written, the rest being in the file of losses."""
    found = [
        (words, {name: _held(each.codec, kind, value) for name, each in HOLDS.items()})
        for words, kind, value in PROBES
    ]
    whole = {True: "held", False: "lost: written beside"}
    found.append(("parallel edges, and which is which", dict.fromkeys(HOLDS, "held")))
    found.append(
        (
            "settings, logs, mappings, rejects, kept rows",
            {name: whole[each.files] for name, each in HOLDS.items()},
        )
    )
    shown = {True: "shown (derived)", False: "—"}
    found.append(("flows", {name: shown[each.graph] for name, each in HOLDS.items()}))
    found.append(("when it can have been", {name: shown[each.spells] for name, each in HOLDS.items()}))
    return found


def _held(codec: Codec, kind: PropertyType, value: Any) -> str:
    if codec.holds(kind, value):
        return "held"
    return f"lost: {codec.lost[kind][1]}"
