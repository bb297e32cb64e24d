"""Each key of a mapping does what its text says, and an error in it names its line."""

from pathlib import Path
from typing import Any

import pytest

from graphmodel.errors import InputError
from loaders.load import load
from loaders.mapping import SourceMapping
from loaders.mapping_files import read_mapping
from loaders.mapping_toml import parse_mapping
from loaders.report import LoadReport
from tests.loaders.making import case

LOG = r"""shape = "event"
header = ["ID", "Org", "When", "Reason", "Plate", "Systems", "Released"]
required = ["Org"]
ask = ["holder"]
blank = ["N/A", "none"]

[columns]
Org = "requester"
When = "answered"

[fixed]
mode = "disclosed"
data_types = "plate-read"

[dates]
When = { form = ["%m/%d/%Y, %I:%M:%S %p UTC", "%Y-%m-%dT%H:%M:%S%z"], zone = "UTC", local = "America/Chicago" }

[classify.Reason]
target = "purpose"
rules = [
    { pattern = '(?i)^Immigration \(civil', value = "civil-immigration-enforcement" },
    { pattern = '(?i)\bimmigration\b|\bICE\b', value = "immigration-enforcement" },
]

[masks]
"NOT RELEASED" = "withheld"

[masks.Org]
"--" = "stars"

[personal]
Reason = "free text"
Plate = "plate"

[[reject]]
column = "Org"
pattern = '^Total'
reason = "a row of sums"

[identity]
id = "ID"
otherwise = ["Org", "When"]
"""
HEADER = "ID,Org,When,Reason,Plate,Systems,Released\n"
WHEN = '"04/10/2026, 05:01:33 AM UTC"'
SAID = {"holder": "Examplia City PD"}


