"""A clock that goes back, or is a year ahead, changes what a line says of the time, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from loaders import deciding, reviewing
from loaders.changing import rollback
from loaders.decisions import read_decisions
from loaders.generations import number_of
from loaders.history import history
from loaders.load import load
from loaders.reviews import read_reviews
from loaders.store import CaseFolder
from tests.loaders.making import case, claim, write

BY = {"who": "A. Analyst", "why": "page 3"}
BEGIN = datetime(2026, 5, 4, 9, tzinfo=UTC)
DID = len("rollback to gen-000005")
TIMED = ["checked", "corrected"]


def clock(days: int) -> type[datetime]:
    """Each time it is asked it is so many days later."""
    moments: Iterator[datetime] = iter(BEGIN + timedelta(days * number) for number in range(1000))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            moment = next(moments)
            return cls(moment.year, moment.month, moment.day, moment.hour, tzinfo=tz)

    return Clock


def work(folder: CaseFolder, inputs: Path) -> None:
    """Load, review, correct, take back, decide, go back, and say again."""
    agencies = [
        {"agency": f"ex-{name}", "name": f"Examplia {name}", "kind": "law-enforcement"}
        for name in ("one", "two")
    ]
    load(folder, [write(inputs / "agencies.csv", "agency", agencies)], dataset="ground")
    rows = [claim(claim_id=f"EX-{number}", recipient=f"Nimbus {number} PD") for number in range(3)]
    load(folder, [write(inputs / "claims.csv", "claim", rows)], dataset="memo")
    reviewing.check(folder, "EX-1", read="in-full", who="A. Analyst")
    reviewing.correct(folder, "EX-1", {"mode": "available"}, **BY)
    reviewing.undo(folder, "EX-1", "correct mode", **BY)
    reviewing.correct(folder, "EX-1", {"mode": "requested"}, **BY)
    deciding.accept(folder, "Nimbus 2 PD", "ex-one", **BY)
    deciding.undo(folder, "Nimbus 2 PD", None, **BY)
    deciding.accept(folder, "Nimbus 2 PD", "ex-two", **BY)
    reviewing.retract(folder, "EX-0", **BY)
    rollback(folder, "5")
    reviewing.undo(folder, "EX-1", "undo correct", **BY)


def worked(folder: Path, days: int) -> CaseFolder:
    """A case that was worked on while the clock went so."""
    made = case(folder, registry=False)
    with patch("loaders.logs.datetime", clock(days)):
        work(made, folder.parent)
    return made


def said(folder: CaseFolder) -> list[list[str]]:
    """The lines of both logs, without their times and reasons: a generation, which these may name, bears a hash."""
    reviews = [each.cells()[1:-1] for each in read_reviews(folder.path)]
    return reviews + [each.cells()[1:-1] for each in read_decisions(folder.path)]


def stated(folder: CaseFolder) -> dict[str, Any]:
    """The tables, without the days that reviews bear."""
    tables = folder.read().tables
    return {
        name: table.drop_columns([each for each in TIMED if each in table.column_names]).to_pylist()
        for name, table in tables.items()
    }


def test_a_clock_that_goes_back_changes_no_line_and_no_table(tmp_path: Path) -> None:
    """Lines count in the order in which they stand; the history is in the order of its generations."""
    forward, back = (worked(tmp_path / name, days) for name, days in (("forward", 1), ("back", -30)))
    assert said(back) == said(forward)
    assert stated(back) == stated(forward)
    listed = history(back)
    numbers = [number_of(each["generation"]) for each in listed]
    assert numbers == sorted(numbers)
    assert [each["did"][:DID] for each in listed] == [each["did"][:DID] for each in history(forward)]
    times = [each["when"] for each in listed]
    assert times == sorted(times, reverse=True)  # the clock did go back
    assert listed[-1]["state"] == "current"
