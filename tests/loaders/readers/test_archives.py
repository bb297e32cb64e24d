"""Archives are read member by member, in a stream: never to disk, never more than is likely, nothing passed over unsaid."""

import gzip
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from graphmodel.errors import InputError
from loaders.readers.opening import open_tables
from tests.loaders.readers.reading import read_file, scanned

CSV = b"a,b\n1,2\n"


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook() -> bytes:
    """A workbook of one row."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (("a", "b"), (1, 2)):
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def test_members_of_every_kind_are_tables(tmp_path: Path) -> None:
    """Named within the archive, whose hash they have; an archive may lie in it."""
    path = tmp_path / "release.bin"
    members = {
        "log/x.csv": CSV,
        "x.xlsx": workbook(),
        "x.json": b'[{"a": 1, "b": 2}]',
        "x.jsonl": b'{"a":1,"b":2}\n' * 2,
    }
    path.write_bytes(zipped({**members, "more.zip": zipped({"y.csv": CSV}), "z.csv.gz": gzip.compress(CSV)}))
    found = open_tables(path)
    assert [each.file for each in found] == [
        f"release.bin/{name}" for name in (*members, "more.zip/y.csv", "z.csv.gz")
    ]
    assert len({each.sha256 for each in found}) == 1
    for each in found:
        assert scanned(each).columns["b"][0] == "2"


def test_what_is_no_table_is_passed_over_and_said(tmp_path: Path) -> None:
    """What operating systems leave in archives is not worth a word."""
    path = tmp_path / "x.zip"
    members = {"__MACOSX/._x.csv": b"\0\5", ".DS_Store": b"\0\1", "map.png": b"\x89PNG\r\n", "x.csv": CSV}
    path.write_bytes(zipped(members))
    (table,) = open_tables(path)
    assert table.remarks == ("x.zip/map.png is a picture and is passed over",)
    path.write_bytes(zipped({"map.png": b"\x89PNG\r\n"}))
    with pytest.raises(
        InputError, match=r"x\.zip holds no file that is read\nHint: x\.zip/map\.png is a picture"
    ):
        open_tables(path)


def test_gzip_is_read_in_a_stream(tmp_path: Path) -> None:
    """Under its own name; what is in it may be of any kind."""
    path = tmp_path / "x.gz"
    for data in (CSV, workbook(), b'[{"a": 1, "b": 2}]'):
        path.write_bytes(gzip.compress(data))
        assert read_file(path).columns == {"a": ["1"], "b": ["2"]}
    path.write_bytes(gzip.compress(CSV * 1000)[:-20])
    with pytest.raises(InputError, match=r"x\.gz is damaged, or cut off: it cannot be unpacked"):
        open_tables(path)


@pytest.mark.parametrize("name", ["../x.csv", "/etc/x.csv", "C:/x.csv", "a/../../x.csv", "..\\x.csv"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    """Though nothing is ever written under it."""
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"good.csv": CSV, name: CSV}))
    with pytest.raises(InputError, match=r"x\.zip holds a file whose name leaves its folder"):
        open_tables(path)
    assert list(tmp_path.iterdir()) == [path]


def test_characters_that_cannot_be_seen_are_shown(tmp_path: Path) -> None:
    """In the names of members and of files."""
    path = tmp_path / "x\u202e.zip"
    path.write_bytes(zipped({"a\x1b[2J.csv": CSV}))
    (table,) = open_tables(path)
    assert table.file == "x\\u202e.zip/a\\x1b[2J.csv"


def encrypted(data: bytes) -> bytes:
    """An archive whose members say that they are encrypted (flag bit 0 in both headers, APPNOTE 4.4.4)."""
    local, central = data.index(b"PK\3\4") + 6, data.index(b"PK\1\2") + 8
    changed = bytearray(data)
    changed[local] |= 1
    changed[central] |= 1
    return bytes(changed)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Encrypted, cut off, damaged, with one name twice, or too deep."""
    path = tmp_path / "x.zip"
    good = zipped({"x.csv": CSV * 1000})
    twice = io.BytesIO(good)
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("x.csv", CSV)
    cases = {
        encrypted(good): r"x\.zip/x\.csv is locked with a password",
        good[:-30]: r"x\.zip is a damaged ZIP archive",
        good[:60] + b"\0\0\0\0" + good[64:]: r"x\.zip/x\.csv is damaged, or cut off",
        twice.getvalue(): r"x\.zip holds 2 files of the name x\.csv",
        zipped({"a.zip": zipped({"b.zip": good})}): r"x\.zip/a\.zip/b\.zip lies in archives within archives",
        zipped({f"{n}.csv": b"" for n in range(10_001)}): r"x\.zip holds 10,001 files, where 10,000 are read",
    }
    for data, message in cases.items():
        path.write_bytes(data)
        with pytest.raises(InputError, match=message):
            open_tables(path)


@pytest.mark.parametrize("lies", [False, True])
def test_a_bomb_is_refused_whatever_it_declares(tmp_path: Path, lies: bool) -> None:
    """By the size that it declares, and by what comes out of it; of gzip as well."""
    bomb = b"a,b\n" + b"1,2\n" * (1 << 25)
    data = zipped({"x.csv": bomb})
    if lies:  # the declared sizes in both headers (APPNOTE 4.4.9)
        data = data.replace(len(bomb).to_bytes(4, "little"), (1 << 20).to_bytes(4, "little"))
    (tmp_path / "x.zip").write_bytes(data)
    message = "is damaged, or cut off" if lies else "is more than 200 times as long when it is unpacked"
    with pytest.raises(InputError, match=message):
        open_tables(tmp_path / "x.zip")
    if lies:
        (tmp_path / "x.gz").write_bytes(gzip.compress(bomb))
        with pytest.raises(InputError, match="is more than 200 times as long when it is unpacked"):
            open_tables(tmp_path / "x.gz")
