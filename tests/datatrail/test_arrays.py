"""The arrays of a big case are kept in its index: the same answers from there, and never the truth."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import datatrail
from datatrail import arrays
from datatrail.bundle import bundled_folder
from datatrail.case import Case
from graphmodel.columns import NAMES, TIMES, ItemColumns
from loaders.store import CaseFolder


@pytest.fixture(name="folder")
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundled case, small as it is, whose arrays are kept all the same."""
    monkeypatch.setattr(arrays, "SMALL", 1)
    folder = tmp_path / "case"
    shutil.copytree(bundled_folder("real").path, folder, ignore=shutil.ignore_patterns("index"))
    return folder


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "index").glob("arrays-*"))


def told(columns: ItemColumns) -> list[object]:
    """Everything that the arrays say."""
    fields = [getattr(columns, name).tolist() for name in ("row", "flow", *TIMES, *NAMES)]
    names = [getattr(columns, name) for name in dict.fromkeys(NAMES.values())]
    return [*fields, *names, columns.id_key.tolist()]


def test_what_is_kept_is_what_was_made(folder: Path) -> None:
    """Arrays, names and order are equal, and so is an answer; the second opening makes nothing."""
    made = Case(CaseFolder(folder))
    first = told(made.evidence.columns)
    (place,) = kept(folder)
    before = {path.name: path.stat().st_mtime_ns for path in place.iterdir()}
    again = Case(CaseFolder(folder))
    assert told(again.evidence.columns) == first
    assert {path.name: path.stat().st_mtime_ns for path in place.iterdir()} == before
    asked = {"from_": "WA:driver-licensing", "to": "us-ice", "data": "photo"}
    assert (
        again.trace(**asked).to_dict()
        == made.trace(**asked).to_dict()
        == datatrail.demo_case().trace(**asked).to_dict()
    )


@pytest.mark.parametrize("damage", ["names.json", "holder.npy", "flow.npy"])
def test_arrays_that_are_not_whole_are_made_anew(folder: Path, damage: str) -> None:
    """A file that is cut short, or gone, is no answer."""
    first = told(Case(CaseFolder(folder)).evidence.columns)
    (place,) = kept(folder)
    if damage == "flow.npy":
        (place / damage).unlink()
    else:
        (place / damage).write_bytes((place / damage).read_bytes()[:-40])
    assert told(Case(CaseFolder(folder)).evidence.columns) == first
    assert told(Case(CaseFolder(folder)).evidence.columns) == first


def test_another_program_or_other_tables_make_their_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was kept before is deleted."""
    assert Case(CaseFolder(folder)).evidence.columns
    (old,) = kept(folder)
    monkeypatch.setattr(arrays, "program", lambda: "another")
    assert Case(CaseFolder(folder)).evidence.columns
    (new,) = kept(folder)
    assert new != old


def test_a_case_that_cannot_be_written_is_asked_all_the_same(folder: Path) -> None:
    (folder / "index").write_text("in the way")
    assert len(Case(CaseFolder(folder)).evidence.columns) == len(datatrail.demo_case().evidence.columns)


def test_a_small_case_keeps_no_arrays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are made faster than they are looked up."""
    monkeypatch.setattr(arrays, "SMALL", 100_000)
    assert Case(CaseFolder(folder)).evidence.columns
    assert kept(folder) == []
