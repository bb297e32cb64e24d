"""docs/prov-and-ftm.md does what it says: its Python runs in an environment that has the programs it imports."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.datatrail.running import datatrail
from tests.others.conftest import Others

PAGE = Path(__file__).parents[2] / "docs" / "prov-and-ftm.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_python_of_the_page_runs(others: Others, tmp_path: Path) -> None:
    """After the commands before it, in the same folder; each prints something."""
    ran = 0
    for kind, text in BLOCK.findall(PAGE.read_text("utf-8")):
        if kind == "console":
            for line in re.findall(r"^\$ datatrail (.*)$", text, re.MULTILINE):
                words = [
                    str(tmp_path / word) if word.endswith(".json") else word for word in shlex.split(line)
                ]
                assert datatrail(*words).status == 0
        if kind == "python":
            done = others.run(text, tmp_path)
            assert done.returncode == 0, done.stderr
            assert done.stdout.strip()
            ran += 1
    assert ran == 2
