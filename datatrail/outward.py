"""A case in the formats that are only written: what a case holds is brought together with what writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

#: The formats that `load` does not read back.
ONLY_WRITTEN = ("prov", "ftm")

if TYPE_CHECKING:
    from datatrail.case import Case
    from loaders.interchange.held import Held
    from loaders.interchange.loss import Lost


def held_of(case: Case) -> Held:
    """What a case holds, as those formats need it."""
    from loaders.decisions import read_decisions, standing
    from loaders.history import history
    from loaders.interchange.held import Held

    return Held(
        case.title,
        case.stamp,
        case.tables,
        case.evidence,
        case.snapshot.manifest,
        case.snapshot.generation,
        standing(read_decisions(case.folder.path)),
        history(case.folder),
    )


def exported(case: Case, format_: str, out: Path) -> Iterator[str]:
    """Write a case; line by line what was written, and how much the format leaves out."""
    from loaders.interchange.loss import beside
    from loaders.interchange.reading import CAUTION

    counts, lost = export(case, format_, out)
    yield f"{out}: {', '.join(f'{many} {name}' for name, many in counts.items())}"
    yield f"{beside(out)}: {len(lost)} fields and tables of the case that it leaves out"
    yield f"What it does not show: {CAUTION}"
    yield ""


def export(case: Case, format_: str, out: Path) -> tuple[Mapping[str, int], Sequence[Lost]]:
    """Write a case, and beside it what the format leaves out; how many of each thing was written, and that."""
    from loaders.beside import whole
    from loaders.interchange import ftm, prov
    from loaders.interchange.loss import write_losses

    write = {"prov": prov.write, "ftm": ftm.write}[format_]
    with whole(out) as made:
        written = write(made, held_of(case))
        lost = list(written.lost)
        write_losses(out, format_, case.stamp, lost)
    return written.counts, lost
