"""Planted names, dates of birth, plates, licence, A- and SSN numbers are in nothing that the program writes or prints.

Looked through: the whole case folder (Parquet by its columns, too), the index, the cache and temporary folders also
while a load runs, what a killed load leaves, standard output and error, pages, answers, and every error on the way.

What may be kept, for no pattern shows it: a bare name without a known given name where an office should stand; a bare
plate, licence number or day in a column of ids or databases; a day in a column of dates; a bare name in the free text
of an analyst's own file, or in a column of which a mapping says why it is kept. Each is tried here too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datatrail.cli import COMMANDS
from graphmodel.schema import SHAPES
from loaders.store import CaseFolder
from tests.datatrail.running import Done, datatrail
from tests.loaders.making import claim, claims
from tests.loaders.planting import MARKS, PLANTED, WRITERS, Planted, Watch, found_under, marks_in, written

ROOT = Path(__file__).parents[2]
KILLING = Path(__file__).with_name("killing.py")
#: The kinds of file that are read so far: each must load; the others must be refused without a word of them.
READ = frozenset({"csv", "tsv", "xlsx", "xls", "json", "jsonl", "parquet", "zip", "pdf"})
HEADER = (
    "Org",
    "Part",
    "Through",
    "Base",
    "Id",
    "When",
    "Result",
    "Number",
    "Sorted",
    "Officer",
    "Plate",
    "Reason",
)
AUDIT = """
shape = "event"
dataset = "audit"
header = ["Org", "Part", "Through", "Base", "Id", "When", "Result", "Number", "Sorted", "Officer", "Plate", "Reason"]
required = ["Org"]

[columns]
Org = "requester"
Part = "component"
Through = "via"
Base = "databases"
Id = "request_id"
When = "asked"
Result = "mode"
Number = "count"

[codes.Result]
"1" = "disclosed"
"0" = "refused"

[dates]
When = "%m/%d/%Y"

[classify.Sorted]
target = "purpose"
rules = [{ pattern = '(?i)\\bimmigration\\b', value = "immigration-enforcement" }]

[personal]
Officer = "officer"
Plate = "plate"

