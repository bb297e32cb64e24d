"""Looking at a file finds its header, dates and columns, shows nobody, and drafts a mapping that loads."""

import csv
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from loaders.load import load
from loaders.mapping_dates import DateReading
from loaders.mapping_toml import parse_mapping
from loaders.readers.tables import Layout
from loaders.sniffing import ROWS, TableLook, sniff
from loaders.sniffing_dates import date_forms, look_at_dates
from loaders.sniffing_draft import asked, draft, key, quoted, undecided
from loaders.synonyms import likeliest_shape, read_synonyms
from tests.loaders.making import case

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
#: What may be said where a draft asks.
SAID = {
    "kind": "law-enforcement",
    "count_unit": "requests",
    "requester": "Examplia City PD",
    "holder": "Examplia DMV",
    "recipient": "Examplia City PD",
    "mode": "disclosed",
    "data_types": "photo",
    "agency": "Examplia DMV",
    "name": "Examplia DMV",
    "side": "holder",
    "extent": "partial",
    "subject": "GA",
    "attribute": "licences-without-status",
    "value": "yes",
    "document": "the-log",
    "rule_id": "r1",
    "effect": "bars",
}


def written(path: Path, rows: list[list[str]], **options: Any) -> Path:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, **options).writerows(rows)
    return path


def looked(tmp_path: Path, rows: list[list[str]], **options: Any) -> TableLook:
    """What the one table of a file seems to be."""
    (look,) = sniff(written(tmp_path / "log.csv", rows), **options)
    return look


LOG = [
    ["Requests of 2024", "", "", "", ""],
    ["Requesting Agency", "Date Received", "Disposition", "Subject Name", "# of requests"],
    ["Examplia City PD", "05/31/2024", "Granted", "Maria Lopez", "3"],
    ["Examplia County SO", "06/01/2024", "Denied", "Doe, Jo", "1"],
    ["Samplestate XX Highway Patrol", "06/02/2024", "Sent to Bob", "***", "2"],
]


def test_a_log_is_known_by_its_words_and_cells(tmp_path: Path) -> None:
    """Header below a title, columns by synonyms, the form of dates, masks counted, people flagged, codes half known."""
    look = looked(tmp_path, LOG)
    assert (look.header_row, look.shape, look.rows, look.more, look.fits) == (2, "event", 3, False, "")
    columns = {each.name: each for each in look.columns}
    assert {name: each.fills for name, each in columns.items()} == {
        "Requesting Agency": "requester",
        "Date Received": "asked",
        "Disposition": "mode",
        "Subject Name": "",
        "# of requests": "count",
    }
    assert columns["Requesting Agency"].samples[0] == "Examplia City PD"
    assert columns["Date Received"].dates is not None
    assert columns["Date Received"].dates.forms == ("%m/%d/%Y",)
    subject = columns["Subject Name"]
    assert subject.personal is not None
    assert (subject.personal.kind, dict(subject.masks)) == ("name", {"stars": 1})
    assert subject.samples == ("Xxxxx Xxxxx", "Xxx, Xx")
    assert columns["Disposition"].samples == ("Granted", "Denied", "Xxxx xx Xxx")
    assert (columns["Disposition"].codes, columns["Disposition"].unknown) == (
        {"Granted": "disclosed", "Denied": "refused"},
        1,
    )


def test_columns_without_a_name_at_the_end_are_no_columns(tmp_path: Path) -> None:
    """Spreadsheets write them, blank, where a sheet was wider once."""
    wider = [[*row, "", ""] for row in LOG]
    assert looked(tmp_path, wider) == looked(tmp_path, LOG)


def test_a_draft_marks_its_guesses_asks_for_the_rest_and_loads(tmp_path: Path) -> None:
    """Every mapped line has its reason; the unknown code is a reject with its row, all else is taken."""
    look = looked(tmp_path, LOG)
    text = draft(look)
    mapped = [
        line for line in text.splitlines() if " = " in line and not line.startswith(("#", "header", "ask"))
    ]
    assert all("# guessed: " in line for line in mapped), mapped
    assert asked(look) == ["holder", "data_types"]
    assert "Bob" not in text
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    folder = case(tmp_path / "case")
    said = {name: SAID[name] for name in asked(look)}
    report = load(folder, [tmp_path / "log.csv"], mapping=tmp_path / "m.toml", said=said)
    assert (report.rows_read, report.taken) == (3, 2)
    assert [(each.place.row, each.column) for each in report.rejects] == [(5, "Disposition")]
    made = sorted(folder.read().tables.records("Request"), key=lambda each: each["row"])
    assert [(each["asked"], each["mode"], each["count"], each["count_unit"]) for each in made] == [
        ("2024-05-31", "disclosed", 3, "requests"),
        ("2024-06-01", "refused", 1, "requests"),
    ]


