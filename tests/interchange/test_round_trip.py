"""A case that goes out in a format and comes back with its file of losses is the same case, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

import datatrail
from datatrail.case import Case
from datatrail.exchanging import reading_of
from loaders.build import build
from loaders.canonical import record
from loaders.interchange.exporting import export
from loaders.interchange.holding import HOLDS
from loaders.interchange.importing import Imported, read_export
from loaders.interchange.loss import beside
from loaders.interchange.reading import Reading
from loaders.interchange.recognising import recognised
from loaders.interchange.restoring import restore
from loaders.store import CaseFolder
from tests.interchange.making import FORMATS, kept, loaded, readings, same_tables
from tests.loaders.making import ROWS

#: Cases with any values at all, of each format; and random cases with evidence.
DRAWS = max(12, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 80)
CASES = max(3, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 400)
TRACE = {"from_": "driver-licensing", "to": "any", "data": "driver-record", "min_standing": "available"}


def there_and_back(reading: Reading, format_: str, path: Path, *, alone: bool = False) -> Imported:
    """An export as it is read again; alone, without its file of losses."""
    export(reading, format_, path)
    if alone:
        beside(path).unlink()
    assert recognised(path) == format_
    return read_export(path, format_)


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=DRAWS)
@given(reading=readings())
def test_any_values_come_back(format_: str, reading: Reading) -> None:
    """Names that mean something to a format, blanks, nulls, dates, open spans, lists, parallel edges, any character."""
    with TemporaryDirectory() as folder:
        made = there_and_back(reading, format_, Path(folder) / "case")
    same_tables(reading.tables, made.tables)
    assert (made.edited, made.missing, made.remarks) == ((), (), [])
    assert made.title == reading.title


@pytest.mark.parametrize("format_", [name for name, each in HOLDS.items() if each.codec.lost])
@settings(max_examples=DRAWS)
@given(reading=readings())
def test_without_the_losses_each_value_is_what_was_said(format_: str, reading: Reading) -> None:
    """Alone, the file gives every value but those that it says are lost; in their place stands what it says."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case"
        lost = export(reading, format_, path)
        beside(path).unlink()
        made = read_export(path, format_)
    assert [dict(each) for each in made.missing] == [each.summary() for each in lost]
    assert made.edited == ()
    gone = {(each.field, str(value[0])): value for each in lost for value in each.values}
    for name in reading.tables:
        pairs = zip(reading.tables.records(name), made.tables.records(name), strict=True)
        for place, (before, after) in enumerate(pairs):
            for column, value in before.items():
                told = gone.get((f"{name}.{column}", str(before.get("id", place))))
                wanted = value if told is None else told[1]
                assert repr(after[column]) == repr(wanted), (name, column)
                if told is not None:
                    assert repr(after[column]) != repr(value)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_worked_case_comes_back(format_: str, worked: Case, tmp_path: Path) -> None:
    """Tables, settings, decisions, reviews, mappings, manifest, rejects and kept rows are the same, byte for byte."""
    made = there_and_back(reading_of(worked), format_, tmp_path / "case")
    done = restore(made, CaseFolder(tmp_path / "again"))
    assert done.is_same
    assert kept(CaseFolder(tmp_path / "again")) == kept(worked.folder)
    assert done.case_sha256 == worked.snapshot.case_sha256


@pytest.mark.parametrize("format_", FORMATS)
def test_a_worked_case_comes_back_alone(format_: str, worked: Case, tmp_path: Path) -> None:
    """Without the file of losses its tables are worked out from the rows, and are the same but for what reviews say."""
    made = there_and_back(reading_of(worked), format_, tmp_path / "case", alone=True)
    again = CaseFolder(tmp_path / "again")
    done = restore(made, again)
    assert done.is_same == HOLDS[format_].files
    assert set(done.differs) <= {"Statement"}
    marks = {"checked", "corrected"}
    for before, after in zip(
        worked.tables.records("Statement"), again.read().tables.records("Statement"), strict=True
    ):
        assert {name: cell for name, cell in before.items() if name not in marks} == {
            name: cell for name, cell in after.items() if name not in marks
        }


@pytest.mark.parametrize("name", ["real", "examplia"])
@pytest.mark.parametrize("format_", FORMATS)
def test_the_bundled_cases_come_back(format_: str, name: str, tmp_path: Path) -> None:
    """The same case, which answers `exposure` and a trace the same."""
    case = datatrail.demo_case(name)
    made = there_and_back(reading_of(case), format_, tmp_path / "case")
    restore(made, CaseFolder(tmp_path / "again"))
    again = datatrail.open_case(tmp_path / "again")
    assert again.snapshot.case_sha256 == case.snapshot.case_sha256
    if format_ == "graphml":  # the tables are the same in each: asked once
        assert again.rows("exposure") == case.rows("exposure")
        assert again.trace(**TRACE).to_dict() == case.trace(**TRACE).to_dict()


