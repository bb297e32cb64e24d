"""A made-up audit log of a plate reader network, as long as one likes, with the messiness of real ones.

Thirty thousand spellings of four thousand agencies, masked and blank cells, a time frame on two lines of one cell,
reasons typed in, and now and then a row that is short, long, or the header again. Everything is invented; the same
seed gives the same bytes.

    python benchmarks/made_up/logs.py 10000000 log.csv
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HEADER = (
    "ID",
    "Name",
    "Org Name",
    "Total Networks Searched",
    "Time Frame",
    "License Plate",
    "Reason",
    "Case #",
    "Filters",
    "Search Time",
    "Search Type",
    "Text Prompt",
    "Moderation",
)
AGENCIES, SPELLINGS = 4_000, 30_000
CHUNK = 250_000
DAYS = 540
#: One row in so many is damaged, in turn: short, long, the header again.
DAMAGED = 50_000
STATES = ["AA", "BB", "CC", "DD", "EE", "FF", "GG", "HH", "JJ", "KK"]
OFFICES = (
    "{place} {state} PD",
    "{place} {state} SO",
    "{place} County {state} SO",
    "{place} {state} Police Department",
)
MANNERS = (
    "{}",
    "{} ",
    "{} - Patrol",
    "[Federal] {}",
    "{} (Duplicate)",
    "{} ,",
)
REASONS = (
    "Investigation",
    "ICE",
    "immigration",
    "Immigration (civil/administrative)",
    "stolen vehicle",
    "hit and run",
    ".",
    "d",
    "welfare check",
    "ICE+ERO",
    "drugs",
    "BOLO",
    "warrant",
    "theft",
    "***",
    "REDACTED",
    "",
)
TYPES = (
    "lookup",
    "lookup - Mobile",
    "search",
    "search - Mobile",
    "convoy",
    "visual",
    "freeform",
    "multiGeo",
    "apiV1",
)
Draws = np.random.Generator


def spellings(random: Draws) -> list[str]:
    """Thirty thousand names as they are written, of four thousand made-up agencies."""
    syllables = (
        "Exa",
        "mpli",
        "Bra",
        "tho",
        "Cori",
        "len",
        "Dova",
        "rum",
        "Esti",
        "vale",
        "Fanto",
        "mere",
        "Gri",
        "sel",
    )
    agencies = [
        OFFICES[number % len(OFFICES)].format(
            place="".join(syllables[pick] for pick in random.integers(len(syllables), size=3))
            + str(number // 40),
            state=STATES[number % len(STATES)],
        )
        for number in range(AGENCIES)
    ]
    made = dict.fromkeys(agencies)
    while len(made) < SPELLINGS:
        name = agencies[int(random.integers(AGENCIES))]
        manner = MANNERS[int(random.integers(len(MANNERS)))]
        made[
            manner.format(
                name.upper()
                if random.random() < 0.3
                else name.replace(" PD", f" P.D{'.' * int(random.integers(3))}")
            )
        ] = None
        made[manner.format(f"{name} Unit {int(random.integers(9))}")] = None
    return list(made)[:SPELLINGS]


def write_log(path: Path, rows: int, seed: int = 0) -> None:
    """A log of so many rows; the damaged ones are among them."""
    random = np.random.default_rng(seed)
    names = pa.array([_quoted(name) for name in spellings(random)])
    with path.open("wb") as file:
        file.write((",".join(HEADER) + "\r\n").encode())
        for first in range(0, rows, CHUNK):
            for part in _lines(random, names, first, min(CHUNK, rows - first)):
                file.write(part)


def write_workbook(path: Path, rows: int, seed: int = 0) -> None:
    """The same log as a workbook, its header below a title as offices write it."""
    import csv
    import io

    from openpyxl import Workbook

    plain = path.with_suffix(".csv")
    write_log(plain, rows, seed)
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.append(["Network audit"])
    for line in csv.reader(io.StringIO(plain.read_text(encoding="utf-8"), newline="")):
        sheet.append(line)
    book.save(path)
    plain.unlink()


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


def _lines(random: Draws, names: pa.Array, first: int, number: int) -> Iterator[bytes]:
    """So many lines, one after another; every so often one of them is damaged."""
    text = pc.binary_join_element_wise(*_cells(random, names, first, number), ",")
    lines = pc.binary_join_element_wise(text, "\r\n", "")
    at = 0
    for damaged in range(DAMAGED - 1 - first % DAMAGED, number, DAMAGED):
        yield _joined(lines.slice(at, damaged - at))
        yield _damaged(lines[damaged].as_py(), (first + damaged) // DAMAGED).encode()
        at = damaged + 1
    yield _joined(lines.slice(at))


def _joined(lines: pa.Array) -> bytes:
    if not len(lines):
        return b""
    offsets = np.frombuffer(lines.buffers()[1], np.int32)[lines.offset : lines.offset + len(lines) + 1]
    return memoryview(lines.buffers()[2])[offsets[0] : offsets[-1]].tobytes()


def _damaged(line: str, which: int) -> str:
    match which % 3:
        case 0:
            return line.replace(",", " ", 1)
        case 1:
            return "," + line
        case _:
            return ",".join(HEADER) + "\r\n"


def _cells(random: Draws, names: pa.Array, first: int, number: int) -> list[pa.Array]:
    """The columns of a part of the log, quoted where they must be."""
    # many searches by few agencies, as in life
    asked = (SPELLINGS * random.random(number) ** 3).astype(np.int32)
    seconds = np.datetime64("2024-01-01T00:00:00") + (
        (first + np.arange(number)) % (DAYS * 86_400) * 997 % (DAYS * 86_400)
    ).astype("timedelta64[s]")
    when = pa.array(seconds)
    plates = pa.array([f"ZZ{plate:05}" for plate in range(2_000)])
    return [
        pa.array(
            [f"{at:08x}-0000-4000-8000-{at * 7919 % 16**12:012x}" for at in range(first, first + number)]
        ),
        _picked(random, ["***", "R. Roe", "J. Public", "A. Nobody"], number),
        names.take(pa.array(asked)),
        pa.array([str(value) for value in range(6_000)]).take(
            pa.array(random.integers(0, 6_000, number, np.int32))
        ),
        pc.binary_join_element_wise(
            '"',
            _time(pc.subtract(when, pa.scalar(30 * 86_400, pa.duration("s")))),
            " to\n",
            _time(when),
            '"',
            "",
        ),
        plates.take(pa.array(random.integers(0, 2_000, number, np.int32))),
        _picked(random, [*REASONS, *(f"case 24-{value:05}" for value in range(400))], number),
        _picked(random, ["", "***", *(f"24-{value:06}" for value in range(5_000))], number),
        _picked(random, ["", "", '"make, color"', "partial"], number),
        _quoted_time(when),
        _picked(random, list(TYPES), number),
        _picked(random, ["", "", ""], number),
        _picked(random, ["", "ok"], number),
    ]


def _picked(random: Draws, values: list[str], number: int) -> pa.Array:
    return pa.array(values).take(pa.array(random.integers(0, len(values), number, np.int32)))


def _time(when: Any) -> pa.Array:
    return pc.strftime(when, "%m/%d/%Y %H:%M:%S")


def _quoted_time(when: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise('"', pc.strftime(when, "%m/%d/%Y, %I:%M:%S %p UTC"), '"', "")


def main() -> None:
    """Write a log as long as the command line says."""
    ask = argparse.ArgumentParser(description="Write a made-up audit log of a plate reader network.")
    ask.add_argument("rows", type=int)
    ask.add_argument("path", type=Path)
    told = ask.parse_args()
    write_log(told.path, told.rows)


if __name__ == "__main__":
    main()
