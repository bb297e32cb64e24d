"""No package comes in under terms that nobody allowed, and the list of licences says what is locked."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def licences() -> ModuleType:
    """`.ci/list_licences.py`, which is in no package."""
    spec = importlib.util.spec_from_file_location("list_licences", ROOT / ".ci" / "list_licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_lists_each_package_that_is_brought(licences: ModuleType, tmp_path: Path) -> None:
    """On any system, of every extra, and with the licence that the package states; none is refused."""
    licences.PAGE = tmp_path / "licences.md"
    licences.main()
    rows = licences.PAGE.read_text("utf-8").partition("| --- | --- |\n")[2].splitlines()
    listed = [row.split(" | ")[0].removeprefix("| ") for row in rows]
    assert listed == sorted(set(licences.brought()))
    assert {"networkx", "neo4j", "kglite", "openpyxl", "colorama"} <= set(listed)
    assert "pytest" not in listed


@pytest.mark.parametrize(
    ("licence", "is_tool", "comes"),
    [
        ("MIT", False, True),
        ("MIT AND Zlib", False, True),
        ("Apache-2.0 OR GPL-3.0", False, True),
        ("MIT AND GPL-3.0", False, False),
        ("BSD License; GNU General Public License (GPL); Public Domain", True, True),
        ("BSD License; GNU General Public License (GPL); Public Domain", False, False),
        ("MPL-2.0", True, True),
        ("MPL-2.0", False, False),
        ("UNKNOWN", True, False),
    ],
)
def test_what_may_come_in(licences: ModuleType, licence: str, is_tool: bool, comes: bool) -> None:
    """Every term of it, or one of those that can be chosen; tools that are only run may have stricter ones."""
    assert licences.may_come("made-up", licence, set() if is_tool else {"made-up"}) is comes


def test_a_package_under_other_terms_stops_the_list(
    licences: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name, with its licence and what to do."""
    monkeypatch.setattr(licences, "installed", lambda: {"click": "Made-Up-1.0"})
    with pytest.raises(SystemExit, match=r"click: Made-Up-1\.0.*\n.*Hint: read the licence"):
        licences.main()
