"""A load takes files in, or says why not; the same inputs give the same bytes."""

import csv
import shutil
from itertools import permutations
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.load import load
from tests.loaders.making import BUNDLED, case, claim, claims, contents, current, write

DATASETS = sorted(path.name for path in BUNDLED.iterdir() if path.is_dir())
REAL = [path for path in DATASETS if path != "examplia"]


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_bundled_dataset_loads_without_a_reject(dataset: str, tmp_path: Path) -> None:
    """Every row of what is shipped is taken."""
    folder = case(tmp_path / "case", registry=dataset != "examplia")
    report = load(folder, sorted((BUNDLED / dataset).glob("*.csv")), dataset=dataset)
    assert report.rejects == []
    assert report.taken == report.rows_read > 0


@pytest.mark.parametrize("dataset", DATASETS)
def test_loading_the_same_files_again_changes_nothing(dataset: str, tmp_path: Path) -> None:
    """No new generation, no changed byte, the same report."""
    folder = case(tmp_path / "case", registry=dataset != "examplia")
    files = sorted((BUNDLED / dataset).glob("*.csv"))
    first = load(folder, files, dataset=dataset)
    before = contents(folder.path)
    again = load(folder, files, dataset=dataset)
    assert contents(folder.path) == before
    assert (first.changed, again.changed) == (True, False)
    assert all(each["unchanged"] for each in again.to_dict()["files"])
    assert again.to_dict() | {"files": []} == first.to_dict() | {"files": []}


def test_the_order_of_loading_does_not_matter(tmp_path: Path) -> None:
    """Datasets one after the other in any order give the same generation, byte for byte."""
    results = []
    for number, order in enumerate(permutations(REAL)):
        folder = case(tmp_path / str(number))
        for dataset in order:
            load(folder, sorted((BUNDLED / dataset).glob("*.csv"), reverse=number % 2 == 0), dataset=dataset)
        results.append(current(folder))
    assert all(result == results[0] for result in results)


def test_two_cases_of_the_same_inputs_are_the_same_bytes(tmp_path: Path) -> None:
    """Where they lie does not matter."""
    for name in ("one", "two"):
        shutil.copytree(BUNDLED / "examplia", tmp_path / name / "inputs")
        load(
            case(tmp_path / name / "case"),
            sorted((tmp_path / name / "inputs").glob("*.csv")),
            dataset="examplia",
        )
    one, two = (contents(tmp_path / name / "case") for name in ("one", "two"))
    assert one == two


def test_a_file_of_the_same_name_replaces_its_rows(tmp_path: Path) -> None:
    """Other content under the same name, in the same dataset, is the new version of that file."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim(claim_id="old"), claim(claim_id="kept"))])
    report = load(folder, [claims(tmp_path / "a.csv", claim(claim_id="kept"), claim(claim_id="new"))])
    assert (report.rows_read, report.taken, report.changed) == (2, 2, True)
    assert folder.read().tables["Statement"]["id"].to_pylist() == ["kept", "new"]
    load(folder, [tmp_path / "a.csv"], dataset="other")
    assert folder.read().manifest["inputs"][1]["duplicates"] == 2


def test_the_report_is_the_json_of_the_interface(tmp_path: Path) -> None:
    """The names and shapes that others script against."""
    folder = case(tmp_path / "case")
    file = claims(tmp_path / "a b.csv", claim(), claim(mode="?"), claim(recipient="Nobody PD"))
    report = load(folder, [file]).to_dict()
    assert list(report) == [
        "files",
        "rows_read",
        "taken",
        "rejected",
        "duplicates",
        "personal_dropped",
        "unresolved_names",
    ]
    assert {**report, "files": []} == {
        "files": [],
        "rows_read": 3,
        "taken": 2,
        "rejected": 1,
        "duplicates": 0,
        "personal_dropped": {},
        "unresolved_names": 1,
    }
    (entry,) = report["files"]
    assert (entry["file"], entry["dataset"], entry["shape"]) == ("a b.csv", "a-b", "claim")


def test_a_reject_has_file_row_column_reason_and_hint(tmp_path: Path) -> None:
    """In the report, in rejects.csv, and as one line for the terminal."""
    folder = case(tmp_path / "case")
    report = load(folder, [claims(tmp_path / "a.csv", claim(), claim(start="2019-02-30"))], dataset="set")
    (reject,) = report.rejects
    reason = "'2019-02-30' is an impossible date (day is out of range for month)"
    assert str(reject).startswith(f"a.csv, row 3, column 'start': {reason}. Hint: write a day (2019-06-30)")
    (line,) = folder.rejects()
    assert line | {"hint": ""} == {
        "dataset": "set",
        "file": "a.csv",
        "sheet": "",
        "row": "3",
        "column": "start",
        "reason": reason,
        "hint": "",
        "rows": "1",
    }
    assert line["hint"]


def test_a_dry_run_reads_and_reports_and_writes_nothing(tmp_path: Path) -> None:
    """The report is that of the load to come, and has the first rows besides."""
    folder = case(tmp_path / "case")
    before = contents(folder.path)
    dry = load(folder, [claims(tmp_path / "a.csv", claim())], dry_run=True)
    assert contents(folder.path) == before
    told = dry.to_dict()
    assert len(told.pop("first_rows")) == 1
    assert told == load(folder, [tmp_path / "a.csv"]).to_dict()


def test_an_error_in_one_file_loads_none(tmp_path: Path) -> None:
    """All or nothing."""
    folder = case(tmp_path / "case")
    good, bad = claims(tmp_path / "good.csv", claim()), tmp_path / "bad.csv"
    bad.write_text("not,a,shape\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.csv: its columns are those of no row shape and no mapping"):
        load(folder, [good, bad])
    assert folder.current is None


@pytest.mark.parametrize("shape", SHAPES)
def test_a_canonical_header_is_found_in_any_order(shape: str, tmp_path: Path) -> None:
    """A file with exactly a shape's columns loads without a mapping; without rows it has none."""
    file = tmp_path / "x.csv"
    file.write_text(",".join(reversed(SHAPES[shape].header)) + "\n", encoding="utf-8")
    (entry,) = load(case(tmp_path / "case"), [file]).to_dict()["files"]
    assert (entry["shape"], entry["rows_read"]) == (shape, 0)


