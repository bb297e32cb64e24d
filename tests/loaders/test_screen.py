"""A cell that shows a person is taken out or told, a column of people is refused: before anything is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.errors import InputError
from loaders.load import load
from loaders.mapping_files import shipped_mappings
from loaders.report import LoadReport
from loaders.screen import check_kept
from tests.loaders.making import case, claim, claims, write

MAPPING = """
shape = "claim"
dataset = "set"

[columns]
Id = "claim_id"
Who = "recipient"
Base = "databases"
Said = "speaker"
Remark = "note"

[keep]
Remark = "written by the office itself"

[fixed]
holder = "us-ga-dds"
mode = "disclosed"
data_types = "photo"
"""
Kept = list[dict[str, object]]


def loaded(tmp_path: Path, *rows: str, mapping: str = MAPPING) -> tuple[LoadReport, Kept]:
    """The report of loading rows (id, who, base, said, remark) through a mapping, and the statements made."""
    folder = case(tmp_path / "case")
    (folder.path / "mappings" / "m.toml").write_text(mapping, encoding="utf-8")
    file = tmp_path / "source.csv"
    file.write_text("\n".join(["Id,Who,Base,Said,Remark", *rows]) + "\n", encoding="utf-8")
    report = load(folder, [file], mapping="m")
    return report, folder.read().tables.records("Statement")


def test_a_cell_of_a_source_that_shows_a_person_is_taken_out_and_counted(tmp_path: Path) -> None:
    """The row stays, the cell is masked, and the report says how many of which kind, in which column."""
    rows = (
        "1,ICE,NCIC,a clerk,asked on DOB 4/5/1987",
        "SSN 000-12-3456,ICE,plate QZX 7731,x,y",
        "3,ICE,,x,fine",
    )
    report, kept = loaded(tmp_path, *rows, *(f"{number},ICE,,,DOB 4/5/1987" for number in (4, 5)))
    assert (report.taken, report.rejects) == (5, [])
    assert report.personal_dropped == {
        "date-of-birth (in note)": 3,
        "plate (in databases)": 1,
        "ssn (in claim_id)": 1,
    }
    by_row = {row["row"]: row for row in kept}
    assert by_row[2]["masked"] == ["note:personal"]
    assert by_row[3]["masked"] == ["claim_id:personal", "databases:personal"]
    assert (by_row[4]["note"], by_row[4]["masked"]) == ("fine", [])


@pytest.mark.parametrize(
    "text", ["Maria Lopez", '"Doe, Jo"', "ICE; Maria Lopez", "QZX 7731", "000123456", "4/5/1987"]
)
def test_a_person_does_not_become_an_agency(text: str, tmp_path: Path) -> None:
    """A name, a plate, nine digits, a day: where an office should stand, a bare one is enough."""
    report, kept = loaded(tmp_path, f"1,{text},,,", "2,Springfield MI PD,,,", "3,ICE,,,")
    assert sum(report.personal_dropped.values()) == 1
    assert kept[0]["masked"] == ["recipient:personal"]
    assert report.unresolved_names == 1


def test_a_column_that_may_be_kept_keeps_names_but_no_numbers(tmp_path: Path) -> None:
    """Why it may be kept is said in the mapping; what a pattern finds is taken out all the same."""
    mapping = MAPPING.replace("[keep]", '[keep]\nWho = "accounts of offices"')
    rows = ("1,Maria Lopez,,,", "2,SSN 000-12-3456,,,")
    report, kept = loaded(tmp_path, *rows, mapping=mapping)
    assert report.personal_dropped == {"ssn (in recipient)": 1}
    assert kept[0]["recipient"] == ["Maria Lopez"]


def test_what_the_mapping_itself_says_is_left(tmp_path: Path) -> None:
    """A fixed cell is the analyst's own word."""
    mapping = MAPPING.replace('mode = "disclosed"', 'mode = "disclosed"\nlocator = "call 404-555-0134"')
    report, kept = loaded(tmp_path, "1,ICE,,,", mapping=mapping)
    assert (report.personal_dropped, kept[0]["locator"]) == ({}, "call 404-555-0134")


def test_a_masked_cell_is_no_value_that_was_dropped(tmp_path: Path) -> None:
    """Neither in a personal column, nor in one that is kept."""
    mapping = MAPPING.replace('Said = "speaker"\n', "").replace(
        "[keep]", '[personal]\nSaid = "officer"\n\n[keep]'
    )
    report, kept = loaded(tmp_path, "1,***,,***,***", "2,***,,REDACTED,", "3,***,,Jo Doe,", mapping=mapping)
    assert report.personal_dropped == {"officer": 1}
    assert kept[0]["masked"] == ["recipient:stars"]