def loaded(
    tmp_path: Path, rows: str, mapping: str = LOG, **options: Any
) -> tuple[LoadReport, list[dict[str, Any]]]:
    """The report of loading rows through a mapping, and the requests made."""
    folder = case(tmp_path / "case")
    (tmp_path / "log.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / "log.csv").write_text(HEADER + rows, encoding="utf-8")
    options = {"said": SAID, "mapping": tmp_path / "log.toml"} | options
    report = load(folder, [tmp_path / "log.csv"], **options)
    made: list[dict[str, Any]] = folder.read().tables.records("Request")
    return report, sorted(made, key=lambda each: each["row"])


def test_a_text_is_sorted_by_the_first_pattern_and_not_kept(tmp_path: Path) -> None:
    """The drop-down before the generic word, a word only as a word, a mask as a mask; all of it counted, none kept."""
    reasons = ["Immigration (civil/administrative)", "ICE hold for Max Muster", "police", "***", ""]
    report, made = loaded(
        tmp_path, "".join(f"{n},Examplia PD,{WHEN},{text},ABC123,,\n" for n, text in enumerate(reasons))
    )
    purposes = ["civil-immigration-enforcement", "immigration-enforcement", None, None, None]
    assert [each["purpose"] for each in made] == purposes
    assert [each["masked"] for each in made] == [[], [], [], ["purpose:stars"], []]
    assert report.personal_dropped == {"free text": 3, "plate": 5}
    assert "Muster" not in str(made)


def test_times_become_the_days_of_another_zone_by_the_first_form_that_fits(tmp_path: Path) -> None:
    """Five in the morning by UTC is the day before midnight in Chicago only until six; forms are tried in order."""
    times = [WHEN, "2026-04-10T04:59:59Z", '"04/10/2026, 04:59:59 AM UTC"']
    _, made = loaded(tmp_path, "".join(f"{n},Examplia PD,{when},,,,\n" for n, when in enumerate(times)))
    assert [each["answered"] for each in made] == ["2026-04-10", "2026-04-09", "2026-04-09"]


@pytest.mark.parametrize(
    ("form", "text", "read"),
    [
        ('"excel"', "45000.75", "2023-03-15"),
        ('{ form = "excel", grain = "month" }', "45000", "2023-03"),
        ('{ form = "%m/%d/%Y", grain = "quarter" }', "05/06/2024", "2024-Q2"),
        ('{ form = "%d/%m/%Y", grain = "quarter" }', "05/12/2024", "2024-Q4"),
        ('{ form = "%m/%d/%Y", grain = "year" }', "05/06/2024", "2024"),
        ('["%B %Y", "%Y"]', "March 2020", "2020-03"),
        ('["%B %Y", "%Y"]', "2020", "2020"),
    ],
)
def test_a_date_keeps_the_grain_that_is_told_or_that_its_form_has(
    tmp_path: Path, form: str, text: str, read: str
) -> None:
    """Serial numbers, several forms, and coarser grains."""
    start = LOG.index("When = {")
    mapping = LOG[:start] + f"When = {form}\n" + LOG[LOG.index("\n", start) :]
    _, made = loaded(tmp_path, f"1,Examplia PD,{text},,,,\n", mapping)
    assert made[0]["answered"] == read


@pytest.mark.parametrize("text", ["60", "2958466", "soon", "nan"])
def test_a_serial_number_that_is_in_doubt_is_no_date(tmp_path: Path, text: str) -> None:
    """Before March 1900 spreadsheets disagree; after 9999 there is no day."""
    start = LOG.index("When = {")
    mapping = LOG[:start] + 'When = "excel"\n' + LOG[LOG.index("\n", start) :]
    report, _ = loaded(tmp_path, f"1,Examplia PD,{text},,,,\n", mapping)
    assert [each.column for each in report.rejects] == ["When"]


def test_a_source_has_its_own_words_for_blank_and_masked(tmp_path: Path) -> None:
    """Of the whole file or of one column; a blank is not a mask, and a required cell may not be blank."""
    rows = f"1,NOT RELEASED,{WHEN},,,,\n2,--,N/A,,,,\n3,none,{WHEN},,,,\n"
    report, made = loaded(tmp_path, rows)
    assert [each["masked"] for each in made] == [["requester:withheld"], ["requester:stars"]]
    assert made[1]["answered"] is None
    assert [(each.place.row, each.column, each.reason) for each in report.rejects] == [
        (4, "Org", "is blank, and must not be")
    ]


def test_rows_to_set_aside_are_rejects_that_do_not_tell_their_text(tmp_path: Path) -> None:
    """A row of sums is a reject with the mapping's reason."""
    report, made = loaded(tmp_path, f"1,Total 7,{WHEN},,,,\n2,Examplia PD,{WHEN},,,,\n")
    assert [(each.place.row, each.reason) for each in report.rejects] == [(2, "a row of sums")]
    assert len(made) == 1


def test_what_a_mapping_asks_for_must_be_said(tmp_path: Path) -> None:
    """Without it nothing is loaded; with it, it stands in every row; a word of another column is refused."""
    with pytest.raises(InputError, match=r'asks for holder, which.*\nHint: say it: .* --set holder="…"'):
        loaded(tmp_path / "a", "", said={}) if (tmp_path / "a").mkdir() is None else None
    (tmp_path / "b").mkdir()
    with pytest.raises(InputError, match="--set requestor: no mapping of these files asks for it"):
        loaded(tmp_path / "b", "", said=SAID | {"requestor": "x"})
    (tmp_path / "c").mkdir()
    _, made = loaded(tmp_path / "c", f"1,Examplia PD,{WHEN},,,,\n", said=SAID | {"document": "the-log"})
    assert (made[0]["holder"], made[0]["document"]) == (["Examplia City PD"], "the-log")


def test_what_was_said_is_part_of_how_a_file_was_read(tmp_path: Path) -> None:
    """The same file with another holder is read anew."""
    mapping = parse_mapping("log.toml", LOG)
    assert mapping.given(SAID).sha256 == mapping.given(SAID).sha256
    assert mapping.given(SAID).sha256 != mapping.given({"holder": "Other PD"}).sha256
    row = f"1,Examplia PD,{WHEN},,,,\n"
    folder = case(tmp_path / "case")
    (tmp_path / "log.toml").write_text(LOG, encoding="utf-8")
    (tmp_path / "log.csv").write_text(HEADER + row, encoding="utf-8")
    changed = [
        load(folder, [tmp_path / "log.csv"], mapping=tmp_path / "log.toml", said={"holder": holder}).changed
        for holder in ("Examplia City PD", "Examplia City PD", "Other PD")
    ]
    assert changed == [True, False, True]


PAIRS = (
    LOG.partition("[identity]")[0]
    .replace("blank =", 'pairs = [["Systems", "Released"]]\nblank =')
    .replace('data_types = "plate-read"\n', "")
    .replace('When = "answered"\n', 'When = "answered"\nSystems = "databases"\nReleased = "data_types"\n')
)


def test_lists_that_go_together_become_a_row_for_each_pair(tmp_path: Path) -> None:
    """Each entry with its own; the rows made keep the number of theirs, and are one row read."""
    rows = f"1,Examplia PD,{WHEN},,,A-List;B-List,photo;home address\n2,Examplia PD,{WHEN},,,C-List,photo\n3,Examplia PD,{WHEN},,,,\n"
    report, made = loaded(tmp_path, rows, PAIRS)
    pairs = [(each["row"], each["databases"], each["data_types"]) for each in made]
    assert sorted(pairs) == [
        (2, ["A-List"], ["photo"]),
        (2, ["B-List"], ["home-address"]),
        (3, ["C-List"], ["photo"]),
        (4, [], []),
    ]
    assert (report.rows_read, report.taken, report.rejected) == (3, 3, 0)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("A-List;B-List,photo", "its lists have not the same length: 2 in 'Systems', 1 in 'Released'"),
        ("A-List;B-List,photo;phtoo", "not in the vocabulary"),
    ],
)
def test_a_row_whose_lists_do_not_pair_is_rejected_as_a_whole(
    tmp_path: Path, cells: str, reason: str
) -> None:
    """Neither half of it is taken, and it is one reject."""
    report, made = loaded(
        tmp_path, f"1,Examplia PD,{WHEN},,,{cells}\n2,Examplia PD,{WHEN},,,A-List,photo\n", PAIRS
    )
    assert (report.rows_read, report.taken, report.rejected) == (2, 1, 1)
    assert reason in report.rejects[0].reason
    assert [each["row"] for each in made] == [3]


