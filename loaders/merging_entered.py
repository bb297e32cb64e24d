"""The rows that two people entered by hand: each once, in an order that both files have.

Of rows that state one id differently the first stands in the file, each other in a file beside it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path, PurePath

from graphmodel.schema import SHAPES
from loaders.disputes import ROW, Voice
from loaders.entering import DATASET, FILES, entered_records
from loaders.parting import Row, in_one_order


def merged_entered(cases: Mapping[str, Path]) -> tuple[dict[str, str], set[Voice]]:
    """The text of each file of entered rows, and the rows of one id on which two people do not agree."""
    made: dict[str, str] = {}
    voices: set[Voice] = set()
    for shape, name in FILES.items():
        header = SHAPES[shape].header
        held = {case: _rows(folder / DATASET, name, header) for case, folder in cases.items()}
        first, *others = _apart(in_one_order(*held.values()), _states_ids(shape))
        for number, rows in enumerate((first, *others), start=1):
            if rows:
                made[_numbered(name, number)] = _text([header, *rows])
        voices |= (
            _voices(shape, [*first, *(row for rows in others for row in rows)], held) if others else set()
        )
    return made, voices


def _states_ids(shape: str) -> bool:
    """Whether the first column of a shape is the row's id."""
    return SHAPES[shape].columns[0].name == "id"


def _numbered(name: str, number: int) -> str:
    path = PurePath(name)
    return name if number == 1 else f"{path.stem}~{number}{path.suffix}"


def _rows(folder: Path, name: str, header: Sequence[str]) -> list[Row]:
    """What stands in a case's file of a shape, and in those beside it."""
    path = PurePath(name)
    files = [folder / name, *sorted(folder.glob(f"{path.stem}~*{path.suffix}"))]
    return [row for file in files if file.is_file() for row in entered_records(file, header)]


def _apart(rows: Sequence[Row], states_ids: bool) -> list[list[Row]]:
    """The rows; of those of one id the first, and each other one in a list of its own."""
    made: list[list[Row]] = [[]]
    of_id: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_id[row[0] if states_ids else ""].append(row)
    place = {
        row: number
        for key, same in of_id.items()
        for number, row in enumerate(sorted(set(same)) if key else [])
    }
    for row in rows:
        number = place.get(row, 0)
        made += [[] for _ in range(number + 1 - len(made))]
        made[number].append(row)
    return made


def _voices(shape: str, rows: Iterable[Row], held: Mapping[str, Sequence[Row]]) -> set[Voice]:
    """Who holds which of the rows that state one id; none where one case has them all."""
    of_id: defaultdict[str, set[Row]] = defaultdict(set)
    for row in rows:
        of_id[row[0]].add(row)
    header = SHAPES[shape].header
    return {
        Voice(
            ROW, key, shape, case, "", "", _differing(header, row, same), f"entered by hand: {FILES[shape]}"
        )
        for key, same in of_id.items()
        if key and len(same) > 1 and not any(same <= set(mine) for mine in held.values())
        for case, mine in held.items()
        for row in same & set(mine)
    }


def _differing(header: Sequence[str], row: Row, rows: Iterable[Row]) -> str:
    """The cells of a row in which not all of the rows agree."""
    columns = [number for number in range(len(header)) if len({each[number] for each in rows}) > 1]
    return "; ".join(f"{header[number]}={row[number]}" for number in columns)


def _text(rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
