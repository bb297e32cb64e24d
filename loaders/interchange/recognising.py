"""Whether something that is loaded is an export of a case, and in which format: by what it holds, never by name alone."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from graphmodel.errors import InputError
from loaders.interchange.exporting import FOLDERS
from loaders.interchange.reading import PROGRAM

FIRST = 1 << 12
#: How a file begins: after what may stand before it in XML, the first element.
BEGINS = {
    "json": re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"directed"\s*:\s*\w+\s*,\s*"multigraph"'),
    "graphml": re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!].*)?<(?:\w+:)?graphml[\s>]", re.DOTALL),
    "gexf": re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!].*)?<(?:\w+:)?gexf[\s>]", re.DOTALL),
}
LARGEST = 1 << 26
"""The longest descriptor of a package that is looked at."""


def recognised(path: Path) -> str | None:
    """The format of an export; None of a file that is loaded otherwise.

    Raises
    ------
    InputError
        When it is a folder and no export.
    """
    if path.is_dir():
        return _of_folder(path)
    with suppress(OSError):
        with path.open("rb") as file:
            first = file.read(FIRST)
        if first.startswith(b"PK"):
            return _of_archive(path)
        return next((name for name, begins in BEGINS.items() if begins.match(first)), None)
    return None


def _of_folder(path: Path) -> str | None:
    for name, module in FOLDERS.items():
        descriptor = path / module.DESCRIPTOR
        if (
            descriptor.is_file()
            and descriptor.stat().st_size <= LARGEST
            and _is_ours(descriptor.read_bytes())
        ):
            return name
    raise InputError(f"{path} is a folder, and no export of a case", hint="name the files in it")


def _of_archive(path: Path) -> str | None:
    with suppress(BadZipFile, KeyError, RuntimeError, NotImplementedError), ZipFile(path) as archive:
        names = set(archive.namelist())
        for name, module in FOLDERS.items():
            inside = module.DESCRIPTOR
            if (
                inside in names
                and archive.getinfo(inside).file_size <= LARGEST
                and _is_ours(archive.read(inside))
            ):
                return name
    return None


def _is_ours(descriptor: bytes) -> bool:
    with suppress(ValueError, RecursionError):
        said = json.loads(descriptor)
        return isinstance(said, dict) and PROGRAM in said
    return False
