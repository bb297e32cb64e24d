"""An export that is damaged, or made to do harm, is an error that says where; nothing of it is left anywhere."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from datatrail.case import Case
from datatrail.exchanging import reading_of
from graphmodel.errors import InputError
from loaders.interchange.exporting import export
from loaders.interchange.importing import read_export
from loaders.interchange.loss import beside
from loaders.interchange.recognising import recognised
from tests.datatrail.running import datatrail as command
from tests.interchange.making import FORMATS, GRAPHS

LAUGHS = '<!DOCTYPE graphml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.fixture(scope="module")
def exports(worked: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked case in every format."""
    folder = tmp_path_factory.mktemp("exports")
    for format_ in FORMATS:
        export(reading_of(worked), format_, folder / f"case.{format_}")
    return folder


def changed(exports: Path, tmp_path: Path, name: str, change: Callable[[str], str]) -> Path:
    """A graph or a file of losses with its text changed; the other one beside it."""
    graph = name.removesuffix(".loss.json")
    for each in (graph, f"{graph}.loss.json"):
        text = (exports / each).read_text("utf-8")
        (tmp_path / each).write_text(change(text) if each == name else text, encoding="utf-8")
    return tmp_path / graph


def refused(path: Path, match: str) -> str:
    """The command stops with status 2, says so, and leaves nothing."""
    case = path.parent / "again"
    done = command("load", str(path), "--case", str(case))
    assert done.status == 2, done.err
    assert match in done.err
    assert "Hint:" in done.err
    assert not case.exists()
    assert not [each for each in path.parent.iterdir() if each.name.startswith(".again")]
    return done.err


@pytest.mark.parametrize("encoding", ["UTF-9", "shift_jis", "hex"])
@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_an_encoding_that_cannot_be_read(format_: str, encoding: str, exports: Path, tmp_path: Path) -> None:
    """One that there is not, one of several bytes to a letter, and one that is none."""
    name = f"case.{format_}"
    path = changed(
        exports, tmp_path, name, lambda text: re.sub("utf-8", encoding, text, count=1, flags=re.IGNORECASE)
    )
    assert "save it as UTF-8" in refused(path, f"{name}, line 1: its encoding cannot be read")


@pytest.mark.parametrize("format_", GRAPHS)
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_graph_that_is_cut_off(format_: str, part: float, exports: Path, tmp_path: Path) -> None:
    """Line and column of where it ends."""
    path = changed(exports, tmp_path, f"case.{format_}", lambda text: text[: int(len(text) * part)])
    assert " line " in refused(path, f"case.{format_}")


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_no_document_type_is_read(format_: str, exports: Path, tmp_path: Path) -> None:
    """No entity grows, no file outside is fetched: a document type is refused before it is read."""
    path = changed(
        exports, tmp_path, f"case.{format_}", lambda text: text.replace("?>\n", f"?>\n{LAUGHS}", 1)
    )
    assert recognised(path) == format_
    refused(path, "document type")


def test_elements_do_not_lie_in_each_other_without_end(exports: Path, tmp_path: Path) -> None:
    """A hundred thousand elements in each other are refused at the fiftieth."""
    path = changed(
        exports, tmp_path, "case.graphml", lambda text: text.replace("<node ", "<g>" * 100_000 + "<node ", 1)
    )
    refused(path, "in each other")


def test_json_does_not_lie_in_itself_without_end(exports: Path, tmp_path: Path) -> None:
    """Nor do lists in JSON."""
    path = changed(
        exports,
        tmp_path,
        "case.json",
        lambda text: text.replace('"nodes": [', '"nodes": [' + "[" * 200_000, 1),
    )
    refused(path, "case.json")


