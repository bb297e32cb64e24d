"""An export becomes a case of its own: just as it was where all of it is there, else worked out anew from its rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError
from graphmodel.tables import Tables
from loaders.beside import whole_case
from loaders.formats import brought_up
from loaders.generations import MANIFEST, ROWS, Contents, Writer, hash_of
from loaders.inputs import Input
from loaders.interchange.importing import AGAIN, Imported
from loaders.interchange.reading import GENERATION, LOGS, SETTINGS, marks
from loaders.interchange.rows import inputs_of
from loaders.load import made_of
from loaders.logs import last_line
from loaders.names import Naming
from loaders.report import FileReport, LoadReport
from loaders.reviewed import reviews_of
from loaders.store import CaseFolder
from loaders.together import of_rows


@dataclass(frozen=True)
class Restored:
    """What an import did.

    Attributes
    ----------
    report
        The counts of what the case was loaded from.
    case_sha256
        The hash of its tables.
    is_same
        Whether the case is the one that was exported, in every table and file.
    differs
        The tables that were worked out anew and are not those of the file.
    """

    report: LoadReport
    case_sha256: str
    is_same: bool
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _AsItWas:
    """A generation just as it was exported."""

    tables: Tables
    manifest: Mapping[str, Any]
    staged: Path

    def write(self, folder: Path, *, registry: bool) -> dict[str, Any]:
        """Everything but the manifest is in the folder; the manifest."""
        self.tables.write(folder)
        tables = {path.name: hash_of(path) for path in sorted(folder.glob("*.parquet"))}
        listed = "".join(f"{name} {digest}\n" for name, digest in tables.items())
        shutil.copytree(self.staged, folder, dirs_exist_ok=True)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {
            **self.manifest,
            "case_sha256": sha256(listed.encode()).hexdigest(),
            "registry": registry,
            "files": {path.relative_to(folder).as_posix(): hash_of(path) for path in files},
        }


def restore(made: Imported, folder: CaseFolder) -> Restored:
    """Make the case that an export holds: a new folder, or an empty case.

    Raises
    ------
    InputError
        When the case holds something already, or what came cannot stand.
    """
    if folder.exists:
        _refuse_full(folder)
        return _into(made, folder)
    if folder.path.exists() and (not folder.path.is_dir() or any(folder.path.iterdir())):
        raise InputError(
            f"{folder.path} is there already, and no case", hint="name a folder that is new or empty"
        )
    with _new(folder.path, made) as beside:
        return _into(made, beside)


def _refuse_full(folder: CaseFolder) -> None:
    said = any(last_line(folder.path / name) > 1 for name in LOGS)
    if folder.current is not None or said:
        raise InputError(
            f"the case {folder.path} holds something already: an export becomes a case of its own",
            hint="name a new folder with --case, then put the two together: datatrail case merge A B -o C",
        )


@contextmanager
def _new(path: Path, made: Imported) -> Iterator[CaseFolder]:
    """A case that appears at the path once it is whole."""
    with whole_case(path) as beside:
        yield CaseFolder(beside).init(made.title, registry=made.stamp["registry"])


def _into(made: Imported, folder: CaseFolder) -> Restored:
    with folder.writing() as writer, writer.staging() as staged:
        _place(made, folder, staged)
        opened = CaseFolder(folder.path)
        contents = _contents(made, opened, staged)
        if contents is None:
            return Restored(LoadReport((), 0), made.stamp["case_sha256"], is_same=_is_same(made))
        generation = Writer(opened).commit(contents, f"import of {made.path.name}")
    manifest = opened.manifest(generation)
    differs = () if isinstance(contents, _AsItWas) else tuple(_differing(made.tables, contents.tables))
    same = _is_same(made) and not differs
    return Restored(_report(manifest, generation), manifest["case_sha256"], same, differs)


def _is_same(made: Imported) -> bool:
    return not (made.edited or made.missing or made.changed_files)


def _differing(wanted: Tables, found: Tables) -> Iterator[str]:
    before, after = marks(wanted), marks(found)
    return (name for name, said in before.items() if said != after[name])


def _place(made: Imported, folder: CaseFolder, staged: Path) -> None:
    """The files of the case in its folder, those of a generation where they are staged; the settings last."""
    order = sorted(made.files, key=lambda name: name == SETTINGS)
    for name in order:
        inside = name.removeprefix(f"{GENERATION}/")
        target = (folder.path if inside == name else staged) / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        with made.files[name]() as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)


def _contents(made: Imported, folder: CaseFolder, staged: Path) -> Contents | _AsItWas | None:
    """What the generation is made of; None where nothing had been loaded."""
    manifest = _manifest(made, staged)
    (staged / MANIFEST).unlink(missing_ok=True)
    whole = manifest is not None and not made.edited and not _is_kept_changed(made)
    if whole and manifest is not None:
        inputs = _checked(lambda: _inputs(manifest, staged / ROWS))
        logs = {name for name in made.changed_files if not name.startswith("mappings/")}
        naming, review = Naming.of(folder.path), reviews_of(folder.path)
        return made_of(folder, inputs, naming, review) if logs else _AsItWas(made.tables, manifest, staged)
    inputs = inputs_of(made.tables, made.path.name, registry=folder.settings.registry)
    return _anew(folder, inputs) if inputs or manifest is not None else None


def _is_kept_changed(made: Imported) -> bool:
    """Whether the kept rows, rejects or manifest are not all there as they were."""
    return any(name.startswith(f"{GENERATION}/") for name in made.changed_files)


def _manifest(made: Imported, staged: Path) -> dict[str, Any] | None:
    path = staged / MANIFEST
    if not path.is_file():
        return None
    manifest: dict[str, Any] = _checked(lambda: dict(json.loads(path.read_text("utf-8"))))
    if not isinstance(manifest.get("format_version"), int):
        raise InputError("the manifest of the export is damaged (it has no format_version)", hint=AGAIN)
    return brought_up(manifest, made.path)


def _checked(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise InputError(f"the manifest of the export is damaged ({error!s:.80})", hint=AGAIN) from error


def _inputs(manifest: Mapping[str, Any], rows: Path) -> list[Input]:
    return [Input.from_manifest(entry, rows) for entry in manifest["inputs"]]


def _anew(folder: CaseFolder, inputs: list[Input]) -> Contents:
    """Worked out from the rows of the tables, with the logs as they came."""
    registry, review = folder.settings.registry, reviews_of(folder.path)
    return of_rows(inputs, Naming.of(folder.path), registry=registry, review=review).contents()


def _report(manifest: Mapping[str, Any], generation: str) -> LoadReport:
    """The counts of all inputs."""
    files = [FileReport.of(each) for each in manifest["inputs"]]
    unresolved = {each["dataset"]: each["unresolved_names"] for each in manifest["inputs"]}
    return LoadReport(files, sum(unresolved.values()), generation=generation, changed=True)