def test_a_date_that_two_forms_fit_is_a_persons_to_decide(tmp_path: Path) -> None:
    """Neither is chosen, both are named, and the draft does not load before one is written."""
    look = looked(
        tmp_path, [["Agency", "Date"], ["Examplia PD", "05/06/2024"], ["Examplia SO", "01/02/2024"]]
    )
    text = draft(look)
    assert undecided(look) == ["Date"]
    assert '# decide: "%m/%d/%Y" or "%d/%m/%Y"' in text
    with pytest.raises(
        InputError, match=r"line \d+: how 'Date' writes a date is not decided\nHint: write the form"
    ):
        parse_mapping("m.toml", text)
    assert parse_mapping("m.toml", text.replace('Date = "?"', 'Date = "%d/%m/%Y"')).dates


@pytest.mark.parametrize(
    ("texts", "forms", "grain"),
    [
        (["05/31/2024", "06/01/2024"], ("%m/%d/%Y",), "day"),
        (["31/05/2024", "01/06/2024"], ("%d/%m/%Y",), "day"),
        (["March 2020", "May 2021"], ("%B %Y",), "month"),
        (["04/13/2026, 05:01:33 AM UTC"], ("%m/%d/%Y, %I:%M:%S %p UTC",), "day"),
        (["2026-04-10T05:01:33.120Z"], ("%Y-%m-%dT%H:%M:%S.%f%z",), "day"),
        (["2024-05-31", "2024-05", "2024-Q2"], (), "day"),
        (
            ["05/31/2024", "05/30/2024", "05/29/2024", "05/28/2024", "5/27/24"],
            ("%m/%d/%Y", "%m/%d/%y"),
            "day",
        ),
        ([*(f"05/{day}/2024" for day in range(14, 20)), "19/05/2024"], ("%m/%d/%Y",), "day"),
    ],
)
def test_the_form_of_dates_is_found(texts: list[str], forms: tuple[str, ...], grain: str) -> None:
    """One form for all, or the one for most and one for the rest; none where they are ours already."""
    found = look_at_dates(texts)
    assert found is not None
    assert (found.forms, found.either, found.grain) == (forms, (), grain)


@pytest.mark.parametrize("texts", [[], ["12"], ["ABC123", "XYZ789"], ["Examplia PD 7"], ["45000", "45001"]])
def test_what_is_no_date_is_none(texts: list[str]) -> None:
    """Numbers alone are serial days only where the column's name says that it holds dates."""
    assert look_at_dates(texts) is None


def test_serial_numbers_are_days_where_the_name_says_so() -> None:
    """The same cells, in a column of dates."""
    found = look_at_dates(["45000", "45001.5"], by_name=True)
    assert found is not None
    assert found.forms == ("excel",)


def test_every_form_reads_what_it_writes() -> None:
    """A day that only one order of day and month fits is found in each form, and read back."""
    moment = datetime(2024, 5, 31, 13, 14, 15, 160000, tzinfo=UTC)
    for form in date_forms():
        text = moment.strftime(form)
        found = look_at_dates([text])
        assert found is not None, form
        assert not found.either, form
        read = DateReading(found.forms).read("x", text) if found.forms else text
        assert read == "2024-05-31"[: 10 if found.grain == "day" else 7], form


def test_a_file_without_a_header_has_none_made_up(tmp_path: Path) -> None:
    """The first row is a row: it is neither shown nor lost, and the draft says so to `load`."""
    look = looked(tmp_path, [["Examplia PD", "05/31/2024", "7"], ["Examplia SO", "05/30/2024", "8"]])
    assert (look.header_row, look.rows, look.names) == (0, 2, ("column 1", "column 2", "column 3"))
    assert "Examplia" not in str(look)
    (tmp_path / "m.toml").write_text(draft(look), encoding="utf-8")
    report = load(
        case(tmp_path / "case"),
        [tmp_path / "log.csv"],
        mapping=tmp_path / "m.toml",
        said={name: SAID[name] for name in asked(look)},
    )
    assert (report.rows_read, report.taken) == (2, 2)


