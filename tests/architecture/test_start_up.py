"""`datatrail --help` answers at once because it loads nothing that takes long."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    "networkx",
    "numpy",
    "pandas",
    "pyarrow",
    "pyvis",
    "IPython",
    "jinja2",
    "neo4j",
    "kglite",
    "rustworkx",
    "matplotlib",
    "fontTools",
    "PIL",
)
PROGRAM = """
import json, sys
sys.argv = ["datatrail", *{words!r}]
from datatrail.__main__ import main
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})), file=sys.stderr)
"""


def modules_after(*words: str) -> set[str]:
    program = PROGRAM.format(words=words)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("questions",),
        ("query", "--help"),
        ("trace", "--help"),
        ("neo4j", "server", "--help"),
        ("plot", "states", "--help"),
        ("add", "claim", "--help"),
        ("cite", "--help"),
    ],
    ids=" ".join,
)
def test_help_loads_no_heavy_library(words: tuple[str, ...]) -> None:
    """The libraries that take long to import are imported by the commands that use them."""
    assert not modules_after(*words) & set(HEAVY)
