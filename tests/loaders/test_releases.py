"""The same rows in several releases count once, a mask hides nothing, a corrected release replaces; in any order."""

import itertools
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_up.logs import HEADER, write_log
from graphmodel.errors import InputError
from loaders import staging
from loaders.load import load
from loaders.report import LoadReport
from loaders.store import CaseFolder
from tests.datatrail.running import datatrail
from tests.loaders.making import case, current, write

HOLDER = {"holder": "Examplia County SO"}


def audit(path: Path, *rows: tuple[str, str, str, str], networks: str = "7") -> Path:
    """A network audit: id, agency, day, reason of each search."""
    lines = [",".join(HEADER)]
    for search, agency, day, reason in rows:
        when = f'"{day}, 05:01:33 AM UTC"'
        lines.append(f'{search},***,{agency},{networks},"a to\nb",***,{reason},***,,{when},lookup,,')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def loaded(folder: CaseFolder, *files: Path, **options: Any) -> LoadReport:
    """A load of audits into the dataset `audit`."""
    return load(folder, list(files), dataset="audit", **{"said": HOLDER} | options)


def counted(folder: CaseFolder) -> Counter[tuple[str | None, str | None, str | None]]:
    """How many searches of each agency, month and purpose the case has."""
    made: Counter[tuple[str | None, str | None, str | None]] = Counter()
    for each in folder.read().tables.records("Request"):
        made["; ".join(each["requester"]), each["answered"], each["purpose"]] += int(each["count"])
    return made


def test_months_that_overlap_by_a_day_count_it_once(tmp_path: Path) -> None:
    """A search has the id that the source states."""
    may = audit(tmp_path / "may.csv", ("s1", "A PD", "05/30/2024", "x"), ("s2", "A PD", "05/31/2024", "ICE"))
    june = audit(
        tmp_path / "june.csv", ("s2", "A PD", "05/31/2024", "ICE"), ("s3", "A PD", "06/01/2024", "x")
    )
    folder = case(tmp_path / "case")
    report = loaded(folder, may, june)
    assert (report.rows_read, report.taken, report.duplicates) == (4, 3, 1)
    assert counted(folder) == {
        ("A PD", "2024-05", None): 1,
        ("A PD", "2024-05", "immigration-enforcement"): 1,
        ("A PD", "2024-06", None): 1,
    }


def test_searches_without_an_id_are_the_same_by_agency_second_and_query(tmp_path: Path) -> None:
    """Two of one file never are; another query is another search."""
    twice = (("", "A PD", "05/31/2024", ""), ("", "A PD", "05/31/2024", ""))
    files = [
        audit(tmp_path / "1.csv", *twice),
        audit(tmp_path / "2.csv", *twice),
        audit(tmp_path / "3.csv", twice[0], networks="8"),
    ]
    folder = case(tmp_path / "case")
    report = loaded(folder, *files)
    assert (report.rows_read, report.taken, report.duplicates) == (5, 3, 2)


def test_the_same_search_of_two_holders_is_two_events(tmp_path: Path) -> None:
    """Each holder's records were searched."""
    folder = case(tmp_path / "case")
    loaded(folder, audit(tmp_path / "1.csv", ("s1", "A PD", "05/30/2024", "x")))
    report = loaded(
        folder, audit(tmp_path / "2.csv", ("s1", "A PD", "05/30/2024", "x")), said={"holder": "Other PD"}
    )
    assert (report.taken, report.duplicates) == (1, 0)


@pytest.mark.parametrize("masked_first", [True, False])
def test_a_release_that_masks_more_does_not_erase_one_that_masks_less(
    tmp_path: Path, masked_first: bool
) -> None:
    """Whichever was loaded first, or is named so that it comes last."""
    names = ("1.csv", "2.csv") if masked_first else ("2.csv", "1.csv")
    audit(tmp_path / names[0], ("s1", "A PD", "05/30/2024", "REDACTED"), ("s2", "A PD", "05/30/2024", "ICE"))
    audit(tmp_path / names[1], ("s1", "A PD", "05/30/2024", "ICE"), ("s2", "A PD", "05/30/2024", "***"))
    folder = case(tmp_path / "case")
    loaded(folder, tmp_path / "1.csv")
    loaded(folder, tmp_path / "2.csv")
    assert counted(folder) == {("A PD", "2024-05", "immigration-enforcement"): 2}


def test_of_two_that_differ_the_one_published_later_stands_and_both_are_told(tmp_path: Path) -> None:
    """By the day on which the documents were published that the two cite, not by their names or the order."""
    documents = write(
        tmp_path / "documents.csv",
        "document",
        [{"document": "old", "published": "2024-06-01"}, {"document": "new", "published": "2025-01-01"}],
    )
    late = audit(tmp_path / "a.csv", ("s1", "A PD", "05/30/2024", "ICE"))
    early = audit(tmp_path / "b.csv", ("s1", "A PD", "05/30/2024", "deportation"))
    folder = case(tmp_path / "case")
    load(folder, [documents])
    loaded(folder, late, said=HOLDER | {"document": "new"})
    report = loaded(folder, early, said=HOLDER | {"document": "old"})
    assert counted(folder) == {("A PD", "2024-05", "immigration-enforcement"): 1}
    (conflict,) = report.conflicts
    assert (conflict.kept.file, conflict.other.file, conflict.columns) == ("a.csv", "b.csv", ("purpose",))


