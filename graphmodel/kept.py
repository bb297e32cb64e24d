"""The arrays of a big case, kept on disk: mapped into memory when they are needed, never the truth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graphmodel.columns import NAMES, TIMES, ItemColumns, Manner
from graphmodel.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

ARRAYS = ("row", *TIMES, *NAMES, "flow")
WORDS = "names.json"


def write(columns: ItemColumns, folder: Path) -> None:
    """One file per array, and one for all names."""
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(columns, name))
    names = {name: getattr(columns, name) for name in dict.fromkeys(NAMES.values())}
    names["manners"] = [[*each[:-1], sorted(each.masked)] for each in columns.manners]
    (folder / WORDS).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


def read(folder: Path, claims: Callable[[], pa.Array]) -> ItemColumns:
    """The arrays as they were written.

    Raises
    ------
    InputError
        When they are not there, or not whole.
    """
    try:
        names: dict[str, Any] = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in ARRAYS}
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} holds no arrays ({error})", hint="delete the folder index/") from error
    if len({len(array) for array in arrays.values()}) != 1:
        raise InputError(f"the arrays in {folder} are not of one length", hint="delete the folder index/")
    known = {name: tuple(map(_hashable, values)) for name, values in names.items()}
    known["manners"] = tuple(Manner._make([*each[:-1], frozenset(each[-1])]) for each in names["manners"])
    return ItemColumns.restored(claims, **known, **arrays)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
