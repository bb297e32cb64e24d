"""docs/interchange.md says of each format what the code says."""

from __future__ import annotations

from pathlib import Path

from datatrail.docs import table
from loaders.interchange.holding import HOLDS, PROBES, properties

PAGE = Path(__file__).parents[2] / "docs" / "interchange.md"


def test_the_table_is_what_the_formats_hold() -> None:
    """Format by property, found out by writing each value and reading it back."""
    shown = table(("", *HOLDS), ((words, *held.values()) for words, held in properties()))
    text = "\n".join(shown).strip()
    assert text in PAGE.read_text("utf-8"), f"write this into {PAGE.name}:\n{text}"


def test_every_kind_of_value_that_is_lost_is_in_the_table() -> None:
    """No codec loses a kind of value that the table is silent about."""
    for name, each in HOLDS.items():
        told = {kind for _, kind, value in PROBES if not each.codec.holds(kind, value)}
        assert told == set(each.codec.lost), name
