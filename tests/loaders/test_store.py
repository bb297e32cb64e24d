"""A case folder holds whole generations; one process writes, and readers see one generation throughout."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.schema import FORMAT_VERSION
from loaders import generations
from loaders.load import load
from loaders.store import CaseFolder, Settings
from tests.loaders.making import case, claim, claims, contents, current


def test_a_new_case_holds_what_the_interface_names(tmp_path: Path) -> None:
    """Settings, mappings, two logs with headers, and what git leaves out."""
    folder = CaseFolder(tmp_path / "case").init('Who gets "what"', description="ä\n", registry=False)
    assert sorted(path.name for path in folder.path.iterdir()) == [
        ".gitignore",
        "case.toml",
        "data",
        "decisions.csv",
        "mappings",
        "reviews.csv",
    ]
    made = tomllib.loads((folder.path / "case.toml").read_text(encoding="utf-8"))
    assert made == {
        "title": 'Who gets "what"',
        "description": "ä\n",
        "format_version": FORMAT_VERSION,
        "registry": False,
        "defaults": {},
    }
    assert (folder.path / "decisions.csv").read_text() == "when,who,name,dataset,agency,reason\n"
    assert (folder.path / "reviews.csv").read_text() == "when,who,claim,what,why\n"
    assert "/index/" in (folder.path / ".gitignore").read_text()
    assert CaseFolder(folder.path).open().settings == Settings('Who gets "what"', "ä\n", registry=False)


def test_a_case_that_nothing_was_loaded_into_can_be_read(tmp_path: Path) -> None:
    """It has the registry and no evidence."""
    snapshot = case(tmp_path / "case").read()
    assert len(snapshot.tables["Agency"])
    assert len(snapshot.tables["Statement"]) == 0
    assert snapshot.generation is None
    assert len(snapshot.case_sha256) == 64


def test_a_folder_without_a_case_says_how_to_make_one(tmp_path: Path) -> None:
    """Reading, opening and loading say the same."""
    folder = CaseFolder(tmp_path / "none")
    for use in (folder.open, folder.read, lambda: load(folder, [tmp_path / "x.csv"])):
        with pytest.raises(InputError, match=r"there is no case in .*none\nHint: make one: datatrail init"):
            use()


def test_a_case_is_not_made_over_another(tmp_path: Path) -> None:
    """`init` never touches what is there."""
    folder = case(tmp_path / "case")
    with pytest.raises(InputError, match="is a case already"):
        folder.init("Another")


def test_a_case_of_a_newer_version_names_both_versions(tmp_path: Path) -> None:
    """An older program does not guess at what a newer one wrote."""
    folder = case(tmp_path / "case")
    settings = folder.path / "case.toml"
    settings.write_text(settings.read_text().replace("format_version = 1", "format_version = 7"))
    with pytest.raises(
        InputError, match=r"has format version 7; this program \(.*\) reads up to 1\nHint: update"
    ):
        CaseFolder(folder.path).open()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", r"case\.toml: Invalid value"),
        ("title = 'x'", "has no format_version"),
        ("format_version = 1\nregistry = 'yes'", "registry must be true or false"),
    ],
)
def test_a_damaged_case_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    """The error says which file to correct."""
    folder = case(tmp_path / "case")
    (folder.path / "case.toml").write_text(text)
    with pytest.raises(InputError, match=message):
        CaseFolder(folder.path).open()


def test_a_manifest_says_what_a_generation_was_made_of(tmp_path: Path) -> None:
    """Inputs with hash and counts, every file with its hash."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim(), claim(mode="nonsense"))], dataset="set")
    snapshot = folder.read()
    (entry,) = snapshot.manifest["inputs"]
    counts = {name: entry[name] for name in ("rows_read", "taken", "rejected", "duplicates")}
    assert counts == {"rows_read": 2, "taken": 1, "rejected": 1, "duplicates": 0}
    assert (entry["dataset"], entry["file"], entry["shape"]) == ("set", "a.csv", "claim")
    found = current(folder)
    found.pop("manifest.json")
    assert snapshot.manifest["files"] == found
    assert folder.current == f"gen-000001-{snapshot.case_sha256[:12]}"


