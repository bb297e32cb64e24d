"""What every engine that runs Cypher can do: run one read-only text, within a time and a number of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Row = dict[str, Any]

MOST_SECONDS = 60.0
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a text may run, in seconds, and how many rows are kept; None for no end."""

    seconds: float | None = MOST_SECONDS
    rows: int | None = MOST_ROWS


@dataclass(frozen=True, slots=True)
class Answered:
    """The columns in order, the rows, and whether there were more than were kept."""

    columns: tuple[str, ...]
    rows: list[Row]
    cut: bool = False


def plain(value: Any) -> Any:
    """A value as JSON and tables have it: days and times as ISO text, lists and maps all the way down."""
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    written = getattr(value, "iso_format", None) or getattr(value, "isoformat", None)
    return written() if written else str(value)


class Engine(Protocol):
    """An engine that holds a case's graph."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    def run(
        self, text: str, parameters: Mapping[str, Any] | None = None, limits: Limits | None = None
    ) -> Answered:
        """Run one text that only reads.

        Parameters
        ----------
        text
            Cypher that `gate.check` has let through: an engine trusts it.
        parameters
            Values by name; texts, numbers, flags, None, lists and maps of these.

        Raises
        ------
        InputError
            When the text is wrong, or takes too long.
        ServiceError
            When the engine's server cannot be reached.
        """