def test_a_header_that_is_nearly_a_shape_says_what_differs(tmp_path: Path) -> None:
    """A missing and an extra column are named."""
    file = write(tmp_path / "x.csv", "attribute", [])
    file.write_text(file.read_text().replace("value", "val"), encoding="utf-8")
    hint = r"as a file of the shape attribute it lacks value and has val besides; correct the header, or draft a mapping: datatrail sniff"
    with pytest.raises(InputError, match=rf"no row shape and no mapping\nHint: {hint}.*--mapping"):
        load(case(tmp_path / "case"), [file])


def test_a_file_split_on_semicolons_is_read(tmp_path: Path) -> None:
    """As spreadsheets write CSV where the comma is the decimal point."""
    file = claims(tmp_path / "x.csv", claim(claim_id="c1"))
    file.write_bytes(file.read_bytes().replace(b",", b";"))
    assert load(case(tmp_path / "case"), [file]).taken == 1


@pytest.mark.parametrize(
    ("files", "dataset", "message"),
    [
        ([], None, "there is nothing to load"),
        (["none.csv"], None, "there is no file"),
        (["a.csv", "sub/a.csv"], "set", r"two files are named a\.csv in dataset 'set'"),
        (["a.csv"], "My Data", "'My Data' is no dataset id"),
    ],
)
def test_what_cannot_be_loaded_is_said(
    tmp_path: Path, files: list[str], dataset: str | None, message: str
) -> None:
    """The command line is checked before anything is read."""
    (tmp_path / "sub").mkdir()
    for name in ("a.csv", "sub/a.csv"):
        claims(tmp_path / name, claim())
    with pytest.raises(InputError, match=message):
        load(case(tmp_path / "case"), [tmp_path / name for name in files], dataset=dataset)


def test_a_later_file_settles_what_an_earlier_one_left_open(tmp_path: Path) -> None:
    """A row that named an unknown state stands once the state is declared; a name resolves once it is explained."""
    folder = case(tmp_path / "case", registry=False)
    agency = {"agency": "us-ex-dmv", "name": "Examplia DMV", "kind": "driver-licensing", "state": "EX"}
    first = load(
        folder,
        [
            write(tmp_path / "agencies.csv", "agency", [agency]),
            claims(tmp_path / "c.csv", claim(holder="Examplia DMV")),
        ],
        dataset="ex",
    )
    assert (first.rejected, first.unresolved_names) == (1, 2)
    declared = {"subject": "EX", "attribute": "made-up-state", "value": "Examplia"}
    load(folder, [write(tmp_path / "states.csv", "attribute", [declared])], dataset="ex")
    snapshot = folder.read()
    assert folder.rejects() == []
    assert "us-ex-dmv" in snapshot.tables["Agency"]["id"].to_pylist()
    assert snapshot.tables["HELD_BY"]["target"].to_pylist() == ["us-ex-dmv"]


def test_progress_is_told(tmp_path: Path) -> None:
    """What is being done, and how much of it."""
    told: list[tuple[str, int, int]] = []
    load(
        case(tmp_path / "case"),
        [claims(tmp_path / "a.csv", claim())],
        progress=lambda *step: told.append(step),
    )
    assert [label for label, _, _ in told] == [
        "reading a.csv",
        "reading",
        "building",
        "building",
        "writing",
        "writing",
    ]
    assert all(done <= total for _, done, total in told)


def test_no_personal_value_reaches_the_disk(tmp_path: Path) -> None:
    """Values of personal columns are in no file of the case: not in tables, rows, rejects or manifest."""
    folder = case(tmp_path / "case")
    (folder.path / "mappings" / "log.toml").write_text(
        'shape = "event"\nheader = ["Org", "Result", "Officer", "Plate", "Notes"]\n[columns]\nOrg = "requester"\n'
        'Result = "mode"\n[codes.Result]\nyes = "disclosed"\n[personal]\nOfficer = "name"\nPlate = "plate"\n',
        encoding="utf-8",
    )
    file = tmp_path / "log.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Org", "Result", "Officer", "Plate", "Notes"])
        writer.writerow(["ICE", "yes", "Zqxjname", "ZQXJPLATE", "Zqxjnote"])
        writer.writerow(["ICE", "no such code", "Zqxjname", "ZQXJPLATE", "Zqxjnote"])
        writer.writerow(["ICE", "yes", "Zqxjname", "ZQXJPLATE", "Zqxjnote", "Zqxjmore"])
        writer.writerow(["ICE", "Zqxjshort"])
    report = load(folder, [file])
    assert (report.taken, report.rejected) == (1, 3)
    assert report.personal_dropped == {"name": 2, "plate": 2}
    tables = folder.read().tables
    said = [str(report.to_dict()), *map(str, report.rejects), *(str(tables.records(name)) for name in tables)]
    said += [path.read_bytes().decode("latin-1") for path in folder.path.rglob("*") if path.is_file()]
    assert not [text for text in said if "zqxj" in text.casefold()]
