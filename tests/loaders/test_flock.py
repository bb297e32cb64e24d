"""37,099 real sharing settings load through the shipped mapping, and nothing of them is lost or made up."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphmodel.registry import fold
from graphmodel.tables import Tables
from loaders.load import load
from loaders.report import LoadReport
from tests.loaders.making import FLOCK, case

pytestmark = pytest.mark.slow
ROWS = 37_099
JUNK = {
    "Demo": "a demo account",
    "do not use": "marked 'do not use'",
    "Miami Dade (Duplicate don't use)": "marked as a duplicate account",
    "Flock Safety PD Test Org": "a test account",
    "Georgia Department of Natural Resources - NOT IN USE": "marked as not in use",
    "Ohio LE Flock Training": "a training account",
    "DNU- Walker County AL SO": "marked 'do not use'",
    "Demopolis AL PD": None,
    "Arnold MO PD": None,
}

Loaded = tuple[LoadReport, Tables]


@pytest.fixture(name="loaded", scope="module")
def flock(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The report and the tables of loading the file into an empty case."""
    folder = case(tmp_path_factory.mktemp("flock") / "case")
    return load(folder, [FLOCK]), folder.read().tables


def given() -> list[dict[str, str]]:
    """The rows of the file, read without the loaders."""
    with FLOCK.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_taken(loaded: Loaded) -> None:
    """Nothing is rejected, nothing is a duplicate, and the mapping is found by the header."""
    report, tables = loaded
    (entry,) = report.to_dict()["files"]
    assert (report.rows_read, report.taken, report.rejected, report.duplicates) == (ROWS, ROWS, 0, 0)
    assert (entry["mapping"], entry["dataset"]) == ("flock-agency-access.toml", "flock-agency-access")
    assert len(tables["Statement"]) == len(tables["HELD_BY"]) == len(tables["GIVEN_TO"]) == ROWS


def test_each_row_says_who_lets_whom_see_plate_reads(loaded: Loaded) -> None:
    """Holder and recipient as written, row by row; a setting is access, not a transfer."""
    statements = sorted(loaded[1].records("Statement"), key=lambda row: int(row["row"]))
    pairs = [(row["holder"], row["recipient"]) for row in statements]
    assert pairs == [([row["src_agency"]], [row["external_agency"]]) for row in given()]
    assert [row["row"] for row in statements] == list(range(2, ROWS + 2))
    constant = ("mode", "payload", "channel", "time_kind", "end", "end_kind", "start", "document")
    (cells,) = Counter(tuple(row[name] for name in constant) for row in statements)
    assert cells == (
        "available",
        "assumed",
        "vendor-sharing",
        "standing",
        "2024-04-26",
        "seen",
        None,
        "private-eyes-agency-access-2024-04-26",
    )
    assert {tuple(row["data_types"]) for row in statements} == {("plate-read",)}
    assert len({row["id"] for row in statements}) == ROWS


def test_every_name_is_one_agency(loaded: Loaded) -> None:
    """A name that the registry knows is that agency, each other one is provisional; none is lost.

    One of the provisional ones is safely an agency of the registry, whose name is written out there.
    """
    report, tables = loaded
    names = {row[column] for row in given() for column in ("src_agency", "external_agency")}
    agencies = tables.records("Agency")
    provisional = {row["name"] for row in agencies if row["provisional"]}
    known = {
        fold(name) for row in agencies if not row["provisional"] for name in (row["name"], *row["aliases"])
    }
    matched = {row["name"]: row["stands_for"] for row in agencies if row["stands_for"]}
    assert provisional == {name for name in names if fold(name) not in known}
    assert matched == {"WI Department of Justice": "us-wi-doj"}
    assert len(provisional) == report.unresolved_names + len(matched)
    assert len(names) == 4620


def test_junk_accounts_stay_marked(loaded: Loaded) -> None:
    """Demo, test and disused accounts are there, with the reason for the doubt; names like theirs are not marked."""
    marked = {row["name"]: row["marked"] for row in loaded[1].records("Agency")}
    assert {name: marked[name] for name in JUNK} == JUNK
    assert sum(1 for reason in marked.values() if reason) == 35


def test_the_file_is_credited(loaded: Loaded) -> None:
    """The document that each row cites names the publishers and the licence."""
    (document,) = [row for row in loaded[1].records("Source") if row["id"].startswith("private-eyes")]
    credit: dict[str, Any] = {name: document[name] for name in ("publisher", "licence", "published")}
    assert credit == {
        "publisher": "McClatchy, The News & Observer (private_eyes)",
        "licence": "MIT; credit McClatchy, The News & Observer, private_eyes",
        "published": "2024-04-26",
    }
    assert "MIT License" in (Path(FLOCK).parent / "LICENSE").read_text(encoding="utf-8")
