"""A dry run shows the first rows of a file and what each would make, and writes nothing."""

from pathlib import Path

from loaders.load import load
from loaders.preview import SHOWN
from tests.datatrail.running import datatrail
from tests.loaders.making import case, claim, claims, contents, write

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
SAID = {"holder": "Examplia County SO"}


def test_the_first_five_rows_are_shown_as_what_they_make(tmp_path: Path) -> None:
    """Who, to whom, what, how, when, through whom; nothing is written, and a load proper shows none of it."""
    folder = case(tmp_path / "case")
    before = contents(folder.path)
    file = claims(
        tmp_path / "c.csv",
        *[
            claim(claim_id=f"c{n}", start="2025-03", via="co-flock-safety", time_kind="event")
            for n in range(SHOWN + 1)
        ],
    )
    report = load(folder, [file], dry_run=True)
    assert report.first_rows is not None
    assert [each.row for each in report.first_rows] == [2, 3, 4, 5, 6]
    assert str(report.first_rows[0]) == (
        "c.csv, row 2 → Statement: DDS → ICE: photo, disclosed, 2025-03, via Flock Safety"
    )
    assert contents(folder.path) == before
    assert load(folder, [file]).first_rows is None


def test_each_kind_of_row_is_shown_by_its_name(tmp_path: Path) -> None:
    """A row of coverage, an attribute, an agency; a row that is set aside is not among them."""
    folder = case(tmp_path / "case")
    files = [
        write(
            tmp_path / "a.csv",
            "agency",
            [
                {"agency": "us-xx-a", "name": "Examplia DMV", "kind": "no kind"},
                {"agency": "us-xx-b", "name": "Examplia PD", "kind": "law-enforcement"},
            ],
        ),
        write(
            tmp_path / "b.csv", "coverage", [{"agency": "us-ga-dds", "side": "holder", "extent": "partial"}]
        ),
    ]
    report = load(folder, files, dry_run=True)
    assert list(map(str, report.first_rows or ())) == [
        "a.csv, row 3 → Agency: Examplia PD",
        "b.csv, row 2 → Coverage: DDS as holder, every channel, ..: partial",
    ]


def test_the_first_rows_are_those_of_all_files_together(tmp_path: Path) -> None:
    """Five in all, in the order of files and rows; a document that a mapping names stands in no row."""
    folder = case(tmp_path / "case")
    names = "src_agency,external_agency,src_agency_id,external_agency_id"
    rows = [f"Examplia {number} PD,Examplia SO,1,2" for number in range(3)]
    sharing = tmp_path / "b.csv"
    sharing.write_text("\n".join([names, *rows]), encoding="utf-8")
    agencies = [
        {"agency": f"us-xx-{n}", "name": f"Examplia {n}", "kind": "law-enforcement"} for n in range(3)
    ]
    report = load(folder, [sharing, write(tmp_path / "a.csv", "agency", agencies)], dry_run=True)
    shown = [(each.file, each.row) for each in report.first_rows or ()]
    assert shown == [("a.csv", 2), ("a.csv", 3), ("a.csv", 4), ("b.csv", 2), ("b.csv", 3)]


def test_a_mapped_file_shows_nobody(tmp_path: Path) -> None:
    """The command prints the rows in words and as data; names, plates and reasons are in neither."""
    audit = str(LAYOUTS / "network-audit-13.csv")
    datatrail("init", str(tmp_path / "mycase"), "--quiet")
    words = (
        "load",
        audit,
        "--case",
        str(tmp_path / "mycase"),
        "--set",
        f"holder={SAID['holder']}",
        "--dry-run",
    )
    table, data = datatrail(*words), datatrail(*words, "--format", "json")
    assert "Examplia County SO → Examplia City PD: plate read, disclosed, 2026-04" in table.out
    assert "via Flock Safety" in table.out
    assert len(data.json["first_rows"]) <= SHOWN
    for part in ("Testa", "ZZZ000", "WARRANT", "removal"):
        assert part not in table.out + table.err + data.out
