"""What people write in TOML: mappings, and scenarios."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from datatrail.scenarios import _added
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.coded import Coded
from loaders.mapping import SourceMapping
from loaders.mapping_keys import KEYS
from loaders.mapping_toml import parse_mapping
from loaders.rejects import CellError
from queries.hypothesis import suppose
from queries.scenario import REMOVABLE
from queries.scenario_toml import ADDABLE, ASKABLE, BAR_COLUMNS, VERBS, parse_scenario
from tests.fuzzing.targets import refuses
from tests.queries.smallcases import claim, evidence, node_tables

NAME = "fuzz.toml"
#: Cells of a source: blank, masked, numbers, dates in some forms, names, lists.
CELLS = (
    "",
    " ",
    "***",
    "1",
    "43831",
    "01/02/2020",
    "2020-01-02 03:04",
    "Examplia PD",
    "a;b",
    "x|y",
    "N/A",
    "é",
)
LINE = re.compile(r"line ([0-9]+)")


def _text(data: bytes) -> str:
    """What a file in UTF-8 holds."""
    return data.decode("utf-8", "replace")


def _says_where(error: InputError, text: str) -> None:
    """The line that an error names is there."""
    for line in LINE.findall(error.message.split("\n")[0][:200]):
        assert 1 <= int(line) <= text.count("\n") + text.count("\r") + 2


def mapping(data: bytes) -> None:
    """A mapping is refused by its name and a line that is there, or reads every cell of a source, or sets it aside."""
    text = _text(data)
    try:
        made = parse_mapping(NAME, text)
    except InputError as error:
        refuses(error, f"mapping {NAME}")
        _says_where(error, text)
        return
    assert parse_mapping(NAME, text) == made
    try:
        told = made.given(dict.fromkeys(made.ask, "us-ice"))
    except InputError as error:
        refuses(error, "column ")
        told = made
    _reads(told)


def _reads(made: SourceMapping) -> None:
    columns = {name: Coded.of(CELLS) for name in made.named}
    read, errors = made.cells(columns, len(CELLS))
    assert set(read) <= set(made.targets)
    assert all(len(each.codes) == len(CELLS) for each in read.values())
    assert all(isinstance(text, str) for each in read.values() for text in each.values)
    assert all(0 <= row < len(CELLS) and isinstance(error, CellError) for row, error in errors.items())
    combined = made.with_combined(columns)
    for name in made.identity.columns:
        made.identity_text(name, combined[name])


# --- scenarios ----------------------------------------------------------------------------------------------------

CLAIMS = (
    claim("c1", "dds", "police", "2019-05"),
    claim("c2", "police", "ice", "2020-01..2020-03", via="nlets"),
)
CASE = evidence(*CLAIMS)
TABLES = node_tables(*CLAIMS)
#: As much of a case as a scenario is read beside.
HELD: Any = SimpleNamespace(
    tables=SimpleNamespace(records=lambda name: list(TABLES.get(name, []))), evidence=CASE
)


def scenario(data: bytes) -> None:
    """A scenario is refused at a line that is there, or supposes something of a case, in which what is removed is gone."""
    text = _text(data)
    try:
        made = parse_scenario(text)
        assert all(isinstance(line, str) for line in made.in_words)
        after = suppose(CASE, made, _added(HELD, made) if made.additions else None)
    except InputError as error:
        _says_where(error, text)
        return
    removed = {each.name for each in made.removals if each.kind == "claim" and each.since < 0}
    assert not removed & {item.claim for item in after.items}
    if not made.additions:
        assert {item.claim for item in after.items} <= {item.claim for item in CASE.items}
    if not made.removals and not made.additions:
        assert {item.id for item in after.items} == {item.id for item in CASE.items}


_TOML = [
    "[",
    "[[",
    "]",
    "]]\n",
    " = ",
    '"',
    "'",
    "\n",
    "{ ",
    " }",
    "true",
    "1",
    "[]",
    "#",
    "2020-01-01",
    '"""',
]
WORDS = {
    "mapping": [
        *(*_TOML, *KEYS, *SHAPES),
        *(column.column or "" for shape in SHAPES.values() for column in shape.columns),
        *(
            "rules",
            "pattern",
            "value",
            "target",
            "form",
            "grain",
            "zone",
            "local",
            "UTC",
            "excel",
            "by",
            "unless",
        ),
        *(
            "reason",
            "otherwise",
            "period",
            "month",
            "unit",
            "header_row",
            "encoding",
            "delimiter",
            "quote",
            "sheet",
        ),
        *("%Y", "%m", "%d", "%H", "%z", "%j", "%b", "%y", "(?i)", r"\\b", "withheld", "columns"),
    ],
    "scenario": [
        *(
            *_TOML,
            *VERBS,
            *ADDABLE,
            *ASKABLE,
            *BAR_COLUMNS,
            *REMOVABLE,
            "title",
            "from",
            "to",
            "why",
            "ask",
            "name",
        ),
        *(column.column or "" for shape in ADDABLE for column in SHAPES[shape].columns),
        *(
            "dds",
            "ice",
            "police",
            "nlets",
            "c1",
            "c2",
            "photo",
            "disclosed",
            "GA:driver-licensing",
            "staff-request",
        ),
    ],
}
