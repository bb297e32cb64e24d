"""The bundled cases: shipped as inputs, and really loaded, once, into the user's cache."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import as_file, files
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from graphmodel.whole import folder_beside
from loaders.load import load
from loaders.store import CaseFolder

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundled case: its title, whether the registry of real agencies is in it, and the files of its datasets."""

    name: str
    title: str
    registry: bool
    files: tuple[tuple[str, str], ...]


@cache
def notes() -> dict[str, Any]:
    """What is said of the bundled cases and of each dataset: title, credit, licence, files, caution."""
    return tomllib.loads((files("datatrail") / "bundled" / "datasets.toml").read_text(encoding="utf-8"))


def bundles() -> dict[str, Bundle]:
    """The bundled cases by name."""
    return {
        name: Bundle(name, case["title"], case["registry"], tuple(_files(name)))
        for name, case in notes()["case"].items()
    }


def _files(case: str) -> Iterator[tuple[str, str]]:
    """The files of a bundled case with the dataset of each, in the order in which they are loaded."""
    for dataset in notes()["dataset"]:
        if dataset["case"] == case:
            yield from ((dataset["id"], path) for path in dataset["files"])


def bundled_folder(name: str, *, progress: Progress | None = None) -> CaseFolder:
    """The case folder of a bundled case, made when it is not there yet.

    It lies in the user's cache under a name that holds the version and the hash of the inputs, and appears there
    whole: it is loaded beside and renamed.
    """
    from platformdirs import user_cache_path

    known = bundles()
    if name not in known:
        raise InputError(f"{name!r} is no bundled case", hint=did_you_mean(name, known) or ", ".join(known))
    bundle = known[name]
    cache = user_cache_path("datatrail", ensure_exists=True)
    with as_file(files("datatrail") / "bundled") as inputs:
        folder = cache / f"{name}-{version('datatrail')}-{_hash(inputs, bundle)}"
        if not (folder / "data" / "CURRENT").is_file():
            _make(bundle, inputs, folder, progress)
    return CaseFolder(folder)


def _hash(folder: Path, bundle: Bundle) -> str:
    """The hash of a bundle's inputs, of the vocabularies that they are read with, and of what its tables are to hold."""
    digest = sha256((files("graphmodel") / "schema.py").read_bytes())
    for _, path in bundle.files:
        digest.update((folder / path).read_bytes())
    for entry in sorted((files("graphmodel") / "vocabularies").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".csv"):
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:12]


def _make(bundle: Bundle, inputs: Path, folder: Path, progress: Progress | None) -> None:
    with folder_beside(folder.with_name(bundle.name)) as beside:
        case = CaseFolder(beside)
        case.init(bundle.title, registry=bundle.registry)
        for dataset, entries in groupby(bundle.files, key=itemgetter(0)):
            load(case, [inputs / path for _, path in entries], dataset=dataset, progress=progress)
        _put(beside, folder)


def _put(beside: Path, folder: Path) -> None:
    """Rename a finished folder into place; another process that was faster has made the same one."""
    if folder.exists() and not (folder / "data" / "CURRENT").is_file():
        shutil.rmtree(folder)
    try:
        beside.replace(folder)
    except OSError:
        if not (folder / "data" / "CURRENT").is_file():
            raise
