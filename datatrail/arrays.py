"""The search arrays of a big case, kept in its index: made once for each generation and program."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from datatrail.engines import program
from graphmodel.errors import InputError
from graphmodel.whole import folder_beside

if TYPE_CHECKING:
    import pyarrow as pa

    from graphmodel.columns import ItemColumns
    from loaders.store import CaseFolder, Snapshot

PREFIX = "arrays"
#: So few rows of evidence are projected faster than arrays are looked up.
SMALL = 100_000


def kept(
    folder: CaseFolder, snapshot: Snapshot, make: Callable[[], ItemColumns], claims: Callable[[], pa.Array]
) -> ItemColumns:
    """The arrays of a generation: from the index, or made, and kept there where that is possible.

    Parameters
    ----------
    make
        Makes them from the tables, which are the truth.
    claims
        The ids of the rows of evidence.
    """
    from graphmodel.kept import read

    if sum(len(snapshot.tables.source(name)) for name in ("Statement", "Request")) < SMALL:
        return make()
    key = sha256(f"{snapshot.case_sha256}\n{program()}".encode()).hexdigest()[:16]
    place = folder.path / "index" / f"{PREFIX}-{key}"
    with suppress(InputError):
        return read(place, claims)
    made = make()
    with suppress(OSError):  # a case that cannot be written to is asked without an index
        _keep(made, place)
    return made


def _keep(made: ItemColumns, place: Path) -> None:
    """Write the arrays beside and rename them; older ones are deleted."""
    from graphmodel.kept import write

    with folder_beside(place.with_name(PREFIX)) as beside:
        write(made, beside)
        for old in place.parent.glob(f"{PREFIX}-*"):
            shutil.rmtree(old)
        beside.rename(place)