def test_a_header_that_is_not_surely_one_may_be_stated(tmp_path: Path) -> None:
    """Words that nobody knows may be a row of people: they are not shown, until somebody says that they name columns."""
    rows = [["Dienststelle", "Vorname"], ["Examplia PD", "Testa"]]
    guessed = looked(tmp_path, rows)
    assert guessed.header_row == 0
    assert "state it: --header-row" in guessed.header_why
    assert "Vorname" not in draft(guessed)
    assert looked(tmp_path, rows, layout=Layout(header_row=1)).names == ("Dienststelle", "Vorname")
    assert looked(tmp_path, [["agency", "url", "hash_of_it"], ["a", "b", "c"]]).header_row == 1
    assert looked(tmp_path, [["agency", "url", "Maria Lopez"], ["a", "b", "c"]]).header_row == 0


def test_cells_do_not_tell_which_of_two_dates_is_which(tmp_path: Path) -> None:
    """A second column of dates is left to a person, and so is an address on the web that has words of an office."""
    rows = [
        ["Agency", "Date", "Page", "Updated"],
        ["Examplia PD", "2024-05-31", "https://pd.example.org", "2024-06-30"],
    ]
    fills = [each.fills for each in looked(tmp_path, rows).columns]
    assert fills == ["requester", "asked", "", ""]


def test_a_list_of_sharing_stands_until_the_day_it_was_seen(tmp_path: Path) -> None:
    """A claim with an end is standing; the draft loads it whole."""
    look = looked(
        tmp_path, [["Shared by", "Shared with", "As of"], ["Examplia PD", "Examplia SO", "2024-05-31"]]
    )
    (tmp_path / "m.toml").write_text(draft(look), encoding="utf-8")
    folder = case(tmp_path / "case")
    said = {name: SAID[name] for name in asked(look)}
    load(folder, [tmp_path / "log.csv"], mapping=tmp_path / "m.toml", said=said)
    (made,) = folder.read().tables.records("Statement")
    assert (made["time_kind"], made["end"], made["end_kind"]) == ("standing", "2024-05-31", "seen")


def test_lists_of_offices_are_split_where_most_cells_are_lists(tmp_path: Path) -> None:
    """Three names between commas are a list; a comma in a name is none; where the source has semicolons it means them."""
    rows = [
        ["Shared by", "Shared with"],
        ["Examplia PD", "A PD, B PD, C SO"],
        ["Examplia SO", "D PD, E PD,F SO"],
    ]
    mapping = parse_mapping("m.toml", draft(looked(tmp_path, rows)))
    assert mapping.split == {"Shared with": ","}
    rows[1][1] = rows[2][1] = "Sheriff, Examplia County"
    assert "[split]" not in draft(looked(tmp_path, rows))
    rows[1][1] = rows[2][1] = "A, B, C PD; D PD"
    assert "[split]" not in draft(looked(tmp_path, rows))


def test_a_known_layout_without_a_header_is_pointed_to() -> None:
    """As many columns as a shipped mapping for files without a header is a hint, not an answer."""
    (look,) = sniff(LAYOUTS / "network-audit-11-headless.csv")
    assert "--mapping flock-network-audit-11-headless" in look.header_why


def test_what_a_mapping_fits_is_told_by_it() -> None:
    """Nothing is guessed of a file that is known."""
    (look,) = sniff(LAYOUTS / "network-audit-13.csv")
    assert look.fits == "the mapping flock-network-audit-13.toml"
    told = {each.name: each.fills or (each.personal.kind if each.personal else "") for each in look.columns}
    assert (told["Org Name"], told["Search Time"], told["Name"]) == ("requester", "answered", "officer")