[fixed]
holder = "us-ga-dds"
data_types = "photo"
"""
GATHERED = (
    AUDIT.replace('Id = "request_id"\n', "").replace('Number = "count"\n', "")
    + '\n[identity]\nid = "Id"\notherwise = ["Org", "When"]\n\n[aggregate]\nperiod = "month"\nunit = "searches"\n'
)
#: So many rows are more than a mebibyte.
LONG = 10_000
#: Columns in which what stands alone is no sign of a person.
ONLY_SAID = frozenset({"Base", "Id"})


def row(number: int, **cells: str) -> list[str]:
    """A row of the audit that can be taken, with some cells changed."""
    good = {
        "Org": f"Examplia {number} MI PD",
        "Part": f"Examplia Bureau {number}",
        "Through": f"Examplia Network {number}",
        "Base": f"Base {number}",
        "Id": f"R-{number}",
        "When": f"03/{number % 28 + 1:02}/{2010 + number // 28}",
        "Result": "1",
        "Number": str(number),
        "Sorted": "immigration",
        "Officer": "***",
        "Plate": "***",
        "Reason": "",
    } | cells
    return [good[name] for name in HEADER]


def table() -> list[list[str]]:
    """An audit with each kind of person in each column, amid words and alone."""
    cells = [
        {name: text}
        for name in HEADER
        for each in PLANTED
        for text in dict.fromkeys((each.said, each.bare))
        if text == each.said or name not in ONLY_SAID
        if not (name == "When" and text == "04/05/1931")
    ]
    cells += [{"Org": ""} | dict.fromkeys(HEADER[1:], each.said) for each in PLANTED]
    return [list(HEADER), *(row(number, **each) for number, each in enumerate(cells, 1))]


@pytest.fixture(name="home")
def home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a case, cache and temporary folders of its own, and, apart, what is planted."""
    for name in ("home", "home/cache", "home/tmp", "planted"):
        (tmp_path / name).mkdir()
    home = tmp_path / "home"
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("TMPDIR", str(home / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(home)
    case = CaseFolder(home / "case").init("A case")
    (case.path / "mappings" / "audit.toml").write_text(AUDIT, encoding="utf-8")
    named = "".join(line for line in GATHERED.splitlines(True) if not line.startswith("header"))
    (case.path / "mappings" / "gathered.toml").write_text(named, encoding="utf-8")
    yield home
    tempfile.tempdir = None


@pytest.fixture(name="planted")
def folder_of_the_planted(home: Path) -> Path:
    """Where the files lie that hold people: the one place that is not searched."""
    return home.parent / "planted"


def clean(done: Done) -> Done:
    """A command has printed nothing that was planted."""
    assert marks_in(done.data) == marks_in(done.err.encode()) == set()
    return done


def nothing_written(home: Path) -> None:
    """Nothing that was planted lies in the case, the cache, the temporary folder, or beside them."""
    assert found_under(home) == {}


def asked(home: Path) -> None:
    """Every command that reads a case prints and writes nothing that was planted."""
    (home / "out").mkdir()
    tried = [
        ("check", "--format", "json"),
        ("check",),
        ("agencies", "--format", "csv"),
        ("names", "list", "--format", "csv"),
        ("names", "report", "--format", "csv"),
        ("query", "flows", "--format", "csv"),
        ("query", "flows", "--format", "json"),
        ("query", "exposure", "--format", "csv"),
        ("trace", "--from", "us-ga-dds", "--to", "any", "--format", "json"),
        ("trace", "--from", "us-ga-dds", "--to", "any"),
        ("cypher", "MATCH (n) RETURN n", "--format", "json"),
        ("draw", "--from", "us-ga-dds", "--to", "any", "-o", "out/page.html"),
        ("brief", "--from", "us-ga-dds", "--to", "any", "-o", "out/brief.md"),
        ("doctor",),
    ]
    for words in tried:
        if words[0] in COMMANDS:
            case = () if words[0] == "doctor" else ("--case", "case")
            clean(datatrail(*words, *case))
    flows = datatrail("query", "flows", "--format", "csv", "--case", "case").rows
    for flow in flows[:3]:
        clean(datatrail("evidence", flow["flow"], "--format", "json", "--case", "case"))
    nothing_written(home)


# --- every column, every kind of file -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITERS)
def test_no_person_of_any_column_is_kept_or_told(kind: str, home: Path, planted: Path) -> None:
    """Whether a file loads, is only tried or is refused; while it runs and afterwards."""
    rows = table() if kind != "pdf" else [HEADER, *table()[1::3]]  # drawing and reading lines takes its time
    file = str(written(planted / f"audit.{kind}", rows))
    with Watch(home) as watch:
        sniffed = [("sniff", file, "-o", "draft.toml")] if "sniff" in COMMANDS else []
        tried = [
            ("load", file, "--dry-run", "--case", "case"),
            ("load", file, "--case", "case", "--format", "json"),
        ]
        done = [clean(datatrail(*words)) for words in (*sniffed, *tried)]
    assert watch.found == set()
    nothing_written(home)
    if kind in READ:
        assert watch.seen
        counted = done[-1].json
        assert counted["rows_read"] == len(rows) - 1
        assert counted["taken"] > len(rows) / 2
        assert counted["rejected"] > 5
        assert counted["personal_dropped"]["plate"] > 2
    else:
        assert done[-1].status == 2


@pytest.mark.slow
@pytest.mark.parametrize("mapping", [AUDIT, GATHERED], ids=["rows", "gathered"])
def test_no_person_of_a_long_log_is_kept_or_told(mapping: str, home: Path, planted: Path) -> None:
    """Long files are read in blocks, and gathered by way of a staging folder: nothing of a person lies there."""
    (home / "case" / "mappings" / "audit.toml").write_text(mapping, encoding="utf-8")
    rows = table()
    rows += [row(number % 300, Id=f"L-{number}") for number in range(len(rows), LONG)]
    file = written(planted / "audit.csv", rows)
    assert file.stat().st_size > 1 << 20
    with file.open("ab") as end:
        end.write(DAMAGED["a short row"] + DAMAGED["an unclosed quote"])
    with Watch(home) as watch:
        done = clean(datatrail("load", str(file), "--case", "case", "--format", "json"))
    assert watch.found == set()
    assert done.json["rows_read"] > LONG
    assert done.json["taken"] + done.json["rejected"] + done.json["duplicates"] == done.json["rows_read"]
    nothing_written(home)


@pytest.mark.parametrize("gathered", [False, True], ids=["rows", "gathered"])
def test_what_was_loaded_is_asked_in_every_way(gathered: bool, home: Path, planted: Path) -> None:
    """Answers, pages, routes, what supports a flow: none of them names a person, one by one or gathered by month."""
    if gathered:
        (home / "case" / "mappings" / "audit.toml").write_text(GATHERED, encoding="utf-8")
    file = str(written(planted / "audit.csv", table()))
    assert clean(datatrail("load", file, "--case", "case")).status == 0
    asked(home)


def test_the_search_finds_what_is_there(home: Path, planted: Path) -> None:
    """The same search over the planted files finds every mark, in each kind of file that can be searched."""
    for kind in ("csv", "tsv", "xlsx", "json", "jsonl", "parquet", "zip"):
        path = written(planted / f"audit.{kind}", table())
        assert {each.marks[0] for each in PLANTED} <= marks_in(path.read_bytes()), kind
    assert len(found_under(planted)) == 7
    nothing_written(home)


# --- every error --------------------------------------------------------------------------------------------------

PEOPLE = ",".join(each.said for each in PLANTED)
GOOD = ",".join(row(1))
FIRST = ",".join(HEADER)


def lines(*texts: str) -> bytes:
    """Lines of a file."""
    return "".join(f"{text}\r\n" for text in texts).encode()


DAMAGED = {
    "a short row": lines(FIRST, GOOD, PEOPLE),
    "a long row": lines(FIRST, GOOD, f"{GOOD},{PEOPLE}"),
    "an unclosed quote": lines(FIRST, GOOD, f'ICE,"{PEOPLE}', GOOD, GOOD),
    "a quote in mid-cell": lines(FIRST, GOOD, f'ICE,"Maria" Qqplanted,{PEOPLE},,,', GOOD),
    "a NUL": lines(FIRST, GOOD, GOOD.replace("Examplia Bureau 1", "Maria\0Qqplanted DOB 04/05/1931")),
    "another encoding": lines(FIRST, GOOD) + f"Montréal,{PEOPLE},,,,,\r\n".encode("latin-1"),
    "two encodings": lines(FIRST, f"Montréal,{PEOPLE},,,,,")
    + f"Montréal,{PEOPLE},,,,,\r\n".encode("latin-1"),
    "UTF-16": lines(FIRST, GOOD, f"{PEOPLE},,,,,,").decode().encode("utf-16"),
    "UTF-16 cut short": lines(FIRST, GOOD, f"{PEOPLE},,,,,,").decode().encode("utf-16")[:-1],
    "a header again": lines(FIRST, GOOD, FIRST, f"{PEOPLE},,,,,,"),
    "another header": lines(FIRST.replace("Org", "Organ"), GOOD, f"{PEOPLE},,,,,,"),
    "no header": lines(f"{PEOPLE},,,,,,", GOOD),
    "no header, names only": lines("Maria Qqplanted,ICE,3/9/2020", "Maria Qqplanted,ICE,3/9/2020"),
    "a header twice": lines("Maria Qqplanted,Maria Qqplanted,04/05/1931", GOOD),
    "a canonical header, nearly": lines(",".join((*SHAPES["event"].header[1:], "DOB 04/05/1931")), GOOD),
    "lines above the header": lines("Report on Maria Qqplanted DOB 04/05/1931", PEOPLE, FIRST, GOOD),
    "two tables": lines(FIRST, GOOD, "", "Name,DOB", "Maria Qqplanted,04/05/1931", PEOPLE),
    "semicolons": lines(PEOPLE.replace(",", ";"), PEOPLE.replace(",", ";")),
    "carriage returns only": lines(FIRST, GOOD, PEOPLE).replace(b"\r\n", b"\r"),
    "one huge cell": lines(FIRST, GOOD, f'"{PEOPLE * 3000}"'),
    "an empty table": lines(FIRST),
    "only people": lines(FIRST, *(f"{each.said}{',' * 11}" for each in PLANTED)),
    "a column of people": lines(FIRST, *(",".join(row(n, Part=each.said)) for n, each in enumerate(PLANTED))),
    "a cut Parquet file": b"PAR1" + PEOPLE.encode() + b"\0",
    "a cut archive": b"PK\x03\x04" + PEOPLE.encode(),
    "a cut PDF": b"%PDF-1.7\n" + PEOPLE.encode(),
    "a cut workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + PEOPLE.encode(),
    "broken JSON": b'[{"Org": "' + PEOPLE.encode(),
    "packed": b"\x1f\x8b" + PEOPLE.encode(),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_no_error_tells_of_a_person(what: str, home: Path, planted: Path) -> None:
    """Whatever is wrong with a file, tried as it is, row by row, and with a mapping named, gathered."""
    file = planted / "audit.csv"
    file.write_bytes(DAMAGED[what])
    sniffed = [("sniff", str(file))] if "sniff" in COMMANDS else []
    named = [("load", str(file), *more, "--case", "case") for more in ((), ("--mapping", "gathered"))]
    for words in (*sniffed, *named):
        clean(datatrail(*words))
    nothing_written(home)


@pytest.mark.parametrize("each", PLANTED, ids=lambda each: each.kind)
def test_no_cell_of_an_analysts_own_file_that_shows_a_person_is_kept_or_told(
    each: Planted, home: Path, planted: Path
) -> None:
    """In every column of a claim the row is rejected, and what it holds is not repeated."""
    rows = [claim(**{name: each.said}) for name in SHAPES["claim"].header]
    done = clean(
        datatrail("load", str(claims(planted / "own.csv", *rows)), "--case", "case", "--format", "json")
    )
    assert (done.json["rejected"], done.json["taken"]) == (len(rows), 0)
    nothing_written(home)


def test_no_mistaken_row_beside_others_tells_of_a_person(home: Path, planted: Path) -> None:
    """A state, a scope, an id given twice, ends before starts: judged after all files are read, and told alike."""
    mapping = """
shape = "rule"
dataset = "rules"
[columns]
Id = "rule_id"
What = "title"
Who = "holder"
Whom = "recipient"
Since = "from"
Till = "to"
[keep]
What = "titles of laws"
[fixed]
kind = "paper"
effect = "bars"
document = "d"
"""
    (home / "case" / "mappings" / "rules.toml").write_text(mapping, encoding="utf-8")
    rows = [["Id", "What", "Who", "Whom", "Since", "Till"]]
    rows += [[f"0{n}", "A law", f"Examplia {n} PD", f"Examplia {n} SO", "", ""] for n in range(80)]
    rows += [["1", "A law", each.bare, each.said, "", ""] for each in PLANTED]
    rows += [["1", "A law", "driver-licensing", f"{each.bare}:court", "", ""] for each in PLANTED]
    rows += [
        ["2", "A law", "driver-licensing", "", "2020", "2019"],
        ["2", "A law", "driver-licensing", "", "", ""],
    ]
    rows += [["2", "A law", "driver-licensing", "", "", "04/05/1931"]]
    file = written(planted / "rules.csv", rows)
    done = clean(datatrail("load", str(file), "--mapping", "rules", "--case", "case", "--format", "json"))
    assert done.json["rejected"] > 80
    clean(datatrail("check", "--format", "json", "--case", "case"))
    nothing_written(home)


# --- where people hide --------------------------------------------------------------------------------------------


def _other_sheets(path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    book.properties.creator = "Maria Qqplanted"
    sheet = book.active
    for cells in (HEADER, row(1), row(2, Part='="Maria "&"Qqplanted"')):
        sheet.append(list(cells))
    sheet["A2"].comment = Comment("DOB 04/05/1931", "Maria Qqplanted")
    people = book.create_sheet("second")
    for each in PLANTED:
        people.append([each.said, each.bare, "x"])
    people.merge_cells("A1:C2")
    book.create_sheet("third").append(["Maria Qqplanted"])
    book.save(path)


def _prose(path: Path) -> None:
    from reportlab.lib.colors import black
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()["Normal"]
    words = [Paragraph(f"{each.said}, {each.bare}", style) for each in PLANTED]
    ruled = [
        Table([["Org", "When"], ["ICE", each.said]], style=[("GRID", (0, 0), (-1, -1), 1, black)])
        for each in PLANTED
    ]
    SimpleDocTemplate(str(path), title="Maria Qqplanted", author="Maria Qqplanted").build([*words, *ruled])


def _nested(path: Path) -> None:
    people = {each.said: {"who": each.bare, each.bare: [each.said]} for each in PLANTED}
    good = dict(zip(HEADER, row(1), strict=True))
    records = [good, {**good, "Id": "R-2", "Part": people}, {**good, "Id": "R-3", **people}, PEOPLE]
    path.write_text(json.dumps(records), encoding="utf-8")


def _broken_lines(path: Path) -> None:
    good = json.dumps(dict(zip(HEADER, row(1), strict=True)))
    path.write_text("\n".join([good, '{"Org": "' + PEOPLE, PEOPLE, f'["{PEOPLE}"]', good]), encoding="utf-8")


def _typed(path: Path) -> None:
    columns = {name: pa.array([cell, cell]) for name, cell in zip(HEADER, row(1), strict=True)}
    born = pa.array([date(1931, 4, 5)] * 2)
    columns |= {"Plate": born, "Reason": born}
    table = pa.table(columns).replace_schema_metadata({"by": PEOPLE})
    pq.write_table(table, path)


def _members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = b"Maria Qqplanted"
        archive.writestr("audit.csv", lines(FIRST, GOOD))
        archive.writestr("people.csv", lines(PEOPLE, PEOPLE))
        archive.writestr("people.txt", lines("subject Maria Qqplanted, DOB 04/05/1931"))


HIDING: dict[str, Callable[[Path], None]] = {
    "audit.xlsx": _other_sheets,
    "audit.pdf": _prose,
    "audit.json": _nested,
    "audit.jsonl": _broken_lines,
    "audit.parquet": _typed,
    "audit.zip": _members,
}


@pytest.mark.parametrize("name", HIDING)
def test_no_person_who_hides_in_a_file_is_kept_or_told(name: str, home: Path, planted: Path) -> None:
    """Other sheets and members, comments, prose, nested records, fields named after people, broken lines, metadata."""
    HIDING[name](planted / name)
    file = str(planted / name)
    tried = [
        ("sniff", file),
        ("load", file),
        ("load", file, "--mapping", "gathered"),
    ]
    with Watch(home) as watch:
        for words in tried:
            clean(datatrail(*words, *(() if words[0] == "sniff" else ("--case", "case"))))
    assert watch.found == set()
    nothing_written(home)
    if name in {"audit.xlsx", "audit.parquet", "audit.zip"}:
        assert datatrail("check", "--case", "case").out.count("audit") > 1


# --- killed -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_killed_load_leaves_nothing_of_a_person(home: Path, planted: Path) -> None:
    """Killed at every ninth step of the writing: what lies there then names nobody."""
    file = written(planted / "audit.csv", table())
    command = [sys.executable, KILLING, "steps", "9", home / "case", home, "audit", file]
    done = subprocess.run(command, cwd=ROOT, env=None, capture_output=True, check=True)
    assert marks_in(done.stdout) == marks_in(done.stderr) == set()
    assert len(list(home.glob("killed-*"))) > 3
    nothing_written(home)


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.3, 0.9, 1.8])
def test_a_long_load_killed_at_some_moment_leaves_nothing_of_a_person(
    after: float, home: Path, planted: Path
) -> None:
    """While rows are staged, grouped or written: what lies in the case, the staging and temporary folders."""
    (home / "case" / "mappings" / "audit.toml").write_text(GATHERED, encoding="utf-8")
    rows = table() * 60
    file = written(planted / "audit.csv", [HEADER, *(each for each in rows if each != list(HEADER))])
    command = [sys.executable, KILLING, "now", home / "case", "audit", file]
    loading = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with loading:
        assert loading.stdout is not None
        assert loading.stdout.readline() == b"begin\n"
        time.sleep(after)
        loading.kill()
        assert marks_in(loading.stdout.read()) == set()
    nothing_written(home)


# --- what may be kept ---------------------------------------------------------------------------------------------


def kept(home: Path) -> set[str]:
    """The planted marks that lie in the case."""
    return {mark for marks in found_under(home).values() for mark in marks}


def _bare_office(planted: Path) -> Path:
    return written(planted / "audit.csv", [HEADER, row(1, Org="Zyxwv Qqplanted")])


def _bare_id(planted: Path) -> Path:
    return written(planted / "audit.csv", [HEADER, row(1, Id="QZX 7731")])


def _day(planted: Path) -> Path:
    return written(planted / "audit.csv", [HEADER, row(1, When="04/05/1931")])


def _own_words(planted: Path) -> Path:
    return claims(planted / "own.csv", claim(note="Maria Qqplanted, QZX 7731"))


@pytest.mark.parametrize(
    ("make", "marks"),
    [
        (_bare_office, {"qqplanted"}),
        (_bare_id, {"qzx 7731"}),
        (_day, {"1931-04-05"}),
        (_own_words, {"qqplanted", "qzx 7731"}),
    ],
)
def test_what_no_pattern_shows_is_kept(
    make: Callable[[Path], Path], marks: set[str], home: Path, planted: Path
) -> None:
    """Said here so that nobody relies on more: free text is best left out."""
    assert datatrail("load", str(make(planted)), "--case", "case").status == 0
    assert kept(home) == marks <= set(MARKS)
