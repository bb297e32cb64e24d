"""A whole load: every row of a file comes to something, and what was taken can be asked about."""

from __future__ import annotations

import csv
import io
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from graphmodel.errors import InputError
from graphmodel.projection import project_tables
from graphmodel.schema import SHAPES
from loaders.load import _read, _report, _together
from loaders.plans import plans
from loaders.store import CaseFolder
from queries.library import find_question
from tests.fuzzing.targets import refuses
from tests.loaders.making import ROWS, case

NAME = "fuzz.csv"
_SCRATCH = TemporaryDirectory(prefix="datatrail-fuzz-load-")
_NUMBERS = count()


@cache
def _folder() -> CaseFolder:
    """An empty case, into which nothing is ever written."""
    return case(Path(_SCRATCH.name) / "case", registry=False)


def load(data: bytes) -> None:
    """A line says the row shape, what follows are rows below its header: read = taken + rejected + duplicates.

    What is taken is projected and answers `flows`, each with evidence that is there, out of rows that are there.
    """
    shape, _, rows = data.partition(b"\n")
    if shape.decode("utf-8", "replace") not in SHAPES:
        return
    header = ",".join(SHAPES[shape.decode()].header)
    path = Path(_SCRATCH.name) / NAME
    path.write_bytes(f"{header}\n".encode() + rows)
    try:
        _is_loaded(path)
    except InputError as error:
        refuses(error, NAME)


def _is_loaded(path: Path) -> None:
    folder = _folder()
    planned = plans(folder.path / "mappings", [path], None, None)
    stage = Path(_SCRATCH.name) / f"stage-{next(_NUMBERS)}"
    stage.mkdir()
    made = _together(folder, [], _read(planned, [], stage, lambda *_: None, ()), lambda *_: None)
    made.check()
    told = _report(planned, made, set())
    assert told.rows_read == told.taken + told.rejected + told.duplicates
    last = len(path.read_bytes().splitlines())
    assert all(0 < reject.place.row <= last for reject in told.rejects)
    evidence = project_tables(made.assembly.tables)
    flows = find_question("flows").ask(evidence, {})
    assert all(1 < item.record["row"] <= last for item in evidence.items)
    assert {item for flow in flows for item in flow["items"]} <= {item.id for item in evidence.items}


def _row(shape: str) -> str:
    made = io.StringIO()
    csv.writer(made).writerow([ROWS[shape].get(name, "") for name in SHAPES[shape].header])
    return made.getvalue()


WORDS = {
    "load": [
        *(f"{shape}\n" for shape in SHAPES),
        *map(_row, ROWS),
        *(
            ",",
            '"',
            ";",
            " > ",
            "***",
            "(b)(6)",
            "2020-01",
            "..2019",
            "yes",
            "1,907",
            "GA:driver-licensing",
            "standing",
        ),
        *(
            "denied",
            "available",
            "asked",
            "refused",
            "photo",
            "home-address",
            "us-ice",
            "other agencies",
            "court order",
        ),
    ]
}
