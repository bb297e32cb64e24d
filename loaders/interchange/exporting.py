"""A case is written in a format: first what the format cannot hold, beside it, then the file itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from loaders.beside import whole
from loaders.interchange import gexf, graphml, nodelink, package, parquet
from loaders.interchange.folders import is_zipped, zipped
from loaders.interchange.holding import HOLDS
from loaders.interchange.losing import as_read, losses
from loaders.interchange.loss import Lost, write_losses
from loaders.interchange.reading import Reading

#: What writes and reads each format.
GRAPHS: Mapping[str, ModuleType] = {"json": nodelink, "graphml": graphml, "gexf": gexf}
FOLDERS: Mapping[str, ModuleType] = {"package": package, "parquet": parquet}


def export(reading: Reading, format_: str, path: Path) -> list[Lost]:
    """Write a case; what is lost in the format, all of it in the file of losses.

    Parameters
    ----------
    path
        A file of a graph; of a package or Parquet a new folder, or an archive where the name ends in ``.zip``.

    Raises
    ------
    InputError
        When there is no such format, it cannot be written, or there is a folder already.
    """
    if format_ not in HOLDS:
        hint = did_you_mean(format_, HOLDS) or f"formats: {', '.join(HOLDS)}"
        raise InputError(f"{format_!r} is no format of a case", hint=hint)
    lost = losses(reading, format_)
    tables = as_read(reading, format_, lost)
    stamp = reading.stamp | {"tables": tables, "lost": [each.summary() for each in lost]}
    with whole(path, folder=format_ in FOLDERS and not is_zipped(path)) as made:
        _write(format_, made, reading, stamp, packed=is_zipped(path))
        write_losses(path, format_, stamp, lost)
    return lost


def _write(format_: str, made: Path, reading: Reading, stamp: Mapping[str, Any], *, packed: bool) -> None:
    if format_ in GRAPHS:
        GRAPHS[format_].write(made, reading, stamp)
    elif packed:
        inside = made.with_name("folder")
        inside.mkdir()
        FOLDERS[format_].write(inside, reading, stamp)
        zipped(inside, made)
    else:
        FOLDERS[format_].write(made, reading, stamp)