def test_a_case_adds_words_of_its_own(tmp_path: Path) -> None:
    """A list in the case's folder comes before the shipped one; a mistake in it is told with its row."""
    folder = case(tmp_path / "case").path
    (folder / "synonyms.csv").write_text(
        "column,shape,field\nDienststelle,event,requester\n", encoding="utf-8"
    )
    look = looked(tmp_path, [["Dienststelle", "Nr"], ["Examplia PD", "a"]], folder=folder)
    assert look.columns[0].fills == "requester"
    assert look.columns[0].why == "a synonym: of this case"
    (folder / "synonyms.csv").write_text("column,shape,field\nAgency,event,holder\n", encoding="utf-8")
    look = looked(tmp_path, [["Agency", "Disposition"], ["Examplia PD", "Granted"]], folder=folder)
    assert look.columns[0].fills == "holder"
    (folder / "synonyms.csv").write_text("column,shape,field\nX,event,requestor\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"synonyms\.csv, row 2: 'requestor' is no column of 'event'\nHint: did you"
    ):
        read_synonyms(folder)
    (folder / "synonyms.csv").write_text("column,shape,field\nX,evnt,requester\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 2: 'evnt' is no row shape\nHint: did you mean event"):
        read_synonyms(folder)
    (folder / "synonyms.csv").write_text("column,shape,field\nX\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 2: '' is no row shape"):
        read_synonyms(folder)
    (folder / "synonyms.csv").write_text("column,shape,field\né,event,holder\n", encoding="cp1252")
    with pytest.raises(
        InputError, match=r"synonyms\.csv cannot be read\nHint: it must be a CSV file in UTF-8"
    ):
        read_synonyms(folder)


def test_only_the_first_rows_are_read_and_that_is_said(tmp_path: Path) -> None:
    """A long file costs no more than its beginning; the draft says how much was seen."""
    look = looked(tmp_path, [["Agency", "Count"], *([["Examplia PD", "1"]] * (ROWS + 1))])
    assert (look.rows, look.more) == (ROWS, True)
    assert f"from the first {ROWS} rows" in draft(look)


def test_a_table_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    """Of a file with one table its own name is known."""
    with pytest.raises(InputError, match=r"log\.csv has no table 'logs\.csv'\nHint: did you mean log\.csv"):
        looked(tmp_path, LOG, sheet="logs.csv")


def test_what_is_stated_of_a_file_stands_in_the_draft(tmp_path: Path) -> None:
    """Who had to say the encoding to look at a file need not say it again."""
    (tmp_path / "log.csv").write_bytes("Agency;Date\nExamplia PD Südstadt;2024-05-31\n".encode("cp1252"))
    (look,) = sniff(tmp_path / "log.csv", layout=Layout(encoding="cp1252"))
    assert parse_mapping("m.toml", draft(look)).layout.encoding == "cp1252"


def test_the_likeliest_shape_is_that_of_most_columns() -> None:
    """A list of sharing is claims, a list of agencies agencies, a log events; nothing at all an event."""
    synonyms = read_synonyms()
    shapes = [
        likeliest_shape(synonyms, names)[0]
        for names in (
            ["Shared by", "Shared with", "As of"],
            ["ORI", "Agency type", "State", "Aliases"],
            ["Requesting agency", "Disposition"],
            ["zzz"],
        )
    ]
    assert shapes == ["claim", "agency", "event", "event"]


def test_a_cell_is_shown_only_where_it_is_surely_an_offices_name(tmp_path: Path) -> None:
    """A rank, a plate beside an office, a column of requesters: of these the shape; an office as it is written."""
    offices = ["Examplia City PD", "Examplia County SO", "Samplestate XX Highway Patrol"]
    doubtful = ["Deputy Testa (Examplia SO)", "Examplia PD plate QZX 7731"]
    rows = [
        ["Agency", "Disposition"],
        *([name, "Granted"] for name in (*doubtful, *offices, *map("{} Two".format, offices))),
    ]
    samples = (
        looked(tmp_path, [*rows, *([f"Examplia {n} PD", "Granted"] for n in range(9))]).columns[0].samples
    )
    assert samples == ("Xxxxxx Xxxxx (Xxxxxxxx XX)", "Xxxxxxxx XX xxxxx XXX 9999", "Examplia City PD")
    rows = [["requester", "answered"], ["Kim Sample Examplia PD", "2024-05-31"]]
    assert looked(tmp_path, rows).columns[0].samples == ("Xxx Xxxxxx Xxxxxxxx XX",)


def test_people_with_a_rank_are_no_offices(tmp_path: Path) -> None:
    """Cells alone point to an office only where none of them names a post."""
    ranks = looked(tmp_path, [["x", "y"], ["Officer Testa, Examplia PD", "a"], ["Examplia County SO", "b"]])
    plain = looked(tmp_path, [["x", "y"], ["Examplia PD", "a"], ["Examplia County SO", "b"]])
    assert (ranks.columns[0].fills, plain.columns[0].fills) == ("", "requester")


