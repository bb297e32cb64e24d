"""A case folder holds whole generations; one process writes, and readers see one generation throughout."""

import json
import os
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import project_tables
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
    settings.write_text(settings.read_text().replace("format_version = 2", "format_version = 7"))
    with pytest.raises(
        InputError, match=r"has format version 7; this program \(.*\) reads up to 2\nHint: update"
    ):
        CaseFolder(folder.path).open()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", r"case\.toml: Invalid value"),
        ("title = 'x'", "has no format_version"),
        ("format_version = 2\nregistry = 'yes'", "registry must be true or false"),
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


def test_the_last_ten_generations_are_kept(tmp_path: Path) -> None:
    """Older ones go; the current one is the newest."""
    folder = case(tmp_path / "case")
    for each in range(12):
        load(folder, [claims(tmp_path / "a.csv", claim(speaker=str(each)))])
    assert [name[:10] for name in folder.generations()] == [f"gen-{number:06}" for number in range(3, 13)]
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


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (b"", "CURRENT names no generation"),
        (b"../elsewhere", "CURRENT names no generation"),
        (b"\xff\xfe", "CURRENT names no generation"),
        (b"gen-000009-0123456789ab\n", "CURRENT names gen-000009-0123456789ab, which is not there"),
        (None, "CURRENT is not there"),
    ],
)
def test_a_lost_current_says_which_generations_there_are(
    tmp_path: Path, damage: bytes | None, message: str
) -> None:
    """Reading, listing and loading say it, nothing is cleared away, and what the hint says mends the case."""
    folder = case(tmp_path / "case")
    for speaker in ("one", "two"):
        load(folder, [claims(tmp_path / "a.csv", claim(speaker=speaker))])
    names, path = folder.generations(), folder.data / "CURRENT"
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    before = contents(folder.path)
    hint = rf"Hint: write one of them \(the last is the newest\) into {path}, or load the files again into a new case"
    listed = rf"{message}; under {folder.data} there are: {names[0]}, {names[1]}\n{hint}$"
    file = claims(tmp_path / "b.csv", claim())
    dry = partial(load, folder, [file], dry_run=True)
    for use in (folder.read, folder.manifest, folder.rejects, dry, lambda: load(folder, [file])):
        with pytest.raises(InputError, match=listed):
            use()
    assert contents(folder.path) == before
    path.write_text(names[0])
    assert folder.read().tables["Statement"]["speaker"].to_pylist() == ["one"]
    assert load(folder, [file]).taken == 1


def test_a_current_that_is_a_folder_is_said_to_be(tmp_path: Path) -> None:
    """What cannot be read is an error of the case, not of the program; without generations only a new case helps."""
    folder = case(tmp_path / "case")
    (folder.data / "CURRENT").mkdir()
    message = r"CURRENT cannot be read \(Is a directory\); under .*data there is no other generation\nHint: load the files"
    with pytest.raises(InputError, match=message):
        folder.read()


def test_a_generation_that_is_damaged_names_the_others(tmp_path: Path) -> None:
    """A table, the manifest or the rejects may be what is damaged; what is no whole generation is not offered."""
    folder = case(tmp_path / "case")
    for speaker in ("one", "two"):
        load(folder, [claims(tmp_path / "a.csv", claim(speaker=speaker))])
    (folder.data / f"gen-000000-{'0' * 12}").mkdir()
    damaged = folder.data / str(folder.current)
    there = rf"; under .*data there are: {folder.generations()[1]}\nHint: write one of them"
    for name, use, message in (
        ("rejects.csv", folder.rejects, "has no list of rejects"),
        ("manifest.json", folder.manifest, "has no manifest"),
        ("manifest.json", folder.read, "has no manifest"),
        ("Statement.parquet", folder.read, r"is not a whole generation \(.*\)"),
    ):
        (damaged / name).unlink(missing_ok=True)
        with pytest.raises(InputError, match=f"{damaged.name} {message}{there}"):
            use()


def test_a_generation_cleared_away_while_it_is_read_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever read its name just before reads the one that is current now."""
    folder = case(tmp_path / "case")
    load(folder, [claims(tmp_path / "a.csv", claim())])
    names = [f"gen-000001-{'0' * 12}", str(folder.current)]
    monkeypatch.setattr(CaseFolder, "_named", lambda _: names.pop(0))
    assert folder.current == folder.generations()[0]


def test_a_case_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    """What the system says of case.toml stands in the message."""
    (tmp_path / "case.toml").mkdir()
    with pytest.raises(
        InputError, match=r"case\.toml cannot be read \(Is a directory\)\nHint: it must be a file"
    ):
        CaseFolder(tmp_path).open()


def test_a_case_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever the program runs as."""
    folder = case(tmp_path / "case")

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(
        InputError, match=r"case\.toml cannot be read \(Permission denied\)\nHint: .*who may read"
    ):
        folder.open()


def test_a_folder_knows_the_case_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest, at any depth; named from the current folder where it lies in that."""
    folder = case(tmp_path / "case")
    inner = CaseFolder(folder.path / "data" / "deep")
    assert inner.outer == tmp_path / "case"
    assert (folder.outer, CaseFolder(tmp_path / "other").outer) == (None, None)
    monkeypatch.chdir(tmp_path)
    assert inner.outer == Path("case")
    monkeypatch.chdir(folder.path)
    assert CaseFolder("sub").outer == tmp_path / "case"


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


def test_a_dataset_of_claims_alone_is_known(tmp_path: Path) -> None:
    """It can be asked for by `--source`, although no document and no agency is of it."""
    made = case(tmp_path / "case")
    load(made, [claims(tmp_path / "a.csv", claim(document=""))], dataset="ours")
    assert project_tables(made.read().tables).datasets >= {"ours"}