def test_what_a_source_says_in_two_columns_is_read_as_one(tmp_path: Path) -> None:
    """A day and a time in two columns are a moment, in the rows and in what makes them the same."""
    combined = '[combine]\nMoment = { columns = ["Systems", "Released"], by = " " }\n\n[columns]'
    mapping = (
        LOG.replace("[columns]", combined).replace("When = ", "Moment = ").replace('"When"]\n', '"Moment"]\n')
    )
    mapping = mapping.replace('"Moment"]\nrequired', '"When"]\nrequired').replace(
        '["%m', '["%Y-%m-%d %H:%M:%S", "%m'
    )
    _, made = loaded(tmp_path, "1,Examplia PD,,,,2026-04-10,04:59:59\n", mapping)
    assert made[0]["answered"] == "2026-04-09"
    cells = {"ID": "", "Org": "x", "Systems": "2026-04-10", "Released": "04:59:59"}
    assert identity(parse_mapping("log.toml", mapping), cells)["Moment"] == "2026-04-10T04:59:59+00:00"


def test_only_rows_in_which_a_pattern_is_found_can_be_kept(tmp_path: Path) -> None:
    """The opposite of setting aside what is found; a blank is set aside too."""
    mapping = LOG.replace("pattern = '^Total'", "unless = 'PD$'")
    report, made = loaded(tmp_path, f"1,Examplia PD,{WHEN},,,,\n2,Examplia SO,{WHEN},,,,\n", mapping)
    assert [(each.place.row, each.reason) for each in report.rejects] == [(3, "a row of sums")]
    assert [each["row"] for each in made] == [2]