def test_a_name_that_the_cells_contradict_is_not_followed(tmp_path: Path) -> None:
    """A column of counts holds numbers, a column of dates dates; the reason is told."""
    rows = [["Agency", "Count", "Date"], ["Examplia PD", "many", "soon"], ["Examplia SO", "few", "later"]]
    _, count, date = looked(tmp_path, rows).columns
    assert (count.fills, count.why) == ("", "named like count, but its cells are no numbers")
    assert (date.fills, date.why) == ("", "named like asked, but its cells are no dates of a form known here")


def test_an_id_is_one_only_where_no_two_are_alike(tmp_path: Path) -> None:
    """What stands twice makes no row the same as another."""
    alike = [["Agency", "ID", "Result"], ["Examplia PD", "7", "granted"], ["Examplia SO", "7", "granted"]]
    assert "[identity]" not in draft(looked(tmp_path, alike))
    alike[2][1] = "8"
    mapping = parse_mapping("m.toml", draft(looked(tmp_path, alike)))
    assert mapping.identity.id == "ID"
    assert "ID" not in mapping.columns


def test_what_each_row_needs_of_its_own_is_said(tmp_path: Path) -> None:
    """A list of offices without ids can be drafted, and not be loaded well: the draft says what it lacks."""
    text = draft(looked(tmp_path, [["Agency name", "State", "Aliases"], ["Examplia PD", "GA", "EPD"]]))
    assert "# decide: each row needs its own agency: add a column to the file, and map it" in text


def test_a_count_without_a_unit_asks_for_it(tmp_path: Path) -> None:
    """Units never mix: a column called "logins" says its own, one called "count" does not."""
    counted = looked(tmp_path, [["Agency", "Count"], ["Examplia PD", "5"]])
    logins = looked(tmp_path, [["Agency", "# of logins"], ["Examplia PD", "5"]])
    assert ("count_unit" in asked(counted), "count_unit" in asked(logins)) == (True, False)
    assert 'count_unit = "logins"' in draft(logins)


# --- any table ----------------------------------------------------------------------------------------------------

NAMES = st.one_of(
    st.sampled_from(
        [
            "Agency",
            "Date",
            "Search Time",
            "Result",
            "Reason",
            "Count",
            "Name",
            "System",
            "Status",
            "ID",
            "State",
            "From",
        ]
    ),
    st.text(string.ascii_letters + " #/.'\"\\é", min_size=1, max_size=12),
)
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "***",
            "Examplia PD",
            "2024-05-31",
            "05/31/2024",
            "5",
            "photo",
            "Granted",
            "Maria Lopez",
            "QZX 7731",
            "n/a",
        ]
    ),
    st.text(string.printable + "éß", max_size=12),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_draft_of_any_table_loads_and_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever the columns are called and hold: it parses, it loads, every row is accounted for; or a date is open."""
    tmp_path = tmp_path_factory.mktemp("any")
    names = data.draw(st.lists(NAMES.map(str.strip).filter(bool), min_size=2, max_size=6, unique=True))
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), min_size=1, max_size=6)
    )
    file = written(tmp_path / "any.csv", [names, *rows], quoting=csv.QUOTE_ALL)
    try:
        (look,) = sniff(file)
    except InputError:
        return  # no table with a header: `load` says the same of it
    text = draft(look)
    if undecided(look):
        with pytest.raises(InputError, match="is not decided"):
            parse_mapping("m.toml", text)
        return
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    said = {name: SAID[name] for name in asked(look)}
    folder = case(tmp_path / "case", registry=False)
    report = load(folder, [file], mapping=tmp_path / "m.toml", said=said, dry_run=True)
    assert report.rows_read == look.rows + look.damaged
    assert report.rows_read == report.taken + report.rejected + report.duplicates


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_quoted_as_toml_reads_it(text: str) -> None:
    """A column may be called anything."""
    import tomllib

    assert tomllib.loads(f"{key(text)} = {quoted(text)}") == {text: text}


def test_a_draft_loads_where_every_row_is_damaged(tmp_path: Path) -> None:
    """Nothing of a column is kept of which no cell was read: its name alone says nothing against it."""
    file = written(tmp_path / "any.csv", [["A", "Name"], ["", "CO\x0c"]], quoting=csv.QUOTE_ALL)
    (look,) = sniff(file)
    (tmp_path / "m.toml").write_text(draft(look), encoding="utf-8")
    said = {name: SAID[name] for name in asked(look)}
    folder = case(tmp_path / "case", registry=False)
    report = load(folder, [file], mapping=tmp_path / "m.toml", said=said, dry_run=True)
    assert (report.rows_read, report.taken) == (1, 0)
