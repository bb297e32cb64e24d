"""What somebody changed in an export, or left behind, is told by name; what is done instead is told too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import datatrail
from datatrail.case import Case
from datatrail.exchanging import reading_of
from graphmodel.tables import Tables
from loaders.interchange.exporting import export
from loaders.interchange.loss import beside
from tests.datatrail.running import Done
from tests.datatrail.running import datatrail as command


@pytest.fixture
def package(worked: Case, tmp_path: Path) -> Path:
    """The worked case as a package."""
    export(reading_of(worked), "package", tmp_path / "case")
    return tmp_path / "case"


def replaced(path: Path, old: str, new: str) -> None:
    """The file with one text in place of another, which stands in it."""
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def loaded(path: Path) -> tuple[Done, Case]:
    """What the command said, and the case that it made."""
    folder = path.parent / "again"
    done = command("load", str(path), "--case", str(folder), "--format", "json")
    assert done.status == 0, done.err
    return done, datatrail.open_case(folder)


def test_an_edited_table_is_told_and_counts(package: Path, worked: Case) -> None:
    """A cell that was changed is in the case, whose relationships follow it; the table is named."""
    replaced(package / "tables" / "Statement.csv", ",disclosed,", ",available,")
    done, case = loaded(package)
    assert done.json["edited"] == ["Statement"]
    assert done.json["same"] is False
    assert "Edited since it was exported: Statement" in done.err
    before = {row["id"]: row["mode"] for row in worked.tables.records("Statement")}
    after = {row["id"]: row["mode"] for row in case.tables.records("Statement")}
    assert sum(before[each] != after[each] for each in before) == 1
    assert case.snapshot.case_sha256 != worked.snapshot.case_sha256


def test_an_edited_relationship_is_worked_out_anew(package: Path, worked: Case) -> None:
    """Relationships follow from the rows: one that was taken out of its table is there again, and that is told."""
    table = package / "tables" / "CITES.csv"
    table.write_bytes(b"\r\n".join(table.read_bytes().split(b"\r\n")[:-2]) + b"\r\n")
    done, case = loaded(package)
    assert done.json["edited"] == ["CITES"]
    assert "CITES" in done.json["differs"]
    assert len(case.tables["CITES"]) == len(worked.tables["CITES"])


def test_a_changed_log_is_applied(package: Path, worked: Case) -> None:
    """A retraction that was taken out of the log of the package is none: the tables are made anew without it."""
    log = package / "case" / "reviews.csv"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    log.write_text("".join(line for line in lines if ",retract" not in line), encoding="utf-8")
    done, case = loaded(package)
    assert done.json["changed_files"] == ["reviews.csv"]
    assert len(case.tables["Statement"]) == len(worked.tables["Statement"]) + 1


@pytest.mark.parametrize(
    "name", ["generation/manifest.json", "generation/rejects.csv", "decisions.csv", "case.toml"]
)
def test_a_file_that_was_taken_away_is_told(name: str, package: Path, worked: Case) -> None:
    """What is not there any more is named, and the case is made without."""
    (package / "case" / name).unlink()
    done, case = loaded(package)
    assert done.json["changed_files"] == [name]
    assert f"Changed, taken away or added since it was exported: {name}" in done.err
    assert len(case.tables["Statement"]) == len(worked.tables["Statement"])


def test_a_file_that_was_put_in_is_passed_over(package: Path) -> None:
    """A name that no export has goes nowhere; one that it could have is told."""
    (package / "case" / ".bashrc").write_text("boo", encoding="utf-8")
    (package / "case" / "mappings" / "more.toml").write_text('title = "more"\n', encoding="utf-8")
    done, case = loaded(package)
    assert done.json["changed_files"] == ["mappings/more.toml"]
    assert not list(case.folder.path.rglob("*bashrc*"))


def test_without_the_losses_it_is_said_what_is_missing(worked: Case, tmp_path: Path) -> None:
    """Each field with its type and how many, and what was done instead."""
    path = tmp_path / "case.graphml"
    lost = export(reading_of(worked), "graphml", path)
    beside(path).unlink()
    done, case = loaded(path)
    assert [each["field"] for each in done.json["missing"]] == [each.field for each in lost]
    assert "Without case.graphml.loss.json, which is not beside it, this is missing:" in done.err
    assert "  reviews.csv (file, 1): a file of the case; instead: no review" in done.err
    assert case.title == worked.title


def test_a_changed_value_is_not_put_back(worked: Case, tmp_path: Path) -> None:
    """Where somebody changed what stands for a lost value, the change stands, and is told."""
    rows = worked.tables.records("Source")
    rows[0]["publisher"] = "a\x00b"
    tables = Tables({name: worked.tables[name] for name in worked.tables} | _table("Source", rows))
    path = tmp_path / "case.gexf"
    export(replace(reading_of(worked), tables=tables), "gexf", path)
    replaced(path, "a\ufffdb", "another")
    done, case = loaded(path)
    assert done.json["edited"] == ["Source"]
    assert done.json["remarks"] == [
        "1 of the values in case.gexf.loss.json belong to rows that were changed: not put back"
    ]
    assert "another" in case.tables["Source"]["publisher"].to_pylist()


def _table(name: str, rows: list[dict[str, object]]) -> dict[str, object]:
    return {name: Tables.from_records({name: rows})[name]}


def test_what_another_program_added_is_counted(worked: Case, tmp_path: Path) -> None:
    """Attributes and nodes that no export writes are passed over, and that is told."""
    path = tmp_path / "case.json"
    export(reading_of(worked), "json", path)
    made = json.loads(path.read_text("utf-8"))
    made["nodes"][0]["modularity_class"] = 3
    made["nodes"].append({"id": "mine"})
    path.write_text(json.dumps(made), encoding="utf-8")
    done, _ = loaded(path)
    assert done.json["remarks"] == [
        "passed over: 1 nodes without 'table', which no export writes",
        "passed over: 1 values of 'modularity_class', which no export writes",
    ]
    assert done.json["same"] is True


def test_a_flow_that_was_taken_out_is_no_edit(worked: Case, tmp_path: Path) -> None:
    """Flows are derived: the import works them out again."""
    path = tmp_path / "case.json"
    export(reading_of(worked), "json", path)
    made = json.loads(path.read_text("utf-8"))
    made["edges"] = [each for each in made["edges"] if not each["derived"]]
    path.write_text(json.dumps(made), encoding="utf-8")
    done, case = loaded(path)
    assert done.json["same"] is True
    assert case.rows("flows") == worked.rows("flows")


def test_a_new_case_only(package: Path, tmp_path: Path, worked: Case) -> None:
    """Into a case that holds something nothing is imported: status 2, and the command that puts two cases together."""
    done = command("load", str(package), "--case", str(worked.folder.path))
    assert done.status == 2
    assert "datatrail case merge" in done.err
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine", encoding="utf-8")
    done = command("load", str(package), "--case", str(tmp_path / "other"))
    assert done.status == 2
    assert (tmp_path / "other" / "notes.txt").read_text("utf-8") == "mine"
    done = command("load", str(package), "--case", "examplia")
    assert done.status == 2
    assert "bundled" in done.err


def test_an_empty_case_is_filled(package: Path, tmp_path: Path, worked: Case) -> None:
    """A case that was made and holds nothing takes the export, title and all."""
    assert command("init", str(tmp_path / "empty"), "--title", "Empty").status == 0
    done = command("load", str(package), "--case", str(tmp_path / "empty"))
    assert done.status == 0, done.err
    case = datatrail.open_case(tmp_path / "empty")
    assert case.title == worked.title
    assert case.snapshot.case_sha256 == worked.snapshot.case_sha256
    assert case.history()["did"].tolist() == [f"import of {package.name}"]


def test_an_export_comes_alone(package: Path, tmp_path: Path) -> None:
    """No other file and no mapping goes with it; a dry run writes nothing."""
    for more in ([str(package / "tables" / "Agency.csv")], ["--mapping", "canonical"], ["--dataset", "one"]):
        done = command("load", str(package), *more, "--case", str(tmp_path / "again"))
        assert done.status == 2
        assert "load it alone" in done.err
    done = command("load", str(package), "--case", str(tmp_path / "again"), "--dry-run")
    assert done.status == 0
    assert "Nothing was written" in done.err
    assert not (tmp_path / "again").exists()


def test_an_export_says_what_it_does_not_show(tmp_path: Path) -> None:
    """The caution is in the file and on standard error, with the hash of the case and what is lost."""
    done = command("export", "--format", "json", "-o", str(tmp_path / "case.json"), "--case", "examplia")
    assert done.status == 0
    said = json.loads((tmp_path / "case.json").read_text("utf-8"))["graph"]
    assert "A flow is a claim with evidence, not a fact" in said["caution"]
    assert said["datatrail"]["case_sha256"] == datatrail.demo_case("examplia").snapshot.case_sha256
    assert "What it does not show: A flow is a claim" in done.err
    assert done.out == ""
    assert (
        command("export", "--format", "json", "-o", str(tmp_path / "q"), "--quiet", "--case", "examplia").err
        == ""
    )