def releases(folder: Path) -> list[Path]:
    """Three releases that share searches, mask differently and differ."""
    return [
        audit(folder / "x.csv", ("s1", "A PD", "05/30/2024", "ICE"), ("s2", "B SO", "06/02/2024", "***")),
        audit(
            folder / "y.csv",
            ("s2", "B SO", "06/02/2024", "ICE"),
            ("s3", "A PD", "06/02/2024", "d"),
            ("s3", "A PD", "06/02/2024", "d"),
        ),
        audit(
            folder / "z.csv",
            ("s1", "A PD", "05/30/2024", "immigration (civil)"),
            ("s3", "C PD", "06/02/2024", "d"),
        ),
    ]


def test_the_order_of_loads_does_not_matter(tmp_path: Path) -> None:
    """Nor whether several are loaded at once: the same tables, byte for byte."""
    files = releases(tmp_path)
    states = []
    orders: Iterable[tuple[tuple[Path, ...], ...]] = [
        ((each,) for each in order) for order in itertools.permutations(files)
    ]
    for number, order in enumerate([*orders, (tuple(files),)]):
        folder = case(tmp_path / f"case-{number}")
        for together in order:
            loaded(folder, *together)
        states.append(current(folder))
    assert all(state == states[0] for state in states)
    assert folder.manifest()["rows"]["Request"] == 4


def test_a_corrected_release_stands_in_place_of_the_one_it_names(tmp_path: Path) -> None:
    """Its rows count no more, though nothing of it is forgotten; loading the old one again changes nothing."""
    old = audit(tmp_path / "old.csv", ("s1", "A PD", "05/30/2024", "x"), ("s2", "A PD", "05/30/2024", "x"))
    new = audit(tmp_path / "new.csv", ("s1", "B SO", "05/30/2024", "x"))
    folder = case(tmp_path / "case")
    first = loaded(folder, old).generation
    loaded(folder, new, replaces=["old.csv"])
    assert counted(folder) == {("B SO", "2024-05", None): 1}
    inputs = {each["file"]: each for each in folder.manifest()["inputs"]}
    assert (inputs["old.csv"]["taken"], inputs["old.csv"]["duplicates"]) == (0, 2)
    assert not loaded(folder, old).changed
    assert first in folder.generations()


def test_what_is_replaced_must_be_there(tmp_path: Path) -> None:
    """With the nearest name."""
    folder = case(tmp_path / "case")
    loaded(folder, audit(tmp_path / "old.csv", ("s1", "A PD", "05/30/2024", "x")))
    new = audit(tmp_path / "new.csv", ("s1", "A PD", "05/30/2024", "x"))
    with pytest.raises(
        InputError, match=r"has no other file 'odl.csv' to be replaced\nHint: did you mean old.csv"
    ):
        loaded(folder, new, replaces=["odl.csv"])


def test_a_log_gives_as_many_flows_as_there_are_distinct_ones(tmp_path: Path) -> None:
    """Months and purposes stay in the table: an edge for each agency that asked, with all its searches."""
    from datatrail.case import Case

    path = tmp_path / "log.csv"
    write_log(path, 5_000)
    folder = case(tmp_path / "case")
    report = loaded(folder, path)
    assert report.rows_read == report.taken == 5_000
    requesters = {tuple(each["requester"]) for each in folder.read().tables.records("Request")}
    flows = Case(folder).query("flows")
    assert 1_000 < len(flows) <= len(requesters)
    assert sum(counted(folder).values()) == 5_000


def test_more_errors_than_are_listed_are_still_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first are told each by itself, the others by what they have in common."""
    monkeypatch.setattr(staging, "MOST_LISTED", 2)
    rows = [(f"s{number}", "A PD", "13/45/2024", "x") for number in range(9)]
    report = loaded(
        case(tmp_path / "case"), audit(tmp_path / "x.csv", *rows, ("s", "A PD", "05/30/2024", "x"))
    )
    assert (report.rows_read, report.taken, report.rejected) == (10, 1, 9)
    assert [(each.place.row, each.rows) for each in report.rejects] == [(0, 7), (2, 1), (3, 1)]
    assert "7 more rows cannot be taken" in report.rejects[0].reason


def test_the_rows_that_a_request_was_gathered_from_are_found_again(tmp_path: Path) -> None:
    """All of its own file that count, each by its number, and none that another release gives."""
    rows = [(f"s{number}", "A PD", "05/30/2024", "x") for number in range(4)]
    folder = case(tmp_path / "case")
    loaded(
        folder,
        audit(tmp_path / "1.csv", *rows),
        audit(tmp_path / "2.csv", rows[1], ("t", "B SO", "05/30/2024", "x")),
    )
    (request,) = (each for each in folder.read().tables.records("Request") if each["file"] == "1.csv")
    done = datatrail("rows", request["id"], "--case", str(folder.path), "--format", "csv")
    assert done.out.split() == ["file,sheet,page,row", "1.csv,,,2", "1.csv,,,4", "1.csv,,,5"]
    missing = datatrail("rows", "event-0", "--case", str(folder.path))
    assert missing.status == 2
    assert "there is no request 'event-0' in this case" in missing.err
