"""What the last start noted of the process that it began: a file in the server's folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from datatrail.neo4jserver.conf import Ports

FILE = "running.json"


@dataclass(frozen=True, slots=True)
class Started:
    """A process that was begun: its id, version, ports, and the Java that runs it."""

    pid: int
    version: str
    bolt: int
    http: int
    java: str

    @property
    def ports(self) -> Ports:
        """Where it listens."""
        return Ports(self.bolt, self.http)


def noted(home: Path) -> Started | None:
    """The last start, whether or not its process still runs; None where it was stopped."""
    try:
        return Started(**json.loads((home / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def note(home: Path, started: Started) -> None:
    """Note a start: beside, then renamed, so that nobody reads half of it."""
    with NamedTemporaryFile("w", dir=home, delete=False, encoding="utf-8") as beside:
        beside.write(json.dumps(asdict(started), indent=1))
    Path(beside.name).replace(home / FILE)


def forget(home: Path) -> None:
    """No start is noted any more."""
    (home / FILE).unlink(missing_ok=True)
