"""A mapping turns a source's columns into ours, or says on which line it cannot."""

from pathlib import Path

import pytest

from graphmodel.errors import InputError
from loaders.load import load
from loaders.mapping_files import choose_mapping, fitting_mapping, read_mapping, shipped_mappings
from loaders.mapping_toml import parse_mapping
from loaders.report import LoadReport
from tests.loaders.making import case

AUDIT = r"""
shape = "event"
dataset = "city-audit"
header = ["Org", "When", "Officer", "Result", "Reason", "Also"]
required = ["Org"]

[columns]
Org = "requester"
When = "answered"
Result = "mode"
Also = "via"

[fixed]
holder = "us-ga-dds"
data_types = "photo"

[codes.Result]
"1" = "disclosed"
"0" = "refused"

[dates]
When = "%m/%d/%Y"

[personal]
Officer = "name"

[[junk]]
pattern = '(?i)\bdemo\b'
reason = "a demo account"

[document]
document = "city-audit-2024"
title = "The city's audit"
licence = "public record"
"""
HEADER = "Org,When,Officer,Result,Reason,Also\n"


def loaded(tmp_path: Path, rows: str, mapping: str = AUDIT) -> tuple[LoadReport, list[dict[str, object]]]:
    """The report of loading rows through a mapping of the case, and the requests made."""
    folder = case(tmp_path / "case")
    (folder.path / "mappings" / "audit.toml").write_text(mapping, encoding="utf-8")
    file = tmp_path / "audit.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    report = load(folder, [file])
    return report, folder.read().tables.records("Request")


def test_a_mapped_row_holds_what_the_mapping_says_and_nothing_else(tmp_path: Path) -> None:
    """Columns, codes, dates and fixed cells; personal and unnamed columns are not kept."""
    report, requests = loaded(tmp_path, "ICE,03/09/2020,Jo Doe,1,looking for Max,\n")
    (made,) = requests
    assert (made["requester"], made["answered"], made["mode"]) == (["ICE"], "2020-03-09", "disclosed")
    assert (made["holder"], made["data_types"], made["dataset"]) == (["us-ga-dds"], ["photo"], "city-audit")
    assert (made["file"], made["row"]) == ("audit.csv", 2)
    assert report.personal_dropped == {"name": 1}
    assert "Jo Doe" not in str(requests)
    assert "Max" not in str(requests)


def test_a_mapping_makes_the_document_that_its_rows_cite(tmp_path: Path) -> None:
    """The document stands in the mapping, and is no row of the file."""
    mapping = AUDIT.replace('holder = "us-ga-dds"', 'holder = "us-ga-dds"\ndocument = "city-audit-2024"')
    report, _ = loaded(tmp_path, "ICE,03/09/2020,,1,,\n", mapping)
    assert (report.rows_read, report.taken) == (1, 1)


@pytest.mark.parametrize(
    ("row", "column", "reason", "hint"),
    [
        ("ICE,03/09/2020,,2,,", "Result", "the code '9' is not mapped", "[codes.Result]"),
        ("ICE,2020-03-09,,1,,", "When", "'9999-99-99' is not a date of the form '%m/%d/%Y'", "[dates]"),
        (",03/09/2020,,1,,", "Org", "is blank, and must not be", "audit.toml"),
        ("ICE,03/09/2020,,1,,a;b", "via", "'x;x' holds a ';'", "split on '>'"),
    ],
)
def test_a_row_that_cannot_be_mapped_is_rejected(
    tmp_path: Path, row: str, column: str, reason: str, hint: str
) -> None:
    """An unmapped code, a date of another form, a blank that must not be."""
    report, requests = loaded(tmp_path, f"ICE,03/09/2020,,1,,\n{row}\n")
    (reject,) = report.rejects
    assert (reject.place.file, reject.place.row, reject.column) == ("audit.csv", 3, column)
    assert reason in reject.reason
    assert hint in reject.hint
    assert len(requests) == 1


def test_a_masked_cell_is_no_unmapped_code(tmp_path: Path) -> None:
    """A mask in a coded or dated column stays a mask."""
    _, requests = loaded(tmp_path, "***,***,***,REDACTED,,\n")
    assert requests[0]["masked"] == ["answered:stars", "requester:stars", "mode:redacted"]


def test_a_junk_name_stays_and_is_marked(tmp_path: Path) -> None:
    """A doubtful account is an agency like others, with the reason for the doubt."""
    folder = case(tmp_path / "case")
    (folder.path / "mappings" / "audit.toml").write_text(AUDIT, encoding="utf-8")
    file = tmp_path / "audit.csv"
    file.write_text(f"{HEADER}Some Demo,03/09/2020,,1,,\nDemopolis PD,03/09/2020,,1,,\n", encoding="utf-8")
    load(folder, [file])
    agencies = folder.read().tables.records("Agency")
    marked = {row["name"]: row["marked"] for row in agencies if row["provisional"]}
    assert marked == {"Some Demo": "a demo account", "Demopolis PD": None}