def test_a_file_without_a_header_is_read_by_the_names_in_the_mapping(tmp_path: Path) -> None:
    """The first record is a row; such a mapping fits no header by chance."""
    mapping = LOG + "\n[layout]\nheader_row = 0\n"
    (tmp_path / "log.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / "log.csv").write_text(f"1,Examplia PD,{WHEN},,,,\n", encoding="utf-8")
    folder = case(tmp_path / "case")
    report = load(folder, [tmp_path / "log.csv"], mapping=tmp_path / "log.toml", said=SAID)
    assert (report.rows_read, report.taken) == (1, 1)
    made = read_mapping(tmp_path / "log.toml")
    assert not made.fits(made.names)


def identity(mapping: SourceMapping, cells: dict[str, str]) -> dict[str, str | None]:
    """The identity cells of one row."""
    from loaders.coded import Coded

    columns = mapping.with_combined({name: Coded.of([text]) for name, text in cells.items()})
    return {name: next(iter(mapping.identity_text(name, columns[name]))) for name in mapping.identity.columns}


def test_the_same_moment_is_one_identity_however_it_is_written() -> None:
    """To the second, in any of the forms; a masked cell is None, and what is not a date stays as it is."""
    mapping = parse_mapping("log.toml", LOG)
    one = identity(mapping, {"ID": "7", "Org": "Examplia  PD", "When": "04/10/2026, 05:01:33 AM UTC"})
    other = identity(mapping, {"ID": "7.0", "Org": "examplia pd ", "When": "2026-04-10T05:01:33Z"})
    later = identity(mapping, {"ID": "***", "Org": "NOT RELEASED", "When": "2026-04-10T05:01:34Z"})
    assert one == other == {"ID": "7", "Org": "examplia pd", "When": "2026-04-10T05:01:33+00:00"}
    assert later == {"ID": None, "Org": None, "When": "2026-04-10T05:01:34+00:00"}


AGGREGATE = '\n[aggregate]\nperiod = "month"\nunit = "searches"\n'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'ask = ["holder"]',
            'ask = ["holdr"]',
            r"line 4: 'holdr' is no column of the shape 'event'\nHint: did you",
        ),
        ('ask = ["holder"]', 'ask = ["mode"]', r"line 4: \[fixed\] and `ask` both fill 'mode'"),
        ('blank = ["N/A", "none"]', "blank = 3", "line 5: 'blank' must be a table"),
        ("When = {", "Wen = {", r"line 16: 'Wen' is not in `header`\nHint: did you mean When"),
        ('zone = "UTC"', 'zone = "Chicago"', "line 16: 'Chicago' is no time zone known here"),
        ('zone = "UTC"', 'grain = "week"', "line 16: 'week' is no grain of a date"),
        ('["%m/%d/%Y, %I:%M:%S %p UTC",', '["MM/DD/YYYY",', r"line 16: 'MM/DD/YYYY' is no form of a date"),
        (
            '["%m/%d/%Y, %I:%M:%S %p UTC",',
            '["%Y %Y",',
            r"line 16: '%Y %Y' is no form of a date \(redefinition of group name 'Y'",
        ),
        (
            '["%m/%d/%Y, %I:%M:%S %p UTC",',
            '["%-m/%Y",',
            r"line 16: '%-m/%Y' is no form of a date \('-' is a bad directive",
        ),
        ('["%m/%d/%Y, %I:%M:%S %p UTC",', '["?",', r"line 16: how 'When' writes a date is not decided"),
        (
            '"%Y-%m-%dT%H:%M:%S%z"], zone = "UTC"',
            '"%B %Y"], grain = "day", zone = "UTC"',
            "line 16: '%B %Y' says no day",
        ),
        ('"%Y-%m-%dT%H:%M:%S%z"], zone = "UTC"', '"%Y"]', "line 16: `local` needs `zone`"),
        (
            '["%m/%d/%Y, %I:%M:%S %p UTC"',
            '["%d %Y"',
            "line 16: '%d %Y' is no form of a date: it has a day and no",
        ),
        (
            '["%m/%d/%Y, %I:%M:%S %p UTC"',
            '["%m/%d/%y", "%d/%m/%y"',
            "line 16: '%m/%d/%y' and '%d/%m/%y' may read one cell as two days",
        ),
        ('target = "purpose"', 'target = "purpos"', "line 19: 'purpos' is no column of the shape"),
        ('target = "purpose"', 'target = "request_id"', "line 19: 'request_id' has no vocabulary"),
        ('target = "purpose"', "", r"line 18: `target` is missing in \[classify.Reason\]"),
        (
            r"'(?i)\bimmigration\b|\bICE\b'",
            r"'(?<!n)ice'",
            "'.*' is no pattern .*\nHint: RE2 has no look-around",
        ),
        (
            '"civil-immigration-enforcement"',
            '"civil"',
            "line 21: column 'purpose': 'civil' is not in the voc",
        ),
        ('"withheld"', '"witheld"', r"line 26: 'witheld' is no mask\nHint: did you mean withheld"),
        ('"--" = "stars"', '"--" = 3', "line 29: '--' under .* must be text"),
        (
            "pattern = '^Total'",
            "patern = 'x'",
            r"line 37: 'patern' is no part of \[reject\]\nHint: did you mean",
        ),
        ('column = "Org"', 'column = "Orgs"', r"line 36: 'Orgs' is not in `header`\nHint: did you mean Org"),
        ('id = "ID"', 'id = "Plate"', "line 41: 'Plate' is personal, and no part of an identity"),
        (
            '"Org", "When"]\n',
            '"Org", "Reason"]\n',
            "line 42: 'Reason' is personal, and no part of an identity",
        ),
        (
            "[identity]",
            AGGREGATE.replace("searches", "serches") + "[identity]",
            "line 43: 'serches' is no unit",
        ),
        ("[identity]", AGGREGATE.replace("month", "week") + "[identity]", "line 42: 'week' is no period"),
        (
            "[dates]",
            f'count_unit = "searches"\n{AGGREGATE}[dates]',
            "line 15: 'count_unit' is made by",
        ),
        (
            'When = "answered"',
            f'When = "document"{AGGREGATE}[columns2]',
            "'columns2' is no part of a mapping",
        ),
        (
            "[personal]",
            '[keep]\nPlate = "x"\n[personal]',
            r"'Plate' is under \[personal\] and under \[keep\]",
        ),
        ("[personal]", '[keep]\nOrg = ""\n[personal]', r"line 32: \[keep\] does not say why 'Org' is kept"),
        (
            "[columns]",
            '[combine]\nOrg = { columns = ["ID", "When"] }\n[columns]',
            "line 8: 'Org' is a column of the",
        ),
        ("[columns]", '[combine]\nX = { columns = ["ID"] }\n[columns]', "line 8: 'X' combines nothing"),
        (
            "[columns]",
            '[combine]\nX = { columns = ["ID", "Plate"] }\n[columns]',
            "line 8: 'Plate' cannot be part of 'X'",
        ),
        ("pattern = '^Total'\n", "", r"line 35: \[\[reject\]\] says nothing of which rows"),
        ("blank =", 'pairs = [["Systems"]]\nblank =', "line 5: a pair needs two columns or more"),
        ("blank =", 'pairs = [["Org", "ID"]]\nblank =', "line 5: 'ID' cannot be paired"),
        ("[columns]", "[layout]\nheader_row = -1\n[columns]", "line 8: 'header_row' must be a whole number"),
        ("[columns]", '[layout]\nsheets = "A"\n[columns]', r"line 8: 'sheets' is no part of \[layout\]"),
        ('"ID", "Org", "When"', '"ID", "ID", "Org", "When"', "line 2: 'ID' is twice in `header`"),
    ],
)
def test_an_error_in_a_key_names_its_line(old: str, new: str, message: str) -> None:
    """What is wrong, where, and what is allowed."""
    assert old in LOG
    with pytest.raises(InputError, match=message) as caught:
        parse_mapping("log.toml", LOG.replace(old, new, 1))
    assert caught.value.message.startswith("mapping log.toml, line ")