@pytest.mark.parametrize("seed", range(CASES))
def test_a_random_case_comes_back(seed: int, tmp_path: Path) -> None:
    """Loaded from files, in every format, it is the same; alone, it answers the same."""
    case = Case(loaded(seed, tmp_path / "case"))
    reading = reading_of(case)
    for format_ in FORMATS:
        made = there_and_back(reading, format_, tmp_path / format_)
        assert restore(made, CaseFolder(tmp_path / f"{format_}-again")).is_same
        assert kept(CaseFolder(tmp_path / f"{format_}-again")) == kept(case.folder)
    alone = there_and_back(reading, "gexf", tmp_path / "alone", alone=True)
    restore(alone, CaseFolder(tmp_path / "alone-again"))
    again = datatrail.open_case(tmp_path / "alone-again")
    asked = {name: value for name, value in TRACE.items() if name != "to"}
    wanted, found = (each.trace(to="any", **asked).to_dict()["answers"] for each in (case, again))
    assert found == wanted


@pytest.mark.parametrize("format_", ["package", "parquet"])
def test_an_archive_is_the_folder(format_: str, worked: Case, tmp_path: Path) -> None:
    """A name that ends in .zip makes an archive, the same each time, out of which the case comes back."""
    reading = reading_of(worked)
    for name in ("one.zip", "other.zip"):
        export(reading, format_, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()
    assert recognised(tmp_path / "one.zip") == format_
    done = restore(read_export(tmp_path / "one.zip", format_), CaseFolder(tmp_path / "again"))
    assert done.is_same
    assert kept(CaseFolder(tmp_path / "again")) == kept(worked.folder)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_case_gives_the_same_file(format_: str, worked: Case, tmp_path: Path) -> None:
    """An export holds no time and no place: it can be compared, and kept in git."""
    for name in ("one", "other"):
        export(reading_of(worked), format_, tmp_path / name)
    one, other = (
        {
            path.relative_to(tmp_path / name).as_posix(): path.read_bytes()
            for path in [tmp_path / name, *(tmp_path / name).rglob("*")]
            if path.is_file()
        }
        for name in ("one", "other")
    )
    assert one == other
    assert beside(tmp_path / "one").read_bytes() == beside(tmp_path / "other").read_bytes()


def test_an_export_of_a_restored_case_is_the_same(worked: Case, tmp_path: Path) -> None:
    """Out, in and out again gives the first file."""
    made = there_and_back(reading_of(worked), "json", tmp_path / "case.json")
    restore(made, CaseFolder(tmp_path / "again"))
    export(reading_of(datatrail.open_case(tmp_path / "again")), "json", tmp_path / "again.json")
    assert (tmp_path / "case.json").read_text("utf-8") == (tmp_path / "again.json").read_text("utf-8")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_case_without_data_comes_back(format_: str, tmp_path: Path) -> None:
    """Nothing has been loaded: its settings are all there is."""
    case = Case(CaseFolder(tmp_path / "empty").init('An "empty" one', description="none", registry=False))
    made = there_and_back(reading_of(case), format_, tmp_path / "case")
    restore(made, CaseFolder(tmp_path / "again"))
    again = CaseFolder(tmp_path / "again")
    assert again.current is None
    assert again.settings == case.folder.settings


def test_a_restored_case_goes_on(worked: Case, tmp_path: Path) -> None:
    """What is loaded, decided or reviewed next stands on the rows that came back, with the file of losses or without."""
    export(reading_of(worked), "graphml", tmp_path / "case.graphml")
    shutil.copy(tmp_path / "case.graphml", tmp_path / "alone.graphml")
    for name in ("case", "alone"):
        path = tmp_path / f"{name}.graphml"
        restore(read_export(path, "graphml"), CaseFolder(tmp_path / name))
        case = datatrail.open_case(tmp_path / name)
        before = len(case.tables["Statement"])
        case.review("EX04-1", by="A. Analyst", retract=True, why="made up")
        assert len(case.tables["Statement"]) == before - 1


def test_rows_that_stand_in_no_file_come_back_alone(tmp_path: Path) -> None:
    """An agency, a claim and a document that name no dataset and no file are rows all the same, of the file they came in."""
    rows = {name: [record(name, ROWS[name])] for name in ("agency", "claim", "document")}
    rows["agency"].append(
        record("agency", ROWS["agency"] | {"agency": "us-ga-dds", "name": "A made-up office"})
    )
    made = build(rows, registry=False)
    reading = Reading("made up", "0" * 64, made, {}, registry=False)
    done = restore(
        there_and_back(reading, "json", tmp_path / "case", alone=True), CaseFolder(tmp_path / "again")
    )
    again = CaseFolder(tmp_path / "again").read().tables
    for name in ("Agency", "Statement", "Source"):
        assert again[name]["name"] == made[name]["name"]
    assert [each.dataset for each in done.report.files] == ["imported"]


def test_the_file_of_losses_says_what_kind(tmp_path: Path, worked: Case) -> None:
    """Field, type, multiplicity, why, what stands instead and the values; where nothing is lost the list is empty."""
    export(reading_of(worked), "graphml", tmp_path / "case.graphml")
    said = json.loads(beside(tmp_path / "case.graphml").read_text("utf-8"))
    assert said["stamp"]["case_sha256"] == worked.snapshot.case_sha256
    for each in said["lost"]:
        assert list(each) == ["field", "type", "multiplicity", "why", "instead", "values"]
        assert len(each["values"]) == each["multiplicity"]
    export(reading_of(worked), "package", tmp_path / "case.zip")
    assert json.loads(beside(tmp_path / "case.zip").read_text("utf-8"))["lost"] == []
