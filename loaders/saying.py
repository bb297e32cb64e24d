"""What is said and the tables that follow from it change together.

The texts that a change adds to the files of a case (the logs, the rows entered by hand) are put down under ``data/``
before its generation becomes current, and added to their files after. Whoever is killed before has said nothing;
whoever is killed after has said it, and the next to open the case adds it to the files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from loaders.durable import replace_bytes, replace_text

FILE = "SAID.json"
"""In the folder of the generations; there only while a change is being made, or after one that was killed."""

Texts = Mapping[str, str]
"""What is added, by the file's path in the case."""


def put_down(data: Path, generation: str, texts: Texts) -> None:
    """What will be added once this generation is current is on disk."""
    if texts:
        replace_text(data / FILE, json.dumps({"generation": generation, "texts": dict(texts)}))


def is_unfinished(data: Path) -> bool:
    """Whether something was put down and not yet dealt with: somebody is writing the case, or was killed."""
    return (data / FILE).is_file()


def finish(case: Path, current: str | None) -> None:
    """What was put down is in its files if its generation is current, else forgotten; may be done again."""
    path = case / "data" / FILE
    if not path.is_file():
        return
    said = json.loads(path.read_text(encoding="utf-8"))
    if said["generation"] == current:
        for name, text in said["texts"].items():
            if not _ends_with(case / name, text):
                add_text(case / name, text)
    path.unlink()


def _ends_with(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes().endswith(text.encode())


def add_text(path: Path, text: str) -> None:
    """A file ends with a text, which is added whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    there = path.read_bytes() if path.is_file() else b""
    replace_bytes(path, there + text.encode())
