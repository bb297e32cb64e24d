"""A case that an older program wrote is read, migrated by its first change, and loses nothing; a newer one is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from datatrail.case import Case
from graphmodel.errors import InputError
from graphmodel.schema import FORMAT_VERSION, SHAPES
from graphmodel.tables import arrow_schema, table_names
from loaders import deciding, reviewing
from loaders.changing import remove_dataset, rollback
from loaders.columns import rows_schema
from loaders.formats import STEPS
from loaders.load import load, reapply
from loaders.store import CaseFolder
from tests.loaders.making import case, claims, contents

OLDER = Path(__file__).parents[1] / "data" / "formats"
WRITTEN = ("2026-11-23", "2026-11-28")
BY = {"who": "A. Analyst", "why": "page 2"}
#: What a generation holds, as a hash: it changes only together with the version. The older ones are history.
HOLDS = {2: "707b60414fa50b9b"}


@pytest.fixture(name="old", params=WRITTEN)
def an_older_case(request: pytest.FixtureRequest, tmp_path: Path) -> CaseFolder:
    """A case as a program of that day wrote it."""
    shutil.copytree(OLDER / request.param, tmp_path / "old")
    return CaseFolder(tmp_path / "old")


def afresh(folder: Path, *, decided: bool) -> CaseFolder:
    """The case that this program makes of the same files."""
    made = case(folder, registry=False)
    files = OLDER / "inputs"
    load(made, [files / "agencies.csv", files / "documents.csv"], dataset="ground")
    load(made, [files / "claims.csv"], dataset="memo")
    if decided:
        deciding.accept(made, "Nimbus Police", "ex-nimbus-pd", who="A. Analyst", why="its short name")
    return made


def version(folder: CaseFolder) -> int:
    return CaseFolder(folder.path).settings.format_version


def test_asking_an_older_case_writes_nothing(old: CaseFolder) -> None:
    """Every table has the columns of today, and what was not known then is not stated."""
    before = contents(old.path)
    opened = Case(old)
    for name in table_names():
        assert opened.tables[name].schema.names == arrow_schema(name).names
        assert [*opened.tables.source(name).records()] == opened.tables.records(name)
    assert opened.tables.records("Statement")[0]["checked"] == []
    assert {row["to"] for row in opened.rows("flows")} > {"ex-borders"}
    assert [each["rows"] for each in old.rejects()] == ["1"]
    assert (contents(old.path), version(old)) == (before, 1)


CHANGES: dict[str, Callable[[CaseFolder], object]] = {
    "apply": reapply,
    "load": lambda old: load(old, [claims(old.path.parent / "more.csv", {"mode": "disclosed"})]),
    "verify": lambda old: reviewing.check(old, "EX-1", read="in-full", who="A. Analyst"),
    "names": lambda old: deciding.unsure(old, "ex-wheels", **BY),
    "remove": lambda old: remove_dataset(old, "memo"),
    "rollback": lambda old: rollback(old, old.current or ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_migrates_an_older_case(old: CaseFolder, change: str) -> None:
    """The new generation is of today's version, and so is the case; the old one stays as it was, byte for byte."""
    name, title = old.current, old.settings.title
    before = contents(old.data / str(name))
    CHANGES[change](old)
    assert old.current != name
    assert contents(old.data / str(name)) == before
    made = json.loads((old.data / str(old.current) / "manifest.json").read_text("utf-8"))
    assert (made["format_version"], version(old)) == (FORMAT_VERSION, FORMAT_VERSION)
    assert CaseFolder(old.path).settings.title == title
    assert old.read_generation(str(name)).manifest["format_version"] == FORMAT_VERSION


@pytest.mark.parametrize("day", WRITTEN)
def test_a_migrated_case_is_the_one_that_is_made_afresh(day: str, tmp_path: Path) -> None:
    """The rows that it kept give the tables that this program makes of the same files; rejects included."""
    shutil.copytree(OLDER / day, tmp_path / "old")
    old = CaseFolder(tmp_path / "old")
    assert reapply(old)
    new = afresh(tmp_path / "new", decided=day == "2026-11-28")
    assert old.read().case_sha256 == new.read().case_sha256
    assert old.rejects() == new.rejects()
    assert not reapply(old)


def test_going_back_to_what_an_older_program_wrote(old: CaseFolder) -> None:
    """And what differs between the two is told, across versions."""
    name = str(old.current)
    remove_dataset(old, "memo")
    rows = Case(old).rows("compare", generation=name)
    assert {row["change"] for row in rows if row["what"] == "flow"} == {"withdrawn"}
    rollback(old, name)
    assert len(old.read().tables["Statement"]) == 2


def test_a_migration_that_cannot_be_finished_leaves_the_older_case(old: CaseFolder) -> None:
    """A kept file is damaged: the error says where, and the case is of the version that it was."""
    for path in old.data.glob("*/rows/*-claim.parquet"):
        path.write_bytes(b"nothing")
    before = contents(old.path)
    with pytest.raises(InputError, match=r"the kept rows of claims\.csv"):
        reapply(old)
    assert (contents(old.path), version(old)) == (before, 1)


def test_a_generation_of_a_newer_version_is_refused_where_it_is_met(tmp_path: Path) -> None:
    """As a case of one is: two people's folders may have been merged."""
    folder = case(tmp_path / "case", registry=False)
    load(folder, [claims(tmp_path / "a.csv", {"mode": "disclosed"})])
    path = folder.data / str(folder.current) / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"format_version": 2', '"format_version": 7'), "utf-8")
    with pytest.raises(
        InputError, match=r"gen-000001-\w+ has format version 7; this program \(.*\) reads up to 2"
    ):
        folder.read()


def test_there_is_a_step_from_each_version_to_the_next() -> None:
    """None is left out, and none leads beyond today's."""
    assert sorted(STEPS) == [*range(1, FORMAT_VERSION)]


def test_what_a_generation_holds_changes_only_with_its_version(tmp_path: Path) -> None:
    """Columns of the tables and of the kept rows, and what a manifest says: else raise the version and add a step."""
    folder = case(tmp_path / "case", registry=False)
    load(folder, [claims(tmp_path / "a.csv", {"mode": "disclosed"})])
    manifest = folder.manifest()
    holds = {
        "tables": {name: str(arrow_schema(name)) for name in table_names()},
        "rows": {name: str(rows_schema(name)) for name in SHAPES},
        "manifest": sorted(manifest),
        "input": sorted(manifest["inputs"][0]),
    }
    found = sha256(json.dumps(holds, sort_keys=True).encode()).hexdigest()[:16]
    assert {FORMAT_VERSION: found} == HOLDS
