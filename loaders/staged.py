"""The rows of a log as a generation keeps them: codes in Parquet, and what the codes mean."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graphmodel.errors import InputError

PLACED = (("row", pa.int64()), ("page", pa.int32()), ("same", pa.uint64()))
"""What a staged row has besides codes: its number, its page, and the hash of what it is the same as."""


@dataclass(frozen=True)
class Staged:
    """The rows of an input in Parquet, and what their codes mean.

    Attributes
    ----------
    path
        The file: `row`, `page`, `same` (null where nothing makes it the same as another row), and a code for each
        column that varies.
    texts
        The canonical text of each code, by column.
    fixed
        The cells that are the same in every row.
    itemised
        Whether each row stays one of its own.
    """

    path: Path
    texts: Mapping[str, Sequence[str]]
    fixed: Mapping[str, str] = field(default_factory=dict)
    itemised: bool = False

    def write(self, rows: Path, terms: Path) -> None:
        """Keep the rows, which do not change: another name of the same file where the disk has such."""
        try:
            os.link(self.path, rows)
        except OSError:
            shutil.copyfile(self.path, rows)
        names = [name for name, texts in self.texts.items() for _ in texts]
        listed = [text for texts in self.texts.values() for text in texts]
        pq.write_table(
            pa.table({"column": pa.array(names, pa.string()), "text": pa.array(listed, pa.string())}),
            terms,
            compression="zstd",
        )

    def to_manifest(self) -> dict[str, Any]:
        """What the manifest keeps of it."""
        return {"columns": list(self.texts), "fixed": dict(self.fixed), "itemised": self.itemised}

    @classmethod
    def read(cls, rows: Path, terms: Path, entry: Mapping[str, Any]) -> Staged:
        """The rows as a generation keeps them.

        Raises
        ------
        InputError
            When they are not there.
        """
        try:
            listed = pq.read_table(terms).to_pydict()
            pq.read_metadata(rows)
        except (OSError, ValueError) as error:
            raise InputError(
                f"the kept rows of a log cannot be read ({error})",
                hint="write the name of an earlier generation under data/ into data/CURRENT, or load the files "
                "again into a new case",
            ) from error
        texts: dict[str, list[str]] = {name: [] for name in entry["columns"]}
        for name, text in zip(listed["column"], listed["text"], strict=True):
            texts[name].append(text)
        return cls(rows, texts, entry["fixed"], entry["itemised"])