@pytest.mark.parametrize(
    ("name", "old", "new", "match"),
    [
        ("case.graphml", '<data key="node.row">', '<data key="node.row">x', "'row'"),
        ("case.gexf", '<attvalue for="row" value="', '<attvalue for="row" value="x', "'row'"),
        ("case.json", '"row": ', '"row": "x", "x": ', "'row'"),
        ("case.json", '"aliases": ["', '"aliases": [1, "', "'aliases'"),
        ("case.json", '"row": ', '"row": 1e400, "x": ', "'row'"),
        ("case.json", '"row": ', '"row": 99999999999999999999, "x": ', "another type"),
        ("case.graphml", '<data key="node.table">Agency<', '<data key="node.table">Agencies<', "Agencies"),
        ("case.graphml", '<node id="Agency:', '<node id="Agencies:', "no key of a node"),
        ("case.json", '"edges": [', '"links": [', "no node-link JSON"),
        ("case.json", '"nodes": [', '"nodes": [{}, ', "no node-link JSON"),
        ("case.json", '"interchange": 1', '"interchange": 2', "reads up to 1"),
        ("case.graphml", '"interchange": 1', '"interchange": "1"', "no stamp"),
        ("case.gexf", "<keywords>", "<keywords>{", "damaged"),
        ("case.json", '"program": "datatrail"', '"program": "another"', "not written by `datatrail export`"),
        ("case.json", '"lost": [', '"lost": [7, ', "stamp is damaged"),
        (
            "case.json.loss.json",
            '"field": "case.toml"',
            '"field": "other.toml"',
            "does not hold what the export lost",
        ),
        ("case.json.loss.json", '"case_sha256": "', '"case_sha256": "0', "another export"),
        ("case.json.loss.json", '"base64": "', '"base64": "???', "is damaged"),
        ("case.json.loss.json", "{", "[", "damaged"),
    ],
)
def test_a_value_that_is_damaged(  # noqa: PLR0917 - a case of the table, and where it lies
    name: str, old: str, new: str, match: str, exports: Path, tmp_path: Path
) -> None:
    """A cell of another type, a table that there is not, a key, a stamp, a file of losses: each is said, with its place."""
    head, found, tail = (exports / name).read_text("utf-8").rpartition(old)
    assert found
    refused(changed(exports, tmp_path, name, lambda _: head + new + tail), match)


def rezipped(
    exports: Path, tmp_path: Path, change: Callable[[zipfile.ZipFile], None], *, without: str = "-"
) -> Path:
    """The package as an archive, without a file, and with what is added."""
    path = tmp_path / "case.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted((exports / "case.package").rglob("*")):
            name = each.relative_to(exports / "case.package").as_posix()
            if each.is_file() and name != without:
                archive.write(each, name)
        change(archive)
    return path


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil", "tables/../../evil.csv", "C:\\evil"])
def test_no_name_leaves_the_folder(name: str, exports: Path, tmp_path: Path) -> None:
    """An archive with such a name is refused as a whole."""
    refused(rezipped(exports, tmp_path, lambda archive: archive.writestr(name, "evil")), "leaves its folder")
    assert not list(tmp_path.rglob("evil*"))


def test_a_bomb_is_refused(exports: Path, tmp_path: Path) -> None:
    """What is a thousand times longer when it is unpacked is no table."""
    zeros = bytes(1 << 28)
    path = rezipped(
        exports,
        tmp_path,
        lambda archive: archive.writestr("tables/Agency.csv", zeros),
        without="tables/Agency.csv",
    )
    refused(path, "times as long")


def test_a_link_out_of_the_folder_is_refused(exports: Path, tmp_path: Path) -> None:
    """A folder whose table is a link to another file is no export."""
    (tmp_path / "secret").write_text("id,name\r\n", encoding="utf-8")
    path = tmp_path / "case"
    for each in sorted((exports / "case.package").rglob("*")):
        target = path / each.relative_to(exports / "case.package")
        target.parent.mkdir(parents=True, exist_ok=True)
        if each.is_file():
            target.write_bytes(each.read_bytes())
    (path / "tables" / "State.csv").unlink()
    (path / "tables" / "State.csv").symlink_to(tmp_path / "secret")
    refused(path, "leads out of the folder")


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (b"\r\n", b",extra\r\n", ""),
        (b"id,name", b"id,nom", "there is no column 'name'"),
        (b'\r\n"', b'\r\n"x"y', "tables/Agency.csv, line"),
        (b"false", b"perhaps", "column 'placeholder'"),
        (b"\r\n", b"\r\n\xff\xfe,", "not UTF-8"),
    ],
)
def test_a_table_that_is_damaged(old: bytes, new: bytes, match: str, exports: Path, tmp_path: Path) -> None:
    """File, line and column of what cannot be read."""
    data = (exports / "case.package" / "tables" / "Agency.csv").read_bytes()
    if old not in data:
        old, new, match = b"\r\n", b'\r\n"a"b,', "tables/Agency.csv, line"
    made = data.replace(old, new, 1)
    path = rezipped(
        exports,
        tmp_path,
        lambda archive: archive.writestr("tables/Agency.csv", made),
        without="tables/Agency.csv",
    )
    refused(path, match or "tables/Agency.csv, line")


