"""A file is of the kind that its first bytes say, whatever its name."""

import io
import zipfile
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from loaders.readers.opening import open_tables
from tests.loaders.readers.reading import read_file


@pytest.mark.parametrize(
    ("data", "what", "how"),
    [
        (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip", "unpack it"),
        (b"Rar!\x1a\x07\0", "packed with RAR", "unpack it"),
        (b"SQLite format 3\0", "an SQLite database", "export its table"),
        (b"\x89PNG\r\n\x1a\n", "a picture", "have its text recognised"),
        (b"II*\0", "a picture", "have its text recognised"),
        (b"{\\rtf1 a}", r"a text with layout \(RTF\)", "copy its table"),
        (b"\xef\xbb\xbf\n<html><table>", "HTML or XML", "open it in a spreadsheet program"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "HTML or XML", "open it"),
    ],
)
def test_what_is_not_read_is_told(tmp_path: Path, data: bytes, what: str, how: str) -> None:
    """With what to do about it."""
    (tmp_path / "x.csv").write_bytes(data)
    with pytest.raises(InputError, match=rf"^x\.csv is {what}, which is not read\nHint: .*{how}"):
        open_tables(tmp_path / "x.csv")


def test_a_text_document_is_no_archive(tmp_path: Path) -> None:
    """DOCX is a ZIP archive, too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    with pytest.raises(InputError, match="is a text document, which is not read"):
        open_tables(tmp_path / "x.zip")


@pytest.mark.parametrize("text", ["[Federal] name,b\n1,2\n", "{x},b\n1,2\n", "PK,b\n1,2\n", "%PDF,b\n1,2\n"])
def test_a_column_may_begin_as_a_format_does(tmp_path: Path, text: str) -> None:
    """As far as it can be told."""
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert read_file(tmp_path / "x.csv").columns["b"] == ["2"]