def test_a_line_within_a_text_is_no_key() -> None:
    """One that looks like a key, and could be none, does not keep the error from naming its own line."""
    title = "title = '''\n\"\\q\" = 1\n[[\"\\ud800\"]]\n'''\n"
    with pytest.raises(InputError, match=r"log\.toml, line 5: 'shapes' is no part of a mapping"):
        parse_mapping("log.toml", f'{title}shapes = "claim"\n')


def test_what_is_gathered_has_a_date_and_goes_with_no_pairs() -> None:
    """Gathering needs something to be gathered by, and what was counted once is not counted for each pair."""
    dateless = LOG.replace('When = "answered"\n', "").replace("When = {", "ID = {") + AGGREGATE
    with pytest.raises(InputError, match=r"\[aggregate\] needs a date"):
        parse_mapping("log.toml", dateless)
    with pytest.raises(InputError, match=r"line 5: `pairs` and \[aggregate\] do not go together"):
        parse_mapping("log.toml", PAIRS + AGGREGATE)


@pytest.mark.parametrize("key", ["identity", "aggregate"])
def test_only_events_are_gathered_or_the_same_by_several_columns(key: str) -> None:
    """A claim is the same by the id that it states."""
    part = AGGREGATE if key == "aggregate" else '\n[identity]\nid = "Org"\n'
    text = 'shape = "claim"\n[columns]\nOrg = "holder"\n[fixed]\nmode = "disclosed"\n' + part
    with pytest.raises(InputError, match=rf"line 7: \[{key}\] is of events only"):
        parse_mapping("log.toml", text)
