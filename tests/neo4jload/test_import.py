"""Neo4j's own import tool makes of the exported folder what the live load makes of the case."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from datatrail.neo4jserver.server import Server
from tests.datatrail.running import datatrail
from tests.neo4jload.conftest import HARD, start_again
from tests.neo4jload.held import everything

if TYPE_CHECKING:
    from neo4j import Driver


def test_the_folder_says_how_it_is_imported(tmp_path: Path, hard_case: Path) -> None:
    """The command is printed as it lies in the folder, and names every file that is there."""
    out = tmp_path / "import"
    done = datatrail("export", "--format", "neo4j-import", "-o", str(out), "--case", str(hard_case))
    assert done.status == 0, done.err
    assert done.out == (out / "import.sh").read_text("utf-8")
    for file in out.glob("*.csv"):
        assert file.name in done.out, file.name
    again = datatrail("export", "--format", "neo4j-import", "-o", str(out), "--case", str(hard_case))
    assert again.status == 2
    assert "is there already" in again.err


@pytest.mark.neo4j
@pytest.mark.slow
def test_the_import_tool_makes_what_the_live_load_makes(
    told: Server, tmp_path: Path, hard_case: Path
) -> None:
    """Every node, relationship and property is the same; nothing is left for a load to do."""
    words = "--case", str(hard_case), "--as", "hard"
    with _driver(told) as driver:
        assert not everything(driver)
        assert datatrail("neo4j", "load", *words).status == 0
        live = everything(driver)
    assert all(any(repr(text) in line for line in live) for text in HARD)
    out = tmp_path / "import"
    assert datatrail("export", "--format", "neo4j-import", "-o", str(out), *words).status == 0
    told.stop()
    _imported(told, out, tmp_path)
    start_again(told)
    finished = datatrail("neo4j", "load", *words, "--format", "csv")
    assert {row["removed"] for row in finished.rows} == {"0"}
    with _driver(told) as driver:
        assert everything(driver) == live
        driver.execute_query("MATCH (n:Statement) REMOVE n.masked, n.via")
        for text in (out / "after-import.cypher").read_text("utf-8").split(";\n")[:-1]:
            with driver.session() as session:
                session.run(text).consume()
        assert everything(driver) == live
    checked = datatrail("neo4j", "check", "--strict", *words)
    assert checked.status == 0, checked.out
    assert "held already" in datatrail("neo4j", "load", "--if-changed", *words).err


def _imported(server: Server, folder: Path, beside: Path) -> None:
    """The folder's own command is run with the real tool, in place of what the database held."""
    line, environment = server.admin()
    admin = beside / "neo4j-admin"
    admin.write_text("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in line) + ' "$@"\n', "utf-8")
    admin.chmod(0o755)
    done = subprocess.run(
        ["sh", str(folder / "import.sh"), "--overwrite-destination"],
        env={**environment, "NEO4J_ADMIN": str(admin)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _driver(server: Server) -> Driver:
    from neo4j import GraphDatabase

    return GraphDatabase.driver(str(server.uri), auth=("neo4j", server.password))