def test_an_analysts_own_cell_that_shows_a_person_is_told(tmp_path: Path) -> None:
    """The row is rejected with the shape of the cell: the text is his, and he mends it."""
    rows = [
        claim(note="a plain note on Maria Lopez"),
        claim(note="the request on DOB 4/5/1987"),
        claim(locator="p. 3, A073-315-588"),
        claim(recipient="SSN 000-12-3456"),
    ]
    folder = case(tmp_path / "case")
    report = load(folder, [claims(tmp_path / "own.csv", *rows)])
    assert [(each.place.row, each.column) for each in report.rejects] == [
        (3, "note"),
        (4, "locator"),
        (5, "recipient"),
    ]
    assert report.rejects[0].reason == "'xxx xxxxxxx xx XXX 9/9/9999' looks like it holds: date of birth"
    assert report.personal_dropped == {}
    assert report.taken == 1


def test_an_analysts_own_agency_may_have_any_name(tmp_path: Path) -> None:
    """He writes the names of offices himself: a bare name is not asked about."""
    row = {
        "agency": "us-ex-ml",
        "name": "Maria Lopez Institute",
        "kind": "law-enforcement",
        "aliases": "Maria Lopez",
    }
    report = load(case(tmp_path / "case"), [write(tmp_path / "own.csv", "agency", [row])])
    assert report.rejects == []


@pytest.mark.parametrize(
    ("column", "target", "kind", "why"),
    [
        ("Requester Name", "requester", "officer", "columns of this name hold: officer or clerk"),
        ("DOB", "asked", "date-of-birth", "columns of this name hold: date of birth"),
        ("SSN", "count", "ssn", "columns of this name hold: Social Security number"),
        ("Case #", "request_id", "case-number", "columns of this name hold: case number"),
        ("F1", "component", "name", "2 of 3 different cells look like: a person's name"),
    ],
)
def test_a_mapping_that_keeps_people_is_refused(
    tmp_path: Path, column: str, target: str, kind: str, why: str
) -> None:
    """By the column's name or by its cells; says why, and the two ways out, each of which works."""
    mapping = f'shape = "event"\ndataset = "set"\n[columns]\n"{column}" = "{target}"\nOrg = "holder"\n'
    file = tmp_path / "source.csv"
    file.write_text(f'{column},Org\nMaria Lopez,DDS\n"Doe, Jo",DDS\nx,DDS\n', encoding="utf-8")
    path = tmp_path / "m.toml"

    def tried(text: str) -> LoadReport:
        path.write_text(text, encoding="utf-8")
        return load(case(tmp_path / f"case-{len(list(tmp_path.iterdir()))}"), [file], mapping=path)

    with pytest.raises(InputError) as caught:
        tried(mapping)
    said = f"mapping m.toml: it keeps the column {column!r} as {target}, and that is likely personal ({why})"
    assert caught.value.message == said
    key = column if column.isalnum() else f'"{column}"'
    assert caught.value.hint is not None
    assert f'under [personal] write {key} = "{kind}"' in caught.value.hint
    assert f'under [keep] write {key} = "…"' in caught.value.hint
    tried(mapping + f'[keep]\n{key} = "accounts of offices"\n')
    dropped = tried(mapping.replace(f'"{column}" = "{target}"\n', "") + f'[personal]\n{key} = "{kind}"\n')
    assert dropped.personal_dropped == {kind: 3}


def test_no_hash_of_a_person_is_kept(tmp_path: Path) -> None:
    """What makes two rows the same may not be a plate: a hash of it is found again by trying all plates."""
    mapping = """
shape = "event"
dataset = "set"
[columns]
Org = "requester"
[fixed]
holder = "us-ga-dds"
mode = "disclosed"
data_types = "photo"
[identity]
otherwise = ["Org", "License Plate"]
"""
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    file = tmp_path / "source.csv"
    file.write_text("Org,License Plate\nICE,QZX7731\n", encoding="utf-8")
    said = "it keeps a hash of the column 'License Plate', and that is likely personal"
    with pytest.raises(InputError, match=rf"{said}.*\nHint: take it out of \[identity\]; under \[personal\]"):
        load(case(tmp_path / "case"), [file], mapping=tmp_path / "m.toml")


def test_a_text_that_becomes_a_term_is_not_kept(tmp_path: Path) -> None:
    """A column of reasons may be sorted into purposes, or coded: nothing of the text stays."""
    mapping = MAPPING.replace('Said = "speaker"', 'Reason = "purpose"').replace(
        "[keep]", '[codes.Reason]\nlookup = "criminal-investigation"\n[keep]'
    )
    check_kept(shipped_mappings()["flock-agency-access"], {})
    folder = case(tmp_path / "case")
    (folder.path / "mappings" / "m.toml").write_text(mapping, encoding="utf-8")
    file = tmp_path / "source.csv"
    file.write_text("Id,Who,Base,Reason,Remark\n1,ICE,,looking for Maria Lopez,\n", encoding="utf-8")
    (reject,) = load(folder, [file], mapping="m").rejects
    assert "Lopez" not in str(reject)


@pytest.mark.parametrize("name", shipped_mappings())
def test_a_shipped_mapping_keeps_no_column_of_people(name: str) -> None:
    """None is refused for the names of its columns, or it says why."""
    check_kept(shipped_mappings()[name], {})
