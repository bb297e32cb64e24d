"""A case in the formats that are only written: what a case holds is brought together with what writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datatrail.case import Case
    from loaders.interchange.held import Held
    from loaders.interchange.written import Written


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


def prov(case: Case, out: Path, _: str | None) -> Iterator[str]:
    """W3C PROV-JSON."""
    from loaders.interchange.prov import write

    return _exported("prov", write, case, out)


def ftm(case: Case, out: Path, _: str | None) -> Iterator[str]:
    """FollowTheMoney entities."""
    from loaders.interchange.ftm import write

    return _exported("ftm", write, case, out)


def _exported(format_: str, write: Callable[[Path, Held], Written], case: Case, out: Path) -> Iterator[str]:
    """Write a case, and beside it what the format leaves out; says how much of each."""
    from loaders.interchange.loss import beside, sidecar
    from loaders.interchange.whole import whole

    with whole(out) as made:
        written = write(made, held_of(case))
        lost = list(written.lost)
        with whole(beside(out)) as losses:
            losses.write_text(sidecar(format_, case.stamp, lost), encoding="utf-8", newline="\n")
    told = ", ".join(f"{many} {name}" for name, many in written.counts.items())
    yield f"{out}: {told}"
    yield f"{beside(out)}: {len(lost)} fields and tables of the case that it leaves out"
    yield ""