def test_a_reader_keeps_its_generation_while_another_is_written(tmp_path: Path) -> None:
    """What was read stays as it was, even when that generation is gone."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim())])
    before = folder.read()
    for each in range(generations.KEPT_GENERATIONS + 1):
        load(folder, [claims(tmp_path / "a.csv", claim(speaker=str(each)))])
    assert before.generation not in folder.generations()
    assert before.tables["Statement"]["speaker"].to_pylist() == [None]
    assert folder.read().tables["Statement"]["speaker"].to_pylist() == [str(generations.KEPT_GENERATIONS)]


def test_the_last_five_generations_are_kept(tmp_path: Path) -> None:
    """Older ones go; the current one is the newest."""
    folder = case(tmp_path / "case")
    for each in range(7):
        load(folder, [claims(tmp_path / "a.csv", claim(speaker=str(each)))])
    assert [name[:10] for name in folder.generations()] == [f"gen-00000{number}" for number in range(3, 8)]
    assert folder.current == folder.generations()[-1]


def test_a_locked_case_says_who_holds_it(tmp_path: Path) -> None:
    """The process, what it runs and since when; and nothing is written."""
    folder = case(tmp_path / "case")
    file = claims(tmp_path / "a.csv", claim())
    with folder.writing("datatrail load big.csv"):
        message = rf"is being written by process {os.getpid()} \(datatrail load big\.csv\) since \d{{4}}-.*\nHint: wait"
        with pytest.raises(InputError, match=message):
            load(CaseFolder(folder.path), [file])
    assert load(folder, [file]).taken == 1
    assert not (folder.path / ".writer.json").exists()


def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    """A writer that was killed locks nobody out."""
    folder = case(tmp_path / "case")
    code = (
        "import os, signal, sys\nfrom loaders.store import CaseFolder\n"
        "with CaseFolder(sys.argv[1]).writing('x'):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, folder.path], check=False)
    assert killed.returncode == -9
    assert load(folder, [claims(tmp_path / "a.csv", claim())]).taken == 1


def test_what_a_killed_writer_left_is_cleared_away(tmp_path: Path) -> None:
    """Half a generation, and a whole one that was never made current."""
    folder = case(tmp_path / "case")
    file = claims(tmp_path / "a.csv", claim())
    load(folder, [file])
    before = contents(folder.path)
    (folder.data / ".new-123").mkdir()
    (folder.data / "CURRENT.new").write_text("gen")
    (folder.data / f"gen-000002-{'0' * 12}").mkdir()
    assert folder.read().generation == folder.current
    load(folder, [file])
    assert contents(folder.path) == before


def test_a_generation_that_is_not_whole_is_said_to_be(tmp_path: Path) -> None:
    """A table that is gone or damaged is an error, never an empty table."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim())])
    table = folder.data / str(folder.current) / "Statement.parquet"
    table.write_bytes(b"nothing")
    with pytest.raises(InputError, match="is not a whole generation"):
        folder.read()
    (folder.data / "CURRENT").write_text("../elsewhere")
    with pytest.raises(InputError, match="names no generation"):
        folder.read()


def test_a_disk_that_fails_leaves_the_case_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says so, and the next load clears up."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim())])
    before = folder.current

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(generations, "write_rejects", full)
        with pytest.raises(
            InputError, match=r"cannot be written \(No space left on device\)\nHint: .*as it was"
        ):
            load(folder, [claims(tmp_path / "b.csv", claim())])
    assert folder.current == before
    assert load(folder, [claims(tmp_path / "b.csv", claim())]).taken == 1
    assert not list(folder.data.glob(".new-*"))


def test_kept_rows_that_are_gone_are_named(tmp_path: Path) -> None:
    """A later load needs them; what to do is said."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim())], dataset="set")
    for path in (folder.data / str(folder.current) / "rows").iterdir():
        path.unlink()
    with pytest.raises(InputError, match=r"the kept rows of a\.csv \(dataset 'set'\) cannot be read"):
        load(folder, [claims(tmp_path / "b.csv", claim())])


def test_a_manifest_is_readable_json(tmp_path: Path) -> None:
    """Others may script against it."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim())])
    text = (folder.data / str(folder.current) / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text) == folder.manifest()
