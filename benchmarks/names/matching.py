"""The real names and the real agencies that the matching of names is measured on."""

import csv
from collections import defaultdict
from pathlib import Path

from graphmodel.registry import Party
from loaders.namematching import Match, Matcher

HERE = Path(__file__).resolve().parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of the benchmark."""
    with (HERE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def atlas() -> list[Party]:
    """The agencies of the Atlas; the county stands behind the name, as lists of names give it, where it is one."""
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("atlas_agencies.csv"):
        found[row["agency"]].append(row)
    return [_party(agency, entries) for agency, entries in found.items()]


def _party(agency: str, entries: list[dict[str, str]]) -> Party:
    counties = {row["county"] for row in entries}
    county = counties.pop() if len(counties) == 1 else ""
    single = f" ({county})" if county.endswith(" County") and "," not in county else ""
    names = sorted({row["name"] for row in entries})
    return Party(agency, names[0], "unknown", entries[0]["state"], aliases=(*names, names[0] + single))


def names() -> list[str]:
    """The names of the list of agencies, as written."""
    return [row["name"] for row in rows("agency20240426.csv")]


def matched() -> dict[str, Match]:
    """What the matching makes of each name."""
    matcher = Matcher(atlas())
    return {name: matcher.match(name) for name in names()}
