"""The table of faults and commands, as docs/faults.md shows it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

TOLD: dict[str, Any] = tomllib.loads(Path(__file__).with_name("faults.toml").read_text(encoding="utf-8"))


def table() -> str:
    """Faults, what is done to a command, and how the case is afterwards."""
    rows = ["| what goes wrong | how it is tried | afterwards |", "| --- | --- | --- |"]
    rows += [f"| {each['title']} | {each['what']} | {each['after']} |" for each in TOLD["fault"].values()]
    return "\n".join(rows)