@pytest.mark.parametrize("name", ["tables/Agency.csv", "tables/CITES.csv"])
def test_a_table_that_is_not_there(name: str, exports: Path, tmp_path: Path) -> None:
    """It is named."""
    refused(rezipped(exports, tmp_path, lambda _: None, without=name), f"{name} is not there")


def test_parquet_that_is_damaged(tmp_path: Path, worked: Case) -> None:
    """A table that is cut off, or of other columns."""
    path = tmp_path / "case"
    export(reading_of(worked), "parquet", path)
    table = path / "tables" / "Agency.parquet"
    whole = table.read_bytes()
    table.write_bytes(whole[: len(whole) // 2])
    refused(path, "tables/Agency.parquet cannot be read")
    table.write_bytes((path / "tables" / "State.parquet").read_bytes())
    refused(path, "tables/Agency.parquet: there is no column")


@pytest.mark.parametrize("change", [{"inputs": [{}]}, {"format_version": 99}, {"inputs": 7}])
def test_a_manifest_that_is_damaged(change: dict[str, object], exports: Path, tmp_path: Path) -> None:
    """Even one that fits its hash: it is looked at before it stands in a case."""
    from hashlib import sha256

    name = "case/generation/manifest.json"
    manifest = json.loads((exports / "case.package" / name).read_text("utf-8")) | change
    text = json.dumps(manifest)
    descriptor = json.loads((exports / "case.package" / "datapackage.json").read_text("utf-8"))
    descriptor["datatrail"]["files"]["generation/manifest.json"] = sha256(text.encode()).hexdigest()
    path = tmp_path / "case.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted((exports / "case.package").rglob("*")):
            inside = each.relative_to(exports / "case.package").as_posix()
            made = {name: text, "datapackage.json": json.dumps(descriptor)}.get(inside)
            if each.is_file():
                archive.writestr(inside, each.read_bytes() if made is None else made)
    refused(path, "version 99" if "format_version" in change else "damaged")


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_no_export_is_loaded_otherwise(format_: str, exports: Path, tmp_path: Path) -> None:
    """By what is in it, not by its name: JSON, XML and archives of others are for the other readers."""
    assert recognised(exports / f"case.{format_}") == format_
    for name, data in (
        ("rows.json", b'[{"directed": true}]'),
        ("case.graphml", b"<html>graphml</html>"),
        ("claims.csv", b"directed,multigraph\n"),
        ("empty", b""),
    ):
        (tmp_path / name).write_bytes(data)
        assert recognised(tmp_path / name) is None
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("datapackage.json", '{"name": "of others"}')
    assert recognised(tmp_path / "other.zip") is None
    with pytest.raises(InputError, match="no export of a case"):
        recognised(tmp_path)


def test_graphml_of_another_program_has_no_stamp(tmp_path: Path) -> None:
    """It is said what it lacks."""
    (tmp_path / "other.graphml").write_text(
        '<graphml><graph edgedefault="directed"><node id="a"/></graph></graphml>', encoding="utf-8"
    )
    refused(tmp_path / "other.graphml", "it has no stamp")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_folder_or_file_that_cannot_be_written(format_: str, worked: Case, tmp_path: Path) -> None:
    """A folder that holds something is not written over; a file where a folder should be is told."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        export(reading_of(worked), format_, tmp_path / "file" / "case")
    if format_ not in GRAPHS:
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "notes").write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match="is there already"):
            export(reading_of(worked), format_, tmp_path / "folder")
        assert not beside(tmp_path / "folder").exists()
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_the_losses_of_another_export_are_refused(tmp_path: Path, exports: Path) -> None:
    """Its values are not put into this one."""
    path = tmp_path / "case.json"
    path.write_bytes((exports / "case.json").read_bytes())
    beside(path).write_bytes(beside(exports / "case.gexf").read_bytes())
    with pytest.raises(InputError, match="another export"):
        read_export(path, "json")
