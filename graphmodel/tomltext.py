"""TOML that somebody wrote: whatever is wrong with it is one kind of error, with what it is in words."""

from __future__ import annotations

import tomllib
from typing import Any


def parse_toml(text: str) -> dict[str, Any]:
    """What a TOML text says.

    Raises
    ------
    ValueError
        When it is no TOML, its values lie in each other without end, or a number has more digits than Python reads.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("its lists and tables lie in each other too deeply") from error