def test_a_split_column_is_a_list(tmp_path: Path) -> None:
    """How a source splits a list is the mapping's to say; else a cell is one name."""
    mapping = AUDIT + '\n[split]\nOrg = ","\n'
    _, requests = loaded(tmp_path, '"ICE, CBP",03/09/2020,,1,,\n', mapping)
    assert requests[0]["requester"] == ["ICE", "CBP"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('shape = "event"', 'shape = "evnt"', r"line 2: 'evnt' is no row shape\nHint: did you mean event"),
        ('shape = "event"', "", "`shape` is missing"),
        (
            'shape = "event"',
            'shape = "event"\nshapes = 1',
            r"line 3: 'shapes' is no part of a mapping\nHint: did you",
        ),
        (
            '"requester"',
            '"requestor"',
            r"line 8: 'requestor' is no column of the shape 'event'\nHint: did you mean",
        ),
        ('Result = "mode"', 'Result = "mode"\nReason = "mode"', "Result and Reason both fill 'mode'"),
        (
            '"1" = "disclosed"',
            '"1" = "given away"',
            r"line 18: column 'mode': 'given away' is neither a mode",
        ),
        ('"photo"', '"phto"', r"line 15: column 'data_types': 'phto' is not in the vocabulary"),
        ('Officer = "name"', 'Org = "name"', "line 8: 'Org' is personal and mapped to 'requester'"),
        ('When = "%m/%d/%Y"', 'Day = "%m/%d/%Y"', "'Day' is not in `header`"),
        (r"'(?i)\bdemo\b'", "'('", "'\\('.* is no pattern"),
        (
            '"city-audit"',
            '"City Audit"',
            r"line 3: 'City Audit' is no dataset id\nHint: write it as 'city-audit'",
        ),
        ("[columns]", "[columns", r"mapping audit\.toml: .*line 7"),
        ('document = "city-audit-2024"', "", r"\[document\] column 'document': is blank"),
        ('holder = "us-ga-dds"', "holder = 3", "'holder' under \\[fixed\\] must be text"),
    ],
)
def test_a_mapping_that_contradicts_itself_names_the_line(old: str, new: str, message: str) -> None:
    """An error in a mapping says in which file, on which line, and what is allowed."""
    assert old in AUDIT
    with pytest.raises(InputError, match=message) as caught:
        parse_mapping("audit.toml", AUDIT.replace(old, new, 1))
    assert "audit.toml" in caught.value.message


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    """A mapping for another file says what is missing and what there is."""
    mapping = tmp_path / "audit.toml"
    mapping.write_text(AUDIT.replace('"Also"]', "]").replace(", ]", "]"), encoding="utf-8")
    mapping.write_text(
        "\n".join(line for line in AUDIT.splitlines() if not line.startswith("header")), "utf-8"
    )
    file = tmp_path / "other.csv"
    file.write_text("Org,Date\nICE,03/09/2020\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"other\.csv has no column 'When', 'Result', 'Also', 'Officer'\nHint: its col"
    ):
        load(case(tmp_path / "case"), [file], mapping=mapping)


def test_a_mapping_is_found_by_its_header_or_its_name(tmp_path: Path) -> None:
    """The case's own come before the shipped ones; a header that fits two is not guessed at."""
    audit = parse_mapping("audit.toml", AUDIT)
    header = ("Also", *sorted(audit.header - {"Also"}))
    assert fitting_mapping(header, {"audit": audit}) is audit
    assert fitting_mapping((*header, "More"), {"audit": audit}) is None
    with pytest.raises(InputError, match=r"the header fits audit\.toml and audit\.toml\nHint: say which"):
        fitting_mapping(header, {"one": audit, "two": audit})
    assert choose_mapping("audit", {"audit": audit}) is audit
    with pytest.raises(InputError, match=r"there is no mapping 'flock-agency-acces'\nHint: did you mean"):
        choose_mapping("flock-agency-acces", {})
    with pytest.raises(InputError, match=r"there is no mapping .*none\.toml"):
        read_mapping(tmp_path / "none.toml")


@pytest.mark.parametrize("name", shipped_mappings())
def test_a_shipped_mapping_says_what_it_is_and_whom_to_credit(name: str) -> None:
    """Each has a header, a title and a credit; one of a single publication cites it, one of a layout asks whose it is."""
    mapping = shipped_mappings()[name]
    assert mapping.header or name == "flock-organization-audit"  # whose header is another's, too
    assert mapping.title
    assert mapping.credit
    if mapping.ask:
        assert not mapping.document
    else:
        assert mapping.document["licence"]
        assert mapping.fixed["document"] == mapping.document["document"]
